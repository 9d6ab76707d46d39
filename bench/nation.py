"""The nation of ``bench.bangsa``: its hospitals, how large each is, and the order in which a morning brings their
patients."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

from antrean.clock import Clock
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from bench.hospital import rumah_sakit

HOSPITALS, BOOKINGS = 2_400, 307_000
LARGE, SMALL = 500, 100  # bookings a day
HOURS = "00:00-24:00"
# Of all bookings: those that a morning brings, between five and eight, most at six.
_MORNING, _FROM, _TO, _MODE = 0.8, 5 * 3600, 8 * 3600, 6 * 3600


@dataclass(frozen=True, slots=True)
class Rs:
    """One of the hospitals.

    Attributes:
        besar: its bookings of the day.
    """

    ke: int
    besar: int

    @property
    def kode(self) -> str:
        """Its code."""
        return f"N{self.ke:04d}"

    @property
    def dokter(self) -> int:
        """How many doctors, each with one session."""
        return -(-self.besar // 100)

    def slot(self, n: int) -> Slot:
        """The session of its n-th booking."""
        dokter = n % self.dokter
        return Slot(f"P{dokter // 5:02d}", 1000 + dokter, JamPraktek.baca(HOURS))

    def catatan(self) -> RumahSakit:
        """Its record."""
        return rumah_sakit(self.kode, f"bpjs-{self.kode}")


def sizes(hospitals: int, bookings: int) -> list[int]:
    """The day's bookings of each: a few very large hospitals, many small ones; the largest 45 times the smallest."""
    weights = [(rank + 20) ** -0.8 for rank in range(hospitals)]
    edges = [round(bookings * part / sum(weights)) for part in accumulate(weights)]
    return [edge - before for before, edge in zip([0, *edges], edges, strict=False)]


def morning(bookings: int, seed: int = 1) -> list[float]:
    """The second of the day at which each is asked for, in order."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    return sorted(
        chance.triangular(_FROM, _TO, _MODE) if chance.random() < _MORNING else chance.uniform(0, 86_400)
        for _ in range(bookings)
    )


@dataclass(frozen=True)
class Day:
    """Who asks for what, and when."""

    hospitals: Sequence[Rs]
    seconds: Sequence[float]
    today: date

    @classmethod
    def plan(cls, share: float) -> "Day":
        """So much of a nation."""
        found = [Rs(ke, besar) for ke, besar in enumerate(sizes(HOSPITALS, BOOKINGS))][:: round(1 / share)]
        today = Clock().today(found[0].catatan().zona_waktu)
        return cls(found, morning(sum(rs.besar for rs in found)), today)

    @cached_property
    def order(self) -> list[tuple[Rs, int]]:
        """Hospital and patient of each booking."""
        semua = [(rs, n) for rs in self.hospitals for n in range(rs.besar)]
        random.Random(2).shuffle(semua)  # noqa: S311 - not for secrets
        return semua

    @property
    def peak(self) -> float:
        """Bookings in the busiest minute, a second."""
        minutes: dict[int, int] = {}
        for second in self.seconds:
            minutes[int(second // 60)] = minutes.get(int(second // 60), 0) + 1
        return max(minutes.values()) / 60

    def planned(self, rate: float) -> list[float]:
        """When each is sent, so that all take their number at ``rate`` a second: the day's order, evenly crowded."""
        return [n / rate for n in range(len(self.seconds))]
