"""``antrean serve`` with what tells BPJS beside gunicorn, as ``make run`` starts it."""

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import next_week, processes_of, run, sample_jkn, sample_request, serve
from tests.servers import antrean, wait_until

pytestmark = pytest.mark.e2e


def terkirim(data: Path) -> dict[str, str]:
    """What ``antrean bpjs lihat`` shows for next week: kodebooking and how it stands."""
    done = run(antrean("bpjs", "lihat", "--tanggal", next_week(), "--json"), ANTREAN_DATA_DIR=str(data))
    assert (done.returncode, done.stderr) == (0, "")
    semua: list[dict[str, Any]] = json.loads(done.stdout)
    return {satu["kodebooking"]: satu["keadaan"] for satu in semua}


def test_who_takes_a_number_sees_what_bpjs_was_told_and_what_is_killed_comes_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(data, "--contoh", "--simulasi") as service:
        assert "bpjs lihat\n" in service.output(), "today's, which are taken in the browser"
        wait_until(lambda: "A simulated BPJS serves at" in service.output(), "the simulator")
        with sample_jkn(service.url) as jkn:
            kode = jkn.ambil(sample_request())["response"]["kodebooking"]
        wait_until(lambda: terkirim(data) == {kode: "terkirim"}, "the first booking")
        # A closed day is BPJS's to hear; the simulator takes the booking for one of Mobile JKN's.
        tutup = ("libur", "tambah", next_week(), "--batalkan", "Dokter sakit")
        assert run(antrean(*tutup), ANTREAN_DATA_DIR=str(data)).returncode == 0
        wait_until(lambda: f'"{kode}"' in _read(data / "simulasi-bpjs.json"), "the cancellation")
        (kirim,) = pids(data, "bpjs kirim")
        os.kill(kirim, signal.SIGKILL)
        wait_until(lambda: "bpjs kirim was killed by SIGKILL, and is started again." in service.output(), "its word")
        wait_until(lambda: pids(data, "bpjs kirim") not in ([], [kirim]), "its successor")
        assert service.process
        service.process.kill()
        service.process.wait()
        wait_until(lambda: processes_of(data) == [], "the end of all that serve started")


def pids(data: Path, words: str) -> list[int]:
    """Of the processes with these words that work for a data directory."""
    return [
        int(place.name)
        for place in Path("/proc").glob("[0-9]*")
        if re.search(words, _read(place / "cmdline").replace("\0", " ")) and str(data) in _read(place / "environ")
    ]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


def test_a_real_hospitals_bookings_are_for_no_simulator(tmp_path: Path) -> None:
    done = run(antrean("serve", "--simulasi"), ANTREAN_DATA_DIR=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("antrean: --simulasi goes with --contoh")
