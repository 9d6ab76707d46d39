"""The services that Mobile JKN calls."""

from datetime import date
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.operasi import Operasi
from antrean.domain.pasien import PasienBaru
from antrean.errors import LoginSalah
from antrean.http.access import header, with_body, with_token
from antrean.http.context import oleh, parts, request_id, rumah_sakit
from antrean.http.responses import envelope, isi_antrean
from antrean.http.schemas import (
    AmbilAntrean,
    BatalAntrean,
    CheckIn,
    DenganKodeBooking,
    InfoPasienBaru,
    OperasiPasien,
    OperasiRs,
    StatusAntrean,
)
from antrean.services import antrean, farmasi, kunjungan, operasi, pasien

KETERANGAN_FARMASI = "Harap menunggu panggilan petugas farmasi."

ws_rs = Blueprint("ws_rs", __name__)


@ws_rs.get("/token")
def token() -> ResponseReturnValue:
    """Section 1."""
    rs = parts().direktori.milik(header("x-username"))
    if not parts().sandi.cocok(rs, header("x-password")) or rs is None:
        raise LoginSalah
    return envelope({"token": parts().tokens.buat(rs)})


@ws_rs.post("/antrean/status")
@with_token
@with_body(StatusAntrean())
def status_antrean(permintaan: tuple[Slot, date | None]) -> ResponseReturnValue:
    """Section 2."""
    status = kunjungan.status(parts().store, parts().clock, rumah_sakit(), *permintaan)
    return envelope(
        {
            "namapoli": status.namapoli,
            "namadokter": status.namadokter,
            "totalantrean": status.totalantrean,
            "sisaantrean": status.sisaantrean,
            "antreanpanggil": status.antreanpanggil,
            "sisakuotajkn": status.sisakuotajkn,
            "kuotajkn": status.kuotajkn,
            "sisakuotanonjkn": status.sisakuotanonjkn,
            "kuotanonjkn": status.kuotanonjkn,
            "keterangan": antrean.keterangan_laju(status.terukur),
        }
    )


@ws_rs.post("/antrean/ambil")
@with_token
@with_body(AmbilAntrean())
def ambil_antrean(permintaan: PermintaanAntrean) -> ResponseReturnValue:
    """Section 3."""
    rs = rumah_sakit()
    diambil = antrean.ambil(parts().store, parts().clock, rs, permintaan, request_id(), oleh())
    return envelope(isi_antrean(rs, diambil))


@ws_rs.post("/antrean/sisa")
@with_token
@with_body(DenganKodeBooking())
def sisa_antrean(permintaan: dict[str, str]) -> ResponseReturnValue:
    """Section 4."""
    sisa = kunjungan.sisa(parts().store, rumah_sakit(), permintaan["kodebooking"])
    return envelope(
        {
            "nomorantrean": sisa.nomorantrean,
            "namapoli": sisa.namapoli,
            "namadokter": sisa.namadokter,
            "sisaantrean": sisa.sisaantrean,
            "antreanpanggil": sisa.antreanpanggil,
            "waktutunggu": sisa.waktutunggu,
            "keterangan": antrean.keterangan_laju(sisa.terukur),
        }
    )


@ws_rs.post("/antrean/batal")
@with_token
@with_body(BatalAntrean())
def batal_antrean(permintaan: dict[str, str]) -> ResponseReturnValue:
    """Section 5."""
    kunjungan.batal(parts().store, parts().clock, rumah_sakit(), **permintaan, request_id=request_id(), oleh=oleh())
    return envelope()


@ws_rs.post("/antrean/checkin")
@with_token
@with_body(CheckIn())
def checkin(permintaan: dict[str, Any]) -> ResponseReturnValue:
    """Section 6."""
    kunjungan.checkin(parts().store, parts().clock, rumah_sakit(), **permintaan, request_id=request_id(), oleh=oleh())
    return envelope()


@ws_rs.post("/pasien/baru")
@with_token
@with_body(InfoPasienBaru())
def pasien_baru(permintaan: PasienBaru) -> ResponseReturnValue:
    """Section 7."""
    norm = pasien.daftar(parts().store, parts().clock, rumah_sakit(), permintaan, request_id(), oleh())
    return envelope({"norm": norm}, "Harap datang ke admisi untuk melengkapi data rekam medis")


@ws_rs.post("/operasi/rs")
@with_token
@with_body(OperasiRs())
def operasi_rs(permintaan: dict[str, date]) -> ResponseReturnValue:
    """Section 8."""
    semua = operasi.pada(parts().store, rumah_sakit(), permintaan["tanggalawal"], permintaan["tanggalakhir"])
    return envelope(
        {"list": [{**_isi_operasi(satu), "nopeserta": satu.nopeserta, "lastupdate": satu.lastupdate} for satu in semua]}
    )


@ws_rs.post("/operasi/pasien")
@with_token
@with_body(OperasiPasien())
def operasi_pasien(permintaan: dict[str, str]) -> ResponseReturnValue:
    """Section 9."""
    semua = operasi.milik(parts().store, rumah_sakit(), permintaan["nopeserta"])
    return envelope({"list": [_isi_operasi(satu) for satu in semua]})


def _isi_operasi(satu: Operasi) -> dict[str, Any]:
    return {
        "kodebooking": satu.kodebooking,
        "tanggaloperasi": satu.tanggaloperasi.isoformat(),
        "jenistindakan": satu.jenistindakan,
        "kodepoli": satu.kodepoli,
        "namapoli": satu.namapoli,
        "terlaksana": int(satu.terlaksana),
    }


@ws_rs.post("/farmasi/ambil")
@with_token
@with_body(DenganKodeBooking())
def ambil_farmasi(permintaan: dict[str, str]) -> ResponseReturnValue:
    """Section 10."""
    diambil = farmasi.ambil(
        parts().store, parts().clock, rumah_sakit(), permintaan["kodebooking"], request_id(), oleh()
    )
    return envelope(
        {"jenisresep": diambil.jenisresep, "nomorantrean": diambil.nomorantrean, "keterangan": KETERANGAN_FARMASI}
    )


@ws_rs.post("/farmasi/status")
@with_token
@with_body(DenganKodeBooking())
def status_farmasi(permintaan: dict[str, str]) -> ResponseReturnValue:
    """Section 11."""
    status = farmasi.status(parts().store, rumah_sakit(), permintaan["kodebooking"])
    return envelope(
        {
            "jenisresep": status.jenisresep,
            "totalantrean": status.totalantrean,
            "sisaantrean": status.sisaantrean,
            "antreanpanggil": status.antreanpanggil,
            "keterangan": KETERANGAN_FARMASI,
        }
    )
