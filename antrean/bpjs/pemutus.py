"""When to try again: a breaker for each hospital, so that a BPJS that is gone gets one probe and not a storm."""

import random
import threading

from antrean.clock import Clock

BERUNTUN = 5
AWAL_S, TERLAMA_S = 2.0, 600.0


def jeda_s(percobaan: int, acak: random.Random) -> float:
    """Seconds to wait after so many tries in vain: any up to a bound that doubles, to ten minutes (full jitter)."""
    return acak.uniform(0, min(TERLAMA_S, AWAL_S * 2.0 ** min(percobaan, 16)))


class Pemutus:
    """Open after some failures in a row; then one call at a time finds out whether it works again."""

    def __init__(self, clock: Clock, acak: random.Random) -> None:
        self._clock, self._acak = clock, acak
        self._kunci = threading.Lock()
        self._gagal = 0
        self._sampai_ms = 0
        self._mencoba = ""

    @property
    def terbuka(self) -> bool:
        """Nothing but a probe goes out."""
        return self._gagal >= BERUNTUN

    def boleh(self, siapa: str) -> bool:
        """Whether ``siapa`` may call now; who may, gives it back with ``kembali``."""
        with self._kunci:
            if not self.terbuka:
                return True
            if self._mencoba or self._clock.now_ms() < self._sampai_ms:
                return False
            self._mencoba = siapa
            return True

    def kembali(self, siapa: str) -> None:
        """``siapa`` is done; where it was the probe and found nothing out, another is."""
        with self._kunci:
            if self._mencoba == siapa:
                self._mencoba = ""

    def berhasil(self) -> None:
        """BPJS answered, whatever it said."""
        with self._kunci:
            self._gagal, self._mencoba = 0, ""

    def gagal(self, seketika: bool = False) -> None:
        """It did not.

        Args:
            seketika: open at once, for nothing of this hospital can go until somebody mends something.
        """
        with self._kunci:
            self._gagal = max(self._gagal + 1, BERUNTUN if seketika else 0)
            self._mencoba = ""
            if self.terbuka:
                lama = TERLAMA_S if seketika else jeda_s(self._gagal - BERUNTUN + 2, self._acak)
                self._sampai_ms = self._clock.now_ms() + int(lama * 1000)

    def tutup(self) -> None:
        """Somebody has mended it: try at once."""
        self.berhasil()
