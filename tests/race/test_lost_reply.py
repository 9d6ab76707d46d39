"""Replies that are lost after the script ran: the client asks again by itself, and nothing is done twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask.testing import FlaskClient

from antrean import create_app
from antrean.config import Settings
from antrean.keys import Keys
from antrean.store import Store, Write, connect
from tests.conftest import (
    HARI_INI,
    KODE_RS,
    SECRET_KEY,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_schedule,
)
from tests.race.clients import events, new_patient
from tests.race.proxy import EVERY, Proxy
from tests.servers import RedisServer

BESOK = HARI_INI + timedelta(days=1)
SUDAH_PUNYA = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
TIDAK_TERSEDIA = {
    "metadata": {"message": "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi", "code": 201}
}

one_or_three = pytest.mark.parametrize("lose", [1, 3])


@pytest.fixture
def redis_client(real_redis: "redis.Redis") -> "redis.Redis":
    """What the shared fixtures build on: the store itself, not through the proxy."""
    return real_redis


@pytest.fixture
def proxy(redis_server: RedisServer) -> Iterator[Proxy]:
    with Proxy(redis_server.socket) as proxy:
        yield proxy


@pytest.fixture
def far_redis(proxy: Proxy, tmp_path: Path) -> "Iterator[redis.Redis]":
    """The client that the service makes for itself, through the proxy."""
    with connect(settings_for(proxy, tmp_path)) as client:
        assert isinstance(client, redis.Redis)
        yield client


@pytest.fixture
def far_jkn(jkn: MobileJkn, proxy: Proxy, far_redis: "redis.Redis", clock: FrozenClock, tmp_path: Path) -> MobileJkn:
    """Mobile JKN at a service that reaches its store through the proxy, with everything looked up already."""
    far = MobileJkn(create_app(settings_for(proxy, tmp_path), far_redis, clock).test_client()).login()
    assert far.client.get("/readyz").status_code == 200
    return far


def settings_for(proxy: Proxy, tmp_path: Path) -> Settings:
    env = {"REDIS_URL": f"redis://127.0.0.1:{proxy.port}/0", "ANTREAN_SECRET_KEY": SECRET_KEY}
    return Settings.from_env({**env, "ANTREAN_DATA_DIR": str(tmp_path)})


def wait_only(far: FlaskClient, seconds: float) -> None:
    """Requests wait so long for the store, for the tests in which all of that passes."""
    far.application.extensions["antrean"].store.waiting.seconds = seconds


@contextmanager
def losing(proxy: Proxy, replies: int) -> Iterator[None]:
    proxy.lose = replies
    yield
    proxy.heal()


@one_or_three
def test_an_ambil_whose_replies_are_lost_books_once(
    far_jkn: MobileJkn, proxy: Proxy, store: Store, real_redis: "redis.Redis", lose: int
) -> None:
    with losing(proxy, lose):
        status, answer = far_jkn.post("/antrean/ambil", permintaan())
    assert proxy.lost == lose
    assert (status, answer["metadata"]["code"], answer["response"]["angkaantrean"]) == (200, 200, 1)
    assert [booking.angkaantrean for booking in store.antrean.lembar(KODE_RS, BESOK).booking] == [1]
    assert len(events(real_redis, "ambil")) == 1


def test_an_ambil_books_once_where_the_server_has_lost_the_script_too(
    far_jkn: MobileJkn, proxy: Proxy, store: Store, real_redis: "redis.Redis"
) -> None:
    real_redis.script_flush()
    with losing(proxy, 2):  # that it does not know the script, and the number
        answer = far_jkn.ambil()
    assert (proxy.lost, answer["response"]["angkaantrean"]) == (2, 1)
    assert len(store.antrean.lembar(KODE_RS, BESOK).booking) == 1


@one_or_three
def test_a_registration_whose_replies_are_lost_registers_once(
    far_jkn: MobileJkn, proxy: Proxy, real_redis: "redis.Redis", lose: int
) -> None:
    with losing(proxy, lose):
        status, answer = far_jkn.post("/pasien/baru", new_patient(1))
    assert proxy.lost == lose
    assert (status, answer["response"]) == (200, {"norm": "000010"})
    assert real_redis.get(Keys(KODE_RS).norm_terakhir) == "10"
    assert len(events(real_redis, "pasien_baru")) == 1


@one_or_three
def test_a_closed_day_whose_replies_are_lost_is_closed_and_opened_once(
    far_redis: "redis.Redis", jkn: MobileJkn, proxy: Proxy, real_redis: "redis.Redis", lose: int
) -> None:
    store = Store(far_redis, keep_days=35)
    assert store.health.not_ready() == ""
    with losing(proxy, lose):
        store.libur.tambah(KODE_RS, BESOK, "", "Natal", "", (), HARI_INI, Write("tutup", 1, "uji"))
    with losing(proxy, lose):
        opened = store.libur.hapus(KODE_RS, BESOK, "", HARI_INI, Write("buka", 2, "uji"))
    assert proxy.lost == 2 * lose
    assert opened is True
    assert (len(events(real_redis, "libur_tambah")), len(events(real_redis, "libur_hapus"))) == (1, 1)


@one_or_three
def test_imports_whose_replies_are_lost_are_done_once(
    far_redis: "redis.Redis", rs: None, clock: FrozenClock, proxy: Proxy, real_redis: "redis.Redis", lose: int
) -> None:
    store = Store(far_redis, keep_days=35)
    hospital = store.rs.cari(KODE_RS)
    assert hospital is not None
    assert store.health.not_ready() == ""
    with losing(proxy, lose):
        hasil = put_schedule(store, clock, hospital, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30")
    with losing(proxy, lose):
        put_patients(store, clock, hospital, pasien(1))
    assert proxy.lost == 2 * lose
    assert (hasil.baris, hasil.huruf) == (1, 1)
    assert set(store.jadwal.baca(KODE_RS).pemilik_huruf) == {"A"}
    assert (len(events(real_redis, "jadwal_impor")), len(events(real_redis, "pasien_impor"))) == (1, 1)


@pytest.mark.parametrize("silent", [False, True], ids=["closed", "silent"])
def test_an_ambil_whose_every_reply_is_lost_is_503_and_asking_again_settles_it(
    far_jkn: MobileJkn, proxy: Proxy, store: Store, real_redis: "redis.Redis", silent: bool
) -> None:
    proxy.silent = silent
    wait_only(far_jkn.client, 3)
    with losing(proxy, EVERY):
        assert far_jkn.post("/antrean/ambil", permintaan()) == (503, TIDAK_TERSEDIA)
    assert proxy.lost > 1

    status, answer = far_jkn.post("/antrean/ambil", permintaan())
    assert (status, answer) == (200, {"metadata": {"message": SUDAH_PUNYA, "code": 201}})
    assert [booking.angkaantrean for booking in store.antrean.lembar(KODE_RS, BESOK).booking] == [1]
    assert len(events(real_redis, "ambil")) == 1


def test_a_registration_whose_every_reply_is_lost_is_503_and_asking_again_settles_it(
    far_jkn: MobileJkn, proxy: Proxy, real_redis: "redis.Redis"
) -> None:
    wait_only(far_jkn.client, 1)
    with losing(proxy, EVERY):
        assert far_jkn.post("/pasien/baru", new_patient(1)) == (503, TIDAK_TERSEDIA)
    assert far_jkn.post("/pasien/baru", new_patient(1)) == (
        200,
        {"metadata": {"message": "Data Peserta Sudah Pernah Dientrikan", "code": 201}},
    )
    assert len(events(real_redis, "pasien_baru")) == 1


def test_a_store_that_is_gone_is_503_in_the_envelope(far_jkn: MobileJkn, proxy: Proxy, clock: FrozenClock) -> None:
    proxy.stop()
    wait_only(far_jkn.client, 1)
    clock.move(seconds=2)  # the hospital is not remembered any more
    assert far_jkn.post("/antrean/ambil", permintaan()) == (503, TIDAK_TERSEDIA)
    assert far_jkn.post("/pasien/baru", new_patient(1)) == (503, TIDAK_TERSEDIA)
    assert far_jkn.client.get("/token").json == TIDAK_TERSEDIA


def test_without_its_store_the_process_lives_and_is_not_ready(far_jkn: MobileJkn, proxy: Proxy) -> None:
    proxy.stop()
    assert far_jkn.client.get("/healthz").status_code == 200
    answer = far_jkn.client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        503,
        {"metadata": {"message": "Not ready: the store does not answer (ConnectionError)", "code": 201}},
    )
