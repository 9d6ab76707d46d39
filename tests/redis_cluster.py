"""A Redis Cluster of real processes on free ports of 127.0.0.1, for the tests."""

import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis
from redis.cluster import ClusterNode

from antrean.config import Settings
from antrean.store import connect
from antrean.store.cluster import Cluster
from antrean.store.routing import ClusterConnection
from tests.servers import RedisServer, free_port, wait_until

SLOTS = 16_384
# What it takes to become one, and to go on without a master.
SETTLED_S = 120


@dataclass(frozen=True)
class Secure:
    """How nodes keep others out.

    Attributes:
        certificate: of 127.0.0.1, with its key; a PEM file.
        authority: who signed it.
        password: of the user that may do everything, and of the nodes among themselves.
    """

    certificate: Path
    authority: Path
    password: str

    def options(self, port: int) -> tuple[str, ...]:
        """As docs/infrastruktur.md has them."""
        return (
            *("--port", "0", "--tls-port", str(port), "--tls-cluster", "yes", "--tls-replication", "yes"),
            *("--tls-cert-file", str(self.certificate), "--tls-key-file", str(self.certificate)),
            *("--tls-ca-cert-file", str(self.authority), "--tls-auth-clients", "no"),
            *("--requirepass", self.password, "--masterauth", self.password),
        )


class Node(RedisServer):
    """One of its servers.

    Args:
        timeout_ms: after so long without an answer the others take it for gone.
        secure: it speaks TLS only, and asks for a password, also the other nodes.
    """

    def __init__(self, folder: Path, timeout_ms: int, secure: "Secure | None" = None) -> None:
        self.secure = secure
        of_a_cluster = (
            *("--cluster-enabled", "yes", "--cluster-config-file", str(folder / "nodes.conf")),
            *("--cluster-node-timeout", str(timeout_ms), "--cluster-require-full-coverage", "no"),
            # A replica that was behind for a moment may take over too: what was answered, WAIT has seen it have.
            *("--cluster-replica-validity-factor", "0", "--cluster-allow-replica-migration", "no"),
            *("--repl-diskless-sync", "yes", "--repl-diskless-sync-delay", "0"),
        )
        port = free_cluster_port()
        super().__init__(folder, port, (*of_a_cluster, *(secure.options(port) if secure else ())))

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def client(self) -> "redis.Redis":
        """Who may do everything."""
        client = super().client()
        if self.secure:
            client.connection_pool.connection_kwargs["password"] = self.secure.password
        return client

    def ask(self, *words: object) -> Any:
        """One command, as the server answers it."""
        kept: Any = self._kept
        return kept.execute_command(*words)

    def all(self, commands: Iterable[Sequence[object]]) -> None:
        """Many at once; those that a server refuses because a replica is behind, again."""
        left = [*commands]

        def done() -> bool:
            pipe: Any = self._kept.pipeline(transaction=False)
            for words in left:
                pipe.execute_command(*words)
            said = pipe.execute(raise_on_error=False)
            left[:] = [words for words, answer in zip(left, said, strict=True) if _behind(answer)]
            return not left

        wait_until(done, "replicas to follow", SETTLED_S)

    @cached_property
    def _kept(self) -> "redis.Redis":
        return self.client()

    @property
    def id(self) -> str:
        name: str = self.ask("CLUSTER MYID")
        return name

    def slots(self) -> list[Any]:
        """First and last slot of each range, and who has it: its master, then the replicas that could take over."""
        with self.client() as client:
            reader: Any = client.connection_pool.make_connection()
            reader.send_command("CLUSTER", "SLOTS")
            said: list[Any] = reader.read_response()
            reader.disconnect()
        return said

    @property
    def is_master(self) -> bool:
        return bool(self.ask("ROLE")[0] == "master")

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None


