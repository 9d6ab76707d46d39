"""Passwords: a slow hash in the store, and a quick comparison once it has been passed."""

import hashlib
import hmac
import secrets

from werkzeug.security import check_password_hash, generate_password_hash

from antrean.domain.rs import RumahSakit

# Compared where there is no hospital: it costs what a stored one does, and no password gives it.
NOBODY = f"scrypt:32768:8:1${'0' * 16}${'0' * 128}"


def buat_sandi(password: str) -> str:
    """The slow hash (scrypt) of a password."""
    return generate_password_hash(password)


class Sandi:
    """Compares passwords.

    Mobile JKN may ask for a token before every call, so the slow hash is computed once per credential and process;
    later calls compare a digest under a key that only this process has, in constant time. A wrong password always
    pays the slow hash, and so does an unknown user, so that the time tells nothing.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._passed: dict[str, tuple[str, bytes]] = {}

    def ingat(self, rs: RumahSakit, password: str) -> bool:
        """Whether it has been passed as the hospital's password before."""
        hash_lama, digest_lama = self._passed.get(rs.kode, ("", b""))
        return hash_lama == rs.sandi and hmac.compare_digest(self._digest(password), digest_lama)

    def cocok(self, rs: RumahSakit | None, password: str) -> bool:
        """Whether it is the hospital's password; False for no hospital."""
        if rs is None:
            check_password_hash(NOBODY, password)
            return False
        if self.ingat(rs, password):
            return True
        if not check_password_hash(rs.sandi, password):
            return False
        self._passed[rs.kode] = (rs.sandi, self._digest(password))
        return True

    def _digest(self, password: str) -> bytes:
        return hmac.digest(self._key, password.encode("utf-8", "surrogatepass"), hashlib.sha256)
