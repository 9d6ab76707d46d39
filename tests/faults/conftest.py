"""One service on a real Redis that each test brings into trouble, and out of it again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from antrean.store import Store
from tests.conftest import SECRET_KEY
from tests.faults.load import Trouble
from tests.race.clients import Hospital, HttpJkn, put_hospital
from tests.servers import RedisServer, Service, antrean, free_port

PATIENTS, QUOTA = 20_000, 9_999


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The Redis in trouble."""
    with RedisServer(tmp_path_factory.mktemp("trouble"), debug=True) as server:
        yield server


@pytest.fixture(scope="package")
def trouble(server: RedisServer, sandi: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trouble]:
    """The service, with two workers and every setting as it comes."""
    with server.client() as client:
        hospital = put_hospital(Store(client, keep_days=35), sandi, PATIENTS, QUOTA, 0)
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    with serving(server.url, log) as service, HttpJkn(service.url) as jkn, server.client() as client:
        yield Trouble(service, Hospital(Store(client, keep_days=35), hospital, jkn.login(), server.url))


def serving(redis_url: str, log: Path, **more: str) -> Service:
    """``antrean serve`` on a Redis, with more in its environment."""
    port = free_port()
    env = {"REDIS_URL": redis_url, "ANTREAN_SECRET_KEY": SECRET_KEY, **more}
    return Service(antrean("serve", "--port", str(port)), f"http://127.0.0.1:{port}", env, log)
