"""A shard that is silent holds half of the threads, and the others are free for other shards."""

import threading
import time
from threading import Event, Thread

import pytest
import redis

from antrean.store import waiting
from antrean.store.routing import _Shards


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What time it is for the shards."""
    moment = [time.monotonic()]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def test_half_of_the_threads_wait_for_a_silent_shard_and_all_for_one_that_answers(now: list[float]) -> None:
    shards, leave, inside = _Shards(8), Event(), threading.Barrier(5)

    def wait() -> None:
        shards.enter("a")
        inside.wait()
        leave.wait()
        shards.leave()

    threads = [Thread(target=wait) for _ in range(4)]
    for thread in threads:
        thread.start()
    inside.wait()
    try:
        shards.enter("a")  # it may be only slow
        shards.leave()
        now[0] += waiting.SILENT_S + 0.1
        with pytest.raises(redis.exceptions.TimeoutError, match="a is silent, and 4 threads wait for it already"):
            shards.enter("a")
        shards.enter("b")
        shards.answered("a")
        shards.enter("a")
        shards.leave()
    finally:
        leave.set()
        for thread in threads:
            thread.join()
    now[0] += waiting.SILENT_S + 0.1
    shards.enter("a")  # nobody waits any more
