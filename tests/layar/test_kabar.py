"""News: an open page hears of what it shows, within a second, for next to nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.rs import RumahSakit
from antrean.errors import StoreUnavailable
from antrean.services import antrean, farmasi, petugas
from antrean.services.kabar import FARMASI, SEMUA, Jatah, Kabar
from antrean.services.kabar import HARI_INI as HARI
from antrean.store import Store
from antrean.store.connection import Connection
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien
from tests.konteks import konteks
from tests.layar.alat import Peramban
from tests.layar.conftest import ANA, SESI_ANA

Ambil = Callable[..., str]


@pytest.fixture
def kabar(store: Store, clock: FrozenClock, rumah: RumahSakit) -> Kabar:
    return Kabar(store, clock)


def test_only_who_shows_it_hears_of_it(kabar: Kabar, ambil: Ambil, clock: FrozenClock) -> None:
    sejak = kabar.terakhir(KODE_RS)
    assert [kabar.sesudah(KODE_RS, [topik], sejak) for topik in ("ANA", "INT", FARMASI, SEMUA)] == [None] * 4
    ambil(1)
    clock.move(seconds=1)
    baru = kabar.terakhir(KODE_RS)
    assert baru != sejak
    assert [kabar.sesudah(KODE_RS, [topik], sejak) for topik in ("ANA", "INT", FARMASI, SEMUA)] == [
        *((baru, False, True), None, None),
        (baru, False, True),
    ]
    assert kabar.sesudah(KODE_RS, ["ANA", SEMUA], baru) is None


def test_what_concerns_everybody_is_heard_by_everybody(
    kabar: Kabar, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    sejak = kabar.terakhir(KODE_RS)
    petugas.buat_perangkat(konteks(store, clock, rumah, "tv"), "tv", "papan", ())
    clock.move(seconds=1)
    assert kabar.sesudah(KODE_RS, ["INT"], sejak) == (kabar.terakhir(KODE_RS), True, True)


def test_a_booking_of_another_day_is_no_news_of_this_one(
    kabar: Kabar, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    sejak, ini = kabar.terakhir(KODE_RS), pasien(1)
    minta = PermintaanAntrean(ANA, HARI_INI + timedelta(days=7), 1, ini.nik, ini.nomorkartu, "0812", "R1")
    antrean.ambil(konteks(store, clock, rumah, "nanti"), minta)
    clock.move(seconds=1)
    assert [bool(kabar.sesudah(KODE_RS, [topik], sejak)) for topik in ("ANA", HARI, SEMUA)] == [False, False, True]


def test_numbers_that_are_taken_can_wait_and_a_call_cannot(kabar: Kabar, ambil: Ambil, clock: FrozenClock) -> None:
    sejak = kabar.terakhir(KODE_RS)
    ambil(1, datang=False)
    clock.move(seconds=1)
    assert kabar.sesudah(KODE_RS, ["ANA"], sejak) == (kabar.terakhir(KODE_RS), False, False)
    jatah = Jatah(clock)
    for _ in range(100):
        jatah.catat(0.01)
    boleh = [jatah.ambil() for _ in range(40)]
    assert (boleh.count(True), boleh[0], boleh[-1]) == (26, True, False), "a quarter of a second is saved up"
    clock.move(seconds=1)
    assert [jatah.ambil() for _ in range(9)].count(True) == 5, "a twentieth of each second"


def test_the_pharmacy_hears_of_its_own(
    kabar: Kabar, ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kode = ambil(1)
    sejak = kabar.terakhir(KODE_RS)
    farmasi.resep(konteks(store, clock, rumah, "resep"), kode, "Racikan")
    clock.move(seconds=1)
    assert kabar.sesudah(KODE_RS, [FARMASI], sejak)


def test_a_process_that_has_not_read_so_far_back_says_that_there_is_news(
    store: Store, clock: FrozenClock, ambil: Ambil, rumah: RumahSakit
) -> None:
    lama = Kabar(store, clock).terakhir(KODE_RS)
    ambil(1)
    baru = Kabar(store, clock)
    assert baru.sesudah(KODE_RS, ["INT"], lama) == (baru.terakhir(KODE_RS), True, True)
    for salah in ("", "x", "1-x", "9" * 99):
        assert baru.sesudah(KODE_RS, ["INT"], salah)


def test_what_nobody_has_asked_for_long_is_not_read_event_by_event(
    kabar: Kabar, ambil: Ambil, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sejak = kabar.terakhir(KODE_RS)
    monkeypatch.setattr("antrean.services.kabar._SEKALI", 2)
    ambil(1)
    clock.move(seconds=1)
    assert kabar.sesudah(KODE_RS, ["INT"], sejak) == (kabar.terakhir(KODE_RS), True, True)
    assert kabar.sesudah(KODE_RS, ["INT"], kabar.terakhir(KODE_RS)) is None


def test_many_ask_and_the_store_is_asked_once(
    kabar: Kabar, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kabar.terakhir(KODE_RS)
    clock.move(seconds=1)
    ditanya, read = [], Connection.read

    def hitung(self: Connection, *words: Any, **named: Any) -> Any:
        ditanya.append(1)
        return read(self, *words, **named)

    monkeypatch.setattr(Connection, "read", hitung)
    for _ in range(300):
        kabar.sesudah(KODE_RS, ["ANA"], "0-1")
    assert len(ditanya) == 1


# At the door.


def alamat_kabar(satu: Peramban) -> tuple[str, str]:
    """Where the page asks, and from which event on."""
    return satu.teks.split('data-kabar="')[1].split('"')[0], satu.teks.split('data-sejak="')[1].split('"')[0]


def test_an_open_page_asks_for_news_and_then_for_the_part_that_changed(
    peramban: Callable[[str], Peramban], ambil: Ambil, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    satu = peramban("poli")
    satu.buka(SESI_ANA)
    alamat, sejak = alamat_kabar(satu)
    tamu: FlaskClient = peramban("").client
    with caplog.at_level("INFO", "antrean.access"):
        caplog.clear()
        assert tamu.get(f"{alamat}?{sejak}").status_code == 204
        assert caplog.records == [], "three hundred pages ask each second"
    ambil(1)
    clock.move(seconds=1)
    jawab = tamu.get(f"{alamat}?{sejak}")
    assert (jawab.status_code, jawab.headers["Cache-Control"]) == (200, "no-store")
    potongan = satu.client.get(SESI_ANA, headers={"X-Potongan": "1"}).text
    assert ("<html" in potongan, "A-1" in potongan, f'data-sejak="{jawab.text}"' in potongan) == (False, True, True)
    assert tamu.get(f"{alamat}?{jawab.text}").status_code == 204


def test_an_address_that_is_not_ours_is_none(peramban: Callable[[str], Peramban]) -> None:
    satu = peramban("poli")
    satu.buka(SESI_ANA)
    alamat, _ = alamat_kabar(satu)
    lain = alamat.replace("/ANA/", "/semua/")
    assert lain != alamat
    for salah in (lain, "/kabar/", "/kabar/x/y/z", f"{alamat}0", "/kabar/" + "é" * 3):
        assert satu.client.get(salah).status_code == 404


def test_without_a_store_a_page_is_told_so_and_then_goes_on(
    peramban: Callable[[str], Peramban],
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    satu = peramban("poli")
    satu.buka(SESI_ANA)
    alamat, sejak = alamat_kabar(satu)
    clock.move(seconds=1)

    def diam(*_: Any, **__: Any) -> Any:
        raise StoreUnavailable

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "read", diam)
        assert satu.client.get(f"{alamat}?{sejak}").status_code == 503
    assert satu.client.get(f"{alamat}?{sejak}").status_code == 204
