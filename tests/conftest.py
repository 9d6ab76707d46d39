"""What the tests share: a clock that they set, the two stores, and Mobile JKN as a client."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Map, Rule
from werkzeug.security import generate_password_hash

from antrean import create_app
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.pasien import Pasien
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.services import jadwal
from antrean.services.baris import baca_jadwal
from antrean.store import Store, Write
from tests.benih import tanam
from tests.konteks import konteks
from tests.privasi import pengawas as pengawas
from tests.redis_cluster import ClusterClient, RedisCluster
from tests.servers import ROOT, RedisServer, fake_redis

KODE_RS = "1311R002"
USERNAME, PASSWORD = "bpjs-uji", "rahasia-uji"
SECRET_KEY = "k" * 32
DATA_KEY = "d" * 43 + "="

# The Monday after the day on which the tests run, noon in Jakarta: Redis expires keys and numbers events by its own
# clock, so the tests' days must lie about it. ANTREAN_TEST_DAY is for seeing that they pass on another day.
_HARI_NYATA = date.fromisoformat(os.environ.get("ANTREAN_TEST_DAY") or datetime.now(UTC).date().isoformat())
HARI_INI = _HARI_NYATA + timedelta(days=8 - _HARI_NYATA.isoweekday())
SIANG = datetime.combine(HARI_INI, time(12), ZoneInfo("Asia/Jakarta"))

# Programs inherit what is ignored: under nohup, or behind a script, those that tests start would not stop.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# What an app in the tests' process waits for its store: no 503 where the machine has other things to do for seconds.
PATIENT_S = 60

JADWAL = "kodepoli,namapoli,kodedokter,namadokter,hari,jampraktek,kuotajkn,kuotanonjkn"


class FrozenClock(Clock):
    """Stands still until it is set or moved."""

    def __init__(self, now: datetime = SIANG) -> None:
        self.set(now)
        self._monotonic = 0.0

    def set(self, now: datetime) -> None:
        """Set it to a moment; monotonic time goes on, so that nothing remembered is still good."""
        self._now_ms = int(now.timestamp() * 1000)
        self._monotonic = getattr(self, "_monotonic", 0.0) + 3600

    def move(self, **delta: float) -> None:
        """Move it on, as ``timedelta`` takes it."""
        seconds = timedelta(**delta).total_seconds()
        self._now_ms += int(seconds * 1000)
        self._monotonic += seconds

    def now_ms(self) -> int:
        return self._now_ms

    def monotonic(self) -> float:
        return self._monotonic


def pytest_sessionstart(session: pytest.Session) -> None:
    """Of several processes each compiles a part of the tests, and reads what the others wrote: in a clean clone all of
    them would compile all."""
    kami = getattr(session.config, "workerinput", None)
    if kami and not sys.dont_write_bytecode:
        berkas = sorted(Path(__file__).parent.rglob("test_*.py"))
        for satu in berkas[int(kami["workerid"].removeprefix("gw")) :: kami["workercount"]]:
            with suppress(Exception, pytest.skip.Exception):  # the collection tells
                import_module(".".join(satu.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Fifteen thousand tests, and what they import, stay to the end: nobody looks through them for garbage again."""
    gc.collect()
    gc.freeze()


# Their servers or browsers are started once in a process: these stay together.
BERSAMA = ("cluster", "konektor", "layar")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of several processes each begins with a part of every kind of tests: else one has all that start services, and
    the others wait for it at the end."""
    banyak = getattr(config, "workerinput", {}).get("workercount", 1)
    berkas = dict.fromkeys(item.nodeid.partition("::")[0] for item in items)
    folder = {nama: nama.split("/")[1] for nama in berkas}
    giliran = {
        nama: (BERSAMA.index(folder[nama]) if folder[nama] in BERSAMA else ke) % banyak
        for ke, nama in enumerate(berkas)
    }
    items.sort(key=lambda item: giliran[item.nodeid.partition("::")[0]])


@pytest.fixture(scope="session", autouse=True)
def quick_hash() -> Iterator[None]:
    """Passwords get a quick hash in this process, for almost every test logs in; the program's slow one is tested where
    it is made (``unit/test_sandi.py``)."""
    quick = partial(generate_password_hash, method="pbkdf2:sha256:1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("antrean.services.sandi.generate_password_hash", quick)
        patch.setattr("antrean.services.sandi.NOBODY", quick("nobody"))
        yield


@pytest.fixture(scope="session", autouse=True)
def routes_read_once() -> Iterator[None]:
    """Almost every test makes an app, half of which is werkzeug reading its routes: the same ones are read once."""
    add, update = Map.add, Map.update
    read: dict[Any, tuple[Any, Any]] = {}

    def note(self: Map, rule: Any) -> None:
        vars(self).setdefault("noted", []).append(rule)
        self._remap = True

    def read_noted(self: Map) -> None:
        if not self._remap:
            return
        noted: list[Rule] = vars(self).get("noted", [])
        each = ((rule.rule, rule.endpoint, frozenset(rule.methods or ()), str(rule.defaults)) for rule in noted)
        key = (self.merge_slashes, self.strict_slashes, *each)
        if key not in read:
            whole = Map(strict_slashes=self.strict_slashes, merge_slashes=self.merge_slashes)
            for rule in map(copy, noted):  # some are looked at before the last is noted, and a rule is of one map only
                rule.map = cast(Any, None)
                add(whole, rule)
            update(whole)
            read[key] = whole._matcher, whole._rules_by_endpoint
        self._matcher, self._rules_by_endpoint = read[key]
        self._remap = False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Map, "add", note)
        patch.setattr(Map, "update", read_noted)
        yield


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A real redis-server on a unix socket, for the whole run. It is never skipped."""
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture(scope="session")
def redis_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisCluster]:
    """Six real redis-servers, three masters and a replica of each, for the whole run."""
    with RedisCluster(tmp_path_factory.mktemp("cluster")) as cluster:
        yield cluster


