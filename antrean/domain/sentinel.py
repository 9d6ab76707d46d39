"""The address of a store behind Redis Sentinel."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from antrean.domain.alamat import PILIHAN_TLS, host_port, pilihan

PORT = 26379
CONTOH = "redis+sentinel://host1:26379,host2,host3/name"
PILIHAN = ("sentinel_username", "sentinel_password")

_SKEMA = re.compile(r"rediss?\+sentinel:")
_URL = re.compile(
    r"(?P<skema>rediss?)\+sentinel://(?:(?P<siapa>[^@/?#]*)@)?(?P<semua>[^@/?#]*)"
    r"(?:/(?P<nama>[^/?#]*)(?:/(?P<db>[^/?#]*))?)?(?:\?(?P<pilihan>[^#]*))?"
)
# What a sentinel takes as a name.
_NAMA = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class AlamatSentinel:
    """Who knows the primary, what they call it, and how one logs in at it and at them.

    Attributes:
        sentinel: host and port of each.
        nama: the primary's name in their configuration.
        tls: the sentinels and the servers speak TLS.
        pilihan_tls: for that, as ``domain.alamat`` names them.
    """

    sentinel: tuple[tuple[str, int], ...]
    nama: str
    db: int
    tls: bool
    username: str = field(repr=False)
    sandi: str = field(repr=False)
    username_sentinel: str = field(repr=False)
    sandi_sentinel: str = field(repr=False)
    pilihan_tls: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def bentuknya(url: str) -> bool:
        """Whether an address is meant to be one of these."""
        return bool(_SKEMA.match(url))

    @classmethod
    def baca(cls, url: str) -> "AlamatSentinel":
        """Read ``redis+sentinel://[user:password@]h1[:26379],h2,[::1]/name[/db][?sentinel_password=…]``.

        Raises:
            ValueError: what is wrong, as the rest of a sentence that begins with the setting's name. It shows no value
                but an option's name.
        """
        cocok = _URL.fullmatch(url)
        if cocok is None:
            raise ValueError(
                f"is not an address of sentinels. It looks like {CONTOH}; in a password / ? # @ are written %2F %3F "
                "%23 %40."
            )
        if not cocok["semua"]:
            raise ValueError(f"names no sentinel. It looks like {CONTOH}.")
        if not cocok["nama"]:
            raise ValueError(
                f"names sentinels, and not which primary. It looks like {CONTOH}: the name is that of `sentinel "
                "monitor` in their configuration."
            )
        if not _NAMA.fullmatch(cocok["nama"]):
            raise ValueError("has a name of the primary with other characters than letters, digits and . _ -")
        db = cocok["db"] or "0"
        if not (db.isascii() and db.isdigit() and len(db) < 6):
            raise ValueError("has something else than a database's number after the name of the primary.")
        username, _, sandi = (cocok["siapa"] or "").partition(":")
        tls = cocok["skema"] == "rediss"
        dipilih = pilihan(cocok["pilihan"] or "", PILIHAN, tls)
        return cls(
            sentinel=tuple(_satu(teks, ke) for ke, teks in enumerate(cocok["semua"].split(","), 1)),
            nama=cocok["nama"],
            db=int(db),
            tls=tls,
            username=unquote(username),
            sandi=unquote(sandi),
            username_sentinel=dipilih.get("sentinel_username", ""),
            sandi_sentinel=dipilih.get("sentinel_password", ""),
            pilihan_tls={nama: nilai for nama, nilai in dipilih.items() if nama in PILIHAN_TLS},
        )


def _satu(teks: str, ke: int) -> tuple[str, int]:
    """One sentinel, the ``ke``-th."""
    if (satu := host_port(teks, PORT)) is None:
        raise ValueError(
            f"has as sentinel {ke} something else than a host, or a host and a port. It looks like {CONTOH}."
        )
    return satu
