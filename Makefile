# make run   set up and serve, with an embedded store and sample data
# make test  set up and pass every test
# make check lint, types and formatting
# make bench measure
# make lock  pin requirements*.txt again from setup.cfg, with hashes; `make lock UPGRADE=--upgrade` takes newer versions
# make audit ask whether a vulnerability is known of what is pinned
# make licences write docs/licences.md again

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
UPGRADE ?=
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE)

.PHONY: run test check bench lock audit licences clean

run: $(READY)
	@$(BIN)/antrean serve --contoh

test: $(READY)
	$(BIN)/python -m pytest $(TESTS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m bench

$(READY): requirements.txt requirements-dev.txt setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("antrean needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lock: $(READY)
	$(LOCK) setup.cfg -o requirements.txt
	$(LOCK) --extra embedded --extra dev -c requirements.txt setup.cfg -o requirements-dev.txt

audit: $(READY)
	@$(BIN)/python -m tools.audit

licences: $(READY)
	$(BIN)/python -m tools.licences

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
