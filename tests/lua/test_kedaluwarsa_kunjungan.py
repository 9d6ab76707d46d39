"""What a visit stores goes with its date: lines that emptied and filled again too; surgeries go after the keep days."""

from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import redis

from antrean.domain.antrean import KodeBooking
from antrean.domain.operasi import Operasi
from antrean.domain.rs import RumahSakit
from antrean.errors import AntreanTidakDitemukan, KodeBookingTidakDitemukan
from antrean.keys import Keys
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, FrozenClock
from tests.lua.alat import ANAK, redis_sampai, semua_isi
from tests.lua.kunjungan import NON_RACIKAN, RACIKAN, Hari, satu_operasi
from tests.lua.test_kedaluwarsa import epoch, expires_at

WIB = ZoneInfo("Asia/Jakarta")

KEYS = Keys(KODE_RS)
SESI = f"{HARI_INI.isoformat()}:{ANAK}"
ANTRE, HADIR, DILAYANI = KEYS.antre(SESI), KEYS.hadir(SESI), KEYS.dilayani(SESI)
FARMASI = KEYS.farmasi(HARI_INI)
BARIS = {jenis: KEYS.antre_farmasi(HARI_INI, jenis) for jenis in (RACIKAN, NON_RACIKAN)}


@pytest.fixture(params=[7, 400])
def keep_days(request: pytest.FixtureRequest) -> int:
    days: int = request.param
    return days


@pytest.fixture
def hari(redis_client: "redis.Redis", clock: FrozenClock, berjadwal: RumahSakit, keep_days: int) -> Hari:
    """Three bookings of today."""
    hari = Hari(Store(redis_client, keep_days), clock, berjadwal)
    for n in (1, 2, 3):
        hari.ambil(n)
    return hari


def ke_farmasi(hari: Hari, angka: int, jenis: str) -> None:
    hari.resep(angka, jenis)
    hari.farmasi_ambil(angka)


def urut(hari: Hari, *langkah: Callable[[Hari], object]) -> None:
    for satu in langkah:
        hari.clock.move(seconds=1)
        satu(hari)


def panggil_semua(hari: Hari) -> None:
    for angka in (1, 2, 3):
        hari.panggil(angka)


def test_each_line_expires_the_keep_days_after_its_date(
    hari: Hari, redis_client: "redis.Redis", keep_days: int
) -> None:
    urut(hari, lambda h: h.checkin(1), lambda h: h.checkin(2), lambda h: h.panggil())
    ke_farmasi(hari, 1, RACIKAN)
    ke_farmasi(hari, 2, NON_RACIKAN)
    keys = (ANTRE, HADIR, DILAYANI, FARMASI, *BARIS.values())
    berakhir = epoch(HARI_INI + timedelta(days=keep_days + 2))
    assert {key: expires_at(redis_client, key) for key in keys} == dict.fromkeys(keys, berakhir)


Langkah = Callable[[Hari], object]


def farmasi(angka: int, jenis: str) -> Langkah:
    return lambda h: ke_farmasi(h, angka, jenis)


def panggil_farmasi(jenis: str) -> Langkah:
    return lambda h: h.farmasi_panggil(jenis)


# What empties the line, and what fills it again.
LAGI: dict[str, tuple[str, list[Langkah], list[Langkah]]] = {
    "waiting, put back": (ANTRE, [panggil_semua], [lambda h: h.lewati(2)]),
    "waiting, cancelled": (
        ANTRE,
        [lambda h: h.batal(1), lambda h: h.batal(2), lambda h: h.batal(3)],
        [lambda h: h.ambil(4)],
    ),
    "waiting, closed": (ANTRE, [lambda h: h.tutup("Sakit")], [lambda h: h.buka(), lambda h: h.ambil(4)]),
    "checked in, called": (HADIR, [lambda h: h.checkin(1), lambda h: h.panggil()], [lambda h: h.checkin(2)]),
    "checked in, cancelled": (HADIR, [lambda h: h.checkin(1), lambda h: h.batal(1)], [lambda h: h.checkin(3)]),
    "called, served": (DILAYANI, [lambda h: h.selesai(1)], [lambda h: h.panggil(2)]),
    "called, served, by tasks": (DILAYANI, [lambda h: h.selesai(1)], [lambda h: h.task(2, 4)]),
    "called, put back": (DILAYANI, [lambda h: h.panggil(1), lambda h: h.lewati(1)], [lambda h: h.panggil(1)]),
    "called, gone": (DILAYANI, [lambda h: h.panggil(1), lambda h: h.task(1, 99)], [lambda h: h.panggil(2)]),
    **{
        f"pharmacy, {jenis}": (key, [farmasi(1, jenis), panggil_farmasi(jenis)], [farmasi(2, jenis)])
        for jenis, key in BARIS.items()
    },
}


