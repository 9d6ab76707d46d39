"""ANTREAN_WAIT_REPLICAS with a real primary and a real replica: what too few have is no success until they have it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis

from antrean import create_app
from antrean.config import Settings
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import StoreUnavailable, SudahPunyaAntrean
from antrean.keys import Keys
from antrean.services import antrean
from antrean.store import Store, Write
from antrean.store.connection import ANSWER_KEPT_S
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
from tests.konteks import konteks
from tests.servers import RedisServer, free_port, wait_until

SLOT = Slot("ANA", 12345, JamPraktek(8 * 60, 16 * 60))
BESOK = HARI_INI + timedelta(days=1)
TIDAK_TERSEDIA = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RedisServer, RedisServer]]:
    """A primary and the replica that follows it."""
    port = free_port()
    diskless = ("--repl-diskless-sync-delay", "0")
    follows = ("--replicaof", f"127.0.0.1 {port}", *diskless)
    with (
        RedisServer(tmp_path_factory.mktemp("primary"), port, diskless) as primary,
        RedisServer(tmp_path_factory.mktemp("replica"), free_port(), follows) as replica,
    ):
        with primary.client() as client:
            wait_until(lambda: client.wait(1, 100) == 1, "the replica")
        yield primary, replica


@pytest.fixture
def redis_client(pair: tuple[RedisServer, RedisServer]) -> "Iterator[redis.Redis]":
    """What the shared fixtures build on."""
    with pair[0].client() as client:
        client.flushall()
        yield client


@pytest.fixture
def store(redis_client: "redis.Redis") -> Store:
    """Waits for the replica, and not long."""
    return Store(redis_client, keep_days=35, timeout_s=1, wait_replicas=1)


@pytest.fixture
def berjadwal(store: Store, rs: RumahSakit, clock: FrozenClock) -> RumahSakit:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    return rs


@contextmanager
def paused(pair: tuple[RedisServer, RedisServer]) -> Iterator[None]:
    """The replica hears nothing meanwhile."""
    process = pair[1].process
    assert process
    process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        process.send_signal(signal.SIGCONT)
        with pair[0].client() as client:
            client.set("after", "1")
            wait_until(lambda: client.wait(1, 100) == 1, "the replica")


def ambil(store: Store, clock: FrozenClock, rs: RumahSakit, n: int, request_id: str) -> str:
    """The n-th patient takes a number; its kodebooking."""
    satu = pasien(n)
    minta = PermintaanAntrean(SLOT, BESOK, 1, satu.nik, satu.nomorkartu)
    return antrean.ambil(konteks(store, clock, rs, request_id), minta).kodebooking


def test_what_the_replica_does_not_have_is_503_and_the_same_request_later_gets_that_booking(
    pair: tuple[RedisServer, RedisServer], store: Store, clock: FrozenClock, berjadwal: RumahSakit
) -> None:
    with paused(pair):
        for _ in range(2):  # a repeat writes nothing, and its answer is no more there than the first
            with pytest.raises(StoreUnavailable) as refused:
                ambil(store, clock, berjadwal, 1, "a")
            assert str(refused.value.__cause__) == "0 replicas have the change, and ANTREAN_WAIT_REPLICAS is 1"
    kode = ambil(store, clock, berjadwal, 1, "a")
    assert [booking.kodebooking for booking in store.antrean.pada(KODE_RS, BESOK)] == [kode]
    with pair[1].client() as replica:
        assert replica.hexists(Keys(KODE_RS).booking(BESOK), kode)


def test_an_answer_that_is_only_read_again_is_waited_for_too(
    pair: tuple[RedisServer, RedisServer], store: Store, clock: FrozenClock, berjadwal: RumahSakit
) -> None:
    with paused(pair):
        with pytest.raises(StoreUnavailable):
            ambil(store, clock, berjadwal, 1, "a")
        with pytest.raises(StoreUnavailable):
            store.antrean.jawaban(KODE_RS, Write("a", 0, "uji"))
        assert store.antrean.jawaban(KODE_RS, Write("b", 0, "uji")) is None
    diambil = store.antrean.jawaban(KODE_RS, Write("a", 0, "uji"))
    assert diambil
    assert diambil.kodebooking == ambil(store, clock, berjadwal, 1, "a")


def test_a_refusal_says_no_though_the_replica_is_gone(
    pair: tuple[RedisServer, RedisServer], store: Store, clock: FrozenClock, berjadwal: RumahSakit
) -> None:
    ambil(store, clock, berjadwal, 1, "a")
    with paused(pair), pytest.raises(SudahPunyaAntrean):
        ambil(store, clock, berjadwal, 1, "b")


def test_mobile_jkn_is_told_to_come_back(
    pair: tuple[RedisServer, RedisServer], redis_client: "redis.Redis", clock: FrozenClock, berjadwal: RumahSakit
) -> None:
    env = {"REDIS_URL": pair[0].url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_WAIT_REPLICAS": "1"}
    settings = Settings.from_env({**env, "ANTREAN_REDIS_TIMEOUT": "1"})
    jkn = MobileJkn(create_app(settings, redis_client, clock).test_client()).login()
    with paused(pair):
        status, answer = jkn.post("/antrean/ambil", permintaan())
        assert (status, answer["metadata"]["message"]) == (503, TIDAK_TERSEDIA)
    assert jkn.ambil(**permintaan(2))["metadata"]["code"] == 200


def test_a_connection_is_in_step_after_a_server_that_forgot_its_scripts(
    redis_client: "redis.Redis", store: Store, clock: FrozenClock, berjadwal: RumahSakit
) -> None:
    for n in range(1, 4):
        redis_client.script_flush()
        assert ambil(store, clock, berjadwal, n, f"a{n}").endswith(f"{n:03d}")


@pytest.mark.parametrize("wait_replicas, sent", [(0, ["EVALSHA"]), (1, ["EVALSHA", "SET", "WAIT"])])
def test_the_question_goes_with_the_script_and_none_goes_where_none_is_wanted(
    redis_client: "redis.Redis", clock: FrozenClock, berjadwal: RumahSakit, wait_replicas: int, sent: list[str]
) -> None:
    store = Store(redis_client, keep_days=35, wait_replicas=wait_replicas)
    ambil(store, clock, berjadwal, 1, "a")
    with redis_client.monitor() as monitor:  # type: ignore[no-untyped-call]
        ambil(store, clock, berjadwal, 2, "b")
        redis_client.echo("that was all")
        seen = []
        for entry in monitor.listen():
            if entry["command"].startswith("ECHO"):
                break
            if entry["client_type"] != "lua":
                seen.append(entry["command"].split()[0])
    assert [name for name in seen if name not in ("HELLO", "CLIENT")] == sent
    assert 0 < redis_client.ttl(Keys(KODE_RS).tunggu()) <= ANSWER_KEPT_S
