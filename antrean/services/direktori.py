"""The hospitals, remembered for a moment, so that a request needs no look-up of its own."""

from collections.abc import Sequence

from antrean.clock import Clock
from antrean.domain.kunci import Kunci
from antrean.domain.rs import RumahSakit, kode_rs_sah
from antrean.services.ingatan import Ingatan
from antrean.store import Store

REMEMBERED_S = 1.0


class Direktori:
    """Looks hospitals up; an answer is good for a second, so a changed policy holds everywhere a second later."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # Only what was found: hospitals are few, while names and keys that are nobody's come from outside.
        self._rs: Ingatan[str, tuple[float, RumahSakit]] = Ingatan()
        self._kunci: Ingatan[str, tuple[float, Sequence[Kunci]]] = Ingatan()
        self._kode: Ingatan[str, tuple[float, str]] = Ingatan()

    def cari(self, kode: str) -> RumahSakit | None:
        """A hospital by code, or None.

        Raises:
            StoreUnavailable: no answer.
        """
        now = self._clock.monotonic()
        if (dulu := self._rs.get(kode)) and now - dulu[0] <= REMEMBERED_S:
            return dulu[1]
        rs = self._store.rs.cari(kode) if kode_rs_sah(kode) else None
        if rs is not None:
            self._rs.ingat(kode, (now, rs))
        return rs

    def milik(self, username: str) -> RumahSakit | None:
        """The hospital that a username logs in for, or None.

        Raises:
            StoreUnavailable: no answer.
        """
        now = self._clock.monotonic()
        at, kode = self._kode.get(username) or (now, None)
        if kode is None or now - at > REMEMBERED_S:
            kode = self._store.rs.kode_milik(username)
            if kode is not None:
                self._kode.ingat(username, (now, kode))
        rs = self.cari(kode) if kode else None
        return rs if rs is not None and rs.username == username else None

    def kunci(self, kode: str) -> Sequence[Kunci]:
        """A hospital's SIMRS keys.

        Raises:
            StoreUnavailable: no answer.
        """
        now = self._clock.monotonic()
        if (dulu := self._kunci.get(kode)) and now - dulu[0] <= REMEMBERED_S:
            return dulu[1]
        semua = self._store.kunci.semua(kode)
        self._kunci.ingat(kode, (now, semua))
        return semua
