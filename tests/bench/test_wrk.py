"""What wrk.lua reports, read back; and that it counts rightly against a server that says what it was asked."""

import http.server
import json
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import wrk

REPORT = {
    **{"sent": 12, "answered": 10, "seconds": 2.0, "errors": 1},
    **{"p50": 1.5, "p99": 3.0, "p999": 4.0, "max": 5.0},
}


def report(**changes: Any) -> str:
    """What wrk prints: its own lines, and ours at the end."""
    found = {"codes": {"200": 8, "201": 2}, "kodebooking": "A B", **REPORT, **changes}
    return f"Running 2s test @ http://127.0.0.1\nRequests/sec: 5\n{json.dumps(found)}\n"


def test_a_report_is_read() -> None:
    load = wrk.parse(report(), 100)
    assert (load.codes, load.sent, load.answered) == ({"200": 8, "201": 2}, 12, 10)
    assert (load.p50, load.p99, load.p999) == (1.5, 3.0, 4.0)
    assert load.kodebooking == ("A", "B")


def test_only_code_200_counts_and_everything_else_failed() -> None:
    load = wrk.parse(report(), 100)
    assert load.rate == 4.0
    assert load.failed == 3  # two answers of 201, one error of a socket


def test_a_list_that_was_too_short_shows() -> None:
    assert wrk.parse(report(), 11).repeated
    assert not wrk.parse(report(), 12).repeated


@pytest.mark.parametrize("output", ["", "Running 2s test\n", "{}\n", '{"codes": 1}\n', "[1]\n"])
def test_no_report_is_said_in_a_sentence(output: str) -> None:
    with pytest.raises(RuntimeError, match="wrk did not report what it measured"):
        wrk.parse(output, 1)


class Asked(http.server.BaseHTTPRequestHandler):
    """Remembers who asked, and answers 201 to every third."""

    protocol_version = "HTTP/1.1"
    seen: Counter[int]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen[body["n"]] += 1
        code = 201 if body["n"] % 3 == 0 else 200
        answer: dict[str, Any] = {"metadata": {"message": "Ok", "code": code}}
        if code == 200:
            answer["response"] = {"kodebooking": f"K{body['n']}"}
        sent = json.dumps(answer, separators=(",", ":")).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    Asked.seen = Counter()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def requests(count: int) -> list[bytes]:
    """Numbered requests."""
    bodies = (json.dumps({"n": n}).encode() for n in range(count))
    head = "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: {}\r\n\r\n"
    return [head.format(len(body)).encode() + body for body in bodies]


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_every_request_of_the_list_is_sent_once_in_its_order(url: str, tmp_path: Path) -> None:
    load = wrk.run(url, requests(200_000), 4, 1, tmp_path)
    seen = sorted(Asked.seen)
    assert not load.repeated
    assert set(Asked.seen.values()) == {1}
    assert seen == list(range(len(seen)))
    assert load.answered <= len(seen) <= load.sent
    assert load.answered == sum(load.codes.values())
    assert len(load.kodebooking) == len(set(load.kodebooking)) == load.codes["200"]
    assert load.failed == load.codes["201"]


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_list_that_runs_out_is_noticed(url: str, tmp_path: Path) -> None:
    load = wrk.run(url, requests(5), 2, 1, tmp_path)
    assert load.repeated
    assert set(Asked.seen) == set(range(5))
