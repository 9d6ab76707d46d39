"""A cluster, and the command line on it."""

from collections.abc import Iterator

import pytest

from antrean.store import Store
from tests.redis_cluster import RedisCluster


@pytest.fixture
def cluster(redis_cluster: RedisCluster) -> RedisCluster:
    """The run's, empty."""
    redis_cluster.emptied()
    return redis_cluster


@pytest.fixture
def store(cluster: RedisCluster) -> Iterator[Store]:
    """As the service has it, on the cluster."""
    with cluster.client() as client:
        yield Store(client, keep_days=35)
