"""``antrean bpjs banding``: a day as BPJS has it beside ours."""

import json
import sys
from datetime import date

import click

from antrean.bpjs import banding as services
from antrean.bpjs import layanan
from antrean.bpjs.banding import Selisih
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.tanya import Tanya
from antrean.cli import common
from antrean.cli.common import Tanggal, chosen_rs, json_option, konteks, open_store, print_table, rs_option
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.store import Store

_KIRIM = " What waits is sent by `antrean serve` or `antrean bpjs kirim`; compare again then."


def tanya(store: Store, rs: RumahSakit) -> Tanya:
    """Who asks BPJS for this hospital.

    Raises:
        OperatorError: the hospital is not set up.
    """
    ada = layanan.kredensial(store, rs)
    if ada is None:
        raise OperatorError(f"{rs.kode} is not set up at BPJS. `antrean bpjs atur` does it.")
    return Tanya(Katalog(Klien(ada, common.clock)))


@click.command()
@click.option("--tanggal", type=Tanggal(), required=True, help="The day of service.")
@click.option("--perbaiki", is_flag=True, help="Send what happened here and BPJS has not, with its true time.")
@click.option("--teliti", is_flag=True, help="Ask for the tasks of every booking, not only where there is a doubt.")
@json_option
@rs_option
def banding(tanggal: date, perbaiki: bool, teliti: bool, as_json: bool, kode_rs: str | None) -> None:
    """Compare a day's bookings with BPJS's: what is only here, only there, or differs in status, tasks or fields.

    Exit status 1 where anything does, also with --perbaiki: run it again when that was sent.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        semua = services.bandingkan(konteks(store, rs), tanya(store, rs), tanggal, teliti)
        perbaikan = [services.perbaiki(konteks(store, rs), satu) if perbaiki else None for satu in semua]
    if as_json:
        hasil = [_isi(satu, apa) for satu, apa in zip(semua, perbaikan, strict=True)]
        click.echo(json.dumps(hasil, ensure_ascii=False, indent=1))
    elif semua:
        baris = [
            (*(kepala if not ke else ("",) * 4), kalimat)
            for satu, apa in zip(semua, perbaikan, strict=True)
            for kepala in [_kepala(satu)]
            for ke, kalimat in enumerate([*satu.apa, *([f"→ {apa}"] if apa else [])])
        ]
        print_table(("kodebooking", "beda", "sumber", "kiriman", "apa"), baris)
        banyak = "1 booking differs" if len(semua) == 1 else f"{len(semua)} bookings differ"
        click.echo(f"\n{tanggal}: {banyak}.{_KIRIM if perbaiki else ''}", err=True)
    else:
        click.echo(f"{rs.kode}: BPJS and this hospital have the same of {tanggal}.")
    if semua:
        sys.exit(1)


def _kepala(satu: Selisih) -> tuple[str, str, str, str]:
    return satu.kodebooking, str(satu.beda), satu.sumber, str(satu.kiriman.keadaan) if satu.kiriman else "-"


def _isi(satu: Selisih, perbaikan: str | None) -> dict[str, object]:
    return {
        "kodebooking": satu.kodebooking,
        "beda": str(satu.beda),
        "sumber": satu.sumber,
        "kiriman": str(satu.kiriman.keadaan) if satu.kiriman else None,
        "apa": list(satu.apa),
        "hilang": [langkah.jenis for langkah in satu.hilang],
        "perbaikan": perbaikan,
    }
