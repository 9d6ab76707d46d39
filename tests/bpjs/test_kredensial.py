"""What a hospital comes in with: bad input is a sentence each."""

import pytest

from antrean.bpjs.kredensial import Kredensial
from antrean.errors import OperatorError

BAIK = {"base": "https://apijkn.contoh.id/antreanrs", "cons_id": "1", "secret": "s", "user_key": "u"}


@pytest.mark.parametrize("akhir", ["", "/", "//"])
def test_a_slash_at_the_end_does_not_count(akhir: str) -> None:
    assert Kredensial.dari({**BAIK, "base": BAIK["base"] + akhir}).base == BAIK["base"]


@pytest.mark.parametrize(
    ("bidang", "nilai", "kata"),
    [
        ("base", "apijkn.contoh.id/antreanrs", "is no address of services"),
        ("base", "ftp://apijkn.contoh.id", "is no address of services"),
        ("base", "https://[", "is no address of services"),
        ("base", "https://x:99999/a", "is no address of services"),
        ("base", "http://apijkn.contoh.id/antreanrs", "take https://"),
        ("base", "https://apijkn.contoh.id/antreanrs?x=1", "has a query"),
        ("base", "https://siapa:apa@apijkn.contoh.id/antreanrs", "a user name"),
        ("secret", "", "secret is not usable"),
        ("secret", "dua\nbaris", "secret is not usable"),
        ("user_key", "k" * 201, "user_key is not usable"),
        ("cons_id", "é", "cons_id is not usable"),
        ("cons_id", 5, "cons_id is no text"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_without_the_secret(bidang: str, nilai: object, kata: str) -> None:
    with pytest.raises(OperatorError) as error:
        Kredensial.dari({**BAIK, "secret": "sangat-rahasia", bidang: nilai})
    assert kata in str(error.value)
    assert "sangat-rahasia" not in str(error.value)


@pytest.mark.parametrize("isi", [[], "x", None, {}, {**BAIK, "lagi": "1"}, {"base": BAIK["base"]}])
def test_only_these_four(isi: object) -> None:
    with pytest.raises(OperatorError, match="base, cons_id, secret, user_key"):
        Kredensial.dari(isi)


def test_nothing_secret_is_shown() -> None:
    siapa = Kredensial.dari({**BAIK, "secret": "sangat-rahasia", "user_key": "kunci-rahasia"})
    assert "rahasia" not in repr(siapa)
    assert Kredensial.baca(siapa.tulis()) == siapa
