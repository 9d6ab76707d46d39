"""``antrean cadangan``: backups of a hospital."""

import sys
from pathlib import Path

import click

from antrean.cli.common import chosen_rs, clock, open_store, rs_option
from antrean.services import cadangan as services
from antrean.services import periksa as buku
from antrean.services.cadangan_berkas import Ringkasan

_file = click.argument("file", type=click.Path(path_type=Path))


@click.group()
def cadangan() -> None:
    """Back up a hospital and restore it. The file holds identity numbers: keep it as you keep the store."""


@cadangan.command()
@_file
@rs_option
@click.option("--ganti", is_flag=True, help="Take the place of a file that is there.")
def buat(file: Path, kode_rs: str | None, ganti: bool) -> None:
    """Write everything that a hospital has to FILE, as it stands in one moment; the service can go on."""
    with open_store() as store:
        ringkasan = services.buat(store, clock, chosen_rs(store, kode_rs), file, ganti)
    click.echo(f"{file} has the hospital {_ringkas(ringkasan)}")


@cadangan.command()
@_file
def periksa(file: Path) -> None:
    """Check that FILE is whole and can be restored. Two backups of the same state have the same digest."""
    click.echo(f"{file} is whole. It has the hospital {_ringkas(services.periksa(file))}")


@cadangan.command()
@_file
@click.option("--ganti", is_flag=True, help="Take the place of the hospital that is there. Stop the service before.")
def pulihkan(file: Path, ganti: bool) -> None:
    """Put the hospital of FILE into the store, all of it in one step, and recount it as `antrean periksa` does.

    What happened after the backup is not in it. Exit code 1 if a figure does not agree.
    """
    with open_store() as store:
        ringkasan = services.pulihkan(store, file, ganti)
        rs = chosen_rs(store, ringkasan.kepala.kode)
        salah = list(buku.rumah_sakit(store, clock, rs))
    click.echo(f"Restored: the hospital {_ringkas(ringkasan)}")
    if ganti:
        click.echo("Restart the service: it remembers what was there before.")
    for satu in salah:
        click.echo(f"WRONG  {satu}", err=True)
    if salah:
        click.echo("The ledger disagreed with its bookings when the backup was made. Take an older one.", err=True)
        sys.exit(1)
    click.echo("Its ledger was recounted and is as it should be.")


def _ringkas(ringkasan: Ringkasan) -> str:
    kepala = ringkasan.kepala
    return (
        f"{kepala.kode} as of {kepala.dibuat}: {ringkasan.kunci} keys with {ringkasan.nilai} values, "
        f"digest {ringkasan.isi[:16]}."
    )
