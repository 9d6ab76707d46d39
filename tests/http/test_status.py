"""Status Antrean (section 2): every condition, their order, and the figures through a day."""

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, put_schedule
from tests.http.alat import (
    AMBIL,
    BATAL,
    BESOK,
    FORMAT_TANGGAL,
    INT,
    JADWAL_HENDRA,
    JADWAL_TANPA_NAMA,
    POLI_TIDAK_ADA,
    STATUS,
    TANGGAL_LEWAT,
    Isian,
    contoh,
    daftar,
    diambil,
    ditolak,
    hari,
    jenis_isi,
    kode,
    lihat,
    pesan,
    tutup_hari,
)
from tests.http.loket import Loket

TERJADWAL = "Perkiraan waktu mengikuti jadwal praktek."
JADWAL_BUDI = JADWAL_HENDRA.replace("Dr. Hendra", "dr. Budi")
KEMARIN = (HARI_INI - timedelta(days=1)).isoformat()

ANGKA = ("totalantrean", "sisaantrean", "antreanpanggil")
KUOTA = ("sisakuotajkn", "kuotajkn", "sisakuotanonjkn", "kuotanonjkn")


def status(jkn: MobileJkn, **isian: Any) -> tuple[int, dict[str, Any]]:
    return jkn.post(STATUS, contoh(STATUS) | isian)


def angka(jkn: MobileJkn) -> tuple[Any, ...]:
    """Total, left, called."""
    return lihat(jkn, STATUS, *ANGKA)


# The answer.


def test_a_session_without_bookings_answers_zeros(jkn: MobileJkn) -> None:
    assert status(jkn) == (
        200,
        {
            "response": {
                "namapoli": "Anak",
                "namadokter": "Dr. Hendra",
                "totalantrean": 0,
                "sisaantrean": 0,
                "antreanpanggil": "-",
                "sisakuotajkn": 30,
                "kuotajkn": 30,
                "sisakuotanonjkn": 30,
                "kuotanonjkn": 30,
                "keterangan": TERJADWAL,
            },
            "metadata": {"message": "Ok", "code": 200},
        },
    )


def test_the_fields_stand_in_the_order_of_the_catalogue(jkn: MobileJkn) -> None:
    semua = ["namapoli", "namadokter", *ANGKA, *KUOTA, "keterangan"]
    assert list(diambil(status(jkn)[1])) == semua


def test_a_session_with_bookings_has_the_types_of_one_without(jkn: MobileJkn, loket: Loket) -> None:
    kosong = jenis_isi(diambil(status(jkn)[1]))
    pesan(jkn, 1)
    loket.panggil()
    assert jenis_isi(diambil(status(jkn)[1])) == kosong
    assert {nama for nama, jenis in kosong.items() if jenis is int} == {*ANGKA[:2], *KUOTA}


@pytest.mark.parametrize(
    "isian",
    [
        {"kodepoli": "ana"},
        {"kodepoli": " ANA "},
        {"kodedokter": "12345"},
        {"jampraktek": "08:00 - 16:00"},
        {"jampraktek": "08.00-16.00"},
        {"jampraktek": "8:00-16:00"},
        {"lain": {}},
    ],
    ids=str,
)
def test_a_session_is_found_however_it_is_written(jkn: MobileJkn, isian: Isian) -> None:
    pesan(jkn, 1)
    assert diambil(status(jkn, **isian)[1])["totalantrean"] == 1


# The figures.


def test_the_figures_follow_a_session_through_its_day(jkn: MobileJkn, loket: Loket) -> None:
    dilihat = [angka(jkn)]
    pesan(jkn, 1, 2, 3)
    dilihat.append(angka(jkn))
    loket.panggil()
    dilihat.append(angka(jkn))
    loket.selesai(1)
    dilihat.append(angka(jkn))
    assert jkn.post(BATAL, {"kodebooking": kode(2), "keterangan": "x"})[1]["metadata"]["code"] == 200
    dilihat.append(angka(jkn))
    loket.layani(3)
    dilihat.append(angka(jkn))
    assert dilihat == [
        (0, 0, "-"),
        (3, 3, "-"),
        (3, 3, "A-1"),
        (3, 2, "A-1"),
        (2, 1, "A-1"),
        (2, 0, "A-3"),
    ]