STORES = ["cluster"] if os.environ.get("ANTREAN_TEST_STORE") == "cluster" else ["fakeredis", "redis"]
# Where fakeredis cannot show what is tested.
NYATA = STORES[-1:]
# Marks a test that runs on a Redis Cluster too, in each run.
di_klaster = pytest.mark.parametrize("redis_client", [*dict.fromkeys((*STORES, "cluster"))], indirect=True)
nyata_di_klaster = pytest.mark.parametrize("redis_client", [*dict.fromkeys((*NYATA, "cluster"))], indirect=True)


@pytest.fixture(params=STORES)
def redis_client(request: pytest.FixtureRequest) -> "Iterator[redis.Redis]":
    """An empty store: the same test runs on fakeredis and on a real redis-server; some on a Redis Cluster too, and with
    ANTREAN_TEST_STORE=cluster all of them only there."""
    yield from kosong(request)


def kosong(request: pytest.FixtureRequest) -> "Iterator[redis.Redis]":
    """An empty store of the kind that is the fixture's parameter, for as long as the fixture."""
    if request.param == "fakeredis":
        yield fake_redis()
        return
    if request.param == "cluster":
        cluster: RedisCluster = request.getfixturevalue("redis_cluster")
        with ClusterClient(cluster) as whole:
            yield cast("redis.Redis", whole)
        return
    server: RedisServer = request.getfixturevalue("redis_server")
    with server.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def alamat(redis_client: "redis.Redis", request: pytest.FixtureRequest) -> str:
    """The REDIS_URL of a store that other processes can reach."""
    satu: RedisServer | RedisCluster = request.getfixturevalue(
        "redis_cluster" if isinstance(cast(Any, redis_client), ClusterClient) else "redis_server"
    )
    return satu.url


@pytest.fixture
def real_redis(redis_server: RedisServer) -> "Iterator[redis.Redis]":
    """An empty real redis-server, for what fakeredis cannot show."""
    with redis_server.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock()


@pytest.fixture
def store(redis_client: "redis.Redis") -> Store:
    return Store(redis_client, keep_days=35, timeout_s=PATIENT_S)


