"""The client's connections, made to wait no longer than the running call may."""

from functools import cache
from typing import TYPE_CHECKING, Any

from antrean.store.waiting import try_s

if TYPE_CHECKING:
    from redis.connection import Connection
else:
    Connection = object


class _Bounded(Connection):
    """Each connecting and each sending begins a try; so does the reading that follows."""

    @property
    def socket_timeout(self) -> float | None:
        """Seconds, as of now."""
        return try_s(self._socket_timeout)

    @socket_timeout.setter
    def socket_timeout(self, value: float | None) -> None:
        self._socket_timeout = value

    @property
    def socket_connect_timeout(self) -> float | None:
        """Seconds, as of now."""
        return try_s(self._socket_connect_timeout)

    @socket_connect_timeout.setter
    def socket_connect_timeout(self, value: float | None) -> None:
        self._socket_connect_timeout = value

    def send_packed_command(self, command: Any, check_health: bool = True) -> None:
        """As the client's own."""
        sock: Any = self._sock
        if sock:
            sock.settimeout(try_s(self._socket_timeout))
        super().send_packed_command(command, check_health)  # type: ignore[no-untyped-call]


@cache
def bounded(connection_class: type[Any]) -> type[Any]:
    """A connection class of the client, bounded by the running call."""
    return type(f"Bounded{connection_class.__name__}", (_Bounded, connection_class), {})
