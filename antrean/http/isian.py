"""The fields of a body: each reads one value, and says in JSON Schema what it takes.

What a field says of a value that it does not take is its ``Salah``: the text and the rank of its rule.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from marshmallow import ValidationError, fields, missing

from antrean.domain.identitas import (
    POLA_KARTU,
    POLA_NIK,
    identitas_pengisi,
    kartu_sah,
    nik_sah,
    pengisi,
    rapikan,
    rapikan_kode,
    rapikan_nama,
    rapikan_referensi,
    teks_sah,
)
from antrean.domain.waktu import JAM_TERPANJANG, STRIP, JamPraktek, baca_tanggal
from antrean.http.context import hari_ini, rumah_sakit

Bentuk = dict[str, Any]
"""A JSON Schema."""

_DIGIT_TERBANYAK = 12
DIGIT_WAKTU = 13

# Text that is neither blank nor holds a control character, as far as a regular expression of JSON Schema can say it.
_AWAL = r"[^\s\x00-\x1f\x7f-\x9f]"
_CETAK = r"[^\x00-\x1f\x7f-\x9f]"
_DETIK = "([:.][0-5][0-9])?"
_JAM = r"([01]?[0-9]|2[0-3])[:.][0-5][0-9]" + _DETIK
TIDAK_DIISI: Bentuk = {"enum": ["", None]}


def bentuk_teks(terpanjang: int) -> Bentuk:
    """Printable text that is not blank."""
    return {"type": "string", "maxLength": terpanjang, "pattern": f"^{_AWAL}{_CETAK}*$"}


def bentuk_identitas(pola: str) -> Bentuk:
    """A number that is somebody's: by the pattern, and not one digit over and over."""
    return {"type": "string", "pattern": f"^{pola}$", "not": {"pattern": r"^([0-9])\1*$"}}


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

    Missing, null, empty and blank are the same, but where the schema says of a field that need not be given that it is
    not to be there empty (``boleh_kosong``). Blanks around a text do not count, and no text may hold a control
    character. ``baca`` turns what was sent into the value, and raises ValueError where it cannot; ``bentuk`` tells
    clients what they may send. They change together: ``tests/http/test_bentuk.py`` sends both the same values.

    Args:
        nama: the field's name in messages.
        wajib: it must be given.
        kosong: the message where it is not, instead of ``{nama} Belum Diisi``.
        format: the message where it cannot be read, instead of ``Format {nama} Tidak Sesuai``.
        berurutan: each field's rules follow the field before it, as in section 7; else all fields are first looked at
            for being given, as in section 3.
    """

    peringkat_format = Peringkat.FORMAT
    boleh_kosong = True

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
        if isinstance(value, str):
            value = self.rapikan(value)
        if value is None or value is missing or value == "":
            if value is not missing and not self.boleh_kosong and not self.required:
                raise ValidationError(Salah(f"{self.nama} Kosong: isi, atau jangan dikirim", Peringkat.KOSONG))
            return self._tidak_diisi()
        return self._deserialize(value, attr, data, **kwargs)

    def _tidak_diisi(self) -> str:
        if self.required:
            raise ValidationError(self.kosong)
        return ""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        try:
            if isinstance(value, str) and not value.isprintable():
                raise ValueError
            return self.baca(value)
        except ValueError as error:
            if isinstance(value, str | int) and self.pengisi(str(value)):
                return self._tidak_diisi()
            raise ValidationError(self.format) from error

    @staticmethod
    def rapikan(teks: str) -> str:
        """Text without the blanks that do not count."""
        return rapikan(teks)

    @staticmethod
    def pengisi(teks: str) -> bool:  # noqa: ARG004 - fields that have fillers look at it
        """Whether a text that cannot be read stands for nothing."""
        return False

    def baca(self, value: Any) -> Any:
        """Raises ValueError for what cannot be read."""
        raise NotImplementedError

    def bentuk(self) -> list[Bentuk]:
        """The JSON Schemas of what ``baca`` reads, any of them."""
        raise NotImplementedError

    def skema(self) -> Bentuk:
        """The field's JSON Schema in the API document."""
        semua = [*self.bentuk(), TIDAK_DIISI] if self.boleh_kosong and not self.required else self.bentuk()
        catatan = (self.__doc__ or "").partition("\n")[0].replace("``", "`")
        return {"description": f"{self.nama}. {catatan}", **(semua[0] if len(semua) == 1 else {"anyOf": semua})}


