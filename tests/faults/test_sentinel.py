"""A primary dies under load, behind three sentinels: the service goes on by itself, and what was answered stays."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from antrean.config import Settings
from antrean.store import Store, connect
from tests.conftest import DATA_KEY, SECRET_KEY, pasien
from tests.faults.cluster import Cluster
from tests.race.clients import Hospital, HttpJkn, for_next_week, put_hospital, run_antrean
from tests.race.test_kill import Load
from tests.servers import RedisServer, Service, antrean, free_port, wait_until

PATIENTS = 9_900
QUOTA = 9_999
REST_S = 0.1
FAILOVERS = 5

pytestmark = pytest.mark.e2e


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A primary, two replicas, three sentinels."""
    with Cluster(tmp_path) as cluster:
        yield cluster


@contextmanager
def serving(
    cluster: Cluster, sandi: str, folder: Path, wait_replicas: int
) -> Iterator[tuple[Hospital, dict[str, str]]]:
    """A hospital in the cluster, and a service of two workers on it; with it the settings."""
    port = free_port()
    env = {
        "REDIS_URL": cluster.url,
        "ANTREAN_SECRET_KEY": SECRET_KEY,
        "ANTREAN_WAIT_REPLICAS": str(wait_replicas),
        "ANTREAN_LOG_LEVEL": "warning",
    }
    command = antrean("serve", "--port", str(port), "--workers", "2")
    with (
        connect(Settings.from_env(env)) as client,
        Service(command, f"http://127.0.0.1:{port}", env, folder / "log") as service,
        HttpJkn(service.url) as jkn,
    ):
        store = Store(client, keep_days=35)
        rs = put_hospital(store, sandi, PATIENTS, QUOTA, 0)
        yield Hospital(store, rs, jkn.login(), cluster.url), env
        assert "Traceback" not in service.output()


def lost(hospital: Hospital, load: Load) -> list[dict[str, Any]]:
    """The bookings that were answered 200 and are not stored as they were answered. A number that was lost is given
    again, so each answer is looked at."""
    stored = {(b.kodebooking, b.angkaantrean, b.norm) for b in hospital.bookings().values()}
    answered = load.booked.values()
    return [b for b in answered if (b["kodebooking"], b["angkaantrean"], b["norm"]) not in stored]


class GentleLoad(Load):
    """Each of its threads rests between two patients: a failover takes long, and there are only so many patients."""

    def _book_one(self, n: int) -> None:
        super()._book_one(n)
        time.sleep(REST_S)


def all_is_there(hospital: Hospital, load: Load, env: dict[str, str]) -> None:
    """Every booking that was answered, once, with its number and its patient; and the books balance."""
    assert load.wrong == []
    assert lost(hospital, load) == []
    assert {n: b["norm"] for n, b in load.booked.items()} == {n: pasien(n).norm for n in load.booked}
    assert len({b["kodebooking"] for b in load.booked.values()}) == len(load.booked)
    stored = hospital.bookings()
    assert sorted(b.angkaantrean for b in stored.values()) == list(range(1, len(stored) + 1))
    assert hospital.jkn.ambil(for_next_week(PATIENTS))["response"]["angkaantrean"] == len(stored) + 1
    run = run_antrean("periksa", **env)
    assert (run.returncode, run.stderr) == (0, "")


@contextmanager
def cut_off(cluster: Cluster) -> Iterator[RedisServer]:
    """No replica gets anything meanwhile, and the primary goes on; the primary."""
    primary = cluster.primary
    replicas = [server.process for server in cluster.replicas() if server.process]
    for process in replicas:
        process.send_signal(signal.SIGSTOP)
    try:
        with primary.client() as client:
            # What it sends them would wait in the kernel until they go on.
            client.client_kill_filter(_type="replica")
            wait_until(lambda: client.info("replication")["connected_slaves"] == 0, "the replicas to be gone")
        yield primary
    finally:
        for process in replicas:
            process.send_signal(signal.SIGCONT)


def test_a_primary_killed_under_load_takes_nothing_with_it_that_was_answered(
    cluster: Cluster, sandi: str, tmp_path: Path
) -> None:
    with serving(cluster, sandi, tmp_path, wait_replicas=1) as (hospital, env):
        load = GentleLoad(hospital.jkn)
        with load.running():
            load.goes_on()
            with cut_off(cluster) as primary:
                before = stored_at(primary)
                wait_until(lambda: stored_at(primary) > before, "a booking that only the primary has")
                cluster.kill_primary()
            cluster.wait_for_another()
            load.goes_on()
        cluster.wait_for_replicas(1)
        all_is_there(hospital, load, env)


@pytest.mark.chaos
def test_without_waiting_it_takes_with_it_what_no_replica_had(cluster: Cluster, sandi: str, tmp_path: Path) -> None:
    with serving(cluster, sandi, tmp_path, wait_replicas=0) as (hospital, _):
        load = GentleLoad(hospital.jkn)
        with load.running():
            load.goes_on()
            with cut_off(cluster):
                load.goes_on()
                cluster.kill_primary()
            cluster.wait_for_another()
            load.goes_on()
        assert lost(hospital, load) != []


