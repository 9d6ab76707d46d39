"""From where the hospital's own systems call: elsewhere a key is none."""

import logging
from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import KODE_RS, FrozenClock, MobileJkn, put_policy
from tests.simrs.alat import BASE, Loket, hari_ini
from tests.simrs.test_kunci import CALLS, DITOLAK

DALAM, LUAR = "192.168.10.5", "203.0.113.7"


@pytest.fixture
def tertutup(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> Loket:
    """At a hospital that named its network."""
    put_policy(store, clock, rs, jaringan_simrs="192.168.10.0/24")
    return loket


def dari(loket: Loket, alamat: str, method: str = "GET", path: str = "/antrean", body: Any = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {loket.kunci}"}
    answer = loket.client.open(
        BASE + path, method=method, json=body, headers=headers, environ_base={"REMOTE_ADDR": alamat}
    )
    return answer.status_code, answer.json


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_a_good_key_from_elsewhere_is_none(tertutup: Loket, method: str, path: str) -> None:
    assert dari(tertutup, LUAR, method, path, {}) == DITOLAK


def test_from_a_listed_network_everything_is_as_ever(tertutup: Loket) -> None:
    assert dari(tertutup, DALAM, "POST", "/antrean", hari_ini())[0] == 201
    assert len(dari(tertutup, DALAM)[1]["antrean"]) == 1


def test_mobile_jkn_has_a_list_of_its_own(tertutup: Loket, jkn: MobileJkn) -> None:
    assert jkn.ambil()["metadata"]["code"] == 200


def test_another_hospitals_list_is_its_own(tertutup: Loket, loket_lain: Loket) -> None:
    assert dari(loket_lain, LUAR)[0] == 200


def test_the_log_is_told_once_and_without_the_key(tertutup: Loket, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "antrean"):
        assert [dari(tertutup, LUAR) for _ in range(3)] == [DITOLAK] * 3
    said = f"{KODE_RS}: refused what comes from {LUAR}, which is not in its policy jaringan_simrs"
    assert [record.getMessage() for record in caplog.records] == [said]
    assert tertutup.kunci not in caplog.text


def test_a_bad_key_from_elsewhere_is_not_worth_a_line(tertutup: Loket, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "antrean"):
        assert dari(Loket(tertutup.client, f"{KODE_RS}.salah"), LUAR) == DITOLAK
    assert caplog.records == []
