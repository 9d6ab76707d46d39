"""Tokens: bound to hospital, username and time."""

import hashlib
import json
from base64 import urlsafe_b64decode
from dataclasses import replace

import pytest
from itsdangerous import URLSafeSerializer

from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.errors import TokenExpired
from antrean.services.tokens import _SALT, Tokens, sidik
from tests.conftest import SECRET_KEY, USERNAME, FrozenClock

LAIN = "z" * 32
RS = RumahSakit("1311R002", "RS Uji", "Asia/Jakarta", USERNAME, "x", Kebijakan(umur_token="60"))


@pytest.fixture
def tokens(clock: FrozenClock) -> Tokens:
    return Tokens([SECRET_KEY], clock)


def test_a_token_names_its_hospital(tokens: Tokens) -> None:
    assert tokens.baca(tokens.buat(RS), USERNAME).kode == "1311R002"


def test_every_process_with_the_same_key_reads_it(tokens: Tokens, clock: FrozenClock) -> None:
    assert Tokens([SECRET_KEY], clock).baca(tokens.buat(RS), USERNAME).kode == "1311R002"


def test_a_token_lives_to_the_last_second_of_its_life(tokens: Tokens, clock: FrozenClock) -> None:
    token = tokens.buat(RS)
    clock.move(seconds=59)
    assert tokens.baca(token, USERNAME).kode == "1311R002"


def test_a_token_ends_with_its_life(tokens: Tokens, clock: FrozenClock) -> None:
    token = tokens.buat(RS)
    clock.move(seconds=60)
    with pytest.raises(TokenExpired):
        tokens.baca(token, USERNAME)


@pytest.mark.parametrize("menit, baik", [(1, True), (3, False), (240, False)])
def test_a_token_that_was_issued_minutes_ahead_is_expired(
    tokens: Tokens, clock: FrozenClock, menit: int, baik: bool
) -> None:
    """Or one of before the clock was set back would live on for as long as that was."""
    token = tokens.buat(RS)
    clock.move(minutes=-menit)
    if baik:
        assert tokens.baca(token, USERNAME).kode == "1311R002"
    else:
        with pytest.raises(TokenExpired):
            tokens.baca(token, USERNAME)


def test_a_token_of_before_its_issue_was_said_is_read(tokens: Tokens, clock: FrozenClock) -> None:
    lama = tokens._tulis("1311R002", USERNAME, sidik("x"), clock.now_ms() // 1000 + 60)
    assert tokens.baca(lama, USERNAME).kode == "1311R002"


@pytest.mark.parametrize("username", ["", "lain", USERNAME.upper(), USERNAME + " "])
def test_a_token_is_its_usernames_alone(tokens: Tokens, username: str) -> None:
    token = tokens.buat(RS)
    with pytest.raises(TokenExpired):
        tokens.baca(token, username)


def test_a_token_of_another_key_is_refused(tokens: Tokens, clock: FrozenClock) -> None:
    token = Tokens([LAIN], clock).buat(RS)
    with pytest.raises(TokenExpired):
        tokens.baca(token, USERNAME)


def test_what_the_same_key_signed_for_another_purpose_is_refused(tokens: Tokens, clock: FrozenClock) -> None:
    signed = URLSafeSerializer(SECRET_KEY, salt="other").dumps(["1311R002", USERNAME, clock.now_ms()])
    with pytest.raises(TokenExpired):
        tokens.baca(str(signed), USERNAME)


def test_how_it_is_signed_is_not_the_clients_to_choose(tokens: Tokens) -> None:
    isi, _, tanda = tokens.buat(RS).rpartition(".")
    lemah = URLSafeSerializer(
        SECRET_KEY, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha1, "key_derivation": "hmac"}
    )
    for palsu in (
        isi,
        f"{isi}.",
        f".{tanda}",
        f"{isi}.{tanda}.{tanda}",
        str(lemah.dumps(lemah.load_payload(isi.encode()))),
    ):
        with pytest.raises(TokenExpired):
            tokens.baca(palsu, USERNAME)


def test_no_character_of_a_token_can_be_changed(tokens: Tokens) -> None:
    token = tokens.buat(RS)
    # The last character's low bits are padding.
    for i in range(len(token) - 1):
        changed = token[:i] + ("A" if token[i] != "A" else "B") + token[i + 1 :]
        with pytest.raises(TokenExpired):
            tokens.baca(changed, USERNAME)


@pytest.mark.parametrize(
    "token", ["", ".", "a.b", "a.b.c", "null", "{}", "\x00", "é", "\ud800", "." * 1000, "A" * 100_000]
)
def test_what_is_no_token_is_refused(tokens: Tokens, token: str) -> None:
    with pytest.raises(TokenExpired):
        tokens.baca(token, USERNAME)


def test_a_token_carries_hospital_username_fingerprint_end_and_issue_and_nothing_else(
    tokens: Tokens, clock: FrozenClock
) -> None:
    isi = urlsafe_b64decode(tokens.buat(RS).split(".")[0] + "==")
    sekarang = clock.now_ms() // 1000
    assert json.loads(isi) == ["1311R002", USERNAME, sidik("x"), sekarang + 60, sekarang]


# Keys that rotate.


def test_a_token_of_an_older_key_is_read_while_the_key_is_listed(tokens: Tokens, clock: FrozenClock) -> None:
    token = tokens.buat(RS)
    assert Tokens([LAIN, SECRET_KEY], clock).baca(token, USERNAME).kode == "1311R002"
    with pytest.raises(TokenExpired):
        Tokens([LAIN], clock).baca(token, USERNAME)


def test_the_first_key_signs(tokens: Tokens, clock: FrozenClock) -> None:
    token = Tokens([LAIN, SECRET_KEY], clock).buat(RS)
    assert Tokens([LAIN], clock).baca(token, USERNAME).kode == "1311R002"
    with pytest.raises(TokenExpired):
        tokens.baca(token, USERNAME)


# What is remembered of a token is its signature, and nothing that can change.


def test_a_token_that_was_read_still_ends_and_is_still_its_usernames(tokens: Tokens, clock: FrozenClock) -> None:
    token = tokens.buat(RS)
    tokens.baca(token, USERNAME)
    with pytest.raises(TokenExpired):
        tokens.baca(token, "lain")
    clock.move(seconds=60)
    with pytest.raises(TokenExpired):
        tokens.baca(token, USERNAME)


def test_a_forged_token_stays_refused(tokens: Tokens) -> None:
    token = tokens.buat(RS)[:-5]
    for _ in range(3):
        with pytest.raises(TokenExpired):
            tokens.baca(token, USERNAME)


# The password.


def test_a_token_is_good_for_the_password_that_it_was_given_for(tokens: Tokens) -> None:
    tiket = tokens.baca(tokens.buat(RS), USERNAME)
    assert tiket.berlaku_bagi(RS)
    assert not tiket.berlaku_bagi(replace(RS, sandi="y"))
    assert not tiket.berlaku_bagi(replace(RS, username="lain"))


def test_a_fingerprint_tells_nothing_of_the_hash(sandi: str) -> None:
    assert len(sidik(sandi)) == 12
    assert sidik(sandi) not in sandi
    assert sidik(sandi) != sidik(sandi + "x")


def test_a_token_of_the_format_before_is_refused(tokens: Tokens, clock: FrozenClock) -> None:
    old = URLSafeSerializer(
        SECRET_KEY,
        salt="antrean.token.v1",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
    with pytest.raises(TokenExpired):
        tokens.baca(str(old.dumps(["1311R002", USERNAME, clock.now_ms() // 1000 + 60])), USERNAME)
