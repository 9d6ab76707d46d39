"""The fields of a body: each reads one value, and says in JSON Schema what it takes.

What a field says of a value that it does not take is its ``Salah``: the text and the rank of its rule.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from marshmallow import ValidationError, fields, missing

from antrean.domain.identitas import KARTU_TERPANJANG, KARTU_TERPENDEK, kartu_sah, nik_sah, teks_sah
from antrean.domain.waktu import JamPraktek, baca_tanggal
from antrean.http.context import hari_ini, rumah_sakit

Bentuk = dict[str, Any]
"""A JSON Schema."""

_DIGIT_TERBANYAK = 12
DIGIT_WAKTU = 13

# Text that is neither blank nor holds a control character, as far as a regular expression of JSON Schema can say it.
_AWAL = r"[^\s\x00-\x1f\x7f-\x9f]"
_CETAK = r"[^\x00-\x1f\x7f-\x9f]"
_JAM = r"([01]?[0-9]|2[0-3])[:.][0-5][0-9]"
TIDAK_DIISI: Bentuk = {"enum": ["", None]}


def bentuk_teks(terpanjang: int) -> Bentuk:
    """Printable text that is not blank."""
    return {"type": "string", "maxLength": terpanjang, "pattern": f"^{_AWAL}{_CETAK}*$"}


def bentuk_bilangan(least: int, most: int, teks: str) -> list[Bentuk]:
    """A whole number, or its digits as text by the pattern ``teks``."""
    return [{"type": "integer", "minimum": least, "maximum": most}, {"type": "string", "pattern": f"^{teks}$"}]


def bentuk_salah_satu(*nilai: int) -> list[Bentuk]:
    """One of some numbers, also sent as text."""
    return [{"enum": [*nilai, *map(str, nilai)]}]


class Peringkat(IntEnum):
    """The order of the rules of section 3 that need nothing but the request."""

    KOSONG = 1
    FORMAT = 2
    JENIS_KUNJUNGAN = 3
    TANGGAL = 4


class Salah(str):
    """A message and the rank of its rule."""

    __slots__ = ("peringkat",)

    def __new__(cls, pesan: str, peringkat: int) -> "Salah":
        salah = super().__new__(cls, pesan)
        salah.peringkat = peringkat
        return salah

    peringkat: int


class Isian(fields.Field):  # type: ignore[type-arg]
    """A field with a name that people read.

    Missing, null, empty and blank are the same, and no text may hold a control character. ``baca`` turns what was sent
    into the value, and raises ValueError where it cannot; ``bentuk`` tells clients what they may send. They change
    together: ``tests/http/test_bentuk.py`` sends both the same values.

    Args:
        nama: the field's name in messages.
        wajib: it must be given.
        kosong: the message where it is not, instead of ``{nama} Belum Diisi``.
        format: the message where it cannot be read, instead of ``Format {nama} Tidak Sesuai``.
        berurutan: each field's rules follow the field before it, as in section 7; else all fields are first looked at
            for being given, as in section 3.
    """

    peringkat_format = Peringkat.FORMAT

    def __init__(
        self, nama: str, *, wajib: bool = True, kosong: str = "", format: str = "", berurutan: bool = False
    ) -> None:
        self.nama = nama
        self.kosong = Salah(kosong or f"{nama} Belum Diisi", Peringkat.KOSONG)
        self.format = Salah(
            format or f"Format {nama} Tidak Sesuai", Peringkat.KOSONG if berurutan else self.peringkat_format
        )
        default: Any = missing if wajib else ""
        super().__init__(
            required=wajib, load_default=default, allow_none=True, error_messages={"required": self.kosong}
        )

    def deserialize(
        self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> Any:
        """Read one value; ``ValidationError`` carries a ``Salah``.

        This is all of what marshmallow's own does for fields such as these, at half its cost.
        """
        if value is None or value is missing or (isinstance(value, str) and not value.strip()):
            if self.required:
                raise ValidationError(self.kosong)
            return ""
        return self._deserialize(value, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        try:
            if isinstance(value, str) and not value.isprintable():
                raise ValueError
            return self.baca(value)
        except ValueError as error:
            raise ValidationError(self.format) from error

    def baca(self, value: Any) -> Any:
        """Raises ValueError for what cannot be read."""
        raise NotImplementedError

    def bentuk(self) -> list[Bentuk]:
        """The JSON Schemas of what ``baca`` reads, any of them."""
        raise NotImplementedError

    def skema(self) -> Bentuk:
        """The field's JSON Schema in the API document."""
        semua = self.bentuk() if self.required else [*self.bentuk(), TIDAK_DIISI]
        catatan = (self.__doc__ or "").partition("\n")[0].replace("``", "`")
        return {"description": f"{self.nama}. {catatan}", **(semua[0] if len(semua) == 1 else {"anyOf": semua})}


