"""Keeps gunicorn, whatever runs beside it, and the embedded store running: what is killed, or fails after it served, is
started again. What the machine does not give for a while, memory or a process, is asked for until it does."""

import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
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


class Child:
    """A process that is kept running: where it is killed, or fails after it served, it is started again; another exit
    code of its own is told to who looks. It finds a lifeline in its environment (antrean/lifeline.py), tells it when it
    serves, and stops at its end.

    Args:
        name: for messages.
        command, env: how it is started.
        files: more that it inherits.
    """

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str], files: Sequence[int] = ()) -> None:
        self.name = name
        self._lifeline, self._patience = Lifeline(), Patience()
        self._command, self._env = list(command), {**env, **self._lifeline.env}
        self._files = [self._lifeline.child_end, *files]
        self._process: subprocess.Popen[bytes] | None = None
        self._again_at = 0.0
        self._told_refused = False

    def start(self) -> None:
        """Start it.

        Raises:
            OSError: the machine gives it no memory, or no process.
        """
        # A session of its own: Ctrl-C in the terminal is for us, who pass it on.
        self._process = subprocess.Popen(self._command, env=self._env, start_new_session=True, pass_fds=self._files)  # noqa: S603

    def look(self, *, again: bool) -> int | None:
        """The exit code that it ended with; None while it runs, or waits to be started again.

        Args:
            again: it is to run; else what was killed has ended with 0, for it was we who asked.

        Raises:
            OperatorError: it is killed again and again before it can serve.
        """
        code = self._process.poll() if self._process else -1
        if code is None:
            return None
        if not again:
            return max(code, 0)
        if self._process:
            served = self._lifeline.was_ready()
            if code == 0 or (code > 0 and not served):  # it was asked to, or will never serve
                return code
            self._wait_for_next(code, served)
        if time.monotonic() >= self._again_at:
            self._start_again()
        return None

    def wait(self, seconds: float) -> None:
        """So long at most, for its end."""
        try:
            if self._process and self._process.poll() is None:
                self._process.wait(seconds)
            else:
                time.sleep(seconds)
        except subprocess.TimeoutExpired:
            pass

    def signal(self, signum: signal.Signals) -> None:
        """Pass a signal on."""
        if self._process:
            self._process.send_signal(signum)

    def end(self) -> None:
        """Wait for its end."""
        if self._process:
            self._process.wait()

    def _start_again(self) -> None:
        try:
            self.start()
        except OSError as error:
            if not self._told_refused:
                _tell(f"{self.name} cannot be started: {error.strerror or error}. It is tried again until it can.")
            self._told_refused, self._again_at = True, time.monotonic() + _PAUSES_S[-1]
        else:
            self._told_refused = False

    def _wait_for_next(self, code: int, served: bool) -> None:
        pause = self._patience.died(served=served)
        how = f"{self.name} " + (f"ended with {code}" if code > 0 else f"was killed by {signal.Signals(-code).name}")
        if code > 0:
            pause = _PAUSES_S[-1]  # what fails by itself may do so again at once
        if pause is None:
            raise OperatorError(
                f"{how}, {MOST_FAILED} times in a row before it could serve. Look at the machine's memory and at "
                "its log (`dmesg`), and start again."
            )
        _tell(f"{how}, and is started again.")
        self._process, self._again_at = None, time.monotonic() + pause


class Supervisor:
    """Runs processes until one ends by itself or all are asked to.

    Args:
        children: the first is the one whose end is noticed at once.
        embedded: the store that is kept running beside them, entered by the caller.
    """

    def __init__(self, children: Sequence[Child], embedded: EmbeddedStore | None) -> None:
        self._children, self._embedded = list(children), embedded
        self._store_patience, self._told_refused = Patience(), False
        self._store_again_at = self._mark_at = 0.0
        self._asked = 0

    def run(self) -> int:
        """Until one of them ends with an exit code of its own; that. The others are stopped.

        Raises:
            OperatorError: one of them cannot be started at all; or it, or the store, dies before it can serve, again
                and again.
        """
        try:
            for child in self._children:
                try:
                    child.start()
                except OSError as error:
                    raise OperatorError(
                        f"{child.name} cannot be started: {error.strerror or error}. Look at the machine's memory, and "
                        "at how many processes its user may have (`ulimit -u`)."
                    ) from error
            for signum in stop_signals():
                signal.signal(signum, self._stop)
            while True:
                codes = [child.look(again=not self._asked) for child in self._children]
                ended = [code for code in codes if code is not None]
                if ended and (not self._asked or len(ended) == len(codes)):
                    return max(ended)
                self._keep_store()
                self._children[0].wait(WATCH_S)
        finally:
            for child in self._children:
                child.signal(signal.SIGTERM)
            for child in self._children:
                child.end()

    def _keep_store(self) -> None:
        if self._embedded is None or time.monotonic() < self._store_again_at:
            return
        try:
            if not self._embedded.ensure():
                self._told_refused = False
                if time.monotonic() >= self._mark_at:
                    self._embedded.remember()
                    self._mark_at = time.monotonic() + MARK_S
                return
        except OperatorError as error:
            pause = self._store_patience.died(served=False)
            if pause is None:
                raise
            self._store_again_at = time.monotonic() + pause
            _tell(f"{error}\nIt is tried again.")
        except OSError as error:  # no memory for it now, or no room for one more file
            if not self._told_refused:
                sebab = error.strerror or error
                _tell(f"The embedded Redis cannot be looked after: {sebab}. It is tried again until it can.")
            self._told_refused, self._store_again_at = True, time.monotonic() + _PAUSES_S[-1]
        else:
            self._store_patience.died(served=True)
            _tell("The embedded Redis had died and was started again.")

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        """The first signal to stop does so gracefully, the next at once."""
        self._asked += 1
        for child in self._children:
            child.signal(signal.SIGTERM if self._asked == 1 else signal.SIGQUIT)


def _tell(sentence: str) -> None:
    """To whoever watches, if anybody: a full disk or a terminal that is gone stops nothing."""
    with suppress(OSError):
        click.echo(sentence, err=True)


def stop_signals() -> list[signal.Signals]:
    """Ctrl-C, a supervisor's stop, and the end of the terminal, unless `nohup` said to outlive it."""
    outlive = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM] if outlive else [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
