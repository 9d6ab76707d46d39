"""Keeps gunicorn and the embedded store running: whichever is killed is started again."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from types import FrameType

import click

from antrean.embedded import EmbeddedStore
from antrean.errors import OperatorError
from antrean.lifeline import Lifeline

WATCH_S = 0.2
MARK_S = 5
MOST_FAILED = 6
_PAUSES_S = (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)


class Patience:
    """How often in a row something may die before it could serve."""

    def __init__(self) -> None:
        self._failed = 0

    def died(self, *, served: bool) -> float | None:
        """Seconds to wait before the next start; None: that is enough."""
        self._failed = 0 if served else self._failed + 1
        return None if self._failed >= MOST_FAILED else _PAUSES_S[self._failed]


class Supervisor:
    """Runs one gunicorn until it ends by itself or is asked to.

    Args:
        command, env: how gunicorn is started.
        embedded: the store that is kept running beside it, entered by the caller.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], embedded: EmbeddedStore | None) -> None:
        self._command, self._embedded = list(command), embedded
        self._lifeline = Lifeline()
        self._env = {**env, **self._lifeline.env, **(embedded.lock_env if embedded else {})}
        self._gunicorn_patience, self._store_patience = Patience(), Patience()
        self._store_again_at = self._mark_at = 0.0
        self._gunicorn: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def run(self) -> int:
        """Until gunicorn ends with an exit code of its own; that.

        Raises:
            OperatorError: gunicorn or the store dies before it can serve, again and again.
        """
        gunicorn = self._start()
        for signum in stop_signals():
            signal.signal(signum, self._stop)
        try:
            while True:
                try:
                    code = gunicorn.wait(WATCH_S)
                except subprocess.TimeoutExpired:
                    self._keep_store()
                    continue
                if code >= 0 or self._asked:
                    return max(code, 0)  # asked before gunicorn could listen to signals, it dies of ours
                self._wait_before_next(signal.Signals(-code).name)
                if not self._asked:
                    gunicorn = self._start()
        finally:
            gunicorn.terminate()
            gunicorn.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C in the terminal is for us, who pass it on.
        # It holds the store's lock too: should we be killed, no other command stops the store under it.
        files = [self._lifeline.child_end, *([self._embedded.lock] if self._embedded else [])]
        self._gunicorn = subprocess.Popen(self._command, env=self._env, start_new_session=True, pass_fds=files)  # noqa: S603
        return self._gunicorn

    def _wait_before_next(self, killed_by: str) -> None:
        pause = self._gunicorn_patience.died(served=self._lifeline.was_ready())
        how = f"gunicorn was killed by {killed_by}"
        if pause is None:
            raise OperatorError(
                f"{how}, {MOST_FAILED} times in a row before it could serve. Look at the machine's memory and at "
                "its log (`dmesg`), and start again."
            )
        click.echo(f"{how}, and is started again.", err=True)
        time.sleep(pause)

    def _keep_store(self) -> None:
        if self._embedded is None or time.monotonic() < self._store_again_at:
            return
        try:
            if not self._embedded.ensure():
                if time.monotonic() >= self._mark_at:
                    self._embedded.remember()
                    self._mark_at = time.monotonic() + MARK_S
                return
        except OperatorError as error:
            pause = self._store_patience.died(served=False)
            if pause is None:
                raise
            self._store_again_at = time.monotonic() + pause
            click.echo(f"{error}\nIt is tried again.", err=True)
        else:
            self._store_patience.died(served=True)
            click.echo("The embedded Redis had died and was started again.", err=True)

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        """The first signal to stop does so gracefully, the next at once."""
        self._asked += 1
        if self._gunicorn:
            self._gunicorn.send_signal(signal.SIGTERM if self._asked == 1 else signal.SIGQUIT)


def stop_signals() -> list[signal.Signals]:
    """Ctrl-C, a supervisor's stop, and the end of the terminal, unless `nohup` said to outlive it."""
    outlive = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM] if outlive else [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
