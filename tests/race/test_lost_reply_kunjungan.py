"""Replies to the steps of a visit that are lost after the script ran: nothing is done twice, and the same again
settles what became of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import redis
from flask.testing import FlaskClient

from antrean import create_app
from antrean.config import Settings
from antrean.domain.antrean import Booking
from antrean.domain.rs import RumahSakit
from antrean.services import farmasi, kunci, periksa
from antrean.store import Store, connect
from tests.conftest import HARI_INI, KODE_RS, SECRET_KEY, FrozenClock, MobileJkn, permintaan, put_schedule
from tests.konteks import konteks
from tests.race.clients import events
from tests.race.proxy import EVERY, Proxy
from tests.servers import RedisServer

SESI = {
    "kodepoli": "ANA",
    "kodedokter": 12345,
    "tanggalperiksa": HARI_INI.isoformat(),
    "jampraktek": "08:00-16:00",
}
OK = (200, {"metadata": {"message": "Ok", "code": 200}})
SUDAH_DIBATALKAN = (200, {"metadata": {"message": "Antrean Tidak Ditemukan atau Sudah Dibatalkan", "code": 201}})

one_or_three = pytest.mark.parametrize("lose", [1, 3])


class Jauh(NamedTuple):
    """Three bookings of today, and both doors of a service that reaches its store through a proxy."""

    jkn: MobileJkn
    simrs: FlaskClient
    kunci: str
    kode: list[str]
    proxy: Proxy
    store: Store

    def post(self, path: str, body: dict[str, Any], **headers: str) -> tuple[int, Any]:
        """Call the SIMRS door."""
        headers = {"Authorization": f"Bearer {self.kunci}", **headers}
        answer = self.simrs.post(f"/simrs/v1{path}", json=body, headers=headers)
        return answer.status_code, answer.json

    def batal(self, ke: int) -> tuple[int, dict[str, Any]]:
        """Mobile JKN cancels."""
        return self.jkn.post("/antrean/batal", {"kodebooking": self.kode[ke], "keterangan": "Berhalangan"})

    def booking(self) -> list[Booking]:
        return self.store.antrean.pada(KODE_RS, HARI_INI)

    def keadaan(self) -> list[str]:
        return [satu.keadaan for satu in self.booking()]

    @contextmanager
    def losing(self, replies: int) -> Iterator[None]:
        """Lose so many replies to scripts; where it is all of them, without waiting long."""
        waiting = self.simrs.application.extensions["antrean"].store.waiting
        patience, waiting.seconds = waiting.seconds, 1 if replies == EVERY else waiting.seconds
        self.proxy.lose = replies
        yield
        self.proxy.heal()
        waiting.seconds = patience


@pytest.fixture
def redis_client(real_redis: "redis.Redis") -> "redis.Redis":
    """What the shared fixtures build on: the store itself, not through the proxy."""
    return real_redis


@pytest.fixture
def far(
    jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock, redis_server: RedisServer, tmp_path: Path
) -> Iterator[Jauh]:
    kode = [
        jkn.ambil(**permintaan(n, tanggalperiksa=HARI_INI.isoformat()))["response"]["kodebooking"] for n in (1, 2, 3)
    ]
    baru = kunci.buat(konteks(store, clock, rs, "kunci"), "loket")
    with Proxy(redis_server.socket) as proxy:
        settings = Settings.from_env(
            {
                "REDIS_URL": f"redis://127.0.0.1:{proxy.port}/0",
                "ANTREAN_SECRET_KEY": SECRET_KEY,
                "ANTREAN_DATA_DIR": str(tmp_path),
            }
        )
        with connect(settings) as client:
            app = create_app(settings, client, clock)
            far = Jauh(MobileJkn(app.test_client()).login(), app.test_client(), baru, kode, proxy, store)
            assert far.simrs.get("/readyz").status_code == 200
            far.post("/panggil", {**SESI, "angkaantrean": 99})  # everything is looked up that is looked up once
            far.jkn.post("/antrean/sisa", {"kodebooking": kode[0]})
            yield far
            for satu in app.extensions["antrean"].store.connection._idle:  # as garbage a socket may be found before it
                satu.disconnect()
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


@one_or_three
def test_a_batal_whose_replies_are_lost_cancels_once(far: Jauh, real_redis: "redis.Redis", lose: int) -> None:
    with far.losing(lose):
        assert far.batal(0) == OK
    assert far.proxy.lost == lose
    assert far.keadaan() == ["batal", "terdaftar", "terdaftar"]
    assert len(events(real_redis, "batal")) == 1


def test_a_batal_whose_every_reply_is_lost_is_503_and_asking_again_settles_it(
    far: Jauh, real_redis: "redis.Redis"
) -> None:
    with far.losing(EVERY):
        assert far.batal(0)[0] == 503
    assert far.batal(0) == SUDAH_DIBATALKAN
    assert far.keadaan() == ["batal", "terdaftar", "terdaftar"]
    assert len(events(real_redis, "batal")) == 1


@pytest.mark.parametrize("angka", [{}, {"angkaantrean": 2}], ids=["next", "named"])
@one_or_three
def test_a_panggil_whose_replies_are_lost_calls_one_patient(
    far: Jauh, real_redis: "redis.Redis", lose: int, angka: dict[str, int]
) -> None:
    with far.losing(lose):
        status, called = far.post("/panggil", {**SESI, **angka})
    assert far.proxy.lost == lose
    ke = angka.get("angkaantrean", 1) - 1
    assert (status, called["kodebooking"], called["status"]) == (200, far.kode[ke], "dilayani")
    assert [satu.kodebooking for satu in far.booking() if satu.dilayani] == [far.kode[ke]]
    assert [event["kodebooking"] for event in events(real_redis, "panggil")] == [far.kode[ke]]


def test_a_named_panggil_whose_every_reply_is_lost_is_503_and_asking_again_settles_it(
    far: Jauh, real_redis: "redis.Redis"
) -> None:
    with far.losing(EVERY):
        assert far.post("/panggil", {**SESI, "angkaantrean": 2})[0] == 503
    status, called = far.post("/panggil", {**SESI, "angkaantrean": 2})
    assert (status, called["kodebooking"]) == (200, far.kode[1])
    assert far.keadaan() == ["terdaftar", "dilayani", "terdaftar"]
    assert len(events(real_redis, "panggil")) == 1


def test_a_check_in_whose_replies_are_lost_is_one(far: Jauh, clock: FrozenClock, real_redis: "redis.Redis") -> None:
    body = {"kodebooking": far.kode[0], "waktu": clock.now_ms()}
    with far.losing(3):
        assert far.jkn.post("/antrean/checkin", body) == OK
    assert far.keadaan() == ["hadir", "terdaftar", "terdaftar"]
    assert len(events(real_redis, "checkin")) == 1


def test_a_pharmacy_number_whose_replies_are_lost_is_one(
    far: Jauh, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    for ke in (0, 1):
        farmasi.resep(konteks(store, clock, rs, f"resep-{ke}"), far.kode[ke], "Racikan")
    for ke in (0, 1):
        with far.losing(3):
            _, answer = far.jkn.post("/farmasi/ambil", {"kodebooking": far.kode[ke]})
        assert answer["response"]["nomorantrean"] == ke + 1
    assert len(events(real_redis, "farmasi_ambil")) == 2


def steps(far: Jauh, waktu: int) -> dict[str, Callable[[], tuple[int, Any]]]:
    return {
        "lewati": lambda: far.post(f"/antrean/{far.kode[0]}/lewati", {"lewat": 1}),
        "task": lambda: far.post(f"/antrean/{far.kode[0]}/task", {"taskid": 5, "waktu": waktu}),
    }


@pytest.mark.parametrize("what", ["lewati", "task"])
def test_a_step_after_the_call_whose_replies_are_lost_is_done_once(
    far: Jauh, clock: FrozenClock, real_redis: "redis.Redis", what: str
) -> None:
    far.post("/panggil", SESI)
    clock.move(milliseconds=500)
    step = steps(far, clock.now_ms())[what]
    with far.losing(3):
        status, answer = step()
    assert (status, answer["status"]) == (200, {"lewati": "terdaftar", "task": "selesai"}[what])
    assert len(events(real_redis, what)) == 1


@pytest.mark.parametrize("batalkan", ["", "Banjir"])
def test_a_day_whose_replies_are_lost_is_closed_once(far: Jauh, real_redis: "redis.Redis", batalkan: str) -> None:
    path = f"/simrs/v1/libur/{HARI_INI}"
    headers = {"Authorization": f"Bearer {far.kunci}"}
    with far.losing(3):
        answer = far.simrs.put(path, headers=headers, query_string={"batalkan": batalkan} if batalkan else {})
    assert answer.json == {"terkena": far.kode, "dibatalkan": bool(batalkan)}
    assert far.keadaan() == ["batal" if batalkan else "terdaftar"] * 3
    assert len(events(real_redis, "libur_tambah")) == 1
    assert len(events(real_redis, "batal")) == (3 if batalkan else 0)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/sesi/pindah", {**SESI, "kodedoktertujuan": 777, "tutup": "Dokter sakit"}),
        (
            "/jadwal/jam",
            {nama: SESI[nama] for nama in SESI if nama != "tanggalperiksa"} | {"jampraktekbaru": "08:00-15:00"},
        ),
    ],
)
def test_a_session_whose_replies_are_lost_changes_once(
    far: Jauh,
    store: Store,
    rs: RumahSakit,
    clock: FrozenClock,
    real_redis: "redis.Redis",
    path: str,
    body: dict[str, Any],
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,777,dr. Rani,{HARI_INI},08:00-16:00,2,0")
    with far.losing(3):
        first = far.post(path, body, **{"Idempotency-Key": "satu"})
    assert first[0] == 200
    with far.losing(EVERY):
        lagi = far.post(path, body, **{"Idempotency-Key": "satu"})
    assert lagi == first or lagi[0] == 503  # hours ask for the answer before the script, and that reply came
    assert far.post(path, body, **{"Idempotency-Key": "satu"}) == first
    if path == "/jadwal/jam":
        assert (first[1]["sesi"], len(events(real_redis, "sesi_jam"))) == ([HARI_INI.isoformat()], 1)
    else:
        assert [satu["kodebooking"] for satu in first[1]["pindah"]] == far.kode[:2]
        assert (len(events(real_redis, "pindah")), len(events(real_redis, "libur_tambah"))) == (2, 1)


def test_a_counter_booking_whose_every_reply_is_lost_is_settled_by_its_idempotency_key(
    far: Jauh, real_redis: "redis.Redis"
) -> None:
    satu = {**permintaan(4), **SESI}
    with far.losing(EVERY):
        assert far.post("/antrean", satu, **{"Idempotency-Key": "kiosk-1"})[0] == 503
    status, answer = far.post("/antrean", satu, **{"Idempotency-Key": "kiosk-1"})
    assert (status, answer["angkaantrean"]) == (201, 4)
    assert len(far.booking()) == len(events(real_redis, "ambil")) == 4
