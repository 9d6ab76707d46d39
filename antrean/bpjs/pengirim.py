"""The sender of one hospital: what is due goes to BPJS, a booking at a time in order, several bookings at once."""

import logging
import random
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from antrean.bpjs import aturan
from antrean.bpjs.angka import Angka
from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.langkah import ADD, BATAL, FARMASI, PULIH, Keadaan, Kiriman, Langkah, Perubahan, dari_peristiwa
from antrean.bpjs.pemutus import Pemutus, jeda_s
from antrean.bpjs.permintaan import Permintaan
from antrean.bpjs.simpanan import PEMBACA, KirimanStore, SewaHabis
from antrean.clock import Clock
from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.jadwal import KunciSesi
from antrean.domain.peristiwa import Cursor
from antrean.domain.rs import RumahSakit
from antrean.errors import (
    CursorMendahului,
    CursorSebelumPemulihan,
    CursorTerlaluLama,
    CursorTerputus,
    StoreUnavailable,
    tempat,
)
from antrean.services.antrean import keterangan_datang
from antrean.services.peristiwa import Halaman, Umpan
from antrean.store import Store
from antrean.store.sewa import Sewa

log = logging.getLogger("antrean.bpjs")

SEWA_MS = 10_000
_PERBARUI_S = 3.0
_TUNDA_MS = 600_000
_CADANGAN_S = 1.0  # so long before its end a lease is no longer relied on


