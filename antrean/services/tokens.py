"""Tokens: signed and stateless, bound to a hospital and its username, with an end (section 1)."""

import hashlib

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
        self._serializer = URLSafeSerializer(
            secret_key,
            salt=_SALT,
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )

    def buat(self, rs: RumahSakit) -> str:
        """A token that lives for the hospital's ``umur_token`` seconds."""
        berakhir = self._clock.now_ms() // 1000 + int(rs.kebijakan.umur_token)
        return str(self._serializer.dumps([rs.kode, rs.username, berakhir]))

    def baca(self, token: str, username: str) -> str:
        """The code of the hospital that a token is for.

        Raises:
            TokenExpired: missing, malformed, tampered with, over, or of another username.
        """
        try:
            kode, pemilik, berakhir = self._serializer.loads(token)
        except (BadData, ValueError, TypeError) as error:
            raise TokenExpired from error
        if pemilik != username or berakhir <= self._clock.now_ms() // 1000:
            raise TokenExpired
        return str(kode)
