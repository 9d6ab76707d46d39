"""Administration: what is uploaded is looked at first, and each change is somebody's, once."""

import io
from collections.abc import Callable

import pytest
from flask import Flask

from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import kunci, kunjungan, libur, meja
from antrean.services import petugas as layanan_petugas
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien, put_schedule
from tests.konteks import konteks
from tests.layar.alat import Peramban, buat_petugas
from tests.layar.conftest import ANA, INT, SESI_ANA

Ambil = Callable[..., str]
Buka = Callable[..., Peramban]

JUDUL = "kodepoli,namapoli,kodedokter,namadokter,hari,jampraktek,kuotajkn,kuotanonjkn,spm"
ANA_BARIS = "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30,8"
XSS = "<script>alert(1)</script>"


@pytest.fixture
def admin(peramban: Buka) -> Peramban:
    return peramban("admin")


def unggah(satu: Peramban, *baris: str, cara: str = "tambah", isi: bytes = b"") -> Peramban:
    """Look at a file."""
    satu.buka("/admin/jadwal")
    formulir = satu.formulir("Periksa dulu")
    berkas = (io.BytesIO(isi or "\n".join([JUDUL, *baris]).encode()), f"{XSS}.csv")
    satu.jawab = satu.client.post(formulir.alamat, data={**formulir.isi, "cara": cara, "berkas": berkas})
    return satu


def kuota(store: Store) -> dict[str, tuple[int, int]]:
    semua = store.jadwal.baca(KODE_RS).baris.values()
    return {f"{b.hari} {b.slot}": (b.kuotajkn, b.kuotanonjkn) for isi in semua for b in isi}


# The schedule.


