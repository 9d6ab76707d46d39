"""The clock, and midnight in the three zones."""

import time
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from antrean.clock import Clock


class StandingClock(Clock):
    """Shows one moment, in milliseconds; the dates are the real clock's doing."""

    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms


# The hour of UTC at which the day changes.
MIDNIGHTS = [("Asia/Jakarta", 17), ("Asia/Makassar", 16), ("Asia/Jayapura", 15)]


def _ms(hour: int) -> int:
    return int(datetime(2026, 11, 30, hour, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.parametrize("zona, hour", MIDNIGHTS)
def test_the_last_millisecond_of_a_local_day_is_that_day(zona: str, hour: int) -> None:
    assert StandingClock(_ms(hour) - 1).today(ZoneInfo(zona)) == date(2026, 11, 30)


@pytest.mark.parametrize("zona, hour", MIDNIGHTS)
def test_local_midnight_begins_the_next_day(zona: str, hour: int) -> None:
    assert StandingClock(_ms(hour)).today(ZoneInfo(zona)) == date(2026, 12, 1)


def test_one_moment_has_two_dates_in_two_zones() -> None:
    clock = StandingClock(_ms(16))
    assert clock.today(ZoneInfo("Asia/Jakarta")) == date(2026, 11, 30)
    assert clock.today(ZoneInfo("Asia/Jayapura")) == date(2026, 12, 1)


def test_now_is_the_systems_time_in_milliseconds() -> None:
    before = time.time_ns() // 1_000_000
    now = Clock().now_ms()
    assert before <= now <= time.time_ns() // 1_000_000


def test_monotonic_time_never_runs_backwards() -> None:
    clock = Clock()
    assert clock.monotonic() <= clock.monotonic()
