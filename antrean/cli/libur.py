"""``antrean libur``: closed days."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, NoReturn

import click

from antrean.cli.common import (
    Jam,
    Kelompok,
    Tanggal,
    chosen_rs,
    json_option,
    konteks,
    open_store,
    print_rows,
    rs_option,
)
from antrean.cli.sesi import daftar
from antrean.domain.identitas import kode_poli_sah
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import (
    DokterTidakDikenal,
    IsianSalah,
    JadwalTidakAda,
    LiburTidakAda,
    OperatorError,
    PoliTidakDitemukan,
    TanggalLewat,
)
from antrean.services import libur as services
from antrean.services import sesi

_SEBAB = {
    "pasien": "the patient has another booking",
    "rujukan": "another booking uses the referral",
    "kuota": "no place is left",
    "sesi": "the schedule has the session no more",
}
_TEKS = f"it takes 1 to {services.TERPANJANG} printable characters"
_ALASAN = f"{_TEKS}, a reason that patients read, such as 'Dokter sakit'"


def _cakupan(command: Callable[..., None]) -> Callable[..., None]:
    """Options for a part of the day; the command gets ``cakupan``, empty for the whole hospital."""

    @click.option("--kodepoli", help="Only this poli.")
    @click.option("--kodedokter", type=click.IntRange(0), help="Only this doctor in the poli.")
    @click.option("--jampraktek", type=Jam(), help="Only these hours of the doctor, such as 08:00-16:00.")
    @wraps(command)
    def with_cakupan(kodepoli: str | None, kodedokter: int | None, jampraktek: JamPraktek | None, **rest: Any) -> None:
        if kodepoli is not None and not kode_poli_sah(kodepoli.upper()):
            raise click.BadParameter("it takes 1 to 10 letters and digits, such as ANA", param_hint="--kodepoli")
        if kodedokter is not None and kodepoli is None:
            raise click.UsageError("--kodedokter goes with --kodepoli")
        if jampraktek is not None and kodedokter is None:
            raise click.UsageError("--jampraktek goes with --kodedokter")
        bagian = (kodepoli and kodepoli.upper(), kodedokter, jampraktek)
        command(cakupan=":".join(str(satu) for satu in bagian if satu is not None), **rest)

    return with_cakupan


def untuk(cakupan: str) -> str:
    """A part of the day for people; nothing for all of it."""
    if not cakupan:
        return ""
    kodepoli, _, dokter = cakupan.partition(":")
    kodedokter, _, jam = dokter.partition(":")
    return f" for poli {kodepoli}" + (f", doctor {kodedokter}" if kodedokter else "") + (f", {jam}" if jam else "")


@click.group(cls=Kelompok)
def libur() -> None:
    """Close days, open them again, show them."""


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_cakupan
@click.option("--keterangan", default="Libur", help="Why.", show_default=True)
@click.option("--batalkan", metavar="ALASAN", help="Cancel its bookings in the same step, for this reason.")
@click.option("--coba", is_flag=True, help="List its bookings with telephone numbers, and change nothing.")
@rs_option
def tambah(tanggal: date, cakupan: str, keterangan: str, batalkan: str | None, coba: bool, kode_rs: str | None) -> None:
    """Close the day TANGGAL or a part of it, and name the bookings that were taken for it."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            if coba:
                daftar(sesi.terkena(konteks(store, rs), tanggal, cakupan))
                return
            terkena = services.tutup(konteks(store, rs), tanggal, cakupan, keterangan, batalkan or "")
        except (PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda) as salah:
            _tidak_ada(rs, tanggal, cakupan, salah)
        except TanggalLewat:
            raise OperatorError(
                f"{tanggal.isoformat()} is past: its bookings are not cancelled, for that could not be taken back. "
                "Nothing was changed; without --batalkan it is closed."
            ) from None
        except IsianSalah as salah:
            pesan = _ALASAN if salah.bidang == "batalkan" else _TEKS
            raise click.BadParameter(pesan, param_hint=f"--{salah.bidang}") from None
    click.echo(f"{tanggal.isoformat()} closed{untuk(cakupan)}.")
    if terkena:
        click.echo(f"{len(terkena)} bookings {'cancelled' if batalkan else 'stay'}: {', '.join(terkena)}")


def _tidak_ada(rs: RumahSakit, tanggal: date, cakupan: str, salah: Exception) -> NoReturn:
    if isinstance(salah, PoliTidakDitemukan):
        raise OperatorError(f"There is no poli {cakupan.split(':')[0]!r} in the schedule of {rs.kode}.") from None
    raise OperatorError(
        f"{rs.kode} has no session on {tanggal.isoformat()}{untuk(cakupan)}. `antrean jadwal lihat --tanggal "
        f"{tanggal.isoformat()}` shows what there is."
    ) from None


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_cakupan
@rs_option
def hapus(tanggal: date, cakupan: str, kode_rs: str | None) -> None:
    """Open the day TANGGAL again. Bookings that closing it cancelled stay so: see pulihkan."""
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        if not services.buka(konteks(store, rs), tanggal, cakupan):
            raise OperatorError(
                f"{tanggal.isoformat()} is not closed{untuk(cakupan)}. `antrean libur lihat` shows what is."
            )
    click.echo(f"{tanggal.isoformat()} open{untuk(cakupan)}.")


@libur.command()
@click.argument("tanggal", type=Tanggal())
@_cakupan
@rs_option
def pulihkan(tanggal: date, cakupan: str, kode_rs: str | None) -> None:
    """Take a closing of the day TANGGAL back: open again, and the bookings that it cancelled as they stood.

    A booking whose place or patient is not free any more stays cancelled, and is named.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            hasil = services.pulihkan(konteks(store, rs), tanggal, cakupan)
        except LiburTidakAda:
            raise OperatorError(
                f"{tanggal.isoformat()} is not closed{untuk(cakupan)}, and closing it cancelled no booking. "
                "`antrean libur lihat` shows what is closed."
            ) from None
        except TanggalLewat:
            raise OperatorError(f"{tanggal.isoformat()} is past.") from None
    if hasil.dibuka:
        click.echo(f"{tanggal.isoformat()} open{untuk(cakupan)}.")
    click.echo(f"{len(hasil.pulih)} bookings are back{': ' if hasil.pulih else '.'}{', '.join(hasil.pulih)}")
    for kode, sebab in hasil.tinggal.items():
        click.echo(f"{kode} stays cancelled: {_SEBAB[sebab]}.")


@libur.command()
@json_option
@rs_option
def lihat(as_json: bool, kode_rs: str | None) -> None:
    """Show the closed days."""
    with open_store() as store:
        semua = store.libur.semua(chosen_rs(store, kode_rs).kode)
    print_rows(
        ("tanggal", "poli", "dokter", "jam", "keterangan"),
        [(tanggal.isoformat(), *_bagian(cakupan), sebab) for (tanggal, cakupan), sebab in semua.items()],
        as_json,
    )


def _bagian(cakupan: str) -> tuple[str, str, str]:
    kodepoli, kodedokter, jam = (*cakupan.split(":", 2), "", "")[:3]
    return kodepoli or "all", kodedokter, jam
