"""Process settings: limits and sentences, README's table, and ``--help`` everywhere."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from antrean.cli import cli as program
from antrean.config import DEFAULTS, MAKE_DATA_KEY, ROOT_ONLY, VARIABLES, Settings
from antrean.domain.batas import Batas
from antrean.errors import REFUSALS, SettingsError
from antrean.store import connect
from tests.cli.conftest import Cli, run
from tests.conftest import DATA_KEY
from tests.servers import ROOT

BILANGAN = {
    "ANTREAN_FORM_DAYS": ("form_days", 0, 365),
    "ANTREAN_KEEP_DAYS": ("keep_days", 1, 3650),
    "ANTREAN_REDIS_TIMEOUT": ("redis_timeout", 1, 60),
    "ANTREAN_WAIT_REPLICAS": ("wait_replicas", 0, 5),
    "ANTREAN_PROXY_HOPS": ("proxy_hops", 0, 10),
    "ANTREAN_KEEPALIVE": ("keepalive", 1, 3600),
    "PORT": ("port", 1, 65535),
    "WEB_CONCURRENCY": ("workers", 1, 256),
    "ANTREAN_THREADS": ("threads", 1, 256),
}
PILIHAN = {
    "ANTREAN_REDIS_TLS_VERIFY": ("yes", "no"),
    "ANTREAN_LOG_LEVEL": ("debug", "info", "warning", "error"),
}
ALAMAT = (
    *("REDIS_URL", "ANTREAN_SECRET_KEY", "ANTREAN_DATA_KEY"),
    *("ANTREAN_URL_ALIAS", "ANTREAN_URL_PREFIX", "ANTREAN_LOGIN_LIMIT"),
    *("ANTREAN_METRICS_NETWORKS", "ANTREAN_METRICS_TOKEN"),
)


def refusal(**env: str) -> str:
    """The sentence for settings that are unusable."""
    with pytest.raises(SettingsError) as refused:
        connect(Settings.from_env(env))
    return str(refused.value)


# Each variable.


@pytest.mark.parametrize("env", [{}, {variable.name: "" for variable in VARIABLES}, {"PORT": "  "}])
def test_what_is_unset_or_empty_has_its_default(env: dict[str, str]) -> None:
    assert Settings.from_env(env) == Settings(
        redis_url="",
        secret_keys=(),
        data_keys=(),
        form_days=7,
        data_dir=Path("./data"),
        keep_days=35,
        redis_timeout=5,
        wait_replicas=0,
        redis_tls_verify=True,
        url_alias=(),
        url_prefix="",
        login_limit=Batas(20, 5),
        proxy_hops=0,
        keepalive=15,
        metrics_networks="127.0.0.0/8,::1",
        metrics_token="",
        log_level="info",
        port=8000,
        workers=2,
        threads=16,
    )


@pytest.mark.parametrize("name", BILANGAN)
def test_a_number_is_whole_and_within_its_limits(name: str) -> None:
    field, least, most = BILANGAN[name]
    for number in (least, most):
        assert getattr(Settings.from_env({name: f" {number} ", "REDIS_URL": "redis://localhost"}), field) == number
    for value in (str(least - 1), str(most + 1), "-1", "1.5", "satu", "1e1", "0x10", "٣", "²", "9" * 5000):
        assert refusal(**{name: value}) == f"{name} is {value!r}; it takes a whole number from {least} to {most}."


@pytest.mark.parametrize("name", PILIHAN)
def test_a_choice_is_one_of_those_listed(name: str) -> None:
    for value in PILIHAN[name]:
        Settings.from_env({name: value.upper()})
    sentence = f"{name} is 'mungkin'; it takes one of: {', '.join(PILIHAN[name])}."
    assert refusal(**{name: "mungkin"}) == sentence


def test_networks_and_token_of_the_metrics_are_looked_at() -> None:
    networks = Settings.from_env({"ANTREAN_METRICS_NETWORKS": "10.0.0.0/8, ::1"}).metrics_networks
    assert networks == "10.0.0.0/8,::1"
    assert refusal(ANTREAN_METRICS_NETWORKS="10.0.0.1/8") == (
        "ANTREAN_METRICS_NETWORKS takes networks such as 127.0.0.0/8,192.168.10.0/24, with commas between: 10.0.0.1/8 "
        "has host bits set."
    )
    for value in ("x" * 15, "x" * 20 + " y", "ä" * 20):
        sentence = refusal(ANTREAN_METRICS_TOKEN=value)
        assert sentence.startswith("ANTREAN_METRICS_TOKEN takes at least 16 printable characters")
        assert value not in sentence


def test_tls_is_verified_unless_told_otherwise() -> None:
    assert Settings.from_env({}).redis_tls_verify
    assert not Settings.from_env({"ANTREAN_REDIS_TLS_VERIFY": "no"}).redis_tls_verify


@pytest.mark.parametrize(
    "value, alias",
    [
        ("khanza", ("khanza",)),
        (" mlite ", ("mlite",)),
        ("mlite, Khanza", ("khanza", "mlite")),
        ("khanza,khanza,", ("khanza",)),
        (",", ()),
    ],
)
def test_an_alias_is_one_or_more_of_those_listed(value: str, alias: tuple[str, ...]) -> None:
    assert Settings.from_env({"ANTREAN_URL_ALIAS": value}).url_alias == alias


@pytest.mark.parametrize("value", ["mungkin", "khanza;mlite", "khanza mlite", "antrean", "khanza,simrs"])
def test_an_alias_that_nobody_knows_is_refused(value: str) -> None:
    assert refusal(ANTREAN_URL_ALIAS=value) == (
        f"ANTREAN_URL_ALIAS is {value!r}; it takes one or more of these, with commas between: khanza, mlite."
    )


@pytest.mark.parametrize(
    "value", ["/api-bpjsfktl", "/webapps/api-bpjsfktl", "/a.b_c~d-E9", "/simrs2", "/antrean", "/.a"]
)
def test_a_prefix_is_a_path(value: str) -> None:
    assert Settings.from_env({"ANTREAN_URL_PREFIX": f" {value} "}).url_prefix == value


@pytest.mark.parametrize(
    "value",
    [
        "api",
        "/",
        "/api/",
        "//api",
        "/a//b",
        "/a b",
        "/ä",
        "/a?b",
        "/a%20b",
        "/<a>",
        "/a/../b",
        "/..",
        "/.",
        "http://a/b",
    ],
)
def test_a_prefix_that_is_no_path_is_refused(value: str) -> None:
    assert refusal(ANTREAN_URL_PREFIX=value) == (
        f"ANTREAN_URL_PREFIX is {value!r}; it takes a path such as /api-bpjsfktl: it starts with /, does not end "
        "with /, and has letters, digits and . _ ~ - between."
    )


@pytest.mark.parametrize("path", ROOT_ONLY)
def test_a_prefix_that_is_the_services_own_is_refused(path: str) -> None:
    for value in (path, f"{path}/v1"):
        assert refusal(ANTREAN_URL_PREFIX=value) == (
            f"ANTREAN_URL_PREFIX is {value!r}; {path} is the service's own. Choose a path that does not begin with it."
        )


@pytest.mark.parametrize("length", [1, 31])
def test_a_short_secret_key_is_refused_and_not_shown(length: int) -> None:
    assert refusal(ANTREAN_SECRET_KEY="q" * length) == (
        f"ANTREAN_SECRET_KEY has {length} characters; it needs at least 32. Make one with "
        "`python3 -c 'import secrets; print(secrets.token_hex(32))'`."
    )


@pytest.mark.parametrize(
    ("value", "which", "length"),
    [("q" * 32 + ",rahasia", "2 of 2", 7), ("rahasia," + "q" * 32, "1 of 2", 7), ("q" * 31 + ",r,", "1 of 2", 31)],
)
def test_each_secret_key_must_be_long_and_none_is_shown(value: str, which: str, length: int) -> None:
    assert refusal(ANTREAN_SECRET_KEY=value) == (
        f"ANTREAN_SECRET_KEY has {length} characters in key {which} (commas divide them); it needs at least 32. "
        "Make one with `python3 -c 'import secrets; print(secrets.token_hex(32))'`."
    )


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        ("q" * 32, ("q" * 32,)),
        ("q" * 32 + ",", ("q" * 32,)),
        (f" {'q' * 32} , {'z' * 40}", ("q" * 32, "z" * 40)),
        (",", ()),
    ],
)
def test_secret_keys_of_32_characters_are_long_enough_and_keep_their_order(value: str, keys: tuple[str, ...]) -> None:
    assert Settings.from_env({"ANTREAN_SECRET_KEY": value}).secret_keys == keys


@pytest.mark.parametrize(
    ("value", "which"),
    [
        ("rahasia", "ANTREAN_DATA_KEY"),
        (DATA_KEY[:-1], "ANTREAN_DATA_KEY"),
        (DATA_KEY.replace("=", "A"), "ANTREAN_DATA_KEY"),
        ("+" + DATA_KEY[1:], "ANTREAN_DATA_KEY"),
        (f"{DATA_KEY}=", "ANTREAN_DATA_KEY"),
        ("k" * 64, "ANTREAN_DATA_KEY"),
        (f"{DATA_KEY},rahasia", "Key 2 of 2 in ANTREAN_DATA_KEY"),
        (f"rahasia,{DATA_KEY}", "Key 1 of 2 in ANTREAN_DATA_KEY"),
    ],
)
def test_what_is_no_data_key_is_refused_and_not_shown(value: str, which: str) -> None:
    assert refusal(ANTREAN_DATA_KEY=value) == (
        f"{which} is no Fernet key: 44 characters, of which the last is =. Make one with `{MAKE_DATA_KEY}`."
    )


def test_the_command_that_a_sentence_names_makes_a_data_key() -> None:
    made = subprocess.run(shlex.split(MAKE_DATA_KEY), capture_output=True, text=True, check=True).stdout.strip()
    assert Settings.from_env({"ANTREAN_DATA_KEY": f" {made} , {DATA_KEY} "}).data_keys == (made, DATA_KEY)


@pytest.mark.parametrize(
    ("value", "batas"), [("1/1", Batas(1, 1)), (" 20/5 ", Batas(20, 5)), ("1000/1440", Batas(1000, 1440))]
)
def test_a_login_limit_is_so_many_in_so_many_minutes(value: str, batas: Batas) -> None:
    assert Settings.from_env({"ANTREAN_LOGIN_LIMIT": value}).login_limit == batas


@pytest.mark.parametrize(
    "value",
    [
        *(
            "20",
            "20/",
            "/5",
            "/",
            "0/5",
            "20/0",
            "1001/5",
            "20/1441",
            "-1/5",
            "20/5/1",
            "20 / 5",
            "٣/5",
            "a/b",
            "1.5/1",
        ),
        *("9" * 5000 + "/5", "20 per 5 minutes", "²/5"),
    ],
)
def test_a_login_limit_that_is_none_is_refused(value: str) -> None:
    assert refusal(ANTREAN_LOGIN_LIMIT=value) == (
        f"ANTREAN_LOGIN_LIMIT is {value!r}; it takes wrong logins and minutes, such as 20/5: up to 1000 in up to 1440 "
        "minutes."
    )


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost",
        "redis://:s%40ndi@redis.example:6380/1",
        "redis://user:pw@[::1]:6379/0",
        "rediss://redis.example:6380/0?ssl_cert_reqs=none",
        "unix:///run/redis.sock?db=1",
        "redis+sentinel://user:pw@h1,h2:26380,[::1]/antrean/1?sentinel_password=pw",
        f"rediss+sentinel://h1/antrean?sentinel_password=pw&ssl_ca_certs={__file__}",
        "redis+cluster://user:pw@h1:7000,h2:7000,[::1]:7000",
        f"rediss+cluster://h1?ssl_ca_certs={__file__}&ssl_certfile={__file__}&ssl_keyfile={__file__}",
    ],
)
def test_an_address_of_a_redis_is_taken(url: str) -> None:
    connect(Settings.from_env({"REDIS_URL": url})).close()


@pytest.mark.parametrize("url", ["rediss://h1/0", "rediss+sentinel://h1/antrean", "rediss+cluster://h1"])
def test_a_file_for_tls_that_cannot_be_read_is_told_and_the_address_not_shown(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        connect(Settings.from_env({"REDIS_URL": f"{url}?ssl_certfile={__file__}&ssl_ca_certs=/rahasia/ca.pem"}))
    assert str(caught.value) == (
        "REDIS_URL names with ssl_ca_certs a file that cannot be read: No such file or directory. It takes the path of "
        "a PEM file that the service's user may read."
    )


@pytest.mark.parametrize(
    "url",
    [
        "localhost:6379",
        "http://localhost",
        "redis://",
        "redis:///0",
        "unix://",
        "redis://:rahasia@localhost:x/0",
        "redis://:rahasia@localhost:0/0",
        "redis://:rahasia@localhost:99999/0",
        "redis://:raha/sia@localhost/0",
        "redis://[::1",
    ],
)
def test_what_is_no_address_is_refused_and_not_shown(url: str) -> None:
    assert refusal(REDIS_URL=url) == (
        "REDIS_URL is not a Redis address. It looks like redis://host:6379/0, rediss://host:6380/0, "
        "unix:///path/to/redis.sock, redis+sentinel://host1:26379,host2,host3/name or "
        "redis+cluster://host1:6379,host2:6379,host3:6379."
    )


def test_what_is_wrong_with_the_sentinels_is_told_and_the_address_not_shown() -> None:
    assert refusal(REDIS_URL="redis+sentinel://:rahasia@h1,h2") == (
        "REDIS_URL names sentinels, and not which primary. It looks like redis+sentinel://host1:26379,host2,host3/"
        "name: the name is that of `sentinel monitor` in their configuration."
    )


def test_what_is_wrong_with_the_nodes_of_a_cluster_is_told_and_the_address_not_shown() -> None:
    assert refusal(REDIS_URL="redis+cluster://:rahasia@h1,h2/3") == (
        "REDIS_URL names a database, and a cluster has only one: leave out what stands after the nodes."
    )


def test_the_store_that_antrean_brings_has_no_replicas_to_wait_for() -> None:
    assert refusal(ANTREAN_WAIT_REPLICAS="1") == (
        "ANTREAN_WAIT_REPLICAS is 1, and the store that antrean brings has no replicas. Set REDIS_URL to a Redis that "
        "has, or leave ANTREAN_WAIT_REPLICAS at 0."
    )


@pytest.mark.parametrize("option", ["db=satu", "socket_timeout=x", "apa=1", "protocol=9"])
def test_an_option_of_the_address_that_nobody_knows_is_refused_and_the_address_not_shown(option: str) -> None:
    sentence = refusal(REDIS_URL=f"redis://:rahasia@localhost/0?{option}")
    assert sentence.startswith("REDIS_URL has an option after `?` that cannot be used: ")
    assert option.partition("=")[0] in sentence
    assert "rahasia" not in sentence


@pytest.mark.parametrize("name", [*BILANGAN, *PILIHAN, *ALAMAT])
def test_a_command_stops_with_the_sentence(name: str, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "mungkin")
    for words in (("periksa",), ("rs", "lihat"), ("serve",)):
        hasil = cli(*words)
        assert (hasil.code, hasil.out) == (1, "")
        assert hasil.err == f"antrean: {refusal(**{name: 'mungkin'})}\n"


def test_serving_needs_a_redis_and_a_secret_key() -> None:
    with pytest.raises(SettingsError, match=r"^REDIS_URL is not set\. "):
        Settings.from_env({"ANTREAN_SECRET_KEY": "q" * 32}).require_served_store()
    with pytest.raises(SettingsError, match=r"^ANTREAN_SECRET_KEY is not set\. .*and has no default\. "):
        Settings.from_env({"REDIS_URL": "redis://localhost"}).require_served_store()


# What is written about them.


def test_readmes_table_is_the_settings() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    _, _, table = readme.partition("| setting | default | what it does |\n|---|---|---|\n")
    rows = re.findall(r"^\| `(\w+)` \| (?:`([^`]*)`)? *\| (.+) \|$", table.partition("\n\n")[0], re.MULTILINE)
    assert rows == [(variable.name, variable.default, variable.meaning) for variable in VARIABLES]


def test_the_limits_that_are_written_are_those_that_hold() -> None:
    for variable in VARIABLES:
        if limits := re.search(r"\((\d+) to (\d+)\)", variable.meaning):
            assert BILANGAN[variable.name][1:] == (int(limits[1]), int(limits[2]))
    assert BILANGAN.keys() - {"PORT"} == {satu.name for satu in VARIABLES if re.search(r" to \d", satu.meaning)}


def test_every_variable_that_the_program_reads_is_in_the_table() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "antrean").rglob("*.py")]
    read = set(re.findall(r'"(ANTREAN_[A-Z_]+|REDIS_URL|PORT|WEB_CONCURRENCY)"', "\n".join(sources)))
    # ANTREAN_TIDAK_DITEMUKAN is what a script answers; `antrean uat` says itself which password it asks for.
    assert read - REFUSALS.keys() - {"ANTREAN_UAT_PASSWORD"} == DEFAULTS.keys()


# Help.


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command and group with the words that lead to it."""
    yield path, command
    if isinstance(command, click.Group):
        here = click.Context(command)
        for name in command.list_commands(here):
            inner = command.get_command(here, name)
            assert inner
            yield from commands(inner, (*path, name))


