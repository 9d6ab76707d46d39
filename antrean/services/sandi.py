"""Passwords: a slow hash in the store, and a quick comparison once it has been passed."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from werkzeug.security import check_password_hash, generate_password_hash

from antrean.errors import OperatorError, TerlaluBanyakPercobaan

PASSWORD_TERPENDEK = 8

# Compared where there is no hospital: it costs what a stored one does, and no password gives it.
NOBODY = f"scrypt:32768:8:1${'0' * 16}${'0' * 128}"


@dataclass(frozen=True, slots=True)
class Akun:
    """Who logs in with a password.

    Attributes:
        nama: a name that is its alone: a hospital's code, or that and an account of its staff.
        sandi: the password's slow hash.
    """

    nama: str
    sandi: str = field(repr=False)


def periksa_sandi(password: str) -> None:
    """Raises OperatorError for a new password that is too short, or nothing that can be typed."""
    if len(password) < PASSWORD_TERPENDEK:
        raise OperatorError(f"The password has {len(password)} characters; it needs at least {PASSWORD_TERPENDEK}.")
    if not password.isprintable() or password != password.strip():
        raise OperatorError(
            "The password has a control character, or a space at an end, which no HTTP header carries. Choose another."
        )


def buat_sandi(password: str) -> str:
    """The slow hash (scrypt) of a password."""
    return generate_password_hash(password)


class Sandi:
    """Compares passwords.

    Mobile JKN may ask for a token before every call, so the slow hash is computed once per credential and process;
    later calls compare a digest under a key that only this process has, in constant time. A wrong password always
    pays the slow hash, and so does an unknown user, so that the time tells nothing.

    One slow hash is computed at a time: it takes a processor for a twentieth of a second, and bookings need that too.

    Args:
        tempat: how many strangers may be at it at once, those who wait for their turn among them; a thread each.
    """

    def __init__(self, tempat: int = 1) -> None:
        self._giliran = threading.Lock()
        self._tempat = threading.BoundedSemaphore(tempat)
        self._key = secrets.token_bytes(32)
        self._passed: dict[str, tuple[str, bytes]] = {}

    def ingat(self, akun: Akun, password: str) -> bool:
        """Whether it has been passed as the account's password before."""
        hash_lama, digest_lama = self._passed.get(akun.nama, ("", b""))
        return hash_lama == akun.sandi and hmac.compare_digest(self._digest(password), digest_lama)

    def cocok(self, akun: Akun | None, password: str, kenal: bool = True) -> bool:
        """Whether it is the account's password; False for no account.

        Args:
            kenal: who asks has been right before, so waits for a turn however many there are; a stranger does not.

        Raises:
            TerlaluBanyakPercobaan: there are too many strangers at it. Nothing was compared.
        """
        with self._satu_per_satu(kenal):
            if akun is None:
                check_password_hash(NOBODY, password)
                return False
            if self.ingat(akun, password):  # somebody may have passed it meanwhile
                return True
            if not check_password_hash(akun.sandi, password):
                return False
            self._passed[akun.nama] = (akun.sandi, self._digest(password))
            return True

    @contextmanager
    def _satu_per_satu(self, kenal: bool) -> Iterator[None]:
        if not kenal and not self._tempat.acquire(blocking=False):
            raise TerlaluBanyakPercobaan(karena="too many logins at once")
        try:
            with self._giliran:
                yield
        finally:
            if not kenal:
                self._tempat.release()

    def _digest(self, password: str) -> bytes:
        return hmac.digest(self._key, password.encode("utf-8", "surrogatepass"), hashlib.sha256)
