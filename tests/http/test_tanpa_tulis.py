"""Nothing is written unless the answer is 200."""

from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import FrozenClock, MobileJkn, pasien
from tests.http.alat import AMBIL, BARU, INT, TIDAK_DIKENAL, diambil, ditolak, dump, formulir
from tests.http.aturan import ATURAN, Pelanggaran, dasar, langgar, siapkan


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
@pytest.mark.parametrize("path", [AMBIL, BARU, "/apa/saja"])
def test_a_malformed_request_writes_nothing(
    jkn: MobileJkn, redis_client: "redis.Redis", path: str, body: bytes
) -> None:
    before = dump(redis_client)
    assert kirim(jkn, path, body) == 201
    assert dump(redis_client) == before


def test_neither_a_token_nor_its_refusal_writes_anything(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    jkn.login()
    jkn.client.get("/token", headers={"x-username": jkn.username, "x-password": "salah"})
    jkn.client.get("/token", headers={"x-username": "siapa", "x-password": "salah"})
    jkn.token = "x"
    assert jkn.post(AMBIL, dasar())[1]["metadata"]["code"] == 201
    assert dump(redis_client) == before


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_being_asked_for_health_writes_nothing(jkn: MobileJkn, redis_client: "redis.Redis", path: str) -> None:
    before = dump(redis_client)
    assert jkn.client.get(path).status_code == 200
    assert dump(redis_client) == before
