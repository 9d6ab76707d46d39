"""``/pantau``: what a director wants to see; figures of today and of thirty days, to be printed and as CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app, make_response
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.layar import kabar
from antrean.layar.akses import untuk
from antrean.layar.rupa import halaman
from antrean.services import pantau as layanan
from antrean.services.grafik import garis, kolom
from antrean.services.ingatan import Ingatan
from antrean.services.konteks import Konteks
from antrean.services.pantau import DiBpjs, Harian, SesiHari

SEGAR_S = 5.0
TOPIK = "pantau"
"""Of no event: an open page is made anew each minute, not with each call of a patient."""

MASALAH_BPJS = {
    "tanpa_pengirim": "Tidak ada program yang mengirim ke BPJS. Bagian TI: jalankan lagi antrean serve (atau antrean "
    "bpjs kirim); yang menunggu lalu terkirim sendiri",
    "konfigurasi": "BPJS menolak kunci rumah sakit ini, jadi tidak ada yang terkirim. Bagian TI: antrean bpjs atur "
    "--uji menyebut apa yang salah; sesudah dibetulkan, yang menunggu terkirim sendiri",
    "jam": "Jam server berbeda beberapa menit dari jam BPJS, jadi tidak ada yang terkirim. Bagian TI: samakan jamnya "
    "(timedatectl); yang menunggu lalu terkirim sendiri",
    "pemutus": "BPJS tidak menjawab. Kiriman dicoba lagi sendiri; bila lebih dari satu jam, bagian TI memeriksa "
    "jaringan lalu bertanya ke BPJS",
}
"""Why nothing goes to BPJS, and what to do, by ``DiBpjs.masalah``."""

_RUMUS = ("=", "+", "-", "@")
_NAMA = "layar.pantau"

kamar = Blueprint("pantau", __name__)

_arsip = layanan.Arsip()
_dibuat: Ingatan[tuple[object, ...], tuple[float, "Isi"]] = Ingatan(100)


@dataclass(frozen=True, slots=True)
class Isi:
    """What the page shows.

    Attributes:
        belum: of the thirty days those that are not counted yet.
        grafik: charts as SVG, by name; an empty one where there is nothing to draw.
    """

    kini: Harian
    sesi: Sequence[SesiHari]
    lalu: Sequence[Harian]
    semua: Harian
    belum: int
    bpjs: DiBpjs | None
    grafik: dict[str, Markup]


def siapkan(app: Flask, di_bpjs: Callable[[Konteks], DiBpjs | None]) -> None:
    """Let the page of an app ask how telling BPJS stands."""
    app.extensions[_NAMA] = di_bpjs


@kamar.get("/pantau")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """Today, and the thirty days before it."""
    sejak = kabar.terakhir()
    isi = _isi()
    jawab = make_response(
        halaman("pantau.html", "pantau_isi.html", isi=isi, sejak=sejak, topik=TOPIK, masalah=MASALAH_BPJS)
    )
    if isi.belum:
        jawab.headers["Refresh"] = "1"
    return jawab


@kamar.get("/pantau/harian.csv")
@untuk("admin")
def harian_csv() -> ResponseReturnValue:
    """The days as rows: today, and the thirty before it."""
    lalu, _ = _arsip.lalu(konteks(), None)
    kini, _ = layanan.hari_ini(konteks())
    judul = (
        *("tanggal", "booking", "jkn", "batal", "tidak_hadir", "datang", "selesai", "panggilan"),
        *("meleset_median_menit", "meleset_90_persen_menit", "terlambat_median_menit"),
    )
    baris = [
        (
            *(satu.tanggal, satu.booking, satu.jkn, satu.batal, satu.tidak_hadir, satu.datang, satu.selesai),
            *(satu.panggilan, satu.salah(0.5), satu.salah(0.9), satu.terlambat),
        )
        for satu in (*lalu, kini)
    ]
    return _csv("harian", judul, baris)


@kamar.get("/pantau/sesi.csv")
@untuk("admin")
def sesi_csv() -> ResponseReturnValue:
    """Today's sessions as rows."""
    judul = (
        *("tanggal", "kodepoli", "namapoli", "kodedokter", "namadokter", "jampraktek", "kuotajkn", "terpakaijkn"),
        *("kuotanonjkn", "terpakainonjkn", "menunggu", "hadir", "dilayani", "selesai", "tidak_hadir"),
        *("menit_per_pasien", "menit_rencana"),
    )
    baris = [
        (
            *(hari_ini(), s.sesi.kunci.slot.kodepoli, _sel(s.sesi.namapoli), s.sesi.kunci.slot.kodedokter),
            *(_sel(s.sesi.namadokter), s.sesi.kunci.slot.jampraktek, s.sesi.kuotajkn, s.terpakai[0]),
            *(s.sesi.kuotanonjkn, s.terpakai[1], s.menunggu, s.hadir, s.dilayani, s.selesai, s.tidak_hadir),
            *("" if s.menit is None else round(s.menit, 1), round(s.rencana, 1)),
        )
        for s in layanan.hari_ini(konteks())[1]
    ]
    return _csv("sesi", judul, baris)