@pytest.fixture(scope="session")
def tempat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an app would have an embedded store, if it were told of no other."""
    return tmp_path_factory.mktemp("tempat")


@pytest.fixture
def settings(tempat: Path) -> Settings:
    return Settings.from_env(
        {
            **{"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_DIR": str(tempat)},
            "ANTREAN_REDIS_TIMEOUT": str(PATIENT_S),
        }
    )


@pytest.fixture
def app(settings: Settings, redis_client: "redis.Redis", clock: FrozenClock) -> Flask:
    return create_app(settings, redis_client, clock)


@pytest.fixture(scope="session")
def sandi() -> str:
    """A quick hash of PASSWORD."""
    return generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")


@pytest.fixture
def rs(redis_client: "redis.Redis", store: Store, sandi: str, clock: FrozenClock) -> RumahSakit:
    """A hospital without schedule and patients."""
    rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", USERNAME, sandi, Kebijakan())
    write = Write("rs", clock.now_ms(), "uji")
    tanam(redis_client, ("rs", write.now_ms), lambda: store.rs.tambah(rs, write))
    return rs


def put_schedule(store: Store, clock: Clock, rs: RumahSakit, *rows: str, ganti: bool = False) -> jadwal.HasilImpor:
    """Import schedule rows, written as in the CSV (``huruf`` and ``spm`` may follow)."""
    names = [*JADWAL.split(","), "huruf", "spm"]
    isian = [baca_jadwal(dict(zip(names, row.split(","), strict=False))) for row in rows]
    yang_diganti = jadwal.Ganti(semua=True) if ganti else None
    return jadwal.impor(konteks(store, clock, rs, f"jadwal-{clock.now_ms()}-{rows}-{ganti}"), isian, yang_diganti)


def put_patients(store: Store, clock: Clock, rs: RumahSakit, *pasien: Pasien) -> None:
    """Import patients."""
    tertinggi = max((int(satu.norm) for satu in pasien if satu.norm.isdigit()), default=0)
    salah = store.pasien.impor(rs.kode, pasien, tertinggi, "0", Write(f"pasien-{pasien}", clock.now_ms(), "uji"))
    assert salah is None


def put_policy(store: Store, clock: FrozenClock, rs: RumahSakit, **kebijakan: str) -> None:
    """Change policies, and let what was remembered of them go stale."""
    Kebijakan().ubah(kebijakan)
    store.rs.ubah(rs.kode, kebijakan, "rs_atur", Write(f"policy-{kebijakan}-{clock.now_ms()}", clock.now_ms(), "uji"))
    clock.move(seconds=2)


def pasien(n: int) -> Pasien:
    """The n-th patient of the tests."""
    return Pasien(norm=f"{n:06d}", nik=f"{3200000000000000 + n}", nomorkartu=f"{1000000000000 + n}", nama=f"Pasien {n}")


class MobileJkn:
    """Mobile JKN as the hospital sees it: logs in, then calls with the token."""

    def __init__(self, client: FlaskClient, username: str = USERNAME, password: str = PASSWORD) -> None:
        self.client = client
        self.username = username
        self.password = password
        self.token = ""

    def login(self) -> "MobileJkn":
        answer = self.client.get("/token", headers={"x-username": self.username, "x-password": self.password})
        self.token = answer.json["response"]["token"] if answer.json else ""
        return self

    def post(self, path: str, body: Any) -> tuple[int, dict[str, Any]]:
        """HTTP status and the answer's JSON."""
        headers = {"x-token": self.token, "x-username": self.username}
        answer = self.client.post(path, json=body, headers=headers)
        assert answer.json is not None
        return answer.status_code, answer.json

    def ambil(self, **changes: Any) -> dict[str, Any]:
        """Take a number for the first patient, changed as given; a value of None leaves the field out."""
        return self.post("/antrean/ambil", permintaan(**changes))[1]


def permintaan(n: int = 1, **changes: Any) -> dict[str, Any]:
    """A request for the n-th patient, JKN, for the first session of the tests, a day ahead."""
    satu = pasien(n)
    body = {
        "nomorkartu": satu.nomorkartu,
        "nik": satu.nik,
        "nohp": "085635228888",
        "kodepoli": "ANA",
        "norm": "",
        "tanggalperiksa": (HARI_INI + timedelta(days=1)).isoformat(),
        "kodedokter": 12345,
        "jampraktek": "08:00-16:00",
        "jeniskunjungan": 1,
        "nomorreferensi": f"0001R0040116A{n:06d}",
    }
    body.update(changes)
    return {name: value for name, value in body.items() if value is not None}


@pytest.fixture(scope="session")
def masuk() -> dict[Any, str]:
    """Tokens of the fixture `jkn`."""
    return {}


@pytest.fixture
def jkn(
    masuk: dict[Any, str],
    app: Flask,
    settings: Settings,
    redis_client: "redis.Redis",
    store: Store,
    rs: RumahSakit,
    clock: FrozenClock,
) -> MobileJkn:
    """Logged in at a hospital with a schedule for every day and nine patients."""

    def buat() -> None:
        put_schedule(
            store,
            clock,
            rs,
            *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8)),
            *(f"INT,Penyakit Dalam,34567,dr. Budi,{hari},08:00-12:00,2,1" for hari in range(1, 7)),
        )
        put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
        # At another app, so that whoever is first finds his as cold as those who only copy.
        masuk[saat] = MobileJkn(create_app(settings, redis_client, clock).test_client()).login().token

    saat, jkn = ("jkn", repr(rs), clock.now_ms()), MobileJkn(app.test_client())
    tanam(redis_client, saat, buat)
    jkn.token = masuk[saat]  # good for whoever would log in at that moment
    return jkn
