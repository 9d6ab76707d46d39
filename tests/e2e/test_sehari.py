"""The example of a hospital's day, played with curl as a reader would play it."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from antrean import contoh
from antrean.clock import Clock, local_date
from antrean.domain.waktu import milidetik
from tests.e2e.running import run, serve
from tests.servers import ROOT, Service, antrean

pytestmark = pytest.mark.e2e

SCRIPT = ROOT / "examples" / "sehari.sh"
OK = {"message": "Ok", "code": 200}
WIB = ZoneInfo("Asia/Jakarta")


class Hari(NamedTuple):
    """The sample hospital after the script was run, and how it ran."""

    service: Service
    data: Path
    kunci: str
    done: "subprocess.CompletedProcess[str]"

    def lagi(self, kunci: str | None = None) -> "subprocess.CompletedProcess[str]":
        """Run it again."""
        return run(["sh", str(SCRIPT)], ROOT, URL=self.service.url, **({"KUNCI": kunci} if kunci else {}))


@pytest.fixture(scope="module")
def hari(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hari]:
    data = tmp_path_factory.mktemp("sehari") / "data"
    with serve(data, "--contoh") as service:
        made = run(antrean("rs", "kunci", contoh.KODE, "--nama", "sehari"), ANTREAN_DATA_DIR=str(data))
        assert made.returncode == 0, made.stderr
        kunci = made.stdout.strip()
        yield Hari(service, data, kunci, run(["sh", str(SCRIPT)], URL=service.url, KUNCI=kunci))


@pytest.fixture(scope="module")
def langkah(hari: Hari) -> list[list[Any]]:
    """What each of its steps printed: JSON where a line is that, else the line."""
    assert (hari.done.returncode, hari.done.stderr) == (0, "")
    steps = re.split(r"^# .+\n", hari.done.stdout, flags=re.MULTILINE)
    return [[baca(line) for line in step.splitlines() if line] for step in steps[1:]]


def baca(line: str) -> Any:
    return json.loads(line) if line.startswith("{") else line


@pytest.fixture(scope="module")
def kode(langkah: list[list[Any]]) -> list[str]:
    """The kodebooking of the three patients: of the card, of the sample, of the kiosk."""
    return [*langkah[1][1].split(), langkah[2][0]["kodebooking"]]


def test_schedule_and_patients_are_taken(langkah: list[list[Any]]) -> None:
    assert langkah[0] == [
        {"baris": 1, "lewat": 0, "sesiberubah": 0, "hilang": [], "catatan": []},
        {"diterima": 2, "ditolak": []},
    ]


def test_mobile_jkn_and_kiosk_take_numbers_of_one_session(langkah: list[list[Any]], kode: list[str]) -> None:
    status, _ = langkah[1]
    assert (status["metadata"], status["response"]["totalantrean"]) == (OK, 0)
    assert [satu[-3:] for satu in kode] == ["001", "002", "003"]
    assert {satu[:-3] for satu in kode} == {kode[0][:-3]}
    (kiosk,) = langkah[2]
    figures = ("sisakuotajkn", "kuotajkn", "sisakuotanonjkn", "kuotanonjkn")
    assert [kiosk[name] for name in figures] == [18, 20, 9, 10]


def test_two_check_in_and_the_third_is_told_how_long_it_takes(langkah: list[list[Any]]) -> None:
    *datang, sisa = langkah[3]
    assert datang == [{"metadata": OK}] * 2
    assert sisa["metadata"] == OK
    # A day of 30 places: 48 minutes each, but nobody is told to wait past the end of the day, which may be near.
    sekarang = Clock().now_ms()
    besok = milidetik(local_date(sekarang, WIB) + timedelta(days=1), 0, WIB)
    tunggu = sisa["response"]["waktutunggu"]
    assert sisa["response"]["sisaantrean"] == 3
    assert tunggu == 2 * 48 * 60 or (besok - sekarang) / 1000 <= tunggu < 2 * 48 * 60
    assert sisa["response"]["antreanpanggil"] == "-"


def test_the_one_who_does_not_come_waits_behind_the_next(langkah: list[list[Any]], kode: list[str]) -> None:
    yusuf, _, lina = kode
    dilewati, kalimat, dipanggil = langkah[4]
    assert (dilewati["kodebooking"], dilewati["status"], list(dilewati["task"])) == (yusuf, "hadir", ["3"])
    assert kalimat == f"{yusuf} is called and skipped, then {lina} is called"
    assert [(satu["kodebooking"], satu["status"]) for satu in dipanggil["antrean"]] == [(lina, "dilayani")]


def test_the_one_who_was_served_gets_and_hears_a_pharmacy_number(langkah: list[list[Any]], kode: list[str]) -> None:
    lina = kode[2]
    selesai, resep, nomor, status, dipanggil = langkah[5]
    assert (selesai["kodebooking"], selesai["status"], list(selesai["task"])) == (lina, "selesai", ["3", "4", "5"])
    assert resep == {"kodebooking": lina, "jenisresep": "Non Racikan"}
    assert (nomor["response"]["jenisresep"], nomor["response"]["nomorantrean"]) == ("Non Racikan", 1)
    figures = ("totalantrean", "sisaantrean", "antreanpanggil")
    assert [status["response"][name] for name in figures] == [1, 1, 0]
    assert dipanggil == {"kodebooking": lina, "jenisresep": "Non Racikan", "nomorantrean": 1}


def test_a_cancellation_frees_the_place(langkah: list[list[Any]]) -> None:
    batal, status = langkah[6]
    assert batal == {"metadata": OK}
    figures = ("totalantrean", "sisaantrean", "sisakuotajkn", "sisakuotanonjkn")
    assert [status["response"][name] for name in figures] == [2, 1, 19, 9]


def test_the_surgery_is_told_to_mobile_jkn(langkah: list[list[Any]]) -> None:
    disimpan, rs, pasien = langkah[7]
    assert disimpan == {"baris": 1, "lewat": 0}
    (satu,) = rs["response"]["list"]
    assert (satu.pop("nopeserta"), satu.pop("lastupdate") > 0) == ("0001777000001", True)
    assert pasien["response"]["list"] == [satu]
    assert (satu["jenistindakan"], satu["terlaksana"]) == ("Apendektomi", 0)


def test_the_feed_tells_the_whole_day(langkah: list[list[Any]], kode: list[str]) -> None:
    yusuf, ahmad, lina = kode
    riwayat, umpan = langkah[8]
    milik_lina = ["ambil", "checkin", "panggil", "task5", "resep", "farmasi_ambil", "farmasi_panggil"]
    assert [satu["jenis"] for satu in riwayat["riwayat"]] == milik_lina
    terjadi = [(satu["jenis"], satu["kodebooking"]) for satu in umpan["peristiwa"]]
    assert [satu for satu in terjadi if not satu[1]] == [("jadwal_impor", ""), ("pasien_impor", ""), ("operasi", "")]
    assert Counter(milik for _, milik in terjadi if milik) == {yusuf: 4, ahmad: 2, lina: 7}
    assert [jenis for jenis, milik in terjadi if milik == yusuf] == ["ambil", "checkin", "panggil", "lewati"]
    assert [jenis for jenis, milik in terjadi if milik == ahmad] == ["ambil", "batal"]


def test_a_second_run_says_that_the_day_has_been_played(hari: Hari, langkah: list[list[Any]]) -> None:
    again = hari.lagi(hari.kunci)
    assert again.returncode == 1
    assert again.stderr.splitlines()[1:] == [
        "Today has been played already: try again tomorrow, or on an empty ANTREAN_DATA_DIR."
    ]
    assert "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama" in again.stderr


def test_a_wrong_key_stops_it_at_once(hari: Hari) -> None:
    done = hari.lagi("1311R002.salah")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith('Stopped, refused: {"type":"urn:antrean:KunciSalah"')


def test_without_a_key_it_says_how_to_make_one(hari: Hari) -> None:
    done = hari.lagi()
    assert done.returncode != 0
    assert "make one with: antrean rs kunci 1311R002 --nama sehari" in done.stderr


def test_the_ledger_is_clean_afterwards(hari: Hari, langkah: list[list[Any]]) -> None:
    done = run(antrean("periksa"), ANTREAN_DATA_DIR=str(hari.data))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("shell", ["dash", "bash --posix", "busybox sh"])
def test_every_shell_can_read_it(shell: str) -> None:
    command = shell.split()
    if shutil.which(command[0]) is None:
        pytest.skip(f"no {command[0]} here")
    assert run([*command, "-n", str(SCRIPT)]).stderr == ""
