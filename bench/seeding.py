"""Fills a store fast: the real scripts with the real keys and arguments, sent in batches by several processes."""

import multiprocessing
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import hiredis
import redis

from antrean.clock import Clock
from antrean.scripts import registry
from antrean.services import antrean
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from bench.hospital import Hospital, pasien, rumah_sakit
from bench.machine import cores

KEEP_DAYS = 35
OLEH = "mjkn"
_IMPORT, _BATCH = 500, 200


class Recorder:
    """Stands in for the store's client: keeps what would be sent, and answers that it went well.

    It is its own pool, and its only connection.
    """

    def __init__(self, hospital: Hospital) -> None:
        self.commands: list[tuple[Any, ...]] = []
        self._hospital, self._rs, self._clock = hospital, rumah_sakit(), Clock()
        self._store = Store(self, KEEP_DAYS)  # type: ignore[arg-type]
        self._answer = ["OK", *(word for name in registry()["ambil"].answers["OK"] for word in (name, "1"))]

    @property
    def connection_pool(self) -> "Recorder":
        """Where the store has its connection from."""
        return self

    def make_connection(self) -> "Recorder":
        """The connection."""
        return self

    def send_packed_command(self, packed: Sequence[bytes]) -> None:
        """What the store sends."""
        reader = hiredis.Reader(encoding="utf-8")
        reader.feed(b"".join(packed))
        self.commands.append(tuple(reader.gets()))

    def read_response(self) -> list[str]:
        """What it is answered."""
        return self._answer

    def ambil(self, n: int) -> None:
        """Record what the service sends for the n-th request. The answer is not kept for a repeat of it."""
        asked = self._hospital.asked(n)
        write = Write(f"{n:016x}", self._clock.now_ms(), OLEH, kept_s=1)
        antrean.ambil(Konteks(self._store, self._clock, self._rs, write), asked)


def import_patients(path: str, patients: int) -> None:
    """Import patients 0 to ``patients`` through the store."""
    _in_parallel(_import, path, None, 0, patients)


def book(path: str, hospital: Hospital, first: int, upto: int) -> list[str]:
    """Book the requests from ``first`` to before ``upto``; their kodebooking in no order.

    Raises:
        RuntimeError: one of them was refused.
    """
    return [kode for part in _in_parallel(_book, path, hospital, first, upto) for kode in part]


def _in_parallel(work: Callable[..., Any], path: str, hospital: Hospital | None, first: int, upto: int) -> list[Any]:
    processes = cores()
    if upto - first < 20 * _IMPORT or processes == 1:
        return [work(path, hospital, first, upto)]
    edges = [first + (upto - first) * part // processes for part in range(processes + 1)]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(work, path, hospital, *edge) for edge in pairwise(edges)]
        return [job.result() for job in jobs]


def _import(path: str, _: None, first: int, upto: int) -> None:
    with redis.Redis(unix_socket_path=path, decode_responses=True) as client:
        store, now = Store(client, KEEP_DAYS), Clock().now_ms()
        for start in range(first, upto, _IMPORT):
            batch = [pasien(n) for n in range(start, min(start + _IMPORT, upto))]
            write = Write(f"bench-pasien-{start}", now, "bench", kept_s=1)
            if store.pasien.impor(rumah_sakit().kode, batch, int(batch[-1].norm), str(start), write):
                raise RuntimeError(f"The patients from {start} on could not be imported.")


def _book(path: str, hospital: Hospital, first: int, upto: int) -> list[str]:
    taken = []
    with pipeline(path) as send:
        send([("SCRIPT", "LOAD", registry()["ambil"].source)])
        for start in range(first, upto, _BATCH):
            recorder = Recorder(hospital)
            for n in range(start, min(start + _BATCH, upto)):
                recorder.ambil(n)
            for answer in send(recorder.commands):
                if not isinstance(answer, list) or answer[0] != "OK":
                    raise RuntimeError(f"A booking of the seed was refused: {answer}")
                taken.append(answer[answer.index("kodebooking") + 1])
    return taken


@contextmanager
def pipeline(path: str) -> Iterator[Callable[[list[tuple[Any, ...]]], list[Any]]]:
    """A connection that sends commands together and reads their answers together."""
    reader = hiredis.Reader(encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)

        def send(commands: list[tuple[Any, ...]]) -> list[Any]:
            connection.sendall(b"".join(hiredis.pack_command(command) for command in commands))
            answers: list[Any] = []
            while len(answers) < len(commands):
                while (answer := reader.gets()) is not False:
                    answers.append(answer)
                if len(answers) < len(commands):
                    reader.feed(connection.recv(1 << 16))
            return answers

        yield send
