"""How the form of a new patient lies in the store: encrypted where there is a key."""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from antrean.errors import FormulirTidakTerbaca

_TERBUKA = "{"  # how JSON begins, and no Fernet token


class Segel:
    """Seals forms and opens them again.

    Args:
        keys: Fernet keys; the first encrypts, each of them decrypts. None: forms are kept as they are.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key) for key in keys]) if keys else None

    def tutup(self, formulir: dict[str, str]) -> str:
        """A form as text for the store."""
        isi = json.dumps(formulir, ensure_ascii=False)
        return self._fernet.encrypt(isi.encode()).decode() if self._fernet else isi

    def buka(self, teks: str) -> dict[str, str]:
        """The form, also one that was kept before there was a key.

        Raises:
            FormulirTidakTerbaca: none of the keys encrypted it, or something else than we wrote it.
        """
        try:
            if not teks.startswith(_TERBUKA):
                if self._fernet is None:
                    raise FormulirTidakTerbaca
                teks = self._fernet.decrypt(teks.encode()).decode()
            formulir: dict[str, str] = json.loads(teks)
        except (InvalidToken, ValueError):
            raise FormulirTidakTerbaca from None
        return formulir


def openssl() -> str:
    """Which OpenSSL encrypts, by its own word: name, version, date."""
    from cryptography.hazmat.backends.openssl import backend

    return backend.openssl_version_text()
