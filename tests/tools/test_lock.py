"""What is installed is what was locked: by version and by hash."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.servers import ROOT

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
