"""The people and the devices that open a hospital's pages."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from antrean.domain.identitas import kode_poli_sah, teks_sah
from antrean.errors import OperatorError

PERAN = {
    "loket": "the counter: numbers, check-in, patients, cancelling, tickets",
    "poli": "a clinic's desk: call, skip, served, absent",
    "farmasi": "the pharmacy: its line, tasks 6 and 7, kinds of prescription",
    "admin": "schedule, closed days, staff, devices, keys, audit, figures",
}
"""What an account may be for."""

PAPAN, KIOS = "papan", "kios"
JENIS_PERANGKAT = (PAPAN, KIOS)
TEKS_TERPANJANG = 300

_NAMA = re.compile(r"[0-9a-z][0-9a-z._-]{0,29}")


@dataclass(frozen=True, slots=True)
class Petugas:
    """An account.

    Attributes:
        sandi: the password's slow hash.
        peran: words of PERAN.
        poli: the clinics that it is for; empty: all.
        dibuat: epoch ms.
    """

    nama: str
    sandi: str = field(repr=False)
    peran: frozenset[str]
    poli: tuple[str, ...] = ()
    dibuat: int = 0

    def melayani(self, kodepoli: str) -> bool:
        """Whether a clinic is one of those that the account is for."""
        return not self.poli or kodepoli in self.poli


@dataclass(frozen=True, slots=True)
class Perangkat:
    """A board or a kiosk.

    Attributes:
        digest: of the key in its link.
        jenis: one of JENIS_PERANGKAT.
        poli: the clinics that it shows; empty: all.
        teks: the running text; may be empty.
        dibuat: epoch ms.
    """

    nama: str
    digest: str = field(repr=False)
    jenis: str
    poli: tuple[str, ...] = ()
    teks: str = ""
    dibuat: int = 0


def baca_nama(teks: str) -> str:
    """The name of an account or a device: small letters, for people type it in either.

    Raises:
        OperatorError: it is not usable.
    """
    nama = teks.strip().lower()
    if not _NAMA.fullmatch(nama):
        raise OperatorError(f"The name {teks!r} is not usable: 1 to 30 letters, digits and . _ -.")
    return nama


def baca_peran(teks: str) -> frozenset[str]:
    """Read words of PERAN with commas between them.

    Raises:
        OperatorError: another word, or none, in a sentence that lists the known ones.
    """
    peran = frozenset(satu.strip().lower() for satu in teks.split(","))
    if salah := peran - PERAN.keys():
        raise OperatorError(f"An account cannot be for {sorted(salah)[0]!r}. The known words: {', '.join(PERAN)}.")
    return peran


def tulis_peran(peran: Iterable[str]) -> str:
    """The same as text, in the order of PERAN."""
    return ",".join(satu for satu in PERAN if satu in peran)


def baca_poli(teks: str) -> tuple[str, ...]:
    """Read codes of clinics with commas between them; nothing for all.

    Raises:
        OperatorError: one is no code.
    """
    semua = [satu.strip().upper() for satu in teks.split(",") if satu.strip()]
    if salah := next((satu for satu in semua if not kode_poli_sah(satu)), None):
        raise OperatorError(f"{salah!r} is no clinic's code: 1 to 10 letters and digits, such as ANA.")
    return tuple(dict.fromkeys(semua))


def baca_teks(teks: str) -> str:
    """A running text.

    Raises:
        OperatorError: it is too long, or cannot be printed.
    """
    teks = " ".join(teks.split())
    if not teks_sah(teks, TEKS_TERPANJANG):
        raise OperatorError(f"The running text is not usable: up to {TEKS_TERPANJANG} printable characters.")
    return teks


class NamaSudahAda(OperatorError):
    """There is an account or a device of that name."""

    def __init__(self, kode_rs: str, apa: str, nama: str) -> None:
        super().__init__(f"{kode_rs} has {apa} named {nama!r}.")
        self.nama = nama


class NamaTidakAda(OperatorError):
    """There is no account or no device of that name."""

    def __init__(self, kode_rs: str, apa: str, nama: str) -> None:
        super().__init__(f"{kode_rs} has no {apa} named {nama!r}.")
        self.nama = nama
