# make run   set up and serve, with an embedded store, sample data and a simulated BPJS
# make test  set up and pass every test; make test TESTS=tests/http: some; PROCESSES=3: in so many processes
# make check lint, types and formatting
# make bench measure
# make chaos kill processes for minutes; make chaos SOAK=30: serve for so many minutes
# make lock  pin requirements*.txt again from setup.cfg, with hashes; `make lock UPGRADE=--upgrade` takes newer versions
# make audit ask whether a vulnerability is known of what is pinned
# make licences write docs/licences.md again

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
UPGRADE ?=
# More than processors, for most tests wait; a part of the tests is done before others have started.
PROCESSES ?= $(if $(TESTS),0,4)
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(UPGRADE)

SOAK_PLOT ?= build/soak.svg

.PHONY: run test check bench chaos lock audit licences clean

run: $(READY)
	@$(BIN)/antrean serve --contoh --simulasi --gerak

# What is compiled is kept, whatever the environment says: else each of hundreds of processes compiles all of it again.
test: export PYTHONDONTWRITEBYTECODE =
test: $(READY)
	$(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal $(TESTS)

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(READY)
	$(BIN)/python -m bench

chaos: $(READY)
ifdef SOAK
	$(BIN)/python -m chaos soak --minutes $(SOAK) --plot $(SOAK_PLOT)
else
	$(BIN)/python -m chaos kills
	$(BIN)/python -m chaos sender
	$(BIN)/python -m chaos konektor
	ANTREAN_TEST_STORE=cluster $(BIN)/python -m pytest tests/http tests/simrs tests/lua tests/bpjs tests/konektor
	$(BIN)/python -m pytest -m chaos; code=$$?; [ $$code = 0 ] || [ $$code = 5 ]  # 5: there are none
	@echo 'Nothing was lost. The soak is apart: make chaos SOAK=30 serves a real morning for thirty minutes.'
endif

$(READY): requirements.txt requirements-dev.txt setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("antrean needs Python 3.11 or newer: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@# setuptools warns of what an editable installation is
	PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

lock: $(READY)
	$(LOCK) setup.cfg -o requirements.txt
	$(LOCK) --extra embedded --extra khanza --extra dev -c requirements.txt setup.cfg -o requirements-dev.txt

audit: $(READY)
	@$(BIN)/python -m tools.audit

licences: $(READY)
	$(BIN)/python -m tools.licences

clean:
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
