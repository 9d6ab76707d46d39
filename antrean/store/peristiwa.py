"""The event stream, read."""

from dataclasses import dataclass
from typing import Any

import redis

from antrean.keys import Keys
from antrean.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Catatan:
    """An event as the scripts wrote it."""

    id: str
    isi: dict[str, str]


class PeristiwaStore:
    """Reads what changed, in order."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.keep_days = connection.keep_days

    def terakhir(self, kode_rs: str) -> str:
        """The highest id that the hospital's stream ever had."""
        key = Keys(kode_rs).peristiwa
        try:
            return str(self._connection.read(lambda client: client.xinfo_stream(key))["last-generated-id"])
        except redis.exceptions.ResponseError:  # no such key
            return "0-0"

    def sesudah(self, kode_rs: str, cursor: str, paling_banyak: int, tunggu_ms: int = 0) -> list[Catatan]:
        """The events after a cursor, the oldest first.

        Args:
            cursor: the id of the last event that was read; empty for the oldest kept.
            tunggu_ms: wait so long for one where there is none yet; below ``LEAST_TRY_S``.
        """
        key = Keys(kode_rs).peristiwa
        block = {"block": tunggu_ms} if tunggu_ms else {}

        def ask(client: Any) -> list[Any]:
            return client.xread({key: cursor or "0-0"}, count=paling_banyak, **block)

        found = self._connection.read(ask, free_s=tunggu_ms / 1000)
        return [Catatan(nomor, isi) for _, semua in found for nomor, isi in semua] if found else []
