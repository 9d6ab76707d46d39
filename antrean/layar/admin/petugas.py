"""``/admin/petugas``: the accounts of the staff."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.petugas import PERAN, baca_nama, baca_peran, baca_poli
from antrean.errors import IsianSalah
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import parts, rumah_sakit
from antrean.layar import akses
from antrean.layar.akses import untuk
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import SANDI, isi, tindakan
from antrean.services import petugas as layanan
from antrean.services.sandi import periksa_sandi

kamar = Blueprint("admin_petugas", __name__)


@kamar.get("/admin/petugas")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """The accounts, and what each may do."""
    kode = rumah_sakit().kode
    return halaman(
        "admin_petugas.html",
        semua=parts().store.petugas.semua(kode),
        daftar_poli=parts().store.jadwal.poli(kode),
        semua_peran=tuple(PERAN),
    )


@kamar.post("/admin/petugas")
@untuk("admin")
@tindakan
def tambah() -> str:
    """Make an account."""
    nama, sandi = baca_nama(request.form.get("nama", "")), request.form.get(SANDI, "")
    periksa_sandi(sandi)
    layanan.tambah(isi(), nama, sandi, _peran(), _poli())
    flash(f"Akun {nama} dibuat.", "baik")
    return _ke()


@kamar.post("/admin/petugas/<nama>/<apa>")
@untuk("admin")
@tindakan
def ubah(nama: str, apa: str) -> str:
    """What it may do, its password, its end."""
    nama, sendiri = baca_nama(nama), akses.petugas()
    saya = sendiri is not None and sendiri.nama == nama
    match apa:
        case "atur":
            peran = _peran()
            if saya and "admin" not in peran:
                raise IsianSalah("Peran admin tidak dapat dilepas dari akun sendiri", "peran")
            layanan.atur(isi(), nama, peran, _poli())
            flash(f"Akun {nama} diubah.", "baik")
        case "sandi":
            periksa_sandi(request.form.get(SANDI, ""))
            layanan.ganti_sandi(isi(), nama, request.form.get(SANDI, ""))
            flash(f"Kata sandi {nama} diganti. Yang sedang masuk dengan akun itu harus masuk lagi.", "baik")
        case "hapus":
            if saya:
                raise IsianSalah("Akun sendiri tidak dapat dihapus", "nama")
            dibuat = isi()
            dibuat.store.petugas.hapus(dibuat.rs.kode, nama, dibuat.write)
            flash(f"Akun {nama} dihapus.", "baik")
        case _:
            raise HalamanTidakAda
    return _ke()


def _peran() -> frozenset[str]:
    """Those that are ticked; OperatorError where none is."""
    return baca_peran(",".join(satu for satu in PERAN if request.form.get(f"peran_{satu}")))


def _poli() -> tuple[str, ...]:
    return baca_poli(request.form.get("poli", ""))


def _ke() -> str:
    return url_for("layar.admin_petugas.lihat")
