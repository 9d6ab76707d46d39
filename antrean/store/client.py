"""redis-py's client for the address that REDIS_URL is, as every process makes it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import hiredis
import redis

from antrean.config import Settings
from antrean.domain.alamat import PILIHAN_TLS
from antrean.domain.cluster import AlamatCluster
from antrean.domain.sentinel import AlamatSentinel
from antrean.errors import SettingsError
from antrean.store.bounded import bounded
from antrean.store.cluster import Cluster
from antrean.store.sentinel import primary
from antrean.store.waiting import UntilOver

# There are as many connections as threads, twice: ours and the client's. Its own limit would count some for ever.
_UNLIMITED = 1 << 31


class _Packer:
    """Packs a command's words; the client's own way looks at the type of each of fifty words first."""

    def pack(self, name: str, *words: Any) -> list[bytes]:
        """A command whose name has a space, such as ``CONFIG GET``, is two words to the server."""
        return [hiredis.pack_command((*name.split(), *words))]


def connect(settings: Settings) -> "redis.Redis | Cluster":
    """A client for the store of ``settings.redis_url``, or the cluster that it names; it connects at the first command.

    Raises:
        SettingsError: the address has an option that the client does not take, or names a file that cannot be read.
    """
    options: dict[str, Any] = {
        "decode_responses": True,
        "socket_timeout": settings.redis_timeout,
        "retry": UntilOver(),
        "max_connections": _UNLIMITED,
        "health_check_interval": 0,
        "command_packer": _Packer(),
    }
    if not settings.redis_url.startswith("unix:"):
        options["socket_connect_timeout"] = settings.redis_timeout
        options["socket_keepalive"] = True
    unverified = {} if settings.redis_tls_verify else {"ssl_cert_reqs": "none", "ssl_check_hostname": False}
    if AlamatSentinel.bentuknya(settings.redis_url):
        sentinel = AlamatSentinel.baca(settings.redis_url)
        _look_at_files(sentinel.pilihan_tls)
        return primary(sentinel, options, {**sentinel.pilihan_tls, **unverified})
    if AlamatCluster.bentuknya(settings.redis_url):
        cluster = AlamatCluster.baca(settings.redis_url)
        _look_at_files(cluster.pilihan_tls)
        return Cluster(cluster, options, {**cluster.pilihan_tls, **unverified})
    if settings.redis_url.startswith("rediss:"):
        options |= unverified
    try:
        client = redis.Redis.from_url(settings.redis_url, **options)
        client.connection_pool.connection_class = bounded(client.connection_pool.connection_class)
        # Made and let go again: an option that no connection has shows only here.
        client.connection_pool.connection_class(**client.connection_pool.connection_kwargs)
    except (TypeError, ValueError, redis.exceptions.RedisError) as error:
        raise SettingsError(f"REDIS_URL has an option after `?` that cannot be used: {error}") from error
    _look_at_files(client.connection_pool.connection_kwargs)
    return client


def _look_at_files(options: Mapping[str, Any]) -> None:
    """A file that is not there would be told as a server that does not answer."""
    for name in PILIHAN_TLS:
        if path := options.get(name):
            try:
                Path(path).open("rb").close()
            except OSError as error:
                raise SettingsError(
                    f"REDIS_URL names with {name} a file that cannot be read: {error.strerror}. It takes the path of "
                    "a PEM file that the service's user may read."
                ) from error
