"""Generated requests over every operation: never a 500, never a traceback, and nothing is written without a success.

The short round sends them to the app in this process, one after the other, and asks Redis after each whether it wrote.
The long one (`-m chaos`) sends 100,000 over HTTP to gunicorn, and watches the memory of its workers.
``ANTREAN_FUZZ_SEED`` repeats a run, ``ANTREAN_FUZZ_REQUESTS`` says how many the long round sends.
"""

import io
import json
import logging
import os
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPResponse, RemoteDisconnected
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import unquote_to_bytes
from zoneinfo import ZoneInfo

import pytest
import redis
from flask import Flask

from antrean import create_app
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.http.jawaban import Masalah
from antrean.keys import Keys
from antrean.services import kunci
from antrean.store import Store, Write
from tests.conftest import (
    PASSWORD,
    SECRET_KEY,
    USERNAME,
    FrozenClock,
    MobileJkn,
    pasien,
    put_patients,
    put_schedule,
)
from tests.faults.acak import JAM, PASIEN_TERBANYAK, Dunia, Kiriman, Pengacak, operasi, rusakkan
from tests.konteks import konteks
from tests.race.clients import HttpJkn, run_antrean
from tests.servers import RedisServer, Service, antrean, free_port

SEED = int(os.environ.get("ANTREAN_FUZZ_SEED") or 6)
PENDEK = 2_500
PANJANG = int(os.environ.get("ANTREAN_FUZZ_REQUESTS") or 100_000)
LAJUR = 4
WIB = ZoneInfo("Asia/Jakarta")

# Everything that there is a reason for; 503 is not among them, for the store is there.
STATUS = {200, 201, 204, 308, 400, 401, 404, 405, 409, 410, 413, 415, 422, 429}
TIDAK_BERBADAN = {204, 308}


@dataclass(frozen=True)
class Jawaban:
    """What came back; header names in small letters."""

    status: int
    kepala: dict[str, str]
    badan: bytes


def nilai(kiriman: Kiriman, jawaban: Jawaban) -> bool:
    """Whether it succeeded; fails on an answer that no client of the door could read."""
    tentang = f"{kiriman.metode} {kiriman.jalur[:200]} {kiriman.kepala} {kiriman.badan[:500]!r} -> {jawaban}"[:4000]
    assert jawaban.status in STATUS, tentang
    assert b"Traceback" not in jawaban.badan, tentang
    if kiriman.metode == "HEAD" or jawaban.status in TIDAK_BERBADAN:
        return jawaban.status < 300
    jenis = jawaban.kepala["content-type"]
    if jawaban.status == 400 and not kiriman.jalur.isascii():
        return False  # no HTTP: the server refused it before it came to us
    jalur = unquote_to_bytes(kiriman.jalur.partition("?")[0].encode("latin-1")).decode("utf-8", "replace")
    jalur = f"/{jalur.lstrip('/')}"  # as werkzeug reads it
    if jawaban.status < 300 and not jenis.startswith("application/json"):
        assert jalur.startswith("/docs") or jalur in ("/", "/metrics"), tentang
        return True
    assert "json" in jenis, tentang
    isi = json.loads(jawaban.badan)
    if f"{jalur}/".startswith("/simrs/v1/"):
        if jawaban.status >= 400:
            assert jenis == "application/problem+json", tentang
            assert {"type", "title", "status", "detail"} <= isi.keys() <= Masalah.__annotations__.keys(), tentang
            assert isi["status"] == jawaban.status, tentang
        return jawaban.status < 300
    if jalur == "/openapi.json" and jawaban.status == 200:
        return True
    assert jenis == "application/json", tentang
    assert isinstance(isi["metadata"]["message"], str), tentang
    assert isi["metadata"]["code"] in (200, 201, 202), tentang
    assert jawaban.status == 200 or isi["metadata"]["code"] != 200, tentang
    return bool(isi["metadata"]["code"] == 200)


