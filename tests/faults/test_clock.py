"""The system's clock is set while gunicorn and Redis run: to an hour before or after, and to a midnight."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from antrean.domain.kunci import Kunci
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services import kunci
from antrean.store import Store, Write
from tests.conftest import KODE_RS, USERNAME, pasien, permintaan, put_patients, put_schedule
from tests.faults.conftest import serving
from tests.faults.load import Load, Trouble
from tests.faults.system_clock import SystemClock
from tests.race.clients import Hospital, HttpJkn, for_next_week, put_hospital
from tests.race.loket import KUNCI, Loket
from tests.servers import RedisServer, Service, wait_until

HOUR = timedelta(hours=1)
TERLALU_BANYAK = {"metadata": {"message": "Terlalu Banyak Percobaan, Silahkan Coba Beberapa Saat Lagi", "code": 201}}
TUTUP = "Pendaftaran Ke Poli Anak Sudah Tutup Jam 16:00"
LEWAT = "Tanggal Periksa Tidak Berlaku"
LIMIT, LIMIT_MINUTES = 3, 2

Berdua = tuple[Service, Hospital]


@pytest.fixture
def system(tmp_path: Path) -> SystemClock:
    return SystemClock(tmp_path)


@pytest.fixture
def server(system: SystemClock, tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis on that clock."""
    with RedisServer(tmp_path, env=system.env) as server:
        yield server


@pytest.fixture
def hospital(server: RedisServer, system: SystemClock, sandi: str, tmp_path: Path) -> Iterator[Berdua]:
    """A service on that clock, and a hospital whose tokens outlive the jumps."""
    with server.client() as client:
        store = Store(client, keep_days=35)
        rs = put_hospital(store, sandi, 9_999, 9_999, 0)
        store.rs.ubah(KODE_RS, {"umur_token": "864000"}, "rs_atur", Write("umur", system.now_ms(), "uji"))
        store.kunci.tambah(KODE_RS, Kunci("loket", kunci.digest(KUNCI), 0), Write("kunci", system.now_ms(), "uji"))
        limit = {"ANTREAN_LOGIN_LIMIT": f"{LIMIT}/{LIMIT_MINUTES}"}
        with serving(server.url, tmp_path / "log", **system.env, **limit) as service, HttpJkn(service.url) as jkn:
            yield service, Hospital(store, rs, jkn.login(), server.url)


def ask(service: Service, path: str) -> int:
    """The HTTP status of a page that needs no token."""
    return HttpJkn(service.url).call("GET", path, None, {"Connection": "close"})[0]


def seen_hours(service: Service, system: SystemClock) -> set[int]:
    """By how many hours the service's log lines differ from now."""
    lines = [json.loads(line) for line in service.output().splitlines() if line.startswith("{")]
    times = [datetime.fromisoformat(line["time"]).timestamp() for line in lines if "outcome" in line]
    return {round((seconds - system.now_ms() / 1000) / HOUR.total_seconds()) for seconds in times}


def test_a_clock_that_jumps_by_an_hour_under_load_disturbs_nobody(
    hospital: Berdua, server: RedisServer, system: SystemClock
) -> None:
    service, rs = hospital
    trouble = Trouble(service, rs)
    load = Load(trouble)
    with load.running():
        for ahead in (HOUR, timedelta(), -HOUR, HOUR, -HOUR, timedelta()):
            system.be(ahead)
            load.goes_on()
            rs.jkn.login()
            assert (ask(service, "/healthz"), ask(service, "/readyz")) == (200, 200)
    assert not trouble.unsure, "somebody got 503"
    assert seen_hours(service, system) == {-1, 0, 1}
    assert service.output().count("Booting worker") == 2, "a worker was taken for dead"
    trouble.balance()
    with server.client() as client:
        ids = [tuple(map(int, satu.split("-"))) for satu, _ in client.xrange(Keys(KODE_RS).peristiwa)]
    assert len(ids) > len(trouble.booked)
    assert ids == sorted(set(ids))


class Starting(Service):
    """It is there once its workers are: it says itself that it is not ready while its clock is doubted."""

    def ready(self) -> bool:
        return self.output().count("Booting worker") == 2


@pytest.mark.parametrize(
    ("server_too", "ahead", "said"),
    [
        (False, timedelta(days=40), "our clock and the Redis server's are 40.0 days apart."),
        (True, timedelta(days=-2), "the newest change was made 2.0 days after what our clock says is now."),
        (True, HOUR, ""),
    ],
    ids=["the server's is right", "both are behind", "an hour is nobody's trouble"],
)
def test_a_start_says_that_its_clock_is_doubted(
    system: SystemClock, sandi: str, tmp_path: Path, server_too: bool, ahead: timedelta, said: str
) -> None:
    with RedisServer(tmp_path, env=system.env if server_too else {}) as server:
        with server.client() as client:
            put_hospital(Store(client, keep_days=35), sandi, 1, 1, 0)
        system.be(ahead)
        as_ever = serving(server.url, tmp_path / "log", **system.env)
        with Starting(as_ever.command, as_ever.url, as_ever.env, as_ever.log) as service:
            lines = [line for line in service.output().splitlines() if line.startswith("antrean: no change will be")]
    assert len(lines) == bool(said)
    assert all(line.startswith(f"antrean: no change will be made (503): {said} Set the clocks right") for line in lines)


