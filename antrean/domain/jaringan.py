"""Networks and addresses: from where a hospital is called."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Jaringan = IPv4Network | IPv6Network

# Whoever has an address of IPv6 has 2^64 of them.
_PELANGGAN_IPV6 = 64


def daftar_jaringan(teks: str) -> tuple[Jaringan, ...]:
    """Networks with commas between; none for an empty text.

    Raises:
        ValueError: one of them is no network, or has bits beyond its mask.
    """
    return tuple(ip_network(satu) for satu in teks.split(",")) if teks else ()


def baca_alamat(teks: str) -> IPv4Address | IPv6Address | None:
    """An address as a server or a proxy writes it, with or without a port; None where it is none."""
    kepala, _, ekor = teks.strip().rpartition(":")
    for satu in (teks.strip(), kepala if ekor.isdigit() else ""):
        try:
            alamat = ip_address(satu.removeprefix("[").removesuffix("]"))
        except ValueError:
            continue
        return getattr(alamat, "ipv4_mapped", None) or alamat
    return None


@lru_cache(maxsize=4096)
def di_dalam(daftar: str, teks: str) -> bool:
    """Whether an address is in one of the networks of a list that ``daftar_jaringan`` takes."""
    alamat = baca_alamat(teks)
    return alamat is not None and any(alamat in jaringan for jaringan in daftar_jaringan(daftar))


@lru_cache(maxsize=4096)
def asal(teks: str) -> str:
    """Where a client is, as far as it can be told apart: its address, in IPv6 its network; else a dash."""
    alamat = baca_alamat(teks)
    if isinstance(alamat, IPv6Address):
        return str(ip_network((int(alamat), _PELANGGAN_IPV6), strict=False))
    return str(alamat or "-")
