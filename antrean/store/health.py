"""What the server is, and whether it can be trusted with bookings."""

from dataclasses import dataclass
from typing import Any

import redis

from antrean.domain.loss import Loss
from antrean.domain.redis_version import REDIS, VALKEY, RedisVersion
from antrean.errors import StoreMenolak, StoreUnavailable
from antrean.keys import PENGGUNA
from antrean.store.connection import Connection
from antrean.store.larangan import tidak_boleh
from antrean.store.loss import losses
from antrean.store.waiting import SILENT_S


@dataclass(frozen=True, slots=True)
class Server:
    """What the store says of itself.

    Attributes:
        append_only: the append-only file is on.
        fsync: appendfsync; None where the provider does not tell.
        snapshots: RDB snapshots are configured; None where the provider does not tell.
        evicts: the maxmemory policy where it may drop keys, else empty.
        replicas: how many follow it now.
        awaited: how many of them a change is to wait for.
    """

    version: RedisVersion
    append_only: bool
    fsync: str | None
    snapshots: bool | None
    evicts: str
    replicas: int
    awaited: int


class HealthStore:
    """Asks the server about itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def not_ready(self) -> str:
        """Why the store cannot serve now, without its address; empty where it can. Loads scripts that it lacks."""
        try:
            return self.refused()
        except StoreUnavailable as error:
            return f"the store does not answer ({type(error.__cause__).__name__})"
        except redis.exceptions.ResponseError as error:
            return f"the scripts do not load ({error})"

    def refused(self) -> str:
        """What the store, as it is set up, does not let us do, and what helps; empty where it lets us. Loads scripts
        that it lacks.

        Raises:
            StoreUnavailable: no answer.
        """
        scripts = self._connection.scripts

        def ask(client: Any) -> str:
            if not scripts.loaded(client):
                scripts.load(client)
            if not scripts.loaded(client):
                return "the scripts do not load"
            return tidak_boleh(client, scripts.commands, PENGGUNA)

        try:
            return self._connection.read(ask, within_s=SILENT_S)
        except StoreMenolak as error:
            return error.sebab

    def at_a_glance(self) -> tuple[RedisVersion | None, list[Loss]]:
        """Which server it is, where it tells, and what starts of it found missing.

        Raises:
            StoreUnavailable: no answer.
        """

        def ask(client: Any) -> tuple[RedisVersion | None, list[Loss]]:
            try:
                version = _version(client.info("server"))
            except redis.exceptions.ResponseError:
                version = None
            return version, losses(client)

        return self._connection.read(ask, within_s=SILENT_S)

    def version(self) -> RedisVersion:
        """Which server it is.

        Raises:
            StoreUnavailable: no answer.
        """
        return self._connection.read(lambda client: _version(client.info("server")))

    def server(self) -> Server:
        """What the server is.

        Raises:
            StoreUnavailable: no answer.
        """

        replicas = self._connection.replicas

        def ask(client: Any) -> Server:
            info = client.info()
            policy = str(info.get("maxmemory_policy", "noeviction"))
            followers = (info.get(f"slave{n}", {}) for n in range(int(info.get("connected_slaves", 0))))
            return Server(
                version=_version(info),
                append_only=bool(info.get("aof_enabled")),
                fsync=_config(client, "appendfsync"),
                snapshots=None if (save := _config(client, "save")) is None else bool(save),
                evicts="" if policy == "noeviction" else policy,
                replicas=sum(1 for follower in followers if follower.get("state") == "online"),
                awaited=replicas.count if replicas else 0,
            )

        return self._connection.read(ask)


def _version(info: Any) -> RedisVersion:
    name = VALKEY if "valkey_version" in info else REDIS
    number = str(info[f"{name.lower()}_version"]).split(".")
    return RedisVersion(name, tuple(int(part) for part in number if part.isdigit()))


def _config(client: Any, name: str) -> str | None:
    try:
        return client.config_get(name).get(name)
    except redis.exceptions.ResponseError:  # forbidden, or another name
        return None
