"""``antrean uat``: BPJS's acceptance test against any implementation of the services."""

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from antrean import contoh
from antrean.cli.common import clock, settings_from_env
from antrean.cli.uat_contoh import make_file
from antrean.cli.uat_layar import Layar
from antrean.errors import OperatorError
from antrean.uat import berkas as berkas_uat
from antrean.uat import laporan, tls
from antrean.uat.berkas import Berkas
from antrean.uat.jalan import Baris, Hasil, jalankan, lengkap
from antrean.uat.klien import Klien
from antrean.uat.samaran import Samaran
from antrean.uat.uji import Uji

PASSWORD = "ANTREAN_UAT_PASSWORD"  # noqa: S105 - the variable's name
BERKAS_CONTOH = Path("uat-contoh.toml")
TERPUTUS = 130


@dataclass(frozen=True, slots=True)
class Sasaran:
    """Where to test, as whom, and what is known of it."""

    url: str
    username: str
    password: str
    berkas: Berkas


@click.command()
@click.argument("url", required=False)
@click.option("--username", help="The username that BPJS logs in with.")
@click.option(
    "--berkas", type=click.Path(path_type=Path, dir_okay=False), help="The TOML file that says what the test may use."
)
@click.option(
    "--contoh",
    "with_sample",
    is_flag=True,
    help=f"Make that file ({BERKAS_CONTOH}) from the running sample hospital, and test it.",
)
@click.option("--laporan", "report", type=click.Path(path_type=Path, dir_okay=False), help="Write the annex as HTML.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
@click.option(
    "--tunggu-token",
    type=click.IntRange(1, 30 * 86400),
    metavar="DETIK",
    help="How long a token lives; the test waits until one has ended.",
)
@click.option(
    "--tenggat", type=click.FloatRange(0.1, 600), default=30, show_default=True, help="Seconds for an answer."
)
@click.option("--abaikan-tls", is_flag=True, help="Accept any TLS certificate.")
def uat(
    url: str | None,
    username: str | None,
    berkas: Path | None,
    with_sample: bool,
    report: Path | None,
    as_json: bool,
    tunggu_token: int | None,
    tenggat: float,
    abaikan_tls: bool,
) -> None:
    """Run BPJS's acceptance test (UAT) against the services at URL, ours or another's.

    The password is asked for, or read from ANTREAN_UAT_PASSWORD. Bookings that the test takes are cancelled at its end.
    Exit code 1: a scenario failed, or a booking may be left.
    """
    sasaran = _contoh(url, username, berkas) if with_sample else _sasaran(url, username, berkas)
    _require_writable(report)
    samaran = Samaran([sasaran.password])
    for pasien in (*sasaran.berkas.pasien, sasaran.berkas.pasien_asing):
        samaran.catat(asdict(pasien))
    samaran.catat({"nopeserta": sasaran.berkas.nopeserta})
    klien = Klien(sasaran.url, clock, tenggat, periksa_tls=not abaikan_tls)
    uji = Uji(
        *(sasaran.berkas, klien, clock, sasaran.username, sasaran.password, samaran),
        masa_token=tunggu_token or sasaran.berkas.masa_token,
    )
    syarat = _syarat(sasaran.url, tenggat) if abaikan_tls else ""
    layar = Layar(samaran, quiet=as_json)
    semua, tertinggal, terputus = _run(uji, layar)
    ikhtisar = laporan.ikhtisar(uji, sasaran.url, clock.now_ms(), semua, tertinggal, terputus, syarat)
    gagal = _write_report(report, ikhtisar)
    if as_json:
        click.echo(json.dumps(ikhtisar, ensure_ascii=False, indent=1))
    else:
        layar.ringkasan(ikhtisar, None if gagal else report)
    if gagal:
        raise OperatorError(gagal)
    if terputus:
        sys.exit(TERPUTUS)
    if tertinggal or any(baris.hasil is Hasil.GAGAL for baris in semua):
        sys.exit(1)


def _syarat(url: str, tenggat: float) -> str:
    """What the report says first where the certificate is not looked at."""
    if not url.lower().startswith("https:"):
        return ""
    nyata = tls.kekurangan(url, tenggat)
    lanjut = f"Mobile JKN akan menolaknya: {nyata}" if nyata else "pemeriksaan terpisah menemukannya baik"
    return f"Sertifikat TLS tidak diperiksa dalam uji ini (--abaikan-tls); {lanjut}."


def _run(uji: Uji, layar: Layar) -> tuple[list[Baris], list[str], bool]:
    """All rows in the form's order, what could not be given back, and whether somebody stopped it."""
    semua: list[Baris] = []
    terputus = selesai = False
    with _stoppable(), layar:
        try:
            for baris in jalankan(uji, layar.jeda):
                if not semua and baris.tukar and baris.tukar.galat:
                    sebab = uji.samaran.teks(baris.tukar.galat)
                    raise OperatorError(
                        f"{baris.tukar.url} does not answer: {sebab}. Look at the URL, and whether the service runs; a "
                        "certificate of your own goes with --abaikan-tls."
                    )
                semua.append(baris)
                layar.tampil(baris)
            selesai = True
        except KeyboardInterrupt:
            terputus = selesai = True
        finally:
            # Whatever has happened, also where nobody reads what is printed any more.
            tertinggal = uji.bereskan()
            if not selesai:
                for satu in tertinggal:
                    click.echo(f"TERTINGGAL: {uji.samaran.teks(satu)}.", err=True)
    return lengkap(semua), tertinggal, terputus


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM, and the end of the terminal, are a Ctrl-C too: what was taken is given back first."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals = [signal.SIGTERM] if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN else [signal.SIGTERM, signal.SIGHUP]
    before = {signum: signal.signal(signum, signal.default_int_handler) for signum in signals}
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def _contoh(url: str | None, username: str | None, berkas: Path | None) -> Sasaran:
    url = url or f"http://127.0.0.1:{settings_from_env().port}"
    berkas = berkas or BERKAS_CONTOH
    make_file(berkas, url)
    return Sasaran(url, username or contoh.USERNAME, contoh.PASSWORD, berkas_uat.baca(berkas))


def _sasaran(url: str | None, username: str | None, berkas: Path | None) -> Sasaran:
    if not url or not username:
        raise OperatorError(
            "Say what to test: `antrean uat URL --username U`, with the URL that stands before the services' paths, "
            "such as https://antrean.rumahsakit.id; or `antrean uat --contoh` for the running sample hospital."
        )
    _require_url(url)
    isi = berkas_uat.baca(berkas) if berkas else Berkas()
    return Sasaran(url, username, _password(), isi)


def _require_url(url: str) -> None:
    try:
        bagian = urlsplit(url)
        good = bagian.scheme in ("http", "https") and bagian.hostname and bagian.port != 0 and url.isprintable()
    except ValueError:
        good = False
    if not good or " " in url:
        raise OperatorError(f"{url!r} is not a URL of a web service: it begins with http:// or https:// and a host.")
    if "@" in bagian.netloc or bagian.fragment:
        raise OperatorError("The URL has a password or a # in it. Leave them out; the services get --username.")


def _password() -> str:
    if found := os.environ.get(PASSWORD):
        return found
    if not sys.stdin.isatty():
        raise OperatorError(f"There is no terminal to ask for the password. Set {PASSWORD}.")
    return str(click.prompt("Password", hide_input=True, err=True))


def _require_writable(report: Path | None) -> None:
    """Raises OperatorError now rather than when everything has been run."""
    if report is None:
        return
    there = report.exists()
    try:
        with report.open("a"):
            pass
        if not there:
            report.unlink()
    except OSError as error:
        raise OperatorError(f"The report cannot be written to {report}: {error.strerror}.") from error


def _write_report(report: Path | None, ikhtisar: Mapping[str, Any]) -> str:
    """Write it; returns why not, for the verdicts must be told all the same."""
    try:
        if report:
            report.write_text(laporan.html(ikhtisar), "utf-8")
    except OSError as error:
        return f"The report cannot be written to {report}: {error.strerror}."
    return ""
