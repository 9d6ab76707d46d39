"""The services that Mobile JKN calls."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.pasien import PasienBaru
from antrean.errors import LoginSalah
from antrean.http.access import header, with_body, with_token
from antrean.http.context import parts, request_id, rumah_sakit
from antrean.http.responses import envelope
from antrean.http.schemas import AmbilAntrean, InfoPasienBaru
from antrean.services import antrean, pasien

MOBILE_JKN = "mjkn"

ws_rs = Blueprint("ws_rs", __name__)


@ws_rs.get("/token")
def token() -> ResponseReturnValue:
    """Section 1."""
    rs = parts().direktori.milik(header("x-username"))
    if not parts().sandi.cocok(rs, header("x-password")) or rs is None:
        raise LoginSalah
    return envelope({"token": parts().tokens.buat(rs)})


@ws_rs.post("/antrean/ambil")
@with_token
@with_body(AmbilAntrean())
def ambil_antrean(permintaan: PermintaanAntrean) -> ResponseReturnValue:
    """Section 3."""
    rs = rumah_sakit()
    diambil = antrean.ambil(parts().store, parts().clock, rs, permintaan, request_id(), MOBILE_JKN)
    return envelope(
        {
            "nomorantrean": diambil.nomorantrean,
            "angkaantrean": diambil.angkaantrean,
            "kodebooking": diambil.kodebooking,
            "norm": diambil.norm,
            "namapoli": diambil.namapoli,
            "namadokter": diambil.namadokter,
            "estimasidilayani": diambil.estimasidilayani,
            "sisakuotajkn": diambil.sisakuotajkn,
            "kuotajkn": diambil.kuotajkn,
            "sisakuotanonjkn": diambil.sisakuotanonjkn,
            "kuotanonjkn": diambil.kuotanonjkn,
            "keterangan": antrean.keterangan_datang(rs),
        }
    )


@ws_rs.post("/pasien/baru")
@with_token
@with_body(InfoPasienBaru())
def pasien_baru(permintaan: PasienBaru) -> ResponseReturnValue:
    """Section 7."""
    norm = pasien.daftar(parts().store, parts().clock, rumah_sakit(), permintaan, request_id(), MOBILE_JKN)
    return envelope({"norm": norm}, "Harap datang ke admisi untuk melengkapi data rekam medis")
