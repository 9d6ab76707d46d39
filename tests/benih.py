"""What many tests begin with, such as a schedule: made once by the program, copied into the store of every other."""

from collections.abc import Callable
from typing import Any

import redis

_made: dict[tuple[Any, ...], dict[str, tuple[bytes, int]]] = {}


def tanam(client: "redis.Redis", ciri: tuple[Any, ...], buat: Callable[[], object]) -> None:
    """Bring a store to where ``buat`` brings it.

    Args:
        ciri: what the outcome depends on, but for the keys that are there, which are looked at here.
        buat: is called where the same was not yet made from the same; it writes to that store only.
    """
    ciri = (type(client), ciri, *_keys(client).items())
    if ciri not in _made:
        before = _dumped(client)
        buat()
        _made[ciri] = {key: value for key, value in _dumped(client).items() if before.get(key) != value}
        return
    pipe = client.pipeline(transaction=False)  # on a cluster they are in several slots
    for key, (value, ttl) in _made[ciri].items():
        pipe.restore(key, ttl, value, replace=True)
    pipe.execute()


def _keys(client: Any) -> dict[str, int]:
    """The keys, and of each stream its length: no script writes without an event."""
    streams = (":peristiwa", ":audit")
    return {key: client.xlen(key) if key.endswith(streams) else 0 for key in sorted(client.keys("*"))}


def _dumped(client: Any) -> dict[str, tuple[bytes, int]]:
    return {key: (client.dump(key), max(client.pttl(key), 0)) for key in _keys(client)}
