"""Two hospitals in one process, alike in everything, never see each other."""

from typing import Any

import pytest
import redis
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write
from tests.conftest import (
    PASSWORD,
    USERNAME,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.http.alat import (
    AMBIL,
    BARU,
    BESOK,
    INT,
    LOGIN_SALAH,
    PASIEN_BARU,
    POLI_TIDAK_ADA,
    SUDAH_PUNYA,
    TOKEN_EXPIRED,
    Isian,
    daftar,
    diambil,
    ditolak,
    dump,
    formulir,
    gagal,
    kuota_penuh,
    tutup_hari,
)

KODE_LAIN, USERNAME_LAIN, PASSWORD_LAIN = "3273R001", "bpjs-lain", "rahasia-lain"


@pytest.fixture
def rs_lain(store: Store, clock: FrozenClock) -> RumahSakit:
    """Another hospital, with the same schedule and the same patients."""
    rs = RumahSakit(KODE_LAIN, "RS Lain", "Asia/Jakarta", USERNAME_LAIN, buat_sandi(PASSWORD_LAIN))
    store.rs.tambah(rs, Write("rs-lain", clock.now_ms(), "uji"))
    put_schedule(
        store,
        clock,
        rs,
        *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8)),
        *(f"INT,Penyakit Dalam,34567,dr. Budi,{hari},08:00-12:00,2,1" for hari in range(1, 7)),
    )
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    return rs


@pytest.fixture
def lain(app: Flask, rs_lain: RumahSakit) -> MobileJkn:
    """Logged in there."""
    return MobileJkn(app.test_client(), USERNAME_LAIN, PASSWORD_LAIN).login()


def keys_of(client: "redis.Redis", kode: str) -> dict[str, Any]:
    return {key: value for key, value in dump(client).items() if f"{{{kode}}}" in key}


def test_each_gives_the_same_patient_its_own_first_number(jkn: MobileJkn, lain: MobileJkn) -> None:
    assert diambil(jkn.ambil()) == diambil(lain.ambil())
    assert jkn.post(AMBIL, permintaan()) == lain.post(AMBIL, permintaan()) == ditolak(SUDAH_PUNYA)


def test_a_quota_used_up_at_one_is_not_at_the_other(jkn: MobileJkn, lain: MobileJkn) -> None:
    for n in (1, 2):
        diambil(jkn.post(AMBIL, permintaan(n, **INT))[1])
    assert jkn.post(AMBIL, permintaan(3, **INT)) == ditolak(kuota_penuh("JKN", "Penyakit Dalam"))
    assert diambil(lain.post(AMBIL, permintaan(3, **INT))[1])["sisakuotajkn"] == 1


def test_a_referral_used_at_one_is_free_at_the_other(jkn: MobileJkn, lain: MobileJkn) -> None:
    diambil(jkn.post(AMBIL, permintaan(1, nomorreferensi="R-1"))[1])
    assert diambil(lain.post(AMBIL, permintaan(2, nomorreferensi="R-1"))[1])["angkaantrean"] == 1


def test_a_patient_registered_at_one_is_unknown_at_the_other(jkn: MobileJkn, lain: MobileJkn) -> None:
    assert daftar(jkn, 501) == "000010"
    assert lain.post(AMBIL, permintaan(501)) == ditolak(PASIEN_BARU, 202)
    assert daftar(lain, 501) == "000010"


def test_a_holiday_of_one_is_not_the_others(jkn: MobileJkn, lain: MobileJkn, store: Store, clock: FrozenClock) -> None:
    tutup_hari(store, clock, BESOK)
    assert jkn.post(AMBIL, permintaan())[1]["metadata"]["code"] == 201
    assert diambil(lain.ambil())["angkaantrean"] == 1


