"""Bookings as issue 2 wrote them, without the fields that came later, go on as any other."""

import pytest
import redis

from antrean.domain.antrean import Riwayat
from antrean.domain.rs import RumahSakit
from antrean.errors import SudahDibatalkan
from antrean.keys import Keys
from antrean.services import kunjungan, periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien
from tests.konteks import konteks
from tests.lua.kunjungan import RACIKAN, Hari

KEYS = Keys(KODE_RS)
JAM = "08:00-16:00"


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit, redis_client: "redis.Redis") -> Hari:
    """Two bookings of today, packed as they were then: 17 fields, the estimate last."""
    hari = Hari(store, clock, berjadwal)
    for n in (1, 2):
        hari.ambil(n)
        satu = pasien(n)
        lama = (
            *(str(n), "ANA", "12345", JAM, "jkn", "aktif", satu.norm, satu.nik, satu.nomorkartu, ""),
            *("1", f"{n:019d}", "0", "", "mjkn", "1764400000000", "1764464400000"),
        )
        assert redis_client.hset(KEYS.booking(HARI_INI), hari.kode(n), "\t".join(lama)) == 0
    return hari


def test_it_is_read_with_nothing_where_the_later_fields_are(hari: Hari) -> None:
    booking = hari.booking(1)
    assert (booking.status, booking.keadaan, booking.datang, booking.task) == ("aktif", "terdaftar", 0, {})
    assert (booking.alasan, booking.resep, booking.farmasi, booking.estimasidilayani) == ("", "", 0, 1764464400000)
    assert booking.riwayat == (Riwayat("ambil", 1764400000000, "mjkn"),)


def test_the_line_counts_it(hari: Hari) -> None:
    assert hari.sisa(2).sisaantrean == 2
    status = kunjungan.status(konteks(hari.store, hari.clock, hari.rs), hari.slot, hari.tanggal)
    assert (status.totalantrean, status.sisaantrean, status.antreanpanggil) == (2, 2, "-")


def test_it_is_cancelled_and_the_patient_may_book_again(hari: Hari) -> None:
    hari.batal(1)
    assert (hari.booking(1).status, hari.booking(1).alasan) == ("batal", "Berhalangan")
    assert hari.ambil(1) == hari.kode(3)
    with pytest.raises(SudahDibatalkan):
        hari.batal(1)


def test_it_is_checked_in_called_put_back_and_served(hari: Hari) -> None:
    tiba = hari.clock.now_ms()
    hari.checkin(1)
    hari.clock.move(minutes=1)
    assert hari.panggil() == hari.kode(1)
    hari.clock.move(minutes=1)
    hari.lewati(1)
    assert hari.panggil() == hari.kode(2)
    assert hari.panggil() == hari.kode(1)
    dipanggil = hari.clock.now_ms()
    hari.clock.move(minutes=1)
    hari.task(1, 5)
    booking = hari.booking(1)
    assert (booking.keadaan, booking.datang) == ("selesai", tiba)
    assert booking.task == {3: tiba, 4: dipanggil, 5: hari.clock.now_ms()}
    assert [satu.jenis for satu in booking.riwayat] == ["ambil", "checkin", "panggil", "lewati", "panggil", "task5"]


def test_it_gets_a_prescription_and_a_number_at_the_pharmacy(hari: Hari) -> None:
    hari.resep(1)
    assert hari.farmasi_ambil(1).nomorantrean == 1
    called = hari.farmasi_panggil(RACIKAN)
    assert called
    assert called[0] == hari.kode(1)
    assert (hari.booking(1).resep, hari.booking(1).farmasi) == (RACIKAN, 1)


def test_a_closed_day_cancels_it(hari: Hari) -> None:
    assert hari.tutup("Dokter sakit") == [hari.kode(1), hari.kode(2)]
    assert {hari.booking(n).status for n in (1, 2)} == {"batal"}


@pytest.mark.parametrize("akhir", ["cancelled", "served", "absent", "as it was"])
def test_the_ledger_agrees_whatever_became_of_it(akhir: str, hari: Hari) -> None:
    if akhir == "cancelled":
        hari.batal(1)
    if akhir == "served":
        hari.selesai(1)
    if akhir == "absent":
        hari.task(1, 99)
    assert list(periksa.rumah_sakit(hari.store, hari.clock, hari.rs)) == []


def test_what_it_was_made_with_does_not_change_when_it_is_written_again(
    hari: Hari, redis_client: "redis.Redis"
) -> None:
    sebelum = str(redis_client.hget(KEYS.booking(HARI_INI), hari.kode(1)))
    hari.checkin(1)
    assert str(redis_client.hget(KEYS.booking(HARI_INI), hari.kode(1))).startswith(f"{sebelum}\t")
