"""Stopped in the middle: what was taken is given back, and what may be left is said."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from antrean.uat.jalan import semua
from tests.servers import START_S, antrean, wait_until
from tests.uat.conftest import JalankanUji, Layanan
from tests.uat.rumah_sakit import PASSWORD, USERNAME, RumahSakit
from tests.uat.salah import Salah

Proses = subprocess.Popen[str]


@contextmanager
def berjalan(url: str, berkas: Path, *words: str) -> Iterator[Proses]:
    """The command in a process of its own."""
    command = antrean("uat", url, "--username", USERNAME, "--berkas", str(berkas), *words)
    env = {**os.environ, "ANTREAN_UAT_PASSWORD": PASSWORD}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(rs: RumahSakit, layanan: str) -> None:
    wait_until(lambda: layanan in [satu for satu, _ in rs.permintaan], f"a request to {layanan}")


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_what_was_taken_is_cancelled(
    signum: signal.Signals, rs_kini: RumahSakit, server: Layanan, berkas_toml: Path, tmp_path: Path
) -> None:
    rs_kini.salah = Salah.DIAM
    laporan = tmp_path / "uat.html"
    with berjalan(server.url, berkas_toml, "--laporan", str(laporan)) as process:
        wait_for(rs_kini, "sisa")
        assert len(rs_kini.tersisa()) == 2
        process.send_signal(signum)
        # Sisa Antrean answers again: it is asked whether what was cancelled is gone.
        rs_kini.salah = None
        out, err = process.communicate(timeout=START_S)
    assert (process.returncode, err) == (130, "")
    assert rs_kini.tersisa() == []
    assert "Uji dihentikan sebelum selesai." in out
    assert "TERTINGGAL" not in out
    isi = laporan.read_text("utf-8")
    assert "Uji dihentikan sebelum selesai; laporan ini tidak lengkap." in isi
    assert all(f"<b>{baris.nomor}</b>" in isi for baris, _ in semua())


def test_a_booking_whose_answer_was_not_waited_for_is_named(
    rs_kini: RumahSakit, server: Layanan, berkas_toml: Path
) -> None:
    rs_kini.salah, rs_kini.diam = Salah.DIAM, "ambil"
    with berjalan(server.url, berkas_toml) as process:
        wait_until(lambda: bool(rs_kini.tersisa()), "a booking")
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=START_S)
    assert process.returncode == 130
    assert f"TERTINGGAL: Permintaan antrean UMU 101 {rs_kini.hari(1)} tidak mendapat jawaban yang utuh" in out


def test_nobody_reads_what_it_prints(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path) -> None:
    """``antrean uat … | head -1``"""
    rs_kini.salah = Salah.DIAM
    with berjalan(server.url, berkas_toml) as process:
        wait_for(rs_kini, "sisa")
        assert process.stdout
        process.stdout.close()
        rs_kini.salah = None
        rs_kini.lepas.set()
        assert process.wait(START_S) == 1
    assert rs_kini.tersisa() == []


def test_stopped_again_while_it_cancels(
    rs_lain: RumahSakit, jalankan_uji: JalankanUji, monkeypatch: pytest.MonkeyPatch
) -> None:
    rs_lain.salah = Salah.BATAL_DITOLAK
    uji = jalankan_uji().uji
    assert len(uji.buku.belum_batal) == 2

    def stop(*_words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(uji.klien, "kirim", stop)
    assert [satu.rpartition(": ")[2] for satu in uji.bereskan()] == ["uji dihentikan"] * 2
