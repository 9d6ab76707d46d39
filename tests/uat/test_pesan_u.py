"""Every message that the UAT form prescribes is expected by a scenario, to the letter."""

import re
from pathlib import Path

import pytest

from antrean.uat.harapan import Tanda
from antrean.uat.jalan import semua

KATALOG = Path(__file__).parents[3] / "shared" / "spec" / "ws-rs.md"

# As the specification marks them with U; {} stands for the hospital's own words, … for a rest that stands elsewhere.
PESAN_U = {
    "Token Expired",
    "Username atau Password Tidak Sesuai",
    "Poli Tidak Ditemukan",
    "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd",
    "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama",
    "Pendaftaran ke Poli Ini Sedang Tutup",
    "Jadwal Dokter Tersebut Belum Tersedia, …",
    "Pendaftaran Ke Poli {} Sudah Tutup Jam {}",
    "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru",
    "Antrean Tidak Ditemukan atau Sudah Dibatalkan",
    "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan",
    "Tanggal Akhir Tidak Boleh Lebih Kecil dari Tanggal Awal",
    "Nomor Kartu Belum Diisi",
    "Format Nomor Kartu Tidak Sesuai",
    "NIK Belum Diisi",
    "Format NIK Tidak Sesuai",
    "Nomor KK Belum Diisi",
    "Nama Belum Diisi",
    "Jenis Kelamin Belum Dipilih",
    "Tanggal Lahir Belum Diisi",
    "Format Tanggal Lahir Tidak Sesuai",
    "Alamat Belum Diisi",
    "Kode Propinsi Belum Diisi",
    "Nama Propinsi Belum Diisi",
    "Kode Dati 2 Belum Diisi",
    "Dati 2 Belum Diisi",
    "Kode Kecamatan Belum Diisi",
    "Kecamatan Belum Diisi",
    "Kode Kelurahan Belum Diisi",
    "Kelurahan Belum Diisi",
    "RW Belum Diisi",
    "RT Belum Diisi",
    "Data Peserta Sudah Pernah Dientrikan",
}


def tanpa_isian(pesan: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", " ".join(pesan.split()))


@pytest.mark.parametrize("pesan", sorted(PESAN_U))
def test_a_scenario_expects_it(pesan: str) -> None:
    diharapkan = {
        tanpa_isian(satu)
        for _, skenario in semua()
        if skenario.harapan.tanda is Tanda.UAT
        for satu in skenario.harapan.pesan
    }
    if pesan.endswith("…"):
        assert [satu for satu in diharapkan if satu.startswith(pesan.removesuffix("…"))]
    else:
        assert pesan in diharapkan


@pytest.mark.skipif(not KATALOG.exists(), reason="the shared specification is not here")
def test_the_list_is_the_specifications() -> None:
    isi = KATALOG.read_text("utf-8")
    tabel = [re.findall(r"`([^`]+)`", baris) for baris in re.findall(r"^\|.*\| U \|$", isi, re.MULTILINE)]
    bebas = re.findall(r"`([^`]+)` 201\s+\(U", isi) + re.findall(r"^\| bad token .*?`([^`]+)`", isi, re.MULTILINE)
    formulir = re.search(r"all 201 \(U/M\):(.*?)\n\nnohp", isi, re.DOTALL)
    assert formulir
    semuanya = [pesan for baris in tabel for pesan in baris] + bebas + re.findall(r"`([^`]+)`", formulir[1])
    assert {tanpa_isian(pesan) for pesan in semuanya} == PESAN_U
