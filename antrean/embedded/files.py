"""What lies in a data directory: whose it is, which server wrote it, and what it held when it was last looked at."""

import json
import os
import pwd
import shlex
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from antrean.domain.loss import Held
from antrean.domain.redis_version import REDIS, VALKEY, RedisVersion
from antrean.errors import OperatorError

OLD_FILE = "appendonly.aof"  # of Redis 6.2; newer ones keep a folder, and do not look at the file beside it
FOLDER = "appendonlydir"
_MARK = "last_known.json"

# The first words of a folder's base file, for what was written before there was a mark.
_FORMATS = {
    b"REDIS0011": RedisVersion(REDIS, (7, 2)),
    b"REDIS0012": RedisVersion(REDIS, (7, 4)),
    b"REDIS0013": RedisVersion(REDIS, (8, 4)),
    b"VALKEY080": RedisVersion(VALKEY, (9, 0)),
}
_OLD_FORMAT = RedisVersion(REDIS, (6, 2))
_FOLDER_FORMAT = RedisVersion(REDIS, (7, 0))


@dataclass(frozen=True, slots=True)
class Mark:
    """What a data directory held at a moment, all of it on disk by then.

    Attributes:
        wrote: the server that had it open.
        at_ms: when.
        sizes: bytes of each file of the store.
        held: what the store said.
    """

    wrote: RedisVersion
    at_ms: int
    sizes: dict[str, int] = field(default_factory=dict)
    held: Held = field(default_factory=Held)


class DataDir:
    """The files of one data directory."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def wrote(self) -> RedisVersion | None:
        """What wrote the files last; None where there are none.

        Raises:
            OperatorError: there are two histories.
        """
        old, folder = self.path / OLD_FILE, self.path / FOLDER
        if not any(folder.glob("*.manifest")):
            return _OLD_FORMAT if old.exists() else None
        if old.exists() and old.stat().st_size:
            raise OperatorError(self._two_histories(old, folder))
        mark = self.mark()
        if mark and mark.wrote.line > _OLD_FORMAT.line:
            return mark.wrote
        base = next(folder.glob("*.base.rdb"), None)
        with suppress(OSError):
            return _FORMATS.get(base.read_bytes()[:9] if base else b"", _FOLDER_FORMAT)
        return _FOLDER_FORMAT

    def mark(self) -> Mark | None:
        """The last mark; None where there is none that can be read."""
        try:
            said: dict[str, Any] = json.loads((self.path / _MARK).read_text())
            wrote = RedisVersion.parse(said["wrote"])
            held = Held({kode: (int(n), int(ms)) for kode, (n, ms) in said["held"].items()})
            return Mark(wrote, int(said["at_ms"]), said["sizes"], held) if wrote else None
        except (OSError, ValueError, LookupError, AttributeError, TypeError):
            return None

    def set_mark(self, mark: Mark) -> None:
        """Keep a mark in place of the last one."""
        said = {"wrote": str(mark.wrote), "at_ms": mark.at_ms, "sizes": mark.sizes, "held": mark.held.hospitals}
        fresh = self.path / f"{_MARK}.new"
        with fresh.open("w") as file:
            json.dump(said, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(self.path / _MARK)

    def sizes(self) -> dict[str, int]:
        """Bytes of each file of the store, by its name in the directory."""
        found = {}
        for path in self._store_files():
            with suppress(FileNotFoundError):  # a rewrite took it away
                found[str(path.relative_to(self.path))] = path.stat().st_size
        return found

    def cut(self) -> int:
        """Bytes that are missing at the ends of files since the last mark."""
        mark, sizes = self.mark(), self.sizes()
        return sum(max(size - sizes.get(name, size), 0) for name, size in mark.sizes.items()) if mark else 0

    def check_owner(self) -> None:
        """Raises: OperatorError: a file that is needed is somebody else's."""
        for path in (self.path, *self._store_files(), self.path / FOLDER, self.path / "redis.log"):
            if path.exists() and not os.access(path, os.R_OK | os.W_OK):
                raise OperatorError(cannot_use(self.path, PermissionError(None, "Permission denied", str(path))))

    def _store_files(self) -> Iterator[Path]:
        yield from (path for path in (self.path / OLD_FILE,) if path.exists())
        yield from (path for path in sorted((self.path / FOLDER).glob("*")) if path.suffix in (".aof", ".rdb"))

    def _two_histories(self, old: Path, folder: Path) -> str:
        newer = max((path for path in folder.iterdir()), key=lambda path: path.stat().st_mtime)
        return (
            f"{self.path} holds two histories: {FOLDER}, by Redis 7 or newer, last written {_when(newer)}, and "
            f"{OLD_FILE}, by Redis 6.2, last written {_when(old)}. An older server was once started beside the data "
            "of a newer one, and came up empty. Only one of them can be served, and nothing was changed. Copy the "
            f"whole folder away first. To look into the older server's, put a copy of {OLD_FILE} alone into a new "
            "folder and run `ANTREAN_DATA_DIR=that-folder antrean antrean lihat`. Then move the one that is not to be "
            "served out of this folder; its bookings have to be taken over by hand."
        )


def cannot_use(folder: Path, error: OSError) -> str:
    """The sentence for a data directory that cannot be used: a wrong owner is told as such."""
    place = next((one for one in (Path(error.filename or folder), folder) if one.exists()), None)
    if isinstance(error, PermissionError) and place and folder.exists() and place.stat().st_uid != os.getuid():
        us, owner = _name(os.getuid()), _name(place.stat().st_uid)
        mend = f"`sudo chown -R {us}: {shlex.quote(str(folder))}`"
        if folder.stat().st_uid == os.getuid():
            return (
                f"{place} belongs to {owner}, and this runs as {us}, whose data directory it lies in. Give it back: "
                f"{mend}, and run every command as {us}."
            )
        return (
            f"The data directory {folder} belongs to {_name(folder.stat().st_uid)}, and this runs as {us}. If {us} is "
            f"who serves from it: {mend}. If not, run this as {_name(folder.stat().st_uid)}."
        )
    where = f"The data directory {folder} cannot be used: {error.strerror}."
    return f"{where} Set ANTREAN_DATA_DIR to one that can be written."


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _when(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M UTC")
