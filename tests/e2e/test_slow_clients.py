"""Clients that come in hundreds, go on slowly or not at all: those who do not are served meanwhile."""

import json
import os
import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from antrean.http.simrs.access import BODY_LIMIT
from antrean.store import Store
from tests.conftest import SECRET_KEY
from tests.e2e.test_procfile import PATH, gunicorn
from tests.race.clients import HttpJkn, for_next_week, put_hospital
from tests.servers import ROOT, RedisServer, Service, free_port, wait_until

pytestmark = pytest.mark.e2e

BUNDLE = "/docs/swagger-ui-bundle.js"
TIDAK_TERBACA = {"metadata": {"message": "Permintaan Tidak Dapat Dibaca", "code": 201}}
TIDAK_TERSEDIA = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"
OF_EACH = 100

Serve = Callable[..., Any]


@pytest.fixture
def serve(redis_server: RedisServer, real_redis: Any, sandi: str, tmp_path: Path) -> Serve:
    """The web line with one worker of four threads, with these lines added to its configuration."""
    put_hospital(Store(real_redis, keep_days=35), sandi, 40, 40, 40)

    @contextmanager
    def start(*lines: str) -> Iterator[Service]:
        conf, port = tmp_path / "gunicorn.conf.py", free_port()
        own = (ROOT / "antrean" / "gunicorn.conf.py").read_text()
        conf.write_text("\n".join((own, "from antrean.server import worker", *lines)))
        words = [str(conf) if word == "antrean/gunicorn.conf.py" else word for word in gunicorn()]
        env = {
            **{"PATH": PATH, "PORT": str(port), "REDIS_URL": redis_server.url, "ANTREAN_SECRET_KEY": SECRET_KEY},
            **{"WEB_CONCURRENCY": "1", "ANTREAN_THREADS": "4"},
        }
        with Service(words, f"http://127.0.0.1:{port}", env, tmp_path / "log") as service:
            yield service

    return start


def connect(service: Service, receive: int = 0) -> socket.socket:
    """A connection; ``receive``: the bytes that the client's kernel takes without anybody reading."""
    raw = socket.socket()
    if receive:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    raw.settimeout(60)
    raw.connect(("127.0.0.1", int(service.url.rpartition(":")[2])))
    return raw


def sockets_of(service: Service) -> int:
    """The sockets that the worker has open."""
    assert service.process
    master = service.process.pid
    (worker,) = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    found = 0
    for link in Path(f"/proc/{worker}/fd").iterdir():
        with suppress(FileNotFoundError):
            found += os.fspath(link.readlink()).startswith("socket:")
    return found


def read_all(raw: socket.socket) -> bytes:
    """To the server's end of it."""
    with suppress(ConnectionResetError):
        return b"".join(iter(lambda: raw.recv(65536), b""))
    return b""


