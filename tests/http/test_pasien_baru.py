"""Info Pasien Baru (section 7)."""

import json
from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_policy
from tests.http.alat import (
    AMBIL,
    BARU,
    BERHASIL_DAFTAR,
    PASIEN_BARU,
    SUDAH_DIENTRI,
    Isian,
    daftar,
    diambil,
    ditolak,
    formulir,
    rekam,
)

BELUM_DIISI = {
    "nomorkartu": "Nomor Kartu Belum Diisi",
    "nik": "NIK Belum Diisi",
    "nomorkk": "Nomor KK Belum Diisi",
    "nama": "Nama Belum Diisi",
    "jeniskelamin": "Jenis Kelamin Belum Dipilih",
    "tanggallahir": "Tanggal Lahir Belum Diisi",
    "alamat": "Alamat Belum Diisi",
    "kodeprop": "Kode Propinsi Belum Diisi",
    "namaprop": "Nama Propinsi Belum Diisi",
    "kodedati2": "Kode Dati 2 Belum Diisi",
    "namadati2": "Dati 2 Belum Diisi",
    "kodekec": "Kode Kecamatan Belum Diisi",
    "namakec": "Kecamatan Belum Diisi",
    "kodekel": "Kode Kelurahan Belum Diisi",
    "namakel": "Kelurahan Belum Diisi",
    "rw": "RW Belum Diisi",
    "rt": "RT Belum Diisi",
}


def minta(jkn: MobileJkn, n: int = 501, **changes: Any) -> tuple[int, dict[str, Any]]:
    return jkn.post(BARU, formulir(n, **changes))


def test_a_new_patient_is_registered(jkn: MobileJkn) -> None:
    assert minta(jkn) == (
        200,
        {"response": {"norm": "000010"}, "metadata": {"message": BERHASIL_DAFTAR, "code": 200}},
    )


# Fields. Their order is in test_urutan.


@pytest.mark.parametrize("kosong", [None, "", "  "], ids=["missing", "empty", "blank"])
@pytest.mark.parametrize("name", BELUM_DIISI)
def test_a_field_must_be_given(jkn: MobileJkn, name: str, kosong: Any) -> None:
    assert minta(jkn, **{name: kosong}) == ditolak(BELUM_DIISI[name])


@pytest.mark.parametrize("name", BELUM_DIISI)
def test_null_is_not_given(jkn: MobileJkn, name: str) -> None:
    assert jkn.post(BARU, formulir() | {name: None}) == ditolak(BELUM_DIISI[name])


@pytest.mark.parametrize("kosong", [None, "", "  "], ids=["missing", "empty", "blank"])
def test_a_phone_number_may_be_left_out(jkn: MobileJkn, kosong: str | None) -> None:
    assert daftar(jkn, nohp=kosong) == "000010"


@pytest.mark.parametrize("kartu", ["1234567890", "12345678901234", "1234567890x", "1234 56789012"])
def test_a_malformed_card_is_refused(jkn: MobileJkn, kartu: str) -> None:
    assert minta(jkn, nomorkartu=kartu) == ditolak("Format Nomor Kartu Tidak Sesuai")


@pytest.mark.parametrize("kartu", ["12345678901", "123456789012", "1234567890123"])
def test_a_card_has_eleven_to_thirteen_digits(jkn: MobileJkn, kartu: str) -> None:
    assert daftar(jkn, nomorkartu=kartu) == "000010"


def test_a_hospital_can_take_thirteen_digits_only(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, kartu_13="ya")
    assert minta(jkn, nomorkartu="123456789012") == ditolak("Format Nomor Kartu Tidak Sesuai")
    assert daftar(jkn) == "000010"


@pytest.mark.parametrize("nik", ["321234567898765", "32123456789876543", "3212 3456 7898 7654", "321234567898765x"])
def test_a_malformed_nik_is_refused(jkn: MobileJkn, nik: str) -> None:
    assert minta(jkn, nik=nik) == ditolak("Format NIK Tidak Sesuai")


@pytest.mark.parametrize("jeniskelamin", ["L", "P"])
def test_a_sex_is_l_or_p(jkn: MobileJkn, jeniskelamin: str) -> None:
    assert daftar(jkn, jeniskelamin=jeniskelamin) == "000010"


@pytest.mark.parametrize("jeniskelamin", ["X", "LP", "Laki-laki", "1", 1])
def test_another_sex_is_none_chosen(jkn: MobileJkn, jeniskelamin: object) -> None:
    assert minta(jkn, jeniskelamin=jeniskelamin) == ditolak("Jenis Kelamin Belum Dipilih")


@pytest.mark.parametrize(
    "tanggal",
    [
        "1985-3-1",
        "01-03-1985",
        "1985-02-29",
        "1985-13-01",
        "kemarin",
        (HARI_INI + timedelta(days=1)).isoformat(),
        "9999-12-31",
    ],
)
def test_a_date_of_birth_is_a_day_that_was(jkn: MobileJkn, tanggal: str) -> None:
    assert minta(jkn, tanggallahir=tanggal) == ditolak("Format Tanggal Lahir Tidak Sesuai")


@pytest.mark.parametrize("tanggal", [HARI_INI.isoformat(), "1984-02-29", "1900-01-01"])
def test_a_date_of_birth_may_be_today(jkn: MobileJkn, tanggal: str) -> None:
    assert daftar(jkn, tanggallahir=tanggal) == "000010"


# Known already.


@pytest.mark.parametrize(
    "changes",
    [
        {"nik": pasien(1).nik, "nomorkartu": pasien(1).nomorkartu},
        {"nik": pasien(1).nik},
        {"nomorkartu": pasien(1).nomorkartu},
        {"nik": pasien(1).nik, "nomorkartu": pasien(2).nomorkartu},
    ],
    ids=["both", "NIK", "card", "of two patients"],
)
def test_a_known_nik_or_card_is_not_registered_again(jkn: MobileJkn, changes: Isian) -> None:
    assert minta(jkn, **changes) == ditolak(SUDAH_DIENTRI)


