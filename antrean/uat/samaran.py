"""Masks what must not stand in a report: tokens, passwords, identity numbers, names and addresses."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from json import dumps
from typing import Any
from urllib.parse import quote, quote_plus

RAHASIA = {"x-token", "x-password", "token", "password", "authorization"}
IDENTITAS = {
    *("nik", "nomorkartu", "nomorkk", "nohp", "nopeserta", "nama", "alamat", "tanggallahir", "nomorreferensi"),
    *("namapasien", "namapeserta", "notelp", "notelepon", "telepon", "noktp", "nokk", "nokartu", "norujukan"),
}
# Codes that whoever reads the report must find again in the hospital's system.
TERBUKA = {"kodebooking", "norm"}

_TERLIHAT = 4
_NOMOR = re.compile(r"(?<![0-9])[0-9]{11,16}(?![0-9])")
# What a test sends as a malformed number; it may be a doctor's code.
_BUKAN_NOMOR = re.compile(r"[0-9]{,7}")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Shorter ones are masked in their own field only, and those up to a word's length only where they stand alone:
# they are found inside everything else.
_TERPENDEK, _SATU_KATA = 3, 6


def samarkan(nilai: str) -> str:
    """All but the last four characters, so that who knows the value recognises it; nothing of a short one."""
    terlihat = nilai[-_TERLIHAT:] if len(nilai) > 2 * _TERLIHAT else ""
    return "•" * min(len(nilai) - len(terlihat), 12) + terlihat


class Samaran:
    """Masks values by the name of their field, and wherever they appear again in other text.

    Args:
        rahasia: values that must never appear, whatever field they stand in.
    """

    def __init__(self, rahasia: Iterable[str] = ()) -> None:
        self._rahasia: set[str] = set()
        self._terbuka: set[str] = set()
        self._pola: re.Pattern[str] | None = None
        for satu in rahasia:
            self.ingat(satu)

    def ingat(self, nilai: str) -> None:
        """Mask this value from now on."""
        nilai = nilai.strip()
        if len(nilai) >= _TERPENDEK and nilai not in self._rahasia:
            self._rahasia.add(nilai)
            self._pola = self._pola if _NOMOR.fullmatch(nilai) else None

    def catat(self, isi: Any) -> None:
        """Remember every value of a request or an answer that its field's name says to mask."""
        if isinstance(isi, dict):
            for nama, nilai in isi.items():
                if not isinstance(nilai, str | int) or isinstance(nilai, bool):
                    self.catat(nilai)
                elif _bidang(nama) in RAHASIA | IDENTITAS:
                    if not _BUKAN_NOMOR.fullmatch(str(nilai)):
                        self.ingat(str(nilai))
                elif _bidang(nama) in TERBUKA:
                    self._terbuka.add(str(nilai))
        elif isinstance(isi, list):
            for satu in isi:
                self.catat(satu)

    def data(self, isi: Any, nama: str = "") -> Any:
        """A JSON value with everything masked."""
        if isinstance(isi, dict):
            return {self.teks(kunci): self.data(nilai, kunci) for kunci, nilai in isi.items()}
        if isinstance(isi, list):
            return [self.data(satu, nama) for satu in isi]
        if not isinstance(isi, str | int) or isinstance(isi, bool) or isi == "":
            return isi
        if _bidang(nama) in RAHASIA:
            return "•" * 12
        if _bidang(nama) in IDENTITAS:
            return samarkan(_utuh(str(isi)))
        if isinstance(isi, str):
            return self.teks(isi)
        return samarkan(str(isi)) if str(isi) in self._rahasia else isi

    def teks(self, teks: str) -> str:
        """Text of unknown shape: known values however they are written, and all that could be an identity number."""
        if self._pola is None:
            kata = {satu for nilai in self._rahasia if not _NOMOR.fullmatch(nilai) for satu in _tulisan(nilai)}
            semua = sorted(kata, key=len, reverse=True)
            self._pola = re.compile("|".join(map(_sebagai_pola, semua)) or r"(?!)", re.IGNORECASE)
        return _NOMOR.sub(self._nomor, self._pola.sub(lambda cocok: samarkan(cocok[0]), _utuh(teks)))

    def ringkas(self, teks: str, terpanjang: int) -> str:
        """Masked text, then cut: a value that is cut first could not be recognised."""
        hasil = self.teks(teks)
        return hasil if len(hasil) <= terpanjang else f"{hasil[:terpanjang]} …"

    def _nomor(self, cocok: re.Match[str]) -> str:
        return cocok[0] if cocok[0] in self._terbuka - self._rahasia else samarkan(cocok[0])


def _bidang(nama: str) -> str:
    """A field's name as the sets above have it: x-token stays, NO_KARTU becomes nokartu."""
    return re.sub(r"[\s_]", "", str(nama)).lower()


def _utuh(teks: str) -> str:
    """Without halves of characters, which JSON can carry and no file can hold."""
    return _SURROGATE.sub("\ufffd", teks)


def _tulisan(nilai: str) -> Iterator[str]:
    """How a value may be written: as it is or misread as Latin-1, in HTML, in JSON, in a URL."""
    nilai = _utuh(nilai)
    keliru = nilai.encode().decode("latin-1")
    yield from (nilai, keliru, escape(keliru))
    html = escape(nilai)
    yield from (html, html.replace("&#x27;", "&#39;"), html.replace("&#x27;", "&#039;"), escape(nilai, quote=False))
    json = (dumps(nilai)[1:-1], dumps(nilai, ensure_ascii=False)[1:-1])
    yield from (*json, *(satu.replace("/", "\\/") for satu in json), *(escape(satu) for satu in json))
    yield from (quote(nilai), quote(nilai, safe=""), quote_plus(nilai))


def _sebagai_pola(nilai: str) -> str:
    return re.escape(nilai) if len(nilai) > _SATU_KATA else rf"(?<!\w){re.escape(nilai)}(?!\w)"