def half(jkn: HttpJkn, path: str = "/antrean/ambil", length: int = 400) -> bytes:
    """A head, and some of a body."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in jkn.headers().items())
    return f'POST {path} HTTP/1.1\r\nHost: rs\r\n{headers}Content-Length: {length}\r\n\r\n{{"nik": '.encode()


def test_five_hundred_slow_and_silent_clients_stop_nobody(serve: Serve) -> None:
    limits = "worker.HEAD_S, worker.WHOLE_S, worker.ANSWER_S, worker.LINGER_S, keepalive = 6, 8, 6, 1, 6"
    with serve(limits) as service, HttpJkn(service.url).login() as jkn, ExitStack() as open_ones:
        few = sockets_of(service) + 4  # those of the threads to the store, which come with use
        kinds = {
            "idle": (b"", 0),
            "half a head": (b"POST /antrean/ambil HTTP/1.1\r\nHost: r", 0),
            "a head": (half(jkn).partition(b"{")[0], 0),
            "half a body": (half(jkn), 0),
            "reads nothing": (f"GET {BUNDLE} HTTP/1.1\r\nHost: rs\r\n\r\n".encode(), 4096),
        }
        slow = {kind: [connect(service, receive) for _ in range(OF_EACH)] for kind, (_, receive) in kinds.items()}
        for kind, raws in slow.items():
            for raw in raws:
                open_ones.callback(raw.close)
                raw.sendall(kinds[kind][0])
        wait_until(lambda: sockets_of(service) > few + 400, "the slow ones to be held")
        for n in range(1, 31):
            assert jkn.ambil(for_next_week(n))["response"]["angkaantrean"] == n
            for raw in slow["half a head"] + slow["half a body"]:
                with suppress(OSError):
                    raw.send(b"x")  # slowly, but it goes on
        # Each new client too, on a connection of its own.
        answers = jkn.all_at_once("/antrean/ambil", (for_next_week(n) for n in range(31, 41)), connections=10)
        assert sorted(answer["response"]["angkaantrean"] for _, answer in answers) == [*range(31, 41)]
        jkn.close()
        wait_until(lambda: sockets_of(service) <= few, "the slow ones to be closed")
        for kind in ("half a head", "a head", "half a body"):
            assert {read_all(raw)[:12] for raw in slow[kind]} <= {b"HTTP/1.1 408", b""}
        assert {read_all(raw) for raw in slow["idle"]} == {b""}
    assert "connections were closed: their requests did not come to an end in time" in service.output()
    assert '"level":"error"' not in service.output()


def test_a_client_that_has_begun_too_slowly_is_told(serve: Serve) -> None:
    with serve("worker.HEAD_S, worker.WHOLE_S = 0.5, 1") as service, HttpJkn(service.url).login() as jkn:
        for begun in (b"GET /token HTT", half(jkn)):
            with connect(service) as raw:
                raw.sendall(begun)
                assert_bare(read_all(raw), 408, TIDAK_TERBACA)


def test_a_client_that_reads_slowly_gets_all_of_a_large_answer(serve: Serve) -> None:
    with serve() as service, connect(service, 4096) as slow, connect(service) as fast:
        for raw in (slow, fast):
            raw.sendall(f"GET {BUNDLE} HTTP/1.0\r\nHost: rs\r\n\r\n".encode())
        body = read_all(fast).partition(b"\r\n\r\n")[2]
        first = slow.recv(100)
        time.sleep(0.3)
        assert (first + read_all(slow)).partition(b"\r\n\r\n")[2] == body


def test_more_connections_than_there_may_be_take_the_place_of_idle_ones(serve: Serve) -> None:
    with serve("worker_connections = 20", "worker.HEAD_S = 600") as service, ExitStack() as open_ones:
        idle = [open_ones.enter_context(connect(service)) for _ in range(100)]
        with HttpJkn(service.url).login() as jkn:
            assert jkn.ambil(for_next_week(1))["response"]["angkaantrean"] == 1
            assert sockets_of(service) < 40
            assert idle[0].recv(1) == b""


def test_a_request_that_has_begun_is_not_closed_while_there_are_idle_ones(serve: Serve) -> None:
    with serve("worker_connections = 20", "worker.HEAD_S = 600") as service, ExitStack() as open_ones:
        with HttpJkn(service.url).login() as jkn:
            body = json.dumps(for_next_week(1)).encode()
            begun = half(jkn, length=len(body)).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        raw = open_ones.enter_context(connect(service))
        raw.sendall(begun + body[:10])
        idle = [open_ones.enter_context(connect(service)) for _ in range(40)]
        assert idle[0].recv(1) == b""
        raw.sendall(body[10:])
        assert b'"angkaantrean":1,' in raw.recv(65536)


def test_unfinished_bodies_hold_no_more_memory_than_they_may(serve: Serve) -> None:
    size = BODY_LIMIT - 1
    with serve("worker._HELD_BYTES = 1024 * 1024") as service, HttpJkn(service.url).login() as jkn, ExitStack() as all_:
        large = [all_.enter_context(connect(service)) for _ in range(8)]
        for raw in large:
            with suppress(OSError):
                raw.sendall(half(jkn, "/simrs/v1/jadwal", size) + b" " * (512 * 1024))
        refused = read_all(large[-1])
        assert refused == b"" or (refused[:12], TIDAK_TERSEDIA.encode() in refused) == (b"HTTP/1.1 503", True)
        assert jkn.ambil(for_next_week(1))["response"]["angkaantrean"] == 1


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /3212345678987654 HTTP/1.1 3212345678987654\r\n\r\n", 400),
        (b"GET /token HTTP/1.1\r\nnik 3212345678987654\r\n\r\n", 400),
        (b"GET /token HTTP/1.1\r\nnik_3212345678987654 : x\r\n\r\n", 400),
        (b"GET /token HTTP/1.1\r\nHost: a\r\nHost: 3212345678987654\r\n\r\n", 400),
        (b"POST /token HTTP/1.1\r\nTransfer-Encoding: 3212345678987654\r\n\r\n", 501),
        (b"POST /token HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n3212345678987654", 400),
        (b"POST /token HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET /token HTTP/1.1\r\nExpect: 3212345678987654\r\n\r\n", 417),
        (b"GET /%s HTTP/1.1\r\n\r\n" % (b"3212345678987654" * 300), 414),
        (b"GET /token HTTP/1.1\r\n" + b"nik: 3212345678987654\r\n" * 65 + b"\r\n", 431),
        (b"GET /token HTTP/1.1\r\nnik: %s\r\n\r\n" % (b"3212345678987654" * 600), 431),
        (b"GET /token HTTP/1.1\r\n" + b"nik: %s\r\n" % (b"3212345678987654" * 400) * 6, 431),
        (b"GET /healthz HTTP/1.1\r\nHost: a\r\n" + b"nik: %s\r\n" % (b"3212345678987654" * 500) * 7 + b"\r\n", 431),
    ],
)
def test_what_is_no_request_gets_a_bare_answer(one: Service, sent: bytes, status: int) -> None:
    with connect(one) as raw:
        raw.sendall(sent)
        answer = read_all(raw)
    assert_bare(answer, status, TIDAK_TERBACA)
    assert b"3212345678987654" not in answer
    assert "3212345678987654" not in one.output()


def test_a_head_that_is_too_large_is_refused_behind_another_request_too(one: Service) -> None:
    with connect(one) as raw:
        raw.sendall(
            b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /token HTTP/1.1\r\n" + b"a: %s\r\n" % (b"a" * 8000) * 5
        )
        answers = read_all(raw)
    assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"200", b"431"]


@pytest.fixture(scope="module")
def one(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The web line as it is."""
    port = free_port()
    env = {"PATH": PATH, "PORT": str(port), "REDIS_URL": redis_server.emptied(), "ANTREAN_SECRET_KEY": SECRET_KEY}
    log = tmp_path_factory.mktemp("one") / "log"
    with Service(gunicorn(), f"http://127.0.0.1:{port}", {**env, "ANTREAN_LOG_LEVEL": "debug"}, log) as service:
        yield service


