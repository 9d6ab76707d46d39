"""Passwords: the slow hash is paid once per credential, and a wrong password always pays it."""

from dataclasses import replace

import pytest
from werkzeug.security import check_password_hash

from antrean.domain.rs import RumahSakit
from antrean.services import sandi as services
from antrean.services.sandi import Sandi, buat_sandi
from tests.conftest import PASSWORD

LAIN = "sandi-yang-lain"


@pytest.fixture
def satu(sandi: str) -> RumahSakit:
    return RumahSakit("1311R002", "RS Uji", "Asia/Jakarta", "bpjs-uji", sandi)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that the slow hash was computed for."""
    asked: list[str] = []

    def counted(pwhash: str, password: str) -> bool:
        asked.append(password)
        return check_password_hash(pwhash, password)

    monkeypatch.setattr(services, "check_password_hash", counted)
    return asked


def test_the_right_password_passes(satu: RumahSakit) -> None:
    assert Sandi().cocok(satu, PASSWORD)


@pytest.mark.parametrize("password", ["", PASSWORD[:-1], PASSWORD + " ", PASSWORD.upper(), "x" * 10_000])
def test_another_password_does_not_pass(satu: RumahSakit, password: str) -> None:
    assert not Sandi().cocok(satu, password)


def test_nobodys_password_does_not_pass() -> None:
    assert not Sandi().cocok(None, PASSWORD)


def test_a_password_of_letters_beyond_ascii_passes(satu: RumahSakit) -> None:
    assert Sandi().cocok(replace(satu, sandi=buat_sandi("rähasia-病院")), "rähasia-病院")


def test_the_stored_hash_is_slow_and_salted(sandi: str) -> None:
    assert sandi.startswith("scrypt:")
    assert PASSWORD not in sandi
    assert buat_sandi(PASSWORD) != sandi


def test_the_slow_hash_runs_once_per_credential(satu: RumahSakit, slow: list[str]) -> None:
    pemeriksa = Sandi()
    assert [pemeriksa.cocok(satu, PASSWORD) for _ in range(3)] == [True, True, True]
    assert slow == [PASSWORD]


def test_a_wrong_password_pays_the_slow_hash_every_time(satu: RumahSakit, slow: list[str]) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    assert [pemeriksa.cocok(satu, LAIN) for _ in range(2)] == [False, False]
    assert slow == [PASSWORD, LAIN, LAIN]


def test_an_unknown_user_pays_the_slow_hash_too(slow: list[str], sandi: str) -> None:
    Sandi().cocok(None, LAIN)
    assert slow == [LAIN]
    assert [len(part) for part in services.NOBODY.split("$")] == [len(part) for part in sandi.split("$")]
    assert services.NOBODY.split("$")[0] == sandi.split("$")[0]


def test_a_wrong_password_does_not_make_the_right_one_slow_again(satu: RumahSakit, slow: list[str]) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    pemeriksa.cocok(satu, LAIN)
    assert pemeriksa.cocok(satu, PASSWORD)
    assert slow == [PASSWORD, LAIN]


def test_a_changed_password_ends_the_old_one_at_once(satu: RumahSakit) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    diganti = replace(satu, sandi=buat_sandi(LAIN))
    assert not pemeriksa.cocok(diganti, PASSWORD)
    assert pemeriksa.cocok(diganti, LAIN)


def test_only_a_password_that_has_passed_is_remembered(satu: RumahSakit, slow: list[str]) -> None:
    pemeriksa = Sandi()
    assert not pemeriksa.ingat(satu, PASSWORD)
    pemeriksa.cocok(satu, LAIN)
    pemeriksa.cocok(satu, PASSWORD)
    asked = list(slow)
    assert [pemeriksa.ingat(satu, satu_lagi) for satu_lagi in (PASSWORD, LAIN, "")] == [True, False, False]
    assert not pemeriksa.ingat(replace(satu, sandi=buat_sandi(PASSWORD)), PASSWORD)
    assert not pemeriksa.ingat(replace(satu, kode="1311R003"), PASSWORD)
    assert slow == asked


def test_a_password_passes_for_its_own_hospital_only(satu: RumahSakit) -> None:
    pemeriksa = Sandi()
    pemeriksa.cocok(satu, PASSWORD)
    assert not pemeriksa.cocok(replace(satu, kode="1311R003", sandi=buat_sandi(LAIN)), PASSWORD)
