"""HTTP as clients really send it, through gunicorn: always an answer, in the envelope, and never a hang."""

import json
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest
import redis

from antrean.store import Store
from tests.conftest import SECRET_KEY
from tests.race.clients import HttpJkn, for_next_week, put_hospital
from tests.servers import RedisServer, Service, antrean, free_port

pytestmark = pytest.mark.e2e

TEN_MB = 10 * 1024 * 1024
_ANSWER_S = 60

TERLALU_BESAR = (413, {"metadata": {"message": "Isi Permintaan Terlalu Besar", "code": 201}})
BUKAN_JSON = (415, {"metadata": {"message": "Isi Permintaan Harus Berupa Objek JSON", "code": 201}})


@pytest.fixture(scope="module")
def service(redis_server: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    port = free_port()
    env = {"REDIS_URL": redis_server.emptied(), "ANTREAN_SECRET_KEY": SECRET_KEY, "WEB_CONCURRENCY": "2"}
    log = tmp_path_factory.mktemp("service") / "log"
    with Service(antrean("serve", "--port", str(port)), f"http://127.0.0.1:{port}", env, log) as service:
        yield service


@pytest.fixture
def jkn(service: Service, real_redis: "redis.Redis", sandi: str) -> Iterator[HttpJkn]:
    put_hospital(Store(real_redis, keep_days=35), sandi, 9, 30, 30)
    with HttpJkn(service.url).login() as jkn:
        yield jkn


@pytest.fixture
def connection(service: Service) -> Iterator[HTTPConnection]:
    connection = HTTPConnection(service.url.removeprefix("http://"), timeout=_ANSWER_S)
    yield connection
    connection.close()


@pytest.fixture
def raw(service: Service) -> Iterator[socket.socket]:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=_ANSWER_S) as raw:
        yield raw


Head = Callable[..., bytes]


@pytest.fixture
def head(jkn: HttpJkn) -> Head:
    """The head of a request for ambil, with the token and these headers."""

    def make(*more: str, version: str = "1.1") -> bytes:
        headers = [f"{name}: {value}" for name, value in jkn.headers().items()]
        return "\r\n".join([f"POST /antrean/ambil HTTP/{version}", "Host: rs", *headers, *more, "", ""]).encode()

    return make


def answer_on(raw: socket.socket) -> tuple[int, Any]:
    """The next reply on a connection, which is read to its end and no further."""
    reply = HTTPResponse(Unbuffered(raw))  # type: ignore[arg-type]
    reply.begin()
    return reply.status, json.loads(reply.read())


class Unbuffered:
    """Lets HTTPResponse read no further than its own reply."""

    def __init__(self, raw: socket.socket) -> None:
        self.raw = raw

    def makefile(self, _mode: str) -> Any:
        return self.raw.makefile("rb", buffering=0)


def is_booked(answer: tuple[int, Any], number: int = 1) -> None:
    assert (answer[0], answer[1]["response"]["angkaantrean"]) == (200, number)


def test_ten_megabytes_are_413(jkn: HttpJkn) -> None:
    assert jkn.call("POST", "/antrean/ambil", b"x" * TEN_MB, jkn.headers()) == TERLALU_BESAR


def test_ten_megabytes_that_wait_for_100_continue_are_413_before_they_are_sent(raw: socket.socket, head: Head) -> None:
    raw.sendall(head(f"Content-Length: {TEN_MB}", "Expect: 100-continue"))
    assert answer_on(raw) == TERLALU_BESAR
    assert raw.recv(1) == b""


