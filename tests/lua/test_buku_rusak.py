"""A record of the ledger is gone: nothing is written over a booking or a number that was given, and it can go on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import BukuRusak
from antrean.keys import Keys
from antrean.services import buku, kunjungan, periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock
from tests.lua.alat import ANAK, ambil, daftar, semua_isi
from tests.lua.kunjungan import NON_RACIKAN, RACIKAN, Hari

KEYS = Keys(KODE_RS)
KUNCI = f"{HARI_INI}:{ANAK}"
SESI = KEYS.sesi(KUNCI)


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    """1 called, 2 waits, 3 cancelled."""
    hari = Hari(store, clock, berjadwal)
    for n in (1, 2, 3):
        hari.ambil(n)
    hari.panggil(1)
    hari.batal(3)
    clock.move(minutes=1)
    return hari


def rusak(hari: Hari, client: "redis.Redis", act: Callable[[], object]) -> None:
    """It is refused, and has written nothing."""
    sebelum = semua_isi(client)
    with pytest.raises(BukuRusak):
        act()
    assert semua_isi(client) == sebelum


def pulih(hari: Hari) -> list[str]:
    """What goes on again; the books are sound afterwards."""
    jadi = [str(satu) for satu in buku.lanjutkan(hari._konteks(""))]
    assert [*periksa.rumah_sakit(hari.store, hari.clock, hari.rs)] == []
    return jadi


@pytest.mark.parametrize("hilang", [[SESI], [SESI, KEYS.seri]], ids=["the session", "an old one, with no mark"])
def test_a_number_is_not_given_again_when_its_session_is_gone(
    hari: Hari, redis_client: "redis.Redis", hilang: list[str]
) -> None:
    redis_client.delete(*hilang)
    rusak(hari, redis_client, lambda: hari.ambil(4))
    assert hari.booking(1).norm == "000001"


def test_a_number_is_not_given_again_when_all_of_its_date_is_gone(hari: Hari, redis_client: "redis.Redis") -> None:
    redis_client.delete(SESI, KEYS.booking(HARI_INI), KEYS.antre(KUNCI), KEYS.dilayani(KUNCI), KEYS.klaim(HARI_INI))
    redis_client.delete(KEYS.sesi_daftar)
    rusak(hari, redis_client, lambda: hari.ambil(4, nomorreferensi=""))
    assert [satu for satu in periksa.rumah_sakit(hari.store, hari.clock, hari.rs) if "numbers up to 3" in satu]
    assert pulih(hari) == [f"the session {ANAK} on {HARI_INI} ({HARI_INI:%d%m%Y}A)"]
    assert hari.ambil(4, nomorreferensi="") == hari.kode(4)
    assert pulih(hari) == []
    hari.ambil(5)
    assert pulih(hari) == []


STEPS: dict[str, Callable[[Hari], object]] = {
    "batal": lambda hari: hari.batal(2),
    "panggil": lambda hari: hari.panggil(),
    "panggil 2": lambda hari: hari.panggil(2),
    "task 4": lambda hari: hari.task(2, 4),
    "task 5": lambda hari: hari.task(1, 5),
    "task 99": lambda hari: hari.task(2, 99),
    "tutup": lambda hari: hari.tutup("Sakit"),
}


@pytest.mark.parametrize("langkah", STEPS)
def test_no_step_makes_half_a_session(hari: Hari, redis_client: "redis.Redis", langkah: str) -> None:
    redis_client.delete(SESI)
    rusak(hari, redis_client, lambda: STEPS[langkah](hari))


@pytest.mark.parametrize("langkah", ["panggil", "panggil 2"])
def test_nobody_is_called_whose_booking_is_gone(hari: Hari, redis_client: "redis.Redis", langkah: str) -> None:
    redis_client.delete(KEYS.booking(HARI_INI))
    rusak(hari, redis_client, lambda: STEPS[langkah](hari))


def test_a_session_that_is_gone_comes_back_as_its_bookings_say(hari: Hari, redis_client: "redis.Redis") -> None:
    client: Any = redis_client
    sebelum = client.hgetall(SESI)
    client.delete(SESI)
    assert len(pulih(hari)) == 1
    assert client.hgetall(SESI) == {**sebelum, "lompat": ""}
    hari.task(1, 5)
    hari.batal(2)
    assert hari.ambil(4) == hari.kode(4)


@pytest.mark.parametrize("baru", [False, True], ids=["of the usual hours", "of changed hours"])
def test_sessions_between_which_bookings_went_come_back_as_they_were(
    hari: Hari, redis_client: "redis.Redis", baru: bool
) -> None:
    client: Any = redis_client
    if baru:
        hari.ubah_jam()
        hari.slot = replace(ANAK, jampraktek=JamPraktek.baca("08:00-15:00"))
    assert hari.pindah() == [hari.kode(2)]
    kunci = [KEYS.sesi(f"{HARI_INI}:{slot}") for slot in (hari.slot, hari.ke)]
    kunjungan.panggil(hari._konteks(""), KunciSesi(HARI_INI, hari.ke), "A002")
    sebelum = [client.hgetall(satu) for satu in kunci]
    client.delete(*kunci)
    rusak(hari, redis_client, lambda: hari.ambil(4))
    assert len(pulih(hari)) == 2
    assert [client.hgetall(satu) for satu in kunci] == [{**satu, "lompat": ""} for satu in sebelum]
    assert hari.ambil(4) == hari.kode(4)


@pytest.mark.parametrize("langkah", ["task 4"])
def test_no_call_is_recorded_of_whom_the_line_does_not_have(
    hari: Hari, redis_client: "redis.Redis", langkah: str
) -> None:
    redis_client.delete(KEYS.antre(KUNCI))
    rusak(hari, redis_client, lambda: STEPS[langkah](hari))


def test_a_pharmacy_number_is_not_given_again(hari: Hari, redis_client: "redis.Redis") -> None:
    for angka in (1, 2):
        hari.resep(angka, RACIKAN)
    hari.farmasi_ambil(1)
    redis_client.delete(KEYS.farmasi(HARI_INI))
    rusak(hari, redis_client, lambda: hari.farmasi_ambil(2))
    assert hari.farmasi_ambil(1).nomorantrean == 1
    assert pulih(hari) == [f"the pharmacy's counter of Racikan on {HARI_INI}"]
    assert hari.farmasi_ambil(2).nomorantrean == 2
    hari.resep(2, RACIKAN)


def test_a_cancelled_booking_at_the_head_of_the_pharmacys_line_blocks_nobody(
    hari: Hari, redis_client: "redis.Redis"
) -> None:
    client: Any = redis_client
    kemarin = HARI_INI - timedelta(days=1)
    lama, antre = f"{kemarin:%d%m%Y}A003", [KEYS.antre_farmasi(satu, RACIKAN) for satu in (kemarin, HARI_INI)]
    hari.resep(1, RACIKAN)
    hari.farmasi_ambil(1)
    client.hset(KEYS.booking(kemarin), lama, client.hget(KEYS.booking(HARI_INI), hari.kode(3)))
    client.zadd(antre[0], {hari.kode(3): 6, lama: 7})
    client.zadd(antre[1], {lama: 0.5})
    dipanggil = hari.farmasi_panggil()
    assert dipanggil is not None
    assert (dipanggil[0], dipanggil[1].nomorantrean) == (hari.kode(1), 1)
    client.delete(KEYS.booking(kemarin))
    assert [client.zcard(satu) for satu in antre] == [0, 0]
    assert [*periksa.rumah_sakit(hari.store, hari.clock, hari.rs)] == []


def test_the_pharmacy_calls_nobody_whose_booking_is_gone(hari: Hari, redis_client: "redis.Redis") -> None:
    hari.resep(1, NON_RACIKAN)
    hari.farmasi_ambil(1)
    redis_client.delete(KEYS.booking(HARI_INI))
    rusak(hari, redis_client, lambda: hari.farmasi_panggil(NON_RACIKAN))


@pytest.mark.parametrize("hilang", [[KEYS.norm_terakhir], [KEYS.norm_terakhir, KEYS.seri]], ids=["marked", "old"])
def test_a_record_number_is_not_given_again(
    hari: Hari, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis", hilang: list[str]
) -> None:
    assert daftar(store, clock, rs, "a", 501) == "000010"
    redis_client.delete(*hilang)
    rusak(hari, redis_client, lambda: daftar(store, clock, rs, "b", 502))


def test_record_numbers_go_on(
    hari: Hari, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    daftar(store, clock, rs, "a", 501)
    redis_client.delete(KEYS.norm_terakhir)
    assert pulih(hari) == ["the counter of new patients' record numbers"]
    assert daftar(store, clock, rs, "b", 502) == "000011"


def test_a_closed_day_cancels_nothing_of_a_session_that_is_gone(hari: Hari, redis_client: "redis.Redis") -> None:
    redis_client.delete(SESI)
    hari.tutup()  # without cancelling it can be closed
    rusak(hari, redis_client, lambda: hari.tutup("Sakit"))


def test_a_session_of_before_the_marks_goes_on(hari: Hari, redis_client: "redis.Redis") -> None:
    redis_client.delete(KEYS.seri)
    assert hari.ambil(4) == hari.kode(4)
    assert ambil(hari.store, hari.clock, hari.rs, "lain", 5, tanggal=HARI_INI).angkaantrean == 5
    assert [*periksa.rumah_sakit(hari.store, hari.clock, hari.rs)] == []
