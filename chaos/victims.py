"""What is killed, and who starts it again: ``antrean serve``, or we in the place of systemd."""

import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from antrean.embedded import EmbeddedStore
from antrean.services.sandi import buat_sandi
from antrean.store import Store
from bench.plan import FULL
from bench.site import gunicorn
from tests.conftest import PASSWORD, SECRET_KEY
from tests.race.clients import HttpJkn, put_hospital
from tests.servers import RedisServer, Service, antrean, free_port

PATIENTS = 12_000
QUOTA = 9_999
KEEP_DAYS = 35
WORKERS = 2
_RESTART_S = 0.1
_MOST_FAILURES = 5  # in a row


class Victim(ABC):
    """A hospital that is served, and one of its processes; a context manager that stops all of them."""

    name = ""

    def __init__(self, folder: Path, patients: int = PATIENTS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._patients = patients
        self._stack = ExitStack()
        self._keepers: list[Keeper] = []

    @abstractmethod
    def start(self) -> tuple["redis.Redis", Service]:
        """Start store and service, to be stopped with ``self._stack``."""

    @abstractmethod
    def process(self) -> int:
        """The process to kill.

        Raises:
            OSError, ValueError, IndexError, RedisError: it is not there just now.
        """

    def kill(self) -> set[int] | None:
        """kill -9; what was killed, or None where there was nothing to kill."""
        process = self._process()
        if process is None:
            return None
        os.kill(process, signal.SIGKILL)
        return {process}

    def is_back(self, killed: set[int]) -> bool:
        """Whether another process is there instead, with all of its children."""
        process = self._process()
        with suppress(OSError, ValueError):
            return process is not None and process not in killed and self._complete(process)
        return False

    def _complete(self, process: int) -> bool:  # noqa: ARG002
        return True

    def _process(self) -> int | None:
        with suppress(OSError, ValueError, IndexError, redis.exceptions.RedisError):
            return self.process()
        return None

    def keep(self, ended: Callable[[], bool], start: Callable[[], None]) -> None:
        """Start it again whenever it ended, as systemd would."""
        self._keepers.append(self._stack.enter_context(Keeper(ended, start)))

    def failed(self) -> str:
        """Why something could not be started again; empty where everything could."""
        return "; ".join(keeper.failed for keeper in self._keepers if keeper.failed)

    def __enter__(self) -> Self:
        try:
            client, self.service = self.start()
            self.store = Store(client, KEEP_DAYS)
            self.rs = put_hospital(self.store, buat_sandi(PASSWORD), self._patients, QUOTA, 0)
            self.jkn = self._stack.enter_context(HttpJkn(self.service.url)).login()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _external(self) -> tuple[RedisServer, "redis.Redis"]:
        server = self._stack.enter_context(RedisServer(self.folder))
        return server, self._stack.enter_context(server.client())

    def _serve(self, env: dict[str, str | None]) -> Service:
        port = str(free_port())
        command = antrean("serve", "--port", port, "--workers", str(WORKERS))
        env = {"ANTREAN_LOG_LEVEL": "warning", **env}
        return Service(command, f"http://127.0.0.1:{port}", env, self.folder / "log")

    def _embedded(self) -> tuple["redis.Redis", Service]:
        data = self.folder / "data"
        service = self._stack.enter_context(self._serve({"REDIS_URL": None, "ANTREAN_DATA_DIR": str(data)}))
        socket = str(EmbeddedStore(data).socket)
        client = redis.Redis(unix_socket_path=socket, decode_responses=True, retry=Retry(NoBackoff(), 0))
        return self._stack.enter_context(client), service


class Keeper:
    """A loop that starts a process again; a context manager."""

    def __init__(self, ended: Callable[[], bool], start: Callable[[], None]) -> None:
        self.failed = ""
        self._ended, self._start = ended, start
        self._over = Event()
        self._thread = Thread(target=self._keep)

    def _keep(self) -> None:
        failures = 0
        while not self._over.wait(_RESTART_S):
            if self._ended():
                try:
                    self._start()
                    failures = 0
                except (AssertionError, OSError) as error:  # killed while it started, for example
                    failures += 1
                    if failures == _MOST_FAILURES:
                        self.failed = str(error)
                        return

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()


def children(process: int) -> list[int]:
    """The children of a process."""
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _ended(server: Service | RedisServer) -> bool:
    return server.process is not None and server.process.poll() is not None


def _pid(server: Service | RedisServer) -> int:
    if server.process is None or server.process.poll() is not None:
        raise ValueError("it does not run")
    return server.process.pid


def _master(service: Service) -> int:
    """gunicorn's, under ``antrean serve``."""
    for child in children(_pid(service)):
        if b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes():
            return child
    raise ValueError("it does not run")


def _has_workers(master: int) -> bool:
    """Whether all of its workers are there."""
    return len(children(master)) == WORKERS


class Worker(Victim):
    """One of gunicorn's workers, which gunicorn starts again."""

    name = "gunicorn worker"

    def start(self) -> tuple["redis.Redis", Service]:
        return self._embedded()

    def process(self) -> int:
        return children(_master(self.service))[-1]

    def _complete(self, process: int) -> bool:  # noqa: ARG002
        return _has_workers(_master(self.service))


class Master(Victim):
    """gunicorn's master, which ``antrean serve`` starts again."""

    name = "gunicorn master"

    def start(self) -> tuple["redis.Redis", Service]:
        server, client = self._external()
        return client, self._stack.enter_context(
            self._serve({"REDIS_URL": server.url, "ANTREAN_SECRET_KEY": SECRET_KEY})
        )

    def process(self) -> int:
        return _master(self.service)

    def _complete(self, process: int) -> bool:
        return _has_workers(process)


class Alone(Victim):
    """gunicorn's master as the Procfile starts it; the platform, which we are, starts it again."""

    name = "gunicorn master, alone"

    def start(self) -> tuple["redis.Redis", Service]:
        server, client = self._external()
        env: dict[str, str | None] = {"REDIS_URL": server.url, "ANTREAN_SECRET_KEY": SECRET_KEY}
        env["ANTREAN_LOG_LEVEL"] = "warning"
        service = self._stack.enter_context(gunicorn(FULL, self.folder / "log", "wsgi:app", env))
        self.keep(lambda: _ended(service), service.start)
        return client, service

    def process(self) -> int:
        return _pid(self.service)

    def _complete(self, process: int) -> bool:
        return _has_workers(process)


class Serve(Victim):
    """``antrean serve`` itself; its gunicorn and Redis end, and systemd, which we are, starts it again."""

    name = "antrean serve"

    def start(self) -> tuple["redis.Redis", Service]:
        client, service = self._embedded()
        self.keep(lambda: _ended(service), service.start)
        return client, service

    def process(self) -> int:
        return _pid(self.service)

    def _complete(self, process: int) -> bool:  # noqa: ARG002
        return _has_workers(_master(self.service))


class Embedded(Victim):
    """The embedded Redis, which ``antrean serve`` starts again."""

    name = "embedded Redis"

    def start(self) -> tuple["redis.Redis", Service]:
        self._client, service = self._embedded()
        return self._client, service

    def process(self) -> int:
        return int(self._client.info("server")["process_id"])


class External(Victim):
    """A redis-server, which systemd, which we are, starts again."""

    name = "external redis-server"

    def start(self) -> tuple["redis.Redis", Service]:
        self._server, client = self._external()
        service = self._stack.enter_context(
            self._serve({"REDIS_URL": self._server.url, "ANTREAN_SECRET_KEY": SECRET_KEY})
        )
        self.keep(lambda: _ended(self._server), self._server.start)
        return client, service

    def process(self) -> int:
        return _pid(self._server)


VICTIMS: tuple[type[Victim], ...] = (Worker, Master, Alone, Serve, Embedded, External)
