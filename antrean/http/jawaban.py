"""What the services answer, shape by shape: mypy holds the views to it, and the API document is derived from it.

A text in ``Annotated`` is the field's description there, a dict is added to its JSON Schema.
"""

from typing import Annotated, Generic, Literal, NotRequired, TypedDict, TypeVar

from antrean.domain.farmasi import JENIS_RESEP

T = TypeVar("T")

Cacah = Annotated[int, {"minimum": 0}]
Milidetik = Annotated[int, "Epoch milliseconds.", {"minimum": 0}]
Tanggal = Annotated[str, {"format": "date"}]
JenisResep = Annotated[str, {"enum": [*JENIS_RESEP]}]


class Metadata(TypedDict):
    """How it went."""

    message: str
    code: Literal[200]


class Berhasil(TypedDict):
    """A success without data."""

    metadata: Metadata


class Amplop(TypedDict, Generic[T]):
    """A success with data."""

    response: T
    metadata: Metadata


class Rinci(TypedDict):
    """What whoever runs a service that is ready should know of it; English."""

    catatan: list[str]


class Siap(TypedDict):
    """The service is ready."""

    response: NotRequired[Rinci]
    metadata: Metadata


class MetadataGagal(TypedDict):
    """Why it was refused; nothing was written."""

    message: str
    code: Literal[201]


class Gagal(TypedDict):
    """A refusal, or a failure."""

    metadata: MetadataGagal


class MetadataPasienBaru(TypedDict):
    """202: the hospital does not know the patient, who must be registered first (Info Pasien Baru)."""

    message: str
    code: Literal[202]


class PasienBelumDikenal(TypedDict):
    """A refusal because the patient is new; nothing was written."""

    metadata: MetadataPasienBaru


class KesalahanBaris(TypedDict):
    """What is wrong with one field of many rows."""

    field: str
    detail: str


class Masalah(TypedDict):
    """A problem (RFC 9457): ``type`` is for programs, ``detail`` for people, ``field`` is the field at fault, and
    ``lanjut`` the cursor behind events that are missing."""

    type: str
    title: str
    status: int
    detail: str
    field: NotRequired[str]
    lanjut: NotRequired[str]
    errors: NotRequired[Annotated[list[KesalahanBaris], "Of many rows: every fault, where there is more than one."]]


class Token(TypedDict):
    """Section 1."""

    token: Annotated[str, "Goes into the header x-token of the other services."]


class StatusAntrean(TypedDict):
    """Section 2."""

    namapoli: str
    namadokter: str
    totalantrean: Annotated[int, "Bookings that were not cancelled.", {"minimum": 0}]
    sisaantrean: Annotated[int, "Of these, those not yet served.", {"minimum": 0}]
    antreanpanggil: Annotated[str, "The number called last; - while there is none."]
    sisakuotajkn: Cacah
    kuotajkn: Cacah
    sisakuotanonjkn: Cacah
    kuotanonjkn: Cacah
    keterangan: str


class AntreanDiambil(TypedDict):
    """Section 3: the number that was taken."""

    nomorantrean: str
    angkaantrean: Annotated[int, {"minimum": 1}]
    kodebooking: str
    norm: Annotated[str, "The hospital's own record number, whatever was sent."]
    namapoli: str
    namadokter: str
    estimasidilayani: Milidetik
    sisakuotajkn: Cacah
    kuotajkn: Cacah
    sisakuotanonjkn: Cacah
    kuotanonjkn: Cacah
    keterangan: str


class SisaAntrean(TypedDict):
    """Section 4."""

    nomorantrean: str
    namapoli: str
    namadokter: str
    sisaantrean: Annotated[int, "Unserved numbers up to and with this one.", {"minimum": 0}]
    antreanpanggil: Annotated[str, "The number called last; - while there is none."]
    waktutunggu: Annotated[int, "Seconds.", {"minimum": 0}]
    keterangan: str


class PasienTerdaftar(TypedDict):
    """Section 7."""

    norm: Annotated[str, "The new record number."]


class OperasiPasien(TypedDict):
    """A surgery in section 9."""

    kodebooking: str
    tanggaloperasi: Tanggal
    jenistindakan: str
    kodepoli: str
    namapoli: str
    terlaksana: Literal[0, 1]


class OperasiRs(OperasiPasien):
    """A surgery in section 8."""

    nopeserta: Annotated[str, "Empty where it is no JKN patient."]
    lastupdate: Milidetik


class DaftarOperasiRs(TypedDict):
    """Section 8."""

    list: list[OperasiRs]


class DaftarOperasiPasien(TypedDict):
    """Section 9."""

    list: list[OperasiPasien]


class FarmasiDiambil(TypedDict):
    """Section 10."""

    jenisresep: JenisResep
    nomorantrean: Annotated[int, {"minimum": 1}]
    keterangan: str


class StatusFarmasi(TypedDict):
    """Section 11."""

    jenisresep: JenisResep
    totalantrean: Cacah
    sisaantrean: Cacah
    antreanpanggil: Annotated[int, "The number called last; 0 while there is none.", {"minimum": 0}]
    keterangan: str
