"""Every error's message, code and HTTP status, letter by letter as ws-rs.md has them."""

from collections.abc import Iterator

import pytest

from antrean import errors
from antrean.errors import REFUSALS, AntreanError, Refusal, halaman, refusal_for

# class · fields · message · code · HTTP status
TABLE: list[tuple[type[AntreanError], dict[str, str], str, int, int]] = [
    (
        halaman.HalamanLama,
        {},
        "Halaman ini sudah lama: keadaannya sudah berubah. Tidak ada yang dilakukan; periksa, lalu tekan lagi",
        201,
        200,
    ),
    (halaman.HalamanTidakBoleh, {"pesan": "Bukan untuk akun ini"}, "Bukan untuk akun ini", 201, 403),
    (halaman.HalamanTidakAda, {}, "Yang diminta tidak ada di rumah sakit ini", 201, 404),
    (halaman.HarusMasuk, {}, "Silakan masuk dulu", 201, 401),
    (errors.TokenExpired, {}, "Token Expired", 201, 200),
    (errors.LoginSalah, {}, "Username atau Password Tidak Sesuai", 201, 200),
    (errors.IsianSalah, {"pesan": "NIK Belum Diisi"}, "NIK Belum Diisi", 201, 200),
    (errors.TanggalLewat, {}, "Tanggal Periksa Tidak Berlaku", 201, 200),
    (errors.TanggalTerlaluJauh, {"hari_maks": "90"}, "Tanggal Periksa Maksimal 90 Hari Dari Hari Ini", 201, 200),
    (errors.PoliTidakDitemukan, {}, "Poli Tidak Ditemukan", 201, 200),
    (
        errors.SudahPunyaAntrean,
        {},
        "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama",
        201,
        200,
    ),
    (
        errors.PermintaanLain,
        {},
        "Idempotency-Key ini sudah dipakai untuk permintaan lain: buat kunci baru untuk setiap permintaan",
        201,
        200,
    ),
    (errors.PoliTutup, {}, "Pendaftaran ke Poli Ini Sedang Tutup", 201, 200),
    (
        errors.JadwalTidakAda,
        {"namadokter": "Dr. Hendra"},
        "Jadwal Dokter Dr. Hendra Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya",
        201,
        200,
    ),
    (
        errors.DokterTidakDikenal,
        {},
        "Jadwal Dokter Tersebut Belum Tersedia, Silahkan Reschedule Tanggal dan Jam Praktek Lainnya",
        201,
        200,
    ),
    (
        errors.SudahTutupJam,
        {"namapoli": "Anak", "jam": "16:00"},
        "Pendaftaran Ke Poli Anak Sudah Tutup Jam 16:00",
        201,
        200,
    ),
    (
        errors.PasienTidakDikenal,
        {},
        "Data pasien ini tidak ditemukan, silahkan Melakukan Registrasi Pasien Baru",
        202,
        200,
    ),
    (errors.ReferensiTerpakai, {}, "Nomor Referensi Sudah Digunakan Pada Antrean Lain", 201, 200),
    (
        errors.KuotaPenuh,
        {"jenis": "Non JKN", "namapoli": "Anak"},
        "Kuota Non JKN Poli Anak Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya",
        201,
        200,
    ),
    # Sections 2 and 4 to 11.
    (
        errors.FormatTanggalSalah,
        {},
        "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd",
        201,
        200,
    ),
    (errors.AntreanTidakDitemukan, {}, "Antrean Tidak Ditemukan", 201, 200),
    (errors.SudahDibatalkan, {}, "Antrean Tidak Ditemukan atau Sudah Dibatalkan", 201, 200),
    (errors.SudahDilayani, {}, "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan", 201, 200),
    (errors.BukanTanggalPeriksa, {}, "Check In Hanya Dapat Dilakukan Pada Tanggal Periksa", 201, 200),
    (
        errors.TanggalAkhirSalah,
        {},
        "Tanggal Akhir Tidak Boleh Lebih Kecil dari Tanggal Awal",
        201,
        200,
    ),
    (errors.KodeBookingTidakDitemukan, {}, "Kode Booking Tidak Ditemukan", 201, 200),
    (errors.ResepBelumTersedia, {}, "Resep Belum Tersedia", 201, 200),
    (errors.FarmasiBelumDiambil, {}, "Antrean Farmasi Belum Diambil", 201, 200),
    # The hospital's own systems see these, Mobile JKN never.
    (
        errors.TaskTidakUrut,
        {"taskid": "7", "diharapkan": "5, 99"},
        "Task 7 tidak sesuai urutan, yang dapat dicatat: 5, 99",
        201,
        200,
    ),
    (
        errors.WaktuTidakNaik,
        {"taskid": "4", "sebelum": "1795395600000"},
        "Waktu harus sesudah waktu task 4, yaitu 1795395600000",
        201,
        200,
    ),
    (errors.WaktuMendatang, {}, "Waktu tidak boleh sesudah saat ini", 201, 200),
    (errors.WaktuSebelumHarinya, {}, "Waktu tidak boleh sebelum tanggal periksa", 201, 200),
    (errors.BelumDipanggil, {}, "Pasien belum dipanggil", 201, 200),
    (errors.BukanHariIni, {}, "Hanya antrean hari ini yang dapat dipanggil", 201, 200),
    (errors.FarmasiSudahDiambil, {}, "Antrean farmasi sudah diambil dengan jenis resep lain", 201, 200),
    (errors.CursorSalah, {}, "sejak bukan cursor dari jawaban sebelumnya", 201, 200),
    (
        errors.CursorMendahului,
        {},
        "Cursor ini sesudah peristiwa terakhir: data kembali ke keadaan sebelumnya; mulai lagi tanpa sejak",
        201,
        200,
    ),
    (
        errors.CursorSebelumPemulihan,
        {},
        "Data dipulihkan dari cadangan sesudah cursor ini; mulai lagi tanpa sejak",
        201,
        200,
    ),
    (
        errors.CursorTerputus,
        {},
        "Peristiwa sesudah cursor ini hilang: cocokkan salinan dengan GET /antrean, lalu teruskan dari lanjut",
        201,
        200,
    ),
    (
        errors.CursorTerlaluLama,
        {"hari": "35"},
        "Peristiwa sesudah cursor ini tidak disimpan lagi (lebih dari 35 hari); mulai lagi tanpa sejak",
        201,
        200,
    ),
    (errors.LiburTidakAda, {}, "Tanggal itu tidak sedang ditutup", 201, 200),
    (
        errors.BarisJadwalTidakAda,
        {},
        "Jadwal itu tidak ada: cocokkan hari, poli, dokter, dan jam prakteknya",
        201,
        200,
    ),
    (
        errors.GantiMembuang,
        {"hilang": "seluruh jadwal mingguan poli INT (6 baris)"},
        "ganti=ya akan membuang seluruh jadwal mingguan poli INT (6 baris). Bila memang itu maksudnya, kirim juga "
        "semua=ya; tidak ada yang berubah",
        201,
        200,
    ),
    (errors.FormulirTidakAda, {}, "Formulir pasien ini tidak ada atau tidak disimpan lagi", 201, 200),
    (
        errors.FormulirTidakTerbaca,
        {},
        "Formulir ini disandikan dengan kunci yang tidak ada lagi di ANTREAN_DATA_KEY: pasang lagi kunci itu",
        201,
        200,
    ),
    (
        errors.KunciSalah,
        {},
        "Kunci tidak berlaku: kirim Authorization: Bearer dengan kunci dari rumah sakit ini",
        201,
        401,
    ),
    (
        errors.KunciTidakBoleh,
        {},
        "Kunci ini tidak dibuat untuk layanan ini: mintalah kunci yang boleh memakainya",
        201,
        403,
    ),
    (errors.NormTidakAda, {"norm": "7"}, "Tidak ada pasien dengan norm 7", 201, 200),
    (
        errors.MasihAdaAntrean,
        {"kodebooking": "30112026A001"},
        "Pasien ini masih punya antrean: 30112026A001. Batalkan dulu; tidak ada yang berubah",
        201,
        200,
    ),
    (
        errors.PindahTertahan,
        {"tinggal": "30112026A001 (kuota)"},
        "Tidak semua antrean dapat dipindahkan: 30112026A001 (kuota). Tidak ada yang berubah",
        201,
        200,
    ),
    (errors.TaskTidakTercatat, {"taskid": "5"}, "Task 5 tidak tercatat pada booking ini", 201, 200),
    (
        errors.TaskBukanTerakhir,
        {"taskid": "5", "terakhir": "6"},
        "Task 5 tidak dapat ditarik: task 6 sudah dicatat sesudahnya",
        201,
        200,
    ),
    (errors.TaskCheckin, {"taskid": "3"}, "Task 3 adalah check-in pasien dan tidak dapat ditarik", 201, 200),
    (
        errors.TaskDipakai,
        {"taskid": "5"},
        "Task 5 tidak dapat ditarik: pasien sudah mengambil nomor farmasi",
        201,
        200,
    ),
    (
        errors.TaskDiganti,
        {"taskid": "5", "kodebooking": "30112026A009"},
        "Task 5 tidak dapat ditarik: pasien sudah mengambil booking 30112026A009 sesudahnya",
        201,
        200,
    ),
    (
        errors.NomorTerpakai,
        {"angka": "7", "kodebooking": "30112026A007", "norm": "000123", "status": "aktif"},
        "Nomor 7 sudah dipakai: booking 30112026A007, norm 000123, aktif",
        201,
        200,
    ),
    (
        errors.KodeLamaTerpakai,
        {"kodelama": "2026KHZ-1", "kodebooking": "30112026A007"},
        "Kode lama 2026KHZ-1 sudah milik booking 30112026A007",
        201,
        200,
    ),
    (
        errors.NomorHilang,
        {"angka": "7"},
        "Nomor 7 sudah pernah diberikan dan catatannya hilang: ambilkan nomor lain",
        201,
        200,
    ),
    (
        errors.NomorTerlaluJauh,
        {"angka": "7000", "terakhir": "12", "terjauh": "512"},
        "Nomor 7000 terlalu jauh di atas nomor terakhir (12), paling jauh 512",
        201,
        200,
    ),
    (
        errors.NomorBerbeda,
        {"bidang": "nik"},
        "Kedua pasien punya nik yang berbeda: betulkan dulu yang keliru dengan PUT /pasien",
        201,
        200,
    ),
    (
        errors.GabungDuaAntrean,
        {"kodebooking": "30112026A001 dan 30112026A002"},
        "Pasien ini akan punya dua antrean: 30112026A001 dan 30112026A002. Batalkan dulu salah satunya; tidak ada yang "
        "berubah",
        201,
        200,
    ),
    (errors.PasienSudahAda, {}, "Data Peserta Sudah Pernah Dientrikan", 201, 200),
    (errors.PathTidakDikenal, {}, "Layanan Tidak Ditemukan", 201, 404),
    (errors.MetodeSalah, {}, "Metode Tidak Sesuai", 201, 405),
    (errors.IsianTerlaluBesar, {}, "Isi Permintaan Terlalu Besar", 201, 413),
    (errors.BukanJson, {}, "Isi Permintaan Harus Berupa Objek JSON", 201, 415),
    (
        errors.TerlaluBanyakPercobaan,
        {},
        "Terlalu Banyak Percobaan, Silahkan Coba Beberapa Saat Lagi",
        201,
        429,
    ),
    (errors.PermintaanTidakTerbaca, {}, "Permintaan Tidak Dapat Dibaca", 201, 400),
    (errors.KesalahanSistem, {}, "Terjadi Kesalahan Pada Sistem Rumah Sakit", 201, 500),
    (
        errors.StoreUnavailable,
        {},
        "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi",
        201,
        503,
    ),
    (
        errors.BukuRusak,
        {},
        "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi",
        201,
        503,
    ),
    (
        errors.StoreMenolak,
        {"sebab": "Redis asks for a password"},
        "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi",
        201,
        503,
    ),
    (
        errors.JamDiragukan,
        {"sebab": "our clock is ahead"},
        "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi",
        201,
        503,
    ),
    (
        errors.MetrikTertutup,
        {},
        "Closed: ANTREAN_METRICS_NETWORKS names the networks that may ask, ANTREAN_METRICS_TOKEN a token",
        201,
        403,
    ),
    (errors.BelumSiap, {"sebab": "no answer"}, "Not ready: no answer", 201, 503),
]


