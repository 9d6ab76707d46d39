"""What a store held, and what it does not hold any more."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Held:
    """What a store held at a moment.

    Attributes:
        hospitals: by code the number of events that are kept, and the last one's epoch milliseconds.
    """

    hospitals: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loss:
    """What was there before a start of the embedded store, and not after it.

    Attributes:
        folder: the data directory.
        at_ms: when it was started.
        cut: bytes that its files had lost.
        events: by hospital, how many events, and the time of the last that is left and of the last that there was.
    """

    folder: str
    at_ms: int
    cut: int
    events: dict[str, tuple[int, int, int]]

    @classmethod
    def between(cls, folder: str, at_ms: int, cut: int, before: Held, after: Held) -> Self | None:
        """What was lost; None where nothing was."""
        events = {}
        for kode, (count, last) in before.hospitals.items():
            left, until = after.hospitals.get(kode, (0, 0))
            if until < last:
                events[kode] = (max(count - left, 1), until, last)
        return cls(folder, at_ms, cut, events) if cut or events else None

    def __str__(self) -> str:
        size = f"its files were {self.cut:,} bytes shorter than they had been" if self.cut else "its files were others"
        lost = [
            f"{kode} lost {count:,} events{f' after {_time(since)}' if since else ''} until {_time(until)}"
            for kode, (count, since, until) in sorted(self.events.items())
        ]
        return (
            f"Data were lost: when the store in {self.folder} was started on {_time(self.at_ms)}, {size}; "
            f"{'; '.join(lost) or 'no event is missing, so it was patients, schedule or answers'}. Numbers that were "
            "given in that time are given again. Copy the folder away before you change anything, take the bookings "
            "from the SIMRS's copy or a backup, and look at the disk. When that is done, "
            "`antrean periksa --kehilangan-ditangani` says this no more."
        )


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
