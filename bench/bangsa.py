"""A nation's day: 2,400 hospitals of realistic sizes take 307,000 bookings in the order in which a morning brings them,
and ask, check in, call and serve after it, over one Redis and over a cluster.

The morning is run faster than it is: its order and its crowding are kept, its hours are not. Every ledger is recounted.
"""

import json
import multiprocessing
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

from antrean.clock import Clock
from antrean.config import Settings
from antrean.services import jadwal, kunci, periksa
from antrean.services.baris import baca_jadwal
from antrean.services.konteks import Konteks
from antrean.services.tokens import Tokens
from antrean.store import Store, Write, connect
from bench import arrivals
from bench.figures import Spread, percentile
from bench.hospital import pasien
from bench.machine import cores, cpu_seconds, progress
from bench.nation import BOOKINGS, HOURS, LARGE, SMALL, Day, Rs
from bench.plan import Plan
from bench.site import SECRET_KEY, gunicorn, pid
from bench.tables import Table
from tests.redis_cluster import RedisCluster
from tests.servers import RedisServer

CONNECTIONS = 64
TARGET_MS = 100
# With the large ones and without is compared at a rate that leaves room: of a machine that is full everybody waits.
_ROOM, _COMPARED, _PAIRS = 1 / 3, 6_000, 5
_QUOTA, _IMPORT, _PARALLEL = 120, 500, 40
# A server is not asked for more than so much of its processor, nor a worker, or waiting makes the 99th percentile.
_STORE_SHARE, _WORKER_SHARE = 0.5, 0.6


@dataclass
class Shards:
    """The store: one Redis, or the masters of a cluster."""

    url: str
    servers: Sequence[RedisServer]

    def cpu(self) -> list[float]:
        """Processor seconds of each."""
        return [cpu_seconds(pid(server)) for server in self.servers]

    def memory(self) -> list[float]:
        """MB of each."""
        found = []
        for server in self.servers:
            with server.client() as client:
                found.append(client.info("memory")["used_memory"] / 1e6)
        return found


@contextmanager
def shards(count: int, folder: Path) -> Iterator[Shards]:
    """A store of so many."""
    if count == 1:
        with RedisServer(folder) as server:
            yield Shards(server.url, [server])
        return
    with RedisCluster(folder, masters=count, replicas=0) as cluster:
        yield Shards(cluster.url, cluster.nodes)


def run(plan: Plan, share: float, rate: float) -> Iterator[Table]:
    """The day over one shard and over three.

    Raises:
        RuntimeError: an answer was none, or a ledger does not agree.
    """
    day = Day.plan(share)
    for count in (1, 3):
        with tempfile.TemporaryDirectory(prefix="antrean-bangsa-") as name, shards(count, Path(name)) as store:
            progress(f"{count} shards: {len(day.hospitals):,} hospitals, {len(day.seconds):,} patients are put in")
            keys = _put_in(store.url, day)
            service = gunicorn(plan, Path(name) / "log", "wsgi:app", env(store.url))
            with service:
                yield _measured(day, store, pid(service), service.url, keys, rate, count)


