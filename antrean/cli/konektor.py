"""``antrean konektor``: the hospital's SIMRS-Khanza or mLITE beside this service.

Modules of its commands import PyMySQL, and what needs it, in the functions that do: `layanan.terhubung` says which
command installs it."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import click

from antrean.cli.common import Kelompok, chosen_rs, clock, konteks, open_store, rs_option
from antrean.cli.konektor_banding import banding
from antrean.cli.konektor_impor import impor
from antrean.cli.konektor_lihat import alamat, lepas, lihat, selisih, ulang
from antrean.cli.konektor_periksa import periksa
from antrean.cli.latar import jalankan
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.konektor import layanan
from antrean.konektor.dari_sana.sumber import rencana
from antrean.konektor.setelan import PILIHAN, SISTEM, Setelan

_PORT = 3306
_BAWAAN: Mapping[str, Mapping[str, str]] = {
    "khanza": {},
    "mlite": {"registrasi": "checkin", "sumber": "mlite", "lingkup": "poli"},
}
"""What is chosen for a system where nobody chose."""
_BASISDATA = {"khanza": "sik", "mlite": "mlite"}
_TEMPAT = ("sistem", "host", "port", "socket", "basisdata", "pengguna")
"""Where one of these is another, the password is asked for again: the former was for the former place."""
_TETAP_MENULIS = {"sandi", "sertifikat", "menulis", "jadwal"}
_KUNCI = tuple(satu.name for satu in fields(Setelan) if satu.name != "menulis")


@click.group(cls=Kelompok)
def konektor() -> None:
    """Keep SIMRS-Khanza's or mLITE's book and this one the same: bookings there, walk-ins and task times here."""


for _satu in (banding, impor, lepas, lihat, periksa, ulang):
    konektor.add_command(_satu)


@konektor.command()
def jalan() -> None:
    """Keep both books one, for every hospital that is set up, until this is stopped.

    `antrean serve` does it too. Several may run: each hospital is one's at a time, and another goes on within fifteen
    seconds where that one is gone.
    """
    jalankan(lambda store: layanan.proses(store, clock))


def _pilihan(*semua: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Options for what may be chosen, each with what its words mean."""

    def beri(fungsi: Callable[..., None]) -> Callable[..., None]:
        for nama in reversed(semua):
            arti = "; ".join(f"{kata}: {kalimat}" for kata, kalimat in PILIHAN[nama].items())
            fungsi = click.option(f"--{nama}", type=click.Choice(list(PILIHAN[nama])), help=f"{arti}.")(fungsi)
        return fungsi

    return beri


