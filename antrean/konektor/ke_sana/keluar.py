"""The way to them: what happens to our bookings becomes their rows, by our event feed and in its order.

An event only says which booking to look at. What is written is the booking as it stands now, so that whatever was begun
and not ended, or is told twice, comes out the same.
"""

import logging
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from antrean.clock import Clock
from antrean.domain.antrean import KONEKTOR, Booking, KodeBooking
from antrean.domain.jadwal import Slot
from antrean.domain.peristiwa import Cursor, Peristiwa
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import CursorMendahului, CursorSebelumPemulihan, CursorTerlaluLama, CursorTerputus
from antrean.konektor.basis import Basis
from antrean.konektor.ke_sana.maksud import BARIS, BARU, PINDAH, PULIH, RUJUK
from antrean.konektor.ke_sana.terusan import GABUNG, HAPUS, PASIEN, PERLU, Terusan
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import PEMBACA, KonektorStore
from antrean.services.peristiwa import Halaman, Umpan
from antrean.store import Store

log = logging.getLogger("antrean.konektor")

LAMPAU_HARI = 7
"""Bookings of days before that are nobody's any more."""
LAGI_S = 300.0
"""How often what could not be written is tried again."""
_PALING_LAMA_S = 2.0
_SEKALI, _SEKALI_BACA = 20, 5_000
_PASIEN_MS = 8 * 86_400_000
"""A new patient's form is kept for about so long."""
_BOOKING = "booking"
_DARI_SANA = dict.fromkeys(("ambil", "checkin", "pindah"), frozenset({RUJUK}))
_PASIEN_BARU = ("pasien_baru", "pasien_lengkap")
_TENTANG_PASIEN = (PASIEN, GABUNG, HAPUS)
_MAU: Mapping[str, frozenset[str]] = {
    "ambil": frozenset({BARIS, BARU}),
    **dict.fromkeys(("batal", "checkin"), frozenset({BARIS})),
    "pulih": frozenset({BARIS, PULIH}),
    "pindah": frozenset({BARIS, PINDAH}),
    **dict.fromkeys(("panggil", "task"), frozenset()),
}
Urusan = tuple[str, str]


