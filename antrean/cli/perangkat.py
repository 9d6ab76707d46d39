"""``antrean perangkat``: the boards and kiosks, each with a link of its own."""

from datetime import datetime

import click

from antrean.cli.common import Kelompok, chosen_rs, json_option, konteks, new_write, open_store, print_rows, rs_option
from antrean.domain.petugas import JENIS_PERANGKAT, PAPAN, baca_nama, baca_poli, baca_teks
from antrean.services import petugas as services

PATH = "/perangkat/"

_poli_option = click.option("--poli", default=None, metavar="ANA,INT", help="Its clinics; all where none are given.")
_teks_option = click.option("--teks", default=None, help="A board's running text.")


@click.group(cls=Kelompok)
def perangkat() -> None:
    """Make, change, show and revoke the links of boards and kiosks."""


@perangkat.command()
@click.argument("nama")
@click.option("--jenis", type=click.Choice(JENIS_PERANGKAT), default=PAPAN, show_default=True, help="What it is.")
@_poli_option
@_teks_option
@rs_option
def buat(nama: str, jenis: str, poli: str | None, teks: str | None, kode_rs: str | None) -> None:
    """Make the device NAMA and show the path of its link, this once: open it in that device's browser, behind the
    service's address. The browser keeps the key, and shows it no more."""
    nama, poliklinik, tulisan = baca_nama(nama), baca_poli(poli or ""), baca_teks(teks or "")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        kunci = services.buat_perangkat(konteks(store, rs), nama, jenis, poliklinik, tulisan)
    click.echo(f"Device {nama!r} of {rs.kode}; its link is shown only now. Open it there:", err=True)
    click.echo(f"{PATH}{kunci}")


@perangkat.command()
@click.argument("nama")
@_poli_option
@_teks_option
@rs_option
def atur(nama: str, poli: str | None, teks: str | None, kode_rs: str | None) -> None:
    """Change the clinics and the running text of the device NAMA."""
    nama, poliklinik, tulisan = baca_nama(nama), baca_poli(poli or ""), baca_teks(teks or "")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        services.periksa_poli(konteks(store, rs), poliklinik)
        store.perangkat.atur(rs.kode, nama, poliklinik, tulisan, new_write())
    click.echo(f"Device {nama!r} of {rs.kode} shows {','.join(poliklinik) or 'all clinics'}.")


@perangkat.command()
@json_option
@rs_option
def lihat(as_json: bool, kode_rs: str | None) -> None:
    """Show the devices."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        semua = store.perangkat.semua(rs.kode)
    rows = [
        (
            satu.nama,
            satu.jenis,
            ",".join(satu.poli) or "-",
            datetime.fromtimestamp(satu.dibuat / 1000, rs.zona_waktu).isoformat(timespec="minutes"),
            satu.teks,
        )
        for satu in semua
    ]
    print_rows(("nama", "jenis", "poli", "dibuat", "teks"), rows, as_json)


@perangkat.command()
@click.argument("nama")
@rs_option
def cabut(nama: str, kode_rs: str | None) -> None:
    """Revoke the link of the device NAMA; a second later it shows nothing any more."""
    nama = baca_nama(nama)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        store.perangkat.cabut(rs.kode, nama, new_write())
    click.echo(f"Device {nama!r} of {rs.kode} revoked.")
