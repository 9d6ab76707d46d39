"""What the tests of ``antrean cadangan`` share: making a backup, and reading it."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
import redis

from tests.cli.conftest import run
from tests.servers import RedisServer


def buat(path: Path, *words: object) -> Path:
    hasil = run("cadangan", "buat", path, *words)
    assert (hasil.code, hasil.err) == (0, "")
    assert re.search(r"has the hospital 1311R002 as of \S+: \d+ keys with \d+ values, digest [0-9a-f]{16}\.", hasil.out)
    return path


def baris(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


def isi_baris(path: Path) -> list[bytes]:
    """The lines of the keys: without the first and the last, which have time and checksum of it."""
    return baris(path)[1:-1]


def sama(nanti: Path, dulu: Path) -> None:
    """Two backups of one state have the same lines: all but remembered answers, which are kept for two minutes only and
    on a slow machine are gone when the second is made."""
    lama, baru = isi_baris(dulu), isi_baris(nanti)
    ada = set(baru)
    assert [satu for satu in lama if satu in ada] == baru
    assert [satu for satu in lama if satu not in ada and not satu.startswith(b'{"k":"permintaan:')] == []


def ke(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", server.url)


# Who logged in, rightly and wrongly: no hospital's, and in no backup.
MASUK = (b"antrean:v1:percobaan/", b"antrean:v1:kenal/")


def dump(client: Any) -> dict[bytes, object]:
    raw: Any = redis.Redis(unix_socket_path=client.connection_pool.connection_kwargs["path"])
    with raw:
        return {key: raw.dump(key) for key in raw.scan_iter() if not key.startswith(MASUK)}
