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
        servers, diam = store.health.servers()
    except StoreMenolak as menolak:  # it may know no INFO, and serve
        yield f"{menolak.sebab}."
        servers, diam = [], {}
    for server in servers:
        yield from _salah(server)
    for where, sebab in diam.items():
        yield f"{where} of the cluster cannot be looked at: {sebab}. Look at its machine and its log."
    for sebab in store.health.gone():
        yield (
            f"A part of the cluster cannot serve: {sebab}. Its hospitals get 503 until `redis-cli --cluster check` is "
            "content; the others are served."
        )
    yield from map(str, store.loss.told())
    if sebab := store.health.not_ready():
        yield f"The store cannot serve: {sebab}. Look at its log, and run `antrean periksa` again."


def catatan(store: Store) -> Iterator[str]:
    """What is no fault, and should be known.

    Raises:
        StoreUnavailable: no answer.
    """
    try:
        servers, _ = store.health.servers()
    except StoreMenolak:  # told by ``salah``
        return
    for version in sorted({server.version for server in servers}, key=str):
        yield from terbuka(version)
    for server in servers:
        yield from _catatan(server)
    if lalai := [server.where for server in servers if server.all_or_nothing]:
        yield (
            f"Where one shard of the cluster is gone, {', '.join(lalai)} serve no hospital at all. `CONFIG SET "
            "cluster-require-full-coverage no` and `CONFIG REWRITE` on every node: then only its own get 503."
        )


def _catatan(server: Server) -> Iterator[str]:
    name = _nama(server)
    if server.master and 0 < server.awaited < server.replicas:
        failover = "CLUSTER FAILOVER" if server.where else "SENTINEL FAILOVER"
        yield (
            f"{name} has {server.replicas} replicas, and ANTREAN_WAIT_REPLICAS is {server.awaited}: a "
            f"primary that dies takes nothing answered with it, but {failover}, or a primary cut off with "
            f"a replica, may. ANTREAN_WAIT_REPLICAS={server.replicas} guards against these too; then no replica may be "
            "missing."
        )
    if server.append_only and server.fsync is None:
        yield (
            f"{name} does not let antrean read its configuration (CONFIG), so it cannot tell whether "
            "each answer is on disk before it is sent (`appendfsync always`). Ask the provider."
        )


def _nama(server: Server) -> str:
    return f"{server.where} ({server.version.name})" if server.where else server.version.name


def rinci(store: Store) -> list[str]:
    """What ``/readyz`` says of a store that can serve: losses, parts of a cluster that are gone, and versions that are
    known to be open."""
    versions, hilang = store.health.at_a_glance()
    terbuka_semua = [kalimat for version in versions for kalimat in terbuka(version)]
    return [*map(str, hilang), *store.health.gone(), *terbuka_semua]


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
    name = _nama(server)
    if server.version.old:
        yield (
            f"{server.where or 'The store'} is {server.version}; {'.'.join(map(str, OLDEST))} or newer is needed. "
            "Upgrade it, and mend first what else is told here: it has to be started again for it."
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
    if server.master and server.replicas < server.awaited:
        yield (
            f"{name} has {server.replicas} replicas, and ANTREAN_WAIT_REPLICAS is {server.awaited}: every "
            "change is answered with 503. Start replicas, or lower ANTREAN_WAIT_REPLICAS in every process."
        )