class Teks(Isian):
    """Printable text of limited length; a whole number is taken for its digits."""

    def __init__(self, nama: str, terpanjang: int, **pilihan: Any) -> None:
        super().__init__(nama, **pilihan)
        self.terpanjang = terpanjang

    def baca(self, value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_DIGIT_TERBANYAK:
            value = str(value)
        if not isinstance(value, str) or not teks_sah(value.strip(), self.terpanjang):
            raise ValueError
        return value.strip()

    def bentuk(self) -> list[Bentuk]:
        digit = min(self.terpanjang, _DIGIT_TERBANYAK)
        return [bentuk_teks(self.terpanjang), {"type": "integer", "minimum": 0, "maximum": 10**digit - 1}]


class Nik(Isian):
    """Sixteen digits."""

    def baca(self, value: Any) -> str:
        if not isinstance(value, str) or not nik_sah(value):
            raise ValueError
        return value

    def bentuk(self) -> list[Bentuk]:
        return [{"type": "string", "pattern": "^[0-9]{16}$"}]


class NomorKartu(Isian):
    """A card number, as the hospital's policy ``kartu_13`` wants it."""

    def baca(self, value: Any) -> str:
        if not isinstance(value, str) or not kartu_sah(value, rumah_sakit().kebijakan.kartu_13 == "ya"):
            raise ValueError
        return value

    def bentuk(self) -> list[Bentuk]:
        return [{"type": "string", "pattern": f"^[0-9]{{{KARTU_TERPENDEK},{KARTU_TERPANJANG}}}$"}]


class Bilangan(Isian):
    """A whole number, also sent as digits; at most so many."""

    def __init__(self, nama: str, digit: int = _DIGIT_TERBANYAK, **pilihan: Any) -> None:
        super().__init__(nama, **pilihan)
        self.digit = digit

    def baca(self, value: Any) -> int:
        if isinstance(value, str):
            value = value.strip()
            if not (value.isascii() and value.isdigit() and len(value) <= self.digit):
                raise ValueError
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 10**self.digit:
            raise ValueError
        return value

    def bentuk(self) -> list[Bentuk]:
        return bentuk_bilangan(0, 10**self.digit - 1, f"[0-9]{{1,{self.digit}}}")


class Waktu(Bilangan):
    """A moment in epoch ms: thirteen digits; fewer are seconds, or none."""

    def baca(self, value: Any) -> int:
        waktu = super().baca(value)
        if waktu < 10 ** (DIGIT_WAKTU - 1):
            raise ValueError
        return waktu

    def bentuk(self) -> list[Bentuk]:
        return bentuk_bilangan(10 ** (DIGIT_WAKTU - 1), 10**DIGIT_WAKTU - 1, f"[1-9][0-9]{{{DIGIT_WAKTU - 1}}}")


class JenisKunjungan(Isian):
    """1 to 4, also sent as a digit; another whole number has its own message."""

    def baca(self, value: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.strip().lstrip("-").isdigit() and len(value) < 100:
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError
        if not 1 <= value <= 4:
            raise ValidationError(Salah("Jenis Kunjungan Tidak Sesuai", Peringkat.JENIS_KUNJUNGAN))
        return value

    def bentuk(self) -> list[Bentuk]:
        return bentuk_salah_satu(1, 2, 3, 4)


class Jam(Isian):
    """Hours of practice."""

    def baca(self, value: Any) -> JamPraktek:
        if not isinstance(value, str):
            raise ValueError
        return JamPraktek.baca(value)

    def bentuk(self) -> list[Bentuk]:
        return [{"type": "string", "maxLength": 20, "pattern": f"^ *{_JAM} *- *({_JAM}|24[:.]00) *$"}]


class Tanggal(Isian):
    """A date yyyy-mm-dd."""

    peringkat_format = Peringkat.TANGGAL

    def baca(self, value: Any) -> date:
        if not isinstance(value, str):
            raise ValueError
        return baca_tanggal(value)

    def bentuk(self) -> list[Bentuk]:
        return [{"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}]


class TanggalAtauSalah(Tanggal):
    """A date yyyy-mm-dd; None where it is none, for a service whose rules ask for something else first."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super()._deserialize(*args, **kwargs)
        except ValidationError:
            return None


class TanggalLahir(Tanggal):
    """A date of birth: not after today."""

    def baca(self, value: Any) -> date:
        tanggal = super().baca(value)
        if tanggal > hari_ini():
            raise ValueError
        return tanggal


class JenisKelamin(Isian):
    """L or P."""

    def baca(self, value: Any) -> str:
        if value not in ("L", "P", "l", "p"):
            raise ValueError
        return str(value).upper()

    def bentuk(self) -> list[Bentuk]:
        return [{"enum": ["L", "P", "l", "p"]}]
