"""Without a file, or with half of one: what can be run is run, the rest says what is missing, nothing is written."""

import re
from dataclasses import replace

import pytest

from antrean.domain.layanan import LAYANAN
from antrean.uat.berkas import Berkas, PasienUji, SesiUji
from antrean.uat.jalan import Hasil
from tests.uat.conftest import BERKAS, JALUR, SESI, JalankanUji
from tests.uat.rumah_sakit import RumahSakit
from tests.uat.salah import Salah

# What runs on any system, without knowing anything of it.
SELALU = {
    *("1.1", "1.2", "1.3", "1.4", "2.2", "2.3", "2.4", "3.3", "4.2", "4.3", "5.3", "6.3", "7.2"),
    *("8.1", "8.2", "8.3", "8.4", "8.5", "9.2", "9.3", "9.4", "10.3", "11.2", "11.3"),
}
KUNCI = re.compile(
    r"^(\[\[pasien\]\] ke-\d|\[sesi\w*\]|sesi\w*\.\w+(?: \(\S+\))?|izin\.\w+|booking\.\w+|operasi\.\w+|layanan\.\w+"
    r"|token\.\w+ atau --tunggu-token): \S"
)
DARI_SEBELUMNYA = re.compile(r"dari skenario sebelumnya: tidak|pasien baru dari skenario sebelumnya")
MENULIS = {"ambil", "batal", "checkin", "pasien_baru", "farmasi_ambil"}


def assert_nothing_written(rs: RumahSakit) -> None:
    assert rs.tersisa() == []
    assert (len(rs.booking), len(rs.pasien), rs.booking[0].farmasi) == (1, 3, 0)
    # What writes has only been asked for with a token that is none.
    assert [layanan for layanan, _ in rs.permintaan if layanan in MENULIS] == [
        *("ambil", "batal", "checkin", "pasien_baru", "farmasi_ambil"),
    ]


