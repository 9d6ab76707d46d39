"""The hospitals, remembered for a moment, so that a request needs no look-up of its own."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from antrean.clock import Clock
from antrean.domain.kunci import Kunci
from antrean.domain.petugas import Perangkat, Petugas
from antrean.domain.rs import RumahSakit, kode_rs_sah
from antrean.services.ingatan import Ingatan
from antrean.store import Store

REMEMBERED_S = 1.0

T = TypeVar("T")


class Direktori:
    """Looks hospitals up; an answer is good for a second, so a changed policy holds everywhere a second later."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        # Only what was found: hospitals are few, while names and keys that are nobody's come from outside.
        self._rs: Ingatan[str, tuple[float, RumahSakit]] = Ingatan()
        self._kunci: Ingatan[str, tuple[float, Sequence[Kunci]]] = Ingatan()
        self._kode: Ingatan[str, str] = Ingatan()
        self._petugas: Ingatan[str, tuple[float, Sequence[Petugas]]] = Ingatan()
        self._perangkat: Ingatan[str, tuple[float, Sequence[Perangkat]]] = Ingatan()
        self._beberapa = False

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
        # A username is one hospital's at a time, and its record says so: who is known is not looked for again, so
        # that on a cluster no hospital depends on the node that has the list of all.
        if (dulu := self._kode.get(username)) and (rs := self.cari(dulu)) and rs.username == username:
            return rs
        kode = self._store.rs.kode_milik(username)
        if kode is not None:
            self._kode.ingat(username, kode)
        rs = self.cari(kode) if kode else None
        return rs if rs is not None and rs.username == username else None

    def satu_satunya(self) -> RumahSakit | None:
        """The hospital that has no other beside it; None where there are several, or none.

        Raises:
            StoreUnavailable: no answer.
        """
        # None is ever taken away, so who has seen two asks no more, and of a cluster needs the node with the list no
        # more; the records of others are not read at all.
        if self._beberapa:
            return None
        kode = self._store.rs.kode()
        self._beberapa = len(kode) > 1
        return self.cari(kode[0]) if len(kode) == 1 else None

    def kunci(self, kode: str) -> Sequence[Kunci]:
        """A hospital's SIMRS keys.

        Raises:
            StoreUnavailable: no answer.
        """
        return self._milik(self._kunci, kode, self._store.kunci.semua)

    def petugas(self, kode: str, nama: str) -> Petugas | None:
        """An account of a hospital's staff, or None.

        Raises:
            StoreUnavailable: no answer.
        """
        semua = self._milik(self._petugas, kode, self._store.petugas.semua)
        return next((satu for satu in semua if satu.nama == nama), None)

    def perangkat(self, kode: str) -> Sequence[Perangkat]:
        """A hospital's boards and kiosks.

        Raises:
            StoreUnavailable: no answer.
        """
        return self._milik(self._perangkat, kode, self._store.perangkat.semua)

    def _milik(
        self, ingatan: Ingatan[str, tuple[float, Sequence[T]]], kode: str, baca: Callable[[str], Sequence[T]]
    ) -> Sequence[T]:
        now = self._clock.monotonic()
        if (dulu := ingatan.get(kode)) and now - dulu[0] <= REMEMBERED_S:
            return dulu[1]
        semua = baca(kode)
        ingatan.ingat(kode, (now, semua))
        return semua