def leaves(cls: type[AntreanError]) -> Iterator[type[AntreanError]]:
    for sub in cls.__subclasses__():
        yield from leaves(sub) if sub.__subclasses__() else (sub,)


def test_every_error_is_in_the_table() -> None:
    assert {cls for cls, *_ in TABLE} == {*leaves(AntreanError), errors.StoreUnavailable}


@pytest.mark.parametrize("cls, fields, message, code, http_status", TABLE, ids=[row[0].__name__ for row in TABLE])
def test_an_error_says_what_the_contract_says(
    cls: type[AntreanError], fields: dict[str, str], message: str, code: int, http_status: int
) -> None:
    error = cls(**fields)
    assert (str(error), error.code, error.http_status) == (message, code, http_status)
    assert error.fields == fields


# The schema words IsianSalah's message: without one it cannot even be made.
# Their message is what they are given.
BERPESAN = (errors.IsianSalah, errors.JamDiragukan, errors.StoreMenolak, halaman.HalamanTidakBoleh)


@pytest.mark.parametrize(
    "cls, fields",
    [(row[0], row[1]) for row in TABLE if row[1] and row[0] not in BERPESAN],
)
def test_a_message_without_its_fields_is_a_fault(cls: type[AntreanError], fields: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        cls()


# What the hospital's own systems get; every other refusal is a conflict.
PROBLEMS: dict[int, set[type[AntreanError]]] = {
    404: {
        *(errors.PoliTidakDitemukan, errors.JadwalTidakAda, errors.DokterTidakDikenal, errors.PasienTidakDikenal),
        *(errors.AntreanTidakDitemukan, errors.KodeBookingTidakDitemukan, errors.LiburTidakAda),
        *(errors.FormulirTidakAda, errors.BarisJadwalTidakAda, errors.NormTidakAda),
        errors.TaskTidakTercatat,
    },
    410: {
        *(errors.CursorTerlaluLama, errors.CursorMendahului, errors.CursorSebelumPemulihan, errors.CursorTerputus),
    },
    422: {
        errors.IsianSalah,
        errors.WaktuMendatang,
        errors.WaktuSebelumHarinya,
        errors.CursorSalah,
        errors.PermintaanLain,
    },
}


@pytest.mark.parametrize("cls", Refusal.__subclasses__())
def test_a_refusal_has_the_http_status_of_a_problem(cls: type[Refusal]) -> None:
    assert cls.problem_status == next((status for status, some in PROBLEMS.items() if cls in some), 409)


def test_a_malformed_field_is_named() -> None:
    assert errors.IsianSalah("NIK Belum Diisi", "nik").bidang == "nik"
    assert errors.IsianSalah("NIK Belum Diisi").bidang == ""
    with pytest.raises(TypeError):
        errors.IsianSalah()  # type: ignore[call-arg]


def test_too_many_attempts_say_when_to_come_again() -> None:
    assert errors.TerlaluBanyakPercobaan(17).detik == 17


def test_braces_in_a_name_stay_as_they_are() -> None:
    assert str(errors.SudahTutupJam(namapoli="{jam}", jam="16:00")) == "Pendaftaran Ke Poli {jam} Sudah Tutup Jam 16:00"


def test_no_two_errors_share_a_word() -> None:
    words = [cls.word for cls in leaves(AntreanError) if cls.word]
    assert len(set(words)) == len(words)
    assert sorted(words) == sorted(REFUSALS)


@pytest.mark.parametrize("cls, fields", [(row[0], row[1]) for row in TABLE if row[0].word])
def test_a_scripts_word_becomes_its_error(cls: type[AntreanError], fields: dict[str, str]) -> None:
    assert type(refusal_for(cls.word, fields)) is cls


@pytest.mark.parametrize("word", ["", "OK", "BERUBAH"])
def test_a_word_that_is_no_refusal_is_a_fault(word: str) -> None:
    with pytest.raises(KeyError):
        refusal_for(word, {})


def test_only_the_unknown_patient_has_a_code_of_its_own() -> None:
    assert [cls for cls, *_ in TABLE if cls.code != 201] == [errors.PasienTidakDikenal]


def test_a_refusal_is_http_200_and_a_failure_is_not() -> None:
    assert {cls.http_status for cls in Refusal.__subclasses__()} == {200}
    assert all(cls.http_status >= 400 for cls in errors.Failure.__subclasses__())
