"""``make bench`` as a user runs it, in small: every part is measured for a moment and every ledger balances."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bench.__main__ import PARTS
from bench.targets import MUST_BE_ZERO, targets
from tests.e2e.running import run
from tests.servers import wait_until

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.chaos,  # over a minute of both processors
    pytest.mark.skipif(
        not (shutil.which("wrk") and shutil.which("redis-benchmark")), reason="wrk or redis-benchmark is not installed"
    ),
]

# What the quick plan leaves out.
NOT_MEASURED = ("sisa / framework floor", "status / framework floor", "token / framework floor, after the first")


def test_a_quick_run_measures_every_part_and_every_ledger_balances(tmp_path: Path) -> None:
    figures = tmp_path / "made" / "bench.json"
    bench = [sys.executable, "-m", "bench"]
    done = run([*bench, "--quick", "--json", str(figures)])
    assert done.returncode == 0, done.stderr

    results = json.loads(figures.read_text())
    assert set(results["parts"]) == set(PARTS)
    assert [ledger["bookings"] > 0 for ledger in results["ledgers"]] == [True, True, True]
    for ledger in results["ledgers"]:
        assert {name: ledger[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
        assert ledger["periksa"] == []
    assert [target.figure for target in targets(results) if target.found is None] == [*NOT_MEASURED]

    printed = run([*bench, "table", "--json", str(figures)])
    assert printed.returncode == 0, printed.stderr
    titles = {line for line in printed.stdout.splitlines() if line.startswith("### ")}
    assert {"### Targets", "### What the ledgers say, read back", "### Machine and run"} < titles


def test_what_is_sent_to_bpjs_is_measured() -> None:
    done = run([sys.executable, "-m", "bench", "bpjs", "--quick", "--only", "hospitals"])
    assert done.returncode == 0, done.stderr
    assert "5 hospitals in one process, calls/s" in done.stdout
    assert run([sys.executable, "-m", "bench", "bpjs", "--only", "closed"]).returncode == 1


def test_the_load_on_a_hospitals_own_database_is_measured() -> None:
    done = run([sys.executable, "-m", "bench", "konektor", "--quick"])
    assert done.returncode == 0, done.stderr
    assert "of one core of their server" in done.stdout


def test_a_bench_that_is_ended_stops_what_it_has_started(tmp_path: Path) -> None:
    # Its stores and services have their folders there.
    command = [sys.executable, "-m", "bench", "bangsa", "--bagian", "0.002"]
    folder, said = tmp_path / "of-the-bench", tmp_path / "said"
    folder.mkdir()
    with said.open("w") as out:
        bench = subprocess.Popen(command, env={**os.environ, "TMPDIR": str(folder)}, stderr=out)
    wait_until(lambda: "the small hospitals" in said.read_text(), "the service")
    assert started(folder)
    bench.terminate()
    assert bench.wait() == 1
    assert "The bench was stopped" in said.read_text()
    wait_until(lambda: not started(folder), "what the bench had started to end")
    assert not [*folder.iterdir()]


def started(folder: Path) -> list[int]:
    """The processes whose command line or environment names a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            said = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            if str(folder).encode() in said and int(process.name) != os.getpid():
                found.append(int(process.name))
    return found
