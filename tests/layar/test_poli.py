"""A clinic's desk: each button does its one thing, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import redis

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.rs import RumahSakit
from antrean.errors import StoreUnavailable
from antrean.layar.tindakan import keadaan
from antrean.services import farmasi
from antrean.store import Store
from antrean.store.connection import Connection
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, put_policy
from tests.konteks import konteks
from tests.layar.alat import Peramban
from tests.layar.conftest import SESI_ANA

Ambil = Callable[..., str]


@pytest.fixture
def meja(peramban: Callable[[str], Peramban], ambil: Ambil) -> Peramban:
    """The desk of Anak; three have come, and one has not."""
    for n in (1, 2, 3):
        ambil(n)
    ambil(4, datang=False)
    satu = peramban("poli")
    satu.buka(SESI_ANA)
    return satu


def booking(store: Store, angka: int) -> Booking:
    (satu,) = store.antrean.booking(KODE_RS, [KodeBooking(HARI_INI, "A", angka)])
    return satu


def jenis(store: Store, angka: int) -> list[str]:
    return [satu.jenis for satu in booking(store, angka).riwayat]


def test_the_desk_calls_and_each_button_does_what_its_name_says(
    meja: Peramban, store: Store, clock: FrozenClock
) -> None:
    assert "A-1 dipanggil." in meja.tekan("Panggil berikutnya").text
    clock.move(minutes=1)
    assert "A-1 dipanggil lagi." in meja.tekan("Panggil lagi").text
    clock.move(minutes=1)
    assert "A-1 selesai." in meja.tekan("Selesai", resep="Racikan").text
    assert (booking(store, 1).keadaan, booking(store, 1).resep) == ("selesai", "Racikan")
    assert jenis(store, 1) == ["ambil", "checkin", "panggil", "panggil_ulang", "resep", "task5"]
    assert {satu.oleh for satu in booking(store, 1).riwayat[2:]} == {"petugas/poli"}
    meja.tekan("Panggil berikutnya")
    assert "A-2 dilewati" in meja.tekan("Lewati").text
    assert booking(store, 2).keadaan == "hadir"
    meja.tekan("Panggil berikutnya")
    clock.move(minutes=1)
    assert "A-3 tidak hadir" in meja.tekan("Tidak hadir").text
    assert (booking(store, 3).keadaan, booking(store, 3).alasan) == ("batal", "Tidak hadir saat dipanggil")
    assert [
        satu.jenis for satu in store.peristiwa.baca(KODE_RS, "", 500).catatan if satu.jenis.startswith("panggil")
    ] == [*("panggil", "panggil_ulang", "panggil", "panggil")]


def test_a_slip_of_the_finger_is_taken_back_while_nobody_relies_on_it(
    meja: Peramban, peramban: Callable[[str], Peramban], store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    meja.tekan("Panggil berikutnya")
    assert "Panggilan A-1 dibatalkan: menunggu lagi di tempatnya." in meja.tekan("Batalkan panggilan").text
    assert (booking(store, 1).keadaan, meja.ada("Batalkan panggilan"), meja.ada("Layanan dilanjutkan")) == (
        *("hadir", False, False),
    )
    clock.move(minutes=1)
    meja.tekan("Panggil berikutnya")
    clock.move(minutes=1)
    meja.tekan("Selesai", resep="Racikan")
    lain = peramban("poli")
    lain.buka(SESI_ANA)
    assert (meja.ada("Layanan dilanjutkan"), lain.ada("Layanan dilanjutkan")) == (True, False)
    clock.move(minutes=1)
    meja.tekan("Panggil berikutnya")
    assert "A-1 belum selesai: layanannya dilanjutkan." in meja.tekan("Layanan dilanjutkan").text
    assert [booking(store, n).keadaan for n in (1, 2)] == ["dilayani", "dilayani"]
    assert jenis(store, 1)[-2:] == ["task5", "hapus_task5"]
    clock.move(minutes=1)
    meja.tekan("Selesai", di="A001", resep="Racikan")
    dilanjutkan = meja.formulir("Layanan dilanjutkan")
    farmasi.ambil(konteks(store, clock, rumah, "obat"), booking(store, 1).kodebooking)
    assert "Halaman ini sudah lama" in meja.kirim(dilanjutkan).text
    assert not meja.ada("Layanan dilanjutkan")
    dilanjutkan.isi["keadaan"] = keadaan(booking(store, 1))
    assert "Task 5 tidak dapat ditarik: pasien sudah mengambil nomor farmasi." in meja.kirim(dilanjutkan).text
    assert booking(store, 1).keadaan == "selesai"


def test_a_call_too_early_that_ended_the_service_before_is_taken_back_with_it(
    meja: Peramban, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    put_policy(store, clock, rumah, selesai="panggil")
    clock.move(seconds=2)
    meja.tekan("Panggil berikutnya")
    clock.move(minutes=1)
    meja.tekan("Panggil berikutnya")
    assert [booking(store, n).keadaan for n in (1, 2)] == ["selesai", "dilayani"]
    meja.tekan("Batalkan panggilan")
    meja.tekan("Layanan dilanjutkan")
    assert [booking(store, n).keadaan for n in (1, 2)] == ["dilayani", "hadir"]


@pytest.mark.parametrize("nomor", ["3", "A-3", "a3", " A 003 ", f"{HARI_INI:%d%m%Y}A003"])
def test_a_named_number_is_called_however_it_is_written(meja: Peramban, nomor: str) -> None:
    assert "A-3 dipanggil." in meja.tekan("Panggil nomor", nomor=nomor).text


def test_a_code_of_the_system_before_calls_whose_it_is(
    peramban: Callable[..., Peramban], berkode_lama: dict[str, str], clock: FrozenClock
) -> None:
    meja = peramban("poli")
    meja.buka(SESI_ANA)
    for n, lama in enumerate(berkode_lama, 1):
        assert f"A-{n} dipanggil." in meja.tekan("Panggil nomor", nomor=f"]Q3{lama.lower()}\r").text
        clock.move(minutes=1)
    meja.buka(SESI_ANA.replace("ANA/12345/08:00-16:00", "INT/34567/08:00-12:00"))
    assert "A-1 bukan nomor sesi ini." in meja.tekan("Panggil nomor", nomor=next(iter(berkode_lama))).text


@pytest.mark.parametrize(
    "nomor, pesan",
    [
        ("9", "Antrean Tidak Ditemukan."),
        ("B-1", "B-1 bukan nomor sesi ini."),
        ("x", "Tulis nomor antrean"),
        ("", "Tulis"),
        # What is no number of this session, though one could be cut out of it: another day's, a card, a record.
        (f"{HARI_INI + timedelta(days=1):%d%m%Y}A003", "A-3 bukan nomor sesi ini."),
        (f"9{HARI_INI:%d%m%Y}A003", "Tulis nomor antrean"),
        (f"{HARI_INI:%d%m%Y}003", "Tulis nomor antrean"),
        ("0001234500003", "Tulis nomor antrean"),
        ("999999992", "Tulis nomor antrean"),
        ("000003", "Tulis nomor antrean"),
    ],
)
def test_a_number_that_nobody_has_is_told_and_nobody_is_called(
    meja: Peramban, store: Store, nomor: str, pesan: str
) -> None:
    assert pesan in meja.tekan("Panggil nomor", nomor=nomor).text
    assert [booking(store, n).keadaan for n in (1, 2, 3)] == ["hadir"] * 3


def test_a_double_click_a_reload_and_the_way_back_are_one_action(
    meja: Peramban, store: Store, clock: FrozenClock
) -> None:
    formulir = meja.formulir("Panggil berikutnya")
    for _ in range(3):
        assert "halaman ini sudah lama" not in meja.kirim(formulir).text.lower()
    assert [booking(store, n).keadaan for n in (1, 2)] == ["dilayani", "hadir"]
    clock.move(minutes=1)
    formulir = meja.formulir("Selesai")
    for _ in range(3):
        assert "Halaman ini sudah lama" not in meja.kirim(formulir).text
    assert jenis(store, 1).count("task5") == 1


def test_two_desks_press_at_once_and_two_patients_come(
    meja: Peramban, peramban: Callable[[str], Peramban], store: Store
) -> None:
    lain = peramban("poli")
    lain.buka(SESI_ANA)
    satu, dua = meja.formulir("Panggil berikutnya"), lain.formulir("Panggil berikutnya")
    meja.kirim(satu)
    lain.kirim(dua)
    assert [booking(store, n).keadaan for n in (1, 2, 3)] == ["dilayani", "dilayani", "hadir"]


def test_a_page_that_is_older_than_the_state_says_so_and_changes_nothing(
    meja: Peramban, peramban: Callable[[str], Peramban], store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    meja.tekan("Panggil berikutnya")
    lama = [meja.formulir(nama) for nama in ("Panggil lagi", "Lewati", "Selesai", "Tidak hadir")]
    panggil = meja.formulir("Panggil berikutnya")
    meja.buka(SESI_ANA)  # the same browser, in another tab
    meja.tekan("Panggil berikutnya")
    lain = peramban("poli")
    lain.buka(SESI_ANA)
    lain.tekan("Lewati", di="001/")
    clock.move(minutes=1)
    sebelum = [booking(store, n) for n in (1, 2, 3)]
    for formulir in (*lama, panggil):
        assert "Halaman ini sudah lama" in meja.kirim(formulir).text
    assert [booking(store, n) for n in (1, 2, 3)] == sebelum


def test_a_lost_answer_is_settled_by_the_same_form(
    meja: Peramban, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    formulir = meja.formulir("Panggil berikutnya")
    write = Connection.write

    def hilang(self: Connection, *words: object, **named: object) -> object:
        write(self, *words, **named)  # type: ignore[arg-type]
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "write", hilang)
        jawab = meja.kirim(formulir)
    assert (jawab.status_code, meja.ada("Coba lagi")) == (503, True)
    assert "A-1 dipanggil." in meja.tekan("Coba lagi").text
    assert [booking(store, n).keadaan for n in (1, 2)] == ["dilayani", "hadir"]


def test_the_last_patients_of_an_evening_are_still_called_and_finished(
    meja: Peramban, store: Store, clock: FrozenClock
) -> None:
    meja.tekan("Panggil berikutnya")
    clock.move(hours=15, minutes=30)
    meja = Peramban(meja.client).masuk("poli")
    assert f"/poli/{HARI_INI}/ANA" in meja.buka("/poli").text
    meja.buka(SESI_ANA)
    assert "A-1 selesai." in meja.tekan("Selesai").text
    assert "A-2 dipanggil." in meja.tekan("Panggil berikutnya").text
    assert "A-2" in meja.buka("/papan").text
    assert HARI_INI + timedelta(days=1) == clock.today(store.rs.semua()[0].zona_waktu)


def test_names_and_reasons_are_text_whatever_they_say(
    meja: Peramban, store: Store, redis_client: "redis.Redis"
) -> None:
    for kunci in redis_client.scan_iter("*pasien:norm:*"):
        for bidang in redis_client.hkeys(kunci):
            if str(bidang).endswith(":n"):
                redis_client.hset(kunci, bidang, "<script>alert(1)</script>")
    for kunci in redis_client.scan_iter("*:sesi:*"):
        redis_client.hset(kunci, mapping={"namapoli": "<img src=x>", "namadokter": '"><script>x</script>'})
    meja.tekan("Panggil berikutnya")
    for alamat in (SESI_ANA, "/poli", "/papan"):
        meja.buka(alamat)
        assert ("<script>" in meja.teks, "<img" in meja.teks) == (False, False)
    assert "&lt;img src=x&gt;" in meja.teks
