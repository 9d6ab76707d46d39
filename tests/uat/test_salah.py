"""Every fault is caught: its scenarios fail or advise, no others fail, and nothing is left behind."""

from collections.abc import Iterable

import pytest

from antrean.uat.jalan import Hasil, semua
from tests.uat.conftest import JalankanUji
from tests.uat.rumah_sakit import UMUR_TOKEN, RumahSakit
from tests.uat.salah import Salah

SEMUA = [baris.nomor for baris, _ in semua()]
DITOLAK = [baris.nomor for baris, _ in semua() if not baris.valid]
BERHASIL = [baris.nomor for baris, _ in semua() if baris.valid]
TOKEN = [baris.nomor for baris, _ in semua() if baris.harapan == "201 Token Expired"]
STATUS = [*(f"2.{ke}" for ke in range(1, 10)), "3.27", "1.5"]  # all that call Status Antrean
AMBIL = [*(f"3.{ke}" for ke in range(1, 27)), "5.2", "7.25"]
DIAMBIL = ["3.1", "3.2", "5.2", "7.25"]
SISA = ["4.1", "4.2", "4.3", "4.4"]
CHECKIN = [f"6.{ke}" for ke in range(1, 7)]
OPERASI = [f"8.{ke}" for ke in range(1, 6)]

