"""A part of their book against what was dealt with: what is new in it gets its booking, what changed is followed, what
is gone is looked for."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.identitas import pengisi
from antrean.errors import BukuRusak, StoreUnavailable, tempat
from antrean.konektor.basis import Baris, BasisDiam, BasisMenolak
from antrean.konektor.dari_sana.buku_sana import BukuSana, baca_kunjungan, rentang_kunci
from antrean.konektor.dari_sana.ikuti import Hasil, Ikuti
from antrean.konektor.dari_sana.klaim import Klaim
from antrean.konektor.dari_sana.lenyap import TERBANYAK, Lenyap
from antrean.konektor.dari_sana.peta import BOOKING, LEPAS, Peta
from antrean.konektor.dari_sana.sumber import Jejak, Terlihat
from antrean.konektor.kunjungan import BATAL, SUDAH, KunjunganSana, Tautan
from antrean.konektor.sini import PER_KUNJUNGAN, Sini, log

T = TypeVar("T")

SAKSI_S = 60
"""Who looked less than so long ago has seen when something changed."""
_TERTAHAN_S = 60
_SELESAI = 7


@dataclass(slots=True)
class Bagian:
    """A part of their book.

    Attributes:
        kini: its rows as they were read last, by no_rawat.
        dulu: the same as they were dealt with.
        pertama: nothing of it was dealt with by this process.
        dibaca_s: when it was read, monotonic.
    """

    nama: str
    kini: dict[str, Baris] = field(default_factory=dict)
    dulu: dict[str, Baris] = field(default_factory=dict)
    pertama: bool = True
    dibaca_s: float = float("-inf")
    hilang: frozenset[str] = frozenset()
    hilang_s: float = float("-inf")


class Olah:
    """Of one hospital."""

    def __init__(self, sini: Sini, buku: BukuSana, peta: Peta, klaim: Klaim, ikuti: Ikuti, lenyap: Lenyap) -> None:
        self._sini, self._buku, self._peta = sini, buku, peta
        self._klaim, self._ikuti, self._lenyap = klaim, ikuti, lenyap
        self.hari_baru()

    def hari_baru(self) -> None:
        """Nothing is known of the visits."""
        self.bagian: dict[str, Bagian] = {}
        self.jejak: dict[str, Jejak] = {}
        self.terlihat: dict[str, Terlihat] = {}
        self.nanti: dict[str, int] = {}
        self.selesai: set[str] = set()
        self.segarkan()

    def segarkan(self) -> None:
        """Ask again who examines, and where the day's tickets begin, when that is next needed."""
        self._pemeriksa: tuple[frozenset[str], frozenset[str]] | None = None
        self._loket_pertama = -1

    def lagi(self, semua: Iterable[str]) -> None:
        """Deal with these once more, by no_rawat."""
        for no_rawat in [*semua]:
            self.nanti.pop(no_rawat, None)
            for bagian in self.bagian.values():
                bagian.dulu.pop(no_rawat, None)

    def lagi_semua(self) -> None:
        """The same with all that are nobody's here, and those of which a person was told something."""
        self.lagi(satu.kunci for satu in self._sini.kasus.values())
        self.lagi([no for bagian in self.bagian.values() for no in bagian.dulu if self._peta.get(no) is None])

    def bersihkan(self, nama: str) -> None:
        """What a person was told of a visit of the day that is neither there nor anybody's has settled itself."""
        dari, sampai = rentang_kunci(self._sini.hari_ini, self._sini.hari_ini)
        for satu in [*self._sini.kasus.values()]:
            hilang = dari <= satu.kunci < sampai and satu.kunci not in self.bagian[nama].kini
            if hilang and satu.nama.endswith(f":{satu.kunci}") and self._peta.get(satu.kunci) is None:
                self._sini.beres(satu.nama)

    def baca(self, nama: str, baris: dict[str, Baris], harus_ada: Mapping[str, Tautan]) -> int:
        """Rows that were read; how many were dealt with.

        Args:
            harus_ada: the links whose rows belong to this part.
        """
        bagian = self.bagian.setdefault(nama, Bagian(nama))
        sekarang = self._sini.clock.monotonic()
        if sekarang - bagian.dibaca_s < SAKSI_S:
            self._saksikan(bagian.kini, baris)
        for no_rawat in bagian.kini.keys() - baris.keys():
            bagian.dulu.pop(no_rawat, None)
            if self._peta.get(no_rawat) is None:
                self._sini.beres(*(f"{awal}:{no_rawat}" for awal in PER_KUNJUNGAN))
        bagian.kini, bagian.dibaca_s = baris, sekarang
        hilang = [satu for kunci, satu in harus_ada.items() if kunci not in baris]
        jumlah = self.olah(nama, hilang, dicari=self._perlu_dicari(bagian, hilang))
        bagian.pertama = False
        return jumlah

    def olah(self, nama: str, hilang: Sequence[Tautan] = (), *, dicari: bool = False) -> int:
        """What is not dealt with of a part; how many that were.

        Args:
            hilang: links whose rows are gone.
            dicari: deal with these too.
        """
        bagian = self.bagian.setdefault(nama, Bagian(nama))
        dulu = bagian.dulu
        berubah = [(no, satu) for no, satu in sorted(bagian.kini.items()) if dulu.get(no) != satu]
        if not berubah and not dicari:
            return 0
        lama, baru = self._pilah(bagian, berubah)
        for tanggal in {satu.tanggal for satu in baru}:
            self._peta.muat(tanggal)
        lama += [satu for satu in baru if self._peta.get(satu.no_rawat)]
        baru = [satu for satu in baru if not self._peta.get(satu.no_rawat)]
        ditinggal = None
        while lama or baru:
            baru += [satu for satu in self._ikuti_semua(bagian, lama) if self._perlu(satu)]
            if baru:
                ditinggal = self._ditinggal(hilang)
            lama, baru = self._jadikan(bagian, baru, ditinggal or {}), []
        if dicari:
            tinggal = [*self._ditinggal(hilang).values()]
            self.lagi(satu.no_rawat for satu in self._lenyap.periksa(nama, tinggal, len(bagian.kini)))
        return len(berubah)

    def baca_jejak(self, semua: Collection[str]) -> list[str]:
        """Look what was done with visits; those with which something was since the last look."""
        if not semua:
            return []
        if self._pemeriksa is None:
            self._pemeriksa = self._buku.yang_memeriksa()
        ada, loket = self._buku.jejak([*semua], *self._pemeriksa), self._loket()
        berubah, kosong = [], Jejak()
        for no_rawat in semua:
            satu = ada.get(no_rawat, kosong)
            if saat := loket and loket.get(self._norm(no_rawat)):
                satu = replace(satu, loket_mulai=saat[0], loket_selesai=saat[1])
            if satu != self.jejak.get(no_rawat, kosong):
                self.jejak[no_rawat] = satu
                berubah.append(no_rawat)
        return berubah

    def _loket(self) -> dict[str, tuple[datetime | None, datetime | None]]:
        """When patients were at the counter, where that is one of the sources."""
        if not self._ikuti.perlu_loket:
            return {}
        hari = self._sini.hari_ini
        if self._loket_pertama < 0:
            self._loket_pertama = self._buku.loket_pertama(hari)
        return self._buku.loket(hari, self._loket_pertama) if self._loket_pertama else {}

    def _norm(self, no_rawat: str) -> str:
        baris = (bagian.kini[no_rawat] for bagian in self.bagian.values() if no_rawat in bagian.kini)
        return next((str(satu["no_rkm_medis"]) for satu in baris), "")

    def _ditinggal(self, hilang: Iterable[Tautan]) -> dict[str, tuple[Tautan, Booking]]:
        """Of links whose rows are gone those whose booking stands, by key, all as it is now."""
        hilang = [*hilang]
        for tanggal in {_tanggal(satu) for satu in hilang}:
            self._peta.muat(tanggal)
        kini = {satu.kunci: ada for satu in hilang if (ada := self._peta.get(satu.kunci))} | self._peta.lepas
        return self._lenyap.aktif(kini.values()) if kini else {}

    def _saksikan(self, dulu: Mapping[str, Baris], kini: Mapping[str, Baris]) -> None:
        for no_rawat, satu in kini.items():
            if satu["stts"] == SUDAH and no_rawat in dulu and dulu[no_rawat]["stts"] != SUDAH:
                self.terlihat[no_rawat] = replace(self.terlihat.get(no_rawat, Terlihat()), sudah=self._sini.now_ms)

    def _perlu_dicari(self, bagian: Bagian, hilang: list[Tautan]) -> bool:
        """Of many that are gone each is looked at once a minute only: that takes a person, and some time."""
        kunci, sekarang = frozenset(satu.kunci for satu in hilang), self._sini.clock.monotonic()
        if not hilang:
            self._sini.beres(f"hilang:{bagian.nama}")
            return False
        if len(hilang) > TERBANYAK and kunci == bagian.hilang and sekarang - bagian.hilang_s < _TERTAHAN_S:
            return False
        bagian.hilang, bagian.hilang_s = kunci, sekarang
        return True

    def _pilah(
        self, bagian: Bagian, berubah: Iterable[tuple[str, Baris]]
    ) -> tuple[list[KunjunganSana], list[KunjunganSana]]:
        """Those that are a booking's, and those that are nobody's; what needs nothing is dealt with by that."""
        lama, baru = [], []
        kasus = {satu.kunci for satu in self._sini.kasus.values()} if bagian.pertama else set()
        for no_rawat, baris in berubah:
            satu, tautan = baca_kunjungan(baris), self._peta.get(no_rawat)
            if satu is not None and tautan is not None:
                sama = (
                    bagian.pertama
                    and tautan.dilihat == self._dilihat(satu)
                    and not tautan.hilang
                    and no_rawat not in kasus
                )
                if not sama:
                    lama.append(satu)
                    continue
            elif satu is not None and self._perlu(satu):
                baru.append(satu)
                continue
            bagian.dulu[no_rawat] = baris
        return lama, baru

    def _perlu(self, satu: KunjunganSana) -> bool:
        """Whether a visit that is nobody's here ought to have a booking."""
        batal = satu.stts == BATAL and not satu.nobooking
        return (
            satu.tanggal >= self._sini.hari_ini
            and satu.status_lanjut == "Ralan"
            and not batal
            and not pengisi(satu.norm)
        )

    # New ones.

    def _jadikan(
        self, bagian: Bagian, semua: list[KunjunganSana], ditinggal: Mapping[str, tuple[Tautan, Booking]]
    ) -> list[KunjunganSana]:
        """Have visits that are nobody's be a booking: one of ours, one whose own visit is gone, or a new one. Those
        that are one then."""
        if not semua:
            return []
        belum, hasil = [], []
        for tanggal in sorted({satu.tanggal for satu in semua}):
            hari = [satu for satu in semua if satu.tanggal == tanggal]
            terpakai = [
                satu.kodebooking
                for kunci, satu in self._peta.pada(tanggal).items()
                if not kunci.startswith(BOOKING) and kunci not in ditinggal
            ]
            dikenal = self._klaim.kenali(tanggal, hari, terpakai)
            for satu in hari:
                booking = dikenal.get(satu.no_rawat) or self._pindahan(satu, ditinggal)
                if booking is None:
                    belum.append(satu)
                    continue
                asal = "sana" if booking.sumber == self._sini.setelan.sistem else "sini"
                self._peta.menjadi(satu.no_rawat, booking.kodebooking, satu.no_reg, asal)
                self._sini.beres(f"klaim:{satu.no_rawat}", f"nomor:{BOOKING}{booking.kodebooking}")
                hasil.append(satu)
        orang = self._buku.pasien([*dict.fromkeys(satu.norm for satu in belum)])
        for satu in belum:
            kode = ""
            if satu.stts != BATAL:
                kode = self._aman(satu, "", partial(self._klaim.ambil, satu, orang.get(satu.norm)))
            if kode and self._milik_sendiri(bagian, satu, kode):
                self._peta.menjadi(satu.no_rawat, kode, satu.no_reg, "sana")
                hasil.append(satu)
            else:
                bagian.dulu[satu.no_rawat] = bagian.kini[satu.no_rawat]
        return hasil

    def _pindahan(self, satu: KunjunganSana, ditinggal: Mapping[str, tuple[Tautan, Booking]]) -> Booking | None:
        """The booking of the same patient whose visit is gone: theirs has another key, doctor or day then."""
        if satu.nobooking or satu.stts == BATAL or not self._klaim.terpetakan(satu):
            return None
        semua = (booking for kunci, (_, booking) in ditinggal.items() if self._peta.get(kunci))
        return next((booking for booking in semua if booking.norm == satu.norm), None)

    def _milik_sendiri(self, bagian: Bagian, satu: KunjunganSana, kode: str) -> bool:
        lain = self._peta.kode(kode)
        if lain is None or lain.kunci == satu.no_rawat or lain.kunci not in bagian.kini:
            return True
        pesan = f"{satu.no_rawat} is registered there twice: {lain.kunci} is {kode} already. Delete one of them there."
        self._sini.tahan(f"klaim:{satu.no_rawat}", pesan, kodebooking=kode, kunci=satu.no_rawat)
        return False

    # Known ones.

    def _ikuti_semua(self, bagian: Bagian, semua: Iterable[KunjunganSana]) -> list[KunjunganSana]:
        """Follow visits; those that are no longer the booking that they were."""
        semua = [*semua]
        self.baca_jejak([satu.no_rawat for satu in semua])
        bersama = [(satu, tautan) for satu in semua if (tautan := self._peta.get(satu.no_rawat))]
        kode = [KodeBooking.baca(tautan.kodebooking) for _, tautan in bersama]
        booking = {satu.kodebooking: satu for satu in self._sini.store.antrean.booking(self._sini.rs.kode, kode)}
        simpan, lepas = [], []
        for satu, tautan in bersama:
            ini = booking.get(tautan.kodebooking)
            if ini is None:  # our book was taken back to before it
                lepas.append(satu)
                continue
            hasil = self._aman(satu, Hasil(ini, tahan=True), partial(self._satu, satu, tautan, ini))
            if hasil.lepas:
                lepas.append(satu)
                continue
            self._ingat(satu, hasil)
            kini = tautan.dilihat if hasil.tahan else self._dilihat(satu, hasil.nanti)
            baru = replace(tautan, no_reg=satu.no_reg, hilang=0, dilihat=kini)
            if baru != tautan:
                simpan.append(baru)
            if satu.no_rawat in bagian.kini:
                bagian.dulu[satu.no_rawat] = bagian.kini[satu.no_rawat]
        self._peta.tautkan(simpan, [satu.no_rawat for satu in lepas])
        return lepas

    def _satu(self, satu: KunjunganSana, tautan: Tautan, booking: Booking) -> Hasil:
        stts, status, norm, *_ = [*tautan.dilihat.split("|"), "", "", ""]
        if norm not in ("", satu.norm) and satu.norm != booking.norm:
            return self._orang_lain(satu, tautan, booking)
        jejak, terlihat = self.jejak.get(satu.no_rawat, Jejak()), self.terlihat.get(satu.no_rawat, Terlihat())
        return self._ikuti.satu(satu, tautan, booking, jejak, terlihat, (stts, status))

    def _orang_lain(self, satu: KunjunganSana, tautan: Tautan, booking: Booking) -> Hasil:
        """Another patient's than it was: where the former is there still, the key was given again, or the patient was
        chosen wrongly; else the record has become that one."""
        if not booking.aktif:
            return Hasil(booking, lepas=True)
        milik = satu.nobooking in (booking.kodebooking, booking.kode_bpjs)
        if milik or not self._buku.pasien([booking.norm]):
            self._ikuti.bandingkan(satu, booking)
            return Hasil(booking, tahan=True)
        # Whose visit that was may stand elsewhere by now, also where their book was taken back and goes on.
        baru = replace(tautan, kunci=f"{LEPAS}{booking.kodebooking}", dilihat="", hilang=self._sini.now_ms)
        self._peta.tautkan([baru], [tautan.kunci])
        return Hasil(booking, lepas=True)

    def _dilihat(self, satu: KunjunganSana, nanti: int = 0) -> str:
        return dilihat(satu, self._sini.setelan.pengirim, nanti)

    def _ingat(self, satu: KunjunganSana, hasil: Hasil) -> None:
        if hasil.nanti:
            self.nanti[satu.no_rawat] = hasil.nanti
        if not hasil.booking.aktif or _SELESAI in hasil.booking.task:
            self.selesai.add(satu.no_rawat)

    def _aman(self, satu: KunjunganSana, sebaliknya: T, lakukan: Callable[[], T]) -> T:
        """Do something with one visit; a fault of it, or of ours, is a case and stops no other."""
        nama = f"galat:{satu.no_rawat}"
        try:
            hasil = lakukan()
        except BukuRusak as salah:
            self._sini.tahan(nama, f"{satu.no_rawat}: {salah.sebab}.", kunci=satu.no_rawat)
            return sebaliknya
        except (StoreUnavailable, BasisDiam, BasisMenolak):
            raise
        except Exception as salah:
            log.error("%s: %s cannot be dealt with: %s", self._sini.rs.kode, satu.no_rawat, tempat(salah))
            pesan = (
                f"{satu.no_rawat} cannot be dealt with ({tempat(salah)}): a fault of this program. Please report it."
            )
            self._sini.tahan(nama, pesan, kunci=satu.no_rawat)
            return sebaliknya
        self._sini.beres(nama)
        return hasil


def dilihat(satu: KunjunganSana, pengirim: str, nanti: int = 0) -> str:
    """What a link keeps of a visit that is dealt with: its stts, the status of its booking row, whose it is, and a
    digest of all, and of who tells BPJS of it: where that changes, each is dealt with once more. None of what is to be
    looked at again anyway (``nanti``), whichever process that does."""
    sidik = "" if nanti else hashlib.blake2b(repr((satu, pengirim)).encode(), digest_size=8).hexdigest()
    return f"{satu.stts}|{satu.status_booking}|{satu.norm}|{sidik}"


def _tanggal(satu: Tautan) -> date:
    return KodeBooking.baca(satu.kodebooking).tanggal