class RedisCluster:
    """Masters that share the slots evenly, each with a replica; ready when all know of each other."""

    def __init__(
        self, folder: Path, masters: int = 3, replicas: int = 1, timeout_ms: int = 2000, secure: Secure | None = None
    ) -> None:
        self._folder = folder
        self._secure = secure
        self._timeout_ms = timeout_ms
        self._count = masters
        self._stack = ExitStack()
        self.nodes = [self._node(n) for n in range(masters * (1 + replicas))]

    @property
    def url(self) -> str:
        """The REDIS_URL."""
        return f"redis+cluster://{','.join(node.address for node in self.nodes)}"

    def emptied(self) -> str:
        """Its address, with nothing in it."""
        for node in self.masters():
            node.ask("FLUSHALL")
        return self.url

    def client(self, **env: str) -> Cluster:
        """As the service has it."""
        found = connect(Settings.from_env({"REDIS_URL": self.url, **env}))
        assert isinstance(found, Cluster)
        return found

    def masters(self) -> list[Node]:
        """Those that run and are one."""
        return [node for node in self.nodes if node.runs and node.is_master]

    def master_of(self, slot: int) -> Node:
        """Whose slot it is, as a node that runs says."""
        found = next(port for first, last, port in self._ranges() if first <= slot <= last)
        return next(node for node in self.nodes if node.port == found)

    def replica_of(self, master: Node) -> Node:
        """One that follows it."""
        with master.client() as client:
            port = client.info("replication")["slave0"]["port"]
        return next(node for node in self.nodes if node.port == port)

    def slots_of(self, master: Node) -> list[int]:
        """All that it has."""
        return [s for first, last, port in self._ranges() if port == master.port for s in range(first, last + 1)]

    def move(self, slot: int, source: Node, target: Node) -> None:
        """Move a slot with its keys, as redis-cli does."""
        target.all([("CLUSTER SETSLOT", slot, "IMPORTING", source.id)])
        source.all([("CLUSTER SETSLOT", slot, "MIGRATING", target.id)])
        self.move_keys(slot, source, target)
        self.give(slot, source, target)

    def move_keys(self, slot: int, source: Node, target: Node) -> None:
        """Of ``move``: the keys of a slot that is on its way."""
        login = ("AUTH", self._secure.password) if self._secure else ()
        while keys := source.ask("CLUSTER GETKEYSINSLOT", slot, 100):
            source.ask("MIGRATE", "127.0.0.1", target.port, "", 0, 10_000, *login, "KEYS", *keys)

    def give(self, slot: int, source: Node, target: Node) -> None:
        """Of ``move``: the slot itself."""
        # The one that has it now hears it first; then the others.
        for node in (target, source, *self.masters()):
            node.all([("CLUSTER SETSLOT", slot, "NODE", target.id)])

    def move_all(self, slots: Iterable[int], source: Node, target: Node) -> None:
        """Move many; those without keys just change hands."""
        empty = []
        for slot in slots:
            if source.ask("CLUSTER COUNTKEYSINSLOT", slot):
                self.move(slot, source, target)
            else:
                empty.append(slot)
        name = target.id
        for node in (target, source, *self.masters()):
            node.all(("CLUSTER SETSLOT", slot, "NODE", name) for slot in empty)

    def add(self) -> Node:
        """One more master, without slots."""
        node = self._node(len(self.nodes))
        self._stack.enter_context(node)
        self.nodes.append(node)
        node.ask("CLUSTER MEET", "127.0.0.1", self.nodes[0].port)
        self._wait_until_all_agree()
        return node

    def follow(self, node: Node, master: Node) -> None:
        """Make one without slots the replica of another."""
        node.ask("CLUSTER REPLICATE", master.id)
        self._wait_for_replicas([master])
        self._wait_until_all_agree()

    def remove(self, node: Node) -> None:
        """Take one away that has no slots."""
        gone = node.id
        self.nodes.remove(node)
        for other in self.nodes:
            other.ask("CLUSTER FORGET", gone)
        node.stop()

    def wait_for_another(self, slot: int, than: Node) -> None:
        """Until another node has a slot."""
        wait_until(lambda: self.master_of(slot) is not than, "a replica to take over", SETTLED_S)

    def come_back(self, node: Node) -> None:
        """Start a killed one, and wait until it follows whoever took over, with all that there is."""
        node.start()
        wait_until(lambda: not node.is_master, "the killed master to follow", SETTLED_S)
        self._wait_for_replicas()

    def wait_until_all_are_listed(self) -> None:
        """Until whoever asks one of its nodes for the others hears of every replica: of one whose offset has not come
        round yet, a second after it follows, he does not."""
        wait_until(
            lambda: all(
                len({member[2] for satu in node.slots() for member in satu[2:]}) == len(self.nodes)
                for node in self.nodes
            ),
            "every replica to be listed",
            SETTLED_S,
        )

    def _ranges(self) -> Sequence[tuple[int, int, int]]:
        """First and last slot, and the port of their master."""
        running = next(node for node in self.nodes if node.runs)
        return [(int(first), int(last), int(master[1])) for first, last, master, *_ in running.slots()]

    def _node(self, n: int) -> Node:
        folder = self._folder / f"n{n}"
        folder.mkdir()
        return Node(folder, self._timeout_ms, self._secure)

    def _join(self) -> None:
        first, *others = self.nodes
        masters, replicas = self.nodes[: self._count], self.nodes[self._count :]
        for n, master in enumerate(masters):
            master.ask("CLUSTER SET-CONFIG-EPOCH", n + 1)
            begin, end = SLOTS * n // self._count, SLOTS * (n + 1) // self._count
            master.ask("CLUSTER ADDSLOTS", *range(begin, end))
        for node in others:
            node.ask("CLUSTER MEET", "127.0.0.1", first.port)
        self._wait_until_all_agree()
        for n, replica in enumerate(replicas):
            replica.ask("CLUSTER REPLICATE", masters[n % self._count].id)
        if replicas:
            self._wait_for_replicas()
        self._wait_until_all_agree()
        self.wait_until_all_are_listed()

    def _wait_until_all_agree(self) -> None:
        running = [node for node in self.nodes if node.runs]

        def agree() -> bool:
            said = [node.ask("CLUSTER INFO") for node in running]
            known = [sum("slave" in satu["flags"] for satu in node.ask("CLUSTER NODES").values()) for node in running]
            return set(known) == {sum(not node.is_master for node in running)} and all(
                satu["cluster_state"] == "ok" and int(satu["cluster_known_nodes"]) >= len(running) for satu in said
            )

        wait_until(agree, "the nodes to agree", SETTLED_S)

    def _wait_for_replicas(self, masters: Sequence[Node] = ()) -> None:
        def followed(master: Node) -> bool:
            with master.client() as client:
                info = client.info("replication")
            return any(info[f"slave{n}"]["state"] == "online" for n in range(info["connected_slaves"]))

        wait_until(
            lambda: all(followed(node) for node in masters or self.masters() if masters or self.slots_of(node)),
            "every master to have a replica",
            SETTLED_S,
        )

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for node in self.nodes:
                stack.enter_context(node)
            self._join()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def _behind(answer: object) -> bool:
    if isinstance(answer, redis.exceptions.ResponseError) and "NOREPLICAS" in str(answer):
        return True
    if isinstance(answer, Exception):
        raise answer
    return False


