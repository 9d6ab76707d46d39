"""What the commands have in common that work in the background until they are stopped."""

import logging
import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Protocol

from antrean import lifeline
from antrean.cli.common import open_store
from antrean.store import Store

MENGALAH = 10
"""How far they give way, as ``nice`` takes it: who takes a number does not wait for them."""


class Kerja(Protocol):
    """Work that goes on until it is told to stop."""

    def jalan(self, berhenti: threading.Event) -> None:
        """Go on; what is under way then is finished."""


def jalankan(buat: Callable[[Store], Kerja]) -> None:
    """Do it until SIGTERM or SIGINT, or until the `antrean serve` that began it is gone."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    berhenti = threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        berhenti.set()

    for satu in (signal.SIGTERM, signal.SIGINT):
        signal.signal(satu, stop)
    lifeline.watch(os.environ)
    with open_store() as store:
        kerja = buat(store)
        lifeline.ready(os.environ)
        with suppress(OSError):
            os.nice(MENGALAH)
        kerja.jalan(berhenti)