class Keluar:
    """Of one hospital; for one thread, while its process has the lease."""

    def __init__(
        self,
        store: Store,
        simpanan: KonektorStore,
        clock: Clock,
        rs: RumahSakit,
        basis: Basis,
        setelan: Setelan,
        pemetaan: Pemetaan,
    ) -> None:
        self._store, self._clock, self._rs, self._setelan = store, clock, rs, setelan
        self._umpan = Umpan(store, clock, 1)
        self._terusan = Terusan(store, simpanan, clock, rs, basis, setelan, pemetaan)
        self._sisa: deque[Urusan] = deque()  # what is looked at whatever events say
        self._akhir = ""  # where the feed ended when that was begun
        self._sejak_awal = False
        self._lagi: deque[Kasus] = deque()
        self._dicoba = clock.monotonic()

    @property
    def pemetaan(self) -> Pemetaan:
        """Which poli and doctor of theirs is whose; another may be put in its place at any time."""
        return self._terusan.pemetaan

    @pemetaan.setter
    def pemetaan(self, baru: Pemetaan) -> None:
        self._terusan.pemetaan = baru

    def putaran(self) -> int:
        """Tell them what is new, for some seconds at most; how much that was. What cannot be written of a booking
        becomes a case, and the others go on.

        Raises:
            BasisDiam: they do not answer: nothing is passed over.
            BasisMenolak: they refuse what every booking needs: neither.
            StoreUnavailable: our store does not answer.
        """
        if not self._setelan.menulis:
            return 0
        self._terusan.segarkan()
        sampai = self._clock.monotonic() + _PALING_LAMA_S
        jumlah = self._jalan_semua(sampai)
        if not self._sisa:
            jumlah += self._jalan_peristiwa(sampai)
        return jumlah + self._coba_lagi(sampai)

    def ulang(self, kodebooking: str, nama: str = "") -> None:
        """Bring their rows to a booking's present state, whatever stands there: a person asks for it.

        Args:
            nama: of the case that it is about; where that is one of the other way, what they cancelled or moved stays
                so.

        Raises:
            BasisDiam, BasisMenolak, StoreUnavailable: as ``putaran``.
        """
        self._terusan.segarkan()
        self._terusan.lupakan()
        jenis = nama.partition(":")[0]
        if jenis in _TENTANG_PASIEN:
            self._terusan.pasien(jenis, nama.partition(":")[2])
            return
        lain = bool(nama) and jenis not in PERLU
        for booking in self._booking([kodebooking]):
            self._terusan.booking(booking, frozenset({BARIS} if lain else {BARIS, PULIH, PINDAH}))

    # What is told.

    def _jalan_peristiwa(self, sampai: float) -> int:
        """The feed from where it was left."""
        dari = self._store.peristiwa.posisi(self._rs.kode, PEMBACA)
        if not dari and not self._sejak_awal:
            self._dari_awal()
            return self._jalan_semua(sampai)
        halaman = self._halaman(dari)
        if halaman is None:
            self._dari_awal()
            return self._jalan_semua(sampai)
        jumlah = 0
        for ke in range(0, len(halaman.peristiwa), _SEKALI):
            sekaligus = halaman.peristiwa[ke : ke + _SEKALI]
            self._tangani(sekaligus)
            self._simpan_posisi(str(sekaligus[-1].cursor))
            jumlah += len(sekaligus)
            if self._clock.monotonic() > sampai:
                break
        if not halaman.peristiwa and halaman.lanjut != dari:
            self._simpan_posisi(halaman.lanjut)
        return jumlah

    def _halaman(self, dari: str) -> Halaman | None:
        """The next events; None where some before them are lost."""
        try:
            return self._umpan.baca(self._rs, dari, 0)
        except (CursorTerputus, CursorTerlaluLama, CursorMendahului, CursorSebelumPemulihan) as error:
            log.error(
                "%s: events before the connector's place are gone (%s); it looks at every booking to come",
                self._rs.kode,
                type(error).__name__,
            )
            return None

    def _dari_awal(self) -> None:
        """Look at the feed's new patients, and at all bookings of today and later; go on behind what it has now."""
        kode_rs, peristiwa, semua = self._rs.kode, self._store.peristiwa, dict.fromkeys(self._sisa)
        akhir = peristiwa.terakhir(kode_rs)
        ekor = peristiwa.baca(kode_rs, akhir, 1)
        self._akhir = str(Cursor(akhir, ekor.catatan[0].urut, ekor.zaman)) if ekor.catatan else ""
        sesudah = f"{max(int(akhir.partition('-')[0]) - _PASIEN_MS, 0)}-0"
        while dibaca := peristiwa.sesudah(kode_rs, sesudah, _SEKALI_BACA):
            semua |= {(PASIEN, str(satu.data["norm"])): None for satu in dibaca if satu.jenis in _PASIEN_BARU}
            sesudah = dibaca[-1].id
        hari_ini = self._terusan.sini.hari_ini
        for tanggal in self._store.antrean.tanggal_terpakai(self._rs.kode):
            if tanggal >= hari_ini:
                ada = self._store.antrean.pada(self._rs.kode, tanggal)
                semua |= {(_BOOKING, satu.kodebooking): None for satu in ada}
        self._sisa = deque(semua)
        self._sejak_awal = True
        if not self._sisa:
            self._simpan_posisi(self._akhir)

    def _jalan_semua(self, sampai: float) -> int:
        jumlah = 0
        while self._sisa and self._clock.monotonic() <= sampai:
            sekaligus = [self._sisa[ke] for ke in range(min(_SEKALI, len(self._sisa)))]
            self._lihat(dict.fromkeys(sekaligus, frozenset({BARIS})))
            for _ in sekaligus:
                self._sisa.popleft()
            jumlah += len(sekaligus)
            if not self._sisa:
                self._simpan_posisi(self._akhir)
        return jumlah

    def _simpan_posisi(self, cursor: str) -> None:
        if cursor:
            self._store.peristiwa.simpan_posisi(self._rs.kode, PEMBACA, cursor)

    def _tangani(self, semua: Sequence[Peristiwa]) -> None:
        """Some events that follow each other; a booking of which several tell is looked at once."""
        urusan: dict[Urusan, frozenset[str]] = {}
        for satu in semua:
            for tentang, mau in self._tentang(satu):
                urusan[tentang] = urusan.get(tentang, frozenset()) | mau
        self._lihat(urusan)

    def _lihat(self, urusan: Mapping[Urusan, frozenset[str]]) -> None:
        """Look at bookings and patients, each for what is wanted of it."""
        ada = {satu.kodebooking: satu for satu in self._booking(kode for jenis, kode in urusan if jenis == _BOOKING)}
        for (jenis, siapa), mau in urusan.items():
            if jenis != _BOOKING:
                self._terusan.pasien(jenis, siapa)
            elif siapa in ada:
                self._terusan.booking(ada[siapa], mau)

    def _tentang(self, satu: Peristiwa) -> Iterable[tuple[Urusan, frozenset[str]]]:
        """What an event asks to look at, and what for. Of what the other way has done only our own rows follow."""
        dari_sana = str(satu.data.get("oleh", "")).startswith(KONEKTOR)
        if satu.jenis in _MAU:
            mau = _DARI_SANA.get(satu.jenis, frozenset()) if dari_sana else _MAU[satu.jenis]
            yield (_BOOKING, satu.kodebooking), mau
        elif satu.jenis in _PASIEN_BARU:
            yield (PASIEN, satu.data["norm"]), frozenset()
        elif satu.jenis in (GABUNG, HAPUS):
            ke = satu.data.get("ke", "")
            yield (satu.jenis, f"{satu.data['norm']} {ke}".strip()), frozenset()
        elif satu.jenis == "sesi_jam" and not dari_sana:
            data = satu.data
            slot = Slot(data["kodepoli"], data["kodedokter"], JamPraktek.baca(data["jampraktekbaru"]))
            tanggal = date.fromisoformat(data["tanggalperiksa"])
            for booking in self._store.antrean.pada(self._rs.kode, tanggal):
                if booking.slot == slot and booking.aktif:
                    yield (_BOOKING, booking.kodebooking), _MAU["pindah"]

    def _booking(self, semua: Iterable[str]) -> list[Booking]:
        """Those of some kodebooking that are not too long ago."""
        kode = [KodeBooking.baca(satu) for satu in semua]
        hari_ini = self._terusan.sini.hari_ini
        baru = [satu for satu in kode if (hari_ini - satu.tanggal).days <= LAMPAU_HARI]
        return self._store.antrean.booking(self._rs.kode, baru)

    def _coba_lagi(self, sampai: float) -> int:
        """Now and then what could not be written: its cause may be gone."""
        if not self._lagi and self._clock.monotonic() - self._dicoba >= LAGI_S:
            self._dicoba = self._clock.monotonic()
            self._terusan.lupakan()
            sendiri = (*PERLU, *_TENTANG_PASIEN)
            self._lagi = deque(
                satu for satu in self._terusan.sini.kasus.values() if satu.nama.partition(":")[0] in sendiri
            )
        jumlah = 0
        while self._lagi and self._clock.monotonic() <= sampai:
            kasus = self._lagi[0]
            jenis, _, siapa = kasus.nama.partition(":")
            if jenis in _TENTANG_PASIEN:
                self._terusan.pasien(jenis, siapa)
            else:
                ada = self._booking([kasus.kodebooking])
                for booking in ada:
                    self._terusan.booking(booking, PERLU[jenis])
                if not ada:
                    self._terusan.sini.beres(kasus.nama)
            self._lagi.popleft()
            jumlah += 1
        return jumlah
