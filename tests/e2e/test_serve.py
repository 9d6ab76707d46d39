"""``antrean serve`` as a new user meets it: two commands, three pasted calls, and a store that is simply there."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from antrean import contoh
from antrean.embedded import EmbeddedStore
from tests.conftest import SECRET_KEY
from tests.e2e.running import bash, next_week, printed_commands, processes_of, run, sample_jkn, sample_request, serve
from tests.race.clients import HttpJkn, new_patient
from tests.race.test_kill import children
from tests.servers import ROOT, Service, antrean, free_port, wait_until

pytestmark = pytest.mark.e2e

SUDAH_PUNYA = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample hospital, at rest."""
    data = tmp_path_factory.mktemp("made") / "data"
    with serve(data, "--contoh"):
        pass
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    return Path(shutil.copytree(made, tmp_path / "data"))


@pytest.fixture
def sample(data: Path) -> Iterator[Service]:
    """The sample hospital's service."""
    with serve(data, "--contoh") as service:
        yield service


def last_numbers(data: Path) -> dict[str, int]:
    """What ``antrean jadwal lihat`` shows for next week: the last number by session."""
    shown = run(antrean("jadwal", "lihat", "--tanggal", next_week()), ANTREAN_DATA_DIR=str(data))
    assert (shown.returncode, shown.stderr) == (0, "")
    rows = re.findall(r"^(\w+) .* (\d\d:\d\d-\d\d:\d\d) +[A-Z]+(?: +\d+){4} +(\d+)", shown.stdout, re.MULTILINE)
    return {f"{kodepoli} {jam}": int(nomor) for kodepoli, jam, nomor in rows}


def assert_sentence(done: "subprocess.CompletedProcess[str]", *parts: str, code: int = 1) -> None:
    """It failed, and said in a sentence why."""
    assert done.returncode == code
    assert done.stderr.startswith("antrean: ")
    assert "Traceback" not in done.stdout + done.stderr
    for part in parts:
        assert part in done.stderr


def test_a_fresh_start_prints_three_calls_that_work_as_they_are(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(data, "--contoh") as service:
        output = service.output()
        assert f"Serving on {service.url} with the sample hospital 1311R002" in output
        assert "bpjs, password contoh-rahasia" in output

        token, booked, registered = bash("\n".join(printed_commands(output)))

        assert len(token) > 40
        assert json.loads(booked)["metadata"] == {"message": "Ok", "code": 200}
        assert json.loads(booked)["response"]["nomorantrean"] == "A-1"
        assert json.loads(booked)["response"]["norm"] == "123345"
        highest = int(contoh.PASIEN.read_text().splitlines()[-1].partition(",")[0])
        assert json.loads(registered) == {
            "response": {"norm": f"{highest + 1}"},
            "metadata": {"message": "Harap datang ke admisi untuk melengkapi data rekam medis", "code": 200},
        }
    assert processes_of(data) == []


def test_the_next_start_finds_every_booking_and_prints_calls_that_work_again(data: Path) -> None:
    for number in (1, 2):
        log = data.parent / f"{number}.log"
        with serve(data, "--contoh", log=log) as service:
            _, booked, registered = bash("\n".join(printed_commands(service.output())))
        assert json.loads(booked)["response"]["angkaantrean"] == number
        assert json.loads(registered)["metadata"]["code"] == 200
    assert last_numbers(data)["ANA 08:00-16:00"] == 2
    assert run(antrean("periksa"), ANTREAN_DATA_DIR=str(data)).returncode == 0


def test_the_example_of_bpjs_books_and_answers_with_its_fields_and_types(sample: Service) -> None:
    with sample_jkn(sample.url) as jkn:
        answer = jkn.ambil(sample_request())
    assert {name: type(value) for name, value in answer["response"].items()} == {
        "nomorantrean": str,
        "angkaantrean": int,
        "kodebooking": str,
        "norm": str,
        "namapoli": str,
        "namadokter": str,
        "estimasidilayani": int,
        "sisakuotajkn": int,
        "kuotajkn": int,
        "sisakuotanonjkn": int,
        "kuotanonjkn": int,
        "keterangan": str,
    }
    assert answer["metadata"] == {"message": "Ok", "code": 200}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_gunicorn_and_redis(data: Path, how: signal.Signals) -> None:
    service = serve(data)
    service.start()
    running = " ".join(processes_of(data))
    assert "gunicorn" in running
    assert "valkey-server" in running or "redis-server" in running

    assert service.stop(how) == 0

    assert processes_of(data) == []
    assert "Traceback" not in service.output()


def test_a_second_ctrl_c_stops_at_once_and_redis_too(data: Path) -> None:
    service = serve(data)
    service.start()
    with socket.create_connection(("127.0.0.1", int(service.url.rsplit(":")[-1]))) as waiting:
        waiting.sendall(b"POST /antrean/ambil HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
        assert service.process
        service.process.send_signal(signal.SIGINT)
        wait_until(lambda: "Handling signal: term" in service.output(), "the graceful stop")
        service.stop(signal.SIGINT)
    assert processes_of(data) == []


def test_a_stop_while_it_still_starts_leaves_nothing_behind(data: Path) -> None:
    log = data.parent / "early.log"
    env = {**os.environ, "ANTREAN_DATA_DIR": str(data)}
    env.pop("REDIS_URL", None)
    with (
        log.open("wb") as output,
        subprocess.Popen(antrean("serve", "--port", str(free_port())), env=env, stdout=output, stderr=output) as early,
    ):
        try:
            # Once it serves its title is another, without its arguments.
            wait_until(lambda: any("-server" in process for process in processes_of(data)), "the server")
            early.terminate()
            early.wait()
        finally:
            early.kill()
    assert processes_of(data) == []


def test_a_graceful_stop_finishes_the_request_in_flight(sample: Service) -> None:
    with sample_jkn(sample.url) as jkn:
        headers = jkn.headers()
    body = json.dumps(sample_request()).encode()
    head = "POST /antrean/ambil HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head += f"Content-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(sample.url.rsplit(":")[-1]))) as slow:
        slow.sendall(head.encode() + body[:50])
        assert sample.process
        sample.process.send_signal(signal.SIGTERM)
        wait_until(lambda: "Handling signal: term" in sample.output(), "the graceful stop")
        slow.sendall(body[50:])
        reply = b"".join(iter(lambda: slow.recv(65536), b""))
    assert reply.startswith(b"HTTP/1.1 200 OK")
    assert json.loads(reply.partition(b"\r\n\r\n")[2])["response"]["angkaantrean"] == 1
    assert sample.stop() == 0


