"""A host and its port, as they stand in an address that names several."""

import re

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
