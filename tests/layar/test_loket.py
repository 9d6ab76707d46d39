"""The counter: whoever stands there is found, checked in, and gets a number and a ticket."""

from collections.abc import Callable

import pytest

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien, put_schedule
from tests.layar.alat import Peramban, buat_petugas, periksa_diterima_bpjs
from tests.layar.conftest import INT

Ambil = Callable[..., str]
SESI = "ANA 12345 08:00-16:00"
BARU = {
    **{"nik": "3273010101900001", "nomorkartu": "", "nama": "Dewi <b>Lestari</b>", "jeniskelamin": "P"},
    **{"tanggallahir": "1990-01-01", "nohp": "0812", "alamat": "Jalan Mawar 1"},
}


@pytest.fixture
def loket(peramban: Callable[[str], Peramban]) -> Peramban:
    satu = peramban("loket")
    satu.buka("/loket")
    return satu


def booking(store: Store, kode: str) -> Booking:
    (satu,) = store.antrean.booking(KODE_RS, [KodeBooking.baca(kode)])
    return satu


def cari(loket: Peramban, teks: str) -> str:
    """Look for something; where that leads."""
    loket.buka("/loket")
    loket.tekan("Cari", cari=teks)
    return loket.sejak


def test_a_booking_is_found_by_whatever_is_at_hand(loket: Peramban, ambil: Ambil) -> None:
    ambil(2)
    kode, satu = ambil(1), pasien(1)
    for teks in (
        *(kode, kode.lower(), f"{kode}\r", f"]Q1{kode}", f"antrean:{kode.lower()}\n", "A-2", "a 2", "A2"),
        *(satu.nik, satu.nomorkartu, f"]C1{satu.nomorkartu}", satu.norm, f" {satu.norm} "),
    ):
        assert cari(loket, teks) == f"/loket/antrean/{kode}", teks
        assert "Pasien 1" in loket.teks
    for teks in ("", "x", "A-9", "9999", "3299999999999999", "31129999A001", "32132026A001"):
        assert cari(loket, teks) == "/loket", teks
        assert "Tidak ditemukan." in loket.teks


def test_a_booking_is_found_by_its_code_in_the_system_before(loket: Peramban, berkode_lama: dict[str, str]) -> None:
    for lama, kode in berkode_lama.items():
        for teks in (lama, f" {lama.lower()}\r", f"]Q3{lama}"):
            assert cari(loket, teks) == f"/loket/antrean/{kode}", teks
        assert lama in loket.teks
    for teks in ("2026KHZ-2", "2026/11/30/000002", f"{HARI_INI:%d%m%Y}Q001", "X" * 5000):
        assert cari(loket, teks) == "/loket", teks
        assert "Tidak ditemukan." in loket.teks


def test_what_is_looked_for_is_in_no_address(loket: Peramban, ambil: Ambil) -> None:
    ambil(1)
    formulir = loket.formulir("Cari")
    assert (formulir.metode, formulir.alamat) == ("post", "/loket/cari")
    jawab = loket.client.post(formulir.alamat, data={**formulir.isi, "cari": pasien(1).nik})
    assert pasien(1).nik not in jawab.headers["Location"]
    assert cari(loket, pasien(3).nik) == "/loket/ambil"
    assert (pasien(3).nik in loket.teks, pasien(3).nomorkartu in loket.teks) == (False, False)


def test_check_in_from_the_list_and_from_the_booking(loket: Peramban, ambil: Ambil, store: Store) -> None:
    kode = [ambil(n, datang=False) for n in (1, 2)]
    loket.buka("/loket")
    assert "A-1 sudah check-in." in loket.tekan("Check-in", di=kode[0]).text
    assert loket.sejak == "/loket"
    loket.buka(f"/loket/antrean/{kode[1]}")
    loket.tekan("Check-in")
    assert not loket.ada("Check-in")
    assert [booking(store, satu).keadaan for satu in kode] == ["hadir", "hadir"]
    assert booking(store, kode[0]).riwayat[-1].oleh == "petugas/loket"


