"""``antrean kunci``: the keys with which a hospital's own systems come in."""

from datetime import datetime

import click

from antrean.cli.common import (
    Kelompok,
    chosen_rs,
    json_option,
    konteks,
    new_write,
    open_store,
    print_rows,
    rs_option,
)
from antrean.domain.kunci import BOLEH, SEMUA, baca_boleh, tulis_boleh
from antrean.domain.rs import RumahSakit
from antrean.services import kunci as services
from antrean.store import Store

boleh_option = click.option(
    "--boleh",
    default=SEMUA,
    show_default=True,
    metavar=",".join(BOLEH),
    help="What the key may do, words with commas between them.",
)


@click.group(cls=Kelompok)
def kunci() -> None:
    """Make, show and revoke keys of SIMRS, kiosks and counters."""


@kunci.command()
@click.argument("nama")
@boleh_option
@rs_option
def buat(nama: str, boleh: str, kode_rs: str | None) -> None:
    """Make a key named NAMA and show it, this once.

    A kiosk's key reads no form and changes no schedule: --boleh kios.
    """
    untuk = baca_boleh(boleh)
    with open_store() as store:
        show_new_key(store, chosen_rs(store, kode_rs), nama, untuk)


def show_new_key(store: Store, rs: RumahSakit, nama: str, boleh: frozenset[str]) -> None:
    """Make a key and print it."""
    baru = services.buat(konteks(store, rs), nama, boleh)
    click.echo(f"Key {nama!r} of {rs.kode}; it is shown only now. Send it as `Authorization: Bearer …`:", err=True)
    click.echo(baru)


@kunci.command()
@json_option
@rs_option
def lihat(as_json: bool, kode_rs: str | None) -> None:
    """Show the names of the keys, and what each may do."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        semua = store.kunci.semua(rs.kode)
    rows = [
        (
            satu.nama,
            datetime.fromtimestamp(satu.dibuat / 1000, rs.zona_waktu).isoformat(timespec="minutes"),
            tulis_boleh(satu.boleh),
        )
        for satu in semua
    ]
    print_rows(("nama", "dibuat", "boleh"), rows, as_json)


@kunci.command()
@click.argument("nama")
@rs_option
def cabut(nama: str, kode_rs: str | None) -> None:
    """Revoke the key named NAMA; a second later nobody comes in with it."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        store.kunci.cabut(rs.kode, nama, new_write())
    click.echo(f"Key {nama!r} of {rs.kode} revoked.")