@konektor.command()
@_pilihan("sistem")
@click.option("--host", help="The server of their database; a path is that of its socket on this machine.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"Its port; {_PORT} where none is given.")
@click.option("--basisdata", help="The name of their database.")
@click.option("--pengguna", help="The user that was made for this; never root. Its password is asked for.")
@click.option("--sertifikat", help="TLS: the file with the authority that signed their server's certificate.")
@_pilihan("registrasi", "pengirim", "sumber", "lingkup", "jadwal")
@click.option(
    "--sumber-task",
    multiple=True,
    metavar="TASK=SUMBER",
    help="Take one task's time from elsewhere than --sumber has it, such as 4=diterima.",
)
@click.option("--kd-pj-bpjs", help="Their code of BPJS as payer (penjab.kd_pj).")
@click.option("--kd-pj-umum", help="Their code of who pays for himself.")
@click.option("--stdin", "from_stdin", is_flag=True, help=f"Read a JSON object with any of {', '.join(_KUNCI)}.")
@click.option("--hapus", is_flag=True, help="Forget it: their database is not touched any more.")
@click.option("--uji", is_flag=True, help="Then connect once, and say what is wrong.")
@rs_option
def atur(
    host: str | None,
    from_stdin: bool,
    hapus: bool,
    uji: bool,
    sumber_task: tuple[str, ...],
    kode_rs: str | None,
    **pilihan: str | int | None,
) -> None:
    """Set up which system stands beside this one, or change it; with --uji alone, try what is kept.

    What is not given is asked for the first time, and stays as it is from then on. The password is asked for, or comes
    with --stdin, and lies sealed with ANTREAN_DATA_KEY. After a change nothing is written there until `antrean konektor
    periksa` finds nothing.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if hapus:
            layanan.simpan(konteks(store, rs), None)
            click.echo(f"{rs.kode}: forgotten. Their database is left as it is.")
            return
        lama = layanan.setelan(store, rs)
        baru: dict[str, Any] = {nama: nilai for nama, nilai in pilihan.items() if nilai is not None}
        if host:
            baru |= _tempat(host)
        if sumber_task:
            baru["sumber_task"] = _sumber_task(sumber_task)
        if from_stdin:
            baru |= _stdin()
        if baru or not (uji and lama):
            lama = _susun(lama, baru, tanya=not from_stdin)
            layanan.simpan(konteks(store, rs), lama)
            click.echo(f"{rs.kode}: kept: {lama.nama_sistem}, {alamat(lama)} as {lama.pengguna}.")
            if not lama.menulis:
                click.echo(
                    "Nothing is written there until `antrean konektor periksa` finds nothing. `antrean konektor jalan` "
                    "runs it, and `antrean serve` from its next start on."
                )
    if uji and lama:
        _coba(rs, lama)


def _tempat(host: str) -> dict[str, Any]:
    return {"host": "", "socket": host} if host.startswith("/") else {"host": host, "socket": ""}


def _sumber_task(semua: tuple[str, ...]) -> dict[str, str]:
    hasil = {}
    for satu in semua:
        task, sama, sumber = satu.partition("=")
        if not sama or not sumber:
            raise OperatorError(f"--sumber-task takes a task and its source, such as 4=diterima, and not {satu!r}.")
        hasil[task] = sumber
    return hasil


def _stdin() -> dict[str, Any]:
    bentuk = f"It takes an object with any of {', '.join(_KUNCI)}."
    try:
        isi = json.loads(sys.stdin.read())
    except (ValueError, RecursionError):
        raise OperatorError(f"Standard input is no JSON. {bentuk}") from None
    if not isinstance(isi, dict):
        raise OperatorError(f"Standard input is no JSON object. {bentuk}")
    if asing := [nama for nama in isi if nama not in _KUNCI]:
        raise OperatorError(f"Standard input has {asing[0]!r}, which is not known. {bentuk}")
    for nama, nilai in isi.items():
        wanted = {"port": int, "sumber_task": dict}.get(nama, str)
        if type(nilai) is not wanted:
            raise OperatorError(
                f"{nama} takes a {'number' if wanted is int else 'text' if wanted is str else 'object'}."
            )
    if "host" in isi or "socket" in isi:
        isi = {"host": "", "socket": ""} | isi
    return isi


def _susun(lama: Setelan | None, baru: dict[str, Any], *, tanya: bool) -> Setelan:
    """What is kept, changed by what is given; what is missing then is asked for.

    Raises:
        OperatorError: something is missing and nobody can be asked, or cannot be as it is.
    """
    dulu = asdict(lama) if lama else {}
    isi: dict[str, Any] = {"port": _PORT, "host": "", "socket": "", **dulu, **baru}
    if (tanya and not baru) or (not lama and tanya):
        isi |= _tanya(isi, baru)
    if isi.get("sistem") in SISTEM and isi.get("sistem") != dulu.get("sistem"):
        isi = isi | {nama: kata for nama, kata in _BAWAAN[isi["sistem"]].items() if nama not in baru}
    if any(isi.get(nama) != dulu.get(nama) for nama in _TEMPAT) and "sandi" not in baru:
        isi.pop("sandi", None)
        if tanya:
            isi["sandi"] = click.prompt("Password", hide_input=True)
    if kurang := [nama for nama in ("sistem", "basisdata", "pengguna", "sandi") if not isi.get(nama)]:
        raise OperatorError(f"{kurang[0]} is missing: it is needed the first time, and where the place is another.")
    jadi = Setelan(**isi)
    rencana(jadi.sumber, jadi.sumber_task)  # says what there is not
    if lama and {nama for nama in isi if isi[nama] != dulu.get(nama)} <= _TETAP_MENULIS:
        return jadi
    return replace(jadi, menulis=False)


def _tanya(isi: dict[str, Any], baru: dict[str, Any]) -> dict[str, Any]:
    """Ask for what was not given."""
    hasil: dict[str, Any] = {}
    sistem = baru.get("sistem") or click.prompt("System", type=click.Choice(list(SISTEM)), default=isi.get("sistem"))
    hasil["sistem"] = sistem
    if not baru.get("host") and not baru.get("socket"):
        ada = isi["host"] or isi["socket"] or "127.0.0.1"
        hasil |= _tempat(click.prompt("Host of their database, or the path of its socket", default=ada))
    if "basisdata" not in baru:
        hasil["basisdata"] = click.prompt("Name of their database", default=isi.get("basisdata") or _BASISDATA[sistem])
    if "pengguna" not in baru:
        hasil["pengguna"] = click.prompt("User that was made for this", default=isi.get("pengguna", "antrean"))
    return hasil


def _coba(rs: RumahSakit, setelan: Setelan) -> None:
    with layanan.terhubung(setelan) as basis:
        sana = basis.sekarang()
    beda_ms = round(sana.replace(tzinfo=rs.zona_waktu).timestamp() * 1000) - clock.now_ms()
    click.echo(f"{rs.kode}: their database answers; {selisih(beda_ms)}.")
