"""The order of the rules: a request that breaks two gets the message of the first."""

from itertools import combinations, pairwise
from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import FrozenClock, MobileJkn, pasien, permintaan
from tests.http.alat import (
    AMBIL,
    BARU,
    BESOK,
    INT,
    JADWAL_TANPA_NAMA,
    LAYANAN,
    POLI_TUTUP,
    SUDAH_DIENTRI,
    SUDAH_PUNYA,
    TIDAK_DIKENAL,
    TOKEN_EXPIRED,
    diambil,
    ditolak,
    formulir,
    hari,
    tutup_hari,
)
from tests.http.aturan import ATURAN, Pelanggaran, dapat_bersama, dasar, langgar, siapkan

# Many, and the store decides none of them: on the real one only.
pytestmark = pytest.mark.parametrize("redis_client", ["redis"], indirect=True)

DUA = [(satu, lain) for satu, lain in combinations(ATURAN, 2) if dapat_bersama(satu, lain)]


@pytest.fixture
def jkn(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> MobileJkn:
    siapkan(jkn, store, clock, rs)
    return jkn


def test_the_request_that_the_rules_are_broken_with_breaks_none(jkn: MobileJkn) -> None:
    assert diambil(jkn.post(AMBIL, dasar())[1])["norm"] == pasien(2).norm


@pytest.mark.parametrize("aturan", ATURAN, ids=str)
def test_each_rule_can_be_broken_alone(jkn: MobileJkn, store: Store, clock: FrozenClock, aturan: Pelanggaran) -> None:
    assert jkn.post(AMBIL, langgar(store, clock, aturan)) == ditolak(aturan.pesan, aturan.code)


@pytest.mark.parametrize(("satu", "lain"), DUA, ids=str)
def test_of_two_broken_rules_the_first_answers(
    jkn: MobileJkn, store: Store, clock: FrozenClock, satu: Pelanggaran, lain: Pelanggaran
) -> None:
    assert jkn.post(AMBIL, langgar(store, clock, satu, lain)) == ditolak(satu.pesan, satu.code)


@pytest.mark.parametrize("aturan", ATURAN, ids=str)
def test_the_token_comes_before_every_rule(
    jkn: MobileJkn, store: Store, clock: FrozenClock, aturan: Pelanggaran
) -> None:
    jkn.token = "x"
    assert jkn.post(AMBIL, langgar(store, clock, aturan)) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"x" * 100_000], ids=["empty", "cut", "list", "not UTF-8", "large"]
)
@pytest.mark.parametrize("path", LAYANAN)
def test_the_token_comes_before_the_body(jkn: MobileJkn, path: str, body: bytes) -> None:
    answer = jkn.client.post(path, data=body, headers={"x-token": "x", "x-username": jkn.username})
    assert (answer.status_code, answer.json) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize(
    ("isian", "pesan"),
    [
        # Not given comes before malformed, wherever the fields stand.
        ({"nomorkartu": "1", "jeniskunjungan": ""}, "Jenis Kunjungan Belum Diisi"),
        ({"nik": {}, "kodepoli": ""}, "Kode Poli Belum Diisi"),
        ({"kodepoli": [], "tanggalperiksa": ""}, "Tanggal Periksa Belum Diisi"),
        ({"tanggalperiksa": "x", "kodedokter": ""}, "Kode Dokter Belum Diisi"),
        ({"kodedokter": {}, "jampraktek": ""}, "Jam Praktek Belum Diisi"),
        ({"kodepoli": "", "jeniskunjungan": 9}, "Kode Poli Belum Diisi"),
        ({"nik": "", "nomorkartu": "", "kodedokter": {}}, "NIK Belum Diisi"),
        # Of several of one rule the first field's.
        ({"nik": "", "nomorkartu": "", "kodepoli": ""}, "NIK Belum Diisi"),
        ({"kodepoli": "", "tanggalperiksa": ""}, "Kode Poli Belum Diisi"),
        ({"tanggalperiksa": "", "kodedokter": ""}, "Tanggal Periksa Belum Diisi"),
        ({"kodedokter": "", "jampraktek": ""}, "Kode Dokter Belum Diisi"),
        ({"jampraktek": "", "jeniskunjungan": ""}, "Jam Praktek Belum Diisi"),
        ({"nomorkartu": "1", "nik": "1"}, "Format Nomor Kartu Tidak Sesuai"),
        ({"nik": "1", "nohp": {}}, "Format NIK Tidak Sesuai"),
        ({"nohp": {}, "kodepoli": {}}, "Format Nomor HP Tidak Sesuai"),
        ({"kodepoli": {}, "norm": {}}, "Format Kode Poli Tidak Sesuai"),
        ({"norm": {}, "kodedokter": {}}, "Format Nomor Rekam Medis Tidak Sesuai"),
        ({"kodedokter": {}, "jampraktek": {}}, "Format Kode Dokter Tidak Sesuai"),
        ({"jampraktek": {}, "jeniskunjungan": {}}, "Format Jam Praktek Tidak Sesuai"),
        ({"jeniskunjungan": {}, "nomorreferensi": {}}, "Format Jenis Kunjungan Tidak Sesuai"),
        # Malformed comes before the two rules that have a message of their own, whose fields come first.
        ({"jeniskunjungan": 9, "nomorreferensi": {}}, "Format Nomor Referensi Tidak Sesuai"),
        ({"tanggalperiksa": "x", "nomorreferensi": {}}, "Format Nomor Referensi Tidak Sesuai"),
        ({"tanggalperiksa": "x", "jeniskunjungan": 9}, "Jenis Kunjungan Tidak Sesuai"),
        # A malformed number is not a missing one.
        ({"nik": "1", "nomorkartu": ""}, "Format NIK Tidak Sesuai"),
        ({"nik": "", "nomorkartu": "1"}, "Format Nomor Kartu Tidak Sesuai"),
    ],
    ids=str,
)
def test_of_two_fields_at_fault_one_answers(jkn: MobileJkn, isian: dict[str, Any], pesan: str) -> None:
    assert jkn.post(AMBIL, permintaan(5, **isian)) == ditolak(pesan)


