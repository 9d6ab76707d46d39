"""The threads that answer: a queue, and no more around it. A pool that makes a future of each request costs twice."""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread

from antrean.server.connection import Connection


class Threads:
    """Threads that work on what is put; they begin with the first, in the process that puts it.

    Args:
        count: at least 1.
        work: what is done with each; it raises nothing.
    """

    def __init__(self, count: int, work: Callable[[Connection], None]) -> None:
        self._count, self._work = count, work
        self._queue: SimpleQueue[Connection | None] = SimpleQueue()
        self._threads: list[Thread] = []

    def put(self, conn: Connection) -> None:
        """Have a thread work on it, as soon as one is free."""
        if not self._threads:
            self._threads = [Thread(target=self._run, name=f"answers-{ke}", daemon=True) for ke in range(self._count)]
            for thread in self._threads:
                thread.start()
        self._queue.put(conn)

    def shutdown(self, wait: bool = True) -> None:
        """Let each thread end when it is done with what it has, and those before it in the queue."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads if wait else ():
            thread.join()

    def _run(self) -> None:
        while (conn := self._queue.get()) is not None:
            self._work(conn)
