"""The layers of docs/architecture.md: what each module may import, and that only the clock reads time."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

PACKAGE = Path(__file__).parent.parent.parent / "antrean"
LONGEST = 400

# What each layer may import of the others. The empty name is antrean/__init__.py, which wires; a folder is one layer.
ARROWS: dict[str, set[str]] = {
    "errors": set(),
    "clock": set(),
    "config": {"domain", "errors"},
    "domain": {"errors"},
    "contoh": {"domain"},
    "keys": {"domain"},
    "scripts": {"errors"},
    "embedded": {"clock", "domain", "errors", "store"},
    "store": {"config", "domain", "errors", "keys", "scripts"},
    "services": {"clock", "domain", "errors", "store"},
    "http": {"clock", "contoh", "domain", "errors", "services", "store", "ukuran"},
    "server": {"clock", "errors"},
    "lifeline": set(),
    "ukuran": set(),
    "port": set(),
    "gunicorn": {"config", "embedded", "errors", "lifeline", "port", "ukuran"},
    "": {"bpjs", "clock", "config", "errors", "http", "konektor", "layar", "services", "store"},
    "uat": {"clock", "domain", "errors"},
    # What the hospital tells BPJS: on top of services, store and the SIMRS door, and only who composes knows it.
    "bpjs": {"clock", "contoh", "domain", "errors", "http", "keys", "services", "store", "ukuran"},
    # The hospital's own system beside this one; only who composes knows it.
    "konektor": {"clock", "domain", "errors", "keys", "services", "store"},
    # Pages for people: on top of services and of what the doors share; only who composes knows it.
    "layar": {"domain", "errors", "http", "services"},
    "cli": {
        *("bpjs", "clock", "config", "contoh", "domain", "embedded", "errors", "konektor", "lifeline", "port"),
        *("scripts", "services", "store", "uat"),
    },
    "__main__": {"cli"},
}
LIBRARIES: dict[str, set[str]] = {
    "flask": {"", "bpjs", "http", "layar"},
    "flask_wtf": {"layar"},
    "wtforms": {"layar"},
    "segno": {"layar"},
    "marshmallow": {"http"},
    "apispec": {"http"},
    "redis": {"", "embedded", "scripts", "store"},
    "cryptography": {"bpjs", "store"},
    "gunicorn": {"server"},
    "click": {"cli"},
    "rich": {"cli"},
    "urllib3": {"bpjs", "uat"},
    "jinja2": {"bpjs", "uat"},
    "leather": {"services"},
    "pymysql": {"konektor"},
    "prometheus_client": {"bpjs", "http", "konektor"},
}
READS_TIME: dict[str, set[str]] = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {
        *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"),
        *("localtime", "gmtime", "ctime", "strftime", "sleep", "clock_gettime", "clock_gettime_ns"),
    },
}
MAY_READ_TIME: dict[str, set[str]] = {
    "antrean.clock": {"time.time_ns", "time.monotonic"},
    "antrean.embedded": {"time.monotonic", "time.sleep"},
    "antrean.store.waiting": {"time.monotonic", "time.sleep"},  # sockets wait in real time, whatever a clock says
    "antrean.store.routing": {"time.monotonic"},
    "antrean.port": {"time.monotonic", "time.sleep"},
    "antrean.bpjs.simulasi.app": {"time.sleep"},  # calls that take long are what it is for
    "antrean.cli.penjaga": {"time.monotonic", "time.sleep"},
}

MODULES = {
    ".".join(("antrean", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def layer(module: str) -> str:
    """The layer of ``antrean.layer.…``."""
    return [*module.split("."), ""][1]


def imports(module: str, tree: ast.Module) -> Iterator[str]:
    """The full name of everything that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = [*module.split(".")[: -node.level], node.module] if node.level else [node.module]
            origin = ".".join(part for part in parts if part)
            if origin == "antrean":
                yield from (f"antrean.{alias.name}" for alias in node.names)
            else:
                yield origin


