"""The clock goes back or ahead by an hour, a leap day, and the turn of the year."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import redis
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_schedule
from tests.http.alat import AMBIL, FORMAT_TANGGAL, REFERENSI_TERPAKAI, diambil, ditolak, kode
from tests.http.loket import Loket

WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize("jam", [-1, 1])
def test_numbers_and_events_go_on_rising_when_the_clock_jumps(
    jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock, jam: int
) -> None:
    hari = HARI_INI.isoformat()
    angka, estimasi = [], []
    for n in range(1, 7):
        answer = diambil(jkn.login().ambil(**permintaan(n, tanggalperiksa=hari)))
        angka.append(answer["angkaantrean"])
        estimasi.append((answer["estimasidilayani"], clock.now_ms()))
        clock.move(hours=jam if n % 2 else -jam)
    assert angka == [1, 2, 3, 4, 5, 6]
    assert all(kapan >= sekarang for kapan, sekarang in estimasi)
    semua: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    ids = [tuple(map(int, satu.split("-"))) for satu, _ in semua]
    assert ids == sorted(set(ids))


def test_a_token_of_the_time_before_the_jump_is_expired_and_the_next_serves(jkn: MobileJkn, clock: FrozenClock) -> None:
    clock.move(hours=-1)
    assert jkn.ambil()["metadata"]["message"] == "Token Expired"
    jkn.login()
    assert diambil(jkn.ambil())["angkaantrean"] == 1
    clock.move(minutes=30)
    assert diambil(jkn.ambil(**permintaan(2)))["angkaantrean"] == 2


def test_a_call_after_the_clock_went_back_is_later_than_the_task_before(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock
) -> None:
    for n in (1, 2):
        diambil(jkn.ambil(**permintaan(n, tanggalperiksa=HARI_INI.isoformat())))
    loket.task(kode(1), 3)
    tiba = clock.now_ms()
    clock.move(hours=-1)
    loket.panggil(1)
    loket.panggil(2)
    task = {satu["kodebooking"]: satu["task"] for satu in loket.kirim("GET", "/antrean")["antrean"]}
    assert task[kode(1)] == {"3": tiba, "4": tiba + 1}
    assert task[kode(2)] == {"4": clock.now_ms()}


# Other days: fakeredis alone, for a real server drops what is past on its own clock.
TANPA_JAM_SENDIRI = pytest.mark.parametrize("redis_client", ["fakeredis"], indirect=True)


def pada(app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, kini: datetime, *hari: object) -> MobileJkn:
    """Logged in at a moment, at a hospital with sessions on these days."""
    clock.set(kini)
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{satu},08:00-16:00,30,30" for satu in hari))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 5)))
    return MobileJkn(app.test_client()).login()


@TANPA_JAM_SENDIRI
@pytest.mark.parametrize("hari", [2, "2028-02-29"])
def test_a_leap_day_is_a_day(app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, hari: object) -> None:
    jkn = pada(app, store, rs, clock, datetime(2028, 2, 28, 23, 59, tzinfo=WIB), hari)
    assert diambil(jkn.ambil(tanggalperiksa="2028-02-29"))["kodebooking"] == "29022028A001"
    clock.set(datetime(2028, 2, 29, 9, tzinfo=WIB))
    jkn.login()
    assert diambil(jkn.ambil(**permintaan(2, tanggalperiksa="2028-02-29")))["kodebooking"] == "29022028A002"


@TANPA_JAM_SENDIRI
@pytest.mark.parametrize("tanggal", ["2027-02-29", "2028-02-30", "2100-02-29"])
def test_a_leap_day_that_is_none_is_refused(
    app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, tanggal: str
) -> None:
    jkn = pada(app, store, rs, clock, datetime(2027, 2, 20, 9, tzinfo=WIB), *range(1, 8))
    assert jkn.post(AMBIL, permintaan(tanggalperiksa=tanggal)) == ditolak(FORMAT_TANGGAL)


@TANPA_JAM_SENDIRI
def test_the_year_turns(app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock) -> None:
    jkn = pada(app, store, rs, clock, datetime(2026, 12, 31, 23, 59, 59, tzinfo=WIB), *range(1, 8))
    satu = permintaan(1, tanggalperiksa="2027-01-01", nomorreferensi="R-1")
    assert diambil(jkn.ambil(**satu))["kodebooking"] == "01012027A001"
    # The referral is in use in the next quarter, which is the next year's.
    dua = permintaan(2, tanggalperiksa="2027-01-02", nomorreferensi="R-1")
    assert jkn.post(AMBIL, dua) == ditolak(REFERENSI_TERPAKAI)
    far = permintaan(3, tanggalperiksa="2027-04-01")
    assert jkn.post(AMBIL, far) == ditolak("Tanggal Periksa Maksimal 90 Hari Dari Hari Ini")
    clock.set(datetime(2027, 1, 1, 0, 0, tzinfo=WIB))
    jkn.login()
    assert (date(2027, 4, 1) - date(2027, 1, 1)).days == 90
    assert diambil(jkn.ambil(**far))["kodebooking"] == "01042027A001"
    assert jkn.post(AMBIL, dua) == ditolak(REFERENSI_TERPAKAI)
    clock.set(datetime(2027, 1, 2, 0, 0, tzinfo=WIB))
    jkn.login()
    assert diambil(jkn.ambil(**dua))["kodebooking"] == "02012027A001"
