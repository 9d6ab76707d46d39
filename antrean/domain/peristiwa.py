"""What the event feed gives, and how a reader says how far it has read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

ZAMAN_AWAL = "0"
"""The epoch of a stream that was never restored from a backup."""

_CURSOR = re.compile(r"([0-9]{1,15}-[0-9]{1,15})(?:-([0-9]{1,15})-([0-9a-z]{1,16}))?")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the stream, behind one entry.

    Attributes:
        id: the entry's id in Redis.
        urut: its number; 0 where it is from before entries were numbered; None in a cursor of that time.
        zaman: the epoch of the stream, which each restore renews; such a cursor is of the first.
    """

    id: str
    urut: int | None
    zaman: str

    @classmethod
    def baca(cls, teks: str) -> Self:
        """From the text of one.

        Raises:
            ValueError: it is none.
        """
        bagian = _CURSOR.fullmatch(teks)
        if bagian is None:
            raise ValueError(teks)
        nomor, urut, zaman = bagian.groups()
        return cls(nomor, None if urut is None else int(urut), zaman or ZAMAN_AWAL)

    def __str__(self) -> str:
        return f"{self.id}-{self.urut}-{self.zaman}"


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """One change: ``waktu`` in epoch ms; ``kodebooking`` is empty where it is no booking's."""

    cursor: Cursor
    waktu: int
    jenis: str
    kodebooking: str
    data: Mapping[str, Any]