def test_other_commands_work_while_it_serves_and_after(data: Path) -> None:
    with serve(data) as service, sample_jkn(service.url) as jkn:
        jkn.ambil(sample_request())
        assert last_numbers(data)["ANA 08:00-16:00"] == 1
        assert run(antrean("periksa"), ANTREAN_DATA_DIR=str(data)).returncode == 0
        assert run(antrean("libur", "tambah", next_week()), ANTREAN_DATA_DIR=str(data)).returncode == 0
        refused = jkn.ambil(sample_request(kodepoli="INT", kodedokter=34567, jampraktek="08:00-12:00"))
        assert refused["metadata"]["message"] == "Pendaftaran ke Poli Ini Sedang Tutup"
        assert jkn.ambil(sample_request(kodepoli="ZZZ"))["metadata"]["code"] == 201
    # What was asked for in vain is written by the time that the service has ended.
    seen = run(antrean("jadwal", "lihat", "--tanggal", next_week()), ANTREAN_DATA_DIR=str(data)).stdout
    assert seen.splitlines()[-1].split() == ["ZZZ", "12345", "08:00-16:00", "1"]
    assert last_numbers(data)["ANA 08:00-16:00"] == 1
    assert processes_of(data) == []


def kill_serve(service: Service) -> None:
    """kill -9 of ``antrean serve`` itself."""
    assert service.process
    service.process.kill()
    service.process.wait()


def test_a_killed_serve_leaves_nothing_behind(data: Path) -> None:
    with serve(data) as service, sample_jkn(service.url) as jkn:
        jkn.ambil(sample_request())
        kill_serve(service)
        wait_until(lambda: processes_of(data) == [], "the end of gunicorn and Redis")
    assert last_numbers(data)["ANA 08:00-16:00"] == 1


def test_a_killed_serve_finishes_the_request_in_flight_with_its_store(sample: Service, data: Path) -> None:
    with sample_jkn(sample.url) as jkn:
        request = begin_ambil(sample, jkn)
    with request:
        kill_serve(sample)
        wait_until(lambda: "Handling signal: term" in sample.output(), "the graceful stop")
        # No other command stops the store under it.
        assert run(antrean("periksa"), ANTREAN_DATA_DIR=str(data)).returncode == 0
        assert finish(request)["response"]["angkaantrean"] == 1
    wait_until(lambda: processes_of(data) == [], "the end of gunicorn and Redis")


