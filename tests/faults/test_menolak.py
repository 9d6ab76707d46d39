"""A store that keeps us out by how it is set up: a sentence with the setting that helps, at the command line, at the
start, from /readyz, and as 503 with a line in the log; never a fault of ours."""

import logging
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis
import trustme

from antrean import create_app
from antrean.cli.penjaga import Supervisor
from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.store import Store, Write
from antrean.store.larangan import sebab
from tests import servers
from tests.cli.conftest import run
from tests.conftest import KODE_RS, PASSWORD, SECRET_KEY, USERNAME
from tests.redis_cluster import free_cluster_port
from tests.servers import BINARIES, RedisServer, free_port, wait_until

pytestmark = pytest.mark.e2e

TIDAK_TERSEDIA = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"
SEMUA = (
    "~antrean:v1:* &* +@all -@admin -@dangerous +info +config|get +client|id +client|tracking "
    "+cluster|slots +cluster|nodes"
)
BERI = f"Make a user for antrean alone, `ACL SETUSER antrean on >PASSWORD {SEMUA}`"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sandi: str) -> Iterator[RedisServer]:
    """With a hospital; its user `antrean` is made by each test."""
    with RedisServer(tmp_path_factory.mktemp("acl"), port=free_port()) as server, server.client() as client:
        rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", USERNAME, sandi)
        Store(client, 35).rs.tambah(rs, Write("rs", Clock().now_ms(), "uji"))
        yield server


def user(server: RedisServer, rules: str) -> str:
    """The address for a user with these rules."""
    with server.client() as client:
        client.execute_command("ACL", "SETUSER", "antrean", "reset", "on", ">rahasia", *rules.split())
    return f"redis://antrean:rahasia@127.0.0.1:{server.port}/0"


@pytest.fixture(autouse=True)
def none_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """`antrean serve` would serve on in this process."""
    monkeypatch.setattr(Supervisor, "run", lambda _: pytest.fail("it started"))


