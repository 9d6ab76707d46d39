"""``antrean antrean``: the bookings of a day."""

from collections.abc import Sequence
from datetime import date, datetime

import click

from antrean.cli.common import Kelompok, Tanggal, chosen_rs, clock, json_option, open_store, print_rows, rs_option


@click.group(cls=Kelompok)
def antrean() -> None:
    """Show bookings."""


@antrean.command()
@click.option("--tanggal", type=Tanggal(), help="The day; today where none is given.")
@click.option("--kodepoli", default="", help="Only this poli.")
@json_option
@rs_option
def lihat(tanggal: date | None, kodepoli: str, as_json: bool, kode_rs: str | None) -> None:
    """Show the bookings of a day, without identity numbers."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        semua = store.antrean.pada(rs.kode, tanggal or clock.today(rs.zona_waktu))
    rows: list[Sequence[object]] = [
        (
            b.kodebooking,
            b.nomorantrean,
            b.slot.kodepoli,
            b.slot.kodedokter,
            str(b.slot.jampraktek),
            "JKN" if b.jenis == "jkn" else "NON JKN",
            b.norm,
            b.keadaan,
            datetime.fromtimestamp(b.estimasidilayani / 1000, rs.zona_waktu).strftime("%H:%M"),
            b.sumber,
        )
        for b in semua
        if not kodepoli or b.slot.kodepoli == kodepoli.upper()
    ]
    header: Sequence[str] = (
        "kodebooking",
        "nomor",
        "poli",
        "dokter",
        "jam",
        "jenis",
        "norm",
        "status",
        "estimasi",
        "sumber",
    )
    if not as_json:
        # 80 columns: the number stands in the kodebooking too.
        shown = [i for i, name in enumerate(header) if name not in ("nomor", "sumber")]
        header, rows = tuple(header[i] for i in shown), [tuple(row[i] for i in shown) for row in rows]
    print_rows(header, rows, as_json)
