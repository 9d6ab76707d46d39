"""What a key holds, as a backup carries it from one store to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

JENIS = ("string", "hash", "zset", "stream", "list", "set")


@dataclass(frozen=True, slots=True)
class Isi:
    """A key's value, or the next part of it.

    Attributes:
        nama: the key's name below the hospital's prefix.
        jenis: its type, one of JENIS; empty: there is no such key any more.
        habis: when it expires, epoch seconds; 0: never.
        nilai: texts, in which bytes that are no UTF-8 stand as Python's surrogates do for them. A hash has field,
            value, field, value, …; a sorted set member, score, …; a stream ``[id, [field, value, …]]`` for each entry.
        sambung: goes on after the part of the same name before it; otherwise it takes its place.
        pertama: of a stream, the id below which entries are not there any more.
        terakhir: of a stream, the highest id that it ever had; with its last part.
    """

    nama: str
    jenis: str
    habis: int = 0
    nilai: Sequence[Any] = ()
    sambung: bool = False
    pertama: str = ""
    terakhir: str = ""


def nomor_peristiwa(nomor: str) -> tuple[int, int]:
    """A stream's id as the two numbers that order it.

    Raises:
        ValueError: it is none.
    """
    ms, _, urut = nomor.partition("-")
    return int(ms), int(urut)
