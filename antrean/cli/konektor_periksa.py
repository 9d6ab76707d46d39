"""``antrean konektor periksa``: whether their database and the connector's account are as they should be."""

import sys
from dataclasses import replace

import click

from antrean.cli.common import Perintah, chosen_rs, json_option, konteks, open_store, print_rows, rs_option
from antrean.errors import OperatorError
from antrean.konektor import layanan
from antrean.konektor.setelan import Setelan
from antrean.services.konteks import Konteks


@click.command(cls=Perintah)
@click.option("--hibah", is_flag=True, help="Print the statements that give the account what it needs, and do no more.")
@json_option
@rs_option
def periksa(hibah: bool, as_json: bool, kode_rs: str | None) -> None:
    """Look at their database before anything is written there, and whenever something seems wrong.

    The account's grants, too few and too many; server, tables and columns; clock, codes of polis and doctors, what a
    new patient needs, patients who are there twice, and who tells BPJS. Changes nothing there. Says what is wrong and
    how to mend it; a NOTE is advice. Exit code 1 if anything is wrong: then nothing is written there until it is mended
    and this command has found nothing.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        setelan = layanan.wajib(store, rs)
        # Nothing is asked of that one but who this is, and everybody may come into it: also who has no grant yet.
        di = replace(setelan, basisdata="information_schema") if hibah else setelan
        with layanan.terhubung(di) as basis:
            from antrean.konektor.pemeriksaan import periksa as pemeriksa

            if hibah:
                click.echo("\n".join(pemeriksa.hibah(basis, setelan)))
                return
            ini = konteks(store, rs)
            semua = pemeriksa.periksa(basis, setelan, ini)
        bersih = not any(satu.berat for satu in semua)
        _simpan(ini, setelan, bersih)
        if bersih:
            layanan.simpanan(store).lepas(rs.kode, [pemeriksa.KASUS_PERIKSA])
    if as_json:
        print_rows(("berat", "pesan"), [(satu.berat, satu.pesan) for satu in semua], True)
    else:
        for satu in semua:
            click.echo(f"{'WRONG ' if satu.berat else 'NOTE  '} {satu.pesan}", err=satu.berat)
        if bersih:
            click.echo(f"{rs.kode}: nothing stands in the way. Rows are written in {setelan.nama_sistem}.")
        else:
            click.echo(f"{rs.kode}: nothing is written in {setelan.nama_sistem} until that is mended.", err=True)
    if not bersih:
        sys.exit(1)


def _simpan(konteks: Konteks, dilihat: Setelan, bersih: bool) -> None:
    """Writing is on from here, or off, unless it was set up otherwise meanwhile.

    Raises:
        OperatorError: it was.
    """
    rs = konteks.store.rs.cari(konteks.rs.kode)
    if rs is None or layanan.setelan(konteks.store, rs) != dilihat:
        raise OperatorError("The connector was set up anew meanwhile. Run this command again.")
    if bersih:
        layanan.kenali(konteks.store, rs, dilihat)
    if dilihat.menulis is not bersih:
        layanan.simpan(konteks, replace(dilihat, menulis=bersih))
