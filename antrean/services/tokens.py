"""Tokens: signed and stateless, bound to a hospital, its username and its password, with an end (section 1)."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from itsdangerous import BadData, URLSafeSerializer

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.errors import TokenExpired

# v1 had no fingerprint of the password: a token of it is refused, and the client fetches another.
_SALT = "antrean.token.v2"
_SIDIK_BYTES = 9


@dataclass(frozen=True, slots=True)
class Tiket:
    """What a good token says: the hospital's code, and for which username and password it was given."""

    kode: str
    username: str
    sidik: str

    def berlaku_bagi(self, rs: RumahSakit) -> bool:
        """Whether the hospital still logs in as it did when the token was given."""
        return rs.username == self.username and sidik(rs.sandi) == self.sidik


BEDA_JAM_S = 120
"""What another process's clock may be ahead."""


class Tokens:
    """Issues and reads tokens.

    Args:
        secret_keys: the first signs, all of them verify; the same in every process.
    """

    def __init__(self, secret_keys: Sequence[str], clock: Clock) -> None:
        self._clock = clock
        self._serializer = URLSafeSerializer(
            [*reversed(secret_keys)],  # there the last one signs
            salt=_SALT,
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )
        # A signature that was good once stays good, for the keys are the process's: a token comes with a thousand
        # calls. What is not good raises, and is not remembered. End, username and password are looked at each time.
        self._buka_sekali = lru_cache(maxsize=1024)(self._buka)
        # Who asks again within a second gets the same token.
        self._tulis_sekali = lru_cache(maxsize=128)(self._tulis)

    def buat(self, rs: RumahSakit) -> str:
        """A token that lives for the hospital's ``umur_token`` seconds."""
        dibuat = self._clock.now_ms() // 1000
        berakhir = dibuat + int(rs.kebijakan.umur_token)
        return self._tulis_sekali(rs.kode, rs.username, sidik(rs.sandi), berakhir, dibuat)

    def baca(self, token: str, username: str) -> Tiket:
        """What a token says. The hospital itself must be asked whether it is still good for it (``berlaku_bagi``).

        Raises:
            TokenExpired: missing, malformed, tampered with, over, or of another username.
        """
        if not token:
            raise TokenExpired("no x-token")
        try:
            tiket, berakhir, dibuat = self._buka_sekali(token)
        except (BadData, ValueError, TypeError) as error:
            raise TokenExpired("no token of ours: another key signed it, or it was changed") from error
        if berakhir <= self._clock.now_ms() // 1000:
            raise TokenExpired("its time is over")
        if dibuat > self._clock.now_ms() // 1000 + BEDA_JAM_S:
            # By a clock that was set back since: it would live on for as long as that was.
            raise TokenExpired("it was issued minutes ahead of this clock")
        if tiket.username != username:
            raise TokenExpired("another x-username" if username else "no x-username")
        return tiket

    def _tulis(self, *isi: str | int) -> str:
        return str(self._serializer.dumps(isi))

    def _buka(self, token: str) -> tuple[Tiket, int, int]:
        """What a token says, when it ends, and when it was issued; 0 in one of before that was said."""
        kode, username, sidik_sandi, berakhir, *dibuat = self._serializer.loads(token)
        return Tiket(kode, username, sidik_sandi), berakhir, dibuat[0] if dibuat else 0


@lru_cache(maxsize=1024)
def sidik(sandi: str) -> str:
    """A fingerprint of a password's slow hash, which is salted: it tells a change, and nothing of the password."""
    return urlsafe_b64encode(hashlib.sha256(sandi.encode()).digest()[:_SIDIK_BYTES]).decode()
