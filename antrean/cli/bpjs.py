"""``antrean bpjs``: what the hospital tells BPJS."""

import json
import logging
import os
import sys
from datetime import date, datetime
from pathlib import Path

import click

from antrean import lifeline
from antrean.bpjs import layanan
from antrean.bpjs.aturan import sisa_hari
from antrean.bpjs.klien import Klien
from antrean.bpjs.kredensial import CONTOH_BASE, Kredensial
from antrean.bpjs.langkah import SANA, Keadaan, Kiriman
from antrean.bpjs.simulasi import CONTOH, LAYANAN
from antrean.cli.bpjs_banding import banding
from antrean.cli.bpjs_jadwal import jadwal
from antrean.cli.bpjs_laporan import laporan
from antrean.cli.common import (
    Tanggal,
    chosen_rs,
    clock,
    json_option,
    konteks,
    open_store,
    print_rows,
    rs_option,
)
from antrean.cli.latar import jalankan
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.store import Store


@click.group()
def bpjs() -> None:
    """Tell BPJS what the hospital did: bookings, task times, cancellations, the pharmacy's numbers."""


bpjs.add_command(banding)
bpjs.add_command(jadwal)
bpjs.add_command(laporan)


@bpjs.command()
@click.option("--stdin", "from_stdin", is_flag=True, help="Read a JSON object with base, cons_id, secret, user_key.")
@click.option("--hapus", is_flag=True, help="Forget them: nothing of this hospital is sent any more.")
@click.option("--uji", is_flag=True, help="Then ask BPJS for its list of poli, and say what is wrong.")
@rs_option
def atur(from_stdin: bool, hapus: bool, uji: bool, kode_rs: str | None) -> None:
    """Keep what a hospital comes in with at BPJS; with --uji alone, try what is kept.

    What BPJS gave the hospital is asked for, and lies sealed with ANTREAN_DATA_KEY.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if hapus:
            layanan.simpan(konteks(store, rs), None)
            click.echo(f"{rs.kode}: forgotten. Nothing is sent to BPJS any more.")
            return
        tersimpan = layanan.kredensial(store, rs)
        if from_stdin or not (uji and tersimpan):
            tersimpan = _read_stdin() if from_stdin else _ask()
            layanan.simpan(konteks(store, rs), tersimpan)
            click.echo(
                f"{rs.kode}: kept, for {tersimpan.base} as {tersimpan.cons_id}. `antrean bpjs kirim` sends, and "
                "`antrean serve` from its next start on."
            )
    if uji and tersimpan:
        _try(rs, tersimpan)


def _ask() -> Kredensial:
    return Kredensial(
        base=click.prompt(f"Base of the services, such as {CONTOH_BASE}"),
        cons_id=click.prompt("Cons id"),
        secret=click.prompt("Secret", hide_input=True),
        user_key=click.prompt("User key of the antrean service", hide_input=True),
    )


def _read_stdin() -> Kredensial:
    try:
        isi = json.loads(sys.stdin.read())
    except (ValueError, RecursionError):
        raise OperatorError(
            "Standard input is no JSON. It takes an object with base, cons_id, secret, user_key."
        ) from None
    return Kredensial.dari(isi)


def _try(rs: RumahSakit, kredensial: Kredensial) -> None:
    klien = Klien(kredensial, clock)
    salah = layanan.periksa(klien)
    if salah:
        raise OperatorError(f"{rs.kode}: {salah}")
    click.echo(f"{rs.kode}: BPJS answers, and the answer can be read.")


@bpjs.command()
def kirim() -> None:
    """Send what BPJS has to hear, for every hospital that is set up, until this is stopped.

    `antrean serve` does it too. Several may run: they share the hospitals, and each hospital has one sender at a time.
    """
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # its warnings have URLs, and those bookings
    jalankan(lambda store: layanan.proses(store, clock))


_HEADER = ("kodebooking", "keadaan", "terkirim", "berikut", "terjadi", "coba", "sisa_hari", "kata_bpjs")


@bpjs.command()
@click.option("--tanggal", type=Tanggal(), help="The day of service; today where none is given.")
@click.option("--ditahan", is_flag=True, help="Only what waits for a person.")
@json_option
@rs_option
def lihat(tanggal: date | None, ditahan: bool, as_json: bool, kode_rs: str | None) -> None:
    """Show of each booking what BPJS has, what waits, and what is held, with BPJS's words."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        hari_ini = clock.today(rs.zona_waktu)
        kiriman = layanan.simpanan(store)
        semua = [
            satu
            for satu in kiriman.pada(rs.kode, tanggal or hari_ini)
            if not ditahan or satu.keadaan is Keadaan.DITAHAN
        ]
        keadaan = kiriman.keadaan(rs.kode)
        diatur = bool(layanan.kredensial(store, rs))
    if as_json:
        click.echo(json.dumps([layanan.isi_kiriman(satu, hari_ini) for satu in semua], ensure_ascii=False, indent=1))
        return
    print_rows(_HEADER, [_baris(satu, rs, hari_ini) for satu in semua], as_json=False)
    if not diatur:
        click.echo("\nNothing is sent: this hospital is not set up. `antrean bpjs atur` does it.", err=True)
    elif keadaan.get("berhenti"):
        sejak = datetime.fromtimestamp(int(keadaan["pada"]) / 1000, rs.zona_waktu)
        click.echo(
            f"\nSending stands still since {sejak:%Y-%m-%d %H:%M}: {layanan.SEBAB[keadaan['berhenti']]} BPJS says: "
            f"{keadaan.get('pesan') or 'nothing'}",
            err=True,
        )


