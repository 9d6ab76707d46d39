"""What the end-to-end tests share: commands in a shell, and the processes of a data directory."""

import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from antrean import contoh
from antrean.clock import Clock
from tests.race.clients import HttpJkn
from tests.servers import ROOT, Service, antrean, free_port

SAMPLE = {
    "nomorkartu": "00012345678",
    "nik": "3212345678987654",
    "nohp": "085635228888",
    "kodepoli": "ANA",
    "norm": "123345",
    "kodedokter": 12345,
    "jampraktek": "08:00-16:00",
    "jeniskunjungan": 1,
    "nomorreferensi": "0001R0040116A000001",
}


def next_week() -> str:
    """A week from now, as the sample hospital counts."""
    return (Clock().today(ZoneInfo("Asia/Jakarta")) + timedelta(days=7)).isoformat()


def sample_request(**changes: Any) -> dict[str, Any]:
    """The example of BPJS's own text, with a date of next week."""
    return {**SAMPLE, "tanggalperiksa": next_week(), **changes}


def sample_jkn(url: str) -> HttpJkn:
    """Mobile JKN, logged in at the sample hospital."""
    return HttpJkn(url, contoh.USERNAME, contoh.PASSWORD).login()


def serve(data: Path, *words: str, log: Path | None = None, env: dict[str, str | None] | None = None) -> Service:
    """``antrean serve`` with the embedded store of a data directory, on a free port."""
    port = str(free_port())
    settings: dict[str, str | None] = {"REDIS_URL": None, "ANTREAN_DATA_DIR": str(data), **(env or {})}
    log = log or data.parent / "serve.log"
    return Service(antrean("serve", "--port", port, *words), f"http://127.0.0.1:{port}", settings, log)


def run(command: list[str], cwd: Path = ROOT, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end in an environment without settings but these."""
    unset = ("REDIS_URL", "PORT", "ANTREAN_SECRET_KEY", "ANTREAN_DATA_DIR", "WEB_CONCURRENCY")
    clean = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(
        command, env=clean | env, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def bash(script: str) -> list[str]:
    """Run a shell script as a user would paste it; the lines that it prints."""
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.splitlines()


def printed_commands(output: str) -> list[str]:
    """The three numbered shell commands that ``antrean serve --contoh`` prints."""
    commands = re.findall(r"^\d\. [^\n]+:\n\n(.+?)\n\n", output, re.MULTILINE | re.DOTALL)
    assert len(commands) == 3, output
    return commands


def processes_of(data: Path) -> list[str]:
    """The command lines of the processes that work in or with a data directory."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if place.joinpath("cwd").readlink() == data or os.fsencode(data) in place.joinpath("environ").read_bytes():
                found.append(place.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it ended meanwhile
    return found