def assert_bare(answer: bytes, status: int, body: Any) -> None:
    head, _, sent = answer.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0].startswith(f"HTTP/1.1 {status} ")
    assert json.loads(sent) == body
    assert {"Connection: close", "Cache-Control: no-store", "X-Content-Type-Options: nosniff"} < {*lines}
    assert not re.search(r"gunicorn|python|server:", head.decode(), re.IGNORECASE)


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", "/token", "/antrean/ambil", "/simrs/v1/antrean", "/tidak-ada", "/docs", BUNDLE]
)
def test_every_answer_says_what_may_be_done_with_it_and_not_what_serves(one: Service, path: str) -> None:
    with connect(one) as raw:
        raw.sendall(f"GET {path} HTTP/1.0\r\nX-Request-Id: 3212345678987654\r\n\r\n".encode())
        head = read_all(raw).partition(b"\r\n\r\n")[0].decode()
    lines = head.split("\r\n")[1:]
    headers = dict(line.split(": ", 1) for line in lines)
    assert len(headers) == len(lines)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == ("no-cache" if path == BUNDLE else "no-store")
    assert "Server" not in headers
    assert re.fullmatch("[a-p]{16}", headers["X-Request-Id"])
    (line,) = (line for line in one.output().splitlines() if headers["X-Request-Id"] in line)
    assert json.loads(line)["path"] == {"/tidak-ada": "/…", BUNDLE: "/docs/<nama>"}.get(path, path)


def test_a_stop_that_comes_before_the_worker_has_begun_is_not_lost(serve: Serve, tmp_path: Path) -> None:
    lines = (
        "stay = post_fork",
        "def post_fork(server, worker):",
        "    stay(server, worker)",
        "    with suppress(FileExistsError), open({!r}, 'x'):".format(str(tmp_path / "once")),
        "        os.kill(os.getpid(), 15)",
    )
    with serve("from contextlib import suppress", *lines) as service:
        wait_until(lambda: service.output().count("Booting worker") == 2, "the worker to stop, and another")
