"""``antrean petugas``: the accounts with which a hospital's staff sign in at the pages."""

from datetime import datetime

import click

from antrean.cli.common import Kelompok, chosen_rs, json_option, konteks, new_write, open_store, print_rows, rs_option
from antrean.cli.sandi import ask_password, password_option
from antrean.domain.petugas import PERAN, baca_nama, baca_peran, baca_poli, tulis_peran
from antrean.services import petugas as services

_peran_option = click.option(
    "--peran", required=True, metavar=",".join(PERAN), help="What it may do, words with commas between them."
)
_poli_option = click.option(
    "--poli", default=None, metavar="ANA,INT", help="Only for these clinics; for all where none are given."
)


@click.group(cls=Kelompok)
def petugas() -> None:
    """Make, change, show and remove accounts of the staff, who sign in at the service's address with a browser."""


@petugas.command()
@click.argument("nama")
@_peran_option
@_poli_option
@password_option
@rs_option
def tambah(nama: str, peran: str, poli: str | None, password_stdin: bool, kode_rs: str | None) -> None:
    """Make the account NAMA. Its password is asked for."""
    nama, untuk, poliklinik = baca_nama(nama), baca_peran(peran), baca_poli(poli or "")
    password = ask_password(password_stdin, nama)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        services.tambah(konteks(store, rs), nama, password, untuk, poliklinik)
    click.echo(f"Account {nama!r} of {rs.kode} made; it signs in at the service's address.")


@petugas.command()
@click.argument("nama")
@_peran_option
@_poli_option
@rs_option
def atur(nama: str, peran: str, poli: str | None, kode_rs: str | None) -> None:
    """Change what the account NAMA may do; it holds a second later, for who is signed in too."""
    nama, untuk, poliklinik = baca_nama(nama), baca_peran(peran), baca_poli(poli or "")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        services.atur(konteks(store, rs), nama, untuk, poliklinik)
    click.echo(f"Account {nama!r} of {rs.kode} is for {tulis_peran(untuk)} at {','.join(poliklinik) or 'all clinics'}.")


@petugas.command()
@click.argument("nama")
@password_option
@rs_option
def sandi(nama: str, password_stdin: bool, kode_rs: str | None) -> None:
    """Change the password of the account NAMA; whoever is signed in with it signs in anew."""
    nama = baca_nama(nama)
    password = ask_password(password_stdin, nama)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        services.ganti_sandi(konteks(store, rs), nama, password)
    click.echo(f"Password of {nama!r} of {rs.kode} changed.")


@petugas.command()
@json_option
@rs_option
def lihat(as_json: bool, kode_rs: str | None) -> None:
    """Show the accounts, and what each may do."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        semua = store.petugas.semua(rs.kode)
    rows = [
        (
            satu.nama,
            tulis_peran(satu.peran),
            ",".join(satu.poli) or "-",
            datetime.fromtimestamp(satu.dibuat / 1000, rs.zona_waktu).isoformat(timespec="minutes"),
        )
        for satu in semua
    ]
    print_rows(("nama", "peran", "poli", "dibuat"), rows, as_json)


@petugas.command()
@click.argument("nama")
@rs_option
def hapus(nama: str, kode_rs: str | None) -> None:
    """Remove the account NAMA; a second later nobody is signed in with it."""
    nama = baca_nama(nama)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        store.petugas.hapus(rs.kode, nama, new_write())
    click.echo(f"Account {nama!r} of {rs.kode} removed.")