def _isi() -> Isi:
    """Made once for all who look within some seconds."""
    kunci, detik = (rumah_sakit().kode, hari_ini()), parts().clock.monotonic()
    dulu = _dibuat.get(kunci)
    if dulu and detik - dulu[0] <= SEGAR_S and not dulu[1].belum:
        return dulu[1]
    dibuat = konteks()
    kini, sesi = layanan.hari_ini(dibuat)
    lalu, belum = _arsip.lalu(dibuat)
    di_bpjs: Callable[[Konteks], DiBpjs | None] = current_app.extensions[_NAMA]
    isi = Isi(kini, sesi, lalu, layanan.gabung(lalu), belum, di_bpjs(dibuat), _grafik(kini, lalu))
    _dibuat.ingat(kunci, (detik, isi))
    return isi


def _grafik(kini: Harian, lalu: Sequence[Harian]) -> dict[str, Markup]:
    semua = {}
    if sum(kini.jam):
        semua["jam"] = _per_jam("hari ini", kini.jam)
    if hari_datang := [satu.jam for satu in lalu if satu.datang]:
        rata = [sum(banyak) / len(hari_datang) for banyak in zip(*hari_datang, strict=True)]
        semua["jam_lalu"] = _per_jam("rata-rata sehari", rata)
    lalu = lalu[next((ke for ke, satu in enumerate(lalu) if satu.booking), len(lalu)) :]
    if lalu:
        hari = [f"{satu.tanggal.day}/{satu.tanggal.month}" for satu in lalu]
        semua["hari"] = garis(
            {
                "booking": [(ke, float(satu.booking)) for ke, satu in enumerate(lalu)],
                "selesai": [(ke, float(satu.selesai)) for ke, satu in enumerate(lalu)],
            },
            hari,
        )
        semua["meleset"] = garis(
            {
                "separuh panggilan": [(ke, satu.salah(0.5)) for ke, satu in enumerate(lalu)],
                "90 % panggilan": [(ke, satu.salah(0.9)) for ke, satu in enumerate(lalu)],
            },
            hari,
        )
    return semua


def _per_jam(nama: str, jam: Sequence[float]) -> Markup:
    """Check-ins by hour, from the first with one to the last."""
    ada = [ke for ke, banyak in enumerate(jam) if banyak]
    tiap = [(f"{ke:02d}", float(jam[ke])) for ke in range(ada[0], ada[-1] + 1)]
    return kolom({nama: tiap}, max(jam))


def _csv(nama: str, judul: Sequence[str], baris: Sequence[Sequence[object]]) -> Response:
    keluar = io.StringIO()
    tulis = csv.writer(keluar, lineterminator="\r\n")
    tulis.writerow(judul)
    tulis.writerows(["" if satu is None else satu for satu in isi] for isi in baris)
    berkas = f"attachment; filename={nama}-{hari_ini().isoformat()}.csv"
    return Response(keluar.getvalue(), mimetype="text/csv", headers={"Content-Disposition": berkas})


def _sel(teks: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{teks}" if teks.startswith(_RUMUS) else teks
