"""Sections 10 and 11: Ambil Antrean Farmasi, Status Antrean Farmasi."""

from collections.abc import Iterable

from antrean.uat.harapan import Tanda, Temuan, angka, berhasil, ditolak, salah_satu, teks_boleh_kosong
from antrean.uat.klien import Tukar
from antrean.uat.skenario.ambil import LAGI
from antrean.uat.skenario.dasar import BOOKING_ASING, Skenario, booking_asing, dari, dengan_token_rusak, harus
from antrean.uat.skenario.kunjungan import dibatalkan
from antrean.uat.uji import Isi, Kurang, Uji

_JENIS = salah_satu("Racikan", "Non Racikan")
_DIAMBIL = berhasil({"jenisresep": _JENIS, "nomorantrean": angka, "keterangan": teks_boleh_kosong})
_tidak_ditemukan = ditolak(Tanda.KATALOG, "Kode Booking Tidak Ditemukan")


def _dengan_resep(uji: Uji) -> Isi:
    uji.boleh_tulis()
    if not uji.berkas.booking_resep:
        raise Kurang("booking.resep: kodebooking pasien yang resepnya sudah ada di farmasi")
    return {"kodebooking": uji.berkas.booking_resep}


def _nomor_diterima(uji: Uji, tukar: Tukar) -> Iterable[Temuan]:
    lama, uji.nomor_farmasi = uji.nomor_farmasi, tukar.response.get("nomorantrean")
    return harus(lama in (None, uji.nomor_farmasi), "nomorantrean berbeda dari jawaban sebelumnya")


def _sudah_diambil(uji: Uji) -> Isi:
    if uji.nomor_farmasi is None:
        raise Kurang("nomor antrean farmasi dari skenario sebelumnya: tidak didapat")
    return _dengan_resep(uji)


def _asing(uji: Uji) -> Isi:
    uji.boleh_tulis()
    return booking_asing(uji)


FARMASI_AMBIL = (
    Skenario("Pasien mengambil antrean farmasi", _DIAMBIL, _dengan_resep, terima=_nomor_diterima),
    Skenario("Diambil lagi: nomor yang sama", _DIAMBIL, _sudah_diambil, terima=_nomor_diterima),
    dengan_token_rusak({"kodebooking": BOOKING_ASING}),
    Skenario("Kode booking tidak dikenal", _tidak_ditemukan, _asing),
    Skenario("Antrean sudah dibatalkan", _tidak_ditemukan, dibatalkan),
    Skenario("Resep belum ada", ditolak(Tanda.KAMI, "Resep Belum Tersedia"), dari(LAGI)),
)

FARMASI_STATUS = (
    Skenario(
        "Status antrean farmasi",
        berhasil(
            {
                **{"jenisresep": _JENIS, "totalantrean": angka, "sisaantrean": angka, "antreanpanggil": angka},
                "keterangan": teks_boleh_kosong,
            }
        ),
        _sudah_diambil,
    ),
    dengan_token_rusak({"kodebooking": BOOKING_ASING}),
    Skenario("Kode booking tidak dikenal", _tidak_ditemukan, booking_asing),
    Skenario("Antrean farmasi belum diambil", ditolak(Tanda.KAMI, "Antrean Farmasi Belum Diambil"), dari(LAGI)),
)
