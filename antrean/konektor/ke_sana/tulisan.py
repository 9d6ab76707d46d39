"""How a value fits what theirs take: a text a column, and their numbers and ages."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from antrean.domain.identitas import rapikan, rapikan_kode

NOL = "0000-00-00 00:00:00"
"""Not yet, in their columns of times."""
_DIPOTONG = frozenset(
    {
        *("p_jawab", "almt_pj", "keterangan", "nohp", "no_tlp", "nm_pasien", "tmp_lahir", "alamat", "alamatpj"),
        *("kelurahanpj", "kecamatanpj", "kabupatenpj", "propinsipj", "nm_kel", "nm_kec", "nm_kab", "nm_prop"),
    }
)
"""Columns for people's eyes; any other that does not fit would be another value."""


class TakTertulis(Exception):
    """It cannot be written there as it is. The text says what a person has to mend, without a name or an identity
    number."""


# A text in a column.

_SEPERTI = {
    **dict.fromkeys("\u02bb\u02bc\u02bd\u02be\u02bf\u2018\u2019\u2032\u2035\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **{"\u2044": "/", "\u0131": "i", "\u0130": "I"},
}
_MUAT: Mapping[str, Callable[[str], bool]] = {
    "utf8mb4": lambda _: True,
    "utf8mb3": lambda huruf: huruf <= "\uffff",
    "utf8": lambda huruf: huruf <= "\uffff",
    "latin1": lambda huruf: _disandikan(huruf, "cp1252"),
}
_NAMA_HURUF = re.compile(r"([A-Z-]+) (?:(?:CAPITAL|SMALL) )?(?:LETTER|SYLLABLE) (?:[A-Z-]+ )*?([A-Z]+)(?: WITH .*)?")
_KONSONAN = re.compile("E([B-DF-HJ-NP-TV-Z])|([B-DF-HJ-NP-TV-XZ]+)[AE]")
"""What a Cyrillic consonant is called."""
_SEBUTAN = ("ARABIC", "HEBREW", "GREEK", "SYRIAC", "COPTIC")
"""Scripts whose letters have names, of which the beginning is the sound."""


def muat(teks: str, charset: str) -> str:
    """A text in letters that a column's charset has, the nearest ones where it has not: never a question mark. What
    nothing is near to, a picture or a Chinese character in latin1, is left out."""
    bersih = "".join(satu if satu.isprintable() else " " for satu in unicodedata.normalize("NFC", teks))
    return rapikan("".join(_huruf(satu, charset) for satu in bersih))


@lru_cache(maxsize=4096)
def _huruf(satu: str, charset: str) -> str:
    if _MUAT.get(charset, str.isascii)(satu):
        return satu
    if satu in _SEPERTI:
        return _SEPERTI[satu]
    nama = unicodedata.name(satu, "")
    terurai = "".join(bagian for bagian in unicodedata.normalize("NFKD", satu) if not unicodedata.combining(bagian))
    if terurai != satu and not nama.startswith("HANGUL"):
        return "".join(_huruf(bagian, charset) for bagian in terurai)
    cocok = _NAMA_HURUF.fullmatch(nama)
    if cocok is None or cocok[2] in ("SIGN", "MARK"):
        return str(unicodedata.digit(satu)) if satu.isdigit() else ""
    bunyi = cocok[2]
    if cocok[1] in _SEBUTAN:
        bunyi = bunyi[: 2 if bunyi[:2] in ("SH", "KH", "TH", "GH", "DH", "CH", "PH", "PS") else 1]
    elif cocok[1] == "CYRILLIC" and (sendiri := _KONSONAN.fullmatch(bunyi)):
        bunyi = sendiri[1] or sendiri[2]
    return bunyi.lower() if "SMALL" in nama else bunyi.capitalize() if "CAPITAL" in nama else bunyi


def _disandikan(huruf: str, sandi: str) -> bool:
    try:
        huruf.encode(sandi)
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Kolom:
    """A column of text: how many characters it takes, of which charset, and whether it may be NULL."""

    panjang: int
    charset: str
    kosong: bool

    def muat(self, tabel: str, nama: str, teks: str) -> str:
        """A text as it is written there.

        Raises:
            TakTertulis: it is too long for a column that is no mere text.
        """
        teks = muat(teks, self.charset)
        if len(teks) <= self.panjang:
            return teks
        if nama not in _DIPOTONG:
            raise TakTertulis(f"{tabel}.{nama} has room for {self.panjang} characters, and this needs more")
        return rapikan(teks[: self.panjang])


# Numbers and ages as they write them.


def no_reg(angka: int) -> str:
    """A queue number."""
    return f"{angka:03d}"


def awal_no_rawat(tanggal: date) -> str:
    """How the no_rawat of a day begin."""
    return f"{tanggal:%Y/%m/%d}/"


def rentang_no_rawat(tanggal: date) -> tuple[str, str]:
    """The first no_rawat that a day could have, and what is behind its last: a range of the primary key."""
    awal = awal_no_rawat(tanggal)
    return awal, f"{awal[:-1]}0"


def umur(lahir: date | None, pada: date) -> tuple[int, str]:
    """An age on a day, in years, else months, else days: with ``Th``, ``Bl`` or ``Hr``."""
    if lahir is None or lahir >= pada:
        return 0, "Hr"
    bulan = (pada.year - lahir.year) * 12 + pada.month - lahir.month - (pada.day < lahir.day)
    if bulan >= 12:
        return bulan // 12, "Th"
    return (bulan, "Bl") if bulan else ((pada - lahir).days, "Hr")


def sama(satu: object, lain: object) -> bool:
    """Whether two codes are one to MariaDB: without case and blanks around."""
    return rapikan_kode(str(satu or "")) == rapikan_kode(str(lain or ""))


_TERJAUH = 1_000


@dataclass(frozen=True, slots=True)
class Urut:
    """How they make record numbers: six digits that count, and year and month before or behind them.

    Attributes:
        urutan: ``Straight``, ``Terminal`` (the pairs from behind) or ``Middle`` (the second pair first).
        tahun, bulan: whether the number has them.
        depan: before the digits, else behind them after a hyphen.
    """

    urutan: str = "Straight"
    tahun: bool = False
    bulan: bool = False
    depan: bool = True

    def hitung(self, norm: str) -> int | None:
        """What a record number counts; None where it has not this form."""
        lebar = 2 * (self.tahun + self.bulan)
        pola = rf"(?:\d{{{lebar}}})?(\d{{6}})" if self.depan or not lebar else rf"(\d{{6}})(?:-\d{{{lebar}}})?"
        cocok = re.fullmatch(pola, norm)
        if cocok is None:
            return None
        pertama, kedua, ketiga = re.findall("..", cocok[1])
        susunan = {"Terminal": (ketiga, kedua, pertama), "Middle": (kedua, pertama, ketiga)}
        return int("".join(susunan.get(self.urutan, (pertama, kedua, ketiga))))

    def maju(self, terakhir: str, norm: str) -> bool:
        """Whether a number is ahead of the last one of theirs, and so near that they will come to it soon. A leap would
        waste what lies between."""
        lama, baru = self.hitung(terakhir or "000000"), self.hitung(norm)
        return lama is not None and baru is not None and 0 < baru - lama <= (_TERJAUH if terakhir else baru)

    def tulis(self, terakhir: str, norm: str) -> str:
        """A number as the counter has it: of the digits alone where it has only those."""
        if len(terakhir) == 6 and len(norm) > 6:
            return norm[-6:] if self.depan else norm[:6]
        return norm
