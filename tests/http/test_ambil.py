"""Ambil Antrean (section 3): the answer."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import (
    HARI_INI,
    KODE_RS,
    FrozenClock,
    MobileJkn,
    di_klaster,
    pasien,
    permintaan,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.http.alat import AMBIL, BESOK, INT, LUSA, diambil, hari, ms, pukul

CONTOH = Path(__file__).parents[3] / "shared" / "spec" / "ambil-antrean.txt"
CONTOH_JAWABAN = """{
    "response": {
        "nomorantrean": "A-12",
        "angkaantrean": 12,
        "kodebooking": "16032021A001",
        "norm": "123345",
        "namapoli": "Anak",
        "namadokter": "Dr. Hendra",
        "estimasidilayani": 1615869169000,
        "sisakuotajkn": 5,
        "kuotajkn": 30,
        "sisakuotanonjkn": 5,
        "kuotanonjkn": 30,
        "keterangan": "Peserta harap 60 menit lebih awal guna pencatatan administrasi."
    },
    "metadata": {"message": "Ok", "code": 200}
}"""


def shape(value: Any) -> Any:
    """Names in their order, and types."""
    if isinstance(value, dict):
        return [(name, shape(inner)) for name, inner in value.items()]
    return type(value)


def ambil_ke(jkn: MobileJkn, n: int, **changes: Any) -> dict[str, Any]:
    return diambil(jkn.post(AMBIL, permintaan(n, **changes))[1])


def test_a_number_is_taken(jkn: MobileJkn) -> None:
    assert jkn.ambil() == {
        "response": {
            "nomorantrean": "A-1",
            "angkaantrean": 1,
            "kodebooking": f"{BESOK:%d%m%Y}A001",
            "norm": "000001",
            "namapoli": "Anak",
            "namadokter": "Dr. Hendra",
            "estimasidilayani": ms(pukul(BESOK, 8)),
            "sisakuotajkn": 29,
            "kuotajkn": 30,
            "sisakuotanonjkn": 30,
            "kuotanonjkn": 30,
            "keterangan": "Peserta harap 60 menit lebih awal guna pencatatan administrasi.",
        },
        "metadata": {"message": "Ok", "code": 200},
    }


def test_the_answer_has_the_fields_of_the_catalogue_in_its_order_and_types(jkn: MobileJkn) -> None:
    headers = {"x-token": jkn.token, "x-username": jkn.username}
    answer = jkn.client.post(AMBIL, json=permintaan(), headers=headers)
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    assert shape(json.loads(answer.data)) == shape(json.loads(CONTOH_JAWABAN))


def test_the_example_here_is_the_catalogues() -> None:
    if not CONTOH.exists():
        pytest.skip("the catalogue's text is not in this checkout")
    (jawaban,) = re.findall(r'\{\s*"response".*?\n    \}\n', CONTOH.read_text(), re.DOTALL)
    assert json.loads(jawaban) == json.loads(CONTOH_JAWABAN)


def test_the_example_request_books_on_another_date(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, replace(pasien(99), nomorkartu=""))
    body = {
        "nomorkartu": "00012345678",
        "nik": pasien(99).nik,
        "nohp": "085635228888",
        "kodepoli": "ANA",
        "norm": "123345",
        "tanggalperiksa": BESOK.isoformat(),
        "kodedokter": 12345,
        "jampraktek": "08:00-16:00",
        "jeniskunjungan": 1,
        "nomorreferensi": "0001R0040116A000001",
    }
    assert diambil(jkn.post(AMBIL, body)[1])["norm"] == "000099"


@di_klaster
def test_numbers_rise_by_one_and_remainders_fall_with_each_booking(jkn: MobileJkn) -> None:
    names = ("nomorantrean", "angkaantrean", "sisakuotajkn", "sisakuotanonjkn")
    answers = [ambil_ke(jkn, 1), ambil_ke(jkn, 2, nomorkartu=""), ambil_ke(jkn, 3)]
    assert [[answer[name] for name in names] for answer in answers] == [
        ["A-1", 1, 29, 30],
        ["A-2", 2, 29, 29],
        ["A-3", 3, 28, 29],
    ]
    assert {(answer["kuotajkn"], answer["kuotanonjkn"]) for answer in answers} == {(30, 30)}


def test_each_session_counts_for_itself(jkn: MobileJkn) -> None:
    assert [
        ambil_ke(jkn, 1)["kodebooking"],
        ambil_ke(jkn, 2, **INT)["kodebooking"],
        ambil_ke(jkn, 1, tanggalperiksa=LUSA.isoformat(), nomorreferensi="")["kodebooking"],
        ambil_ke(jkn, 3)["kodebooking"],
    ] == [f"{BESOK:%d%m%Y}A001", f"{BESOK:%d%m%Y}B001", f"{LUSA:%d%m%Y}A001", f"{BESOK:%d%m%Y}A002"]


def test_a_kodebooking_grows_beyond_three_digits(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    ambil_ke(jkn, 1)
    redis_client.hset(Keys(KODE_RS).sesi(f"{BESOK}:ANA:12345:08:00-16:00"), "angkaterakhir", 998)
    answers = [ambil_ke(jkn, n) for n in (2, 3)]
    assert [answer["nomorantrean"] for answer in answers] == ["A-999", "A-1000"]
    assert [answer["kodebooking"] for answer in answers] == [f"{BESOK:%d%m%Y}A999", f"{BESOK:%d%m%Y}A1000"]


def test_a_session_keeps_the_letters_that_the_schedule_gives_it(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"GIG,Gigi,777,drg. Rani,{BESOK},09:00-11:00,5,5,GG")
    answer = ambil_ke(jkn, 1, kodepoli="GIG", kodedokter=777, jampraktek="09:00-11:00")
    assert (answer["nomorantrean"], answer["kodebooking"]) == ("GG-1", f"{BESOK:%d%m%Y}GG001")


def test_a_dated_row_stands_in_for_the_weekly_one(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{BESOK},08:00-16:00,7,3")
    assert ambil_ke(jkn, 1)["kuotajkn"] == 7
    assert ambil_ke(jkn, 1, tanggalperiksa=LUSA.isoformat(), nomorreferensi="")["kuotajkn"] == 30


def test_the_estimate_is_the_start_and_the_time_of_those_ahead(jkn: MobileJkn) -> None:
    # Eight hours for 60 patients: eight minutes each.
    estimates = [ambil_ke(jkn, n)["estimasidilayani"] for n in (1, 2, 3)]
    assert estimates == [ms(pukul(BESOK, 8)), ms(pukul(BESOK, 8, 8)), ms(pukul(BESOK, 8, 16))]


def test_the_estimate_goes_by_the_minutes_that_the_schedule_sets(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"GIG,Gigi,777,drg. Rani,{BESOK},09:00-11:00,5,5,,7.5")
    gigi = {"kodepoli": "GIG", "kodedokter": 777, "jampraktek": "09:00-11:00"}
    estimates = [ambil_ke(jkn, n, **gigi)["estimasidilayani"] for n in (1, 2)]
    assert estimates == [ms(pukul(BESOK, 9)), ms(pukul(BESOK, 9)) + 450_000]


def test_the_estimate_is_never_before_now(jkn: MobileJkn, clock: FrozenClock) -> None:
    clock.set(pukul(HARI_INI, 8, 10))
    jkn.login()
    today = HARI_INI.isoformat()
    estimates = [ambil_ke(jkn, n, tanggalperiksa=today)["estimasidilayani"] for n in (1, 2, 3)]
    assert estimates == [ms(pukul(HARI_INI, 8, 10)), ms(pukul(HARI_INI, 8, 10)), ms(pukul(HARI_INI, 8, 16))]


def test_the_note_has_the_minutes_of_the_hospital(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, datang_awal="15")
    note = ambil_ke(jkn, 1)["keterangan"]
    assert note == "Peserta harap 15 menit lebih awal guna pencatatan administrasi."


@pytest.mark.parametrize(
    "identitas",
    [
        {},
        {"nik": ""},
        {"nik": None},
        {"nik": "3299999999999999"},
        {"nomorkartu": ""},
        {"nomorkartu": None},
        {"nomorkartu": "  "},
    ],
    ids=str,
)
def test_a_patient_is_known_by_card_or_by_nik(jkn: MobileJkn, identitas: dict[str, Any]) -> None:
    assert ambil_ke(jkn, 4, **identitas)["norm"] == "000004"


def test_the_card_goes_before_the_nik_where_they_are_two_patients(jkn: MobileJkn) -> None:
    assert ambil_ke(jkn, 4, nik=pasien(5).nik)["norm"] == "000004"


@pytest.mark.parametrize("norm", ["000009", "9", "00-00-09", "lama", 9, None, ""])
def test_the_clients_norm_never_decides(jkn: MobileJkn, norm: object) -> None:
    assert ambil_ke(jkn, 4, norm=norm)["norm"] == "000004"


@pytest.mark.parametrize("kosong", ["", None, " "])
def test_without_a_card_the_other_quota_is_used(jkn: MobileJkn, kosong: str | None) -> None:
    answer = ambil_ke(jkn, 1, nomorkartu=kosong, nomorreferensi="")
    assert (answer["sisakuotajkn"], answer["sisakuotanonjkn"]) == (30, 29)


@pytest.mark.parametrize("name", ["nohp", "norm", "nomorreferensi"])
@pytest.mark.parametrize("kosong", [None, "", "  "])
def test_what_real_clients_leave_out_may_be_left_out(jkn: MobileJkn, name: str, kosong: str | None) -> None:
    assert ambil_ke(jkn, 1, **{name: kosong})["angkaantrean"] == 1


@pytest.mark.parametrize(
    "isian",
    [
        {"kodepoli": "ana"},
        {"kodepoli": " Ana "},
        {"kodedokter": "12345"},
        {"jeniskunjungan": "1"},
        {"jeniskunjungan": 4},
        {"jampraktek": "08:00 - 16:00"},
        {"jampraktek": "08.00-16.00"},
        {"jampraktek": "8:00-16:00"},
        {"jampraktek": " 8.00 -16:00 "},
        {"nohp": 85635228888},
        {"tidakdikenal": {"apa": ["saja", None, 1.5]}},
    ],
    ids=str,
)
def test_the_ways_in_which_clients_write_it_are_one(jkn: MobileJkn, isian: dict[str, Any]) -> None:
    assert ambil_ke(jkn, 1, **isian)["kodebooking"] == f"{BESOK:%d%m%Y}A001"


def test_a_kodepoli_of_digits_is_a_code_like_others(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"027,Jantung,888,dr. Tono,{BESOK},09:00-11:00,5,5")
    answer = ambil_ke(jkn, 1, kodepoli="027", kodedokter=888, jampraktek="09:00-11:00")
    assert answer["namapoli"] == "Jantung"


def test_null_in_an_optional_field_is_the_same_as_nothing(jkn: MobileJkn) -> None:
    body = permintaan(1) | {"nohp": None, "norm": None, "nomorreferensi": None, "nomorkartu": None}
    assert diambil(jkn.post(AMBIL, body)[1])["sisakuotanonjkn"] == 29


def test_the_last_day_that_may_be_booked_is_ninety_days_ahead(jkn: MobileJkn) -> None:
    last = HARI_INI + timedelta(days=90)
    assert ambil_ke(jkn, 1, tanggalperiksa=last.isoformat())["kodebooking"] == f"{last:%d%m%Y}A001"


def test_a_poli_without_a_session_on_sundays_has_one_on_saturdays(jkn: MobileJkn) -> None:
    assert ambil_ke(jkn, 1, **INT, tanggalperiksa=hari(6))["angkaantrean"] == 1
