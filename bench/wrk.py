"""Load by wrk: a closed loop, each connection sending the next request when it has its answer."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to.

    Attributes:
        codes: answers by ``metadata.code``; ``none`` where an answer has none.
        sent: requests that were begun; those that had no answer when wrk stopped may have been decided.
        errors: of the sockets, and HTTP statuses from 400 on.
        p50, p99, p999, max: milliseconds.
        kodebooking: of every booking that was answered.
        repeated: the list was too short, and requests were sent again.
    """

    codes: dict[str, int]
    sent: int
    answered: int
    seconds: float
    errors: int
    p50: float
    p99: float
    p999: float
    max: float
    kodebooking: tuple[str, ...]
    repeated: bool

    @property
    def rate(self) -> float:
        """Answers with code 200 per second."""
        return self.codes.get("200", 0) / self.seconds

    @property
    def failed(self) -> int:
        """Answers that were not 200, and requests that got none for an error."""
        return self.answered - self.codes.get("200", 0) + self.errors

    def figures(self) -> dict[str, Any]:
        """What goes into the results."""
        names = ("sent", "answered", "seconds", "p50", "p99", "p999", "max", "rate", "failed", "codes")
        return {name: getattr(self, name) for name in names}


def run(url: str, requests: Sequence[bytes], connections: int, seconds: int, folder: Path) -> Load:
    """Send the requests over so many connections for so many whole seconds.

    Raises:
        RuntimeError: wrk failed, in a sentence.
    """
    path = folder / "requests"
    path.write_bytes(b"\0".join(requests))
    options = ("-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT))
    command = ["wrk", *options, url, "--", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"wrk ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
    return parse(done.stdout, len(requests))


def parse(output: str, listed: int) -> Load:
    """Read what wrk.lua wrote, of a list of so many requests.

    Raises:
        RuntimeError: it is not there.
    """
    line = output.rstrip("\n").rpartition("\n")[2]
    try:
        found = json.loads(line)
        kodebooking = tuple(found.pop("kodebooking").split())
        return Load(**found, kodebooking=kodebooking, repeated=found["sent"] > listed)
    except (ValueError, KeyError, TypeError) as error:
        raise RuntimeError(f"wrk did not report what it measured; it wrote: {output.strip()[-300:]}") from error
