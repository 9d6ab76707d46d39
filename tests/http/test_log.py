"""What a refusal's line of the access log tells: the cause that the answer hides, the field, the session asked for."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import KODE_RS, PASSWORD, USERNAME, FrozenClock, MobileJkn, permintaan, put_policy
from tests.http.alat import AMBIL, BESOK, LOGIN_SALAH, STATUS, TOKEN_EXPIRED
from tests.simrs.alat import Loket, buat_kunci

Line = dict[str, Any]
JAUH = "10.9.9.9/32"
NIK = "3212345678987654"


@pytest.fixture
def last(caplog: pytest.LogCaptureFixture) -> Callable[[], Line]:
    """The line of the request before."""
    caplog.set_level(logging.INFO, "antrean.access")

    def line() -> Line:
        found: Any = [record.msg for record in caplog.records if record.name == "antrean.access"][-1]
        return found

    return line


def changed(jkn: MobileJkn, **changes: Any) -> MobileJkn:
    for name, value in changes.items():
        setattr(jkn, name, value)
    return jkn


TOKEN: dict[str, Callable[[MobileJkn, FrozenClock], object]] = {
    "no x-token": lambda jkn, _: changed(jkn, token=""),
    "no token of ours: another key signed it, or it was changed": lambda jkn, _: changed(jkn, token=jkn.token + "x"),
    "its time is over": lambda _, clock: clock.move(hours=2),
    "another x-username": lambda jkn, _: changed(jkn, username="lain"),
    "no x-username": lambda jkn, _: changed(jkn, username=""),
}


@pytest.mark.parametrize("why", TOKEN)
def test_a_token_that_is_refused_has_its_cause_in_the_log_and_one_answer(
    why: str, jkn: MobileJkn, clock: FrozenClock, last: Callable[[], Line]
) -> None:
    TOKEN[why](jkn, clock)
    assert jkn.post(AMBIL, permintaan())[1]["metadata"]["message"] == TOKEN_EXPIRED
    assert (last()["outcome"], last()["why"]) == ("TokenExpired", why)


def test_so_has_one_of_before_the_password_changed_and_one_from_elsewhere(
    jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock, last: Callable[[], Line]
) -> None:
    put_policy(store, clock, rs, jaringan=JAUH)
    clock.move(seconds=2)
    assert jkn.post(AMBIL, permintaan())[1]["metadata"]["message"] == TOKEN_EXPIRED
    assert last()["why"] == "not from a network of the policy jaringan"
    jkn.client.get("/token", headers={"x-username": USERNAME, "x-password": PASSWORD})
    assert (last()["outcome"], last()["why"]) == ("LoginSalah", "not from a network of the policy jaringan")


@pytest.mark.parametrize(("username", "why"), [(USERNAME, "wrong password"), (NIK, "nobody's username")])
def test_a_wrong_login_has_its_cause_in_the_log_and_one_answer(
    username: str, why: str, jkn: MobileJkn, last: Callable[[], Line]
) -> None:
    answer = jkn.client.get("/token", headers={"x-username": username, "x-password": "salah"})
    assert (answer.json or {})["metadata"]["message"] == LOGIN_SALAH
    assert (last()["outcome"], last()["why"]) == ("LoginSalah", why)
    assert username == USERNAME or username not in str(last())


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ("", "no Authorization: Bearer"),
        ("Basic x", "no Authorization: Bearer"),
        ("Bearer 9999R999.x", "not a key of a hospital here"),
        (f"Bearer {KODE_RS}.{NIK}", "not a key of the hospital"),
    ],
)
def test_a_key_that_is_refused_has_its_cause_in_the_log(
    sent: str, why: str, app: Flask, rs: RumahSakit, last: Callable[[], Line]
) -> None:
    assert app.test_client().get("/simrs/v1/antrean", headers={"Authorization": sent}).status_code == 401
    assert (last()["outcome"], last()["why"]) == ("KunciSalah", why)
    assert NIK not in str(last())


@pytest.mark.parametrize(
    ("changes", "outcome", "field", "asked"),
    [
        ({"jampraktek": "8.00 - 15.30"}, "JadwalTidakAda", "jampraktek", f"ANA 12345 {BESOK} 08:00-15:30"),
        ({"kodedokter": "999"}, "DokterTidakDikenal", "kodedokter", f"ANA 999 {BESOK} 08:00-16:00"),
        ({"kodepoli": "xyz"}, "PoliTidakDitemukan", "kodepoli", f"XYZ 12345 {BESOK} 08:00-16:00"),
        # A person's number in the wrong field.
        ({"kodedokter": 321234567}, "DokterTidakDikenal", "kodedokter", f"ANA … {BESOK} 08:00-16:00"),
        ({"kodepoli": NIK}, "PoliTidakDitemukan", "kodepoli", f"… 12345 {BESOK} 08:00-16:00"),
        ({"jampraktek": NIK}, "IsianSalah", "jampraktek", None),
    ],
)
@pytest.mark.parametrize("path", [STATUS, AMBIL])
def test_what_was_asked_for_in_vain_is_in_the_log(
    path: str,
    changes: Line,
    outcome: str,
    field: str,
    asked: str | None,
    jkn: MobileJkn,
    last: Callable[[], Line],
) -> None:
    jkn.post(path, permintaan(**changes))
    found = last()
    assert (found["outcome"], found["field"], found.get("asked")) == (outcome, field, asked)
    assert not any(number in str(found) for number in ("32123456", permintaan()["nik"]))


@pytest.mark.parametrize(("path", "body"), [("/panggil", {NIK: "1"}), (f"/panggil?{NIK}=1", {})])
def test_a_field_that_we_do_not_have_is_named_to_its_client_and_not_in_the_log(
    path: str, body: Line, app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock, last: Callable[[], Line]
) -> None:
    loket = Loket(app.test_client(), buat_kunci(store, clock, rs, "loket1"))
    status, problem = loket.call("POST", path, body)
    assert (status, problem["field"]) == (422, NIK)
    assert last()["field"] == "…"
    assert NIK not in str(last())


def test_what_succeeds_has_none_of_it(jkn: MobileJkn, last: Callable[[], Line]) -> None:
    jkn.ambil()
    assert not {"why", "field", "asked"} & last().keys()
