"""What the server is, and whether it can be trusted with bookings."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import redis

from antrean.domain.loss import Loss
from antrean.domain.redis_version import REDIS, VALKEY, RedisVersion
from antrean.errors import StoreMenolak, StoreUnavailable
from antrean.store.connection import Connection, Node
from antrean.store.larangan import tidak_boleh
from antrean.store.loss import losses
from antrean.store.waiting import SILENT_S


@dataclass(frozen=True, slots=True)
class Server:
    """What a server of the store says of itself.

    Attributes:
        where: host and port where there are several, else empty.
        master: it decides; others follow one.
        append_only: the append-only file is on.
        fsync: appendfsync; None where the provider does not tell.
        snapshots: RDB snapshots are configured; None where the provider does not tell.
        evicts: the maxmemory policy where it may drop keys, else empty.
        replicas: how many follow it now.
        awaited: how many of them a change is to wait for.
        all_or_nothing: where one shard of its cluster is gone, it serves no hospital.
    """

    where: str
    master: bool
    version: RedisVersion
    append_only: bool
    fsync: str | None
    snapshots: bool | None
    evicts: str
    replicas: int
    awaited: int
    all_or_nothing: bool


class HealthStore:
    """Asks the server about itself."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def not_ready(self) -> str:
        """Why the store cannot serve now, without its address; empty where it can, or where a part of a cluster can.
        Loads scripts that it lacks."""
        try:
            said = [self._not_ready(node) for node in self._masters()]
        except StoreUnavailable as error:
            return _silence(error)
        return "" if "" in said else said[0]

    def gone(self) -> list[str]:
        """Of a cluster, which parts cannot serve while others do.

        Raises:
            StoreUnavailable: no answer.
        """
        masters = self._masters() if self._connection.parts else []
        said = [(node.name, self._not_ready(node)) for node in masters]
        unserved = self._connection.unserved()
        return [
            *(f"{name}: {sebab}" for name, sebab in said if sebab),
            *([f"{unserved} of the cluster's 16384 slots are no node's"] if unserved else []),
        ]

    def refused(self) -> str:
        """What the store, as it is set up, does not let us do, and what helps; empty where it lets us, or a part of a
        cluster does. Loads scripts that it lacks.

        Raises:
            StoreUnavailable: no answer.
        """
        try:
            said = [self._refused(node) for node in self._masters()]
        except StoreMenolak as error:
            return error.sebab
        return "" if "" in said else said[0]

    def _masters(self) -> list[Node]:
        return [node for node in self._connection.nodes() if node.master]

    def _not_ready(self, node: Node) -> str:
        try:
            return self._refused(node)
        except StoreUnavailable as error:
            return _silence(error)
        except redis.exceptions.ResponseError as error:
            return f"the scripts do not load ({error})"

    def _refused(self, node: Node) -> str:
        scripts = self._connection.scripts

        def ask(client: Any) -> str:
            if not scripts.loaded(client):
                scripts.load(client)
            if not scripts.loaded(client):
                return "the scripts do not load"
            return tidak_boleh(client, self._connection.commands, self._connection.key_at(node))

        try:
            return self._connection.ask_node(node, ask, SILENT_S)
        except StoreMenolak as error:
            return error.sebab

    def at_a_glance(self) -> tuple[list[RedisVersion], list[Loss]]:
        """Which servers it has, where they tell, and what starts of it found missing.

        Raises:
            StoreUnavailable: no answer.
        """
        if self._connection.parts:  # none of them is ours to start
            return self._versions(), []

        def ask(client: Any) -> tuple[list[RedisVersion], list[Loss]]:
            version = _told(client)
            return [version] if version else [], losses(client)

        return self._connection.read(ask, within_s=SILENT_S)

    def _versions(self) -> list[RedisVersion]:
        found = set()
        for node in self._connection.nodes():
            with suppress(StoreUnavailable):
                found.add(self._connection.ask_node(node, _told, SILENT_S))
        return sorted(filter(None, found), key=str)

    def version(self) -> RedisVersion:
        """Which server it is, where there is one.

        Raises:
            StoreUnavailable: no answer.
        """
        return self._connection.read(lambda client: _version(client.info("server")))

    def servers(self) -> tuple[list[Server], dict[str, str]]:
        """What each server is; and of those of a cluster that do not answer, why.

        Raises:
            StoreUnavailable: no answer.
        """
        awaited = self._connection.replicas.count if self._connection.replicas else 0
        known, silent = [], {}
        for node in self._connection.nodes():
            try:
                known.append(self._connection.ask_node(node, partial(_server, node, awaited)))
            except StoreUnavailable as error:
                if not node.name:
                    raise
                silent[node.name] = _silence(error)
        with suppress(StoreMenolak):  # what it may be asked is told of by those above
            silent.update(dict.fromkeys(self._connection.unlisted(), "to the other nodes it is gone, or not there yet"))
        return known, silent


def _server(node: Node, awaited: int, client: Any) -> Server:
    info = client.info()
    policy = str(info.get("maxmemory_policy", "noeviction"))
    followers = (info.get(f"slave{n}", {}) for n in range(int(info.get("connected_slaves", 0))))
    return Server(
        where=node.name,
        master=node.master,
        version=_version(info),
        append_only=bool(info.get("aof_enabled")),
        fsync=_config(client, "appendfsync"),
        snapshots=None if (save := _config(client, "save")) is None else bool(save),
        evicts="" if policy == "noeviction" else policy,
        replicas=sum(1 for follower in followers if follower.get("state") == "online"),
        awaited=awaited,
        all_or_nothing=bool(node.name) and _config(client, "cluster-require-full-coverage") == "yes",
    )


def _silence(error: StoreUnavailable) -> str:
    return error.sebab if isinstance(error, StoreMenolak) else f"the store does not answer ({error.singkat})"


def _told(client: Any) -> RedisVersion | None:
    """Which server it is, where it may be asked."""
    try:
        return _version(client.info("server"))
    except redis.exceptions.ResponseError:
        return None


def _version(info: Any) -> RedisVersion:
    name = VALKEY if "valkey_version" in info else REDIS
    number = str(info[f"{name.lower()}_version"]).split(".")
    return RedisVersion(name, tuple(int(part) for part in number if part.isdigit()))


def _config(client: Any, name: str) -> str | None:
    try:
        return client.config_get(name).get(name)
    except redis.exceptions.ResponseError:  # forbidden, or another name
        return None
