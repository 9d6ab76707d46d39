"""What docs/infrastruktur.md gives to copy works: the nginx site before the real program, and the systemd units."""

import configparser
import json
import os
import re
import runpy
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import click
import pytest
import trustme

from antrean import contoh, embedded, errors
from antrean.cli import cli as program
from antrean.cli.serve import serve as serve_command
from antrean.config import DEFAULTS
from antrean.domain.batas import Batas
from antrean.domain.layanan import LAYANAN
from tests.conftest import SECRET_KEY
from tests.e2e.running import run, sample_request, serve
from tests.servers import ROOT, Service, free_port, wait_until

pytestmark = pytest.mark.e2e

HALAMAN = (ROOT / "docs" / "infrastruktur.md").read_text("utf-8")
BERKAS = {
    re.match(r"# (/\S+)\n", isi)[1]: isi  # type: ignore[index]
    for isi in re.findall(r"^```\w+\n(# /.*?)^```$", HALAMAN, re.MULTILINE | re.DOTALL)
}
SITUS = BERKAS["/etc/nginx/sites-available/antrean"]
ENV = dict(re.findall(r"^([A-Z_]+)=(.*)$", BERKAS["/etc/antrean/antrean.env"], re.MULTILINE))
UNIT = "/etc/systemd/system/antrean.service"

NAMA = "antrean.rs-contoh.co.id"
PREFIX = "/api-bpjsfktl"
DALAM, LUAR = "127.0.0.1", "127.0.0.2"
MB = 1024 * 1024


def find_nginx() -> str:
    """A machine may have none; CI must."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail("nginx is not installed, and CI is set. Install it: apt-get install nginx")
    if found is None:
        pytest.skip("nginx is not installed: apt-get install nginx")
    return found


class Nginx:
    """The site of the page in a real nginx; only ports, certificate and log have other places."""

    def __init__(self, folder: Path, situs: str, antrean_port: int, ca: trustme.CA) -> None:
        self.port, self.plain_port = free_port(), free_port()
        self.log = folder / "access.log"
        self._trust = ssl.create_default_context()
        ca.configure_trust(self._trust)
        cert = ca.issue_cert(NAMA)
        cert.private_key_pem.write_to_path(folder / "key.pem")
        for blob in cert.cert_chain_pems:
            blob.write_to_path(folder / "cert.pem", append=True)
        for here, there in {
            "listen 80;": f"listen {DALAM}:{self.plain_port};",
            "listen 443 ssl;": f"listen {DALAM}:{self.port} ssl;",
            "127.0.0.1:8000;": f"127.0.0.1:{antrean_port};",
            f"/etc/letsencrypt/live/{NAMA}/fullchain.pem": str(folder / "cert.pem"),
            f"/etc/letsencrypt/live/{NAMA}/privkey.pem": str(folder / "key.pem"),
            "/var/log/nginx/antrean.log": str(self.log),
        }.items():
            assert situs.count(here) == 1, here
            situs = situs.replace(here, there)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temp = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
        user = "user root;\n" if os.getuid() == 0 else ""
        self._conf = folder / "nginx.conf"
        self._conf.write_text(
            f"{user}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temp}\n{situs}\n}}\n"
        )
        self._command = [find_nginx(), "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(self._conf)]

    def connection(self, dari: str = DALAM) -> HTTPSConnection:
        """A connection over TLS from this address of ours, its certificate checked."""
        connection = HTTPSConnection(NAMA, self.port, timeout=120, context=self._trust)
        raw = socket.create_connection((DALAM, self.port), timeout=120, source_address=(dari, 0))
        connection.sock = self._trust.wrap_socket(raw, server_hostname=NAMA)
        return connection

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, dari: str = LUAR
    ) -> tuple[int, Any]:
        """One request on a connection of its own: HTTP status and the answer's JSON."""
        with closing(self.connection(dari)) as connection:
            return ask(connection, method, path, body, headers)

    def __enter__(self) -> "Nginx":
        tested = subprocess.run([*self._command, "-t"], capture_output=True, text=True, check=False)
        assert tested.returncode == 0, tested.stderr
        assert "[warn]" not in tested.stderr, tested.stderr
        self._process = subprocess.Popen(self._command)
        wait_until(self._listens, "nginx")
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.terminate()
        self._process.wait()

    def _listens(self) -> bool:
        assert self._process.poll() is None, "nginx ended"
        with socket.socket() as probe:
            return probe.connect_ex((DALAM, self.port)) == 0


