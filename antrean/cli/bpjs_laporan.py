"""``antrean bpjs laporan``: a month in figures."""

import re
from pathlib import Path

import click

from antrean.bpjs import laporan as services
from antrean.bpjs import layanan
from antrean.bpjs.laporan import ARTI_PASANGAN, PASANGAN, Hitungan, Laporan, persen
from antrean.bpjs.laporan_bentuk import csv_teks, html
from antrean.cli.bpjs_banding import tanya
from antrean.cli.common import chosen_rs, konteks, open_store, print_table, rs_option
from antrean.errors import OperatorError

_BULAN = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


class Bulan(click.ParamType[tuple[int, int]]):
    """A month yyyy-mm, as year and month."""

    name = "yyyy-mm"

    def convert(
        self, value: str | tuple[int, int], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        """Fails as click does, with the sentence."""
        if isinstance(value, tuple):
            return value
        cocok = _BULAN.fullmatch(value)
        if cocok is None:
            self.fail(f"{value!r} is not a month; it is written yyyy-mm", param, ctx)
        return int(cocok[1]), int(cocok[2])


@click.command()
@click.option("--bulan", type=Bulan(), required=True, help="The month.")
@click.option(
    "--html",
    "halaman",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it as a page to print, with charts.",
)
@click.option(
    "--csv", "tabel", type=click.Path(path_type=Path, dir_okay=False), help="Write the rows of poli and doctor as CSV."
)
@click.option(
    "--sep", type=click.IntRange(1), help="Outpatient SEPs of the month, by which BPJS divides; else the bookings are."
)
@rs_option
def laporan(
    bulan: tuple[int, int], halaman: Path | None, tabel: Path | None, sep: int | None, kode_rs: str | None
) -> None:
    """Count a month: bookings, the share that BPJS has of each task, waits, what came late, is held or given up.

    Polis of the policy poli_dikecualikan are left out. No patient is in it.
    """
    with open_store() as store:
        rs = chosen_rs(store, kode_rs)
        penanya = tanya(store, rs) if layanan.kredensial(store, rs) else None
        hasil = services.susun(konteks(store, rs), penanya, *bulan, sep)
    for berkas, isi in (
        (halaman, html(hasil, rs.zona_waktu) if halaman else ""),
        (tabel, csv_teks(hasil) if tabel else ""),
    ):
        if berkas:
            _tulis(berkas, isi)
    _tampil(hasil)


def _tulis(berkas: Path, isi: str) -> None:
    try:
        berkas.write_text(isi, "utf-8", newline="")
    except OSError as error:
        raise OperatorError(f"The report cannot be written to {berkas}: {error.strerror}.") from error


def _tampil(hasil: Laporan) -> None:
    t = hasil.total
    click.echo(f"{hasil.kode_rs} {hasil.nama_rs}, {hasil.bulan} ({hasil.dari} to {hasil.sampai})")
    click.echo(
        f"{t.booking} bookings, {t.batal} cancelled ({t.tidak_hadir} did not come), {t.kunjungan} visits, "
        f"{t.mobile} from Mobile JKN, {t.tanpa_task} without a task"
    )
    apa = "members' bookings" if hasil.sep is None else "SEPs"
    for nama, banyak, target in hasil.capaian:
        click.echo(f"{nama}: {banyak} of {hasil.pembagi} {apa}, {_persen(banyak, hasil.pembagi)}, target {target} %")
    click.echo(f"late {t.terlambat}, waiting {t.menunggu}, held {t.ditahan}, given up {t.dilepas}\n")
    print_table(
        ("task", "seharusnya", "tercatat", "di bpjs", "median", "rs", "server", "menit"),
        [
            (
                *(n, t.wajib[n], _persen(t.tercatat[n], t.wajib[n]), _persen(t.di_bpjs[n], t.wajib[n])),
                *(
                    (_menit(t.median_menit(n)), _menit(hasil.tunggu_bpjs["rs"].get(n)))
                    if n in ARTI_PASANGAN
                    else ("", "")
                ),
                _menit(hasil.tunggu_bpjs["server"].get(n)) if n in ARTI_PASANGAN else "",
                ARTI_PASANGAN.get(n, ""),
            )
            for n in (*(dari for dari, _ in PASANGAN), 7)
        ],
    )
    if hasil.baris:
        click.echo()
        print_table(
            ("poli", "dokter", "", "booking", "kunjungan", "task 5", "semua", "terlambat", "ditahan", "dilepas"),
            [(s.kodepoli, s.kodedokter, s.namadokter, *_baris(s.hitungan)) for s in hasil.baris],
        )
    for kode, banyak in hasil.dikecualikan.items():
        click.echo(f"Not counted: {kode}, {banyak} bookings (policy poli_dikecualikan)")
    for sebab, banyak in hasil.ditahan_karena.items():
        click.echo(f"Held: {banyak} for {sebab}")
    for kalimat in hasil.catatan:
        click.echo(kalimat, err=True)


def _baris(h: Hitungan) -> tuple[object, ...]:
    return (
        *(h.booking, h.kunjungan, _persen(h.di_bpjs[5], h.wajib[5]), _persen(h.lengkap_bpjs, h.kunjungan)),
        *(h.terlambat, h.ditahan, h.dilepas),
    )


def _persen(bagian: int, dari: int) -> str:
    nilai = persen(bagian, dari)
    return "-" if nilai is None else f"{nilai:.1f} %"


def _menit(nilai: float | None) -> str:
    return "-" if nilai is None else f"{nilai:.1f}"
