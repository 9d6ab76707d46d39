"""The kiosk: patients check in and take numbers, it tells nobody's name, and forgets."""

from collections.abc import Callable

import pytest
import redis
from flask import Flask

from antrean.domain.jadwal import KunciSesi
from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.errors import StoreUnavailable
from antrean.services import kunjungan, libur, petugas, sesi
from antrean.store import Store, Write
from antrean.store.connection import Connection
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien, put_patients, put_policy, put_schedule
from tests.konteks import konteks
from tests.layar.alat import Formulir, Peramban, periksa_diterima_bpjs
from tests.layar.conftest import ANA, INT, KODE_LAMA

Ambil = Callable[..., str]
Buka = Callable[..., Peramban]


@pytest.fixture
def kios(app: Flask, store: Store, rumah: RumahSakit, clock: FrozenClock) -> Peramban:
    """A kiosk, at its start."""
    kunci = petugas.buat_perangkat(konteks(store, clock, rumah, "kios"), "kios-1", "kios", ())
    clock.move(seconds=2)
    satu = Peramban(app.test_client())
    satu.buka(f"/perangkat/{kunci}")
    assert satu.sejak == "/kios"
    return satu


def nomor_baru(kios: Peramban) -> Formulir:
    """The form that takes a number."""
    return next(satu for satu in kios.semua_formulir() if satu.alamat == "/kios/ambil")


def booking_hari_ini(store: Store) -> list[tuple[str, str, str, str]]:
    semua = store.antrean.pada(KODE_RS, HARI_INI)
    return [(satu.kodebooking, satu.keadaan, satu.jenis, satu.riwayat[-1].oleh) for satu in semua]


@pytest.mark.parametrize("tulis", ["{}", "{}\r\n", "]Q3{}", " https://x/{} ", "{kecil}"])
def test_a_code_checks_in_however_the_scanner_gives_it(kios: Peramban, ambil: Ambil, store: Store, tulis: str) -> None:
    kode = ambil(1, datang=False)
    kios.tekan("Lanjut", cari=tulis.format(kode, kecil=kode.lower()))
    assert kios.sejak == f"/kios/nomor/{kode}"
    for kata in ("Anda sudah check-in", "A-1", "Anak", "Cetak tiket", "<svg", "0 orang sebelum Anda"):
        assert kata in kios.teks
    assert "Pasien 1" not in kios.teks
    assert booking_hari_ini(store) == [(kode, "hadir", "jkn", "perangkat/kios-1")]


@pytest.mark.parametrize("lama, tulis", [*zip(KODE_LAMA, ("{}\r\n", "]Q3{}", " {kecil}"), strict=True)])
def test_so_does_the_code_of_the_system_before(
    kios: Peramban, berkode_lama: dict[str, str], lama: str, tulis: str
) -> None:
    kios.tekan("Lanjut", cari=tulis.format(lama, kecil=lama.lower()))
    assert (kios.sejak, "Anda sudah check-in" in kios.teks) == (f"/kios/nomor/{berkode_lama[lama]}", True)


@pytest.mark.parametrize("jkn, kata", [("1", "jkn"), ("umum", "nonjkn")])
def test_a_card_or_a_nik_takes_a_number_once(kios: Peramban, store: Store, jkn: str, kata: str) -> None:
    kios.tekan("Lanjut", cari=pasien(1).nomorkartu if jkn == "1" else f" {pasien(1).nik}\n")
    assert (kios.sejak, pasien(1).nik in kios.teks, "Pasien 1" in kios.teks) == ("/kios/pilih", False, False)
    formulir = nomor_baru(kios)
    assert "Ambil nomor Anak Dr. Hendra 08:00-16:00 sisa 30 JKN, 30 umum" in formulir.tombol
    isi = {"sesi": "ANA 12345 08:00-16:00", "jenis": jkn}
    for _ in range(3):
        assert "A-1" in kios.kirim(formulir, **isi).text
    (satu,) = store.antrean.pada(KODE_RS, HARI_INI)
    assert (satu.keadaan, satu.jenis, satu.sumber, satu.riwayat[0].oleh) == (
        *("hadir", kata),
        *("kiosk", "perangkat/kios-1"),
    )
    # And now it is there, whoever asks with the card.
    kios.buka("/kios")
    kios.tekan("Lanjut", cari=pasien(1).nomorkartu)
    assert "Sudah check-in pukul" in kios.teks
    assert "1 Kali Pada Tanggal" in kios.kirim(nomor_baru(kios), **isi).text


