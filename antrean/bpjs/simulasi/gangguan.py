"""Faults on demand: each has a share of the calls, ``timeout_setelah=0.1,502=0.05``."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from antrean.errors import OperatorError

ARTI = {
    "timeout_sebelum": "no answer, and nothing was stored",
    "timeout_setelah": "stored, and no answer",
    "502": "HTTP 502 with HTML, nothing was stored",
    "500": "HTTP 500 without a body, stored",
    "kosong": "HTTP 200 without a body, stored",
    "html": "HTTP 200 with HTML, nothing was stored",
    "429": "HTTP 429, plain text",
    "404": "metadata 404: Gagal dicoba kembali (BPJS Kesehatan)",
    "201": "a refusal in words that nobody knows",
    "401": "the signature is refused",
}
SETELAH = frozenset(("timeout_setelah", "500", "kosong"))
"""What happens after the call was carried out."""


@dataclass
class Gangguan:
    """Which calls go wrong; of one seed the same."""

    bagian: Mapping[str, float] = field(default_factory=dict)
    acak: random.Random = field(default_factory=random.Random)

    @classmethod
    def baca(cls, teks: str, benih: int | None = None) -> Self:
        """From ``name=share,…``.

        Raises:
            OperatorError: an unknown name, or shares that are none.
        """
        bagian: dict[str, float] = {}
        for satu in filter(None, (satu.strip() for satu in teks.split(","))):
            nama, _, nilai = satu.partition("=")
            try:
                bagian[nama] = float(nilai)
            except ValueError:
                bagian[nama] = -1.0
            if nama not in ARTI or not 0 <= bagian[nama] <= 1:
                raise OperatorError(f"{satu!r} is no fault: name=share from 0 to 1. The names: {', '.join(ARTI)}.")
        if sum(bagian.values()) > 1:
            raise OperatorError("The shares of the faults add up to more than 1.")
        return cls(bagian, random.Random(benih))  # noqa: S311 - not for secrets

    def pilih(self) -> str:
        """What goes wrong with this call; empty: nothing."""
        undi = self.acak.random()
        for nama, bagian in self.bagian.items():
            undi -= bagian
            if undi < 0:
                return nama
        return ""
