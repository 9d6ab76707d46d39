"""Too many wrong logins: counted per username and address, refused with 429, and nobody else is."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import redis
from flask import Flask
from werkzeug.security import check_password_hash

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.errors import StoreUnavailable
from antrean.services.masuk import Masuk
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write
from antrean.store.percobaan import PercobaanStore
from tests.conftest import KODE_RS, PASSWORD, SECRET_KEY, USERNAME, FrozenClock, MobileJkn, di_klaster, permintaan
from tests.http.alat import AMBIL, LOGIN_SALAH, diambil, dump, gagal
from tests.http.test_envelope import TIDAK_TERSEDIA

KALI, MENIT = 4, 5
DI_SINI, DI_SANA = "203.0.113.7", "198.51.100.9"
SALAH = (200, gagal(LOGIN_SALAH))
TERLALU_BANYAK = (429, gagal("Terlalu Banyak Percobaan, Silahkan Coba Beberapa Saat Lagi"))
LAIN = "bpjs-lain"


class Pintu:
    """Somebody who logs in from an address, perhaps through proxies."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.retry_after = ""

    def coba(
        self, password: str = "salah", username: str = USERNAME, dari: str = DI_SINI, lewat: str | None = None
    ) -> tuple[int, Any]:
        headers = {"x-username": username, "x-password": password}
        headers |= {} if lewat is None else {"X-Forwarded-For": lewat}
        answer = self.app.test_client().get("/token", headers=headers, environ_base={"REMOTE_ADDR": dari})
        self.retry_after = answer.headers.get("Retry-After", "")
        return answer.status_code, answer.json

    def habiskan(self, **siapa: Any) -> None:
        """Be wrong as often as one may."""
        assert [self.coba(**siapa) for _ in range(KALI)] == [SALAH] * KALI

    def masuk(self, password: str = PASSWORD, **siapa: Any) -> bool:
        status, answer = self.coba(password, **siapa)
        return status == 200 and "response" in answer