def ask(
    connection: HTTPConnection, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, Any]:
    """One request on a connection that stays open: HTTP status and the answer's JSON."""
    connection.request(method, path, body, headers or {})
    reply = connection.getresponse()
    assert reply.headers.get_content_type() in ("application/json", "application/problem+json")
    return reply.status, json.loads(reply.read())


def refused(error: type[errors.AntreanError]) -> tuple[int, Any]:
    """What this error looks like from outside."""
    return error.http_status, {"metadata": {"message": error.message, "code": 201}}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The sample hospital, with the settings of the page's file, on every path that hospitals have registered."""
    data = tmp_path_factory.mktemp("infrastruktur") / "data"
    own = {"ANTREAN_DATA_DIR": str(data), "ANTREAN_SECRET_KEY": SECRET_KEY}
    paths = {"ANTREAN_URL_ALIAS": "khanza,mlite", "ANTREAN_URL_PREFIX": PREFIX}
    with serve(data, "--contoh", env={**ENV, **own, **paths}) as service:
        yield service


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def nginx(service: Service, ca: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    folder = tmp_path_factory.mktemp("nginx")
    with Nginx(folder, SITUS, int(service.url.rpartition(":")[2]), ca) as nginx:
        yield nginx


@pytest.fixture(scope="module")
def headers(nginx: Nginx) -> dict[str, str]:
    """Logged in through nginx, as Mobile JKN does."""
    login = {"x-username": contoh.USERNAME, "x-password": contoh.PASSWORD}
    status, answer = nginx.call("GET", "/token", headers=login)
    assert (status, answer["metadata"]["code"]) == (200, 200)
    return {"x-token": answer["response"]["token"], "x-username": contoh.USERNAME}


# Mobile JKN, from outside.


def test_a_number_is_taken_over_https(nginx: Nginx, headers: dict[str, str]) -> None:
    body = json.dumps(sample_request()).encode()
    status, answer = nginx.call("POST", "/antrean/ambil", body, headers)
    assert (status, answer["response"]["nomorantrean"]) == (200, "A-1")


@pytest.mark.parametrize("path", [path for layanan in LAYANAN.values() for path in layanan.jalur.values()])
def test_every_registered_path_reaches_the_program(path: str, nginx: Nginx) -> None:
    method = next(layanan.metode for layanan in LAYANAN.values() if path in layanan.jalur.values())
    expected = errors.LoginSalah if method == "GET" else errors.TokenExpired
    assert nginx.call(method, path, None if method == "GET" else b"{}") == refused(expected)


@pytest.mark.parametrize(
    "path", ["/antrean", "/antrean/apa", "/antrean/ambil/x", "/token/", "/simrs", "/antrean/lihat.php", "/docsx"]
)
def test_nothing_else_is_there(path: str, nginx: Nginx) -> None:
    assert nginx.call("GET", path) == refused(errors.PathTidakDikenal)


def test_without_tls_there_is_nothing_not_even_a_way_on(nginx: Nginx) -> None:
    with closing(HTTPConnection(DALAM, nginx.plain_port, timeout=120)) as connection:
        connection.request("GET", "/token", headers={"Host": NAMA, "x-username": "bpjs", "x-password": "x"})
        reply = connection.getresponse()
        assert (reply.status, reply.getheader("location")) == (404, None)


def test_the_prefix_of_the_page_leads_to_the_same_services(
    service: Service, ca: trustme.CA, nginx: Nginx, tmp_path: Path
) -> None:
    assert f"ANTREAN_URL_PREFIX={PREFIX}" in HALAMAN
    assert f"ganti `^/` menjadi `^({PREFIX})?/` pada keempat `location`" in HALAMAN
    assert nginx.call("POST", f"{PREFIX}/antrean/ambil", b"{}") == refused(errors.PathTidakDikenal)
    situs = SITUS.replace("location ~ ^/", f"location ~ ^({PREFIX})?/", 4)
    with Nginx(tmp_path, situs, int(service.url.rpartition(":")[2]), ca) as prefixed:
        for path in ("/antrean/ambil", "/ambilantrean", "/jknmobile/antrian/ambil"):
            for prefix in ("", PREFIX):
                assert prefixed.call("POST", prefix + path, b"{}") == refused(errors.TokenExpired)
        assert prefixed.call("GET", f"{PREFIX}/token") == refused(errors.LoginSalah)
        assert prefixed.call("GET", "/readyz")[0] == 403


# The hospital's own network.


@pytest.mark.parametrize(
    "path",
    [
        *("/simrs/v1/antrean", "/simrs/v1", "/docs", "/docs/", "/openapi.json", "/readyz", "/healthz", "/metrics"),
        *("/", "/masuk", "/poli", "/loket/antrean/x", "/farmasi", "/papan", "/kios", "/admin", "/aset/x"),
        *("/perangkat/x.y", "/kabar/x/y/z"),
    ],
)
def test_what_is_the_hospitals_own_is_refused_from_outside(path: str, nginx: Nginx) -> None:
    hidden = [path, f"/{path}", path.replace("s", "%73"), f"/antrean/..{path}", f"{path}?tanggal=2026-11-30"]
    for spelled in hidden:
        status, answer = nginx.call("GET", spelled)
        assert (status, answer["metadata"]["message"]) == (403, "Hanya Dari Jaringan Rumah Sakit")


def test_what_is_the_hospitals_own_is_served_inside(nginx: Nginx) -> None:
    for path in ("/readyz", "/healthz", "/openapi.json"):
        assert nginx.call("GET", path, dari=DALAM)[0] == 200
    status, problem = nginx.call("GET", "/simrs/v1/antrean", dari=DALAM)
    assert (status, problem["detail"]) == (401, errors.KunciSalah.message)


def test_the_pages_are_served_inside_and_their_cookie_is_for_tls_only(nginx: Nginx) -> None:
    with closing(nginx.connection()) as connection:
        connection.request("GET", "/", headers={"Host": NAMA})
        reply = connection.getresponse()
        page = reply.read().decode()
        cookie = reply.getheader("Set-Cookie") or ""
        assert (reply.status, "Kata sandi" in page) == (200, True)
        assert [word in cookie for word in ("antrean_masuk=", "HttpOnly", "Secure", "SameSite=Lax")] == [True] * 4
        for style in re.findall(r'href="(/aset/[^"]+)"', page):
            connection.request("GET", style, headers={"Host": NAMA})
            reply = connection.getresponse()
            assert (reply.status, len(reply.read()) > 100) == (200, True)


# Sizes, speed, faults.


def test_a_body_that_is_too_large_is_told_in_the_envelope(nginx: Nginx, headers: dict[str, str]) -> None:
    for size in (100_000, 3 * MB):  # the program's own limit, and nginx's
        answer = nginx.call("POST", "/antrean/ambil", b"x" * size, headers)
        assert answer == refused(errors.IsianTerlaluBesar)


def test_a_simrs_may_send_more(nginx: Nginx) -> None:
    assert nginx.call("PUT", "/simrs/v1/pasien", b"x" * 3 * MB, dari=DALAM)[0] == 401


def test_too_many_tokens_are_refused_in_the_envelope_and_one_more_address_is_not(nginx: Nginx) -> None:
    def tokens(_: int) -> set[int]:
        login = {"x-username": contoh.USERNAME, "x-password": contoh.PASSWORD}
        with closing(nginx.connection("127.0.0.3")) as connection:
            answers = [ask(connection, "GET", "/token", headers=login) for _ in range(60)]
        for status, answer in answers:
            assert (status, answer["metadata"]["code"]) in ((200, 200), (429, 201))
        return {status for status, _ in answers}

    with ThreadPoolExecutor(8) as pool:
        assert set().union(*pool.map(tokens, range(8))) == {200, 429}
    assert nginx.call("GET", "/token") == refused(errors.LoginSalah)


def test_wrong_logins_are_counted_for_the_clients_own_address(nginx: Nginx) -> None:
    wrong = {"x-username": contoh.USERNAME, "x-password": "salah"}
    right = wrong | {"x-password": contoh.PASSWORD}
    made_up = [{"X-Forwarded-For": satu} for satu in ("203.0.113.7", LUAR)]
    for n in range(Batas.baca(DEFAULTS["ANTREAN_LOGIN_LIMIT"]).kali):
        assert nginx.call("GET", "/token", headers=wrong | made_up[n % 2], dari="127.0.0.5") == refused(
            errors.LoginSalah
        )
    assert nginx.call("GET", "/token", headers=right, dari="127.0.0.5") == refused(errors.TerlaluBanyakPercobaan)
    for dari in (LUAR, DALAM):
        assert nginx.call("GET", "/token", headers=right, dari=dari)[1]["metadata"]["code"] == 200


def test_connections_are_kept_on_both_sides(nginx: Nginx, service: Service) -> None:
    port = int(service.url.rpartition(":")[2])
    with closing(nginx.connection(LUAR)) as connection:
        ask(connection, "POST", "/antrean/status", b"{}")
        raw, before = connection.sock, clients_of(port)
        for _ in range(10):
            assert ask(connection, "POST", "/antrean/status", b"{}") == refused(errors.TokenExpired)
        assert connection.sock is raw
        assert clients_of(port) - before == set()


def clients_of(port: int) -> set[str]:
    """The other ends of the connections to a local port, also of those just closed."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {row[1] for row in rows if int(row[2].partition(":")[2], 16) == port}


def test_a_client_that_stops_half_way_waits_in_nginx_not_in_a_thread(
    nginx: Nginx, service: Service, headers: dict[str, str]
) -> None:
    port = int(service.url.rpartition(":")[2])
    nginx.call("POST", "/antrean/status", b"{}", headers)
    before = clients_of(port)
    with ExitStack() as slow:
        for _ in range(int(ENV["WEB_CONCURRENCY"]) * int(ENV["ANTREAN_THREADS"])):
            connection = slow.enter_context(closing(nginx.connection("127.0.0.4")))
            connection.putrequest("POST", "/antrean/status")
            for name, value in {**headers, "Content-Length": "100"}.items():
                connection.putheader(name, value)
            connection.endheaders(b'{"kodepoli"')
        status, answer = nginx.call("POST", "/antrean/status", b"{}", headers)
        assert (status, answer["metadata"]["message"]) == (200, "Kode Poli Belum Diisi")
        # One may be new: that of the whole request, where a slow machine closed those before.
        assert len(clients_of(port) - before) <= 1


def test_a_program_that_is_down_is_told_in_the_envelope(ca: trustme.CA, tmp_path: Path) -> None:
    with Nginx(tmp_path, SITUS, free_port(), ca) as alone:
        assert alone.call("POST", "/antrean/ambil", b"{}") == refused(errors.StoreUnavailable)


def test_the_access_log_has_no_identity_number(nginx: Nginx, headers: dict[str, str]) -> None:
    nik = str(sample_request()["nik"])
    body = json.dumps(sample_request(kodepoli="TIDAKADA")).encode()
    lines = nginx.log.read_text().count('"POST /antrean/ambil" ')
    nginx.call("POST", f"/antrean/ambil?nik={nik}", body, {**headers, "x-nik": nik, "Referer": nik, "User-Agent": nik})
    wait_until(lambda: nginx.log.read_text().count('"POST /antrean/ambil" ') > lines, "the line")
    assert nik not in nginx.log.read_text()


# The units.


def unit(path: str) -> configparser.ConfigParser:
    """A unit as read, its last value where a name comes twice."""
    parser = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(BERKAS[path])
    return parser


UNITS = [path for path in BERKAS if path.startswith("/etc/systemd/")]


def test_these_files_are_on_the_page() -> None:
    assert [Path(path).name for path in BERKAS] == [
        *("antrean.env", "antrean.service", "antrean", "antrean-periksa.service", "antrean-periksa.timer"),
    ]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed; the other tests read them")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    for path in UNITS:
        here = BERKAS[path].replace("/opt/antrean/bin/", f"{Path(sys.executable).parent}/")
        (tmp_path / Path(path).name).write_text(here)
    names = [str(tmp_path / Path(path).name) for path in UNITS]
    done = run(["systemd-analyze", "verify", "--man=no", *names])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("path", [path for path in UNITS if path.endswith(".service")])
def test_a_unit_runs_a_command_that_is_there_with_the_settings_of_the_page(path: str) -> None:
    program_path, *words = unit(path)["Service"]["ExecStart"].split()
    assert program_path == "/opt/antrean/bin/antrean"
    assert "python3 -m venv /opt/antrean\n" in HALAMAN
    assert words in (["serve"], ["periksa"])
    assert words[0] in program.list_commands(click.Context(program))
    assert unit(path)["Service"]["EnvironmentFile"] in BERKAS
    assert unit(path)["Service"]["User"] == "antrean"
    assert "useradd --system --home-dir /var/lib/antrean --shell /usr/sbin/nologin antrean\n" in HALAMAN


def test_the_settings_of_the_page_are_known_and_its_folder_is_the_units() -> None:
    assert ENV.keys() <= DEFAULTS.keys()
    assert ENV["ANTREAN_DATA_DIR"] == f"/var/lib/{unit(UNIT)['Service']['StateDirectory']}"
    assert {name: ENV[name] for name in ("WEB_CONCURRENCY", "ANTREAN_THREADS")} == {
        name: DEFAULTS[name] for name in ("WEB_CONCURRENCY", "ANTREAN_THREADS")
    }


def test_a_stop_waits_for_the_answers_and_for_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    gunicorn = runpy.run_path(str(ROOT / "antrean" / "gunicorn.conf.py"))
    service = unit(UNIT)["Service"]
    assert int(service["TimeoutStopSec"]) > gunicorn["graceful_timeout"] + embedded._STOP_S
    # To all at once, Redis would be gone before the answers are.
    assert (service["KillMode"], service["KillSignal"]) == ("mixed", "SIGTERM")


def test_nginx_finds_the_program_and_lets_go_of_connections_first() -> None:
    gunicorn = runpy.run_path(str(ROOT / "antrean" / "gunicorn.conf.py"))
    (kept,) = re.findall(r"^    keepalive_timeout (\d+)s;$", SITUS.partition("}")[0], re.MULTILINE)
    assert int(kept) < gunicorn["keepalive"]
    (host,) = [param.default for param in serve_command.params if param.name == "host"]
    assert f"server {host}:{DEFAULTS['PORT']};" in SITUS


def test_the_shell_of_the_page_can_be_read_by_a_shell() -> None:
    for script in re.findall(r"^```sh\n(.*?)^```$", HALAMAN, re.MULTILINE | re.DOTALL):
        done = subprocess.run(["sh", "-n"], input=script, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