def test_a_killed_serve_can_be_started_again_at_once_on_its_port(data: Path) -> None:
    service = serve(data)
    with service, sample_jkn(service.url) as jkn:
        assert jkn.ambil(sample_request())["response"]["angkaantrean"] == 1
        kill_serve(service)
        service.start()
        wait_until(lambda: service.output().count("Booting worker") == 4, "the second gunicorn's workers")
        jkn.close()
        assert jkn.ambil(sample_request())["metadata"]["message"] == SUDAH_PUNYA
        assert service.stop() == 0
    assert processes_of(data) == []


def gunicorn_of(service: Service) -> int:
    """The master that serve runs."""
    assert service.process
    (gunicorn,) = (pid for pid in children(service.process.pid) if "gunicorn" in command_line(pid))
    return gunicorn


def test_a_killed_master_is_started_again_and_its_workers_finish_what_they_have(sample: Service) -> None:
    first = gunicorn_of(sample)
    with sample_jkn(sample.url) as jkn:
        request = begin_ambil(sample, jkn)
        with request:
            os.kill(first, signal.SIGKILL)
            wait_until(lambda: "is started again" in sample.output(), "the second start")
            wait_until(lambda: sample.output().count("Booting worker") == 4, "the second master's workers")
            assert finish(request)["response"]["angkaantrean"] == 1
        jkn.close()
        # A connection that comes in the moment in which one of them closes its queue is cut.
        wait_until(lambda: sample.output().count("Worker exiting") == 2, "the end of the first master's workers")
        assert jkn.ambil(sample_request())["metadata"]["message"] == SUDAH_PUNYA
    assert "gunicorn was killed by SIGKILL, and is started again." in sample.output()
    assert gunicorn_of(sample) != first
    assert sample.stop() == 0


def test_a_master_that_is_killed_again_and_again_ends_serve_with_a_sentence(sample: Service, data: Path) -> None:
    serving = sample.process
    assert serving

    def is_over() -> bool:
        with suppress(OSError, ValueError):
            os.kill(gunicorn_of(sample), signal.SIGKILL)
        return serving.poll() is not None

    wait_until(is_over, "serve to give up")
    assert serving.returncode == 1
    assert "gunicorn was killed by SIGKILL, 6 times in a row before it could serve." in sample.output()
    assert "Traceback" not in sample.output()
    wait_until(lambda: processes_of(data) == [], "the end of all workers")


def begin_ambil(service: Service, jkn: HttpJkn) -> socket.socket:
    """A connection on which a worker has read the head of a request, and waits for the rest."""
    body = json.dumps(sample_request()).encode()
    head = "POST /antrean/ambil HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in jkn.headers().items())
    head += f"Content-Length: {len(body)}\r\n\r\n"
    connection = socket.create_connection(("127.0.0.1", int(service.url.rsplit(":")[-1])))
    connection.sendall(head.encode())
    assert connection.recv(64).startswith(b"HTTP/1.1 100")
    return connection


def finish(connection: socket.socket) -> dict[str, Any]:
    """Send the rest; what is answered."""
    connection.sendall(json.dumps(sample_request()).encode())
    reply = b"".join(iter(lambda: connection.recv(65536), b""))
    answer: dict[str, Any] = json.loads(reply.partition(b"\r\n\r\n")[2])
    return answer


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode()


def test_commands_at_the_same_time_share_one_store(data: Path) -> None:
    env = {**os.environ, "ANTREAN_DATA_DIR": str(data)}
    env.pop("REDIS_URL", None)
    words = [("libur", "tambah", f"2099-01-{day:02d}") for day in range(1, 9)]
    running = [subprocess.Popen(antrean(*one), env=env, stdout=subprocess.PIPE) for one in words]
    said = [process.communicate()[0] for process in running]
    assert said == [f"{one[-1]} closed.\n".encode() for one in words]
    assert [process.returncode for process in running] == [0] * 8
    shown = run(antrean("libur", "lihat"), ANTREAN_DATA_DIR=str(data))
    assert shown.stdout.count("2099-01-") == 8
    assert processes_of(data) == []


@pytest.mark.parametrize(
    "name", ["/".join(["panjang" * 10] * 4), "rumah sakit – données Ünïcode 病院 $HOME;'\" a\\b#c?d%41"]
)
def test_a_data_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    data = tmp_path / name
    with serve(data, "--contoh", log=tmp_path / "log") as service:
        with sample_jkn(service.url) as jkn:
            assert jkn.ambil(sample_request())["response"]["angkaantrean"] == 1
        assert last_numbers(data)["ANA 08:00-16:00"] == 1
    assert last_numbers(data)["ANA 08:00-16:00"] == 1
    assert processes_of(data) == []


