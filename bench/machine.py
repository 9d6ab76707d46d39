"""What a run was made on: figures of another machine, or of other versions, say little about this one."""

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from antrean.embedded import find_redis_server

ROOT = Path(__file__).parent.parent
TOOLS = {"wrk": "wrk", "redis-benchmark": "redis-tools"}
LIBRARIES = ("gunicorn", "flask", "werkzeug", "marshmallow", "redis", "hiredis")
_SYNCS = 200


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0))


def missing_tools() -> str:
    """A sentence that says what has to be installed; empty where nothing is missing."""
    missing = {tool: package for tool, package in TOOLS.items() if shutil.which(tool) is None}
    if not missing:
        return ""
    names, packages = " and ".join(missing), " ".join(missing.values())
    return f"The bench needs {names}, which this machine does not have: apt install {packages}."


def describe() -> dict[str, str]:
    """The machine and the versions, by name."""
    return {
        "processor": f"{_processor()}, {cores()} cores",
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "Python": f"{platform.python_version()}",
        "Redis": _first_line([str(find_redis_server()), "--version"]).split("v=")[-1].split()[0],
        "wrk": _first_line(["wrk", "--version"]).split("[")[0].removeprefix("wrk ").strip(),
        **{name: version(name) for name in LIBRARIES},
        "commit": _first_line(["git", "-C", str(ROOT), "describe", "--always", "--dirty"]) or "unknown",
        "load before": f"{os.getloadavg()[0]:.2f}",
        "disk": f"fdatasync of 1500 appended bytes {_sync_ms():.2f} ms, in {tempfile.gettempdir()}",
    }


def cpu_seconds(process: int) -> float:
    """The processor time that a process and its children have had so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return ticks / os.sysconf("SC_CLK_TCK") + sum(cpu_seconds(int(child)) for child in children)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _first_line(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return (done.stdout or done.stderr).partition("\n")[0] if done.returncode in (0, 1) else ""


def _sync_ms() -> float:
    """The price of one durable write where the bench keeps its Redis data."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(_SYNCS):
            began = time.perf_counter()
            file.write(b"x" * 1500)
            file.flush()
            os.fdatasync(file.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def progress(text: str) -> None:
    """Say what is being measured; the tables go to stdout, this does not."""
    print(text, file=sys.stderr, flush=True)
