"""What addresses that name several servers have in common: each host with its port, and options after ``?``."""

import re
from collections.abc import Collection
from urllib.parse import parse_qsl

PILIHAN_TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
"""Whom we trust, and who we are, where servers speak TLS: files, under the names that redis-py has for them."""

_SATU = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")


def host_port(teks: str, bawaan: int) -> tuple[str, int] | None:
    """Read ``host``, ``host:port`` or ``[::1]:port``; None where it is something else.

    Args:
        bawaan: the port where none is named.
    """
    cocok = _SATU.fullmatch(teks.strip())
    if cocok is None or not 1 <= int(cocok["port"] or bawaan) <= 65535:
        return None
    return cocok["host"].strip("[]"), int(cocok["port"] or bawaan)


def pilihan(teks: str, boleh: Collection[str], tls: bool) -> dict[str, str]:
    """Read what stands after ``?``.

    Args:
        teks: that; empty where nothing does.
        boleh: names that may stand there, beside those of ``PILIHAN_TLS``.
        tls: the servers speak TLS.

    Raises:
        ValueError: what is wrong, as the rest of a sentence that begins with the setting's name. It shows no value.
    """
    semua = dict(parse_qsl(teks, keep_blank_values=True))
    if asing := sorted(semua.keys() - {*boleh, *PILIHAN_TLS}):
        raise ValueError(
            f"has an option after `?` that cannot be used: {asing[0]}. It takes {', '.join((*boleh, *PILIHAN_TLS))}."
        )
    if not tls and (percuma := sorted(semua.keys() & {*PILIHAN_TLS})):
        raise ValueError(f"has {percuma[0]} after `?`, and does not begin with rediss, which is for servers with TLS.")
    return semua
