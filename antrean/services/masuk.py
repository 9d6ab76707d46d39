"""Logging in for a token (section 1), and how often it may go wrong.

Wrong logins are counted per username and address. Whoever has made too many is refused for the rest of the time, with
the right password too, else guessing could go on; the same username from elsewhere is not, nor another from there.
"""

import hashlib
import logging
from ipaddress import ip_network
from math import ceil

from antrean.clock import Clock
from antrean.domain.batas import Batas
from antrean.domain.jaringan import asal
from antrean.domain.rs import RumahSakit
from antrean.errors import LoginSalah, TerlaluBanyakPercobaan
from antrean.services.direktori import Direktori
from antrean.services.penjaga import Penjaga
from antrean.services.sandi import Sandi
from antrean.store import Store

log = logging.getLogger("antrean")

_MOST = 1000


class Masuk:
    """Logs in.

    A password that this process remembers asks the store nothing, so a process also remembers who is refused: one that
    has not heard of it yet lets such a guess through once. As many more guesses as there are requests at once may
    pass before the first of them is counted. Without the store nobody logs in who is not remembered.
    """

    def __init__(
        self, store: Store, clock: Clock, direktori: Direktori, sandi: Sandi, penjaga: Penjaga, batas: Batas
    ) -> None:
        self._percobaan = store.percobaan
        self._clock = clock
        self._direktori = direktori
        self._sandi = sandi
        self._penjaga = penjaga
        self._batas = batas
        self._ditolak: dict[str, float] = {}

    def masuk(self, username: str, password: str, alamat: str) -> RumahSakit:
        """The hospital that username and password are of. What it refuses takes the same time for any username.

        Args:
            alamat: where the request comes from.

        Raises:
            LoginSalah: they are no hospital's, or the hospital is not called from there.
            TerlaluBanyakPercobaan: after too many wrong ones.
            StoreUnavailable: no answer.
        """
        if self._ditolak:
            self._tolak(_jejak(username, alamat))
        rs = self._direktori.milik(username)
        if rs is not None and rs.kebijakan.jaringan:
            rs = rs if self._penjaga.boleh(rs.kode, "jaringan", rs.kebijakan.jaringan, alamat) else None
        if rs is not None and self._sandi.ingat(rs, password):
            return rs
        kode, jejak = rs.kode if rs else None, _jejak(username, alamat)
        if detik := self._percobaan.tunggu(kode, jejak, self._batas):
            self._catat(kode, jejak, alamat, detik)
            raise TerlaluBanyakPercobaan(detik)
        if self._sandi.cocok(rs, password) and rs is not None:
            return rs
        if detik := self._percobaan.gagal(kode, jejak, self._batas):
            self._catat(kode, jejak, alamat, detik)
        raise LoginSalah

    def _tolak(self, jejak: str) -> None:
        sisa = self._ditolak.get(jejak, 0.0) - self._clock.monotonic()
        if sisa > 0:
            raise TerlaluBanyakPercobaan(ceil(sisa))
        self._ditolak.pop(jejak, None)

    def _catat(self, kode: str | None, jejak: str, alamat: str, detik: int) -> None:
        if len(self._ditolak) >= _MOST:  # they come from outside: whoever tries many must not fill the memory
            self._ditolak.clear()
        self._ditolak[jejak] = self._clock.monotonic() + detik
        dari = asal(alamat)
        proxy = "; a proxy's own address? Then set ANTREAN_PROXY_HOPS, or its clients are refused together"
        log.warning(
            "too many wrong logins for %s from %s: refused for %d s%s",
            kode or "a username that is nobody's",
            dari,
            detik,
            proxy if dari == "-" or ip_network(dari).is_private else "",
        )


def _jejak(username: str, alamat: str) -> str:
    """By whom and from where, of a fixed length: a username may be anything."""
    return hashlib.sha256(f"{asal(alamat)} {username}".encode("utf-8", "surrogatepass")).hexdigest()[:32]
