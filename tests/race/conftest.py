"""One gunicorn with three workers on the real Redis; each test has a store of its own in it."""

from collections.abc import Callable, Iterator

import pytest
import redis

from antrean.store import Store
from tests.conftest import SECRET_KEY
from tests.race.clients import Hospital, HttpJkn, put_hospital
from tests.servers import RedisServer, Service, antrean, free_port

MakeHospital = Callable[[int, int, int], Hospital]


@pytest.fixture(scope="module")
def gunicorn(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with three workers."""
    port = free_port()
    command = antrean("serve", "--port", str(port), "--workers", "3")
    env = {"REDIS_URL": redis_server.emptied(), "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_LOG_LEVEL": "warning"}
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    with Service(command, f"http://127.0.0.1:{port}", env, log) as service:
        yield service


@pytest.fixture
def make_hospital(
    gunicorn: Service, redis_server: RedisServer, real_redis: "redis.Redis", sandi: str
) -> Iterator[MakeHospital]:
    """Make the hospital: its patients, its JKN and its non-JKN quota."""
    with HttpJkn(gunicorn.url) as jkn:

        def make(patients: int, kuotajkn: int, kuotanonjkn: int) -> Hospital:
            store = Store(real_redis, keep_days=35)
            rs = put_hospital(store, sandi, patients, kuotajkn, kuotanonjkn)
            return Hospital(store, rs, jkn.login(), redis_server.url)

        yield make
