"""Everything that the service can refuse or fail at, one class each.

A class carries the Indonesian message (a template), for Mobile JKN the ``metadata.code`` and the HTTP status of
ws-rs.md, for the hospital's own systems the HTTP status of a problem, and, where a Lua script decides it, the word that
the script answers. The word's fields are the template's.
Nothing else in the program writes an error message for Mobile JKN, and only ``antrean.http.responses`` turns one
into a reply.
"""

from collections.abc import Mapping, Sequence

from antrean.errors.dasar import AntreanError, Failure, Refusal, tempat
from antrean.errors.nomor import KodeLamaTerpakai, NomorHilang, NomorTerlaluJauh, NomorTerpakai
from antrean.errors.operator import FileError, OperatorError, SettingsError
from antrean.errors.simpanan import BukuRusak, JamDiragukan, StoreMenolak, StoreUnavailable
from antrean.errors.task import TaskBukanTerakhir, TaskCheckin, TaskDiganti, TaskDipakai, TaskTidakTercatat
from antrean.errors.umpan import (
    CursorMendahului,
    CursorSalah,
    CursorSebelumPemulihan,
    CursorTerlaluLama,
    CursorTerputus,
)

__all__ = [
    "AntreanError",
    "BukuRusak",
    "CursorMendahului",
    "CursorSalah",
    "CursorSebelumPemulihan",
    "CursorTerlaluLama",
    "CursorTerputus",
    "Failure",
    "FileError",
    "JamDiragukan",
    "KodeLamaTerpakai",
    "NomorHilang",
    "NomorTerlaluJauh",
    "NomorTerpakai",
    "OperatorError",
    "Refusal",
    "SettingsError",
    "StoreMenolak",
    "StoreUnavailable",
    "TaskBukanTerakhir",
    "TaskCheckin",
    "TaskDiganti",
    "TaskDipakai",
    "TaskTidakTercatat",
    "tempat",
]

PASIEN_BARU = 202


class TokenExpired(Refusal):
    message = "Token Expired"


class LoginSalah(Refusal):
    message = "Username atau Password Tidak Sesuai"


class IsianSalah(Refusal):
    """A field of the request is missing or malformed; the schema words the message. Of many rows ``semua`` has every
    fault, as field and message, where there is more than the first."""

    message = "{pesan}"
    problem_status = 422

    def __init__(
        self, pesan: str, bidang: str = "", semua: Sequence[tuple[str, str]] = (), *, asing: bool = False
    ) -> None:
        super().__init__(pesan=pesan)
        self.bidang, self.bidang_asing = bidang, asing
        self.semua = semua


class TanggalLewat(Refusal):
    word = "TANGGAL_LEWAT"
    bidang = "tanggalperiksa"
    message = "Tanggal Periksa Tidak Berlaku"


class TanggalTerlaluJauh(Refusal):
    bidang = "tanggalperiksa"
    message = "Tanggal Periksa Maksimal {hari_maks} Hari Dari Hari Ini"


class PoliTidakDitemukan(Refusal):
    word = "POLI_TIDAK_DITEMUKAN"
    bidang = "kodepoli"
    message = "Poli Tidak Ditemukan"
    problem_status = 404


class SudahPunyaAntrean(Refusal):
    word = "SUDAH_PUNYA_ANTREAN"
    message = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"


class PoliTutup(Refusal):
    word = "POLI_TUTUP"
    message = "Pendaftaran ke Poli Ini Sedang Tutup"


class JadwalTidakAda(Refusal):
    word = "JADWAL_TIDAK_ADA"
    bidang = "jampraktek"
    message = "Jadwal Dokter {namadokter} Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"
    problem_status = 404


class DokterTidakDikenal(Refusal):
    word = "DOKTER_TIDAK_DIKENAL"
    bidang = "kodedokter"
    message = "Jadwal Dokter Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"
    problem_status = 404


class SudahTutupJam(Refusal):
    word = "SUDAH_TUTUP_JAM"
    message = "Pendaftaran Ke Poli {namapoli} Sudah Tutup Jam {jam}"


