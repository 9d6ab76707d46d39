"""What these tests share: requests at the store's own door, and a picture of everything that is stored."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import redis

from antrean.clock import Clock
from antrean.domain.antrean import AntreanDiambil, PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.pasien import PasienBaru
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.keys import Keys
from antrean.services import antrean, pasien
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS
from tests.conftest import pasien as satu_pasien
from tests.konteks import konteks

BESOK = HARI_INI + timedelta(days=1)
LUSA = BESOK + timedelta(days=1)
ANAK = Slot("ANA", 12345, JamPraktek(480, 960))
DALAM = Slot("INT", 34567, JamPraktek(480, 720))


def semua_isi(client: "redis.Redis") -> dict[str, Any]:
    """Every key's value; of a sorted set also the scores."""
    keys: Any = sorted(client.scan_iter(count=1000))
    pipe: Any = client.pipeline(transaction=False)
    for key in keys:
        pipe.type(key)
    read: dict[str, Callable[[str], Any]] = {
        "hash": pipe.hgetall,
        "string": pipe.get,
        "set": pipe.smembers,
        "stream": pipe.xrange,
        "zset": lambda key: pipe.zrange(key, 0, -1, withscores=True),
    }
    for key, jenis in zip(keys, pipe.execute(), strict=True):
        read[jenis](key)
    return dict(zip(keys, pipe.execute(), strict=True))


def redis_sampai(client: "redis.Redis", clock: Clock) -> None:
    """Let Redis number the hospital's events from the tests' day on, as if its own clock had come there too."""
    kunci = Keys(KODE_RS).peristiwa
    ask: Any = client
    terakhir = int(ask.xrevrange(kunci, count=1)[0][0].partition("-")[0])
    if clock.now_ms() > terakhir:
        ask.xadd(kunci, {"jenis": "uji", "waktu": clock.now_ms(), "oleh": "uji"}, id=f"{clock.now_ms()}-0")


def ambil(
    store: Store,
    clock: Clock,
    rs: RumahSakit,
    request_id: str,
    n: int = 1,
    slot: Slot = ANAK,
    tanggal: date = BESOK,
    angkaantrean: int = 0,
    **changes: str,
) -> AntreanDiambil:
    """Take a number for the n-th patient of the tests."""
    satu = satu_pasien(n)
    isi = {"nik": satu.nik, "nomorkartu": satu.nomorkartu, "nomorreferensi": f"{n:019d}"} | changes
    return antrean.ambil(
        konteks(store, clock, rs, request_id), PermintaanAntrean(slot, tanggal, 1, angkaantrean=angkaantrean, **isi)
    )


def daftar(store: Store, clock: Clock, rs: RumahSakit, request_id: str, n: int = 501) -> str:
    """Register the n-th patient of the tests as a new one; the record number is the hospital's."""
    satu = satu_pasien(n)
    form = {"nik": satu.nik, "nomorkartu": satu.nomorkartu, "nama": satu.nama}
    return pasien.daftar(konteks(store, clock, rs, request_id), PasienBaru(**form, formulir=form))
