"""A policy that is marked as a secret, as those of rooms to come will be: it lies sealed, and is shown nowhere."""

import gzip
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis
from cryptography.fernet import Fernet

from antrean.config import Settings
from antrean.domain.rs import ATURAN, RumahSakit
from antrean.errors import OperatorError
from antrean.store import Store
from antrean.store.segel import Segel
from tests.cli.conftest import KEYS, Cli, isi
from tests.conftest import DATA_KEY, KODE_RS

NAMA, NILAI, LAIN = "jaringan", "10.98.76.0/24", "10.12.34.0/24"


@pytest.fixture(autouse=True)
def rahasia(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the policies is a secret: nothing but its mark says so."""
    monkeypatch.setitem(ATURAN, NAMA, replace(ATURAN[NAMA], rahasia=True))


def dibuka(client: "redis.Redis", *keys: str) -> str:
    """What a process with these keys finds."""
    store = Store(client, 35, data_keys=keys)
    rs = store.rs.cari(KODE_RS)
    assert rs is not None
    return store.rs.rahasia(rs, NAMA)


def test_it_is_read_from_standard_input_and_shown_nowhere(
    cli: Cli, rs: RumahSakit, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    hasil = cli("rs", "atur", KODE_RS, f"{NAMA}=-", stdin=f"{NILAI}\n".encode())
    assert (hasil.code, hasil.err) == (0, "")
    shown = [hasil.out, cli("rs", "lihat", KODE_RS).out, cli("audit", "lihat", "--json").out]
    assert "***" in shown[1]
    assert cli("cadangan", "buat", tmp_path / "c.gz").code == 0
    everywhere = [*shown, gzip.decompress((tmp_path / "c.gz").read_bytes()).decode(), repr(isi(real_redis))]
    assert [text for text in everywhere if NILAI in text] == []
    assert dibuka(real_redis, DATA_KEY) == NILAI


def test_the_audit_log_says_that_it_changed_and_no_value(cli: Cli, rs: RumahSakit, real_redis: "redis.Redis") -> None:
    for nilai in (NILAI, LAIN):
        cli("rs", "atur", KODE_RS, f"{NAMA}=-", stdin=nilai.encode())
    cli("rs", "atur", KODE_RS, f"{NAMA}=")
    client: Any = real_redis
    entries = [satu for _, satu in client.xrange(KEYS.audit) if satu["objek"] == NAMA]
    assert [(satu["lama"], satu["baru"]) for satu in entries] == [("", "dibuat"), ("", "diganti"), ("", "dihapus")]
    assert dibuka(real_redis, DATA_KEY) == ""


def test_it_is_not_taken_from_the_command_line(cli: Cli, rs: RumahSakit, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = cli("rs", "atur", KODE_RS, f"{NAMA}={NILAI}")
    sentence = f"antrean: {NAMA} is a secret, and others see a command line. Write {NAMA}=- and it is asked for.\n"
    assert (hasil.code, hasil.out, hasil.err) == (1, "", sentence)
    assert isi(real_redis) == before


def test_a_value_that_cannot_be_is_not_repeated(cli: Cli, rs: RumahSakit) -> None:
    hasil = cli("rs", "atur", KODE_RS, f"{NAMA}=-", stdin=b"bukan-jaringan\n")
    assert hasil.err.startswith(f"antrean: {NAMA} cannot be what was given. It takes ")
    assert (hasil.code, "bukan-jaringan" in hasil.err + hasil.out) == (1, False)


def test_without_a_data_key_it_is_not_kept(
    cli: Cli, rs: RumahSakit, real_redis: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTREAN_DATA_KEY")
    before = isi(real_redis)
    hasil = cli("rs", "atur", KODE_RS, f"{NAMA}=-", stdin=NILAI.encode())
    sentence = "antrean: ANTREAN_DATA_KEY is not set; without it no secret is kept. Nothing was changed.\n"
    assert (hasil.code, hasil.out, hasil.err) == (1, "", sentence)
    assert isi(real_redis) == before


def test_another_key_does_not_open_it_and_says_what_to_do(cli: Cli, rs: RumahSakit, real_redis: "redis.Redis") -> None:
    cli("rs", "atur", KODE_RS, f"{NAMA}=-", stdin=NILAI.encode())
    lain = Fernet.generate_key().decode()
    assert dibuka(real_redis, lain, DATA_KEY) == NILAI
    for keys in ((lain,), ()):
        with pytest.raises(OperatorError, match=f"{NAMA} of {KODE_RS} was sealed with a key that is not in"):
            dibuka(real_redis, *keys)


def test_the_commands_on_the_embedded_store_have_its_own_key(tmp_path: Path) -> None:
    program = "from antrean.cli.common import open_store\nwith open_store() as s: print(s.rs._segel.tutup('rahasia'))"
    env = {name: value for name, value in os.environ.items() if name not in ("REDIS_URL", "ANTREAN_DATA_KEY")}
    env["ANTREAN_DATA_DIR"] = str(tmp_path / "data")
    sealed = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True).stdout
    assert Segel([(tmp_path / "data" / "data_key").read_text()]).buka(sealed.strip()) == "rahasia"


def test_every_process_opens_the_same_store(settings: Settings, real_redis: "redis.Redis", rs: RumahSakit) -> None:
    store = Store.from_settings(replace(settings, data_keys=(DATA_KEY,)), real_redis)
    assert store.pasien._segel.ada
    assert store.rs._segel is store.pasien._segel