class PasienTidakDikenal(Refusal):
    word = "PASIEN_TIDAK_DIKENAL"
    code = PASIEN_BARU
    message = "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"
    problem_status = 404


class ReferensiTerpakai(Refusal):
    word = "REFERENSI_TERPAKAI"
    message = "Nomor Referensi Sudah Digunakan Pada Antrean Lain"


class KuotaPenuh(Refusal):
    word = "KUOTA_PENUH"
    message = "Kuota {jenis} Poli {namapoli} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"


class FormatTanggalSalah(Refusal):
    word = "FORMAT_TANGGAL_SALAH"
    message = "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"


class AntreanTidakDitemukan(Refusal):
    word = "ANTREAN_TIDAK_DITEMUKAN"
    message = "Antrean Tidak Ditemukan"
    problem_status = 404


class SudahDibatalkan(Refusal):
    word = "SUDAH_DIBATALKAN"
    message = "Antrean Tidak Ditemukan atau Sudah Dibatalkan"


class SudahDilayani(Refusal):
    word = "SUDAH_DILAYANI"
    message = "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan"


class BukanTanggalPeriksa(Refusal):
    word = "BUKAN_TANGGAL_PERIKSA"
    message = "Check In Hanya Dapat Dilakukan Pada Tanggal Periksa"


class TaskTidakUrut(Refusal):
    word = "TASK_TIDAK_URUT"
    message = "Task {taskid} tidak sesuai urutan, yang dapat dicatat: {diharapkan}"


class WaktuTidakNaik(Refusal):
    word = "WAKTU_TIDAK_NAIK"
    message = "Waktu harus sesudah waktu task {taskid}, yaitu {sebelum}"


class BelumDipanggil(Refusal):
    word = "BELUM_DIPANGGIL"
    message = "Pasien belum dipanggil"


class BukanHariIni(Refusal):
    word = "BUKAN_HARI_INI"
    message = "Hanya antrean hari ini yang dapat dipanggil"


class WaktuSebelumHarinya(Refusal):
    word = "WAKTU_SEBELUM_HARINYA"
    message = "Waktu tidak boleh sebelum tanggal periksa"
    problem_status = 422


class WaktuMendatang(Refusal):
    word = "WAKTU_MENDATANG"
    message = "Waktu tidak boleh sesudah saat ini"
    problem_status = 422


class KodeBookingTidakDitemukan(Refusal):
    word = "KODE_BOOKING_TIDAK_DITEMUKAN"
    message = "Kode Booking Tidak Ditemukan"
    problem_status = 404


class ResepBelumTersedia(Refusal):
    word = "RESEP_BELUM_TERSEDIA"
    message = "Resep Belum Tersedia"


class FarmasiBelumDiambil(Refusal):
    word = "FARMASI_BELUM_DIAMBIL"
    message = "Antrean Farmasi Belum Diambil"


class FarmasiSudahDiambil(Refusal):
    word = "FARMASI_SUDAH_DIAMBIL"
    message = "Antrean farmasi sudah diambil dengan jenis resep lain"


class TanggalAkhirSalah(Refusal):
    message = "Tanggal Akhir Tidak Boleh Lebih Kecil dari Tanggal Awal"


class LiburTidakAda(Refusal):
    message = "Tanggal itu tidak sedang ditutup"
    problem_status = 404


class BarisJadwalTidakAda(Refusal):
    message = "Jadwal itu tidak ada: cocokkan hari, poli, dokter, dan jam prakteknya"
    problem_status = 404


class GantiMembuang(Refusal):
    message = "ganti=ya akan membuang {hilang}. Bila memang itu maksudnya, kirim juga semua=ya; tidak ada yang berubah"


class PindahTertahan(Refusal):
    message = "Tidak semua antrean dapat dipindahkan: {tinggal}. Tidak ada yang berubah"


class FormulirTidakAda(Refusal):
    message = "Formulir pasien ini tidak ada atau tidak disimpan lagi"
    problem_status = 404


