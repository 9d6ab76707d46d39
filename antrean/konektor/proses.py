"""The process that keeps the two books one: for every hospital that is set up a thread with a connection of its own, in
one process at a time."""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError, StoreUnavailable, tempat
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore

if TYPE_CHECKING:
    from antrean.konektor.penghubung import Penghubung

log = logging.getLogger("antrean.konektor")

SEWA_MS = 10_000
DIREKTORI_S = 2.0
_CADANGAN_S = 1.0
_LANGKAH_S, _GAGAL_S = 0.25, 1.0
_DIAM_S = 30.0
"""So long a part of a cluster that does not answer is left alone: to ask it takes seconds."""
_BERHENTI_S = 20.0

Terdaftar = Mapping[str, tuple[RumahSakit, Setelan]]
"""The hospitals that are set up, by code."""


class Utas:
    """A hospital's thread; it works while the lease that it is given lasts."""

    def __init__(self, clock: Clock, rs: RumahSakit, penghubung: "Penghubung") -> None:
        self.rs, self.setelan = rs, penghubung.setelan
        self.sampai = float("-inf")
        """Until when the hospital is ours, monotonic."""
        self._clock, self._penghubung = clock, penghubung
        self._berhenti = threading.Event()
        self._utas = threading.Thread(target=self._kerja, name=f"konektor-{rs.kode}", daemon=True)
        self._utas.start()

    def minta_berhenti(self) -> None:
        """After the round that it is in."""
        self._berhenti.set()

    def berhenti(self, tunggu_s: float = 0) -> bool:
        """Whether it has stopped, within so long."""
        self._utas.join(tunggu_s)
        return not self._utas.is_alive()

    def _boleh(self) -> bool:
        return self._clock.monotonic() < self.sampai and not self._berhenti.is_set()

    def _kerja(self) -> None:
        penghubung = self._penghubung
        try:
            while not self._berhenti.is_set():
                try:
                    if self._boleh():
                        penghubung.putaran(self._boleh)
                    else:
                        penghubung.tutup()
                except Exception as error:  # its hospital would be nobody's while the lease is kept
                    log.error("%s: a step failed: %s", self.rs.kode, tempat(error))
                    self._berhenti.wait(_GAGAL_S)
                self._berhenti.wait(_LANGKAH_S)
        finally:
            penghubung.tutup()


class Proses:
    """Runs the connectors of the hospitals whose lease this process holds.

    Args:
        terdaftar: asks which hospitals are set up; asked again every two seconds.
        buat: makes a hospital's connector; raises OperatorError where it cannot be.
    """

    def __init__(
        self,
        simpanan: KonektorStore,
        clock: Clock,
        terdaftar: Callable[[], Terdaftar],
        buat: Callable[[RumahSakit, Setelan], "Penghubung"],
    ) -> None:
        self.pemilik = secrets.token_hex(8)
        self._simpanan, self._clock = simpanan, clock
        self._terdaftar, self._buat = terdaftar, buat
        self._utas: dict[str, Utas] = {}
        self._tanpa: dict[str, str] = {}
        """Hospitals that cannot be connected, and why."""
        self._diam: dict[str, float] = {}
        """Parts of the store that did not answer, and until when they are left alone."""

    def jalan(self, berhenti: threading.Event) -> None:
        """Until told to stop; rounds that are under way end first, if they do within twenty seconds: what is cut off
        is found again by the next process."""
        try:
            while not berhenti.is_set():
                try:
                    self.lihat()
                except StoreUnavailable as error:
                    log.error("the store does not answer: %s", error.singkat)
                except Exception as error:  # who serves beside us must not end of it
                    log.error("the hospitals could not be looked at: %s", tempat(error))
                berhenti.wait(DIREKTORI_S)
        finally:
            self.selesai()

    def lihat(self) -> None:
        """Who is set up, and whose lease is ours; also keeps it."""
        terdaftar = self._terdaftar()
        for kode, utas in list(self._utas.items()):
            if terdaftar.get(kode) != (utas.rs, utas.setelan):
                utas.minta_berhenti()
                if utas.berhenti():
                    del self._utas[kode]
                    self._lepas(kode)
        for kode, (rs, setelan) in terdaftar.items():
            if kode not in self._utas:
                self._mulai(kode, rs, setelan)
        for kode, utas in self._utas.items():
            sejak, bagian = self._clock.monotonic(), self._simpanan.bagian(kode)
            if sejak < self._diam.get(bagian, sejak):
                continue
            try:
                milik_kita = self._simpanan.sewa(kode, self.pemilik, SEWA_MS)
            except StoreUnavailable as error:
                if not bagian:
                    raise
                self._diam[bagian] = self._clock.monotonic() + _DIAM_S
                log.error("%s of the cluster does not answer, and its hospitals wait: %s", bagian, error.singkat)
                continue
            if milik_kita:
                if utas.sampai <= sejak:
                    log.info("%s: beside %s", kode, utas.setelan.nama_sistem)
                utas.sampai = sejak + SEWA_MS / 1000 - _CADANGAN_S
            else:
                utas.sampai = float("-inf")

    def selesai(self) -> None:
        """Stop all of them; what has stopped is free for another process at once."""
        for utas in self._utas.values():
            utas.minta_berhenti()
        akhir = self._clock.monotonic() + _BERHENTI_S
        for kode, utas in self._utas.items():
            if utas.berhenti(max(akhir - self._clock.monotonic(), 0)):
                self._lepas(kode)

    def _mulai(self, kode: str, rs: RumahSakit, setelan: Setelan) -> None:
        try:
            self._utas[kode] = Utas(self._clock, rs, self._buat(rs, setelan))
            self._tanpa.pop(kode, None)
        except OperatorError as error:
            if self._tanpa.get(kode) != str(error):
                log.error("%s: %s", kode, error)
            self._tanpa[kode] = str(error)

    def _lepas(self, kode: str) -> None:
        try:
            self._simpanan.sewa(kode, self.pemilik, 0)
        except StoreUnavailable:
            log.error("%s: the store does not answer; another process goes on in ten seconds", kode)