def test_a_number_for_who_stands_there(loket: Peramban, store: Store) -> None:
    loket.buka("/loket/ambil")
    formulir = loket.formulir("Ambil nomor")
    isi = {"pasien": pasien(1).nik, "sesi": SESI, "jenis": "jkn", "jeniskunjungan": "3", "nomorreferensi": "S1"}
    for _ in range(2):
        assert "Nomor A-1 untuk Anak." in loket.kirim(formulir, **isi).text
    kode = loket.sejak.rpartition("/")[2]
    satu = booking(store, kode)
    assert (satu.jenis, satu.keadaan, satu.jeniskunjungan, satu.sumber) == ("jkn", "hadir", 3, "loket")
    assert [baris.jenis for baris in satu.riwayat] == ["ambil", "checkin"]
    loket.buka(f"/loket/ambil?norm={pasien(2).norm}")
    assert "Pasien 2" in loket.teks
    formulir = loket.formulir("Ambil nomor")
    del formulir.isi["hadir"]
    isi |= {"pasien": pasien(2).norm, "jenis": "nonjkn", "nomorreferensi": ""}
    assert "Nomor A-2" in loket.kirim(formulir, **isi).text
    satu = booking(store, loket.sejak.rpartition("/")[2])
    assert (satu.jenis, satu.keadaan) == ("nonjkn", "terdaftar")