@pytest.mark.parametrize("nama", LAGI)
def test_a_line_that_emptied_and_filled_again_expires_too(
    nama: str, hari: Hari, redis_client: "redis.Redis", keep_days: int
) -> None:
    key, kosongkan, isi = LAGI[nama]
    urut(hari, *kosongkan)
    assert not redis_client.exists(key)
    urut(hari, *isi)
    assert expires_at(redis_client, key) == epoch(HARI_INI + timedelta(days=keep_days + 2))


def test_who_is_put_back_among_those_checked_in_does_not_make_them_stay_for_ever(
    hari: Hari, redis_client: "redis.Redis", keep_days: int
) -> None:
    urut(hari, lambda h: h.checkin(1), lambda h: h.checkin(2), lambda h: h.panggil(), lambda h: h.lewati(1))
    assert redis_client.zcard(HADIR) == 2
    assert expires_at(redis_client, HADIR) == epoch(HARI_INI + timedelta(days=keep_days + 2))


def test_claims_that_emptied_and_filled_again_expire_too(
    hari: Hari, redis_client: "redis.Redis", keep_days: int
) -> None:
    for angka in (1, 2, 3):
        hari.batal(angka)
    assert not redis_client.exists(KEYS.klaim(HARI_INI), KEYS.rujukan(HARI_INI))
    hari.ambil(1)
    assert expires_at(redis_client, KEYS.klaim(HARI_INI)) == epoch(HARI_INI + timedelta(days=keep_days + 2))
    assert expires_at(redis_client, KEYS.rujukan(HARI_INI)) is not None


def test_after_a_whole_day_every_key_with_a_date_expires_and_none_is_without_a_name(
    hari: Hari, redis_client: "redis.Redis", keep_days: int
) -> None:
    urut(
        hari,
        lambda h: h.checkin(1),
        lambda h: h.checkin(2),
        lambda h: h.panggil(),
        lambda h: h.lewati(1),
        lambda h: h.selesai(2),
        lambda h: ke_farmasi(h, 2, RACIKAN),
        lambda h: h.panggil(1),
        lambda h: ke_farmasi(h, 1, NON_RACIKAN),
        lambda h: h.farmasi_panggil(),
        lambda h: h.batal(3),
        lambda h: h.tutup("Sakit"),
        lambda h: h.operasi([satu_operasi()]),
        lambda h: h.kunci_buat("loket1"),
    )
    dated = [key for key in redis_client.scan_iter() if HARI_INI.isoformat() in key]
    berakhir = epoch(HARI_INI + timedelta(days=keep_days + 2))
    assert {key: expires_at(redis_client, key) for key in dated} == dict.fromkeys(dated, berakhir)
    assert set(dated) == {
        *(KEYS.sesi(SESI), KEYS.booking(HARI_INI), KEYS.klaim(HARI_INI)),
        *(DILAYANI, FARMASI, BARIS[NON_RACIKAN]),
    }


def test_a_kodebooking_of_the_last_day_there_is_is_nobodys(berjadwal: RumahSakit, store: Store) -> None:
    kode, write = "31129999A001", Write("a", 1, "uji")
    semua: list[Callable[[], object]] = [
        lambda: store.kunjungan.checkin(KODE_RS, kode, 1, HARI_INI, WIB, write),
        lambda: store.kunjungan.task(KODE_RS, kode, 4, 1, "", HARI_INI, WIB, write),
        lambda: store.kunjungan.lewati(KODE_RS, kode, 1, True, write),
    ]
    for lakukan in semua:
        with pytest.raises(AntreanTidakDitemukan):
            lakukan()
    with pytest.raises(KodeBookingTidakDitemukan):
        store.farmasi.ambil(KODE_RS, KodeBooking.baca(kode), date.max, write)


