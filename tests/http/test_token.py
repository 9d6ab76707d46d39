"""Token (section 1), and what every other service asks of it."""

from dataclasses import replace

import pytest
import redis
from flask import Flask
from werkzeug.security import check_password_hash

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write
from tests.conftest import PASSWORD, USERNAME, FrozenClock, MobileJkn, permintaan, put_policy
from tests.http.alat import (
    AMBIL,
    BARU,
    LAYANAN,
    LOGIN_SALAH,
    TOKEN_EXPIRED,
    contoh,
    diambil,
    ditolak,
    formulir,
    gagal,
)
from tests.http.loket import Loket

SALAH = (200, gagal(LOGIN_SALAH))


def minta_token(app: Flask, username: str | None, password: str | None) -> tuple[int, object]:
    headers = {"x-username": username, "x-password": password}
    sent = {name: value for name, value in headers.items() if value is not None}
    answer = app.test_client().get("/token", headers=sent)
    return answer.status_code, answer.json


def ganti_sandi(store: Store, clock: FrozenClock, rs: RumahSakit, password: str) -> None:
    write = Write(f"sandi-{password}", clock.now_ms(), "uji")
    store.rs.ubah(rs.kode, {"sandi": buat_sandi(password)}, "rs_sandi", write)
    clock.move(seconds=2)


def kirim(jkn: MobileJkn, headers: dict[str, str], path: str = AMBIL) -> tuple[int, object]:
    answer = jkn.client.post(path, json=permintaan(), headers=headers)
    return answer.status_code, answer.json


