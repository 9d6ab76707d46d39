"""What the command shows: in a terminal row by row, in a pipe plain lines."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
from pathlib import Path

from antrean.uat.jalan import semua
from tests.cli.conftest import run
from tests.servers import START_S, antrean, wait_until
from tests.uat.conftest import Layanan
from tests.uat.rumah_sakit import PASSWORD, USERNAME, RumahSakit
from tests.uat.salah import Salah

KOLOM = 80
NOMOR = [baris.nomor for baris, _ in semua()]
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")


class Terminal:
    """A terminal of 80 columns, and what was written to it so far."""

    def __init__(self) -> None:
        self._mine, self.theirs = pty.openpty()
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, KOLOM, 0, 0))
        os.set_blocking(self._mine, False)
        self.isi = b""

    def tutup(self) -> None:
        """Hang up."""
        os.close(self._mine)
        os.close(self.theirs)

    def baca(self) -> str:
        """Everything so far, as it was written."""
        try:
            while bagian := os.read(self._mine, 65536):
                self.isi += bagian
        except OSError:
            pass  # nothing more now, or for ever
        return self.isi.decode(errors="replace")

    def baris(self) -> list[str]:
        """The lines, without what only moves and colours."""
        teks = ESCAPE.sub("", re.sub(r"\x1b\[(?:2K|1A)", "\r", self.baca()))
        return [baris.rpartition("\r")[2] or baris.strip("\r") for baris in teks.replace("\r\n", "\n").split("\n")]


def test_in_a_terminal_rows_come_one_by_one(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path) -> None:
    rs_kini.salah = Salah.DIAM
    terminal = Terminal()
    env = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    command = antrean("uat", server.url, "--username", USERNAME, "--berkas", str(berkas_toml))
    with subprocess.Popen(
        command,
        env={**env, "ANTREAN_UAT_PASSWORD": PASSWORD, "TERM": "xterm-256color"},
        stdin=terminal.theirs,
        stdout=terminal.theirs,
        stderr=terminal.theirs,
    ) as process:
        try:
            wait_until(lambda: "3.27 " in terminal.baca(), "the rows before Sisa Antrean")
            assert "4.1 " not in terminal.baca()
            assert process.poll() is None
            wait_until(lambda: f"/{len(NOMOR)}" in terminal.baca(), "how far it is")
            rs_kini.salah = Salah.PESAN_LAZIM
            rs_kini.lepas.set()
            # Read while it writes: a terminal holds only so much.
            wait_until(lambda: (terminal.baca() and process.poll()) is not None, "the end", START_S)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "\x1b[" in terminal.baca()
    baris = terminal.baris()
    terminal.tutup()
    assert max(map(len, baris)) <= KOLOM
    ada = [cocok[1] for satu in baris if (cocok := re.match(r"([0-9]+\.[0-9]+) +(?:LULUS|SARAN|TIDAK DIUJI) ", satu))]
    assert sorted(ada) == sorted(NOMOR)
    (lewat,) = (ke for ke, satu in enumerate(baris) if satu.startswith("1.5 "))
    assert baris[lewat + 1].rstrip() == " " * 23 + "token.masa_detik atau --tunggu-token: belum diketahui"
    assert baris[lewat + 2].rstrip() == " " * 23 + "berapa lama token berlaku"


def test_in_a_pipe_plain_lines(rs_kini: RumahSakit, server: Layanan, berkas_toml: Path) -> None:
    rs_kini.salah = Salah.PESAN_HURUF
    hasil = run("uat", server.url, "--username", USERNAME, "--berkas", berkas_toml)
    assert "\x1b" not in hasil.out + hasil.err
    baris = hasil.out.splitlines()
    assert baris[0] == "No    Hasil              ms Skenario"
    assert [satu.split()[0] for satu in baris if re.match(r"[0-9]", satu)][:-1] == [*NOMOR[:4], *NOMOR[5:], "1.5"]
    assert all(satu == satu.rstrip() for satu in baris)
    (gagal,) = (ke for ke, satu in enumerate(baris) if satu.startswith("2.5 "))
    assert re.fullmatch(r"2\.5   GAGAL        U +[0-9]+ Kode poli tidak terdaftar", baris[gagal])
    assert baris[gagal + 1] == " " * 28 + 'pesan "Poli Tidak Ditemukn", seharusnya "Poli Tidak Ditemukan"'


def test_what_a_service_writes_does_not_command_the_terminal(
    rs_kini: RumahSakit, server: Layanan, berkas_toml: Path
) -> None:
    rs_kini.pesan_poli = "Poli \x1b]0;judul\x07\x1b[2J\n[/bold] [red]:smile: \ud83c Tidak"
    hasil = run("uat", server.url, "--username", USERNAME, "--berkas", berkas_toml)
    assert hasil.code == 1
    assert 'pesan "Poli \ufffd]0;judul\ufffd\ufffd[2J [/bold] [red]:smile: \ufffd Tidak"' in hasil.out