# --- surgeries -------------------------------------------------------------------------------------------------------


def operasi_pada(hari_lalu: int, kode: str, nopeserta: str = "0001777000001") -> Operasi:
    return satu_operasi(kode, -hari_lalu, nopeserta)


def tersimpan(client: "redis.Redis") -> tuple[set[str], set[str], dict[str, str]]:
    """The surgeries, and both indexes."""
    isi = semua_isi(client)
    tanggal = {kode for kode, _ in isi.get(KEYS.operasi_tanggal, [])}
    return set(isi.get(KEYS.operasi, {})), tanggal, isi.get(KEYS.operasi_peserta, {})


@pytest.fixture
def bedah(store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis") -> Hari:
    redis_sampai(redis_client, clock)
    return Hari(store, clock, rs)


def test_a_surgery_past_the_keep_days_is_dropped_with_its_index_entries(
    bedah: Hari, redis_client: "redis.Redis"
) -> None:
    bedah.operasi([operasi_pada(0, "OK-1"), operasi_pada(-1, "OK-2"), operasi_pada(0, "OK-3", "0001777000003")])
    bedah.clock.move(days=36)
    redis_sampai(redis_client, bedah.clock)
    bedah.operasi([operasi_pada(-40, "OK-4", "0001777000004")])
    assert tersimpan(redis_client) == (
        {"OK-2", "OK-4"},
        {"OK-2", "OK-4"},
        {"0001777000001": "OK-2", "0001777000004": "OK-4"},
    )
    assert bedah.store.operasi.milik(KODE_RS, "0001777000003") == []


def test_a_surgery_of_the_last_kept_day_stays(bedah: Hari, redis_client: "redis.Redis") -> None:
    bedah.operasi([operasi_pada(35, "OK-1"), operasi_pada(36, "OK-2")])
    assert tersimpan(redis_client) == ({"OK-1"}, {"OK-1"}, {"0001777000001": "OK-1"})


def test_a_surgery_that_moves_leaves_its_old_date_and_its_old_participant(
    bedah: Hari, redis_client: "redis.Redis"
) -> None:
    bedah.operasi([operasi_pada(0, "OK-1"), operasi_pada(0, "OK-2")])
    bedah.operasi([operasi_pada(-5, "OK-1", "0001777000009"), operasi_pada(0, "OK-2", "")])
    assert tersimpan(redis_client) == ({"OK-1", "OK-2"}, {"OK-1", "OK-2"}, {"0001777000009": "OK-1"})
    (satu,) = bedah.store.operasi.pada(KODE_RS, HARI_INI + timedelta(days=5), HARI_INI + timedelta(days=5))
    assert satu.kodebooking == "OK-1"
    assert [s.kodebooking for s in bedah.store.operasi.pada(KODE_RS, HARI_INI, HARI_INI)] == ["OK-2"]


def test_a_surgery_twice_in_one_call_is_the_later_one(bedah: Hari, redis_client: "redis.Redis") -> None:
    bedah.operasi([operasi_pada(0, "OK-1"), operasi_pada(-1, "OK-1", "0001777000009")])
    assert tersimpan(redis_client) == ({"OK-1"}, {"OK-1"}, {"0001777000009": "OK-1"})


def test_surgeries_and_keys_never_expire_by_themselves(bedah: Hari, redis_client: "redis.Redis") -> None:
    bedah.operasi([operasi_pada(0, "OK-1")])
    bedah.kunci_buat("loket1")
    keys = (KEYS.operasi, KEYS.operasi_tanggal, KEYS.operasi_peserta, KEYS.kunci)
    assert {key: expires_at(redis_client, key) for key in keys} == dict.fromkeys(keys)


def test_the_surgeries_that_are_dropped_leave_one_event(bedah: Hari, redis_client: "redis.Redis") -> None:
    bedah.operasi([operasi_pada(0, f"OK-{n}") for n in range(5)])
    sebelum = redis_client.xlen(KEYS.peristiwa)
    write = Write("a", bedah.clock.now_ms(), "uji")
    bedah.store.operasi.simpan(KODE_RS, [operasi_pada(-60, "OK-9")], HARI_INI + timedelta(days=50), write)
    assert redis_client.xlen(KEYS.peristiwa) == sebelum + 1
    assert tersimpan(redis_client)[0] == {"OK-9"}
