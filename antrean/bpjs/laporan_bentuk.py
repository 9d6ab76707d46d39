"""The month's report as a page to print, and as rows for a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from antrean.bpjs.laporan import ARTI_PASANGAN, PASANGAN, TERLAMBAT_MENIT, Hitungan, Laporan, persen
from antrean.services import grafik

_BULAN = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_ZONA = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_TASK = tuple(range(1, 8))
_RUMUS = ("=", "+", "-", "@", "\t", "\r")

KOLOM = (
    *("bulan", "kodepoli", "namapoli", "kodedokter", "namadokter", "booking", "batal", "tidak_hadir", "kunjungan"),
    *("mobile_jkn", "tanpa_task"),
    *(f"task{n}_{apa}" for n in _TASK for apa in ("wajib", "tercatat", "bpjs")),
    *("lengkap_tercatat", "lengkap_bpjs", "jkn", "selesai_bpjs", "selesai_mobile_jkn"),
    *(f"median_menit_{dari}_{sampai}" for dari, sampai in PASANGAN),
    *("terlambat", "ditahan", "dilepas", "menunggu"),
)


def csv_teks(laporan: Laporan) -> str:
    """A row for each doctor in a poli, under a header; counts, and medians in minutes."""
    keluar = io.StringIO()
    tulis = csv.writer(keluar, lineterminator="\r\n")
    tulis.writerow(KOLOM)
    for satu in laporan.baris:
        h = satu.hitungan
        tulis.writerow(
            [
                *(laporan.bulan, satu.kodepoli, _sel(satu.namapoli), satu.kodedokter, _sel(satu.namadokter)),
                *(h.booking, h.batal, h.tidak_hadir, h.kunjungan, h.mobile, h.tanpa_task),
                *(n for task in _TASK for n in (h.wajib[task], h.tercatat[task], h.di_bpjs[task])),
                *(h.lengkap, h.lengkap_bpjs, h.jkn, h.selesai, h.selesai_mobile),
                *("" if (menit := h.median_menit(dari)) is None else menit for dari, _ in PASANGAN),
                *(h.terlambat, h.ditahan, h.dilepas, h.menunggu),
            ]
        )
    return keluar.getvalue()


def _sel(teks: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{teks}" if teks.startswith(_RUMUS) else teks


def html(laporan: Laporan, zona: ZoneInfo) -> str:
    """One page that needs nothing else, to be printed on A4."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # no other command needs them

    lingkungan = Environment(
        loader=PackageLoader("antrean.bpjs", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    lingkungan.filters["angka"] = angka
    lingkungan.globals["persen"] = persen
    tahun, bulan = laporan.bulan.split("-")
    pada = datetime.fromtimestamp(laporan.dibuat / 1000, zona)
    return lingkungan.get_template("laporan.html").render(
        laporan=laporan,
        judul=f"{_BULAN[int(bulan) - 1]} {tahun}",
        dibuat=f"{pada.day} {_BULAN[pada.month - 1]} {pada.year} pukul {pada:%H.%M} {_ZONA.get(zona.key, '')}",
        grafik=_grafik(laporan),
        task=_TASK,
        pasangan=PASANGAN,
        arti=ARTI_PASANGAN,
        terlambat=TERLAMBAT_MENIT,
        poli=list(_per_poli(laporan)),
    )


def angka(nilai: float | None, satuan: str = "") -> str:
    """As Indonesians write a number; ``–`` for none."""
    if nilai is None:
        return "–"
    teks = f"{nilai:,.1f}" if isinstance(nilai, float) else f"{nilai:,}"
    return teks.translate(str.maketrans(",.", ".,")) + satuan


def _per_poli(laporan: Laporan) -> Iterator[tuple[str, str, Sequence[tuple[int, str, Hitungan]]]]:
    semua: dict[tuple[str, str], list[tuple[int, str, Hitungan]]] = {}
    for satu in laporan.baris:
        semua.setdefault((satu.kodepoli, satu.namapoli), []).append((satu.kodedokter, satu.namadokter, satu.hitungan))
    return ((kode, nama, isi) for (kode, nama), isi in semua.items())


def _grafik(laporan: Laporan) -> Mapping[str, Markup]:
    """The charts as SVG, by name; none where nothing was counted."""
    total = laporan.total
    if not total.kunjungan:
        return {}
    wajib = [n for n in _TASK if total.wajib[n]]
    tercatat = [(f"task {n}", persen(total.tercatat[n], total.wajib[n])) for n in wajib]
    di_bpjs = [(f"task {n}", persen(total.di_bpjs[n], total.wajib[n])) for n in wajib]
    tercatat.append(("semua", persen(total.lengkap, total.kunjungan)))
    di_bpjs.append(("semua", persen(total.lengkap_bpjs, total.kunjungan)))
    hari = {str(tanggal.day): isi for tanggal, isi in laporan.hari.items()}
    return {
        "task": grafik.kolom({"tercatat di sini": tercatat, "ada di BPJS": di_bpjs}, 100),
        "hari": grafik.kolom(
            {
                "kunjungan": [(nama, semua) for nama, (semua, _) in hari.items()],
                "lengkap di BPJS": [(nama, lengkap) for nama, (_, lengkap) in hari.items()],
            },
            max(semua for semua, _ in hari.values()),
        ),
        "tunggu": _titik(
            {
                "median di sini": {dari: total.median_menit(dari) for dari, _ in PASANGAN},
                "BPJS, waktu rs": laporan.tunggu_bpjs["rs"],
                "BPJS, waktu server": laporan.tunggu_bpjs["server"],
            }
        ),
    }


def _titik(semua: Mapping[str, Mapping[int, float | None]]) -> Markup:
    """Minutes from each task to the next, a dot for each who says so."""
    gambar = grafik.kosong()
    for (nama, isi), warna in zip(semua.items(), (grafik.BIRU, grafik.JINGGA, grafik.HIJAU), strict=True):
        titik = [(dari, menit) for dari, menit in isi.items() if menit is not None]
        if titik:
            gambar.add_dots(titik, name=nama, fill_color=warna, radius=6)
    tertinggi = max((menit or 0 for isi in semua.values() for menit in isi.values()), default=0)
    if not tertinggi:
        return Markup("")
    gambar.add_x_scale(0.5, len(PASANGAN) + 0.5)
    gambar.add_x_axis(ticks=list(ARTI_PASANGAN), tick_formatter=lambda dari, *_: ARTI_PASANGAN[int(dari)])
    gambar.add_y_scale(0, tertinggi)
    return grafik.svg(gambar)
