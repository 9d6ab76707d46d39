"""A gthread worker that gives a thread only to a request that is there, and takes it back when it is answered.

gunicorn's own gives a thread to a connection that has sent its first byte; whoever then goes on slowly, or does not
read the answer, keeps it, and sixteen such clients stop a worker. Here the main loop reads, and writes what a client
does not take at once; both in bounded time and memory.
"""

import os
import selectors
import signal
import socket
from collections import deque
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from gunicorn import http
from gunicorn.http import errors, wsgi
from gunicorn.workers.gthread import ThreadWorker

from antrean.clock import Clock
from antrean.server.answers import Answer, bare
from antrean.server.connection import Connection
from antrean.server.threads import Threads
from antrean.server.wire import HEAD_BYTES, Wire

# From its first byte: a request's head must be there after HEAD_S, all of it after WHOLE_S. A new connection has HEAD_S
# to send the first byte, one that was used before gunicorn's `keepalive`. An answer must be taken within ANSWER_S.
HEAD_S = 10.0
WHOLE_S = 30.0
ANSWER_S = 30.0
# How long a connection that we close is still read, so that the answer before it is not lost; and how much.
LINGER_S = 5.0
_LINGER_BYTES = 16 * 1024 * 1024
# What the connections of a worker may hold together, beyond what each may always hold.
_HELD_BYTES = 64 * 1024 * 1024
_ALWAYS_BYTES = 64 * 1024 + HEAD_BYTES

_READ_BYTES = 64 * 1024
_STOP_S = 2.0
_LOOK_S = 0.25
_REPORT_S = 60.0

_STATUS = (
    (errors.LimitRequestLine, 414),
    (errors.LimitRequestHeaders, 431),
    (errors.ExpectationFailed, 417),
    (errors.UnsupportedTransferCoding, 501),
    (errors.ParseException, 400),
)


