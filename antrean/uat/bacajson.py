"""Reads the JSON of an answer as strictly as JSON is, and finds it also where something else stands around it."""

import json
import re
from typing import Any, NoReturn

_TERDALAM = 60
_DICOBA = 40
# A page that has some JSON in it is still a page.
_AMPLOP = {"metadata", "response"}


def baca(teks: str) -> tuple[Any, str]:
    """The value, and the text around it that does not belong there; None where there is no JSON.

    A byte order mark or a warning of PHP before the JSON is a fault. But what the JSON says has happened all the same,
    and a booking in it must be given back.
    """
    try:
        return _dalam(_PEMBACA.decode(teks)), ""
    except (ValueError, RecursionError):
        pass
    for cocok in list(re.finditer(r'\{\s*"', teks))[:_DICOBA]:
        try:
            isi, sampai = _PEMBACA.raw_decode(teks, cocok.start())
            if _AMPLOP & {nama.lower() for nama in isi}:
                return _dalam(isi), teks[: cocok.start()] + teks[sampai:]
        except (ValueError, RecursionError):
            continue
    return None, ""


def _bukan_json(nama: str) -> NoReturn:
    raise ValueError(f"{nama} is not JSON")


def _dalam(isi: Any) -> Any:
    """The value, if it is not nested so deep that no answer could be."""
    lapis = [isi]
    for _ in range(_TERDALAM):
        lapis = [satu for luar in lapis for satu in _anak(luar)]
        if not lapis:
            return isi
    raise ValueError("nested too deep")


def _anak(isi: Any) -> list[Any]:
    if isinstance(isi, dict):
        return list(isi.values())
    return isi if isinstance(isi, list) else []


_PEMBACA = json.JSONDecoder(parse_constant=_bukan_json)
