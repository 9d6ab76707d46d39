"""The whole of ambil on every server of this machine: those of the PATH, the wheel's, the oldest and Redis 8.2."""

from collections.abc import Iterator

import pytest
import redis

from antrean import create_app
from antrean.config import Settings
from antrean.services import peladen, periksa
from antrean.store import Store
from tests.conftest import FrozenClock, MobileJkn, pasien, permintaan, put_patients
from tests.race.clients import new_patient, put_hospital
from tests.servers import BINARIES, RedisServer


@pytest.fixture(scope="module", params=[*BINARIES.values()], ids=[*BINARIES])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.servers.find_redis_server", lambda: request.param)
        with RedisServer(tmp_path_factory.mktemp("server")) as server:
            yield server


@pytest.fixture
def redis_client(server: RedisServer) -> "Iterator[redis.Redis]":
    with server.client() as client:
        client.flushall()
        yield client


def test_book_duplicate_new_patient_and_quota(
    redis_client: "redis.Redis", settings: Settings, clock: FrozenClock, sandi: str
) -> None:
    store = Store(redis_client, keep_days=35)
    rs = put_hospital(store, sandi, 3, 2, 1)
    put_patients(store, clock, rs, pasien(4))
    jkn = MobileJkn(create_app(settings, redis_client, clock).test_client()).login()
    baru = {name: new_patient(1)[name] for name in ("nik", "nomorkartu")}

    assert jkn.ambil()["response"]["nomorantrean"] == "A-1"
    assert jkn.ambil()["metadata"]["code"] == 201
    assert jkn.ambil(**permintaan(2, nomorkartu="", nomorreferensi=""))["response"]["sisakuotanonjkn"] == 0
    assert jkn.ambil(**permintaan(9, **baru))["metadata"]["code"] == 202
    assert jkn.post("/pasien/baru", new_patient(1))[1]["response"] == {"norm": "000005"}
    last = jkn.ambil(**permintaan(9, **baru))["response"]
    assert (last["norm"], last["kodebooking"], last["sisakuotajkn"]) == ("000005", "01122026A003", 0)
    assert jkn.ambil(**permintaan(3))["metadata"]["message"].startswith("Kuota JKN Poli Anak Sudah Penuh")
    ready = jkn.client.get("/readyz").json
    assert ready
    # Its detail names a server that is open by its number: of these, Redis 6.2.14 and 7.0.
    assert ready.get("response", {"catatan": []})["catatan"] == [*peladen.terbuka(store.health.version())]
    assert list(peladen.salah(store)) == []
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
