"""The open loop's client: whom a stall is charged to, and what becomes of a connection that dies."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from bench import arrivals

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n{"metadata":{"code":200}}   '
REQUEST = b"POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n"

Serve = Callable[[Callable[[socket.socket, int], None]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that does with the n-th connection what it is told."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []

    def start(answer: Callable[[socket.socket, int], None]) -> str:
        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                connections.append(connection)
                thread = threading.Thread(target=answer, args=(connection, len(connections)))
                thread.start()
                threads.append(thread)

        threads.append(threading.Thread(target=accept))
        threads[0].start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    for thread in threads:
        thread.join()
    for connection in connections:
        connection.close()


def read_request(connection: socket.socket) -> bool:
    """Read one request; False at the end."""
    received = b""
    while not received.endswith(b"\r\n\r\n"):
        try:
            part = connection.recv(4096)
        except OSError:
            return False
        if not part:
            return False
        received += part
    return True


def test_every_request_is_answered_once(serve: Serve) -> None:
    def answer(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            connection.sendall(OK[:40])
            connection.sendall(OK[40:])  # an answer may come in pieces

    done = arrivals.send(serve(answer), [REQUEST] * 50, [n / 1000 for n in range(50)], 4)
    assert [one.code for one in done.answers] == [200] * 50
    assert all(one.done is not None and one.done >= one.planned for one in done.answers)


def test_a_stall_is_charged_to_everybody_who_would_have_come(serve: Serve) -> None:
    everybody_due = threading.Event()

    def answer(connection: socket.socket, _: int) -> None:
        while read_request(connection):
            everybody_due.wait(0.1)  # the stall
            everybody_due.set()
            connection.sendall(OK)

    done = arrivals.send(serve(answer), [REQUEST] * 10, [n / 1000 for n in range(10)], 1)
    first, *rest = done.answers
    assert first.done is not None
    assert first.ms >= 100
    # They came within ten milliseconds, and the only connection was busy: each waited for the first one's answer,
    # and all but what came after that is the service's, not the client's.
    for one in rest:
        assert one.done is not None
        assert one.ms >= 90
        assert one.late <= one.done - first.done


def test_a_request_whose_connection_dies_has_no_answer(serve: Serve) -> None:
    def answer(connection: socket.socket, which: int) -> None:
        while read_request(connection):
            if which == 1:
                connection.shutdown(socket.SHUT_RDWR)
                return
            connection.sendall(OK)

    done = arrivals.send(serve(answer), [REQUEST] * 3, [0.0, 0.0, 0.0], 1)
    assert [one.code for one in done.answers] == [0, 200, 200]
    assert done.answers[0].done is None
    assert done.answers[0].ms == float("inf")