class Worker(ThreadWorker):  # type: ignore[misc]
    """``worker_class`` in gunicorn.conf.py. TLS and HTTP/2 are the proxy's."""

    alive: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.monotonic = Clock().monotonic
        # Those that wait for the client, oldest first; the others are a thread's, or wait for one.
        self.waiting: dict[Connection, None] = {}
        self.held = 0
        # Those that a thread is done with. While the main loop is told of them, it need not be told again.
        self._done: deque[Connection] = deque()
        self._told = False
        self._looked = self._reported = 0.0
        self._late = 0
        # Signals that came between the fork and our own handlers: the master's put them here, see gunicorn.conf.py.
        self.early: SimpleQueue[int] = SimpleQueue()

    @classmethod
    def check_config(cls, cfg: Any, log: Any) -> None:
        if cfg.is_ssl:
            log.error("certfile and keyfile are not used: TLS belongs to the proxy in front.")

    def init_process(self) -> None:
        """After the fork."""
        # Looked up once: gunicorn looks some twenty up for each request, by way of a missing attribute.
        for name, setting in self.cfg.settings.items():
            self.cfg.__dict__.setdefault(name, setting.get())
        super().init_process()

    def get_thread_pool(self) -> Threads:
        """Of the threads that answer."""
        return Threads(self.cfg.threads, self._work)

    def run(self) -> None:
        """The main loop, until gunicorn says stop and what was begun is answered."""
        while not self.early.empty():
            self.alive &= self.early.get() not in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, self.method_queue.run_callbacks)
        while self.alive:
            self.set_accept_enabled(self.nr_conns < self.worker_connections or bool(self.waiting))
            self.wait_for_and_dispatch_events(timeout=1.0)
            if self._look_around() and not self.is_parent_alive():
                # Without a master this is a stop like any other: what is in flight is finished.
                self.alive = False
        self._close_queue()
        now = self.monotonic()
        for conn in self.waiting:
            if not len(conn.wire) and not conn.rest:
                conn.until = min(conn.until, now + _STOP_S)
        while self.nr_conns > 0 and self.monotonic() < now + self.cfg.graceful_timeout:
            self.wait_for_and_dispatch_events(timeout=_LOOK_S)
            self._look_around()
        for conn in list(self.waiting):
            self._close(conn)
        self.tpool.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()

    def _close_queue(self) -> None:
        """Take the connections that wait in this worker's own queue (``reuse_port``), and close it: the kernel would go
        on to put new ones into it, which nobody would answer."""
        self.set_accept_enabled(False)
        for listener in self.sockets:
            before = -1
            while self.nr_conns not in (before, self.worker_connections):
                before = self.nr_conns
                self.accept(listener)
            listener.close()

    def accept(self, listener: socket.socket) -> None:
        """Take a connection; where there are too many, in the place of one that keeps us waiting: the oldest that has
        nothing under way, and of those one that never had."""
        if self.nr_conns >= self.worker_connections:
            if not self.waiting:
                return
            self._close(min(self.waiting, key=lambda conn: (not conn.idle, conn.served > 0)))
        try:
            raw, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        self.nr_conns += 1
        conn = Connection(raw, client, listener.getsockname())
        # Most have sent their request already.
        if not self._read(conn):
            return
        self._wait(conn, selectors.EVENT_READ, HEAD_S if not len(conn.wire) else conn.until - self.monotonic())

    def _work(self, conn: Connection) -> None:
        """What a thread does with a connection that has a whole request: answer, and give it back."""
        try:
            conn.keep = self.handle(conn)
        except Exception as error:
            conn.keep, conn.error = False, error
        self._done.append(conn)
        if not self._told:
            self._told = True
            self.method_queue.defer(self._take_back)

    def _take_back(self) -> None:
        self._told = False  # before the first is taken: who comes later tells again
        while self._done:
            self._finish(self._done.popleft())

    def handle(self, conn: Connection) -> bool:
        """Answer a whole request. Runs in a thread, and waits for no client.

        Returns:
            another request may follow on the connection.
        """
        req = None
        try:
            parser = http.get_parser(self.cfg, iter((conn.request,)), conn.client)
            req = next(parser)
            # A difference between where we saw it end and where it did leaves bytes over.
            keep = self._answer(req, conn) and parser.finish_body() and not parser.unreader.take_buffered()
        except (errors.NoMoreData, StopIteration):
            return False
        except Exception as error:
            self.handle_error(req, conn, conn.client, error)
            keep = False
        finally:
            conn.request = b""
        conn.send_answer()
        return bool(keep)

    def _answer(self, req: Any, conn: Connection) -> bool:
        req._expected_100_continue = False  # the main loop said so, or all of the body came without
        resp, environ = wsgi.create(req, conn, conn.client, conn.server, self.cfg, response_class=Answer)
        environ["wsgi.multithread"] = True
        self.nr += 1
        if self.nr >= self.max_requests and self.alive:
            self.log.info("Autorestarting worker after current request.")
            self.alive = False
        if conn.cut or not self.alive or not self.cfg.keepalive:
            resp.force_close()
        parts = self.wsgi(environ, resp.start_response)
        try:
            for part in parts:
                resp.write(part)
            resp.close()
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return not resp.should_close()

    def handle_error(self, req: Any, client: Connection, addr: Any, exc: Exception) -> None:  # noqa: ARG002
        """Say that it cannot be answered. Nothing that the client sent goes back or into the log."""
        client.answer.clear()
        status = next((status for kind, status in _STATUS if isinstance(exc, kind)), 500)
        if status == 500:
            self.log.error("A request could not be answered.", exc_info=exc)
        else:
            self.log.info("refused what is no HTTP of ours: %s %s", status, type(exc).__name__)
        client.sendall(bare(status))

    def _finish(self, conn: Connection) -> None:
        """A thread is done with it."""
        if conn.error is not None:
            if not isinstance(conn.error, OSError):
                self.log.error("A request could not be answered.", exc_info=conn.error)
            self._close(conn)
            return
        conn.served += 1
        self._count(conn, len(conn.wire) + len(conn.rest))
        if not conn.rest:
            self._go_on(conn)
        elif self.held > _HELD_BYTES:
            self._close(conn)
        else:
            conn.on_event = self._write
            self._wait(conn, selectors.EVENT_WRITE, ANSWER_S)

    def _go_on(self, conn: Connection) -> None:
        """The answer is out: wait for the next request, or for the client's end."""
        if not conn.keep:
            self._linger(conn)
        elif len(conn.wire) and conn.wire.add(b""):
            self._hand_over(conn)
        elif conn.wire.head_is_too_large:
            self._refuse(conn, 431)
        else:
            conn.on_event, conn.began = None, self.monotonic()
            idle = self.cfg.keepalive if self.alive else _STOP_S
            self._wait(conn, selectors.EVENT_READ, HEAD_S if len(conn.wire) else idle)

    def _wait(self, conn: Connection, event: int, seconds: float) -> None:
        conn.until = self.monotonic() + seconds
        self.waiting[conn] = None
        self._watch(conn, event)

    def _watch(self, conn: Connection, event: int) -> None:
        """Have the poller look for an event of it; 0: for none. It goes on looking while a thread has the connection,
        for a client seldom sends before it has its answer."""
        if event == conn.event:
            return
        if not event:
            self.poller.unregister(conn.raw)
        elif conn.event:
            self.poller.modify(conn.raw, event, self.poller.get_key(conn.raw).data)
        else:
            self.poller.register(conn.raw, event, lambda _raw: self._on_event(conn))
        conn.event = event

    def _stop_waiting(self, conn: Connection) -> None:
        self.waiting.pop(conn, None)

    def _on_event(self, conn: Connection) -> None:
        if conn in self.waiting:
            (conn.on_event or self._read)(conn)
        else:  # a thread has it; or another's event of the same moment closed it
            self._watch(conn, 0)

    def _read(self, conn: Connection) -> bool:
        """Take what is there; whether to wait for more."""
        try:
            data = conn.raw.recv(_READ_BYTES)
        except BlockingIOError:
            return True
        except OSError:
            self._close(conn)
            return False
        wire = conn.wire
        first = not len(wire)
        if not data:
            if first:
                self._close(conn)
                return False
            wire.stop()
        if not data or wire.add(data):
            self._count(conn, len(wire))
            self._stop_waiting(conn)
            self._hand_over(conn)
            return False
        self._count(conn, len(wire))
        if first:
            conn.began = self.monotonic()
        conn.until = conn.began + (WHOLE_S if wire.head_is_there else HEAD_S)
        if wire.wants_continue:
            with suppress(OSError):
                conn.raw.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if wire.head_is_too_large:
            self._refuse(conn, 431)
            return False
        if self.held > _HELD_BYTES and conn.held > _ALWAYS_BYTES:
            self._refuse(conn, 503)
            return False
        return True

    def _hand_over(self, conn: Connection) -> None:
        conn.cut = conn.wire.cut
        conn.request = conn.wire.take()
        self.tpool.put(conn)

    def _write(self, conn: Connection) -> None:
        try:
            out = conn.send_rest()
        except BlockingIOError:
            return
        except OSError:
            self._close(conn)
            return
        if out:
            self._stop_waiting(conn)
            self._count(conn, len(conn.wire))
            self._go_on(conn)

    def _linger(self, conn: Connection) -> None:
        """Say that nothing follows, and read on for a while: closed with bytes unread, the answer could be lost."""
        self._stop_waiting(conn)
        conn.wire = Wire()
        self._count(conn, 0)
        try:
            conn.raw.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(conn)
            return
        left = _LINGER_BYTES

        def discard(conn: Connection) -> None:
            nonlocal left
            try:
                read = len(conn.raw.recv(_READ_BYTES))
            except BlockingIOError:
                return
            except OSError:
                read = 0
            left -= read
            if not read or left <= 0:
                self._close(conn)

        conn.on_event = discard
        self._wait(conn, selectors.EVENT_READ, LINGER_S)

    def _refuse(self, conn: Connection, status: int) -> None:
        with suppress(OSError):
            conn.raw.send(bare(status))
        self._linger(conn)

    def _close(self, conn: Connection) -> None:
        self._stop_waiting(conn)
        self._watch(conn, 0)
        self._count(conn, 0)
        self.nr_conns -= 1
        conn.raw.close()

    def _look_around(self) -> bool:
        """From time to time: tell the master that all is well, and close those whose time is over; who has begun a
        request is told. Whether it was time."""
        now = self.monotonic()
        if now < self._looked + _LOOK_S:
            return False
        self._looked = now
        self.notify()
        for conn in [conn for conn in self.waiting if conn.until <= now]:
            if conn.on_event is None and len(conn.wire):
                self._late += 1
                self._refuse(conn, 408)
            else:
                self._close(conn)
        if self._late and now > self._reported + _REPORT_S:
            self.log.warning("%s connections were closed: their requests did not come to an end in time.", self._late)
            self._late, self._reported = 0, now
        return True

    def _count(self, conn: Connection, held: int) -> None:
        self.held += held - conn.held
        conn.held = held

    def is_parent_alive(self) -> bool:
        return self.ppid == os.getppid()
