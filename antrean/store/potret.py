"""Reading everything that a hospital has, as it stood in one moment, while bookings go on.

First everything is read, slice by slice, while the server says which of the hospital's keys change (client-side
caching's invalidations, which know nothing of what we name our keys). Then what changed is read again, until nothing
happens in between: every change writes to the event stream, so a transaction that watches the stream tells. A hospital
that is never quiet for so long has its writers wait for that last step.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import redis

from antrean.domain.cadangan import JENIS, Isi, nomor_peristiwa
from antrean.errors import OperatorError, StoreMenolak
from antrean.keys import Keys
from antrean.store.connection import Connection
from antrean.store.jalur import Jalur, Perintah

_IRISAN = 100  # keys in one round trip
_ENTRI = 1000  # of a stream in one round trip
_SEKALIGUS = 2000  # keys that are read in one step, which holds the server up for some milliseconds
_SEDIKIT = 200  # keys that are not worth another round before the last step
_TANPA_JEDA = 20
_PALING_BANYAK_COBA = 200
_JEDA_MS = 1000  # at most, should we die in it
_SALURAN = "__redis__:invalidate"

_BACA: dict[str, tuple[str, tuple[object, ...]]] = {
    "string": ("GET", ()),
    "hash": ("HGETALL", ()),
    "zset": ("ZRANGE", (0, -1, "WITHSCORES")),
    "list": ("LRANGE", (0, -1)),
    "set": ("SMEMBERS", ()),
}


def pindai(jalur: Jalur, awalan: str) -> Iterator[list[str]]:
    """All keys that begin so, some at a time; one may come twice."""
    cursor = "0"
    while True:
        cursor, kunci = jalur.satu("SCAN", cursor, "MATCH", f"{awalan}*", "COUNT", 1000)
        yield kunci
        if cursor == "0":
            return


def potret(connection: Connection, keys: Keys) -> Iterator[Isi]:
    """Every key of a hospital. What comes later under a name takes the place of what came before, unless it goes on.

    Complete and of one moment only when it has come to its end.

    Raises:
        OperatorError: the hospital is never quiet for a millisecond, or a type of key is unknown.
        StoreUnavailable: no answer.
    """
    with Jalur(connection, keys.rs) as jalur, Jalur(connection, keys.rs) as telinga:
        pengamat = _Pengamat(jalur, telinga, keys)
        pembaca = _Pembaca(jalur, keys)
        terbaca: set[str] = set()
        berubah: set[str] = set()
        for kunci in pindai(jalur, keys.awalan):
            baru = {satu for satu in kunci if keys.dicadangkan(satu)} - terbaca
            terbaca |= baru
            yield from pembaca.baca(baru)
            berubah |= pengamat.kuras()
        for ke in range(_PALING_BANYAK_COBA):
            if len(berubah) > _SEDIKIT:
                sekarang, berubah = berubah, set()
                yield from pembaca.baca(sekarang)
            with _tenang(jalur, ke >= _TANPA_JEDA):
                jalur.satu("WATCH", keys.peristiwa)
                berubah |= pengamat.kuras()
                isi = pembaca.baca_sekaligus(berubah) if len(berubah) <= _SEKALIGUS else None
            if isi is not None:
                yield from isi
                return
            jalur.satu("UNWATCH")
    raise OperatorError("The hospital changes too often to be backed up: is an import running? Try again after it.")


@contextmanager
def _tenang(jalur: Jalur, jeda: bool) -> Iterator[None]:
    """Where nothing else helps, let writers wait for the milliseconds of the last step, if the server allows it."""
    if jeda:
        with suppress(StoreMenolak, redis.exceptions.ResponseError):
            jalur.satu("CLIENT", "PAUSE", _JEDA_MS, "WRITE")
    yield
    if jeda:
        with suppress(StoreMenolak, redis.exceptions.ResponseError):
            jalur.satu("CLIENT", "UNPAUSE")


class _Pengamat:
    """Hears which keys of a hospital change."""

    def __init__(self, jalur: Jalur, telinga: Jalur, keys: Keys) -> None:
        self._telinga = telinga
        self._keys = keys
        nomor = telinga.satu("CLIENT", "ID")
        telinga.satu("SUBSCRIBE", _SALURAN)
        jalur.satu("CLIENT", "TRACKING", "ON", "REDIRECT", nomor, "BCAST", "PREFIX", keys.awalan)

    def kuras(self) -> set[str]:
        """What changed since the last time, and what is changing now: everything up to this call is among it."""
        berubah: set[str] = set()
        pesan = self._telinga.satu("PING")
        while pesan[0] != "pong":
            if pesan[2] is None:
                raise OperatorError("The store was emptied while it was read. There is no backup.")
            berubah.update(satu for satu in pesan[2] if self._keys.dicadangkan(satu))
            pesan = self._telinga.baca()
        return berubah


class _Pembaca:
    """Reads keys of any type."""

    def __init__(self, jalur: Jalur, keys: Keys) -> None:
        self._jalur = jalur
        self._awalan = keys.awalan
        self._tahu_habis = jalur.satu("COMMAND", "INFO", "PEXPIRETIME")[0] is not None
        # Streams only grow at one end and shrink at the other, so each entry is read once.
        self._sampai: dict[str, str] = {}

    def baca(self, kunci: set[str]) -> Iterator[Isi]:
        """Read keys, each by itself."""
        urut = sorted(kunci)
        for awal in range(0, len(urut), _IRISAN):
            irisan = self._jenis(urut[awal : awal + _IRISAN])
            biasa = [satu for satu in irisan if satu[1] in _BACA]
            jawaban = self._jalur.semua([_perintah(*satu) for satu in biasa])
            for (satu, jenis, habis), nilai in zip(biasa, jawaban, strict=True):
                yield self._isi(satu, jenis, habis, nilai)
            for satu, jenis, _ in irisan:
                if jenis == "none":
                    yield Isi(self._nama(satu), "")
                elif jenis == "stream":
                    yield from self._aliran(satu)

    def baca_sekaligus(self, kunci: set[str]) -> list[Isi] | None:
        """Read keys in one step; None where something happened since the watch began."""
        semua = self._jenis(sorted(kunci))
        perintah: list[Perintah] = [("PING",)]
        for satu in semua:
            perintah += self._perintah_aliran(satu[0]) if satu[1] == "stream" else [_perintah(*satu)]
        jawaban = self._jalur.sekaligus(perintah)
        if jawaban is None:
            return None
        berikut = iter(jawaban[1:])
        return [
            self._isi_aliran(satu, habis, next(berikut), next(berikut))
            if jenis == "stream"
            else self._isi(satu, jenis, habis, next(berikut))
            for satu, jenis, habis in semua
        ]

    def _jenis(self, kunci: Sequence[str]) -> list[tuple[str, str, int]]:
        """key, type, and when it expires (epoch s): to the second, for an old server says only how long it has."""
        perintah: list[Perintah] = []
        for satu in kunci:
            habis = "PEXPIRETIME" if self._tahu_habis else "PTTL"
            perintah += [("TYPE", satu), ("TIME",), (habis, satu)]
        jawaban = iter(self._jalur.semua(perintah))
        semua = []
        for satu, jenis, (detik, mikro), ms in zip(kunci, jawaban, jawaban, jawaban, strict=True):
            if jenis not in (*JENIS, "none"):
                raise OperatorError(f"The key {satu} is of a type that no backup knows: {jenis}.")
            sejak = 0 if self._tahu_habis else int(detik) * 1000 + int(mikro) // 1000
            semua.append((satu, jenis, round((sejak + ms) / 1000) if ms >= 0 else 0))
        return semua

    def _nama(self, kunci: str) -> str:
        return kunci.removeprefix(self._awalan)

    def _isi(self, kunci: str, jenis: str, habis: int, nilai: Any) -> Isi:
        if not nilai and (jenis != "string" or nilai is None):
            return Isi(self._nama(kunci), "")
        return Isi(self._nama(kunci), jenis, habis, _rapi(jenis, nilai))

    def _aliran(self, kunci: str) -> Iterator[Isi]:
        while entri := self._jalur.satu("XRANGE", kunci, self._sesudah(kunci), "+", "COUNT", _ENTRI):
            yield Isi(self._nama(kunci), "stream", 0, entri, kunci in self._sampai)
            self._sampai[kunci] = entri[-1][0]
        entri, keterangan = self._jalur.semua(self._perintah_aliran(kunci))
        yield self._isi_aliran(kunci, self._jenis([kunci])[0][2], entri, keterangan)

    def _sesudah(self, kunci: str) -> str:
        return f"({self._sampai[kunci]}" if kunci in self._sampai else "-"

    def _perintah_aliran(self, kunci: str) -> list[Perintah]:
        return [("XRANGE", kunci, self._sesudah(kunci), "+"), ("XINFO", "STREAM", kunci)]

    def _isi_aliran(self, kunci: str, habis: int, entri: list[Any], keterangan: list[Any]) -> Isi:
        tentang = dict(zip(keterangan[::2], keterangan[1::2], strict=True))
        pertama = tentang["first-entry"][0] if tentang["first-entry"] else ""
        terakhir = tentang["last-generated-id"]
        sambung = kunci in self._sampai
        if entri:
            self._sampai[kunci] = entri[-1][0]
        return Isi(self._nama(kunci), "stream", habis, entri, sambung, pertama or _berikut(terakhir), terakhir)


def _perintah(kunci: str, jenis: str, _habis: int) -> Perintah:
    if jenis == "none":
        return ("GET", kunci)
    kata, lagi = _BACA[jenis]
    return (kata, kunci, *lagi)


def _berikut(nomor: str) -> str:
    ms, urut = nomor_peristiwa(nomor)
    return f"{ms}-{urut + 1}"


def _rapi(jenis: str, nilai: Any) -> list[str]:
    """The same content is the same list, whichever server has it."""
    if jenis == "string":
        return [nilai]
    if jenis == "set":
        return sorted(nilai)
    if jenis == "hash":
        pasangan = sorted(zip(nilai[::2], nilai[1::2], strict=True))
        return [teks for satu in pasangan for teks in satu]
    if jenis == "zset":
        return [_skor(teks) if i % 2 else teks for i, teks in enumerate(nilai)]
    return list(nilai)


def _skor(teks: str) -> str:
    skor = float(teks)
    return str(int(skor)) if skor.is_integer() and abs(skor) < 2**53 else repr(skor)
