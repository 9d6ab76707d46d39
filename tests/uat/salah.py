"""The faults that ``tests.uat.rumah_sakit`` can have, one at a time; each has been seen or could be."""

from enum import Enum, auto


class Salah(Enum):
    """What a hospital's services do wrong."""

    # The envelope, everywhere.
    METADATA_D = auto()  # metaData
    METADATA_DAFTAR = auto()  # [{"code": …}]
    KODE_TEKS = auto()  # "200"
    KODE_TIDAK_ADA = auto()
    RESPONSE_NULL = auto()  # beside a refusal
    RESPONSE_DITOLAK = auto()  # a refusal that brings data
    HTTP_SAMA_DENGAN_KODE = auto()  # HTTP 201 for code 201
    # What comes instead of an answer, of one service.
    TANPA_AMPLOP = auto()  # Ambil Antrean's response stands alone
    TRACEBACK = auto()  # Sisa Antrean: HTML, HTTP 500, with the request in it
    TRACEBACK_SESUDAH_AMBIL = auto()  # the number is taken, and then that page
    LOGIN = auto()  # Status Antrean: a redirect to a login page
    DIAM = auto()  # Sisa Antrean does not answer
    MENETES = auto()  # … or byte by byte, without an end
    PUTUS = auto()  # … or closes the connection
    LATIN1 = auto()  # Status Antrean
    RAKSASA = auto()  # Jadwal Operasi RS
    KOSONG = auto()  # Jadwal Operasi RS: no body
    TEKS_BIASA = auto()  # Jadwal Operasi RS: not even HTML
    BOM = auto()  # Status Antrean
    PERINGATAN_PHP = auto()  # Ambil Antrean: a warning before the JSON
    NAN = auto()  # Status Antrean: what Python writes and JSON has not
    # Values.
    ANGKA_TEKS = auto()  # angkaantrean "1"
    BIDANG_HILANG = auto()  # no sisakuotanonjkn
    BIDANG_LEBIH = auto()
    NAMA_LAIN = auto()  # Sisa Antrean names the poli otherwise
    NOMOR_TIDAK_COCOK = auto()  # nomorantrean is not that of angkaantrean
    KODE_NULL = auto()  # no kodebooking
    KODE_TANPA_TANGGAL = auto()  # kodebooking does not begin with the date
    ESTIMASI_DETIK = auto()
    ESTIMASI_HARI_LAIN = auto()
    SISA_MELEBIHI_TOTAL = auto()
    SISA_TANPA_DIRI = auto()
    TUNGGU_NEGATIF = auto()
    TUNGGU_TEKS = auto()
    TUNGGU_PERTAMA = auto()  # the first in the line waits
    FARMASI_JENIS = auto()  # "racikan"
    TERLAKSANA_TEKS = auto()  # "1"
    # Words.
    PESAN_HURUF = auto()
    PESAN_HURUF_BESAR = auto()
    PESAN_SPASI = auto()
    PESAN_TERTUKAR = auto()  # two refusals of Batal Antrean
    PESAN_LAZIM = auto()  # of a rule that is common practice
    PESAN_OK = auto()  # "Sukses"
    # Tokens.
    PASSWORD_APA_SAJA = auto()
    USERNAME_APA_SAJA = auto()
    TOKEN_TIDAK_DIPERIKSA = auto()  # by Status Antrean Farmasi
    TOKEN_KOSONG_BOLEH = auto()
    TOKEN_SIAPA_SAJA = auto()  # the username is not looked at
    TOKEN_ABADI = auto()
    TOKEN_BARIS_BARU = auto()
    # Rules of booking.
    BARU_201 = auto()  # 201 instead of 202
    BARU_MENGAMBIL = auto()  # 202, and a place is taken
    BARU_MENGAMBIL_KODE = auto()  # … and the answer says which
    NOMOR_SAMA = auto()
    KODE_SAMA = auto()
    KUOTA_TETAP = auto()
    DUPLIKAT = auto()
    DUPLIKAT_SAMA = auto()  # the same booking again, as if it were a success
    POLI_TUTUP = auto()  # booked all the same, as the next ones
    DOKTER_LAIN = auto()
    SUDAH_LEWAT = auto()
    TANGGAL_LAMPAU = auto()
    KALENDER = auto()  # 30 February
    KUOTA_HABIS = auto()
    REFERENSI = auto()
    ISIAN_KOSONG = auto()  # Jenis Kunjungan
    # Rules of the visit.
    BATAL_PURA_PURA = auto()  # says Ok, does nothing
    BATAL_DITOLAK = auto()
    BATAL_TRACEBACK = auto()  # cancels, and then the page
    BATAL_MENGUNCI = auto()  # the patient cannot book again
    BATAL_DILAYANI = auto()
    BATAL_DUA_KALI = auto()
    SISA_BATAL = auto()  # answers for what is cancelled
    CHECKIN_SEKALI = auto()
    CHECKIN_BESOK = auto()
    # New patients.
    PASIEN_TANPA_KK = auto()
    PASIEN_TANPA_RW = auto()
    PASIEN_TANPA_FORMAT = auto()  # NIK 12345
    PASIEN_BELUM_LAHIR = auto()
    PASIEN_LAGI = auto()
    PASIEN_TANPA_NORM = auto()
    # Surgery, pharmacy.
    OPERASI_LUAR_RENTANG = auto()
    OPERASI_TANPA_LIST = auto()
    OPERASI_TERBALIK = auto()
    OPERASI_PESERTA_LAIN = auto()
    OPERASI_KOSONG = auto()
    FARMASI_NOMOR_LAIN = auto()
    FARMASI_BATAL = auto()  # a number for what is cancelled
