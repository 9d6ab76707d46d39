"""How a text that must not lie open is kept: encrypted, with keys that are not in the store."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from antrean.errors import OperatorError


class SegelSalah(Exception):
    """None of the keys sealed it."""


class Segel:
    """Seals texts and opens them again.

    Args:
        keys: Fernet keys; the first encrypts, each of them decrypts.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    @property
    def ada(self) -> bool:
        """Whether there is a key."""
        return self._fernet is not None

    def tutup(self, teks: str) -> str:
        """A text for the store: letters, digits, ``-``, ``_`` and ``=``.

        Raises:
            OperatorError: there is no key.
        """
        if self._fernet is None:
            raise OperatorError("ANTREAN_DATA_KEY is not set; without it no secret is kept. Nothing was changed.")
        return self._fernet.encrypt(teks.encode()).decode()

    def buka(self, teks: str) -> str:
        """The text.

        Raises:
            SegelSalah: it was sealed with none of the keys, or is something else.
        """
        if self._fernet is None:
            raise SegelSalah
        try:
            return self._fernet.decrypt(teks.encode()).decode()
        except (InvalidToken, ValueError):
            raise SegelSalah from None


def openssl() -> str:
    """Which OpenSSL encrypts, by its own word: name, version, date."""
    from cryptography.hazmat.backends.openssl import backend

    return backend.openssl_version_text()
