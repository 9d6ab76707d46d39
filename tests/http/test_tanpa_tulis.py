"""Nothing is written unless the answer is 200."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien
from tests.http.alat import (
    AKHIR_SEBELUM_AWAL,
    AMBIL,
    ANTREAN_TIDAK_ADA,
    BARU,
    BATAL,
    BESOK,
    BUKAN_HARINYA,
    CHECKIN,
    FARMASI_AMBIL,
    FARMASI_BELUM,
    FARMASI_STATUS,
    FORMAT_TANGGAL,
    INT,
    JADWAL_HENDRA,
    JADWAL_TANPA_NAMA,
    KARTU_TIDAK_VALID,
    KODE_TIDAK_ADA,
    LAYANAN,
    OPERASI_PASIEN,
    OPERASI_RS,
    POLI_TIDAK_ADA,
    RESEP_BELUM,
    SISA,
    STATUS,
    SUDAH_BATAL,
    SUDAH_DILAYANI,
    TANGGAL_LEWAT,
    TIDAK_DIKENAL,
    TOKEN_EXPIRED,
    Isian,
    contoh,
    diambil,
    ditolak,
    dump,
    formulir,
    kode,
    pesan,
)
from tests.http.aturan import ATURAN, Pelanggaran, dasar, langgar, siapkan
from tests.http.loket import Loket


def kirim(jkn: MobileJkn, path: str, body: bytes) -> int:
    """Send raw bytes and return ``metadata.code``."""
    headers = {"x-token": jkn.token, "x-username": jkn.username}
    answer = jkn.client.post(path, data=body, headers=headers)
    assert answer.json is not None
    code: int = answer.json["metadata"]["code"]
    return code


def test_a_booking_shows_in_the_dump(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    diambil(jkn.ambil())
    after = dump(redis_client)
    assert before.keys() < after.keys()


@pytest.mark.parametrize("aturan", ATURAN, ids=str)
def test_a_refused_booking_writes_nothing(
    jkn: MobileJkn,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    redis_client: "redis.Redis",
    aturan: Pelanggaran,
) -> None:
    siapkan(jkn, store, clock, rs)
    body = langgar(store, clock, aturan)
    before = dump(redis_client)
    assert jkn.post(AMBIL, body) == ditolak(aturan.pesan, aturan.code)
    assert dump(redis_client) == before


@pytest.mark.parametrize("changes", [INT | TIDAK_DIKENAL, {"kodedokter": 99999}, {"kodepoli": "INT"}], ids=str)
def test_a_refusal_opens_no_session(jkn: MobileJkn, redis_client: "redis.Redis", changes: dict[str, Any]) -> None:
    before = dump(redis_client)
    assert jkn.ambil(**changes)["metadata"]["code"] != 200
    assert dump(redis_client) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"nomorkartu": pasien(1).nomorkartu},
        {"nik": pasien(1).nik},
        {"nik": ""},
        {"nik": "12"},
        {"rt": ""},
        {"tanggallahir": "2999-01-01"},
        {"nama": "\x00"},
    ],
    ids=str,
)
def test_a_refused_registration_writes_nothing(
    jkn: MobileJkn, redis_client: "redis.Redis", changes: dict[str, Any]
) -> None:
    before = dump(redis_client)
    assert jkn.post(BARU, formulir() | changes)[1]["metadata"]["code"] == 201
    assert dump(redis_client) == before


# The other services.

FARMASI = (FARMASI_AMBIL, FARMASI_STATUS)
LEWAT, BESOK_A1 = kode(1, HARI_INI - timedelta(days=1)), kode(1, BESOK)
DITOLAK: list[tuple[str, Isian, str]] = [
    (STATUS, {"kodepoli": "XXX"}, POLI_TIDAK_ADA),
    (STATUS, {"tanggalperiksa": "x"}, FORMAT_TANGGAL),
    (STATUS, {"tanggalperiksa": "2021-01-28"}, TANGGAL_LEWAT),
    (STATUS, {"kodedokter": 99999}, JADWAL_TANPA_NAMA),
    (STATUS, {"jampraktek": "06:00-07:00"}, JADWAL_HENDRA),
    *((path, {"kodebooking": satu}, ANTREAN_TIDAK_ADA) for path in (SISA, CHECKIN) for satu in ("x", kode(3), kode(9))),
    *((path, {"kodebooking": satu}, KODE_TIDAK_ADA) for path in FARMASI for satu in ("x", kode(3), kode(9))),
    *((BATAL, {"kodebooking": satu}, ANTREAN_TIDAK_ADA) for satu in ("x", kode(9), LEWAT)),
    (BATAL, {"kodebooking": kode(3)}, SUDAH_BATAL),
    (BATAL, {"kodebooking": kode(1)}, SUDAH_DILAYANI),
    (BATAL, {"kodebooking": kode(2), "keterangan": " "}, "Keterangan Belum Diisi"),
    (CHECKIN, {"kodebooking": BESOK_A1}, BUKAN_HARINYA),
    (CHECKIN, {"kodebooking": kode(2), "waktu": "x"}, "Format Waktu Tidak Sesuai"),
    (OPERASI_RS, {"tanggalawal": "9999-12-31"}, AKHIR_SEBELUM_AWAL),
    (OPERASI_RS, {"tanggalakhir": "2021-1-1"}, FORMAT_TANGGAL),
    (OPERASI_PASIEN, {"nopeserta": "1"}, KARTU_TIDAK_VALID),
    (FARMASI_AMBIL, {"kodebooking": kode(2)}, RESEP_BELUM),
    (FARMASI_STATUS, {"kodebooking": kode(1)}, FARMASI_BELUM),
]


@pytest.fixture
def sehari(jkn: MobileJkn, loket: Loket) -> None:
    """Today A-1 is called and has a prescription, A-2 waits, A-3 is cancelled; there is one for tomorrow."""
    pesan(jkn, 1, 2, 3)
    pesan(jkn, 1, tanggal=BESOK, nomorreferensi="R-9")
    loket.panggil(1)
    loket.resep(kode(1), "Racikan")
    assert jkn.post(BATAL, contoh(BATAL, kode(3)))[1]["metadata"]["code"] == 200


@pytest.mark.parametrize(("path", "isian", "pesan"), DITOLAK, ids=str)
def test_what_any_service_refuses_writes_nothing(
    jkn: MobileJkn, redis_client: "redis.Redis", sehari: None, path: str, isian: Isian, pesan: str
) -> None:
    before = dump(redis_client)
    assert jkn.post(path, contoh(path) | isian) == ditolak(pesan)
    assert dump(redis_client) == before


@pytest.mark.parametrize("path", [STATUS, SISA, OPERASI_RS, OPERASI_PASIEN, FARMASI_STATUS])
def test_a_service_that_only_tells_writes_nothing(
    jkn: MobileJkn, redis_client: "redis.Redis", loket: Loket, sehari: None, path: str
) -> None:
    diambil(jkn.post(FARMASI_AMBIL, contoh(FARMASI_AMBIL))[1])
    before = dump(redis_client)
    diambil(jkn.post(path, contoh(path))[1])
    assert dump(redis_client) == before


@pytest.mark.parametrize("path", LAYANAN)
def test_a_service_without_a_token_writes_nothing(
    jkn: MobileJkn, redis_client: "redis.Redis", sehari: None, path: str
) -> None:
    before = dump(redis_client)
    jkn.token = "x"
    assert jkn.post(path, contoh(path, kode(2))) == ditolak(TOKEN_EXPIRED)
    assert dump(redis_client) == before


@pytest.mark.parametrize("path", [BATAL, CHECKIN, FARMASI_AMBIL])
def test_a_service_that_does_something_writes(
    jkn: MobileJkn, redis_client: "redis.Redis", loket: Loket, sehari: None, path: str
) -> None:
    loket.resep(kode(2), "Racikan")
    before = dump(redis_client)
    assert jkn.post(path, contoh(path, kode(2)))[1]["metadata"] == {"message": "Ok", "code": 200}
    assert dump(redis_client) != before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff\xfe{}",
        b"\x00",
        b'{"nik": NaN}',
        b"[" * 50_000,
        b"{}" + b" " * 100_000,
        b'{"kodepoli": {}}',
    ],
    ids=["empty", "null", "list", "cut", "not UTF-8", "NUL", "NaN", "deep", "large", "wrong type"],
)
@pytest.mark.parametrize("path", [*LAYANAN, "/apa/saja"])
def test_a_malformed_request_writes_nothing(
    jkn: MobileJkn, redis_client: "redis.Redis", path: str, body: bytes
) -> None:
    before = dump(redis_client)
    assert kirim(jkn, path, body) == 201
    assert dump(redis_client) == before


def test_a_token_writes_nothing_nor_does_a_bad_one(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    jkn.login()
    jkn.token = "x"
    assert jkn.post(AMBIL, dasar())[1]["metadata"]["code"] == 201
    assert dump(redis_client) == before


def test_a_wrong_login_writes_nothing_but_its_count(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    for username in (jkn.username, "siapa"):
        jkn.client.get("/token", headers={"x-username": username, "x-password": "salah"})
    after = dump(redis_client)
    counted = {key for key in after if "percobaan/" in key}
    assert len(counted) == 3  # of each username, and of the address
    assert {key: value for key, value in after.items() if key not in counted} == before
    assert sorted(value for _, value, *_ in (after[key] for key in counted)) == ["1", "1", "2"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_being_asked_for_health_writes_nothing(jkn: MobileJkn, redis_client: "redis.Redis", path: str) -> None:
    before = dump(redis_client)
    assert jkn.client.get(path).status_code == 200
    assert dump(redis_client) == before
