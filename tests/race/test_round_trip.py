"""One round trip per decision, and a cost that does not depend on what is stored: counted at the server."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
import redis

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import antrean
from antrean.store import Store
from tests.conftest import (
    HARI_INI,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_schedule,
)
from tests.race.clients import new_patient
from tests.servers import RedisServer

# What one ambil may ask of Redis: each takes the same time, or grows with the logarithm of its key, however much is
# stored. XADD and ZREMRANGEBYSCORE also drop what has expired, each entry once.
CHEAP = {"GET", "SET", "HGET", "HMGET", "HSET", "HEXISTS", "ZADD", "ZCARD", "ZREMRANGEBYSCORE", "EXPIREAT", "XADD"}


class Command(NamedTuple):
    name: str
    by_script: bool
    size: int


Commands = Callable[[Callable[[], object]], list[Command]]


@pytest.fixture(scope="module")
def quick_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A real Redis that does not wait for its disk: much is written here."""
    options = ("--appendfsync", "no")
    with RedisServer(tmp_path_factory.mktemp("quick"), options=options) as server:
        yield server


@pytest.fixture
def quick(quick_redis: RedisServer) -> "Iterator[redis.Redis]":
    with quick_redis.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def redis_client(quick: "redis.Redis") -> "redis.Redis":
    """What the shared fixtures build on."""
    return quick


@pytest.fixture
def commands(quick_redis: RedisServer, quick: "redis.Redis") -> Iterator[Commands]:
    """Every command that the server runs meanwhile, by a client or inside a script."""

    def record(act: Callable[[], object]) -> list[Command]:
        seen: list[Command] = []
        with watcher.monitor() as monitor:
            act()
            quick.echo("that was all")
            for entry in monitor.listen():
                if entry["command"] == "ECHO that was all":
                    return seen
                name = entry["command"].split()[0].upper()
                seen.append(Command(name, entry["client_type"] == "lua", len(entry["command"])))
        raise AssertionError("MONITOR ended")

    with quick_redis.client() as watcher:
        yield record


def test_100_ambil_are_100_round_trips(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, commands: Commands
) -> None:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,200,30" for hari in range(1, 8)))
    put_patients(store, clock, rs, *map(pasien, range(1, 102)))
    jkn.ambil(**permintaan(101))  # the steady state: connected, scripts loaded, the hospital looked up
    codes: list[int] = []

    def take_100() -> None:
        codes.extend(jkn.ambil(**permintaan(n))["metadata"]["code"] for n in range(1, 101))

    seen = commands(take_100)

    assert codes == [200] * 100
    assert [command.name for command in seen if not command.by_script] == ["EVALSHA"] * 100


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (permintaan(1, kodepoli="XXX"), "Poli Tidak Ditemukan"),
        (permintaan(1), "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"),
        (
            permintaan(99),
            "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru",
        ),
    ],
)
def test_a_refusal_is_one_round_trip_too(
    jkn: MobileJkn, commands: Commands, body: dict[str, object], message: str
) -> None:
    jkn.ambil()
    answers: list[dict[str, Any]] = []
    seen = commands(lambda: answers.append(jkn.ambil(**body)))
    assert [answer["metadata"]["message"] for answer in answers] == [message]
    assert [command.name for command in seen if not command.by_script] == ["EVALSHA"]


def test_a_registration_is_one_round_trip(jkn: MobileJkn, commands: Commands) -> None:
    jkn.post("/pasien/baru", new_patient(1))
    answers: list[dict[str, Any]] = []
    seen = commands(lambda: answers.append(jkn.post("/pasien/baru", new_patient(2))[1]))
    assert [answer["metadata"]["code"] for answer in answers] == [200]
    assert [command.name for command in seen if not command.by_script] == ["EVALSHA"]


def test_a_request_that_breaks_a_rule_of_the_form_asks_the_store_nothing(jkn: MobileJkn, commands: Commands) -> None:
    assert commands(lambda: jkn.ambil(kodepoli="")) == []


def ambil(store: Store, clock: FrozenClock, rs: RumahSakit, n: int, tanggal: date) -> None:
    satu = pasien(n)
    asked = PermintaanAntrean(
        Slot("ANA", 12345, JamPraktek.baca("08:00-16:00")), tanggal, 1, satu.nik, satu.nomorkartu, "0", f"R{tanggal}{n}"
    )
    antrean.ambil(store, clock, rs, asked, f"{tanggal}-{n}", "uji")


def test_the_cost_does_not_grow_with_what_is_stored(
    store: Store, rs: RumahSakit, clock: FrozenClock, commands: Commands
) -> None:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,9999,30" for hari in range(1, 8)))
    put_patients(store, clock, rs, *map(pasien, range(1, 11)))
    besok, lusa = HARI_INI + timedelta(days=1), HARI_INI + timedelta(days=2)
    ambil(store, clock, rs, 1, besok)
    first_empty = commands(lambda: ambil(store, clock, rs, 2, lusa))
    next_empty = commands(lambda: ambil(store, clock, rs, 2, besok))

    for first in range(11, 20_001, 1000):
        put_patients(store, clock, rs, *map(pasien, range(first, min(first + 1000, 20_001))))
    for n in range(3, 2003):
        ambil(store, clock, rs, n, HARI_INI + timedelta(days=n % 5 + 1))

    first_full = commands(lambda: ambil(store, clock, rs, 20_000, HARI_INI + timedelta(days=9)))
    next_full = commands(lambda: ambil(store, clock, rs, 20_000, besok))

    def names(seen: list[Command]) -> list[str]:
        return [command.name for command in seen]

    assert names(first_full) == names(first_empty)
    assert names(next_full) == names(next_empty)
    assert set(names(first_full)) - {"EVALSHA"} <= CHEAP
    assert set(names(next_full)) - {"EVALSHA"} <= CHEAP
    # Numbers have more digits by then; nothing else may have become longer.
    assert abs(sum(c.size for c in next_full) - sum(c.size for c in next_empty)) < 100