class Teks(Isian):
    """Printable text of limited length; a whole number is taken for its digits."""

    rapikan = staticmethod(rapikan_nama)

    def __init__(self, nama: str, terpanjang: int, **pilihan: Any) -> None:
        super().__init__(nama, **pilihan)
        self.terpanjang = terpanjang

    def baca(self, value: Any) -> str:
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_DIGIT_TERBANYAK:
            value = str(value)
        if not isinstance(value, str) or not teks_sah(value, self.terpanjang):
            raise ValueError
        return value

    def bentuk(self) -> list[Bentuk]:
        digit = min(self.terpanjang, _DIGIT_TERBANYAK)
        return [bentuk_teks(self.terpanjang), {"type": "integer", "minimum": 0, "maximum": 10**digit - 1}]


class Kode(Teks):
    """A code; letters are the same in small and capital."""

    rapikan = staticmethod(rapikan_kode)


class NomorTeks(Teks):
    """A number that may have letters. Clients fill a gap with ``-``, ``.``, ``0`` or ``null``: that is none."""

    pengisi = staticmethod(pengisi)

    def baca(self, value: Any) -> str:
        teks = super().baca(value)
        if pengisi(teks):
            raise ValueError
        return teks


class Referensi(NomorTeks):
    """A referral's number, without blanks, small letters and capitals the same; ``-``, ``.``, ``0`` and ``null`` are
    none."""

    rapikan = staticmethod(rapikan_referensi)


class Identitas(Isian):
    """A number by which a person is known. What fills a gap is none, and one digit over and over is nobody's."""

    pengisi = staticmethod(identitas_pengisi)

    def sah(self, teks: str) -> bool:
        """Whether it has the shape."""
        raise NotImplementedError

    def baca(self, value: Any) -> str:
        if not isinstance(value, str) or not self.sah(value) or value == value[0] * len(value):
            raise ValueError
        return value


class Nik(Identitas):
    """Sixteen digits."""

    def sah(self, teks: str) -> bool:
        return nik_sah(teks)

    def bentuk(self) -> list[Bentuk]:
        return [bentuk_identitas(POLA_NIK)]


class NomorKartu(Identitas):
    """A card number, as the hospital's policy ``kartu_13`` wants it."""

    def sah(self, teks: str) -> bool:
        return kartu_sah(teks, rumah_sakit().kebijakan.kartu_13 == "ya")

    def bentuk(self) -> list[Bentuk]:
        return [bentuk_identitas(POLA_KARTU)]


class Bilangan(Isian):
    """A whole number, also sent as digits; at most so many."""

    def __init__(self, nama: str, digit: int = _DIGIT_TERBANYAK, **pilihan: Any) -> None:
        super().__init__(nama, **pilihan)
        self.digit = digit

    def baca(self, value: Any) -> int:
        if isinstance(value, str):
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
        if isinstance(value, str) and value.isascii() and value.lstrip("-").isdigit() and len(value) < 100:
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

    rapikan = staticmethod(rapikan_nama)

    def baca(self, value: Any) -> JamPraktek:
        if not isinstance(value, str):
            raise ValueError
        return JamPraktek.baca(value)

    def bentuk(self) -> list[Bentuk]:
        pola = f"^ *{_JAM} *[{STRIP}] *({_JAM}|24[:.]00{_DETIK}) *$"
        return [{"type": "string", "maxLength": JAM_TERPANJANG, "pattern": pola}]


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