def test_a_file_says_what_it_changes_and_whom_it_touches_and_then_it_does(
    admin: Peramban, store: Store, ambil: Ambil
) -> None:
    ambil(1)
    sebelum = kuota(store)
    unggah(admin, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,40,20,8", "GIG,Gigi,777,drg. Sari,2,09:00-12:00,5,5,10")
    for kata in ("Yang akan berubah", "30 + 30, 8,0 menit", "40 + 20, 8,0 menit", "baru", "Senin, 30 November 2026"):
        assert kata in admin.teks
    assert kuota(store) == sebelum, "looking changes nothing"
    formulir = admin.formulir("Berlakukan")
    for _ in range(2):
        assert "2 baris berlaku; 1 sesi yang sudah punya booking ikut berubah." in admin.kirim(formulir).text or _
    assert "sudah lama" not in admin.teks
    assert kuota(store)[f"1 {ANA}"] == (40, 20)
    assert "GIG" in admin.buka("/admin/jadwal.csv").text
    assert admin.teks.splitlines()[0].startswith("kodepoli,namapoli,")


def test_the_file_that_was_fetched_changes_nothing_when_it_comes_back(admin: Peramban) -> None:
    isi = admin.buka("/admin/jadwal.csv").data
    assert "sama dengan jadwal yang berlaku" in unggah(admin, isi=isi, cara="semua").teks


def test_every_fault_of_a_file_is_told_at_once_in_indonesian(admin: Peramban, store: Store, ambil: Ambil) -> None:
    ambil(1)
    sebelum = kuota(store)
    unggah(
        admin,
        f"AN A,{XSS},12345,Dr. Hendra,1,08:00-16:00,30,30,8",
        "ANA,Anak,12345,Dr. Hendra,8,08:00-16:00,30,30,8",
        "ANA,Anak,12345,Dr. Hendra,1,8-16,x,30,8",
        "ANA,Anak,12345,Dr. Hendra,1,16:00-08:00,30,30,8",
        "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,3x,8",
        "ANA,Anak,12345,,2,08:00-16:00,30,30,8",
        "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,30,0",
        "ANA,Anak",
    )
    assert "Belum dapat berlaku: 8 kesalahan" in admin.teks
    for kata in ("harus 1 sampai 10 huruf", "harus 1 (Senin)", "harus jam", "jam selesai harus sesudah"):
        assert kata in admin.teks
    assert ("it takes" in admin.teks, XSS in admin.teks, admin.ada("Berlakukan")) == (False, False, False)
    unggah(admin, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,0,30,8")
    assert "sesi ANA:12345:08:00-16:00 tanggal 2026-11-30 sudah punya 1 booking" in admin.teks
    unggah(admin, "INT,Anak,1,Dr. X,1,08:00-16:00,0,30,8", cara="ganti")
    assert "would" not in admin.teks
    assert "the " not in admin.teks.split("<main")[1]
    assert kuota(store) == sebelum


@pytest.mark.parametrize(
    "isi, kata",
    [
        (b"\xff\xfe", "bukan UTF-8"),
        (b"\n", "Berkas kosong"),
        (b"a,b\n1,2\n", "tidak ada. Yang wajib: kodepoli"),
        (f"{JUDUL},x\n".encode(), "tidak dikenal"),
        (f"{JUDUL},spm\n".encode(), "ada dua kali"),
        (f"{JUDUL}\n".encode(), "tanpa baris"),
        (f'{JUDUL}\n"ANA"x,1\n'.encode(), "ini bukan CSV"),
    ],
)
def test_what_is_no_schedule_is_told(admin: Peramban, isi: bytes, kata: str) -> None:
    assert kata in unggah(admin, isi=isi).teks
    assert not admin.ada("Berlakukan")


def test_what_replaces_more_than_was_asked_for_says_so(admin: Peramban, store: Store) -> None:
    unggah(admin, ANA_BARIS, cara="ganti")
    assert ("Seluruh jadwal mingguan poli INT" in admin.teks, admin.ada("Berlakukan")) == (True, False)
    unggah(admin, ANA_BARIS, cara="semua").tekan("Berlakukan")
    assert [*kuota(store)] == [f"1 {ANA}"]


def test_a_preview_of_another_schedule_changes_nothing(admin: Peramban, peramban: Buka, store: Store) -> None:
    unggah(admin, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,40,20,8")
    unggah(peramban("admin"), "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,50,20,8").tekan("Berlakukan")
    assert "Halaman ini sudah lama" in admin.tekan("Berlakukan").text
    assert kuota(store)[f"1 {ANA}"] == (50, 20)


def test_a_row_is_taken_away_once_and_what_is_in_its_way_is_told(
    admin: Peramban, peramban: Buka, store: Store, ambil: Ambil, rumah: RumahSakit, clock: FrozenClock
) -> None:
    put_schedule(store, clock, rumah, "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,30")
    ambil(1)
    for slot in (ANA, INT):
        assert f"/admin/jadwal/baris?hari=1&amp;slot={slot}" in admin.buka("/admin/jadwal").text
    # Somebody has booked: the sentence, and no button.
    admin.buka(f"/admin/jadwal/baris?hari=1&slot={ANA}")
    halangan = f"sesi {ANA} tanggal {HARI_INI} akan hilang, padahal punya 1 booking jkn"
    assert (halangan in admin.teks, admin.ada("Hapus baris")) == (True, False)
    admin.buka(f"/admin/jadwal/baris?hari=1&slot={INT}")
    assert f"1 {INT}" in kuota(store), "looking changes nothing"
    formulir = admin.formulir("Hapus baris")
    kode = ambil(2, slot=INT)
    assert "Tidak ada yang berubah: sesi INT" in admin.kirim(formulir).text
    kunjungan.batal(konteks(store, clock, rumah, "batal"), kode, "tidak jadi")
    assert "Semua bookingnya sudah dibatalkan." in admin.buka(f"/admin/jadwal/baris?hari=1&slot={INT}").text
    formulir = admin.formulir("Hapus baris")
    assert admin.kirim(formulir, csrf_token="palsu").status_code == 403
    assert "Penyakit Dalam, dr. Budi, Senin 08:00-12:00: tidak ada lagi di jadwal." in admin.kirim(formulir).text
    assert "sudah lama" not in admin.kirim(formulir).text, "a double click is one"
    assert [*kuota(store)] == [f"1 {ANA}", f"2 {ANA}"]
    # A row that was changed since the page was made stays.
    admin.buka(f"/admin/jadwal/baris?hari=2&slot={ANA}")
    formulir = admin.formulir("Hapus baris")
    unggah(peramban("admin"), "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,9,9,8").tekan("Berlakukan")
    assert "Halaman ini sudah lama" in admin.kirim(formulir).text
    assert kuota(store)[f"2 {ANA}"] == (9, 9)
    for tanya in ("", "?hari=8&slot=x", f"?hari=1&slot={INT}"):
        assert admin.buka(f"/admin/jadwal/baris{tanya}").status_code == 404


def test_a_schedule_of_five_thousand_rows_is_taken(admin: Peramban, store: Store) -> None:
    semua = [
        f"P{n % 90},Poli {n % 90},{n},dr. Nama Yang Panjang {n},{n % 7 + 1},08:00-09:00,1,1,5" for n in range(5000)
    ]
    unggah(admin, *semua).tekan("Berlakukan")
    assert "5000 baris berlaku" in admin.teks
    jawab = admin.client.post("/admin/jadwal/periksa", data=b"x" * 1_200_000, content_type="multipart/form-data")
    assert (jawab.status_code, "Terlalu besar" in jawab.text) == (413, True)


# Closed days.


def test_a_day_or_a_part_of_it_is_closed_and_opened_again(
    admin: Peramban, store: Store, ambil: Ambil, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kode = ambil(1, datang=False)
    admin.buka(f"/admin/libur?tanggal={HARI_INI}")
    assert "Anak, Dr. Hendra, 08:00-16:00" in admin.teks
    alamat = f"/admin/libur/{HARI_INI}?cakupan={ANA}"
    for kata in ("Booking yang belum dipanggil: 1", "0812", "Pasien 1"):
        assert kata in admin.buka(alamat).text
    formulir = admin.formulir("Tutup dan batalkan 1 booking")
    assert "alasan belum diisi" in admin.kirim(formulir, alasan=" ").text
    formulir = admin.formulir("Tutup dan batalkan 1 booking")
    for _ in range(2):
        assert "sudah lama" not in admin.kirim(formulir, alasan=f"Dokter sakit {XSS}").text
    assert [(cakupan, sebab) for (_, cakupan), sebab in store.libur.semua(KODE_RS).items()] == [(str(ANA), "Libur")]
    # The calls are made after this press: who was cancelled stands there, as long as it is closed.
    for _ in range(2):
        for kata in ("Dibatalkan oleh penutupan: 1", "0812", "Pasien 1", "Cetak", "Booking yang belum dipanggil: 0"):
            assert kata in admin.teks
        admin.buka("/admin/libur")
        assert ">Anak, Dr. Hendra, 08:00-16:00</a>" in admin.teks
        admin.buka(alamat)
    libur.tutup(konteks(store, clock, rumah, "cli"), HARI_INI, "ANA:12345", "Cuti", "")
    assert "Dibatalkan oleh penutupan: 1" in admin.buka(f"/admin/libur/{HARI_INI}?cakupan=ANA:12345").text
    libur.buka(konteks(store, clock, rumah, "cli-2"), HARI_INI, "ANA:12345")
    admin.buka("/admin/libur")
    assert "1 booking kembali" in admin.tekan("Buka dan kembalikan booking").text
    assert "Dibatalkan oleh penutupan" not in admin.buka(alamat).text
    assert "0 booking tetap" not in admin.tekan("Tutup", keterangan=XSS).text
    assert (XSS in admin.teks, "&lt;script&gt;" in admin.teks) == (False, True)
    assert kode in {satu.kodebooking for satu in store.antrean.pada(KODE_RS, HARI_INI) if satu.aktif}
    admin.tekan("Buka lagi")
    assert store.libur.semua(KODE_RS) == {}
    assert meja.daftar(konteks(store, clock, rumah))


def test_who_has_booked_meanwhile_is_not_cancelled_unseen(admin: Peramban, store: Store, ambil: Ambil) -> None:
    ambil(1)
    admin.buka(f"/admin/libur/{HARI_INI}?cakupan={ANA}")
    ambil(2)
    assert "Halaman ini sudah lama" in admin.tekan("Tutup dan batalkan 1 booking", alasan="Dokter sakit").text
    assert store.libur.semua(KODE_RS) == {}


def test_a_doctor_does_not_come_and_the_patients_go_to_another(
    admin: Peramban, store: Store, ambil: Ambil, rumah: RumahSakit, clock: FrozenClock
) -> None:
    lain = Slot("ANA", 99999, JamPraktek.baca("16:00-18:00"))
    put_schedule(store, clock, rumah, "ANA,Anak,99999,dr. Sore,1,16:00-18:00,2,0")
    kode = [ambil(n, datang=n == 2) for n in (1, 2, 3)]
    ambil(9, slot=INT)
    admin.buka(f"/admin/libur/{HARI_INI}?cakupan={ANA}")
    assert "Anak, dr. Sore, 16:00-18:00 (sisa 2 JKN, 0 umum)" in admin.teks
    alamat = f"/admin/libur/{HARI_INI}/pindah?cakupan={ANA}&ke={lain}"
    for kata in ("Yang pindah: 2", "Yang tinggal: 1", "sudah penuh", "0812", "Pasien 3"):
        assert kata in admin.buka(alamat).text
    assert store.libur.semua(KODE_RS) == {}, "looking changes nothing"
    formulir = admin.formulir("Pindahkan 2 booking dan tutup sesi")
    jawab = admin.kirim(formulir, keterangan=f"Sakit {XSS}").text
    assert ("2 booking pindah" in jawab, "1 booking tinggal" in jawab, XSS in jawab) == (True, True, False)
    assert "Booking yang belum dipanggil: 1" in jawab
    assert "sudah lama" not in admin.kirim(formulir, keterangan=f"Sakit {XSS}").text, "a double click is one"
    semua = {satu.kodebooking: satu for satu in store.antrean.pada(KODE_RS, HARI_INI)}
    assert [semua[satu].slot for satu in kode].count(lain) == 2
    assert semua[kode[1]].datang > 0
    assert [cakupan for _, cakupan in store.libur.semua(KODE_RS)] == [str(ANA)]


def test_a_move_that_was_looked_at_before_somebody_booked_moves_nobody(
    admin: Peramban, store: Store, ambil: Ambil, rumah: RumahSakit, clock: FrozenClock
) -> None:
    put_schedule(store, clock, rumah, "ANA,Anak,99999,dr. Sore,1,16:00-18:00,9,0")
    ambil(1)
    admin.buka(f"/admin/libur/{HARI_INI}/pindah?cakupan={ANA}&ke=ANA:99999:16:00-18:00")
    ambil(2)
    assert "Halaman ini sudah lama" in admin.tekan("Pindahkan 1 booking dan tutup sesi").text
    assert {satu.slot for satu in store.antrean.pada(KODE_RS, HARI_INI)} == {ANA}
    for ke in ("INT:1:08:00-09:00", "x", str(ANA)):
        assert admin.buka(f"/admin/libur/{HARI_INI}/pindah?cakupan={ANA}&ke={ke}").status_code == 404


@pytest.mark.parametrize("alamat", ["/admin/libur/kemarin", f"/admin/libur/{HARI_INI}?cakupan=GIG"])
def test_a_part_that_no_day_has_is_404(admin: Peramban, alamat: str) -> None:
    assert admin.buka(alamat).status_code == 404


# Staff, devices, keys.


def test_an_account_is_made_changed_and_removed(
    admin: Peramban, peramban: Buka, store: Store, clock: FrozenClock
) -> None:
    admin.buka("/admin/petugas")
    assert "paling pendek 8" in admin.tekan("Tambah petugas", nama="sri", sandi="pendek", peran_loket="ya").text
    assert "Pilih sedikitnya satu peran" in admin.tekan("Tambah petugas", nama="sri", sandi="panjang-sekali").text
    assert (
        "Tidak ada poli &#39;XXX&#39;"
        in admin.tekan("Tambah petugas", nama="sri", sandi="panjang-sekali", peran_poli="ya", poli="XXX").text
    )
    formulir = admin.formulir("Tambah petugas")
    for _ in range(2):
        admin.kirim(formulir, nama="Sri", sandi="panjang-sekali", peran_poli="ya", poli="ana")
    assert "Akun sri dibuat." in admin.teks
    assert (
        "Akun &#39;sri&#39; sudah ada"
        in admin.tekan("Tambah petugas", nama="sri", sandi="panjang-sekali", peran_poli="ya").text
    )
    clock.move(seconds=2)
    sri = peramban().masuk("sri", "panjang-sekali")
    assert sri.buka(SESI_ANA).status_code == 200
    admin.tekan("Simpan", di="/sri/", peran_poli="", peran_loket="ya", poli="")
    clock.move(seconds=2)
    assert sri.buka(SESI_ANA).status_code == 403
    admin.tekan("Ganti kata sandi", di="/sri/", sandi="sandi-yang-lain")
    clock.move(seconds=2)
    sri.buka("/loket")
    assert sri.sejak == "/"
    admin.tekan("Ya, hapus akun sri")
    assert "sri" not in {satu.nama for satu in store.petugas.semua(KODE_RS)}


def test_nobody_locks_himself_out(admin: Peramban, store: Store) -> None:
    admin.buka("/admin/petugas")
    assert (
        "tidak dapat dilepas dari akun sendiri"
        in admin.tekan("Simpan", di="/admin/atur", peran_admin="", peran_loket="ya").text
    )
    hapus = admin.formulir("Ya, hapus akun poli")
    hapus.alamat = "/admin/petugas/admin/hapus"
    assert "Akun sendiri tidak dapat dihapus" in admin.kirim(hapus).text
    assert "admin" in {satu.nama for satu in store.petugas.semua(KODE_RS)}


def test_the_same_form_with_another_password_is_not_said_to_be_done(admin: Peramban) -> None:
    admin.buka("/admin/petugas")
    formulir = admin.formulir("Ganti kata sandi", di="/poli/")
    assert "diganti" in admin.kirim(formulir, sandi="sandi-pertama").text
    assert "sudah dikirim dengan isian lain" in admin.kirim(formulir, sandi="sandi-kedua!").text


def test_a_devices_link_is_shown_once_and_again_to_a_double_click(
    admin: Peramban, peramban: Buka, store: Store, clock: FrozenClock
) -> None:
    admin.buka("/admin/perangkat")
    formulir = admin.formulir("Buat tautan")
    tautan = {admin.kirim(formulir, nama="tv", poli="ana", teks=XSS).text.split('value="http')[1].split('"')[0]} | {
        admin.kirim(formulir, nama="tv", poli="ana", teks=XSS).text.split('value="http')[1].split('"')[0]
    }
    assert len(tautan) == 1
    assert "<svg" in admin.teks
    clock.move(seconds=2)
    tv = peramban()
    tv.buka("/perangkat/" + tautan.pop().rpartition("/")[2])
    assert tv.sejak == "/papan"
    admin.buka("/admin/perangkat")
    assert (XSS in admin.teks, "/perangkat/3" in admin.teks) == (False, False)
    assert "diubah" in admin.tekan("Simpan", di="/tv/", poli="", teks="Selamat datang").text
    assert "Tidak ada poli" in admin.tekan("Simpan", di="/tv/", poli="X").text
    admin.tekan("Ya, cabut tautan tv")
    clock.move(seconds=2)
    tv.buka("/papan")
    assert tv.sejak == "/"
    assert store.perangkat.semua(KODE_RS) == []


def test_a_key_is_shown_once_and_revoked(admin: Peramban, store: Store, clock: FrozenClock) -> None:
    admin.buka("/admin/kunci")
    assert "Pilih sedikitnya satu guna" in admin.tekan("Buat kunci", nama="simrs").text
    formulir = admin.formulir("Buat kunci")
    kode = {admin.kirim(formulir, nama="simrs", boleh_loket="ya").text.split('id="kunci" value="')[1].split('"')[0]} | {
        admin.kirim(formulir, nama="simrs", boleh_loket="ya").text.split('id="kunci" value="')[1].split('"')[0]
    }
    (satu,) = kode
    milik = kunci.cocok(satu, store.kunci.semua(KODE_RS))
    assert milik
    assert (milik.nama, milik.boleh) == ("simrs", frozenset({"loket"}))
    admin.buka("/admin/kunci")
    assert satu not in admin.teks
    assert "dicabut" in admin.tekan("Ya, cabut simrs").text
    assert store.kunci.semua(KODE_RS) == []
    admin.buka("/admin/kunci")
    assert "tidak dapat dipakai" in admin.tekan("Buat kunci", nama=f"x {XSS}", boleh_loket="ya").text


# The audit log.


def test_the_audit_log_is_shown_by_page_and_by_what_is_asked_for(
    admin: Peramban, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    admin.buka("/admin/kunci")
    admin.tekan("Buat kunci", nama="dari-layar", boleh_kios="ya")
    for n in range(60):
        kunci.buat(konteks(store, clock, rumah, f"k{n}", "cli"), f"kunci-{n}")
    admin.buka("/admin/audit")
    assert ("kunci-59" in admin.teks, "kunci-9<" in admin.teks) == (True, False)
    lanjut = admin.teks.split("Lebih lama")[0].rpartition('href="')[2].split('"')[0].replace("&amp;", "&")
    assert ("kunci-9<" in admin.buka(lanjut).text, "kunci-59" in admin.teks) == (True, False)
    admin.buka("/admin/audit?oleh=petugas/admin&jenis=kunci_buat")
    assert ("dari-layar" in admin.teks, "kunci-59" in admin.teks, "Lebih lama" in admin.teks) == (True, False, False)
    assert "<td>Kunci SIMRS dibuat</td>" in admin.teks
    assert ">kunci_buat<" not in admin.teks
    assert "Tidak ada yang cocok" in admin.buka("/admin/audit?sampai=2020-01-01").text
    for salah in ("dari=x&sampai=y&jenis=z&sebelum=9", f"oleh={XSS}", "sebelum=0-0"):
        assert (admin.buka(f"/admin/audit?{salah}").status_code, XSS in admin.teks) == (200, False)


# Who does not come in.


@pytest.mark.parametrize("nama", ["loket", "poli", "farmasi", ""])
def test_only_an_admin_administers(peramban: Buka, store: Store, nama: str, ambil: Ambil) -> None:
    ambil(1)
    satu = peramban(nama)
    satu.buka("/")
    token = satu.formulir("Keluar" if nama else "Masuk").isi["csrf_token"]
    sebelum = (kuota(store), store.petugas.semua(KODE_RS), store.libur.semua(KODE_RS))
    boleh = {403} if nama else {303}
    for alamat in (
        "jadwal",
        "jadwal.csv",
        f"jadwal/baris?hari=1&slot={ANA}",
        "libur",
        f"libur/{HARI_INI}",
        f"libur/{HARI_INI}/pindah",
        "petugas",
        "perangkat",
        "kunci",
        "audit",
    ):
        assert satu.client.get(f"/admin/{alamat}").status_code in ({403} if nama else {302})
    isi = {"csrf_token": token, "permintaan": "x", "nama": "jahat", "sandi": "panjang-sekali", "peran_admin": "ya"}
    for alamat in (
        *(
            "jadwal/periksa",
            "jadwal/impor",
            "jadwal/hapus",
            f"libur/{HARI_INI}/batalkan",
            f"libur/{HARI_INI}/pindah",
            "petugas",
            "petugas/poli/hapus",
        ),
        *("perangkat", "perangkat/tv/cabut", "kunci", "kunci/simrs/cabut"),
    ):
        assert satu.client.post(f"/admin/{alamat}", data=isi).status_code in boleh
    assert (kuota(store), store.petugas.semua(KODE_RS), store.libur.semua(KODE_RS)) == sebelum
    assert (store.kunci.semua(KODE_RS), store.perangkat.semua(KODE_RS)) == ([], [])


def test_another_hospitals_admin_and_kiosk_reach_nothing_here(
    app: Flask, peramban: Buka, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock, sandi: str
) -> None:
    kode = ambil(1, datang=False)
    lain = RumahSakit("3273R001", "RS Lain", "Asia/Jakarta", "bpjs-lain", sandi)
    store.rs.tambah(lain, Write("rs-lain", clock.now_ms(), "uji"))
    buat_petugas(store, clock, lain, "admin", "admin")
    layanan_petugas.buat_perangkat(konteks(store, clock, rumah, "tv"), "tv", "papan", ())
    kios = layanan_petugas.buat_perangkat(konteks(store, clock, lain, "kios"), "kios", "kios", ())
    kunci.buat(konteks(store, clock, rumah, "k"), "simrs")
    clock.move(seconds=2)

    def semua() -> object:
        return (
            *(store.petugas.semua(KODE_RS), store.perangkat.semua(KODE_RS), store.kunci.semua(KODE_RS)),
            *(store.libur.semua(KODE_RS), store.jadwal.baca(KODE_RS), store.antrean.pada(KODE_RS, HARI_INI)),
        )

    sebelum = semua()
    satu = Peramban(app.test_client()).masuk("admin", rs="3273R001")
    for alamat in ("jadwal", "petugas", "perangkat", "kunci", "audit", f"libur?tanggal={HARI_INI}"):
        satu.buka(f"/admin/{alamat}")
        assert not any(kata in satu.teks for kata in ("Dr. Hendra", "simrs</", "tv</", "farmasi</strong>", "Anak"))
    assert satu.buka(f"/admin/libur/{HARI_INI}?cakupan={ANA}").status_code == 404
    isi = {"csrf_token": satu.buka("/") and satu.formulir("Keluar").isi["csrf_token"], "sandi": "panjang-sekali"}
    for ke, alamat in enumerate(
        (
            *("petugas/poli/hapus", "petugas/poli/sandi", "perangkat/tv/cabut", "kunci/simrs/cabut"),
            *(f"libur/{HARI_INI}/batalkan", f"libur/{HARI_INI}/pindah"),
        )
    ):
        lagi = {**isi, "permintaan": str(ke), "cakupan": str(ANA), "ke": str(INT), "alasan": "Dokter sakit"}
        assert satu.client.post(f"/admin/{alamat}", data=lagi).status_code in (303, 404)
    layar = Peramban(app.test_client())
    layar.buka(f"/perangkat/{kios}")
    for teks in (kode, pasien(1).nik, pasien(1).nomorkartu):
        assert "tidak dikenal" in layar.tekan("Lanjut", cari=teks).text
    assert layar.buka(f"/kios/nomor/{kode}").status_code == 404
    assert semua() == sebelum


def test_a_form_without_our_token_changes_nothing(admin: Peramban, store: Store) -> None:
    admin.buka("/admin/petugas")
    assert admin.tekan("Ya, hapus akun poli", csrf_token="palsu").status_code == 403
    assert "poli" in {satu.nama for satu in store.petugas.semua(KODE_RS)}
