"""What BPJS's services are told, as types (ws-bpjs.md, section 2). ``JALUR`` is the service's path below the base."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class TambahAntrean:
    """``antrean/add`` (2.7): a booking that was taken at the hospital.

    Attributes:
        jenispasien: ``JKN`` or ``NON JKN``.
        kodepoli: of the subspecialty.
        pasienbaru: 1 or 0.
        tanggalperiksa: yyyy-mm-dd.
        jampraktek: HH:MM-HH:MM.
        estimasidilayani: epoch ms.
    """

    JALUR: ClassVar[tuple[str, ...]] = ("antrean", "add")

    kodebooking: str
    jenispasien: str
    nomorkartu: str = field(repr=False)
    nik: str = field(repr=False)
    nohp: str = field(repr=False)
    kodepoli: str
    namapoli: str
    pasienbaru: int
    norm: str = field(repr=False)
    tanggalperiksa: str
    kodedokter: int
    namadokter: str
    jampraktek: str
    jeniskunjungan: int
    nomorreferensi: str = field(repr=False)
    nomorantrean: str
    angkaantrean: int
    estimasidilayani: int
    sisakuotajkn: int
    kuotajkn: int
    sisakuotanonjkn: int
    kuotanonjkn: int
    keterangan: str


@dataclass(frozen=True, slots=True)
class TambahFarmasi:
    """``antrean/farmasi/add`` (2.8); ``jenisresep`` is ``racikan`` or ``non racikan``."""

    JALUR: ClassVar[tuple[str, ...]] = ("antrean", "farmasi", "add")

    kodebooking: str
    jenisresep: str
    nomorantrean: int
    keterangan: str = ""


@dataclass(frozen=True, slots=True)
class UbahWaktu:
    """``antrean/updatewaktu`` (2.9).

    Attributes:
        taskid: 1 to 7, or 99.
        waktu: when it happened, epoch ms.
        jenisresep: ``Racikan``, ``Non racikan`` or ``Tidak ada``; None: nothing is said of it.
    """

    JALUR: ClassVar[tuple[str, ...]] = ("antrean", "updatewaktu")

    kodebooking: str
    taskid: int
    waktu: int
    jenisresep: str | None = None


@dataclass(frozen=True, slots=True)
class BatalAntrean:
    """``antrean/batal`` (2.10)."""

    JALUR: ClassVar[tuple[str, ...]] = ("antrean", "batal")

    kodebooking: str
    keterangan: str


@dataclass(frozen=True, slots=True)
class JamHari:
    """Hours of one day for ``updatejadwaldokter``: ``hari`` "1" to "8", times HH:MM."""

    hari: str
    buka: str
    tutup: str


@dataclass(frozen=True, slots=True)
class UbahJadwal:
    """``jadwaldokter/updatejadwaldokter`` (2.6): all of a doctor's hours in a poli. It waits for BPJS's approval."""

    JALUR: ClassVar[tuple[str, ...]] = ("jadwaldokter", "updatejadwaldokter")

    kodepoli: str
    kodesubspesialis: str
    kodedokter: int
    jadwal: tuple[JamHari, ...]


Permintaan = TambahAntrean | TambahFarmasi | UbahWaktu | BatalAntrean | UbahJadwal


def badan(permintaan: Permintaan) -> dict[str, Any]:
    """The body of a request; what is None is left out."""
    return {nama: nilai for nama, nilai in asdict(permintaan).items() if nilai is not None}
