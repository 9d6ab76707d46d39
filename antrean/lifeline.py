"""What ``antrean serve`` and the gunicorn that it started know of each other, however either of them ends.

Two connected sockets. The parent's is open in the parent only, so the system closes it with the parent, also at a
``kill -9``, and the child reads its end. The child says there when it is ready to serve.
"""

import os
import signal
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress

_ENV = "_ANTREAN_LIFELINE"  # the number of the inherited end


class Lifeline:
    """The parent's side: keep it for as long as the child is to live."""

    def __init__(self) -> None:
        self._ours, self._childs = socket.socketpair()
        self._ours.setblocking(False)

    @property
    def child_end(self) -> int:
        """A file that the child must inherit."""
        return self._childs.fileno()

    @property
    def env(self) -> dict[str, str]:
        """What the child needs in its environment."""
        return {_ENV: str(self.child_end)}

    def was_ready(self) -> bool:
        """Whether a child said so since this was last asked."""
        with suppress(BlockingIOError):
            return bool(self._ours.recv(1024))
        return False


def watch(env: Mapping[str, str]) -> bool:
    """Stop this process gracefully (SIGTERM) once its parent is gone; whether there is such a parent."""
    if _ENV not in env:
        return False
    threading.Thread(target=_stop_at_end, args=(int(env[_ENV]),), name="lifeline", daemon=True).start()
    return True


def ready(env: Mapping[str, str]) -> None:
    """Tell the parent, if there is one."""
    if _ENV in env:
        with suppress(OSError):
            os.write(int(env[_ENV]), b"1")


def _stop_at_end(end: int) -> None:
    with suppress(OSError):
        os.read(end, 1)
    os.kill(os.getpid(), signal.SIGTERM)