@pytest.mark.parametrize(
    "isi, pesan",
    [
        ({"pasien": "99"}, "Pasien tidak ditemukan."),
        ({"sesi": ""}, "Kode Poli Belum Diisi."),
        ({"sesi": "ANA 99999 08:00-16:00"}, "Jadwal Dokter Tersebut Belum Tersedia"),
        ({"jeniskunjungan": "9"}, "Jenis Kunjungan"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_written(
    loket: Peramban, store: Store, isi: dict[str, str], pesan: str
) -> None:
    loket.buka("/loket/ambil")
    baik = {"pasien": pasien(1).norm, "sesi": SESI, "jenis": "jkn", "jeniskunjungan": "1", "nomorreferensi": "R1"}
    assert pesan in loket.tekan("Ambil nomor", **{**baik, **isi}).text
    assert loket.sejak == "/loket/ambil"
    assert store.antrean.pada(KODE_RS, HARI_INI) == []


def test_a_new_patient_is_registered_and_goes_through_admission(
    loket: Peramban, store: Store, clock: FrozenClock
) -> None:
    loket.buka("/loket/pasien")
    salah = loket.tekan("Daftarkan", **{**BARU, "nik": "123"})
    assert (salah.status_code, "Format NIK Tidak Sesuai" in salah.text) == (422, True)
    assert "Dewi &lt;b&gt;Lestari&lt;/b&gt;" in salah.text, "nobody types it again"
    formulir = loket.formulir("Daftarkan")
    for _ in range(2):
        assert "terdaftar dengan nomor rekam medis 000010." in loket.kirim(formulir, **BARU).text
    assert loket.sejak == "/loket/ambil"
    isi = {"pasien": "000010", "sesi": SESI, "jenis": "nonjkn", "jeniskunjungan": "1"}
    loket.tekan("Ambil nomor", **isi)
    kode = loket.sejak.rpartition("/")[2]
    assert booking(store, kode).baru
    for taskid, tombol in ((2, "Mulai admisi (task 2)"), (3, "Selesai admisi (task 3)")):
        clock.move(minutes=1)
        assert f"task {taskid} dicatat." in loket.tekan(tombol).text
    assert [*booking(store, kode).task] == [1, 2, 3]
    # Another without a card is another patient; the same NIK is not.
    loket.buka("/loket/pasien")
    assert "000011" in loket.tekan("Daftarkan", **{**BARU, "nik": "3273010101900002"}).text
    loket.buka("/loket/pasien")
    assert "Data Peserta Sudah Pernah Dientrikan." in loket.tekan("Daftarkan", **BARU).text


def test_a_booking_is_cancelled_with_a_reason(loket: Peramban, ambil: Ambil, store: Store) -> None:
    kode = ambil(1)
    loket.buka(f"/loket/antrean/{kode}")
    assert "Keterangan Belum Diisi." in loket.tekan("Batalkan", keterangan=" ").text
    assert "A-1 dibatalkan." in loket.tekan("Batalkan", keterangan="<script>alert(1)</script>").text
    assert booking(store, kode).keadaan == "batal"
    assert ("<script>alert" in loket.teks, "&lt;script&gt;alert" in loket.teks) == (False, True)
    assert not any(loket.ada(tombol) for tombol in ("Batalkan", "Check-in"))


def test_a_ticket_has_the_number_and_the_code_as_qr_and_nobodys_name(loket: Peramban, ambil: Ambil) -> None:
    kode = ambil(1)
    jawab = loket.buka(f"/loket/antrean/{kode}/tiket")
    assert (jawab.status_code, kode in jawab.text, "<svg" in jawab.text, ">A-1<" in jawab.text) == (
        200,
        True,
        True,
        True,
    )
    assert not any(satu in jawab.text for satu in ("Pasien 1", pasien(1).norm, pasien(1).nik, "style="))


def test_the_list_is_of_one_clinic_or_one_state_where_that_is_asked(
    loket: Peramban, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    ambil(1)
    ambil(2, datang=False)
    assert ("A-1" in loket.buka("/loket?status=hadir").text, "A-2" in loket.teks) == (True, False)
    assert "A-1" not in loket.buka("/loket?poli=INT").text
    assert loket.buka("/loket?status=x&poli=%3Cb%3E&sesudah=x").status_code == 200
    buat_petugas(store, clock, rumah, "dalam", "loket", ("INT",))
    dalam = Peramban(loket.client.application.test_client()).masuk("dalam")
    assert "A-1" not in dalam.buka("/loket?poli=ANA").text
    assert dalam.buka(f"/loket/antrean/{HARI_INI:%d%m%Y}A001").status_code == 403


# What BPJS would surely refuse, asked while the patient stands there.

JKN = {
    **{"sesi": SESI, "jenis": "jkn", "jeniskunjungan": "3", "nomorreferensi": "0001R0040116A000001"},
    "nohp": "0812-3456-7890",
}


def kirim(loket: Peramban, **isi: str) -> str:
    """Press *Ambil nomor* on the form that is open; what is shown then."""
    return loket.tekan("Ambil nomor", **isi).text


@pytest.mark.usefixtures("ke_bpjs")
def test_what_bpjs_would_refuse_of_a_jkn_number_is_asked_beside_what_was_typed(loket: Peramban, store: Store) -> None:
    tanpa_hp, tanpa_rujukan = "BPJS menolak booking JKN tanpa nomor HP.", "tanpa nomor rujukan atau surat kontrol."
    loket.buka(f"/loket/ambil?norm={pasien(1).norm}")
    for kurang, kata in (
        ({"nohp": "", "nomorreferensi": "-"}, (tanpa_hp, tanpa_rujukan)),
        ({"nohp": " - "}, ("Nomor HP harus angka, paling sedikit 9.",)),
        ({"nohp": "0001R0040116A000001"}, ("Nomor HP harus angka",)),
        ({"nomorreferensi": ""}, (tanpa_rujukan,)),
    ):
        teks = kirim(loket, pasien=pasien(1).norm, **{**JKN, **kurang})
        assert (loket.jawab.status_code, [satu in teks for satu in kata]) == (422, [True] * len(kata)), kurang
        tetap = loket.formulir("Ambil nomor").isi
        diketik = {nama: nilai.strip() for nama, nilai in {**JKN, **kurang}.items()}
        assert {nama: tetap[nama].strip() for nama in diketik} == diketik
        assert (tetap["pasien"], "hadir" in tetap, "tanpa_bpjs" in tetap) == (pasien(1).norm, True, False)
    assert store.antrean.pada(KODE_RS, HARI_INI) == []
    assert "Nomor A-1 untuk Anak." in kirim(loket, **JKN)
    periksa_diterima_bpjs(store, booking(store, loket.sejak.rpartition("/")[2]))
    # Who has none gets a number all the same, and is told what that means; so does who has no card.
    loket.buka(f"/loket/ambil?norm={pasien(2).norm}")
    kirim(loket, **{**JKN, "nohp": "", "nomorreferensi": "R2"})
    assert "tidak akan menerima booking ini. BPJS menolak" in kirim(loket, tanpa_bpjs="ya")
    loket.buka("/loket/ambil")
    assert "Nomor A-3 untuk Anak." in kirim(loket, pasien=pasien(3).norm, sesi=SESI, jenis="nonjkn", jeniskunjungan="1")


@pytest.mark.usefixtures("ke_bpjs")
def test_a_new_patients_telephone_goes_into_the_booking(loket: Peramban, store: Store) -> None:
    loket.buka("/loket/pasien")
    loket.tekan("Daftarkan", **{**BARU, "nomorkartu": "0001234567890", "nohp": "081234567890"})
    assert loket.formulir("Ambil nomor").isi["nohp"] == "081234567890"
    assert "081234567890" not in loket.jawab.request.url
    kirim(loket, sesi=SESI, jeniskunjungan="1", nomorreferensi="R9")
    assert booking(store, loket.sejak.rpartition("/")[2]).nohp == "081234567890"
    loket.buka("/loket/ambil?norm=000010")
    assert loket.formulir("Ambil nomor").isi["nohp"] == "", "of one booking"
    loket.buka(f"/loket/ambil?norm={pasien(1).norm}")
    assert loket.formulir("Ambil nomor").isi["nohp"] == "", "and of nobody else"


def test_what_the_ledger_refuses_leaves_what_was_typed(loket: Peramban, ambil: Ambil) -> None:
    ambil(1)
    loket.buka("/loket/ambil")
    for siapa in (pasien(1).nik, "99"):
        teks = kirim(loket, **{**JKN, "pasien": siapa, "jenis": "jkn"})
        assert ("1 Kali Pada Tanggal" in teks or "Pasien tidak ditemukan." in teks, loket.jawab.status_code // 100) in (
            (True, 2),
            (True, 4),
        )
        isi = loket.formulir("Ambil nomor").isi
        assert {nama: isi[nama] for nama in JKN} == JKN
        assert (isi["pasien"], siapa in loket.jawab.request.url) == (siapa, False)


def test_a_clerk_of_two_clinics_sees_both_and_no_other(
    loket: Peramban, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    put_schedule(store, clock, rumah, "MAT,Mata,45678,dr. Citra,1,08:00-12:00,20,20")
    ambil(1)
    ambil(2, slot=INT)
    ambil(3, slot=Slot("MAT", 45678, INT.jampraktek))
    buat_petugas(store, clock, rumah, "dua", "loket", ("ANA", "INT"))
    dua = Peramban(loket.client.application.test_client()).masuk("dua")
    for alamat, tampak in (
        ("/loket", {1, 2}),
        ("/loket?poli=INT", {2}),
        ("/loket?poli=MAT", {1, 2}),
        ("/loket?status=hadir", {1, 2}),
    ):
        dua.buka(alamat)
        assert {n for n in (1, 2, 3) if f"Pasien {n}<" in dua.teks} == tampak, alamat
    assert dua.buka("/loket").text.count("selected") == 0, "all of hers"
    dua.buka("/loket/ambil")
    isi = {"pasien": pasien(4).norm, "jenis": "nonjkn", "jeniskunjungan": "1"}
    assert dua.tekan("Ambil nomor", sesi="MAT 45678 08:00-12:00", **isi).status_code == 403
