"""Passwords: the slow hash is paid once per credential, and a wrong password always pays it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace

import pytest
from werkzeug.security import check_password_hash, generate_password_hash

from antrean.errors import TerlaluBanyakPercobaan
from antrean.services import sandi as services
from antrean.services.sandi import NOBODY, Akun, Sandi, buat_sandi
from tests.conftest import PASSWORD

LAIN = "sandi-yang-lain"


@pytest.fixture(scope="module", autouse=True)
def as_the_program_does() -> Iterator[None]:
    """Not the quick hash of the other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("antrean.services.sandi.generate_password_hash", generate_password_hash)
        patch.setattr("antrean.services.sandi.NOBODY", NOBODY)
        yield


@pytest.fixture(scope="module")
def sandi() -> str:
    """The hash that the program makes."""
    return buat_sandi(PASSWORD)


@pytest.fixture
def satu(sandi: str) -> Akun:
    return Akun("1311R002", sandi)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that the slow hash was computed for."""
    asked: list[str] = []

    def counted(pwhash: str, password: str) -> bool:
        asked.append(password)
        return check_password_hash(pwhash, password)

    monkeypatch.setattr(services, "check_password_hash", counted)
    return asked


def test_the_right_password_passes(satu: Akun) -> None:
    assert Sandi().cocok(satu, PASSWORD)


@pytest.mark.parametrize("password", ["", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), "x" * 10_000])
def test_another_password_does_not_pass(satu: Akun, password: str) -> None:
    assert not Sandi().cocok(satu, password)


def test_nobodys_password_does_not_pass() -> None:
    assert not Sandi().cocok(None, PASSWORD)


def test_a_password_of_letters_beyond_ascii_passes(satu: Akun) -> None:
    assert Sandi().cocok(replace(satu, sandi=buat_sandi("rähasia-病院")), "rähasia-病院")


def test_the_stored_hash_is_slow_and_salted(sandi: str) -> None:
    assert sandi.startswith("scrypt:")
    assert PASSWORD not in sandi
    assert buat_sandi(PASSWORD) != sandi


def test_the_slow_hash_runs_once_per_credential(satu: Akun, slow: list[str]) -> None:
    pemeriksa = Sandi()
    assert [pemeriksa.cocok(satu, PASSWORD) for _ in range(3)] == [True, True, True]
    assert slow == [PASSWORD]


def test_a_wrong_password_pays_the_slow_hash_every_time(satu: Akun, slow: list[str]) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    assert [pemeriksa.cocok(satu, LAIN) for _ in range(2)] == [False, False]
    assert slow == [PASSWORD, LAIN, LAIN]


def test_an_unknown_user_pays_the_slow_hash_too(slow: list[str], sandi: str) -> None:
    Sandi().cocok(None, LAIN)
    assert slow == [LAIN]
    assert [len(part) for part in services.NOBODY.split("$")] == [len(part) for part in sandi.split("$")]
    assert services.NOBODY.split("$")[0] == sandi.split("$")[0]


def test_a_wrong_password_does_not_make_the_right_one_slow_again(satu: Akun, slow: list[str]) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    pemeriksa.cocok(satu, LAIN)
    assert pemeriksa.cocok(satu, PASSWORD)
    assert slow == [PASSWORD, LAIN]


def test_a_changed_password_ends_the_old_one_at_once(satu: Akun) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    diganti = replace(satu, sandi=buat_sandi(LAIN))
    assert not pemeriksa.cocok(diganti, PASSWORD)
    assert pemeriksa.cocok(diganti, LAIN)


def test_only_a_password_that_has_passed_is_remembered(satu: Akun, slow: list[str]) -> None:
    pemeriksa = Sandi()
    assert not pemeriksa.ingat(satu, PASSWORD)
    pemeriksa.cocok(satu, LAIN)
    pemeriksa.cocok(satu, PASSWORD)
    asked = list(slow)
    assert [pemeriksa.ingat(satu, satu_lagi) for satu_lagi in (PASSWORD, LAIN, "")] == [True, False, False]
    assert not pemeriksa.ingat(replace(satu, sandi=buat_sandi(PASSWORD)), PASSWORD)
    assert not pemeriksa.ingat(replace(satu, nama="1311R003"), PASSWORD)
    assert slow == asked


def test_a_password_passes_for_its_own_hospital_only(satu: Akun) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    assert not pemeriksa.cocok(replace(satu, nama="1311R003", sandi=buat_sandi(LAIN)), PASSWORD)


class Lambat:
    """A slow hash that is as slow as the test wants."""

    def __init__(self) -> None:
        self.mulai, self.boleh = threading.Semaphore(0), threading.Semaphore(0)
        self.sekarang = self.terbanyak = 0

    def __call__(self, _pwhash: str, password: str) -> bool:
        self.sekarang += 1
        self.terbanyak = max(self.terbanyak, self.sekarang)
        self.mulai.release()
        self.boleh.acquire()
        self.sekarang -= 1
        return password == PASSWORD


@pytest.fixture
def lambat(monkeypatch: pytest.MonkeyPatch) -> Lambat:
    found = Lambat()
    monkeypatch.setattr(services, "check_password_hash", found)
    return found


def test_one_slow_hash_is_computed_at_a_time_and_strangers_beyond_their_places_are_sent_away(
    satu: Akun, lambat: Lambat
) -> None:
    pemeriksa = Sandi(2)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(pemeriksa.cocok, None, "x", False)
        lambat.mulai.acquire()
        known = [pool.submit(pemeriksa.cocok, satu, f"salah-{n}") for n in range(3)]
        # Of two strangers only one can have the other place; the one without it is told at once.
        strangers = [pool.submit(pemeriksa.cocok, None, "x", False) for _ in range(2)]
        done = next(as_completed(strangers))
        assert isinstance(done.exception(), TerlaluBanyakPercobaan)
        for _ in range(5):
            lambat.boleh.release()
        answers = [satu.result() for satu in (first, *known, *(other for other in strangers if other is not done))]
    assert answers == [False] * 5
    assert lambat.terbanyak == 1
    # Their places are free again.
    lambat.boleh.release()
    assert not pemeriksa.cocok(None, "x", False)


def test_who_waits_for_a_password_that_passes_meanwhile_pays_no_hash(satu: Akun, lambat: Lambat) -> None:
    pemeriksa = Sandi(1)
    with ThreadPoolExecutor(4) as pool:
        all_ = [pool.submit(pemeriksa.cocok, satu, PASSWORD) for _ in range(4)]
        lambat.boleh.release()
        assert [one.result() for one in all_] == [True] * 4
