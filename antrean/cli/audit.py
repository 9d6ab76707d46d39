"""``antrean audit``: who changed what."""

import json
from dataclasses import asdict
from datetime import date, datetime
from itertools import chain

import click

from antrean.cli.common import Kelompok, Tanggal, chosen_rs, open_store, print_long_table, rs_option
from antrean.domain.audit import JENIS, CatatanAudit
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.services import audit as services


@click.group(cls=Kelompok)
def audit() -> None:
    """Show who changed quotas, schedule, policies, keys and closed days, and who cancelled bookings."""


@audit.command()
@click.option("--dari", type=Tanggal(), help="The first day; where none is given, the oldest that is kept.")
@click.option("--sampai", type=Tanggal(), help="The last day.")
@click.option("--jenis", type=click.Choice(JENIS), multiple=True, help="Only this kind of change; may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line, for a program.")
@rs_option
def lihat(dari: date | None, sampai: date | None, jenis: tuple[str, ...], as_json: bool, kode_rs: str | None) -> None:
    """Show the changes, the oldest first: when, by whom, of what, from what to what."""
    if dari and sampai and dari > sampai:
        raise OperatorError(f"--dari {dari.isoformat()} is after --sampai {sampai.isoformat()}; no day is between.")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        found = services.cari(store, rs, dari, sampai, jenis)
        if as_json:
            for satu in chain.from_iterable(found):
                click.echo(json.dumps({**asdict(satu), "waktu": _waktu(satu, rs)}, ensure_ascii=False))
            return
        pertama = next(found, None)
        if pertama is None:
            sempit = dari or sampai or jenis
            click.echo(f"The audit log of {rs.kode} has nothing {'of what was asked for' if sempit else 'yet'}.")
            return
        print_long_table(
            ("waktu", "oleh", "jenis", "objek", "lama", "baru"),
            (
                [(_waktu(s, rs)[:19].replace("T", " "), s.oleh, s.jenis, s.objek, s.lama, s.baru) for s in bagian]
                for bagian in chain([pertama], found)
            ),
            cut=False,  # a quota that is cut off tells nothing
        )


def _waktu(satu: CatatanAudit, rs: RumahSakit) -> str:
    return datetime.fromtimestamp(satu.waktu / 1000, rs.zona_waktu).isoformat(timespec="milliseconds")
