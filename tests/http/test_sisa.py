"""Sisa Antrean (section 4): who is still ahead, and for how long."""

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, put_policy, put_schedule
from tests.http.alat import (
    ANTREAN_TIDAK_ADA,
    BATAL,
    BESOK,
    CHECKIN,
    SISA,
    contoh,
    diambil,
    ditolak,
    jenis_isi,
    kode,
    lihat,
    pesan,
    tutup_hari,
)
from tests.http.loket import Loket

SPM_S = 8 * 60  # eight hours for 30 + 30 places


def sisa(jkn: MobileJkn, *angka: int) -> list[int]:
    """sisaantrean of today's numbers."""
    return [lihat(jkn, SISA, "sisaantrean", kodebooking=kode(satu))[0] for satu in angka]


def tunggu(jkn: MobileJkn, *angka: int) -> list[int]:
    """waktutunggu of today's numbers."""
    return [lihat(jkn, SISA, "waktutunggu", kodebooking=kode(satu))[0] for satu in angka]


def batal(jkn: MobileJkn, angka: int) -> None:
    assert jkn.post(BATAL, contoh(BATAL, kode(angka)))[1]["metadata"]["code"] == 200


def test_the_answer_has_the_fields_of_the_catalogue(jkn: MobileJkn) -> None:
    pesan(jkn, 1, 2, 3)
    answer = jkn.post(SISA, contoh(SISA, kode(3)))
    assert answer == (
        200,
        {
            "response": {
                "nomorantrean": "A-3",
                "namapoli": "Anak",
                "namadokter": "Dr. Hendra",
                "sisaantrean": 3,
                "antreanpanggil": "-",
                "waktutunggu": 2 * SPM_S,
                "keterangan": "Perkiraan waktu mengikuti jadwal praktek.",
            },
            "metadata": {"message": "Ok", "code": 200},
        },
    )
    assert jenis_isi(answer[1]["response"]) == {
        "nomorantrean": str,
        "namapoli": str,
        "namadokter": str,
        "sisaantrean": int,
        "antreanpanggil": str,
        "waktutunggu": int,
        "keterangan": str,
    }


