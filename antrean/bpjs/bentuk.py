"""What BPJS's services tell, as types (ws-bpjs.md, section 2), checked when it is read: the live service and its
catalogue differ, and a gateway in between may answer anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from antrean.domain.waktu import baca_tanggal

T = TypeVar("T")

WIB = ZoneInfo("Asia/Jakarta")
"""In which BPJS writes its times, whatever the hospital's zone."""
MOBILE_JKN = "Mobile JKN"
"""``sumberdata`` of a booking that was made there; ``Bridging Antrean`` is what a hospital added."""


class BentukLain(Exception):
    """An answer of another shape, in a sentence that says where; what stands there is not said, for it may be a
    person's."""


class Isi:
    """One object of an answer, read field by field.

    Args:
        tempat: where it stands, for the sentence.
    """

    def __init__(self, nilai: object, tempat: str) -> None:
        if not isinstance(nilai, Mapping):
            raise BentukLain(f"{tempat} is not an object")
        self._nilai: Mapping[str, Any] = nilai
        self._tempat = tempat

    def teks(self, nama: str, bawaan: str | None = None) -> str:
        """Text; a number is taken as text. ``bawaan`` stands for null and nothing; without one they are a fault."""
        nilai = self._nilai.get(nama)
        if nilai is None and bawaan is not None:
            return bawaan
        if isinstance(nilai, bool) or not isinstance(nilai, str | int):
            raise self._salah(nama, "text")
        return str(nilai).strip()

    def bilangan(self, nama: str, bawaan: int | None = None) -> int:
        """A whole number, also as text."""
        nilai = self.pecahan(nama, bawaan)
        if nilai != int(nilai):
            raise self._salah(nama, "a whole number")
        return int(nilai)

    def pecahan(self, nama: str, bawaan: float | None = None) -> float:
        """A number, also as text."""
        nilai = self._nilai.get(nama)
        if nilai in (None, "") and bawaan is not None:
            return bawaan
        if isinstance(nilai, int | float) and not isinstance(nilai, bool) and abs(nilai) < 1e15:
            return nilai
        if isinstance(nilai, str) and len(nilai) <= 20:
            try:
                return int(nilai) if nilai.strip().lstrip("-").isdecimal() else self._hingga(nama, float(nilai))
            except ValueError:
                pass
        raise self._salah(nama, "a number")

    def ya(self, nama: str) -> bool:
        """True, 1, or either as text."""
        return str(self._nilai.get(nama, "")).strip().lower() in ("1", "true")

    def tanggal(self, nama: str) -> date:
        """A date yyyy-mm-dd."""
        try:
            return baca_tanggal(self.teks(nama)[:10])
        except ValueError:
            raise self._salah(nama, "a date yyyy-mm-dd") from None

    def saat(self, nama: str) -> int:
        """``DD-MM-YYYY HH:MM:SS WIB`` as epoch ms."""
        try:
            polos = self.teks(nama).removesuffix("WIB").strip()
            saat = datetime.strptime(polos, "%d-%m-%Y %H:%M:%S").replace(tzinfo=WIB)
        except ValueError:
            raise self._salah(nama, "a time DD-MM-YYYY HH:MM:SS WIB") from None
        return int(saat.timestamp()) * 1000

    def _hingga(self, nama: str, nilai: float) -> float:
        if not abs(nilai) < 1e15:  # nor one that is no number
            raise self._salah(nama, "a number")
        return nilai

    def _salah(self, nama: str, apa: str) -> BentukLain:
        return BentukLain(f"{nama} of {self._tempat} is not {apa}")


def daftar(isi: object, baca: Callable[[Isi], T]) -> tuple[T, ...]:
    """The rows of an answer: bare, as the live service gives them, or in a ``list``, as the catalogue prints them.

    Raises:
        BentukLain: naming the row and the field.
    """
    semua = isi.get("list") if isinstance(isi, Mapping) else isi
    if semua is None:
        return ()
    if not isinstance(semua, list):
        raise BentukLain("it is not a list")
    return tuple(baca(Isi(satu, f"row {ke}")) for ke, satu in enumerate(semua, start=1))


@dataclass(frozen=True, slots=True)
class Poli:
    """Of ``ref/poli`` and ``ref/poli/fp`` (2.1, 2.4).

    Attributes:
        kode: of the subspecialty, which ``antrean/add`` wants as ``kodepoli``.
        induk: of the clinic above it, which ``jadwaldokter`` wants in its path.
    """

    kode: str
    nama: str
    induk: str
    nama_induk: str

    @classmethod
    def baca(cls, isi: Isi) -> "Poli":
        return cls(
            isi.teks("kdsubspesialis"), isi.teks("nmsubspesialis", ""), isi.teks("kdpoli"), isi.teks("nmpoli", "")
        )

    @classmethod
    def baca_fp(cls, isi: Isi) -> "Poli":
        return cls(
            isi.teks("kodesubspesialis"),
            isi.teks("namasubspesialis", ""),
            isi.teks("kodepoli"),
            isi.teks("namapoli", ""),
        )


@dataclass(frozen=True, slots=True)
class Dokter:
    """Of ``ref/dokter`` (2.2)."""

    kode: int
    nama: str

    @classmethod
    def baca(cls, isi: Isi) -> "Dokter":
        return cls(isi.bilangan("kodedokter"), isi.teks("namadokter", ""))


