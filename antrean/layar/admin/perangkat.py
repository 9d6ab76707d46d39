"""``/admin/perangkat``: the boards and kiosks, each with a link of its own."""

import segno
from flask import Blueprint, Response, flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from antrean.domain.petugas import JENIS_PERANGKAT, PAPAN, baca_nama, baca_poli, baca_teks
from antrean.errors.halaman import HalamanTidakAda
from antrean.http.context import konteks, parts, rumah_sakit
from antrean.layar.akses import lewat_tls, untuk
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import isi, rahasia, tindakan
from antrean.services import petugas as layanan

kamar = Blueprint("admin_perangkat", __name__)


@kamar.get("/admin/perangkat")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """The devices, and what each shows."""
    kode = rumah_sakit().kode
    return halaman(
        "admin_perangkat.html",
        semua=parts().store.perangkat.semua(kode),
        daftar_poli=parts().store.jadwal.poli(kode),
        jenis=JENIS_PERANGKAT,
    )


@kamar.post("/admin/perangkat")
@untuk("admin")
@tindakan
def buat() -> Response:
    """Make a device, and show its link this once."""
    nama, jenis = baca_nama(request.form.get("nama", "")), request.form.get("jenis", "")
    kunci = layanan.buat_perangkat(
        isi(),
        nama,
        jenis if jenis in JENIS_PERANGKAT else PAPAN,
        baca_poli(request.form.get("poli", "")),
        baca_teks(request.form.get("teks", "")),
        f"{rumah_sakit().kode}.{rahasia()}",
    )
    tautan = f"{'https' if lewat_tls() else 'http'}://{request.host}/perangkat/{kunci}"
    qr = Markup(segno.make(tautan, error="m").svg_inline(scale=5, border=2, omitsize=True))  # noqa: S704 - of our own
    return make_response(halaman("admin_perangkat_baru.html", nama=nama, tautan=tautan, qr=qr))


@kamar.post("/admin/perangkat/<nama>/<apa>")
@untuk("admin")
@tindakan
def ubah(nama: str, apa: str) -> str:
    """What it shows; its end."""
    nama, dibuat = baca_nama(nama), isi()
    match apa:
        case "atur":
            poli, teks = baca_poli(request.form.get("poli", "")), baca_teks(request.form.get("teks", ""))
            layanan.periksa_poli(konteks(), poli)
            dibuat.store.perangkat.atur(dibuat.rs.kode, nama, poli, teks, dibuat.write)
            flash(f"Perangkat {nama} diubah.", "baik")
        case "cabut":
            dibuat.store.perangkat.cabut(dibuat.rs.kode, nama, dibuat.write)
            flash(f"Perangkat {nama} dicabut: sedetik lagi tidak menampilkan apa pun.", "baik")
        case _:
            raise HalamanTidakAda
    return url_for("layar.admin_perangkat.lihat")
