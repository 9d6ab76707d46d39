"""Patients who went to another doctor: their desk calls them, and the board says where they go."""

from collections.abc import Callable

import pytest

from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.services import kunjungan, papan, sesi
from antrean.services.kabar import Kabar
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.layar.alat import Peramban
from tests.layar.conftest import ANA, INT

Ambil = Callable[..., str]
SESI_INT = f"/poli/{HARI_INI}/INT/34567/08:00-12:00"


@pytest.fixture
def pindah(ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock) -> list[str]:
    """Three of Anak, of whom two have come, go to Penyakit Dalam, where one waits; their kodebooking."""
    kode = [ambil(1), ambil(2), ambil(3, datang=False)]
    ambil(4, slot=INT)
    sesi.pindah(konteks(store, clock, rumah, "pindah"), KunciSesi(HARI_INI, ANA), INT, tutup="Dokter sakit")
    return kode


def test_the_desk_that_took_them_over_calls_them_by_their_numbers(
    pindah: list[str], peramban: Callable[[str], Peramban], store: Store, clock: FrozenClock, rumah: RumahSakit
) -> None:
    meja = peramban("poli")
    meja.buka(SESI_INT)
    assert [nomor in meja.jawab.text for nomor in ("A-1", "A-2", "A-3", "B-1")] == [True] * 4
    assert "B-1 dipanggil." in meja.tekan("Panggil berikutnya").text
    clock.move(minutes=1)
    assert "A-2 dipanggil." in meja.tekan("Panggil nomor", nomor="a2").text
    assert "A-9 bukan nomor sesi ini." in meja.tekan("Panggil nomor", nomor="A-9").text
    clock.move(minutes=1)
    satu = papan.lihat(konteks(store, clock, rumah), ())
    assert [(p.nomor, p.namapoli) for p in satu.panggilan] == [("A-2", "Penyakit Dalam"), ("B-1", "Penyakit Dalam")]
    (dalam,) = [baris for baris in satu.baris if baris.sesi.kunci.slot == INT]
    assert (dalam.kini, [*dalam.berikut]) == ("A-2", ["A-1", "A-3"])


def test_both_clinics_hear_of_the_move_and_the_new_one_of_what_follows(
    ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kode, kabar = ambil(1), Kabar(store, clock)
    sejak = kabar.terakhir(KODE_RS)
    sesi.pindah(konteks(store, clock, rumah, "pindah"), KunciSesi(HARI_INI, ANA), INT)
    clock.move(seconds=1)
    assert all(kabar.sesudah(KODE_RS, [poli], sejak) for poli in ("ANA", "INT"))
    sejak = kabar.terakhir(KODE_RS)
    kunjungan.panggil(konteks(store, clock, rumah, "panggil"), KunciSesi(HARI_INI, INT), "A001")
    clock.move(seconds=1)
    assert kabar.sesudah(KODE_RS, ["INT"], sejak)
    assert store.antrean.pada(KODE_RS, HARI_INI)[0].kodebooking == kode
