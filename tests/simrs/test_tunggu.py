"""The long poll on a real Redis: who waits gets the first event, and takes no thread from those who book."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask

from antrean.config import Settings
from tests.conftest import SECRET_KEY, FrozenClock
from tests.servers import wait_until
from tests.simrs.alat import Loket, hari_ini

THREADS = 8
MENUNGGU = THREADS // 4  # so many may wait at once


class SteppingClock(FrozenClock):
    """Its monotonic time goes on a second at each look."""

    def monotonic(self) -> float:
        self._monotonic += 1
        return self._monotonic


@pytest.fixture
def redis_client(real_redis: "redis.Redis") -> "redis.Redis":
    """A real one: fakeredis does not wait."""
    return real_redis


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    env = {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_DIR": str(tmp_path)}
    return Settings.from_env({**env, "ANTREAN_THREADS": str(THREADS)})


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(16) as pool:
        yield pool


def blocked(client: "redis.Redis") -> int:
    """How many connections of the server wait for an event."""
    found: Any = client.info("clients")
    return int(found["blocked_clients"])


def tunggu(pool: ThreadPoolExecutor, app: Flask, loket: Loket, cursor: str) -> "Future[Any]":
    waiting = Loket(app.test_client(), loket.kunci)
    return pool.submit(waiting.get, f"/peristiwa?sejak={cursor}&tunggu=30")


def test_who_waits_gets_the_booking_that_another_makes(
    loket: Loket, app: Flask, redis_client: "redis.Redis", pool: ThreadPoolExecutor
) -> None:
    cursor = loket.cursor()
    waiter = tunggu(pool, app, loket, cursor)
    wait_until(lambda: blocked(redis_client) == 1, "one who waits")
    kode = loket.ambil()
    page = waiter.result()
    assert [(event["jenis"], event["kodebooking"]) for event in page["peristiwa"]] == [("ambil", kode)]
    assert page["lanjut"] == page["peristiwa"][-1]["id"]


def test_all_who_wait_get_the_same_event(
    loket: Loket, app: Flask, redis_client: "redis.Redis", pool: ThreadPoolExecutor
) -> None:
    cursor = loket.cursor()
    waiters = [tunggu(pool, app, loket, cursor) for _ in range(MENUNGGU)]
    wait_until(lambda: blocked(redis_client) == MENUNGGU, "all who wait")
    kode = loket.ambil()
    assert [[event["kodebooking"] for event in waiter.result()["peristiwa"]] for waiter in waiters] == [[kode]] * 2


def test_who_finds_no_place_to_wait_is_answered_at_once_and_bookings_go_on(
    loket: Loket, app: Flask, redis_client: "redis.Redis", pool: ThreadPoolExecutor
) -> None:
    cursor = loket.cursor()
    waiters = [tunggu(pool, app, loket, cursor) for _ in range(MENUNGGU)]
    wait_until(lambda: blocked(redis_client) == MENUNGGU, "all who wait")
    more = [tunggu(pool, app, loket, cursor).result() for _ in range(5)]
    assert more == [{"peristiwa": [], "lanjut": cursor, "zona": "Asia/Jakarta"}] * 5
    assert loket.post("/antrean", hari_ini())["angkaantrean"] == 1
    assert [len(waiter.result()["peristiwa"]) for waiter in waiters] == [1] * MENUNGGU


def test_a_place_to_wait_is_free_again_afterwards(
    loket: Loket, app: Flask, redis_client: "redis.Redis", pool: ThreadPoolExecutor
) -> None:
    for n in range(1, 6):
        cursor = loket.cursor()
        waiters = [tunggu(pool, app, loket, cursor) for _ in range(MENUNGGU)]
        wait_until(lambda: blocked(redis_client) == MENUNGGU, "all who wait")
        loket.ambil(n)
        assert [len(waiter.result()["peristiwa"]) for waiter in waiters] == [1] * MENUNGGU


def test_an_event_of_another_hospital_wakes_nobody(
    loket: Loket, loket_lain: Loket, app: Flask, redis_client: "redis.Redis", pool: ThreadPoolExecutor
) -> None:
    cursor = loket.cursor()
    waiter = tunggu(pool, app, loket, cursor)
    wait_until(lambda: blocked(redis_client) == 1, "one who waits")
    loket_lain.ambil(2)
    kode = loket.ambil(1)
    (event,) = waiter.result()["peristiwa"]
    assert (event["kodebooking"], event["data"]["norm"]) == (kode, "000001")


class TestTimeGoesOn:
    """A clock that does not stand still."""

    @pytest.fixture
    def clock(self) -> FrozenClock:
        return SteppingClock()

    @pytest.mark.parametrize("seconds", [1, 2])
    def test_the_wait_ends_without_an_event_and_the_cursor_stays(self, loket: Loket, seconds: int) -> None:
        cursor = loket.cursor()
        answer = loket.get(f"/peristiwa?sejak={cursor}&tunggu={seconds}")
        assert answer == {"peristiwa": [], "lanjut": cursor, "zona": "Asia/Jakarta"}

    def test_a_place_to_wait_is_free_again_after_a_wait_in_vain(
        self, loket: Loket, redis_client: "redis.Redis", monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("antrean.services.peristiwa._SEKALI_TUNGGU_MS", 1)
        cursor = loket.cursor()
        for _ in range(MENUNGGU + 1):
            loket.get(f"/peristiwa?sejak={cursor}&tunggu=2")
        asked: Any = redis_client.info("commandstats")
        before = asked["cmdstat_xread"]["calls"]
        loket.get(f"/peristiwa?sejak={cursor}&tunggu=2")
        asked = redis_client.info("commandstats")
        assert asked["cmdstat_xread"]["calls"] > before


def test_a_wait_that_fails_gives_its_place_back(
    loket: Loket, app: Flask, monkeypatch: pytest.MonkeyPatch, redis_client: "redis.Redis", pool: ThreadPoolExecutor
) -> None:
    cursor = loket.cursor()

    def fail(*_: object) -> None:
        raise redis.exceptions.ConnectionError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("antrean.services.peristiwa.Umpan._tunggu", fail)
        for _ in range(MENUNGGU + 1):
            loket.call("GET", f"/peristiwa?sejak={cursor}&tunggu=30")
    waiter = tunggu(pool, app, loket, cursor)
    wait_until(lambda: blocked(redis_client) == 1, "one who waits")
    loket.ambil()
    assert len(waiter.result()["peristiwa"]) == 1
