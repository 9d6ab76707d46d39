"""What follows their book by itself once a person has taken it over: the schedule within minutes, and every patient
once a night. Both only read there."""

from collections.abc import Callable, Iterator
from datetime import datetime

from antrean.konektor.basis import Basis
from antrean.konektor.impor import jadwal
from antrean.konektor.impor.jadwal import JadwalDitolak
from antrean.konektor.impor.pasien import DIMULAI, HALAMAN, SAMPAI, SELESAI, HasilPasien, berubah
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.sini import Sini

MALAM = range(1, 5)
"""Hours of the hospital's clock in which all patients are read."""
_SEKALI_MS = 20 * 3600 * 1000
KASUS_JADWAL = "jadwal"


class Salinan:
    """Of one hospital, for one thread.

    Args:
        pemetaan: gives the mapping as it is now.
        halaman: patients a page.
    """

    def __init__(self, sini: Sini, basis: Basis, pemetaan: Callable[[], Pemetaan], halaman: int = HALAMAN) -> None:
        self._sini, self._basis, self._pemetaan, self._halaman = sini, basis, pemetaan, halaman
        self._baca: Iterator[HasilPasien] | None = None

    def jadwal(self) -> bool:
        """Make our schedule theirs again, where a person has imported it once and the hospital wants it followed;
        whether anything changed. What is refused is a case until it is mended.

        Raises:
            BasisDiam, BasisMenolak: as they say.
            StoreUnavailable: the same again settles it.
        """
        sini = self._sini
        if sini.setelan.jadwal != "ikut" or jadwal.DIIMPOR not in sini.simpanan.keadaan(sini.rs.kode):
            return False
        try:
            hasil = jadwal.impor(sini.konteks("jadwal", sini.now_ms), self._basis, self._pemetaan())
        except JadwalDitolak as error:
            lain = f" ({len(error.semua) - 1} more)" if error.semua[1:] else ""
            sini.tahan(
                KASUS_JADWAL,
                f"Their schedule changed and ours did not follow: {error.semua[0]}{lain} "
                "`antrean konektor impor --jadwal --coba` shows all of it.",
            )
            return False
        sini.beres(KASUS_JADWAL)
        return not hasil.sama

    def pasien(self) -> bool:
        """Read a page of their patients where it is night, a person has taken them over once, and tonight's reading is
        not done; whether there is another page to read.

        Raises:
            BasisDiam, BasisMenolak, StoreUnavailable: the next call goes on behind what was done.
        """
        if self._baca is None:
            if not self._waktunya():
                return False
            sini = self._sini
            konteks = sini.konteks("pasien", sini.now_ms)
            self._baca = berubah(konteks, self._basis, sini.simpanan, self._halaman)
        try:
            lagi = next(self._baca, None) is not None
        except BaseException:
            self._baca = None
            raise
        if not lagi:
            self._baca = None
        return lagi

    def _waktunya(self) -> bool:
        sini = self._sini
        if datetime.fromtimestamp(sini.now_ms / 1000, sini.rs.zona_waktu).hour not in MALAM:
            return False
        keadaan = sini.simpanan.keadaan(sini.rs.kode)
        if SAMPAI in keadaan and DIMULAI in keadaan:
            return True
        return SELESAI in keadaan and sini.now_ms - int(keadaan[SELESAI]) > _SEKALI_MS
