"""``antrean buku``: the ledger, where records of it are gone."""

import click

from antrean.cli.common import chosen_rs, konteks, open_store, rs_option
from antrean.services import buku as services


@click.group()
def buku() -> None:
    """Go on where records of the ledger are gone."""


@buku.command()
@rs_option
def lanjutkan(kode_rs: str | None) -> None:
    """Make sessions and counters whose records are gone anew from the bookings that are there.

    They go on above the last number that was given, and nothing is taken away: the first thing to try, before a backup,
    which takes away what was booked after it. Bookings that are gone stay gone. `antrean periksa` says what is missing.
    """
    jumlah = 0
    with open_store() as store:
        for satu in services.lanjutkan(konteks(store, chosen_rs(store, kode_rs))):
            jumlah += 1
            click.echo(f"{satu} goes on above {satu.angka}.")
    if not jumlah:
        click.echo("No record is gone.")
