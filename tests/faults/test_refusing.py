"""A store that refuses: connections, for want of memory or disk, as a replica, or a script that it forgot."""

import resource
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from tests.faults.conftest import serving
from tests.faults.load import TIDAK_TERSEDIA, Load, Trouble
from tests.race.clients import Hospital, HttpJkn
from tests.race.proxy import Proxy
from tests.servers import RedisServer, wait_until

pytestmark = pytest.mark.e2e

ROOM_BYTES = 20_000


def sisa(trouble: Trouble) -> int:
    """What a call that only reads is answered with."""
    kodebooking = next(iter(trouble.booked.values()))["kodebooking"]
    return trouble.hospital.jkn.post("/antrean/sisa", {"kodebooking": kodebooking})[0]


def test_refused_connections_are_503_and_a_store_that_comes_back_is_waited_for(
    trouble: Trouble, server: RedisServer
) -> None:
    server.kill()
    n = next(trouble.patients)
    assert trouble.ambil(n) == TIDAK_TERSEDIA
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(trouble.ambil, n)
        server.start()
        assert waiting.result()[0] == 200
    trouble.balance()


def test_a_store_without_memory_refuses_what_would_write_and_answers_the_rest(
    trouble: Trouble, server: RedisServer
) -> None:
    n, m = next(trouble.patients), next(trouble.patients)
    assert trouble.ambil(n)[0] == 200
    with server.client() as client:
        client.config_set("maxmemory", 1)
        assert [trouble.ambil(m), trouble.ambil(m)] == [TIDAK_TERSEDIA] * 2
        assert sisa(trouble) == 200
        assert trouble.hospital.jkn.call("GET", "/readyz", None, {})[0] == 200
        client.config_set("maxmemory", 0)
    assert trouble.ambil(m)[1]["metadata"]["message"] == "Ok"  # nothing of it had been written
    trouble.balance()


def test_a_read_only_replica_refuses_what_would_write_and_answers_the_rest(
    trouble: Trouble, server: RedisServer
) -> None:
    n, m = next(trouble.patients), next(trouble.patients)
    assert trouble.ambil(n)[0] == 200
    with server.client() as client:
        client.replicaof("127.0.0.1", "1")
        assert [trouble.ambil(m), trouble.ambil(m)] == [TIDAK_TERSEDIA] * 2
        assert sisa(trouble) == 200
        client.replicaof("NO", "ONE")
    assert trouble.ambil(m)[1]["metadata"]["message"] == "Ok"
    trouble.balance()


def limit_files(server: RedisServer, size: int) -> None:
    """Let the server's files grow to so many bytes, as on a disk that has no more."""
    assert server.process
    _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, hard))


def aof_size(server: RedisServer) -> int:
    return max(path.stat().st_size for path in server.folder.rglob("*.aof"))


def test_a_full_disk_ends_a_store_that_syncs_always_and_nothing_that_was_answered_is_lost(
    trouble: Trouble, server: RedisServer
) -> None:
    with Load(trouble).running():
        limit_files(server, aof_size(server) + ROOM_BYTES)
        assert server.process
        server.process.wait(120)
        assert "Exiting" in (server.folder / "redis.log").read_text()
        assert trouble.hospital.jkn.call("GET", "/readyz", None, {})[0] == 503
        server.start()
    trouble.balance()


def test_a_full_disk_has_a_store_that_syncs_each_second_refuse_until_there_is_room(
    trouble: Trouble, server: RedisServer
) -> None:
    with server.client() as client:
        client.config_set("appendfsync", "everysec")
        unsure = len(trouble.unsure)
        with Load(trouble).running():
            limit_files(server, aof_size(server) + ROOM_BYTES)
            wait_until(lambda: len(trouble.unsure) > unsure, "a refusal")
            assert sisa(trouble) == 200
            limit_files(server, resource.RLIM_INFINITY)
        client.config_set("appendfsync", "always")
    trouble.balance()


def test_scripts_that_are_flushed_under_load_are_sent_again(trouble: Trouble, server: RedisServer) -> None:
    unsure = set(trouble.unsure)
    load, over = Load(trouble), Event()

    def flush() -> None:
        with server.client() as client:
            while not over.wait(0.002):
                client.script_flush()

    with ThreadPoolExecutor(1) as pool, load.running():
        flushing = pool.submit(flush)
        load.goes_on(100)
        over.set()
        flushing.result()
    assert trouble.unsure == unsure
    trouble.balance()


def test_connections_cut_between_script_and_reply_book_once(
    trouble: Trouble, server: RedisServer, tmp_path: Path
) -> None:
    with (
        Proxy(server.socket) as proxy,
        serving(f"redis://127.0.0.1:{proxy.port}/0", tmp_path / "log") as service,
        HttpJkn(service.url) as jkn,
    ):
        old, own = trouble.hospital, trouble.service
        trouble.hospital, trouble.service = Hospital(old.store, old.rs, jkn.login(), old.redis_url), service
        load = Load(trouble)
        with load.running():
            for _ in range(4):
                proxy.lose = 10
                load.goes_on()
        assert proxy.lost == 40
        trouble.balance()
        trouble.hospital, trouble.service = old, own
