"""The keys with which a hospital's own systems come in.

A key is long and random, so a quick digest is enough; it is compared in constant time. It begins with the hospital's
code, which says whose keys to look at.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

from antrean.domain.kunci import SEMUA, Kunci
from antrean.errors import OperatorError
from antrean.services.konteks import Konteks

_NAMA = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,29}")
_BYTES = 32


def buat(konteks: Konteks, nama: str, boleh: frozenset[str] = frozenset((SEMUA,)), rahasia: str = "") -> str:
    """Make a key and return it: only its digest is kept.

    Args:
        boleh: what it may do, words of ``domain.kunci.BOLEH``.
        rahasia: what stands behind the hospital's code, where a repeat of the request has to make the same key.

    Raises:
        OperatorError: the name is not usable, or taken.
    """
    if not _NAMA.fullmatch(nama):
        raise OperatorError(f"The name {nama!r} is not usable: 1 to 30 letters, digits and . _ -.")
    kunci = f"{konteks.rs.kode}.{rahasia or secrets.token_urlsafe(_BYTES)}"
    write = konteks.write
    konteks.store.kunci.tambah(konteks.rs.kode, Kunci(nama, digest(kunci), write.now_ms, boleh), write)
    return kunci


def kode_rs(kunci: str) -> str:
    """The hospital that a key says it is of."""
    return kunci.partition(".")[0]


def cocok(kunci: str, tersimpan: Iterable[Kunci]) -> Kunci | None:
    """The stored key that this is, or None; all are compared, whatever is found."""
    milik, ini = None, digest(kunci)
    for satu in tersimpan:
        if hmac.compare_digest(satu.digest, ini):
            milik = satu
    return milik


def digest(kunci: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(kunci.encode("utf-8", "surrogatepass")).hexdigest()
