"""Schedule, closed days and patients, from the hospital's own system."""

from typing import cast

from flask import Blueprint, request

from antrean.domain.identitas import rapikan
from antrean.errors import IsianSalah, LiburTidakAda
from antrean.http.access import json_object
from antrean.http.context import hari_ini, konteks, parts, rumah_sakit
from antrean.http.simrs.access import tanggal_dari, untuk
from antrean.http.simrs.jawaban import (
    BarisDitolak,
    Formulir,
    HasilJadwal,
    HasilLibur,
    HasilPasien,
    SesiHari,
    TanpaIsi,
)
from antrean.http.simrs.schemas import PALING_BANYAK_BARIS, PALING_BANYAK_PASIEN, daftar, teks_baris
from antrean.services import jadwal, libur, pasien
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, PASIEN_WAJIB, BarisSalah, baca_jadwal, baca_pasien
from antrean.services.jadwal import JadwalSalah

door = Blueprint("data", __name__)


@door.put("/jadwal")
@untuk("jadwal")
def jadwal_simpan() -> HasilJadwal:
    """Import a schedule, all of it or nothing; ``?ganti=ya`` drops the stored rows that it does not have."""
    semua = daftar(json_object(), "jadwal", PALING_BANYAK_BARIS)
    isian = []
    for ke, baris in enumerate(semua):
        di = f"jadwal[{ke}]"
        try:
            isian.append(baca_jadwal(teks_baris(baris, JADWAL_WAJIB, JADWAL_BOLEH, di)))
        except BarisSalah as salah:
            raise _isian_salah(di, salah) from salah
    ganti = request.args.get("ganti") == "ya"
    try:
        hasil = jadwal.impor(konteks(), isian, ganti)
    except JadwalSalah as salah:
        raise _isian_salah("jadwal" if salah.ke is None else f"jadwal[{salah.ke}]", salah.salah) from salah
    return {"baris": hasil.baris, "lewat": hasil.lewat, "sesiberubah": hasil.sesi}


@door.get("/jadwal")
@untuk("kios", "loket", "poli", "jadwal")
def jadwal_lihat() -> SesiHari:
    """The sessions of a day."""
    rs = rumah_sakit()
    diminta = request.args.get("tanggal", "")
    tanggal = tanggal_dari("tanggal", diminta) if diminta else hari_ini()
    tutup = {kodepoli for hari, kodepoli in parts().store.libur.semua(rs.kode) if hari == tanggal}
    return {
        "tanggal": tanggal.isoformat(),
        "sesi": [
            {
                "kodepoli": sesi.kunci.slot.kodepoli,
                "namapoli": sesi.namapoli,
                "kodedokter": sesi.kunci.slot.kodedokter,
                "namadokter": sesi.namadokter,
                "jampraktek": str(sesi.kunci.slot.jampraktek),
                "huruf": sesi.huruf,
                "kuotajkn": sesi.kuotajkn,
                "sisakuotajkn": sesi.sisajkn,
                "kuotanonjkn": sesi.kuotanonjkn,
                "sisakuotanonjkn": sesi.sisanonjkn,
                "angkaterakhir": sesi.angkaterakhir,
                "angkadipanggil": sesi.angkadipanggil,
                "buka": sesi.dibuka and not tutup & {"", sesi.kunci.slot.kodepoli},
            }
            for sesi in jadwal.pada(konteks(), tanggal)
        ],
    }


@door.put("/libur/<tanggal>")
@untuk("jadwal")
def libur_tutup(tanggal: str) -> HasilLibur:
    """Close a day, or one poli on a day; ``?batalkan=alasan`` cancels its bookings in the same step."""
    tanya = request.args
    batalkan = tanya.get("batalkan", "")
    terkena = libur.tutup(
        konteks(),
        tanggal_dari("tanggal", tanggal),
        tanya.get("kodepoli", "").upper(),
        tanya.get("keterangan", "Libur"),
        batalkan,
    )
    return {"terkena": terkena, "dibatalkan": bool(batalkan)}


@door.delete("/libur/<tanggal>")
@untuk("jadwal")
def libur_buka(tanggal: str) -> TanpaIsi:
    """Open it again."""
    kodepoli = request.args.get("kodepoli", "").upper()
    hari = tanggal_dari("tanggal", tanggal)
    if not libur.buka(konteks(), hari, kodepoli):
        raise LiburTidakAda
    return "", 204


@door.put("/pasien")
@untuk("loket")
def pasien_simpan() -> HasilPasien:
    """Insert or update patients by norm; rows that cannot be taken are named, the others are."""
    semua = daftar(json_object(), "pasien", PALING_BANYAK_PASIEN)
    diterima = []
    ditolak: list[BarisDitolak] = []
    for ke, baris in enumerate(semua):
        try:
            diterima.append((ke, baca_pasien(teks_baris(baris, PASIEN_WAJIB[:1], PASIEN_WAJIB[1:], f"pasien[{ke}]"))))
        except BarisSalah as salah:
            ditolak.append(_ditolak(ke, salah))
        except IsianSalah as salah:
            ditolak.append({"baris": ke, "field": salah.bidang.rpartition(".")[2], "detail": str(salah)})
    bertentangan = pasien.simpan(konteks(), diterima)
    ditolak.extend(_ditolak(ke, salah) for ke, salah in bertentangan)
    ditolak.sort(key=lambda satu: satu["baris"])
    return {"diterima": len(semua) - len(ditolak), "ditolak": ditolak}


@door.get("/formulir")
@untuk("loket")
def formulir() -> Formulir:
    """The form of a patient whom Mobile JKN registered, for the admission desk; not kept for long."""
    norm = rapikan(request.args.get("norm", ""))
    if not norm:
        raise IsianSalah("norm belum diisi", "norm")
    return cast("Formulir", {"norm": norm, **parts().store.pasien.formulir(rumah_sakit().kode, norm)})


def _ditolak(ke: int, salah: BarisSalah) -> BarisDitolak:
    return {"baris": ke, "field": salah.kolom, "detail": str(salah)}


def _isian_salah(di: str, salah: BarisSalah) -> IsianSalah:
    nilai = f" ({salah.nilai!r})" if salah.kolom else ""
    return IsianSalah(f"{di} {salah.kolom}{nilai}: {salah}".replace("  ", " "), f"{di}.{salah.kolom}".rstrip("."))
