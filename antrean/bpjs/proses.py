"""The process that sends: every hospital that is set up has one sender among all such processes, and they share the
hospitals evenly."""

import logging
import random
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

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

T = TypeVar("T")

SEKALIGUS = 4
UTAS = 64
_PUTARAN_MS = 200
_JARAK_S = 0.05
_DIREKTORI_S = 2.0
_HALAMAN_SEKALI = 20
_RAGU_S = 10.0
# To ask a part of the store that is gone takes seconds, in which nothing is sent for anybody.
_DIAM_S = 30.0
_LAMBAT_S = 1.0

Terdaftar = Mapping[str, tuple[RumahSakit, Kredensial]]
"""The hospitals that are set up, by code."""


class Proses:
    """Sends for the hospitals whose lease this process holds. Where a part of a cluster is gone, its hospitals wait,
    and it is asked again every half a minute.

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
        self._jatah, self._sesama = 0, 1
        # Parts of the store that did not answer, and when they are asked again.
        self._diam: dict[str, float] = {}
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
                    log.error("the store does not answer: %s", error.singkat)
                    berhenti.wait(1.0)
                except Exception as error:  # who serves beside us must not end of it
                    log.error("a round of the sender failed: %s", tempat(error))
                    berhenti.wait(1.0)
        finally:
            self._kumpulan.shutdown(wait=True)
            with suppress(StoreUnavailable):
                self._lapor()
                for satu in self._aktif():
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
            if self._terjangkau(satu):
                sudah = satu.memegang
                with self._sebagian([satu]):
                    satu.sewa(sudah or dipegang < self._jatah)
                dipegang += satu.memegang - sudah
        for satu in self._aktif():
            if ada_baru is None or satu.rs.kode in ada_baru or not satu.sesudah:
                with self._sebagian([satu]):
                    for _ in range(_HALAMAN_SEKALI):
                        if not satu.baca_peristiwa():
                            break
        self._kirim([satu for satu in self._aktif() if satu.sedang < self._sekaligus])
        if tunggu_ms:
            self._ada_baru = self._tunggu(self._aktif(), tunggu_ms)

    def _aktif(self) -> list[Pengirim]:
        return [satu for satu in self.pengirim.values() if satu.memegang and self._terjangkau(satu)]

    def _terjangkau(self, satu: Pengirim) -> bool:
        """Whether the hospital's part of the store answered when it was last asked, or may be asked again."""
        if not self._diam:
            return True
        return self._diam.get(self._kiriman.bagian(satu.rs.kode), float("-inf")) <= self._clock.monotonic()

    @contextmanager
    def _sebagian(self, semua: Sequence[Pengirim]) -> Iterator[None]:
        """What is asked of the store for some hospitals; where a part of it does not answer, that is left alone for a
        while.

        Raises:
            StoreUnavailable: it has no parts.
        """
        try:
            yield
        except StoreUnavailable as error:
            bagian = {self._kiriman.bagian(satu.rs.kode): satu for satu in semua}
            if "" in bagian or not bagian:
                raise
            if len(bagian) > 1:  # which one is it?
                for satu in bagian.values():
                    with self._sebagian([satu]):
                        self._kiriman.antre(satu.rs.kode)
                return
            (nama,) = bagian
            self._diam[nama] = self._clock.monotonic() + _DIAM_S
            log.error("%s of the cluster does not answer, and its hospitals wait: %s", nama, error.singkat)

    def _kirim(self, luang: Sequence[Pengirim]) -> None:
        with self._sebagian(luang):
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

    def _tunggu(self, aktif: Sequence[Pengirim], tunggu_ms: int) -> set[str] | None:
        """Until the next event, or a moment, also where nothing is due; of whom there is one, None where that is not
        known."""
        if not aktif:
            self._berhenti.wait(tunggu_ms / 1000)
            return set()
        ada_baru: list[set[str]] = []
        with self._sebagian(aktif):
            ada_baru.append(self._kiriman.tunggu({satu.rs.kode: satu.sesudah for satu in aktif}, tunggu_ms))
        return ada_baru[0] if ada_baru else None

    def _lapor(self) -> None:
        """Hand on what was counted, of each part of the store by itself: what is asked again counts again."""
        per_bagian: dict[str, list[Pengirim]] = {}
        for satu in self.pengirim.values():
            if self._terjangkau(satu):
                per_bagian.setdefault(self._kiriman.bagian(satu.rs.kode), []).append(satu)
        for semua in per_bagian.values():
            with self._sebagian(semua):
                self._lapor_sebagian(semua)

    def _lapor_sebagian(self, semua: Sequence[Pengirim]) -> None:
        diambil = [(satu, satu.angka.ambil()) for satu in semua]
        try:
            self._kiriman.lapor({satu.rs.kode: angka for satu, angka in diambil if angka}, self._clock.now_ms())
            for satu in semua:
                satu.katakan_pemutus()
        except StoreUnavailable:
            for satu, angka in diambil:
                satu.angka.kembali(angka)
            raise

    def _lihat_direktori(self) -> bool:
        """Who is set up, and how many processes there are; whether it was time to look."""
        sekarang = self._clock.monotonic()
        if sekarang - self._dilihat < _DIREKTORI_S:
            return False
        self._dilihat = sekarang
        self._diam = {bagian: saat for bagian, saat in self._diam.items() if saat > sekarang}
        self._lapor()
        dulu: Terdaftar = {kode: (satu.rs, satu.klien.kredensial) for kode, satu in self.pengirim.items()}
        terdaftar = self._atau_dulu(self._terdaftar, dulu)
        self._sesama = self._atau_dulu(lambda: self._kiriman.hidup(self.pemilik, self._clock.now_ms()), self._sesama)
        if self._store.connection.parts and self._clock.monotonic() - sekarang > _LAMBAT_S:
            self._dilihat = self._clock.monotonic() + _DIAM_S  # it is asked of every part, and one seems to be gone
        for kode in self.pengirim.keys() - terdaftar.keys():
            if self._terjangkau(self.pengirim[kode]):
                with self._sebagian([self.pengirim[kode]]):
                    self.pengirim[kode].lepas_sewa()
                    del self.pengirim[kode]
        for kode, (rs, kredensial) in terdaftar.items():
            lama = self.pengirim.get(kode)
            if lama is None:
                self.pengirim[kode] = self._buat(rs, kredensial)
            elif lama.klien.kredensial != kredensial:
                lama.klien = Klien(kredensial, self._clock, sekaligus=self._sekaligus)
                lama.pemutus.tutup()  # somebody mended it
            if lama is not None:
                lama.rs = rs
        self._jatah = -(-len(self.pengirim) // max(self._sesama, 1))
        for satu in self._aktif()[self._jatah :]:
            satu.lepas_sewa()
        return True

    def _atau_dulu(self, tanya: Callable[[], T], dulu: T) -> T:
        """What is asked of the store; where the part of it is gone that says so, what was known before.

        Raises:
            StoreUnavailable: it has no parts.
        """
        try:
            return tanya()
        except StoreUnavailable as error:
            if not self._store.connection.parts:
                raise
            log.error("a part of the cluster does not answer: %s", error.singkat)
            return dulu

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
