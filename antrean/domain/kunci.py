"""The keys with which a hospital's own systems come in, and what each may do there."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from antrean.errors import OperatorError

SEMUA = "semua"

BOLEH = {
    "kios": "take a number, check in",
    "loket": "what a counter does: numbers, check-in, patients and their forms, cancelling, tasks",
    "poli": "what a clinic's desk does: call, put back, tasks, prescriptions, cancelling",
    "farmasi": "the pharmacy's line, prescriptions, tasks",
    "jadwal": "schedule, closed days, surgeries",
    SEMUA: "everything, the feed of events too",
}
"""What a key may be made for."""


@dataclass(frozen=True, slots=True)
class Kunci:
    """A key as it is stored: ``dibuat`` in epoch ms; ``boleh`` are words of BOLEH."""

    nama: str
    digest: str = field(repr=False)
    dibuat: int
    boleh: frozenset[str] = frozenset((SEMUA,))


def baca_boleh(teks: str) -> frozenset[str]:
    """Read words of BOLEH with commas between them.

    Raises:
        OperatorError: another word, or none, in a sentence that lists the known ones.
    """
    boleh = frozenset(satu.strip().lower() for satu in teks.split(","))
    if salah := boleh - BOLEH.keys():
        raise OperatorError(f"A key cannot be made for {sorted(salah)[0]!r}. The known words: {', '.join(BOLEH)}.")
    return boleh


def tulis_boleh(boleh: Iterable[str]) -> str:
    """The same as text, in the order of BOLEH."""
    return ",".join(satu for satu in BOLEH if satu in boleh)


class KunciSudahAda(OperatorError):
    """There is a key of that name."""

    def __init__(self, kode_rs: str, nama: str) -> None:
        super().__init__(f"{kode_rs} has a key named {nama!r}.")
        self.nama = nama


class KunciTidakAda(OperatorError):
    """There is no key of that name."""

    def __init__(self, kode_rs: str, nama: str) -> None:
        super().__init__(f"{kode_rs} has no key named {nama!r}.")