def test_a_registered_patient_is_known(jkn: MobileJkn) -> None:
    daftar(jkn)
    assert minta(jkn) == ditolak(SUDAH_DIENTRI)
    assert minta(jkn, nik=formulir(502)["nik"]) == ditolak(SUDAH_DIENTRI)
    assert minta(jkn, nomorkartu=formulir(502)["nomorkartu"]) == ditolak(SUDAH_DIENTRI)


# Afterwards.


def test_a_new_patient_registers_and_then_books(jkn: MobileJkn) -> None:
    assert jkn.post(AMBIL, permintaan(501)) == ditolak(PASIEN_BARU, 202)
    norm = daftar(jkn, 501)
    assert diambil(jkn.post(AMBIL, permintaan(501))[1])["norm"] == norm


@pytest.mark.parametrize("lain", [{"nomorkartu": ""}, {"nik": ""}], ids=["NIK", "card"])
def test_a_registered_patient_books_by_either_number(jkn: MobileJkn, lain: dict[str, str]) -> None:
    norm = daftar(jkn, 501)
    assert diambil(jkn.post(AMBIL, permintaan(501, **lain))[1])["norm"] == norm


def test_the_form_is_kept_for_the_admission_desk(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    norm = daftar(jkn, nama="  Siti ☂ ", jeniskelamin="p", nohp=None, rw=1, tidakdikenal="x")
    kept: Any = redis_client.hget(Keys(KODE_RS).formulir(HARI_INI), norm)
    assert json.loads(kept) == formulir() | {"nama": "Siti ☂", "jeniskelamin": "P", "nohp": "", "rw": "1"}


def test_who_came_through_this_service_is_marked(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    norm = daftar(jkn)
    assert redis_client.hgetall(Keys(KODE_RS).pasien_baru) == {norm: HARI_INI.isoformat()}


def test_a_registration_leaves_one_event(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    read: Any = redis_client
    before = read.xlen(Keys(KODE_RS).peristiwa)
    norm = daftar(jkn)
    events = [fields for _, fields in read.xrange(Keys(KODE_RS).peristiwa)][before:]
    assert [(event["jenis"], event["oleh"], event["norm"]) for event in events] == [("pasien_baru", "mjkn", norm)]


# The record number.


def test_record_numbers_rise_by_one_after_the_highest_known(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, pasien(4711))
    assert [daftar(jkn, n) for n in (9001, 9002, 9003)] == ["004712", "004713", "004714"]


def test_a_refused_registration_uses_no_number(jkn: MobileJkn) -> None:
    assert minta(jkn, nik=pasien(1).nik) == ditolak(SUDAH_DIENTRI)
    assert minta(jkn, rt="") == ditolak("RT Belum Diisi")
    assert daftar(jkn) == "000010"


@pytest.mark.parametrize(
    ("format_norm", "norm"),
    [
        ("##-##-##", "00-00-10"),
        ("########", "00000010"),
        ("RM-####", "RM-0010"),
        ("###", "010"),
        ("2-#####", "2-00010"),
    ],
)
def test_a_hospital_sets_how_they_are_written(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, format_norm: str, norm: str
) -> None:
    put_policy(store, clock, rs, format_norm=format_norm)
    assert daftar(jkn, 501) == norm
    assert diambil(jkn.post(AMBIL, permintaan(501))[1])["norm"] == norm
    assert [satu.nik for satu in store.pasien.cari(rs.kode, [norm])] == [formulir(501)["nik"]]


def test_a_number_past_the_format_grows_in_front(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_policy(store, clock, rs, format_norm="##-##")
    redis_client.set(Keys(KODE_RS).norm_terakhir, 9998)
    assert [daftar(jkn, n) for n in (501, 502, 503)] == ["99-99", "100-00", "100-01"]
    redis_client.set(Keys(KODE_RS).norm_terakhir, 123456)
    assert daftar(jkn, 504) == "1234-57"


def test_a_number_written_by_hand_is_passed_over(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_patients(store, clock, rs, rekam("000010"), rekam("000011"), rekam("000013"))
    redis_client.set(Keys(KODE_RS).norm_terakhir, 9)
    redis_client.delete(Keys(KODE_RS).seri)  # where the numbers that were given are known, it goes on above them
    assert [daftar(jkn, n) for n in (501, 502)] == ["000012", "000014"]


def test_a_long_row_of_numbers_written_by_hand_is_passed_over(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    put_patients(store, clock, rs, *(rekam(f"{n:06d}") for n in range(10, 400)))
    redis_client.set(Keys(KODE_RS).norm_terakhir, 9)
    redis_client.delete(Keys(KODE_RS).seri)  # where the numbers that were given are known, it goes on above them
    assert [daftar(jkn, n) for n in (501, 502)] == ["000400", "000401"]


def test_numbers_that_look_alike_under_another_format_are_others(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, format_norm="##-##-##")
    assert daftar(jkn, 501) == "00-00-10"
    put_policy(store, clock, rs, format_norm="######")
    assert daftar(jkn, 502) == "000011"
    put_policy(store, clock, rs, format_norm="12345678#########")
    assert daftar(jkn, 503) == "12345678000000012"
    assert store.pasien.cari(rs.kode, ["12345678000000012"])[0].nik == formulir(503)["nik"]


def test_record_numbers_go_on_from_one_bucket_to_the_next(jkn: MobileJkn) -> None:
    assert [daftar(jkn, n) for n in range(1010, 1150)] == [f"{n:06d}" for n in range(10, 150)]