def test_the_fields_stand_in_the_order_of_the_catalogue(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    semua = "nomorantrean namapoli namadokter sisaantrean antreanpanggil waktutunggu keterangan"
    assert list(diambil(jkn.post(SISA, contoh(SISA))[1])) == semua.split()


def test_a_number_counts_those_before_it_and_itself(jkn: MobileJkn) -> None:
    pesan(jkn, 1, 2, 3, 4)
    assert sisa(jkn, 1, 2, 3, 4) == [1, 2, 3, 4]
    assert tunggu(jkn, 1, 2, 3, 4) == [0, SPM_S, 2 * SPM_S, 3 * SPM_S]


def test_a_cancelled_number_is_nobody_ahead(jkn: MobileJkn) -> None:
    pesan(jkn, 1, 2, 3, 4)
    batal(jkn, 2)
    assert sisa(jkn, 1, 3, 4) == [1, 2, 3]
    assert tunggu(jkn, 1, 3, 4) == [0, SPM_S, 2 * SPM_S]


def test_a_called_number_is_still_ahead_until_it_is_served(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    loket.panggil()
    assert sisa(jkn, 1, 2, 3) == [1, 2, 3]
    loket.selesai(1)
    assert sisa(jkn, 1, 2, 3) == [0, 1, 2]


def test_a_served_number_waits_for_nothing(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    loket.layani(3)
    assert lihat(jkn, SISA, "sisaantrean", "waktutunggu", "antreanpanggil", kodebooking=kode(3)) == (0, 0, "A-3")


def test_a_number_called_out_of_turn_is_ahead_of_those_who_wait(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    loket.panggil(3)
    assert sisa(jkn, 1, 2, 3) == [2, 3, 1]
    loket.selesai(3)
    assert sisa(jkn, 1, 2, 3) == [1, 2, 0]


def test_who_checked_in_is_where_the_call_will_come(
    jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """Each is told how many calls it is away."""
    pesan(jkn, 1, 2, 3, 4)
    for angka in (4, 3):
        assert jkn.post(CHECKIN, contoh(CHECKIN, kode(angka)))[1]["metadata"]["code"] == 200
    assert sisa(jkn, 1, 2, 3, 4) == [3, 4, 1, 2]
    assert tunggu(jkn, 1, 3) == [2 * SPM_S, 0]
    assert loket.panggil() == kode(3)
    assert sisa(jkn, 1, 2, 3, 4) == [3, 4, 1, 2]
    loket.selesai(3)
    assert loket.panggil() == kode(4)
    assert sisa(jkn, 1, 2, 4) == [2, 3, 1]
    put_policy(store, clock, rs, panggil_dulu="nomor")
    assert jkn.post(CHECKIN, contoh(CHECKIN, kode(2)))[1]["metadata"]["code"] == 200
    assert sisa(jkn, 1, 2, 4) == [2, 3, 1]


@pytest.mark.parametrize(
    ("lewat", "seharusnya"), [(1, [2, 1, 3, 4]), (2, [3, 1, 2, 4]), (3, [4, 1, 2, 3]), (9, [4, 1, 2, 3])]
)
def test_who_was_put_back_is_behind_so_many(jkn: MobileJkn, loket: Loket, lewat: int, seharusnya: list[int]) -> None:
    pesan(jkn, 1, 2, 3, 4)
    loket.panggil(1)
    loket.lewati(1, lewat)
    assert sisa(jkn, 1, 2, 3, 4) == seharusnya


def test_who_was_put_back_and_called_again_has_nobody_behind_ahead(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.panggil(1)
    loket.lewati(1, 1)
    loket.layani(2)
    loket.panggil(1)
    pesan(jkn, 3)
    assert sisa(jkn, 1, 3) == [1, 2]


def test_a_number_put_back_behind_nobody_stays_first(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1)
    loket.panggil(1)
    loket.lewati(1, 1)
    pesan(jkn, 2)
    assert sisa(jkn, 1, 2) == [1, 2]


@pytest.mark.parametrize(
    ("hadir", "lewat", "seharusnya"),
    [
        # Behind the next of those who came, and before those who did not.
        ([1, 2], 1, [2, 1, 3, 4, 5, 6]),
        ([1, 2, 6], 1, [2, 1, 4, 5, 6, 3]),
        ([1, 2, 4], 2, [3, 1, 4, 2, 5, 6]),
    ],
    ids=str,
)
def test_who_was_put_back_shares_a_place_with_nobody(
    jkn: MobileJkn, loket: Loket, hadir: list[int], lewat: int, seharusnya: list[int]
) -> None:
    pesan(jkn, *range(1, 7))
    for angka in hadir:
        assert jkn.post(CHECKIN, contoh(CHECKIN, kode(angka)))[1]["metadata"]["code"] == 200
    assert loket.panggil() == kode(1)
    loket.lewati(1, lewat)
    assert sisa(jkn, *range(1, 7)) == seharusnya


def test_a_booking_after_somebody_was_put_back_is_behind_all(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    loket.panggil(1)
    loket.lewati(1, 9)
    pesan(jkn, 4)
    assert sisa(jkn, 1, 2, 3, 4) == [3, 1, 2, 4]


def test_those_who_wait_are_told_apart_at_every_moment_of_a_day(jkn: MobileJkn, loket: Loket) -> None:
    """Whatever happened, the unserved ones are first, second, third, …: no place is told twice."""
    pesan(jkn, *range(1, 7))
    for langkah in (
        lambda: loket.panggil(),
        lambda: loket.lewati(1, 2),
        lambda: loket.panggil(),
        lambda: loket.lewati(2, 1),
        lambda: loket.panggil(5),
        lambda: loket.lewati(5, 3),
        lambda: loket.panggil(1),
    ):
        langkah()
        assert sorted(sisa(jkn, *range(1, 7))) == [1, 2, 3, 4, 5, 6]
    pesan(jkn, 7)
    assert sisa(jkn, 7) == [7]
    assert sorted(sisa(jkn, *range(1, 8))) == [1, 2, 3, 4, 5, 6, 7]


def test_the_number_called_last_is_told(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    dilihat: list[str] = []
    for angka in (2, 1):
        loket.panggil(angka)
        dilihat += lihat(jkn, SISA, "antreanpanggil", kodebooking=kode(3))
    assert dilihat == ["A-2", "A-1"]


def test_another_session_of_the_poli_is_another_line(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,555,dr. Lia,{HARI_INI},08:00-16:00,30,30")
    pesan(jkn, 1, 2)
    (lain,) = pesan(jkn, 3, kodedokter=555)
    assert lihat(jkn, SISA, "nomorantrean", "namadokter", "sisaantrean", kodebooking=lain) == ("C-1", "dr. Lia", 1)


def test_the_minutes_of_the_schedule_are_what_a_patient_takes(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,30,30,,5")
    pesan(jkn, 1, 2, 3)
    assert tunggu(jkn, 1, 2, 3) == [0, 300, 600]


def test_a_pace_in_broken_seconds_is_rounded_only_at_the_end(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,7,0")  # 4114.285 s each
    pesan(jkn, 1, 2, 3, 4, 5)
    assert tunggu(jkn, 2, 5) == [4114, 16457]


@pytest.mark.parametrize("kapan", ["before", "today", "after"])
def test_a_booking_of_another_day_answers_too(jkn: MobileJkn, clock: FrozenClock, kapan: str) -> None:
    (dipesan,) = pesan(jkn, 1, tanggal=BESOK)
    clock.move(days={"before": 0, "today": 1, "after": 2}[kapan])
    jkn.login()
    assert lihat(jkn, SISA, "nomorantrean", "sisaantrean", "waktutunggu", kodebooking=dipesan) == ("A-1", 1, 0)


@pytest.mark.parametrize("kodepoli", ["", "ANA"], ids=["hospital", "poli"])
def test_a_session_closed_after_bookings_still_answers(
    jkn: MobileJkn, store: Store, clock: FrozenClock, kodepoli: str
) -> None:
    pesan(jkn, 1, 2)
    tutup_hari(store, clock, HARI_INI, kodepoli)
    assert sisa(jkn, 1, 2) == [1, 2]


def test_a_cancelled_booking_is_not_found(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    batal(jkn, 1)
    assert jkn.post(SISA, contoh(SISA)) == ditolak(ANTREAN_TIDAK_ADA)


def test_a_booking_cancelled_with_its_day_is_not_found(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1)
    assert loket.kirim("PUT", f"/libur/{HARI_INI}?batalkan=Libur") == {"terkena": [kode(1)], "dibatalkan": True}
    assert jkn.post(SISA, contoh(SISA)) == ditolak(ANTREAN_TIDAK_ADA)


def test_an_absent_patients_booking_is_not_found(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1)
    loket.panggil()
    loket.clock.move(seconds=1)
    loket.task(kode(1), 99)
    assert jkn.post(SISA, contoh(SISA)) == ditolak(ANTREAN_TIDAK_ADA)


def test_a_policy_of_calling_by_number_changes_nothing_here(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, panggil_dulu="nomor")
    pesan(jkn, 1, 2)
    assert sisa(jkn, 1, 2) == [1, 2]
