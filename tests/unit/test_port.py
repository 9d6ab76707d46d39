"""A port for what runs beside: the wanted one where it can be had, also one that somebody has just left."""

import socket

from antrean.port import free_port


def just_left() -> int:
    """A port whose last connection was closed by who listened, and waits out its minute."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do
        server.bind(("127.0.0.1", 0))
        server.listen()
        port: int = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            accepted, _ = server.accept()
            accepted.close()
            client.recv(1)
    return port


def test_a_port_that_was_just_left_is_had() -> None:
    port = just_left()
    assert free_port(port) == port


def test_one_that_is_taken_or_is_none_is_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert free_port(taken) not in (0, taken)
    assert 0 < free_port(65_536) <= 65_535