def test_ones_own_booking_checks_in_and_nobody_elses(kios: Peramban, ambil: Ambil, store: Store) -> None:
    satu, lain = ambil(1, datang=False), ambil(2, datang=False, slot=INT)
    kios.tekan("Lanjut", cari=pasien(1).nik)
    formulir = kios.formulir("Check-in")
    formulir.alamat = f"/kios/checkin/{lain}"
    assert kios.kirim(formulir).status_code == 404
    kios.buka("/kios/pilih")
    kios.tekan("Check-in")
    assert [keadaan for _, keadaan, *_ in booking_hari_ini(store)] == ["hadir", "terdaftar"]
    assert satu in kios.sejak


def test_it_forgets_who_stood_there(kios: Peramban, clock: FrozenClock, store: Store) -> None:
    kios.tekan("Lanjut", cari=pasien(1).nik)
    formulir = nomor_baru(kios)
    clock.move(seconds=60)
    kios.buka("/kios/pilih")
    assert kios.sejak == "/kios"
    assert "Waktunya habis" in kios.kirim(formulir, sesi="ANA 12345 08:00-16:00").text
    kios.buka("/kios")
    kios.tekan("Lanjut", cari=pasien(1).nik)
    kios.buka("/kios")
    kios.buka("/kios/pilih")
    assert (kios.sejak, store.antrean.pada(KODE_RS, HARI_INI)) == ("/kios", [])
    assert 'data-kios="30"' in kios.teks


@pytest.mark.parametrize("cari", ["", "A-1", "000001", "9" * 16, "zzz", "99999999A001", f"{HARI_INI:%d%m%Y}Z001"])
def test_what_is_nobodys_or_could_be_guessed_opens_nothing(kios: Peramban, ambil: Ambil, cari: str) -> None:
    ambil(1, datang=False)
    kios.tekan("Lanjut", cari=cari)
    assert (kios.sejak, "alert-danger" in kios.teks) == ("/kios", True)


