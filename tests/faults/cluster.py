"""A primary, its replicas and the sentinels that watch them: real processes on free ports of 127.0.0.1."""

import subprocess
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from antrean.embedded import find_redis_server
from tests.servers import RedisServer, free_port, wait_until

NAMA = "antrean"
FAILOVER_S = 120


class Sentinel:
    """One redis-sentinel."""

    def __init__(self, folder: Path, primary_port: int, quorum: int) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        # It keeps what it learns in this file.
        self._config = folder / "sentinel.conf"
        self._config.write_text(
            f"port {self.port}\nbind 127.0.0.1\ndir {folder}\nlogfile {folder}/sentinel.log\n"
            f"sentinel monitor {NAMA} 127.0.0.1 {primary_port} {quorum}\n"
            f"sentinel down-after-milliseconds {NAMA} 1000\n"
            f"sentinel failover-timeout {NAMA} 5000\n"
            f"sentinel parallel-syncs {NAMA} 2\n"
        )

    def start(self) -> None:
        command = [str(find_redis_server()), str(self._config), "--sentinel"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    @property
    def runs(self) -> bool:
        """It was started, and not killed."""
        return self._process is not None and self._process.poll() is None

    def state(self) -> dict[str, Any]:
        """What it knows of the primary; empty while it does not answer."""
        try:
            with redis.Redis("127.0.0.1", self.port, decode_responses=True, retry=Retry(NoBackoff(), 0)) as client:
                return client.execute_command("SENTINEL MASTER", NAMA)
        except redis.exceptions.RedisError:
            return {}

    def kill(self) -> None:
        """kill -9."""
        assert self._process
        self._process.kill()
        self._process.wait()


class Cluster:
    """One primary, ``replicas`` replicas and three sentinels; ready when all know of each other.

    Each server is on a port of its own; which of them is primary changes.
    """

    def __init__(self, folder: Path, replicas: int = 2) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._killed = 0
        first = free_port()
        self.servers = {first: self._server(first)}
        for _ in range(replicas):
            port = free_port()
            self.servers[port] = self._server(port, "--replicaof", f"127.0.0.1 {first}")
        self.sentinels = [Sentinel(self._new_folder(f"s{n}"), first, 2) for n in range(3)]

    @property
    def url(self) -> str:
        """The REDIS_URL."""
        return f"redis+sentinel://{','.join(f'127.0.0.1:{sentinel.port}' for sentinel in self.sentinels)}/{NAMA}"

    @property
    def primary_port(self) -> int:
        """Where the primary is, as the first sentinel says."""
        port: int = self.sentinels[0].state()["port"]
        return port

    @property
    def primary(self) -> RedisServer:
        return self.servers[self.primary_port]

    def replicas(self) -> list[RedisServer]:
        """The others, also those that do not run."""
        return [server for port, server in self.servers.items() if port != self.primary_port]

    def kill_primary(self) -> RedisServer:
        """kill -9; the killed one."""
        self._killed = self.primary_port
        self.servers[self._killed].kill()
        return self.servers[self._killed]

    def wait_for_another(self, than: int = 0) -> None:
        """Wait until every sentinel that runs names another primary than the one at that port, or the killed one."""
        before = than or self._killed
        wait_until(
            lambda: all(sentinel.state()["port"] != before for sentinel in self.sentinels if sentinel.runs),
            "the sentinels to name another primary",
            FAILOVER_S,
        )

    def fail_over(self) -> None:
        """Have the sentinels name another primary while this one is well, as before its machine is restarted."""
        before = self.primary_port
        with redis.Redis("127.0.0.1", self.sentinels[0].port, decode_responses=True) as client:
            client.execute_command("SENTINEL FAILOVER", NAMA)
        self.wait_for_another(before)

    def come_back(self, server: RedisServer) -> None:
        """Start a killed one, and wait until it follows the primary."""
        server.start()
        self.wait_for_replicas(len(self.servers) - 1)

    def wait_for_replicas(self, count: int) -> None:
        """Wait until so many follow the primary, and the sentinels know that."""
        wait_until(lambda: self._connected() >= count, f"{count} replicas", FAILOVER_S)
        wait_until(
            lambda: all(sentinel.state()["num-slaves"] >= count for sentinel in self.sentinels if sentinel.runs),
            f"the sentinels to know {count} replicas",
            FAILOVER_S,
        )

    def _connected(self) -> int:
        with self.primary.client() as client:
            info = client.info("replication")
        return sum(info[f"slave{n}"]["state"] == "online" for n in range(info["connected_slaves"]))

    def _server(self, port: int, *options: str) -> RedisServer:
        # Its replicas begin at once to copy it, and it to save what they copy to memory.
        options = ("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0", *options)
        return RedisServer(self._new_folder(str(port)), port, options)

    def _new_folder(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for server in self.servers.values():
                stack.enter_context(server)
            for sentinel in self.sentinels:
                sentinel.start()
                stack.callback(sentinel.kill)
            wait_until(
                lambda: all(sentinel.state().get("num-other-sentinels") == 2 for sentinel in self.sentinels),
                "the sentinels to know each other",
                FAILOVER_S,
            )
            self.wait_for_replicas(len(self.servers) - 1)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
