"""A Redis Cluster: which node has which key, by the slot map that redis-py's cluster client keeps.

Every hospital's keys are in one slot, so a script, a transaction or a backup is one node's, and goes there as to a
single server. What a node answers about slots (MOVED, ASK) is for ``store/routing.py``.
"""

from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from types import TracebackType
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.cluster import PRIMARY, ClusterNode, NodesManager
from redis.connection import Connection as PlainConnection
from redis.connection import SSLConnection
from redis.crc import key_slot
from redis.exceptions import RedisClusterException
from redis.retry import Retry

from antrean.domain.cluster import AlamatCluster
from antrean.store.bounded import bounded

_FOR_GOOD = (redis.exceptions.AuthenticationError, redis.exceptions.AuthorizationError)


def slot_of(key: str) -> int:
    """The slot of a key, 0 to 16383."""
    return key_slot(key.encode())


class _Asking(PlainConnection):
    """A connection to the node that a slot is being moved to: each command is asked for although the slot is not its
    own yet."""

    _greets = False

    def on_connect_check_health(self, check_health: bool = True) -> None:
        """As the base class: who has not logged in yet may ask for nothing."""
        self._greets = True
        try:
            super().on_connect_check_health(check_health)
        finally:
            self._greets = False

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        """As the base class, behind ``ASKING``."""
        if not self.is_connected:
            self.connect()  # type: ignore[no-untyped-call]
        if not self._greets:
            super().send_packed_command(self.pack_command("ASKING"), check_health)  # type: ignore[no-untyped-call]
            self.read_response()
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]


class _AskingTls(_Asking, SSLConnection):
    """The same through TLS."""


class _Nodes(NodesManager):
    """redis-py's map of slots and nodes, whose connections wait no longer than the running call may.

    Args:
        options: of every connection.
    """

    def __init__(self, alamat: AlamatCluster, options: Mapping[str, Any]) -> None:
        self._alamat = alamat
        self._options = options
        seeds = [ClusterNode(host, port) for host, port in alamat.node]  # type: ignore[no-untyped-call]
        super().__init__(startup_nodes=seeds, require_full_coverage=False)

    def create_redis_node(self, host: str, port: int, **_: Any) -> "redis.Redis":
        """A client of one node."""
        return self.client(host, port, SSLConnection if self._alamat.tls else PlainConnection)

    def client(self, host: str, port: int, connection_class: Any) -> "redis.Redis":
        """A client of one node, over connections of that class."""
        pool: Any = redis.ConnectionPool(
            connection_class=bounded(connection_class), host=host, port=port, **self._options
        )
        return redis.Redis.from_pool(pool)

    def asking(self, host: str, port: int) -> "redis.Redis":
        """A client of the node that a slot is being moved to."""
        return self.client(host, port, _AskingTls if self._alamat.tls else _Asking)


class Cluster:
    """The nodes of a cluster, known from the first call on; safe for threads.

    Args:
        options: of the connections to its nodes.
        tls_options: more of them, where they speak TLS.
    """

    def __init__(self, alamat: AlamatCluster, options: Mapping[str, Any], tls_options: Mapping[str, Any]) -> None:
        self._alamat = alamat
        self._options = {
            **options,
            "username": alamat.username or None,
            "password": alamat.sandi or None,
            # Who asks decides about another try, for it may have to be made elsewhere.
            "retry": Retry(NoBackoff(), 0),
            **(tls_options if alamat.tls else {}),
        }
        self._lock = Lock()
        self._known: _Nodes | None = None

    def _nodes(self) -> _Nodes:
        if (known := self._known) is None:
            with self._lock:
                if (known := self._known) is None:
                    known = self._known = _looked_at(lambda: _Nodes(self._alamat, self._options))
        return known

    def node(self, slot: int) -> ClusterNode:
        """The master of a slot.

        Raises:
            redis.ClusterDownError: none is known.
            redis.ConnectionError: no node answers.
        """
        nodes = self._nodes()
        owners = nodes.slots_cache.get(slot)
        if not owners:
            raise redis.exceptions.ClusterDownError(f"CLUSTERDOWN no node serves slot {slot}")
        if owners[0].redis_connection is None:  # MOVED named it first
            nodes.create_redis_connections([owners[0]])  # type: ignore[no-untyped-call]
        return owners[0]

    def any_master(self, ke: int) -> ClusterNode:
        """One that may be asked what all of them know; by so many in a row each of them.

        Raises:
            redis.ClusterDownError: none is known.
        """
        semua = self.masters()
        if not semua:
            raise redis.exceptions.ClusterDownError("CLUSTERDOWN no master is known")
        return semua[ke % len(semua)]

    def at(self, host: str, port: int, asking: bool = False) -> "tuple[str, redis.Redis]":
        """The name and a client of the node at an address; with ``asking`` it serves slots that it is being given."""
        nodes = self._nodes()
        known = nodes.get_node(host, port)
        if known and known.redis_connection and not asking:
            return str(known.name), known.redis_connection
        return f"{host}:{port}", nodes.asking(host, port) if asking else nodes.create_redis_node(host, port)

    def moved(self, error: "redis.exceptions.MovedError") -> None:
        """Remember where a slot is now."""
        with suppress(KeyError):  # a slot that was nobody's
            if error.host:
                self._nodes().move_slot(error)
                return
        self.look_again()

    def look_again(self, failed: str | None = None) -> None:
        """Ask for the map again, a node that failed last.

        Raises:
            redis.ConnectionError: no node answers.
        """
        nodes = self._nodes()
        seeds = list(self._alamat.node)
        _looked_at(lambda: nodes.initialize(additional_startup_nodes_info=seeds, last_failed_node_name=failed))

    def masters(self) -> list[ClusterNode]:
        """All of them."""
        return [node for node in self.members() if node.server_type == PRIMARY]

    def members(self) -> list[ClusterNode]:
        """Masters and replicas, by name."""
        nodes = self._nodes()
        known = sorted(nodes.nodes_cache.values(), key=lambda node: str(node.name))
        nodes.create_redis_connections(known)  # type: ignore[no-untyped-call]
        return known

    def unserved(self) -> int:
        """Slots that no node has."""
        return 16_384 - len(self._nodes().slots_cache)

    def close(self) -> None:
        """Close what its nodes' clients hold."""
        if self._known:
            self._known.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _looked_at(ask: Any) -> Any:
    """What the library makes of the map; its own errors are none of Redis's."""
    try:
        return ask()
    except RedisClusterException as error:
        if refused := _refused(error):
            raise refused from None
        raise redis.exceptions.ConnectionError(str(error)) from error
    except IndexError as error:  # nodes that were never joined
        raise redis.exceptions.ConnectionError(
            "the nodes serve no slot: has the cluster been made (redis-cli --cluster create)?"
        ) from error


def _refused(error: RedisClusterException) -> BaseException | None:
    """What a node said that will not let us have the map; None where none of them answered."""
    why = error.__cause__
    if isinstance(why, RedisClusterException):  # "Cluster mode is not enabled on this node", whatever the node said
        why = why.__context__
    return why if isinstance(why, (*_FOR_GOOD, redis.exceptions.ResponseError)) else None
