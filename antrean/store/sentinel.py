"""A client for the primary that Redis Sentinel names, whichever it is now.

Every new connection asks the sentinels; one that was made to another primary than the last that they named is made
again before it is used. So a failover is followed without a start, and no request waits for a machine that is gone
longer than it takes the sentinels to say so.
"""

from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.connection import SSLConnection
from redis.retry import Retry
from redis.sentinel import MasterNotFoundError, SentinelConnectionPool, SentinelManagedConnection

from antrean.domain.sentinel import AlamatSentinel
from antrean.store.bounded import bounded
from antrean.store.waiting import try_s

# A machine that is gone often takes a sentinel with it: the others are asked soon.
SENTINEL_TIMEOUT_S = 1


class Sentinels:
    """The sentinels of one store; safe for threads and forks, for each question has a connection of its own.

    Args:
        options: of the client for a sentinel: login and TLS.
    """

    def __init__(self, alamat: AlamatSentinel, options: dict[str, Any]) -> None:
        self._options = {
            **options,
            "decode_responses": True,
            "retry": Retry(NoBackoff(), 0),
        }
        # Those that answered last stand first. Replaced as a whole, never changed: other threads read it.
        self._order = alamat.sentinel

    def discover_master(self, service_name: str) -> tuple[str, int]:
        """Host and port of the primary, as redis-py's pool asks for them.

        A majority is asked, and of what they say the newest configuration holds: one that was cut off together with a
        former primary still names that.

        Raises:
            MasterNotFoundError: none of them knows one that is up; says what each answered.
        """
        order = self._order
        needed = len(order) // 2 + 1
        heard: dict[tuple[str, int], dict[str, Any]] = {}
        silent: dict[tuple[str, int], str] = {}
        for address in order:
            try:
                heard[address] = self._ask(address, service_name)
            except redis.exceptions.RedisError as error:
                silent[address] = str(error)
            if len(heard) == needed:
                break
        self._order = (
            *heard,
            *(address for address in order if address not in heard and address not in silent),
            *silent,
        )
        newest = max((state["config-epoch"] for state in heard.values()), default=0)
        for address, state in heard.items():
            if state["config-epoch"] == newest:
                if state["is_master"] and not state["is_sdown"] and not state["is_odown"]:
                    return state["ip"], state["port"]
                silent[address] = "it is down"
        why = "; ".join(f"{host}:{port}: {said}" for (host, port), said in silent.items())
        raise MasterNotFoundError(f"no sentinel knows a primary {service_name!r} that is up. {why}")

    def _ask(self, address: tuple[str, int], service_name: str) -> dict[str, Any]:
        host, port = address
        seconds = min(try_s(SENTINEL_TIMEOUT_S) or SENTINEL_TIMEOUT_S, SENTINEL_TIMEOUT_S)
        with redis.Redis(
            host, port, socket_timeout=seconds, socket_connect_timeout=seconds, **self._options
        ) as sentinel:
            return sentinel.execute_command("SENTINEL MASTER", service_name)


class _PrimaryConnection(SentinelManagedConnection):
    """A connection to the primary.

    redis-py connects to where the sentinels say only in ``connect()``. Sending on a connection that was lost, it would
    go to the same host again, and on a new one to ``localhost``.
    """

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        """As the base class, but to no other than the primary."""
        if self.is_connected and (self.host, self.port) != self.connection_pool.master_address:
            self.disconnect()  # type: ignore[no-untyped-call]
        if not self.is_connected:
            self.connect()  # type: ignore[no-untyped-call]
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]

    def read_response(self, *args: Any, **kwargs: Any) -> Any:
        """As the base class; also what a script met at a replica means that another is the primary now, and so does
        the end that a server makes of waiting calls when it becomes one. Neither has written anything."""
        try:
            return super().read_response(*args, **kwargs)
        except redis.exceptions.ResponseError as error:
            if "-READONLY " in str(error) or str(error).startswith("UNBLOCKED"):
                self.disconnect()  # type: ignore[no-untyped-call]
                raise redis.exceptions.ConnectionError("The primary is now a replica") from error
            raise


class _PrimaryTlsConnection(_PrimaryConnection, SSLConnection):
    """The same through TLS."""


def primary(alamat: AlamatSentinel, options: dict[str, Any], tls_options: dict[str, Any]) -> "redis.Redis":
    """A client for the primary; it asks the sentinels at its first command.

    Args:
        options: of its connections.
        tls_options: of its connections and of those to the sentinels, where they speak TLS.
    """
    tls = {"ssl": True, **tls_options} if alamat.tls else {}
    login = {"username": alamat.username_sentinel or None, "password": alamat.sandi_sentinel or None}
    pool = SentinelConnectionPool(  # type: ignore[no-untyped-call]
        alamat.nama,
        Sentinels(alamat, {**login, **tls}),
        connection_class=bounded(_PrimaryTlsConnection if alamat.tls else _PrimaryConnection),
        db=alamat.db,
        username=alamat.username or None,
        password=alamat.sandi or None,
        **options,
        **(tls_options if alamat.tls else {}),
    )
    return redis.Redis.from_pool(pool)
