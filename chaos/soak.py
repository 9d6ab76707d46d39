"""A real morning at a steady rate, for long: memory, connections and latency must stay where they are."""

import multiprocessing
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import arrivals, asked, ledger, machine
from bench.hospital import Hospital
from bench.plan import FULL
from bench.site import Batch, Site, pid

WINDOW_S = 10
CONNECTIONS = 32
PATIENTS = 20_000
LONGEST_MINUTES = 55  # a token lives for an hour


@dataclass(frozen=True, slots=True)
class Sample:
    """One window.

    Attributes:
        minute: its end, since the start.
        p50_ms, p99_ms, max_ms: from the planned arrival to the answer.
        workers_mib: resident memory of all workers together.
        files: open file descriptors of all workers together, their client connections apart.
        redis_mib, redis_clients: as Redis says; bookings: stored so far, cancelled ones too.
    """

    minute: float
    answered: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    workers_mib: float
    files: int
    redis_mib: float
    redis_clients: int
    bookings: int


def run(folder: Path, minutes: float, rate: int) -> dict[str, Any]:
    """Ask for so many minutes; the samples, the ledger at the end, and the machine.

    Raises:
        RuntimeError: it is to last longer than a token lives, or too short for three thirds.
    """
    windows = round(minutes * 60 / WINDOW_S)
    if not 3 <= windows <= LONGEST_MINUTES * 60 / WINDOW_S:
        raise RuntimeError(f"A soak lasts from half a minute to {LONGEST_MINUTES} minutes, not {minutes:g}.")
    hospital = Hospital(PATIENTS)
    with Site(folder, hospital, replace(FULL, patients=PATIENTS)) as site:
        site.fill()
        site.serve()
        empty = float(site.client.info("memory")["used_memory"]) / 2**20
        samples = _soak(site, windows, rate)
        found = ledger.check(site, "soak")
    return {
        "minutes": minutes,
        "rate": rate,
        "mix": asked.MIX,
        "redis_empty_mib": empty,
        "threads": site.plan.workers * site.plan.threads,
        "machine": machine.describe(),
        "ledger": found,
        "samples": [asdict(sample) for sample in samples],
    }


def _soak(site: Site, windows: int, rate: int) -> list[Sample]:
    samples: list[Sample] = []
    began = time.monotonic()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        batch = _next(site, rate)
        for ke in range(windows):
            planned = [n / rate for n in range(len(batch.requests))]
            job = pool.submit(arrivals.send, site.url, batch.requests, planned, CONNECTIONS)
            asked_now, batch = batch, _next(site, rate)
            middle = _look(site, job)
            samples.append(_sample(site, asked_now, job.result().answers, middle, (time.monotonic() - began) / 60))
            last = samples[-1]
            machine.progress(
                f"{last.minute:5.1f} min  p50 {last.p50_ms:.1f} ms  p99 {last.p99_ms:.1f} ms  workers "
                f"{last.workers_mib:.1f} MiB  Redis {last.redis_mib:.1f} MiB  {last.bookings} bookings "
                f"({ke + 1} of {windows})"
            )
    return samples


def _next(site: Site, rate: int) -> Batch:
    """The requests of the next window; what they will book and cancel is no longer free to be."""
    batch = asked.batch(site, "mix", WINDOW_S * rate)
    for kind in batch.kinds:
        if kind == "ambil":
            site.next += 1
        elif kind == "batal":
            site.free.popleft()
    return batch


def _look(site: Site, job: "Future[arrivals.Run]") -> dict[str, Any]:
    """What the processes hold in the middle of a window."""
    while not job.running() and not job.done():
        time.sleep(0.01)
    time.sleep(WINDOW_S / 2)
    workers = machine_children(pid(site.service)) if site.service else []
    return {
        "workers_mib": sum(resident_mib(worker) for worker in workers),
        "files": sum(open_files(worker) for worker in workers),
        "redis_mib": float(site.client.info("memory")["used_memory"]) / 2**20,
        "redis_clients": int(site.client.info("clients")["connected_clients"]),
    }


