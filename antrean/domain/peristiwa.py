"""What the event feed gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Peristiwa:
    """One change: ``waktu`` in epoch ms; ``kodebooking`` is empty where it is no booking's."""

    id: str
    waktu: int
    jenis: str
    kodebooking: str
    data: Mapping[str, Any]