def test_a_poli_without_a_session_that_day_comes_before_an_unknown_patient(jkn: MobileJkn) -> None:
    body = permintaan(5, **INT, **TIDAK_DIKENAL, tanggalperiksa=hari(7))
    assert jkn.post(AMBIL, body) == ditolak(POLI_TUTUP)


def test_an_active_booking_comes_before_a_patient_unknown_by_that_number(jkn: MobileJkn) -> None:
    nik = {"nik": TIDAK_DIKENAL["nik"]}
    diambil(jkn.post(AMBIL, permintaan(5, **nik))[1])
    assert jkn.post(AMBIL, permintaan(5, **nik, nomorkartu="", nomorreferensi="")) == ditolak(SUDAH_PUNYA)


def test_an_active_booking_comes_before_an_unknown_doctor(jkn: MobileJkn) -> None:
    diambil(jkn.post(AMBIL, permintaan(5))[1])
    assert jkn.post(AMBIL, permintaan(5, kodedokter=99999)) == ditolak(SUDAH_PUNYA)


def test_a_holiday_comes_before_an_unknown_doctor(jkn: MobileJkn, store: Store, clock: FrozenClock) -> None:
    tutup_hari(store, clock, BESOK, "ANA")
    assert jkn.post(AMBIL, permintaan(5, kodedokter=99999)) == ditolak(POLI_TUTUP)


def test_an_unknown_doctor_comes_before_an_unknown_patient(jkn: MobileJkn) -> None:
    assert jkn.post(AMBIL, permintaan(5, **TIDAK_DIKENAL, kodedokter=99999)) == ditolak(JADWAL_TANPA_NAMA)


# Section 7: each field's rules follow those of the field before.

URUTAN_BARU: list[tuple[str, Any, str]] = [
    ("nomorkartu", "", "Nomor Kartu Belum Diisi"),
    ("nomorkartu", "12345", "Format Nomor Kartu Tidak Sesuai"),
    ("nik", "", "NIK Belum Diisi"),
    ("nik", "12345", "Format NIK Tidak Sesuai"),
    ("nomorkk", "", "Nomor KK Belum Diisi"),
    ("nama", "", "Nama Belum Diisi"),
    ("jeniskelamin", "", "Jenis Kelamin Belum Dipilih"),
    ("tanggallahir", "", "Tanggal Lahir Belum Diisi"),
    ("tanggallahir", "1985-02-30", "Format Tanggal Lahir Tidak Sesuai"),
    ("alamat", "", "Alamat Belum Diisi"),
    ("kodeprop", "", "Kode Propinsi Belum Diisi"),
    ("namaprop", "", "Nama Propinsi Belum Diisi"),
    ("kodedati2", "", "Kode Dati 2 Belum Diisi"),
    ("namadati2", "", "Dati 2 Belum Diisi"),
    ("kodekec", "", "Kode Kecamatan Belum Diisi"),
    ("namakec", "", "Kecamatan Belum Diisi"),
    ("kodekel", "", "Kode Kelurahan Belum Diisi"),
    ("namakel", "", "Kelurahan Belum Diisi"),
    ("rw", "", "RW Belum Diisi"),
    ("rt", "", "RT Belum Diisi"),
]


@pytest.mark.parametrize("ke", range(len(URUTAN_BARU)), ids=[pesan for *_, pesan in URUTAN_BARU])
def test_a_form_broken_from_one_field_on_gets_that_fields_message(jkn: MobileJkn, ke: int) -> None:
    isian = formulir(1)  # whose card and NIK are known: the last rule of all
    for name, value, _ in reversed(URUTAN_BARU[ke:]):
        isian[name] = value
    assert jkn.post(BARU, isian) == ditolak(URUTAN_BARU[ke][2])


@pytest.mark.parametrize(("satu", "lain"), [*pairwise(URUTAN_BARU)], ids=str)
def test_of_two_neighbouring_rules_of_the_form_the_first_answers(
    jkn: MobileJkn, satu: tuple[str, Any, str], lain: tuple[str, Any, str]
) -> None:
    isian = formulir() | {lain[0]: lain[1]} | {satu[0]: satu[1]}
    assert jkn.post(BARU, isian) == ditolak(satu[2])


def test_a_known_patient_is_the_last_rule_of_the_form(jkn: MobileJkn) -> None:
    assert jkn.post(BARU, formulir(1)) == ditolak(SUDAH_DIENTRI)