def test_a_poli_of_one_is_unknown_at_the_other(
    jkn: MobileJkn, lain: MobileJkn, store: Store, clock: FrozenClock, rs_lain: RumahSakit
) -> None:
    put_schedule(store, clock, rs_lain, f"GIG,Gigi,777,drg. Rani,{BESOK},09:00-11:00,5,5")
    gigi: Isian = {"kodepoli": "GIG", "kodedokter": 777, "jampraktek": "09:00-11:00"}
    assert jkn.post(AMBIL, permintaan(**gigi)) == ditolak(POLI_TIDAK_ADA)
    assert diambil(lain.post(AMBIL, permintaan(**gigi))[1])["nomorantrean"] == "C-1"


def test_a_policy_of_one_is_not_the_others(
    jkn: MobileJkn, lain: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, datang_awal="5", kartu_13="ya")
    short: Isian = {"nomorkartu": "12345678901"}
    assert jkn.post(AMBIL, permintaan(**short)) == ditolak("Format Nomor Kartu Tidak Sesuai")
    assert diambil(lain.post(AMBIL, permintaan(**short))[1])["keterangan"].startswith("Peserta harap 60 menit")


def test_a_booking_at_one_changes_no_key_of_the_other(
    jkn: MobileJkn, lain: MobileJkn, redis_client: "redis.Redis", rs: RumahSakit
) -> None:
    here, there = keys_of(redis_client, rs.kode), keys_of(redis_client, KODE_LAIN)
    diambil(lain.ambil())
    daftar(lain, 501)
    assert keys_of(redis_client, rs.kode) == here
    assert keys_of(redis_client, KODE_LAIN) != there


def test_every_key_but_the_directory_is_one_hospitals(
    jkn: MobileJkn, lain: MobileJkn, redis_client: "redis.Redis", rs: RumahSakit
) -> None:
    diambil(jkn.ambil())
    diambil(lain.ambil())
    owned = keys_of(redis_client, rs.kode) | keys_of(redis_client, KODE_LAIN)
    assert dump(redis_client).keys() - owned.keys() == {"antrean:v1:pengguna"}


@pytest.mark.parametrize("path", [AMBIL, BARU])
def test_a_token_of_one_is_nothing_at_the_other(jkn: MobileJkn, lain: MobileJkn, path: str) -> None:
    jkn.token, lain.token = lain.token, jkn.token
    assert jkn.post(path, permintaan()) == lain.post(path, permintaan()) == ditolak(TOKEN_EXPIRED)


def test_a_token_names_the_hospital_whatever_the_request_says(
    jkn: MobileJkn, lain: MobileJkn, store: Store, rs: RumahSakit
) -> None:
    diambil(lain.post(AMBIL, permintaan() | {"koders": rs.kode, "x-username": USERNAME})[1])
    assert store.antrean.lembar(rs.kode, BESOK).booking == ()


@pytest.mark.parametrize(
    ("username", "password"), [(USERNAME, PASSWORD_LAIN), (USERNAME_LAIN, PASSWORD)], ids=["here", "there"]
)
def test_a_password_of_one_is_nothing_at_the_other(
    jkn: MobileJkn, lain: MobileJkn, username: str, password: str
) -> None:
    answer = jkn.client.get("/token", headers={"x-username": username, "x-password": password})
    assert (answer.status_code, answer.json) == (200, gagal(LOGIN_SALAH))


def test_requests_that_alternate_stay_with_their_hospital(jkn: MobileJkn, lain: MobileJkn) -> None:
    numbers = [(diambil(a.post(AMBIL, permintaan(n))[1])["nomorantrean"]) for n in range(1, 5) for a in (jkn, lain)]
    assert numbers == ["A-1", "A-1", "A-2", "A-2", "A-3", "A-3", "A-4", "A-4"]


def test_the_record_numbers_of_each_count_for_themselves(
    jkn: MobileJkn, lain: MobileJkn, store: Store, clock: FrozenClock, rs_lain: RumahSakit
) -> None:
    put_patients(store, clock, rs_lain, pasien(7000))
    assert [daftar(jkn, 501), daftar(lain, 501), daftar(jkn, 502), daftar(lain, 502)] == [
        "000010",
        "007001",
        "000011",
        "007002",
    ]
    assert lain.post(BARU, formulir(502))[1]["metadata"]["code"] == 201
