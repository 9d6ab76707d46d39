"""Items 2 and 3: each service in a closed loop, in turn with the floor of the framework that belongs to it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.asked import ALASAN, PATHS, batch
from bench.machine import progress
from bench.plan import Plan
from bench.site import Batch, Site, gunicorn, measured, pid
from tests.servers import Service

AT = 32  # connections at which a service stands beside its floor


def run(site: Site) -> list[dict[str, Any]]:
    """Every load, with its rounds."""
    loads: dict[tuple[str, bool, int], list[dict[str, Any]]] = {}
    with floor(site) as service:
        if site.plan.warm:
            _warm(site, service)
        for ke in range(site.plan.rounds):
            progress(f"  round {ke + 1} of {site.plan.rounds}")
            for name, floored, connections in _order(site.plan, ke):
                asked = batch(site, name)
                figures = _floor(site, service, asked) if floored else site.load(asked, connections)
                loads.setdefault((name, floored, connections), []).append(figures)
    return [
        {"service": name, "floor": floored, "connections": connections, "rounds": rounds}
        for (name, floored, connections), rounds in sorted(loads.items(), key=lambda load: load[0])
    ]


@contextmanager
def floor(site: Site) -> Iterator[Service]:
    """The barest Flask service beside the real one, answering what that answers."""
    path = site.folder / "floor.json"
    path.write_text(json.dumps(_answers(site)))
    with gunicorn(site.plan, site.folder / "floor.log", "bench.floor:app", {"BENCH_FLOOR": str(path)}) as service:
        yield service


def _answers(site: Site) -> dict[str, Any]:
    """One answer of each service, by path."""
    body, taken = site.ambil()
    kode = taken["response"]["kodebooking"]
    answers = {
        "ambil": taken,
        "status": site.ask(PATHS["status"], body),
        "sisa": site.ask(PATHS["sisa"], {"kodebooking": kode}),
        "token": site.ask(PATHS["token"]),
        "batal": site.ask(PATHS["batal"], {"kodebooking": kode, "keterangan": ALASAN}),
    }
    site.account.cancels += 1
    return {PATHS[name]: answer for name, answer in answers.items()} | {"/readyz": {}}


def _order(plan: Plan, ke: int) -> Iterator[tuple[str, bool, int]]:
    """Service and floor side by side; which of them is first changes from round to round."""
    for name in plan.services:
        pair = [(name, True, AT), (name, False, AT)]
        yield from pair if ke % 2 == 0 else reversed(pair)
    for connections in plan.connections:
        if connections != AT:
            yield "ambil", False, connections
    yield "mix", False, AT


def _warm(site: Site, service: Service) -> None:
    for name in site.plan.services:
        asked = batch(site, name, site.plan.most_rate)
        _floor(site, service, asked, 1)
        site.load(asked, AT, 1)


def _floor(site: Site, service: Service, asked: Batch, seconds: int = 0) -> dict[str, Any]:
    load, cpu = measured(
        service.url, asked.requests, AT, seconds or site.plan.seconds, site.folder, {"workers": pid(service)}
    )
    return {**load.figures(), "connections": AT, "cpu": cpu}
