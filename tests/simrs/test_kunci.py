"""Nobody comes in without a key of the hospital, and what comes in is the key's."""

import hmac
from typing import Any

import pytest
import redis
from flask import Flask

from antrean import create_app
from antrean.config import Settings
from antrean.domain.kunci import Kunci
from antrean.domain.rs import RumahSakit
from antrean.errors import KunciSalah
from antrean.services import kunci
from antrean.store import Store, Write
from tests.conftest import HARI_INI, FrozenClock
from tests.http.alat import dump
from tests.simrs.alat import BASE, SESI, Loket, buat_kunci, hari_ini, masalah

DITOLAK = masalah("KunciSalah", 401, "Unauthorized", KunciSalah.message)

KODE = f"{HARI_INI:%d%m%Y}A001"

CALLS = [
    ("PUT", "/jadwal"),
    ("DELETE", "/jadwal"),
    ("GET", "/jadwal"),
    ("PUT", f"/libur/{HARI_INI}"),
    ("DELETE", f"/libur/{HARI_INI}"),
    ("POST", f"/libur/{HARI_INI}/pulihkan"),
    ("POST", "/sesi/tutup"),
    ("POST", "/sesi/pindah"),
    ("POST", "/jadwal/jam"),
    ("PUT", "/pasien"),
    ("DELETE", "/pasien/000009"),
    ("POST", "/pasien/000009/gabung"),
    ("GET", "/formulir"),
    ("POST", "/antrean"),
    ("GET", "/antrean"),
    ("GET", f"/antrean/{KODE}"),
    ("POST", f"/antrean/{KODE}/checkin"),
    ("POST", f"/antrean/{KODE}/task"),
    ("DELETE", f"/antrean/{KODE}/task/5"),
    ("POST", f"/antrean/{KODE}/batal"),
    ("POST", f"/antrean/{KODE}/lewati"),
    ("POST", "/panggil"),
    ("PUT", "/operasi"),
    ("DELETE", "/operasi/OK-1"),
    ("PUT", f"/resep/{KODE}"),
    ("POST", "/farmasi/panggil"),
    ("GET", "/peristiwa"),
    ("GET", "/kiriman"),
    ("POST", f"/kiriman/{KODE}/ulang"),
]


def cabut(store: Store, clock: FrozenClock, rs: RumahSakit, nama: str) -> None:
    store.kunci.cabut(rs.kode, nama, Write(f"cabut-{nama}", clock.now_ms(), "uji"))


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_every_call_wants_a_key(loket: Loket, method: str, path: str) -> None:
    answer = loket.client.open(BASE + path, method=method, json={})
    assert (answer.status_code, answer.json) == DITOLAK
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_list_of_calls_is_that_of_the_program(app: Flask) -> None:
    known = {
        (
            method,
            rule.rule.removeprefix(BASE)
            .replace("/operasi/<kodebooking>", "/operasi/OK-1")
            .replace("<kodebooking>", KODE)
            .replace("<taskid>", "5")
            .replace("<tanggal>", f"{HARI_INI}")
            .replace("<path:norm>", "000009"),
        )
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{BASE}/")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert known == set(CALLS)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer 1311R002",
        "Bearer 1311R002.",
        "Bearer 1311R002.salah",
        "Bearer .",
        "Bearer 9999X999.apa",
        "Bearer 1311R002}:x.apa",
        "Bearer é.ü",
        "Bearer " + "x" * 5000,
        "Basic {kunci}",
        "Token {kunci}",
        "{kunci}",
        "Bearer{kunci}",
        "Bearer {kunci}x",
        "Bearer x{kunci}",
        "Bearer {kunci} {kunci}",
    ],
)
def test_anything_but_a_key_is_401(loket: Loket, header: str) -> None:
    assert loket.call("GET", "/jadwal", Authorization=header.replace("{kunci}", loket.kunci)) == DITOLAK


def test_a_key_in_other_case_is_no_key(loket: Loket) -> None:
    assert loket.call("GET", "/jadwal", Authorization=f"Bearer {loket.kunci.swapcase()}") == DITOLAK


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_scheme_is_read_without_case_and_spaces(loket: Loket, scheme: str) -> None:
    assert loket.call("GET", "/antrean", Authorization=f"{scheme} {loket.kunci}")[0] == 200


def test_a_key_says_its_own_hospital_first(loket: Loket, rs: RumahSakit) -> None:
    assert loket.kunci.startswith(f"{rs.kode}.")


def test_a_key_under_another_hospitals_code_is_401(loket: Loket, loket_lain: Loket) -> None:
    mine, theirs = loket.kunci.partition(".")[2], loket_lain.kunci.partition(".")[0]
    assert loket.call("GET", "/jadwal", Authorization=f"Bearer {theirs}.{mine}") == DITOLAK


