"""The holidays that their payroll keeps, as a proposal: nothing there asks whether a poli is open on them."""

from dataclasses import dataclass
from datetime import date

from antrean.konektor.basis import Basis
from antrean.konektor.nama import nama_bersih
from antrean.konektor.setelan import KHANZA
from antrean.services.konteks import Konteks

BAWAAN = "Libur"


@dataclass(frozen=True, slots=True)
class Usulan:
    """A day that is a holiday there and not closed here."""

    tanggal: date
    keterangan: str


def usulan(konteks: Konteks, basis: Basis) -> list[Usulan]:
    """The holidays of today and later on which the hospital is not closed as a whole. mLITE keeps none.

    Raises:
        BasisDiam, BasisMenolak: as they say.
    """
    if basis.setelan.sistem != KHANZA:
        return []
    ditutup = {tanggal for tanggal, cakupan in konteks.store.libur.semua(konteks.rs.kode) if not cakupan}
    sql = "SELECT tanggal, ktg FROM set_hari_libur WHERE tanggal >= %s ORDER BY tanggal"
    return [
        Usulan(satu["tanggal"], nama_bersih(satu["ktg"]) or BAWAAN)
        for satu in basis.baca(sql, (konteks.hari_ini,))
        if satu["tanggal"] not in ditutup
    ]
