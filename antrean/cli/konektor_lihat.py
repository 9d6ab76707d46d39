"""``antrean konektor lihat``, ``ulang`` and ``lepas``: how it stands, and what a person decides."""

import json
from datetime import date, datetime
from typing import Any

import click

from antrean.cli import common
from antrean.cli.common import Tanggal, chosen_rs, json_option, konteks, open_store, print_table, rs_option
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.konektor import layanan
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.layanan import Tampak
from antrean.konektor.setelan import Setelan

_JAM_BEDA_MS = 2_000
_APA = {
    "mulai": "the mapping is read",
    "keluar": "bookings of ours go there",
    "cepat": "registrations come from there",
    "sedang": "task times come from there",
    "lambat": "coming days, the schedule, all else",
    "ulang": "what is asked for again",
    "pasien": "patients come over at night",
    "periksa": "grants and tables are looked at",
}


def alamat(setelan: Setelan) -> str:
    """Where their database is, for people."""
    return f"{setelan.basisdata} at {setelan.socket or f'{setelan.host}:{setelan.port}'}"


def selisih(ms: int) -> str:
    """What their clock says beside ours, in words."""
    if abs(ms) < _JAM_BEDA_MS:
        return "their clock has the same time"
    return f"their clock is {abs(ms) / 1000:.0f} s {'ahead of' if ms > 0 else 'behind'} ours"


@click.command()
@click.option("--ditahan", is_flag=True, help="Only what waits for a person.")
@json_option
@rs_option
def lihat(ditahan: bool, as_json: bool, kode_rs: str | None) -> None:
    """Show how the connector stands: its rounds and their delays, the clocks, and what waits for a person."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        ada = layanan.tampak(store, rs)
    if as_json:
        semua = _isi(ada)
        click.echo(json.dumps(semua["kasus"] if ditahan else semua, ensure_ascii=False, indent=1))
        return
    if not ditahan:
        _keadaan(rs, ada)
    for satu in ada.kasus:
        tentang = ", ".join(filter(None, (satu.kodebooking, satu.kunci)))
        click.echo(f"{satu.nama}  since {_saat(satu.sejak, rs)}{f'  ({tentang})' if tentang else ''}\n  {satu.pesan}")
    if ada.kasus:
        click.echo(
            "\nMend what a case says, then `antrean konektor ulang NAME` tries it again; `antrean konektor lepas NAME` "
            "drops one that is decided.",
            err=True,
        )
    else:
        click.echo("Nothing waits for a person.")


def _keadaan(rs: RumahSakit, ada: Tampak) -> None:
    setelan, sekarang = ada.setelan, common.clock.now_ms()
    click.echo(f"{rs.kode}: {setelan.nama_sistem}, {alamat(setelan)} as {setelan.pengguna}")
    jalan = "a process runs it" if ada.berjalan else "no process runs it: `antrean serve` or `antrean konektor jalan`"
    click.echo(f"running: {jalan}")
    tulis = "on" if setelan.menulis else "off, until `antrean konektor periksa` finds nothing; nothing is followed"
    click.echo(f"writing: {tulis}")
    mulai = any(satu.nama == "keluar" and satu.pada for satu in ada.putaran)
    belum = f"since {(sekarang - ada.tertua_ms) / 1000:.0f} s something is not yet told there" if ada.tertua_ms else ""
    click.echo(f"our events: {belum or ('all told there' if mulai else 'none was told there yet')}")
    if ada.beda_jam_ms is not None:
        click.echo(f"clocks: {selisih(ada.beda_jam_ms)}")
    if ada.putaran:
        kepala = ("round", "does", "last", "took_ms", "waits_since", "why")
        print_table(
            kepala,
            [
                (satu.nama, _APA[satu.nama], _saat(satu.pada, rs), satu.lama_ms, _saat(satu.sejak, rs), satu.galat)
                for satu in ada.putaran
            ],
        )
    click.echo("")


def _saat(ms: int, rs: RumahSakit) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, rs.zona_waktu):%Y-%m-%d %H:%M:%S}" if ms else ""


def _isi(ada: Tampak) -> dict[str, Any]:
    """As programs read it; times in epoch ms."""
    return {
        "sistem": ada.setelan.sistem,
        "setelan": ada.setelan.terlihat(),
        "berjalan": ada.berjalan,
        "menulis": ada.setelan.menulis,
        "tertua": ada.tertua_ms or None,
        "bedajam": ada.beda_jam_ms,
        "putaran": {
            satu.nama: {
                **{"pada": satu.pada or None, "lama": satu.lama_ms},
                **{"sejak": satu.sejak or None, "galat": satu.galat},
            }
            for satu in ada.putaran
        },
        "kasus": [_kasus(satu) for satu in ada.kasus],
    }


def _kasus(satu: Kasus) -> dict[str, Any]:
    tentang = {"kodebooking": satu.kodebooking or None, "kunci": satu.kunci or None}
    return {"nama": satu.nama, "pesan": satu.pesan, **tentang, "sejak": satu.sejak}


@click.command()
@click.argument("kode", nargs=-1)
@click.option("--semua", is_flag=True, help="Every case that waits.")
@click.option("--tanggal", type=Tanggal(), help="Bring the rows of all bookings of this date to how they stand here.")
@rs_option
def ulang(kode: tuple[str, ...], semua: bool, tanggal: date | None, kode_rs: str | None) -> None:
    """Try again what waits: cases by their names, or bookings by KODE, whose rows there are written anew if missing.

    The running connector does it within seconds; nothing is done twice.
    """
    if not kode and not semua and tanggal is None:
        raise OperatorError("Name cases or bookings, or give --semua, or --tanggal.")
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        jumlah = layanan.ulang(konteks(store, rs), kode, tanggal, semua)
        (terukur,) = layanan.simpanan(store).terukur([rs.kode])
    kapan = "" if terukur.berjalan else " when the connector runs again"
    click.echo(f"{rs.kode}: {jumlah} tried again{kapan}. `antrean konektor lihat` shows what still waits.")


@click.command()
@click.argument("nama", nargs=-1, required=True)
@rs_option
def lepas(nama: tuple[str, ...], kode_rs: str | None) -> None:
    """Drop cases that a person has decided about. Nothing is changed in either book."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        layanan.lepas(konteks(store, rs), nama)
    click.echo(f"{rs.kode}: {len(nama)} dropped.")
