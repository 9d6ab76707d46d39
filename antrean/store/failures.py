"""What the client raises, as what it means: a store that cannot serve now, one that is set up otherwise than we need
it, or a fault of ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from antrean.errors import StoreMenolak, StoreUnavailable
from antrean.store.larangan import sebab
from antrean.store.waiting import UNANSWERED

# What a server answers while it lives but cannot serve: busy with a script, out of memory, its disk full, a replica
# after a failover. Anything else that it refuses is a fault of ours. The client has classes for some of these, from
# whose text it takes the code; the others, and whatever a command within a script met, still begin with it.
_PASSING = (
    *("OOM", "MISCONF", "READONLY", "BUSY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "NOREPLICAS"),
    "UNBLOCKED",
)
_PASSING_ERRORS = (
    *UNANSWERED,
    redis.exceptions.OutOfMemoryError,
    redis.exceptions.ReadOnlyError,
    redis.exceptions.ClusterDownError,
    redis.exceptions.TryAgainError,
    redis.exceptions.InvalidResponse,  # what answers there is no Redis, or something stands in between
)

_PIPELINED = re.compile(r"Command # \d+ \(.*\) of pipeline caused error: ", re.DOTALL)


@contextmanager
def store_errors() -> Iterator[None]:
    """Turn what the client raises when the store cannot serve into StoreUnavailable, and where it is set up otherwise
    than we need it into StoreMenolak."""
    try:
        yield
    except _PASSING_ERRORS as error:
        _forget_the_command(error)
        raise _unavailable(error) from error
    except redis.exceptions.ResponseError as error:
        _forget_the_command(error)
        if is_word(error, _PASSING) or sebab(error):
            raise _unavailable(error) from error
        raise


def _unavailable(error: Exception) -> StoreUnavailable:
    return StoreMenolak(karena) if (karena := sebab(error)) else StoreUnavailable()


def is_word(error: Exception, words: tuple[str, ...]) -> bool:
    """Whether one of these is the code of what the server said, to the command or to one within its script."""
    return str(error).lstrip("-").startswith(words) or any(f"-{word} " in str(error) for word in words)


def _forget_the_command(error: Exception) -> None:
    """The client tells which command of a pipeline failed, with its arguments: keys that hold identity numbers, and
    this text ends in a log."""
    error.args = (_PIPELINED.sub("", str(error)),)
