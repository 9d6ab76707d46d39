"""A store that is there and says nothing: every request is answered, and who needs no store does not wait for it."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from threading import Event, Thread

import pytest

from tests.faults.load import TIDAK_TERSEDIA, TIMEOUT_S, Load, Trouble
from tests.race.clients import HttpJkn
from tests.servers import RedisServer

pytestmark = pytest.mark.e2e

CROWD = 200


@contextmanager
def stopped(server: RedisServer) -> Iterator[None]:
    """SIGSTOP; the kernel still takes connections and commands for it."""
    assert server.process
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.process.pid, signal.SIGCONT)


class Probe:
    """Asks for a path again and again, each time on a new connection, and notes how long each answer took."""

    def __init__(self, url: str, path: str) -> None:
        self.took: list[tuple[int, float]] = []
        self._url, self._path = url, path
        self._over = Event()
        self._thread = Thread(target=self._ask)

    def _ask(self) -> None:
        while not self._over.wait(0.05):
            since = time.monotonic()
            with HttpJkn(self._url) as client:
                status, _ = client.call("GET", self._path, None, {})
            self.took.append((status, time.monotonic() - since))

    def __enter__(self) -> "Probe":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def test_a_crowd_at_a_silent_store_is_answered_and_does_not_keep_others_waiting(
    trouble: Trouble, server: RedisServer
) -> None:
    crowd = list(islice(trouble.patients, CROWD))
    with (
        stopped(server),
        Probe(trouble.service.url, "/healthz") as lives,
        Probe(trouble.service.url, "/readyz") as ready,
        ThreadPoolExecutor(CROWD) as pool,
    ):
        answers = list(pool.map(trouble.ambil, crowd))
    assert answers == [TIDAK_TERSEDIA] * CROWD
    assert {status for status, _ in lives.took} == {200}
    assert {status for status, _ in ready.took[:-1]} == {503}
    # None of them waits as long as one who waits for the store.
    assert max(seconds for _, seconds in (*lives.took, *ready.took)) < TIMEOUT_S
    trouble.balance()
    assert trouble.ambil(next(trouble.patients))[0] == 200


def test_threads_that_are_all_busy_turn_nobody_away_while_the_store_answers(trouble: Trouble) -> None:
    crowd = list(islice(trouble.patients, CROWD))
    with ThreadPoolExecutor(CROWD) as pool:
        assert {status for status, _ in pool.map(trouble.ambil, crowd)} == {200}
    trouble.balance()


@pytest.mark.parametrize("seconds", [3, pytest.param(30, marks=pytest.mark.chaos)])
def test_a_store_that_stops_for_a_while_loses_nothing(trouble: Trouble, server: RedisServer, seconds: int) -> None:
    with Load(trouble, threads=40).running(), stopped(server):
        time.sleep(seconds)
    trouble.balance()


def test_a_store_that_sleeps_loses_nothing(trouble: Trouble, server: RedisServer) -> None:
    with Load(trouble).running(), server.client() as client:
        client.execute_command("DEBUG", "SLEEP", 1.5)
    trouble.balance()