# The scenarios that fail, and those that advise.
GAGAL: dict[Salah, Iterable[str]] = {
    Salah.METADATA_D: SEMUA,
    Salah.METADATA_DAFTAR: CHECKIN,
    Salah.KODE_TEKS: SEMUA,
    Salah.KODE_TIDAK_ADA: CHECKIN,
    Salah.RESPONSE_DITOLAK: DITOLAK,
    Salah.TANPA_AMPLOP: ["3.1", "3.2", "7.25"],
    Salah.TRACEBACK: SISA,
    Salah.TRACEBACK_SESUDAH_AMBIL: ["3.1", "3.2", "3.27", "7.25"],
    Salah.LOGIN: STATUS,
    Salah.DIAM: SISA,
    Salah.MENETES: SISA,
    Salah.PUTUS: SISA,
    Salah.LATIN1: ["2.1", "3.27"],
    Salah.RAKSASA: OPERASI,
    Salah.KOSONG: OPERASI,
    Salah.TEKS_BIASA: OPERASI,
    Salah.BOM: STATUS,
    Salah.PERINGATAN_PHP: AMBIL,
    Salah.NAN: ["2.1"],
    Salah.ANGKA_TEKS: DIAMBIL,
    Salah.BIDANG_HILANG: DIAMBIL,
    Salah.NAMA_LAIN: ["4.1"],
    Salah.NOMOR_TIDAK_COCOK: [*DIAMBIL, "4.1"],
    Salah.KODE_NULL: ["3.1", "3.2", "3.27", "7.25"],
    Salah.ESTIMASI_DETIK: DIAMBIL,
    Salah.ESTIMASI_HARI_LAIN: DIAMBIL,
    Salah.SISA_MELEBIHI_TOTAL: ["2.1"],
    Salah.SISA_TANPA_DIRI: ["4.1"],
    Salah.TUNGGU_NEGATIF: ["4.1"],
    Salah.TUNGGU_TEKS: ["4.1"],
    Salah.TUNGGU_PERTAMA: ["4.1"],
    Salah.FARMASI_JENIS: ["10.1", "10.2"],
    Salah.TERLAKSANA_TEKS: ["8.1"],
    Salah.PESAN_HURUF: ["2.5", "3.18"],
    Salah.PESAN_HURUF_BESAR: ["2.5", "3.18"],
    Salah.PESAN_SPASI: TOKEN,
    Salah.PESAN_TERTUKAR: ["5.5", "5.6"],
    Salah.PASSWORD_APA_SAJA: ["1.2"],
    Salah.USERNAME_APA_SAJA: ["1.3"],
    Salah.TOKEN_TIDAK_DIPERIKSA: ["11.2"],
    Salah.TOKEN_KOSONG_BOLEH: ["2.3"],
    Salah.TOKEN_SIAPA_SAJA: ["2.4"],
    Salah.TOKEN_ABADI: ["1.5"],
    Salah.TOKEN_BARIS_BARU: ["1.1"],
    Salah.BARU_201: ["3.24"],
    Salah.BARU_MENGAMBIL: ["3.27"],
    Salah.BARU_MENGAMBIL_KODE: ["3.24"],
    Salah.NOMOR_SAMA: ["3.2", "5.2", "7.25"],
    Salah.KODE_SAMA: ["3.2", "5.2", "7.25"],
    Salah.KUOTA_TETAP: DIAMBIL,
    Salah.DUPLIKAT: ["3.19"],
    Salah.DUPLIKAT_SAMA: ["3.19"],
    Salah.POLI_TUTUP: ["3.20"],
    Salah.DOKTER_LAIN: ["3.21", "3.22"],
    Salah.SUDAH_LEWAT: ["3.23"],
    Salah.KALENDER: ["2.7"],
    Salah.BATAL_PURA_PURA: ["5.2", "5.5"],
    Salah.BATAL_DITOLAK: ["5.1"],
    Salah.BATAL_TRACEBACK: ["5.1"],
    Salah.BATAL_MENGUNCI: ["5.2"],
    Salah.BATAL_DILAYANI: ["5.6"],
    Salah.BATAL_DUA_KALI: ["5.5"],
    Salah.CHECKIN_SEKALI: ["6.2"],
    Salah.PASIEN_TANPA_KK: ["7.7"],
    Salah.PASIEN_TANPA_RW: ["7.22"],
    Salah.PASIEN_TANPA_FORMAT: ["7.6"],
    Salah.PASIEN_BELUM_LAHIR: ["7.12"],
    Salah.PASIEN_LAGI: ["7.24"],
    Salah.PASIEN_TANPA_NORM: ["7.1"],
    Salah.OPERASI_LUAR_RENTANG: ["8.1", "8.3"],
    Salah.OPERASI_TANPA_LIST: ["8.1", "8.3"],
    Salah.OPERASI_TERBALIK: ["8.5"],
    Salah.OPERASI_PESERTA_LAIN: ["9.3"],
    Salah.OPERASI_KOSONG: ["9.1"],
    Salah.FARMASI_NOMOR_LAIN: ["10.2"],
    Salah.FARMASI_BATAL: ["10.5"],
}
SARAN: dict[Salah, Iterable[str]] = {
    Salah.RESPONSE_NULL: DITOLAK,
    Salah.HTTP_SAMA_DENGAN_KODE: DITOLAK,
    Salah.PESAN_OK: BERHASIL,
    Salah.BIDANG_LEBIH: DIAMBIL,
    Salah.KODE_TANPA_TANGGAL: DIAMBIL,
    Salah.PESAN_LAZIM: ["2.8", "3.16"],
    Salah.DOKTER_LAIN: ["2.9"],
    Salah.TANGGAL_LAMPAU: ["3.16"],
    Salah.KUOTA_HABIS: ["3.26"],
    Salah.REFERENSI: ["3.25"],
    Salah.DUPLIKAT: ["3.25"],
    Salah.ISIAN_KOSONG: ["3.8", "3.14"],
    Salah.SISA_BATAL: ["4.4"],
    Salah.CHECKIN_BESOK: ["6.6"],
    # What follows from the fault where another rule of the catalogue says so.
    Salah.KODE_SAMA: ["3.1", "4.4", "6.6", "10.6", "11.4"],
    Salah.BATAL_PURA_PURA: ["4.4", "6.5", "10.5"],
}
# What the system keeps whatever the test does: then it must be said.
TERTINGGAL = {
    Salah.TRACEBACK_SESUDAH_AMBIL: "tidak mendapat jawaban yang utuh; antreannya mungkin ada",
    Salah.KODE_NULL: "tidak mendapat jawaban yang utuh; antreannya mungkin ada",
    Salah.BARU_MENGAMBIL: "permintaan yang ditolak mungkin tetap tercatat sebagai antrean",
    Salah.BATAL_PURA_PURA: "masih ada, walaupun dijawab sudah dibatalkan",
    Salah.BATAL_DITOLAK: "tidak dapat dibatalkan: Antrean Tidak Dapat Dibatalkan Hari Ini",
}
# What is said of the first scenario that fails, where it tells the hospital what to look for.
KATA = {
    Salah.METADATA_D: "metadata tertulis metaData",
    Salah.METADATA_DAFTAR: "metadata harus objek berisi message dan code",
    Salah.KODE_TEKS: 'metadata.code harus angka: "200"',
    Salah.KODE_TIDAK_ADA: "metadata.code tidak ada",
    Salah.TANPA_AMPLOP: "metadata tidak ada",
    Salah.RESPONSE_DITOLAK: "jawaban tanpa data tidak boleh mempunyai response",
    Salah.TRACEBACK: 'jawaban halaman HTML, bukan JSON, judulnya "TypeError: Unsupported operand" (HTTP 500)',
    Salah.LOGIN: "layanan mengalihkan ke /login?next=status; ujilah alamat itu (HTTP 302)",
    Salah.DIAM: "tidak ada jawaban yang utuh dalam batas waktu",
    Salah.MENETES: "tidak ada jawaban yang utuh dalam batas waktu",
    Salah.PUTUS: "sambungan diputus sebelum ada jawaban",
    Salah.LATIN1: "jawaban bukan UTF-8",
    Salah.RAKSASA: "jawaban lebih besar dari 8 MiB",
    Salah.KOSONG: "jawaban kosong (HTTP 200)",
    Salah.TEKS_BIASA: "jawaban bukan JSON (HTTP 200)",
    Salah.NAN: "jawaban bukan JSON (HTTP 200)",
    Salah.BOM: "jawaban diawali BOM; simpan berkas programnya sebagai UTF-8 tanpa BOM",
    Salah.PERINGATAN_PHP: (
        'ada teks di luar JSON (peringatan PHP?): "Warning : Undefined index: 1100000000001 in C:\\ambil.php on line 7"'
    ),
    Salah.ANGKA_TEKS: "response: angkaantrean harus angka, bukan teks",
    Salah.BIDANG_HILANG: "response: sisakuotanonjkn tidak ada",
    Salah.TUNGGU_NEGATIF: "response: waktutunggu harus angka bulat, 0 atau lebih",
    Salah.TERLAKSANA_TEKS: "response: list baris 1: terlaksana harus 0 atau 1",
    Salah.PESAN_HURUF: 'pesan "Poli Tidak Ditemukn", seharusnya "Poli Tidak Ditemukan"',
    Salah.PESAN_HURUF_BESAR: (
        'pesan "poli tidak ditemukan", seharusnya "Poli Tidak Ditemukan" (beda huruf besar, spasi atau tanda baca)'
    ),
    Salah.TOKEN_BARIS_BARU: "token berisi karakter yang tidak dapat dikirim dalam tajuk HTTP",
    Salah.DUPLIKAT: 'kode 200 "Ok", seharusnya 201',
    Salah.KUOTA_TETAP: "sisakuotajkn tidak berkurang: 30 sebelumnya, sekarang 30",
    Salah.NOMOR_SAMA: "nomor antrean sama dengan antrean lain di sesi itu",
}


