"""``antrean jadwal pindah`` and ``antrean jadwal jam``: sessions that do not take place as they were booked."""

from collections.abc import Iterable, Sequence
from datetime import date

import click

from antrean.cli.common import (
    Hari,
    Jam,
    Tanggal,
    chosen_rs,
    json_option,
    konteks,
    open_store,
    print_rows,
    rs_option,
)
from antrean.domain.antrean import Booking
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.waktu import JamPraktek
from antrean.errors import BarisJadwalTidakAda, OperatorError, Refusal
from antrean.services import sesi as services
from antrean.services.baris import BarisSalah, SesiBerubah
from antrean.services.csvfile import UNCHANGED
from antrean.services.jadwal_gabung import JadwalSalah, nama_hari

_SEBAB = {
    "kuota": "no place of its kind is left there",
    "pasien": "another booking of the patient stands in the way",
    "dipanggil": "called, not yet served",
    "bukan_sesi_ini": "does not wait in this session",
}
_KOLOM = ("kodebooking", "nomor", "norm", "nohp", "tinggal")
_COBA = "Only tried: nothing was changed."
CARA_BERUBAH = (
    "Where hours changed, `antrean jadwal jam` gives sessions and bookings the new ones; where another doctor takes "
    "over, `antrean jadwal pindah` gives that one the bookings."
)


def cara_berubah(semua: Iterable[BarisSalah]) -> str:
    """What helps where a session's hours or doctor changed; nothing where no fault says so."""
    return f" {CARA_BERUBAH}" if any(isinstance(salah, SesiBerubah) for salah in semua) else ""


def jadwal_salah(error: JadwalSalah) -> OperatorError:
    """A sentence for each fault of a schedule, and what helps."""
    semua = [salah for _, salah in error.semua]
    return OperatorError("\n".join(f"{salah}." for salah in semua) + f"{cara_berubah(semua)} {UNCHANGED}")


@click.command()
@click.argument("tanggal", type=Tanggal())
@click.option("--kodepoli", required=True, help="The poli of the session that they leave.")
@click.option("--kodedokter", type=click.IntRange(0), required=True, help="Its doctor.")
@click.option("--jampraktek", type=Jam(), required=True, help="Its hours, HH:MM-HH:MM.")
@click.option("--ke-dokter", type=click.IntRange(0), help="The doctor who takes over; the same where none is given.")
@click.option("--ke-jam", type=Jam(), help="The hours of the session that they go to; the same where none are given.")
@click.option("--ke-poli", help="Its poli; the same where none is given.")
@click.option("--kode", multiple=True, metavar="KODEBOOKING", help="Only this booking; several times for several.")
@click.option("--semua", is_flag=True, help="All of them or nobody.")
@click.option("--tutup", metavar="SEBAB", help="Close the session that they leave in the same step, for this reason.")
@click.option("--coba", is_flag=True, help="Say what would be, and change nothing.")
@json_option
@rs_option
def pindah(
    tanggal: date,
    kodepoli: str,
    kodedokter: int,
    jampraktek: JamPraktek,
    ke_dokter: int | None,
    ke_jam: JamPraktek | None,
    ke_poli: str | None,
    kode: tuple[str, ...],
    semua: bool,
    tutup: str | None,
    coba: bool,
    as_json: bool,
    kode_rs: str | None,
) -> None:
    """Give the bookings of a session of the day TANGGAL to another one of that day, in their order.

    They keep number and kodebooking, and stand behind everybody there. Who cannot go stays, and is told why.
    """
    dari = Slot(kodepoli.upper(), kodedokter, jampraktek)
    ke = Slot(
        dari.kodepoli if ke_poli is None else ke_poli.upper(),
        kodedokter if ke_dokter is None else ke_dokter,
        jampraktek if ke_jam is None else ke_jam,
    )
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            hasil = services.pindah(
                konteks(store, rs), KunciSesi(tanggal, dari), ke, kode, semua=semua, tutup=tutup or "", coba=coba
            )
        except Refusal as salah:
            raise OperatorError(
                f"Nobody goes from {dari} to {ke} on {tanggal.isoformat()}: {salah}. `antrean jadwal lihat --tanggal "
                f"{tanggal.isoformat()}` shows the sessions. {UNCHANGED}"
            ) from None
    baris = [(*_baris(satu), "") for satu in hasil.pindah]
    baris += [(*_baris(satu), f"stays: {_SEBAB[sebab]}") for satu, sebab in hasil.tinggal]
    print_rows(_KOLOM, baris, as_json)
    if not as_json:
        jadi = "would be" if coba else "are now"
        click.echo(f"{len(hasil.pindah)} bookings {jadi} in {ke}; {len(hasil.tinggal)} stay.")
        click.echo(_COBA if coba else f"{dari} is closed." if tutup else f"{dari} goes on taking bookings.")


@click.command()
@click.option("--kodepoli", required=True, help="The session's poli.")
@click.option("--kodedokter", type=click.IntRange(0), required=True, help="Its doctor.")
@click.option("--dari", type=Jam(), required=True, help="The hours until now, HH:MM-HH:MM.")
@click.option("--ke", type=Jam(), required=True, help="The hours from now on.")
@click.option("--hari", type=Hari(), help="Only on this weekday, 1 (Monday) to 7, or on this date yyyy-mm-dd.")
@click.option("--coba", is_flag=True, help="Say what would be, and change nothing.")
@rs_option
def jam(
    kodepoli: str, kodedokter: int, dari: JamPraktek, ke: JamPraktek, hari: str | None, coba: bool, kode_rs: str | None
) -> None:
    """These hours are now those: schedule, sessions and bookings in one step.

    Sessions keep line, letters, quotas and bookings. Who asks by the old hours is answered all the same.
    """
    slot = Slot(kodepoli.upper(), kodedokter, dari)
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        try:
            hasil = services.ubah_jam(konteks(store, rs), slot, ke, hari or "", coba)
        except BarisJadwalTidakAda:
            raise OperatorError(f"{rs.kode} has no row {slot}{f' on {nama_hari(hari)}' if hari else ''}.") from None
        except JadwalSalah as error:
            raise jadwal_salah(error) from None
        except Refusal as salah:
            raise OperatorError(f"{slot} cannot have the hours {ke}: {salah}. {UNCHANGED}") from None
    click.echo(f"{slot} {'would be' if coba else 'is now'} {ke} on {', '.join(map(nama_hari, hasil.hari))}.")
    if hasil.sesi:
        tanggal = ", ".join(satu.tanggal.isoformat() for satu in hasil.sesi)
        click.echo(f"{len(hasil.sesi)} sessions with bookings {'would follow' if coba else 'followed'}: {tanggal}.")
    if coba:
        click.echo(_COBA)


def daftar(semua: Sequence[Booking]) -> None:
    """Show bookings whose patients have to be told."""
    print_rows(_KOLOM[:-1], [_baris(satu) for satu in semua], as_json=False)


def _baris(booking: Booking) -> tuple[str, str, str, str]:
    return booking.kodebooking, booking.nomorantrean, booking.norm, booking.nohp
