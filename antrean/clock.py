"""The only place that reads the time. Everything else is given a clock, or a time in epoch milliseconds."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo


class Clock:
    """The system's clock. Tests put in one that they set."""

    def now_ms(self) -> int:
        """The time now in epoch milliseconds."""
        return time.time_ns() // 1_000_000

    def today(self, zona: ZoneInfo) -> date:
        """The local date of a hospital."""
        return local_date(self.now_ms(), zona)

    def monotonic(self) -> float:
        """Seconds that never run backwards, for ages and waits."""
        return time.monotonic()


def local_date(ms: int, zona: ZoneInfo) -> date:
    """The date in a zone at a moment in epoch milliseconds."""
    return datetime.fromtimestamp(ms / 1000, zona).date()
