"""Backups: a hospital as it stands, out and in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from antrean.domain.cadangan import Isi
from antrean.errors import OperatorError, StoreUnavailable
from antrean.keys import PENGGUNA, Keys
from antrean.store.connection import Connection
from antrean.store.jalur import Jalur, Perintah
from antrean.store.potret import pindai, potret

_SEKALI_KIRIM = 2000  # values
_PALING_BANYAK_COBA = 20


class CadanganStore:
    """Reads a hospital whole, and puts one in place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def baca(self, kode_rs: str) -> Iterator[Isi]:
        """Every key of a hospital as it stood in one moment (see ``potret``)."""
        return potret(self._connection, Keys(kode_rs))

    def pulihkan(self, kode_rs: str, username: str, semua: Iterable[Isi], ganti: bool, nama: str) -> None:
        """Put a hospital in place: all of it in one step, after everything has been written beside it.

        Args:
            semua: its keys; nothing is put in place where this raises.
            ganti: take the place of the hospital that is there.
            nama: what this restore is called, unlike any other.

        Raises:
            OperatorError: the hospital exists, its username is another's, or somebody writes to it meanwhile.
            StoreUnavailable: no answer.
        """
        keys = Keys(kode_rs)
        with Jalur(self._connection, keys.rs) as jalur:
            self._boleh(jalur, keys, kode_rs, username, ganti)
            _buang(jalur, f"{keys.pemulihan}:")
            jalur.satu("SET", keys.pemulihan, nama)
        try:
            with Jalur(self._connection, keys.rs) as jalur:
                habis = _tulis(jalur, f"{keys.pemulihan}:{nama}:", semua)
                self._tempatkan(jalur, keys, kode_rs, username, ganti, nama, habis)
        except BaseException:
            with suppress(StoreUnavailable), Jalur(self._connection, keys.rs) as jalur:
                _buang(jalur, f"{keys.pemulihan}:{nama}:")
                if jalur.satu("GET", keys.pemulihan) == nama:
                    jalur.satu("UNLINK", keys.pemulihan)
            raise

    def _boleh(self, jalur: Jalur, keys: Keys, kode_rs: str, username: str, ganti: bool) -> list[str]:
        """The keys that the hospital has now."""
        pemilik = self._connection.read(lambda client: client.hget(PENGGUNA, username))
        if pemilik not in (None, kode_rs):
            raise OperatorError(f"The username {username!r} is the hospital {pemilik}'s here. Nothing was changed.")
        ada = sorted({k for kunci in pindai(jalur, keys.awalan) for k in kunci if keys.dicadangkan(k)})
        if ada and not ganti:
            raise OperatorError(
                f"The store has the hospital {kode_rs} already. Nothing was changed. With --ganti the backup takes "
                "the place of all that it has: what was booked after it is gone, though its numbers are not given "
                "again. Stop the service and make a backup of what is there first (`antrean cadangan buat`)."
            )
        return ada

    def _tempatkan(
        self, jalur: Jalur, keys: Keys, kode_rs: str, username: str, ganti: bool, nama: str, habis: dict[str, int]
    ) -> None:
        for _ in range(_PALING_BANYAK_COBA):
            jalur.satu("WATCH", keys.pemulihan, keys.peristiwa, keys.rs)
            if jalur.satu("GET", keys.pemulihan) != nama:
                raise OperatorError(f"Another restore of {kode_rs} has begun. This one has changed nothing.")
            # A username is claimed before its hospital exists, as by `antrean rs tambah`.
            self._connection.read(lambda client: client.hsetnx(PENGGUNA, username, kode_rs))
            lama = self._boleh(jalur, keys, kode_rs, username, ganti)
            username_lama = jalur.satu("HGET", keys.rs, "username")
            perintah: list[Perintah] = [("UNLINK", kunci) for kunci in lama]
            for satu, kapan in habis.items():
                kunci = f"{keys.awalan}{satu}"
                perintah.append(("RENAME", f"{keys.pemulihan}:{nama}:{satu}", kunci))
                if kapan:
                    perintah.append(("EXPIREAT", kunci, kapan))
            # Who had read further than the backup, or elsewhere, has to know that this is another world.
            perintah += [("SET", keys.zaman, nama), ("UNLINK", keys.pemulihan)]
            if jalur.sekaligus(perintah) is not None:
                if username_lama and username_lama != username:
                    self._connection.read(partial(_lepas, username_lama))
                return
        raise OperatorError(f"Something writes to {kode_rs} all the time. Nothing was changed. Stop it, and try again.")


def _lepas(username: str, client: Any) -> None:
    client.hdel(PENGGUNA, username)


def username_dari(isi: Isi) -> str | None:
    """The username that BPJS logs in with, where this is the hospital's record."""
    keys = Keys("")
    if isi.nama != keys.rs.removeprefix(keys.awalan) or isi.jenis != "hash":
        return None
    return dict(zip(isi.nilai[::2], isi.nilai[1::2], strict=True)).get("username")


def _buang(jalur: Jalur, awalan: str) -> None:
    for kunci in pindai(jalur, awalan):
        if kunci:
            jalur.satu("UNLINK", *kunci)


def _tulis(jalur: Jalur, awalan: str, semua: Iterable[Isi]) -> dict[str, int]:
    """Write keys, and say when each of them is to expire."""
    habis: dict[str, int] = {}
    antre: list[Perintah] = []
    besar = 0
    for isi in semua:
        habis[isi.nama] = isi.habis
        antre += _perintah(f"{awalan}{isi.nama}", isi)
        besar += len(isi.nilai)
        if besar >= _SEKALI_KIRIM:
            jalur.semua(antre)
            antre, besar = [], 0
    if antre:
        jalur.semua(antre)
    return habis


def _perintah(kunci: str, isi: Isi) -> list[Perintah]:
    nilai = isi.nilai
    match isi.jenis:
        case "string":
            return [("SET", kunci, *nilai)]
        case "hash":
            return [("HSET", kunci, *nilai)]
        case "zset":
            return [("ZADD", kunci, *(teks for i in range(0, len(nilai), 2) for teks in (nilai[i + 1], nilai[i])))]
        case "list":
            return [("RPUSH", kunci, *nilai)]
        case "set":
            return [("SADD", kunci, *nilai)]
    # A stream may be there without entries, and what was the highest id must not come again.
    awal: list[Perintah] = [] if isi.sambung else [("XGROUP", "CREATE", kunci, "x", "$", "MKSTREAM")]
    awal += [] if isi.sambung else [("XGROUP", "DESTROY", kunci, "x")]
    akhir = [("XSETID", kunci, isi.terakhir)] if isi.terakhir else []
    return [*awal, *(("XADD", kunci, nomor, *bidang) for nomor, bidang in nilai), *akhir]
