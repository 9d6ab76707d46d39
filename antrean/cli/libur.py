"""``antrean libur``: closed days."""

from datetime import date

import click

from antrean.cli.common import Tanggal, chosen_rs, clock, new_write, open_store, print_table, rs_option
from antrean.domain.identitas import teks_sah
from antrean.errors import OperatorError

_kodepoli = click.option("--kodepoli", default="", help="Only this poli.")
_TERPANJANG = 100


@click.group()
def libur() -> None:
    """Close days, open them again, show them."""


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_kodepoli
@click.option("--keterangan", default="Libur", help="Why.", show_default=True)
@rs_option
def tambah(tanggal: date, kodepoli: str, keterangan: str, kode_rs: str | None) -> None:
    """Close the day TANGGAL. Bookings that were taken for it stay."""
    if not keterangan.strip() or not teks_sah(keterangan, _TERPANJANG):
        raise OperatorError(f"--keterangan takes 1 to {_TERPANJANG} printable characters.")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if kodepoli and kodepoli.upper() not in store.jadwal.baca(rs.kode).poli:
            raise OperatorError(f"There is no poli {kodepoli.upper()!r} in the schedule of {rs.kode}.")
        store.libur.tambah(rs.kode, tanggal, kodepoli.upper(), keterangan, clock.today(rs.zona_waktu), new_write())
    click.echo(f"{tanggal.isoformat()} closed{f' for poli {kodepoli.upper()}' if kodepoli else ''}.")


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_kodepoli
@rs_option
def hapus(tanggal: date, kodepoli: str, kode_rs: str | None) -> None:
    """Open the day TANGGAL again."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if not store.libur.hapus(rs.kode, tanggal, kodepoli.upper(), clock.today(rs.zona_waktu), new_write()):
            poli = f" for poli {kodepoli.upper()}" if kodepoli else ""
            raise OperatorError(f"{tanggal.isoformat()} is not closed{poli}. `antrean libur lihat` shows what is.")
    click.echo(f"{tanggal.isoformat()} open{f' for poli {kodepoli.upper()}' if kodepoli else ''}.")


@libur.command()
@rs_option
def lihat(kode_rs: str | None) -> None:
    """Show the closed days."""
    with open_store() as store:
        semua = store.libur.semua(chosen_rs(store, kode_rs).kode)
    print_table(
        ("tanggal", "poli", "keterangan"),
        [(tanggal.isoformat(), kodepoli or "all", sebab) for (tanggal, kodepoli), sebab in semua.items()],
    )