def time_reads(tree: ast.Module) -> Iterator[str]:
    """Each use of a function that reads time, as ``module.function``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute):
            origin = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
            if node.attr in READS_TIME.get(origin, ()):
                yield f"{origin}.{node.attr}"


def violations(module: str, source: str) -> list[str]:
    """Where a module's arrows point up."""
    tree = ast.parse(source)
    here = layer(module)
    wrong = []
    for name in imports(module, tree):
        top, there = name.split(".")[0], layer(name)
        if top == "antrean" and there != here and there not in ARROWS[here]:
            wrong.append(f"{module} imports {name}")
        if here not in LIBRARIES.get(top, {here}):
            wrong.append(f"{module} imports {name}")
    wrong += [f"{module} reads {read}" for read in time_reads(tree) if read not in MAY_READ_TIME.get(module, ())]
    return wrong


@pytest.mark.parametrize("module", MODULES)
def test_every_module_belongs_to_a_known_layer(module: str) -> None:
    assert layer(module) in ARROWS


@pytest.mark.parametrize("module", MODULES)
def test_no_arrow_points_up(module: str) -> None:
    assert violations(module, MODULES[module].read_text("utf-8")) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_fits_on_a_few_screens(module: str) -> None:
    assert len(MODULES[module].read_text("utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize(
    "module, source, complaint",
    [
        ("antrean.services.bad", "import flask", "antrean.services.bad imports flask"),
        ("antrean.services.bad", "from redis.retry import Retry", "antrean.services.bad imports redis.retry"),
        ("antrean.services.bad", "from antrean.http import ws_rs", "antrean.services.bad imports antrean.http"),
        ("antrean.services.bad", "from antrean import http", "antrean.services.bad imports antrean.http"),
        ("antrean.services.bad", "from ..http import ws_rs", "antrean.services.bad imports antrean.http"),
        ("antrean.services.bad", "def f():\n    import antrean.cli", "antrean.services.bad imports antrean.cli"),
        ("antrean.store.bad", "from antrean.services import jadwal", "antrean.store.bad imports antrean.services"),
        ("antrean.http.bad", "from antrean.cli import main", "antrean.http.bad imports antrean.cli"),
        ("antrean.http.bad", "import redis", "antrean.http.bad imports redis"),
        ("antrean.cli.bad", "import marshmallow", "antrean.cli.bad imports marshmallow"),
        ("antrean.domain.bad", "from antrean.keys import Keys", "antrean.domain.bad imports antrean.keys"),
        ("antrean.domain.bad", "from antrean import create_app", "antrean.domain.bad imports antrean.create_app"),
        ("antrean.errors", "from antrean.clock import Clock", "antrean.errors imports antrean.clock"),
        ("antrean.http.bad", "datetime.now(zona)", "antrean.http.bad reads datetime.now"),
        ("antrean.http.bad", "datetime.date.today()", "antrean.http.bad reads date.today"),
        ("antrean.store.bad", "time.time()", "antrean.store.bad reads time.time"),
        ("antrean.store.bad", "from time import monotonic", "antrean.store.bad reads time.monotonic"),
        ("antrean.embedded", "time.time_ns()", "antrean.embedded reads time.time_ns"),
    ],
)
def test_an_arrow_that_points_up_is_found(module: str, source: str, complaint: str) -> None:
    assert violations(module, source) == [complaint]


@pytest.mark.parametrize("command", ["serve", "rs", "periksa", "uat"])
def test_a_command_starts_without_what_only_others_need(command: str) -> None:
    others = {"flask", "marshmallow", "apispec", "gunicorn"} | ({"rich", "urllib3"} if command != "uat" else set())
    say = f"import sys, antrean.cli.{command}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", say], capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert set(loaded.split()) & others == set()


def test_the_arrows_have_no_circle() -> None:
    below: dict[str, set[str]] = {}
    while len(below) < len(ARROWS):
        ready = {name for name, needs in ARROWS.items() if name not in below and needs <= below.keys()}
        assert ready
        below |= {name: ARROWS[name] for name in ready}
