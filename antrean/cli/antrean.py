"""``antrean antrean``: the bookings of a day."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from antrean.cli.common import (
    Kelompok,
    Tanggal,
    chosen_rs,
    clock,
    json_option,
    konteks,
    open_store,
    print_rows,
    rs_option,
)
from antrean.services.antrean_impor import Impor
from antrean.services.baris import BOOKING_BOLEH, BOOKING_WAJIB, baca_booking
from antrean.services.csvfile import LINE_AND_CAUSE, UNCHANGED, CsvFile


@click.group(cls=Kelompok)
def antrean() -> None:
    """Show bookings, import those that were made elsewhere."""


@antrean.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--coba", is_flag=True, help="Show what it would do, and change nothing.")
@rs_option
def impor(file: Path, coba: bool, kode_rs: str | None) -> None:
    """Import open bookings from FILE with the numbers that they have: from the system before, or from paper.

    Columns: tanggalperiksa, kodepoli, kodedokter, jampraktek, angkaantrean, jeniskunjungan; one or more of nomorkartu,
    nik and norm; and where there is one kodebooking, the code of the system before, under which BPJS knows the booking
    and all calls find it; nohp, nomorreferensi. Schedule and patients are imported before. All of it or nothing: every
    row that cannot be taken is named. The bookings count in the quotas; where those are too small, give the sessions
    more first. An import that was cut off goes on by running it again.
    """
    csv = CsvFile(file, BOOKING_WAJIB, BOOKING_BOLEH, lewat=LINE_AND_CAUSE)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        baca = partial(baca_booking, kartu_13=rs.kebijakan.kartu_13 == "ya")
        semua = Impor(konteks(store, rs), csv.rows(baca))
        hasil = semua.periksa()
        if hasil.salah:
            raise csv.all_wrong(len(hasil.salah), hasil.salah)
        if not hasil.jumlah and not hasil.sudah:
            raise csv.empty()
        if not coba:
            semua.simpan()
    if hasil.salah:
        raise csv.all_wrong(len(hasil.salah), hasil.salah, "The other rows were imported.")
    rows: list[Sequence[object]] = [
        (sesi.tanggal.isoformat(), sesi.slot.kodepoli, sesi.slot.kodedokter, str(sesi.slot.jampraktek), jumlah)
        for sesi, jumlah in sorted(hasil.masuk.items())
    ]
    if rows:
        print_rows(("tanggal", "poli", "dokter", "jam", "booking"), rows, False)
    sudah = f" {hasil.sudah} were there already." if hasil.sudah else ""
    click.echo(f"{hasil.jumlah} bookings {f'can be imported. {UNCHANGED}' if coba else 'imported.'}{sudah}")


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