@dataclass(frozen=True, slots=True)
class JadwalDokter:
    """A row of ``jadwaldokter`` (2.3).

    Attributes:
        hari: 1 Monday … 7 Sunday, 8 a national holiday.
        jam: as HFIS writes them, with or without blanks.
        kapasitas: patients, JKN's and others together.
    """

    kodepoli: str
    namapoli: str
    kodesubspesialis: str
    namasubspesialis: str
    kodedokter: int
    namadokter: str
    hari: int
    jam: str
    kapasitas: int
    libur: bool

    @classmethod
    def baca(cls, isi: Isi) -> "JadwalDokter":
        return cls(
            kodepoli=isi.teks("kodepoli"),
            namapoli=isi.teks("namapoli", ""),
            kodesubspesialis=isi.teks("kodesubspesialis", ""),
            namasubspesialis=isi.teks("namasubspesialis", ""),
            kodedokter=isi.bilangan("kodedokter"),
            namadokter=isi.teks("namadokter", ""),
            hari=isi.bilangan("hari", 0),
            jam=isi.teks("jadwal"),
            kapasitas=isi.bilangan("kapasitaspasien"),
            libur=isi.ya("libur"),
        )


@dataclass(frozen=True, slots=True)
class SidikJari:
    """Of ``ref/pasien/fp`` (2.5): whether a member has given finger prints."""

    nomorkartu: str = field(repr=False)
    nik: str = field(repr=False)
    terdaftar: bool

    @classmethod
    def baca(cls, isi: Isi) -> "SidikJari":
        return cls(isi.teks("nomorkartu", ""), isi.teks("nik", ""), isi.ya("daftarfp"))


@dataclass(frozen=True, slots=True)
class TaskTercatat:
    """Of ``getlisttask`` (2.11).

    Attributes:
        waktu: when it happened, as the hospital sent it; epoch ms of a whole second.
        diterima: when BPJS heard of it, epoch ms.
    """

    taskid: int
    waktu: int
    diterima: int

    @classmethod
    def baca(cls, isi: Isi) -> "TaskTercatat":
        return cls(isi.bilangan("taskid"), isi.saat("wakturs"), isi.saat("waktu"))


_LANGKAH_TUNGGU = range(1, 7)


@dataclass(frozen=True, slots=True)
class WaktuTunggu:
    """A row of the dashboards (2.12, 2.13): a poli's waits of a day.

    Attributes:
        jumlah: bookings.
        detik: seconds of all of them together, from task n to the next; the first is of task 1.
        rata: the same for each booking on average, as BPJS counts it.
        dibuat: when the figures were drawn, epoch ms.
    """

    tanggal: date
    kodepoli: str
    namapoli: str
    jumlah: int
    detik: tuple[float, ...]
    rata: tuple[float, ...]
    dibuat: int

    @classmethod
    def baca(cls, isi: Isi) -> "WaktuTunggu":
        return cls(
            tanggal=isi.tanggal("tanggal"),
            kodepoli=isi.teks("kodepoli", ""),
            namapoli=isi.teks("namapoli", ""),
            jumlah=isi.bilangan("jumlah_antrean", 0),
            detik=tuple(isi.pecahan(f"waktu_task{n}", 0) for n in _LANGKAH_TUNGGU),
            rata=tuple(isi.pecahan(f"avg_waktu_task{n}", 0) for n in _LANGKAH_TUNGGU),
            dibuat=isi.bilangan("insertdate", 0),
        )


@dataclass(frozen=True, slots=True)
class Pendaftaran:
    """A booking as BPJS holds it (2.14 to 2.17). Identity numbers stay out of ``repr``.

    Attributes:
        jampraktek: as BPJS writes it, with or without blanks.
        sumber: ``sumberdata``.
        peserta: a member of JKN.
        estimasidilayani: epoch ms.
        dibuat: epoch ms.
        status: ``Belum dilayani``, ``Sedang dilayani``, ``Selesai dilayani`` or ``Batal``.
    """

    kodebooking: str
    tanggal: date
    kodepoli: str
    kodedokter: int
    jampraktek: str
    nik: str = field(repr=False)
    nomorkartu: str = field(repr=False)
    nohp: str = field(repr=False)
    norm: str = field(repr=False)
    jeniskunjungan: int
    nomorreferensi: str = field(repr=False)
    sumber: str
    peserta: bool
    nomorantrean: str
    estimasidilayani: int
    dibuat: int
    status: str

    @classmethod
    def baca(cls, isi: Isi) -> "Pendaftaran":
        return cls(
            kodebooking=isi.teks("kodebooking"),
            tanggal=isi.tanggal("tanggal"),
            kodepoli=isi.teks("kodepoli", ""),
            kodedokter=isi.bilangan("kodedokter", 0),
            jampraktek=isi.teks("jampraktek", ""),
            nik=isi.teks("nik", ""),
            nomorkartu=isi.teks("nokapst", ""),
            nohp=isi.teks("nohp", ""),
            norm=isi.teks("norekammedis", ""),
            jeniskunjungan=isi.bilangan("jeniskunjungan", 0),
            nomorreferensi=isi.teks("nomorreferensi", ""),
            sumber=isi.teks("sumberdata", ""),
            peserta=isi.ya("ispeserta"),
            nomorantrean=isi.teks("noantrean", ""),
            estimasidilayani=isi.bilangan("estimasidilayani", 0),
            dibuat=isi.bilangan("createdtime", 0),
            status=isi.teks("status"),
        )
