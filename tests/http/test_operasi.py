"""Jadwal Operasi RS and Jadwal Operasi Pasien (sections 8 and 9)."""

from datetime import date, timedelta
from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, put_policy
from tests.http.alat import (
    AKHIR_SEBELUM_AWAL,
    BESOK,
    FORMAT_TANGGAL,
    KARTU_TIDAK_VALID,
    LUSA,
    OPERASI_PASIEN,
    OPERASI_RS,
    Isian,
    diambil,
    ditolak,
    jenis_isi,
)
from tests.http.loket import Loket

PESERTA, LAIN = "0001234567890", "0001234567891"
KEMARIN = HARI_INI - timedelta(days=1)


def operasi(kodebooking: str = "OK-1", tanggal: date = HARI_INI, **changes: Any) -> Isian:
    return {
        "kodebooking": kodebooking,
        "tanggaloperasi": tanggal.isoformat(),
        "jenistindakan": "operasi gigi",
        "kodepoli": "001",
        "namapoli": "Poli Bedah Mulut",
        "terlaksana": 0,
        "nopeserta": PESERTA,
    } | changes


def pada(jkn: MobileJkn, awal: date, akhir: date) -> list[dict[str, Any]]:
    body = {"tanggalawal": awal.isoformat(), "tanggalakhir": akhir.isoformat()}
    daftar: list[dict[str, Any]] = diambil(jkn.post(OPERASI_RS, body)[1])["list"]
    return daftar


def milik(jkn: MobileJkn, nopeserta: str = PESERTA) -> list[dict[str, Any]]:
    daftar: list[dict[str, Any]] = diambil(jkn.post(OPERASI_PASIEN, {"nopeserta": nopeserta})[1])["list"]
    return daftar


def kode(daftar: list[dict[str, Any]]) -> list[str]:
    return [satu["kodebooking"] for satu in daftar]


# Section 8.


def test_a_surgery_has_the_fields_of_the_catalogue(jkn: MobileJkn, loket: Loket, clock: FrozenClock) -> None:
    loket.operasi(operasi(terlaksana=1))
    (satu,) = pada(jkn, HARI_INI, HARI_INI)
    assert satu == operasi(terlaksana=1) | {"lastupdate": clock.now_ms()}
    assert {nama for nama, jenis in jenis_isi(satu).items() if jenis is int} == {"terlaksana", "lastupdate"}
    assert " ".join(satu) == (
        "kodebooking tanggaloperasi jenistindakan kodepoli namapoli terlaksana nopeserta lastupdate"
    )


def test_without_surgeries_the_list_is_empty(jkn: MobileJkn) -> None:
    body = {"tanggalawal": HARI_INI.isoformat(), "tanggalakhir": BESOK.isoformat()}
    assert jkn.post(OPERASI_RS, body) == (
        200,
        {"response": {"list": []}, "metadata": {"message": "Ok", "code": 200}},
    )


