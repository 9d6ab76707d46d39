"""A surgery in a hospital's schedule."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Operasi:
    """A planned or finished surgery (sections 8 and 9). ``lastupdate`` is in epoch ms; of one that is to be stored,
    ``nopeserta`` may be ``identitas.TETAP``."""

    kodebooking: str
    tanggaloperasi: date
    jenistindakan: str
    kodepoli: str
    namapoli: str
    terlaksana: bool
    nopeserta: str = field(repr=False)
    lastupdate: int = 0
