"""A redis-server of our own, for a machine without one: real, append-only with fsync always, on a unix socket.

Several processes may use it at once: ``antrean serve`` and, meanwhile, any other command. Each holds a shared lock
while it does; whoever finds no server starts one, and the last to leave stops it. A server that outlived a killed
process is taken over by the next. Beside the data lies a mark of what they last held, so that a start that finds less
says so.
"""

import base64
import fcntl
import hashlib
import os
import secrets
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

from antrean.clock import Clock
from antrean.domain.loss import Loss
from antrean.embedded.binaries import find_redis_server
from antrean.embedded.files import DataDir, Mark, cannot_use
from antrean.errors import OperatorError, StoreUnavailable
from antrean.store import Store

__all__ = ["EmbeddedStore", "find_redis_server", "leave_inherited"]

LOCK_ENV = "_ANTREAN_EMBEDDED_LOCK"  # the number of the inherited lock; nobody sets it by hand
_START_S = 60
_STARTING_S = 5  # for one whose lock is held and who does not listen: it starts, or its child outlives it
_STOP_S = 30
_ASK_S = 5
_POLL_S = 0.02
_LONGEST_SOCKET_PATH = 100  # the system's own limit is 107 bytes


class EmbeddedStore:
    """The server of one data directory.

    Args:
        data_dir: made if it is missing, readable by its owner only.
        say: is told in sentences what a start found that somebody should know.
    """

    def __init__(self, data_dir: Path, say: Callable[[str], object] = lambda _: None) -> None:
        self.data_dir = data_dir.absolute()
        self._files, self._say = DataDir(self.data_dir), say
        self._started: subprocess.Popen[bytes] | None = None
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._users = _lock_file(self.data_dir / "users.lock")
            self._door = _lock_file(self.data_dir / "door.lock")
            self._server = _lock_file(self.data_dir / "server.lock")
        except OSError as error:
            raise OperatorError(cannot_use(self.data_dir, error)) from error
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
            OperatorError: it does not start, with its own last words; nothing can read what is there; or nothing is
                there of what there was.
        """
        with self._locked_door():
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._start_if_gone()
            except OperatorError:
                fcntl.flock(self._users, fcntl.LOCK_UN)
                raise

    def ensure(self) -> bool:
        """Start the server again if it died; whether it had.

        Raises:
            OperatorError: it does not start.
        """
        with self._locked_door():
            return self._start_if_gone()

    def remember(self) -> None:
        """Mark what the store holds now; whoever serves does so every few seconds."""
        with self._locked_door():
            self._remember()

    def leave(self) -> None:
        """Stop using the server; stop it if nobody else does."""
        with self._locked_door():
            self._remember()
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
        if self._started:  # its files are closed a moment before it is gone; without this it stays as a zombie
            with suppress(subprocess.TimeoutExpired):
                self._started.wait(_STARTING_S)
        self._files.check_owner()
        wrote, mark, cut = self._files.wrote(), self._files.mark(), self._files.cut()
        binary = find_redis_server(wrote, self.data_dir)
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
            self._started = subprocess.Popen(  # noqa: S603 - our own command
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                pass_fds=[lives.fileno()],
            )
        deadline = time.monotonic() + _START_S
        while not self._answers():
            if self._started.poll() is not None or time.monotonic() > deadline:
                raise self._no_start(binary, log)
            time.sleep(_POLL_S)
        try:
            self._compare(mark, cut)
        except StoreUnavailable as error:  # it died again at once; the mark is as it was, for the next start
            raise self._no_start(binary, log) from error
        self._remember()
        now = self._files.mark()
        if wrote and now and wrote.line != now.wrote.line:
            self._say(
                f"The data in {self.data_dir} were last written by {wrote}, and are now by {now.wrote}. An older "
                "server than that cannot read them any more."
            )
        return True

    def _no_start(self, binary: Path, log: Path) -> OperatorError:
        return OperatorError(
            f"The embedded Redis ({binary}) did not start in {self.data_dir}. Copy that folder away before you do what "
            f"its log advises, which may cut the data. It ends:\n{_tail(log)}"
        )

    def _compare(self, mark: Mark | None, cut: int) -> None:
        """What a start found, with what there was."""
        if mark is None:
            return
        with self._store() as store:
            held = store.loss.held()
            if mark.held.hospitals and not held.hospitals:
                self._stop()
                there_were = ", ".join(sorted(mark.held.hospitals))
                raise OperatorError(
                    f"The store in {self.data_dir} came up empty, and it held {there_were}; its files are {cut:,} "
                    "bytes shorter than they were. Nothing is served from it. Look whether files were taken away, or "
                    "another folder put in this one's place; restore its last backup. For a new store set "
                    "ANTREAN_DATA_DIR to a new folder."
                )
            if loss := Loss.between(str(self.data_dir), Clock().now_ms(), cut, mark.held, held):
                store.loss.keep(loss)
                self._say(str(loss))

    def _remember(self) -> None:
        # The sizes first: what is in the files by then is on disk when the server has answered, for it writes, syncs
        # and answers in turn.
        if not self._answers():
            return
        sizes = self._files.sizes()
        with suppress(StoreUnavailable, OSError), self._store() as store:
            self._files.set_mark(Mark(store.health.version(), Clock().now_ms(), sizes, store.loss.held()))

    @contextmanager
    def _store(self) -> Iterator[Store]:
        client = redis.Redis(
            unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0), decode_responses=True
        )
        with client:
            yield Store(client, 0, timeout_s=_ASK_S)

    def _stop(self) -> None:
        deadline = time.monotonic() + _STOP_S
        while self._lives() and time.monotonic() < deadline:
            client = redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=Retry(NoBackoff(), 0))
            with client, suppress(redis.exceptions.RedisError):  # it has only just been started, or is on its way out
                client.shutdown(nosave=True)
            time.sleep(_POLL_S)
        if self._started:
            with suppress(subprocess.TimeoutExpired):
                self._started.wait(max(deadline - time.monotonic(), 0))

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
        except (redis.exceptions.BusyLoadingError, redis.exceptions.TimeoutError, redis.exceptions.ResponseError):
            return False  # also busy with a script, on a machine that stood still in the middle of it
        except redis.exceptions.ConnectionError:
            return None
        finally:
            client.close()


def leave_inherited(data_dir: Path, env: Mapping[str, str]) -> None:
    """The last step of a process that inherited the lock, if it did: the server stops if nobody else uses it."""
    if LOCK_ENV in env:
        os.close(int(env[LOCK_ENV]))
        EmbeddedStore(data_dir).leave()


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
