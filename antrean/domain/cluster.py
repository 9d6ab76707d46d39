"""The address of a store that is a Redis Cluster."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from antrean.domain.alamat import host_port, pilihan

PORT = 6379
CONTOH = "redis+cluster://host1:6379,host2:6379,host3:6379"

_SKEMA = re.compile(r"rediss?\+cluster:")
_URL = re.compile(
    r"(?P<skema>rediss?)\+cluster://(?:(?P<siapa>[^@/?#]*)@)?(?P<semua>[^@/?#]*)(?P<db>/[^?#]*)?(?:\?(?P<pilihan>[^#]*))?"
)


@dataclass(frozen=True, slots=True)
class AlamatCluster:
    """Who knows the cluster, and how one logs in at its nodes.

    Attributes:
        node: host and port of some of its nodes; they name the others.
        tls: the nodes speak TLS.
        pilihan_tls: for that, as ``domain.alamat`` names them.
    """

    node: tuple[tuple[str, int], ...]
    tls: bool
    username: str = field(repr=False)
    sandi: str = field(repr=False)
    pilihan_tls: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def bentuknya(url: str) -> bool:
        """Whether an address is meant to be one of these."""
        return bool(_SKEMA.match(url))

    @classmethod
    def baca(cls, url: str) -> "AlamatCluster":
        """Read ``redis+cluster://[user:password@]h1[:6379],h2,[::1][?ssl_ca_certs=/path]``.

        Raises:
            ValueError: what is wrong, as the rest of a sentence that begins with the setting's name. It shows no value
                but an option's name.
        """
        cocok = _URL.fullmatch(url)
        if cocok is None:
            raise ValueError(
                f"is not an address of a cluster. It looks like {CONTOH}; in a password / ? # @ are written %2F %3F "
                "%23 %40."
            )
        if not cocok["semua"]:
            raise ValueError(f"names no node of the cluster. It looks like {CONTOH}.")
        if (cocok["db"] or "/") not in ("/", "/0"):
            raise ValueError("names a database, and a cluster has only one: leave out what stands after the nodes.")
        tls = cocok["skema"] == "rediss"
        username, _, sandi = (cocok["siapa"] or "").partition(":")
        return cls(
            node=tuple(_satu(teks, ke) for ke, teks in enumerate(cocok["semua"].split(","), 1)),
            tls=tls,
            username=unquote(username),
            sandi=unquote(sandi),
            pilihan_tls=pilihan(cocok["pilihan"] or "", (), tls),
        )


def _satu(teks: str, ke: int) -> tuple[str, int]:
    """One node, the ``ke``-th."""
    if (satu := host_port(teks, PORT)) is None:
        raise ValueError(f"has as node {ke} something else than a host, or a host and a port. It looks like {CONTOH}.")
    return satu