def _baris(satu: Kiriman, rs: RumahSakit, hari_ini: date) -> tuple[object, ...]:
    berikut = satu.berikut
    # Whether the system beside has added its own is not known here.
    semua = (s for s in satu.langkah if s.keadaan is Keadaan.TERKIRIM and s.isi != SANA)
    terkirim = " ".join(s.jenis.removeprefix("task") for s in semua)
    if berikut is None:
        return satu.kodebooking, str(satu.keadaan), terkirim, "", "", "", "", ""
    terjadi = datetime.fromtimestamp(berikut.waktu / 1000, rs.zona_waktu).strftime("%H:%M:%S")
    sisa = sisa_hari(satu.kodebooking, hari_ini)
    return (
        satu.kodebooking,
        str(satu.keadaan),
        terkirim,
        berikut.jenis,
        terjadi,
        berikut.percobaan,
        sisa,
        berikut.pesan,
    )


@bpjs.command()
@click.argument("kodebooking", nargs=-1, required=True)
@rs_option
def ulang(kodebooking: tuple[str, ...], kode_rs: str | None) -> None:
    """Send KODEBOOKING… again, after what BPJS refused was mended. The times stay what they were."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        for satu in kodebooking:
            _ubah(store, rs, satu, "ulang", "")


@bpjs.command()
@click.argument("kodebooking")
@click.option("--alasan", required=True, help="Why, for the audit log.")
@rs_option
def lepas(kodebooking: str, alasan: str, kode_rs: str | None) -> None:
    """Give up what BPJS has not got of KODEBOOKING. `antrean bpjs ulang` takes it up again."""
    with open_store() as store:
        _ubah(store, chosen_rs(store, kode_rs), kodebooking, "lepas", alasan)


def _ubah(store: Store, rs: RumahSakit, kodebooking: str, apa: str, alasan: str) -> None:
    jumlah = layanan.ubah(konteks(store, rs), kodebooking.strip().upper(), apa, alasan)
    if jumlah is None:
        raise OperatorError(f"BPJS is told nothing of {kodebooking!r}. `antrean bpjs lihat` lists a day's bookings.")
    kata = {"ulang": "waiting to be sent again", "lepas": "given up"}[apa]
    click.echo(f"{kodebooking.strip().upper()}: {jumlah} step{'s' * (jumlah != 1)} {kata}.")


@bpjs.command()
@click.option("--port", default=0, help="Where it listens on 127.0.0.1; any free one where none is given.")
@click.option("--berkas", type=click.Path(path_type=Path), help="Keep its state in this file, for the next start.")
@click.option("--gangguan", default="", metavar="NAMA=BAGIAN,…", help="Faults, each with its share of the calls.")
@click.option("--benih", type=int, help="The faults' seed, for the same ones again.")
@click.option("--jeda", default=0.0, help="Seconds that every call takes.")
@click.option("--dalam-list", is_flag=True, help='Answer {"list": […]}, as the catalogue prints it.')
@click.option("--sandi-dashboard", is_flag=True, help="Encrypt the dashboards too.")
@click.option("--task3-lagi", is_flag=True, help="Take a second task 3, as some installations do.")
@click.option("--anggap-mobile", is_flag=True, help="Take a booking that nobody added for one of Mobile JKN's.")
@click.option("--hfis", type=click.Path(path_type=Path), help="A schedule for HFIS: JSON rows as jadwaldokter answers.")
@click.option("--hfis-201", is_flag=True, help="Say 201 where a poli has no doctor on a date, and not 204.")
@click.option("--cons-id", default=CONTOH["cons_id"], show_default=True, help="Who may come in.")
@click.option("--secret", default=CONTOH["secret"], show_default=True, help="What it signs with.")
@click.option("--user-key", default=CONTOH["user_key"], show_default=True, help="The key of the service.")
def simulasi(
    port: int,
    berkas: Path | None,
    gangguan: str,
    benih: int | None,
    jeda: float,
    dalam_list: bool,
    sandi_dashboard: bool,
    task3_lagi: bool,
    anggap_mobile: bool,
    hfis: Path | None,
    hfis_201: bool,
    cons_id: str,
    secret: str,
    user_key: str,
) -> None:
    """Serve a BPJS to try against, until this is stopped: its services, its rules, its words."""
    # Here, because no other command needs Flask.
    from antrean.bpjs.simulasi.app import Sakelar
    from antrean.bpjs.simulasi.gangguan import Gangguan
    from antrean.bpjs.simulasi.server import layani

    sakelar = Sakelar(dalam_list, sandi_dashboard, jeda, gangguan=Gangguan.baca(gangguan, benih), hfis_201=hfis_201)

    def cetak(alamat: str) -> None:
        lifeline.ready(os.environ)
        click.echo(f"A simulated BPJS serves at {alamat}{LAYANAN}")
        click.echo(f"cons id {cons_id}, secret {secret}, user_key {user_key}. Ctrl-C stops it.")

    lifeline.watch(os.environ)
    kredensial = Kredensial(f"http://127.0.0.1:{port or 1}{LAYANAN}", cons_id, secret, user_key)
    layani(
        *(kredensial, port, sakelar, berkas, clock, cetak),
        anggap_mobile=anggap_mobile,
        task3_lagi=task3_lagi,
        hfis=hfis,
    )