@pytest.fixture
def slow_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that the slow hash is computed for a comparison."""
    calls: list[str] = []

    def counted(pwhash: str, password: str) -> bool:
        calls.append(password)
        return check_password_hash(pwhash, password)

    monkeypatch.setattr("antrean.services.sandi.check_password_hash", counted)
    return calls


# Getting one.


def test_the_answer_is_a_token(app: Flask, rs: RumahSakit) -> None:
    status, answer = minta_token(app, USERNAME, PASSWORD)
    assert isinstance(answer, dict)
    assert (status, list(answer), answer["metadata"]) == (200, ["response", "metadata"], {"message": "Ok", "code": 200})
    assert list(answer["response"]) == ["token"]
    assert isinstance(answer["response"]["token"], str)
    assert answer["response"]["token"].isascii()


@pytest.mark.parametrize(
    ("username", "password"),
    [
        (USERNAME, "salah"),
        (USERNAME, ""),
        (USERNAME, None),
        (USERNAME, PASSWORD.upper()),
        (USERNAME, PASSWORD + "x"),
        (USERNAME.upper(), PASSWORD),
        ("siapa", PASSWORD),
        ("", PASSWORD),
        (None, PASSWORD),
        (None, None),
        ("", ""),
        ("é", "é"),
        ("*", PASSWORD),
        ("x" * 5000, "y" * 5000),
    ],
)
def test_a_wrong_username_or_password_gets_none(
    app: Flask, rs: RumahSakit, username: str | None, password: str | None
) -> None:
    assert minta_token(app, username, password) == SALAH


def test_before_there_is_any_hospital_nobody_gets_one(app: Flask) -> None:
    assert minta_token(app, USERNAME, PASSWORD) == SALAH


def test_header_names_are_read_without_case(jkn: MobileJkn) -> None:
    answer = jkn.client.get("/token", headers={"X-USERNAME": USERNAME, "X-Password": PASSWORD})
    assert answer.json is not None
    token = answer.json["response"]["token"]
    status, booked = kirim(jkn, {"X-TOKEN": token, "X-Username": USERNAME})
    assert isinstance(booked, dict)
    assert (status, diambil(booked)["angkaantrean"]) == (200, 1)


def test_a_password_may_have_any_letters(app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock) -> None:
    ganti_sandi(store, clock, rs, "kunci-é-☂")
    as_sent = "kunci-é-☂".encode().decode("latin-1")
    assert minta_token(app, USERNAME, as_sent)[1] != gagal(LOGIN_SALAH)
    assert minta_token(app, USERNAME, "kunci-é-?") == SALAH


@pytest.mark.parametrize("sent", ["kunci-é", "kunci-é".encode().decode("latin-1")], ids=["latin-1", "UTF-8"])
def test_a_password_is_read_as_latin_1_or_utf_8(
    app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, sent: str
) -> None:
    ganti_sandi(store, clock, rs, "kunci-é")
    assert minta_token(app, USERNAME, sent)[1] != gagal(LOGIN_SALAH)


def test_a_changed_password_holds_and_the_old_one_does_not(
    app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    assert minta_token(app, USERNAME, PASSWORD) != SALAH
    ganti_sandi(store, clock, rs, "yang-baru")
    assert minta_token(app, USERNAME, PASSWORD) == SALAH
    assert minta_token(app, USERNAME, "yang-baru") != SALAH
    assert minta_token(app, USERNAME, PASSWORD) == SALAH


# The slow hash.


def test_the_slow_hash_is_computed_once_for_a_password(app: Flask, rs: RumahSakit, slow_hashes: list[str]) -> None:
    assert [minta_token(app, USERNAME, PASSWORD)[0] for _ in range(5)] == [200] * 5
    assert slow_hashes == [PASSWORD]


def test_a_wrong_password_pays_it_every_time_and_costs_the_right_one_nothing(
    app: Flask, rs: RumahSakit, slow_hashes: list[str]
) -> None:
    minta_token(app, USERNAME, PASSWORD)
    for _ in range(2):
        assert minta_token(app, USERNAME, "salah") == SALAH
    assert minta_token(app, USERNAME, PASSWORD) != SALAH
    assert slow_hashes == [PASSWORD, "salah", "salah"]


def test_an_unknown_user_pays_it_too(app: Flask, rs: RumahSakit, slow_hashes: list[str]) -> None:
    assert minta_token(app, "siapa", "apa") == SALAH
    assert slow_hashes == ["apa"]


def test_a_changed_password_pays_it_once_more(
    app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, slow_hashes: list[str]
) -> None:
    minta_token(app, USERNAME, PASSWORD)
    ganti_sandi(store, clock, rs, "yang-baru")
    for _ in range(2):
        minta_token(app, USERNAME, "yang-baru")
    assert slow_hashes == [PASSWORD, "yang-baru"]


def test_each_process_pays_it_for_itself(
    app: Flask,
    settings: Settings,
    redis_client: "redis.Redis",
    clock: FrozenClock,
    rs: RumahSakit,
    slow_hashes: list[str],
) -> None:
    other = create_app(settings, redis_client, clock)
    for process in (app, other, app, other):
        assert minta_token(process, USERNAME, PASSWORD)[0] == 200
    assert slow_hashes == [PASSWORD, PASSWORD]


# Using one.


@pytest.mark.parametrize("path", LAYANAN)
@pytest.mark.parametrize("token", ["", "x", "a.b", ".", "..", "é", "null", "W10.", "x" * 10_000], ids=ascii)
def test_a_malformed_token_is_refused(jkn: MobileJkn, path: str, token: str) -> None:
    assert kirim(jkn, {"x-token": token, "x-username": USERNAME}, path) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize("path", LAYANAN)
def test_a_missing_token_is_refused(jkn: MobileJkn, path: str) -> None:
    assert kirim(jkn, {"x-username": USERNAME}, path) == ditolak(TOKEN_EXPIRED)
    assert kirim(jkn, {}, path) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize("path", LAYANAN)
@pytest.mark.parametrize("username", [None, "", "siapa", USERNAME.upper(), USERNAME + " x", "é"], ids=ascii)
def test_a_token_serves_its_own_username_only(jkn: MobileJkn, path: str, username: str | None) -> None:
    headers = {"x-token": jkn.token} | ({} if username is None else {"x-username": username})
    assert kirim(jkn, headers, path) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize("path", LAYANAN)
def test_a_token_that_is_over_serves_nothing(jkn: MobileJkn, clock: FrozenClock, path: str) -> None:
    clock.move(hours=1)
    assert jkn.post(path, contoh(path)) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize("path", LAYANAN)
def test_a_key_of_the_hospitals_own_systems_is_no_token(jkn: MobileJkn, loket: Loket, path: str) -> None:
    headers = {"Authorization": f"Bearer {loket.kunci}", "x-token": loket.kunci, "x-username": USERNAME}
    assert kirim(jkn, headers, path) == ditolak(TOKEN_EXPIRED)


def test_no_letter_of_a_token_can_be_changed(jkn: MobileJkn) -> None:
    token = jkn.token
    # The last letter of each part has bits that base64 leaves unused; a change there alone changes nothing.
    spare = {len(token) - 1, token.index(".") - 1}
    for i in set(range(len(token))) - spare:
        changed = token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :]
        assert kirim(jkn, {"x-token": changed, "x-username": USERNAME}) == ditolak(TOKEN_EXPIRED), i


@pytest.mark.parametrize("cut", [1, 5, 20])
def test_no_part_of_a_token_can_be_left_out(jkn: MobileJkn, cut: int) -> None:
    for token in (jkn.token[cut:], jkn.token[:-cut], jkn.token + "A" * cut):
        assert kirim(jkn, {"x-token": token, "x-username": USERNAME}) == ditolak(TOKEN_EXPIRED)


def test_a_token_signed_with_another_key_is_refused(
    jkn: MobileJkn, settings: Settings, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    other = MobileJkn(create_app(replace(settings, secret_keys=("z" * 32,)), redis_client, clock).test_client()).login()
    assert kirim(jkn, {"x-token": other.token, "x-username": USERNAME}) == ditolak(TOKEN_EXPIRED)


def test_a_token_of_one_process_serves_at_another(
    jkn: MobileJkn, settings: Settings, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    other = MobileJkn(create_app(settings, redis_client, clock).test_client())
    other.token = jkn.token
    assert diambil(other.ambil())["angkaantrean"] == 1


def test_a_token_of_a_hospital_that_is_gone_is_refused(
    jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    redis_client.flushall()
    clock.move(seconds=2)
    assert jkn.post(AMBIL, permintaan()) == ditolak(TOKEN_EXPIRED)


def test_a_token_is_refused_once_its_username_is_another(
    jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    store.rs.ubah(rs.kode, {"username": "bpjs-lain"}, "rs_atur", Write("nama", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    for username in (USERNAME, "bpjs-lain"):
        assert kirim(jkn, {"x-token": jkn.token, "x-username": username}) == ditolak(TOKEN_EXPIRED)


# Its life.


def test_a_token_lives_an_hour(jkn: MobileJkn, clock: FrozenClock) -> None:
    clock.move(seconds=3599)
    assert diambil(jkn.ambil())["angkaantrean"] == 1
    clock.move(seconds=1)
    assert jkn.post(AMBIL, permintaan(2)) == ditolak(TOKEN_EXPIRED)
    assert jkn.post(BARU, formulir()) == ditolak(TOKEN_EXPIRED)


@pytest.mark.parametrize("umur", [10, 60, 86_400])
def test_a_hospital_sets_the_life_of_its_tokens(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, umur: int
) -> None:
    put_policy(store, clock, rs, umur_token=str(umur))
    jkn.login()
    clock.move(seconds=umur - 1)
    assert jkn.post(AMBIL, {}) == ditolak("NIK Belum Diisi")
    clock.move(seconds=1)
    assert jkn.post(AMBIL, {}) == ditolak(TOKEN_EXPIRED)


def test_a_new_token_serves_after_the_old_one_ended(jkn: MobileJkn, clock: FrozenClock) -> None:
    clock.move(hours=2)
    assert jkn.post(AMBIL, {}) == ditolak(TOKEN_EXPIRED)
    assert diambil(jkn.login().ambil())["angkaantrean"] == 1


def test_an_older_token_lives_on_beside_a_newer_one(jkn: MobileJkn, clock: FrozenClock) -> None:
    old = jkn.token
    clock.move(seconds=60)
    assert jkn.login().token != old
    jkn.token = old
    assert diambil(jkn.ambil())["angkaantrean"] == 1


# The password.


def test_a_changed_password_ends_the_tokens_of_the_old_one_a_second_later(
    jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    diambil(jkn.ambil())
    write = Write("sandi-baru", clock.now_ms(), "uji")
    store.rs.ubah(rs.kode, {"sandi": buat_sandi("yang-baru")}, "rs_sandi", write)
    clock.move(seconds=1.1)
    for path in LAYANAN:
        assert jkn.post(path, contoh(path)) == ditolak(TOKEN_EXPIRED)
    baru = MobileJkn(jkn.client, password="yang-baru").login()
    assert diambil(baru.ambil(**permintaan(2)))["angkaantrean"] == 2


def test_the_same_password_set_again_ends_them_too(
    jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    ganti_sandi(store, clock, rs, PASSWORD)
    assert jkn.post(AMBIL, permintaan()) == ditolak(TOKEN_EXPIRED)
    assert diambil(jkn.login().ambil())["angkaantrean"] == 1


def test_what_else_changes_at_a_hospital_ends_no_token(
    jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    put_policy(store, clock, rs, hari_maks="30", umur_token="60")
    assert diambil(jkn.ambil())["angkaantrean"] == 1


# Keys that rotate.


def test_a_key_is_rotated_without_anybody_noticing(
    jkn: MobileJkn, settings: Settings, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    (lama,), baru = settings.secret_keys, "z" * 32

    def proses(*keys: str) -> MobileJkn:
        return MobileJkn(create_app(replace(settings, secret_keys=keys), redis_client, clock).test_client())

    # First it is added: what the old key signed serves on, and new tokens are the new key's.
    kedua = proses(baru, lama)
    kedua.token = jkn.token
    assert diambil(kedua.ambil())["angkaantrean"] == 1
    kedua.login()
    assert jkn.post(AMBIL, {}) != kirim(jkn, {"x-token": kedua.token, "x-username": USERNAME})
    # Then, when the old tokens have ended, the old one is taken away.
    ketiga = proses(baru)
    ketiga.token = kedua.token
    assert diambil(ketiga.ambil(**permintaan(2)))["angkaantrean"] == 2
    ketiga.token = jkn.token
    assert ketiga.post(AMBIL, permintaan(3)) == ditolak(TOKEN_EXPIRED)
