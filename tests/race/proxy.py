"""A TCP proxy in front of a real Redis that can lose replies, and can speak TLS to the client."""

import contextlib
import selectors
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

EVERY = 1 << 30


class Proxy:
    """Passes bytes between a client and a Redis on a unix socket.

    Args:
        target: the unix socket of the Redis.
        tls: speak TLS to the client with this context.

    Attributes:
        lose: how many more replies to scripts are lost: Redis has run the script, and the client's connection closes.
        silent: lost replies leave the connection open, so that the client waits.
        lost: how many were lost.
    """

    def __init__(self, target: Path, tls: ssl.SSLContext | None = None) -> None:
        self.target = target
        self.tls = tls
        self.lose = 0
        self.silent = False
        self.lost = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        port: int = self._listener.getsockname()[1]
        return port

    def heal(self) -> None:
        """Lose no more replies."""
        self.lose = 0

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._start(threading.Thread(target=self._serve, args=(client,)))

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self.target))
            self._open.append(server)
            if not self.tls:
                self._pass_on(client, server)
                return
            with self.tls.wrap_socket(client, server_side=True) as secure:
                self._pass_on(secure, server)

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        of_script = False
        with selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ)
            ready.register(server, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    source = key.fileobj
                    assert isinstance(source, socket.socket)
                    data = source.recv(1 << 16)
                    while isinstance(source, ssl.SSLSocket) and source.pending():
                        data += source.recv(source.pending())
                    if not data:
                        return
                    if source is client:
                        of_script = b"\r\nEVAL" in data or (of_script and not data.startswith(b"*"))
                        server.sendall(data)
                    elif of_script and self.lose:
                        self.lose -= 1
                        self.lost += 1
                        of_script = False
                        if not self.silent:
                            return
                    else:
                        client.sendall(data)

    def _start(self, thread: threading.Thread) -> None:
        self._threads.append(thread)
        thread.start()

    def __enter__(self) -> Self:
        self._start(threading.Thread(target=self._accept))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Close every connection, and take no new one."""
        for one in (self._listener, *self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        while self._threads:
            self._threads.pop().join()
        self._listener.close()