def _sample(
    site: Site, batch: Batch, answers: Sequence[arrivals.Answer], middle: dict[str, Any], minute: float
) -> Sample:
    account = site.account
    for kind, answer in zip(batch.kinds, answers, strict=True):
        if answer.code != 200:
            account.failed += 1
            account.unanswered += answer.done is None
        elif kind == "ambil":
            kode = answer.body.partition(b'"kodebooking":"')[2].partition(b'"')[0].decode()
            account.kodebooking.append(kode)
            site.free.append(kode)
        account.cancels += kind == "batal"
    times = sorted(answer.ms for answer in answers)
    return Sample(
        minute=minute,
        answered=sum(answer.done is not None for answer in answers),
        p50_ms=statistics.median(times),
        p99_ms=times[len(times) * 99 // 100],
        max_ms=times[-1],
        bookings=len(account.kodebooking),
        **middle,
    )


def machine_children(process: int) -> list[int]:
    """The children of a process."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def resident_mib(process: int) -> float:
    """Resident memory of a process."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {process} says nothing about its memory")


def open_files(process: int) -> int:
    """Open files of a process, but no TCP connection: those are the clients', and as many as they are."""
    names = [str(one.readlink()) for one in Path(f"/proc/{process}/fd").iterdir() if one.is_symlink()]
    tcp = {f"socket:[{line.split()[9]}]" for line in Path("/proc/net/tcp").read_text().splitlines()[1:]}
    return sum(name not in tcp for name in names)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure of the last third beside that of the middle one; ``most`` is what it may be."""

    figure: str
    middle: float
    last: float
    most: float

    @property
    def flat(self) -> bool:
        """Whether it stayed where it was."""
        return self.last <= self.most


# The figure, by which factor the last third's median may exceed the middle third's, and by how much it may at least.
_LIMITS = (
    ("p50_ms", "p50, ms", 1.25, 2.0),
    ("p99_ms", "p99, ms", 1.5, 10.0),
    ("workers_mib", "memory of the workers, MiB", 1.05, 4.0),
    ("other_files", "open files of the workers, others", 1.05, 4.0),
    ("per_booking", "Redis memory for one booking, bytes", 1.10, 0.0),
)


def verdicts(results: dict[str, Any]) -> list[Verdict]:
    """Whether everything stayed flat, from the middle third to the last: the first one warms up.

    Connections of Redis are kept, and a moment in which the machine stands still opens all that there can be: each
    worker keeps those of scripts (``Connection.execute``) and those of reads (the client's pool) apart, each at most
    one for a thread. So they may grow up to twice the threads, and the two that are ours.
    """
    empty = results["redis_empty_mib"]
    samples = [
        {
            **one,
            "per_booking": (one["redis_mib"] - empty) * 2**20 / max(one["bookings"], 1),
            "other_files": one["files"] - one["redis_clients"],
        }
        for one in results["samples"]
    ]
    edges = [len(samples) * third // 3 for third in range(4)]
    _, middle, last = (samples[first:upto] for first, upto in pairwise(edges))
    found = []
    for name, words, factor, least in _LIMITS:
        before, after = (statistics.median(one[name] for one in third) for third in (middle, last))
        found.append(Verdict(words, before, after, max(before * factor, before + least)))
    before, after = (max(one["redis_clients"] for one in third) for third in (middle, last))
    found.append(Verdict("connections of Redis, the most", before, after, 2 * results["threads"] + 2))
    return found


def wrong(results: dict[str, Any]) -> list[str]:
    """What went wrong, in sentences: something grew, an answer was refused, the ledger is off."""
    grown = [
        f"{one.figure}: {one.middle:.1f} in the middle third, {one.last:.1f} in the last; flat is up to {one.most:.1f}"
        for one in verdicts(results)
        if not one.flat
    ]
    counts = ("failed", "oversold", "duplicates", "lost", "unasked", "events")
    off = [f"the ledger: {results['ledger'][name]} {name}" for name in counts if results["ledger"][name]]
    return [*grown, *off, *results["ledger"]["periksa"]]
