"""Masks what must not stand in a report: tokens, passwords, identity numbers, names and addresses."""

import re
from collections.abc import Iterable
from typing import Any

RAHASIA = {"x-token", "x-password", "token", "password", "authorization"}
IDENTITAS = {"nik", "nomorkartu", "nomorkk", "nohp", "nopeserta", "nama", "alamat", "tanggallahir", "nomorreferensi"}

_TERLIHAT = 4
_NOMOR = re.compile(r"(?<![0-9])[0-9]{11,16}(?![0-9])")


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
        self._rahasia: set[str] = {satu for satu in rahasia if satu}

    def ingat(self, nilai: str) -> None:
        """Mask this value from now on."""
        if nilai:
            self._rahasia.add(nilai)

    def catat(self, isi: Any) -> None:
        """Remember every value of a request or an answer that its field's name says to mask."""
        if isinstance(isi, dict):
            for nama, nilai in isi.items():
                if isinstance(nilai, str | int) and str(nama).lower() in RAHASIA | IDENTITAS:
                    # A short one would be found inside everything else.
                    if len(str(nilai)) > _TERLIHAT:
                        self._rahasia.add(str(nilai))
                else:
                    self.catat(nilai)
        elif isinstance(isi, list):
            for satu in isi:
                self.catat(satu)

    def data(self, isi: Any, nama: str = "") -> Any:
        """A JSON value with everything masked."""
        if isinstance(isi, dict):
            return {kunci: self.data(nilai, str(kunci)) for kunci, nilai in isi.items()}
        if isinstance(isi, list):
            return [self.data(satu, nama) for satu in isi]
        if isinstance(isi, str | int) and not isinstance(isi, bool) and isi != "":
            kecil = nama.lower()
            if kecil in RAHASIA:
                return "•" * 12
            if kecil in IDENTITAS:
                return samarkan(str(isi))
        return self._sebut(isi) if isinstance(isi, str) else isi

    def teks(self, teks: str) -> str:
        """Text of unknown shape: known values, and all that could be an identity number."""
        return _NOMOR.sub(lambda cocok: samarkan(cocok[0]), self._sebut(teks))

    def _sebut(self, teks: str) -> str:
        for satu in sorted(self._rahasia, key=len, reverse=True):
            if satu in teks:
                teks = teks.replace(satu, samarkan(satu))
        return teks