def test_what_it_keeps_is_for_its_owner_only(data: Path) -> None:
    with serve(data):
        socket_path = EmbeddedStore(data).socket
        assert socket_path.stat().st_mode & 0o077 == 0
    fresh = data.parent / "fresh"
    with serve(fresh, log=data.parent / "fresh.log"):
        assert fresh.stat().st_mode & 0o077 == 0
        assert (fresh / "secret_key").stat().st_mode & 0o077 == 0
        assert (fresh / "data_key").stat().st_mode & 0o077 == 0


def test_a_new_patients_form_lies_encrypted_in_the_data_directory(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(data, "--contoh", log=tmp_path / "log") as service, sample_jkn(service.url) as jkn:
        body = {**new_patient(1), "alamat": "Jalan Rahasia 17", "nomorkk": "3212345678987699"}
        assert jkn.post("/pasien/baru", body)[1]["metadata"]["code"] == 200
        key = (data / "data_key").read_text()
        assert service.process is not None
        below = children(service.process.pid)
        pids = [service.process.pid, *below, *(pid for one in below for pid in children(one))]
        assert len(pids) > 3
        assert [line for line in map(command_line, pids) if key in line] == []
    files = {path.name: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert [name for name, content in files.items() if b"Rahasia" in content or b"3212345678987699" in content] == []
    assert any(b"gAAAAA" in content for content in files.values())


def test_a_data_directory_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    where = tmp_path / "file" / "data"
    for words in (("serve", "--port", str(free_port())), ("periksa",)):
        assert_sentence(run(antrean(*words), ANTREAN_DATA_DIR=str(where)), f"The data directory {where} cannot be used")


def test_a_redis_that_does_not_start_is_a_sentence_with_its_last_words(data: Path) -> None:
    (aof,) = (data / "appendonlydir").glob("*.incr.aof") if (data / "appendonlydir").exists() else data.glob("*.aof")
    aof.write_bytes(b"this is no append-only file\r\n" + aof.read_bytes())
    for words in (("serve", "--port", str(free_port())), ("periksa",)):
        assert_sentence(
            run(antrean(*words), ANTREAN_DATA_DIR=str(data)),
            f"did not start in {data}. Copy that folder away before you do what its log advises",
            "Bad file format reading the append only file",
        )
    assert processes_of(data) == []


def test_the_sample_hospital_never_goes_into_a_redis_of_ones_own(tmp_path: Path) -> None:
    done = run(antrean("serve", "--contoh"), REDIS_URL="redis://127.0.0.1:1", ANTREAN_SECRET_KEY=SECRET_KEY)
    assert_sentence(done, "--contoh makes a hospital whose password everybody knows", "Unset REDIS_URL")


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(antrean("serve", "--contoh", "--port", str(port)), ANTREAN_DATA_DIR=str(tmp_path))
    assert_sentence(done, f"127.0.0.1:{port} cannot be served on: Address already in use", "--port or PORT")
    assert done.stdout == ""


GUNICORN = ["gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"]
CONFIGURED = ["gunicorn", "--config", "antrean/gunicorn.conf.py", "--bind", "127.0.0.1:0", "wsgi:app"]


@pytest.mark.parametrize(
    ("command", "code"), [(antrean("serve"), 1), (GUNICORN, 4), (CONFIGURED, 4)], ids=["serve", "gunicorn", "conf"]
)
def test_a_redis_url_without_a_secret_key_stops_the_start_with_a_sentence(command: list[str], code: int) -> None:
    done = run(with_python(command), REDIS_URL="redis://127.0.0.1:1")
    assert done.returncode == code
    assert "antrean: ANTREAN_SECRET_KEY is not set." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [GUNICORN, CONFIGURED], ids=["gunicorn", "conf"])
def test_gunicorn_without_a_redis_url_stops_with_a_sentence(command: list[str]) -> None:
    done = run(with_python(command), ANTREAN_SECRET_KEY=SECRET_KEY)
    assert done.returncode == 4
    assert "antrean: REDIS_URL is not set." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("WEB_CONCURRENCY", "0"), ("PORT", "http"), ("ANTREAN_SECRET_KEY", "short")]
)
@pytest.mark.parametrize("command", [antrean("serve"), CONFIGURED], ids=["serve", "conf"])
def test_an_unusable_setting_stops_the_start_with_a_sentence(command: list[str], name: str, value: str) -> None:
    done = run(with_python(command), ROOT, **{"REDIS_URL": "redis://127.0.0.1:1", name: value})
    assert_sentence(done, f"antrean: {name} ")


def with_python(command: list[str]) -> list[str]:
    """Gunicorn as a module of this interpreter, whatever the PATH has."""
    return [antrean()[0], "-m", *command] if command[0] == "gunicorn" else command
