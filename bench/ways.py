"""What a script costs a worker by our own way to the store, and by the client's; and what counting an answer costs."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from antrean.config import Settings
from antrean.scripts import registry
from antrean.store import Store
from antrean.ukuran import Papan
from bench.figures import Spread
from bench.tables import Table
from tests.servers import RedisServer

_CALLS, _ROUNDS = 4000, 7


def counting() -> Table:
    """Processor time of what ``/metrics`` costs an ambil: an answer and a call to the store are counted."""
    papan = Papan(map(str, range(60)), map(str, range(70)), registry().scripts, 4)
    rounds = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for _ in range(_CALLS):
            papan.jawab("30", "30", 0.003)
            papan.simpan("ambil", 0.001)
        rounds.append(1e6 * (time.process_time() - began) / _CALLS)
    row = ("an answer and a call to the store", Spread.of(rounds).text(1))
    return Table("Counting for /metrics", ("counted", "µs of processor time"), [row])


def run() -> Table:
    """Processor time of a call with as many words as an ambil has, of a script that does nothing; in turn."""
    ambil = registry()["ambil"]
    with tempfile.TemporaryDirectory() as folder, RedisServer(Path(folder)) as server:
        settings = Settings.from_env({"REDIS_URL": server.url, "ANTREAN_SECRET_KEY": "k" * 32})
        connection = Store.from_settings(settings).antrean._connection
        sha = connection.client.script_load("return {'OK'}")
        words = (
            "EVALSHA",
            sha,
            len(ambil.keys),
            *(f"antrean:v1:{{BENCH1}}:{name}" for name in ambil.keys),
            *ambil.args,
        )
        ways: dict[str, Callable[[], object]] = {
            "ours (`Connection.execute`)": lambda: connection.execute(*words),
            "the client's (`Connection.read`)": lambda: connection.read(lambda client: client.execute_command(*words)),
        }
        rounds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(_ROUNDS):
            for name, call in ways.items():
                began = time.process_time()
                for _ in range(_CALLS):
                    call()
                rounds[name].append((time.process_time() - began) / _CALLS)
    return Table(
        "A script's way to the store",
        ("way", "µs of processor time"),
        [(name, Spread.of([1e6 * one for one in found]).text(1)) for name, found in rounds.items()],
    )
