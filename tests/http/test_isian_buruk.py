"""Bad input: always the envelope and the message of the catalogue, never a fault."""

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import FrozenClock, MobileJkn, permintaan, put_patients, put_policy, put_schedule
from tests.http.alat import (
    AMBIL,
    BARU,
    BATAL,
    BESOK,
    CHECKIN,
    DENGAN_KODE,
    FORMAT_TANGGAL,
    KARTU_TIDAK_VALID,
    LAYANAN,
    OPERASI_PASIEN,
    OPERASI_RS,
    POLI_TIDAK_ADA,
    STATUS,
    TANGGAL_LEWAT,
    contoh,
    daftar,
    diambil,
    ditolak,
    formulir,
    gagal,
    pukul,
    rekam,
)

# Many, and the store decides none of them: on the real one only.
pytestmark = pytest.mark.parametrize("redis_client", ["redis"], indirect=True)

BUKAN_JSON = "Isi Permintaan Harus Berupa Objek JSON"
TERLALU_BESAR = "Isi Permintaan Terlalu Besar"
ANGKA_ARAB = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

LABEL = {
    "nomorkartu": "Format Nomor Kartu Tidak Sesuai",
    "nik": "Format NIK Tidak Sesuai",
    "nohp": "Format Nomor HP Tidak Sesuai",
    "kodepoli": "Format Kode Poli Tidak Sesuai",
    "norm": "Format Nomor Rekam Medis Tidak Sesuai",
    "tanggalperiksa": FORMAT_TANGGAL,
    "kodedokter": "Format Kode Dokter Tidak Sesuai",
    "jampraktek": "Format Jam Praktek Tidak Sesuai",
    "jeniskunjungan": "Format Jenis Kunjungan Tidak Sesuai",
    "nomorreferensi": "Format Nomor Referensi Tidak Sesuai",
}
LABEL_BARU = {
    "nomorkartu": "Format Nomor Kartu Tidak Sesuai",
    "nik": "Format NIK Tidak Sesuai",
    "nomorkk": "Format Nomor KK Tidak Sesuai",
    "nama": "Format Nama Tidak Sesuai",
    "jeniskelamin": "Jenis Kelamin Belum Dipilih",
    "tanggallahir": "Format Tanggal Lahir Tidak Sesuai",
    "nohp": "Format Nomor HP Tidak Sesuai",
    "alamat": "Format Alamat Tidak Sesuai",
    "kodeprop": "Format Kode Propinsi Tidak Sesuai",
    "namaprop": "Format Nama Propinsi Tidak Sesuai",
    "kodedati2": "Format Kode Dati 2 Tidak Sesuai",
    "namadati2": "Format Dati 2 Tidak Sesuai",
    "kodekec": "Format Kode Kecamatan Tidak Sesuai",
    "namakec": "Format Kecamatan Tidak Sesuai",
    "kodekel": "Format Kode Kelurahan Tidak Sesuai",
    "namakel": "Format Kelurahan Tidak Sesuai",
    "rw": "Format RW Tidak Sesuai",
    "rt": "Format RT Tidak Sesuai",
}
SALAH_JENIS: list[Any] = [{}, {"a": 1}, [], ["x"], [[]], True, False, 1.5, -1.0, float("nan"), float("inf")]
TAK_TERCETAK = ["A\x00B", "A\x1bB", "A\x1cB", "A\u200bB", "A\x7fB", "A\u202eB", "A\ud800B", "\udfff"]

TEKS_BARU = tuple(name for name in LABEL_BARU if name not in ("nomorkartu", "nik", "jeniskelamin", "tanggallahir"))


def kirim(jkn: MobileJkn, body: bytes, path: str = AMBIL, content_type: str = "application/json") -> TestResponse:
    headers = {"x-token": jkn.token, "x-username": jkn.username}
    return jkn.client.post(path, data=body, headers=headers, content_type=content_type)


def ambil(jkn: MobileJkn, **isian: Any) -> tuple[int, Any]:
    """Ask with fields as Python's json writes them: NaN and lone surrogates too."""
    answer = kirim(jkn, json.dumps(permintaan() | isian).encode())
    return answer.status_code, answer.json


def baru(jkn: MobileJkn, **isian: Any) -> tuple[int, Any]:
    answer = kirim(jkn, json.dumps(formulir() | isian).encode(), BARU)
    return answer.status_code, answer.json


# The body.


