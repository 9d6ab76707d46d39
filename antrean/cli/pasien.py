"""``antrean pasien``: the patients whom the hospital knows."""

from pathlib import Path

import click

from antrean.cli.common import Kelompok, chosen_rs, konteks, open_store, rs_option
from antrean.cli.csvfile import CsvFile
from antrean.domain.rs import RumahSakit
from antrean.services import pasien_impor as services
from antrean.services.baris import PASIEN_WAJIB, baca_pasien
from antrean.store import Store


@click.group(cls=Kelompok)
def pasien() -> None:
    """Import patients."""


@pasien.command()
@click.argument("file", type=click.Path(path_type=Path))
@rs_option
def impor(file: Path, kode_rs: str | None) -> None:
    """Import patients from FILE: new ones are added, known ones (by norm) updated, none is removed.

    Columns: norm, nik, nomorkartu, nama. All rows are looked at before the first is written. An import that was cut
    off goes on by running it again.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        jumlah = import_patients(store, rs, file)
    click.echo(f"{jumlah} patients imported.")


def import_patients(store: Store, rs: RumahSakit, path: Path, progress: bool = True) -> int:
    """Import a file of patients and count them.

    Args:
        progress: show progress bars (only where the output is a terminal).

    Raises:
        FileError: naming line, column and value.
    """
    file = CsvFile(path, PASIEN_WAJIB)
    lines = file.count_lines()

    def bar(label: str) -> "click._termui_impl.ProgressBar[int]":
        return click.progressbar(length=lines, label=label, hidden=not progress, update_min_steps=services.BATCH)

    try:
        with bar("Looking at the rows") as looked_at:
            jumlah = services.periksa(konteks(store, rs), file.rows(baca_pasien), looked_at.update)
    except services.PasienSalah as salah:
        raise file.salah(salah.line, salah.salah) from salah
    if not jumlah:
        raise file.empty()
    try:
        with bar("Writing them       ") as written:
            services.simpan(konteks(store, rs), file.rows(baca_pasien), written.update)
    except services.PasienSalah as salah:
        raise file.salah(salah.line, salah.salah, "The rows before it were imported.") from salah
    return jumlah
