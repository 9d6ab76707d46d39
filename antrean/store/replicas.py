"""Answers that wait until replicas have what they say (ANTREAN_WAIT_REPLICAS).

Redis answers a write before its replicas have it. When the primary is lost then, a replica takes over that does not
know of it. ``WAIT`` tells how many have received it: in their memory, not on their disk. So it guards against the loss
of a machine, as the append-only file guards against the death of a process.
"""

from threading import Lock
from typing import Any

import hiredis
import redis

from antrean.errors import StoreUnavailable
from antrean.store.waiting import try_s

# Of the time that a try may take: the server must give up before we do.
_PART = 0.8
# While replicas are missing, one call waits in full to see them come back, and the others only so long. Or all threads
# would wait, and nothing else be answered.
SHORT_MS = 100
_MARK_KEPT_S = 60


class TooFewReplicas(Exception):
    """What became of a write is unknown: it may be lost in a failover."""


class Replicas:
    """How many must have a write, and whether they had the last.

    Args:
        count: at least 1.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._there = True
        self._looking = Lock()

    def ask(
        self, mark: str, connection: Any, words: tuple[Any, ...], asking: bool = False
    ) -> tuple[Any, "int | Exception"]:
        """Send a command, and with it the question how many replicas have all up to it: one round trip.

        ``WAIT`` speaks of what its own connection wrote, to servers from 7.2 on; and a script that repeats its answer
        writes nothing. So a mark is written in between: who has the mark has all that came before it, from whomever.

        Args:
            mark: its key, of the same hospital.
            asking: as for ``ask_once``.

        Returns:
            The command's reply, and how many replicas have it; or why that is not known.

        Raises:
            redis.RedisError: what the client raises for the command.
        """
        looks = not self._there and self._looking.acquire(blocking=False)
        try:
            patient = self._there or looks
            wait_ms = max(int((try_s(None) or 0) * _PART * 1000), 1) if patient else SHORT_MS
            asked = (("ASKING",),) if asking else ()  # it holds for one command
            marking = ("SET", mark, "1", "EX", _MARK_KEPT_S)
            commands = (*asked, words, *asked, marking, ("WAIT", self.count, wait_ms))
            connection.send_packed_command([b"".join(map(pack, commands))])
            # All must be read, or the next to use the connection gets what is left.
            said = [_reply(connection) for _ in commands]
            reply, marked, reached = said[len(asked)], said[-2], said[-1]
            if isinstance(reached, int) and reached >= self.count:
                self._there = True
            elif patient:
                self._there = False
        finally:
            if looks:
                self._looking.release()
        if asking and isinstance(said[0], Exception):
            raise said[0]
        for one in (reply, marked):
            if isinstance(one, redis.exceptions.AskError):  # MOVED too: on a cluster another node has to be asked
                raise one
        if isinstance(reply, Exception):
            raise reply
        return reply, marked if isinstance(marked, Exception) else reached

    def check(self, reached: "int | Exception") -> None:
        """See that enough have it.

        Raises:
            StoreUnavailable: they do not, or that is not known.
            redis.RedisError: the server did not take the question.
        """
        if isinstance(reached, Exception):
            raise reached
        if reached < self.count:
            raise StoreUnavailable from TooFewReplicas(
                f"{reached} replicas have the change, and ANTREAN_WAIT_REPLICAS is {self.count}"
            )


def pack(words: tuple[Any, ...]) -> bytes:
    """A command as it goes over the wire."""
    return hiredis.pack_command(words)


def _reply(connection: Any) -> Any:
    try:
        return connection.read_response()
    except redis.exceptions.ResponseError as error:
        return error
