"""The Procfile as a platform runs it: settings from the environment, traffic on PORT."""

import os
import shlex
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from antrean.store import Store
from tests.conftest import KODE_RS, SECRET_KEY
from tests.e2e.running import run
from tests.race.clients import HttpJkn, for_next_week, put_hospital
from tests.servers import ROOT, RedisServer, Service, free_port, wait_until

pytestmark = pytest.mark.e2e

# The platform puts the program's own folder of commands on the PATH.
PATH = f"{Path(sys.executable).parent}:/usr/bin:/bin"


def honcho(process: str) -> list[str]:
    return [sys.executable, "-m", "honcho", "--procfile", str(ROOT / "Procfile"), "start", process]


def gunicorn() -> list[str]:
    """The web line itself, without who starts it."""
    (web,) = [line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web:")]
    _, *words = shlex.split(web.removeprefix("web:"))
    return [sys.executable, "-m", "gunicorn", *words]


@pytest.fixture
def server(tmp_path: Path, sandi: str) -> Iterator[RedisServer]:
    """A Redis with one hospital."""
    with RedisServer(tmp_path, port=free_port()) as server, server.client() as client:
        put_hospital(Store(client, keep_days=35), sandi, 10, 30, 30)
        yield server


def test_the_web_line_serves_bookings(server: RedisServer, tmp_path: Path) -> None:
    port = free_port()
    env = {
        "PATH": PATH,
        "PORT": str(port),
        "REDIS_URL": server.url,
        "ANTREAN_SECRET_KEY": SECRET_KEY,
        "WEB_CONCURRENCY": "3",
    }
    service = Service(honcho("web"), f"http://127.0.0.1:{port}", env, tmp_path / "log")
    with service, HttpJkn(service.url).login() as jkn:
        answers = jkn.all_at_once("/antrean/ambil", map(for_next_week, range(1, 11)), connections=10)
    assert sorted(answer["response"]["angkaantrean"] for _, answer in answers) == list(range(1, 11))
    assert service.output().count("Booting worker") == 3
    assert f"Listening at: http://0.0.0.0:{port}" in service.output()
    assert service.output().count("Listening at") == 1


def test_a_port_that_is_taken_stops_the_web_line_with_a_sentence(server: RedisServer) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as another gunicorn of this project has it
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(gunicorn(), PATH=PATH, PORT=str(port), REDIS_URL=server.url, ANTREAN_SECRET_KEY=SECRET_KEY)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"antrean: 0.0.0.0:{port} cannot be served on: Address already in use. Choose another PORT."
    )


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="processors can be chosen on Linux")
def test_each_worker_has_a_processor_of_its_own_and_so_has_its_successor(server: RedisServer, tmp_path: Path) -> None:
    port, cpus = free_port(), os.sched_getaffinity(0)
    env = {
        **{"PATH": PATH, "PORT": str(port), "REDIS_URL": server.url, "ANTREAN_SECRET_KEY": SECRET_KEY},
        "WEB_CONCURRENCY": str(len(cpus)),
    }
    with Service(gunicorn(), f"http://127.0.0.1:{port}", env, tmp_path / "log") as service:
        assert service.process
        master = service.process.pid

        def workers() -> dict[int, set[int]]:
            children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
            return {int(pid): os.sched_getaffinity(int(pid)) for pid in children}

        def settled() -> bool:
            with suppress(ProcessLookupError):
                return sorted(map(sorted, workers().values())) == [[cpu] for cpu in sorted(cpus)]
            return False

        wait_until(settled, "a processor for each worker")
        first = next(iter(workers()))
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: settled() and first not in workers(), "its successor on the same processor")


def test_the_release_line_passes_on_a_sound_store(server: RedisServer) -> None:
    done = run(honcho("release"), PATH=PATH, REDIS_URL=server.url, ANTREAN_SECRET_KEY=SECRET_KEY)
    assert done.returncode == 0
    assert "Everything is as it should be" in done.stdout


def test_the_release_line_fails_on_a_store_that_forgets(server: RedisServer) -> None:
    with server.client() as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
    done = run(honcho("release"), PATH=PATH, REDIS_URL=server.url, ANTREAN_SECRET_KEY=SECRET_KEY)
    assert done.returncode == 1
    assert "maxmemory-policy noeviction" in done.stdout


def test_no_log_line_carries_an_identity_number(server: RedisServer, tmp_path: Path) -> None:
    port = free_port()
    env = {"PATH": PATH, "PORT": str(port), "REDIS_URL": server.url, "ANTREAN_SECRET_KEY": SECRET_KEY}
    log = tmp_path / "log"
    body = for_next_week(1)
    identities = [body["nik"], body["nomorkartu"], body["nohp"]]
    with (
        Service(honcho("web"), f"http://127.0.0.1:{port}", {**env, "ANTREAN_LOG_LEVEL": "debug"}, log) as service,
        HttpJkn(service.url).login() as jkn,
    ):
        jkn.ambil(body)
        jkn.call("POST", f"/antrean/ambil?nik={body['nik']}", b"{}", {**jkn.headers(), "x-nik": body["nik"]})
        server.kill()
        assert jkn.post("/antrean/ambil", for_next_week(1))[0] == 503
        server.start()
    output = log.read_text()
    assert f'"method":"POST","path":"/antrean/ambil","status":200,"rs":"{KODE_RS}","who":"mjkn"' in output
    assert "store unavailable" in output
    assert [identity for identity in identities if identity in output] == []
