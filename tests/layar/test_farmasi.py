"""The pharmacy: from the doctor's prescription to the medicine in the hand."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.rs import RumahSakit
from antrean.services import farmasi as layanan
from antrean.services import kunjungan
from antrean.store import Store
from tests.conftest import KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.layar.alat import Peramban
from tests.layar.conftest import PAGI

Resep = Callable[[int, str], str]


@pytest.fixture
def resep(store: Store, rumah: RumahSakit, clock: FrozenClock, ambil: Callable[..., str]) -> Resep:
    """The n-th patient, served, with a prescription."""

    def satu(n: int, jenis: str) -> str:
        kode = ambil(n)
        for taskid in (4, 5):
            clock.move(minutes=1)
            kunjungan.task(konteks(store, clock, rumah, f"{kode}-{taskid}"), kode, taskid, clock.now_ms())
        layanan.resep(konteks(store, clock, rumah, f"{kode}-resep"), kode, jenis)
        return kode

    return satu


def booking(store: Store, kode: str) -> Booking:
    (satu,) = store.antrean.booking(KODE_RS, [KodeBooking.baca(kode)])
    return satu


def test_a_prescription_from_its_number_to_the_patients_hand(
    peramban: Callable[[str], Peramban], resep: Resep, store: Store, clock: FrozenClock
) -> None:
    kode = [resep(1, "Racikan"), resep(2, "Racikan"), resep(3, "Non Racikan")]
    apotek = peramban("farmasi")
    apotek.buka("/farmasi")
    assert "Pasien 1" in apotek.teks
    for satu, kata in zip(
        kode, ("nomor 1, resep Racikan", "nomor 2, resep Racikan", "nomor 1, resep Non"), strict=True
    ):
        assert kata in apotek.tekan("Ambil nomor", di=satu).text
    clock.move(minutes=1)
    assert "Resep Racikan nomor 1 dipanggil." in apotek.kirim(formulir := apotek.formulir("Panggil berikutnya")).text
    assert "nomor 2" not in apotek.kirim(formulir).text, "once"
    for tombol, kata in (
        ("Panggil lagi", "dipanggil."),
        ("Obat disiapkan", "disiapkan."),
        ("Obat diserahkan", "diserahkan."),
    ):
        clock.move(minutes=1)
        assert kata in apotek.tekan(tombol, di=kode[0]).text
    assert {*booking(store, kode[0]).task} == {3, 4, 5, 6, 7}
    assert booking(store, kode[0]).riwayat[-1].oleh == "petugas/farmasi"
    assert "1 resep hari ini sudah diserahkan." in apotek.teks
    # The kind turns out otherwise while it waits.
    assert "menjadi Non Racikan." in apotek.tekan("Jadikan Non Racikan", di=kode[1]).text
    assert (booking(store, kode[1]).resep, booking(store, kode[1]).farmasi) == ("Non Racikan", 2)
    assert "Resep Non Racikan nomor 2 dipanggil." in apotek.tekan("Panggil", di=kode[1]).text


def test_midnight_loses_nobody_and_the_morning_finds_no_day_that_was_never_ended(
    peramban: Callable[[str], Peramban], resep: Resep, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    tanpa, dipanggil, menunggu, selesai, pulang = (resep(n, "Racikan") for n in range(1, 6))
    lain = resep(6, "Non Racikan")
    for kode in (dipanggil, menunggu, selesai):
        layanan.ambil(konteks(store, clock, rumah, f"ambil-{kode}"), kode)
    for nomor in (1, 3):
        layanan.panggil(konteks(store, clock, rumah, f"panggil-{nomor}"), "Racikan", nomor)
    for taskid in (6, 7):
        clock.move(minutes=1)
        kunjungan.task(konteks(store, clock, rumah, f"task-{taskid}"), selesai, taskid, clock.now_ms())
    clock.set(PAGI + timedelta(hours=15, minutes=5))
    apotek = peramban("farmasi")
    apotek.buka("/farmasi")
    assert [f"Pasien {n}" in apotek.teks for n in (1, 2, 3, 4, 5, 6)] == [True, True, True, False, True, True]
    assert "mendapat nomor 1, resep Racikan" in apotek.tekan("Ambil nomor", di=tanpa).text
    # Both days have a number 1.
    assert "nomor 1 dipanggil." in apotek.tekan("Panggil lagi", di=dipanggil).text
    assert [booking(store, kode).riwayat[-1].jenis for kode in (dipanggil, tanpa)] == [
        *("farmasi_panggil_ulang", "farmasi_ambil"),
    ]
    for tombol in ("Obat disiapkan", "Obat diserahkan"):
        clock.move(minutes=1)
        apotek.tekan(tombol, di=dipanggil)
    assert {*booking(store, dipanggil).task} >= {6, 7}
    assert "1 resep hari ini sudah diserahkan." in apotek.teks
    layanan.resep(konteks(store, clock, rumah, "resep-lain"), lain, "Racikan")
    clock.set(PAGI + timedelta(hours=22))
    apotek.buka("/farmasi")
    assert [f"Pasien {n}" in apotek.teks for n in (1, 2, 3, 4, 5, 6)] == [True, False, True, False, False, True]
    assert booking(store, menunggu).riwayat[-1].jenis == "farmasi_ambil"
    assert "Racikan nomor 2 dipanggil." in apotek.tekan("Panggil berikutnya").text
    layanan.ambil(konteks(store, clock, rumah, "ambil-pulang"), pulang)
    apotek.buka("/farmasi")
    assert [f"Pasien {n}" in apotek.teks for n in (3, 5)] == [True, True]


def test_who_fetches_the_medicine_of_last_week_is_seen(
    peramban: Callable[[str], Peramban], resep: Resep, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kode = resep(1, "Racikan")
    clock.move(days=4)
    layanan.ambil(konteks(store, clock, rumah, "ambil"), kode)
    apotek = peramban("farmasi")
    assert "Pasien 1" in apotek.buka("/farmasi").text
    assert "Racikan nomor 1 dipanggil." in apotek.tekan("Panggil berikutnya").text
    for tombol in ("Obat disiapkan", "Obat diserahkan"):
        clock.move(minutes=1)
        apotek.tekan(tombol, di=kode)
    assert {*booking(store, kode).task} >= {6, 7}


def test_an_old_page_and_a_kind_that_there_is_not_change_nothing(
    peramban: Callable[[str], Peramban], resep: Resep, store: Store
) -> None:
    kode = resep(1, "Racikan")
    apotek, lain = peramban("farmasi"), peramban("farmasi")
    apotek.buka("/farmasi")
    lama = apotek.formulir("Ambil nomor")
    lain.buka("/farmasi")
    lain.tekan("Ambil nomor")
    sebelum = booking(store, kode)
    assert "Halaman ini sudah lama" in apotek.kirim(lama).text
    jenis = apotek.formulir("Jadikan Non Racikan")
    assert "Pilih jenis resep" in apotek.kirim(jenis, jenis="Puyer").text
    assert booking(store, kode) == sebelum
    assert apotek.client.post(f"/farmasi/antrean/{kode}/buang", data=jenis.isi).status_code == 404


def test_the_services_of_mobile_jkn_beside_it_still_speak_json(peramban: Callable[[str], Peramban]) -> None:
    jawab = peramban("farmasi").client.post("/farmasi/ambil", json={})
    assert (jawab.mimetype, jawab.json and jawab.json["metadata"]["code"]) == ("application/json", 201)
