"""A connection of one's own, on which keys of any type go over as they are."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from antrean.store.connection import Connection

Perintah = Sequence[object]


class Jalur:
    """Commands in a row, without the client's retries: what is sent is sent once.

    It speaks RESP2, whose answers have the same shape on every server, and takes bytes that are no UTF-8 as surrogates.

    Args:
        kunci: a key; on a cluster those of its slot can be asked for.
    """

    def __init__(self, connection: Connection, kunci: str) -> None:
        redis: Any = connection.lane(kunci)
        self._errors = connection.errors
        redis.encoder.decode_responses = True
        redis.encoder.encoding_errors = "surrogateescape"
        self._redis = redis

    def __enter__(self) -> Self:
        try:
            self.satu("HELLO", 2)
        except BaseException:
            self._redis.disconnect()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._redis.disconnect()

    def satu(self, *words: object) -> Any:
        """Send one command and return its reply.

        Raises:
            StoreUnavailable: no answer.
        """
        return self.semua([words])[0]

    def semua(self, perintah: Sequence[Perintah]) -> list[Any]:
        """Send commands at once and return their replies.

        Raises:
            StoreUnavailable: no answer; how many of them were carried out is unknown.
        """
        with self._errors():
            self._redis.send_packed_command(self._redis.pack_commands([_bytes(words) for words in perintah]))
            return [self._redis.read_response() for _ in perintah]

    def sekaligus(self, perintah: Sequence[Perintah]) -> list[Any] | None:
        """Carry commands out in one step and return their replies; None where a watched key has changed.

        Raises:
            StoreUnavailable: no answer; all of them were carried out, or none.
            redis.ResponseError: one failed, and the others were carried out.
        """
        jawaban: list[Any] | None = self.semua([("MULTI",), *perintah, ("EXEC",)])[-1]
        for satu in jawaban or ():
            if isinstance(satu, Exception):
                raise satu
        return jawaban

    def baca(self) -> Any:
        """The next reply of a connection that is told things.

        Raises:
            StoreUnavailable: there is none within the time-out.
        """
        with self._errors():
            return self._redis.read_response()


def _bytes(words: Perintah) -> tuple[bytes, ...]:
    return tuple(str(word).encode("utf-8", "surrogateescape") for word in words)
