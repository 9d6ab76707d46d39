"""A request for a queue number, and what it becomes."""

from dataclasses import dataclass, field
from datetime import date

from antrean.domain.jadwal import Slot


@dataclass(frozen=True, slots=True)
class PermintaanAntrean:
    """A patient asks for a number (section 3). Empty text: not given. Identity numbers stay out of ``repr``."""

    slot: Slot
    tanggalperiksa: date
    jeniskunjungan: int
    nik: str = field(default="", repr=False)
    nomorkartu: str = field(default="", repr=False)
    nohp: str = field(default="", repr=False)
    nomorreferensi: str = field(default="", repr=False)

    @property
    def jenis(self) -> str:
        """Which quota is used: ``jkn``, or ``nonjkn`` where no card is given."""
        return "jkn" if self.nomorkartu else "nonjkn"


@dataclass(frozen=True, slots=True)
class AntreanDiambil:
    """A number was taken. ``estimasidilayani`` is in epoch milliseconds."""

    kodebooking: str
    huruf: str
    angkaantrean: int
    norm: str = field(repr=False)
    namapoli: str
    namadokter: str
    estimasidilayani: int
    sisakuotajkn: int
    kuotajkn: int
    sisakuotanonjkn: int
    kuotanonjkn: int

    @property
    def nomorantrean(self) -> str:
        return f"{self.huruf}-{self.angkaantrean}"


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as it stands in the store (lua/lib/booking.lua writes it).

    Attributes:
        klaim_lain: what it claims besides its norm: ``nik:…`` or ``kartu:…`` where the patient's record has another.
    """

    kodebooking: str
    tanggalperiksa: date
    slot: Slot
    angkaantrean: int
    jenis: str
    status: str
    norm: str = field(repr=False)
    nik: str = field(repr=False)
    nomorkartu: str = field(repr=False)
    nomorreferensi: str = field(repr=False)
    klaim_lain: tuple[str, ...] = field(repr=False)

    @property
    def aktif(self) -> bool:
        """Not cancelled."""
        return self.status != "batal"
