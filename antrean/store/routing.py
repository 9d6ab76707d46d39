"""The way to a Redis Cluster: each command goes to the node that has its key, in one round trip.

MOVED and ASK are followed at once, and what MOVED says is remembered. While a slot is between two nodes (TRYAGAIN), a
shard is down (CLUSTERDOWN) or its master is gone, the call waits for another, as long as it may.
"""

import os
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, NamedTuple, TypeVar, cast

import redis
from redis.cluster import PRIMARY
from redis.exceptions import AskError, ClusterDownError, MovedError, TryAgainError

from antrean.keys import PREFIX
from antrean.scripts import Registry
from antrean.store.cluster import Cluster, slot_of
from antrean.store.connection import READ, Connection, Node, ask_once
from antrean.store.failures import store_errors
from antrean.store.replicas import Replicas
from antrean.store.waiting import SILENT_S, UNANSWERED, Waiting, is_for_good, pause

T = TypeVar("T")


class _Asked(NamedTuple):
    """Where ASK sent who asked for a slot."""

    slot: int
    host: str
    port: int


class _Crowded(redis.exceptions.TimeoutError):
    """Enough threads wait for a node that is silent."""


class _Shards:
    """Who waits for which node, so that one that is silent takes no more than half of the threads: the others are for
    hospitals of other shards.

    Args:
        threads: how many answer requests in this process; 0: nobody is turned away.
    """

    def __init__(self, threads: int) -> None:
        self._places = max(threads // 2, 1) if threads else 1 << 30
        self._inside: dict[str, set[int]] = {}
        self._answered: dict[str, float] = {}

    def enter(self, node: str) -> None:
        """Raises _Crowded where it is silent, and enough threads wait for it."""
        inside = self._inside.setdefault(node, set())
        if not inside:
            self._answered[node] = time.monotonic()
        elif len(inside) >= self._places and time.monotonic() - self._answered[node] > SILENT_S:
            raise _Crowded(f"{node} is silent, and {len(inside)} threads wait for it already")
        inside.add(threading.get_ident())

    def answered(self, node: str) -> None:
        """It lives."""
        self._answered[node] = time.monotonic()

    def leave(self) -> None:
        """This thread waits no more, for whichever."""
        me = threading.get_ident()
        for inside in list(self._inside.values()):
            inside.discard(me)


class ClusterConnection(Connection):
    """As on one server.

    Args:
        threads: how many answer requests in this process; 0 where none do.
    """

    def __init__(
        self,
        cluster: Cluster,
        keep_days: int,
        waiting: Waiting | None = None,
        scripts: Registry | None = None,
        replicas: Replicas | None = None,
        threads: int = 0,
    ) -> None:
        super().__init__(cast(Any, _Whole(self)), keep_days, waiting, scripts, replicas)
        self.cluster = cluster
        self.shards = _Shards(threads)
        # Connections that nobody uses, by node.
        self._idle_at: dict[str, list[Any]] = {}

    def execute(self, *words: Any, ask: Callable[..., Any] = ask_once) -> Any:
        """As on one server; the command is a script's, or one whose key comes first."""
        slot = slot_of(words[3] if words[0] in ("EVALSHA", "EVAL") else words[1])
        with self.waiting.call(nama=self.scripts.names.get(words[1], READ)):
            return self._until_over(lambda asked: self._exchange(slot, asked, words, ask))

    def read(self, ask: Callable[[Any], T], within_s: float | None = None, free_s: float = 0.0) -> T:
        """As on one server; the first argument of each command is its key."""
        with store_errors(), self.waiting.call(within_s, free_s, READ):
            return self._until_over(lambda asked: ask(_Whole(self, asked)))

    def part(self, key: str) -> str:
        """As on one server: the node that has it, as far as we know."""
        try:
            return str(self.cluster.node(slot_of(key)).name)
        except redis.exceptions.RedisError:
            return "?"

    def lane(self, key: str) -> Any:
        """As on one server.

        Raises:
            StoreUnavailable: no answer; or the key's slot is being moved, and who reads keys by name would miss those
                that are gone already.
        """
        slot = slot_of(key)

        def ask(client: Any) -> Any:
            client.exists(key)  # the node that we know may have it no more
            _, client = self.client_of(slot, None)
            if _is_moving(client.execute_command("CLUSTER NODES"), slot):
                raise TryAgainError("the hospital's slot is being moved to another node; try again when that is done")
            return client.connection_pool.make_connection()

        return self.read(ask)

    def together(self, keys: Collection[str]) -> Collection[str]:
        """Those of one slot, any of theirs."""
        one = slot_of(secrets.choice([*keys]))
        return [key for key in keys if slot_of(key) == one]

    def nodes(self) -> list[Node]:
        """Masters and replicas, as they are now."""

        def ask(_: Any) -> list[Node]:
            self.cluster.look_again()
            return [
                Node(str(node.name), node.server_type == PRIMARY, node.redis_connection)
                for node in self.cluster.members()
            ]

        return self.read(ask)

    def key_at(self, node: Node) -> str:
        """A key that a node has."""
        names = (f"{PREFIX}:{{{n}}}:" for n in count())
        return next(key for key in names if self.cluster.node(slot_of(key)).name == node.name)

    @staticmethod
    @contextmanager
    def errors() -> Iterator[None]:
        """As on one server; and a slot that went elsewhere in the middle is trouble that passes."""
        with store_errors():
            try:
                yield
            except (AskError, ClusterDownError) as error:
                raise _passing(error) from error

    def unserved(self) -> int:
        """Slots that no node has."""
        return self.cluster.unserved()

    def unlisted(self) -> list[str]:
        """As on one server; host and port of each."""

        def ask(_: Any) -> dict[str, dict[str, Any]]:
            client: Any = self.client_of(None, None)[1]
            return client.execute_command("CLUSTER NODES")

        listed = {str(node.name) for node in self.cluster.members()}
        replicas = {name: node for name, node in self.read(ask).items() if "slave" in node["flags"].split(",")}
        return [
            name
            for name, node in replicas.items()
            if name not in listed and f"{node['hostname']}:{name.rpartition(':')[2]}" not in listed
        ]

    @property
    def parts(self) -> bool:
        """As it may be of a cluster."""
        return True

    def client_of(self, slot: int | None, asked: _Asked | None, ke: int = 0) -> "tuple[str, redis.Redis]":
        """The name and the client of the node that has a slot; to use it counts as waiting for it.

        Args:
            slot: None: of any master.
            ke: which of them, where one after the other is asked; more than there are begins again.
        """
        if asked and asked.slot == slot:
            name, client = self.cluster.at(asked.host, asked.port, asking=True)
        else:
            node = self.cluster.any_master(ke) if slot is None else self.cluster.node(slot)
            name, client = str(node.name), node.redis_connection
        self.shards.enter(name)
        return name, client

    def _exchange(self, slot: int, asked: _Asked | None, words: tuple[Any, ...], ask: Callable[..., Any]) -> Any:
        """One try on a connection of our own."""
        if self._pid != os.getpid():
            self._idle_at, self._pid = {}, os.getpid()
        if asked:
            name, client = self.cluster.at(asked.host, asked.port)
            self.shards.enter(name)
        else:
            name, client = self.client_of(slot, None)
        idle = self._idle_at.setdefault(name, [])
        try:
            connection = idle.pop()
        except IndexError:
            connection = client.connection_pool.make_connection()
        try:
            answer = ask(connection, words, asking=True) if asked else ask(connection, words)
        except redis.exceptions.ResponseError:
            self.shards.answered(name)
            raise
        except BaseException:
            connection.disconnect()
            raise
        finally:
            idle.append(connection)
        self.shards.answered(name)
        return answer

    def _until_over(self, attempt: Callable[[_Asked | None], T]) -> T:
        """Try, where the last answer said, until one is final or the running call is over."""
        asked: _Asked | None = None
        why: Exception
        followed, failures = False, 0
        try:
            while True:
                try:
                    return attempt(asked)
                except _Crowded:
                    raise
                except MovedError as error:
                    asked, why, at_once = None, error, not followed
                    with suppress(redis.exceptions.RedisError):
                        self.cluster.moved(error)
                except AskError as error:
                    asked, why, at_once = _Asked(error.slot_id, error.host, error.port), error, not followed
                except (*UNANSWERED, ClusterDownError, TryAgainError) as error:
                    asked, why, at_once = None, error, False
                    if not isinstance(error, TryAgainError) and not is_for_good(error):
                        with suppress(redis.exceptions.RedisError):
                            self.cluster.look_again()
                followed = at_once
                if not at_once:
                    failures += 1
                    if not pause(why, failures):
                        raise _passing(why)
        finally:
            self.shards.leave()


def _passing(error: Exception) -> Exception:
    """What is trouble that passes, and said by one server would mean that it is none."""
    return TryAgainError(str(error)) if isinstance(error, AskError | ClusterDownError) else error


class _Whole:
    """What stands for the client of one server: each command goes to the node that has its key, which is its first
    argument. One without a key goes to any."""

    def __init__(self, connection: ClusterConnection, asked: _Asked | None = None) -> None:
        self._connection = connection
        self._asked = asked

    def __getattr__(self, command: str) -> Callable[..., Any]:
        def send(*args: Any, **options: Any) -> Any:
            slot = _slot(args)
            others = max(len(self._connection.cluster.masters()) - 1, 0) if slot is None else 0
            first = secrets.randbelow(others + 1)
            while True:
                name, client = self._connection.client_of(slot, self._asked, first + others)
                try:
                    answer = getattr(client, command)(*args, **options)
                except UNANSWERED:  # what all of them know another may say
                    if not others:
                        raise
                    others -= 1
                else:
                    self._connection.shards.answered(name)
                    return answer

        return send

    def pipeline(self, transaction: bool = True) -> "_Gathered":
        """Commands that are sent at once; a transaction's are those of one slot."""
        return _Gathered(self._connection, self._asked, transaction)


class _Gathered:
    """A pipeline: its commands are given to their nodes' when all are known."""

    def __init__(self, connection: ClusterConnection, asked: _Asked | None, transaction: bool) -> None:
        self._connection = connection
        self._asked = asked
        self._transaction = transaction
        self._commands: list[_Command] = []

    def __getattr__(self, command: str) -> "Callable[..., _Gathered]":
        def gather(*args: Any, **options: Any) -> _Gathered:
            self._commands.append(_Command(command, args, options))
            return self

        return gather

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """Their answers, in order. Those of a node that does not answer are its error where that is not raised."""
        commands, self._commands = self._commands, []
        shares: dict[str, tuple[redis.Redis, list[int]]] = {}
        answers: list[Any] = [None] * len(commands)
        slots = [_slot(command.args) for command in commands]
        one = next((slot for slot in slots if slot is not None), None)
        for at, slot in enumerate(slots):
            name, client = self._connection.client_of(one if slot is None else slot, self._asked)
            shares.setdefault(name, (client, []))[1].append(at)
        for name, (client, share) in shares.items():
            # Between two nodes only a transaction sees keys of both as missing, and not as empty.
            pipe = client.pipeline(transaction=self._transaction or self._asked is not None)
            for at in share:
                getattr(pipe, commands[at].name)(*commands[at].args, **commands[at].options)
            try:
                said = pipe.execute(raise_on_error)
            except UNANSWERED as error:
                if raise_on_error:
                    raise
                said = [error] * len(share)
            self._connection.shards.answered(name)
            for at, answer in zip(share, said, strict=True):
                answers[at] = answer
        return answers


class _Command(NamedTuple):
    name: str
    args: tuple[Any, ...]
    options: Mapping[str, Any]


def _slot(args: tuple[Any, ...]) -> int | None:
    """That of a command's key: its first argument, or what that names first."""
    if not args:
        return None
    return slot_of(next(iter(args[0])) if isinstance(args[0], Mapping) else args[0])


def _is_moving(nodes: Mapping[str, Mapping[str, Any]], slot: int) -> bool:
    """Whether the node that was asked for ``CLUSTER NODES`` is moving a slot, or being given it."""
    return any(satu["slot"] == str(slot) for node in nodes.values() for satu in node.get("migrations", ()))
