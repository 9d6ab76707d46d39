"""The eleven services of Mobile JKN, and the paths under which hospitals have registered them with BPJS."""

from collections.abc import Mapping
from dataclasses import dataclass

# The catalogue leaves the paths to the hospital. These are ours, and those of the systems that many hospitals run.
SENDIRI, KHANZA, MLITE = "antrean", "khanza", "mlite"
ALIAS = (KHANZA, MLITE)


@dataclass(frozen=True, slots=True)
class Layanan:
    """One service: its section in the catalogue, its HTTP method, and its path in each style."""

    bagian: int
    nama: str
    judul: str
    metode: str
    jalur: Mapping[str, str]


def _layanan(bagian: int, nama: str, judul: str, *jalur: str, metode: str = "POST") -> Layanan:
    """``jalur``: ours, Khanza's and mLITE's."""
    return Layanan(bagian, nama, judul, metode, dict(zip((SENDIRI, *ALIAS), jalur, strict=True)))


LAYANAN: Mapping[str, Layanan] = {
    satu.nama: satu
    for satu in (
        _layanan(1, "token", "Token", "/token", "/auth", "/jknmobile/token", metode="GET"),
        _layanan(2, "status", "Status Antrean", "/antrean/status", "/statusantrean", "/jknmobile/antrian/status"),
        _layanan(3, "ambil", "Ambil Antrean", "/antrean/ambil", "/ambilantrean", "/jknmobile/antrian/ambil"),
        _layanan(4, "sisa", "Sisa Antrean", "/antrean/sisa", "/sisaantrean", "/jknmobile/antrian/sisa"),
        _layanan(5, "batal", "Batal Antrean", "/antrean/batal", "/batalantrean", "/jknmobile/antrian/batal"),
        _layanan(6, "checkin", "Check In", "/antrean/checkin", "/checkinantrean", "/jknmobile/antrian/checkin"),
        _layanan(7, "pasien_baru", "Info Pasien Baru", "/pasien/baru", "/pasienbaru", "/jknmobile/pasien/baru"),
        _layanan(8, "operasi_rs", "Jadwal Operasi RS", "/operasi/rs", "/jadwaloperasirs", "/jknmobile/operasi/rs"),
        _layanan(
            *(9, "operasi_pasien", "Jadwal Operasi Pasien"),
            *("/operasi/pasien", "/jadwaloperasipasien", "/jknmobile/operasi/pasien"),
        ),
        _layanan(
            *(10, "farmasi_ambil", "Ambil Antrean Farmasi"),
            *("/farmasi/ambil", "/ambilantreanfarmasi", "/jknmobile/antrian/ambilfarmasi"),
        ),
        _layanan(
            *(11, "farmasi_status", "Status Antrean Farmasi"),
            *("/farmasi/status", "/statusantreanfarmasi", "/jknmobile/antrian/statusfarmasi"),
        ),
    )
}
