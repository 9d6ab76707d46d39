"""What is installed is what was locked: by version and by hash."""

import ast
import configparser
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.servers import ROOT
from tests.unit.test_layers import MODULES, imports

PIN = re.compile(r"^[\w.\[\]-]+==[^\s;]+( ;[^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+$", re.MULTILINE)


def without_comments(path: Path) -> str:
    return re.sub(r"^ *#.*\n", "", path.read_text(), flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_has_its_version_and_its_hashes(name: str) -> None:
    text = without_comments(ROOT / name)
    assert len(PIN.findall(text)) > 20
    assert PIN.sub("", text).strip() == ""


def test_the_tests_run_on_what_the_service_runs_on() -> None:
    own, dev = ({*re.findall(r"^[^ \n]+==[^ \n]+", (ROOT / name).read_text(), re.MULTILINE)} for name in FILES)
    assert own <= dev


FILES = ("requirements.txt", "requirements-dev.txt")


def test_pip_is_told_to_look_at_the_hashes() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (install,) = re.findall(r"pip install .*-r requirements-dev\.txt", makefile)
    assert "--require-hashes" in install


def test_what_builds_it_is_pinned_too() -> None:
    (needed,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert f"\n{needed} \\\n" in (ROOT / "requirements-dev.txt").read_text()


def test_what_is_imported_is_declared_and_nothing_else() -> None:
    declared = configparser.ConfigParser()
    declared.read(ROOT / "setup.cfg")
    lines = declared["options"]["install_requires"] + declared["options.extras_require"]["khanza"]
    needed = {Requirement(line).name.lower() for line in lines.strip().splitlines()}
    owners = packages_distributions()
    trees = ((module, ast.parse(path.read_text("utf-8"))) for module, path in MODULES.items())
    modules = {name.partition(".")[0] for module, tree in trees for name in imports(module, tree)}
    ours = {"antrean", "_typeshed"}
    imported = {
        owner.lower().replace("_", "-")
        for module in modules - sys.stdlib_module_names - ours
        for owner in owners[module]
    }
    # Two have pages' files, one the time zones.
    assert imported | {"bootstrap-flask", "flask-swagger-ui", "tzdata"} == needed


def test_the_server_whose_private_parts_we_use_is_the_one_that_was_read() -> None:
    assert re.findall(r"^ +(gunicorn\b.*)$", (ROOT / "setup.cfg").read_text(), re.MULTILINE) == ["gunicorn ==27.0.1"]
