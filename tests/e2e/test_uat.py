"""``antrean uat --contoh`` against ``antrean serve --contoh``, as a new user runs them."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from antrean.clock import Clock
from antrean.uat.berkas import baca
from antrean.uat.jalan import semua
from tests.e2e.running import run, serve
from tests.servers import Service, antrean

pytestmark = pytest.mark.e2e

JUMLAH = len(semua())


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uat") / "data"


@pytest.fixture(scope="module")
def service(data: Path) -> Iterator[Service]:
    """The sample hospital, also under the paths of Khanza and mLITE."""
    with serve(data, "--contoh", env={"ANTREAN_URL_ALIAS": "khanza,mlite"}) as service:
        yield service


def uat(service: Service, data: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """In the data directory's folder, where its own file lands."""
    port = service.url.rpartition(":")[2]
    env = {"ANTREAN_DATA_DIR": str(data), "PORT": port, "ANTREAN_UAT_PASSWORD": "contoh-rahasia"}
    return run(antrean("uat", *words), data.parent, **env)


def isi(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    assert (done.returncode, done.stderr) == (0, "")
    hasil: dict[str, Any] = json.loads(done.stdout)
    assert [satu for satu in hasil["skenario"] if satu["hasil"] in ("GAGAL", "SARAN")] == []
    assert (hasil["tertinggal"], hasil["dihentikan"]) == ([], False)
    return hasil


def assert_only_the_served_one_is_left(data: Path) -> None:
    """Of every day that the test booked on."""
    berkas = baca(data.parent / "uat-contoh.toml")
    hari_ini = Clock().today(berkas.zona_waktu)
    aktif = []
    for tanggal in sorted({hari_ini, *(sesi.tanggal(hari_ini) for sesi in berkas.sesi.values())}):
        done = run(antrean("antrean", "lihat", "--tanggal", tanggal.isoformat(), "--json"), ANTREAN_DATA_DIR=str(data))
        assert (done.returncode, done.stderr) == (0, "")
        aktif += [satu["kodebooking"] for satu in json.loads(done.stdout) if satu["status"] != "batal"]
    assert aktif == [berkas.booking_dilayani]


def assert_books_balance(data: Path) -> None:
    done = run(antrean("periksa"), ANTREAN_DATA_DIR=str(data))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("ke", [1, 2])
def test_the_sample_hospital_passes_again_and_again(ke: int, service: Service, data: Path) -> None:
    done = uat(service, data, "--contoh", "--laporan", f"uat-{ke}.html", "--json")
    hasil = isi(done)
    assert hasil["ringkasan"] == {"lulus": JUMLAH - 1, "saran": 0, "gagal": 0, "tidak_diuji": 1}
    assert [satu["nomor"] for satu in hasil["skenario"] if satu["hasil"] == "TIDAK DIUJI"] == ["1.5"]
    assert hasil["rs"] == {"kode": "1311R002", "nama": "RS Contoh"}
    laporan = (data.parent / f"uat-{ke}.html").read_text("utf-8")
    assert laporan.count("<article>") == JUMLAH
    assert "contoh-rahasia" not in laporan + done.stdout
    assert_only_the_served_one_is_left(data)
    assert_books_balance(data)


@pytest.mark.parametrize("gaya, tanpa", [("khanza", 1), ("mlite", 1)])
def test_under_the_paths_of_others(gaya: str, tanpa: int, service: Service, data: Path) -> None:
    assert uat(service, data, "--contoh").returncode == 0
    lain = data.parent / f"{gaya}.toml"
    contoh = (data.parent / "uat-contoh.toml").read_text("utf-8")
    lain.write_text(contoh.replace('gaya = "antrean"', f'gaya = "{gaya}"'), "utf-8")
    hasil = isi(uat(service, data, service.url, "--username", "bpjs", "--berkas", str(lain), "--json"))
    assert hasil["ringkasan"] == {"lulus": JUMLAH - tanpa, "saran": 0, "gagal": 0, "tidak_diuji": tanpa}
    assert {satu["permintaan"]["url"] for satu in hasil["skenario"] if satu["nomor"] == "2.2"} == {
        service.url + {"khanza": "/statusantrean", "mlite": "/jknmobile/antrian/status"}[gaya]
    }
    assert_books_balance(data)


def test_with_the_wait_for_a_token_that_ends_everything_passes(service: Service, data: Path) -> None:
    done = run(antrean("rs", "atur", "1311R002", "umur_token=10"), ANTREAN_DATA_DIR=str(data))
    assert (done.returncode, done.stderr) == (0, "")
    done = uat(service, data, "--contoh", "--tunggu-token", "10", "--json")
    assert "Menunggu token habis" in done.stderr
    done.stderr = ""
    assert isi(done)["ringkasan"] == {"lulus": JUMLAH, "saran": 0, "gagal": 0, "tidak_diuji": 0}


def test_without_a_sample_hospital(service: Service, tmp_path: Path) -> None:
    done = uat(service, tmp_path / "lain", "--contoh")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith(
        "antrean: There is no sample hospital here. Start it first: `antrean serve --contoh`.\n"
    )
