"""Logging in, for a token (section 1) or at the pages, and how often it may go wrong.

Wrong logins are counted per username and address. Whoever has made too many is refused for the rest of the time, with
the right password too, else guessing could go on; the same username from elsewhere is not, nor another from there.
They are also counted per address: a username may be a new one each time. After too many of these, only usernames that
have logged in from there before are tried: so those who share an address with somebody who guesses are let in.
"""

import hashlib
import logging
from collections.abc import Callable
from ipaddress import ip_network
from math import ceil
from typing import TypeVar

from antrean.clock import Clock
from antrean.domain.batas import Batas
from antrean.domain.jaringan import asal
from antrean.domain.petugas import Petugas
from antrean.domain.rs import RumahSakit
from antrean.errors import LoginSalah, TerlaluBanyakPercobaan
from antrean.services.direktori import Direktori
from antrean.services.ingatan import Ingatan
from antrean.services.penjaga import Penjaga
from antrean.services.sandi import Akun, Sandi
from antrean.store import Store
from antrean.store.percobaan import Putusan

log = logging.getLogger("antrean")

T = TypeVar("T")


class Masuk:
    """Logs in.

    A password that this process has seen pass from an address asks the store nothing there, so a process also
    remembers who is refused: one that has not heard of it yet lets such a guess through once. As many more guesses as
    are compared at once may pass before the first is counted. Without the store nobody logs in who is not remembered.
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
        self._ditolak: Ingatan[str, float] = Ingatan()
        self._kenal: Ingatan[str, None] = Ingatan()

    def masuk(self, username: str, password: str, alamat: str) -> RumahSakit:
        """The hospital that username and password are of. What it refuses takes the same time for any username.

        Args:
            alamat: where the request comes from.

        Raises:
            LoginSalah: they are no hospital's, or the hospital is not called from there.
            TerlaluBanyakPercobaan: after too many wrong ones, or while too many are tried at once.
            StoreUnavailable: no answer.
        """

        def cari() -> tuple[RumahSakit, Akun, str, str] | None:
            rs = self._direktori.milik(username)
            return (rs, Akun(rs.kode, rs.sandi), "jaringan", rs.kebijakan.jaringan) if rs else None

        return self._masuk(username, password, alamat, cari)

    def petugas(self, rs: RumahSakit, nama: str, password: str, alamat: str) -> Petugas:
        """The account of a hospital's staff that name and password are of; the same limits.

        Raises:
            LoginSalah: they are no account's, or the hospital's own systems are not called from there.
            TerlaluBanyakPercobaan: after too many wrong ones, or while too many are tried at once.
            StoreUnavailable: no answer.
        """

        def cari() -> tuple[Petugas, Akun, str, str] | None:
            satu = self._direktori.petugas(rs.kode, nama)
            akun = satu and Akun(f"{rs.kode}/{nama}", satu.sandi)
            return (satu, akun, "jaringan_simrs", rs.kebijakan.jaringan_simrs) if satu and akun else None

        return self._masuk(f"{rs.kode}/{nama}", password, alamat, cari)

    def _masuk(self, nama: str, password: str, alamat: str, cari: Callable[[], tuple[T, Akun, str, str] | None]) -> T:
        """Who comes in under a name.

        Args:
            cari: who that is, as whose password is compared, and from which networks by which policy; None: nobody.
        """
        dari, jejak = _jejak(asal(alamat)), _jejak(f"{asal(alamat)} {nama}")
        if (sisa := self._sisa(jejak)) > 0:
            raise TerlaluBanyakPercobaan(ceil(sisa), "this username from this address")
        siapa, akun, kebijakan, daftar = cari() or (None, None, "", "")
        di_luar = False
        if akun is not None and daftar:
            di_luar = not self._penjaga.boleh(akun.nama.partition("/")[0], kebijakan, daftar, alamat)
            akun = None if di_luar else akun
        if akun is not None and siapa is not None and jejak in self._kenal and self._sandi.ingat(akun, password):
            return siapa
        milik = akun.nama.partition("/")[0] if akun else "a username that is nobody's"
        putusan = self._percobaan.tunggu(dari, jejak, self._batas)
        self._catat(putusan, milik, dari, jejak, alamat)
        if detik := putusan.pasangan or putusan.alamat:
            raise TerlaluBanyakPercobaan(detik, f"this {'username from this ' if putusan.pasangan else ''}address")
        if self._sandi.cocok(akun, password, putusan.kenal) and siapa is not None:
            self._percobaan.berhasil(dari, jejak, self._batas)
            self._kenal.ingat(jejak, None)
            return siapa
        self._catat(self._percobaan.gagal(dari, jejak, self._batas), milik, dari, jejak, alamat)
        sebab = f"not from a network of the policy {kebijakan}" if di_luar else "nobody's username"
        raise LoginSalah(sebab if akun is None else "wrong password")

    def _sisa(self, jejak: str) -> float:
        """Seconds that somebody, or an address, is still refused as far as this process knows."""
        sampai = self._ditolak.get(jejak)
        if sampai is None:
            return 0.0
        sisa = sampai - self._clock.monotonic()
        if sisa <= 0:
            self._ditolak.lupakan(jejak)
        return sisa

    def _catat(self, putusan: Putusan, siapa: str, dari: str, jejak: str, alamat: str) -> None:
        """Remember who is refused from now on; the log is told once."""
        for satu, detik, nama in ((jejak, putusan.pasangan, siapa), (dari, putusan.alamat, "many usernames")):
            if not detik or self._sisa(satu) > 0:
                continue
            self._ditolak.ingat(satu, self._clock.monotonic() + detik)
            tempat = asal(alamat)
            proxy = "; a proxy's own address? Then set ANTREAN_PROXY_HOPS, or its clients are refused together"
            log.warning(
                "too many wrong logins for %s from %s: refused for %d s%s",
                nama,
                tempat,
                detik,
                proxy if tempat == "-" or ip_network(tempat).is_private else "",
            )


def _jejak(teks: str) -> str:
    """A digest, of a fixed length: a username may be anything."""
    return hashlib.sha256(teks.encode("utf-8", "surrogatepass")).hexdigest()[:32]
