"""What each service is asked, as lists of requests."""

import random
from collections.abc import Callable, Iterator
from itertools import count, cycle, islice, repeat

from bench.hospital import raw
from bench.site import Batch, Site

# A real morning, of twenty requests.
MIX = {"ambil": 12, "status": 4, "sisa": 2, "token": 1, "batal": 1}
PATHS = {"token": "/token"} | {name: f"/antrean/{name}" for name in ("ambil", "status", "sisa", "batal")}
ALASAN = "Berhalangan hadir"
_LOOKED_UP = 2_000  # sessions and bookings that are asked for over and over


def batch(site: Site, name: str, most: int = 0) -> Batch:
    """A list for one service, or for the mix: so many requests, else enough for one load."""
    most = most or site.plan.seconds * site.plan.most_rate
    kinds = _morning(most) if name == "mix" else [name] * most
    if {"batal", "sisa"} & set(kinds):
        site.book(max(kinds.count("batal") + _LOOKED_UP - len(site.free), 0))
    makers = {kind: _MAKERS[kind](site, site.token) for kind in set(kinds)}
    return Batch([next(makers[kind]) for kind in kinds], kinds)


def _morning(most: int) -> list[str]:
    kinds = [name for name, share in MIX.items() for _ in range(share)] * (most // sum(MIX.values()))
    random.Random(1).shuffle(kinds)  # noqa: S311 - the same order in every run
    return kinds


def _ambil(site: Site, token: str) -> Iterator[bytes]:
    return (raw("POST", PATHS["ambil"], token, site.hospital.body(n)) for n in count(site.next))


def _status(site: Site, token: str) -> Iterator[bytes]:
    return cycle([raw("POST", PATHS["status"], token, s) for s in islice(site.hospital.sessions(), _LOOKED_UP)])


def _sisa(site: Site, token: str) -> Iterator[bytes]:
    # From the end: those at the front are the next to be cancelled.
    known = islice(reversed(site.free), _LOOKED_UP)
    return cycle([raw("POST", PATHS["sisa"], token, {"kodebooking": kode}) for kode in known])


def _token(_: Site, __: str) -> Iterator[bytes]:
    return repeat(raw("GET", PATHS["token"], ""))


def _batal(site: Site, token: str) -> Iterator[bytes]:
    bodies = ({"kodebooking": kode, "keterangan": ALASAN} for kode in site.free)
    return (raw("POST", PATHS["batal"], token, body) for body in bodies)


_MAKERS: dict[str, Callable[[Site, str], Iterator[bytes]]] = {
    "ambil": _ambil,
    "status": _status,
    "sisa": _sisa,
    "token": _token,
    "batal": _batal,
}
