"""A closed loop of raw HTTP: as many connections as asked for, each sending the next request when it has its answer."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What a load came to: answers by ``metadata.code``, seconds in all, and each answer's seconds, sorted."""

    codes: Counter[int]
    seconds: float
    latencies: tuple[float, ...]

    def rate(self, code: int) -> float:
        """Answers with this code per second."""
        return self.codes[code] / self.seconds

    def percentile(self, percent: float) -> float:
        """Milliseconds within which so many percent of the answers came."""
        return self.latencies[min(int(len(self.latencies) * percent / 100), len(self.latencies) - 1)] * 1000


def run(host: str, port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send every request once over so many connections."""
    codes: Counter[int] = Counter()
    latencies: list[float] = []
    waiting = iter(requests)
    lock = threading.Lock()

    def worker() -> None:
        mine: list[tuple[int, float]] = []
        with socket.create_connection((host, port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                with lock:
                    request = next(waiting, None)
                if request is None:
                    break
                began = time.perf_counter()
                connection.sendall(request)
                code = _code(connection)
                mine.append((code, time.perf_counter() - began))
        with lock:
            codes.update(code for code, _ in mine)
            latencies.extend(seconds for _, seconds in mine)

    threads = [threading.Thread(target=worker) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(codes, time.perf_counter() - began, tuple(sorted(latencies)))


def _code(connection: socket.socket) -> int:
    """Read one answer and return its ``metadata.code``; 0 where there is none."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    while len(body) < length:
        body += connection.recv(65536)
    found = body.rpartition(b'"code":')[2].strip(b" }\n")
    return int(found) if found.isdigit() else 0
