"""What the tests stand on."""

import gc

from fakeredis import FakeServer

from tests.servers import fake_redis


def test_a_fake_redis_of_a_test_that_is_over_is_not_kept() -> None:
    def kept() -> int:
        gc.collect()
        return sum(isinstance(one, FakeServer) for one in gc.get_objects())

    before = kept()
    with fake_redis() as redis:
        redis.ping()
        assert kept() == before + 1
    del redis
    assert kept() == before
