"""``/admin/jadwal``: the schedule, and a file of it that is looked at before it is put in force."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.jadwal import BarisJadwal, Jadwal, Sesi
from antrean.domain.waktu import HARI
from antrean.errors import FileError, IsianSalah
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.layar.akses import menerima, untuk
from antrean.layar.kata import kata
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import isi, periksa_keadaan, sidik_isi, tindakan
from antrean.services import jadwal as layanan
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, BarisSalah, IsianJadwal, baca_jadwal
from antrean.services.csvfile import CsvFile, Kiriman
from antrean.services.jadwal import AkanHilang, Ganti, HasilImpor
from antrean.services.jadwal_gabung import JadwalSalah, lewat, nama_hari
from antrean.services.konteks import Konteks

TERBESAR = 1024 * 1024
"""Bytes of a file; a form that carries it is up to three times as long."""

SALAH_TERBANYAK = 200
CARA: Mapping[str, tuple[str, Ganti | None]] = {
    "tambah": ("Tambah dan ubah: baris lain tetap", None),
    "ganti": ("Ganti isi poli: baris yang tidak ada di berkas dibuang", Ganti()),
    "semua": ("Ganti seluruh jadwal: juga poli dan tanggal yang tidak ada di berkas", Ganti(semua=True)),
}

kamar = Blueprint("admin_jadwal", __name__)


@dataclass(frozen=True, slots=True)
class Pratinjau:
    """What an import would do, or why it cannot be.

    Attributes:
        salah: the faults: line (0: none), column, value, and what is wrong.
        akan: what goes beyond what was asked for.
    """

    hasil: HasilImpor | None = None
    salah: Sequence[tuple[int, str, str, str]] = ()
    akan: AkanHilang | None = None


@kamar.get("/admin")
@untuk("admin")
def beranda() -> ResponseReturnValue:
    """The first of the pages."""
    return redirect(url_for("layar.admin_jadwal.lihat"))


@kamar.get("/admin/jadwal")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """The schedule as it is in force."""
    dibaca = parts().store.jadwal.baca(rumah_sakit().kode)
    return halaman("admin_jadwal.html", jadwal=dibaca, baris=_baris(dibaca), cara=CARA, nama_hari=nama_hari, hari=HARI)


@kamar.get("/admin/jadwal.csv")
@untuk("admin")
def unduh() -> ResponseReturnValue:
    """The schedule as a file that can be sent back."""
    dibaca = parts().store.jadwal.baca(rumah_sakit().kode)
    keluar = io.StringIO()
    tulis = csv.writer(keluar, lineterminator="\r\n")
    tulis.writerow((*JADWAL_WAJIB, *JADWAL_BOLEH))
    for satu in _baris(dibaca):
        slot = satu.slot
        tulis.writerow(
            [
                *(
                    slot.kodepoli,
                    _sel(dibaca.poli[slot.kodepoli]),
                    slot.kodedokter,
                    _sel(dibaca.dokter[slot.kodedokter]),
                ),
                *(satu.hari, slot.jampraktek, satu.kuotajkn, satu.kuotanonjkn, satu.huruf),
                f"{satu.spm / 60_000:.3f}".rstrip("0").rstrip("."),
            ]
        )
    return Response(
        keluar.getvalue(), mimetype="text/csv", headers={"Content-Disposition": "attachment; filename=jadwal.csv"}
    )


@kamar.post("/admin/jadwal/periksa")
@untuk("admin")
@menerima(TERBESAR + 64 * 1024)
def periksa() -> ResponseReturnValue:
    """Say what a file would change; nothing is written."""
    berkas = request.files.get("berkas")
    nama = (berkas.filename or "") if berkas else ""
    isi_berkas = berkas.read() if berkas else b""
    if not nama:
        flash("Pilih berkasnya dulu.", "salah")
        return redirect(url_for("layar.admin_jadwal.lihat"), 303)
    cara = _cara()
    satu = _lihat_dulu(konteks(), nama, isi_berkas, cara)
    return halaman(
        "admin_jadwal_periksa.html",
        satu=satu,
        nama=nama,
        cara=cara,
        cara_kata=CARA[cara][0],
        teks=isi_berkas.decode("utf-8-sig") if satu.hasil else "",
        keadaan_hasil=_keadaan(satu.hasil) if satu.hasil else "",
        nama_hari=nama_hari,
        terbanyak=SALAH_TERBANYAK,
    )


@kamar.post("/admin/jadwal/impor")
@untuk("admin")
@menerima(3 * TERBESAR + 64 * 1024)
@tindakan
def impor() -> str:
    """Put in force what was looked at."""
    dibuat, cara = isi(), _cara()
    teks = request.form.get("isi", "").encode("utf-8", "surrogatepass")
    dulu = _lihat_dulu(dibuat, request.form.get("nama", ""), teks, cara)
    periksa_keadaan(_keadaan(dulu.hasil) if dulu.hasil else "", 0)
    if dulu.hasil is None:
        raise IsianSalah("Jadwal ini tidak dapat berlaku lagi. Tidak ada yang berubah; periksa berkasnya sekali lagi")
    hasil = layanan.impor(dibuat, [row for _, row in _baca(request.form.get("nama", ""), teks)], CARA[cara][1])
    flash(f"{hasil.baris} baris berlaku; {hasil.sesi} sesi yang sudah punya booking ikut berubah.", "baik")
    return url_for("layar.admin_jadwal.lihat")


@kamar.get("/admin/jadwal/baris")
@untuk("admin")
def satu_baris() -> ResponseReturnValue:
    """A row, and what its end would close or what is in the way of it; nothing is written."""
    dibaca = parts().store.jadwal.baca(rumah_sakit().kode)
    baris = _diminta(dibaca, request.args.get("hari", ""), request.args.get("slot", ""))
    terkena: Sequence[Sesi] = ()
    halangan: Sequence[str] = ()
    try:
        terkena = [sesi for sesi, _ in layanan.hapus(konteks(), baris.hari, baris.slot, coba=True).terkena]
    except JadwalSalah as error:
        halangan = [kata(satu) for _, satu in error.semua]
    return halaman(
        "admin_jadwal_baris.html",
        baris=baris,
        jadwal=dibaca,
        terkena=terkena,
        halangan=halangan,
        keadaan_baris=sidik_isi(repr(baris)),
        nama_hari=nama_hari,
    )


@kamar.post("/admin/jadwal/hapus")
@untuk("admin")
@tindakan
def hapus() -> str:
    """Take one row away."""
    hari, teks, dibuat = request.form.get("hari", ""), request.form.get("slot", ""), isi()
    dibaca = parts().store.jadwal.baca(rumah_sakit().kode)
    try:
        sekarang = sidik_isi(repr(_diminta(dibaca, hari, teks)))
    except HalamanTidakAda:
        sekarang = ""
    periksa_keadaan(sekarang, 0)
    baris = _diminta(dibaca, hari, teks)
    try:
        layanan.hapus(dibuat, hari, baris.slot)
    except JadwalSalah as error:
        raise IsianSalah(f"Tidak ada yang berubah: {'; '.join(kata(satu) for _, satu in error.semua)}") from None
    nama = f"{dibaca.poli[baris.slot.kodepoli]}, {dibaca.dokter[baris.slot.kodedokter]}"
    flash(f"{nama}, {nama_hari(hari)} {baris.slot.jampraktek}: tidak ada lagi di jadwal.", "baik")
    return url_for("layar.admin_jadwal.lihat")


def _diminta(dibaca: Jadwal, hari: str, teks: str) -> BarisJadwal:
    """The row that is asked for.

    Raises:
        HalamanTidakAda: there is none.
    """
    for satu in _baris(dibaca):
        if (satu.hari, str(satu.slot)) == (hari, teks):
            return satu
    raise HalamanTidakAda


def _cara() -> str:
    cara = request.form.get("cara", "")
    return cara if cara in CARA else "tambah"


def _lihat_dulu(dibuat: Konteks, nama: str, teks: bytes, cara: str) -> Pratinjau:
    ganti = CARA[cara][1]
    try:
        rows = _baca(nama, teks)
    except _Salah as error:
        isian = [(line, row) for line, row in error.semua if isinstance(row, IsianJadwal)]
        salah = [(line, row) for line, row in error.semua if isinstance(row, BarisSalah)]
        lain = layanan.bertentangan(dibuat, isian, ganti)
        return Pratinjau(salah=_urut([*salah, *((line, satu) for line, satu in lain if line)]))
    except FileError as error:
        return Pratinjau(salah=[(0, "", "", kata(error))])
    try:
        return Pratinjau(layanan.impor(dibuat, [row for _, row in rows], ganti, coba=True))
    except JadwalSalah as error:
        return Pratinjau(salah=_urut([(0 if ke is None else rows[ke][0], satu) for ke, satu in error.semua]))
    except AkanHilang as error:
        return Pratinjau(akan=error)


class _Salah(Exception):
    """Rows that cannot be read, among the others."""

    def __init__(self, semua: Sequence[tuple[int, IsianJadwal | BarisSalah]]) -> None:
        super().__init__()
        self.semua = semua


def _baca(nama: str, teks: bytes) -> list[tuple[int, IsianJadwal]]:
    """The rows of a file, each with its line.

    Raises:
        FileError: it is no file of a schedule, or has no row.
        _Salah: there are rows that cannot be read.
    """
    file = CsvFile(Kiriman(nama or "jadwal.csv", teks), JADWAL_WAJIB, JADWAL_BOLEH)
    semua: list[tuple[int, IsianJadwal | BarisSalah]] = list(file.rows(baca_jadwal))
    if not semua:
        raise file.empty()
    baik = [(line, row) for line, row in semua if isinstance(row, IsianJadwal)]
    if len(baik) < len(semua):
        raise _Salah(semua)
    return baik


def _urut(salah: Sequence[tuple[int, BarisSalah]]) -> list[tuple[int, str, str, str]]:
    return sorted((line, satu.kolom, satu.nilai, kata(satu)) for line, satu in salah)


def _keadaan(hasil: HasilImpor) -> str:
    """What the preview showed, but for how many have booked meanwhile."""
    terkena = [(satu.kunci, baris) for satu, baris in hasil.terkena]
    return sidik_isi(repr(hasil.berubah), repr(hasil.hilang), repr(terkena))


def _baris(dibaca: Jadwal) -> list[BarisJadwal]:
    """The rows that are in force or will be: by poli and doctor, weekdays before dates."""
    semua = (satu for isi_hari in dibaca.baris.values() for satu in isi_hari if not lewat(satu, hari_ini()))
    return sorted(
        semua, key=lambda satu: (satu.slot.kodepoli, satu.slot.kodedokter, len(satu.hari), satu.hari, satu.slot)
    )


def _sel(teks: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    return f"'{teks}" if teks.startswith(("=", "+", "-", "@")) else teks
