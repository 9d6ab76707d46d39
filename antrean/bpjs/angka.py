"""What is sent to BPJS and how it goes, counted by the sender until it hands that on to the store."""

import threading
from bisect import bisect_left
from collections import Counter

SAMPAI_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 15.0, 30.0)
DI_ATAS, JUMLAH_MS = "atas", "ms"


class Angka:
    """Counts the calls of one hospital, until they are handed on to the store.

    Fields: ``kirim:`` with a step's kind and an outcome; ``detik:`` with a bound of ``SAMPAI_S`` within which a call
    was answered, and not within the one before; ``detik:ms``, all times together in ms.
    """

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._isi: Counter[str] = Counter()

    def catat(self, jenis: str, hasil: str, detik: float) -> None:
        """A call ended so, after so long."""
        ke = bisect_left(SAMPAI_S, detik)
        with self._kunci:
            self._isi[f"kirim:{jenis}:{hasil}"] += 1
            self._isi[f"detik:{SAMPAI_S[ke] if ke < len(SAMPAI_S) else DI_ATAS}"] += 1
            self._isi[f"detik:{JUMLAH_MS}"] += round(detik * 1000)

    def ambil(self) -> Counter[str]:
        """What was counted since this was asked last."""
        with self._kunci:
            dulu, self._isi = self._isi, Counter()
        return dulu

    def kembali(self, dulu: Counter[str]) -> None:
        """It could not be handed on."""
        with self._kunci:
            self._isi.update(dulu)
