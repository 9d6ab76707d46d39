"""The way to Redis: what the client's errors mean, and what every write has in common."""

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, NamedTuple, TypeVar

import redis

from antrean.domain.waktu import triwulan_berikut
from antrean.errors import BukuRusak, PermintaanLain, refusal_for
from antrean.keys import PENGGUNA, Keys
from antrean.scripts import Registry, registry
from antrean.store.failures import is_word, store_errors
from antrean.store.replicas import Replicas, pack
from antrean.store.waiting import UNANSWERED, Waiting, pause

ANSWER_KEPT_S = 120
TIMEOUT_S = 5

# The highest numbers given are known for longer than any date can be booked ahead, and longer than a clock is wrong.
SERIES_KEPT_DAYS = 400

READ = "read"
"""What a call is counted as that is no script."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Write:
    """What every change carries.

    Attributes:
        request_id: fixed per request, so that a repeat of it changes nothing more.
        now_ms: the time of the decision, epoch milliseconds.
        oleh: who asks, for the event: ``mjkn``, ``cli``, …
        kept_s: how long an accepted answer is repeated to the same request id.
        orang: the person behind ``oleh``, for the audit log; empty where it is not known.
        sidik: digest of what is asked, where the request id is a label of the client's; empty: the id is our own.
    """

    request_id: str
    now_ms: int
    oleh: str
    kept_s: int = ANSWER_KEPT_S
    orang: str = ""
    sidik: str = ""

    def attempt(self, *ke: object) -> "Write":
        """One part or try of the same change: each has an answer of its own."""
        return replace(self, request_id=":".join(map(str, (self.request_id, *ke))))

    @property
    def pelaku(self) -> str:
        """Who changes it, for the audit log."""
        return f"{self.oleh}/{self.orang}" if self.orang else self.oleh


def ask_once(connection: Any, words: tuple[Any, ...], asking: bool = False) -> Any:
    """Send a command on a connection, and read its reply. It is packed as the client would, who looks at the type of
    each word first, of which an ambil has sixty.

    Args:
        asking: the server has the command's slot not yet, and was named by the one that gives it away.
    """
    if asking:
        ask_once(connection, ("ASKING",))
    connection.send_packed_command((pack(words),))
    return connection.read_response()


class Node(NamedTuple):
    """One server of the store.

    Attributes:
        name: host and port where there are several, else empty.
        master: it decides; others follow one.
    """

    name: str
    master: bool
    client: "redis.Redis"


def accepted(word: str, fields: dict[str, str]) -> dict[str, str]:
    """The fields of an answer that is OK.

    Raises:
        Refusal: it is another word.
    """
    if word != "OK":
        raise refusal_for(word, fields)
    return fields


class Connection:
    """A client, the scripts, and how long dated records are kept.

    Args:
        replicas: that must have what an answer says; None: it is not looked at.
    """

    def __init__(
        self,
        client: "redis.Redis",
        keep_days: int,
        waiting: Waiting | None = None,
        scripts: Registry | None = None,
        replicas: Replicas | None = None,
    ) -> None:
        self.client = client
        self.replicas = replicas
        # Looks at our clock before a change; None: it is not doubted.
        self.penjaga_jam: Callable[[int], None] | None = None
        self.keep_days = keep_days
        self.waiting = waiting or Waiting(TIMEOUT_S)
        self.scripts = scripts or registry()
        # Connections that nobody uses, and the process that made them: no other may.
        self._idle: list[Any] = []
        self._pid = 0

    def execute(self, *words: Any, ask: Callable[..., Any] = ask_once) -> Any:
        """Send one command, without what the client's pool and hooks add to it; a reply that does not come is asked
        for again, as long as the call may wait. The request id makes that safe.

        Args:
            ask: sends it on a connection, as ``ask_once`` does, and returns what is answered.

        Raises:
            redis.RedisError: what the client raises.
        """
        if self._pid != os.getpid():
            self._idle, self._pid = [], os.getpid()
        with self.waiting.call(nama=self.scripts.names.get(words[1], READ)):
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = self.client.connection_pool.make_connection()
            try:
                return _answer(connection, words, ask)
            finally:
                self._idle.append(connection)

    def write(
        self, script: str, keys: Keys, write: Write, key_names: Mapping[str, Any], args: Mapping[str, Any]
    ) -> tuple[str, dict[str, str]]:
        """Run a writing script: adds the keys and arguments that all of them have, and the audit log for those that
        write it.

        Returns:
            The answer's word and its fields.

        Raises:
            PermintaanLain: the request id is known for another request; nothing was written.
            BukuRusak: a record is gone that it would change; nothing was written.
            JamDiragukan: our clock is days off; nothing was written.
            StoreUnavailable: no answer; whether it was written is unknown, and the same request id settles it.
        """
        if self.penjaga_jam:
            self.penjaga_jam(write.now_ms)
        decision = self.scripts[script]
        all_keys = {**key_names, "permintaan": keys.permintaan(write.request_id), "peristiwa": keys.peristiwa}
        all_args = {
            **args,
            "oleh": write.oleh,
            "sekarang": write.now_ms,
            "umur_peristiwa": self.events_kept_ms,
            "umur_permintaan": write.kept_s,
            "sidik": write.sidik,
        }
        if "audit" in decision.keys:
            all_keys["audit"], all_args["pelaku"] = keys.audit, write.pelaku
        with store_errors():
            execute = partial(self._execute_replicated, self.replicas, keys) if self.replicas else self.execute
            word, fields = decision.run(execute, all_keys, all_args)
        for error in (BukuRusak, PermintaanLain):
            if word == error.word:
                raise error
        return word, fields

    def _execute_replicated(self, replicas: Replicas, keys: Keys, *words: Any) -> Any:
        """As ``execute``, of a script or a ``GET``; an answer of success or a kept one is there in enough replicas.

        Raises:
            redis.RedisError: what the client raises.
            StoreUnavailable: it is not.
        """
        answer, reached = self.execute(*words, ask=partial(replicas.ask, keys.tunggu()))
        if answer and (words[0] == "GET" or answer[0] == "OK"):
            replicas.check(reached)
        return answer

    def decide(
        self, script: str, keys: Keys, write: Write, key_names: Mapping[str, Any], args: Mapping[str, Any]
    ) -> dict[str, str]:
        """The same where everything but OK is a refusal; the fields of the answer.

        Raises:
            Refusal: what it refuses.
        """
        return accepted(*self.write(script, keys, write, key_names, args))

    def answered(self, keys: Keys, write: Write) -> dict[str, str]:
        """The fields of the answer that a request id got (lua/lib/permintaan.lua keeps it); none where it has none.

        Raises:
            PermintaanLain: it was for something else.
        """
        fields = iter(self._kept(keys, write)[1:])
        return dict(zip(fields, fields, strict=True))

    def is_repeat(self, keys: Keys, write: Write) -> bool:
        """Whether a request id got an answer, and so the change was made.

        Raises:
            PermintaanLain: it was for something else.
        """
        return self._kept(keys, write) != [""]

    def _kept(self, keys: Keys, write: Write) -> list[str]:
        execute = partial(self._execute_replicated, self.replicas, keys) if self.replicas else self.execute
        with store_errors():
            kept = execute("GET", keys.permintaan(write.request_id)) or "\t"
        *answer, sidik = kept.split("\t")
        if sidik and write.sidik and sidik != write.sidik:
            raise PermintaanLain
        return list(answer)

    def ask(self, script: str, key_names: Mapping[str, Any], args: Mapping[str, Any]) -> dict[str, str]:
        """Run a script that only reads, and return the fields of its answer.

        Raises:
            Refusal: what it refuses.
            StoreUnavailable: no answer.
        """
        return accepted(*self.look(script, key_names, args))

    def look(self, script: str, key_names: Mapping[str, Any], args: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """The same with the answer's word, where one of them is no refusal."""
        with store_errors():
            return self.scripts[script].run(self.execute, key_names, args)

    def run(self, script: str, key_names: Mapping[str, Any], args: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Run a script that is its own repeat: sent twice, it changes nothing more. Its word and fields.

        Raises:
            StoreUnavailable: no answer; whether it was carried out is unknown.
        """
        with store_errors():
            return self.scripts[script].run(self.execute, key_names, args)

    @property
    def events_kept_ms(self) -> int:
        """How old an event may be."""
        return self.keep_days * 86_400_000

    def read(self, ask: Callable[[Any], T], within_s: float | None = None, free_s: float = 0.0) -> T:
        """Read from the store. What it answers is text, which the client's own types do not know.

        Args:
            within_s: wait no longer, even where the request may.
            free_s: so long the server is asked to wait before it answers.

        Raises:
            StoreUnavailable: no answer.
        """
        with store_errors(), self.waiting.call(within_s, free_s, READ):
            return ask(self.client)

    @property
    def commands(self) -> list[str]:
        """What must not be refused in the middle of a change: what a script calls, and what is sent beside it."""
        return [*self.scripts.commands, *(("WAIT",) if self.replicas else ())]

    @property
    def parts(self) -> bool:
        """Whether some of the store may be gone while the rest serves."""
        return False

    def part(self, key: str) -> str:  # noqa: ARG002 - one server has every key
        """Which part of the store has a key: where one does not answer, neither do the others of the same. Empty where
        it has no parts."""
        return ""

    def lane(self, key: str) -> Any:  # noqa: ARG002 - one server has every key
        """A connection of one's own to the server that has a key.

        Raises:
            StoreUnavailable: no answer.
        """
        return self.client.connection_pool.make_connection()

    def together(self, keys: Collection[str]) -> Collection[str]:
        """Those of some keys that one command can wait for."""
        return keys

    def nodes(self) -> list[Node]:
        """The servers of the store.

        Raises:
            StoreUnavailable: no answer.
        """
        return [Node("", True, self.client)]

    def key_at(self, node: Node) -> str:  # noqa: ARG002 - one server has every key
        """A key that a node has."""
        return PENGGUNA

    @staticmethod
    def errors() -> AbstractContextManager[None]:
        """``store_errors``, of what is sent on a ``lane``."""
        return store_errors()

    def unserved(self) -> int:
        """Parts of a cluster that no node has."""
        return 0

    def unlisted(self) -> list[str]:
        """Replicas of a cluster that ``nodes`` leaves out, for to the others they are gone, or have not told yet
        how far they are.

        Raises:
            StoreUnavailable: no answer.
        """
        return []

    def ask_node(self, node: Node, ask: Callable[[Any], T], within_s: float | None = None) -> T:
        """Read from one of them.

        Raises:
            StoreUnavailable: no answer.
        """
        with store_errors(), self.waiting.call(within_s, nama=READ):
            return ask(node.client)

    def expires_at(self, tanggal: date) -> int:
        """When the records of a date expire, in epoch seconds: the keep days after its end in any zone."""
        # Added as seconds: a kodebooking may name a date at the end of the calendar.
        return _epoch(tanggal) + (self.keep_days + 2) * 86_400

    def gone_after(self, tanggal: date, days: int) -> int:
        """An epoch second, within hours of when a date has been over for so many days in every zone of Indonesia."""
        return _epoch(tanggal) + (days + 1) * 86_400

    def oldest(self, hari_ini: date) -> date:
        """The oldest date whose records are still kept."""
        return hari_ini - timedelta(days=self.keep_days)


def _answer(connection: Any, words: tuple[Any, ...], ask: Callable[..., Any]) -> Any:
    """What the server answers to a command that ``ask`` sends. A connection whose answer was not read is closed, for
    the next to use it would take that for its own; it connects again by itself."""
    failures = 0
    while True:
        try:
            return ask(connection, words)
        except UNANSWERED as error:
            connection.disconnect()
            failures += 1
            if not pause(error, failures):
                raise
        except redis.exceptions.ResponseError as error:
            if isinstance(error, redis.exceptions.ReadOnlyError) or is_word(error, ("READONLY",)):
                connection.disconnect()  # it may lead to what was the master before a failover
            raise
        except BaseException:
            connection.disconnect()
            raise


def quarter_over(tanggal: date) -> int:
    """An epoch second at which the quarter of a date is over in every zone of Indonesia."""
    return _epoch(triwulan_berikut(tanggal) + timedelta(days=1))


@lru_cache(maxsize=1024)
def _epoch(tanggal: date) -> int:
    return int(datetime(tanggal.year, tanggal.month, tanggal.day, tzinfo=UTC).timestamp())
