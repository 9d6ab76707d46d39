"""A service on a cluster, hospitals on each of its shards, and Mobile JKN at each of them."""

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import count
from pathlib import Path

from antrean.keys import Keys
from antrean.store import Store
from antrean.store.cluster import slot_of
from tests.conftest import SECRET_KEY, pasien
from tests.race.clients import Hospital, HttpJkn, for_next_week, put_hospital, run_antrean
from tests.race.test_kill import Load
from tests.redis_cluster import Node, RedisCluster
from tests.servers import Service, antrean, free_port, wait_until

PATIENTS = 800
QUOTA = 9_999
REST_S = 0.4
BOOKINGS_BETWEEN = 10


class GentleLoad(Load):
    """Each of its threads rests between two patients: other hospitals have a load too.

    Args:
        rest_s: so long; a hospital has only so many patients.
    """

    def __init__(self, jkn: HttpJkn, rest_s: float = REST_S) -> None:
        super().__init__(jkn)
        self._rest_s = rest_s

    def goes_on(self) -> None:
        """Wait for some more bookings."""
        before = len(self.booked)
        wait_until(lambda: len(self.booked) >= before + BOOKINGS_BETWEEN or bool(self.wrong), "bookings under load")

    def _book_one(self, n: int) -> None:
        super()._book_one(n)
        time.sleep(self._rest_s)


class NeverUnsure(GentleLoad):
    """No answer but 200 with a number: not even a 503 that asking again would settle."""

    def _book_one(self, n: int) -> None:
        try:
            status, answer = self._jkn.post("/antrean/ambil", for_next_week(n))
        except (OSError, HTTPException):  # a connection that was kept too long
            return super()._book_one(n)
        if answer["metadata"]["message"] == "Ok":
            self.booked[n] = answer["response"]
        else:
            self.wrong.append((status, answer["metadata"]["message"]))
        time.sleep(self._rest_s)
        return None


def slot(hospital: Hospital) -> int:
    """The slot that has all of its keys."""
    return slot_of(Keys(hospital.rs.kode).rs)


@dataclass
class Province:
    """The service, and who is on it."""

    cluster: RedisCluster
    store: Store
    sandi: str
    service: Service
    env: dict[str, str]
    _codes: "count[int]" = field(default_factory=count)

    def hospital_at(self, node: Node, patients: int = PATIENTS) -> Hospital:
        """A new hospital whose slot that node has, with Mobile JKN logged in."""
        slots = set(self.cluster.slots_of(node))
        kode = next(kode for n in self._codes if slot_of(Keys(kode := f"{n:04}R").rs) in slots)
        rs = put_hospital(self.store, self.sandi, patients, QUOTA, 0, kode, f"bpjs-{kode}")
        return Hospital(self.store, rs, HttpJkn(self.service.url, rs.username).login(), self.cluster.url)

    def one_at_each(self, patients: int = PATIENTS) -> list[Hospital]:
        """A new hospital on each shard."""
        return [
            self.hospital_at(master, patients) for master in self.cluster.masters() if self.cluster.slots_of(master)
        ]


@contextmanager
def serving(cluster: RedisCluster, sandi: str, folder: Path, **more: str) -> Iterator[Province]:
    """``antrean serve`` with two workers on a cluster, each change with a replica before it is answered."""
    port = free_port()
    env = {
        "REDIS_URL": cluster.url,
        "ANTREAN_SECRET_KEY": SECRET_KEY,
        "ANTREAN_WAIT_REPLICAS": "1",
        "ANTREAN_LOG_LEVEL": "warning",
        **more,
    }
    command = antrean("serve", "--port", str(port), "--workers", "2")
    with Service(command, f"http://127.0.0.1:{port}", env, folder / "log") as service:
        with cluster.client() as client:
            yield Province(cluster, Store(client, keep_days=35), sandi, service, env)
        assert "Traceback" not in service.output()


@contextmanager
def under_load(loads: Iterable[Load]) -> Iterator[None]:
    """All of them book meanwhile, and have begun."""
    loads = [*loads]
    with ExitStack() as stack:
        for load in loads:
            stack.enter_context(load.running())
        all_go_on(loads)
        yield


def all_go_on(loads: Iterable[Load]) -> None:
    """Some more bookings at each."""
    for load in loads:
        load.goes_on()


def all_is_there(hospital: Hospital, load: Load) -> None:
    """Every booking that was answered, once, with its number and its patient; the numbers are 1, 2, 3, …"""
    assert not load.wrong, load.wrong[:3]
    stored = hospital.bookings()
    answered = {b["kodebooking"]: (b["angkaantrean"], b["norm"]) for b in load.booked.values()}
    assert len(answered) == len(load.booked)  # no number was given again
    assert {kode: (stored[kode].angkaantrean, stored[kode].norm) for kode in answered if kode in stored} == answered
    assert {n: b["norm"] for n, b in load.booked.items()} == {n: pasien(n).norm for n in load.booked}
    assert len({booking.norm for booking in stored.values()}) == len(stored)
    assert sorted(booking.angkaantrean for booking in stored.values()) == list(range(1, len(stored) + 1))


def periksa_is_content(province: Province) -> None:
    """Every ledger is recounted, and every node looked at."""
    run = run_antrean("periksa", **province.env)
    assert (run.returncode, run.stderr) == (0, "")
