"""``/``: signing in, and what whoever is signed in may do; signing out; a device's link."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.petugas import PAPAN
from antrean.domain.rs import RumahSakit
from antrean.errors import LoginSalah, PathTidakDikenal, TerlaluBanyakPercobaan
from antrean.http.context import alamat, parts, permohonan
from antrean.layar import akses
from antrean.layar.akses import terbuka
from antrean.layar.rupa import halaman
from antrean.services import kunci

kamar = Blueprint("masuk", __name__)


@kamar.get("/")
@terbuka
def beranda() -> ResponseReturnValue:
    """Sign in, or choose a page."""
    if akses.petugas() is None:
        return _formulir(_rs(request.args.get("rs", "")), request.args.get("lanjut", ""))
    return halaman("beranda.html")


@kamar.post("/masuk")
@terbuka
def masuk() -> ResponseReturnValue:
    """Sign in."""
    rs, nama = _rs(request.form.get("rs", "")), request.form.get("nama", "").strip().lower()
    lanjut = request.form.get("lanjut", "")
    try:
        if rs is None:
            raise LoginSalah("no hospital's code")
        akses.masukkan(rs, parts().masuk.petugas(rs, nama, request.form.get("sandi", ""), alamat()))
    except LoginSalah as error:
        permohonan().galat = error
        return _formulir(rs, lanjut, "Nama atau kata sandi tidak sesuai.", nama), 403
    except TerlaluBanyakPercobaan as error:
        permohonan().galat = error
        pesan = f"Terlalu banyak percobaan. Coba lagi sesudah {max(error.detik, 1)} detik."
        return _formulir(rs, lanjut, pesan, nama), 429, {"Retry-After": str(error.detik)}
    ke = lanjut if lanjut.startswith("/") and not lanjut.startswith(("//", "/\\")) else url_for("layar.masuk.beranda")
    return redirect(ke, 303)


@kamar.post("/keluar")
@terbuka
def keluar() -> ResponseReturnValue:
    """Sign out."""
    akses.keluarkan()
    flash("Anda sudah keluar.", "baik")
    return redirect(url_for("layar.masuk.beranda"), 303)


@kamar.get("/perangkat/<diberi>")
@terbuka
def perangkat(diberi: str) -> ResponseReturnValue:
    """Open a board's or a kiosk's link: the browser keeps its key, and the address bar does not."""
    rs = parts().direktori.cari(kunci.kode_rs(diberi))
    satu = akses.milik_kunci(rs, diberi) if rs else None
    if satu is None:
        raise PathTidakDikenal("not the key of a device")
    response = redirect("/papan" if satu.jenis == PAPAN else "/kios", 303)
    response.set_cookie(
        akses.KUKI_PERANGKAT,
        diberi,
        max_age=akses.UMUR_PERANGKAT_S,
        httponly=True,
        samesite="Lax",
        secure=akses.lewat_tls(),
    )
    return response


def _rs(kode: str) -> RumahSakit | None:
    """The hospital that is meant: the one of this code, or the only one."""
    direktori = parts().direktori
    return direktori.cari(kode.strip().upper()) or direktori.satu_satunya()


def _formulir(rs: RumahSakit | None, lanjut: str, salah: str = "", nama: str = "") -> str:
    satu_saja = parts().direktori.satu_satunya() is not None
    return halaman("masuk.html", rumah_sakit=rs, satu_saja=satu_saja, lanjut=lanjut, salah=salah, nama=nama)
