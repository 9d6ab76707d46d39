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


def simpan(konteks: Konteks, operasi: Sequence[Operasi]) -> None:
    """Add or change surgeries by kodebooking."""
    konteks.store.operasi.simpan(konteks.rs.kode, operasi, konteks.hari_ini, konteks.write)
