"""The way from them to us, in three rhythms: what is new, changed or gone in the day's registrations; what was done
with the visits that are open; and the rest.

A round that is cut off is begun again: what was dealt with is known by the links and by our own book.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import Basis
from antrean.konektor.dari_sana.booking_sana import Bookingan
from antrean.konektor.dari_sana.buku_sana import BukuSana, rentang_kunci
from antrean.konektor.dari_sana.ikuti import Ikuti
from antrean.konektor.dari_sana.klaim import Klaim
from antrean.konektor.dari_sana.lenyap import Lenyap
from antrean.konektor.dari_sana.olah import Olah
from antrean.konektor.dari_sana.peta import Peta
from antrean.konektor.dari_sana.sumber import Terlihat
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.konektor.sini import Sini
from antrean.store import Store

HARI, DEPAN, KEMARIN = "today", "the days to come", "yesterday"
_SEMUA_TANGGAL_S = 1_800
_KEMARIN_SAMPAI = 6
"""Until this hour of the next day a visit may still be at work."""
_ASING_TERBANYAK = 5_000
_TERPUTUS_S = 8.0
"""Somewhat less than the lease lasts."""


class Masuk:
    """Of one hospital, for one thread, while the lease is its own. Nothing is done while ``setelan.menulis`` is off.

    Args:
        pemetaan: gives the mapping as it is now.

    Raises:
        OperatorError: the choice of sources is none.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        rs: RumahSakit,
        setelan: Setelan,
        basis: Basis,
        simpanan: KonektorStore,
        pemetaan: Callable[[], Pemetaan],
    ) -> None:
        self._setelan, self._clock = setelan, clock
        self._sini = sini = Sini(store, clock, rs, setelan, simpanan)
        self._buku, self._peta = BukuSana(basis), Peta(sini)
        self._klaim = Klaim(sini, basis, pemetaan)
        self._ikuti = Ikuti(sini, self._klaim, pemetaan)
        lenyap = Lenyap(sini, self._buku, self._peta, self._klaim, self._ikuti)
        self._olah = Olah(sini, self._buku, self._peta, self._klaim, self._ikuti, lenyap)
        self._booking = Bookingan(sini, self._buku, self._peta, self._klaim, self._ikuti, lenyap)
        self._lenyap = lenyap
        self._hari: date | None = None
        self._dipanggil: set[str] | None = None
        self._asing: list[str] = []
        self._asing_s = self._terakhir_s = float("-inf")

    def cepat(self) -> int:
        """The day's registrations: one question; what is as before costs nothing more. How many visits were dealt with.

        Raises:
            BasisDiam, BasisMenolak, StoreUnavailable: the round is begun again later.
        """
        if not self._setelan.menulis:
            return 0
        hari = self._mulai()
        harus_ada = self._peta.rentang(*rentang_kunci(hari, hari)) | self._peta.lepas
        harus_ada |= {kunci: satu for kunci in self._asing if (satu := self._peta.get(kunci))}
        jumlah = self._olah.baca(HARI, self._buku.hari(hari, self._asing), harus_ada)
        self._terakhir_s = self._clock.monotonic()
        return jumlah

    def sedang(self) -> int:
        """What was done with the visits that are open, and what is registered for later. How many visits were dealt
        with.

        Raises:
            BasisDiam, BasisMenolak, StoreUnavailable: the round is begun again later.
        """
        if not self._setelan.menulis:
            return 0
        hari = self._mulai()
        besok, sampai, kemarin = hari + timedelta(days=1), self._sampai(hari), hari - timedelta(days=1)
        self._lihat_panggilan()
        self._lihat_jejak()
        sekarang = self._sini.now_ms
        self._olah.lagi(no for no, pada in [*self._olah.nanti.items()] if pada <= sekarang)
        jumlah = self._olah.olah(HARI)
        if datetime.fromtimestamp(sekarang / 1000, self._sini.rs.zona_waktu).hour < _KEMARIN_SAMPAI:
            self._peta.pada(kemarin)
            jumlah += self._olah.baca(KEMARIN, self._buku.rentang(kemarin, kemarin), {})
        harus_ada = self._peta.rentang(*rentang_kunci(besok, sampai))
        jumlah += self._olah.baca(DEPAN, self._buku.rentang(besok, sampai), harus_ada)
        self._booking.pada(hari)
        if self._setelan.sistem == KHANZA:
            self._booking.layar([hari])
        self._terakhir_s = self._clock.monotonic()
        return jumlah

    def lambat(self) -> int:
        """The rest, and once more what a person was told of and what has no booking here. How many visits were dealt
        with.

        Raises:
            BasisDiam, BasisMenolak, StoreUnavailable: the round is begun again later.
        """
        if not self._setelan.menulis:
            return 0
        hari = self._mulai()
        self._sini.segarkan()
        self._klaim.segarkan()
        self._olah.segarkan()
        if (sekarang := self._clock.monotonic()) - self._asing_s >= _SEMUA_TANGGAL_S:
            self._cari_asing(hari)
            self._asing_s = sekarang
        self._booking.mendatang(hari, self._sampai(hari))
        if self._setelan.sistem == KHANZA:
            dipakai = self._sini.store.antrean.tanggal_terpakai(self._sini.rs.kode)
            self._booking.layar(satu for satu in dipakai if satu > hari)
        self._olah.lagi_semua()
        self._terakhir_s = self._clock.monotonic()
        jumlah = self.cepat() + self.sedang()
        self._olah.bersihkan(HARI)
        return jumlah

    def ulang(self, kunci: str) -> None:
        """Somebody asked for a visit, or another key of a case, to be looked at once more: the next rounds do."""
        self._olah.lagi([kunci])
        self._lenyap.lagi.add(kunci)

    def _mulai(self) -> date:
        """The hospital's date; on a new one nothing is known. Nor is it where nobody looked for so long that another
        process may have."""
        hari = self._sini.hari_ini
        if hari != self._hari or self._clock.monotonic() - self._terakhir_s > _TERPUTUS_S:
            self._peta.lupakan(hari - timedelta(days=1))
            dipakai = self._sini.store.antrean.tanggal_terpakai(self._sini.rs.kode)
            for tanggal in (hari, *(satu for satu in dipakai if satu > hari)):
                self._peta.muat(tanggal)
            self._sini.segarkan()
            self._klaim.segarkan()
            self._olah.hari_baru()
            self._dipanggil = None
        if hari != self._hari:
            self._hari, self._asing, self._asing_s = hari, [], float("-inf")
        self._terakhir_s = self._clock.monotonic()
        return hari

    def _sampai(self, hari: date) -> date:
        """The last day that may be booked."""
        return hari + timedelta(days=max(int(self._sini.rs.kebijakan.hari_maks), 1))

    def _cari_asing(self, hari: date) -> None:
        """Visits of today and later whose no_rawat say another day: their screens may change the date."""
        dari, sampai = rentang_kunci(hari, self._sampai(hari))
        semua = [no for no in self._buku.semua_tanggal(hari) if not dari <= no < sampai]
        self._asing = semua[:_ASING_TERBANYAK]

    def _lihat_panggilan(self) -> None:
        """Who is called at a poli since the last look."""
        if not self._ikuti.perlu_panggil:
            return
        kini = self._buku.dipanggil()
        for no_rawat in kini - self._dipanggil if self._dipanggil is not None else ():
            if not (lama := self._olah.terlihat.get(no_rawat, Terlihat())).panggil:
                self._olah.terlihat[no_rawat] = replace(lama, panggil=self._sini.now_ms)
                self._olah.lagi([no_rawat])
        self._dipanggil = kini

    def _lihat_jejak(self) -> None:
        """What was done with the visits that are not over."""
        terbuka = [
            no_rawat
            for nama in (HARI, KEMARIN)
            if (bagian := self._olah.bagian.get(nama))
            for no_rawat in bagian.kini
            if no_rawat not in self._olah.selesai and self._peta.get(no_rawat)
        ]
        self._olah.lagi(self._olah.baca_jejak(terbuka))