@pytest.mark.parametrize("taskid", [1, 2, 3])
def test_a_task_before_the_call_changes_no_figure(jkn: MobileJkn, loket: Loket, taskid: int) -> None:
    daftar(jkn, 501)
    pesan(jkn, 501)
    loket.task(kode(1), taskid)
    assert angka(jkn) == (1, 1, "-")


@pytest.mark.parametrize("taskid", [6, 7])
def test_a_task_after_the_service_changes_no_figure(jkn: MobileJkn, loket: Loket, taskid: int) -> None:
    pesan(jkn, 1, 2)
    loket.layani(1)
    for id in range(6, taskid + 1):
        loket.clock.move(seconds=1)
        loket.task(kode(1), id)
    assert angka(jkn) == (2, 1, "A-1")


def test_a_call_of_task_4_is_a_call(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.task(kode(2), 4)
    assert angka(jkn) == (2, 2, "A-2")


def test_the_number_shown_is_the_one_called_last_not_the_highest(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2, 3)
    loket.panggil(3)
    loket.panggil(1)
    assert angka(jkn) == (3, 3, "A-1")


def test_who_is_put_back_is_still_to_be_served(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.panggil(1)
    loket.lewati(1, 1)
    assert angka(jkn) == (2, 2, "A-1")


@pytest.mark.parametrize("dipanggil", [False, True], ids=["before the call", "after it"])
def test_who_is_absent_counts_no_more(jkn: MobileJkn, loket: Loket, dipanggil: bool) -> None:
    pesan(jkn, 1, 2)
    if dipanggil:
        loket.panggil(1)
        loket.clock.move(seconds=1)
    loket.task(kode(1), 99)
    assert angka(jkn) == (1, 1, "A-1" if dipanggil else "-")
    assert lihat(jkn, STATUS, *KUOTA) == (29, 30, 30, 30)


def test_each_kind_uses_its_own_quota(jkn: MobileJkn) -> None:
    pesan(jkn, 1, 2)
    pesan(jkn, 3, nomorkartu="", nomorreferensi="")
    assert lihat(jkn, STATUS, *KUOTA) == (28, 30, 29, 30)


def test_a_served_patients_place_is_not_free_again(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1)
    loket.layani(1)
    assert lihat(jkn, STATUS, *KUOTA) == (29, 30, 30, 30)


def test_the_answer_agrees_with_that_of_the_booking(jkn: MobileJkn) -> None:
    diberi = diambil(jkn.post(AMBIL, contoh(AMBIL))[1])
    assert lihat(jkn, STATUS, *KUOTA, "namapoli", "namadokter") == tuple(
        diberi[nama] for nama in (*KUOTA, "namapoli", "namadokter")
    )


def test_each_session_counts_for_itself(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,30,30")
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},17:00-18:00,3,0")
    pesan(jkn, 1)
    pesan(jkn, 2, tanggal=BESOK)
    assert lihat(jkn, STATUS, *ANGKA, *KUOTA, jampraktek="17:00-18:00") == (0, 0, "-", 3, 3, 0, 0)


def test_a_changed_quota_shows(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    pesan(jkn, 1)
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,5,0")
    assert lihat(jkn, STATUS, *KUOTA) == (4, 5, 0, 0)


def test_a_session_whose_hours_are_over_still_answers(jkn: MobileJkn, clock: FrozenClock) -> None:
    pesan(jkn, 1)
    clock.move(hours=11, minutes=59)
    jkn.login()
    assert angka(jkn) == (1, 1, "-")


@pytest.mark.parametrize("kodepoli", ["", "ANA"], ids=["hospital", "poli"])
def test_a_session_closed_after_bookings_still_answers(
    jkn: MobileJkn, store: Store, clock: FrozenClock, kodepoli: str
) -> None:
    pesan(jkn, 1)
    tutup_hari(store, clock, HARI_INI, kodepoli)
    assert angka(jkn) == (1, 1, "-")


# The conditions.

ATURAN: list[tuple[Isian, str]] = [
    ({"kodepoli": "XXX"}, POLI_TIDAK_ADA),
    ({"tanggalperiksa": "2021-1-5"}, FORMAT_TANGGAL),
    ({"tanggalperiksa": KEMARIN}, TANGGAL_LEWAT),
    ({"kodedokter": 99999}, JADWAL_TANPA_NAMA),
    ({"jampraktek": "06:00-07:00"}, JADWAL_HENDRA),
]


@pytest.mark.parametrize(("isian", "pesan"), ATURAN, ids=str)
def test_each_condition_has_its_message(jkn: MobileJkn, isian: Isian, pesan: str) -> None:
    assert status(jkn, **isian) == ditolak(pesan)


@pytest.mark.parametrize(
    ("satu", "lain"), [(a, b) for a, b in combinations(ATURAN, 2) if a[0].keys() != b[0].keys()], ids=str
)
def test_of_two_conditions_the_first_answers(jkn: MobileJkn, satu: tuple[Isian, str], lain: tuple[Isian, str]) -> None:
    assert status(jkn, **satu[0], **lain[0]) == ditolak(satu[1])


@pytest.mark.parametrize(("isian", "pesan"), ATURAN, ids=str)
def test_a_missing_field_comes_before_every_condition(jkn: MobileJkn, isian: Isian, pesan: str) -> None:
    for bidang, nama in (("jampraktek", "Jam Praktek"), ("kodepoli", "Kode Poli"), ("kodedokter", "Kode Dokter")):
        assert status(jkn, **(isian | {bidang: ""})) == ditolak(f"{nama} Belum Diisi")


@pytest.mark.parametrize(
    "tanggal",
    ["x", "2021-1-5", "2027-02-29", "2027-13-01", "0000-01-01", "2027-01-05T00:00:00", "\x00", 5, {}],
    ids=repr,
)
def test_a_malformed_date_comes_after_an_unknown_poli(jkn: MobileJkn, tanggal: object) -> None:
    assert status(jkn, tanggalperiksa=tanggal) == ditolak(FORMAT_TANGGAL)
    assert status(jkn, tanggalperiksa=tanggal, kodepoli="XXX") == ditolak(POLI_TIDAK_ADA)


def test_the_first_and_the_last_day_of_the_calendar_are_days(jkn: MobileJkn) -> None:
    assert status(jkn, tanggalperiksa="0001-01-01") == ditolak(TANGGAL_LEWAT)
    assert lihat(jkn, STATUS, *ANGKA, tanggalperiksa="9999-12-31") == (0, 0, "-")


def test_yesterdays_session_is_no_longer_told(jkn: MobileJkn, clock: FrozenClock) -> None:
    pesan(jkn, 1)
    clock.move(days=1)
    jkn.login()
    assert status(jkn) == ditolak(TANGGAL_LEWAT)


def test_a_doctor_without_a_session_that_day_is_not_available(jkn: MobileJkn) -> None:
    assert status(jkn, **INT, tanggalperiksa=hari(7)) == ditolak(JADWAL_BUDI)


def test_a_doctor_of_another_poli_is_not_available(jkn: MobileJkn) -> None:
    assert status(jkn, **(INT | {"kodepoli": "ANA"})) == ditolak(JADWAL_BUDI)


def test_a_session_whose_row_was_dropped_is_not_available(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,2,1", ganti=True)
    assert status(jkn) == ditolak(JADWAL_HENDRA)


def test_a_session_dropped_after_its_bookings_were_cancelled_is_not_available(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    pesan(jkn, 1)
    assert jkn.post(BATAL, contoh(BATAL))[1]["metadata"]["code"] == 200
    put_schedule(store, clock, rs, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,2,1", ganti=True)
    assert status(jkn) == ditolak(JADWAL_HENDRA)


def test_a_session_that_came_back_goes_on_where_it_was(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    pesan(jkn, 1)
    assert jkn.post(BATAL, contoh(BATAL))[1]["metadata"]["code"] == 200
    put_schedule(store, clock, rs, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,2,1", ganti=True)
    clock.move(seconds=1)
    put_schedule(store, clock, rs, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30")
    assert angka(jkn) == (0, 0, "-")
    assert pesan(jkn, 1) == [kode(2)]


def test_asking_does_not_open_a_session(jkn: MobileJkn, store: Store, rs: RumahSakit) -> None:
    diambil(status(jkn)[1])
    assert store.antrean.sesi_mulai(rs.kode, HARI_INI) == []


def test_a_poli_whose_code_is_a_number_can_be_asked_for_as_one(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"127,Gizi,5,dr. Ani,{BESOK},08:00-10:00,4,4")
    isian: Isian = {"kodepoli": 127, "kodedokter": 5, "jampraktek": "08:00-10:00", "tanggalperiksa": f"{BESOK}"}
    assert lihat(jkn, STATUS, "namapoli", **isian) == ("Gizi",)
