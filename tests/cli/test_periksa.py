"""``antrean periksa``: finds every figure that does not agree, and says nothing where all do."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean.cli.bawaan import tua
from antrean.domain.redis_version import RedisVersion
from antrean.domain.rs import RumahSakit
from antrean.embedded import EmbeddedStore
from antrean.scripts import registry
from antrean.services import kunjungan, peladen, periksa
from antrean.store import Store
from tests.cli.conftest import ANAK, KEYS, SELASA, Cli, ambil, isi, run
from tests.conftest import KODE_RS, SECRET_KEY, FrozenClock, pasien, put_patients, put_schedule
from tests.konteks import konteks
from tests.servers import ROOT, RedisServer, antrean, wait_until

KUNCI = f"{SELASA}:{ANAK}"
KODE = [f"{SELASA:%d%m%Y}A00{n}" for n in (1, 2, 3)]
BERSIH = "Everything is as it should be: settings, store, and the ledgers of {} hospitals.\n"
SESI = f"session {ANAK}: "


PULIHKAN = (
    "The ledger disagrees with its bookings: something else than antrean wrote to the store, or a part of it was "
    "restored. Keep what is there first (`antrean cadangan buat`, or a copy of the data directory), and look in the "
    "SIMRS's copy and in backups for what the figures should be. A backup that is restored takes away every booking "
    "that was made after it: only where more than that is wrong.\n"
)


HILANG = (
    f"WRONG  {KODE_RS}: {{}} is gone, and numbers up to {{}} were given: something else than antrean deleted it, or it "
    "expired while a clock was ahead. Nothing of it is changed until it is back (503). First `antrean buku "
    "lanjutkan`: it makes it anew from the bookings that are there, goes on above that number, and takes nothing away. "
    "A backup takes away what was booked after it: only for bookings that are gone too.\n"
)


def salah(*sentences: str) -> str:
    """What periksa prints for faults of the tests' day."""
    return "".join(f"WRONG  {KODE_RS} {SELASA}: {satu}\n" for satu in sentences) + PULIHKAN


@pytest.fixture
def tiga(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """Three bookings: JKN with a referral, non JKN, JKN."""
    put_schedule(store, clock, rs, "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,20")
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 4)))
    ambil(store, clock, rs, 1, nomorreferensi="R1")
    ambil(store, clock, rs, 2, jkn=False)
    ambil(store, clock, rs, 3)


def test_an_empty_store_is_as_it_should_be(cli: Cli) -> None:
    hasil = cli("periksa")
    assert (hasil.code, hasil.out, hasil.err) == (0, BERSIH.format(0), "")


