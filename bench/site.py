"""A hospital that is served: a redis-server, gunicorn as the Procfile starts it, and the account of what was asked."""

import json
import resource
import shlex
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.request import Request, urlopen

import redis

from antrean.clock import Clock
from antrean.keys import Keys
from antrean.services.tokens import Tokens
from antrean.store import Store
from bench import seeding, wrk
from bench.hospital import KODE_RS, PASSWORD, USERNAME, Hospital, open_hospital
from bench.machine import ROOT, cpu_seconds
from bench.plan import Plan
from tests.servers import RedisServer, Service, free_port

SECRET_KEY = "b" * 64


@dataclass
class Account:
    """What was asked of a site, to be held against its ledger.

    Attributes:
        kodebooking: every one that was answered.
        cancels: requests to cancel.
        failed: answers that were not the expected one, and errors.
        unanswered: requests of any kind that have no answer, for the client had stopped.
        events: those in the stream from before the first booking.
    """

    kodebooking: list[str] = field(default_factory=list)
    cancels: int = 0
    failed: int = 0
    unanswered: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests, and which service each of them asks."""

    requests: Sequence[bytes]
    kinds: Sequence[str]


class Site:
    """A hospital, its store and the service; a context manager that stops them.

    Attributes:
        next: the first request of the hospital that was not sent yet.
        free: bookings that nobody has cancelled; those at the front are the next to be.
    """

    def __init__(self, folder: Path, hospital: Hospital, plan: Plan) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.hospital, self.plan = folder, hospital, plan
        self.server = RedisServer(folder, port=free_port() if plan.tcp else 0)
        self.client: redis.Redis = self.server.client()
        self.store = Store(self.client, seeding.KEEP_DAYS)
        self.service: Service | None = None
        self.account = Account()
        self.next = 0
        self.free: deque[str] = deque()
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._stack.enter_context(self.server)
        self._stack.callback(self.client.close)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def socket(self) -> str:
        """Where the store listens."""
        return str(self.server.socket)

    def fill(self, bookings: int = 0) -> None:
        """Empty the store, and put in schedule and patients and so many bookings."""
        self.client.flushall()
        open_hospital(self.store)
        seeding.import_patients(self.socket, self.hospital.patients)
        self.begin_account()
        self.book(bookings)

    def begin_account(self) -> None:
        """Nothing was asked yet: there are no bookings."""
        self.account = Account(events=int(self.client.xlen(Keys(KODE_RS).peristiwa)))
        self.next = 0
        self.free.clear()

    def book(self, count: int) -> None:
        """So many bookings more, straight into the store."""
        taken = seeding.book(self.socket, self.hospital, self.next, self.next + count)
        self.next += count
        self.account.kodebooking += taken
        self.free.extend(taken)

    def serve(self) -> None:
        """Start gunicorn on it."""
        self.service = self._stack.enter_context(gunicorn(self.plan, self.folder / "service.log", "wsgi:app", self.env))

    @property
    def env(self) -> dict[str, str | None]:
        """The settings of the service."""
        return {"REDIS_URL": self.server.url, "ANTREAN_SECRET_KEY": SECRET_KEY}

    @property
    def url(self) -> str:
        """Where the service is."""
        return self.serving.url

    @property
    def serving(self) -> Service:
        """The service.

        Raises:
            RuntimeError: it was not started.
        """
        if self.service is None:
            raise RuntimeError("the service of this site was not started")
        return self.service

    @property
    def token(self) -> str:
        """A token that lives for an hour, as BPJS would have it."""
        rs = self.store.rs.cari(KODE_RS)
        if rs is None:
            raise RuntimeError("the hospital of this site was not put in")
        return Tokens((SECRET_KEY,), Clock()).buat(rs)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One request; the answer."""
        headers = {"x-username": USERNAME, "content-type": "application/json"}
        headers |= {"x-token": self.token} if body is not None else {"x-password": PASSWORD}
        data = json.dumps(body).encode() if body is not None else None
        with urlopen(Request(self.url + path, data, headers)) as answer:  # noqa: S310 - our own service
            found: dict[str, Any] = json.load(answer)
        return found

    def ambil(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The next request for a number; body and answer."""
        body = self.hospital.body(self.next)
        answer = self.ask("/antrean/ambil", body)
        self.next += 1
        self.account.kodebooking.append(answer["response"]["kodebooking"])
        return body, answer

    def load(self, batch: Batch, connections: int, seconds: int = 0) -> dict[str, Any]:
        """Send a batch, enter it in the account, and return the figures.

        Raises:
            RuntimeError: the batch was too short, so that a patient asked twice.
        """
        processes = {"workers": pid(self.serving), "redis": pid(self.server)}
        load, cpu = measured(
            self.url, batch.requests, connections, seconds or self.plan.seconds, self.folder, processes
        )
        sent = batch.kinds[: load.sent]
        if load.repeated and {"ambil", "batal"} & set(batch.kinds):
            raise RuntimeError("The service is faster than the bench expects: raise most_rate in bench/plan.py.")
        self.account.cancels += sent.count("batal")
        for _ in range(sent.count("batal")):
            self.free.popleft()
        self.account.failed += load.failed
        self.account.unanswered += load.sent - load.answered
        self.account.kodebooking += load.kodebooking
        self.next += sent.count("ambil")
        return {**load.figures(), "connections": connections, "cpu": cpu}


def pid(server: Service | RedisServer) -> int:
    """Of a server that runs."""
    if server.process is None:
        raise RuntimeError(f"{server} was not started")
    return server.process.pid


def measured(
    url: str, requests: Sequence[bytes], connections: int, seconds: int, folder: Path, processes: dict[str, int]
) -> tuple[wrk.Load, dict[str, float]]:
    """A load, and the processor time (µs an answer) that each of some processes and wrk had meanwhile."""
    before = {name: cpu_seconds(pid) for name, pid in processes.items()}
    children = _children_seconds()
    load = wrk.run(url, requests, connections, seconds, folder)
    spent = {name: cpu_seconds(pid) - before[name] for name, pid in processes.items()}
    spent["wrk"] = _children_seconds() - children
    return load, {name: seconds * 1e6 / max(load.answered, 1) for name, seconds in spent.items()}


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def gunicorn(plan: Plan, log: Path, app: str, env: dict[str, str | None], root: Path = ROOT) -> Service:
    """gunicorn as the Procfile has it, with this application, in the tree of ``root``."""
    (line,) = [line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:")]
    command = [app if word == "wsgi:app" else word for word in shlex.split(line.removeprefix("web:"))]
    command[0] = str(Path(sys.executable).with_name(command[0]))
    port = free_port()
    settings = {"PORT": str(port), "WEB_CONCURRENCY": str(plan.workers), "ANTREAN_THREADS": str(plan.threads)}
    return Service(command, f"http://127.0.0.1:{port}", {"ANTREAN_LOG_LEVEL": None, **settings, **env}, log, root)
