"""The code under which the system beside has a booking: nobody else's while the booking stands and has it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from antrean.domain.antrean import Booking
from antrean.domain.rs import RumahSakit
from antrean.errors import AntreanTidakDitemukan, KodeLamaTerpakai
from antrean.services.kode import kode_sini
from antrean.store import Store
from tests.conftest import FrozenClock, di_klaster
from tests.konteks import konteks
from tests.lua.kunjungan import Hari

SANA, LAIN = "2026/11/30/000001", "2026/11/30/000009"


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    satu = Hari(store, clock, berjadwal)
    satu.ambil(1)
    satu.ambil(2)
    return satu


def milik(hari: Hari) -> str:
    return kode_sini(konteks(hari.store, hari.clock, hari.rs, "tanya", "uji"), SANA.lower())


def catatan(satu: Booking) -> list[str]:
    return [apa.jenis for apa in satu.riwayat if apa.jenis == "kode_lama"]


@di_klaster
def test_a_booking_has_it_from_then_on(hari: Hari) -> None:
    hari.kode_lama(1, SANA)
    satu = hari.booking(1)
    assert (satu.kodelama, satu.kode_bpjs, milik(hari), catatan(satu)) == (SANA, SANA, hari.kode(1), ["kode_lama"])
    hari.kode_lama(1, SANA)
    assert catatan(hari.booking(1)) == ["kode_lama"]


def test_it_stays_as_it_is_and_where_it_is(hari: Hari) -> None:
    hari.kode_lama(1, SANA)
    for angka, kode in ((1, "2026/11/30/000009"), (2, SANA)):
        with pytest.raises(KodeLamaTerpakai, match=f"sudah milik booking {hari.kode(1)}"):
            hari.kode_lama(angka, kode)
    assert (hari.booking(1).kodelama, hari.booking(2).kodelama, milik(hari)) == (SANA, "", hari.kode(1))


def test_who_is_cancelled_leaves_it_to_the_next(hari: Hari) -> None:
    hari.kode_lama(1, SANA)
    hari.batal(1)
    with pytest.raises(AntreanTidakDitemukan):
        hari.kode_lama(1, "2026/11/30/000009")
    hari.kode_lama(2, SANA)
    assert [hari.booking(n).kodelama for n in (1, 2)] == ["", SANA]
    assert milik(hari) == hari.kode(2)


@di_klaster
def test_who_is_cancelled_on_one_day_leaves_it_to_who_comes_on_another(hari: Hari) -> None:
    besok = replace(hari, tanggal=hari.tanggal + timedelta(days=1))
    besok.ambil(1)
    hari.kode_lama(1, SANA)
    with pytest.raises(KodeLamaTerpakai):
        besok.kode_lama(1, SANA)
    hari.batal(1)
    besok.kode_lama(1, SANA)
    assert (hari.booking(1).kodelama, besok.booking(1).kodelama, milik(hari)) == ("", SANA, besok.kode(1))


def test_who_has_another_by_now_leaves_the_first_to_the_next(hari: Hari) -> None:
    hari.kode_lama(1, SANA)
    hari.kode_lama(1, LAIN, dulu=SANA)
    # Until somebody else has it, who asks by the first is told of the same booking.
    assert (hari.booking(1).kodelama, milik(hari)) == (LAIN, hari.kode(1))
    hari.kode_lama(2, SANA)
    assert ([hari.booking(n).kodelama for n in (1, 2)], milik(hari)) == ([LAIN, SANA], hari.kode(2))
    with pytest.raises(KodeLamaTerpakai):
        hari.kode_lama(1, SANA, dulu=LAIN)
    with pytest.raises(KodeLamaTerpakai):  # not what the caller knows
        hari.kode_lama(2, "2026/11/30/000003")
