"""A patient as a hospital's file gives one, and as Mobile JKN registers one."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pasien:
    """A known patient: ``nik`` or ``nomorkartu`` may be empty."""

    norm: str
    nik: str = field(default="", repr=False)
    nomorkartu: str = field(default="", repr=False)
    nama: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class PasienBaru:
    """A patient whom Mobile JKN registers (section 7), or a counter: there ``nomorkartu`` may be empty. ``formulir`` is
    the whole form, field by field."""

    nik: str = field(repr=False)
    nomorkartu: str = field(repr=False)
    nama: str = field(repr=False)
    formulir: dict[str, str] = field(repr=False)
