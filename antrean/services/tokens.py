"""Tokens: signed and stateless, bound to a hospital and its username, with an end (section 1)."""

import hashlib
from functools import lru_cache

from itsdangerous import BadData, URLSafeSerializer

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.errors import TokenExpired

_SALT = "antrean.token.v1"


class Tokens:
    """Issues and reads tokens.

    Args:
        secret_key: signs them; the same in every process.
    """

    def __init__(self, secret_key: str, clock: Clock) -> None:
        self._clock = clock
        serializer = URLSafeSerializer(
            secret_key,
            salt=_SALT,
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )
        self._dumps = serializer.dumps
        # A signature that was good once stays good: a token comes with a thousand calls. What is not good raises, and
        # is not remembered.
        self._loads = lru_cache(maxsize=1024)(serializer.loads)

    def buat(self, rs: RumahSakit) -> str:
        """A token that lives for the hospital's ``umur_token`` seconds."""
        berakhir = self._clock.now_ms() // 1000 + int(rs.kebijakan.umur_token)
        return str(self._dumps([rs.kode, rs.username, berakhir]))

    def baca(self, token: str, username: str) -> str:
        """The code of the hospital that a token is for.

        Raises:
            TokenExpired: missing, malformed, tampered with, over, or of another username.
        """
        try:
            kode, pemilik, berakhir = self._loads(token)
        except (BadData, ValueError, TypeError) as error:
            raise TokenExpired from error
        if pemilik != username or berakhir <= self._clock.now_ms() // 1000:
            raise TokenExpired
        return str(kode)
