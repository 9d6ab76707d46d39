"""What the embedded store holds, and what starts of it have found missing."""

import json
from dataclasses import asdict
from typing import Any

import redis

from antrean.domain.loss import Held, Loss
from antrean.keys import KEHILANGAN, PENGGUNA, Keys
from antrean.store.connection import Connection


class LossStore:
    """Keeps the losses until a person has dealt with them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self) -> Held:
        """What is there now.

        Raises:
            StoreUnavailable: no answer.
        """

        def ask(client: Any) -> Held:
            return Held({kode: _stream(client, Keys(kode).peristiwa) for kode in set(client.hvals(PENGGUNA))})

        return self._connection.read(ask)

    def keep(self, loss: Loss) -> None:
        """Tell of a loss from now on."""
        self._connection.read(lambda client: client.rpush(KEHILANGAN, json.dumps(asdict(loss))))

    def told(self) -> list[Loss]:
        """Those that nobody has dealt with, the oldest first.

        Raises:
            StoreUnavailable: no answer.
        """
        kept = self._connection.read(lambda client: client.lrange(KEHILANGAN, 0, -1))
        return [
            Loss(**{**said, "events": {k: tuple(v) for k, v in said["events"].items()}})
            for said in map(json.loads, kept)
        ]

    def forget(self) -> int:
        """Tell of none any more; how many there were."""

        def ask(client: Any) -> int:
            kept, _ = client.pipeline().llen(KEHILANGAN).delete(KEHILANGAN).execute()
            return int(kept)

        return self._connection.read(ask)


def losses(client: Any) -> list[Loss]:
    """Those that nobody has dealt with."""
    kept = map(json.loads, client.lrange(KEHILANGAN, 0, -1))
    return [Loss(**{**one, "events": {kode: tuple(event) for kode, event in one["events"].items()}}) for one in kept]


def _stream(client: Any, key: str) -> tuple[int, int]:
    try:
        info = client.xinfo_stream(key)
    except redis.exceptions.ResponseError:  # nothing has happened yet
        return 0, 0
    return int(info["length"]), int(str(info["last-generated-id"]).partition("-")[0])