def test_ten_megabytes_in_chunks_are_413(raw: socket.socket, head: Head) -> None:
    raw.sendall(head("Transfer-Encoding: chunked"))
    for _ in range(TEN_MB // 65536):
        raw.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
    raw.sendall(b"0\r\n\r\n")
    assert answer_on(raw) == TERLALU_BESAR


def test_the_token_comes_before_the_size(jkn: HttpJkn) -> None:
    answer = jkn.call("POST", "/antrean/ambil", b"x" * TEN_MB, {})
    assert answer == (200, {"metadata": {"message": "Token Expired", "code": 201}})


def test_a_body_that_waits_for_100_continue_books(raw: socket.socket, head: Head) -> None:
    body = json.dumps(for_next_week(1)).encode()
    raw.sendall(head(f"Content-Length: {len(body)}", "Expect: 100-continue"))
    assert raw.recv(1024) == b"HTTP/1.1 100 Continue\r\n\r\n"
    raw.sendall(body)
    is_booked(answer_on(raw))


def test_a_body_in_chunks_books(raw: socket.socket, head: Head) -> None:
    body = json.dumps(for_next_week(1)).encode()
    chunks = (body[at : at + 7] for at in range(0, len(body), 7))
    raw.sendall(head("Transfer-Encoding: chunked"))
    for chunk in chunks:
        raw.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
    raw.sendall(b"0\r\n\r\n")
    is_booked(answer_on(raw))


def test_a_body_byte_by_byte_books(raw: socket.socket, head: Head) -> None:
    body = json.dumps(for_next_week(1)).encode()
    for byte in head(f"Content-Length: {len(body)}") + body:
        raw.sendall(bytes([byte]))
    is_booked(answer_on(raw))


def test_http_1_0_books(raw: socket.socket, head: Head) -> None:
    body = json.dumps(for_next_week(1)).encode()
    raw.sendall(head(f"Content-Length: {len(body)}", version="1.0") + body)
    is_booked(answer_on(raw))
    assert raw.recv(1) == b""


@pytest.mark.parametrize(
    "body", [b'{"nik": "\xff\xfe"}', b"\x00", b"", b"[]", b'"x"', b"null", b"{", b"[" * 60_000, b'{"a":' * 10_000]
)
def test_what_is_no_json_object_is_415_and_the_connection_goes_on(jkn: HttpJkn, body: bytes) -> None:
    assert jkn.call("POST", "/antrean/ambil", body, jkn.headers()) == BUKAN_JSON
    is_booked(jkn.post("/antrean/ambil", for_next_week(1)))


@pytest.mark.parametrize(
    ("method", "path", "status", "message"),
    [
        ("GET", "/antrean/ambil", 405, "Metode Tidak Sesuai"),
        ("POST", "/token", 405, "Metode Tidak Sesuai"),
        ("BREW", "/token", 405, "Metode Tidak Sesuai"),
        ("GET", "/tidak/ada", 404, "Layanan Tidak Ditemukan"),
        ("GET", "/antrean/%ff%00", 404, "Layanan Tidak Ditemukan"),
        ("GET", "/" + "a" * 3000, 404, "Layanan Tidak Ditemukan"),
        ("POST", "/antrean/ambil/", 404, "Layanan Tidak Ditemukan"),
    ],
)
def test_a_wrong_path_or_method_is_in_the_envelope_and_the_connection_goes_on(
    jkn: HttpJkn, method: str, path: str, status: int, message: str
) -> None:
    answer = jkn.call(method, path, b"x" * 100_000, {})
    assert answer == (status, {"metadata": {"message": message, "code": 201}})
    is_booked(jkn.post("/antrean/ambil", for_next_week(1)))


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/token", 200), ("/antrean/ambil", 405), ("/", 200)])
def test_head_has_no_body_and_the_connection_goes_on(connection: HTTPConnection, path: str, status: int) -> None:
    for _ in range(2):
        connection.request("HEAD", path)
        reply = connection.getresponse()
        assert (reply.status, reply.read()) == (status, b"")


def test_two_pipelined_requests_are_both_answered(raw: socket.socket, head: Head) -> None:
    bodies = [json.dumps(for_next_week(n)).encode() for n in (1, 2, 1)]
    raw.sendall(b"".join(head(f"Content-Length: {len(body)}") + body for body in bodies))
    is_booked(answer_on(raw), 1)
    is_booked(answer_on(raw), 2)
    assert answer_on(raw)[1]["metadata"]["code"] == 201


def test_a_pipelined_request_after_an_unread_body_is_answered(raw: socket.socket, head: Head) -> None:
    body = json.dumps(for_next_week(1)).encode()
    raw.sendall(head(f"Content-Length: {TEN_MB // 10}") + b"x" * (TEN_MB // 10))
    raw.sendall(head(f"Content-Length: {len(body)}") + body)
    assert answer_on(raw) == TERLALU_BESAR
    is_booked(answer_on(raw))


def test_a_body_that_ends_early_books_nothing(raw: socket.socket, head: Head, jkn: HttpJkn) -> None:
    body = json.dumps(for_next_week(1)).encode()
    raw.sendall(head(f"Content-Length: {len(body)}") + body[:-1])
    raw.shutdown(socket.SHUT_WR)
    assert answer_on(raw) == BUKAN_JSON
    is_booked(jkn.post("/antrean/ambil", for_next_week(1)))


def test_a_body_whose_chunks_are_garbage_books_nothing(raw: socket.socket, head: Head, jkn: HttpJkn) -> None:
    raw.sendall(head("Transfer-Encoding: chunked") + b"zz\r\n{}\r\n")
    assert answer_on(raw) == (400, {"metadata": {"message": "Permintaan Tidak Dapat Dibaca", "code": 201}})
    is_booked(jkn.post("/antrean/ambil", for_next_week(1)))


@pytest.mark.parametrize("more", [(), ("Connection: close",)], ids=["keep-alive", "close"])
def test_a_client_that_sends_everything_first_sees_the_413(raw: socket.socket, head: Head, more: tuple[str]) -> None:
    raw.sendall(head(f"Content-Length: {TEN_MB}", *more) + b"x" * TEN_MB)
    assert answer_on(raw) == TERLALU_BESAR


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET\r\n\r\n",
        b"GET /token HTTP/1.1\r\nbad header\r\n\r\n",
        b"POST /antrean/ambil HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /token HTTP/1.1\r\nHost: x\r\nx-token: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused_and_the_service_goes_on(raw: socket.socket, jkn: HttpJkn, garbage: bytes) -> None:
    raw.sendall(garbage)
    raw.shutdown(socket.SHUT_WR)
    assert raw.recv(64).partition(b" ")[2][:1] in (b"4", b"")
    is_booked(jkn.post("/antrean/ambil", for_next_week(1)))


@pytest.mark.parametrize("value", ["\xff", "a" * 7000, "%s%n", ""])
@pytest.mark.parametrize("name", ["x-token", "x-username", "x-password"])
def test_any_header_value_is_answered_in_the_envelope(jkn: HttpJkn, name: str, value: str) -> None:
    path, method = ("/token", "GET") if name == "x-password" else ("/antrean/ambil", "POST")
    headers = {**jkn.headers(), "x-password": "x", name: value}
    status, answer = jkn.call(method, path, b"{}", headers)
    expected = "Username atau Password Tidak Sesuai" if name == "x-password" else "Token Expired"
    assert (status, answer) == (200, {"metadata": {"message": expected, "code": 201}})


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "Script-Name", "PATH_INFO"])
def test_no_header_moves_the_path(jkn: HttpJkn, name: str) -> None:
    headers = {name: "/simrs/v1/antrean" if name == "PATH_INFO" else "/x"}
    assert jkn.call("GET", "/x/simrs/v1/antrean", None, headers)[0] == 404
