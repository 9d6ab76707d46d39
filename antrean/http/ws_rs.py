"""The services that Mobile JKN calls, under the paths of ``antrean.domain.layanan``."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from flask import Blueprint

from antrean.domain.antrean import MOBILE_JKN, PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.layanan import LAYANAN, SENDIRI
from antrean.domain.operasi import Operasi
from antrean.domain.pasien import PasienBaru
from antrean.http import jawaban
from antrean.http.access import View, header, with_body, with_token
from antrean.http.context import alamat, enter_hospital, konteks, parts, rumah_sakit
from antrean.http.jawaban import Amplop, Berhasil
from antrean.http.responses import berhasil, envelope, isi_antrean
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


def token() -> Amplop[jawaban.Token]:
    """A token, bound to the username; it goes into the headers of the other services."""
    rs = parts().masuk.masuk(header("x-username"), header("x-password"), alamat())
    enter_hospital(rs, MOBILE_JKN)
    return envelope(jawaban.Token(token=parts().tokens.buat(rs)))


@with_token
@with_body(StatusAntrean())
def status(permintaan: tuple[Slot, date | None]) -> Amplop[jawaban.StatusAntrean]:
    """How a session stands."""
    status = kunjungan.status(konteks(), *permintaan)
    return envelope(
        jawaban.StatusAntrean(
            namapoli=status.namapoli,
            namadokter=status.namadokter,
            totalantrean=status.totalantrean,
            sisaantrean=status.sisaantrean,
            antreanpanggil=status.antreanpanggil,
            sisakuotajkn=status.sisakuotajkn,
            kuotajkn=status.kuotajkn,
            sisakuotanonjkn=status.sisakuotanonjkn,
            kuotanonjkn=status.kuotanonjkn,
            keterangan=antrean.keterangan_laju(status.terukur),
        )
    )


@with_token
@with_body(AmbilAntrean())
def ambil(permintaan: PermintaanAntrean) -> Amplop[jawaban.AntreanDiambil]:
    """Take a queue number for a patient."""
    return envelope(isi_antrean(rumah_sakit(), antrean.ambil(konteks(), permintaan)))


@with_token
@with_body(DenganKodeBooking())
def sisa(permintaan: dict[str, str]) -> Amplop[jawaban.SisaAntrean]:
    """How many are still ahead of a booking, and how long it will take."""
    sisa = kunjungan.sisa(konteks(), permintaan["kodebooking"])
    return envelope(
        jawaban.SisaAntrean(
            nomorantrean=sisa.nomorantrean,
            namapoli=sisa.namapoli,
            namadokter=sisa.namadokter,
            sisaantrean=sisa.sisaantrean,
            antreanpanggil=sisa.antreanpanggil,
            waktutunggu=sisa.waktutunggu,
            keterangan=antrean.keterangan_laju(sisa.terukur),
        )
    )


@with_token
@with_body(BatalAntrean())
def batal(permintaan: dict[str, str]) -> Berhasil:
    """Cancel a booking: its place and its patient are free again."""
    kunjungan.batal(konteks(), **permintaan)
    return berhasil()


@with_token
@with_body(CheckIn())
def checkin(permintaan: dict[str, Any]) -> Berhasil:
    """The patient has come; sent again, the first time stays."""
    kunjungan.checkin(konteks(), **permintaan)
    return berhasil()


@with_token
@with_body(InfoPasienBaru())
def pasien_baru(permintaan: PasienBaru) -> Amplop[jawaban.PasienTerdaftar]:
    """Register a patient whom the hospital does not know."""
    norm = pasien.daftar(konteks(), permintaan)
    return envelope(jawaban.PasienTerdaftar(norm=norm), "Harap datang ke admisi untuk melengkapi data rekam medis")


@with_token
@with_body(OperasiRs())
def operasi_rs(permintaan: dict[str, date]) -> Amplop[jawaban.DaftarOperasiRs]:
    """The hospital's surgeries from one date to another."""
    semua = operasi.pada(konteks(), permintaan["tanggalawal"], permintaan["tanggalakhir"])
    return envelope(
        jawaban.DaftarOperasiRs(
            list=[{**_isi_operasi(satu), "nopeserta": satu.nopeserta, "lastupdate": satu.lastupdate} for satu in semua]
        )
    )


@with_token
@with_body(OperasiPasien())
def operasi_pasien(permintaan: dict[str, str]) -> Amplop[jawaban.DaftarOperasiPasien]:
    """The surgeries of one participant."""
    semua = parts().store.operasi.milik(rumah_sakit().kode, permintaan["nopeserta"])
    return envelope(jawaban.DaftarOperasiPasien(list=[_isi_operasi(satu) for satu in semua]))


def _isi_operasi(satu: Operasi) -> jawaban.OperasiPasien:
    return {
        "kodebooking": satu.kodebooking,
        "tanggaloperasi": satu.tanggaloperasi.isoformat(),
        "jenistindakan": satu.jenistindakan,
        "kodepoli": satu.kodepoli,
        "namapoli": satu.namapoli,
        "terlaksana": 1 if satu.terlaksana else 0,
    }


@with_token
@with_body(DenganKodeBooking())
def farmasi_ambil(permintaan: dict[str, str]) -> Amplop[jawaban.FarmasiDiambil]:
    """A number at the pharmacy; asked again, the same number."""
    diambil = farmasi.ambil(konteks(), permintaan["kodebooking"])
    return envelope(
        jawaban.FarmasiDiambil(
            jenisresep=diambil.jenisresep, nomorantrean=diambil.nomorantrean, keterangan=KETERANGAN_FARMASI
        )
    )


@with_token
@with_body(DenganKodeBooking())
def farmasi_status(permintaan: dict[str, str]) -> Amplop[jawaban.StatusFarmasi]:
    """How the pharmacy's line stands."""
    status = farmasi.status(konteks(), permintaan["kodebooking"])
    return envelope(
        jawaban.StatusFarmasi(
            jenisresep=status.jenisresep,
            totalantrean=status.totalantrean,
            sisaantrean=status.sisaantrean,
            antreanpanggil=status.antreanpanggil,
            keterangan=KETERANGAN_FARMASI,
        )
    )


VIEWS: Mapping[str, View] = {
    "token": token,
    "status": status,
    "ambil": ambil,
    "sisa": sisa,
    "batal": batal,
    "checkin": checkin,
    "pasien_baru": pasien_baru,
    "operasi_rs": operasi_rs,
    "operasi_pasien": operasi_pasien,
    "farmasi_ambil": farmasi_ambil,
    "farmasi_status": farmasi_status,
}


def blueprint(alias: Collection[str] = (), prefix: str = "") -> Blueprint:
    """The services under our own paths and those of ``alias``, all of them under ``prefix`` too where there is one."""
    door = Blueprint("ws_rs", __name__)
    for nama, layanan in LAYANAN.items():
        own = [layanan.jalur[gaya] for gaya in (SENDIRI, *alias)]
        # A prefix can make one style's path another's, for the same service.
        for jalur in dict.fromkeys([*own, *(f"{prefix}{satu}" for satu in own)]):
            door.add_url_rule(jalur, nama, VIEWS[nama], methods=[layanan.metode])
    return door
