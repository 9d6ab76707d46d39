"""``antrean konektor banding``: a day as their book has it beside ours."""

import json
import sys
from datetime import date

import click

from antrean.cli.common import Tanggal, chosen_rs, json_option, konteks, open_store, print_table, rs_option
from antrean.konektor import layanan


@click.command()
@click.option("--tanggal", type=Tanggal(), required=True, help="The day of service.")
@json_option
@rs_option
def banding(tanggal: date, as_json: bool, kode_rs: str | None) -> None:
    """Compare a day's visits with their book: what is only here, only there, or differs. Nothing is written.

    Exit status 1 where anything does.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        with layanan.terhubung(layanan.wajib(store, rs)) as basis:
            from antrean.konektor.banding import bandingkan

            hasil = bandingkan(konteks(store, rs), layanan.simpanan(store), basis, tanggal)
    semua = hasil.selisih
    if as_json:
        isi = [
            {"beda": str(s.beda), "kodebooking": s.kodebooking or None, "kunci": s.kunci or None, "apa": list(s.apa)}
            for s in semua
        ]
        click.echo(json.dumps(isi, ensure_ascii=False, indent=1))
    elif semua:
        print_table(
            ("beda", "kodebooking", "kunci", "apa"),
            [
                (*((str(satu.beda), satu.kodebooking or "-", satu.kunci or "-") if not ke else ("", "", "")), kalimat)
                for satu in semua
                for ke, kalimat in enumerate(satu.apa)
            ],
        )
    if not as_json:
        luar = f" {hasil.luar} of theirs are in polis or with doctors without a code of BPJS." if hasil.luar else ""
        beda = f"{len(semua)} differ" if semua else "nothing differs"
        click.echo(f"{rs.kode}, {tanggal}: {hasil.sama} alike, {beda}.{luar}")
    if semua:
        sys.exit(1)