def test_a_revoked_key_is_401_a_second_later(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    assert loket.call("GET", "/antrean")[0] == 200
    cabut(store, clock, rs, "loket1")
    clock.move(seconds=1.1)
    assert loket.call("GET", "/antrean") == DITOLAK


def test_keys_are_rotated_without_a_gap(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    new = Loket(loket.client, buat_kunci(store, clock, rs, "loket1-baru"))
    assert [one.call("GET", "/antrean")[0] for one in (loket, new)] == [200, 200]
    cabut(store, clock, rs, "loket1")
    clock.move(seconds=2)
    assert [one.call("GET", "/antrean")[0] for one in (loket, new)] == [401, 200]


def test_a_key_is_never_stored_in_clear(loket: Loket, redis_client: "redis.Redis", rs: RumahSakit) -> None:
    loket.ambil()
    secret = loket.kunci.removeprefix(f"{rs.kode}.")
    assert secret not in repr(dump(redis_client))
    assert kunci.digest(loket.kunci) in repr(dump(redis_client))


def test_keys_are_compared_in_constant_time(
    loket: Loket, monkeypatch: pytest.MonkeyPatch, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    buat_kunci(store, clock, rs, "loket2")
    compared: list[tuple[Any, Any]] = []

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return real(one, other)

    real = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert loket.call("GET", "/antrean")[0] == 200
    stored = {satu.digest for satu in store.kunci.semua(rs.kode)}
    assert {one for one, _ in compared} == stored
    assert {other for _, other in compared} == {kunci.digest(loket.kunci)}


@pytest.mark.parametrize("milik", ["loket1", "loket2", "loket3", ""])
def test_every_stored_key_is_compared_whichever_it_is(milik: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tersimpan = [Kunci(nama, kunci.digest(f"1311R002.{nama}"), 0) for nama in ("loket1", "loket2", "loket3")]
    compared: list[Any] = []

    def compare(one: Any, other: Any) -> bool:
        compared.append(one)
        return bool(one == other)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    found = kunci.cocok(f"1311R002.{milik}", tersimpan)
    assert (found and found.nama) == (milik or None)
    assert compared == [satu.digest for satu in tersimpan]


def test_a_revoked_key_is_401_at_every_process(
    loket: Loket,
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    settings: Settings,
    redis_client: "redis.Redis",
) -> None:
    other = Loket(create_app(settings, redis_client, clock).test_client(), loket.kunci)
    assert [one.call("GET", "/antrean")[0] for one in (loket, other)] == [200, 200]
    cabut(store, clock, rs, "loket1")
    clock.move(seconds=1.1)
    assert [one.call("GET", "/antrean") for one in (loket, other)] == [DITOLAK, DITOLAK]


def test_a_revoked_key_stays_so_when_its_name_gets_another(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    cabut(store, clock, rs, "loket1")
    baru = Loket(loket.client, buat_kunci(store, clock, rs, "loket1"))
    assert [one.call("GET", "/antrean")[0] for one in (loket, baru)] == [401, 200]


def test_a_digest_is_no_key(loket: Loket, rs: RumahSakit) -> None:
    """Whoever reads the store cannot come in with what stands there."""
    for satu in (kunci.digest(loket.kunci), f"{rs.kode}.{kunci.digest(loket.kunci)}"):
        assert loket.call("GET", "/jadwal", Authorization=f"Bearer {satu}") == DITOLAK


def test_a_change_carries_the_name_of_the_key(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    kiosk = Loket(loket.client, buat_kunci(store, clock, rs, "kiosk.A-1_x"))
    kode = kiosk.ambil()
    loket.post("/panggil", SESI)
    assert [(satu["jenis"], satu["oleh"]) for satu in loket.satu(kode)["riwayat"]] == [
        ("ambil", "simrs/kiosk.A-1_x"),
        ("panggil", "simrs/loket1"),
    ]
    assert [satu["data"]["oleh"] for satu in loket.peristiwa()[-2:]] == ["simrs/kiosk.A-1_x", "simrs/loket1"]


def test_the_name_of_a_key_survives_its_revocation(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    kode = loket.ambil()
    other = Loket(loket.client, buat_kunci(store, clock, rs, "loket2"))
    cabut(store, clock, rs, "loket1")
    clock.move(seconds=2)
    assert other.satu(kode)["riwayat"][0]["oleh"] == "simrs/loket1"


def test_a_token_of_mobile_jkn_is_no_key(loket: Loket, app: Flask) -> None:
    answer = loket.client.get("/token", headers={"x-username": "bpjs-uji", "x-password": "rahasia-uji"})
    assert answer.json is not None
    assert loket.call("GET", "/antrean", Authorization=f"Bearer {answer.json['response']['token']}") == DITOLAK


def test_a_refused_call_writes_nothing(loket: Loket, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    assert loket.call("POST", "/antrean", hari_ini(), Authorization="Bearer 1311R002.salah") == DITOLAK
    assert dump(redis_client) == before