def told(url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> tuple[str, str, str]:
    """What is said when it starts, by /readyz, and in the log of a request that is 503."""
    env = {"REDIS_URL": url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_REDIS_TIMEOUT": "1", "PORT": str(free_port())}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    start = run("serve")
    assert start.code == 1
    http = create_app(Settings.from_env(env)).test_client()
    ready = http.get("/readyz")
    with caplog.at_level(logging.ERROR, "antrean"):
        answer = http.get("/token", headers={"x-username": USERNAME, "x-password": PASSWORD})
    assert (ready.status_code, answer.status_code) == (503, 503)
    assert answer.json == {"metadata": {"message": TIDAK_TERSEDIA, "code": 201}}
    assert ready.json is not None
    logged = [record.getMessage() for record in caplog.records if record.getMessage().startswith("store unavailable")]
    return start.err, ready.json["metadata"]["message"], logged[-1]


def asked(*words: str) -> str:
    """What a command says that cannot go on."""
    done = run(*words)
    assert (done.code, "This should not have happened" in done.err) == (1, False)
    return done.err


@pytest.mark.parametrize(
    ("rules", "kalimat"),
    [
        ("~antrean:v1:* &* +@all -@scripting", f"Redis does not let its user run SCRIPT EXISTS. {BERI}"),
        ("~lain:* &* +@all", f"Redis does not let its user touch our keys, antrean:v1:…. {BERI}"),
        ("~antrean:v1:* &* +@all -get -ttl", f"Redis does not let its user run GET, TTL. {BERI}"),
    ],
)
def test_a_user_who_may_not_do_what_we_need_is_told_with_what_helps(
    rules: str, kalimat: str, server: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    start, ready, logged = told(user(server, rules), monkeypatch, caplog)
    assert (start.startswith(f"antrean: {kalimat}"), kalimat in ready) == (True, True)
    assert re.search(f"Redis does not let its user .*{re.escape(BERI)}", logged)
    assert BERI in asked("periksa")


def test_a_command_that_is_refused_halfway_is_known_before_anything_is_half_written(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", user(server, "~antrean:v1:* &* +@all -xadd"))
    monkeypatch.setenv("ANTREAN_SECRET_KEY", SECRET_KEY)
    assert "run XADD." in asked("serve", "--port", str(free_port()))


def test_without_info_it_serves_and_the_check_says_so(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    env = {"REDIS_URL": user(server, f"{SEMUA} -info"), "ANTREAN_SECRET_KEY": SECRET_KEY}
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert f"WRONG  Redis does not let its user run INFO. {BERI}" in asked("periksa")
    http = create_app(Settings.from_env(env)).test_client()
    assert http.get("/readyz").status_code == 200
    assert http.get("/token", headers={"x-username": USERNAME, "x-password": PASSWORD}).status_code == 200


def test_what_the_manual_gives_the_user_is_enough(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "infrastruktur.md").read_text("utf-8")
    assert f"ACL SETUSER antrean on >[sandi] {SEMUA}" in manual
    monkeypatch.setenv("REDIS_URL", user(server, SEMUA))
    monkeypatch.setenv("ANTREAN_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("ANTREAN_FORM_DAYS", "0")
    jadwal = tmp_path / "jadwal.csv"
    jadwal.write_text(
        "kodepoli,namapoli,kodedokter,namadokter,hari,jampraktek,kuotajkn,kuotanonjkn\n"
        "ANA,Anak,1,dr. A,1,08:00-16:00,1,1\n"
    )
    pasien = tmp_path / "pasien.csv"
    pasien.write_text("norm,nik,nomorkartu,nama\n000001,3212345678987654,,Lina\n")
    for words in (
        ("jadwal", "impor", jadwal),
        ("pasien", "impor", pasien),
        ("libur", "tambah", "2999-01-01"),
        ("jadwal", "lihat"),
        ("audit", "lihat"),
        ("rs", "atur", KODE_RS, "duplikat=tanggal"),
        ("cadangan", "buat", tmp_path / "cadangan"),
        ("cadangan", "pulihkan", "--ganti", tmp_path / "cadangan"),
        ("periksa",),
    ):
        done = run(*words)
        assert (done.code, done.err) == (0, ""), words


def test_a_wrong_password_and_none_are_told_as_such(
    server: RedisServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    url = user(server, SEMUA).replace("rahasia", "salah")
    for satu in told(url, monkeypatch, caplog):
        assert "Redis does not take user and password of REDIS_URL" in satu
    assert "salah" not in caplog.text


def test_a_command_that_was_renamed_is_named_and_no_key_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with RedisServer(tmp_path, options=("--rename-command", "EVALSHA", "")) as renamed:
        _, _, logged = told(renamed.url, monkeypatch, caplog)
    assert "This Redis has no command EVALSHA. antrean needs it: look for `rename-command`" in logged


def test_a_cluster_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kalimat = "REDIS_URL leads to a node of a Redis Cluster (cluster-enabled yes) as if it were one server. Write"
    with ExitStack() as stack:
        nodes = []
        for n in range(2):
            folder = tmp_path / str(n)
            folder.mkdir()
            nodes.append(stack.enter_context(RedisServer(folder, free_cluster_port(), ("--cluster-enabled", "yes"))))
        one, other = [stack.enter_context(node.client()) for node in nodes]
        for satu in told(nodes[0].url, monkeypatch, caplog):
            assert kalimat in satu, "of a node without slots"
        # All of them are the other's: MOVED.
        other.execute_command("CLUSTER", "ADDSLOTS", *range(16384))
        one.execute_command("CLUSTER", "MEET", "127.0.0.1", nodes[1].port)
        wait_until(lambda: "cluster_state:ok" in one.execute_command("CLUSTER", "INFO"), "the cluster")
        for satu in told(nodes[0].url, monkeypatch, caplog):
            assert kalimat in satu, "of a node that sends to another"


@pytest.mark.skipif("redis-server" not in BINARIES, reason="only a system's redis-server speaks TLS")
def test_a_certificate_that_nobody_knows_is_told_with_both_settings_that_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(servers, "find_redis_server", lambda: BINARIES["redis-server"])
    ca, port = trustme.CA(), free_port()
    ca.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    ca.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "server.pem"))
    tls = ("--tls-port", str(port), "--tls-auth-clients", "no", "--tls-ca-cert-file", str(tmp_path / "ca.pem"))
    pem = ("--tls-cert-file", str(tmp_path / "server.pem"), "--tls-key-file", str(tmp_path / "server.pem"))
    url = f"rediss://127.0.0.1:{port}/0"
    with RedisServer(tmp_path, options=(*tls, *pem)):
        for satu in told(url, monkeypatch, caplog):
            assert "The certificate of Redis is signed by nobody whom this machine knows. Add ?ssl_ca_certs=" in satu
            assert "ANTREAN_REDIS_TLS_VERIFY=no" in satu
        for env in ({"REDIS_URL": f"{url}?ssl_ca_certs={tmp_path}/ca.pem"}, {"ANTREAN_REDIS_TLS_VERIFY": "no"}):
            settings = Settings.from_env({"REDIS_URL": url, "ANTREAN_SECRET_KEY": SECRET_KEY, **env})
            assert create_app(settings).test_client().get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("error", "kalimat"),
    [
        (redis.exceptions.MovedError("3999 127.0.0.1:6381"), "Redis Cluster"),
        (redis.exceptions.ResponseError("This instance has cluster support disabled"), "is no node of a Redis Cluster"),
        (redis.exceptions.ResponseError("DB index is out of range"), "names a database after the last /"),
        (redis.exceptions.ResponseError("DENIED Redis is running in protected mode because …"), "requirepass"),
        (redis.exceptions.ResponseError("The user executing the script can't run this command"), "of our scripts"),
        (redis.exceptions.NoPermissionError("No permissions to access a channel"), "channels"),
        (redis.exceptions.NoPermissionError("User u has no permissions to run the 'config|get' command"), "CONFIG GET"),
        (redis.exceptions.ConnectionError("[SSL: WRONG_VERSION_NUMBER] wrong version number"), "begins with rediss"),
        (redis.exceptions.ConnectionError("… CERTIFICATE_VERIFY_FAILED … certificate has expired"), "has expired"),
        (redis.exceptions.ConnectionError("… CERTIFICATE_VERIFY_FAILED … Hostname mismatch"), "another name"),
        (redis.exceptions.ConnectionError("tlsv13 alert CERTIFICATE_REQUIRED"), "ssl_certfile"),
        (redis.exceptions.AuthenticationError("NOAUTH Authentication required."), "REDIS_URL has none"),
        (redis.exceptions.MasterDownError("Link with MASTER is down"), ""),
        (redis.exceptions.ConnectionError("Connection refused"), ""),
        (redis.exceptions.ResponseError("WRONGTYPE Operation against a key"), ""),
    ],
)
def test_what_servers_say_has_its_sentence_and_what_is_no_setting_none(error: Exception, kalimat: str) -> None:
    assert (kalimat in sebab(error), bool(sebab(error))) == (True, bool(kalimat))


def test_what_is_no_redis_is_a_store_that_does_not_answer_and_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    class Web(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(4096)
            self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Web) as web:
        thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{web.server_address[1]}/0")
            monkeypatch.setenv("ANTREAN_SECRET_KEY", SECRET_KEY)
            monkeypatch.setenv("ANTREAN_REDIS_TIMEOUT", "1")
            assert asked("periksa").startswith("antrean: The store does not answer (Protocol error")
        finally:
            web.shutdown()
            thread.join()
