"""The shapes of identity numbers and codes, the same for Mobile JKN's requests and for a hospital's files."""

import re

KARTU_TERPENDEK, KARTU_TERPANJANG = 11, 13

_DIGIT = re.compile(r"[0-9]+")
_KODE = re.compile(r"[0-9A-Z][0-9A-Z_-]{0,9}")
_NORM = re.compile(r"[0-9A-Za-z][0-9A-Za-z./_-]{0,19}")


def nik_sah(teks: str) -> bool:
    """Sixteen digits, nothing else."""
    return len(teks) == 16 and _DIGIT.fullmatch(teks) is not None


def kartu_sah(teks: str, harus_13: bool = False) -> bool:
    """A BPJS card number: 11 to 13 digits, or exactly 13 where the hospital says so."""
    terpendek = KARTU_TERPANJANG if harus_13 else KARTU_TERPENDEK
    return terpendek <= len(teks) <= KARTU_TERPANJANG and _DIGIT.fullmatch(teks) is not None


def norm_sah(teks: str) -> bool:
    """A hospital's medical record number: up to 20 letters, digits and ``. / _ -``."""
    return _NORM.fullmatch(teks) is not None


def kode_poli_sah(teks: str) -> bool:
    """A BPJS subspecialty code in capitals: up to 10 letters, digits, ``_`` and ``-``."""
    return _KODE.fullmatch(teks) is not None


def teks_sah(teks: str, terpanjang: int) -> bool:
    """Printable text (no control or format character, no lone surrogate) of limited length."""
    return len(teks) <= terpanjang and teks.isprintable()
