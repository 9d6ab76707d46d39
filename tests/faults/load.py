"""Mobile JKN booking from many threads at a service whose store is in trouble, and what must be true afterwards."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Thread
from typing import Any

from tests.conftest import pasien
from tests.race.clients import Answer, Hospital, for_next_week
from tests.servers import Service, wait_until

OK = "Ok"
SUDAH_PUNYA = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
TIDAK_TERSEDIA = (
    503,
    {"metadata": {"message": "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi", "code": 201}},
)
# The default of ANTREAN_REDIS_TIMEOUT; and in how many of it every answer must come, on however busy a machine.
TIMEOUT_S = 5
TOKEN_EXPIRED = "Token Expired"
BOUND_S = 10 * TIMEOUT_S


@dataclass
class Trouble:
    """A hospital, the service in front of it, and every number that was answered in all tests so far."""

    service: Service
    hospital: Hospital
    patients: Iterator[int] = field(default_factory=lambda: count(1))
    booked: dict[int, dict[str, Any]] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    settled: set[int] = field(default_factory=set)

    def ambil(self, n: int) -> Answer:
        """The n-th patient asks; what came of it is remembered."""
        since = time.monotonic()
        jkn, body = self.hospital.jkn, json.dumps(for_next_week(n)).encode()
        # Each on a connection of its own: the service closes one that waits long for its next request.
        for _ in range(3):
            status, answer = jkn.call("POST", "/antrean/ambil", body, {**jkn.headers(), "Connection": "close"})
            if answer["metadata"]["message"] != TOKEN_EXPIRED:
                break
            jkn.login()  # as Mobile JKN does
        assert time.monotonic() - since < BOUND_S
        message = answer["metadata"]["message"]
        if (status, message) == (200, OK):
            self.booked[n] = answer["response"]
        elif (status, message) == (200, SUDAH_PUNYA) and n in self.unsure:
            self.settled.add(n)
        else:
            assert (status, answer) == TIDAK_TERSEDIA, (status, answer)
            self.unsure.add(n)
        return status, answer

    def settle(self) -> None:
        """Whoever got 503 asks the same again, and knows afterwards."""
        self.hospital.jkn.close()
        for n in sorted(self.unsure - self.booked.keys() - self.settled):
            assert self.ambil(n)[0] == 200

    def balance(self) -> None:
        """Everything answered is there once, nothing else is, the books agree, and the log kept quiet about patients.

        Only for a store that is well again.
        """
        self.settle()
        stored = self.hospital.bookings()
        answered = {satu["kodebooking"]: (satu["angkaantrean"], satu["norm"]) for satu in self.booked.values()}
        assert len(answered) == len(self.booked)
        assert {kode: (stored[kode].angkaantrean, stored[kode].norm) for kode in answered} == answered
        asked = {pasien(n).norm for n in self.booked.keys() | self.settled}
        assert sorted(satu.norm for satu in stored.values()) == sorted(asked)
        assert sorted(satu.angkaantrean for satu in stored.values()) == list(range(1, len(stored) + 1))
        self.hospital.periksa()
        log = self.service.output()
        assert "Traceback" not in log
        assert not any(satu in log for n in (1, *self.unsure) for satu in (pasien(n).nik, pasien(n).nomorkartu))
        self.hospital.jkn.close()  # the service closes what nobody uses, maybe while the next test takes it up


class Load:
    """Threads that book patient after patient, and ask again where the answer was 503."""

    def __init__(self, trouble: Trouble, threads: int = 8) -> None:
        self._trouble = trouble
        self._over = Event()
        self._threads = [Thread(target=self._book) for _ in range(threads)]
        self.wrong: list[BaseException] = []

    def _book(self) -> None:
        try:
            while not self._over.is_set():
                n = next(self._trouble.patients)
                while self._trouble.ambil(n)[0] == 503 and not self._over.wait(0.1):
                    pass
        except BaseException as error:
            self.wrong.append(error)

    def goes_on(self, bookings: int = 40) -> None:
        """Wait for so many more."""
        before = len(self._trouble.booked)
        wait_until(lambda: len(self._trouble.booked) >= before + bookings or bool(self.wrong), "bookings under load")

    @contextmanager
    def running(self) -> Iterator[None]:
        """While it books."""
        for thread in self._threads:
            thread.start()
        try:
            self.goes_on()
            yield
            self.goes_on()
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()
        assert not self.wrong, self.wrong