@pytest.mark.parametrize("path", LAYANAN)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        b"{'nik': 1}",
        b'{"nik": "1",}',
        b"nik=1&kodepoli=ANA",
        b"null",
        b"true",
        b"1",
        b'"{}"',
        b"[]",
        b"[{}]",
        b"{}{}",
        b'{"nik": "\xff"}',
        b'{"nik": "\xc3"}',
        b"\xff\xfe",
        b"\x00",
        b'{"nik": "a\x00b"}',
        b'{"nik": "a\nb"}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"kodedokter": ' + b"9" * 5_000 + b"}",
        b"\x80\x03}q\x00.",
        b"<xml/>",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_not_a_json_object_is_415(jkn: MobileJkn, path: str, body: bytes) -> None:
    answer = kirim(jkn, body, path)
    assert (answer.status_code, answer.json) == (415, gagal(BUKAN_JSON))


@pytest.mark.parametrize("path", LAYANAN)
@pytest.mark.parametrize(
    "body",
    [b"x" * 10_000_000, b'{"nik": "' + b"1" * 10_000_000 + b'"}', b"{}" + b" " * 65_536],
    ids=["noise", "long value", "blanks"],
)
def test_a_large_body_is_413(jkn: MobileJkn, path: str, body: bytes) -> None:
    answer = kirim(jkn, body, path)
    assert (answer.status_code, answer.json) == (413, gagal(TERLALU_BESAR))


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "text/plain", "text/json", "x", ""]
)
def test_a_json_object_is_one_whatever_its_content_type(jkn: MobileJkn, content_type: str) -> None:
    answer = kirim(jkn, json.dumps(permintaan()).encode(), content_type=content_type)
    assert answer.json is not None
    assert diambil(answer.json)["angkaantrean"] == 1


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_json_object_sent_as_a_form_is_one_too(jkn: MobileJkn, content_type: str) -> None:
    answer = kirim(jkn, json.dumps(permintaan()).encode(), content_type=content_type)
    assert answer.json is not None
    assert diambil(answer.json)["angkaantrean"] == 1


def test_a_byte_order_mark_is_passed_over(jkn: MobileJkn) -> None:
    answer = kirim(jkn, b"\xef\xbb\xbf" + json.dumps(permintaan()).encode())
    assert answer.json is not None
    assert diambil(answer.json)["angkaantrean"] == 1


def test_an_empty_object_lacks_its_first_field(jkn: MobileJkn) -> None:
    assert jkn.post(AMBIL, {}) == ditolak("NIK Belum Diisi")
    assert jkn.post(BARU, {}) == ditolak("Nomor Kartu Belum Diisi")


def test_deep_nesting_in_a_field_is_a_wrong_type(jkn: MobileJkn) -> None:
    body = json.dumps(permintaan()).replace('"ANA"', "[" * 200 + "]" * 200)
    answer = kirim(jkn, body.encode())
    assert (answer.status_code, answer.json) == ditolak("Format Kode Poli Tidak Sesuai")


def test_unknown_fields_are_ignored(jkn: MobileJkn) -> None:
    names = ("", "slot", "self", "data", "_schema", "nik.", "__class__", "x" * 1000, "\ud800")
    values = (None, {"nik": ["x"]}, float("nan"), "\x00")
    isian = {f"{name}{n}" if n else name: value for name in names for n, value in enumerate(values)}
    assert diambil(ambil(jkn, **isian)[1])["angkaantrean"] == 1


# The fields.


@pytest.mark.parametrize("name", LABEL)
def test_a_field_of_the_wrong_type_is_malformed(jkn: MobileJkn, name: str) -> None:
    for value in SALAH_JENIS:
        assert ambil(jkn, **{name: value}) == ditolak(LABEL[name]), value


@pytest.mark.parametrize("name", LABEL_BARU)
def test_a_field_of_the_form_of_the_wrong_type_is_malformed(jkn: MobileJkn, name: str) -> None:
    for value in SALAH_JENIS:
        assert baru(jkn, **{name: value}) == ditolak(LABEL_BARU[name]), value


@pytest.mark.parametrize("name", LABEL)
def test_a_control_character_makes_a_field_malformed(jkn: MobileJkn, name: str) -> None:
    for value in TAK_TERCETAK:
        assert ambil(jkn, **{name: value}) == ditolak(LABEL[name]), ascii(value)


