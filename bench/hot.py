"""Item 4: one doctor, thirty places, thousands of patients in the same moment."""

import json
from typing import Any

from bench import arrivals
from bench.figures import percentile
from bench.hospital import HOT_QUOTA, raw
from bench.machine import progress
from bench.site import Site

CONNECTIONS = 256


def run(site: Site) -> list[dict[str, Any]]:
    """The rounds, each on another day's session."""
    rounds = []
    for ke in range(site.plan.hot_rounds):
        progress(f"  round {ke + 1} of {site.plan.hot_rounds}")
        rounds.append(_round(site, ke, site.plan.hot_patients))
    return rounds


def _round(site: Site, ke: int, patients: int) -> dict[str, Any]:
    token = site.token
    requests = [raw("POST", "/antrean/ambil", token, site.hospital.hot(n, ke)) for n in range(patients)]
    done = arrivals.run(site.url, requests, [0.0] * patients, CONNECTIONS)
    outcome = judge([answer.body for answer in done.answers])
    site.account.kodebooking += outcome.pop("kodebooking")
    site.account.failed += outcome["other"]
    waits = [answer.ms for answer in done.answers]
    times = {"p50": percentile(waits, 50), "p99": percentile(waits, 99)}
    return {"patients": patients, "seconds": done.seconds, **times, **outcome}


def judge(bodies: list[bytes]) -> dict[str, Any]:
    """Hold the answers against what they have to be: each number once, everybody else told that it is full."""
    taken, full, other = [], 0, 0
    for body in bodies:
        answer = json.loads(body) if body else {}
        metadata = answer.get("metadata", {})
        if metadata.get("code") == 200:
            taken.append(answer["response"])
        elif metadata.get("code") == 201 and "Sudah Penuh" in metadata["message"]:
            full += 1
        else:
            other += 1
    numbers = sorted(one["angkaantrean"] for one in taken)
    return {
        "taken": len(taken),
        "full": full,
        "other": other,
        "exact": numbers == list(range(1, HOT_QUOTA + 1)) and full == len(bodies) - HOT_QUOTA,
        "kodebooking": [one["kodebooking"] for one in taken],
    }
