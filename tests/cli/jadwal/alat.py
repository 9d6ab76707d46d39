"""What the tests of ``antrean jadwal`` share: rows, and how sessions stand."""

from datetime import date
from typing import Any

from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.rs import RumahSakit
from antrean.scripts import registry
from antrean.store import Store
from tests.cli.conftest import (
    ANAK,
    KEYS,
    SELASA,
)
from tests.conftest import JADWAL

CARA_BERUBAH = (
    "Where hours changed, `antrean jadwal jam` gives sessions and bookings the new ones; where another doctor takes "
    "over, `antrean jadwal pindah` gives that one the bookings."
)
BARIS = "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,20"


def baris(**changes: str) -> str:
    """The usual row, for Tuesdays, changed as given; ``huruf`` and ``spm`` may be added."""
    kolom = dict(zip(JADWAL.split(","), BARIS.split(","), strict=True)) | {"huruf": "", "spm": ""} | changes
    return ",".join(kolom.values())


def sesi(store: Store, rs: RumahSakit, tanggal: date = SELASA, slot: str = ANAK) -> Sesi:
    """A session as it stands."""
    kunci = KunciSesi.baca(f"{tanggal.isoformat()}:{slot}")
    return store.antrean.sesi(rs.kode, [kunci])[kunci]


def huruf(store: Store, rs: RumahSakit) -> dict[str, str]:
    """The letters of every slot that ever had some."""
    return {str(slot): satu for slot, satu in store.jadwal.baca(rs.kode).huruf.items()}


def batalkan(client: Any, kodebooking: str, slot: str = ANAK, tanggal: date = SELASA) -> None:
    """Cancel a JKN booking, as the service for it will do."""
    record = registry().records["booking"]
    booking = record.unpack(client.hget(KEYS.booking(tanggal), kodebooking))
    client.hset(KEYS.booking(tanggal), kodebooking, record.pack({**booking, "status": "batal"}))
    kunci = f"{tanggal.isoformat()}:{slot}"
    client.hincrby(KEYS.sesi(kunci), "sisajkn", 1)
    client.zrem(KEYS.antre(kunci), booking["angka"])
    client.hdel(KEYS.klaim(tanggal), booking["norm"])
