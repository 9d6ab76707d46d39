"""The policy ulang_detik: whose answer was lost asks again, and gets the booking that the first request made."""

from datetime import timedelta
from typing import Any

import pytest
import redis
from flask import Flask

from antrean.domain.rs import RumahSakit
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
from tests.http.alat import (
    BATAL,
    BESOK,
    CHECKIN,
    INT,
    POLI_TIDAK_ADA,
    SUDAH_PUNYA,
    TANGGAL_LEWAT,
    Isian,
    diambil,
    dump,
    gagal,
    kuota_penuh,
    pesan,
    pukul,
    rekam,
    tutup_hari,
)
from tests.simrs.alat import Loket, buat_kunci

SIANG_INI: Isian = {"tanggalperiksa": HARI_INI.isoformat()}
LAIN: tuple[tuple[str, Any], ...] = (
    ("nik", ""),
    ("nik", "3299999999999999"),
    ("nomorkartu", ""),
    ("nomorkartu", "1999999999999"),
    ("nohp", "081111111111"),
    ("jeniskunjungan", 2),
    ("nomorreferensi", "0001R0040116A999999"),
    ("nomorreferensi", ""),
    ("jampraktek", "17:00-19:00"),
    ("kodedokter", 22222),
)


@pytest.fixture
def jkn(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> MobileJkn:
    """With the policy on for two minutes, and more sessions in the same poli."""
    put_schedule(
        store,
        clock,
        rs,
        f"ANA,Anak,12345,Dr. Hendra,{BESOK},08:00-16:00,30,30",
        f"ANA,Anak,12345,Dr. Hendra,{BESOK},17:00-19:00,30,30",
        f"ANA,Anak,22222,dr. Siti,{BESOK},08:00-16:00,30,30",
    )
    put_policy(store, clock, rs, ulang_detik="120")
    return jkn


def sekali_lagi(client: "redis.Redis", jkn: MobileJkn, **changes: Any) -> dict[str, Any]:
    """The request again; whatever is answered, it writes nothing."""
    before = dump(client)
    answer = jkn.ambil(**changes)
    assert dump(client) == before
    return answer


def test_who_asks_again_gets_the_whole_first_answer(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    first = jkn.ambil()
    assert sekali_lagi(redis_client, jkn) == first
    assert sekali_lagi(redis_client, jkn) == first


def test_without_the_policy_a_second_one_is_refused_at_once(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_policy(store, clock, rs, ulang_detik="0")
    jkn.ambil()
    assert sekali_lagi(redis_client, jkn) == gagal(SUDAH_PUNYA)


def test_it_holds_to_the_last_millisecond_and_no_longer(
    jkn: MobileJkn, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    first = jkn.ambil()
    clock.move(seconds=120)
    assert sekali_lagi(redis_client, jkn) == first
    clock.move(milliseconds=1)
    assert sekali_lagi(redis_client, jkn) == gagal(SUDAH_PUNYA)


def test_a_repeat_does_not_prolong_the_time(jkn: MobileJkn, clock: FrozenClock) -> None:
    first = jkn.ambil()
    clock.move(seconds=100)
    assert jkn.ambil() == first
    clock.move(seconds=100)
    assert jkn.ambil() == gagal(SUDAH_PUNYA)


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_clock_that_jumps_does_not_open_it_for_longer(jkn: MobileJkn, clock: FrozenClock, minutes: int) -> None:
    jkn.ambil()
    clock.move(minutes=minutes)
    jkn.login()  # a token of minutes ahead is expired
    assert jkn.ambil() == gagal(SUDAH_PUNYA)


@pytest.mark.parametrize(("field", "value"), LAIN)
def test_a_request_that_differs_is_another_and_refused(
    jkn: MobileJkn, redis_client: "redis.Redis", field: str, value: Any
) -> None:
    jkn.ambil()
    assert sekali_lagi(redis_client, jkn, **{field: value}) == gagal(SUDAH_PUNYA)


@pytest.mark.parametrize(
    "changes",
    [
        {"norm": "999999"},
        {"kodepoli": "ana"},
        {"kodedokter": "12345", "jeniskunjungan": "1"},
        {"jampraktek": "08.00 - 16.00"},
        {"tidakdikenal": "x"},
    ],
    ids=str,
)
def test_what_does_not_matter_may_be_written_otherwise(
    jkn: MobileJkn, redis_client: "redis.Redis", changes: Isian
) -> None:
    first = jkn.ambil()
    assert sekali_lagi(redis_client, jkn, **changes) == first


def test_a_patient_without_a_card_gets_it_again_too(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    body: Isian = {"nomorkartu": "", "nomorreferensi": "", "nohp": ""}
    first = jkn.ambil(**body)
    assert diambil(first)["sisakuotanonjkn"] == 29
    assert sekali_lagi(redis_client, jkn, **body) == first


def test_the_estimate_is_the_first_and_what_is_left_is_of_now(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    first = diambil(jkn.ambil())
    pesan(jkn, 2, 3, tanggal=BESOK)
    again = diambil(sekali_lagi(redis_client, jkn))
    assert again == {**first, "sisakuotajkn": first["sisakuotajkn"] - 2}


def test_an_estimate_by_the_measured_pace_is_told_as_such_again(
    jkn: MobileJkn, app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    loket = Loket(app.test_client(), buat_kunci(store, clock, rs, "loket1"))
    pesan(jkn, 1, 2, 3, 4, 5)
    before = jkn.ambil(n=6, **SIANG_INI)
    for _ in range(5):
        kode = loket.panggil()
        clock.move(minutes=5)
        loket.task(kode, 5, clock.now_ms())
        clock.move(seconds=2)
    put_policy(store, clock, rs, ulang_detik="3600")
    measured = jkn.ambil(n=7, **SIANG_INI)
    assert "laju pelayanan" in diambil(measured)["keterangan"]
    assert sekali_lagi(redis_client, jkn, n=7, **SIANG_INI) == measured
    assert diambil(jkn.ambil(n=6, **SIANG_INI)) == {**diambil(before), "sisakuotajkn": 23}


def test_who_took_the_last_place_gets_it_again(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    day = {**INT, "tanggalperiksa": next_working_day()}
    diambil(jkn.ambil(n=2, **day))
    last = jkn.ambil(n=1, **day)
    assert diambil(last)["sisakuotajkn"] == 0
    assert sekali_lagi(redis_client, jkn, n=1, **day) == last
    assert jkn.ambil(n=3, **day) == gagal(kuota_penuh("JKN", "Penyakit Dalam"))


def test_registration_that_closed_meanwhile_does_not_matter(
    jkn: MobileJkn, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    clock.set(pukul(HARI_INI, 15, 59))
    jkn.login()
    first = jkn.ambil(**SIANG_INI)
    clock.move(seconds=90)
    assert sekali_lagi(redis_client, jkn, **SIANG_INI) == first


def test_a_day_that_was_closed_meanwhile_does_not_matter_while_the_booking_stands(
    jkn: MobileJkn, store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    first = jkn.ambil()
    tutup_hari(store, clock, BESOK)
    assert sekali_lagi(redis_client, jkn) == first


def test_a_rule_before_that_of_duplicates_still_comes_first(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_policy(store, clock, rs, tutup="akhir")
    clock.set(pukul(HARI_INI, 23, 59))
    jkn.login()
    put_schedule(store, clock, rs, f"MLM,Malam,777,dr. Malam,{HARI_INI},18:00-24:00,5,5")
    malam: Isian = {**SIANG_INI, "kodepoli": "MLM", "kodedokter": 777, "jampraktek": "18:00-24:00"}
    diambil(jkn.ambil(**malam))
    assert sekali_lagi(redis_client, jkn, **malam | {"kodepoli": "XXX"}) == gagal(POLI_TIDAK_ADA)
    clock.move(seconds=90)
    assert sekali_lagi(redis_client, jkn, **malam) == gagal(TANGGAL_LEWAT)


def test_what_was_cancelled_is_not_given_again_but_taken_anew(jkn: MobileJkn) -> None:
    first = diambil(jkn.ambil())
    jkn.post(BATAL, {"kodebooking": first["kodebooking"], "keterangan": "Berhalangan"})
    second = diambil(jkn.ambil())
    assert (first["angkaantrean"], second["angkaantrean"]) == (1, 2)
    assert diambil(jkn.ambil())["kodebooking"] == second["kodebooking"]


def test_who_has_come_or_was_called_is_refused(
    jkn: MobileJkn, app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    loket = Loket(app.test_client(), buat_kunci(store, clock, rs, "loket1"))
    hadir, _ = pesan(jkn, 1, 2)
    jkn.post(CHECKIN, {"kodebooking": hadir, "waktu": clock.now_ms()})
    assert sekali_lagi(redis_client, jkn, n=1, **SIANG_INI) == gagal(SUDAH_PUNYA)
    assert "angkaantrean" in diambil(sekali_lagi(redis_client, jkn, n=2, **SIANG_INI))
    loket.panggil(angkaantrean=2)
    assert sekali_lagi(redis_client, jkn, n=2, **SIANG_INI) == gagal(SUDAH_PUNYA)


def test_of_two_bookings_it_is_that_of_the_session(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_policy(store, clock, rs, duplikat="dokter")
    siti: Isian = {"kodedokter": 22222, "nomorreferensi": ""}
    bookings = [jkn.ambil(), jkn.ambil(**siti)]
    assert len({diambil(b)["kodebooking"] for b in bookings}) == 2
    assert [sekali_lagi(redis_client, jkn), sekali_lagi(redis_client, jkn, **siti)] == bookings
    put_policy(store, clock, rs, duplikat="tanggal")
    assert [sekali_lagi(redis_client, jkn), sekali_lagi(redis_client, jkn, **siti)] == bookings


def test_a_patient_whose_nik_and_card_are_two_records_gets_it_again(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_patients(
        store, clock, rs, rekam("000101", nik=pasien(50).nik), rekam("000102", nomorkartu=pasien(50).nomorkartu)
    )
    first = jkn.ambil(n=50)
    assert diambil(first)["norm"] == "000102"
    assert sekali_lagi(redis_client, jkn, n=50) == first


def test_a_counter_is_answered_so_too_each_key_and_source_for_itself(
    jkn: MobileJkn, app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    satu, dua = (Loket(app.test_client(), buat_kunci(store, clock, rs, nama)) for nama in ("loket1", "loket2"))
    body = {"sumber": "kiosk", **permintaan()}
    first = satu.call("POST", "/antrean", body)
    assert first[0] == 201
    before = dump(redis_client)
    assert satu.call("POST", "/antrean", body) == first
    assert [dua.call("POST", "/antrean", body)[0], satu.call("POST", "/antrean", {**body, "sumber": "loket"})[0]] == [
        *(409, 409)
    ]
    assert jkn.ambil() == gagal(SUDAH_PUNYA)
    assert dump(redis_client) == before


def test_what_mobile_jkn_booked_is_not_a_counters_even_if_it_says_so(
    jkn: MobileJkn, app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    loket = Loket(app.test_client(), buat_kunci(store, clock, rs, "loket1"))
    diambil(jkn.ambil())
    assert loket.call("POST", "/antrean", {**permintaan(), "sumber": "mjkn"})[0] == 409


def next_working_day() -> str:
    """The first day from tomorrow on that is no Sunday: the small session has none."""
    return next(d for d in (BESOK, BESOK + timedelta(days=1)) if d.isoweekday() != 7).isoformat()
