"""The paths that hospitals have registered with BPJS: those of other systems, and under a prefix."""

import pytest
import redis
from flask import Flask

from antrean import create_app
from antrean.config import Settings
from antrean.domain.layanan import ALIAS, KHANZA, LAYANAN, MLITE, SENDIRI, Layanan
from tests.conftest import PASSWORD, USERNAME, FrozenClock, MobileJkn
from tests.dokumen import ENV
from tests.http.alat import contoh, gagal, pesan

PREFIX = "/webapps/api-bpjsfktl"
SEMUA = [(layanan, gaya) for layanan in LAYANAN.values() for gaya in ALIAS]
LAMA = [pytest.param(layanan, gaya, id=f"{layanan.nama}-{gaya}") for layanan, gaya in SEMUA]


def served(client: "redis.Redis", clock: FrozenClock, alias: str = "", prefix: str = "") -> Flask:
    env = {**ENV, "ANTREAN_URL_ALIAS": alias, "ANTREAN_URL_PREFIX": prefix}
    return create_app(Settings.from_env(env), client, clock)


def rules(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("ws_rs.")}


def ask(app: Flask, jkn: MobileJkn, layanan: Layanan, path: str) -> tuple[int, object]:
    """Call a service under some path; of a token that it is one."""
    if layanan.nama == "token":
        answer = app.test_client().get(path, headers={"x-username": USERNAME, "x-password": PASSWORD})
        isi = dict(answer.json or {})
        return answer.status_code, {**isi, "response": "a token"} if "response" in isi else isi
    headers = {"x-token": jkn.token, "x-username": USERNAME}
    answer = app.test_client().post(path, json=contoh(layanan.jalur[SENDIRI]), headers=headers)
    return answer.status_code, answer.json


@pytest.fixture
def asked(jkn: MobileJkn) -> MobileJkn:
    """The first patient has a number today, so that every service has something to say that two calls do not change."""
    pesan(jkn, 1)
    return jkn


def test_the_table_is_that_of_the_issue() -> None:
    assert {layanan.jalur.get(KHANZA) for layanan in LAYANAN.values()} == {
        *("/auth", "/statusantrean", "/ambilantrean", "/sisaantrean", "/batalantrean", "/checkinantrean"),
        *("/pasienbaru", "/jadwaloperasirs", "/jadwaloperasipasien"),
        *("/ambilantreanfarmasi", "/statusantreanfarmasi"),
    }
    assert {layanan.jalur.get(MLITE) for layanan in LAYANAN.values()} == {
        *("/jknmobile/token", "/jknmobile/pasien/baru", "/jknmobile/operasi/rs", "/jknmobile/operasi/pasien"),
        *(f"/jknmobile/antrian/{nama}" for nama in ("status", "ambil", "sisa", "batal", "checkin")),
        *(f"/jknmobile/antrian/{nama}" for nama in ("ambilfarmasi", "statusfarmasi")),
    }


@pytest.mark.parametrize("layanan, gaya", LAMA)
def test_another_systems_path_answers_like_our_own(
    layanan: Layanan, gaya: str, asked: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    app = served(redis_client, clock, gaya, PREFIX)
    # Cancelling and registering change what is answered: each path is asked twice, and the second answers count.
    for path in (layanan.jalur[SENDIRI], layanan.jalur[gaya]):
        ask(app, asked, layanan, path)
    ours = ask(app, asked, layanan, layanan.jalur[SENDIRI])
    for path in (layanan.jalur[gaya], PREFIX + layanan.jalur[gaya], PREFIX + layanan.jalur[SENDIRI]):
        assert ask(app, asked, layanan, path) == ours
    assert ours[0] == 200


@pytest.mark.parametrize("prefix", ["", PREFIX])
@pytest.mark.parametrize("gaya", ALIAS)
def test_a_booking_from_the_token_to_its_end(
    gaya: str, prefix: str, jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    jalur = {nama: prefix + layanan.jalur[gaya] for nama, layanan in LAYANAN.items()}
    client = served(redis_client, clock, gaya, prefix).test_client()
    masuk = client.get(jalur["token"], headers={"x-username": USERNAME, "x-password": PASSWORD}).json
    assert masuk is not None
    lama = MobileJkn(client)
    lama.token = masuk["response"]["token"]
    for nama in ("status", "ambil", "sisa", "checkin", "batal", "pasien_baru", "operasi_rs", "operasi_pasien"):
        status, isi = lama.post(jalur[nama], contoh(LAYANAN[nama].jalur[SENDIRI]))
        assert (status, isi["metadata"]["code"]) == (200, 200), (nama, isi)


@pytest.mark.parametrize("layanan, gaya", LAMA)
def test_it_is_not_served_when_it_is_not_switched_on(
    layanan: Layanan, gaya: str, jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    (lain,) = {*ALIAS} - {gaya}
    for app in (served(redis_client, clock), served(redis_client, clock, lain, PREFIX)):
        for path in (layanan.jalur[gaya], PREFIX + layanan.jalur[gaya]):
            assert ask(app, jkn, layanan, path) == (404, gagal("Layanan Tidak Ditemukan"))


@pytest.mark.parametrize("layanan, gaya", LAMA)
def test_another_method_is_405_and_says_which(
    layanan: Layanan, gaya: str, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    client = served(redis_client, clock, ",".join(ALIAS), PREFIX).test_client()
    for path in (layanan.jalur[gaya], PREFIX + layanan.jalur[gaya]):
        for cara in {"GET", "POST", "PUT", "OPTIONS"} - {layanan.metode}:
            answer = client.open(path, method=cara)
            assert (answer.status_code, answer.json) == (405, gagal("Metode Tidak Sesuai"))
            assert answer.headers["Allow"] == ("GET, HEAD" if layanan.metode == "GET" else "POST")


def test_what_is_served_is_the_table(redis_client: "redis.Redis", clock: FrozenClock) -> None:
    own = {layanan.jalur[SENDIRI] for layanan in LAYANAN.values()}
    every = {jalur for layanan in LAYANAN.values() for jalur in layanan.jalur.values()}
    assert rules(served(redis_client, clock)) == own
    assert rules(served(redis_client, clock, "khanza,mlite")) == every
    assert rules(served(redis_client, clock, "", PREFIX)) == own | {PREFIX + jalur for jalur in own}
    assert rules(served(redis_client, clock, "mlite,khanza", PREFIX)) == every | {PREFIX + jalur for jalur in every}


def test_a_prefix_that_makes_our_path_mlites_serves_it_once(redis_client: "redis.Redis", clock: FrozenClock) -> None:
    app = served(redis_client, clock, MLITE, "/jknmobile")
    found = [rule.rule for rule in app.url_map.iter_rules()]
    assert [found.count(path) for path in ("/jknmobile/token", "/jknmobile/pasien/baru", "/token")] == [1, 1, 1]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/docs/", "/openapi.json", "/simrs/v1/peristiwa", ""])
def test_the_rest_is_served_at_the_root_only(path: str, redis_client: "redis.Redis", clock: FrozenClock) -> None:
    client = served(redis_client, clock, KHANZA, PREFIX).test_client()
    assert client.get(PREFIX + path).json == gagal("Layanan Tidak Ditemukan")
    assert path == "" or client.get(path).status_code in (200, 401)
