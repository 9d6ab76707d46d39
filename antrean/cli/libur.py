"""``antrean libur``: closed days."""

from datetime import date

import click

from antrean.cli.common import (
    Tanggal,
    chosen_rs,
    json_option,
    konteks,
    open_store,
    print_rows,
    rs_option,
)
from antrean.errors import IsianSalah, OperatorError, PoliTidakDitemukan
from antrean.services import libur as services

_kodepoli = click.option("--kodepoli", default="", help="Only this poli.")


@click.group()
def libur() -> None:
    """Close days, open them again, show them."""


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_kodepoli
@click.option("--keterangan", default="Libur", help="Why.", show_default=True)
@click.option("--batalkan", default="", metavar="ALASAN", help="Cancel its bookings in the same step, for this reason.")
@rs_option
def tambah(tanggal: date, kodepoli: str, keterangan: str, batalkan: str, kode_rs: str | None) -> None:
    """Close the day TANGGAL, and name the bookings that were taken for it."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            terkena = services.tutup(konteks(store, rs), tanggal, kodepoli.upper(), keterangan, batalkan)
        except PoliTidakDitemukan:
            raise OperatorError(f"There is no poli {kodepoli.upper()!r} in the schedule of {rs.kode}.") from None
        except IsianSalah as salah:
            raise OperatorError(f"--{salah.bidang} takes 1 to {services.TERPANJANG} printable characters.") from None
    click.echo(f"{tanggal.isoformat()} closed{f' for poli {kodepoli.upper()}' if kodepoli else ''}.")
    if terkena:
        click.echo(f"{len(terkena)} bookings {'cancelled' if batalkan else 'stay'}: {', '.join(terkena)}")


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_kodepoli
@rs_option
def hapus(tanggal: date, kodepoli: str, kode_rs: str | None) -> None:
    """Open the day TANGGAL again."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if not services.buka(konteks(store, rs), tanggal, kodepoli.upper()):
            poli = f" for poli {kodepoli.upper()}" if kodepoli else ""
            raise OperatorError(f"{tanggal.isoformat()} is not closed{poli}. `antrean libur lihat` shows what is.")
    click.echo(f"{tanggal.isoformat()} open{f' for poli {kodepoli.upper()}' if kodepoli else ''}.")


@libur.command()
@json_option
@rs_option
def lihat(as_json: bool, kode_rs: str | None) -> None:
    """Show the closed days."""
    with open_store() as store:
        semua = store.libur.semua(chosen_rs(store, kode_rs).kode)
    print_rows(
        ("tanggal", "poli", "keterangan"),
        [(tanggal.isoformat(), kodepoli or "all", sebab) for (tanggal, kodepoli), sebab in semua.items()],
        as_json,
    )
