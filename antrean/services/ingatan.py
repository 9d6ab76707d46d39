"""What a process remembers of others for a while, in bounded memory."""

from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

TERBANYAK = 1000


class Ingatan(Generic[K, V]):
    """The last so many things that it was told, by name; the one that was told first is forgotten first, so whoever
    brings many new ones takes no more than the oldest away."""

    def __init__(self, terbanyak: int = TERBANYAK) -> None:
        self.terbanyak = terbanyak
        self._isi: dict[K, V] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._isi)

    def __contains__(self, nama: K) -> bool:
        return nama in self._isi

    def get(self, nama: K) -> V | None:
        """What was said of it last; None where that is not known."""
        return self._isi.get(nama)

    def ingat(self, nama: K, nilai: V) -> None:
        """Remember it as the newest."""
        with self._lock:
            self._isi.pop(nama, None)
            self._isi[nama] = nilai
            while len(self._isi) > self.terbanyak:
                del self._isi[next(iter(self._isi))]

    def lupakan(self, nama: K) -> None:
        """Forget it, where it is known."""
        with self._lock:
            self._isi.pop(nama, None)
