"""Hospitals' records."""

from dataclasses import asdict
from functools import partial
from typing import Any

import redis

from antrean.domain.rs import ATURAN, Kebijakan, RumahSakit, RumahSakitSudahAda, RumahSakitTidakAda
from antrean.errors import OperatorError, StoreUnavailable
from antrean.keys import PENGGUNA, Keys
from antrean.store.connection import Connection, Write
from antrean.store.segel import Segel, SegelSalah


class RsStore:
    """Keeps the hospitals and who logs in for them."""

    def __init__(self, connection: Connection, segel: Segel) -> None:
        self._connection = connection
        self._segel = segel

    def tambah(self, rs: RumahSakit, write: Write) -> None:
        """Create a hospital.

        The username is claimed first, for it is unique among all hospitals; a crash in between leaves a claim that
        the same call takes up again.

        Raises:
            OperatorError: the code or the username is taken.
        """
        baru = bool(self._connection.read(lambda client: client.hsetnx(PENGGUNA, rs.username, rs.kode)))
        pemilik = self.kode_milik(rs.username)
        if pemilik != rs.kode:
            raise OperatorError(f"The username {rs.username!r} is already the hospital {pemilik}'s. Choose another.")
        catatan = {"nama": rs.nama, "zona": rs.zona, "username": rs.username, "sandi": rs.sandi}
        if self._simpan(rs.kode, catatan, "rs_tambah", True, write) == "SUDAH_ADA":
            if baru:
                self._connection.read(lambda client: client.hdel(PENGGUNA, rs.username))
            raise RumahSakitSudahAda(rs.kode)

    def ubah(self, kode: str, perubahan: dict[str, str], jenis: str, write: Write) -> None:
        """Change fields of a hospital's record; the event names the fields and not their values.

        Raises:
            OperatorError: there is no such hospital, or no key for a secret.
        """
        if self._simpan(kode, perubahan, jenis, False, write) == "TIDAK_ADA":
            raise RumahSakitTidakAda(kode)

    def rahasia(self, rs: RumahSakit, nama: str) -> str:
        """A policy that is a secret, opened; empty where none is set.

        Raises:
            OperatorError: it was sealed with a key that is not set.
        """
        tersegel: str = getattr(rs.kebijakan, nama)
        try:
            return self._segel.buka(tersegel) if tersegel else ""
        except SegelSalah:
            raise OperatorError(
                f"{nama} of {rs.kode} was sealed with a key that is not in ANTREAN_DATA_KEY. Add that key behind the "
                f"others, or set {nama} again."
            ) from None

    def cari(self, kode: str) -> RumahSakit | None:
        """One hospital, or None."""
        catatan = self._connection.read(lambda client: client.hgetall(Keys(kode).rs))
        return _rumah_sakit(kode, catatan) if catatan else None

    def kode_milik(self, username: str) -> str | None:
        """The code of the hospital that a username logs in for, or None."""
        return self._connection.read(lambda client: client.hget(PENGGUNA, username))

    def kode(self) -> list[str]:
        """The codes of all hospitals, in order."""
        return self._connection.read(_kode)

    def semua(self) -> list[RumahSakit]:
        """All hospitals, by code."""
        return self._connection.read(partial(_semua, utuh=True))

    def terjangkau(self) -> list[RumahSakit]:
        """The same; of a cluster of which a part is gone, those of the others."""
        try:
            return self.semua()
        except StoreUnavailable:
            if not self._connection.parts:
                raise
            return self._connection.read(partial(_semua, utuh=False))

    def _simpan(self, kode: str, bidang: dict[str, str], jenis: str, baru: bool, write: Write) -> str:
        keys, bawaan = Keys(kode), asdict(Kebijakan())
        disegel = {nama for nama in bidang if nama in ATURAN and ATURAN[nama].rahasia}
        isi = {nama: self._segel.tutup(teks) if teks and nama in disegel else teks for nama, teks in bidang.items()}
        # The password is kept as a digest, which nobody has to open.
        rahasia = disegel | {"sandi"}
        word, _ = self._connection.write(
            "rs_simpan",
            keys,
            write,
            {"rs": keys.rs},
            {
                "baru": int(baru),
                "jenis": jenis,
                "diubah": " ".join(bidang),
                "bidang": [
                    teks
                    for nama, nilai in isi.items()
                    for teks in (nama, nilai, bawaan.get(nama, ""), str(int(nama in rahasia)))
                ],
            },
        )
        return word


def _kode(client: Any) -> list[str]:
    return sorted(set(client.hvals(PENGGUNA)))


def _semua(client: Any, utuh: bool) -> list[RumahSakit]:
    kode_rs = _kode(client)
    pipe = client.pipeline(transaction=False)
    for kode in kode_rs:
        pipe.hgetall(Keys(kode).rs)
    found = pipe.execute(raise_on_error=utuh) if kode_rs else []
    for salah in found:
        if isinstance(salah, redis.exceptions.ResponseError):  # a slot is elsewhere, which is followed
            raise salah
    return [
        _rumah_sakit(kode, catatan)
        for kode, catatan in zip(kode_rs, found, strict=True)
        if catatan and not isinstance(catatan, Exception)
    ]


def _rumah_sakit(kode: str, catatan: dict[str, str]) -> RumahSakit:
    return RumahSakit(
        kode=kode,
        nama=catatan["nama"],
        zona=catatan["zona"],
        username=catatan["username"],
        sandi=catatan["sandi"],
        kebijakan=Kebijakan.dari({nama: nilai for nama, nilai in catatan.items() if nama in ATURAN}),
    )
