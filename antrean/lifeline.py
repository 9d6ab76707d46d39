"""How gunicorn learns that the ``antrean serve`` that started it is gone, however it ended: a pipe that nobody writes.

The end to write is open in the parent only, so the system closes it with the parent's end, also at a ``kill -9``.
"""

import os
import signal
import threading
from collections.abc import Mapping

ENV = "_ANTREAN_LIFELINE"  # the number of the inherited end; nobody sets it by hand


class Lifeline:
    """The parent's side: keep it for as long as the child is to live."""

    def __init__(self) -> None:
        self.child_end, self._ours = os.pipe()

    @property
    def env(self) -> dict[str, str]:
        """What the child needs in its environment, beside ``child_end`` among its files."""
        return {ENV: str(self.child_end)}


def watch(env: Mapping[str, str]) -> bool:
    """Stop this process gracefully (SIGTERM) once its parent is gone; whether there is such a parent."""
    if ENV not in env:
        return False
    end = int(env[ENV])
    threading.Thread(target=_stop_at_end, args=(end,), name="lifeline", daemon=True).start()
    return True


def _stop_at_end(end: int) -> None:
    os.read(end, 1)
    os.kill(os.getpid(), signal.SIGTERM)
