"""A connection that failed, what the budget of a request is spent on, and what the log hears of a command."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from antrean.config import Settings
from antrean.errors import StoreUnavailable
from antrean.store.client import connect
from antrean.store.connection import Connection
from antrean.store.peristiwa import PeristiwaStore
from antrean.store.waiting import Waiting
from tests.servers import RedisServer, free_port

FAILURES = 300
NOW_S = 0.01


NIK = "3200000000000001"


@pytest.fixture
def own(tmp_path: Path) -> RedisServer:
    """A Redis of the test's own, not started."""
    return RedisServer(tmp_path, free_port())


@pytest.fixture
def connection(own: RedisServer) -> Iterator[Connection]:
    """As the service has it."""
    with connect(Settings.from_env({"REDIS_URL": own.url})) as client:
        assert isinstance(client, redis.Redis)
        yield Connection(client, 35, Waiting(NOW_S))


def test_failures_use_up_nothing(own: RedisServer, connection: Connection) -> None:
    for _ in range(FAILURES):
        with pytest.raises(redis.exceptions.ConnectionError):
            connection.execute("ECHO", "PONG")
    with own:
        connection.waiting.seconds = 60
        assert connection.execute("ECHO", "PONG") == "PONG"
        with own.client() as client:
            assert len(client.client_list()) == 2


def test_a_reply_that_came_too_late_is_nobody_elses(own: RedisServer, connection: Connection) -> None:
    with own:
        connection.waiting.seconds = 60
        assert connection.execute("ECHO", "first") == "first"
        assert own.process
        os.kill(own.process.pid, signal.SIGSTOP)
        connection.waiting.seconds = NOW_S
        with pytest.raises(redis.exceptions.TimeoutError):
            connection.execute("ECHO", "late")
        with pytest.raises(StoreUnavailable):
            connection.read(lambda client: client.echo("late"))
        os.kill(own.process.pid, signal.SIGCONT)
        connection.waiting.seconds = 60
        assert connection.execute("ECHO", "next") == "next"
        assert connection.read(lambda client: client.echo("next")) == "next"


def test_the_calls_of_a_request_are_paid_out_of_one_budget(own: RedisServer, connection: Connection) -> None:
    connection.waiting.seconds = 1
    with own:
        assert own.process
        os.kill(own.process.pid, signal.SIGSTOP)
        with connection.waiting.request():
            with pytest.raises(redis.exceptions.TimeoutError, match="Timeout reading"):
                connection.execute("ECHO", "PONG")
            connection.waiting.seconds = 60
            with pytest.raises(redis.exceptions.TimeoutError, match="all the time that there was"):
                connection.execute("ECHO", "PONG")
        os.kill(own.process.pid, signal.SIGCONT)
        assert connection.execute("ECHO", "PONG") == "PONG"  # a call outside of it has its own


def test_what_the_server_was_asked_to_wait_is_not_paid_for(own: RedisServer, connection: Connection) -> None:
    connection.waiting.seconds = 1
    peristiwa = PeristiwaStore(connection)
    with own, connection.waiting.request():
        for _ in range(4):
            assert not peristiwa.tunggu("X", "0-0", 500)


def test_what_fails_in_a_pipeline_is_told_without_its_arguments(own: RedisServer, connection: Connection) -> None:
    def ask(client: "redis.Redis") -> object:
        pipe = client.pipeline(transaction=False)
        pipe.hget("h", NIK)
        return pipe.execute()

    connection.waiting.seconds = 60
    with own, own.client() as client:
        client.config_set("replica-serve-stale-data", "no")
        client.replicaof("127.0.0.1", "1")
        with pytest.raises(StoreUnavailable) as passing:
            connection.read(ask)
        assert str(passing.value.__cause__).startswith("Link with MASTER is down")
        client.replicaof("NO", "ONE")
        client.set("h", "no hash")
        with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE") as fault:
            connection.read(ask)
    assert NIK not in f"{passing.value.__cause__} {fault.value}"
