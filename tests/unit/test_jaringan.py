"""Addresses as servers and proxies write them, and the networks that they are in."""

import pytest

from antrean.domain.jaringan import asal, di_dalam

DAFTAR = "10.0.0.0/8,192.168.1.7,2001:db8::/32"


@pytest.mark.parametrize(
    "alamat, dalam",
    [
        *((satu, True) for satu in ("10.0.0.0", "10.255.255.255", "192.168.1.7", "2001:db8::1", "2001:db8:ffff::")),
        *(
            (satu, True)
            for satu in ("10.1.2.3:5678", "[2001:db8::1]", "[2001:db8::1]:80", "::ffff:10.1.2.3", " 10.1.2.3 ")
        ),
        *((satu, False) for satu in ("11.0.0.0", "9.255.255.255", "192.168.1.8", "2001:db9::", "::1", "::10.1.2.3")),
        *((satu, False) for satu in ("", "x", "10.1.2.3, 10.1.2.4", "10.1.2.3.4", "10.1.2", "unknown", "10.1.2.3:x")),
    ],
)
def test_an_address_is_in_a_listed_network_or_not(alamat: str, dalam: bool) -> None:
    assert di_dalam(DAFTAR, alamat) is dalam


def test_no_address_is_in_an_empty_list() -> None:
    assert not di_dalam("", "10.1.2.3")


@pytest.mark.parametrize(
    "alamat, dari",
    [
        *(("10.1.2.3", "10.1.2.3"), ("10.1.2.3:5678", "10.1.2.3"), ("::ffff:10.1.2.3", "10.1.2.3")),
        # Whoever has one address of a network of IPv6 has them all.
        *(
            ("2001:db8::1", "2001:db8::/64"),
            ("[2001:db8::2]:80", "2001:db8::/64"),
            ("2001:db8:0:1::", "2001:db8:0:1::/64"),
        ),
        *(("", "-"), ("x", "-"), ("3212345678987654", "-")),
    ],
)
def test_where_a_client_is_is_its_address_or_its_network(alamat: str, dari: str) -> None:
    assert asal(alamat) == dari
