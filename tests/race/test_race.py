"""Exact outcomes of many requests at once, behind gunicorn with several workers, on a real Redis."""

from collections import Counter
from threading import Event, Thread
from typing import Any

import pytest
import redis

from antrean.services.jadwal_gabung import JadwalSalah
from tests.conftest import pasien
from tests.race.clients import Answer, Hospital, events, for_next_week, messages, new_patient, non_jkn, put_quota
from tests.race.conftest import MakeHospital

OK = (200, "Ok")
SUDAH_PUNYA = (201, "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama")
KUOTA = "Kuota {} Poli Anak Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"

pytestmark = pytest.mark.e2e


def booked(answers: list[Answer]) -> list[dict[str, Any]]:
    return [answer["response"] for _, answer in answers if "response" in answer]


def only_one_booking(hospital: Hospital, answers: list[Answer]) -> None:
    hospital.periksa()
    assert [b["angkaantrean"] for b in booked(answers)] == [1]
    assert len(hospital.bookings()) == 1


def test_2000_patients_take_exactly_the_quota(make_hospital: MakeHospital, real_redis: "redis.Redis") -> None:
    hospital = make_hospital(2000, 50, 30)
    bodies = [for_next_week(n) if n % 2 else non_jkn(n) for n in range(1, 2001)]

    answers = hospital.jkn.all_at_once("/antrean/ambil", bodies, connections=64)

    assert Counter(messages(answers)) == {
        OK: 80,
        (201, KUOTA.format("JKN")): 950,
        (201, KUOTA.format("Non JKN")): 970,
    }
    assert {status for status, _ in answers} == {200}
    taken = booked(answers)
    assert sorted(b["angkaantrean"] for b in taken) == list(range(1, 81))
    kodebooking = {b["kodebooking"] for b in taken}
    assert len(kodebooking) == 80
    assert min(b["sisakuotajkn"] for b in taken) == 0
    assert min(b["sisakuotanonjkn"] for b in taken) == 0

    stored = hospital.bookings()
    assert stored.keys() == kodebooking
    assert Counter(b.jenis for b in stored.values()) == {"jkn": 50, "nonjkn": 30}
    assert {(b["kodebooking"], b["angkaantrean"], b["norm"]) for b in taken} == {
        (b.kodebooking, b.angkaantrean, b.norm) for b in stored.values()
    }
    assert Counter(event["kodebooking"] for event in events(real_redis, "ambil")) == dict.fromkeys(kodebooking, 1)
    hospital.periksa()


def test_the_same_patient_200_times_at_once_gets_one_booking(make_hospital: MakeHospital) -> None:
    hospital = make_hospital(1, 300, 300)
    answers = hospital.jkn.all_at_once("/antrean/ambil", [for_next_week(1)] * 200)
    assert Counter(messages(answers)) == {OK: 1, SUDAH_PUNYA: 199}
    only_one_booking(hospital, answers)


def test_the_same_patient_by_card_and_by_nik_at_once_gets_one_booking(make_hospital: MakeHospital) -> None:
    hospital = make_hospital(1, 300, 300)
    bodies = [non_jkn(1), for_next_week(1, nik="", nomorreferensi="")] * 50
    answers = hospital.jkn.all_at_once("/antrean/ambil", bodies)
    assert Counter(messages(answers)) == {OK: 1, SUDAH_PUNYA: 99}
    only_one_booking(hospital, answers)


def test_200_patients_with_one_referral_get_one_booking(make_hospital: MakeHospital) -> None:
    hospital = make_hospital(200, 300, 300)
    bodies = [for_next_week(n, nomorreferensi="0001R0040116A000001") for n in range(1, 201)]
    answers = hospital.jkn.all_at_once("/antrean/ambil", bodies)
    assert Counter(messages(answers)) == {OK: 1, (201, "Nomor Referensi Sudah Digunakan Pada Antrean Lain"): 199}
    only_one_booking(hospital, answers)


def test_100_new_patients_at_once_get_consecutive_norms(make_hospital: MakeHospital, real_redis: "redis.Redis") -> None:
    hospital = make_hospital(60, 300, 300)
    answers = hospital.jkn.all_at_once("/pasien/baru", map(new_patient, range(100)))
    norms = [b["norm"] for b in booked(answers)]
    assert sorted(norms) == [f"{n:06d}" for n in range(61, 161)]
    assert Counter(event["norm"] for event in events(real_redis, "pasien_baru")) == dict.fromkeys(norms, 1)

    bodies = [for_next_week(n, nik=new_patient(n)["nik"], nomorkartu=new_patient(n)["nomorkartu"]) for n in range(100)]
    answers = hospital.jkn.all_at_once("/antrean/ambil", bodies)
    assert [b["norm"] for b in booked(answers)] == norms
    hospital.periksa()


def test_the_same_new_patient_50_times_at_once_is_registered_once(
    make_hospital: MakeHospital, real_redis: "redis.Redis"
) -> None:
    hospital = make_hospital(1, 300, 300)
    answers = hospital.jkn.all_at_once("/pasien/baru", [new_patient(1)] * 50)
    assert Counter(messages(answers)) == {
        (200, "Harap datang ke admisi untuk melengkapi data rekam medis"): 1,
        (201, "Data Peserta Sudah Pernah Dientrikan"): 49,
    }
    assert [event["norm"] for event in events(real_redis, "pasien_baru")] == ["000002"]


def test_a_quota_that_changes_under_load_still_agrees_with_the_bookings(make_hospital: MakeHospital) -> None:
    hospital = make_hospital(600, 100, 0)
    over = Event()

    def change() -> None:
        for kuota in range(100, 10_000):
            if over.is_set():
                return
            try:
                put_quota(hospital.store, hospital.rs, kuota if kuota % 2 else 90, 0)
            except JadwalSalah:
                continue  # fewer than the bookings taken

    changing = Thread(target=change)
    changing.start()
    try:
        answers = hospital.jkn.all_at_once("/antrean/ambil", map(for_next_week, range(1, 601)))
    finally:
        over.set()
        changing.join()

    assert {message for _, message in messages(answers)} <= {"Ok", KUOTA.format("JKN")}
    assert sorted(b["angkaantrean"] for b in booked(answers)) == list(range(1, len(hospital.bookings()) + 1))
    hospital.periksa()


def test_each_patient_gets_the_own_norm(make_hospital: MakeHospital) -> None:
    hospital = make_hospital(200, 300, 300)
    answers = hospital.jkn.all_at_once("/antrean/ambil", map(for_next_week, range(1, 201)))
    assert [b["norm"] for b in booked(answers)] == [pasien(n).norm for n in range(1, 201)]
