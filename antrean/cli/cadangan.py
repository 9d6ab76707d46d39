"""``antrean cadangan``: backups of a hospital."""

import sys
from pathlib import Path

import click

from antrean.cli.common import Kelompok, chosen_rs, clock, open_store, rs_option
from antrean.services import buku
from antrean.services import cadangan as services
from antrean.services import periksa as periksa_buku
from antrean.services.cadangan_berkas import Ringkasan

_file = click.argument("file", type=click.Path(path_type=Path))


@click.group(cls=Kelompok)
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
@click.option(
    "--lompat",
    type=click.IntRange(0, 10_000),
    default=0,
    help="Every series goes on above so many more numbers: as many as any may have given since the backup.",
)
def pulihkan(file: Path, ganti: bool, lompat: int) -> None:
    """Put the hospital of FILE into the store, all of it in one step, and recount it as `antrean periksa` does.

    What happened after the backup is not in it. Numbers that this store gave meanwhile are not given again; a store
    that did not give them is told with --lompat. Exit code 1 if a figure does not agree.
    """
    with open_store() as store:
        kode = services.periksa(file).kepala.kode
        dulu = store.rs.cari(kode) if ganti else None
        if dulu:
            buku.tandai(store, dulu, clock.today(dulu.zona_waktu))
        ringkasan = services.pulihkan(store, file, ganti)
        rs = chosen_rs(store, ringkasan.kepala.kode)
        buku.tandai(store, rs, clock.today(rs.zona_waktu), lompat)
        lanjut = buku.bebaskan(store, rs, clock.today(rs.zona_waktu))
        salah = list(periksa_buku.rumah_sakit(store, clock, rs))
    click.echo(f"Restored: the hospital {_ringkas(ringkasan)}")
    if lompat or dulu:
        atas = f", and those above {lompat} more" if lompat else ""
        click.echo(
            f"Numbers that this store gave since the backup{atas} are not given again; {lanjut} series whose "
            "records the backup does not have go on above their last."
        )
    else:
        click.echo(
            "NOTE   This store cannot know which numbers were given after the backup. If the hospital was in use since "
            "then, restore it again with --ganti and --lompat N, N being more than any session can have given: before "
            "it serves again, for what is booked in between would be gone."
        )
    if ganti:
        click.echo("Restart the service: it remembers what was there before.")
    for satu in salah:
        click.echo(f"WRONG  {satu}", err=True)
    if salah:
        click.echo(
            "The ledger disagreed with its bookings when the backup was made. Mend it by these sentences; an older "
            "backup is for where that cannot be, for it lacks what was booked between the two.",
            err=True,
        )
        sys.exit(1)
    click.echo("Its ledger was recounted and is as it should be.")


def _ringkas(ringkasan: Ringkasan) -> str:
    kepala = ringkasan.kepala
    return (
        f"{kepala.kode} as of {kepala.dibuat}: {ringkasan.kunci} keys with {ringkasan.nilai} values, "
        f"digest {ringkasan.isi[:16]}."
    )
