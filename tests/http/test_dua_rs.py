"""Two hospitals in one process, alike in everything, never see each other."""

from typing import Any

import pytest
import redis
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.keys import PREFIX
from antrean.services import kunci
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write
from tests.conftest import (
    HARI_INI,
    PASSWORD,
    USERNAME,
    FrozenClock,
    MobileJkn,
    di_klaster,
    pasien,
    permintaan,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.http.alat import (
    AMBIL,
    ANTREAN_TIDAK_ADA,
    BARU,
    BATAL,
    BESOK,
    CHECKIN,
    DENGAN_KODE,
    FARMASI_AMBIL,
    FARMASI_STATUS,
    INT,
    KODE_TIDAK_ADA,
    LAYANAN,
    LOGIN_SALAH,
    OPERASI_PASIEN,
    OPERASI_RS,
    PASIEN_BARU,
    POLI_TIDAK_ADA,
    SISA,
    STATUS,
    SUDAH_PUNYA,
    TOKEN_EXPIRED,
    Isian,
    contoh,
    daftar,
    diambil,
    ditolak,
    dump,
    formulir,
    gagal,
    kode,
    kuota_penuh,
    lihat,
    pesan,
    tutup_hari,
)
from tests.http.loket import Loket
from tests.konteks import konteks

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


@pytest.fixture
def loket_lain(app: Flask, store: Store, clock: FrozenClock, rs_lain: RumahSakit) -> Loket:
    """A counter there."""
    return Loket(app.test_client(), kunci.buat(konteks(store, clock, rs_lain, "kunci-lain"), "loket1"), clock)


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
    assert lain.post(AMBIL, permintaan(**short))[1]["metadata"]["code"] == 202  # a card, though nobody's
    assert diambil(lain.ambil())["keterangan"].startswith("Peserta harap 60 menit")


def test_a_booking_at_one_changes_no_key_of_the_other(
    jkn: MobileJkn, lain: MobileJkn, redis_client: "redis.Redis", rs: RumahSakit
) -> None:
    here, there = keys_of(redis_client, rs.kode), keys_of(redis_client, KODE_LAIN)
    diambil(lain.ambil())
    daftar(lain, 501)
    assert keys_of(redis_client, rs.kode) == here
    assert keys_of(redis_client, KODE_LAIN) != there


@di_klaster
def test_every_key_but_the_directory_is_one_hospitals(
    jkn: MobileJkn, lain: MobileJkn, redis_client: "redis.Redis", rs: RumahSakit
) -> None:
    diambil(jkn.ambil())
    diambil(lain.ambil())
    owned = keys_of(redis_client, rs.kode) | keys_of(redis_client, KODE_LAIN)
    lain_lagi = {
        kunci for kunci in dump(redis_client).keys() - owned.keys() if not kunci.startswith(f"{PREFIX}:kenal/")
    }
    assert lain_lagi == {"antrean:v1:pengguna"}


@pytest.mark.parametrize("path", LAYANAN)
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


# The services after the booking: here and there both have the same kodebooking.


def siapkan(jkn: MobileJkn, loket: Loket) -> None:
    """Today A-1 to A-3 are booked, A-1 is served, has a prescription and a number, and there is a surgery."""
    pesan(jkn, 1, 2, 3)
    loket.layani(1)
    loket.resep(kode(1), "Racikan")
    diambil(jkn.post(FARMASI_AMBIL, contoh(FARMASI_AMBIL))[1])
    loket.operasi(OPERASI)


OPERASI: Isian = {
    "kodebooking": "OK-1",
    "tanggaloperasi": HARI_INI.isoformat(),
    "jenistindakan": "operasi gigi",
    "kodepoli": "001",
    "namapoli": "Poli Bedah Mulut",
    "terlaksana": 0,
    "nopeserta": contoh(OPERASI_PASIEN)["nopeserta"],
}
BACA = (STATUS, SISA, OPERASI_RS, OPERASI_PASIEN, FARMASI_STATUS)


def test_what_happens_at_one_shows_nowhere_at_the_other(
    jkn: MobileJkn, lain: MobileJkn, loket: Loket, redis_client: "redis.Redis"
) -> None:
    kosong = [lain.post(path, contoh(path)) for path in BACA]
    there = keys_of(redis_client, KODE_LAIN)
    siapkan(jkn, loket)
    assert [lain.post(path, contoh(path)) for path in BACA] == kosong
    assert lihat(lain, STATUS, "totalantrean", "sisakuotajkn", "antreanpanggil") == (0, 30, "-")
    assert lihat(lain, OPERASI_RS, "list") == lihat(lain, OPERASI_PASIEN, "list") == ([],)
    assert keys_of(redis_client, KODE_LAIN) == there


@pytest.mark.parametrize("path", DENGAN_KODE)
def test_a_booking_of_one_is_unknown_at_the_other(
    jkn: MobileJkn, lain: MobileJkn, loket: Loket, redis_client: "redis.Redis", path: str
) -> None:
    siapkan(jkn, loket)
    # Its letters are known there, and the process has seen the booking here.
    pesan(lain, 1, tanggal=BESOK)
    diambil(jkn.post(SISA, contoh(SISA))[1])
    before = dump(redis_client)
    tidak_ada = KODE_TIDAK_ADA if path in (FARMASI_AMBIL, FARMASI_STATUS) else ANTREAN_TIDAK_ADA
    for angka in (1, 2):
        assert lain.post(path, contoh(path, kode(angka))) == ditolak(tidak_ada)
    assert dump(redis_client) == before


def test_letters_of_one_mean_another_session_at_the_other(
    jkn: MobileJkn, lain: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, rs_lain: RumahSakit
) -> None:
    """C is a session of dentistry here and of eyes there: the same kodebooking is in two lines."""
    sesi = f"777,drg. Rani,{BESOK},09:00-11:00,5,5"
    put_schedule(store, clock, rs, f"GIG,Gigi,{sesi}")
    put_schedule(store, clock, rs_lain, f"MAT,Mata,{sesi}")
    isian: Isian = {"kodedokter": 777, "jampraktek": "09:00-11:00", "tanggal": BESOK}
    satu = pesan(jkn, 1, 2, kodepoli="GIG", **isian)[0]
    assert pesan(lain, 1, kodepoli="MAT", **isian) == [satu]
    assert lihat(jkn, SISA, "namapoli", kodebooking=satu) == ("Gigi",)
    assert lihat(lain, SISA, "namapoli", kodebooking=satu) == ("Mata",)
    assert jkn.post(BATAL, contoh(BATAL, satu))[1]["metadata"]["code"] == 200
    assert lihat(lain, SISA, "sisaantrean", kodebooking=satu) == (1,)


@pytest.mark.parametrize("path", [BATAL, CHECKIN, FARMASI_AMBIL])
def test_a_change_at_one_leaves_the_same_kodebooking_of_the_other(
    jkn: MobileJkn,
    lain: MobileJkn,
    loket: Loket,
    loket_lain: Loket,
    rs: RumahSakit,
    redis_client: "redis.Redis",
    path: str,
) -> None:
    siapkan(jkn, loket)
    siapkan(lain, loket_lain)
    loket_lain.resep(kode(2), "Racikan")
    here, there = keys_of(redis_client, rs.kode), keys_of(redis_client, KODE_LAIN)
    assert lain.post(path, contoh(path, kode(2)))[1]["metadata"] == {"message": "Ok", "code": 200}
    assert keys_of(redis_client, rs.kode) == here
    assert keys_of(redis_client, KODE_LAIN) != there


def test_each_measures_its_own_pace(jkn: MobileJkn, lain: MobileJkn, loket: Loket) -> None:
    for hospital in (jkn, lain):
        pesan(hospital, *range(1, 8))
    for angka in range(1, 6):
        loket.layani(angka, 2)
    assert lihat(jkn, SISA, "sisaantrean", "waktutunggu", kodebooking=kode(7)) == (2, 120)
    assert lihat(lain, SISA, "sisaantrean", "waktutunggu", kodebooking=kode(7)) == (7, 6 * 480)


@pytest.mark.parametrize("path", LAYANAN)
def test_the_key_of_the_other_hospital_opens_no_service(jkn: MobileJkn, loket_lain: Loket, path: str) -> None:
    headers = {"x-token": loket_lain.kunci, "x-username": jkn.username, "Authorization": f"Bearer {loket_lain.kunci}"}
    answer = jkn.client.post(path, json=contoh(path), headers=headers)
    assert (answer.status_code, answer.json) == ditolak(TOKEN_EXPIRED)
