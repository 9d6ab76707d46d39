"""``antrean rs``: hospitals and their policies."""

import sys
from dataclasses import asdict

import click

from antrean.cli.common import Kelompok, chosen_rs, new_write, open_store, print_table, say_aside
from antrean.cli.kunci import boleh_option, show_new_key
from antrean.cli.sandi import ask_password, password_option
from antrean.domain.kunci import baca_boleh
from antrean.domain.rs import ATURAN, Kebijakan, RumahSakit, RumahSakitTidakAda
from antrean.domain.waktu import ZONA
from antrean.errors import OperatorError
from antrean.services import curiga
from antrean.services.sandi import buat_sandi


def _policies() -> str:
    lines = [f"  {nama}={asdict(Kebijakan())[nama]}\n      {a.pilihan}: {a.arti}" for nama, a in ATURAN.items()]
    return "\b\nPolicies, with their defaults:\n" + "\n".join(lines)


@click.group(cls=Kelompok)
def rs() -> None:
    """Create, change and show hospitals."""


@rs.command()
@click.argument("kode")
@click.option("--nama", required=True, help="The hospital's name.")
@click.option("--zona", required=True, type=click.Choice(ZONA), help="Its time zone.")
@click.option("--username", required=True, help="The username that BPJS logs in with.")
@password_option
def tambah(kode: str, nama: str, zona: str, username: str, password_stdin: bool) -> None:
    """Create the hospital KODE. The password that BPJS logs in with is asked for."""
    rumah_sakit = RumahSakit(kode.upper(), nama.strip(), zona, username, sandi="", kebijakan=Kebijakan())
    sandi = buat_sandi(ask_password(password_stdin, "BPJS"))
    with open_store() as store:
        store.rs.tambah(
            RumahSakit(rumah_sakit.kode, rumah_sakit.nama, zona, username, sandi, rumah_sakit.kebijakan), new_write()
        )
    click.echo(f"Hospital {rumah_sakit.kode} created. Next: antrean jadwal impor, antrean pasien impor.")


@rs.command(epilog=_policies())
@click.argument("kode")
@click.argument("perubahan", nargs=-1, required=True, metavar="nama=nilai …")
def atur(kode: str, perubahan: tuple[str, ...]) -> None:
    """Change policies of the hospital KODE; they hold a second later in every running process."""
    baru: dict[str, str] = {}
    for satu in perubahan:
        nama, sama, nilai = satu.partition("=")
        if not sama:
            raise OperatorError(f"{satu!r} is not nama=nilai. The known names: {', '.join(ATURAN)}.")
        baru[nama] = _ask_secret(nama, nilai) if nama in ATURAN and ATURAN[nama].rahasia else nilai
    sah = asdict(Kebijakan().ubah(baru))
    baru = {nama: sah[nama] for nama in baru}
    with open_store() as store:
        store.rs.ubah(kode.upper(), baru, "rs_atur", new_write())
        sesudah = store.rs.cari(kode.upper())
    _show(sesudah)
    for satu in curiga.aturan(sesudah) if sesudah else ():
        say_aside(satu)


@rs.command()
@click.argument("kode")
@password_option
def sandi(kode: str, password_stdin: bool) -> None:
    """Change the password that BPJS logs in with for the hospital KODE."""
    baru = buat_sandi(ask_password(password_stdin, "BPJS"))
    with open_store() as store:
        store.rs.ubah(kode.upper(), {"sandi": baru}, "rs_sandi", new_write())
    click.echo(f"Password of {kode.upper()} changed.")


@rs.command()
@click.argument("kode")
@click.option("--nama", default="simrs", show_default=True, help="The key's name.")
@boleh_option
def kunci(kode: str, nama: str, boleh: str) -> None:
    """Make a key for the own systems of the hospital KODE and show it, this once."""
    untuk = baca_boleh(boleh)
    with open_store() as store:
        show_new_key(store, chosen_rs(store, kode), nama, untuk)


@rs.command()
@click.argument("kode", required=False)
def lihat(kode: str | None) -> None:
    """Show the hospitals, or the hospital KODE with its policies."""
    with open_store() as store:
        if kode is None:
            semua = store.rs.semua()
            print_table(("kode", "nama", "zona", "username"), [(r.kode, r.nama, r.zona, r.username) for r in semua])
            return
        rumah_sakit = store.rs.cari(kode.upper())
        if rumah_sakit is None:
            raise RumahSakitTidakAda(kode)
        _show(rumah_sakit)


def _show(rumah_sakit: RumahSakit | None) -> None:
    if rumah_sakit is None:
        return
    click.echo(f"{rumah_sakit.kode}  {rumah_sakit.nama}  {rumah_sakit.zona}  BPJS logs in as {rumah_sakit.username}\n")
    nilai, bawaan = rumah_sakit.kebijakan.terlihat, asdict(Kebijakan())
    print_table(
        ("policy", "value", "default", "decides"),
        [(nama, nilai[nama] or "-", bawaan[nama] or "-", aturan.arti) for nama, aturan in ATURAN.items()],
    )


def _ask_secret(nama: str, nilai: str) -> str:
    if nilai not in ("", "-"):
        raise OperatorError(f"{nama} is a secret, and others see a command line. Write {nama}=- and it is asked for.")
    if not nilai:
        return nilai
    return sys.stdin.readline().rstrip("\r\n") if not sys.stdin.isatty() else click.prompt(nama, hide_input=True)
