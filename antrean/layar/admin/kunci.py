"""``/admin/kunci``: the keys with which the hospital's own systems come in."""

from flask import Blueprint, Response, flash, make_response, request, url_for
from flask.typing import ResponseReturnValue

from antrean.domain.identitas import rapikan
from antrean.domain.kunci import BOLEH, baca_boleh, tulis_boleh
from antrean.http.context import parts, rumah_sakit
from antrean.layar.akses import untuk
from antrean.layar.rupa import halaman
from antrean.layar.tindakan import isi, rahasia, tindakan
from antrean.services import kunci as layanan

ARTI = {
    "kios": "ambil nomor, check-in",
    "loket": "nomor, check-in, pasien, pembatalan, task",
    "poli": "panggil, lewati, task, resep, pembatalan",
    "farmasi": "antrean farmasi, resep, task",
    "jadwal": "jadwal, libur, operasi",
    "semua": "semuanya, juga peristiwa",
}

kamar = Blueprint("admin_kunci", __name__)


@kamar.get("/admin/kunci")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """The keys by name, and what each may do."""
    semua = [(satu, tulis_boleh(satu.boleh)) for satu in parts().store.kunci.semua(rumah_sakit().kode)]
    return halaman("admin_kunci.html", semua=semua, boleh_kata={kata: ARTI.get(kata, kata) for kata in BOLEH})


@kamar.post("/admin/kunci")
@untuk("admin")
@tindakan
def buat() -> Response:
    """Make a key, and show it this once."""
    nama = rapikan(request.form.get("nama", ""))
    boleh = baca_boleh(",".join(kata for kata in BOLEH if request.form.get(f"boleh_{kata}")))
    baru = layanan.buat(isi(), nama, boleh, rahasia())
    return make_response(halaman("admin_kunci_baru.html", nama=nama, kunci=baru))


@kamar.post("/admin/kunci/<nama>/cabut")
@untuk("admin")
@tindakan
def cabut(nama: str) -> str:
    """Revoke one."""
    dibuat = isi()
    dibuat.store.kunci.cabut(dibuat.rs.kode, nama, dibuat.write)
    flash(f"Kunci {nama} dicabut: sedetik lagi tidak berlaku.", "baik")
    return url_for("layar.admin_kunci.lihat")
