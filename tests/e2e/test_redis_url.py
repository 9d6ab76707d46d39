"""Every form of REDIS_URL, against a real Redis."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
import trustme

from antrean import create_app
from antrean.config import Settings
from antrean.store import Store, connect
from tests.conftest import (
    SECRET_KEY,
    USERNAME,
    FrozenClock,
    MobileJkn,
    permintaan,
)
from tests.race.clients import put_hospital
from tests.race.proxy import Proxy
from tests.servers import RedisServer, free_port

pytestmark = pytest.mark.e2e

PASSWORD = "kata/sandi:@ %41"
QUOTED = "kata%2Fsandi%3A%40%20%2541"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis that listens on TCP as well."""
    with RedisServer(tmp_path_factory.mktemp("redis"), port=free_port()) as server:
        yield server


@pytest.fixture
def store_client(server: RedisServer) -> "Iterator[redis.Redis]":
    with server.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def with_password(server: RedisServer, store_client: "redis.Redis") -> Iterator[None]:
    """The Redis asks for a password meanwhile."""
    store_client.config_set("requirepass", PASSWORD)
    yield
    store_client.config_set("requirepass", "")


def book(sandi: str, url: str, **env: str) -> tuple[int, str]:
    """Make a hospital and book, all through this REDIS_URL; HTTP status and message."""
    settings = Settings.from_env({"REDIS_URL": url, "ANTREAN_SECRET_KEY": SECRET_KEY, **env})
    with connect(settings) as client:
        assert isinstance(client, redis.Redis)
        put_hospital(Store(client, keep_days=35), sandi, 1, 30, 30)
        jkn = MobileJkn(create_app(settings, client, FrozenClock()).test_client()).login()
        jkn.client.get("/token", headers={"x-username": USERNAME, "x-password": "salah"})
        counted = [*client.scan_iter("*:percobaan/*")]
        assert client.mget(counted) == ["1", "1"]  # of the username from the address, and of the address
        status, answer = jkn.post("/antrean/ambil", permintaan())
    return status, answer["metadata"]["message"]


def ready(url: str, **env: str) -> int:
    """What /readyz answers with this REDIS_URL."""
    settings = Settings.from_env({"REDIS_URL": url, "ANTREAN_SECRET_KEY": SECRET_KEY, **env})
    with connect(settings) as client:
        return create_app(settings, client).test_client().get("/readyz").status_code


@pytest.mark.parametrize(
    ("form", "database"),
    [
        ("redis://127.0.0.1:{port}", 0),
        ("redis://localhost:{port}/3", 3),
        ("redis://127.0.0.1:{port}?db=4", 4),
        ("unix://{socket}", 0),
        ("unix://{socket}?db=5", 5),
    ],
)
def test_a_booking_goes_into_the_database_of_the_url(
    server: RedisServer, store_client: "redis.Redis", sandi: str, form: str, database: int
) -> None:
    url = form.format(port=server.port, socket=server.socket)
    assert book(sandi, url) == (200, "Ok")
    assert set(store_client.info("keyspace")) == {f"db{database}"}


@pytest.mark.usefixtures("with_password")
@pytest.mark.parametrize("form", ["redis://:{password}@127.0.0.1:{port}/0", "unix://:{password}@{socket}"])
def test_the_password_is_in_the_url(server: RedisServer, sandi: str, form: str) -> None:
    url = form.format(port=server.port, socket=server.socket, password=QUOTED)
    assert book(sandi, url) == (200, "Ok")


@pytest.mark.usefixtures("with_password")
@pytest.mark.parametrize("user", ["", ":salah@"])
def test_a_wrong_password_or_none_is_503(server: RedisServer, user: str) -> None:
    assert ready(f"redis://{user}127.0.0.1:{server.port}") == 503


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(server: RedisServer, authority: trustme.CA) -> Iterator[Proxy]:
    """A provider's TLS in front of the Redis, with a certificate of an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    with Proxy(server.socket, context) as proxy:
        yield proxy


def test_a_certificate_that_nobody_signed_is_refused(tls: Proxy) -> None:
    assert ready(f"rediss://127.0.0.1:{tls.port}") == 503


@pytest.mark.usefixtures("store_client")
def test_a_certificate_that_nobody_signed_is_accepted_by_an_explicit_setting(tls: Proxy, sandi: str) -> None:
    assert book(sandi, f"rediss://127.0.0.1:{tls.port}/1", ANTREAN_REDIS_TLS_VERIFY="no") == (200, "Ok")


@pytest.mark.usefixtures("store_client")
def test_a_certificate_of_a_known_authority_is_accepted(
    tls: Proxy, authority: trustme.CA, sandi: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert book(sandi, f"rediss://127.0.0.1:{tls.port}") == (200, "Ok")


def test_a_certificate_for_another_host_is_refused(
    tls: Proxy, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert ready(f"rediss://localhost:{tls.port}") == 503
