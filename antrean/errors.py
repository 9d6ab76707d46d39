"""Everything that the service can refuse or fail at, one class each.

A class carries the Indonesian message for Mobile JKN (a template), the ``metadata.code`` and the HTTP status of
ws-rs.md, and, where a Lua script decides it, the word that the script answers. The word's fields are the template's.
Nothing else in the program writes an error message for Mobile JKN, and only ``antrean.http.responses`` turns one
into a reply.
"""

from collections.abc import Mapping
from typing import ClassVar

GAGAL = 201
PASIEN_BARU = 202


class AntreanError(Exception):
    """A refusal or a failure that has a message of its own.

    Args:
        fields: the values that the message template names, and nothing else.
    """

    word: ClassVar[str] = ""
    message: ClassVar[str] = ""
    code: ClassVar[int] = GAGAL
    http_status: ClassVar[int] = 200

    def __init__(self, **fields: str) -> None:
        self.fields = fields
        super().__init__(self.message.format(**fields))


class Refusal(AntreanError):
    """A rule of the catalogue says no: HTTP 200, and nothing was written."""


class TokenExpired(Refusal):
    message = "Token Expired"


class LoginSalah(Refusal):
    message = "Username atau Password Tidak Sesuai"


class IsianSalah(Refusal):
    """A field of the request is missing or malformed; the schema words the message."""

    message = "{pesan}"


class TanggalLewat(Refusal):
    message = "Tanggal Periksa Tidak Berlaku"


class TanggalTerlaluJauh(Refusal):
    message = "Tanggal Periksa Maksimal {hari_maks} Hari Dari Hari Ini"


class PoliTidakDitemukan(Refusal):
    word = "POLI_TIDAK_DITEMUKAN"
    message = "Poli Tidak Ditemukan"


class SudahPunyaAntrean(Refusal):
    word = "SUDAH_PUNYA_ANTREAN"
    message = "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"


class PoliTutup(Refusal):
    word = "POLI_TUTUP"
    message = "Pendaftaran ke Poli Ini Sedang Tutup"


class JadwalTidakAda(Refusal):
    word = "JADWAL_TIDAK_ADA"
    message = "Jadwal Dokter {namadokter} Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"


class DokterTidakDikenal(Refusal):
    word = "DOKTER_TIDAK_DIKENAL"
    message = "Jadwal Dokter Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya"


class SudahTutupJam(Refusal):
    word = "SUDAH_TUTUP_JAM"
    message = "Pendaftaran Ke Poli {namapoli} Sudah Tutup Jam {jam}"


class PasienTidakDikenal(Refusal):
    word = "PASIEN_TIDAK_DIKENAL"
    code = PASIEN_BARU
    message = "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru"


class ReferensiTerpakai(Refusal):
    word = "REFERENSI_TERPAKAI"
    message = "Nomor Referensi Sudah Digunakan Pada Antrean Lain"


class KuotaPenuh(Refusal):
    word = "KUOTA_PENUH"
    message = "Kuota {jenis} Poli {namapoli} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"


class PasienSudahAda(Refusal):
    word = "PASIEN_SUDAH_ADA"
    message = "Data Peserta Sudah Pernah Dientrikan"


def refusal_for(word: str, fields: Mapping[str, str]) -> Refusal:
    """The refusal that a script's answer word stands for.

    Raises:
        KeyError: no class has that word, which is a fault in the program.
    """
    return REFUSALS[word](**fields)


REFUSALS: Mapping[str, type[Refusal]] = {cls.word: cls for cls in Refusal.__subclasses__() if cls.word}


class Failure(AntreanError):
    """Something outside the catalogue: its own HTTP status, in the envelope."""


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


class PermintaanTidakTerbaca(Failure):
    """HTTP itself was broken: a status that Werkzeug chose, carried by the handler."""

    http_status = 400
    message = "Permintaan Tidak Dapat Dibaca"


class KesalahanSistem(Failure):
    http_status = 500
    message = "Terjadi Kesalahan Pada Sistem Rumah Sakit"


class StoreUnavailable(Failure):
    """The store did not answer, or may not write now. What became of the request is unknown: send it again.

    ``__cause__`` is the client's error; its text is for the log, never for Mobile JKN.
    """

    http_status = 503
    message = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"


class BelumSiap(Failure):
    """``/readyz``: the process cannot serve; for whoever runs it, so the reason is English."""

    http_status = 503
    message = "Not ready: {sebab}"


class OperatorError(Exception):
    """A sentence for whoever installs and runs the program: what is wrong, where, and what to do."""


class SettingsError(OperatorError):
    """A process setting is missing or unusable; the sentence names it."""


class FileError(OperatorError):
    """A file that cannot be imported; the sentence names line, column and value. Nothing was changed."""
