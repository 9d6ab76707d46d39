"""Which server keeps the data: what it can read, and whether it is known to be open."""

import re
from dataclasses import dataclass
from typing import Self

REDIS, VALKEY = "Redis", "Valkey"
OLDEST = (6, 2)
"""Of Redis: the scripts need it."""

HOLES = "CVE-2024-31449, CVE-2024-46981, CVE-2025-49844"
"""In the servers' Lua: whoever may send a script takes the server over."""
MENDED_IN = "Redis 6.2.20, 7.2.11, 7.4.6, 8.0.4, 8.2.2, Valkey 7.2.11, 8.0.6, 8.1.4"

# The first of each line in which all three are mended; older lines are mended nowhere, newer ones everywhere.
_MENDED: dict[str, dict[tuple[int, ...], int]] = {
    REDIS: {(6, 2): 20, (7, 2): 11, (7, 4): 6, (8, 0): 4, (8, 2): 2},
    VALKEY: {(7, 2): 11, (8, 0): 6, (8, 1): 4},
}
_SHARED = {REDIS: (7, 2), VALKEY: (8, 1)}
"""The last line whose files the other one reads, from Redis 7.2 on, out of which Valkey grew."""


@dataclass(frozen=True, slots=True)
class RedisVersion:
    """A server by name and number, such as Redis 7.0.15.

    Attributes:
        number: such as (7, 0, 15); what is not known is left out.
    """

    name: str
    number: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.name} {'.'.join(map(str, self.number))}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """What ``str`` of one gives; None where it is something else."""
        found = re.fullmatch(rf"({REDIS}|{VALKEY}) (\d+(?:\.\d+)+)", text.strip())
        return cls(found[1], tuple(map(int, found[2].split(".")))) if found else None

    @property
    def line(self) -> tuple[int, ...]:
        """Those that share their files' format."""
        return self.number[:2]

    @property
    def old(self) -> bool:
        """Older than the scripts need."""
        return self.number < OLDEST

    @property
    def open(self) -> bool:
        """Whether its number says that it has one of the ``HOLES``; distributions mend without a new number."""
        mended = _MENDED[self.name]
        return self.number[2:] < (mended[self.line],) if self.line in mended else self.line < max(mended)

    def reads(self, writer: Self) -> bool:
        """Whether it finds everything in the files that another wrote."""
        if self.name == writer.name:
            return writer.line <= self.line
        return writer.line <= _SHARED[writer.name] and self.line >= _SHARED[REDIS]