@pytest.mark.parametrize("name", TEKS_BARU)
def test_a_control_character_makes_a_field_of_the_form_malformed(jkn: MobileJkn, name: str) -> None:
    for value in TAK_TERCETAK:
        assert baru(jkn, **{name: value}) == ditolak(LABEL_BARU[name]), ascii(value)


@pytest.mark.parametrize(
    "name", ["kodepoli", "nohp", "nomorreferensi", "jampraktek", "tanggalperiksa", "nik", "nomorkartu"]
)
def test_a_control_character_at_the_end_makes_it_malformed_too(jkn: MobileJkn, name: str) -> None:
    for ujung in ("\x00", "\x1c", "\x1f", "\x7f", "\u200b", "\ufeff"):
        assert ambil(jkn, **{name: permintaan()[name] + ujung}) == ditolak(LABEL[name]), ascii(ujung)


@pytest.mark.parametrize("name", ["kodedokter", "jeniskunjungan"])
def test_a_control_character_after_a_number_makes_it_malformed_too(jkn: MobileJkn, name: str) -> None:
    for ujung in ("\x00", "\x1c", "\u200b"):
        assert ambil(jkn, **{name: f"{permintaan()[name]}{ujung}"}) == ditolak(LABEL[name]), ascii(ujung)


@pytest.mark.parametrize(("name", "panjang"), [("nohp", 30), ("kodepoli", 20), ("norm", 30), ("nomorreferensi", 30)])
def test_a_text_longer_than_its_limit_is_malformed(jkn: MobileJkn, name: str, panjang: int) -> None:
    assert ambil(jkn, **{name: "x" * (panjang + 1)}) == ditolak(LABEL[name])


def test_a_text_of_just_its_limit_is_taken(jkn: MobileJkn) -> None:
    texts = {"nohp": "x" * 30, "norm": "y" * 30, "nomorreferensi": "z" * 30}
    assert diambil(ambil(jkn, **texts)[1])["angkaantrean"] == 1


def test_a_long_kodepoli_within_its_limit_is_an_unknown_one(jkn: MobileJkn) -> None:
    assert ambil(jkn, kodepoli="x" * 20) == ditolak(POLI_TIDAK_ADA)


@pytest.mark.parametrize("name", ["nik", "nomorkartu"])
@pytest.mark.parametrize("value", [3200000000000001, 2**63, 2**64, -1, 10**100, 1e300], ids=str)
def test_an_identity_number_sent_as_a_number_is_malformed(jkn: MobileJkn, name: str, value: object) -> None:
    assert ambil(jkn, **{name: value}) == ditolak(LABEL[name])


@pytest.mark.parametrize(
    "value",
    [2**63, 2**64, -(2**64), 10**100, 10**12, -1, 1e3, "12345.0", "1e4", "0x3039", "+12345", "-1", "12 345", "x"],
    ids=str,
)
def test_a_kodedokter_is_a_whole_number_of_a_sensible_size(jkn: MobileJkn, value: object) -> None:
    assert ambil(jkn, kodedokter=value) == ditolak(LABEL["kodedokter"])


@pytest.mark.parametrize("value", ["satu", "1.0", "1e0", "--1", "+1", "1 2", "0x1", 1.0, "²", "１"])
def test_a_jeniskunjungan_is_a_whole_number(jkn: MobileJkn, value: object) -> None:
    assert ambil(jkn, jeniskunjungan=value) == ditolak(LABEL["jeniskunjungan"])


@pytest.mark.parametrize("value", [2**63, -(2**64), 10**100, "5", "00000000000000000009"], ids=str)
def test_a_jeniskunjungan_beyond_four_is_none_whatever_its_size(jkn: MobileJkn, value: object) -> None:
    assert ambil(jkn, jeniskunjungan=value) == ditolak("Jenis Kunjungan Tidak Sesuai")


@pytest.mark.parametrize("name", ["nomorkartu", "nik", "kodedokter", "jampraktek", "tanggalperiksa", "jeniskunjungan"])
def test_arabic_digits_are_not_digits(jkn: MobileJkn, name: str) -> None:
    value = str(permintaan()[name]).translate(ANGKA_ARAB)
    assert ambil(jkn, **{name: value}) == ditolak(LABEL[name])


@pytest.mark.parametrize("name", ["nomorkartu", "nik", "tanggallahir"])
def test_arabic_digits_are_not_digits_in_the_form(jkn: MobileJkn, name: str) -> None:
    value = str(formulir()[name]).translate(ANGKA_ARAB)
    assert baru(jkn, **{name: value}) == ditolak(LABEL_BARU[name])


