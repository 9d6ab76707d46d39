"""Surgery schedules (sections 8 and 9)."""

from collections.abc import Sequence
from datetime import date

from antrean.domain.operasi import Operasi
from antrean.errors import TanggalAkhirSalah
from antrean.services.konteks import Konteks


def pada(konteks: Konteks, awal: date, akhir: date) -> list[Operasi]:
    """The surgeries from one date to another; past ones too.

    Raises:
        TanggalAkhirSalah: the end is before the start.
    """
    if akhir < awal:
        raise TanggalAkhirSalah
    return konteks.store.operasi.pada(konteks.rs.kode, awal, akhir)


def simpan(konteks: Konteks, operasi: Sequence[Operasi]) -> int:
    """Add or change surgeries by kodebooking; returns how many were passed over, for their dates are not kept any
    more."""
    return konteks.store.operasi.simpan(konteks.rs.kode, operasi, konteks.hari_ini, konteks.write)


def hapus(konteks: Konteks, kodebooking: str) -> None:
    """Take a surgery that was cancelled out; sending it again brings it back.

    Raises:
        KodeBookingTidakDitemukan: there is no such surgery.
    """
    konteks.store.operasi.hapus(konteks.rs.kode, kodebooking, konteks.write)
