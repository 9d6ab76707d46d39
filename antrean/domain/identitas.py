"""The shapes of identity numbers, codes and texts: one rule each, for Mobile JKN's requests, a path, a hospital's rows
and its files."""

import re

KARTU_TERPENDEK, KARTU_TERPANJANG = 11, 13

POLA_NIK = "[0-9]{16}"
POLA_KARTU = f"[0-9]{{{KARTU_TERPENDEK},{KARTU_TERPANJANG}}}"
POLA_KODE_POLI = "[0-9A-Z][0-9A-Z_-]{0,9}"
POLA_NORM = "[0-9A-Za-z][0-9A-Za-z./_-]{0,19}"

# Unicode's white space. Python's own has four control characters more, which nobody types.
BLANK = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a" + (
    "\u2028\u2029\u202f\u205f\u3000"
)

_BLANKS = re.compile(f"[{BLANK}]+")
_DIGIT = re.compile(r"[0-9]+")
_KODE = re.compile(POLA_KODE_POLI)
_NORM = re.compile(POLA_NORM)


def rapikan(teks: str) -> str:
    """Text without the blanks around it: those of a scanner's Enter, a cell, a copied line."""
    return teks.strip(BLANK)


def rapikan_nama(teks: str) -> str:
    """The same, and each run of blanks within is one: a name, a reason."""
    teks = teks.strip(BLANK)
    return _BLANKS.sub(" ", teks) if "  " in teks or not teks.isprintable() else teks


def rapikan_kode(teks: str) -> str:
    """A code as it is compared: kodepoli, kodebooking."""
    return teks.strip(BLANK).upper()


def rapikan_referensi(teks: str) -> str:
    """A nomorreferensi as it is compared: without case and without blanks."""
    return _BLANKS.sub("", teks).upper()


TETAP = "\t"
"""In place of a number or a name that is not given: what is stored stays."""


def pengisi(teks: str) -> bool:
    """Whether a number's text only fills a gap, and so is no value: ``-``, ``.``, ``0`` and runs of them, ``null``."""
    return not teks.strip("-.0") or teks.lower() == "null"


def identitas_pengisi(teks: str) -> bool:
    """The same of a NIK or a card, for which any repeated digit does it: ``9999999999999999`` is nobody's."""
    return pengisi(teks) or (len(teks) > 3 and teks == teks[0] * len(teks) and "0" < teks[0] <= "9")


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


def nomor_hp(teks: str) -> str:
    """A telephone number as it is dialled at home, 13 digits at most: ``+62 812…`` is ``0812…``. None is made up."""
    angka = "".join(c for c in teks if "0" <= c <= "9")
    return ("0" + angka[2:] if angka.startswith("62") else angka)[:13]


def teks_sah(teks: str, terpanjang: int) -> bool:
    """Printable text (no control or format character, no lone surrogate) of limited length."""
    return len(teks) <= terpanjang and teks.isprintable()
