"""No change is made while our clock is days off."""

from antrean.clock import Clock
from antrean.errors import JamDiragukan
from antrean.store.jam import JamStore

# A clock that moved so far against the time that has passed is looked at again.
_LOMPAT_MS = 3_600_000


class PenjagaJam:
    """Lets changes be made while our clock can be believed. Looks at the store for its first, and after every jump."""

    def __init__(self, jam: JamStore, clock: Clock) -> None:
        self._jam = jam
        self._clock = clock
        self._percaya: tuple[int, float] | None = None

    def __call__(self, sekarang: int) -> None:
        """Raises JamDiragukan where the clock is doubted: nothing was written."""
        lalu = self._clock.monotonic()
        if self._percaya:
            dulu, sejak = self._percaya
            if abs((sekarang - dulu) - (lalu - sejak) * 1000) < _LOMPAT_MS:
                return
        self._percaya = None
        if sebab := self._jam.keraguan(sekarang):
            raise JamDiragukan(sebab)
        self._percaya = (sekarang, lalu)

    def sebab(self) -> str:
        """Why the clock is doubted now; empty where it is not.

        Raises:
            StoreUnavailable: no answer.
        """
        return self._jam.keraguan(self._clock.now_ms())
