"""How long a call may wait for the store, and how many threads may at once.

A request has a budget of seconds, out of which all its calls are paid: their tries, their pauses, their connecting. A
call outside of a request, as at the command line, has such a budget of its own. What the process does between calls
costs nothing, so a body that comes slowly or a slow hash takes no time from the store.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.retry import Retry

from antrean.store.larangan import sebab

# Pauses between tries: a store that is starting again is not asked faster than this.
PAUSE_FIRST_S, PAUSE_LONGEST_S = 0.05, 0.5
_PAUSES = ExponentialWithJitterBackoff(base=PAUSE_FIRST_S, cap=PAUSE_LONGEST_S)
# One try takes half of what is left, so that a connection that is dead without a word leaves time for another; but no
# less than this, where there is as much: the server may be asked to wait half a second for an event.
LEAST_TRY_S = 1.0
_SHORTEST_TRY_S = 0.01  # a socket takes 0 for not waiting at all
# After so long without any answer to this process, the store counts as silent.
SILENT_S = 2.0
# Of how many threads one is kept from waiting for a silent store.
_ONE_KEPT_OF = 8

_FOR_GOOD = (redis.exceptions.AuthenticationError, redis.exceptions.AuthorizationError)
UNANSWERED = (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError)
T = TypeVar("T")


class _Running(threading.local):
    """What this thread is at: when its call must end, and what its request has left."""

    until: float | None = None
    budget: float | None = None


_running = _Running()


def try_s(otherwise: float | None) -> float | None:
    """Seconds that one try of the running call may take; ``otherwise`` where none runs."""
    if _running.until is None:
        return otherwise
    left = _running.until - time.monotonic()
    return max(left / 2, min(left, LEAST_TRY_S), _SHORTEST_TRY_S)


def is_for_good(error: Exception) -> bool:
    """Whether no answer will come, however long one waits: the login is wrong, or a certificate. Of sentinels that were
    asked in vain one may be so, and another come back."""
    one = type(error) is redis.exceptions.ConnectionError
    return isinstance(error, _FOR_GOOD) or (one and bool(sebab(error)))


def pause(error: Exception, failures: int) -> bool:
    """Wait before the next try of the running call; False where there is no time for one, or no use in it."""
    seconds: float = _PAUSES.compute(failures)
    if is_for_good(error) or _running.until is None or time.monotonic() + seconds >= _running.until:
        return False
    time.sleep(seconds)
    return True


class UntilOver(Retry):
    """Has the client try again for as long as the running call may go on."""

    def __init__(self) -> None:
        super().__init__(_PAUSES, 0, UNANSWERED)

    def call_with_retry(
        self,
        do: Callable[[], T],
        fail: Callable[..., Any],
        is_retryable: Callable[[Exception], bool] | None = None,
        with_failure_count: bool = False,
    ) -> T:
        """As the client's own."""
        failures = 0
        while True:
            try:
                return do()
            except self._supported_errors as error:
                failures += 1
                fail(error, failures) if with_failure_count else fail(error)
                if (is_retryable and not is_retryable(error)) or not pause(error, failures):
                    raise


class Waiting:
    """The budget of each request, and the places of those who wait.

    While the store answers, every thread may wait for it. Once it is silent, some threads are kept free of waiting,
    so that what needs no store is answered: whoever would take one of them is turned away at once.

    Args:
        seconds: the budget.
        threads: how many answer requests in this process; 0: nobody is turned away.
    """

    def __init__(self, seconds: float, threads: int = 0) -> None:
        self.seconds = seconds
        # Told what was called and how many seconds that took, without those that the server was asked to wait.
        self.diukur: Callable[[str, float], None] | None = None
        self._places = max(threads - max(threads // _ONE_KEPT_OF, 1), 1) if threads else 1 << 30
        self._inside: set[int] = set()
        self._answered = 0.0

    def request(self) -> "_Request":
        """While it is open, this thread's calls are paid out of one budget."""
        return _Request(self.seconds)

    def call(self, within_s: float | None = None, free_s: float = 0.0, nama: str = "") -> "_Call":
        """A call of this thread.

        Args:
            within_s: fewer seconds than the budget.
            free_s: so long the server is asked to wait; that is not paid for.
            nama: what it is measured as.

        Raises:
            redis.TimeoutError: on entering: the store is silent, and enough threads wait for it; or the budget is
                spent. Nothing was asked.
        """
        return _Call(self, within_s, free_s, nama)

    def enter(self, left: float) -> float:
        """Take a place at the store with so many seconds left; how many of them may be spent there."""
        if left <= 0:
            raise redis.exceptions.TimeoutError("The store took all the time that there was")
        now = time.monotonic()
        if not self._inside:
            self._answered = now
        elif len(self._inside) >= self._places:
            silent = now - self._answered
            if silent > SILENT_S:
                raise redis.exceptions.TimeoutError(
                    f"The store is silent, and {len(self._inside)} threads wait for it already"
                )
            left = min(left, max(SILENT_S - silent, LEAST_TRY_S))
        self._inside.add(threading.get_ident())
        return left

    def leave(self, answered: bool) -> None:
        """Give it back."""
        self._inside.discard(threading.get_ident())
        if answered:
            self._answered = time.monotonic()


class _Request:
    __slots__ = ("_seconds",)

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        _running.budget = self._seconds

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _running.budget = None


class _Call:
    __slots__ = ("_free_s", "_nama", "_since", "_waiting", "_within_s")

    def __init__(self, waiting: Waiting, within_s: float | None, free_s: float, nama: str) -> None:
        self._waiting = waiting
        self._nama = nama
        self._within_s = within_s
        self._free_s = free_s
        self._since = 0.0

    def __enter__(self) -> Self:
        left = self._waiting.seconds if _running.budget is None else _running.budget
        if self._within_s is not None:
            left = min(left, self._within_s)
        left = self._waiting.enter(left)
        self._since = time.monotonic()
        _running.until = self._since + left + self._free_s
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _running.until = None
        self._waiting.leave(kind is None or not issubclass(kind, UNANSWERED))
        spent = max(time.monotonic() - self._since - self._free_s, 0)
        if _running.budget is not None:
            _running.budget -= spent
        if self._waiting.diukur:
            self._waiting.diukur(self._nama, spent)
