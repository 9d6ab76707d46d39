"""Check In (section 6): on the day itself, and the first time counts."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, SIANG, FrozenClock, MobileJkn
from tests.http.alat import (
    ANTREAN_TIDAK_ADA,
    BATAL,
    BESOK,
    BUKAN_HARINYA,
    CHECKIN,
    contoh,
    daftar,
    ditolak,
    dump,
    kode,
    ms,
    pesan,
    pukul,
    tutup_hari,
)
from tests.http.loket import Loket

OK = (200, {"metadata": {"message": "Ok", "code": 200}})
SEKARANG = ms(SIANG)


def hadir(jkn: MobileJkn, kodebooking: str = kode(1), **isian: Any) -> tuple[int, dict[str, Any]]:
    return jkn.post(CHECKIN, contoh(CHECKIN, kodebooking) | isian)


def waktu(loket: Loket, kodebooking: str = kode(1)) -> tuple[int | None, dict[str, int]]:
    """When a booking checked in, and its tasks."""
    booking = loket.kirim("GET", f"/antrean/{kodebooking}")
    return booking["checkin"], booking["task"]


def test_a_check_in_answers_metadata_only(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    assert hadir(jkn) == OK


def test_a_known_patients_check_in_is_task_3(jkn: MobileJkn, loket: Loket, clock: FrozenClock) -> None:
    clock.move(seconds=-5)
    pesan(jkn, 1)
    clock.move(seconds=5)
    assert hadir(jkn, waktu=SEKARANG - 5000) == OK
    assert waktu(loket) == (SEKARANG - 5000, {"3": SEKARANG - 5000})


def test_a_new_patients_check_in_is_task_1(jkn: MobileJkn, loket: Loket) -> None:
    daftar(jkn, 501)
    pesan(jkn, 501)
    assert hadir(jkn) == OK
    assert waktu(loket) == (SEKARANG, {"1": SEKARANG})


def test_a_patient_registered_before_the_booking_of_another_is_told_apart(jkn: MobileJkn, loket: Loket) -> None:
    daftar(jkn, 501)
    for kodebooking in pesan(jkn, 1, 501, 2):
        assert hadir(jkn, kodebooking) == OK
    assert [[*waktu(loket, kode(angka))[1]] for angka in (1, 2, 3)] == [["3"], ["1"], ["3"]]


@pytest.mark.parametrize("lebih", [1, 60_000, 86_400_000, 9_999_999_999_999 - SEKARANG])
def test_a_phone_whose_clock_is_ahead_is_not_believed(jkn: MobileJkn, loket: Loket, lebih: int) -> None:
    pesan(jkn, 1)
    assert hadir(jkn, waktu=SEKARANG + lebih) == OK
    assert waktu(loket) == (SEKARANG, {"3": SEKARANG})


@pytest.mark.parametrize(
    "saat",
    [
        ms(SIANG.replace(year=2020)),
        ms(pukul(HARI_INI, 0)) - 1,
        SEKARANG - 60_001,
    ],
    ids=["2020", "before the day", "before the booking"],
)
def test_a_phone_whose_clock_is_behind_is_not_believed(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock, saat: int
) -> None:
    clock.move(minutes=-1)
    pesan(jkn, 1)
    clock.move(minutes=1)
    assert hadir(jkn, waktu=saat) == OK
    assert waktu(loket) == (SEKARANG, {"3": SEKARANG})


def test_who_booked_the_day_before_came_after_midnight(jkn: MobileJkn, loket: Loket, clock: FrozenClock) -> None:
    clock.set(pukul(HARI_INI - timedelta(days=1), 20))
    jkn.login()
    pesan(jkn, 1, 2)
    clock.set(SIANG)
    jkn.login()
    tengah_malam = ms(pukul(HARI_INI, 0))
    assert hadir(jkn, kode(1), waktu=tengah_malam) == hadir(jkn, kode(2), waktu=tengah_malam - 1) == OK
    assert [waktu(loket, kode(angka))[0] for angka in (1, 2)] == [tengah_malam, SEKARANG]


@pytest.mark.parametrize("teks", [str(SEKARANG), f" {SEKARANG} "])
def test_a_time_sent_as_text_is_one(jkn: MobileJkn, loket: Loket, teks: str) -> None:
    pesan(jkn, 1)
    assert hadir(jkn, waktu=teks) == OK
    assert waktu(loket)[0] == SEKARANG


@pytest.mark.parametrize(
    "nilai", [0, "0", -1, "-1", 10**13, str(10**13), 1.5, "1.5", "1e12", "12:00", True, {}, [], 2**64], ids=repr
)
def test_a_time_that_is_none_is_malformed(jkn: MobileJkn, loket: Loket, nilai: object) -> None:
    pesan(jkn, 1)
    assert hadir(jkn, waktu=nilai) == ditolak("Format Waktu Tidak Sesuai")
    assert waktu(loket) == (None, {})


@pytest.mark.parametrize("kosong", ["", " ", None], ids=repr)
def test_a_time_must_be_given(jkn: MobileJkn, kosong: str | None) -> None:
    pesan(jkn, 1)
    assert hadir(jkn, waktu=kosong) == ditolak("Waktu Belum Diisi")
    assert jkn.post(CHECKIN, {"kodebooking": kode(1)}) == ditolak("Waktu Belum Diisi")


def test_of_two_missing_fields_the_first_answers(jkn: MobileJkn) -> None:
    assert jkn.post(CHECKIN, {}) == ditolak("Kode Booking Belum Diisi")


def test_a_second_check_in_succeeds_and_changes_nothing(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    pesan(jkn, 1)
    assert hadir(jkn) == OK
    clock.move(minutes=10)
    before = dump(redis_client)
    assert hadir(jkn, waktu=clock.now_ms()) == hadir(jkn, waktu=SEKARANG - 60_000) == OK
    assert dump(redis_client) == before
    assert waktu(loket) == (SEKARANG, {"3": SEKARANG})


def test_a_check_in_leaves_one_event(jkn: MobileJkn, clock: FrozenClock, redis_client: "redis.Redis") -> None:
    clock.move(milliseconds=-1)
    pesan(jkn, 1)
    clock.move(milliseconds=1)
    before: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    assert hadir(jkn, waktu=SEKARANG - 1) == hadir(jkn) == OK
    after: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    assert [isi for _, isi in after[len(before) :]] == [
        {
            "urut": str(len(before) + 1),
            "jenis": "checkin",
            "waktu": str(SEKARANG),
            "oleh": "mjkn",
            "kodebooking": kode(1),
            "datang": str(SEKARANG - 1),
            "taskid": "3",
        }
    ]


def test_who_was_called_without_it_checks_in_without_an_earlier_task(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock
) -> None:
    pesan(jkn, 1)
    clock.move(seconds=1)
    datang = clock.now_ms()
    loket.panggil()
    dipanggil = clock.now_ms()
    clock.move(minutes=1)
    assert hadir(jkn, waktu=datang) == OK
    assert waktu(loket) == (datang, {"4": dipanggil})


def test_a_check_in_does_not_move_a_task_that_the_hospital_recorded(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock
) -> None:
    pesan(jkn, 1)
    loket.task(kode(1), 3)
    clock.move(minutes=1)
    assert hadir(jkn, waktu=clock.now_ms()) == OK
    assert waktu(loket) == (SEKARANG + 60_000, {"3": SEKARANG})


def test_who_checked_in_is_called_first(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    assert hadir(jkn, kode(3)) == hadir(jkn, kode(2)) == OK
    assert [loket.panggil() for _ in range(3)] == [kode(2), kode(3), kode(1)]


@pytest.mark.parametrize("tanggal", [BESOK, BESOK + timedelta(days=6)], ids=["tomorrow", "later"])
def test_a_booking_of_another_day_is_too_early(jkn: MobileJkn, loket: Loket, tanggal: Any) -> None:
    (dipesan,) = pesan(jkn, 1, tanggal=tanggal)
    assert hadir(jkn, dipesan) == ditolak(BUKAN_HARINYA)
    assert waktu(loket, dipesan) == (None, {})


def test_a_booking_of_yesterday_is_too_late(jkn: MobileJkn, clock: FrozenClock) -> None:
    pesan(jkn, 1)
    clock.move(days=1)
    jkn.login()
    assert hadir(jkn) == ditolak(BUKAN_HARINYA)


def test_the_time_that_the_phone_says_does_not_make_it_the_day(jkn: MobileJkn, clock: FrozenClock) -> None:
    (dipesan,) = pesan(jkn, 1, tanggal=BESOK)
    assert hadir(jkn, dipesan, waktu=SEKARANG + 86_400_000) == ditolak(BUKAN_HARINYA)


def test_again_on_another_day_is_not_on_the_day_either(jkn: MobileJkn, clock: FrozenClock) -> None:
    pesan(jkn, 1)
    assert hadir(jkn) == OK
    clock.move(days=1)
    jkn.login()
    assert hadir(jkn) == ditolak(BUKAN_HARINYA)


@pytest.mark.parametrize("hari", [0, 1], ids=["today", "tomorrow"])
def test_a_cancelled_booking_is_not_found_whatever_its_day(jkn: MobileJkn, hari: int) -> None:
    (dipesan,) = pesan(jkn, 1, tanggal=HARI_INI + timedelta(days=hari))
    assert jkn.post(BATAL, contoh(BATAL, dipesan)) == OK
    assert hadir(jkn, dipesan) == ditolak(ANTREAN_TIDAK_ADA)


@pytest.mark.parametrize("jam", [-12, -4, 3, 11], ids=["midnight", "before", "during", "after"])
def test_the_hour_of_the_day_does_not_matter(jkn: MobileJkn, clock: FrozenClock, jam: int) -> None:
    pesan(jkn, 1)
    clock.set(SIANG + timedelta(hours=jam))
    jkn.login()
    assert hadir(jkn) == OK


def test_a_session_closed_after_bookings_takes_who_comes(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    pesan(jkn, 1)
    tutup_hari(store, clock, HARI_INI)
    assert hadir(jkn) == OK


def test_a_served_patient_who_checks_in_changes_no_figure(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.layani(1)
    assert hadir(jkn) == OK
    assert loket.panggil() == kode(2)