@pytest.mark.parametrize(
    "jam",
    [
        "25:00-99:00",
        "08:00-25:00",
        "24:00-24:00",
        "08:60-16:00",
        "08:00-24:01",
        "08:00",
        "08:00-16:00-18:00",
        "08:00 16:00",
        "8-16",
        "0800-1600",
        "008:00-16:00",
        "-08:00-16:00",
        "08:00~16:00",
        "08:00:60-16:00",
        "pagi",
        "}",
    ],
)
def test_hours_that_no_clock_shows_are_malformed(jkn: MobileJkn, jam: str) -> None:
    assert ambil(jkn, jampraktek=jam) == ditolak(LABEL["jampraktek"])


@pytest.mark.parametrize(
    "tanggal",
    [
        "2021-1-5",
        "2027-02-29",
        "2100-02-29",
        "2027-04-31",
        "2027-00-10",
        "2027-10-00",
        "2027-13-01",
        "0000-01-01",
        "10000-01-01",
        "20270105",
        "2027-W01-1",
        "2027-01-05T00:00:00",
        "2027 01 05",
        "05/01/2027",
        20270105,
    ],
)
def test_a_date_that_is_none_is_malformed(jkn: MobileJkn, tanggal: object) -> None:
    assert ambil(jkn, tanggalperiksa=tanggal) == ditolak(FORMAT_TANGGAL)


def test_the_29th_of_february_of_a_leap_year_is_a_day(jkn: MobileJkn, clock: FrozenClock) -> None:
    assert ambil(jkn, tanggalperiksa="2024-02-29") == ditolak(TANGGAL_LEWAT)
    clock.set(pukul(BESOK.replace(year=2096, month=2, day=1), 12))
    jkn.login()
    assert diambil(ambil(jkn, tanggalperiksa="2096-02-29")[1])["kodebooking"] == "29022096A001"


# The fields of the other services.

KODE_BOOKING = ("kodebooking", "Kode Booking Belum Diisi", "Format Kode Booking Tidak Sesuai")
LABEL_LAIN: list[tuple[str, str, str, str]] = [
    (STATUS, "kodepoli", "Kode Poli Belum Diisi", "Format Kode Poli Tidak Sesuai"),
    (STATUS, "kodedokter", "Kode Dokter Belum Diisi", "Format Kode Dokter Tidak Sesuai"),
    (STATUS, "tanggalperiksa", "Tanggal Periksa Belum Diisi", FORMAT_TANGGAL),
    (STATUS, "jampraktek", "Jam Praktek Belum Diisi", "Format Jam Praktek Tidak Sesuai"),
    *((path, *KODE_BOOKING) for path in DENGAN_KODE),
    (BATAL, "keterangan", "Keterangan Belum Diisi", "Format Keterangan Tidak Sesuai"),
    (CHECKIN, "waktu", "Waktu Belum Diisi", "Format Waktu Tidak Sesuai"),
    (OPERASI_RS, "tanggalawal", "Tanggal Awal Belum Diisi", FORMAT_TANGGAL),
    (OPERASI_RS, "tanggalakhir", "Tanggal Akhir Belum Diisi", FORMAT_TANGGAL),
    (OPERASI_PASIEN, "nopeserta", KARTU_TIDAK_VALID, KARTU_TIDAK_VALID),
]


def minta(jkn: MobileJkn, path: str, isi: dict[str, Any]) -> tuple[int, Any]:
    answer = kirim(jkn, json.dumps(isi).encode(), path)
    return answer.status_code, answer.json


@pytest.mark.parametrize(("path", "name", "kosong", "format"), LABEL_LAIN)
def test_a_field_of_any_service_of_the_wrong_type_is_malformed(
    jkn: MobileJkn, path: str, name: str, kosong: str, format: str
) -> None:
    for value in SALAH_JENIS:
        assert minta(jkn, path, contoh(path) | {name: value}) == ditolak(format), value


@pytest.mark.parametrize(("path", "name", "kosong", "format"), LABEL_LAIN)
def test_a_control_character_makes_a_field_of_any_service_malformed(
    jkn: MobileJkn, path: str, name: str, kosong: str, format: str
) -> None:
    for value in (*TAK_TERCETAK, *(f"{contoh(path)[name]}{ujung}" for ujung in ("\x00", "\x1c", "\u200b"))):
        assert minta(jkn, path, contoh(path) | {name: value}) == ditolak(format), ascii(value)


