"""Ambil Antrean (section 3): one active booking per patient, under each policy."""

from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_policy, put_schedule
from tests.http.alat import AMBIL, BESOK, INT, LUSA, SUDAH_PUNYA, Isian, daftar, diambil, ditolak, rekam

SITI: Isian = {"kodedokter": 22222, "jampraktek": "08:00-16:00"}  # another doctor of ANA
SORE: Isian = {"jampraktek": "17:00-19:00"}  # the same doctor's second hours
LAIN_HARI: Isian = {"tanggalperiksa": LUSA.isoformat()}

NIK_A, NIK_B, NIK_C = (f"{3300000000000000 + n}" for n in range(3))
KARTU_A, KARTU_B, KARTU_C = (f"{2000000000000 + n}" for n in range(3))


@pytest.fixture
def jkn(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> MobileJkn:
    """With two doctors in ANA, one of whom works twice a day."""
    put_schedule(
        store,
        clock,
        rs,
        f"ANA,Anak,22222,dr. Siti,{BESOK},08:00-16:00,30,30",
        f"ANA,Anak,12345,Dr. Hendra,{BESOK},08:00-16:00,30,30",
        f"ANA,Anak,12345,Dr. Hendra,{BESOK},17:00-19:00,30,30",
    )
    return jkn


def minta(jkn: MobileJkn, n: int = 1, **changes: Any) -> tuple[int, dict[str, Any]]:
    return jkn.post(AMBIL, permintaan(n, **({"nomorreferensi": ""} | changes)))


def boleh(jkn: MobileJkn, n: int = 1, **changes: Any) -> bool:
    """Whether a booking is taken; if not, then by this rule."""
    status, answer = minta(jkn, n, **changes)
    if answer["metadata"]["code"] == 200:
        return True
    assert (status, answer) == ditolak(SUDAH_PUNYA)
    return False


@pytest.mark.parametrize(
    ("duplikat", "kedua", "taken"),
    [
        ("poli", {}, False),
        ("poli", SITI, False),
        ("poli", SORE, False),
        ("poli", INT, True),
        ("poli", LAIN_HARI, True),
        ("tanggal", {}, False),
        ("tanggal", SITI, False),
        ("tanggal", SORE, False),
        ("tanggal", INT, False),
        ("tanggal", LAIN_HARI, True),
        ("dokter", {}, False),
        ("dokter", SITI, True),
        ("dokter", SORE, False),
        ("dokter", INT, True),
        ("dokter", LAIN_HARI, True),
    ],
    ids=str,
)
def test_a_second_booking_is_refused_within_the_hospitals_rule(
    jkn: MobileJkn,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    duplikat: str,
    kedua: dict[str, Any],
    taken: bool,
) -> None:
    put_policy(store, clock, rs, duplikat=duplikat)
    assert boleh(jkn)
    assert boleh(jkn, **kedua) is taken


def test_the_rule_of_a_new_hospital_is_poli(jkn: MobileJkn) -> None:
    assert [boleh(jkn), boleh(jkn, **SITI), boleh(jkn, **INT)] == [True, False, True]


def test_a_booking_for_the_same_doctor_in_another_poli_is_another(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, duplikat="dokter")
    put_schedule(store, clock, rs, f"GIG,Gigi,12345,Dr. Hendra,{BESOK},06:00-07:00,5,5")
    assert boleh(jkn)
    assert boleh(jkn, kodepoli="GIG", jampraktek="06:00-07:00")


def test_the_same_patient_is_refused_in_whatever_way_the_request_names_him(jkn: MobileJkn) -> None:
    assert boleh(jkn)
    assert [
        boleh(jkn, nomorkartu=""),
        boleh(jkn, nik=""),
        boleh(jkn, nik="3299999999999999"),
        boleh(jkn, nomorkartu="1999999999999"),
        boleh(jkn, kodepoli="ana", kodedokter="12345", jampraktek="08.00 - 16.00"),
    ] == [False] * 5


@pytest.mark.parametrize("pertama", [{"nomorkartu": ""}, {"nik": ""}], ids=["by NIK", "by card"])
def test_a_patient_booked_by_one_number_is_refused_by_the_other(jkn: MobileJkn, pertama: Isian) -> None:
    kedua: Isian = {"nik": ""} if "nomorkartu" in pertama else {"nomorkartu": ""}
    assert boleh(jkn, **pertama)
    assert not boleh(jkn, **kedua)


@pytest.mark.parametrize(
    ("pertama", "kedua", "taken"),
    [
        # The same card with two NIKs is one patient; of two known people only the card's is claimed.
        ((NIK_A, KARTU_A), (NIK_A, KARTU_B), True),
        ((NIK_A, KARTU_A), (NIK_B, KARTU_A), False),
        ((NIK_A, KARTU_B), (NIK_A, KARTU_A), True),
        ((NIK_A, KARTU_B), (NIK_B, KARTU_B), False),
        ((NIK_A, KARTU_B), (NIK_C, KARTU_B), False),
        ((NIK_C, KARTU_A), (NIK_C, KARTU_B), False),
        ((NIK_C, KARTU_A), (NIK_C, ""), False),
        ((NIK_A, ""), (NIK_A, KARTU_B), True),
        (("", KARTU_A), (NIK_B, KARTU_A), False),
        ((NIK_A, KARTU_A), (NIK_B, KARTU_B), True),
        ((NIK_A, ""), (NIK_B, ""), True),
        (("", KARTU_A), ("", KARTU_B), True),
    ],
)
def test_the_same_nik_or_the_same_card_is_the_same_patient(
    jkn: MobileJkn,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    pertama: tuple[str, str],
    kedua: tuple[str, str],
    taken: bool,
) -> None:
    put_patients(store, clock, rs, rekam("000101", NIK_A, KARTU_A), rekam("000102", NIK_B, KARTU_B))
    assert boleh(jkn, nik=pertama[0], nomorkartu=pertama[1])
    assert boleh(jkn, nik=kedua[0], nomorkartu=kedua[1]) is taken


def test_of_two_records_the_cards_is_claimed_and_no_other(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, rekam("000101", nik=NIK_A), rekam("000102", nomorkartu=KARTU_A))
    assert diambil(minta(jkn, nik=NIK_A, nomorkartu=KARTU_A)[1])["norm"] == "000102"
    assert not boleh(jkn, nik="", nomorkartu=KARTU_A)
    assert boleh(jkn, nik=NIK_A, nomorkartu="")


def test_a_card_booked_while_unknown_counts_after_it_became_known(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, rekam("000101", nik=NIK_A))
    assert boleh(jkn, nik=NIK_A, nomorkartu=KARTU_C)
    daftar(jkn, nik=NIK_C, nomorkartu=KARTU_C)
    assert not boleh(jkn, nik=NIK_C, nomorkartu=KARTU_C)


def test_a_nik_booked_while_unknown_counts_after_it_became_known(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, rekam("000101", nomorkartu=KARTU_A))
    assert boleh(jkn, nik=NIK_C, nomorkartu=KARTU_A)
    daftar(jkn, nik=NIK_C, nomorkartu=KARTU_C)
    assert not boleh(jkn, nik=NIK_C, nomorkartu="")


def test_a_card_that_the_hospital_moved_to_another_record_is_that_patients(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, rekam("000101", NIK_A, KARTU_A), rekam("000102", NIK_B))
    assert boleh(jkn, nik=NIK_A, nomorkartu=KARTU_A)
    put_patients(store, clock, rs, rekam("000101", NIK_A))
    put_patients(store, clock, rs, rekam("000102", NIK_B, KARTU_A))
    assert boleh(jkn, nik=NIK_B, nomorkartu=KARTU_A)  # the hospital says whose it is: a mistake was mended


def test_a_stricter_rule_counts_the_bookings_from_before(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, duplikat="dokter")
    assert boleh(jkn)
    assert boleh(jkn, **SITI)
    put_policy(store, clock, rs, duplikat="poli")
    assert [boleh(jkn, **SORE), boleh(jkn, **INT)] == [False, True]
    put_policy(store, clock, rs, duplikat="tanggal")
    assert not boleh(jkn, **SORE)


def test_a_looser_rule_takes_what_the_one_before_refused(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, duplikat="tanggal")
    assert [boleh(jkn), boleh(jkn, **INT), boleh(jkn, **SITI)] == [True, False, False]
    put_policy(store, clock, rs, duplikat="poli")
    assert [boleh(jkn, **INT), boleh(jkn, **SITI)] == [True, False]
    put_policy(store, clock, rs, duplikat="dokter")
    assert [boleh(jkn, **SITI), boleh(jkn)] == [True, False]


def test_a_refused_booking_claims_nobody(jkn: MobileJkn) -> None:
    assert diambil(minta(jkn, 2, **INT, nomorkartu="")[1])
    assert minta(jkn, 1, **INT, nomorkartu="")[1]["metadata"]["code"] == 201
    assert boleh(jkn, 1, **INT)


def test_patients_who_look_alike_are_others(jkn: MobileJkn) -> None:
    assert [boleh(jkn, n) for n in range(1, 10)] == [True] * 9
    assert pasien(1).nik[:-1] == pasien(2).nik[:-1]
