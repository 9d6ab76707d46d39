"""Dates, hours of practice and time zones of a hospital."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONA = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
JAM_TERPANJANG = 40
STRIP = "-\u2010-\u2015\u2212"
"""The dashes that people write between hours, as within a class of a regular expression."""
HARI_MINGGU = ("1", "2", "3", "4", "5", "6", "7")
HARI = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

_TANGGAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SATU_JAM = r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.][0-5][0-9])?"
_JAM = re.compile(rf"\s*{_SATU_JAM}\s*[{STRIP}]\s*{_SATU_JAM}\s*")
_MENIT_SEHARI = 24 * 60


def baca_tanggal(teks: str) -> date:
    """Read ``yyyy-mm-dd``, exactly ten characters.

    Raises:
        ValueError: another shape, or a day that does not exist.
    """
    if not _TANGGAL.fullmatch(teks):
        raise ValueError(f"{teks!r} is not a date yyyy-mm-dd")
    return date.fromisoformat(teks)


def angka_tanggal(tanggal: date) -> int:
    """A date as the number yyyymmdd, by which dated records are ordered."""
    return tanggal.year * 10000 + tanggal.month * 100 + tanggal.day


def triwulan(tanggal: date) -> date:
    """The first day of a date's quarter."""
    return date(tanggal.year, (tanggal.month - 1) // 3 * 3 + 1, 1)


def triwulan_berikut(tanggal: date) -> date:
    """The first day of the quarter after a date's."""
    return triwulan(triwulan(tanggal) + timedelta(days=95))


@lru_cache(maxsize=4096)
def milidetik(tanggal: date, menit: int, zona: ZoneInfo) -> int:
    """Epoch milliseconds of a minute of a local day; ``menit`` counts from midnight and may reach 1440."""
    saat = datetime.combine(tanggal, time(), zona) + timedelta(minutes=menit)
    return int(saat.timestamp()) * 1000


@dataclass(frozen=True, slots=True, order=True)
class JamPraktek:
    """Hours of practice, in minutes since local midnight."""

    mulai: int
    selesai: int

    @classmethod
    def baca(cls, teks: str) -> "JamPraktek":
        """Read ``08:00-16:00``, also ``8.00 - 16.00`` and ``08:00:00–16:00:00``; ``24:00`` as the end may be ``00:00``.

        The order of the two is not checked here: a session that ends before it starts is simply nobody's.

        Raises:
            ValueError: another shape, or hours that no clock shows.
        """
        cocok = _JAM.fullmatch(teks) if len(teks) <= JAM_TERPANJANG else None
        if cocok is None:
            raise ValueError(f"{teks!r} are not hours HH:MM-HH:MM")
        jam_mulai, menit_mulai, jam_selesai, menit_selesai = (int(angka) for angka in cocok.groups())
        mulai, selesai = jam_mulai * 60 + menit_mulai, jam_selesai * 60 + menit_selesai or _MENIT_SEHARI
        if max(menit_mulai, menit_selesai) > 59 or mulai >= _MENIT_SEHARI or selesai > _MENIT_SEHARI:
            raise ValueError(f"{teks!r} are not hours of a day")
        return cls(mulai, selesai)

    def __str__(self) -> str:
        return f"{jam_menit(self.mulai)}-{jam_menit(self.selesai)}"

    def bentrok(self, lain: "JamPraktek") -> bool:
        """Whether both have a minute in common."""
        return self.mulai < lain.selesai and lain.mulai < self.selesai


def jam_menit(menit: int) -> str:
    """Minutes since midnight as ``HH:MM``."""
    return f"{menit // 60:02d}:{menit % 60:02d}"
