"""Item 5: whether ambil stays as fast when much is stored, and what is stored for a booking and for a patient.

Each size is a store and a service of its own, so that the sizes are measured in turn. The small ones get bookings
by being measured; so one that has more than doubled is filled anew before its next round, and the table says up to
how many it grew.
The sessions that are booked in are open at every size: the first booking of a session costs more.
"""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import ledger
from bench.asked import batch
from bench.durability import set_mode
from bench.hospital import DOCTORS, MOST_DAYS, Hospital, open_hospital
from bench.machine import progress
from bench.plan import Plan
from bench.seeding import import_patients
from bench.site import Site

CONNECTIONS = 32


def run(folder: Path, plan: Plan) -> dict[str, Any]:
    """The sizes, the memory, and what the ledgers say."""
    with ExitStack() as stack:
        sizes = [
            Size(count, stack.enter_context(Site(folder / f"{count}", hospital(count, plan), plan)))
            for count in plan.growth
        ]
        for size in sizes:
            # Else the small stores rewrite their files in the middle of a round, having grown by half.
            size.site.client.config_set("auto-aof-rewrite-percentage", 0)
        memory = _fill_largest(sizes[-1].site, sizes[-1].bookings)
        for size in sizes[:-1]:
            _fill(size)
        for size in sizes:
            size.site.serve()
            if plan.warm:
                size.site.load(batch(size.site, "ambil", plan.most_rate), CONNECTIONS, 1)
        for ke in range(plan.growth_rounds):
            progress(f"  round {ke + 1} of {plan.growth_rounds}")
            for size in sizes if ke % 2 == 0 else reversed(sizes):
                _round(size)
        progress("  the ledgers")
        ledgers = [ledger.merged(size.name, [*size.ledgers, ledger.check(size.site, size.name)]) for size in sizes]
    found = [
        {"bookings": size.bookings, "patients": size.site.hospital.patients, "rounds": size.rounds} for size in sizes
    ]
    return {"sizes": found, "memory": memory, "ledgers": ledgers}


@dataclass
class Size:
    """One size: so many bookings at the start, its site, and what was found.

    Attributes:
        ledgers: of what was thrown away to start over.
    """

    bookings: int
    site: Site
    rounds: list[dict[str, Any]] = field(default_factory=list)
    ledgers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"growth, {self.bookings:,} bookings"


def _round(size: Size) -> None:
    site = size.site
    if len(site.account.kodebooking) > size.bookings * 2:
        size.ledgers.append(ledger.check(site, size.name))
        _fill(size)
    stored = len(site.account.kodebooking)
    figures = site.load(batch(site, "ambil"), CONNECTIONS)
    size.rounds.append({**figures, "stored": stored, "stored_after": len(site.account.kodebooking)})


def _fill(size: Size) -> None:
    """Start over with so many bookings."""
    set_mode(size.site.client, "no file")
    size.site.fill(size.bookings)
    set_mode(size.site.client, "always")


def hospital(size: int, plan: Plan) -> Hospital:
    """One whose sessions are all open after so many bookings, and who has patients for a round more."""
    days = max(1, min(MOST_DAYS, size // DOCTORS))
    return Hospital(max(size, plan.most_rate * (plan.seconds + 1)), days)


def _fill_largest(site: Site, size: int) -> dict[str, Any]:
    """Fill it step by step: what a patient takes, and what a booking takes."""
    progress(f"  storing {site.hospital.patients:,} patients and {size:,} bookings")
    set_mode(site.client, "no file")
    open_hospital(site.store)
    empty, began = used(site), time.perf_counter()
    import_patients(site.socket, site.hospital.patients)
    patients, imported = used(site), time.perf_counter()
    site.begin_account()
    site.book(size)
    bookings, booked = used(site), time.perf_counter()
    set_mode(site.client, "always")
    return {
        "bytes_per_patient": (patients - empty) / site.hospital.patients,
        "bytes_per_booking": (bookings - patients) / size,
        "used_memory": bookings,
        "import_seconds": imported - began,
        "booking_seconds": booked - imported,
    }


def used(site: Site) -> int:
    """Bytes of the store, without what is only kept for a moment to answer a repeated request."""
    keys: Sequence[str] = list(site.client.scan_iter("antrean:v1:*:permintaan:*", 10_000))
    for start in range(0, len(keys), 1000):
        site.client.delete(*keys[start : start + 1000])
    return int(site.client.info("memory")["used_memory"])