def test_a_failover_that_a_person_asks_for_loses_nothing_where_every_replica_is_waited_for(
    cluster: Cluster, sandi: str, tmp_path: Path
) -> None:
    """For a second the old primary still has the other replica: one that is waited for may be the wrong one."""
    with serving(cluster, sandi, tmp_path, wait_replicas=2) as (hospital, env):
        load = GentleLoad(hospital.jkn)
        with load.running():
            load.goes_on()
            cluster.fail_over()
            load.goes_on()
        cluster.wait_for_replicas(2)
        all_is_there(hospital, load, env)


@contextmanager
def cut_off_with_a_replica(cluster: Cluster) -> Iterator[None]:
    """The primary and one replica reach nobody else, and have a booking that nobody else has. Afterwards the others
    make another primary, and the two come back."""
    primary, (near, far) = cluster.primary, cluster.replicas()
    assert primary.process
    assert near.process
    assert far.process
    with primary.client() as client:
        client.client_pause(60_000, all=False)
        far.process.send_signal(signal.SIGSTOP)
        # What it sends the far one would wait in the kernel until that goes on.
        client.client_kill_filter(_type="replica")
        before = stored_at(primary)
        client.client_unpause()
    wait_until(lambda: stored_at(near) > before, "a booking that the far replica does not have")
    yield
    for process in (primary.process, near.process):
        process.send_signal(signal.SIGSTOP)
    far.process.send_signal(signal.SIGCONT)
    cluster.wait_for_another(primary.port)
    # What the service sent the first primary meanwhile is still done there, before it hears that it is none.
    for process in (primary.process, near.process):
        process.send_signal(signal.SIGCONT)
    cluster.wait_for_replicas(2)


def test_a_primary_cut_off_with_a_replica_takes_nothing_with_it_where_every_replica_is_waited_for(
    cluster: Cluster, sandi: str, tmp_path: Path
) -> None:
    with serving(cluster, sandi, tmp_path, wait_replicas=2) as (hospital, env):
        load = GentleLoad(hospital.jkn)
        with load.running():
            load.goes_on()
            with cut_off_with_a_replica(cluster):
                pass
            load.goes_on()
        all_is_there(hospital, load, env)


@pytest.mark.chaos
def test_where_one_replica_is_waited_for_it_takes_with_it_what_only_that_one_had(
    cluster: Cluster, sandi: str, tmp_path: Path
) -> None:
    with serving(cluster, sandi, tmp_path, wait_replicas=1) as (hospital, _):
        load = GentleLoad(hospital.jkn)
        with load.running():
            load.goes_on()
            with cut_off_with_a_replica(cluster):
                answered = len(load.booked)
                wait_until(lambda: len(load.booked) > answered, "an answer on the primary's side")
            load.goes_on()
        assert lost(hospital, load) != []


@pytest.mark.chaos
def test_several_failovers_lose_nothing_and_whoever_was_killed_comes_back_as_a_replica(
    cluster: Cluster, sandi: str, tmp_path: Path
) -> None:
    with serving(cluster, sandi, tmp_path, wait_replicas=1) as (hospital, env):
        load = GentleLoad(hospital.jkn)
        with load.running():
            load.goes_on()
            for n in range(FAILOVERS):
                if n == 2:  # two are enough
                    cluster.sentinels[-1].kill()
                killed = cluster.kill_primary()
                cluster.wait_for_another()
                load.goes_on()
                cluster.come_back(killed)
                load.goes_on()
        all_is_there(hospital, load, env)


def stored_at(server: RedisServer) -> int:
    """How many bookings of next week a server has, whoever is primary."""
    with server.client() as client:
        return sum(client.hlen(key) for key in client.scan_iter("*:booking:*"))


def ask(*words: str, env: dict[str, Any]) -> str:
    """What a command says that cannot reach the store."""
    run = run_antrean(*words, **env, ANTREAN_SECRET_KEY=SECRET_KEY, ANTREAN_DATA_KEY=DATA_KEY)
    assert (run.returncode, run.stdout) == (1, "")
    return run.stderr


def test_it_is_told_why_no_primary_is_found(cluster: Cluster) -> None:
    said = ask("rs", "lihat", env={"REDIS_URL": f"{cluster.url}x", "ANTREAN_REDIS_TIMEOUT": "1"})
    assert said.startswith("antrean: The store does not answer (no sentinel knows a primary 'antreanx' that is up. ")
    assert said.count("No such master with that name") == 3

    nobody = f"redis+sentinel://:rahasia@127.0.0.1:{free_port()}/antrean?sentinel_password=rahasia"
    said = ask("rs", "lihat", env={"REDIS_URL": nobody, "ANTREAN_REDIS_TIMEOUT": "1"})
    assert said.startswith("antrean: The store does not answer (no sentinel knows a primary 'antrean' that is up. ")
    assert "Connection refused" in said
    assert "rahasia" not in said


def test_a_check_says_that_replicas_are_missing(cluster: Cluster) -> None:
    env = {"REDIS_URL": cluster.url, "ANTREAN_WAIT_REPLICAS": "3"}
    assert re.fullmatch(
        r"WRONG  (Redis|Valkey) has 2 replicas, and ANTREAN_WAIT_REPLICAS is 3: every change is answered with 503\. "
        r"Start replicas, or lower ANTREAN_WAIT_REPLICAS in every process\.\n",
        ask("periksa", env=env),
    )
