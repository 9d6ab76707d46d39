"""The server that keeps everything: what is wrong with it, and what somebody should know of it."""

from collections.abc import Iterator

from antrean.domain.redis_version import HOLES, MENDED_IN, OLDEST, RedisVersion
from antrean.errors import StoreMenolak
from antrean.store import Store
from antrean.store.health import Server

_NYALAKAN = (
    "While it serves: `CONFIG SET appendonly yes`, wait until `INFO persistence` says aof_rewrite_in_progress:0 and "
    "aof_last_bgrewrite_status:ok, then `CONFIG SET appendfsync always` and `CONFIG REWRITE`. Do not write it into the "
    "configuration file and restart: Redis would begin an empty append-only file and look at no snapshot. At a "
    "provider, turn persistence on there."
)
_TULIS = {
    "everysec": "once a second",
    "no": "when the system likes to",
}


def salah(store: Store) -> Iterator[str]:
    """What is wrong, and how to mend it.

    Raises:
        StoreUnavailable: no answer.
    """
    try:
        yield from _salah(store.health.server())
    except StoreMenolak as menolak:  # it may know no INFO, and serve
        yield f"{menolak.sebab}."
    yield from map(str, store.loss.told())
    if sebab := store.health.not_ready():
        yield f"The store cannot serve: {sebab}. Look at its log, and run `antrean periksa` again."


def catatan(store: Store) -> Iterator[str]:
    """What is no fault, and should be known.

    Raises:
        StoreUnavailable: no answer.
    """
    try:
        server = store.health.server()
    except StoreMenolak:  # told by ``salah``
        return
    yield from terbuka(server.version)
    if 0 < server.awaited < server.replicas:
        yield (
            f"{server.version.name} has {server.replicas} replicas, and ANTREAN_WAIT_REPLICAS is {server.awaited}: a "
            "primary that dies takes nothing answered with it, but SENTINEL FAILOVER, or a primary cut off with "
            f"a replica, may. ANTREAN_WAIT_REPLICAS={server.replicas} guards against these too; then no replica may be "
            "missing."
        )
    if server.append_only and server.fsync is None:
        yield (
            f"{server.version.name} does not let antrean read its configuration (CONFIG), so it cannot tell whether "
            "each answer is on disk before it is sent (`appendfsync always`). Ask the provider."
        )


def rinci(store: Store) -> list[str]:
    """What ``/readyz`` says of a store that can serve: losses, and a version that is known to be open."""
    version, hilang = store.health.at_a_glance()
    return [*map(str, hilang), *(terbuka(version) if version else ())]


def terbuka(version: RedisVersion) -> Iterator[str]:
    """That a version is open, as far as its number says."""
    if version.open:
        yield (
            f"The store is {version}, which by its number is open to {HOLES}: whoever may send it a script takes it "
            f"over. They are mended in {MENDED_IN} and later. Distributions mend without a new number: `apt changelog "
            "redis-server` names what yours has mended. If it has not, upgrade it; for the embedded store `pip install "
            "'antrean[embedded]'` brings one."
        )


def _salah(server: Server) -> Iterator[str]:
    name = server.version.name
    if server.version.old:
        yield (
            f"The store is {server.version}; {'.'.join(map(str, OLDEST))} or newer is needed. Upgrade it, and mend "
            "first what else is told here: it has to be started again for it."
        )
    if not server.append_only:
        state = {True: "only snapshots", False: "nothing", None: "no append-only file"}[server.snapshots]
        yield f"{name} keeps {state} on disk, so bookings are lost when it stops. {_NYALAKAN}"
    elif server.fsync in _TULIS:
        yield (
            f"{name} answers before it is on disk: it writes there {_TULIS[server.fsync]} (appendfsync "
            f"{server.fsync}), so what was answered is lost with the machine's power. `CONFIG SET appendfsync always`, "
            "then `CONFIG REWRITE`."
        )
    if server.evicts:
        yield (
            f"{name} drops keys when memory runs out (maxmemory-policy {server.evicts}). `CONFIG SET maxmemory-policy "
            "noeviction`, then `CONFIG REWRITE`; at a provider, set it there."
        )
    if server.replicas < server.awaited:
        yield (
            f"{name} has {server.replicas} replicas, and ANTREAN_WAIT_REPLICAS is {server.awaited}: every "
            "change is answered with 503. Start replicas, or lower ANTREAN_WAIT_REPLICAS in every process."
        )
