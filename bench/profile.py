"""Where the time of one ambil goes: the real application, called in one process, with a stop watch at each seam.

Every layer is timed from its call to its return, and what it called in turn is taken off; so the parts add up to the
whole. Wall time tells what a patient waits for, CPU time what the machine can do at most. The stop watches cost some
themselves: the whole without them stands below.
"""

import io
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import redis

from antrean import create_app
from antrean.config import Settings
from bench.asked import batch
from bench.durability import set_mode
from bench.machine import progress
from bench.seams import FLASK, Seam, seams
from bench.site import Site

CONNECTIONS = 32
_WARM = 200

Clock = Callable[[], int]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Any]


class StopWatches:
    """Time by part, without the time of the parts that it called."""

    def __init__(self, clock: Clock) -> None:
        self.spent: dict[str, int] = defaultdict(int)
        self._clock = clock
        self._inner: list[int] = []

    def timed(self, part: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same callable, timed."""
        clock, inner, spent = self._clock, self._inner, self.spent

        def measured(*args: Any, **kwargs: Any) -> Any:
            inner.append(0)
            began = clock()
            try:
                return call(*args, **kwargs)
            finally:
                took = clock() - began
                spent[part] += took - inner.pop()
                if inner:
                    inner[-1] += took

        return measured


def run(site: Site) -> dict[str, Any]:
    """The parts, and what each alone takes for comparison."""
    calls = site.plan.profile_calls
    app = create_app(Settings.from_env({name: value for name, value in site.env.items() if value}))
    ask = _Asker(site, app)
    ask(_WARM)
    progress("  the whole and its parts")
    whole = {clock: ask(calls, clock) for clock in (time.perf_counter_ns, time.thread_time_ns)}
    parts = {clock: _parts(ask, app, calls, clock) for clock in whole}
    wall, cpu = time.perf_counter_ns, time.thread_time_ns
    rows = [_row(part, parts[wall].get(part, 0.0), parts[cpu].get(part, 0.0)) for part in parts[wall]]
    rows.sort(key=lambda row: -row["cpu"])
    rows.append(_row("sum of the parts", sum(parts[wall].values()), sum(parts[cpu].values())))
    rows.append(_row("the whole, without stop watches", whole[wall], whole[cpu]))
    progress("  under gunicorn")
    worker = site.load(batch(site, "ambil"), CONNECTIONS)["cpu"]["workers"]
    rows.append(_row("gunicorn: HTTP, sockets, threads", None, worker - whole[cpu]))
    rows.append(_row("the whole in a gunicorn worker, 32 connections", None, worker))
    return {"rows": rows, "alone": _alone(site, app, ask, calls, whole[wall])}


def _row(part: str, wall: float | None, cpu: float) -> dict[str, Any]:
    return {"part": part, "wall": wall, "cpu": cpu}


class _Asker:
    """Calls the application with fresh requests, as a WSGI server does."""

    def __init__(self, site: Site, app: Wsgi) -> None:
        self._site, self.app = site, app

    def __call__(self, calls: int, clock: Clock = time.perf_counter_ns) -> float:
        """µs a call.

        Raises:
            RuntimeError: an answer was not 200.
        """
        environs = [_environ(request) for request in batch(self._site, "ambil", calls).requests]
        self._site.next += calls
        bodies = []
        began = clock()
        for environ in environs:
            bodies.append(b"".join(self.app(environ, _start_response)))
        took = clock() - began
        for body in bodies:
            if b'"code":200' not in body:
                raise RuntimeError(f"an ambil was answered with {body.decode()}")
            self._site.account.kodebooking.append(body.partition(b'"kodebooking":"')[2].partition(b'"')[0].decode())
        return took / calls / 1000


def _start_response(*_: Any) -> None:
    pass


def _environ(request: bytes) -> dict[str, Any]:
    """A raw request as PEP 3333 wants it."""
    head, _, body = request.partition(b"\r\n\r\n")
    line, *headers = head.decode().split("\r\n")
    method, path, protocol = line.split(" ")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": protocol,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for header in headers:
        name, _, value = header.partition(": ")
        name = name.upper().replace("-", "_")
        environ[name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"] = value
    return environ


def _parts(ask: _Asker, app: Any, calls: int, clock: Clock) -> dict[str, float]:
    """µs a call, by part."""
    watches = StopWatches(clock)
    plain, ask.app = ask.app, watches.timed(FLASK, ask.app)
    try:
        with watched(watches, seams(app)):
            ask(calls)
    finally:
        ask.app = plain
    return {part: spent / calls / 1000 for part, spent in watches.spent.items()}


@contextmanager
def watched(watches: StopWatches, at: list[Seam]) -> Iterator[None]:
    """Put a stop watch at each seam, and take them away again.

    Raises:
        RuntimeError: a seam is gone; the sentence names it.
    """
    put_back = []
    try:
        for seam in at:
            call = getattr(seam.owner, seam.name, None)
            if call is None:
                raise RuntimeError(
                    f"bench/seams.py names {seam.owner}.{seam.name}, which is gone: name what replaced it"
                )
            put_back.append((seam, call, seam.name in vars(seam.owner)))
            setattr(seam.owner, seam.name, watches.timed(seam.part, call))
        yield
    finally:
        for seam, call, own in reversed(put_back):
            if own:
                setattr(seam.owner, seam.name, call)
            else:
                delattr(seam.owner, seam.name)


def _alone(site: Site, app: Any, ask: _Asker, calls: int, whole: float) -> list[dict[str, Any]]:
    progress("  each alone")
    site.client.config_resetstat()
    ask(calls)
    script = site.client.info("commandstats")["cmdstat_evalsha"]["usec_per_call"]
    set_mode(site.client, "no file")
    unsaved = ask(calls)
    set_mode(site.client, "always")
    healthz = _environ(b"GET /healthz HTTP/1.1\r\nHost: bench\r\n\r\n")
    with socket.socket(socket.AF_UNIX) as connection, redis.Redis(unix_socket_path=site.socket) as client:
        connection.connect(site.socket)

        def ping() -> None:
            connection.sendall(b"PING\r\n")
            connection.recv(64)

        return [
            {"part": "the script in Redis, as Redis counts it", "us": script},
            {
                "part": "the append-only file: wall time with fsync always, less that without the file",
                "us": whole - unsaved,
            },
            {
                "part": "a view that does nothing (/healthz)",
                "us": _loop(lambda: app(dict(healthz), _start_response), calls),
            },
            {"part": "a PING to Redis and back, without redis-py", "us": _loop(ping, calls)},
            {"part": "the same PING with redis-py", "us": _loop(client.ping, calls)},
        ]


def _loop(call: Callable[[], Any], calls: int) -> float:
    call()
    began = time.perf_counter_ns()
    for _ in range(calls):
        call()
    return (time.perf_counter_ns() - began) / calls / 1000
