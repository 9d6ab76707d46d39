"""The process that sends: every hospital that is set up has one sender among all such processes, and they share the
hospitals evenly."""

import logging
import random
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from antrean.bpjs.klien import Klien
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.pengirim import Pengirim
from antrean.bpjs.simpanan import KirimanStore
from antrean.clock import Clock
from antrean.domain.antrean import MOBILE_JKN
from antrean.domain.rs import RumahSakit
from antrean.errors import JamDiragukan, StoreUnavailable, tempat
from antrean.services.peristiwa import Umpan
from antrean.store import Store

log = logging.getLogger("antrean.bpjs")

SEKALIGUS = 4
UTAS = 64
_PUTARAN_MS = 200
_JARAK_S = 0.05
_DIREKTORI_S = 2.0
_HALAMAN_SEKALI = 20
_RAGU_S = 10.0

Terdaftar = Mapping[str, tuple[RumahSakit, Kredensial]]
"""The hospitals that are set up, by code."""


class Proses:
    """Sends for the hospitals whose lease this process holds.

    Args:
        terdaftar: asks which hospitals are set up; asked again every two seconds.
        sekaligus: bookings of one hospital under way at once.
        utas: calls of all hospitals under way at once.
        jaga: raises JamDiragukan where our clock, now in epoch ms, is not to be believed: nothing is sent then, and
            nothing held for being late.
    """

    def __init__(
        self,
        store: Store,
        kiriman: KirimanStore,
        clock: Clock,
        terdaftar: Callable[[], Terdaftar],
        *,
        sekaligus: int = SEKALIGUS,
        utas: int = UTAS,
        acak: random.Random | None = None,
        jaga: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.pemilik = secrets.token_hex(8)
        self.pengirim: dict[str, Pengirim] = {}
        self._store, self._kiriman, self._clock, self._terdaftar = store, kiriman, clock, terdaftar
        # Of Mobile JKN's bookings, which are most, BPJS knows all that the booking says.
        self._umpan = Umpan(store, clock, 0, lambda satu: satu.data["oleh"] != MOBILE_JKN)
        self._sekaligus = sekaligus
        self._acak = acak or random.Random()  # noqa: S311 - not for secrets
        self._jaga = jaga
        self._kumpulan = ThreadPoolExecutor(utas, "bpjs")
        self._dilihat = float("-inf")
        # Whose streams have something new; None: not known.
        self._ada_baru: set[str] | None = None
        self._jatah = 0
        self._berhenti = threading.Event()

    def jalan(self, berhenti: threading.Event) -> None:
        """Send until told to stop; what is under way is finished."""
        self._berhenti = berhenti
        try:
            while not berhenti.is_set():
                mulai = self._clock.monotonic()
                try:
                    self.putaran(_PUTARAN_MS)
                    # While much happens, many events are read together and not each by itself.
                    berhenti.wait(_JARAK_S - min(self._clock.monotonic() - mulai, _JARAK_S))
                except JamDiragukan as error:
                    log.error("nothing is sent: %s", error.sebab)
                    berhenti.wait(_RAGU_S)
                except StoreUnavailable as error:
                    log.error("the store does not answer: %s", type(error.__cause__).__name__)
                    berhenti.wait(1.0)
                except Exception as error:  # who serves beside us must not end of it
                    log.error("a round of the sender failed: %s", tempat(error))
                    berhenti.wait(1.0)
        finally:
            self._kumpulan.shutdown(wait=True)
            with suppress(StoreUnavailable):
                self._lapor()
                for satu in self.pengirim.values():
                    satu.lepas_sewa()
                self._kiriman.berhenti(self.pemilik)

    def putaran(self, tunggu_ms: int = 0) -> None:
        """Once around: who is set up, whose sender we are, what happened, what is due.

        Args:
            tunggu_ms: wait so long for the next event.
        """
        ada_baru, self._ada_baru = self._ada_baru, None
        self._jaga(self._clock.now_ms())
        if self._lihat_direktori():
            ada_baru = None  # after a restore a stream may be an earlier one, which tells nobody of anything new
        dipegang = sum(satu.memegang for satu in self.pengirim.values())
        for satu in self.pengirim.values():
            sudah = satu.memegang
            dipegang += satu.sewa(sudah or dipegang < self._jatah) - sudah
        aktif = [satu for satu in self.pengirim.values() if satu.memegang]
        for satu in aktif:
            if ada_baru is None or satu.rs.kode in ada_baru or not satu.sesudah:
                for _ in range(_HALAMAN_SEKALI):
                    if not satu.baca_peristiwa():
                        break
        self._kirim([satu for satu in aktif if satu.sedang < self._sekaligus])
        if tunggu_ms:
            self._ada_baru = self._tunggu(aktif, tunggu_ms)

    def _kirim(self, luang: Sequence[Pengirim]) -> None:
        kode_rs = [satu.rs.kode for satu in luang]
        semua = self._kiriman.jatuh_tempo(kode_rs, self._clock.now_ms(), 2 * self._sekaligus)
        for satu, kode in zip(luang, semua, strict=True):
            satu.kirim(kode)

    def _ada_tempat(self, kode_rs: str) -> None:
        """A booking is done with: the next one need not wait for the next round."""
        satu = self.pengirim.get(kode_rs)
        if satu and satu.memegang and not self._berhenti.is_set():
            try:
                if satu.lanjut():
                    self._kirim([satu])
            except StoreUnavailable:
                log.error("%s: the store does not answer; the next round looks again", kode_rs)

    def _tunggu(self, aktif: Sequence[Pengirim], tunggu_ms: int) -> set[str]:
        """Until the next event, or a moment, also where nothing is due; of whom there is one."""
        if aktif:
            return self._kiriman.tunggu({satu.rs.kode: satu.sesudah for satu in aktif}, tunggu_ms)
        self._berhenti.wait(tunggu_ms / 1000)
        return set()

    def _lapor(self) -> None:
        """Hand on what was counted."""
        diambil = {kode: satu.angka.ambil() for kode, satu in self.pengirim.items()}
        try:
            self._kiriman.lapor({kode: angka for kode, angka in diambil.items() if angka}, self._clock.now_ms())
            for satu in self.pengirim.values():
                satu.katakan_pemutus()
        except StoreUnavailable:
            for kode, angka in diambil.items():
                self.pengirim[kode].angka.kembali(angka)
            raise

    def _lihat_direktori(self) -> bool:
        """Who is set up, and how many processes there are; whether it was time to look."""
        sekarang = self._clock.monotonic()
        if sekarang - self._dilihat < _DIREKTORI_S:
            return False
        self._dilihat = sekarang
        self._lapor()
        terdaftar = self._terdaftar()
        for kode in self.pengirim.keys() - terdaftar.keys():
            self.pengirim.pop(kode).lepas_sewa()
        for kode, (rs, kredensial) in terdaftar.items():
            lama = self.pengirim.get(kode)
            if lama is None:
                self.pengirim[kode] = self._buat(rs, kredensial)
            elif lama.klien.kredensial != kredensial:
                lama.klien = Klien(kredensial, self._clock, sekaligus=self._sekaligus)
                lama.pemutus.tutup()  # somebody mended it
            if lama is not None:
                lama.rs = rs
        proses = self._kiriman.hidup(self.pemilik, self._clock.now_ms())
        self._jatah = -(-len(self.pengirim) // max(proses, 1))
        lebih = [satu for satu in self.pengirim.values() if satu.memegang][self._jatah :]
        for satu in lebih:
            satu.lepas_sewa()
        return True

    def _buat(self, rs: RumahSakit, kredensial: Kredensial) -> Pengirim:
        return Pengirim(
            self._store,
            self._kiriman,
            self._umpan,
            self._clock,
            rs,
            Klien(kredensial, self._clock, sekaligus=self._sekaligus),
            self.pemilik,
            sekaligus=self._sekaligus,
            mulai=self._kumpulan.submit,
            acak=self._acak,
            selesai=partial(self._ada_tempat, rs.kode),
        )
