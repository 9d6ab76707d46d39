"""What a hospital comes in with at BPJS."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self
from urllib.parse import urlsplit

from antrean.errors import OperatorError

_TERPANJANG = 200
CONTOH_BASE = "https://apijkn.bpjs-kesehatan.go.id/antreanrs"


@dataclass(frozen=True, slots=True)
class Kredensial:
    """The base of the services and what BPJS gave the hospital. Nothing of it but ``base`` and ``cons_id`` is shown.

    Attributes:
        base: with the name of the service, such as ``https://…/antreanrs``; a slash at its end does not count.
        user_key: that of the antrean service; VClaim's is another.
    """

    base: str
    cons_id: str
    secret: str = field(repr=False)
    user_key: str = field(repr=False)

    def __post_init__(self) -> None:
        """Raises OperatorError for a value that cannot be."""
        for satu in fields(self):
            nilai = getattr(self, satu.name).strip()
            object.__setattr__(self, satu.name, nilai)
            if not nilai or len(nilai) > _TERPANJANG or not nilai.isascii() or not nilai.isprintable():
                raise OperatorError(f"{satu.name} is not usable: 1 to {_TERPANJANG} printable ASCII characters.")
        object.__setattr__(self, "base", self.base.rstrip("/"))
        _periksa_base(self.base)

    @classmethod
    def baca(cls, teks: str) -> Self:
        """From what ``tulis`` gave."""
        return cls(**json.loads(teks))

    def tulis(self) -> str:
        """As text, to be sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def dari(cls, isi: Any) -> Self:
        """From a JSON object with these four.

        Raises:
            OperatorError: it is none, or something is missing, unknown or no text.
        """
        nama = [satu.name for satu in fields(cls)]
        if not isinstance(isi, Mapping):
            raise OperatorError(f"This is no JSON object with {', '.join(nama)}.")
        if salah := sorted(set(nama) ^ isi.keys()):
            raise OperatorError(f"The object has {', '.join(nama)}, and nothing else; see {', '.join(salah)}.")
        if salah := [satu for satu in nama if not isinstance(isi[satu], str)]:
            raise OperatorError(f"{salah[0]} is no text.")
        return cls(**isi)


def _periksa_base(base: str) -> None:
    try:
        bagian = urlsplit(base)
        ada = bagian.scheme in ("http", "https") and bagian.hostname and bagian.port != 0
    except ValueError:
        ada = False
    if not ada:
        raise OperatorError(f"base {base!r} is no address of services; it looks like {CONTOH_BASE}.")
    if bagian.query or bagian.fragment or bagian.username:
        raise OperatorError("base has a query, a fragment or a user name; it ends with the name of the service.")
    if bagian.scheme == "http" and bagian.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise OperatorError(
            "base begins with http://, and identity numbers would leave this machine readable: take https://."
        )
