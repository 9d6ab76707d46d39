"""Section 1: Token; and section 2: Status Antrean."""

from collections.abc import Iterable
from datetime import timedelta

from antrean.uat.harapan import Tanda, Temuan, angka, berhasil, ditolak, teks, teks_boleh_kosong
from antrean.uat.klien import Tukar, dapat_dikirim
from antrean.uat.skenario.dasar import (
    FORMAT_TANGGAL,
    JADWAL_BELUM_TERSEDIA,
    JAM_TANPA_PRAKTEK,
    Skenario,
    dengan_token_rusak,
    harus,
    token_kedaluwarsa,
)
from antrean.uat.uji import Isi, Kurang, Uji

_LOGIN_SALAH = ditolak(Tanda.UAT, "Username atau Password Tidak Sesuai")
STATUS_SESI = {
    **{"namapoli": teks, "namadokter": teks, "totalantrean": angka, "sisaantrean": angka},
    **{"antreanpanggil": teks, "sisakuotajkn": angka, "kuotajkn": angka, "sisakuotanonjkn": angka},
    **{"kuotanonjkn": angka, "keterangan": teks_boleh_kosong},
}
STATUS_ASING: Isi = {"kodepoli": "XXX", "kodedokter": 0, "tanggalperiksa": "2020-01-01", "jampraktek": "00:00-00:01"}


def _terima_token(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    uji.terima_token(tukar)
    token = tukar.response.get("token")
    return harus(
        not isinstance(token, str) or (dapat_dikirim(token) and token == token.strip()),
        "token berisi karakter yang tidak dapat dikirim dalam tajuk HTTP",
    )


def _token_lama(uji: Uji) -> Isi:
    if not uji.masa_token:
        raise Kurang("token.masa_detik atau --tunggu-token: belum diketahui berapa lama token berlaku")
    return dict(STATUS_ASING)


def _status_diterima(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    isi = uji.status_sesi = dict(tukar.response)
    for sebagian, semua in (
        *(("sisaantrean", "totalantrean"), ("sisakuotajkn", "kuotajkn"), ("sisakuotanonjkn", "kuotanonjkn")),
    ):
        if isinstance(isi.get(sebagian), int) and isinstance(isi.get(semua), int):
            yield from harus(isi[sebagian] <= isi[semua], f"{sebagian} melebihi {semua}")


TOKEN = (
    Skenario(
        "Username dan password benar",
        berhasil({"token": teks}),
        lambda _uji: None,
        tajuk=lambda uji: {"x-username": uji.username, "x-password": uji.password},
        terima=_terima_token,
    ),
    Skenario(
        "Password salah",
        _LOGIN_SALAH,
        lambda _uji: None,
        tajuk=lambda uji: {"x-username": uji.username, "x-password": "uat-password-yang-salah"},
    ),
    Skenario(
        "Username tidak dikenal",
        _LOGIN_SALAH,
        lambda _uji: None,
        tajuk=lambda uji: {"x-username": "uat-tidak-dikenal", "x-password": uji.password},
    ),
    Skenario("Username dan password kosong", _LOGIN_SALAH, lambda _uji: None, tajuk=lambda _uji: {}),
    Skenario(
        "Token yang masa berlakunya sudah habis",
        token_kedaluwarsa,
        _token_lama,
        layanan="status",
        tajuk=lambda uji: uji.tajuk(token=uji.token),
        tunggu=True,
    ),
)

STATUS = (
    Skenario(
        "Status antrean satu sesi dokter",
        berhasil(STATUS_SESI),
        Uji.isi_sesi,
        terima=_status_diterima,
    ),
    dengan_token_rusak(STATUS_ASING),
    Skenario(
        "Tanpa token", token_kedaluwarsa, lambda _uji: STATUS_ASING, tajuk=lambda uji: {"x-username": uji.username}
    ),
    Skenario(
        "Token milik username lain",
        token_kedaluwarsa,
        lambda _uji: STATUS_ASING,
        tajuk=lambda uji: uji.tajuk(username="uat-tidak-dikenal"),
    ),
    Skenario(
        "Kode poli tidak terdaftar",
        ditolak(Tanda.UAT, "Poli Tidak Ditemukan"),
        lambda uji: uji.isi_sesi(kodepoli=uji.berkas.poli_asing),
    ),
    Skenario(
        "Format tanggal bukan yyyy-mm-dd",
        ditolak(Tanda.UAT, FORMAT_TANGGAL),
        lambda uji: uji.isi_sesi(tanggalperiksa=f"{uji.hari_ini:%d-%m-%Y}"),
    ),
    Skenario(
        "Tanggal yang tidak ada di kalender",
        ditolak(Tanda.UAT, FORMAT_TANGGAL),
        lambda uji: uji.isi_sesi(tanggalperiksa=f"{uji.hari_ini.year + 1}-02-30"),
    ),
    Skenario(
        "Tanggal periksa sudah lewat",
        ditolak(Tanda.LAZIM, "Tanggal Periksa Tidak Berlaku"),
        lambda uji: uji.isi_sesi(tanggalperiksa=(uji.hari_ini - timedelta(days=1)).isoformat()),
    ),
    Skenario(
        "Dokter tidak praktek pada jam itu",
        ditolak(Tanda.LAZIM, JADWAL_BELUM_TERSEDIA),
        lambda uji: uji.isi_sesi(jampraktek=JAM_TANPA_PRAKTEK),
    ),
)