def test_without_a_file(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    kosong = {satu: getattr(Berkas(), satu) for satu in Berkas.__slots__ if satu != "jalur"}
    jalan = jalankan_uji(**kosong)
    assert jalan.bernilai(Hasil.LULUS) == SELALU
    assert jalan.bernilai(Hasil.GAGAL) | jalan.bernilai(Hasil.SARAN) == set()
    for nomor in jalan.bernilai(Hasil.LEWAT):
        (kurang,) = jalan.pesan(nomor)
        assert KUNCI.match(kurang) or DARI_SEBELUMNYA.search(kurang), (nomor, kurang)
    assert jalan.pesan("2.1") == ["[sesi]: sesi dokter esok hari atau sesudahnya yang masih punya tempat"]
    assert jalan.pesan("3.1") == ["izin.tulis: mengambil dan membatalkan antrean belum diizinkan"]
    assert jalan.pesan("9.1") == ["operasi.nopeserta: nomor kartu pasien yang mempunyai jadwal operasi"]
    assert jalan.tertinggal == []
    assert_nothing_written(rs_lain)


def test_with_everything_known_but_writing_not_allowed(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    jalan = jalankan_uji(tulis=False)
    assert jalan.bernilai(Hasil.LULUS) == SELALU | {"2.1", "2.5", "2.6", "2.7", "2.8", "2.9", "3.27", "9.1"}
    assert jalan.bernilai(Hasil.GAGAL) == set()
    assert jalan.pesan("7.3") == jalan.pesan("10.1") == jalan.pesan("3.1")
    assert_nothing_written(rs_lain)


@pytest.mark.parametrize(
    "pasien, tidak_diuji",
    [
        (2, {"3.4", "3.20", "3.25", "3.26"}),
        (1, {"3.2", "4.4", "5.5", "6.1", "6.2", "6.5", "10.5"}),
        (0, {"3.1", "3.19", "4.1", "5.1", "5.2", "7.24", "11.4"}),
    ],
)
def test_with_fewer_than_three_patients(
    pasien: int, tidak_diuji: set[str], rs_lain: RumahSakit, jalankan_uji: JalankanUji
) -> None:
    jalan = jalankan_uji(pasien=BERKAS.pasien[:pasien])
    assert jalan.bernilai(Hasil.GAGAL) == set()
    assert tidak_diuji <= jalan.bernilai(Hasil.LEWAT)
    semua_kurang = {jalan.baris[nomor].kurang for nomor in jalan.bernilai(Hasil.LEWAT)}
    assert {
        f"[[pasien]] ke-{ke}: nik dan nomorkartu pasien yang dikenal dan belum punya antrean"
        for ke in range(pasien + 1, 4)
    } <= semua_kurang
    assert (rs_lain.tersisa(), jalan.tertinggal) == ([], [])


def test_a_patient_needs_both_numbers(jalankan_uji: JalankanUji) -> None:
    jalan = jalankan_uji(pasien=(*BERKAS.pasien[:2], PasienUji(nik="3271000000000003")))
    assert jalan.pesan("3.4") == ["[[pasien]] ke-3: nik dan nomorkartu pasien yang dikenal dan belum punya antrean"]


@pytest.mark.parametrize("nama", [nama for nama in LAYANAN if nama not in ("token", "batal")])
def test_a_system_without_one_service(nama: str, rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    jalan = jalankan_uji(jalur={**JALUR, nama: ""})
    assert jalan.bernilai(Hasil.GAGAL) == set()
    bagian = {nomor for nomor, baris in jalan.baris.items() if baris.bagian == nama}
    pindah = {"2": {"1.5"}, "3": {"5.2", "7.25"}}.get(str(LAYANAN[nama].bagian), set())
    sendiri = bagian - {"3.27", "5.2", "7.25"} | pindah
    assert all(
        jalan.pesan(nomor) == [f"layanan.{nama}: sistem ini tidak mempunyai layanan itu"] for nomor in sendiri - {"1.5"}
    )
    assert nama not in [layanan for layanan, _ in rs_lain.permintaan]
    assert (rs_lain.tersisa(), jalan.tertinggal) == ([], [])


def test_without_batal_nothing_is_booked_for_it_could_not_be_cancelled(
    rs_lain: RumahSakit, jalankan_uji: JalankanUji
) -> None:
    jalan = jalankan_uji(jalur={**JALUR, "batal": ""})
    assert jalan.pesan("3.1") == ["layanan.batal: tanpa layanan itu antrean uji tidak dapat dibatalkan"]
    assert jalan.baris["7.3"].hasil is Hasil.LULUS
    assert len(rs_lain.booking) == 1


def test_without_a_token_service_nothing_but_what_needs_no_token(jalankan_uji: JalankanUji) -> None:
    jalan = jalankan_uji(jalur={**JALUR, "token": ""})
    assert jalan.pesan("1.1") == jalan.pesan("2.1") == ["layanan.token: sistem ini tidak mempunyai layanan itu"]
    assert jalan.baris["2.3"].hasil is Hasil.LULUS


def test_a_system_that_gives_no_token_is_not_asked_for_one_over_and_over(
    rs_lain: RumahSakit, jalankan_uji: JalankanUji
) -> None:
    rs_lain.salah = Salah.TOKEN_BARIS_BARU
    jalan = jalankan_uji()
    assert jalan.pesan("2.1") == ["token: sistem tidak memberikan token (lihat skenario 1.1)"]
    assert [layanan for layanan, _ in rs_lain.permintaan].count("token") < 10


@pytest.mark.parametrize(
    "nama, ubah, kurang",
    [
        ("sesi", {"tanggalperiksa": 0}, "sesi.tanggalperiksa"),
        ("sesi", {"tanggalperiksa": "2020-01-01"}, "sesi.tanggalperiksa (2020-01-01)"),
        ("sesi", {"tanggalperiksa": ""}, "sesi.tanggalperiksa"),
        ("sesi", {"jampraktek": ""}, "sesi.jampraktek"),
        ("sesi", {"kodedokter": 0}, "sesi.kodedokter"),
        ("sesi", {"kodepoli": ""}, "sesi.kodepoli"),
        ("sesi_tutup", {"tanggalperiksa": -1}, "sesi_tutup.tanggalperiksa"),
        ("sesi_hari_ini", {"tanggalperiksa": 1}, "sesi_hari_ini.tanggalperiksa"),
    ],
)
def test_a_session_that_is_over_or_not_complete_is_missing_not_a_failure(
    nama: str, ubah: dict[str, str | int], kurang: str, jalankan_uji: JalankanUji
) -> None:
    jalan = jalankan_uji(sesi={**SESI, nama: replace(SESI[nama], **ubah)})  # type: ignore[arg-type]
    assert jalan.bernilai(Hasil.GAGAL) == set()
    (pesan,) = jalan.pesan({"sesi": "3.1", "sesi_tutup": "3.20", "sesi_hari_ini": "6.1"}[nama])
    assert pesan.startswith(kurang)


def test_a_booking_of_today_stands_in_where_the_system_takes_none_for_today(
    rs_lain: RumahSakit, jalankan_uji: JalankanUji
) -> None:
    """Hospitals whose registration closes the day before (H-1)."""
    tutup = {**SESI, "sesi_hari_ini": SesiUji("UMU", 103, 0, "00:00-00:01")}
    assert jalankan_uji(sesi=tutup).pesan("6.1") == [
        "antrean untuk skenario ini tidak dapat diambil: Pendaftaran Ke Poli Umum Sudah Tutup Jam 00:01"
    ]
    jalan = jalankan_uji(sesi=tutup, booking_checkin="DILAYANI")
    assert {"6.1", "6.2"} <= jalan.bernilai(Hasil.LULUS)
    assert rs_lain.booking[0].checkin


def test_without_leave_to_register_a_lax_system_registers_one_at_most(
    rs_lain: RumahSakit, jalankan_uji: JalankanUji
) -> None:
    rs_lain.salah = Salah.PASIEN_TANPA_KK
    jalan = jalankan_uji(daftar_pasien=False)
    assert jalan.baris["7.7"].hasil is Hasil.GAGAL
    assert jalan.pesan("7.8") == ["izin.daftar_pasien: sistem mendaftarkan pasien dengan formulir yang salah"]
    assert (len(rs_lain.pasien), jalan.ikhtisar()["pasien_terdaftar"]) == (4, ["RM-0004"])
