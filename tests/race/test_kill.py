"""kill -9 of anything, under load: every booking that was answered 200 is there afterwards, and the counters agree."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from itertools import count
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from antrean.embedded import EmbeddedStore
from antrean.store import Store
from tests.conftest import SECRET_KEY, pasien
from tests.race.clients import Hospital, HttpJkn, for_next_week, put_hospital, run_antrean
from tests.servers import RedisServer, Service, antrean, free_port, wait_until

PATIENTS = 20_000
QUOTA = 9_999
KILLS = 4
BOOKINGS_BETWEEN = 40

SUDAH_PUNYA = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
TIDAK_TERSEDIA = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"

pytestmark = pytest.mark.e2e


class Load:
    """Eight threads that book distinct patients, and ask again where no answer or no outcome came back."""

    def __init__(self, jkn: HttpJkn) -> None:
        self.booked: dict[int, dict[str, Any]] = {}
        self.wrong: list[object] = []
        self._jkn = jkn
        self._numbers = count(1)
        self._lock = Lock()
        self._over = Event()
        self._threads = [Thread(target=self._book) for _ in range(8)]

    def _book(self) -> None:
        while not self._over.is_set():
            with self._lock:
                n = next(self._numbers)
            self._book_one(n)

    def _book_one(self, n: int) -> None:
        unsure = False
        while not (self._over.wait(0.02) if unsure else self._over.is_set()):
            try:
                status, answer = self._jkn.post("/antrean/ambil", for_next_week(n))
            except (OSError, HTTPException):
                unsure = True
                continue
            message = answer["metadata"]["message"]
            if message == "Ok":
                self.booked[n] = answer["response"]
            elif (status, message) == (503, TIDAK_TERSEDIA):
                unsure = True
                continue
            elif not unsure or message != SUDAH_PUNYA:
                self.wrong.append((status, message))
            return

    def goes_on(self) -> None:
        """Wait for some more bookings."""
        before = len(self.booked)
        wait_until(lambda: len(self.booked) >= before + BOOKINGS_BETWEEN or bool(self.wrong), "bookings under load")

    @contextmanager
    def running(self) -> Iterator[None]:
        with self._jkn:
            for thread in self._threads:
                thread.start()
            try:
                yield
            finally:
                self._over.set()
                for thread in self._threads:
                    thread.join()


def under_load(hospital: Hospital, kill: Callable[[], None]) -> None:
    """Kill several times under load; then look at what is stored."""
    load = Load(hospital.jkn)
    with load.running():
        load.goes_on()
        for _ in range(KILLS):
            kill()
            load.goes_on()

    assert load.wrong == []
    stored = hospital.bookings()
    answered = {b["kodebooking"]: (b["angkaantrean"], b["norm"]) for b in load.booked.values()}
    assert len(answered) == len(load.booked)  # no number was given again
    assert {kode: (stored[kode].angkaantrean, stored[kode].norm) for kode in answered if kode in stored} == answered
    assert len({booking.norm for booking in stored.values()}) == len(stored)
    assert sorted(booking.angkaantrean for booking in stored.values()) == list(range(1, len(stored) + 1))
    assert {n: b["norm"] for n, b in load.booked.items()} == {n: pasien(n).norm for n in load.booked}
    assert hospital.jkn.ambil(for_next_week(PATIENTS))["response"]["angkaantrean"] == len(stored) + 1


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_9(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


@pytest.fixture
def external(tmp_path: Path, sandi: str) -> Iterator[tuple[RedisServer, Service, Hospital]]:
    """A Redis, and a service of three workers on it."""
    port = free_port()
    with RedisServer(tmp_path) as server, server.client() as client, HttpJkn(f"http://127.0.0.1:{port}") as jkn:
        store = Store(client, keep_days=35)
        rs = put_hospital(store, sandi, PATIENTS, QUOTA, 0)
        env = {"REDIS_URL": server.url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_LOG_LEVEL": "warning"}
        command = antrean("serve", "--port", str(port), "--workers", "3")
        with Service(command, f"http://127.0.0.1:{port}", env, tmp_path / "log") as service:
            yield server, service, Hospital(store, rs, jkn.login(), server.url)


def test_killed_workers_lose_no_booking(external: tuple[RedisServer, Service, Hospital]) -> None:
    _, service, hospital = external
    assert service.process
    (master,) = children(service.process.pid)
    under_load(hospital, lambda: kill_9(children(master)[0]))
    hospital.periksa()


def test_a_killed_redis_loses_no_booking(external: tuple[RedisServer, Service, Hospital]) -> None:
    server, _, hospital = external

    def kill() -> None:
        server.kill()
        server.start()

    under_load(hospital, kill)
    hospital.periksa()


def test_a_killed_embedded_redis_comes_back_by_itself_and_loses_no_booking(tmp_path: Path, sandi: str) -> None:
    port, data = free_port(), tmp_path / "data"
    env = {"REDIS_URL": None, "ANTREAN_DATA_DIR": str(data), "ANTREAN_LOG_LEVEL": "warning"}
    command = antrean("serve", "--port", str(port))
    with (
        Service(command, f"http://127.0.0.1:{port}", env, tmp_path / "log") as service,
        redis.Redis(
            unix_socket_path=str(EmbeddedStore(data).socket), decode_responses=True, retry=Retry(NoBackoff(), 0)
        ) as client,
        HttpJkn(service.url) as jkn,
    ):
        store = Store(client, keep_days=35)
        rs = put_hospital(store, sandi, PATIENTS, QUOTA, 0)
        under_load(
            Hospital(store, rs, jkn.login(), ""),
            lambda: kill_9(client.info("server")["process_id"]),
        )
        assert service.output().count("The embedded Redis had died and was started again.") == KILLS
        run = run_antrean("periksa", ANTREAN_DATA_DIR=str(data))
        assert (run.returncode, run.stderr) == (0, "")
        assert service.stop() == 0
