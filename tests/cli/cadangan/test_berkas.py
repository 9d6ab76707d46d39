"""``antrean cadangan``: the file, whole or refused."""

import gzip
import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from antrean.domain.rs import RumahSakit
from tests.cli.cadangan.alat import buat, ke
from tests.cli.conftest import Cli, run
from tests.servers import RedisServer


def test_the_file_is_its_owners_and_is_not_overwritten(sehari: RumahSakit, tmp_path: Path) -> None:
    path = buat(tmp_path / "c.gz")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    hasil = run("cadangan", "buat", path)
    assert (hasil.code, path.read_bytes()) == (1, before)
    assert hasil.err == f"antrean: {path} is there already. Choose another name, or take its place with --ganti.\n"
    buat(path, "--ganti")
    assert list(tmp_path.glob(".*")) == []


def test_a_folder_that_is_not_there_is_named(sehari: RumahSakit, tmp_path: Path) -> None:
    hasil = run("cadangan", "buat", tmp_path / "tidak" / "ada.gz")
    assert hasil.code == 1
    assert hasil.err.endswith("ada.gz cannot be written: No such file or directory. There is no backup.\n")


def _ubah(lama: bytes, baru: bytes) -> Callable[[bytes], bytes]:
    """The text changed, in a file that is whole for gzip and whose checksums are not."""

    def ubah(isi: bytes) -> bytes:
        teks = gzip.decompress(isi)
        assert lama in teks
        return gzip.compress(teks.replace(lama, baru, 1))

    return ubah


def _tanda(ubah: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Lines changed by somebody who knows how to sign them."""

    def tanda(isi: bytes) -> bytes:
        *semua, kaki = gzip.decompress(isi).splitlines(keepends=True)
        semua = ubah(semua)
        kaki = json.loads(kaki) | {
            "kunci": len({json.loads(satu).get("k") for satu in semua[1:]}),
            "nilai": sum(len(json.loads(satu)["n"]) for satu in semua[1:]),
            "isi": hashlib.sha256(b"".join(semua[1:])).hexdigest(),
            "sha256": hashlib.sha256(b"".join(semua)).hexdigest(),
        }
        return gzip.compress(b"".join([*semua, json.dumps(kaki).encode()]))

    return tanda


@pytest.mark.parametrize(
    "rusak, kata",
    [
        pytest.param(lambda _: b"", "is not a backup", id="empty"),
        pytest.param(lambda _: b"norm,nik\n1,2\n", "is not a backup", id="a CSV"),
        pytest.param(lambda _: gzip.compress(b"norm,nik\n"), "is damaged", id="a CSV in gzip"),
        pytest.param(lambda _: gzip.compress(b"{}\n"), "is not a backup", id="another JSON"),
        pytest.param(lambda isi: isi[: len(isi) // 2], "is cut off", id="half of it"),
        pytest.param(lambda isi: isi[:-1], "is cut off", id="a byte short"),
        pytest.param(lambda isi: isi[:500] + bytes(20) + isi[520:], "is damaged", id="bytes on the disk"),
        pytest.param(_ubah(b"RS Uji", b"RS Ujj"), "its checksum is another", id="a letter"),
        pytest.param(
            lambda isi: gzip.compress(b"".join(gzip.decompress(isi).splitlines(keepends=True)[:-1])),
            "its last line is missing",
            id="without its last line",
        ),
        pytest.param(lambda isi: isi + gzip.compress(b"{}\n"), "something follows", id="something behind"),
        pytest.param(_ubah(b'"versi":1', b'"versi":2'), "knows formats up to 1", id="a newer format"),
        pytest.param(_ubah(b'"kode":"1311R002"', b'"kode":"1311R00?"'), "no hospital has such a code", id="a code"),
        pytest.param(_tanda(lambda s: [*s[:1], *reversed(s[1:])]), "is damaged", id="another order"),
        pytest.param(_tanda(lambda s: [*s[:2], s[1], *s[2:]]), "is damaged", id="a key twice"),
        pytest.param(_tanda(lambda s: s[:2]), "no record of the hospital", id="without its record"),
        pytest.param(
            _tanda(lambda s: [s[0], b'{"k":"a","t":"hash","n":["a"]}\n', *s[1:]]), "is damaged", id="half a pair"
        ),
        pytest.param(_tanda(lambda s: [s[0], b'{"k":"a","t":"peta","n":["a"]}\n', *s[1:]]), "is damaged", id="a type"),
        pytest.param(_tanda(lambda s: [s[0], b'{"k":"a","t":"set","n":[1]}\n', *s[1:]]), "is damaged", id="a number"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_before_anything_is_written(
    sehari: RumahSakit,
    server_lain: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rusak: Callable[[bytes], bytes],
    kata: str,
) -> None:
    path = buat(tmp_path / "c.gz")
    path.write_bytes(rusak(path.read_bytes()))
    ke(server_lain, monkeypatch)
    for perintah in ("pulihkan", "periksa"):
        hasil = run("cadangan", perintah, path)
        assert (hasil.code, hasil.out) == (2, "")
        assert kata in hasil.err
        assert hasil.err.startswith(f"antrean: {path} ")
    with server_lain.client() as client:
        assert client.dbsize() == 0


def test_a_file_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    hasil = cli("cadangan", "pulihkan", tmp_path / "tidak-ada.gz")
    assert (hasil.code, hasil.err) == (
        2,
        f"antrean: {tmp_path}/tidak-ada.gz cannot be read: No such file or directory.\n",
    )
