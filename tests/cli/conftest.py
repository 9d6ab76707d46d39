"""The command line on a real redis-server, in this process, at a moment that a test sets.

The days are those of the next week, whenever the tests run: a real server drops what is past on its own clock.
"""

import io
import itertools
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis

from antrean.cli import main
from antrean.clock import Clock
from antrean.domain.antrean import AntreanDiambil, PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.keys import Keys
from antrean.services import antrean as services
from antrean.store import Store
from antrean.store.jam import JamStore
from tests.conftest import DATA_KEY, KODE_RS, SECRET_KEY, FrozenClock, pasien
from tests.konteks import konteks
from tests.servers import RedisServer

JAKARTA = ZoneInfo("Asia/Jakarta")
_TODAY = datetime.now(JAKARTA).date()
SENIN = _TODAY + timedelta(days=7 - _TODAY.weekday())
SELASA = SENIN + timedelta(days=1)
ANAK = "ANA:12345:08:00-16:00"
KEYS = Keys(KODE_RS)

_PASSING = (":permintaan:", ":peristiwa", ":jadwal:versi")
_nomor = itertools.count(1)


@dataclass(frozen=True)
class Hasil:
    """How a command ended."""

    code: int
    out: str
    err: str


Cli = Callable[..., Hasil]


@pytest.fixture
def redis_client(real_redis: "redis.Redis") -> "redis.Redis":
    """Only the real server: the commands make their own connection."""
    return real_redis


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(SENIN.year, SENIN.month, SENIN.day, 12, tzinfo=JAKARTA))


@pytest.fixture
def cli(
    redis_server: RedisServer, real_redis: "redis.Redis", clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> Cli:
    """Run a command as ``antrean`` does: words, and what stands on standard input."""
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    monkeypatch.setenv("ANTREAN_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("ANTREAN_DATA_KEY", DATA_KEY)
    monkeypatch.setattr(Clock, "now_ms", lambda _: clock.now_ms())
    monkeypatch.setattr(JamStore, "server_ms", lambda _: clock.now_ms())
    return run


def run(*words: object, stdin: bytes = b"") -> Hasil:
    """Run a command in this process and this environment."""
    out, err = io.StringIO(), io.StringIO()
    code: Any = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["antrean", *map(str, words)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        try:
            main()
        except SystemExit as end:
            code = end.code
    return Hasil(code, out.getvalue(), err.getvalue())


@pytest.fixture
def berkas(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Write a CSV file."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "berkas.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


Berkas = Callable[[str | bytes], Path]


@pytest.fixture
def jadwal_impor(cli: Cli, berkas: Berkas) -> Cli:
    """Import schedule rows under the usual header."""
    header = "kodepoli,namapoli,kodedokter,namadokter,hari,jampraktek,kuotajkn,kuotanonjkn,huruf,spm"

    def impor(*rows: str, ganti: bool = False) -> Hasil:
        lines = [header, *(row + "," * (header.count(",") - row.count(",")) for row in rows)]
        return run("jadwal", "impor", berkas("\n".join(lines) + "\n"), *(["--ganti", "--semua"] if ganti else []))

    return impor


@pytest.fixture
def pasien_impor(cli: Cli, berkas: Berkas) -> Cli:
    """Import patient rows under the header."""

    def impor(*rows: str) -> Hasil:
        return run("pasien", "impor", berkas("\n".join(["norm,nik,nomorkartu,nama", *rows]) + "\n"))

    return impor


def ambil(
    store: Store,
    clock: Clock,
    rs: RumahSakit,
    n: int,
    slot: str = ANAK,
    tanggal: date = SELASA,
    jkn: bool = True,
    nomorreferensi: str = "",
) -> AntreanDiambil:
    """The n-th patient takes a number."""
    kodepoli, kodedokter, jam = slot.split(":", 2)
    satu = pasien(n)
    permintaan = PermintaanAntrean(
        slot=Slot(kodepoli, int(kodedokter), JamPraktek.baca(jam)),
        tanggalperiksa=tanggal,
        jeniskunjungan=1,
        nik=satu.nik,
        nomorkartu=satu.nomorkartu if jkn else "",
        nomorreferensi=nomorreferensi,
    )
    return services.ambil(konteks(store, clock, rs, f"ambil-{next(_nomor)}"), permintaan)


def isi(client: Any) -> dict[str, object]:
    """Everything that the store holds."""
    return {key: _value(client, key) for key in sorted(client.scan_iter(count=1000))}


def isi_tetap(client: Any) -> dict[str, object]:
    """What the store holds, without events, remembered answers and the schedule's version."""
    keys = (key for key in sorted(client.scan_iter(count=1000)) if not any(word in key for word in _PASSING))
    return {key: _value(client, key) for key in keys}


def peristiwa(client: Any) -> list[dict[str, str]]:
    """The events, without the ids that Redis gave them and their numbers, which have no gap."""
    semua = [fields for _, fields in client.xrange(KEYS.peristiwa)]
    assert [fields.pop("urut") for fields in semua] == [str(urut) for urut in range(1, len(semua) + 1)]
    return semua


def _value(client: Any, key: str) -> object:
    kind = client.type(key)
    read: dict[str, Callable[[], object]] = {
        "string": lambda: client.get(key),
        "hash": lambda: client.hgetall(key),
        "zset": lambda: client.zrange(key, 0, -1, withscores=True),
        "stream": lambda: client.xrange(key),
    }
    return read[kind]()


@pytest.fixture
def server_lain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Another real server, whose configuration a test may change."""
    with RedisServer(tmp_path_factory.mktemp("lain")) as server:
        yield server
