"""Requests that arrive when they were planned to, whether or not the service keeps up.

An answer's time counts from the planned arrival. So a service that stalls is charged for everybody who would have
come meanwhile, which a closed loop hides: its clients wait, and do not ask.
"""

import gc
import math
import multiprocessing
import re
import select
import socket
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

_CODE = re.compile(rb'"code":\s*(\d+)')
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_GIVE_UP_S = 60


@dataclass(slots=True)
class Answer:
    """One request. Seconds from the start of the run.

    Attributes:
        late: how long it was kept although it was due and a connection was free; that is the client's fault.
        done: None where there is no answer.
    """

    planned: float
    late: float = 0.0
    done: float | None = None
    body: bytes = b""

    @property
    def code(self) -> int:
        """``metadata.code``; 0 where there is none."""
        found = _CODE.search(self.body)
        return int(found[1]) if found else 0

    @property
    def ms(self) -> float:
        """Milliseconds from the planned arrival to the answer; for ever where there is none."""
        return math.inf if self.done is None else (self.done - self.planned) * 1000


@dataclass(frozen=True, slots=True)
class Run:
    """What came of it, and the share of one processor that the client itself had."""

    answers: list[Answer]
    seconds: float
    client_cpu: float


@dataclass(slots=True)
class _Line:
    """A connection, the request on it, and what has come of the answer."""

    connection: socket.socket
    answer: Answer | None = None
    received: bytearray = field(default_factory=bytearray)


def run(url: str, requests: Sequence[bytes], planned: Sequence[float], connections: int) -> Run:
    """Send each request at its planned second, from a process of its own."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(send, url, requests, planned, connections).result()


def send(url: str, requests: Sequence[bytes], planned: Sequence[float], connections: int) -> Run:
    """The same, in this process."""
    host, _, port = url.removeprefix("http://").partition(":")
    client = _Client((host, int(port)), requests, planned)
    gc.collect()
    gc.disable()
    began, cpu = time.perf_counter(), time.process_time()
    try:
        client.open(connections)
        began, cpu = time.perf_counter(), time.process_time()
        client.run(began)
    finally:
        gc.enable()
        client.close()
    seconds = time.perf_counter() - began
    return Run(client.answers, seconds, (time.process_time() - cpu) / seconds)


class _Client:
    def __init__(self, address: tuple[str, int], requests: Sequence[bytes], planned: Sequence[float]) -> None:
        self.answers = [Answer(second) for second in planned]
        self._address, self._requests = address, requests
        self._poll = select.epoll()
        self._lines: dict[int, _Line] = {}
        # First in, first out: none lies idle for so long that the server closes it.
        self._idle: deque[tuple[_Line, float]] = deque()
        self._under_way = 0

    def open(self, connections: int) -> None:
        for _ in range(connections):
            self._connect()

    def close(self) -> None:
        for line in self._lines.values():
            line.connection.close()
        self._poll.close()

    def run(self, began: float) -> None:
        """Until all are answered, or none has been for a minute."""
        self._began = began
        following, last = 0, time.perf_counter()
        while following < len(self.answers) or self._under_way:
            now = time.perf_counter()
            while following < len(self.answers) and self._idle and self.answers[following].planned <= now - began:
                self._begin(following)
                following += 1
            wait = 1.0
            if following < len(self.answers) and self._idle:
                wait = max(self.answers[following].planned - (time.perf_counter() - began), 0)
            # epoll waits in whole milliseconds, select in microseconds; one can wait for the other.
            if select.select([self._poll], [], [], wait)[0]:
                last = time.perf_counter()
                for number, _ in self._poll.poll(0):
                    self._read(number)
            elif self._under_way and time.perf_counter() - last > _GIVE_UP_S:
                return

    def _connect(self) -> None:
        connection = socket.create_connection(self._address, timeout=30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setblocking(False)
        line = _Line(connection)
        self._lines[connection.fileno()] = line
        self._poll.register(connection.fileno(), select.EPOLLIN)
        self._idle.append((line, 0.0))

    def _begin(self, which: int) -> None:
        line, since = self._idle.popleft()
        answer = line.answer = self.answers[which]
        try:
            line.connection.send(self._requests[which])  # smaller than any socket's buffer
        except OSError:
            self._replace(line)
            return
        answer.late = time.perf_counter() - self._began - max(answer.planned, since)
        self._under_way += 1

    def _read(self, number: int) -> None:
        line = self._lines[number]
        try:
            received = line.connection.recv(65536)
        except OSError:
            received = b""
        if not received:
            self._under_way -= line.answer is not None
            self._replace(line)
            return
        line.received += received
        head, end, body = bytes(line.received).partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if end and length and len(body) >= int(length[1]) and line.answer:
            line.answer.done = time.perf_counter() - self._began
            line.answer.body = body
            line.answer = None
            line.received.clear()
            self._under_way -= 1
            self._idle.append((line, time.perf_counter() - self._began))

    def _replace(self, line: _Line) -> None:
        """Its request has no answer; another connection takes its place."""
        self._idle = deque(idle for idle in self._idle if idle[0] is not line)
        self._poll.unregister(line.connection.fileno())
        del self._lines[line.connection.fileno()]
        line.connection.close()
        self._connect()
