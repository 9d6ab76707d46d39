"""Mobile JKN under which processes are killed: threads that ask, and remember what each of them was answered."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPException
from itertools import count
from threading import Barrier, BrokenBarrierError, Event, Lock, Thread
from typing import Any

from tests.race.clients import HttpJkn, for_next_week, next_week

CLIENTS = 8
DAYS = 5
GIVE_UP_S = 120  # nobody is served for so long: it does not come back by itself
PAUSE_S = 0.03  # the longest between two requests of a client
_KINDS = {"ambil": 12, "status": 4, "sisa": 3, "batal": 1}
_SUDAH_PUNYA = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
_SUDAH_BATAL = "Antrean Tidak Ditemukan atau Sudah Dibatalkan"
_RETRY_S = 0.02


@dataclass(frozen=True, slots=True)
class Given:
    """A booking as it was answered."""

    kodebooking: str
    angkaantrean: int
    norm: str


@dataclass
class Account:
    """What clients know.

    Attributes:
        given: by patient, what was answered 200.
        unseen: patients whose answer was lost, and who were told afterwards that they have a number.
        cancelled: kodebooking whose cancellation was answered 200, or was lost and then found to be done.
        refused: what no client should be answered.
        unavailable: answers 503; cut: requests without any answer.
    """

    given: dict[int, Given] = field(default_factory=dict)
    unseen: set[int] = field(default_factory=set)
    cancelled: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    unavailable: int = 0
    cut: int = 0


def tanggal(n: int) -> date:
    """The day for which the n-th patient asks."""
    return next_week() + timedelta(days=n % DAYS)


class Load:
    """Clients that ask until they are told to stop. A request without an outcome is sent again until it has one.

    Attributes:
        account: to be read while they stand still only.
    """

    def __init__(self, jkn: HttpJkn, seed: int) -> None:
        self.account = Account()
        self._jkn = jkn
        self._numbers = count(1)
        self._lock = Lock()
        self._over, self._run = Event(), Event()
        self._run.set()
        self._gate = Barrier(CLIENTS + 1)
        self._since = self._looked = self._waited = 0.0
        self._served: set[int] = set()
        self._clients = [Thread(target=self._client, args=(ke, random.Random(seed + ke))) for ke in range(CLIENTS)]  # noqa: S311

    @contextmanager
    def running(self) -> Iterator[None]:
        """They ask meanwhile."""
        for client in self._clients:
            client.start()
        try:
            yield
        finally:
            self._over.set()
            self._run.set()
            self._gate.abort()
            for client in self._clients:
                client.join()
            self._jkn.close()

    @contextmanager
    def standing_still(self) -> Iterator[Account]:
        """Every request has its outcome, and none is under way.

        Raises:
            RuntimeError: some have none after GIVE_UP_S.
        """
        self._run.clear()
        try:
            self._gate.wait(GIVE_UP_S)
        except BrokenBarrierError as error:
            raise RuntimeError(f"requests have no outcome after {GIVE_UP_S} s") from error
        yield self.account
        self._run.set()
        self._gate.wait()

    def watch(self) -> None:
        """From now on it is noted how long clients wait for an outcome."""
        self._waited, self._since = 0.0, time.monotonic()

    def look(self) -> None:
        """From now on it is noted who is served."""
        self._served, self._looked = set(), time.monotonic()

    @property
    def all_served(self) -> bool:
        """Whether every client has been answered something that it asked for since ``look``."""
        return len(self._served) == CLIENTS

    @property
    def longest_wait(self) -> float:
        """Seconds for which a client waited for an outcome since ``watch``, with all its tries; the longest."""
        return self._waited

    def _client(self, ke: int, chance: random.Random) -> None:
        mine: list[tuple[int, str]] = []
        kinds, weights = list(_KINDS), list(_KINDS.values())
        while not self._over.is_set():
            if not self._run.is_set():
                self._stand_still()
                continue
            (kind,) = chance.choices(kinds, weights)
            if kind == "ambil" or not mine:
                self._ambil(ke, mine)
            elif kind == "batal":
                self._batal(ke, mine.pop(chance.randrange(len(mine)))[1])
            else:
                self._look(ke, kind, *chance.choice(mine))
            time.sleep(chance.uniform(0, PAUSE_S))

    def _stand_still(self) -> None:
        try:
            self._gate.wait()
            self._gate.wait()
        except BrokenBarrierError:  # the run is over
            self._over.wait()

    def _ambil(self, ke: int, mine: list[tuple[int, str]]) -> None:
        with self._lock:
            n = next(self._numbers)
        body = for_next_week(n, tanggalperiksa=tanggal(n).isoformat())
        message, answer, unsure = self._ask(ke, "/antrean/ambil", body)
        if message == "Ok":
            self.account.given[n] = Given(answer["kodebooking"], answer["angkaantrean"], answer["norm"])
            mine.append((n, answer["kodebooking"]))
        elif unsure and message == _SUDAH_PUNYA:
            self.account.unseen.add(n)
        else:
            self.account.refused.append(f"ambil: {message}")

    def _batal(self, ke: int, kode: str) -> None:
        message, _, unsure = self._ask(ke, "/antrean/batal", {"kodebooking": kode, "keterangan": "Berhalangan"})
        if message == "Ok" or (unsure and message == _SUDAH_BATAL):
            self.account.cancelled.add(kode)
        else:
            self.account.refused.append(f"batal: {message}")

    def _look(self, ke: int, kind: str, n: int, kode: str) -> None:
        asked = for_next_week(n, tanggalperiksa=tanggal(n).isoformat()) if kind == "status" else {"kodebooking": kode}
        message, _, _ = self._ask(ke, f"/antrean/{kind}", asked)
        if message != "Ok":
            self.account.refused.append(f"{kind}: {message}")

    def _ask(self, ke: int, path: str, body: dict[str, Any]) -> tuple[str, dict[str, Any], bool]:
        """The message, the answer's fields, and whether an earlier try has no outcome."""
        unsure = False
        began = time.monotonic()
        while True:
            asked_at = time.monotonic()
            try:
                status, answer = self._jkn.post(path, body)
            except (OSError, HTTPException, ValueError):
                self.account.cut += 1
            else:
                message = answer["metadata"]["message"]
                if status != 503:
                    self._waited = max(self._waited, time.monotonic() - max(began, self._since))
                    if asked_at >= self._looked:
                        self._served.add(ke)
                    return message, answer.get("response") or {}, unsure
                self.account.unavailable += 1
            unsure = True
            if self._over.is_set():
                return "the run was over", {}, unsure
            time.sleep(_RETRY_S)
