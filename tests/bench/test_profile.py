"""The profile's stop watches, and that the seams where it puts them are there."""

from pathlib import Path

import pytest
from flask import Flask

from bench.profile import StopWatches, watched
from bench.seams import Seam, seams
from bench.store_floor import parse
from tests.conftest import MobileJkn


class Ticks:
    """A clock that the work itself moves."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


def test_a_part_has_its_own_time_without_that_of_what_it_called() -> None:
    clock = Ticks()
    watches = StopWatches(clock)

    def work(ticks: int) -> None:
        clock.now += ticks

    inner = watches.timed("inner", work)

    def middle() -> None:
        work(5)
        inner(7)
        inner(1)

    timed_middle = watches.timed("middle", middle)

    def outer() -> None:
        work(2)
        timed_middle()
        inner(10)

    watches.timed("outer", outer)()
    assert dict(watches.spent) == {"outer": 2, "middle": 5, "inner": 18}
    assert sum(watches.spent.values()) == clock.now


def test_a_call_that_raises_is_timed_too() -> None:
    clock = Ticks()
    watches = StopWatches(clock)

    def fails() -> None:
        clock.now += 3
        raise LookupError

    with pytest.raises(LookupError):
        watches.timed("fails", fails)()
    assert dict(watches.spent) == {"fails": 3}


def test_an_ambil_passes_every_seam_and_they_are_put_back(
    app: Flask, jkn: MobileJkn, request: pytest.FixtureRequest
) -> None:
    real = "redis" in request.node.name and "fakeredis" not in request.node.name
    at = seams(app)
    before = [(seam.name in vars(seam.owner), getattr(seam.owner, seam.name)) for seam in at]
    calls: list[int] = []

    def clock() -> int:
        calls.append(1)
        return len(calls)

    watches = StopWatches(clock)
    with watched(watches, at):
        assert jkn.ambil()["metadata"]["code"] == 200
    expected = {seam.part for seam in at} if real else {seam.part for seam in at} - {"to the socket: send", at[-2].part}
    assert set(watches.spent) >= expected
    assert [(seam.name in vars(seam.owner), getattr(seam.owner, seam.name)) for seam in at] == before


def test_a_seam_that_is_gone_is_named() -> None:
    with (
        pytest.raises(RuntimeError, match=r"bench/seams\.py names .*Path.*nothing_like_it, which is gone"),
        watched(StopWatches(Ticks()), [Seam("a part", Path, "nothing_like_it")]),
    ):
        pass


CSV = (
    '"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"\n'
    '"EVALSHA 42 ""a""","9345.79","2.9","0.5","2.871","4.2","7.303","12.1"\n'
)


def test_what_redis_benchmark_says_is_read() -> None:
    assert parse(CSV) == {"rate": 9345.79, "p50": 2.871, "p99": 7.303}


@pytest.mark.parametrize("output", ["", "Could not connect to Redis\n", CSV.splitlines()[0]])
def test_what_it_does_not_say_is_said_in_a_sentence(output: str) -> None:
    with pytest.raises(RuntimeError, match="redis-benchmark did not report"):
        parse(output)
