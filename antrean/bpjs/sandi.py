"""Signature of a call, and the cipher of its answer. Both hang on the very timestamp that the call was sent with."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from antrean.bpjs import lz
from antrean.bpjs.kredensial import Kredensial

TERPANJANG = 32 * 1024 * 1024
"""Characters that an answer may unfold to."""


def tanda_tangan(kredensial: Kredensial, waktu: str) -> str:
    """``x-signature`` for an ``x-timestamp``."""
    pesan = f"{kredensial.cons_id}&{waktu}".encode()
    return base64.b64encode(hmac.digest(kredensial.secret.encode(), pesan, "sha256")).decode()


def buka(kredensial: Kredensial, waktu: str, sandi: str) -> Any:
    """What an encrypted ``response`` says.

    Args:
        waktu: the ``x-timestamp`` of the call that it answers.

    Raises:
        ValueError: it is not encrypted for that call, or is too long.
    """
    try:
        isi = base64.b64decode(sandi, validate=True)
    except binascii.Error as error:
        raise ValueError("it is not base64") from error
    pembuka = _cipher(kredensial, waktu).decryptor()
    tanpa_isi = PKCS7(AES.block_size).unpadder()
    polos = tanpa_isi.update(pembuka.update(isi) + pembuka.finalize()) + tanpa_isi.finalize()
    return json.loads(lz.buka(polos.decode("ascii"), TERPANJANG))


def tutup(kredensial: Kredensial, waktu: str, isi: Any) -> str:
    """The same the other way, for the simulator."""
    penuh = PKCS7(AES.block_size).padder()
    polos = lz.tutup(json.dumps(isi, separators=(",", ":"))).encode()
    penutup = _cipher(kredensial, waktu).encryptor()
    return base64.b64encode(penutup.update(penuh.update(polos) + penuh.finalize()) + penutup.finalize()).decode()


def _cipher(kredensial: Kredensial, waktu: str) -> Cipher[CBC]:
    kunci = hashlib.sha256(f"{kredensial.cons_id}{kredensial.secret}{waktu}".encode()).digest()
    return Cipher(AES(kunci), CBC(kunci[:16]))