def proses(redis_client: "redis.Redis", clock: FrozenClock, **env: str) -> Flask:
    """One process of the service."""
    own = {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_LOGIN_LIMIT": f"{KALI}/{MENIT}"}
    return create_app(Settings.from_env(own | env), redis_client, clock)


@pytest.fixture
def app(redis_client: "redis.Redis", clock: FrozenClock) -> Flask:
    return proses(redis_client, clock)


@pytest.fixture
def pintu(app: Flask, rs: RumahSakit, store: Store, clock: FrozenClock) -> Pintu:
    """Of a service with two hospitals."""
    lain = RumahSakit("3273R001", "RS Lain", "Asia/Jakarta", LAIN, buat_sandi(PASSWORD))
    store.rs.tambah(lain, Write("rs-lain", clock.now_ms(), "uji"))
    return Pintu(app)


@pytest.fixture
def slow_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that the slow hash was computed for."""
    asked: list[str] = []

    def counted(pwhash: str, password: str) -> bool:
        asked.append(password)
        return check_password_hash(pwhash, password)

    monkeypatch.setattr("antrean.services.sandi.check_password_hash", counted)
    return asked


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each time that the store is asked or told about attempts."""
    calls: list[str] = []
    for name in ("tunggu", "gagal", "berhasil"):
        monkeypatch.setattr(PercobaanStore, name, counting(getattr(PercobaanStore, name), name, calls))
    return calls


def counting(real: Any, name: str, calls: list[str]) -> Any:
    def counted(*args: Any) -> Any:
        calls.append(name)
        return real(*args)

    return counted


# What is refused.


@pytest.mark.parametrize("username", [USERNAME, "siapa", ""])
def test_after_too_many_wrong_ones_the_next_is_429_for_a_known_and_an_unknown_username(
    pintu: Pintu, username: str
) -> None:
    pintu.habiskan(username=username)
    assert pintu.coba(username=username) == TERLALU_BANYAK
    assert 1 <= int(pintu.retry_after) <= MENIT * 60


def test_the_right_password_is_refused_too_or_guessing_could_go_on(pintu: Pintu) -> None:
    assert pintu.masuk()
    pintu.habiskan()
    assert pintu.coba(PASSWORD) == TERLALU_BANYAK


def test_whoever_is_refused_costs_no_slow_hash_and_nothing_in_the_store(
    pintu: Pintu, slow_hashes: list[str], asked: list[str]
) -> None:
    pintu.habiskan()
    before = list(slow_hashes), list(asked)
    assert [pintu.coba() for _ in range(5)] == [TERLALU_BANYAK] * 5
    assert (slow_hashes, asked) == before


def test_every_process_refuses_what_another_counted(
    pintu: Pintu, redis_client: "redis.Redis", clock: FrozenClock, slow_hashes: list[str]
) -> None:
    pintu.habiskan()
    other, before = Pintu(proses(redis_client, clock)), list(slow_hashes)
    assert other.coba() == other.coba(PASSWORD) == TERLALU_BANYAK
    assert slow_hashes == before


def test_a_known_and_an_unknown_username_cost_the_same(pintu: Pintu, slow_hashes: list[str], asked: list[str]) -> None:
    steps = []
    for username in (USERNAME, "siapa"):
        slow_hashes.clear()
        asked.clear()
        assert pintu.coba(username=username) == SALAH
        steps.append((list(slow_hashes), list(asked)))
    assert steps == [(["salah"], ["tunggu", "gagal"])] * 2


# Who is not.


def test_wrong_ones_that_are_fewer_refuse_nobody(pintu: Pintu) -> None:
    for _ in range(KALI - 1):
        assert pintu.coba() == SALAH
    assert pintu.masuk()


def test_right_ones_do_not_count(pintu: Pintu, redis_client: "redis.Redis", clock: FrozenClock) -> None:
    assert all(pintu.masuk() for _ in range(3 * KALI))
    for _ in range(2 * KALI):  # each of them pays the slow hash
        assert Pintu(proses(redis_client, clock)).masuk()
    pintu.habiskan()


def test_the_same_username_from_elsewhere_logs_in(pintu: Pintu) -> None:
    pintu.habiskan()
    assert pintu.masuk(dari=DI_SANA)
    assert pintu.coba(dari=DI_SANA) == SALAH


def test_another_username_from_there_logs_in(pintu: Pintu) -> None:
    pintu.habiskan()
    assert pintu.masuk(username=LAIN)
    assert pintu.coba(username=LAIN) == SALAH


def test_a_token_that_was_given_serves_on(pintu: Pintu, app: Flask) -> None:
    jkn = MobileJkn(app.test_client()).login()
    pintu.habiskan(dari="127.0.0.1")
    assert jkn.post(AMBIL, permintaan())[1]["metadata"]["message"] == "Poli Tidak Ditemukan"


def test_a_whole_network_of_ipv6_is_one_client(pintu: Pintu) -> None:
    pintu.habiskan(dari="2001:db8::1")
    assert pintu.coba(dari="2001:db8::2") == TERLALU_BANYAK
    assert pintu.masuk(dari="2001:db8:0:1::1")


# A new username each time.

SEALAMAT = KALI * 5


def semprot(pintu: Pintu, kali: int = SEALAMAT, **dari: str) -> None:
    """Be wrong so often, each time as somebody else."""
    assert [pintu.coba(username=f"siapa-{n}", **dari) for n in range(kali)] == [SALAH] * kali


def test_after_too_many_from_an_address_no_other_username_is_tried_there(
    pintu: Pintu, slow_hashes: list[str], redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    semprot(pintu)
    slow_hashes.clear()
    other = Pintu(proses(redis_client, clock))
    for satu in (pintu, other):
        for username in ("siapa-lagi", "siapa-1", USERNAME):
            assert satu.coba(username=username) == TERLALU_BANYAK
            assert 1 <= int(satu.retry_after) <= MENIT * 60
    # Nor is the right password, or guessing could go on.
    assert pintu.coba(PASSWORD) == TERLALU_BANYAK
    assert slow_hashes == []
    assert pintu.masuk(dari=DI_SANA)


def test_who_has_logged_in_from_there_before_is_let_in_by_every_process(
    pintu: Pintu, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    assert pintu.masuk()
    semprot(pintu)
    assert pintu.masuk()
    fresh = Pintu(proses(redis_client, clock))
    assert fresh.coba(username="siapa-lagi") == TERLALU_BANYAK
    assert fresh.masuk()
    # With as many wrong ones of its own as ever.
    fresh.habiskan()
    assert fresh.coba(PASSWORD) == TERLALU_BANYAK


def test_a_password_that_passed_elsewhere_is_no_answer_to_who_guesses(pintu: Pintu) -> None:
    assert pintu.masuk(dari=DI_SANA)
    semprot(pintu)
    assert pintu.coba(PASSWORD) == pintu.coba("salah") == TERLALU_BANYAK


def test_several_hospitals_behind_one_address_may_be_wrong_at_once(pintu: Pintu) -> None:
    for n in range(4):
        pintu.habiskan(username=f"rs-{n}")
    assert pintu.masuk(username=LAIN)


def test_a_known_and_an_unknown_username_cost_the_same_there_too(
    pintu: Pintu, slow_hashes: list[str], asked: list[str]
) -> None:
    semprot(pintu)
    steps = []
    for username in (USERNAME, "siapa"):
        slow_hashes.clear()
        asked.clear()
        assert pintu.coba(username=username) == TERLALU_BANYAK
        steps.append((list(slow_hashes), list(asked)))
    assert steps == [([], ["tunggu"])] * 2


def test_while_strangers_are_compared_one_more_is_told_to_come_back_and_who_is_known_is_served(
    pintu: Pintu, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pintu.masuk()
    begun, go_on = threading.Semaphore(0), threading.Event()

    def slow(*_: str) -> bool:
        begun.release()
        return not go_on.wait()

    monkeypatch.setattr("antrean.services.sandi.check_password_hash", slow)
    places = app.extensions["antrean"].masuk._sandi._tempat
    with ThreadPoolExecutor() as pool:
        first = pool.submit(pintu.coba, username="siapa")
        begun.acquire()
        while places.acquire(blocking=False):  # as those who wait for their turn do
            pass
        assert Pintu(app).coba(username="lain") == TERLALU_BANYAK
        assert pintu.masuk()
        go_on.set()
        assert first.result() == SALAH


# For how long.


def counters(client: "redis.Redis") -> list[str]:
    found: Any = client.keys("*percobaan*")
    return sorted(found)


@di_klaster
def test_a_counter_names_nobody_and_ends_by_itself(pintu: Pintu, redis_client: "redis.Redis") -> None:
    pintu.coba()
    pintu.coba(username="3212345678987654")
    assert pintu.masuk()
    found = [*counters(redis_client), *map(str, redis_client.scan_iter("*kenal*"))]
    assert len(found) == 1 + 2 + 1
    for key in found:
        assert not any(word in key for word in (USERNAME, DI_SINI, "3212345678987654", KODE_RS))
        assert 0 < int(str(redis_client.ttl(key))) <= (MENIT * 60 if "percobaan" in key else 90 * 86_400)


def test_when_its_time_is_over_another_may_be_tried(
    pintu: Pintu, redis_client: "redis.Redis", clock: FrozenClock
) -> None:
    pintu.habiskan()
    seconds = int(pintu.coba() == TERLALU_BANYAK and pintu.retry_after)
    clock.move(seconds=seconds - 1)
    assert pintu.coba(PASSWORD) == TERLALU_BANYAK
    assert pintu.retry_after == "1"
    clock.move(seconds=1)
    redis_client.delete(*counters(redis_client))  # as Redis does by then
    assert pintu.coba() == SALAH
    assert pintu.masuk()


def test_being_refused_does_not_make_it_longer(pintu: Pintu, redis_client: "redis.Redis") -> None:
    pintu.habiskan()
    for key in counters(redis_client):
        redis_client.expire(key, 30)
    assert {pintu.coba() == TERLALU_BANYAK for _ in range(KALI)} == {True}
    assert [key for key in counters(redis_client) if int(str(redis_client.ttl(key))) > 30] == []


def test_many_who_are_refused_do_not_fill_the_memory(pintu: Pintu, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    masuk: Masuk = app.extensions["antrean"].masuk
    monkeypatch.setattr(masuk._ditolak, "terbanyak", 3)
    for n in range(8):
        pintu.habiskan(dari=f"203.0.113.{n}")
        assert len(masuk._ditolak) <= 3
    # What was forgotten stands in the store.
    assert pintu.coba(dari="203.0.113.0") == TERLALU_BANYAK


# The store.


@pytest.mark.parametrize("name", ["tunggu", "gagal", "berhasil"])
def test_without_the_store_nobody_new_is_let_in(
    pintu: Pintu, monkeypatch: pytest.MonkeyPatch, name: str, slow_hashes: list[str]
) -> None:
    pintu.coba(dari=DI_SANA)  # the hospital is remembered

    def fails(*_: Any) -> Any:
        raise StoreUnavailable

    monkeypatch.setattr(PercobaanStore, name, fails)
    if name != "berhasil":
        for _ in range(KALI + 1):
            assert pintu.coba() == (503, gagal(TIDAK_TERSEDIA))
            assert pintu.retry_after == "1"
    if name != "gagal":
        assert pintu.coba(PASSWORD) == (503, gagal(TIDAK_TERSEDIA))
    assert len(slow_hashes) == {"tunggu": 1, "gagal": 1 + KALI + 1, "berhasil": 2}[name]


def test_a_remembered_password_asks_and_tells_nothing(
    pintu: Pintu, asked: list[str], redis_client: "redis.Redis"
) -> None:
    assert pintu.masuk()
    before = dump(redis_client)
    asked.clear()
    assert all(pintu.masuk() for _ in range(3))
    assert asked == []
    assert dump(redis_client) == before


# Behind proxies.


@pytest.fixture
def di_balik(pintu: Pintu, redis_client: "redis.Redis", clock: FrozenClock, request: pytest.FixtureRequest) -> Pintu:
    """Behind as many proxies as the test says."""
    return Pintu(proses(redis_client, clock, ANTREAN_PROXY_HOPS=str(request.param)))


@pytest.mark.parametrize("di_balik", [0], indirect=True)
def test_without_the_setting_a_header_gives_no_new_attempts(di_balik: Pintu) -> None:
    for n in range(KALI):
        assert di_balik.coba(lewat=f"203.0.113.{n}") == SALAH
    assert di_balik.coba(lewat="203.0.113.99") == di_balik.coba() == TERLALU_BANYAK


@pytest.mark.parametrize("di_balik", [1], indirect=True)
def test_behind_one_proxy_what_the_client_made_up_does_not_count(di_balik: Pintu) -> None:
    proxy = "10.0.0.1"
    for n in range(KALI):
        assert di_balik.coba(dari=proxy, lewat=f"1.1.1.{n}, 2.2.2.{n}, {DI_SINI}") == SALAH
    assert di_balik.coba(dari=proxy, lewat=f"9.9.9.9, {DI_SINI}") == TERLALU_BANYAK
    assert di_balik.masuk(dari=proxy, lewat=DI_SANA)
    # Nor can one put somebody else's address before one's own to have that one refused.
    assert di_balik.coba(dari=proxy, lewat=f"{DI_SANA}, 203.0.113.8") == SALAH


@pytest.mark.parametrize("di_balik", [2], indirect=True)
def test_behind_two_proxies_the_last_but_one_counts(di_balik: Pintu) -> None:
    for n in range(KALI):
        assert di_balik.coba(dari="10.0.0.1", lewat=f"1.1.1.{n}, {DI_SINI}, 10.0.0.2") == SALAH
    assert di_balik.coba(dari="10.0.0.1", lewat=f"{DI_SINI}, 10.0.0.2") == TERLALU_BANYAK
    assert di_balik.masuk(dari="10.0.0.1", lewat=f"{DI_SANA}, 10.0.0.2")


@pytest.mark.parametrize("di_balik", [1], indirect=True)
@pytest.mark.parametrize("lewat", [None, "", " "])
def test_a_request_that_came_past_the_proxy_is_its_peers(di_balik: Pintu, lewat: str | None) -> None:
    di_balik.habiskan(lewat=lewat)
    assert di_balik.coba(lewat=lewat) == TERLALU_BANYAK
    assert di_balik.masuk(lewat=lewat, dari=DI_SANA)


# The log.


def test_the_log_is_told_once_and_not_by_whom(pintu: Pintu, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "antrean"):
        for dari in (DI_SINI, "10.0.0.1"):
            pintu.habiskan(username="3212345678987654", dari=dari)
            pintu.coba(username="3212345678987654", dari=dari)
    satu, lain = (record.getMessage() for record in caplog.records)
    assert satu.startswith(f"too many wrong logins for a username that is nobody's from {DI_SINI}: refused for ")
    assert "3212345678987654" not in caplog.text
    # An address of a network of one's own may be a proxy's, and all its clients'.
    assert "ANTREAN_PROXY_HOPS" in lain


def test_of_an_address_the_log_is_told_once(pintu: Pintu, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "antrean"):
        semprot(pintu)
        assert [pintu.coba(username=f"lagi-{n}") for n in range(3)] == [TERLALU_BANYAK] * 3
    (record,) = caplog.records
    assert record.getMessage().startswith(f"too many wrong logins for many usernames from {DI_SINI}: refused for ")


def test_the_default_leaves_room_for_the_acceptance_test(
    redis_client: "redis.Redis", clock: FrozenClock, settings: Settings, rs: RumahSakit
) -> None:
    """Six wrong ones by hand, and `antrean uat` ten times, each with one of this username."""
    pintu = Pintu(create_app(settings, redis_client, clock))
    assert [pintu.coba() for _ in range(6 + 10)] == [SALAH] * 16
    assert pintu.masuk()


def test_a_booking_after_it_all(jkn: MobileJkn, app: Flask) -> None:
    """The address of somebody who was refused is refused nothing else."""
    Pintu(app).habiskan(dari="127.0.0.1")
    assert diambil(jkn.ambil())["angkaantrean"] == 1
