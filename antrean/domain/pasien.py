"""A patient as a hospital's file gives one, and as Mobile JKN registers one."""

from dataclasses import dataclass, field

from antrean.domain.identitas import TETAP


@dataclass(frozen=True, slots=True)
class Pasien:
    """A known patient: ``nik`` or ``nomorkartu`` may be empty.

    Attributes:
        nomorlama: of one that is to be stored, the NIK or card that the record has now, where that is corrected.
    """

    norm: str
    nik: str = field(default="", repr=False)
    nomorkartu: str = field(default="", repr=False)
    nama: str = field(default="", repr=False)
    nomorlama: str = field(default="", repr=False)

    @property
    def nomor(self) -> list[str]:
        """The numbers by which it says who it is."""
        return [satu for satu in (self.nik, self.nomorkartu, self.nomorlama) if satu not in ("", TETAP)]


@dataclass(frozen=True, slots=True)
class PasienBaru:
    """A patient whom Mobile JKN registers (section 7), or a counter: there ``nomorkartu`` may be empty. ``formulir`` is
    the whole form, field by field."""

    nik: str = field(repr=False)
    nomorkartu: str = field(repr=False)
    nama: str = field(repr=False)
    formulir: dict[str, str] = field(repr=False)