class Pengirim:
    """Sends for one hospital, while it holds the lease.

    Args:
        pemilik: this process's name.
        sekaligus: bookings under way at once.
        mulai: runs what it is given on another thread.
        selesai: told when a booking is done with, so that there is room for another.
    """

    def __init__(
        self,
        store: Store,
        kiriman: KirimanStore,
        umpan: Umpan,
        clock: Clock,
        rs: RumahSakit,
        klien: Klien,
        pemilik: str,
        *,
        sekaligus: int,
        mulai: Callable[[Callable[[], None]], object],
        acak: random.Random,
        selesai: Callable[[], None] = lambda: None,
    ) -> None:
        self.rs, self.klien, self.angka = rs, klien, Angka()
        self.pemutus = Pemutus(clock, acak)
        self.berhenti = ""
        self._store, self._kiriman, self._umpan, self._clock = store, kiriman, umpan, clock
        self._pemilik, self._sekaligus, self._mulai = pemilik, sekaligus, mulai
        self._acak, self._selesai = acak, selesai
        self._dikatakan: bool | None = None  # of the breaker
        self._sewa: Sewa | None = None
        self._sewa_sampai, self._sewa_dicoba = 0.0, float("-inf")
        self._cursor: str | None = None
        self._sejak_ms = 0
        self._sedang: set[str] = set()
        self._giliran: deque[str] = deque()  # due when last looked at
        self._kunci = threading.Lock()

    @property
    def memegang(self) -> bool:
        """Whether it may send: the lease is ours, with some time left, by a clock that a pause of the process does not
        stop."""
        return self._sewa is not None and self._clock.monotonic() < self._sewa_sampai - _CADANGAN_S

    @property
    def sedang(self) -> int:
        """Bookings under way."""
        return len(self._sedang)

    @property
    def sesudah(self) -> str:
        """The id of the last event that is dealt with; empty where there is none."""
        return Cursor.baca(self._cursor).id if self._cursor else ""

    def sewa(self, mau: bool) -> bool:
        """Keep the lease, or take it where nobody has it and we ``mau`` more; whether it is ours."""
        sekarang = self._clock.monotonic()
        if sekarang - self._sewa_dicoba < (_PERBARUI_S if self.memegang else 1.0):
            return self.memegang
        if self._sewa is None and not mau:
            return False
        self._sewa_dicoba = sekarang
        baru = self._kiriman.sewa(self.rs.kode, self._pemilik, SEWA_MS)
        if baru and (self._sewa is None or baru.nomor != self._sewa.nomor):
            # Another may have read on, and said how it stands.
            keadaan = self._kiriman.keadaan(self.rs.kode)
            self._cursor = self._dikatakan = None
            self.berhenti, self._sejak_ms = keadaan.get("berhenti", ""), int(keadaan.get("mulai", 0))
        self._sewa, self._sewa_sampai = baru, sekarang + SEWA_MS / 1000
        return self.memegang

    def lepas_sewa(self) -> None:
        """Let another process be the sender at once."""
        if self._sewa is not None and not self._sedang:
            self._kiriman.sewa(self.rs.kode, self._pemilik, 0)
        self._sewa = None

    def baca_peristiwa(self) -> bool:
        """Take the steps of new events; whether there may be more at once."""
        sewa = self._sewa
        if sewa is None or not self.memegang:
            return False
        if self._cursor is None:
            self._cursor = self._store.peristiwa.posisi(self.rs.kode, PEMBACA)
        dari = self._cursor
        halaman = self._halaman(dari)
        if halaman.lanjut == dari:
            return False
        semua = [satu for satu in dari_peristiwa(halaman.peristiwa) if not self._bukan_urusan(satu)]
        try:
            ada = self._kiriman.catat(sewa, dari, halaman.lanjut, semua, self._clock.now_ms())
        except SewaHabis:
            self._sewa = None
            return False
        self._cursor = halaman.lanjut if ada else None
        return bool(halaman.peristiwa)

    def _halaman(self, dari: str) -> Halaman:
        try:
            return self._umpan.baca(self.rs, dari, 0)
        except CursorTerputus as error:
            log.error("%s: events are missing in the stream; the sender goes on behind them", self.rs.kode)
            return Halaman((), error.lanjut)
        except (CursorTerlaluLama, CursorMendahului, CursorSebelumPemulihan) as error:
            # The hospital is an earlier one, or nobody sent for weeks: from the oldest that is kept. What BPJS has
            # already is known beside it, and no backup takes that back.
            log.error("%s: events before the sender's place are gone: %s", self.rs.kode, type(error).__name__)
            return self._umpan.baca(self.rs, "", 0)

    def _bukan_urusan(self, satu: Perubahan) -> bool:
        """What was too late already when the hospital was set up is nobody's any more."""
        hari_ini = self._clock.today(self.rs.zona_waktu)
        return satu.langkah.waktu < self._sejak_ms and aturan.sisa_hari(satu.kodebooking, hari_ini) < 0

    def kirim(self, jatuh_tempo: list[str]) -> None:
        """Begin to send what is due, as far as there is room; the rest is kept for ``lanjut``."""
        with self._kunci:
            self._giliran = deque(jatuh_tempo)
        self.lanjut()

    def lanjut(self) -> bool:
        """Begin to send what is kept, as far as there is room; whether there still is."""
        while True:
            with self._kunci:
                if len(self._sedang) >= self._sekaligus or not self.memegang:
                    return False
                if not self._giliran:
                    return True
                kodebooking = self._giliran.popleft()
                if kodebooking in self._sedang or not self.pemutus.boleh(kodebooking):
                    continue
                self._sedang.add(kodebooking)
            try:
                self._mulai(lambda kode=kodebooking: self._urus(kode))  # type: ignore[misc]
            except RuntimeError:  # the process ends, and starts nothing any more
                self.pemutus.kembali(kodebooking)
                with self._kunci:
                    self._sedang.discard(kodebooking)
                return False

    def _urus(self, kodebooking: str) -> None:
        """Send a booking's steps, one after the other, as long as BPJS takes them."""
        try:
            kiriman = self._kiriman.baca(self.rs.kode, kodebooking)
            if (sewa := self._sewa) and (kiriman is None or kiriman.keadaan is not Keadaan.MENUNGGU):
                self._kiriman.rapikan(sewa, kodebooking, self._clock.now_ms())
                return
            while kiriman and kiriman.keadaan is Keadaan.MENUNGGU and (sewa := self._sewa) and self.memegang:
                kiriman = self._satu(sewa, kiriman)
        except SewaHabis:
            self._sewa = None
        except StoreUnavailable:
            log.error("%s: the store does not answer; what was sent is sent again", self.rs.kode)
        except Exception as error:
            log.error("%s: a booking could not be looked at: %s", self.rs.kode, tempat(error))
            with suppress(StoreUnavailable):
                self._kiriman.tunda(self.rs.kode, kodebooking, self._clock.now_ms() + _TUNDA_MS)
        finally:
            self.pemutus.kembali(kodebooking)
            with self._kunci:
                self._sedang.discard(kodebooking)
            self._selesai()

    def _satu(self, sewa: Sewa, kiriman: Kiriman) -> Kiriman | None:
        """Send its next step, which waits; how it stands then, None where nothing may follow at once."""
        langkah, kodebooking = kiriman.berikut, kiriman.kodebooking
        if langkah is None:
            return None
        if (langkah.jenis == PULIH and not kiriman.batal_terkirim) or (
            langkah.jenis == ADD and self._ditambah_sana(kiriman)
        ):
            return self._simpan(sewa, kodebooking, langkah, Keadaan.TERKIRIM, Hasil(Macam.SELESAI, 0, ""))
        if sebab := aturan.halangan(kiriman, langkah, self._clock.now_ms(), self.rs.zona_waktu):
            self._simpan(sewa, kodebooking, langkah, Keadaan.DITAHAN, Hasil(Macam.DITOLAK, 0, sebab))
            return None
        hasil = self._coba(kiriman, langkah)
        if hasil and hasil.tak_dikenal and self._ditambah_sana(kiriman):
            return self._belum_dikenal(sewa, kiriman, langkah, hasil)
        return self._putuskan(sewa, kodebooking, langkah, hasil) if hasil else None

    def _ditambah_sana(self, kiriman: Kiriman) -> bool:
        """Steps that an earlier version made do not say it."""
        if kiriman.ditambah_sana:
            return True
        booking = self._booking(kiriman.kodebooking)
        return booking is not None and booking.ditambah_sana

    def _belum_dikenal(self, sewa: Sewa, kiriman: Kiriman, langkah: Langkah, hasil: Hasil) -> Kiriman | None:
        """BPJS does not know what the system beside ours is to add: it may yet, until the day is over; of what was
        cancelled before, BPJS need hear nothing."""
        self._pulih()
        if kiriman.dibatalkan:
            return self._simpan(sewa, kiriman.kodebooking, langkah, Keadaan.DITARIK, hasil)
        if aturan.sisa_hari(kiriman.kodebooking, self._clock.today(self.rs.zona_waktu)) >= aturan.TERLAMBAT_HARI:
            self._simpan(sewa, kiriman.kodebooking, langkah, Keadaan.MENUNGGU, hasil)
        else:
            self._simpan(sewa, kiriman.kodebooking, langkah, Keadaan.DITAHAN, replace(hasil, pesan=aturan.TANPA_SEP))
        return None

    def _coba(self, kiriman: Kiriman, langkah: Langkah) -> Hasil | None:
        """Send it, by way of BPJS's own list where that differs; None where the lease ended before it went out."""
        try:
            hasil = self._panggil(kiriman, langkah)
            if hasil and hasil.macam is Macam.URUTAN:
                return self._menurut_bpjs(kiriman, langkah, hasil)
            return hasil
        except StoreUnavailable:
            raise
        except Exception as error:
            # A fault of ours holds this booking, and no other.
            log.error("%s: a step could not be sent: %s", self.rs.kode, tempat(error))
            return Hasil(Macam.DITOLAK, 0, f"Gagal di program ini ({type(error).__name__}); lihat log pengirim.")

    def _putuskan(self, sewa: Sewa, kodebooking: str, langkah: Langkah, hasil: Hasil) -> Kiriman | None:
        if hasil.macam is Macam.SELESAI:
            self._pulih()
            return self._simpan(sewa, kodebooking, langkah, Keadaan.TERKIRIM, hasil)
        if hasil.macam in (Macam.DITOLAK, Macam.URUTAN):
            if hasil.kode:  # else it is we who say so
                self._pulih()
            self._simpan(sewa, kodebooking, langkah, Keadaan.DITAHAN, hasil)
            return None
        if hasil.macam is Macam.SEMENTARA:
            self.pemutus.gagal()
        else:
            self._hentikan(hasil)
        self._simpan(sewa, kodebooking, langkah, Keadaan.MENUNGGU, hasil)
        return None

    def _panggil(self, kiriman: Kiriman, langkah: Langkah) -> Hasil | None:
        """One call; None where the lease ended before it went out."""
        isi = self._isi(kiriman.kodebooking, langkah)
        if isi is None:
            return Hasil(Macam.DITOLAK, 0, "Booking ini tidak tersimpan lagi di rumah sakit.")
        if not self.memegang:
            return None
        mulai = self._clock.monotonic()
        hasil = Katalog(self.klien).kirim(isi)
        self.angka.catat(langkah.jenis, hasil.macam.value, self._clock.monotonic() - mulai)
        if langkah.jenis == FARMASI and hasil.kode == 201 and "sudah ada" in hasil.pesan.lower():
            return replace(hasil, macam=Macam.SELESAI)
        # "No content" is no word for something that was sent.
        return replace(hasil, macam=Macam.DITOLAK) if hasil.macam is Macam.KOSONG else hasil

    def _menurut_bpjs(self, kiriman: Kiriman, langkah: Langkah, hasil: Hasil) -> Hasil | None:
        """BPJS's list of tasks is another than ours: ask for it, send again what truly happened and is not there, and
        then the step once more. Nothing is made up, and no time is changed."""
        daftar = Katalog(self.klien).daftar_task(self._kode(kiriman.kodebooking, self._booking(kiriman.kodebooking)))
        if not daftar.hasil.selesai:
            return hasil if daftar.hasil.macam is Macam.DITOLAK else daftar.hasil
        ada = {satu.taskid for satu in daftar.isi}
        if langkah.taskid in ada:
            return Hasil(Macam.SELESAI, 208, hasil.pesan)
        hilang = [
            satu
            for satu in kiriman.langkah
            if satu.keadaan is Keadaan.TERKIRIM and 0 < satu.taskid < langkah.taskid and satu.taskid not in ada
        ]
        if not hilang:
            return hasil
        for satu in (*sorted(hilang, key=lambda satu: satu.taskid), langkah):
            lagi = self._panggil(kiriman, satu)
            if lagi is None or not lagi.selesai:
                return lagi
        return Hasil(Macam.SELESAI, 200, "Ok")

    def _isi(self, kodebooking: str, langkah: Langkah) -> Permintaan | None:
        booking = self._booking(kodebooking)
        kode = self._kode(kodebooking, booking)
        if langkah.jenis == FARMASI:
            return aturan.isi_farmasi(kode, langkah)
        if langkah.jenis == BATAL:
            return aturan.isi_batal(kode, langkah)
        if langkah.taskid:
            return aturan.isi_task(kode, langkah, booking.resep if booking else "")
        if booking is None:
            return None
        kunci = KunciSesi(booking.tanggalperiksa, booking.slot)
        sesi = self._store.antrean.sesi(self.rs.kode, [kunci]).get(kunci)
        if sesi is None:
            return None
        (pasien,) = self._store.pasien.cari(self.rs.kode, [booking.norm])
        sesi = sesi.tampak(self.rs.kebijakan.kuota_bersama)
        return aturan.isi_add(booking, sesi, pasien, keterangan_datang(self.rs, terukur=False))

    @staticmethod
    def _kode(kodebooking: str, booking: Booking | None) -> str:
        return booking.kode_bpjs if booking else kodebooking

    def _booking(self, kodebooking: str) -> Booking | None:
        return next(iter(self._store.antrean.booking(self.rs.kode, [KodeBooking.baca(kodebooking)])), None)

    def _simpan(self, sewa: Sewa, kodebooking: str, langkah: Langkah, keadaan: Keadaan, hasil: Hasil) -> Kiriman | None:
        sekarang = self._clock.now_ms()
        jeda = jeda_s(langkah.percobaan, self._acak) if keadaan is Keadaan.MENUNGGU else 0.0
        return self._kiriman.hasil(
            sewa, kodebooking, langkah, keadaan, hasil.kode, hasil.pesan, sekarang + int(jeda * 1000), sekarang
        )

    def _hentikan(self, hasil: Hasil) -> None:
        """Nothing of this hospital can go until somebody mends a key or a clock; a probe in ten minutes finds out."""
        self.pemutus.gagal(seketika=True)
        sebab = hasil.macam.value
        if self.berhenti != sebab:
            log.error("%s: BPJS refuses this hospital's calls: %s. See `antrean bpjs lihat`.", self.rs.kode, sebab)
            self._kiriman.simpan_keadaan(
                self.rs.kode, {"berhenti": sebab, "pesan": hasil.pesan, "pada": self._clock.now_ms()}
            )
            self.berhenti = sebab

    def katakan_pemutus(self) -> None:
        """Say whether BPJS is only probed, where that is news."""
        terbuka = self.pemutus.terbuka
        if self.memegang and terbuka is not self._dikatakan:
            self._kiriman.simpan_keadaan(self.rs.kode, {"pemutus": self._clock.now_ms() if terbuka else ""})
            self._dikatakan = terbuka

    def _pulih(self) -> None:
        self.pemutus.berhasil()
        if self.berhenti:
            log.info("%s: BPJS takes this hospital's calls again", self.rs.kode)
            self._kiriman.simpan_keadaan(self.rs.kode, {"berhenti": "", "pesan": "", "pada": self._clock.now_ms()})
            self.berhenti = ""
