"""``antrean jadwal``: the schedule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import click

from antrean.cli.common import (
    Hari,
    Jam,
    Kelompok,
    Tanggal,
    chosen_rs,
    clock,
    json_option,
    konteks,
    open_store,
    print_rows,
    print_table,
    rs_option,
    say_aside,
)
from antrean.cli.libur import untuk
from antrean.cli.sesi import cara_berubah, jadwal_salah, jam, pindah
from antrean.domain.jadwal import BarisJadwal, Sesi, Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import BarisJadwalTidakAda, FileError, OperatorError
from antrean.services import jadwal as services
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, BarisSalah, IsianJadwal, baca_jadwal
from antrean.services.csvfile import UNCHANGED, CsvFile
from antrean.services.dicari import tidak_ditemukan
from antrean.services.jadwal_gabung import JadwalSalah, nama_hari
from antrean.store import Store

_CARA_TERSIMPAN = "A stored row is taken away by `antrean jadwal hapus`."


@click.group(cls=Kelompok)
def jadwal() -> None:
    """Import, change and show the schedule."""


jadwal.add_command(pindah)
jadwal.add_command(jam)


@jadwal.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--ganti", is_flag=True, help="Drop the stored rows that the file does not have, of the polis that it has."
)
@click.option("--kodepoli", help="With --ganti: only of this poli.")
@click.option("--kodedokter", type=click.IntRange(0), help="With --ganti: only of this doctor.")
@click.option("--semua", is_flag=True, help="With --ganti: also polis that the file does not have, and rows of a date.")
@click.option("--coba", is_flag=True, help="Say what would be, and change nothing.")
@rs_option
def impor(
    file: Path,
    ganti: bool,
    kodepoli: str | None,
    kodedokter: int | None,
    semua: bool,
    coba: bool,
    kode_rs: str | None,
) -> None:
    """Import a schedule from FILE, all of it or nothing.

    Columns: kodepoli, namapoli, kodedokter, namadokter, hari (1 Monday to 7, or a date yyyy-mm-dd, whose rows of a
    doctor replace that day's weekly rows), jampraktek, kuotajkn, kuotanonjkn; optionally huruf (letters of the
    session) and spm (minutes per patient).
    """
    if not ganti and (kodepoli is not None or kodedokter is not None or semua):
        raise click.UsageError("--kodepoli, --kodedokter and --semua go with --ganti")
    yang_diganti = services.Ganti((kodepoli or "").upper(), kodedokter, semua) if ganti else None
    with open_store() as store:
        try:
            hasil = import_schedule(store, chosen_rs(store, kode_rs), file, yang_diganti, coba, _sebut_hilang)
        except services.AkanHilang as akan:
            _sebut_hilang([*(baris for isi in akan.poli.values() for baris in isi), *akan.bertanggal])
            raise OperatorError(
                f"--ganti alone does not drop all weekly rows of a poli, nor rows of a date. {UNCHANGED} Give --semua "
                "too if all of these may go; --kodepoli or --kodedokter replaces only theirs."
            ) from None
    lewat = f" {hasil.lewat} rows for past dates were passed over." if hasil.lewat else ""
    for satu in hasil.catatan:
        say_aside(satu)
    click.echo(
        f"{hasil.baris} rows in force; letters given to {hasil.huruf} sessions; "
        f"{hasil.sesi} sessions with bookings changed.{lewat}{f' Only tried: {UNCHANGED.lower()}' if coba else ''}"
    )


def _sebut_hilang(hilang: Sequence[BarisJadwal]) -> None:
    """Say which stored rows go, by poli and day."""
    if hilang:
        click.echo(f"{len(hilang)} stored rows go:")
    for kodepoli, milik in groupby(hilang, key=lambda baris: baris.slot.kodepoli):
        for hari, isi in groupby(milik, key=lambda baris: baris.hari):
            sesi = (f"{b.slot.kodedokter} {b.slot.jampraktek} {b.kuotajkn}+{b.kuotanonjkn}" for b in isi)
            click.echo(f"  {kodepoli} {nama_hari(hari)}: {', '.join(sesi)}")


def import_schedule(
    store: Store,
    rs: RumahSakit,
    path: Path,
    ganti: services.Ganti | None = None,
    coba: bool = False,
    sebelum: Callable[[Sequence[BarisJadwal]], None] = lambda _: None,
) -> services.HasilImpor:
    """Import a schedule file; see ``services.impor``.

    Raises:
        FileError: naming line, column and value of all that is wrong; nothing was changed.
        AkanHilang: see there.
    """
    file = CsvFile(path, JADWAL_WAJIB, JADWAL_BOLEH)
    rows = list(file.rows(_baca))
    if not rows:
        raise file.empty()
    salah = [(line, row) for line, row in rows if isinstance(row, BarisSalah)]
    isian = [(line, row) for line, row in rows if not isinstance(row, BarisSalah)]
    if salah:
        lain = services.bertentangan(konteks(store, rs), isian, ganti)
        raise _semua_salah(file, [*salah, *((line, satu) for line, satu in lain if line)])
    try:
        return services.impor(konteks(store, rs), [row for _, row in isian], ganti, coba, sebelum)
    except JadwalSalah as error:
        raise _semua_salah(file, [(None if ke is None else rows[ke][0], satu) for ke, satu in error.semua]) from error


def _baca(isi: Mapping[str, str]) -> IsianJadwal | BarisSalah:
    try:
        return baca_jadwal(isi)
    except BarisSalah as salah:
        return salah


def _semua_salah(file: CsvFile, semua: Sequence[tuple[int | None, BarisSalah]]) -> FileError:
    """A sentence for each fault, in the order of the lines, and what helps against a stored row in the way."""
    urut = sorted(semua, key=lambda satu: satu[0] or 0)
    tersimpan = any("which is stored" in str(salah) for _, salah in semua)
    kalimat = [str(file.salah(line, salah, "")).rstrip() for line, salah in urut]
    cara = (f" {_CARA_TERSIMPAN}" if tersimpan else "") + cara_berubah(salah for _, salah in semua)
    return FileError("\n".join(kalimat) + f"{cara} {UNCHANGED}")


@jadwal.command()
@click.option("--hari", type=Hari(), required=True, help="1 (Monday) to 7, or a date yyyy-mm-dd.")
@click.option("--kodepoli", required=True, help="The row's poli.")
@click.option("--kodedokter", type=click.IntRange(0), required=True, help="Its doctor.")
@click.option("--jampraktek", type=Jam(), required=True, help="Its hours, HH:MM-HH:MM.")
@rs_option
def hapus(hari: str, kodepoli: str, kodedokter: int, jampraktek: JamPraktek, kode_rs: str | None) -> None:
    """Take one row of the schedule away. A date's row away, the doctor's weekly ones hold again on that date."""
    slot = Slot(kodepoli.upper(), kodedokter, jampraktek)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            hasil = services.hapus(konteks(store, rs), hari, slot)
        except BarisJadwalTidakAda:
            raise OperatorError(f"{rs.kode} has no row {slot} on {nama_hari(hari)}.") from None
        except JadwalSalah as error:
            raise jadwal_salah(error) from None
    click.echo(f"{slot} on {nama_hari(hari)} is gone; {hasil.sesi} sessions with bookings changed.")


@jadwal.command()
@click.option("--tanggal", type=Tanggal(), help="The day; today where none is given.")
@json_option
@rs_option
def lihat(tanggal: date | None, as_json: bool, kode_rs: str | None) -> None:
    """Show the sessions of a day: quotas, what is left of them, and the last number; and below, which sessions were
    asked for and are not there, as where HFIS has other hours."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        tanggal = tanggal or clock.today(rs.zona_waktu)
        sesi = [satu.tampak(rs.kebijakan.kuota_bersama) for satu in services.pada(konteks(store, rs), tanggal)]
        libur = store.libur.semua(rs.kode)
        dicari = tidak_ditemukan(konteks(store, rs), tanggal)
    if as_json:
        print_rows(_KOLOM, [_baris(satu) for satu in sesi], as_json=True)
        return
    click.echo(f"{rs.kode} {rs.nama}, {nama_hari(str(tanggal.isoweekday()))} {tanggal.isoformat()}")
    for (hari, cakupan), sebab in libur.items():
        if hari == tanggal:
            click.echo(f"Closed{untuk(cakupan)}: {sebab}")
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
                s.nomordipanggil,
                "" if s.dibuka else "dropped from the schedule",
            )
            for s in sesi
        ],
    )
    if dicari:
        click.echo("\nAsked for on this day, and not there:")
        print_table(
            ("poli", "dokter", "jam", "kali"),
            [(slot.kodepoli, slot.kodedokter, slot.jampraktek, kali) for slot, kali in dicari],
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
