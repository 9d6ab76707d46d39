"""Measure: answers per second, the time of a decision in Redis, and the bytes of a session, booking and patient.

Everything is real: a redis-server (append-only file, fsync always) and gunicorn with the project's settings, on this
machine, which the client shares with them. Compare figures of one run only.
"""

import json
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from antrean.clock import Clock
from antrean.domain.pasien import Pasien
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.services import jadwal, periksa
from antrean.services.baris import baca_jadwal
from antrean.services.sandi import buat_sandi
from antrean.services.tokens import Tokens
from antrean.store import Store, Write
from bench import client
from tests.servers import RedisServer, Service, antrean, free_port

KODE_RS, USERNAME, SECRET_KEY = "BENCH1", "bench", "b" * 64
WORKERS = 2
ROUNDS = 3
CONNECTIONS = (1, 32)
PER_ROUND = {1: 1_000, 32: 4_000}
PATIENTS, DOCTORS, QUOTA, DAYS = 50_000, 60, 40, 7


@dataclass
class Bench:
    """The things that are measured."""

    server: RedisServer
    store: Store
    clock: Clock
    rs: RumahSakit

    def used_memory(self) -> int:
        """Bytes, without what is only kept to answer a repeated request."""
        with self.server.client() as redis:
            for key in redis.scan_iter("antrean:v1:*:permintaan:*", 10_000):
                redis.delete(key)
            return int(redis.info("memory")["used_memory"])

    def seed(self) -> float:
        """Import schedule and patients; return the bytes of a patient."""
        rows = [
            {
                "kodepoli": f"P{n:02d}",
                "namapoli": f"Poli {n}",
                "kodedokter": str(1000 + n),
                "namadokter": f"dr. Dokter {n}, Sp.A",
                "hari": str(hari),
                "jampraktek": "08:00-16:00",
                "kuotajkn": str(QUOTA),
                "kuotanonjkn": str(QUOTA),
            }
            for n in range(DOCTORS)
            for hari in range(1, 8)
        ]
        jadwal.impor(self.store, self.clock, self.rs, [baca_jadwal(row) for row in rows], "bench", "bench")
        before = self.used_memory()
        for ke, batch in enumerate(_batched([_patient(n) for n in range(PATIENTS)], 500)):
            write = Write("bench-pasien", self.clock.now_ms(), "bench")
            self.store.pasien.impor(self.rs.kode, batch, int(batch[-1].norm), str(ke), write)
        return (self.used_memory() - before) / PATIENTS

    def requests(self, first: int, count: int, token: str) -> list[bytes]:
        """Requests of distinct patients, spread over all sessions of the days ahead."""
        today = self.clock.today(self.rs.zona_waktu)
        out = []
        for n in range(first, first + count):
            patient, doctor = _patient(n), n % DOCTORS
            tanggal = today + timedelta(days=1 + n // DOCTORS % DAYS)
            body = {
                "nomorkartu": patient.nomorkartu,
                "nik": patient.nik,
                "nohp": "085635228888",
                "kodepoli": f"P{doctor:02d}",
                "norm": patient.norm,
                "tanggalperiksa": tanggal.isoformat(),
                "kodedokter": 1000 + doctor,
                "jampraktek": "08:00-16:00",
                "jeniskunjungan": 1,
                "nomorreferensi": f"0001R0040116A{n:06d}",
            }
            raw = json.dumps(body).encode()
            head = (
                f"POST /antrean/ambil HTTP/1.1\r\nHost: bench\r\nx-token: {token}\r\nx-username: {USERNAME}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
            )
            out.append(head.encode() + raw)
        return out


def main() -> None:
    """Run it all and print the figures."""
    print(f"{platform.machine()}, {platform.system()} {platform.release()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name, RedisServer(Path(name)) as server, server.client() as redis:
        store, clock = Store(redis, keep_days=35), Clock()
        version = ".".join(map(str, store.health.server().version))
        print(f"redis-server {version}, appendfsync always; gunicorn, {WORKERS} workers, gthread\n")
        rs = RumahSakit(KODE_RS, "RS Bench", "Asia/Jakarta", USERNAME, buat_sandi("bench-bench"), Kebijakan())
        store.rs.tambah(rs, Write("bench-rs", clock.now_ms(), "bench"))
        bench = Bench(server, store, clock, rs)
        began = time.perf_counter()
        per_patient = bench.seed()
        print(f"{PATIENTS} patients imported in {time.perf_counter() - began:.1f} s")

        url = f"http://127.0.0.1:{free_port()}"
        env = {
            "REDIS_URL": server.url,
            "ANTREAN_SECRET_KEY": SECRET_KEY,
            "ANTREAN_LOG_LEVEL": "warning",
            "WEB_CONCURRENCY": str(WORKERS),
        }
        with Service(antrean("serve", "--port", url.rpartition(":")[2]), url, env, Path(name) / "serve.log"):
            per_booking = _ambil(bench, url)
        _print_memory(bench, per_booking, per_patient)
        wrong = list(periksa.rumah_sakit(store, clock, rs))
    if wrong:
        sys.exit("The ledger does not agree with the bookings:\n" + "\n".join(wrong))


def _ambil(bench: Bench, url: str) -> float:
    """Measure ambil in a closed loop, round by round in turn; return the bytes of a booking."""
    host, port = url.removeprefix("http://").split(":")
    token = Tokens(SECRET_KEY, bench.clock).buat(bench.rs)
    client.run(host, int(port), bench.requests(0, 500, token), 8)  # every session and every worker is warm
    with bench.server.client() as redis:
        redis.config_resetstat()
    before, first = bench.used_memory(), 500
    loads: dict[int, list[client.Load]] = {connections: [] for connections in CONNECTIONS}
    for _ in range(ROUNDS):
        for connections in CONNECTIONS:
            count = PER_ROUND[connections]
            loads[connections].append(client.run(host, int(port), bench.requests(first, count, token), connections))
            first += count
    per_booking = (bench.used_memory() - before) / (first - 500)

    print("\nambil, closed loop, every answer a booking of another patient; median (min to max) of the rounds")
    print("connections   answers/s               p50 ms   p99 ms   not 200")
    for connections, rounds in loads.items():
        rates = [load.rate(200) for load in rounds]
        failed = sum(load.codes.total() - load.codes[200] for load in rounds)
        p50, p99 = (statistics.median(load.percentile(percent) for load in rounds) for percent in (50, 99))
        spread = f"{statistics.median(rates):6.0f} ({min(rates):.0f} to {max(rates):.0f})"
        print(f"{connections:11}   {spread:21} {p50:8.2f} {p99:8.2f}   {failed:7}")
    with bench.server.client() as redis:
        decision = redis.info("commandstats")["cmdstat_evalsha"]["usec_per_call"]
    print(f"\nthe script alone, in Redis: {decision:.0f} µs a decision")
    return per_booking


def _print_memory(bench: Bench, per_booking: float, per_patient: float) -> None:
    with bench.server.client() as redis:
        sessions = list(redis.scan_iter("antrean:v1:*:sesi:*", 10_000))
        per_session = statistics.mean(redis.memory_usage(key) for key in sessions)
    print(f"memory: {per_session:.0f} bytes a session, {per_booking:.0f} a booking, {per_patient:.0f} a patient")


def _patient(n: int) -> Pasien:
    names = ("Siti Wulandari", "Agus Setiawan", "Dewi Lestari", "Budi Hidayat", "Maria Simanjuntak")
    return Pasien(f"{n + 1:06d}", f"32{n:014d}", f"0001{n:09d}", names[n % len(names)])


def _batched(items: Sequence[Pasien], size: int) -> Iterable[Sequence[Pasien]]:
    return (items[start : start + size] for start in range(0, len(items), size))


if __name__ == "__main__":
    main()
