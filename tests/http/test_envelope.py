"""The envelope: every reply has it, whatever went wrong, and only the service's own health is outside of the rules."""

import logging
import socket
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask.typing import ResponseReturnValue
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.exceptions import HTTPException, default_exceptions

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.errors import AntreanError, KunciSalah, KunciTidakBoleh, MetrikTertutup, StoreUnavailable
from antrean.errors.halaman import HalamanTidakBoleh, HarusMasuk
from antrean.http.context import rumah_sakit
from antrean.store import Store, Write
from antrean.store.connection import Connection
from tests.conftest import (
    KODE_RS,
    PASSWORD,
    USERNAME,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_schedule,
)
from tests.http.alat import (
    AMBIL,
    BARU,
    BESOK,
    LAYANAN,
    diambil,
    formulir,
    gagal,
)
from tests.servers import RedisServer

TIDAK_TERSEDIA = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"
KESALAHAN = "Terjadi Kesalahan Pada Sistem Rumah Sakit"
RAHASIA = "redis://pengguna:sandi@10.0.0.1 nik 3200000000000001"


def subclasses(cls: type[AntreanError]) -> Iterator[type[AntreanError]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from subclasses(sub)


SEMUA_KESALAHAN = sorted((cls for cls in subclasses(AntreanError) if cls.message), key=lambda cls: cls.__name__)


def contoh(cls: type[AntreanError]) -> AntreanError:
    """One error of a class, each field of its message filled with the field's name."""
    names = [name for _, name, _, _ in string.Formatter().parse(cls.message) if name]
    return cls(**{name: f"<{name}>" for name in names})


def raising(app: Flask, error: Exception) -> Flask:
    """With a view that raises at /uji."""

    def view() -> ResponseReturnValue:
        raise error

    app.add_url_rule("/uji", view_func=view, methods=["GET", "POST"])
    return app


# Every error has one way out.


@pytest.mark.parametrize("cls", SEMUA_KESALAHAN, ids=lambda cls: cls.__name__)
def test_every_error_is_an_envelope_of_its_message_code_and_status(app: Flask, cls: type[AntreanError]) -> None:
    error = contoh(cls)
    answer = raising(app, error).test_client().get("/uji")
    pesan = cls.message.replace("{", "<").replace("}", ">")
    assert (answer.status_code, answer.json) == (cls.http_status, gagal(pesan, cls.code))
    assert answer.content_type == "application/json"


@pytest.mark.parametrize("cls", SEMUA_KESALAHAN, ids=lambda cls: cls.__name__)
def test_every_error_has_a_code_and_a_status_that_the_catalogue_knows(cls: type[AntreanError]) -> None:
    assert (cls.http_status, cls.code) in {
        (200, 201),
        (200, 202),
        *((status, 201) for status in (400, 404, 405, 413, 415, 429, 500, 503)),
        # Only the hospital's own systems and its pages hear these.
        *([(401, 201)] if cls in (KunciSalah, HarusMasuk) else []),
        *([(403, 201)] if cls in (KunciTidakBoleh, MetrikTertutup, HalamanTidakBoleh) else []),
    }


@pytest.mark.parametrize("cls", [*default_exceptions.values()], ids=lambda cls: cls.__name__)
def test_every_http_error_is_an_envelope_without_its_details(app: Flask, cls: type[HTTPException]) -> None:
    answer = raising(app, cls(description=RAHASIA)).test_client().get("/uji")
    assert answer.status_code == cls.code
    assert answer.json is not None
    assert [*answer.json] == ["metadata"]
    assert answer.json["metadata"]["code"] == 201
    assert RAHASIA not in answer.text


# 404 and 405.


@pytest.mark.parametrize(
    "path",
    [
        "/apa",
        "/token/",
        "/Token",
        "/antrean",
        "/antrean/ambil/",
        "/antrean//ambil",
        "/antrean/ambil/x",
        "/antrean/%61mbil%00",
        "/static/x",
        "/../token",
        "/favicon.ico",
        "/%ff",
        "/☂",
    ],
)
def test_an_unknown_path_is_404(app: Flask, path: str) -> None:
    for method in ("GET", "POST", "PUT", "OPTIONS"):
        answer = app.test_client().open(path, method=method)
        assert (answer.status_code, answer.json) == (404, gagal("Layanan Tidak Ditemukan")), method


@pytest.mark.parametrize(
    ("path", "methods", "allow"),
    [
        ("/token", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "APA"], {"GET", "HEAD"}),
        (AMBIL, ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "APA"], {"POST"}),
        *((path, ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"], {"POST"}) for path in LAYANAN if path != AMBIL),
        ("/healthz", ["POST", "OPTIONS"], {"GET", "HEAD"}),
        ("/readyz", ["POST", "OPTIONS"], {"GET", "HEAD"}),
        ("/metrics", ["POST", "OPTIONS"], {"GET", "HEAD"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_method_is_405_and_told_the_right_ones(
    app: Flask, path: str, methods: list[str], allow: set[str]
) -> None:
    for method in methods:
        answer = app.test_client().open(path, method=method)
        assert answer.status_code == 405
        assert set(answer.headers["Allow"].split(", ")) == allow
        if method != "HEAD":
            assert answer.json == gagal("Metode Tidak Sesuai")


def test_a_wrong_method_is_405_with_a_valid_token_too(jkn: MobileJkn) -> None:
    answer = jkn.client.get(AMBIL, headers={"x-token": jkn.token, "x-username": USERNAME})
    assert (answer.status_code, answer.json) == (405, gagal("Metode Tidak Sesuai"))


# 500.


def test_a_fault_of_ours_is_500_and_tells_nothing(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "antrean"):
        answer = raising(app, RuntimeError(RAHASIA)).test_client().post("/uji")
    assert (answer.status_code, answer.json) == (500, gagal(KESALAHAN))
    assert [record.getMessage().split()[0] for record in caplog.records] == ["fault:"]


@pytest.mark.parametrize("error", [KeyError("x"), RecursionError(), UnicodeDecodeError("utf-8", b"", 0, 1, "x")])
def test_no_kind_of_fault_gets_past_the_envelope(app: Flask, error: Exception) -> None:
    answer = raising(app, error).test_client().get("/uji")
    assert (answer.status_code, answer.json) == (500, gagal(KESALAHAN))


def test_a_fault_of_one_request_does_not_touch_the_next(jkn: MobileJkn, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("antrean.services.antrean.periksa_tanggal", lambda *_: 1 // 0)
        assert jkn.post(AMBIL, permintaan()) == (500, gagal(KESALAHAN))
    assert diambil(jkn.ambil())["angkaantrean"] == 1


def test_a_hospital_is_that_of_the_request_only(jkn: MobileJkn) -> None:
    diambil(jkn.ambil())
    with pytest.raises(LookupError):
        rumah_sakit()


@pytest.mark.parametrize("path", ["/token", "/healthz"])
def test_no_answer_says_anything_twice_and_its_length_is_that_of_its_body(app: Flask, path: str) -> None:
    headers = {"x-username": USERNAME, "x-password": PASSWORD}
    answer, head = (app.test_client().open(path, method=method, headers=headers) for method in ("GET", "HEAD"))
    names = [name for name, _ in answer.headers]
    assert len(names) == len(set(names))
    assert {"X-Request-Id", "X-Content-Type-Options", "Cache-Control"} < set(names)
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert not head.data


# 503.


def client_of(path: Path) -> "redis.Redis":
    return redis.Redis(
        unix_socket_path=str(path), socket_timeout=0.05, decode_responses=True, retry=Retry(NoBackoff(), 0)
    )


@dataclass
class Silent:
    """A door that lets in and never answers."""

    path: Path

    def __enter__(self) -> "Silent":
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.bind(str(self.path))
        self.socket.listen(64)
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


@pytest.fixture(params=["nobody listens", "nobody answers"])
def dead(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, settings: Settings, clock: FrozenClock
) -> Iterator[Flask]:
    """A process whose store is dead."""
    path = tmp_path_factory.mktemp("d") / "r.sock"
    with client_of(path) as client:
        if request.param == "nobody listens":
            yield create_app(settings, client, clock)
            return
        with Silent(path):
            yield create_app(settings, client, clock)


def test_a_process_without_its_store_lives_and_is_not_ready(dead: Flask) -> None:
    client = dead.test_client()
    healthz, readyz = client.get("/healthz"), client.get("/readyz")
    assert (healthz.status_code, healthz.json) == (200, {"metadata": {"message": "Ok", "code": 200}})
    assert readyz.status_code == 503
    assert readyz.json is not None
    assert readyz.json["metadata"]["code"] == 201
    assert readyz.json["metadata"]["message"].startswith("Not ready: the store does not answer")
    assert "r.sock" not in readyz.text


def test_a_process_with_its_store_is_ready(app: Flask) -> None:
    for path in ("/healthz", "/readyz"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.json) == (200, {"metadata": {"message": "Ok", "code": 200}})


def test_a_service_without_its_store_is_503_and_says_when_to_come_again(dead: Flask, jkn: MobileJkn) -> None:
    client = dead.test_client()
    headers = {"x-token": jkn.token, "x-username": USERNAME}
    answers = [
        client.get("/token", headers={"x-username": USERNAME, "x-password": PASSWORD}),
        client.post(AMBIL, json=permintaan(), headers=headers),
        client.post(BARU, json=formulir(), headers=headers),
    ]
    for answer in answers:
        assert (answer.status_code, answer.json) == (503, gagal(TIDAK_TERSEDIA))
        assert answer.headers["Retry-After"] == "1"


def test_a_bad_token_is_refused_without_the_store(dead: Flask) -> None:
    answer = dead.test_client().post(AMBIL, json=permintaan(), headers={"x-token": "x", "x-username": USERNAME})
    assert (answer.status_code, answer.json) == (200, gagal("Token Expired"))


# What the client raises is ours to tell, whichever the store.
di_ingatan = pytest.mark.parametrize("redis_client", ["fakeredis"], indirect=True)


@di_ingatan
def test_a_store_that_died_is_not_in_the_way_once_it_is_back(
    jkn: MobileJkn, redis_client: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise redis.exceptions.ConnectionError(RAHASIA)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "execute", fails)
        assert jkn.post(AMBIL, permintaan()) == (503, gagal(TIDAK_TERSEDIA))
    assert diambil(jkn.ambil())["angkaantrean"] == 1


@pytest.mark.parametrize(
    "error",
    [
        redis.exceptions.ConnectionError(RAHASIA),
        redis.exceptions.TimeoutError(RAHASIA),
        redis.exceptions.BusyLoadingError(RAHASIA),
        redis.exceptions.ReadOnlyError("You can't write against a read only replica."),
        redis.exceptions.OutOfMemoryError("command not allowed when used memory > 'maxmemory'."),
        redis.exceptions.ClusterDownError("The cluster is down"),
        redis.exceptions.MasterDownError("Link with MASTER is down"),
        redis.exceptions.TryAgainError("Multiple keys request during rehashing of slot"),
        redis.exceptions.MaxConnectionsError("Too many connections"),
        redis.exceptions.ResponseError("MISCONF Redis is configured to save RDB snapshots, but cannot"),
        redis.exceptions.ResponseError("NOREPLICAS Not enough good replicas to write."),
        redis.exceptions.ResponseError("BUSY Redis is busy running a script."),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("call", ["execute", "hget"])
@di_ingatan
def test_a_store_that_cannot_serve_now_is_503(
    app: Flask,
    jkn: MobileJkn,
    redis_client: "redis.Redis",
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    call: str,
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr(Connection if call == "execute" else redis_client, call, fails)
    if call == "execute":
        status, answer = jkn.post(AMBIL, permintaan())
    else:
        reply = jkn.client.get("/token", headers={"x-username": "siapa", "x-password": PASSWORD})
        status, answer = reply.status_code, reply.json or {}
    assert (status, answer) == (503, gagal(TIDAK_TERSEDIA))


@di_ingatan
def test_an_error_of_a_script_is_a_fault_of_ours(
    jkn: MobileJkn, redis_client: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> Any:
        raise redis.exceptions.ResponseError("WRONGTYPE Operation against a key")

    monkeypatch.setattr(Connection, "execute", fails)
    assert jkn.post(AMBIL, permintaan()) == (500, gagal(KESALAHAN))


@pytest.fixture
def own_server(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[redis.Redis]":
    """A real redis-server that a test may bring into states in which it refuses."""
    with RedisServer(tmp_path_factory.mktemp("r")) as server, server.client() as client:
        yield client


@pytest.mark.parametrize(
    "command",
    [
        ("CONFIG", "SET", "maxmemory", "1"),
        ("CONFIG", "SET", "min-replicas-to-write", "1"),
        ("REPLICAOF", "127.0.0.1", "1"),
    ],
    ids=["out of memory", "too few replicas", "a replica"],
)
def test_a_real_server_that_may_not_write_is_503(
    own_server: "redis.Redis", settings: Settings, clock: FrozenClock, sandi: str, command: tuple[str, ...]
) -> None:
    rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", USERNAME, sandi)
    store = Store(own_server, keep_days=35)
    store.rs.tambah(rs, Write("rs", clock.now_ms(), "uji"))
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{BESOK},08:00-16:00,30,30")
    put_patients(store, clock, rs, pasien(1))
    jkn = MobileJkn(create_app(settings, own_server, clock).test_client()).login()
    execute: Any = own_server.execute_command
    execute(*command)
    assert jkn.post(AMBIL, permintaan()) == (503, gagal(TIDAK_TERSEDIA))
    assert jkn.post(BARU, formulir()) == (503, gagal(TIDAK_TERSEDIA))


def test_what_the_store_said_is_in_the_log_and_not_in_the_answer(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    error = StoreUnavailable()
    error.__cause__ = redis.exceptions.ConnectionError(RAHASIA)
    with caplog.at_level(logging.ERROR, "antrean"):
        answer = raising(app, error).test_client().get("/uji")
    assert answer.json == gagal(TIDAK_TERSEDIA)
    assert RAHASIA in caplog.text
