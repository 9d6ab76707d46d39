"""A visit, or a booking, of theirs that was there and is not: renamed, on another day, deleted, or their whole book is
another. Deleted means cancelled; but never many at once."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date

from antrean.domain.antrean import Booking, KodeBooking
from antrean.konektor.dari_sana.buku_sana import BukuSana
from antrean.konektor.dari_sana.ikuti import Ikuti
from antrean.konektor.dari_sana.klaim import Klaim
from antrean.konektor.dari_sana.peta import Peta
from antrean.konektor.kunjungan import KunjunganSana, Tautan
from antrean.konektor.sini import PER_KUNJUNGAN, Sini, log

TENANG_MS = 15_000
"""So long it must be gone: their screens change a visit in several steps."""
TERBANYAK = 3
"""More of a day at once are no deletion by a person at a screen."""


class Lenyap:
    """Of one hospital."""

    def __init__(self, sini: Sini, buku: BukuSana, peta: Peta, klaim: Klaim, ikuti: Ikuti) -> None:
        self._sini, self._buku, self._peta, self._klaim, self._ikuti = sini, buku, peta, klaim, ikuti
        self.lagi: set[str] = set()
        """Keys that a person asked to be tried again."""

    def aktif(self, semua: Iterable[Tautan]) -> dict[str, tuple[Tautan, Booking]]:
        """Of links whose row is gone those whose booking stands, by key; the others are dropped."""
        semua = [*semua]
        kode = [KodeBooking.baca(satu.kodebooking) for satu in semua]
        booking = {satu.kodebooking: satu for satu in self._sini.store.antrean.booking(self._sini.rs.kode, kode)}
        hasil, lepas = {}, []
        for satu in semua:
            ini = booking.get(satu.kodebooking)
            if ini is None or not ini.aktif:
                lepas.append(satu.kunci)
            else:
                hasil[satu.kunci] = satu, ini
        if lepas:
            self._peta.tautkan([], lepas)
            self._sini.beres(*(f"{awal}:{kunci}" for kunci in lepas for awal in PER_KUNJUNGAN))
        return hasil

    def periksa(self, nama: str, hilang: Collection[tuple[Tautan, Booking]], ada: int) -> list[KunjunganSana]:
        """Deal with what is gone of a part of their book; visits that were found elsewhere and are linked now.

        Args:
            nama: of that part, for the case.
            ada: how many of it are there.
        """
        sini, kasus = self._sini, f"hilang:{nama}"
        if baru := [replace(satu, hilang=sini.now_ms) for satu, _ in hilang if not satu.hilang]:
            self._peta.tautkan(baru)
        banyak = len(hilang) > TERBANYAK or (len(hilang) > 1 and not ada)
        if hilang and (banyak or kasus in sini.kasus):
            pesan = (
                f"{len(hilang)} visits of {nama} that are linked to bookings here are gone there at once: was their "
                "database restored, or are they looked for in another one? None was cancelled here, and none will be. "
                "When they are back, or were registered there anew, this settles itself; those that are gone for good "
                "are to be cancelled here."
            )
            sini.tahan(kasus, pesan)
            return []
        sini.beres(kasus)
        matang = [(satu, ini) for satu, ini in hilang if satu.hilang and sini.now_ms - satu.hilang >= TENANG_MS]
        return [ditemukan for satu, ini in matang if (ditemukan := self._satu(satu, ini))]

    def _satu(self, tautan: Tautan, booking: Booking) -> KunjunganSana | None:
        sini = self._sini
        if f"batal:{tautan.kunci}" in sini.kasus and tautan.kunci not in self.lagi:
            return None
        self.lagi.discard(tautan.kunci)
        if lain := self._di_tempat_lain(booking, sini.hari_ini):
            log.info("%s: %s is %s now", sini.rs.kode, tautan.kunci, lain.no_rawat)
            self._peta.menjadi(lain.no_rawat, booking.kodebooking, lain.no_reg, tautan.asal)
            return lain
        if not self._ikuti.batalkan(booking, tautan.kunci).aktif:
            self._peta.tautkan([], [tautan.kunci])
        return None

    def _di_tempat_lain(self, booking: Booking, hari_ini: date) -> KunjunganSana | None:
        """The patient's visit of today or later that is nobody's here: of its day where there is one."""
        semua = [
            satu
            for satu in self._buku.milik(booking.norm, hari_ini)
            if self._peta.get(satu.no_rawat) is None
            and satu.nobooking in ("", booking.kodebooking, booking.kode_bpjs)
            and self._klaim.terpetakan(satu)
        ]
        semua.sort(key=lambda satu: (satu.tanggal != booking.tanggalperiksa, satu.tanggal))
        return semua[0] if semua else None
