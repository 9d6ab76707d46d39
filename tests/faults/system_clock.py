"""The system's clock, for processes that a test starts, and sets while they run."""

import struct
import subprocess
import time
from datetime import datetime, timedelta
from pathlib import Path

from antrean.clock import Clock

SOURCE = Path(__file__).with_suffix(".c")


class SystemClock(Clock):
    """What a process that is started with ``env`` takes for the system's clock, and what it shows.

    Args:
        folder: of its own, for what is compiled here and where the processes look.
    """

    def __init__(self, folder: Path) -> None:
        library = folder / "system_clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", library, SOURCE], check=True)
        self._file = folder / "ahead"
        self.env = {"LD_PRELOAD": str(library), "SYSTEM_CLOCK": str(self._file)}
        self.be(timedelta())

    def be(self, ahead: timedelta) -> None:
        """So much ahead of the real time."""
        self._ahead_ms = ahead // timedelta(milliseconds=1)
        with self._file.open("r+b" if self._file.exists() else "wb") as file:
            file.write(struct.pack("=q", self._ahead_ms * 1_000_000))

    def set(self, now: datetime) -> None:
        """It is this moment, and goes on."""
        self.be(timedelta(seconds=now.timestamp() - time.time()))

    def now_ms(self) -> int:
        return super().now_ms() + self._ahead_ms