def test_the_services_without_a_fault_pass_in_everything(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    for _ in range(2):
        jalan = jalankan_uji(masa_token=UMUR_TOKEN)
        assert jalan.bernilai(Hasil.LULUS) == set(SEMUA)
        assert (jalan.tertinggal, rs_lain.tersisa()) == ([], [])
    assert len(rs_lain.pasien) == 5  # three, and one of each run


def test_every_fault_has_its_expectation() -> None:
    assert set(Salah) == GAGAL.keys() | SARAN.keys()


@pytest.mark.parametrize("salah", Salah, ids=lambda salah: salah.name)
def test_a_fault_is_caught_where_it_is_and_nothing_is_left(
    salah: Salah, rs_lain: RumahSakit, jalankan_uji: JalankanUji
) -> None:
    rs_lain.salah = salah
    jalan = jalankan_uji(tenggat=0.3 if salah in (Salah.DIAM, Salah.MENETES) else 30, masa_token=UMUR_TOKEN)

    gagal = jalan.bernilai(Hasil.GAGAL)
    assert gagal == set(GAGAL.get(salah, ()))
    assert jalan.bernilai(Hasil.SARAN) == set(SARAN.get(salah, ()))
    if salah in KATA:
        assert KATA[salah] in jalan.pesan(min(gagal, key=SEMUA.index))

    if salah in TERTINGGAL:
        assert rs_lain.tersisa()
        assert TERTINGGAL[salah] in jalan.tertinggal[0]
    else:
        assert (rs_lain.tersisa(), jalan.tertinggal) == ([], [])