def env(url: str) -> dict[str, str | None]:
    """The settings of everything that asks this store."""
    return {"REDIS_URL": url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_FORM_DAYS": "0", "ANTREAN_LOG_LEVEL": "error"}


@contextmanager
def _opened(url: str) -> Iterator[Store]:
    with connect(Settings.from_env({k: v for k, v in env(url).items() if v is not None})) as client:
        yield Store(client, keep_days=35)


def _in_parallel(work: Any, url: str, day: Day) -> list[Any]:
    parts = [day.hospitals[start::_PARALLEL] for start in range(_PARALLEL)]
    with ProcessPoolExecutor(cores(), multiprocessing.get_context("spawn")) as pool:
        found = pool.map(work, repeat(url), [part for part in parts if part], repeat(day.today))
        return [one for part in found for one in part]


def _put_in(url: str, day: Day) -> dict[str, str]:
    """Hospitals with schedule, patients and a key of the SIMRS; the keys by hospital."""
    return dict(_in_parallel(_put_in_some, url, day))


def _put_in_some(url: str, some: Sequence[Rs], _: date) -> list[tuple[str, str]]:
    made, clock = [], Clock()
    with _opened(url) as store:
        for rs in some:
            record = rs.catatan()
            store.rs.tambah(record, Write("rs", clock.now_ms(), "bench"))
            konteks = Konteks(store, clock, record, Write("jadwal", clock.now_ms(), "bench"))
            jadwal.impor(konteks, [baca_jadwal(row) for row in _schedule(rs)])
            for start in range(0, rs.besar, _IMPORT):
                batch = [pasien(n) for n in range(start, min(start + _IMPORT, rs.besar))]
                write = Write(f"pasien-{start}", clock.now_ms(), "bench", kept_s=1)
                if store.pasien.impor(rs.kode, batch, int(batch[-1].norm), str(start), write):
                    raise RuntimeError(f"The patients of {rs.kode} could not be imported.")
            made.append((rs.kode, kunci.buat(Konteks(store, clock, record, Write("k", clock.now_ms(), "b")), "simrs")))
    return made


def _schedule(rs: Rs) -> Iterator[dict[str, str]]:
    for dokter in range(rs.dokter):
        ke = rs.slot(dokter)
        for hari in range(1, 8):
            yield {
                **{"kodepoli": ke.kodepoli, "namapoli": f"Poli {ke.kodepoli}", "kodedokter": str(ke.kodedokter)},
                **{"namadokter": f"dr. Dokter {ke.kodedokter}", "hari": str(hari), "jampraktek": HOURS},
                **{"kuotajkn": str(_QUOTA), "kuotanonjkn": "10"},
            }


def _measured(
    day: Day, store: Shards, service: int, url: str, keys: Mapping[str, str], rate: float, count: int
) -> Table:
    tokens, clock = Tokens((SECRET_KEY,), Clock()), Clock()
    token = {rs.kode: tokens.buat(rs.catatan()) for rs in day.hospitals}
    # Everybody has been looked up once, as on any morning.
    first = [_mjkn("status", rs, token, _session(day, rs, 0)) for rs in day.hospitals]
    _answered(arrivals.run(url, first, [n / 500 for n in range(len(first))], 8), "status")

    progress(f"{count} shards: {len(day.order):,} bookings at {rate:,.0f} a second")
    cpu, worker = store.cpu(), cpu_seconds(service)
    sent = [_mjkn("ambil", rs, token, _body(day, rs, n, day.today)) for rs, n in day.order]
    found = arrivals.run(url, sent, day.planned(rate), CONNECTIONS)
    booked = _answered(found, "ambil")
    spent = [after - before for before, after in zip(cpu, store.cpu(), strict=True)]
    worker_s = cpu_seconds(service) - worker
    codes = [json.loads(answer.body)["response"]["kodebooking"] for answer in found.answers]

    progress(f"{count} shards: what follows")
    cpu, worker = store.cpu(), cpu_seconds(service)
    later = list(_later(day, token, keys, codes, clock))
    after = _answered(arrivals.run(url, later, [n / rate / 2 for n in range(len(later))], CONNECTIONS), "what follows")
    later_store = sum(store.cpu()) - sum(cpu)
    later_worker = cpu_seconds(service) - worker

    progress(f"{count} shards: every ledger is recounted")
    wrong = _in_parallel(_recounted, store.url, day)
    if said := [satu for satu in wrong if isinstance(satu, str)]:
        raise RuntimeError(f"{len(said)} sentences of the recount, the first: {said[0]}")
    if sum(wrong) != len(codes):
        raise RuntimeError(f"{len(codes)} bookings were answered, and {sum(wrong)} are stored")

    memory = store.memory()
    pairs = _small(day, url, token, rate * _ROOM, count)
    n = len(booked)
    per_size = [
        f"{name}: {_p99([ms for ms, (rs, _) in zip(booked, day.order, strict=True) if least <= rs.besar <= most]):.1f}"
        for name, least, most in (
            (f"≥ {LARGE} a day", LARGE, BOOKINGS),
            ("between", SMALL + 1, LARGE - 1),
            (f"≤ {SMALL}", 0, SMALL),
        )
    ]
    store_us, worker_us = sum(spent) / n * 1e6, worker_s / n * 1e6
    follow, scale = len(later) / n, BOOKINGS / n
    peak = day.peak * scale
    store_load = peak * (store_us + follow * later_store / len(later) * 1e6) / 1e6
    worker_load = peak * (worker_us + follow * later_worker / len(later) * 1e6) / 1e6
    rows = [
        ("hospitals, bookings", f"{len(day.hospitals):,}, {n:,}"),
        ("seconds for all bookings", f"{found.seconds:.0f} ({n / found.seconds:,.0f} a second)"),
        ("p99 of a booking, ms, by the hospital's size", "; ".join(per_size)),
        ("p99 of what follows, ms", f"{_p99(after):.1f} ({len(later):,} calls)"),
        (
            f"p99 of the small ones with the large ones / without, {_PAIRS} pairs at {rate * _ROOM:,.0f} a second",
            f"{Spread.of([with_them / without for without, with_them in pairs]).text(2)}; "
            f"without {Spread.of([without for without, _ in pairs]).text(1)} ms",
        ),
        ("memory of each shard, MB", ", ".join(f"{mb:,.0f}" for mb in memory)),
        ("busiest shard's share", f"{max(spent) / sum(spent):.0%}"),
        ("processor time of a booking, µs: store, workers", f"{store_us:.0f}, {worker_us:.0f}"),
        ("the client's share of a processor", f"{found.client_cpu:.0%}"),
        ("ledgers recounted", f"{len(day.hospitals):,}, nothing wrong"),
        (
            "the nation's peak second",
            f"{peak:.0f} bookings and {peak * follow:.0f} calls that follow: the busiest minute of {BOOKINGS:,}",
        ),
        (
            f"shards for it at p99 ≤ {TARGET_MS} ms",
            f"{store_load:.3f} processors of store / {_STORE_SHARE} = {_up(store_load / _STORE_SHARE)}",
        ),
        (
            "cores of workers for it",
            f"{worker_load:.2f} processors / {_WORKER_SHARE} = {_up(worker_load / _WORKER_SHARE)}",
        ),
    ]
    return Table(f"{count} shard{'s' * (count > 1)}", ("what", "figure"), rows, numbers=False)


def _small(day: Day, url: str, token: Mapping[str, str], rate: float, count: int) -> list[tuple[float, float]]:
    """Of pairs of runs the p99 of the small hospitals' bookings, without those of the large ones and with them: the
    same part of the day's order at the same moments, in turn, each on a day of its own."""
    found = []
    for ke in range(2 * _PAIRS):
        besar = ke % 4 in (1, 2)
        progress(f"{count} shards: the small hospitals {'with' if besar else 'without'} the large ones")
        tanggal = day.today + timedelta(days=1 + ke)
        there = [(at, rs, n) for at, (rs, n) in enumerate(day.order[:_COMPARED]) if besar or rs.besar < LARGE]
        asked = [_mjkn("ambil", rs, token, _body(day, rs, n, tanggal)) for _, rs, n in there]
        booked = _answered(arrivals.run(url, asked, [at / rate for at, _, _ in there], CONNECTIONS), "ambil")
        found.append((besar, _p99([ms for ms, (_, rs, _) in zip(booked, there, strict=True) if rs.besar <= SMALL])))
    without, beside = ([p99 for besar, p99 in found if besar == with_them] for with_them in (False, True))
    return list(zip(without, beside, strict=True))


def _p99(ms: Sequence[float]) -> float:
    return percentile(ms, 99)


def _up(number: float) -> int:
    return max(-int(-number // 1), 1)


def _answered(found: arrivals.Run, what: str) -> list[float]:
    """Milliseconds of each.

    Raises:
        RuntimeError: one was refused, or not answered.
    """
    if bad := [answer for answer in found.answers if answer.code not in (0, 200) or answer.done is None]:
        raise RuntimeError(f"{len(bad)} of {len(found.answers)} ({what}) failed, the first with {bad[0].body[:300]!r}")
    return [answer.ms for answer in found.answers]


def _session(day: Day, rs: Rs, n: int) -> dict[str, Any]:
    ke = rs.slot(n)
    return {
        **{"kodepoli": ke.kodepoli, "kodedokter": ke.kodedokter, "jampraktek": HOURS},
        "tanggalperiksa": day.today.isoformat(),
    }


def _body(day: Day, rs: Rs, n: int, tanggal: date) -> dict[str, Any]:
    siapa = pasien(n)
    return {
        **_session(day, rs, n),
        "tanggalperiksa": tanggal.isoformat(),
        **{"nomorkartu": siapa.nomorkartu, "nik": siapa.nik, "nohp": "085635228888", "norm": siapa.norm},
        **{"jeniskunjungan": 1, "nomorreferensi": f"0001R00{n:012d}"},
    }


def _later(
    day: Day, token: Mapping[str, str], keys: Mapping[str, str], codes: Sequence[str], clock: Clock
) -> Iterator[bytes]:
    """Of each booking status, sisa, check-in and call; and of each that was called first, that it was served."""
    for (rs, n), kode in zip(day.order, codes, strict=True):
        yield _mjkn("sisa", rs, token, {"kodebooking": kode})
        yield _mjkn("status", rs, token, _session(day, rs, n))
        yield _mjkn("checkin", rs, token, {"kodebooking": kode, "waktu": clock.now_ms()})
    for rs, n in day.order:
        yield _simrs("panggil", keys[rs.kode], _session(day, rs, n))


def _mjkn(service: str, rs: Rs, token: Mapping[str, str], body: Mapping[str, Any]) -> bytes:
    path, login = f"/antrean/{service}", f"x-username: bpjs-{rs.kode}\r\nx-token: {token[rs.kode]}\r\n"
    return _request(path, login, body)


def _simrs(call: str, key: str, body: Mapping[str, Any]) -> bytes:
    return _request(f"/simrs/v1/{call}", f"Authorization: Bearer {key}\r\n", body)


def _request(path: str, login: str, body: Mapping[str, Any]) -> bytes:
    sent = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\n{login}Content-Type: application/json\r\n"
    return f"{head}Content-Length: {len(sent)}\r\n\r\n".encode() + sent


def _recounted(url: str, some: Sequence[Rs], today: date) -> list[Any]:
    """What is wrong, as sentences; and of each hospital how many bookings are stored."""
    clock, found = Clock(), list[Any]()
    with _opened(url) as store:
        for rs in some:
            found += periksa.rumah_sakit(store, clock, rs.catatan())
            found.append(len(store.antrean.pada(rs.kode, today)))
    return found