def test_an_idempotency_key_is_known_after_a_jump(hospital: Berdua, server: RedisServer, system: SystemClock) -> None:
    service, rs = hospital
    body = {**for_next_week(1), "sumber": "jkn"}
    with Loket(service.url) as loket:
        first = loket.call("POST", "/antrean", body, {"Idempotency-Key": "satu"})
        assert first[0] == 201
        for ahead in (HOUR, -HOUR, timedelta()):
            system.be(ahead)
            assert loket.call("POST", "/antrean", body, {"Idempotency-Key": "satu"}) == first
    assert len(rs.bookings()) == 1


def test_who_guessed_too_often_is_not_locked_out_for_longer_because_the_clock_went_back(
    hospital: Berdua, server: RedisServer, system: SystemClock
) -> None:
    service, jkn = hospital[0], hospital[1].jkn
    wrong = {"x-username": USERNAME, "x-password": "salah"}
    system.be(HOUR)
    for _ in range(LIMIT):
        assert jkn.call("GET", "/token", None, wrong)[0] == 200
    assert jkn.call("GET", "/token", None, wrong) == (429, TERLALU_BANYAK)
    jkn.close()
    system.be(timedelta())
    service.stop()
    service.start()  # a process that remembers nobody
    assert jkn.call("GET", "/token", None, wrong) == (429, TERLALU_BANYAK)
    with server.client() as client:
        (key,) = (key for key in client.keys("*percobaan*") if key.count("/") == 2)  # the username's from the address
        assert 0 < client.ttl(key) <= LIMIT_MINUTES * 60


@pytest.mark.parametrize(
    ("zona", "tz", "besok"),
    [
        ("Asia/Jayapura", "America/New_York", date(2026, 12, 1)),
        ("Asia/Makassar", "UTC", date(2027, 1, 1)),
        ("Asia/Jakarta", "Asia/Jayapura", date(2028, 2, 29)),
        ("Asia/Jayapura", "Pacific/Kiritimati", date(2028, 3, 1)),
    ],
    ids=["WIT", "year's end in WITA", "into 29 February in WIB", "out of 29 February in WIT"],
)
def test_the_hospitals_midnight_passes_whatever_the_servers_zone(
    server: RedisServer, system: SystemClock, sandi: str, tmp_path: Path, zona: str, tz: str, besok: date
) -> None:
    kemarin, midnight = besok - timedelta(days=1), datetime(besok.year, besok.month, besok.day, tzinfo=ZoneInfo(zona))
    system.set(midnight - timedelta(minutes=1))
    with server.client() as client:
        store = Store(client, keep_days=35)
        rs = RumahSakit(KODE_RS, "RS Uji", zona, USERNAME, sandi)
        store.rs.tambah(rs, Write("rs", system.now_ms(), "uji"))
        store.kunci.tambah(KODE_RS, Kunci("loket", kunci.digest(KUNCI), 0), Write("kunci", system.now_ms(), "uji"))
        put_schedule(store, system, rs, *(f"ANA,Anak,12345,Dr. Hendra,{n},08:00-16:00,30,30" for n in range(1, 8)))
        put_patients(store, system, rs, *(pasien(n) for n in range(1, 4)))
    with (
        serving(server.url, tmp_path / "log", TZ=tz, **system.env) as service,
        HttpJkn(service.url).login() as jkn,
        Loket(service.url) as loket,
    ):
        assert number(jkn, 1, besok) == 1
        assert shown(loket) == []
        system.set(midnight - timedelta(seconds=1))
        said: list[str] = []

        def is_over() -> bool:
            said.append(jkn.ambil(permintaan(2, tanggalperiksa=kemarin.isoformat()))["metadata"]["message"])
            return LEWAT in said

        wait_until(is_over, "midnight")
        assert said[0] == TUTUP
        assert said == sorted(said, key=[TUTUP, LEWAT].index)
        assert system.now_ms() >= midnight.timestamp() * 1000
        assert number(jkn, 2, besok) == 2
        assert shown(loket) == [f"{besok:%d%m%Y}A00{n}" for n in (1, 2)]
        with server.client() as client:
            assert client.exists(Keys(KODE_RS).booking(besok))


def number(jkn: HttpJkn, n: int, tanggal: date) -> int:
    """What the n-th patient draws for that day."""
    answer = jkn.ambil(permintaan(n, tanggalperiksa=tanggal.isoformat()))["response"]
    assert answer["kodebooking"] == f"{tanggal:%d%m%Y}A{answer['angkaantrean']:03}"
    angka: int = answer["angkaantrean"]
    return angka


def shown(loket: Loket) -> list[str]:
    """The kodebooking that the counter sees when it does not say for which day."""
    status, answer = loket.call("GET", "/antrean")
    assert status == 200
    return [satu["kodebooking"] for satu in answer["antrean"]]
