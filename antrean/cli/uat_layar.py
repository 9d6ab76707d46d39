"""What ``antrean uat`` shows in the terminal: a row for each scenario as it ends, and below them how far it is."""

import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table
from rich.text import Text

from antrean.uat.jalan import Baris, Hasil, semua
from antrean.uat.laporan import PESAN_TERPANJANG
from antrean.uat.samaran import Samaran

_WARNA = {Hasil.LULUS: "green", Hasil.SARAN: "yellow", Hasil.GAGAL: "bold red", Hasil.LEWAT: "dim"}
_LEBAR = {"nomor": 5, "hasil": 12, "tanda": 1, "waktu": 8}


class Layar:
    """Shows rows as they come.

    Args:
        samaran: masks what they say.
        quiet: show nothing but that it waits, on standard error.
    """

    def __init__(self, samaran: Samaran, quiet: bool) -> None:
        self._samaran = samaran
        self._quiet = quiet
        self._console = Console(stderr=quiet, highlight=False, markup=False, emoji=False)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=16),
            MofNCompleteColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._progress.add_task("Menguji", total=len(semua()))
        self._hitung: Counter[Hasil] = Counter()

    def __enter__(self) -> Self:
        self._progress.start()
        if not self._quiet:
            self._baris("No", "Hasil", "", "Skenario", "ms", "bold")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def tampil(self, baris: Baris) -> None:
        """A scenario has ended."""
        self._hitung[baris.hasil] += 1
        self._progress.update(self._task, advance=1, description=f"Menguji {self._tally()}")
        if self._quiet:
            return
        warna = _WARNA[baris.hasil]
        waktu = str(baris.tukar.milidetik) if baris.tukar else ""
        self._baris(baris.nomor, baris.hasil, baris.tanda, baris.judul, waktu, warna)
        for pesan in [baris.kurang] if baris.kurang else [satu.pesan for satu in baris.temuan]:
            self._keterangan(_aman(self._samaran.ringkas(pesan, PESAN_TERPANJANG)), warna)

    def jeda(self, seconds: float) -> None:
        """Wait, and say for how long."""
        self._progress.update(self._task, description=f"Menunggu token habis ({seconds:.0f} detik)")
        if not self._console.is_terminal:
            click.echo(f"Menunggu token habis ({seconds:.0f} detik) …", err=True)
        threading.Event().wait(seconds)

    def bereskan(self) -> None:
        """The end: what was taken is given back."""
        self._progress.update(self._task, description="Membatalkan antrean uji")

    def ringkasan(self, ikhtisar: Mapping[str, Any], report: Path | None) -> None:
        """The counts, what was left behind, and where the report is."""
        angka = ikhtisar["ringkasan"]
        self._kata()
        if ikhtisar["syarat"]:
            self._kata(ikhtisar["syarat"], "bold red")
        self._kata(
            f"{angka['lulus']} lulus, {angka['saran']} lulus dengan saran, {angka['gagal']} gagal, "
            f"{angka['tidak_diuji']} tidak diuji.",
            "bold red" if angka["gagal"] else "bold green",
        )
        if ikhtisar["dihentikan"]:
            self._kata("Uji dihentikan sebelum selesai.", "bold red")
        if angka["saran"]:
            self._kata("Saran: berbeda dari kebiasaan (M) atau usulan antrean (O), bukan dari formulir UAT (U).")
        if angka["tidak_diuji"]:
            self._kata("Yang tidak diuji menyebut apa yang kurang; isilah di berkas TOML (--berkas).")
        if ikhtisar["pasien_terdaftar"]:
            norm = ", ".join(ikhtisar["pasien_terdaftar"])
            self._kata(f"Pasien uji yang didaftarkan dan tidak dapat dihapus lewat web service: norm {_aman(norm)}.")
        for satu in ikhtisar["tertinggal"]:
            self._kata(f"TERTINGGAL: {_aman(satu)}. Periksalah dan batalkan di SIMRS.", "bold red")
        if report:
            self._kata(f"Laporan: {report} (buka di peramban, cetak ke PDF, kertas A4).")

    def _tally(self) -> str:
        return ", ".join(f"{self._hitung[hasil]} {hasil.lower()}" for hasil in Hasil if self._hitung[hasil])

    def _baris(self, nomor: str, hasil: str, tanda: str, isi: str, waktu: str, warna: str) -> None:
        if not self._console.is_terminal:
            click.echo(f"{nomor:<5} {hasil:<12} {tanda:<1} {waktu:>6} {isi}".rstrip())
            return
        # A grid of one row, always as wide as the one before it.
        grid = Table.grid(padding=(0, 1), expand=True)
        for nama, lebar in _LEBAR.items():
            if nama == "waktu":
                grid.add_column(ratio=1, overflow="fold")
            grid.add_column(width=lebar, justify="right" if nama == "waktu" else "left")
        grid.add_row(nomor, Text(hasil, style=warna), tanda, isi, waktu)
        self._console.print(grid)

    def _keterangan(self, isi: str, warna: str) -> None:
        """Under a row, what there is to say about it."""
        if self._console.is_terminal:
            self._console.print(Padding(Text(isi, style=warna, overflow="fold"), (0, 0, 0, sum(_LEBAR.values()) - 3)))
        else:
            click.echo(f"{'':<27} {isi}")

    def _kata(self, isi: str = "", warna: str = "") -> None:
        if self._console.is_terminal:
            self._console.print(isi, style=warna, overflow="fold")
        else:
            click.echo(isi, err=self._quiet)


def _aman(teks: str) -> str:
    """What others wrote, without what a terminal would obey."""
    return "".join(huruf if huruf.isprintable() else "\ufffd" for huruf in " ".join(teks.split()))
