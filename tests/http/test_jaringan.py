"""From where Mobile JKN's services are called: elsewhere nothing is answered but what a bad token or login is."""

import logging
from typing import Any

import pytest
import redis
from flask import Flask
from werkzeug.security import check_password_hash

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write
from tests.conftest import KODE_RS, PASSWORD, SECRET_KEY, USERNAME, FrozenClock, MobileJkn, put_policy
from tests.http.alat import AMBIL, LAYANAN, LOGIN_SALAH, TOKEN_EXPIRED, contoh, diambil, ditolak, dump
from tests.http.loket import Loket

BPJS, DI_LUAR = "203.0.113.7", "198.51.100.9"
DAFTAR = "203.0.113.0/24,2001:db8::/32"


@pytest.fixture
def tertutup(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> MobileJkn:
    """Logged in, before the hospital named its networks."""
    put_policy(store, clock, rs, jaringan=DAFTAR)
    return jkn


def kirim(jkn: MobileJkn, path: str, dari: str, **headers: str) -> tuple[int, Any]:
    named = {"x-token": jkn.token, "x-username": USERNAME, **headers}
    answer = jkn.client.post(path, json=contoh(path), headers=named, environ_base={"REMOTE_ADDR": dari})
    return answer.status_code, answer.json


def token(jkn: MobileJkn, dari: str, password: str = PASSWORD) -> tuple[int, Any]:
    headers = {"x-username": USERNAME, "x-password": password}
    answer = jkn.client.get("/token", headers=headers, environ_base={"REMOTE_ADDR": dari})
    return answer.status_code, answer.json


@pytest.mark.parametrize("path", LAYANAN)
def test_a_good_token_from_elsewhere_is_a_bad_one(tertutup: MobileJkn, path: str) -> None:
    assert kirim(tertutup, path, DI_LUAR) == ditolak(TOKEN_EXPIRED)
    assert kirim(tertutup, path, BPJS) != ditolak(TOKEN_EXPIRED)


def test_what_is_refused_writes_nothing(tertutup: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    assert kirim(tertutup, AMBIL, DI_LUAR) == ditolak(TOKEN_EXPIRED)
    assert dump(redis_client) == before
    assert diambil(kirim(tertutup, AMBIL, "2001:db8::1")[1])["angkaantrean"] == 1


def test_nobody_logs_in_from_elsewhere_and_it_takes_as_long(
    tertutup: MobileJkn, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[str] = []

    def counted(pwhash: str, password: str) -> bool:
        slow.append(password)
        return check_password_hash(pwhash, password)

    monkeypatch.setattr("antrean.services.sandi.check_password_hash", counted)
    assert token(tertutup, DI_LUAR) == token(tertutup, DI_LUAR, "salah") == ditolak(LOGIN_SALAH)
    assert slow == [PASSWORD, "salah"]
    assert diambil(token(tertutup, BPJS)[1])["token"]


@pytest.mark.parametrize("dari", ["", "bukan alamat"])
def test_an_address_that_cannot_be_read_is_elsewhere(tertutup: MobileJkn, dari: str) -> None:
    assert kirim(tertutup, AMBIL, dari) == ditolak(TOKEN_EXPIRED)


def test_a_header_does_not_bring_one_in(tertutup: MobileJkn) -> None:
    assert kirim(tertutup, AMBIL, DI_LUAR, **{"X-Forwarded-For": BPJS}) == ditolak(TOKEN_EXPIRED)


def test_behind_a_proxy_the_clients_own_address_counts(
    tertutup: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    env = {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_PROXY_HOPS": "1"}
    tertutup.client = create_app(Settings.from_env(env), redis_client, clock).test_client()
    for lewat in (DI_LUAR, f"{BPJS}, {DI_LUAR}", "bukan alamat", f"{BPJS} {DI_LUAR}"):
        assert kirim(tertutup, AMBIL, "10.0.0.1", **{"X-Forwarded-For": lewat}) == ditolak(TOKEN_EXPIRED)
    assert kirim(tertutup, AMBIL, "10.0.0.1", **{"X-Forwarded-For": f"{DI_LUAR}, {BPJS}"}) != ditolak(TOKEN_EXPIRED)


def test_the_hospitals_own_systems_have_a_list_of_their_own(tertutup: MobileJkn, loket: Loket) -> None:
    loket.resep(diambil(kirim(tertutup, AMBIL, BPJS)[1])["kodebooking"], "Racikan")  # from 127.0.0.1


def test_a_list_holds_a_second_later_and_so_does_its_end(
    tertutup: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, jaringan="")
    assert kirim(tertutup, AMBIL, DI_LUAR) != ditolak(TOKEN_EXPIRED)


def test_another_hospitals_list_is_its_own(tertutup: MobileJkn, store: Store, clock: FrozenClock) -> None:
    rs_lain = RumahSakit("3273R001", "RS Lain", "Asia/Jakarta", "bpjs-lain", buat_sandi(PASSWORD))
    store.rs.tambah(rs_lain, Write("rs-lain", clock.now_ms(), "uji"))
    lain = MobileJkn(tertutup.client, "bpjs-lain").login()
    assert lain.ambil()["metadata"]["message"] == "Poli Tidak Ditemukan"


def test_the_log_is_told_once_of_each_address_and_of_nobodys_number(
    tertutup: MobileJkn, caplog: pytest.LogCaptureFixture, app: Flask
) -> None:
    with caplog.at_level(logging.WARNING, "antrean"):
        for _ in range(2):
            for dari in (DI_LUAR, "nik 3212345678987654"):
                kirim(tertutup, AMBIL, dari)
    assert [record.getMessage() for record in caplog.records] == [
        f"{KODE_RS}: refused what comes from {dari}, which is not in its policy jaringan" for dari in (DI_LUAR, "-")
    ]


def test_many_addresses_do_not_fill_the_memory(
    tertutup: MobileJkn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["antrean"].penjaga._tercatat, "terbanyak", 3)
    for n in range(8):
        assert kirim(tertutup, AMBIL, f"198.51.100.{n}") == ditolak(TOKEN_EXPIRED)
        assert len(app.extensions["antrean"].penjaga._tercatat) <= 3
