"""``antrean jam``: our clock, where it was doubted."""

import click

from antrean.cli.common import clock, konteks, open_store
from antrean.domain.jam import SEHARI_MS
from antrean.errors import OperatorError


@click.group()
def jam() -> None:
    """Say that the clock is right, after it was doubted."""


@jam.command()
def benar() -> None:
    """Say that our clock is right now, for every hospital: changes that were refused (503) are made again.

    `antrean periksa` says why it was doubted.
    """
    with open_store() as store:
        server = store.jam.server_ms()
        beda = clock.now_ms() - server
        if server and abs(beda) >= SEHARI_MS:
            raise OperatorError(
                f"Our clock and the Redis server's are {abs(beda) / SEHARI_MS:.1f} days apart, so one of them is "
                "wrong. Set both right (`timedatectl`), then run this again."
            )
        semua = store.rs.semua()
        for rs in semua:
            store.jam.benar(rs.kode, konteks(store, rs).write)
    click.echo(f"The clock is right, for {len(semua)} hospitals.")
