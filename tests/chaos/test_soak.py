"""The soak's verdict can fail, and its picture is one."""

from pathlib import Path
from typing import Any

import pytest

from chaos import plot, soak

FLAT = {
    **{"answered": 1500, "p50_ms": 2.0, "p99_ms": 5.0, "max_ms": 9.0, "workers_mib": 90.0, "files": 26},
    **{"redis_clients": 10},
}
CLEAN = {
    **dict.fromkeys(("failed", "oversold", "duplicates", "lost", "unasked", "events"), 0),
    **{"bookings": 1, "periksa": []},
}


def results(**grown: float) -> dict[str, Any]:
    """Nine windows, in the last three of which something is so much larger."""
    samples: list[dict[str, Any]] = []
    for ke in range(9):
        one: dict[str, Any] = {**FLAT, "minute": ke / 6, "bookings": 1000 + 900 * ke}
        one["redis_mib"] = 6 + one["bookings"] * 1000 / 2**20
        samples.append({name: value + (grown.get(name, 0) if ke >= 6 else 0) for name, value in one.items()})
    return {"minutes": 1.5, "rate": 150, "redis_empty_mib": 6.0, "threads": 6, "ledger": CLEAN, "samples": samples}


def test_bookings_that_take_memory_are_flat() -> None:
    assert soak.wrong(results()) == []


@pytest.mark.parametrize(
    ("figure", "by"),
    [("p50_ms", 3), ("p99_ms", 30), ("workers_mib", 8), ("files", 9), ("redis_clients", 5), ("redis_mib", 3)],
)
def test_what_grows_is_said(figure: str, by: float) -> None:
    (sentence,) = soak.wrong(results(**{figure: by}))
    assert "in the middle third" in sentence


def test_connections_up_to_two_for_each_thread_are_no_leak() -> None:
    found = results(redis_clients=3, files=3)
    assert soak.wrong(found) == []


def test_a_ledger_that_is_off_is_said() -> None:
    found = {**results(), "ledger": {**CLEAN, "lost": 2, "periksa": ["the counter is off"]}}
    assert soak.wrong(found) == ["the ledger: 2 lost", "the counter is off"]


def test_the_picture_is_a_small_svg_of_text(tmp_path: Path) -> None:
    path = tmp_path / "made" / "soak.svg"
    plot.draw(results(), path)
    drawn = path.read_text()
    assert "<svg" in drawn
    assert "memory of the workers, MiB" in drawn
    assert len(drawn) < 150_000