PERINTAH = dict(commands(program))


def test_these_are_the_commands() -> None:
    assert {" ".join(path) for path, command in PERINTAH.items() if not isinstance(command, click.Group)} == {
        "serve",
        "rs tambah",
        "rs atur",
        "rs sandi",
        "rs lihat",
        "rs kunci",
        "antrean lihat",
        "antrean impor",
        "bpjs atur",
        "bpjs banding",
        "bpjs jadwal",
        "bpjs laporan",
        "bpjs kirim",
        "bpjs lihat",
        "bpjs ulang",
        "bpjs lepas",
        "bpjs simulasi",
        *("konektor atur", "konektor banding", "konektor impor", "konektor jalan", "konektor lihat"),
        *("konektor lepas", "konektor periksa", "konektor ulang"),
        *("petugas tambah", "petugas atur", "petugas sandi", "petugas lihat", "petugas hapus"),
        *("perangkat buat", "perangkat atur", "perangkat lihat", "perangkat cabut"),
        "kunci buat",
        "kunci lihat",
        "kunci cabut",
        "audit lihat",
        "buku lanjutkan",
        "jam benar",
        "cadangan buat",
        "cadangan pulihkan",
        "cadangan periksa",
        "jadwal impor",
        "jadwal lihat",
        "jadwal hapus",
        "jadwal pindah",
        "jadwal jam",
        "libur tambah",
        "libur hapus",
        "libur lihat",
        "libur pulihkan",
        "pasien impor",
        "pasien hapus",
        "pasien gabung",
        "periksa",
        "uat",
    }


@pytest.mark.parametrize("path", PERINTAH, ids=" ".join)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_whatever_the_settings(
    option: str, path: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "mungkin")
    hasil = run(*path, option)
    assert (hasil.code, hasil.err) == (0, "")
    assert hasil.out.startswith("Usage: ")
    assert f"{' '.join(path)} [OPTIONS]" in hasil.out.splitlines()[0]


@pytest.mark.parametrize("path", PERINTAH, ids=" ".join)
def test_every_command_and_option_says_what_it_does(path: tuple[str, ...]) -> None:
    command = PERINTAH[path]
    assert command.help
    assert [param.name for param in command.params if isinstance(param, click.Option) and not param.help] == []


@pytest.mark.parametrize("words", [("apa",), ("rs", "apa"), ("periksa", "apa"), ("periksa", "--apa"), ("rs", "atur")])
def test_a_call_that_cannot_be_is_exit_code_2(words: tuple[str, ...]) -> None:
    hasil = run(*words)
    assert (hasil.code, hasil.out) == (2, "")
    assert "Usage: " in hasil.err


def test_version() -> None:
    assert re.fullmatch(r".*, version \d+\.\d+\.\d+\n", run("--version").out)
