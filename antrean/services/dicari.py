"""Sessions that were asked for and are not there, as where HFIS has other hours than our schedule.

A refusal itself writes nothing. Each process counts them, and writes what it has counted a few seconds later, in a few
round trips for all of it; so a process that is killed takes the counts of those seconds with it.
"""

import logging
import threading
from collections import Counter, defaultdict
from datetime import date, timedelta

from antrean.clock import Clock
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import HARI_MAKS_TERBANYAK, RumahSakit
from antrean.errors import DokterTidakDikenal, JadwalTidakAda, PoliTidakDitemukan, StoreUnavailable, tempat
from antrean.services.jadwal import pada
from antrean.services.konteks import Konteks
from antrean.store import Store

TIDAK_DITEMUKAN = (PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda)
JEDA_S = 5.0
PALING_BANYAK = 500

log = logging.getLogger("antrean")


class Dicari:
    """Counts them for one process."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._kunci = threading.Lock()
        self._berakhir = threading.Event()
        self._hitungan: Counter[tuple[str, KunciSesi]] = Counter()

    def catat(self, rs: RumahSakit, sesi: KunciSesi) -> None:
        """Count one. Of dates that nobody can book, and beyond 500 sessions that wait to be written, none is kept."""
        jauh = (sesi.tanggal - self._clock.today(rs.zona_waktu)) / timedelta(days=1)
        with self._kunci:
            baru = (rs.kode, sesi) not in self._hitungan
            if 0 <= jauh <= HARI_MAKS_TERBANYAK and not (baru and len(self._hitungan) >= PALING_BANYAK):
                self._hitungan[rs.kode, sesi] += 1

    def tulis(self) -> None:
        """Write what was counted since. Where the store does not answer, it may be lost: a booking matters more."""
        with self._kunci:
            hitungan, self._hitungan = self._hitungan, Counter()
        per_rs: dict[str, dict[KunciSesi, int]] = defaultdict(dict)
        for (kode_rs, sesi), kali in hitungan.items():
            per_rs[kode_rs][sesi] = kali
        for kode_rs, semua in per_rs.items():
            try:
                self._store.jadwal.catat_dicari(kode_rs, semua)
            except StoreUnavailable as error:
                log.warning(
                    "not counted: %s sessions that were asked for and are not there: %s", len(semua), error.sebab
                )

    def mulai(self, jeda_s: float = JEDA_S) -> None:
        """From now on, write every so many seconds, beside what the process does."""

        def terus() -> None:
            while not self._berakhir.wait(jeda_s):
                try:
                    self.tulis()
                except Exception as error:  # or nothing would be counted any more, and nobody know
                    log.error("what was asked for and is not there could not be counted: %s", tempat(error))

        threading.Thread(target=terus, name="dicari", daemon=True).start()

    def akhiri(self) -> None:
        """The process ends: write the rest."""
        self._berakhir.set()
        self.tulis()


def tidak_ditemukan(konteks: Konteks, tanggal: date) -> list[tuple[Slot, int]]:
    """What was asked for on a date and is not there, and how often, the most asked first. What is in the schedule by
    now, or is only closed, is left out."""
    dicari = konteks.store.jadwal.dicari(konteks.rs.kode, tanggal)
    ada = {sesi.kunci.slot for sesi in pada(konteks, tanggal)} if dicari else set()
    return [(slot, kali) for slot, kali in dicari if slot not in ada]
