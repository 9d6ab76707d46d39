"""Item 6: arrivals at a fixed rate, whether or not the service keeps up."""

from typing import Any

from bench import arrivals
from bench.asked import batch
from bench.figures import Spread, percentile
from bench.machine import progress
from bench.site import Site

CONNECTIONS = 256


def run(site: Site, maximum: float) -> dict[str, Any]:
    """ambil at a share of what the closed loop reached, in answers per second."""
    rate = maximum * site.plan.open_share
    count = int(rate * site.plan.open_seconds)
    progress(f"  {rate:.0f} arrivals a second for {site.plan.open_seconds} s")
    requests = batch(site, "ambil", count).requests
    site.next += count
    done = arrivals.run(site.url, requests, [n / rate for n in range(count)], CONNECTIONS)
    good = [answer for answer in done.answers if answer.code == 200]
    site.account.kodebooking += [kodebooking(answer.body) for answer in good]
    site.account.failed += count - len(good)
    waits = [answer.ms for answer in done.answers]
    late = [answer.late * 1000 for answer in done.answers]
    return {
        "rate": rate,
        "of": maximum,
        "reached": len(good) / done.seconds,
        "arrivals": count,
        "failed": count - len(good),
        **{name: percentile(waits, percent) for name, percent in PERCENTILES.items()},
        "late_p50": percentile(late, 50),
        "late_p99": percentile(late, 99),
        "client_cpu": done.client_cpu,
    }


PERCENTILES = {"p50": 50, "p90": 90, "p99": 99, "p999": 99.9, "max": 100}


def kodebooking(body: bytes) -> str:
    """Of the answer to an ambil."""
    return body.partition(b'"kodebooking":"')[2].partition(b'"')[0].decode()


def maximum(site: Site, closed: list[dict[str, Any]]) -> float:
    """The best median of the closed loop's ambil; measured now where the closed loop was left out."""
    rates = [
        Spread.of([one["rate"] for one in load["rounds"]]).median
        for load in closed
        if load["service"] == "ambil" and not load["floor"]
    ]
    if rates:
        return max(rates)
    return float(site.load(batch(site, "ambil"), 32)["rate"])
