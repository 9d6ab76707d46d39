"""One round trip per decision, and a cost that does not depend on what is stored: counted at the server."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
import redis
from flask import Flask

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.operasi import Operasi
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import antrean, farmasi, kunjungan, operasi
from antrean.store import Store
from tests.conftest import (
    HARI_INI,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.konteks import konteks
from tests.race.clients import new_patient
from tests.servers import RedisServer

# What one ambil may ask of Redis: each takes the same time, or grows with the logarithm of its key, however much is
# stored. XTRIM and ZREMRANGEBYSCORE also drop what has expired, each entry once; ZRANGE and XREVRANGE read
# the end of a line.
CHEAP = {
    "GET",
    "SET",
    "HGET",
    "HMGET",
    "HSET",
    "HEXISTS",
    "HLEN",
    "ZADD",
    "ZCARD",
    "ZREMRANGEBYSCORE",
    "ZSCORE",
    "EXPIREAT",
    "XADD",
    "XLEN",
    "XREVRANGE",
    "XTRIM",
    "ZRANGE",
}

SEHARIAN = Slot("UMU", 77777, JamPraktek(0, 24 * 60))
OPERASI = Operasi(
    kodebooking="OK-1",
    tanggaloperasi=HARI_INI,
    jenistindakan="Apendektomi",
    kodepoli="BED",
    namapoli="Bedah",
    terlaksana=False,
    nopeserta=pasien(1).nomorkartu,
)


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


def test_a_booking_that_is_given_again_is_one_round_trip_too(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, commands: Commands
) -> None:
    put_policy(store, clock, rs, ulang_detik="120")
    answers = [jkn.ambil()]
    seen = commands(lambda: answers.append(jkn.ambil()))
    assert answers[0] == answers[1]
    assert outside(seen) == ["EVALSHA"]


def test_a_registration_is_one_round_trip(jkn: MobileJkn, commands: Commands) -> None:
    jkn.post("/pasien/baru", new_patient(1))
    answers: list[dict[str, Any]] = []
    seen = commands(lambda: answers.append(jkn.post("/pasien/baru", new_patient(2))[1]))
    assert [answer["metadata"]["code"] for answer in answers] == [200]
    assert [command.name for command in seen if not command.by_script] == ["EVALSHA"]


def outside(seen: list[Command]) -> list[str]:
    """What the server was asked by its clients, each of which is a round trip."""
    return [command.name for command in seen if not command.by_script]


class HariIni:
    """Bookings of today for a session that lasts all day, with everything looked up that is looked up once."""

    def __init__(self, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
        self.jkn, self.store, self.clock, self.rs = jkn, store, clock, rs
        rows = (f"UMU,Umum,77777,dr. Ratna,{hari},00:00-24:00,9999,0" for hari in range(1, 8))
        put_schedule(store, clock, rs, *rows)
        self.kode: list[str] = []
        self.ambil(9)
        self.ubah("batal", 0)
        operasi.simpan(konteks(store, clock, rs, "operasi"), [OPERASI])

    def ambil(self, upto: int) -> None:
        """Everybody up to this patient has a number."""
        for n in range(len(self.kode) + 1, upto + 1):
            satu = pasien(n)
            asked = PermintaanAntrean(SEHARIAN, HARI_INI, 1, satu.nik, satu.nomorkartu)
            self.kode.append(antrean.ambil(konteks(self.store, self.clock, self.rs, f"u{n}"), asked).kodebooking)

    def ubah(self, what: str, ke: int) -> dict[str, Any]:
        """Ask a service about the booking of one patient; the metadata."""
        body = {"kodebooking": self.kode[ke], "keterangan": "Berhalangan", "waktu": self.clock.now_ms()}
        answer: dict[str, Any] = self.jkn.post(f"/{what}" if "/" in what else f"/antrean/{what}", body)[1]
        return answer["metadata"]

    def resep(self, ke: int) -> None:
        """There is a prescription, and with a first one the pharmacy's door is open."""
        farmasi.resep(konteks(self.store, self.clock, self.rs, f"resep-{ke}"), self.kode[ke], "Racikan")


@pytest.fixture
def day(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> HariIni:
    return HariIni(jkn, store, clock, rs)


@pytest.mark.parametrize("what", ["sisa", "batal", "checkin", "farmasi/ambil", "farmasi/status"])
def test_each_service_of_a_booking_is_one_round_trip(day: HariIni, commands: Commands, what: str) -> None:
    for ke in (1, 2):
        day.resep(ke)
    day.ubah("farmasi/ambil", 1)
    day.ubah(what, 1)  # the steady state: connected, scripts loaded
    answers: list[dict[str, Any]] = []
    if what == "farmasi/status":
        day.ubah("farmasi/ambil", 2)

    seen = commands(lambda: answers.append(day.ubah(what, 2)))

    assert answers == [{"message": "Ok", "code": 200}]
    assert outside(seen) == ["EVALSHA"]


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("sisa", "Antrean Tidak Ditemukan"),
        ("batal", "Antrean Tidak Ditemukan atau Sudah Dibatalkan"),
        ("checkin", "Antrean Tidak Ditemukan"),
        ("farmasi/ambil", "Kode Booking Tidak Ditemukan"),
        ("farmasi/status", "Kode Booking Tidak Ditemukan"),
    ],
)
def test_each_service_of_a_cancelled_booking_is_one_round_trip_too(
    day: HariIni, commands: Commands, what: str, message: str
) -> None:
    day.ubah(what, 1)
    answers: list[dict[str, Any]] = []
    seen = commands(lambda: answers.append(day.ubah(what, 0)))
    assert answers == [{"message": message, "code": 201}]
    assert outside(seen) == ["EVALSHA"]


