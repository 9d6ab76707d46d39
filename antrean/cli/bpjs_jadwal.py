"""``antrean bpjs jadwal``: HFIS beside our schedule."""

import json
from dataclasses import asdict
from datetime import date, timedelta

import click

from antrean.bpjs import hfis as services
from antrean.bpjs.hfis import Perbandingan
from antrean.cli import common
from antrean.cli.bpjs_banding import tanya
from antrean.cli.common import Tanggal, chosen_rs, json_option, konteks, open_store, print_table, rs_option
from antrean.errors import OperatorError
from antrean.services.csvfile import UNCHANGED

PALING_LAMA = 92


@click.command()
@click.option("--dari", type=Tanggal(), help="The first date; today where none is given.")
@click.option("--sampai", type=Tanggal(), help="The last one; six days after the first where none is given.")
@click.option("--kodepoli", multiple=True, help="Only this poli; may be given more than once.")
@click.option("--semua-poli", is_flag=True, help="Also the polis of ref/poli that the schedule does not have.")
@click.option("--terapkan", is_flag=True, help="Import what HFIS has otherwise, all of it or nothing.")
@click.option("--mingguan", is_flag=True, help="With --terapkan: as rows of every week, not for these dates alone.")
@json_option
@rs_option
def jadwal(
    dari: date | None,
    sampai: date | None,
    kodepoli: tuple[str, ...],
    semua_poli: bool,
    terapkan: bool,
    mingguan: bool,
    as_json: bool,
    kode_rs: str | None,
) -> None:
    """Compare the schedule in HFIS with ours, and import what differs with --terapkan.

    A doctor's day that HFIS has takes the place of ours whole; what HFIS has nothing of stays. The policy bagi_jkn
    splits a capacity into the two quotas.
    """
    if mingguan and not terapkan:
        raise click.UsageError("--mingguan goes with --terapkan")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        ini = konteks(store, rs)
        dari, sampai = _jangka(dari, sampai, ini.hari_ini, mingguan)
        banding = services.bandingkan(
            ini, tanya(store, rs), dari, sampai, [satu.strip().upper() for satu in kodepoli], semua_poli
        )
        if not as_json:
            _tampil(banding, dari, sampai)
        hasil = None
        if terapkan and (banding.isian or banding.salah):
            try:
                hasil = services.terapkan(ini, banding, mingguan)
            except services.TidakDiterapkan as error:
                raise OperatorError("\n".join(error.semua) + f" {UNCHANGED}") from None
    if as_json:
        selisih = [{**asdict(satu), "tanggal": str(satu.tanggal), "beda": str(satu.beda)} for satu in banding.selisih]
        click.echo(json.dumps(selisih, ensure_ascii=False, indent=1))
    if hasil:
        click.echo(
            f"\n{hasil.baris} rows in force; letters given to {hasil.huruf} sessions; {hasil.sesi} sessions with "
            f"bookings changed; {len(hasil.hilang)} stored rows are gone.",
            err=as_json,
        )
    elif terapkan:
        click.echo("\nNothing to import.", err=as_json)


def _jangka(dari: date | None, sampai: date | None, hari_ini: date, mingguan: bool) -> tuple[date, date]:
    dari = dari or hari_ini
    sampai = sampai or dari + timedelta(days=services.SEMINGGU - 1)
    if sampai < dari:
        raise click.UsageError("--sampai is before --dari")
    if dari < hari_ini:
        raise click.UsageError(f"--dari is past; today is {hari_ini}")
    if (sampai - dari).days >= PALING_LAMA:
        raise click.UsageError(f"HFIS is asked for up to {PALING_LAMA} days at once")
    if mingguan and (sampai - dari).days >= services.SEMINGGU:
        raise click.UsageError("with --mingguan the dates are of one week, seven days at most")
    return dari, sampai


_HEADER = ("tanggal", "poli", "dokter", "", "beda", "hfis", "di sini", "booking")


def _tampil(banding: Perbandingan, dari: date, sampai: date) -> None:
    if banding.selisih:
        print_table(
            _HEADER,
            [
                (s.tanggal, s.kodepoli, s.kodedokter, s.namadokter, s.beda, s.hfis or "-", s.sini or "-", s.booking)
                for s in banding.selisih
            ],
        )
    elif banding.dijawab:
        click.echo(f"HFIS and the schedule have the same from {dari} to {sampai}.")
    if banding.dipindah:
        click.echo("\nThese sessions have bookings, and other hours in HFIS. Each command gives one its new hours:")
    for satu in banding.dipindah:
        slot, banyak = satu.kunci.slot, f"{satu.booking} booking{'s' * (satu.booking != 1)}"
        click.echo(
            f"  {banyak}: antrean jadwal jam --kodepoli {slot.kodepoli} --kodedokter {slot.kodedokter} "
            f"--dari {slot.jampraktek} --ke {satu.jam_hfis} --hari {satu.kunci.tanggal}"
        )
    if not banding.dijawab:
        common.say_aside(
            f"HFIS has nothing of any poli from {dari} to {sampai} ({banding.ditanya} questions): that is no reason to "
            "drop a schedule. Look at the polis' codes (`ref/poli`), and whether HFIS is filled in."
        )
