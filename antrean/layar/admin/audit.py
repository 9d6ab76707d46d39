"""``/admin/audit``: who changed what."""

from datetime import date

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from antrean.domain.audit import JENIS
from antrean.domain.identitas import rapikan
from antrean.domain.waktu import baca_tanggal
from antrean.http.context import parts, rumah_sakit
from antrean.layar.akses import untuk
from antrean.layar.kata import AUDIT
from antrean.layar.rupa import halaman
from antrean.services import audit as layanan

SEHALAMAN = 50

kamar = Blueprint("admin_audit", __name__)


@kamar.get("/admin/audit")
@untuk("admin")
def lihat() -> ResponseReturnValue:
    """The changes, the newest first."""
    tanya = request.args
    jenis = tanya.get("jenis", "")
    saringan = layanan.Saringan(
        _tanggal(tanya.get("dari", "")),
        _tanggal(tanya.get("sampai", "")),
        jenis if jenis in JENIS else "",
        rapikan(tanya.get("oleh", "")),
    )
    semua, lanjut = layanan.halaman(parts().store, rumah_sakit(), saringan, SEHALAMAN, tanya.get("sebelum", ""))
    return halaman(
        "admin_audit.html",
        semua=semua,
        lanjut=lanjut,
        saringan=saringan,
        jenis_kata=AUDIT,
        awal="sebelum" not in tanya,
    )


def _tanggal(teks: str) -> date | None:
    try:
        return baca_tanggal(teks)
    except ValueError:
        return None
