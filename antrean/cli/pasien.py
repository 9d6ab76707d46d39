"""``antrean pasien``: the patients whom the hospital knows."""

from functools import partial
from pathlib import Path

import click

from antrean.cli.common import Kelompok, chosen_rs, konteks, open_store, rs_option
from antrean.domain.rs import RumahSakit
from antrean.errors import (
    FileError,
    GabungDuaAntrean,
    IsianSalah,
    MasihAdaAntrean,
    NomorBerbeda,
    NormTidakAda,
    OperatorError,
)
from antrean.services import pasien as rekam
from antrean.services import pasien_impor as services
from antrean.services.baris import PASIEN_BOLEH, PASIEN_WAJIB, baca_pasien
from antrean.services.csvfile import LINE_AND_CAUSE, MOST_SHOWN, UNCHANGED, CsvFile
from antrean.store import Store

_BLOCK = 1 << 20
ALL_OR_SOME = f"{UNCHANGED} Mend them, or take the others with --lewati-salah FILE, which gets these rows."


@click.group(cls=Kelompok)
def pasien() -> None:
    """Import patients, erase one, make two records one."""


@pasien.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--lewati-salah",
    type=click.Path(path_type=Path),
    help="Take the rows that can be taken, and write the others into this new file, each with what is wrong.",
)
@click.option("--ya", is_flag=True, help="Go on although numbers look damaged.")
@rs_option
def impor(file: Path, lewati_salah: Path | None, ya: bool, kode_rs: str | None) -> None:
    """Import patients from FILE: new ones are added, known ones (by norm) updated, none is removed.

    Columns: norm, nik, nomorkartu, nama; optionally nomorlama (the NIK or card that the record has now, where that is
    corrected). All rows are looked at before the first is written, and every one that cannot
    be taken is named. A NIK or card may go from one record to another where both are in FILE. An import that was cut
    off goes on by running it again.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        jumlah = import_patients(store, rs, file, lewati_salah=lewati_salah, ya=ya)
    click.echo(f"{jumlah} patients imported.")


@pasien.command()
@click.argument("norm")
@click.option("--ya", is_flag=True, help="Do not ask again.")
@rs_option
def hapus(norm: str, ya: bool, kode_rs: str | None) -> None:
    """Erase the patient NORM: record, form, and the identity numbers in the bookings that are kept.

    The bookings themselves stay as they count. Backups that were made before still have the patient.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if not ya:
            click.confirm(f"Erase the patient {norm} of {rs.kode}? It cannot be taken back.", abort=True, err=True)
        try:
            jumlah = rekam.hapus(konteks(store, rs), norm)
        except NormTidakAda as salah:
            raise _tidak_ada(rs, salah) from None
        except MasihAdaAntrean as salah:
            raise OperatorError(
                f"The patient {norm} has bookings of today or later: {salah.fields['kodebooking']}. Cancel them first; "
                "nothing was changed."
            ) from None
    click.echo(
        f"Patient {norm} erased, also in {jumlah} bookings. Backups that were made before still have the patient."
    )


@pasien.command()
@click.argument("norm_lama")
@click.argument("norm_baru")
@rs_option
def gabung(norm_lama: str, norm_baru: str, kode_rs: str | None) -> None:
    """Let the record NORM_LAMA go into NORM_BARU, where both are the same patient.

    NIK and card go to NORM_BARU where it lacks them, and the bookings with what they claim. NORM_LAMA is gone then.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            jumlah = rekam.gabung(konteks(store, rs), norm_lama, norm_baru)
        except IsianSalah:
            raise click.UsageError("NORM_LAMA and NORM_BARU are the same record") from None
        except NormTidakAda as salah:
            raise _tidak_ada(rs, salah) from None
        except NomorBerbeda as salah:
            bidang = salah.fields["bidang"].replace(" dan ", " and ")
            raise OperatorError(
                f"{norm_lama} and {norm_baru} differ in {bidang}: they may be two patients. Where they are one, "
                "correct the wrong one with `antrean pasien impor` first; nothing was changed."
            ) from None
        except GabungDuaAntrean as salah:
            kode = salah.fields["kodebooking"].replace(" dan ", " and ")
            raise OperatorError(
                f"The patient would have two bookings against the policy duplikat: {kode}. Cancel one of them first; "
                "nothing was changed."
            ) from None
    click.echo(f"Record {norm_lama} is now part of {norm_baru}, with {jumlah} bookings.")


def _tidak_ada(rs: RumahSakit, salah: NormTidakAda) -> OperatorError:
    return OperatorError(f"{rs.kode} has no patient {salah.fields['norm']!r}. Look at the record number.")


def import_patients(
    store: Store,
    rs: RumahSakit,
    path: Path,
    progress: bool = True,
    lewati_salah: Path | None = None,
    ya: bool = False,
) -> int:
    """Import a file of patients and count them.

    Args:
        progress: show progress bars (only where the output is a terminal).
        lewati_salah: take the rows that can be taken, and write the others into this file.
        ya: go on although numbers look damaged.

    Raises:
        FileError: naming line, column and value of each row at fault.
    """
    file = CsvFile(path, PASIEN_WAJIB, PASIEN_BOLEH, lewat=LINE_AND_CAUSE)
    lines = _count_lines(path)
    baca = partial(baca_pasien, kartu_13=rs.kebijakan.kartu_13 == "ya")

    def bar(label: str) -> "click._termui_impl.ProgressBar[int]":
        return click.progressbar(length=lines, label=label, hidden=not progress, update_min_steps=services.BATCH)

    with services.Impor(konteks(store, rs)) as semua:
        with bar("Looking at the rows") as looked_at:
            semua.periksa(file.rows(baca), looked_at.update)
        if not semua.jumlah:
            raise file.empty()
        dulu = semua.ditolak
        if dulu and lewati_salah is None:
            raise file.all_wrong(dulu, semua.salah(), UNCHANGED if dulu == 1 else ALL_OR_SOME)
        if (ragu := semua.ragu()) and not ya:
            sentences = "\n".join(f"  {satu}" for satu in [*ragu[:MOST_SHOWN], *(["  …"] if ragu[MOST_SHOWN:] else [])])
            raise FileError(f"{path} looks damaged.\n{sentences}\n{UNCHANGED} If it is right so, import it with --ya.")
        with bar("Writing them       ") as written:
            semua.simpan(file.rows(baca), written.update)
        if semua.ditolak and lewati_salah is not None:
            file.write_rows(lewati_salah, semua.salah())
            click.echo(f"{semua.ditolak} rows were not taken: they are in {lewati_salah}.", err=True)
        elif semua.ditolak:
            raise file.all_wrong(semua.ditolak, semua.salah(), "The other rows were imported.")
        return semua.jumlah - semua.ditolak


def _count_lines(path: Path) -> int:
    """How many lines a file has, about; for the progress bars."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))