@pytest.mark.usefixtures("tiga")
def test_a_store_with_bookings_is_as_it_should_be(cli: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = cli("periksa")
    assert (hasil.code, hasil.out, hasil.err) == (0, BERSIH.format(1), "")
    assert isi(real_redis) == before


@pytest.mark.usefixtures("tiga")
def test_days_of_the_past_are_as_they_should_be(cli: Cli, clock: FrozenClock) -> None:
    clock.move(days=30)
    assert "No change is made (503): the newest change is 30.0 days old" in cli("periksa").err
    assert cli("jam", "benar").out == "The clock is right, for 1 hospitals.\n"
    assert cli("periksa").code == 0


def _copy(client: Any) -> None:
    client.hset(KEYS.booking(SELASA), "lagi", client.hget(KEYS.booking(SELASA), KODE[0]))


@pytest.mark.usefixtures("tiga")
@pytest.mark.parametrize(
    "harm, said",
    [
        pytest.param(
            lambda client: client.hset(KEYS.sesi(KUNCI), "angkaterakhir", 4),
            salah(f"{SESI}the counter is at 4; numbers without a booking: [4]; too many: []"),
            id="counter too high",
        ),
        pytest.param(
            lambda client: client.hset(KEYS.sesi(KUNCI), "angkaterakhir", 2),
            salah(f"{SESI}the counter is at 2; numbers without a booking: []; too many: [3]"),
            id="counter too low",
        ),
        pytest.param(
            lambda client: client.hincrby(KEYS.sesi(KUNCI), "sisajkn", 1),
            salah(f"{SESI}of 30 places (jkn) 2 are taken, and 29 are said to be left"),
            id="a place too many",
        ),
        pytest.param(
            lambda client: client.hset(KEYS.sesi(KUNCI), "sisanonjkn", 0),
            salah(f"{SESI}of 20 places (nonjkn) 1 are taken, and 0 are said to be left"),
            id="places too few",
        ),
        pytest.param(
            lambda client: client.hset(KEYS.sesi(KUNCI), mapping={"kuotajkn": 1, "sisajkn": -1}),
            salah(f"{SESI}of 1 places (jkn) 2 are taken, and -1 are said to be left"),
            id="more taken than there are",
        ),
        pytest.param(
            lambda client: client.hdel(KEYS.booking(SELASA), KODE[1]),
            salah(
                f"{SESI}the counter is at 3; numbers without a booking: [2]; too many: []",
                f"{SESI}of 20 places (nonjkn) 0 are taken, and 19 are said to be left",
                f"{SESI}the waiting numbers differ from the bookings at [2]",
                f"a patient's claim and the bookings differ at {KODE[1]}",
            ),
            id="a booking is missing",
        ),
        pytest.param(
            _copy,
            salah(
                f"{SESI}the counter is at 3; numbers without a booking: []; too many: [1]",
                f"{SESI}of 30 places (jkn) 3 are taken, and 28 are said to be left",
                "a patient's claim and the bookings differ at lagi",
                f"the referral of booking lagi is recorded for {KODE[0]}",
            ),
            id="a number twice",
        ),
        pytest.param(
            lambda client: client.zadd(KEYS.antre(KUNCI), {"9": 9}),
            salah(f"{SESI}the waiting numbers differ from the bookings at [9]"),
            id="somebody waits without a booking",
        ),
        pytest.param(
            lambda client: client.zrem(KEYS.antre(KUNCI), "1"),
            salah(f"{SESI}the waiting numbers differ from the bookings at [1]"),
            id="somebody does not wait",
        ),
        pytest.param(
            lambda client: client.hdel(KEYS.klaim(SELASA), pasien(3).norm),
            salah(f"a patient's claim and the bookings differ at {KODE[2]}"),
            id="a claim is missing",
        ),
        pytest.param(
            lambda client: client.hset(KEYS.klaim(SELASA), "nik:1", "ANA:12345:lagi"),
            salah("a patient's claim and the bookings differ at lagi"),
            id="a claim without a booking",
        ),
        pytest.param(
            lambda client: client.hset(KEYS.klaim(SELASA), "nik:1", "apa"),
            salah("a patient's claim and the bookings differ at apa"),
            id="a claim that is none",
        ),
        pytest.param(
            lambda client: client.hdel(KEYS.rujukan(SELASA), "R1"),
            salah(f"the referral of booking {KODE[0]} is recorded for no booking"),
            id="a referral is missing",
        ),
        pytest.param(
            lambda client: client.hset(KEYS.rujukan(SELASA), "R1", f"{SELASA} {KODE[1]}"),
            salah(f"the referral of booking {KODE[0]} is recorded for {KODE[1]}"),
            id="a referral is another's",
        ),
        pytest.param(
            lambda client: client.delete(KEYS.sesi(KUNCI)),
            HILANG.format(f"the session {ANAK} on {SELASA} ({SELASA:%d%m%Y}A)", 3)
            + salah(f"{SESI}the session is missing, and has 3 bookings"),
            id="the session is missing",
        ),
    ],
)
def test_what_does_not_agree_is_named(
    harm: Callable[[Any], object], said: str, cli: Cli, real_redis: "redis.Redis"
) -> None:
    harm(real_redis)
    hasil = cli("periksa")
    assert (hasil.code, hasil.out, hasil.err) == (1, "", said)


@pytest.mark.usefixtures("tiga")
@pytest.mark.parametrize(
    "harm",
    [
        lambda client: client.hdel(KEYS.sesi(KUNCI), "huruf"),
        lambda client: client.hset(KEYS.sesi(KUNCI), "sisajkn", "banyak"),
        lambda client: client.hset(KEYS.booking(SELASA), KODE[0], "rusak"),
        lambda client: client.hset(KEYS.rujukan(SELASA), "R1", "rusak"),
    ],
    ids=["a field is gone", "a figure is none", "a booking is garbled", "a referral is garbled"],
)
def test_what_cannot_be_read_is_reported_too(
    harm: Callable[[Any], object], cli: Cli, real_redis: "redis.Redis"
) -> None:
    harm(real_redis)
    hasil = cli("periksa")
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err.startswith(f"WRONG  {KODE_RS} {SELASA}: ")
    assert hasil.err.endswith(PULIHKAN)
    assert len(hasil.err.splitlines()) == 2


@pytest.mark.usefixtures("tiga")
def test_a_cancelled_booking_is_counted_as_such(cli: Cli, real_redis: "redis.Redis") -> None:
    record = registry().records["booking"]
    booking = record.unpack(str(real_redis.hget(KEYS.booking(SELASA), KODE[2])))
    real_redis.hset(KEYS.booking(SELASA), KODE[2], record.pack({**booking, "status": "batal"}))
    assert cli("periksa").err == salah(
        f"{SESI}of 30 places (jkn) 1 are taken, and 28 are said to be left",
        f"{SESI}the waiting numbers differ from the bookings at [3]",
        f"a patient's claim and the bookings differ at {KODE[2]}",
    )
    real_redis.hincrby(KEYS.sesi(KUNCI), "sisajkn", 1)
    real_redis.zrem(KEYS.antre(KUNCI), "3")
    real_redis.hdel(KEYS.klaim(SELASA), pasien(3).norm)
    assert cli("periksa").code == 0


@pytest.mark.usefixtures("tiga")
def test_a_cancellation_while_it_reads_is_no_fault(
    store: Store, clock: FrozenClock, rs: RumahSakit, monkeypatch: pytest.MonkeyPatch
) -> None:
    rujukan = store.antrean.rujukan

    def batal_dulu(*arguments: Any) -> list[list[str]]:
        monkeypatch.undo()
        kunjungan.batal(konteks(store, clock, rs, "batal", "mjkn"), KODE[0], "Berhalangan")
        return rujukan(*arguments)

    monkeypatch.setattr(store.antrean, "rujukan", batal_dulu)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


@pytest.mark.usefixtures("tiga")
def test_every_hospital_is_checked(cli: Cli, real_redis: "redis.Redis", store: Store) -> None:
    words = ["rs", "tambah", "0001", "--nama", "Lain", "--zona", "Asia/Jayapura", "--username", "a"]
    cli(*words, "--password-stdin", stdin=b"12345678")
    assert cli("periksa").out == BERSIH.format(2)
    real_redis.hset(KEYS.sesi(KUNCI), "angkaterakhir", 4)
    assert cli("periksa").code == 1


# The server.


@pytest.fixture
def lain(cli: Cli, server_lain: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Another server, whose configuration a test may change, in place of the usual one."""
    monkeypatch.setenv("REDIS_URL", server_lain.url)
    with server_lain.client() as client:
        yield client


SIMPAN = (
    "WRONG  {} keeps {} on disk, so bookings are lost when it stops. While it serves: `CONFIG SET appendonly yes`, "
    "wait until `INFO persistence` says aof_rewrite_in_progress:0 and aof_last_bgrewrite_status:ok, then `CONFIG SET "
    "appendfsync always` and `CONFIG REWRITE`. Do not write it into the configuration file and restart: Redis would "
    "begin an empty append-only file and look at no snapshot. At a provider, turn persistence on there.\n"
)
SESUDAH = (
    "WRONG  {{}} answers before it is on disk: it writes there {} (appendfsync {}), so what was answered is lost with "
    "the machine's power. `CONFIG SET appendfsync always`, then `CONFIG REWRITE`.\n"
)


@pytest.mark.parametrize(
    "config, said",
    [
        ({"appendonly": "no", "save": ""}, SIMPAN.format("{0}", "nothing")),
        ({"appendonly": "no", "save": "60 1"}, SIMPAN.format("{0}", "only snapshots")),
        ({"appendfsync": "everysec"}, SESUDAH.format("once a second", "everysec")),
        ({"appendfsync": "no"}, SESUDAH.format("when the system likes to", "no")),
        *(
            (
                {"maxmemory-policy": policy},
                f"WRONG  {{0}} drops keys when memory runs out (maxmemory-policy {policy}). "
                "`CONFIG SET maxmemory-policy noeviction`, then `CONFIG REWRITE`; at a provider, set it there.\n",
            )
            for policy in ("allkeys-lru", "volatile-ttl")
        ),
    ],
)
def test_a_server_that_may_lose_bookings_is_named_with_the_remedy(config: dict[str, str], said: str, lain: Any) -> None:
    assert run("periksa").code == 0
    for name, value in config.items():
        lain.config_set(name, value)
    hasil = run("periksa")
    assert (hasil.code, hasil.out, hasil.err) == (1, "", said.format(nama(lain)))


def test_where_config_is_forbidden_it_says_that_it_cannot_tell(lain: Any) -> None:
    lain.config_set("appendfsync", "no")
    lain.execute_command("ACL SETUSER default -config")
    hasil = run("periksa")
    note, said = hasil.out.splitlines(keepends=True)
    assert (hasil.code, hasil.err, said) == (0, "", BERSIH.format(0))
    assert note.startswith(
        f"NOTE   {nama(lain)} does not let antrean read its configuration (CONFIG), so it cannot tell"
    )


def test_what_it_advises_for_a_store_with_snapshots_only_keeps_the_bookings(tmp_path: Path) -> None:
    server = RedisServer(tmp_path, options=("--appendonly", "no", "--save", "900 1"))
    with server, server.client() as client:
        client.set("booking", "1")
        client.config_set("appendonly", "yes")
        wait_until(
            lambda: (
                (now := client.info("persistence"))["aof_rewrite_in_progress"] == 0
                and not now["aof_rewrite_scheduled"]
                and now["aof_last_bgrewrite_status"] == "ok"
            ),
            "the rewrite",
        )
    server.options = ()  # what CONFIG REWRITE writes down
    with server, server.client() as client:
        assert client.get("booking") == "1"


def test_a_server_that_is_open_by_its_number_is_a_note() -> None:
    (said,) = peladen.terbuka(RedisVersion("Redis", (7, 0, 15)))
    assert said.startswith("The store is Redis 7.0.15, which by its number is open to CVE-2024-31449, CVE-2024-46981, ")
    assert "Distributions mend without a new number: `apt changelog redis-server`" in said
    assert [*peladen.terbuka(RedisVersion("Valkey", (9, 1, 2)))] == []


def test_what_is_bundled_and_old_is_named() -> None:
    assert [*tua(date(2026, 11, 28))] == []
    assert [satu.partition(" is of ")[0] for satu in tua(date(2028, 11, 28))] == [
        "The OpenSSL in the library cryptography",
        "The time zones in tzdata",
    ]


def nama(client: Any) -> str:
    """The server's own name."""
    return "Valkey" if "valkey_version" in client.info("server") else "Redis"


def test_all_faults_are_named_at_once(lain: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lain.config_set("appendonly", "no")
    lain.config_set("maxmemory-policy", "allkeys-lru")
    monkeypatch.delenv("ANTREAN_SECRET_KEY")
    assert [line.split()[:2] for line in run("periksa").err.splitlines()] == [
        ["WRONG", "ANTREAN_SECRET_KEY"],
        ["WRONG", nama(lain)],
        ["WRONG", nama(lain)],
    ]


def test_the_scripts_are_loaded_again_where_the_server_lost_them(lain: Any) -> None:
    lain.script_flush()
    assert run("periksa").code == 0
    assert registry().loaded(lain)


# The settings.


def test_a_redis_without_a_secret_key_is_named_with_the_remedy(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTREAN_SECRET_KEY")
    hasil = cli("periksa")
    assert (hasil.code, hasil.out, hasil.err) == (
        1,
        "",
        "WRONG  ANTREAN_SECRET_KEY is not set. It signs the tokens and has no default. Make one with "
        "`python3 -c 'import secrets; print(secrets.token_hex(32))'` and set it for every process alike.\n",
    )


@pytest.mark.parametrize(
    "words",
    [
        ("periksa",),
        ("rs", "lihat"),
        ("rs", "atur", "X", "hari_maks=7"),
        ("jadwal", "lihat"),
        ("libur", "tambah", "2027-01-01"),
    ],
)
def test_a_store_that_does_not_answer_is_a_sentence(
    words: tuple[str, ...], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"unix://{tmp_path}/nobody.sock")
    hasil = cli(*words)
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err.startswith("antrean: The store does not answer (")
    assert hasil.err.endswith(
        "). Look at REDIS_URL (rediss:// only where the server speaks TLS) and at the Redis server. If this command "
        "changes something, run it again: "
        "what was done already is not done twice.\n"
    )
    assert len(hasil.err.splitlines()) == 1


def test_forms_that_lie_unencrypted_are_a_note_and_no_fault(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTREAN_DATA_KEY")
    hasil = cli("periksa")
    note, said = hasil.out.splitlines(keepends=True)
    assert note.startswith(
        "NOTE   ANTREAN_DATA_KEY is not set, so the forms of new patients are in the store unencrypted"
    )
    assert (hasil.code, said, hasil.err) == (0, BERSIH.format(0), "")
    monkeypatch.setenv("ANTREAN_FORM_DAYS", "0")
    assert cli("periksa").out == BERSIH.format(0)


def test_the_program_itself_prints_no_traceback(tmp_path: Path) -> None:
    env = {**os.environ, "REDIS_URL": f"unix://{tmp_path}/nobody.sock", "ANTREAN_SECRET_KEY": SECRET_KEY}
    ended = subprocess.run(antrean("periksa"), env=env, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("antrean: The store does not answer (")
    assert "Traceback" not in ended.stderr


def test_a_password_in_the_address_is_not_shown(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:rahasia@127.0.0.1:1/0")
    hasil = cli("periksa")
    assert hasil.code == 1
    assert "rahasia" not in hasil.err


# The embedded store.


@pytest.fixture
def tertanam(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No REDIS_URL: the commands work on a store of their own in a folder."""
    folder = tmp_path / "data"
    monkeypatch.delenv("REDIS_URL")
    monkeypatch.delenv("ANTREAN_SECRET_KEY")
    monkeypatch.setenv("ANTREAN_DATA_DIR", str(folder))
    return folder


def _answers(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(EmbeddedStore(folder).socket)) == 0


def proses(*words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own, which starts and stops the embedded server."""
    return subprocess.run(antrean(*words), input=stdin, capture_output=True, text=True, check=False)


def test_commands_find_each_others_work_in_the_embedded_store(tertanam: Path) -> None:
    words = ["rs", "tambah", "1311R002", "--nama", "Uji", "--zona", "Asia/Jakarta", "--username", "u"]
    assert proses(*words, "--password-stdin", stdin="12345678").returncode == 0
    assert not _answers(tertanam)
    ended = proses("periksa")
    bersih = BERSIH.format(1).replace("store", f"store in {tertanam}")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, bersih, "")
    assert not _answers(tertanam)


_USER = """
import pathlib, sys
from antrean.embedded import EmbeddedStore
store = EmbeddedStore(pathlib.Path(sys.argv[1]))
store.enter()
print("in", flush=True)
sys.stdin.read()
store.leave()
"""


def test_a_command_leaves_the_store_to_who_uses_it_too(tertanam: Path) -> None:
    words = [sys.executable, "-c", _USER, str(tertanam)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as user:
        assert user.stdout
        assert user.stdout.readline() == b"in\n"
        assert proses("periksa").returncode == 0
        assert proses("rs", "lihat", "X").returncode == 1
        assert _answers(tertanam)
        user.communicate()
    assert not _answers(tertanam)


def test_a_data_directory_that_cannot_be_is_a_sentence(tertanam: Path) -> None:
    tertanam.write_text("a file")
    hasil = run("rs", "lihat")
    assert (hasil.code, hasil.err) == (
        1,
        f"antrean: The data directory {tertanam} cannot be used: File exists. "
        "Set ANTREAN_DATA_DIR to one that can be written.\n",
    )