class FormulirTidakTerbaca(Refusal):
    message = "Formulir ini disandikan dengan kunci yang tidak ada lagi di ANTREAN_DATA_KEY: pasang lagi kunci itu"


class PasienSudahAda(Refusal):
    word = "PASIEN_SUDAH_ADA"
    message = "Data Peserta Sudah Pernah Dientrikan"


class NormTidakAda(Refusal):
    word = "NORM_TIDAK_ADA"
    message = "Tidak ada pasien dengan norm {norm}"
    problem_status = 404


class MasihAdaAntrean(Refusal):
    word = "MASIH_ADA_ANTREAN"
    message = "Pasien ini masih punya antrean: {kodebooking}. Batalkan dulu; tidak ada yang berubah"


class NomorBerbeda(Refusal):
    word = "NOMOR_BERBEDA"
    message = "Kedua pasien punya {bidang} yang berbeda: betulkan dulu yang keliru dengan PUT /pasien"


class GabungDuaAntrean(Refusal):
    word = "DUA_ANTREAN"
    message = "Pasien ini akan punya dua antrean: {kodebooking}. Batalkan dulu salah satunya; tidak ada yang berubah"


class PermintaanLain(Refusal):
    word = "PERMINTAAN_LAIN"
    message = "Idempotency-Key ini sudah dipakai untuk permintaan lain: buat kunci baru untuk setiap permintaan"
    problem_status = 422


def refusal_for(word: str, fields: Mapping[str, str]) -> AntreanError:
    """The refusal that a script's answer word stands for; KeyError for one that no class has, a fault of ours."""
    return REFUSALS[word](**fields)


class PathTidakDikenal(Failure):
    http_status = 404
    message = "Layanan Tidak Ditemukan"


class MetodeSalah(Failure):
    http_status = 405
    message = "Metode Tidak Sesuai"


class IsianTerlaluBesar(Failure):
    http_status = 413
    message = "Isi Permintaan Terlalu Besar"


class BukanJson(Failure):
    http_status = 415
    message = "Isi Permintaan Harus Berupa Objek JSON"


class KunciSalah(Failure):
    """The SIMRS door: no key, or not one of the hospital's."""

    http_status = 401
    message = "Kunci tidak berlaku: kirim Authorization: Bearer dengan kunci dari rumah sakit ini"


class KunciTidakBoleh(Failure):
    """The SIMRS door: a key that was made for something else."""

    http_status = 403
    message = "Kunci ini tidak dibuat untuk layanan ini: mintalah kunci yang boleh memakainya"


class TerlaluBanyakPercobaan(Failure):
    """Too many wrong logins of a username from an address.

    Args:
        detik: seconds until another may be tried.
    """

    http_status = 429
    message = "Terlalu Banyak Percobaan, Silahkan Coba Beberapa Saat Lagi"

    def __init__(self, detik: int = 1, karena: str = "") -> None:
        super().__init__(karena)
        self.detik = detik


class PermintaanTidakTerbaca(Failure):
    """HTTP itself was broken: a status that Werkzeug chose, carried by the handler."""

    http_status = 400
    message = "Permintaan Tidak Dapat Dibaca"


class KesalahanSistem(Failure):
    http_status = 500
    message = "Terjadi Kesalahan Pada Sistem Rumah Sakit"


REFUSALS: Mapping[str, type[AntreanError]] = {cls.word: cls for cls in Refusal.__subclasses__() if cls.word} | {
    BukuRusak.word: BukuRusak
}


class BelumSiap(Failure):
    """``/readyz``: the process cannot serve; for whoever runs it, so the reason is English."""

    http_status = 503
    message = "Not ready: {sebab}"


class MetrikTertutup(Failure):
    """``/metrics``: for whoever runs the service, so the reason is English."""

    http_status = 403
    message = "Closed: ANTREAN_METRICS_NETWORKS names the networks that may ask, ANTREAN_METRICS_TOKEN a token"