def test_both_ends_of_the_span_are_in_it(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(*(operasi(f"OK-{n}", HARI_INI + timedelta(days=n)) for n in range(4)))
    assert kode(pada(jkn, BESOK, LUSA)) == ["OK-1", "OK-2"]
    assert kode(pada(jkn, BESOK, BESOK)) == ["OK-1"]


def test_they_are_listed_by_date(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(operasi("OK-1", LUSA), operasi("OK-2", HARI_INI), operasi("OK-3", BESOK))
    assert kode(pada(jkn, HARI_INI, LUSA)) == ["OK-2", "OK-3", "OK-1"]


def test_past_days_may_be_asked_for(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(operasi("OK-1", KEMARIN), operasi("OK-2", HARI_INI))
    assert kode(pada(jkn, KEMARIN - timedelta(days=400), KEMARIN)) == ["OK-1"]


@pytest.mark.parametrize(("awal", "akhir"), [("0001-01-01", "9999-12-31"), ("2024-02-29", "9999-12-31")])
def test_a_span_may_be_as_long_as_the_calendar(jkn: MobileJkn, loket: Loket, awal: str, akhir: str) -> None:
    loket.operasi(operasi("OK-1", KEMARIN), operasi("OK-2", date.max))
    assert kode(pada(jkn, date.fromisoformat(awal), date.fromisoformat(akhir))) == ["OK-1", "OK-2"]


def test_an_end_before_the_start_is_refused(jkn: MobileJkn) -> None:
    body = {"tanggalawal": BESOK.isoformat(), "tanggalakhir": HARI_INI.isoformat()}
    assert jkn.post(OPERASI_RS, body) == ditolak(AKHIR_SEBELUM_AWAL)


@pytest.mark.parametrize(
    "tanggal", ["x", "2021-1-5", "2027-02-29", "2027-13-01", "05/01/2027", 20270105, {}, "\x00"], ids=repr
)
@pytest.mark.parametrize("bidang", ["tanggalawal", "tanggalakhir"])
def test_a_malformed_date_is_refused(jkn: MobileJkn, bidang: str, tanggal: object) -> None:
    body = {"tanggalawal": HARI_INI.isoformat(), "tanggalakhir": HARI_INI.isoformat(), bidang: tanggal}
    assert jkn.post(OPERASI_RS, body) == ditolak(FORMAT_TANGGAL)


@pytest.mark.parametrize(
    ("body", "pesan"),
    [
        ({}, "Tanggal Awal Belum Diisi"),
        ({"tanggalawal": "x", "tanggalakhir": ""}, "Tanggal Akhir Belum Diisi"),
        ({"tanggalawal": "", "tanggalakhir": "x"}, "Tanggal Awal Belum Diisi"),
        ({"tanggalawal": BESOK.isoformat(), "tanggalakhir": "2026-1-1"}, FORMAT_TANGGAL),
    ],
    ids=str,
)
def test_of_two_faults_the_first_answers(jkn: MobileJkn, body: Isian, pesan: str) -> None:
    assert jkn.post(OPERASI_RS, body) == ditolak(pesan)


def test_a_patient_who_is_not_jkn_has_an_empty_number(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(operasi(nopeserta=""))
    assert pada(jkn, HARI_INI, HARI_INI)[0]["nopeserta"] == ""
    assert milik(jkn) == []


def test_a_surgery_that_took_place_says_so(jkn: MobileJkn, loket: Loket, clock: FrozenClock) -> None:
    loket.operasi(operasi())
    clock.move(minutes=5)
    loket.operasi(operasi(terlaksana=1))
    (satu,) = pada(jkn, HARI_INI, HARI_INI)
    assert (satu["terlaksana"], satu["lastupdate"]) == (1, clock.now_ms())


def test_a_postponed_surgery_is_on_its_new_day_only(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(operasi())
    loket.operasi(operasi(tanggal=LUSA))
    assert pada(jkn, HARI_INI, BESOK) == []
    assert kode(pada(jkn, LUSA, LUSA)) == kode(milik(jkn)) == ["OK-1"]


@pytest.mark.parametrize("teks", ["a\\tb", "%s é ☂", "<b>", '"x"', "{1311R002}", "A: B, C"])
def test_text_is_kept_as_text(jkn: MobileJkn, loket: Loket, teks: str) -> None:
    loket.operasi(operasi(jenistindakan=teks, namapoli=teks), operasi("OK-2"))
    satu, lain = pada(jkn, HARI_INI, HARI_INI)
    assert (satu["jenistindakan"], satu["namapoli"], lain["namapoli"]) == (teks, teks, "Poli Bedah Mulut")


# Section 9.


def test_a_patients_surgery_has_no_participant_and_no_lastupdate(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(operasi())
    (satu,) = milik(jkn)
    assert " ".join(satu) == "kodebooking tanggaloperasi jenistindakan kodepoli namapoli terlaksana"
    assert satu == {nama: nilai for nama, nilai in operasi().items() if nama != "nopeserta"}
    assert type(satu["terlaksana"]) is int


def test_a_patient_without_surgeries_gets_an_empty_list(jkn: MobileJkn) -> None:
    assert jkn.post(OPERASI_PASIEN, {"nopeserta": PESERTA}) == (
        200,
        {"response": {"list": []}, "metadata": {"message": "Ok", "code": 200}},
    )


def test_a_patient_sees_all_of_hers_by_date_and_nobody_elses(jkn: MobileJkn, loket: Loket) -> None:
    loket.operasi(operasi("OK-1", LUSA), operasi("OK-2", KEMARIN), operasi("OK-3", nopeserta=LAIN), operasi("OK-4"))
    assert kode(milik(jkn)) == ["OK-2", "OK-4", "OK-1"]
    assert kode(milik(jkn, LAIN)) == ["OK-3"]


@pytest.mark.parametrize(("baru", "punya_lain"), [(LAIN, ["OK-1"]), ("", [])], ids=["another", "none"])
def test_a_surgery_whose_participant_changed_is_no_longer_the_firsts(
    jkn: MobileJkn, loket: Loket, baru: str, punya_lain: list[str]
) -> None:
    loket.operasi(operasi(), operasi("OK-2"))
    loket.operasi(operasi(nopeserta=baru))
    assert (kode(milik(jkn)), kode(milik(jkn, LAIN))) == (["OK-2"], punya_lain)
    assert [satu["nopeserta"] for satu in pada(jkn, HARI_INI, HARI_INI)] == [baru, PESERTA]


def test_a_surgery_sent_again_is_listed_once(jkn: MobileJkn, loket: Loket) -> None:
    for _ in range(3):
        loket.operasi(operasi(), operasi())
    assert kode(milik(jkn)) == kode(pada(jkn, HARI_INI, HARI_INI)) == ["OK-1"]


@pytest.mark.parametrize(
    "nopeserta",
    [
        *("", " ", None, "x", True, {}, [], 1234567890123),
        *("1" * 10, "1" * 14, "000123456789a", "0001234 67890", "\x00" * 13, "\u0661" * 13),
    ],
    ids=ascii,
)
def test_a_malformed_number_is_refused(jkn: MobileJkn, nopeserta: object) -> None:
    assert jkn.post(OPERASI_PASIEN, {"nopeserta": nopeserta}) == ditolak(KARTU_TIDAK_VALID)
    assert jkn.post(OPERASI_PASIEN, {}) == ditolak(KARTU_TIDAK_VALID)


@pytest.mark.parametrize("panjang", [11, 12, 13])
def test_a_number_has_eleven_to_thirteen_digits(jkn: MobileJkn, panjang: int) -> None:
    assert milik(jkn, "1234567890123"[:panjang]) == []


def test_a_hospital_can_take_thirteen_digits_only(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, kartu_13="ya")
    assert jkn.post(OPERASI_PASIEN, {"nopeserta": "123456789012"}) == ditolak(KARTU_TIDAK_VALID)
    assert milik(jkn) == []