def test_a_cancelled_booking_and_one_of_another_day_are_told(
    kios: Peramban, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kode = ambil(1, datang=False)
    kunjungan.batal(konteks(store, clock, rumah, "batal"), kode, "<b>Sakit</b>")
    assert "A-1 sudah dibatalkan" in kios.tekan("Lanjut", cari=kode).text
    assert kios.buka(f"/kios/nomor/{kode}").status_code == 404
    kode = ambil(2)
    clock.move(days=1)
    kios.buka("/kios")
    assert "Tanggal Periksa" in kios.tekan("Lanjut", cari=kode).text
    assert kios.buka(f"/kios/nomor/{kode}").status_code == 404


def test_what_is_closed_or_another_clinics_is_not_offered(
    kios: Peramban, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kios.tekan("Lanjut", cari=pasien(1).nik)
    formulir = nomor_baru(kios)
    libur.tutup(konteks(store, clock, rumah, "l"), HARI_INI, "INT", "Cuti", "")
    store.perangkat.atur(KODE_RS, "kios-1", ("INT",), "", Write("atur", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    assert "Pendaftaran hari ini sudah tutup" in kios.buka("/kios/pilih").text
    assert "tidak dilayani di kios ini" in kios.kirim(formulir, sesi="ANA 12345 08:00-16:00").text
    kios.buka("/kios/pilih")
    assert "Poli" in kios.kirim(formulir, sesi="INT 34567 08:00-12:00", permintaan="lain").text
    assert store.antrean.pada(KODE_RS, HARI_INI) == []


def test_mobile_jkn_closing_hour_is_not_the_kiosks_and_the_counters_is(
    kios: Peramban, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    put_policy(store, clock, rumah, tutup="h-1")
    clock.move(hours=8)
    kios.buka("/kios")
    kios.tekan("Lanjut", cari=pasien(1).nik)
    assert "A-1" in kios.kirim(nomor_baru(kios), sesi="ANA 12345 08:00-16:00", jenis="umum").text
    put_policy(store, clock, rumah, tutup_loket="akhir")
    clock.move(seconds=2)
    assert "Pendaftaran hari ini sudah tutup" in kios.buka("/kios/pilih").text


def test_shared_places_are_told_as_they_are_given(
    kios: Peramban, peramban: Buka, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    put_policy(store, clock, rumah, kuota="bersama")
    put_schedule(store, clock, rumah, "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,1,2")
    clock.move(seconds=2)
    ambil(8)
    admin, pindah = peramban("admin"), f"/admin/libur/{HARI_INI}?cakupan={ANA}"
    for n, sisa in enumerate(("sisa 1 JKN, 2 umum", "sisa 1 JKN, 1 umum", "sisa 0 JKN, 0 umum"), 1):
        kios.buka("/kios")
        kios.tekan("Lanjut", cari=pasien(n).nik)
        assert f"B-{n}" in kios.kirim(nomor_baru(kios), sesi="INT 34567 08:00-12:00", jenis="1").text
        assert [sisa in kios.buka("/kios").text, sisa in admin.buka(pindah).text] == [True, True]
    kios.tekan("Lanjut", cari=pasien(9).nik)
    assert "Ambil nomor Penyakit Dalam dr. Budi 08:00-12:00 penuh" in nomor_baru(kios).tombol


def test_who_came_from_another_doctor_is_told_who_is_before_them(
    kios: Peramban, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    for n in (1, 2, 3):
        ambil(n, datang=False, slot=INT)
    tamu = [ambil(n, datang=False) for n in (4, 5)]
    sesi.pindah(konteks(store, clock, rumah, "pindah"), KunciSesi(HARI_INI, ANA), INT)
    for kode, sebelum in zip(tamu, (0, 1), strict=True):
        clock.move(minutes=1)
        kios.buka("/kios")
        assert f"{sebelum} orang sebelum Anda" in kios.tekan("Lanjut", cari=kode).text
        assert kunjungan.sisa(konteks(store, clock, rumah), kode).sisaantrean == sebelum + 1


def test_a_kiosk_opens_nothing_else_and_a_revoked_one_nothing(
    kios: Peramban, peramban: Buka, ambil: Ambil, store: Store, clock: FrozenClock
) -> None:
    kode = ambil(1, datang=False)
    formulir = kios.formulir("Lanjut")
    for alamat in ("/papan", "/loket", "/poli", "/admin/petugas"):
        kios.buka(alamat)
        assert kios.sejak == "/"
    for nama in ("poli", "farmasi", "admin"):
        assert peramban(nama).buka("/kios").status_code == 403
    assert peramban("loket").buka("/kios").status_code == 200
    assert kios.kirim(formulir, cari=kode, csrf_token="palsu").status_code == 403
    store.perangkat.cabut(KODE_RS, "kios-1", Write("cabut", clock.now_ms(), "uji"))
    clock.move(seconds=2)
    kios.kirim(formulir, cari=kode)
    assert kios.sejak == "/"
    assert [keadaan for _, keadaan, *_ in booking_hari_ini(store)] == ["terdaftar"]


def test_an_error_leads_back_to_the_start_and_keeps_nothing_that_was_typed(
    kios: Peramban, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def diam(*_: object, **__: object) -> object:
        raise StoreUnavailable

    def periksa(status: int, mulai: str = "/kios") -> None:
        assert kios.jawab.status_code == status
        assert ('data-kios="30"' in kios.teks, f'data-mulai="{mulai}"' in kios.teks) == (True, True)
        assert ('href="/"' in kios.teks, pasien(1).nik in kios.teks, kios.semua_formulir()) == (False, False, [])

    formulir = kios.formulir("Lanjut")
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "read", diam)
        kios.kirim(formulir, cari=pasien(1).nik)
        periksa(503)
        assert "tidak ada yang tercatat dua kali" in kios.teks
        clock.move(seconds=5)  # not even whose kiosk it is is known any more
        kios.kirim(formulir, cari=pasien(1).nik)
        periksa(503)
        kios.buka("/papan?poli=ANA")
        periksa(503, "/papan?poli=ANA")
    kios.client.delete_cookie("antrean_masuk")  # as after a night: it was 12 hours old
    kios.kirim(formulir, cari=pasien(1).nik)
    periksa(403)
    assert "Silakan mulai lagi" in kios.teks
    kios.buka("/kios/nomor/x")
    periksa(404)


def test_names_of_clinics_are_text(kios: Peramban, ambil: Ambil, redis_client: "redis.Redis") -> None:
    kode = ambil(1)
    for kunci in redis_client.scan_iter("*:sesi:*"):
        redis_client.hset(kunci, mapping={"namapoli": "<img src=x>", "namadokter": '"><script>x</script>'})
    for alamat in ("/kios", f"/kios/nomor/{kode}"):
        kios.buka(alamat)
        assert ("<script>x" in kios.teks, "<img" in kios.teks) == (False, False)


@pytest.mark.usefixtures("ke_bpjs")
def test_who_takes_a_jkn_number_is_asked_for_what_bpjs_demands_and_for_no_more(
    kios: Peramban, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kios.tekan("Lanjut", cari=pasien(1).nomorkartu)
    assert "nomorreferensi" not in kios.teks
    isi = {"sesi": "ANA 12345 08:00-16:00", "jenis": "1"}
    kios.kirim(nomor_baru(kios), **isi)
    tanya = nomor_baru(kios)
    assert (kios.jawab.status_code, tanya.tombol[-1], "alert-danger" in kios.teks) == (200, "Ambil nomor", False)
    for kata in ('for="nohp"', "Nomor rujukan", 'data-untuk="nohp"', 'data-untuk="nomorreferensi"', 'data-huruf="Z"'):
        assert kata in kios.teks
    assert "Silakan ke loket pendaftaran" in kios.teks
    # Scanned, with the scanner's Enter: kept, and the other is asked for. Typing takes its time.
    clock.move(seconds=200)
    kios.kirim(tanya, nomorreferensi="]C10001r0040116a000001\r", nohp="")
    assert (kios.jawab.status_code, "tanpa nomor HP." in kios.teks) == (422, True)
    tanya = nomor_baru(kios)
    assert (tanya.isi["sesi"], tanya.isi["jenis"], "0001" in tanya.isi["nomorreferensi"]) == (isi["sesi"], "1", True)
    assert store.antrean.pada(KODE_RS, HARI_INI) == []
    for _ in range(2):
        assert "A-1" in kios.kirim(tanya, nohp="081234567890").text
    (satu,) = store.antrean.pada(KODE_RS, HARI_INI)
    assert (satu.nohp, satu.nomorreferensi, satu.jenis) == ("081234567890", "0001R0040116A000001", "jkn")
    periksa_diterima_bpjs(store, satu)
    # What the ledger refuses is told there, and nothing is typed again; who pays is asked for nothing.
    kios.buka("/kios")
    kios.tekan("Lanjut", cari=pasien(2).nomorkartu)
    kios.kirim(nomor_baru(kios), **isi)
    kios.kirim(nomor_baru(kios), nomorreferensi="0001R0040116A000001", nohp="081234567890")
    assert ("Nomor Referensi Sudah Digunakan" in kios.teks, nomor_baru(kios).isi["nohp"]) == (True, "081234567890")
    kios.buka("/kios/pilih")
    assert "A-2" in kios.kirim(nomor_baru(kios), **{**isi, "jenis": "umum"}).text
    # Without a NIK BPJS takes nobody, and where JKN has no place left nobody types for nothing.
    put_patients(store, clock, rumah, Pasien("000020", "", "1000000000020", "Tanpa"))
    put_schedule(store, clock, rumah, "MAT,Mata,45678,dr. Citra,1,08:00-12:00,0,5")
    for siapa, ke, kata in (
        ("1000000000020", isi, "NIK Anda belum tercatat di rumah sakit ini. Silakan ke loket pendaftaran."),
        (pasien(3).nomorkartu, {**isi, "sesi": "MAT 45678 08:00-12:00"}, "Tempat JKN di Mata sudah penuh."),
    ):
        kios.buka("/kios")
        kios.tekan("Lanjut", cari=siapa)
        assert (kata in kios.kirim(nomor_baru(kios), **ke).text, kios.sejak) == (True, "/kios/pilih")
    assert len(store.antrean.pada(KODE_RS, HARI_INI)) == 2
