"""The results as tables, for a terminal and for docs/performance.md. Nothing is measured or judged here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.closed import AT
from bench.figures import Spread, percentile, ratios
from bench.targets import MUST_BE_ZERO, rates, targets

_MET = {True: "met", False: "**not met**", None: "not measured"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table; all columns but the first are numbers where ``numbers`` says so."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: bool = True


def terminal(table: Table) -> str:
    """Columns side by side."""
    rows = [[cell.replace("**", "") for cell in row] for row in (table.headers, *table.rows)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(table.headers))]
    lines = [
        "  ".join(_pad(cell, width, table, at) for at, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    ]
    return "\n".join([table.title, *(f"  {line.rstrip()}" for line in lines)])


def markdown(table: Table) -> str:
    """A table of Markdown under a heading."""
    rule = ["---:" if table.numbers and at else "---" for at in range(len(table.headers))]
    lines = [f"| {' | '.join(row)} |" for row in (table.headers, *table.rows)]
    return "\n".join([f"### {table.title}", "", lines[0], f"|{'|'.join(rule)}|", *lines[1:]])


def _pad(cell: str, width: int, table: Table, at: int) -> str:
    return cell.rjust(width) if table.numbers and at else cell.ljust(width)


def tables(results: dict[str, Any]) -> list[Table]:
    """All tables of a run, those of parts that were left out excepted."""
    rows = [(t.figure, t.reach, t.found or "", _MET[t.met]) for t in targets(results)]
    machine = [*results["machine"].items(), *_run(results)]
    made = [make(results["parts"][name]) for name, make in _PARTS.items() if name in results["parts"]]
    return [
        Table("Targets", ("figure", "to reach", "found", ""), rows),
        *(table for some in made for table in some),
        _ledgers(results["ledgers"]),
        Table("Machine and run", ("what", ""), machine, numbers=False),
    ]


def _run(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    plan = results["plan"]
    yield (
        "gunicorn as run",
        f"{plan['workers']} workers, {plan['threads']} threads; {results['arguments'] or 'the Procfile'}",
    )
    yield (
        "Redis as run",
        f"over {'TCP' if plan['tcp'] else 'a unix socket'}, appendfsync always unless a table says else",
    )
    yield "loads", f"{plan['rounds']} rounds of {plan['seconds']} s, in turn"
    yield "began", results["began"]
    yield "took", f"{results['seconds'] / 60:.1f} minutes"


def _store(rounds: Sequence[dict[str, Any]]) -> Iterator[Table]:
    row = (
        _spread(rounds, "rate"),
        _spread(rounds, "script_us", 1),
        _spread(rounds, "p50", 2),
        _spread(rounds, "p99", 2),
        f"{sum(one['booked'] for one in rounds) / sum(one['calls'] for one in rounds):.1%}",
    )
    headers = ("calls", "calls/s", "script µs", "p50 ms", "p99 ms", "of them bookings")
    yield Table("1. Floor of the store: the ambil script alone, redis-benchmark", headers, [("ambil.lua", *row)])


def _closed(loads: Sequence[dict[str, Any]]) -> Iterator[Table]:
    headers = ("service", "connections", "answers/s", "of its floor", "p50 ms", "p99 ms", "p99.9 ms", "not 200")
    rows = []
    for load in sorted(loads, key=lambda one: (one["service"], one["connections"], not one["floor"])):
        rounds, name = load["rounds"], load["service"]
        share = ratios(rates(loads, name), rates(loads, name, floor=True)) if _has_floor(loads, load) else []
        rows.append(
            (
                _name(load),
                f"{load['connections']}",
                _spread(rounds, "rate"),
                Spread.of(share).text(2) if share else "",
                *(_spread(rounds, percent, 1) for percent in ("p50", "p99", "p999")),
                f"{sum(one['failed'] for one in rounds)}",
            )
        )
    yield Table("2 and 3. Closed loop, wrk", headers, rows)
    yield _cpu(loads)


def _cpu(loads: Sequence[dict[str, Any]]) -> Table:
    rows = [
        (_name(load), *(_cpu_of(load, process) for process in ("workers", "redis", "wrk")))
        for load in sorted(loads, key=lambda one: (one["service"], not one["floor"]))
        if load["connections"] == AT
    ]
    headers = ("service", "workers µs", "Redis µs", "wrk µs")
    return Table(f"Processor time an answer, {AT} connections", headers, rows)


def _name(load: dict[str, Any]) -> str:
    return f"{load['service']}, floor" if load["floor"] else str(load["service"])


def _has_floor(loads: Sequence[dict[str, Any]], load: dict[str, Any]) -> bool:
    return not load["floor"] and load["connections"] == AT and bool(rates(loads, load["service"], floor=True))


def _cpu_of(load: dict[str, Any], name: str) -> str:
    values = [one["cpu"][name] for one in load["rounds"] if name in one["cpu"]]
    return Spread.of(values).text() if values else ""


def _hot(rounds: Sequence[dict[str, Any]]) -> Iterator[Table]:
    headers = ("round", "patients", "all answered, s", "p50 ms", "p99 ms", "numbers", "told full", "other", "exact")
    rows = [
        (
            f"{ke}",
            f"{one['patients']:,}",
            f"{one['seconds']:.2f}",
            f"{one['p50']:.0f}",
            f"{one['p99']:.0f}",
            f"{one['taken']}",
            f"{one['full']:,}",
            f"{one['other']}",
            "yes" if one["exact"] else "**no**",
        )
        for ke, one in enumerate(rounds, 1)
    ]
    yield Table("4. The hot session: a quota of 30, all at once", headers, rows)


def _growth(growth: dict[str, Any]) -> Iterator[Table]:
    smallest = [one["rate"] for one in growth["sizes"][0]["rounds"]]
    headers = ("bookings stored", "patients", "ambil answers/s", "of the smallest", "p50 ms", "p99 ms", "grew to")
    rows = [
        (
            f"{size['bookings']:,}",
            f"{size['patients']:,}",
            _spread(size["rounds"], "rate"),
            Spread.of(ratios([one["rate"] for one in size["rounds"]], smallest)).text(2),
            _spread(size["rounds"], "p50", 1),
            _spread(size["rounds"], "p99", 1),
            f"{max(one['stored_after'] for one in size['rounds']):,}",
        )
        for size in growth["sizes"]
    ]
    yield Table("5. Growth, ambil at 32 connections", headers, rows)
    memory = growth["memory"]
    figures = [
        (
            "bytes a booking, with its share of session, claims, line, referral and event",
            f"{memory['bytes_per_booking']:.0f}",
        ),
        ("bytes a patient", f"{memory['bytes_per_patient']:.0f}"),
        ("MiB in all", f"{memory['used_memory'] / 2**20:.0f}"),
        ("s to import the patients", f"{memory['import_seconds']:.0f}"),
        ("s to book, in pipelines", f"{memory['booking_seconds']:.0f}"),
    ]
    yield Table("Memory of the largest", ("what", "figure"), figures)


def _open(found: dict[str, Any]) -> Iterator[Table]:
    headers = ("arrivals/s", "of the maximum", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms", "not 200")
    times = (f"{found[name]:.1f}" for name in ("p50", "p90", "p99", "p999", "max"))
    row = (f"{found['rate']:.0f}", f"{found['rate'] / found['of']:.0%}", *times, f"{found['failed']}")
    yield Table("6. Open loop, latency from the planned arrival", headers, [row])
    own = (f"{found['late_p50']:.2f}", f"{found['late_p99']:.2f}", f"{found['client_cpu']:.0%}")
    yield Table("The client's own part in it", ("late, p50 ms", "late, p99 ms", "of one core"), [own])


def _durability(modes: Sequence[dict[str, Any]]) -> Iterator[Table]:
    names = {mode["mode"]: [one["rate"] for one in mode["rounds"]] for mode in modes}
    headers = ("appendfsync", "ambil answers/s", "of `no`", "p50 ms", "p99 ms", "not 200")
    rows = [
        (
            "(no append-only file)" if mode["mode"] == "no file" else mode["mode"],
            _spread(mode["rounds"], "rate"),
            Spread.of(ratios(names[mode["mode"]], names["no"])).text(2),
            _spread(mode["rounds"], "p50", 1),
            _spread(mode["rounds"], "p99", 1),
            f"{sum(one['failed'] for one in mode['rounds'])}",
        )
        for mode in modes
    ]
    yield Table("7. The price of durability, ambil at 32 connections", headers, rows)


def _pages(found: dict[str, Any]) -> Iterator[Table]:
    rates = {name: [one[name] for one in found["rounds"]] for name in ("alone", "beside")}
    rows = [
        ("of one core, while nothing happens", f"{found['cpu']:.2f}"),
        ("questions a second", f"{found['asked']:.0f}"),
        ("MiB more", f"{found['memory_mib']:.0f}"),
        ("s until a page shows a call, median", f"{percentile(found['heard'], 50):.2f}"),
        ("s until a page shows a call, p99", f"{percentile(found['heard'], 99):.2f}"),
        ("ambil answers/s, no page open", Spread.of(rates["alone"]).text()),
        ("ambil answers/s, all open", Spread.of(rates["beside"]).text()),
        ("of the rate without them", Spread.of(ratios(rates["beside"], rates["alone"])).text(2)),
        ("errors of the pages", f"{found['failed']}"),
    ]
    yield Table("8. Two hundred boards and a hundred desks, open", ("what", "found"), rows)


def _ledgers(found: Sequence[dict[str, Any]]) -> Table:
    rows = [
        (one["where"], f"{one['bookings']:,}", *(f"{one[name]}" for name in MUST_BE_ZERO), f"{len(one['periksa'])}")
        for one in found
    ]
    return Table("What the ledgers say, read back", ("store", "bookings", *MUST_BE_ZERO, "periksa"), rows)


def _profile(found: dict[str, Any]) -> Iterator[Table]:
    headers = ("part", "wall µs", "CPU µs", "of the CPU")
    whole = found["rows"][-1]["cpu"] or 1.0
    rows = [
        (
            row["part"],
            f"{row['wall']:.0f}" if row["wall"] is not None else "",
            f"{row['cpu']:.0f}" if row["cpu"] is not None else "",
            f"{row['cpu'] / whole:.0%}" if row["cpu"] is not None else "",
        )
        for row in found["rows"]
    ]
    yield Table("Where an ambil's time goes, in one process, one at a time", headers, rows)
    alone = [(row["part"], f"{row['us']:.0f}") for row in found["alone"]]
    yield Table("For comparison, each alone", ("what", "µs"), alone)


def _spread(rounds: Sequence[dict[str, Any]], name: str, digits: int = 0) -> str:
    return Spread.of([one[name] for one in rounds]).text(digits)


_PARTS: dict[str, Callable[[Any], Iterator[Table]]] = {
    "store": _store,
    "closed": _closed,
    "hot": _hot,
    "growth": _growth,
    "open": _open,
    "durability": _durability,
    "profile": _profile,
    "pages": _pages,
}
