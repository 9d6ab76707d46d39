"""One client's connection, and its answer on the way to it."""

import socket
from collections.abc import Callable
from typing import Any

from antrean.server.wire import Wire


class Connection:
    """What the worker knows of a connection. Its socket never blocks.

    Attributes:
        wire: what has come and no thread has taken.
        request: what a thread works on.
        cut: the request is not all that the client meant to send, so nothing can follow it.
        answer: what the thread has to say; gunicorn writes it to ``self`` as if this were the socket.
        rest: what of the answer did not fit into the kernel's buffer.
        keep: another request may follow.
        error: why a thread could not answer.
        event: what the poller looks for; 0: nothing.
        until: when it is closed, by the monotonic clock; counts while it waits.
        began: when the first byte of a request came, by the same.
        held: the bytes that it is counted with.
        served: its whole requests so far.
        on_event: what the poller calls.
    """

    __slots__ = (
        *("answer", "began", "client", "cut", "error", "event", "held", "keep", "on_event", "raw", "request", "rest"),
        *("served", "server", "until", "wire"),
    )

    def __init__(self, raw: socket.socket, client: Any, server: Any) -> None:
        raw.setblocking(False)
        self.raw, self.client, self.server = raw, client, server
        self.wire = Wire()
        self.request = b""
        self.answer: list[bytes] = []
        self.rest = memoryview(b"")
        self.cut = self.keep = False
        self.until = self.began = 0.0
        self.held = self.served = self.event = 0
        self.error: Exception | None = None
        self.on_event: Callable[[Connection], None] | None = None

    def fileno(self) -> int:
        return self.raw.fileno()

    @property
    def idle(self) -> bool:
        """Nothing is under way on it: no request that has begun, no answer that is not out."""
        return not len(self.wire) and self.on_event is None

    def sendall(self, data: bytes) -> None:
        """Keep it: an answer goes out in one piece, when it is known whole."""
        self.answer.append(data)

    def send_answer(self) -> None:
        """Send what the kernel takes of the answer at once; ``rest`` has the rest.

        Raises:
            OSError: the client has gone.
        """
        whole = b"".join(self.answer)
        self.answer.clear()
        try:
            sent = self.raw.send(whole)
        except BlockingIOError:
            sent = 0
        if sent < len(whole):
            self.rest = memoryview(whole)[sent:]

    def send_rest(self) -> bool:
        """Send more of the answer; whether all of it is out.

        Raises:
            OSError: the client has gone.
        """
        self.rest = self.rest[self.raw.send(self.rest) :]
        return not self.rest
