"""lua/lib/laju: the pace of a session is the median of its last nine services, once there are five."""

from pathlib import Path

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.scripts import Registry, lua_folder, read_registry
from antrean.store import Store
from tests.conftest import FrozenClock, pasien, put_patients
from tests.lua.kunjungan import Hari

LAMA = """-- lama: says how long a patient takes.
-- KEYS
-- ARGV
--   laju   the last service times
--   spm    as scheduled
-- ANSWERS
--   OK     lama terukur
-- INCLUDE laju

local lama, terukur = lama_layanan(A.laju ~= '-' and A.laju, A.spm)
return {'OK', 'lama', string.format('%.0f', lama), 'terukur', tostring(terukur)}
"""
TAMBAH = """-- tambah: keeps one more service time.
-- KEYS
-- ARGV
--   laju   the last service times
--   lama   one more
-- ANSWERS
--   OK     laju
-- INCLUDE laju

return {'OK', 'laju', tambah_laju(A.laju ~= '-' and A.laju, tonumber(A.lama), '00:00-24:00')}
"""


@pytest.fixture
def skrip(tmp_path: Path) -> Registry:
    """Two small scripts around the lib as it is."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "laju.lua").symlink_to(lua_folder() / "lib" / "laju.lua")
    (tmp_path / "lama.lua").write_text(LAMA)
    (tmp_path / "tambah.lua").write_text(TAMBAH)
    return read_registry(tmp_path)


@pytest.mark.parametrize(
    "laju, lama, terukur",
    [
        # `-`: nothing is stored yet, as HMGET has it.
        *(("-", 480, "false"), ("", 480, "false"), ("1", 480, "false"), ("1 2 3 4", 480, "false")),
        *(("1 2 3 4 5", 3, "true"), ("5 4 3 2 1", 3, "true"), ("7 7 7 7 7", 7, "true")),
        # As numbers, not as text; one that took very long does not count.
        *(("9 10 100 8 1000", 10, "true"), ("1 1 1 1 99999999", 1, "true")),
        # Of an even number the lower of the two in the middle.
        *(("1 2 3 4 5 6", 3, "true"), ("8 7 6 5 4 3 2 1", 4, "true")),
        *(("9 8 7 6 5 4 3 2 1", 5, "true"), ("3600000 60000 60000 7200000 60001", 60001, "true")),
    ],
)
def test_the_median_counts_once_five_were_served(
    skrip: Registry, redis_client: "redis.Redis", laju: str, lama: int, terukur: str
) -> None:
    answer = skrip["lama"].run(redis_client.execute_command, {}, {"laju": laju, "spm": "480"})
    assert answer == ("OK", {"lama": str(lama), "terukur": terukur})


@pytest.mark.parametrize(
    "laju, sesudah",
    [
        ("-", "60000"),
        ("", "60000"),
        ("1", "1 60000"),
        ("1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 8 60000"),
        ("1 2 3 4 5 6 7 8 9", "2 3 4 5 6 7 8 9 60000"),
    ],
)
def test_the_last_nine_are_kept_in_their_order(
    skrip: Registry, redis_client: "redis.Redis", laju: str, sesudah: str
) -> None:
    assert skrip["tambah"].run(redis_client.execute_command, {}, {"laju": laju, "lama": 60000}) == (
        "OK",
        {"laju": sesudah},
    )


def test_a_long_service_is_kept_to_the_millisecond(skrip: Registry, redis_client: "redis.Redis") -> None:
    assert skrip["tambah"].run(redis_client.execute_command, {}, {"laju": "", "lama": 86_399_999}) == (
        "OK",
        {"laju": "86399999"},
    )


# --- in a session ----------------------------------------------------------------------------------------------------


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    """Twelve bookings of today; eight minutes a patient are scheduled."""
    hari = Hari(store, clock, berjadwal)
    put_patients(store, clock, berjadwal, *(pasien(n) for n in range(1, 15)))
    for n in range(1, 13):
        hari.ambil(n)
    return hari


def layani(hari: Hari, angka: int, menit: int) -> None:
    hari.panggil(angka)
    hari.clock.move(minutes=menit)
    hari.task(angka, 5)


def test_the_waiting_time_follows_the_schedule_until_five_were_served(hari: Hari) -> None:
    for angka in range(1, 5):
        layani(hari, angka, 2)
    sisa = hari.sisa(12)
    assert (sisa.sisaantrean, sisa.waktutunggu, sisa.terukur) == (8, 7 * 480, False)
    layani(hari, 5, 2)
    sisa = hari.sisa(12)
    assert (sisa.sisaantrean, sisa.waktutunggu, sisa.terukur) == (7, 6 * 120, True)


def test_a_slow_patient_does_not_move_the_pace_and_old_ones_leave_it(hari: Hari) -> None:
    for angka, menit in enumerate((1, 1, 1, 1, 1, 5, 5, 5, 5, 60), 1):
        layani(hari, angka, menit)
    sisa = hari.sisa(12)
    assert (sisa.sisaantrean, sisa.waktutunggu, sisa.terukur) == (2, 300, True)


def test_who_was_put_back_or_cancelled_does_not_count_into_the_pace(hari: Hari) -> None:
    for angka in range(1, 5):
        layani(hari, angka, 2)
    hari.panggil(5)
    hari.clock.move(minutes=30)
    hari.lewati(5)
    hari.panggil(6)
    hari.clock.move(minutes=30)
    hari.task(6, 99)
    hari.batal(7)
    assert not hari.sisa(12).terukur


def test_a_booking_is_told_the_measured_pace(hari: Hari) -> None:
    for angka in range(1, 6):
        layani(hari, angka, 2)
    hari.ambil(13)
    booking = hari.booking(13)
    assert booking.estimasidilayani == hari.clock.now_ms() + 7 * 120_000
