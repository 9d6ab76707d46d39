"""The pharmacy's line."""

from dataclasses import dataclass

JENIS_RESEP = ("Racikan", "Non Racikan")


@dataclass(frozen=True, slots=True)
class AntreanFarmasi:
    """A number at the pharmacy (section 10)."""

    jenisresep: str
    nomorantrean: int


@dataclass(frozen=True, slots=True)
class StatusFarmasi:
    """How the line of one kind of prescription stands (section 11)."""

    jenisresep: str
    totalantrean: int
    sisaantrean: int
    antreanpanggil: int
