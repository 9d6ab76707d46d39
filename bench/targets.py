"""What is to be reached, and whether this run reached it. All are ratios within the run, or counts, or bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.closed import AT
from bench.figures import Spread, percentile, ratios

MUST_BE_ZERO = ("failed", "oversold", "duplicates", "lost", "unasked", "events")


@dataclass(frozen=True, slots=True)
class Target:
    """One figure beside what it has to be; ``found`` None where this run did not measure it."""

    figure: str
    reach: str
    found: str | None
    met: bool | None


def targets(results: dict[str, Any]) -> list[Target]:
    """Every target, in the order of the table in docs/performance.md."""
    parts = results["parts"]
    pages = parts.get("pages")
    closed, memory = parts.get("closed"), parts.get("growth", {}).get("memory")
    return [
        _at_least("ambil / framework floor, 32 connections", 0.70, _to_floor(closed, "ambil")),
        _at_least("sisa / framework floor", 0.75, _to_floor(closed, "sisa")),
        _at_least("status / framework floor", 0.75, _to_floor(closed, "status")),
        _at_least("token / framework floor, after the first", 0.80, _to_floor(closed, "token")),
        _at_least("ambil, largest store / smallest", 0.95, _growth(parts.get("growth"))),
        _at_most("ambil, p99 / p50, 32 connections", 3.0, _tail(closed), 2),
        _at_least("ambil, fsync always / fsync no", 0.60, _durable(parts.get("durability"), "no")),
        _at_least("ambil, fsync always / no append-only file", 0.60, _durable(parts.get("durability"), "no file")),
        _at_most("bytes of Redis a booking", 600, memory and [memory["bytes_per_booking"]], 0),
        _at_most("bytes of Redis a patient", 150, memory and [memory["bytes_per_patient"]], 0),
        _at_most("of one core, 200 boards and 100 desks open", 0.2, pages and [pages["cpu"]], 2),
        _at_most("MiB, 200 boards and 100 desks open", 40, pages and [pages["memory_mib"]], 0),
        _at_most("s until a page shows a call, p99", 1.5, pages and [percentile(pages["heard"], 99)], 2),
        _at_least("ambil, all those open / none", 0.95, pages and _beside(pages)),
        _zero(results),
    ]


def rates(loads: Sequence[dict[str, Any]], service: str, floor: bool = False, connections: int = AT) -> list[float]:
    """The answers per second of one load, round by round; none where it was not measured."""
    wanted = (service, floor, connections)
    return [
        one["rate"]
        for load in loads
        if (load["service"], load["floor"], load["connections"]) == wanted
        for one in load["rounds"]
    ]


def _to_floor(closed: Sequence[dict[str, Any]] | None, service: str) -> list[float] | None:
    return ratios(rates(closed, service), rates(closed, service, floor=True)) if closed else None


def _tail(closed: Sequence[dict[str, Any]] | None) -> list[float] | None:
    for load in closed or ():
        if (load["service"], load["floor"], load["connections"]) == ("ambil", False, AT):
            return [one["p99"] / one["p50"] for one in load["rounds"]]
    return None


def _growth(growth: dict[str, Any] | None) -> list[float] | None:
    if growth is None:
        return None
    smallest, *_, largest = ([one["rate"] for one in size["rounds"]] for size in growth["sizes"])
    return ratios(largest, smallest)


def _durable(durability: Sequence[dict[str, Any]] | None, than: str) -> list[float] | None:
    if durability is None:
        return None
    modes = {mode["mode"]: [one["rate"] for one in mode["rounds"]] for mode in durability}
    return ratios(modes["always"], modes[than])


def _beside(pages: dict[str, Any]) -> list[float]:
    return ratios([one["beside"] for one in pages["rounds"]], [one["alone"] for one in pages["rounds"]])


def _at_least(figure: str, reach: float, found: Sequence[float] | None) -> Target:
    if not found:
        return Target(figure, f"≥ {reach:.2f}", None, None)
    spread = Spread.of(found)
    return Target(figure, f"≥ {reach:.2f}", spread.text(2), spread.median >= reach)


def _at_most(figure: str, reach: float, found: Sequence[float] | None, digits: int) -> Target:
    if not found:
        return Target(figure, f"≤ {reach:g}", None, None)
    spread = Spread.of(found)
    return Target(figure, f"≤ {reach:g}", spread.text(digits), spread.median <= reach)


def _zero(results: dict[str, Any]) -> Target:
    """Errors, oversell and duplicates, over every ledger and every load."""
    wrong = sum(_wrong(results))
    return Target("errors, oversell, duplicates under every load", "0", f"{wrong}", wrong == 0)


def _wrong(results: dict[str, Any]) -> Iterator[int]:
    for ledger in results["ledgers"]:
        yield len(ledger["periksa"])
        yield from (ledger[name] for name in MUST_BE_ZERO)
    yield from (int(not one["exact"]) for one in results["parts"].get("hot", ()))