def siapkan(store: Store, clock: Clock, rs: RumahSakit, jam: str) -> str:
    """A hospital with a session on every day, patients, and a key, which is returned."""
    store.rs.tambah(rs, Write(f"rs-{rs.kode}", clock.now_ms(), "uji"))
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},{jam},9999,9999" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, PASIEN_TERBANYAK + 1)))
    return kunci.buat(konteks(store, clock, rs, f"kunci-{rs.kode}"), "uji")


def akses(username: str, token: str, key: str) -> dict[str, tuple[tuple[str, str], ...]]:
    return {
        "Mobile JKN": (("X-Username", username), ("X-Token", token), ("X-Password", PASSWORD)),
        "SIMRS": (("Authorization", f"Bearer {key}"),),
        "Service": (),
    }


# The short round.


def panggil(app: Flask, kiriman: Kiriman) -> Jawaban:
    """Send it to the app as a server would, without one."""
    jalur, _, tanya = kiriman.jalur.partition("?")
    environ: dict[str, Any] = {
        **{"REQUEST_METHOD": kiriman.metode, "SCRIPT_NAME": "", "QUERY_STRING": tanya, "REMOTE_ADDR": "127.0.0.1"},
        **{"PATH_INFO": unquote_to_bytes(jalur.encode("latin-1")).decode("latin-1"), "wsgi.url_scheme": "http"},
        **{"SERVER_NAME": "rs", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.errors": io.StringIO()},
        **{"wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False},
        **{"wsgi.input": io.BytesIO(kiriman.badan), "wsgi.input_terminated": True},
    }
    if not kiriman.bergelombang and (kiriman.badan or kiriman.metode in ("POST", "PUT")):
        environ["CONTENT_LENGTH"] = str(len(kiriman.badan))
    for nama, satu in kiriman.kepala:
        kunci_ = nama.upper().replace("-", "_")
        kunci_ = kunci_ if kunci_ == "CONTENT_TYPE" else f"HTTP_{kunci_}"
        environ[kunci_] = f"{environ[kunci_]},{satu}" if kunci_ in environ else satu
    kepala: list[Any] = []
    potongan = app.wsgi_app(environ, lambda status, semua, _=None: kepala.extend((status, semua)))  # type: ignore[arg-type]
    badan = b"".join(potongan)
    return Jawaban(int(kepala[0][:3]), {nama.lower(): satu for nama, satu in kepala[1]}, badan)


@pytest.fixture
def pendek(settings: Settings, real_redis: "redis.Redis", sandi: str, clock: FrozenClock) -> tuple[Flask, Pengacak]:
    store = Store(real_redis, keep_days=35)
    rs = RumahSakit("1311R002", "RS Uji", "Asia/Jakarta", USERNAME, sandi)
    key = siapkan(store, clock, rs, JAM)
    app = create_app(settings, real_redis, clock)
    token = MobileJkn(app.test_client()).login().token
    return app, Pengacak(SEED, Dunia(clock, akses(USERNAME, token, key)))


def perubahan(client: "redis.Redis") -> int:
    """How many changes the server has made since it started: whoever only read has left it as it was."""
    info: Any = client.info("persistence")
    return int(info["rdb_changes_since_last_save"])


def test_no_request_breaks_the_app_and_none_writes_without_a_success(
    pendek: tuple[Flask, Pengacak],
    real_redis: "redis.Redis",
    clock: FrozenClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app, pengacak = pendek
    berhasil: Counter[str] = Counter()
    caplog.set_level(logging.ERROR)
    sebelum = perubahan(real_redis)
    for ke in range(PENDEK):
        clock.move(seconds=1)
        kiriman = pengacak.satu()
        sukses = nilai(kiriman, panggil(app, kiriman))
        sesudah = perubahan(real_redis)
        masuk = kiriman.operasi == "token"  # a wrong login is counted
        assert sesudah == sebelum or (sukses and kiriman.menulis) or masuk, f"seed {SEED}, request {ke}: {kiriman}"
        sebelum = sesudah
        berhasil[kiriman.operasi] += sukses
    assert not caplog.records
    pernah = [nama for nama, kali in berhasil.items() if kali]
    assert len(pernah) > len(operasi()) * 3 / 4, "nearly all was refused, so little was tried"


@pytest.mark.parametrize(
    ("jalur", "status", "jenis", "badan"),
    [
        ("/antrean/ambil", 500, "application/json", b'{"metadata":{"message":"x","code":201}}'),
        ("/antrean/ambil", 503, "application/json", b'{"metadata":{"message":"x","code":201}}'),
        ("/antrean/ambil", 200, "application/json", b'{"metadata":{"message":"Traceback (most","code":201}}'),
        ("/antrean/ambil", 404, "text/html", b"<h1>Not Found</h1>"),
        ("/antrean/ambil", 404, "application/json", b'{"metadata":{"message":"x","code":200}}'),
        ("/antrean/ambil", 200, "application/json", b'{"metadata":{"message":"x","code":7}}'),
        ("/simrs/v1/antrean", 404, "application/json", b'{"metadata":{"message":"x","code":201}}'),
        ("/simrs/v1/antrean", 404, "application/problem+json", b'{"type":"","title":"","detail":"","status":409}'),
    ],
)
def test_an_answer_that_must_not_be_is_found(jalur: str, status: int, jenis: str, badan: bytes) -> None:
    with pytest.raises(AssertionError):
        nilai(Kiriman("ambil", "POST", jalur, (), b""), Jawaban(status, {"content-type": jenis}, badan))


def test_a_write_is_found_and_a_look_is_none(real_redis: "redis.Redis") -> None:
    awal = perubahan(real_redis)
    real_redis.get("apa")
    assert perubahan(real_redis) == awal
    real_redis.incr("apa")
    assert perubahan(real_redis) > awal


# The long round.


@dataclass
class Lajur:
    """One client after the other's answer, with a hospital of its own: what it is refused must leave that as it was."""

    alamat: tuple[str, int]
    pengacak: Pengacak
    store: Any
    peristiwa: str
    jumlah: Counter[str] = field(default_factory=Counter)
    sambungan: socket.socket | None = None

    def jalan(self, banyak: int) -> None:
        """Send so many, and look at each answer."""
        try:
            self._jalan(banyak)
        finally:
            if self.sambungan:
                self.sambungan.close()
                self.sambungan = None

    def _jalan(self, banyak: int) -> None:
        acak = Random(self.pengacak.acak.random())
        for _ in range(banyak):
            kiriman = self.pengacak.satu()
            sebelum = self.terakhir()
            if acak.random() < 0.03:
                sukses = self.rusak(rusakkan(acak, kiriman.http()))
                self.jumlah["no HTTP"] += 1
            else:
                sukses = nilai(kiriman, self.kirim(kiriman)) and kiriman.menulis
                self.jumlah["written" if sukses else "not written"] += 1
            assert sukses or self.terakhir() == sebelum, f"seed {SEED}: wrote without a success: {kiriman}"

    def terakhir(self) -> Any:
        """The hospital's last event: every change makes one."""
        return self.store.xrevrange(self.peristiwa, count=1)

    def kirim(self, kiriman: Kiriman) -> Jawaban:
        """Over the connection that is kept; once more where the server had closed it before it read anything."""
        lama = self.sambungan is not None
        sambungan = self.sambungan or socket.create_connection(self.alamat, timeout=60)
        try:
            sambungan.sendall(kiriman.http())
            reply = HTTPResponse(sambungan, method=kiriman.metode)
            reply.begin()
        except (RemoteDisconnected, ConnectionError):
            sambungan.close()
            self.sambungan = None
            if lama:
                return self.kirim(kiriman)
            raise
        badan = reply.read()
        self.sambungan = None if reply.will_close else sambungan
        if reply.will_close:
            sambungan.close()
        return Jawaban(reply.status, {nama.lower(): satu for nama, satu in reply.getheaders()}, badan)

    def rusak(self, http: bytes) -> bool:
        """What is no HTTP may be answered by the server itself, or not at all; whether it was answered as a success."""
        with socket.create_connection(self.alamat, timeout=60) as sambungan:
            isi = b""
            try:
                sambungan.sendall(http)
                sambungan.shutdown(socket.SHUT_WR)
                while potong := sambungan.recv(65536):
                    isi += potong
            except ConnectionError:
                pass  # it had enough before the end
        assert b"Traceback" not in isi, (http, isi)
        assert not isi.startswith((b"HTTP/1.1 500", b"HTTP/1.0 500")), (http, isi)
        return b'"code":200' in isi or isi[9:12] in (b"200", b"201", b"204")


def anak(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(satu) for satu in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def rss_kb(pid: int) -> int:
    """The memory that a process has, in kB."""
    isi = Path(f"/proc/{pid}/status").read_text()
    return int(isi.partition("VmRSS:")[2].split()[0])


@pytest.fixture
def layanan(redis_server: RedisServer, tmp_path: Path) -> Iterator[Service]:
    port = free_port()
    env = {"REDIS_URL": redis_server.emptied(), "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_LOG_LEVEL": "warning"}
    command = antrean("serve", "--port", str(port), "--workers", "2")
    with Service(command, f"http://127.0.0.1:{port}", env, tmp_path / "log") as service:
        yield service


@pytest.mark.chaos
def test_a_hundred_thousand_requests_break_nothing(
    layanan: Service,
    redis_server: RedisServer,
    real_redis: "redis.Redis",
    sandi: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    store, clock = Store(real_redis, keep_days=35), Clock()
    host, _, port = layanan.url.removeprefix("http://").partition(":")
    lajur = []
    for ke in range(LAJUR):
        rs = RumahSakit(f"FUZZ{ke}", f"RS Fuzz {ke}", "Asia/Jakarta", f"fuzz-{ke}", sandi)
        key = siapkan(store, clock, rs, JAM)
        store.rs.ubah(rs.kode, {"umur_token": "86400"}, "rs_atur", Write(f"umur-{ke}", clock.now_ms(), "uji"))
        with HttpJkn(layanan.url, rs.username).login() as jkn:
            dunia = Dunia(clock, akses(rs.username, jkn.token, key))
        pengacak = Pengacak(SEED * 1000 + ke, dunia)
        lajur.append(Lajur((host, int(port)), pengacak, real_redis, Keys(rs.kode).peristiwa))
    assert layanan.process
    (induk,) = anak(layanan.process.pid)
    pekerja = anak(induk)
    assert len(pekerja) == 2
    memori = []
    for _ in range(5):
        with ThreadPoolExecutor(LAJUR) as pool:
            list(pool.map(lambda satu: satu.jalan(PANJANG // LAJUR // 5), lajur))
        memori.append([rss_kb(pid) for pid in pekerja])
    jumlah = sum((satu.jumlah for satu in lajur), Counter[str]())
    with capsys.disabled():
        print(f"\n{jumlah.total()} requests with seed {SEED}: {dict(jumlah)}")
        print(f"workers' memory in MB at each fifth: {[[round(kb / 1024, 1) for kb in semua] for semua in memori]}")
    assert anak(induk) == pekerja  # none died
    assert "Traceback" not in layanan.output()
    assert "fault:" not in layanan.output()
    # Flat: a worker that kept 200 bytes of each of its requests would gain more after the first fifth.
    batas = max(PANJANG // 2 * 0.8 * 0.2, 8192)
    assert all(akhir - awal < batas for awal, akhir in zip(memori[0], memori[-1], strict=True)), memori
    run = run_antrean("periksa", REDIS_URL=redis_server.url, ANTREAN_SECRET_KEY=SECRET_KEY)
    assert (run.returncode, run.stderr) == (0, "")
