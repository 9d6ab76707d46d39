"""``antrean jadwal``: the schedule."""

from datetime import date
from pathlib import Path

import click

from antrean.cli.common import (
    Tanggal,
    chosen_rs,
    clock,
    json_option,
    konteks,
    open_store,
    print_rows,
    print_table,
    rs_option,
)
from antrean.cli.csvfile import CsvFile
from antrean.domain.jadwal import Sesi
from antrean.domain.rs import RumahSakit
from antrean.services import jadwal as services
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, baca_jadwal
from antrean.store import Store


@click.group()
def jadwal() -> None:
    """Import and show the schedule."""


@jadwal.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ganti", is_flag=True, help="Drop the stored rows that the file does not have.")
@rs_option
def impor(file: Path, ganti: bool, kode_rs: str | None) -> None:
    """Import a schedule from FILE, all of it or nothing.

    Columns: kodepoli, namapoli, kodedokter, namadokter, hari (1 Monday to 7, or a date yyyy-mm-dd, whose rows of a
    doctor replace that day's weekly rows), jampraktek, kuotajkn, kuotanonjkn; optionally huruf (letters of the
    session) and spm (minutes per patient).
    """
    with open_store() as store:
        hasil = import_schedule(store, chosen_rs(store, kode_rs), file, ganti)
    lewat = f" {hasil.lewat} rows for past dates were passed over." if hasil.lewat else ""
    click.echo(
        f"{hasil.baris} rows in force; letters given to {hasil.huruf} sessions; "
        f"{hasil.sesi} sessions with bookings changed.{lewat}"
    )


def import_schedule(store: Store, rs: RumahSakit, path: Path, ganti: bool = False) -> services.HasilImpor:
    """Import a schedule file.

    Raises:
        FileError: naming line, column and value; nothing was changed.
    """
    file = CsvFile(path, JADWAL_WAJIB, JADWAL_BOLEH)
    rows = list(file.rows(baca_jadwal))
    if not rows:
        raise file.empty()
    try:
        return services.impor(konteks(store, rs), [row for _, row in rows], ganti)
    except services.JadwalSalah as salah:
        raise file.salah(None if salah.ke is None else rows[salah.ke][0], salah.salah) from salah


@jadwal.command()
@click.option("--tanggal", type=Tanggal(), help="The day; today where none is given.")
@json_option
@rs_option
def lihat(tanggal: date | None, as_json: bool, kode_rs: str | None) -> None:
    """Show the sessions of a day: quotas, what is left of them, and the last number."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        tanggal = tanggal or clock.today(rs.zona_waktu)
        sesi = services.pada(konteks(store, rs), tanggal)
        libur = store.libur.semua(rs.kode)
    if as_json:
        print_rows(_KOLOM, [_baris(satu) for satu in sesi], as_json=True)
        return
    click.echo(f"{rs.kode} {rs.nama}, {services.nama_hari(str(tanggal.isoweekday()))} {tanggal.isoformat()}")
    for (hari, kodepoli), sebab in libur.items():
        if hari == tanggal:
            click.echo(f"Closed{f' for poli {kodepoli}' if kodepoli else ''}: {sebab}")
    print_table(
        ("poli", "dokter", "", "jam", "huruf", "jkn", "sisa", "non jkn", "sisa", "nomor", "dipanggil", ""),
        [
            (
                f"{s.kunci.slot.kodepoli} {s.namapoli}",
                s.kunci.slot.kodedokter,
                s.namadokter,
                s.kunci.slot.jampraktek,
                s.huruf,
                s.kuotajkn,
                s.sisajkn,
                s.kuotanonjkn,
                s.sisanonjkn,
                s.angkaterakhir,
                s.angkadipanggil,
                "" if s.dibuka else "dropped from the schedule",
            )
            for s in sesi
        ],
    )


_KOLOM = (
    *("kodepoli", "namapoli", "kodedokter", "namadokter", "jampraktek", "huruf", "kuotajkn", "sisakuotajkn"),
    *("kuotanonjkn", "sisakuotanonjkn", "angkaterakhir", "angkadipanggil", "dibuka"),
)


def _baris(sesi: Sesi) -> tuple[object, ...]:
    slot = sesi.kunci.slot
    return (
        *(slot.kodepoli, sesi.namapoli, slot.kodedokter, sesi.namadokter, str(slot.jampraktek), sesi.huruf),
        *(sesi.kuotajkn, sesi.sisajkn, sesi.kuotanonjkn, sesi.sisanonjkn),
        *(sesi.angkaterakhir, sesi.angkadipanggil, sesi.dibuka),
    )
