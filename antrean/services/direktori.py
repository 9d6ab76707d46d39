"""The hospitals, remembered for a moment, so that a request needs no look-up of its own."""

from collections.abc import Sequence
from typing import TypeVar

from antrean.clock import Clock
from antrean.domain.kunci import Kunci
from antrean.domain.rs import RumahSakit
from antrean.store import Store

REMEMBERED_S = 1.0
_MOST = 1000

T = TypeVar("T")


class Direktori:
    """Looks hospitals up; an answer is good for a second, so a changed policy holds everywhere a second later."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._rs: dict[str, tuple[float, RumahSakit | None]] = {}
        self._kunci: dict[str, tuple[float, Sequence[Kunci]]] = {}
        self._kode: dict[str, tuple[float, str | None]] = {}

    def cari(self, kode: str) -> RumahSakit | None:
        """A hospital by code, or None.

        Raises:
            StoreUnavailable: no answer.
        """
        now = self._clock.monotonic()
        at, rs = self._rs.get(kode, (None, None))
        if at is None or now - at > REMEMBERED_S:
            rs = self._store.rs.cari(kode)
            _remember(self._rs, kode, now, rs)
        return rs

    def milik(self, username: str) -> RumahSakit | None:
        """The hospital that a username logs in for, or None.

        Raises:
            StoreUnavailable: no answer.
        """
        now = self._clock.monotonic()
        at, kode = self._kode.get(username, (None, None))
        if at is None or now - at > REMEMBERED_S:
            kode = self._store.rs.kode_milik(username)
            _remember(self._kode, username, now, kode)
        rs = self.cari(kode) if kode else None
        return rs if rs is not None and rs.username == username else None

    def kunci(self, kode: str) -> Sequence[Kunci]:
        """A hospital's SIMRS keys.

        Raises:
            StoreUnavailable: no answer.
        """
        now = self._clock.monotonic()
        at, semua = self._kunci.get(kode, (None, ()))
        if at is None or now - at > REMEMBERED_S:
            semua = self._store.kunci.semua(kode)
            _remember(self._kunci, kode, now, semua)
        return semua


def _remember(memory: dict[str, tuple[float, T]], key: str, now: float, value: T) -> None:
    if len(memory) >= _MOST:  # usernames come from outside: whoever tries many must not fill the memory
        memory.clear()
    memory[key] = (now, value)
