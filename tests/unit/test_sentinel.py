"""Addresses of sentinels, and what is made of their answers."""

from typing import Any

import pytest
import redis
from redis.sentinel import MasterNotFoundError

from antrean.domain.sentinel import AlamatSentinel
from antrean.store.sentinel import Sentinels

CONTOH = "It looks like redis+sentinel://host1:26379,host2,host3/name"


def test_an_address_names_the_sentinels_and_the_primary() -> None:
    assert AlamatSentinel.baca("redis+sentinel://h1,h2:26380,[::1],[fe80::1]:5/antrean-1.utama") == AlamatSentinel(
        sentinel=(("h1", 26379), ("h2", 26380), ("::1", 26379), ("fe80::1", 5)),
        nama="antrean-1.utama",
        db=0,
        tls=False,
        username="",
        sandi="",
        username_sentinel="",
        sandi_sentinel="",
    )


def test_an_address_has_both_logins_a_database_and_tls() -> None:
    url = "rediss+sentinel://siapa:s%40n%2Fdi%3A@h1/a/7?sentinel_username=pen%26jaga&sentinel_password=r%2Fa%20h+asia"
    alamat = AlamatSentinel.baca(url)
    assert (alamat.username, alamat.sandi, alamat.db, alamat.tls) == ("siapa", "s@n/di:", 7, True)
    assert (alamat.username_sentinel, alamat.sandi_sentinel) == ("pen&jaga", "r/a h asia")
    assert not any(rahasia in repr(alamat) for rahasia in ("siapa", "s@n", "asia", "pen&"))


@pytest.mark.parametrize(
    "url, salah",
    [
        ("redis+sentinel:h1/antrean", "is not an address of sentinels. "),
        ("redis+sentinel://:rahasia@rahasia@h1/antrean", "is not an address of sentinels. "),
        ("redis+sentinel://h1/antrean/0/rahasia", "is not an address of sentinels. "),
        ("redis+sentinel://h1/antrean#rahasia", "is not an address of sentinels. "),
        ("redis+sentinel://", f"names no sentinel. {CONTOH}."),
        ("redis+sentinel://:rahasia@/antrean", f"names no sentinel. {CONTOH}."),
        ("redis+sentinel://:rahasia@h1,h2", f"names sentinels, and not which primary. {CONTOH}: "),
        ("redis+sentinel://:rahasia@h1,h2/", f"names sentinels, and not which primary. {CONTOH}: "),
        ("redis+sentinel://h1//0", f"names sentinels, and not which primary. {CONTOH}: "),
        ("redis+sentinel://:rah/asia@h1/antrean", "has a name of the primary with other characters "),
        ("redis+sentinel://h1/rahasia@h2", "has a name of the primary with other characters "),
        ("redis+sentinel://h1/a b", "has a name of the primary with other characters "),
        ("redis+sentinel://h1/antrean/rahasia", "has something else than a database's number "),
        ("redis+sentinel://h1/antrean/²", "has something else than a database's number "),
        ("redis+sentinel://h1,h2:x/antrean", "has as sentinel 2 something else than a host, or a host and a port. "),
        ("redis+sentinel://h1,/antrean", "has as sentinel 2 "),
        ("redis+sentinel://h1,h2:0/antrean", "has as sentinel 2 "),
        ("redis+sentinel://h1:65536/antrean", "has as sentinel 1 "),
        ("redis+sentinel://::1/antrean", "has as sentinel 1 "),
        ("redis+sentinel://h1/antrean?password=rahasia", "has an option after `?` that cannot be used: password. "),
    ],
)
def test_what_is_no_such_address_is_told_and_not_shown(url: str, salah: str) -> None:
    with pytest.raises(ValueError) as refused:
        AlamatSentinel.baca(url)
    assert str(refused.value).startswith(salah)
    assert "asia" not in str(refused.value)


class Heard(Sentinels):
    """Sentinels that answer what is given for them: an epoch with a port, or an error."""

    def __init__(self, answers: dict[str, Any]) -> None:
        super().__init__(AlamatSentinel.baca(f"redis+sentinel://{','.join(answers)}/a"), {})
        self.answers = answers
        self.asked: list[str] = []

    def _ask(self, address: tuple[str, int], service_name: str) -> dict[str, Any]:
        assert service_name == "a"
        self.asked.append(address[0])
        answer = self.answers[address[0]]
        if isinstance(answer, Exception):
            raise answer
        epoch, port, *flags = answer
        down = {"is_sdown": "down" in flags, "is_odown": False}
        return {"config-epoch": epoch, "ip": "10.0.0.1", "port": port, "is_master": True, **down}

    def now(self) -> int:
        """The primary's port; whom it asks is in ``asked``."""
        self.asked.clear()
        return self.discover_master("a")[1]


MATI = redis.exceptions.TimeoutError("no answer")


def test_a_majority_is_asked_and_no_more() -> None:
    sentinels = Heard({"s1": (4, 1), "s2": (4, 1), "s3": (4, 1)})
    assert sentinels.now() == 1
    assert sentinels.asked == ["s1", "s2"]


def test_one_that_does_not_answer_is_asked_last_from_then_on() -> None:
    sentinels = Heard({"s1": MATI, "s2": (4, 1), "s3": (4, 1)})
    assert sentinels.now() == 1
    assert sentinels.asked == ["s1", "s2", "s3"]
    assert sentinels.now() == 1
    assert sentinels.asked == ["s2", "s3"]


def test_one_that_was_cut_off_with_the_former_primary_is_not_followed() -> None:
    assert Heard({"s1": (4, 1), "s2": (5, 2), "s3": (5, 2)}).now() == 2
    assert Heard({"s1": MATI, "s2": (4, 1), "s3": (5, 2)}).now() == 2


def test_the_only_one_that_answers_is_followed() -> None:
    assert Heard({"s1": MATI, "s2": redis.exceptions.ResponseError("no such master"), "s3": (4, 1)}).now() == 1


def test_a_primary_that_one_of_them_takes_for_down_is_followed() -> None:
    assert Heard({"s1": (4, 1, "down"), "s2": (4, 1), "s3": (4, 1)}).now() == 1


@pytest.mark.parametrize(
    "answers, sebab",
    [
        ({"s1": MATI, "s2": MATI}, "s1:26379: no answer; s2:26379: no answer"),
        ({"s1": (4, 1, "down"), "s2": (4, 1, "down")}, "s1:26379: it is down; s2:26379: it is down"),
        ({"s1": (4, 1), "s2": (5, 2, "down"), "s3": MATI}, "s2:26379: it is down"),
    ],
)
def test_without_a_primary_that_is_up_it_is_told_what_they_said(answers: dict[str, Any], sebab: str) -> None:
    with pytest.raises(MasterNotFoundError) as refused:
        Heard(answers).now()
    assert str(refused.value) == f"no sentinel knows a primary 'a' that is up. {sebab}"
