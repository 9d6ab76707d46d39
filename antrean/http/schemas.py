"""The bodies of the services as marshmallow schemas, field by field in the catalogue's order.

A schema answers with one message: of all fields at fault the one whose rule comes first. What a field says is its
``Salah``: the text and the rank of its rule; between equal ranks the catalogue's order of fields decides.
"""

from collections.abc import Mapping
from datetime import date
from enum import IntEnum
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, missing, post_load, validates_schema

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.identitas import kartu_sah, nik_sah, teks_sah
from antrean.domain.jadwal import Slot
from antrean.domain.pasien import PasienBaru
from antrean.domain.waktu import JamPraktek, baca_tanggal
from antrean.errors import IsianSalah
from antrean.http.context import hari_ini, rumah_sakit

FORMAT_TANGGAL = "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"

_DIGIT_TERBANYAK = 12
DIGIT_WAKTU = 13


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
    into the value, and raises ValueError where it cannot.

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
        """Read one value; ``ValidationError`` carries a ``Salah``."""
        if value is None or (isinstance(value, str) and not value.strip()):
            value = ""
        if value == "":
            if self.required:
                raise ValidationError(self.kosong)
            return ""
        return super().deserialize(value, attr, data, **kwargs)

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


class Nik(Isian):
    """Sixteen digits."""

    def baca(self, value: Any) -> str:
        if not isinstance(value, str) or not nik_sah(value):
            raise ValueError
        return value


class NomorKartu(Isian):
    """A card number, as the hospital's policy ``kartu_13`` wants it."""

    def baca(self, value: Any) -> str:
        if not isinstance(value, str) or not kartu_sah(value, rumah_sakit().kebijakan.kartu_13 == "ya"):
            raise ValueError
        return value


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


class Waktu(Bilangan):
    """A moment in epoch ms: thirteen digits; fewer are seconds, or none."""

    def baca(self, value: Any) -> int:
        waktu = super().baca(value)
        if waktu < 10 ** (DIGIT_WAKTU - 1):
            raise ValueError
        return waktu


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


class Jam(Isian):
    """Hours of practice."""

    def baca(self, value: Any) -> JamPraktek:
        if not isinstance(value, str):
            raise ValueError
        return JamPraktek.baca(value)


class Tanggal(Isian):
    """A date yyyy-mm-dd."""

    peringkat_format = Peringkat.TANGGAL

    def baca(self, value: Any) -> date:
        if not isinstance(value, str):
            raise ValueError
        return baca_tanggal(value)


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


class Permintaan(Schema):
    """A request's body. Unknown fields are ignored."""

    class Meta:
        unknown = EXCLUDE

    def baca(self, isi: dict[str, Any]) -> Any:
        """What the body says.

        Raises:
            IsianSalah: the first rule that it breaks.
        """
        try:
            return self.load(isi)
        except ValidationError as error:
            urutan = list(self.fields)
            salah = [
                (pesan.peringkat, urutan.index(bidang), pesan)
                for bidang, semua in error.normalized_messages().items()  # type: ignore[no-untyped-call]
                for pesan in semua
            ]
            _, urutan_bidang, pesan = min(salah)
            raise IsianSalah(str(pesan), urutan[urutan_bidang]) from error


