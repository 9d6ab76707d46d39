"""Sections 8 and 9: Jadwal Operasi RS, Jadwal Operasi Pasien."""

from collections.abc import Iterable
from datetime import timedelta

from antrean.uat.harapan import (
    Bentuk,
    Tanda,
    Temuan,
    berhasil,
    daftar,
    ditolak,
    milidetik,
    salah_satu,
    tanggal,
    teks,
    teks_boleh_kosong,
)
from antrean.uat.klien import Tukar
from antrean.uat.skenario.dasar import FORMAT_TANGGAL, Skenario, dengan_token_rusak, harus
from antrean.uat.uji import Isi, Kurang, Uji, pasien_acak

_MILIK_PASIEN: Bentuk = {
    **{"kodebooking": teks, "tanggaloperasi": tanggal, "jenistindakan": teks, "kodepoli": teks, "namapoli": teks},
    "terlaksana": salah_satu(0, 1),
}
_DI_RS: Bentuk = {**_MILIK_PASIEN, "nopeserta": teks_boleh_kosong, "lastupdate": milidetik}
_HARI = 30


def _rentang(uji: Uji) -> Isi:
    awal, akhir = uji.hari_ini - timedelta(days=_HARI), uji.hari_ini + timedelta(days=_HARI)
    return {"tanggalawal": awal.isoformat(), "tanggalakhir": akhir.isoformat()}


def _dalam_rentang(_uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    awal, akhir = tukar.isi["tanggalawal"], tukar.isi["tanggalakhir"]
    semua = tukar.response.get("list")
    baris = semua if isinstance(semua, list) else []
    pada = [str(satu.get("tanggaloperasi")) for satu in baris if isinstance(satu, dict)]
    return harus(all(awal <= satu <= akhir for satu in pada), "list berisi operasi di luar rentang tanggal")


def _kosong(_uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    return harus(tukar.response.get("list") == [], "list seharusnya kosong")


def _peserta(uji: Uji) -> Isi:
    if not uji.berkas.nopeserta:
        raise Kurang("operasi.nopeserta: nomor kartu pasien yang mempunyai jadwal operasi")
    return {"nopeserta": uji.berkas.nopeserta}


def _ada(_uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    return harus(bool(tukar.response.get("list")), "list kosong, padahal peserta ini mempunyai jadwal operasi")


OPERASI_RS = (
    Skenario(
        "Jadwal operasi satu rentang tanggal", berhasil({"list": daftar(_DI_RS)}), _rentang, terima=_dalam_rentang
    ),
    dengan_token_rusak({"tanggalawal": "2000-01-01", "tanggalakhir": "2000-01-01"}),
    Skenario(
        "Rentang tanggal tanpa operasi: daftar kosong",
        berhasil({"list": daftar(_DI_RS)}),
        lambda _uji: {"tanggalawal": "2000-01-01", "tanggalakhir": "2000-01-02"},
        terima=_kosong,
    ),
    Skenario(
        "Format tanggal bukan yyyy-mm-dd",
        ditolak(Tanda.UAT, FORMAT_TANGGAL),
        lambda uji: {**_rentang(uji), "tanggalawal": f"{uji.hari_ini:%d-%m-%Y}"},
    ),
    Skenario(
        "Tanggal akhir sebelum tanggal awal",
        ditolak(Tanda.UAT, "Tanggal Akhir Tidak Boleh Lebih Kecil dari Tanggal Awal"),
        lambda uji: {
            "tanggalawal": uji.hari_ini.isoformat(),
            "tanggalakhir": (uji.hari_ini - timedelta(days=1)).isoformat(),
        },
    ),
)

OPERASI_PASIEN = (
    Skenario("Jadwal operasi seorang peserta", berhasil({"list": daftar(_MILIK_PASIEN)}), _peserta, terima=_ada),
    dengan_token_rusak({"nopeserta": "0000000000000"}),
    Skenario(
        "Peserta tanpa jadwal operasi: daftar kosong",
        berhasil({"list": daftar(_MILIK_PASIEN)}),
        lambda _uji: {"nopeserta": pasien_acak().nomorkartu},
        terima=_kosong,
    ),
    Skenario(
        "Nomor kartu salah format",
        ditolak(Tanda.KATALOG, "Nomor Kartu Tidak Valid"),
        lambda _uji: {"nopeserta": "12AB"},
    ),
)
