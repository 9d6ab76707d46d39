"""Two states of the program: the processor time that a worker spends on one answer, both served in turn.

Each is driven through its doors alone, the command line and HTTP, so any commit can be one of them. Each has a store
and a worker of its own, both workers on the same processor, and the libraries that it has locked.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

from bench.asked import PATHS
from bench.figures import Spread, ratios
from bench.hospital import KODE_RS, PASSWORD, USERNAME, Hospital, pasien, raw, schedule
from bench.machine import ROOT, progress
from bench.plan import Plan
from bench.site import SECRET_KEY, gunicorn, measured, pid
from bench.tables import Table
from tests.servers import BINARIES, RedisServer, Service

SERVICES = ("ambil", "status", "sisa")
CONNECTIONS = 32
PATIENTS = 20_000
_ASKED_ABOUT = 2_000  # sessions and bookings that status and sisa are asked for, over and over

Figures = Mapping[str, Mapping[str, Sequence[float]]]
"""Service → ``worker``, ``redis`` and ``rate`` → a figure of each round: µs an answer, answers a second."""


@dataclass
class Side:
    """One of the two, served; a context manager that stops it.

    Attributes:
        name: as it was asked for.
        root: its tree.
        path: PYTHONPATH, for its modules and libraries.
        store: which of the machine's servers it has (``tests.servers.BINARIES``); empty: the embedded store's.
    """

    name: str
    root: Path
    path: str
    folder: Path
    plan: Plan
    hospital: Hospital
    connections: int
    store: str = ""
    next: int = 0
    taken: list[str] = field(default_factory=list)
    token: str = ""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self.folder.mkdir()
            self._redis = stack.enter_context(RedisServer(self.folder, binary=BINARIES.get(self.store)))
            self._fill()
            self._service: Service = stack.enter_context(
                gunicorn(self.plan, self.folder / "service.log", "wsgi:app", self._env, self.root)
            )
            self._stack = stack.pop_all()
        headers = {"x-username": USERNAME, "x-password": PASSWORD}
        with urlopen(Request(self._service.url + PATHS["token"], headers=headers)) as answer:  # noqa: S310 - our own
            self.token = json.load(answer)["response"]["token"]
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def load(self, service: str, seconds: int) -> dict[str, float]:
        """Ask for so long; µs of processor time an answer by process, and answers a second.

        Raises:
            RuntimeError: an answer was not 200.
        """
        processes = {"worker": pid(self._service), "redis": pid(self._redis)}
        requests = self._requests(service, seconds * self.plan.most_rate)
        load, spent = measured(self._service.url, requests, self.connections, seconds, self.folder, processes)
        if load.failed or (load.repeated and service == "ambil"):
            raise RuntimeError(f"{self.name} answered {service} with {load.codes}; its log: {self.folder}/service.log")
        if service == "ambil":
            self.next += load.sent
            self.taken += load.kodebooking
        return {**spent, "rate": load.rate}

    def _requests(self, service: str, most: int) -> list[bytes]:
        def bodies() -> Iterator[dict[str, Any]]:
            if service == "ambil":
                return (self.hospital.body(n) for n in range(self.next, self.next + most))
            if service == "status":
                return islice(self.hospital.sessions(), _ASKED_ABOUT)
            return ({"kodebooking": kode} for kode in self.taken[:_ASKED_ABOUT])

        asked = [raw("POST", PATHS[service], self.token, body) for body in bodies()]
        return list(islice(cycle(asked), most))

    @property
    def _env(self) -> dict[str, str | None]:
        return {"PYTHONPATH": self.path, "REDIS_URL": self._redis.url, "ANTREAN_SECRET_KEY": SECRET_KEY}

    def _fill(self) -> None:
        """Hospital, schedule and patients, by its own command line."""
        hospital = ("rs", "tambah", KODE_RS, "--nama", "RS Bench", "--zona", "Asia/Jakarta", "--username", USERNAME)
        self._antrean(*hospital, "--password-stdin", given=f"{PASSWORD}\n")
        patients = [{name: getattr(pasien(n), name) for name in _PATIENT} for n in range(self.hospital.patients)]
        for kind, rows in (("jadwal", schedule()), ("pasien", patients)):
            path = self.folder / f"{kind}.csv"
            path.write_text(_csv(rows))
            self._antrean(kind, "impor", str(path))

    def _antrean(self, *words: str, given: str = "") -> None:
        env = {**os.environ, **{name: value for name, value in self._env.items() if value is not None}}
        command = [sys.executable, "-m", "antrean", *words]
        done = subprocess.run(  # noqa: S603
            command, cwd=self.root, env=env, input=given, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{self.name}: `antrean {' '.join(words[:2])}` said: {done.stderr.strip()}")


_PATIENT = ("norm", "nik", "nomorkartu", "nama")


def run(plan: Plan, old: str, new: str = "", connections: int = CONNECTIONS, store: str = "") -> Table:
    """Measure two revisions, round by round in turn.

    Args:
        old, new: what git calls them; an empty one is the tree as it stands here.
        connections: over which is asked.
        store: which of the machine's servers both have (``tests.servers.BINARIES``); empty: the embedded store's.

    Raises:
        RuntimeError: one of them cannot be had, or did not serve.
    """
    plan = replace(plan, workers=1)
    with tempfile.TemporaryDirectory(prefix="antrean-banding-") as name, ExitStack() as stack:
        folder = Path(name)
        roots = [tree(revision, folder / (revision or "tree").replace("/", "_")) for revision in (old, new)]
        paths = [python_path(root, folder / f"libraries-{ke}") for ke, root in enumerate(roots)]
        hospital = Hospital(PATIENTS if plan.warm else 2_000)
        with _one_processor():
            sides = [
                stack.enter_context(
                    Side(revision or "this tree", root, path, folder / f"side-{ke}", plan, hospital, connections, store)
                )
                for ke, (revision, root, path) in enumerate(zip((old, new), roots, paths, strict=True))
            ]
        before, after = _rounds(sides, plan)
    return table(sides[0].name, sides[1].name, before, after, connections, store)


def _rounds(sides: Sequence[Side], plan: Plan) -> list[dict[str, dict[str, list[float]]]]:
    found: list[dict[str, dict[str, list[float]]]] = [{service: {} for service in SERVICES} for _ in sides]
    for service in SERVICES:  # none of these counts, and sisa needs the numbers that were taken
        for side in sides:
            side.load(service, 1)
    for ke in range(plan.rounds):
        progress(f"  round {ke + 1} of {plan.rounds}")
        for service in SERVICES:
            order = list(zip(sides, found, strict=True))
            for side, figures in order if ke % 2 == 0 else reversed(order):
                for name, value in side.load(service, plan.seconds).items():
                    figures[service].setdefault(name, []).append(value)
    return found


def table(
    old: str, new: str, before: Figures, after: Figures, connections: int = CONNECTIONS, store: str = ""
) -> Table:
    """The figures of both; a ratio is taken in each round, so that what slowed both does not count."""

    def row(service: str) -> list[str]:
        a, b = before[service], after[service]
        return [
            service,
            Spread.of(a["worker"]).text(),
            Spread.of(b["worker"]).text(),
            Spread.of(ratios(b["worker"], a["worker"])).text(2),
            *(Spread.of(figures["redis"]).text() for figures in (a, b)),
            Spread.of(ratios(b["redis"], a["redis"])).text(2),
            *(Spread.of(figures["rate"]).text() for figures in (a, b)),
        ]

    headers = (
        *("service", "worker µs, old", "new", "new / old", "Redis µs, old", "new", "new / old"),
        *("answers/s, old", "new"),
    )
    over = "1 connection" if connections == 1 else f"{connections} connections"
    on = f", on {store}" if store else ""
    title = f"Processor time of one worker for an answer, {over}{on}: {old} and {new}, in turn"
    return Table(title, headers, [row(service) for service in before])


def tree(revision: str, folder: Path, repository: Path = ROOT) -> Path:
    """The files of a revision, in a folder; those of the repository itself where it is empty.

    Raises:
        RuntimeError: git has no such revision.
    """
    if not revision:
        return repository
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(repository), "archive", "--end-of-options", revision],  # noqa: S607
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"git cannot give {revision!r}: {done.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def python_path(root: Path, folder: Path) -> str:
    """Where a tree's modules are: its own, and the libraries that it has locked where these are not those of this one.

    Raises:
        RuntimeError: they cannot be installed.
    """
    lock = root / "requirements.txt"
    if lock.read_bytes() == (ROOT / "requirements.txt").read_bytes():
        return str(root)
    progress(f"  {root.name} has locked other libraries, which are installed for it")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(  # noqa: S603
        [*command, "--require-hashes", "-r", str(lock), "--target", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"pip cannot install what {root.name} has locked: {done.stderr.strip()}")
    return f"{root}{os.pathsep}{folder}"


@contextmanager
def _one_processor() -> Iterator[None]:
    """What is started meanwhile stays on one processor, the same for all; gunicorn.conf.py would choose by chance."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def _csv(rows: Sequence[Mapping[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
