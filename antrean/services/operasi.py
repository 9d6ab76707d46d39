"""Surgery schedules (sections 8 and 9)."""

from collections.abc import Sequence
from datetime import date

from antrean.clock import Clock
from antrean.domain.operasi import Operasi
from antrean.domain.rs import RumahSakit
from antrean.errors import TanggalAkhirSalah
from antrean.store import Store, Write


def pada(store: Store, rs: RumahSakit, awal: date, akhir: date) -> list[Operasi]:
    """The surgeries from one date to another; past ones too.

    Raises:
        TanggalAkhirSalah: the end is before the start.
    """
    if akhir < awal:
        raise TanggalAkhirSalah
    return store.operasi.pada(rs.kode, awal, akhir)


def milik(store: Store, rs: RumahSakit, nopeserta: str) -> list[Operasi]:
    """The surgeries of one participant."""
    return store.operasi.milik(rs.kode, nopeserta)


def simpan(store: Store, clock: Clock, rs: RumahSakit, operasi: Sequence[Operasi], request_id: str, oleh: str) -> None:
    """Add or change surgeries by kodebooking."""
    write = Write(request_id, clock.now_ms(), oleh)
    store.operasi.simpan(rs.kode, operasi, clock.today(rs.zona_waktu), write)
