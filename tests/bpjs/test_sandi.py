"""Signature and encryption against a fixed vector, which other programs made (vektor.json)."""

import json
from pathlib import Path

import pytest

from antrean.bpjs import sandi
from antrean.bpjs.kredensial import Kredensial

VEKTOR = json.loads(Path(__file__).with_name("vektor.json").read_text("utf-8"))
SIAPA = Kredensial("https://contoh.id/antreanrs", VEKTOR["cons_id"], VEKTOR["secret"], "kunci")


def test_the_signature_is_that_of_the_vector() -> None:
    assert sandi.tanda_tangan(SIAPA, VEKTOR["timestamp"]) == VEKTOR["signature"]


def test_the_answer_is_that_of_the_vector() -> None:
    assert sandi.buka(SIAPA, VEKTOR["timestamp"], VEKTOR["response"]) == VEKTOR["isi"]


def test_what_we_encrypt_we_read() -> None:
    assert sandi.buka(SIAPA, "1", sandi.tutup(SIAPA, "1", VEKTOR["isi"])) == VEKTOR["isi"]


@pytest.mark.parametrize("rusak", ["", "bukan base64!", "QUJD", VEKTOR["response"][:-24], "A" * 64])
def test_what_is_not_encrypted_for_this_call_is_a_value_error(rusak: str) -> None:
    with pytest.raises(ValueError):
        sandi.buka(SIAPA, VEKTOR["timestamp"], rusak)


def test_an_answer_to_a_call_a_second_later_is_not_read() -> None:
    with pytest.raises(ValueError):
        sandi.buka(SIAPA, str(int(VEKTOR["timestamp"]) + 1), VEKTOR["response"])