class ClusterClient(Cluster):
    """An empty cluster as the service has it; what a test itself asks for is asked by redis-py's cluster client."""

    def __init__(self, cluster: RedisCluster) -> None:
        cluster.emptied()
        self.__dict__.update(cluster.client(ANTREAN_REDIS_TIMEOUT="60").__dict__)
        nodes = [ClusterNode("127.0.0.1", node.port) for node in cluster.nodes]  # type: ignore[no-untyped-call]
        self._all = redis.RedisCluster(startup_nodes=nodes, decode_responses=True)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._all, name)

    def scan_iter(self, match: str = "*", **options: Any) -> Iterator[str]:
        """Of every master; redis-py's own stops at the first."""
        for node in self.masters():
            yield from node.redis_connection.scan_iter(match, **options)

    def keys(self, pattern: str = "*") -> list[str]:
        """Of every master."""
        return [*self.scan_iter(pattern)]

    def pipeline(self, **options: Any) -> Any:
        """The service's: redis-py's does not read what a transaction answers."""
        return ClusterConnection(self, 35).client.pipeline(**options)

    def close(self) -> None:
        """Close both."""
        super().close()
        self._all.close()


def free_cluster_port(count: int = 1) -> int:
    """The first of so many in a row that are free, and whose buses, 10,000 above, are free too."""
    while True:
        port = free_port()
        if port < 22_000 - count and all(_is_free(n + bus) for n in range(port, port + count) for bus in (0, 10_000)):
            return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