class AmbilAntrean(Permintaan):
    """Section 3. A card or a NIK must be given; without a card the patient is NON JKN."""

    nomorkartu = NomorKartu("Nomor Kartu", wajib=False)
    nik = Nik("NIK", wajib=False)
    nohp = Teks("Nomor HP", 30, wajib=False)
    kodepoli = Teks("Kode Poli", 20)
    norm = Teks("Nomor Rekam Medis", 30, wajib=False)
    tanggalperiksa = Tanggal("Tanggal Periksa", format=FORMAT_TANGGAL)
    kodedokter = Bilangan("Kode Dokter")
    jampraktek = Jam("Jam Praktek")
    jeniskunjungan = JenisKunjungan("Jenis Kunjungan")
    nomorreferensi = Teks("Nomor Referensi", 30, wajib=False)

    @validates_schema(skip_on_field_errors=False)
    def ada_identitas(self, data: dict[str, Any], **_: Any) -> None:
        # A field at fault is absent here, and one that was not given is empty.
        if data.get("nik", "?") == "" and data.get("nomorkartu", "?") == "":
            raise ValidationError(Salah("NIK Belum Diisi", Peringkat.KOSONG), "nik")

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> PermintaanAntrean:
        return PermintaanAntrean(
            slot=Slot(data["kodepoli"].upper(), data["kodedokter"], data["jampraktek"]),
            tanggalperiksa=data["tanggalperiksa"],
            jeniskunjungan=data["jeniskunjungan"],
            nik=data["nik"],
            nomorkartu=data["nomorkartu"],
            nohp=data["nohp"],
            nomorreferensi=data["nomorreferensi"],
        )


def _isian(nama: str, terpanjang: int, **pilihan: Any) -> Teks:
    return Teks(nama, terpanjang, berurutan=True, **pilihan)


class InfoPasienBaru(Permintaan):
    """Section 7: each field's rules in turn."""

    nomorkartu = NomorKartu("Nomor Kartu", berurutan=True)
    nik = Nik("NIK", berurutan=True)
    nomorkk = _isian("Nomor KK", 20)
    nama = _isian("Nama", 100)
    jeniskelamin = JenisKelamin(
        "Jenis Kelamin", kosong="Jenis Kelamin Belum Dipilih", format="Jenis Kelamin Belum Dipilih", berurutan=True
    )
    tanggallahir = TanggalLahir("Tanggal Lahir", berurutan=True)
    nohp = _isian("Nomor HP", 30, wajib=False)
    alamat = _isian("Alamat", 300)
    kodeprop = _isian("Kode Propinsi", 20)
    namaprop = _isian("Nama Propinsi", 100)
    kodedati2 = _isian("Kode Dati 2", 20)
    namadati2 = _isian("Dati 2", 100)
    kodekec = _isian("Kode Kecamatan", 20)
    namakec = _isian("Kecamatan", 100)
    kodekel = _isian("Kode Kelurahan", 20)
    namakel = _isian("Kelurahan", 100)
    rw = _isian("RW", 10)
    rt = _isian("RT", 10)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> PasienBaru:
        return PasienBaru(
            nik=data["nik"],
            nomorkartu=data["nomorkartu"],
            nama=data["nama"],
            formulir={nama: str(nilai) for nama, nilai in data.items()},
        )


class StatusAntrean(Permintaan):
    """Section 2."""

    kodepoli = Teks("Kode Poli", 20)
    kodedokter = Bilangan("Kode Dokter")
    tanggalperiksa = TanggalAtauSalah("Tanggal Periksa")
    jampraktek = Jam("Jam Praktek")

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[Slot, date | None]:
        return Slot(data["kodepoli"].upper(), data["kodedokter"], data["jampraktek"]), data["tanggalperiksa"]


class DenganKodeBooking(Permintaan):
    """Sections 4, 10 and 11."""

    kodebooking = Teks("Kode Booking", 30)


class BatalAntrean(DenganKodeBooking):
    """Section 5."""

    keterangan = Teks("Keterangan", 200)


class CheckIn(DenganKodeBooking):
    """Section 6; ``waktu`` in epoch ms."""

    waktu = Waktu("Waktu", DIGIT_WAKTU)


class OperasiRs(Permintaan):
    """Section 8."""

    tanggalawal = Tanggal("Tanggal Awal", format=FORMAT_TANGGAL)
    tanggalakhir = Tanggal("Tanggal Akhir", format=FORMAT_TANGGAL)


class OperasiPasien(Permintaan):
    """Section 9."""

    nopeserta = NomorKartu("Nomor Kartu", kosong="Nomor Kartu Tidak Valid", format="Nomor Kartu Tidak Valid")