@pytest.mark.parametrize(("path", "name", "kosong", "format"), LABEL_LAIN)
def test_a_field_of_any_service_must_be_given(jkn: MobileJkn, path: str, name: str, kosong: str, format: str) -> None:
    for value in ("", "   ", None):
        assert minta(jkn, path, contoh(path) | {name: value}) == ditolak(kosong), value
    tanpa = {lain: isi for lain, isi in contoh(path).items() if lain != name}
    assert minta(jkn, path, tanpa) == ditolak(kosong)


@pytest.mark.parametrize(("path", "name", "kosong", "format"), LABEL_LAIN)
def test_a_missing_field_comes_before_a_malformed_one(
    jkn: MobileJkn, path: str, name: str, kosong: str, format: str
) -> None:
    salah: dict[str, Any] = {bidang: {} for bidang in contoh(path)}
    assert minta(jkn, path, salah | {name: ""}) == ditolak(kosong)


@pytest.mark.parametrize("path", [path for path in LAYANAN if path not in (AMBIL, BARU)])
def test_unknown_fields_of_any_service_are_ignored(jkn: MobileJkn, path: str) -> None:
    lain: dict[str, Any] = {"": None, "__class__": {}, "x" * 1000: float("nan"), "\ud800": "\x00", "kodebookings": []}
    assert minta(jkn, path, contoh(path) | lain) == minta(jkn, path, contoh(path))


@pytest.mark.parametrize("path", [path for path in LAYANAN if path not in (AMBIL, BARU)])
def test_a_long_value_of_any_field_is_refused(jkn: MobileJkn, path: str) -> None:
    for name in contoh(path):
        status, answer = minta(jkn, path, contoh(path) | {name: "9" * 60_000})
        assert (status, answer["metadata"]["code"]) == (200, 201), name


# Text that means something to a machine further on.


@pytest.mark.parametrize(
    "teks",
    [
        "}",
        "{1311R003}",
        ":",
        "a:b c",
        "*",
        "$5",
        "*1 $4 PING",
        "\\r\\nFLUSHALL\\r\\n",
        "'; return 1 --",
        "%s%d%n",
        "{0}{pesan}",
        "☂ é",
        "<script>",
    ],
)
def test_text_is_kept_as_text(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, teks: str) -> None:
    assert diambil(ambil(jkn, nohp=teks, nomorreferensi=teks, norm=teks)[1])["norm"] == "000001"
    (booking,) = store.antrean.lembar(rs.kode, BESOK).booking
    assert (booking.nohp, booking.nomorreferensi) == (teks, teks.replace(" ", "").upper())


@pytest.mark.parametrize("teks", ["A:B", "}", "{x}", "ANA:12345:08:00", "*", "$5", "'", "ANA ANA"])
def test_a_kodepoli_that_means_something_to_a_machine_is_unknown(jkn: MobileJkn, teks: str) -> None:
    assert ambil(jkn, kodepoli=teks) == ditolak(POLI_TIDAK_ADA)


def test_a_form_with_marks_of_all_kinds_is_registered(jkn: MobileJkn) -> None:
    assert daftar(jkn, nama="D'Ürsel {x} \\ \" %s", alamat="Jl. 1:2}, ☂ <b>") == "000010"


# A policy that an operator may set must not make a request a fault.


@pytest.mark.parametrize("tutup", ["akhir", "1", "1440", "h-1"])
@pytest.mark.parametrize("jam", ["00:00-24:00", "00:00-00:01", "23:59-24:00"])
def test_every_session_of_a_day_answers_under_every_closing_rule(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, tutup: str, jam: str
) -> None:
    put_policy(store, clock, rs, tutup=tutup)
    put_schedule(store, clock, rs, f"UGD,Gawat Darurat,1,dr. Jaga,{BESOK.replace(day=BESOK.day + 2)},{jam},5,5")
    body = permintaan(
        kodepoli="UGD", kodedokter=1, jampraktek=jam, tanggalperiksa=BESOK.replace(day=BESOK.day + 2).isoformat()
    )
    assert diambil(jkn.post(AMBIL, body)[1])["nomorantrean"] == "C-1"


def test_a_patient_without_numbers_is_nobodys(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_patients(store, clock, rs, rekam("000300"))
    assert ambil(jkn, nik="", nomorkartu="") == ditolak("NIK Belum Diisi")