STATUS = {
    "kodepoli": "UMU",
    "kodedokter": 77777,
    "tanggalperiksa": HARI_INI.isoformat(),
    "jampraktek": "00:00-24:00",
}
SERVICES_WITHOUT_BOOKING = {
    "/antrean/status": STATUS,
    "/operasi/rs": {"tanggalawal": HARI_INI.isoformat(), "tanggalakhir": HARI_INI.isoformat()},
    "/operasi/pasien": {"nopeserta": OPERASI.nopeserta},
}


@pytest.mark.parametrize("path", SERVICES_WITHOUT_BOOKING)
def test_each_service_of_a_session_or_a_surgery_is_one_round_trip(day: HariIni, commands: Commands, path: str) -> None:
    body = SERVICES_WITHOUT_BOOKING[path]
    day.jkn.post(path, body)
    answers: list[dict[str, Any]] = []
    seen = commands(lambda: answers.append(day.jkn.post(path, body)[1]))
    assert [answer["metadata"]["code"] for answer in answers] == [200]
    assert outside(seen) == ["EVALSHA"]


def test_the_status_of_a_session_without_bookings_is_one_round_trip(jkn: MobileJkn, commands: Commands) -> None:
    body = permintaan()
    jkn.post("/antrean/status", body)
    answers: list[dict[str, Any]] = []
    seen = commands(lambda: answers.append(jkn.post("/antrean/status", body)[1]))
    assert [answer["response"]["totalantrean"] for answer in answers] == [0]
    assert outside(seen) == ["EVALSHA"]


# What the steps of a visit may ask of Redis: none looks through a line, a date or a session. XREVRANGE reads the audit
# log's last entry.
VISIT = CHEAP | {"ZSCORE", "ZREM", "ZRANGEBYSCORE", "ZCOUNT", "HINCRBY", "HDEL", "XREVRANGE", "XLEN"}


@pytest.mark.parametrize("what", ["sisa", "batal", "checkin", "panggil", "lewati", "task"])
def test_the_cost_of_a_visit_does_not_grow_with_the_session(
    day: HariIni, clock: FrozenClock, store: Store, rs: RumahSakit, commands: Commands, what: str
) -> None:
    put_patients(store, clock, rs, *map(pasien, range(10, 1001)))

    def act(angka: int) -> None:
        kode, id = day.kode[angka - 1], f"{what}-{angka}"
        if what == "panggil":
            sesi = KunciSesi(HARI_INI, SEHARIAN)
            kunjungan.panggil(konteks(store, clock, rs, id), sesi, angka)
        elif what == "lewati":
            kunjungan.lewati(konteks(store, clock, rs, id), kode, 3)
        elif what == "task":
            kunjungan.task(konteks(store, clock, rs, id), kode, 5, clock.now_ms())
        else:
            assert day.ubah(what, angka - 1)["code"] == 200

    def call(*semua: int) -> None:
        for angka in semua if what in ("lewati", "task") else ():
            kunjungan.panggil(konteks(store, clock, rs, f"panggil-{angka}"), KunciSesi(HARI_INI, SEHARIAN), angka)
        clock.move(milliseconds=1)

    call(2, 3)
    act(2)
    few = commands(lambda: act(3))
    day.ambil(1000)
    call(500)
    many = commands(lambda: act(500))

    assert [command.name for command in many] == [command.name for command in few]
    assert {command.name for command in many} - {"EVALSHA"} <= VISIT
    assert abs(sum(c.size for c in many) - sum(c.size for c in few)) < 100


def test_the_cost_of_the_status_does_not_grow_with_the_session(
    day: HariIni, clock: FrozenClock, store: Store, rs: RumahSakit, commands: Commands
) -> None:
    put_patients(store, clock, rs, *map(pasien, range(10, 1001)))
    day.jkn.post("/antrean/status", STATUS)  # the script is loaded
    few = commands(lambda: day.jkn.post("/antrean/status", STATUS))
    day.ambil(1000)
    many = commands(lambda: day.jkn.post("/antrean/status", STATUS))
    assert [command.name for command in many] == [command.name for command in few]
    assert {command.name for command in many} - {"EVALSHA"} <= {"HGET", "HMGET", "ZCARD"}


def test_a_login_that_is_remembered_asks_the_store_nothing(jkn: MobileJkn, commands: Commands) -> None:
    """Beyond the hospital's record, once a second."""
    tokens = [jkn.login().token]
    assert commands(lambda: tokens.append(jkn.login().token)) == []
    assert all(tokens)


def test_a_login_that_is_not_asks_for_its_attempts_and_a_wrong_one_counts(
    jkn: MobileJkn, commands: Commands, app: Flask
) -> None:
    def log_in(password: str) -> int:
        headers = {"x-username": jkn.username, "x-password": password}
        return app.test_client().get("/token", headers=headers).status_code

    log_in("salah")  # connected, the script loaded
    assert outside(commands(lambda: log_in("salah"))) == ["EVALSHA", "EVALSHA"]


def test_a_request_that_breaks_a_rule_of_the_form_asks_the_store_nothing(jkn: MobileJkn, commands: Commands) -> None:
    jkn.login()  # the hospital is looked up
    assert commands(lambda: jkn.ambil(kodepoli="")) == []


def ambil(store: Store, clock: FrozenClock, rs: RumahSakit, n: int, tanggal: date) -> None:
    satu = pasien(n)
    asked = PermintaanAntrean(
        Slot("ANA", 12345, JamPraktek.baca("08:00-16:00")), tanggal, 1, satu.nik, satu.nomorkartu, "0", f"R{tanggal}{n}"
    )
    antrean.ambil(konteks(store, clock, rs, f"{tanggal}-{n}"), asked)


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
