"""The examples that set this beside SIMRS-Khanza and mLITE, run as a reader would run them."""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import run
from tests.konektor.mariadb import program
from tests.servers import ROOT, free_port

pytestmark = pytest.mark.e2e


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a name that is short enough for a socket in it."""
    satu = Path(tempfile.mkdtemp(prefix="contoh-"))
    yield satu
    shutil.rmtree(satu, ignore_errors=True)


def langkah(nama: str, folder: Path) -> dict[str, str]:
    """What each step of an example prints, by its title."""
    for nama_program in ("mariadbd", "mariadb"):
        program(nama_program)
    di = Path(sys.executable).parent
    done = run(
        ["sh", str(ROOT / "examples" / nama)],
        FOLDER=str(folder),
        PORT=str(free_port()),
        PORT_BPJS=str(free_port()),
        PYTHON=sys.executable,
        ANTREAN=str(di / "antrean"),
    )
    log = {satu.name: satu.read_text(errors="replace")[-3000:] for satu in folder.glob("*.log")}
    assert done.returncode == 0, (done.stdout, done.stderr, log)
    bagian = re.split(r"^# (.+)\n", done.stdout, flags=re.MULTILINE)
    return dict(zip(bagian[1::2], bagian[2::2], strict=True))


def tabel(teks: str) -> list[list[str]]:
    """The cells of the rows that MariaDB's client draws, without their heads."""
    baris = [[sel.strip() for sel in satu.split("|")[1:-1]] for satu in teks.splitlines() if satu.startswith("| ")]
    return [satu for satu in baris if not satu[0].islower()]


def jawaban(teks: str) -> dict[str, Any]:
    """The last line that is JSON."""
    satu: dict[str, Any] = json.loads([baris for baris in teks.splitlines() if baris.startswith("{")][-1])
    return satu


def cari(semua: dict[str, str], awal: str) -> str:
    (satu,) = [isi for judul, isi in semua.items() if judul.startswith(awal)]
    return satu


def test_beside_khanza(folder: Path) -> None:
    semua = langkah("khanza.sh", folder)
    daftar, rujukan = tabel(cari(semua, "Mobile JKN books"))
    no_rawat = daftar[1]
    assert (daftar[0], *daftar[3:]) == ("001", "D0000001", "000001", "U0001", "Belum", "BPJ")
    assert (rujukan[1], rujukan[3:]) == (no_rawat, ["1", "Belum", "Sudah"])
    assert tabel(cari(semua, "The patient comes"))[0][1] == "Checkin"
    walkin = jawaban(cari(semua, "Somebody without a booking"))
    assert (walkin["norm"], walkin["angkaantrean"], walkin["sumber"]) == ("000002", 2, "khanza")
    _selesai(semua, walkin["kodebooking"])


def test_beside_mlite(folder: Path) -> None:
    semua = langkah("mlite.sh", folder)
    pesanan, rujukan = tabel(cari(semua, "Mobile JKN books"))
    assert (pesanan[0], pesanan[1], pesanan[-1], rujukan[-1]) == ("001", "000001", "Belum", "Sudah")
    daftar, berkas = tabel(cari(semua, "The patient checks in"))
    assert (daftar[0], *daftar[3:]) == ("001", "D0000001", "000001", "U0001", "Belum", "BPJ")
    assert berkas[1] == "Sudah Dikirim"
    walkin = jawaban(cari(semua, "Somebody without a booking"))
    assert (walkin["norm"], walkin["angkaantrean"], walkin["sumber"]) == ("000002", 2, "mlite")
    _selesai(semua, walkin["kodebooking"])


def _selesai(semua: dict[str, str], walkin: str) -> None:
    """Both books are one, and BPJS has the walk-in's tasks."""
    task = jawaban(cari(semua, "Its tasks here"))["task"]
    assert list(task) == ["3", "4", "5", "6", "7"]
    assert sorted(task.values()) == list(task.values())
    (bpjs,) = [baris for baris in cari(semua, "And at BPJS").splitlines() if walkin in baris]
    assert "terkirim" in bpjs
    terakhir = cari(semua, "Their book and ours")
    assert "2 alike, nothing differs" in terakhir
    assert "Nothing waits for a person." in terakhir
