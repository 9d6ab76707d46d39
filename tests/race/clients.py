"""Mobile JKN over real HTTP, from many threads at once, and a hospital for it to call."""

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from http.client import HTTPConnection
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from antrean.clock import Clock
from antrean.domain.antrean import Booking
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.keys import Keys
from antrean.store import Store, Write
from tests.conftest import KODE_RS, PASSWORD, SECRET_KEY, USERNAME, pasien, permintaan, put_patients, put_schedule
from tests.servers import ROOT, antrean

Answer = tuple[int, dict[str, Any]]

_BATCH = 500
_ANSWER_S = 120


def next_week() -> date:
    """The hospital's date a week from now: the services run on the system's clock."""
    return Clock().today(ZoneInfo("Asia/Jakarta")) + timedelta(days=7)


def put_hospital(
    store: Store,
    sandi: str,
    patients: int,
    kuotajkn: int,
    kuotanonjkn: int,
    kode: str = KODE_RS,
    username: str = USERNAME,
) -> RumahSakit:
    """A hospital with one session on every day, and patients 1 to ``patients``."""
    rs = RumahSakit(kode, "RS Uji", "Asia/Jakarta", username, sandi, Kebijakan())
    clock = Clock()
    store.rs.tambah(rs, Write("rs", clock.now_ms(), "uji"))
    put_quota(store, rs, kuotajkn, kuotanonjkn)
    for first in range(1, patients + 1, _BATCH):
        put_patients(store, clock, rs, *map(pasien, range(first, min(first + _BATCH, patients + 1))))
    return rs


def put_quota(store: Store, rs: RumahSakit, kuotajkn: int, kuotanonjkn: int) -> None:
    """Import the schedule of the one session, with these quotas."""
    rows = (f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,{kuotajkn},{kuotanonjkn}" for hari in range(1, 8))
    put_schedule(store, Clock(), rs, *rows)


def for_next_week(n: int, **changes: Any) -> dict[str, Any]:
    """The n-th patient's request for next week."""
    return permintaan(n, **{"tanggalperiksa": next_week().isoformat(), **changes})


def non_jkn(n: int) -> dict[str, Any]:
    """The n-th patient's request for next week, without a card."""
    return for_next_week(n, nomorkartu="", nomorreferensi="")


def new_patient(n: int) -> dict[str, Any]:
    """The form of service 7 for somebody who is not among the tests' patients."""
    names = (
        *("nomorkk", "alamat", "kodeprop", "namaprop", "kodedati2", "namadati2"),
        *("kodekec", "namakec", "kodekel", "namakel", "rw", "rt"),
    )
    return {
        **dict.fromkeys(names, "1"),
        "nomorkartu": f"{9000000000000 + n}",
        "nik": f"{9200000000000000 + n}",
        "nama": f"Baru {n}",
        "jeniskelamin": "P",
        "tanggallahir": "1985-03-01",
    }


class HttpJkn:
    """Mobile JKN, safe to use from many threads; it keeps its connections until it is closed."""

    def __init__(self, url: str, username: str = USERNAME, password: str = PASSWORD) -> None:
        self.host = url.removeprefix("http://")
        self.username = username
        self.password = password
        self.token = ""
        self._idle: list[HTTPConnection] = []

    def login(self) -> Self:
        """Get a token."""
        headers = {"x-username": self.username, "x-password": self.password}
        self.token = self.call("GET", "/token", None, headers)[1]["response"]["token"]
        return self

    def headers(self) -> dict[str, str]:
        """What a service other than the token wants."""
        return {"x-token": self.token, "x-username": self.username}

    def post(self, path: str, body: Any) -> Answer:
        """HTTP status and the answer's JSON."""
        return self.call("POST", path, json.dumps(body).encode(), self.headers())

    def ambil(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take a number; HTTP must say 200."""
        status, answer = self.post("/antrean/ambil", body)
        assert status == 200, answer
        return answer

    def all_at_once(self, path: str, bodies: Iterable[Any], connections: int = 64) -> list[Answer]:
        """Send them over so many connections; the answers in the order of the bodies."""
        with self, ThreadPoolExecutor(connections) as pool:
            return list(pool.map(lambda body: self.post(path, body), bodies))

    def call(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One request on a connection that nobody else uses meanwhile."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = HTTPConnection(self.host, timeout=_ANSWER_S)
        try:
            connection.request(method, path, body, dict(headers))
            reply = connection.getresponse()
            answer = reply.status, json.loads(reply.read())
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        return answer

    def close(self) -> None:
        """Close the connections; the next call opens one again."""
        while self._idle:
            self._idle.pop().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Hospital:
    """A hospital in a real store, and Mobile JKN, logged in at the service that runs on it."""

    store: Store
    rs: RumahSakit
    jkn: HttpJkn
    redis_url: str

    def bookings(self) -> dict[str, Booking]:
        """All bookings of next week's day by their kodebooking."""
        return {
            booking.kodebooking: booking for booking in self.store.antrean.lembar(self.rs.kode, next_week()).booking
        }

    def periksa(self) -> None:
        """`antrean periksa` finds nothing wrong."""
        run = run_antrean("periksa", REDIS_URL=self.redis_url, ANTREAN_SECRET_KEY=SECRET_KEY)
        assert (run.returncode, run.stderr) == (0, "")


def run_antrean(*words: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, in an environment without settings but these."""
    clean = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "PORT")}
    return subprocess.run(
        antrean(*words),
        env=clean | env,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def messages(answers: Iterable[Answer]) -> list[tuple[int, str]]:
    """The metadata's code and message of each answer."""
    return [(answer["metadata"]["code"], answer["metadata"]["message"]) for _, answer in answers]


def events(client: Any, jenis: str) -> list[dict[str, str]]:
    """The hospital's events of one kind, in their order."""
    return [event for _, event in client.xrange(Keys(KODE_RS).peristiwa) if event["jenis"] == jenis]
