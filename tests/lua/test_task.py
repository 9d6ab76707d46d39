"""lua/lib/task: which task may come next, of a new patient and of a known one, and that times only rise."""

from pathlib import Path

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.errors import SudahDibatalkan, TaskTidakUrut, WaktuTidakNaik
from antrean.keys import Keys
from antrean.scripts import Script, lua_folder, read_registry
from antrean.store import Store
from tests.conftest import KODE_RS, FrozenClock, pasien
from tests.lua.alat import daftar, semua_isi
from tests.lua.kunjungan import Hari

BERIKUT = """-- berikut: says what may come next.
-- KEYS
-- ARGV
--   baru          1: a new patient
--   tercatat...   the tasks, each with its time
-- ANSWERS
--   OK            berikut terakhir waktu
-- INCLUDE task

local booking = {baru = A.baru}
for id = 1, 7 do booking['t' .. id] = '' end
for i = 1, #A.tercatat, 2 do booking['t' .. A.tercatat[i]] = A.tercatat[i + 1] end
local terakhir, waktu = task_terakhir(booking)
return {'OK', 'berikut', table.concat(task_berikut(booking), ' '), 'terakhir', tostring(terakhir),
  'waktu', string.format('%.0f', waktu)}
"""


@pytest.fixture
def berikut(tmp_path: Path) -> Script:
    """A small script around the lib as it is."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "task.lua").symlink_to(lua_folder() / "lib" / "task.lua")
    (tmp_path / "berikut.lua").write_text(BERIKUT)
    return read_registry(tmp_path)["berikut"]


@pytest.mark.parametrize(
    "baru, tercatat, ids",
    [
        ("1", (), "1 2 3 4 99"),
        ("1", (1,), "2 3 4 99"),
        ("1", (1, 2), "3 4 99"),
        ("1", (1, 2, 3), "4 99"),
        ("1", (1, 2, 3, 4), "5 99"),
        ("1", (1, 2, 3, 4, 5), "6"),
        ("1", (1, 2, 3, 4, 5, 6), "7"),
        ("1", (1, 2, 3, 4, 5, 6, 7), ""),
        # Before the call some may be missing, and none comes after a later one.
        ("1", (3,), "4 99"),
        ("1", (2,), "3 4 99"),
        ("1", (4,), "5 99"),
        ("0", (), "3 4 99"),
        ("0", (3,), "4 99"),
        ("0", (3, 4), "5 99"),
        ("0", (4,), "5 99"),
        ("0", (3, 4, 5), "6"),
        ("0", (4, 5), "6"),
        ("0", (3, 4, 5, 6), "7"),
        ("0", (3, 4, 5, 6, 7), ""),
        # An old booking has nothing there.
        ("", (), "3 4 99"),
    ],
)
def test_these_may_come_next(
    berikut: Script, redis_client: "redis.Redis", baru: str, tercatat: tuple[int, ...], ids: str
) -> None:
    times = [teks for id in tercatat for teks in (str(id), str(1000 + id))]
    word, fields = berikut.run(redis_client.execute_command, {}, {"baru": baru, "tercatat": times})
    assert (word, fields["berikut"]) == ("OK", ids)
    terakhir = tercatat[-1] if tercatat else 0
    assert (fields["terakhir"], fields["waktu"]) == (str(terakhir), str(terakhir and 1000 + terakhir))


def test_a_time_of_thirteen_digits_keeps_each_of_them(berikut: Script, redis_client: "redis.Redis") -> None:
    times = {"baru": "0", "tercatat": ["3", "1795395600001"]}
    assert berikut.run(redis_client.execute_command, {}, times)[1]["waktu"] == "1795395600001"


# --- in the ledger ---------------------------------------------------------------------------------------------------


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    """A1: a known patient; A2: one who was registered through service 7."""
    hari = Hari(store, clock, berjadwal)
    hari.ambil(1)
    daftar(store, clock, berjadwal, "daftar")
    hari.ambil(501)
    return hari


@pytest.mark.parametrize("angka, alur", [(1, (3, 4, 5, 6, 7)), (2, (1, 2, 3, 4, 5, 6, 7))])
def test_the_whole_flow_is_recorded(angka: int, alur: tuple[int, ...], hari: Hari) -> None:
    mulai = hari.clock.now_ms()
    for n, taskid in enumerate(alur):
        hari.task(angka, taskid, mulai + n)
        hari.clock.move(minutes=1)
    assert hari.booking(angka).task == {taskid: mulai + n for n, taskid in enumerate(alur)}


@pytest.mark.parametrize(
    "angka, sudah, taskid, diharapkan",
    [
        *((1, (), taskid, "3, 4, 99") for taskid in (1, 2, 5, 6, 7)),
        *((2, (), taskid, "1, 2, 3, 4, 99") for taskid in (5, 6, 7)),
        *((1, (3,), taskid, "4, 99") for taskid in (1, 2, 3, 5)),
        *((1, (3, 4), taskid, "5, 99") for taskid in (3, 4, 6)),
        *((1, (4, 5), taskid, "6") for taskid in (4, 5, 7, 99)),
        *((1, (4, 5, 6, 7), taskid, "") for taskid in (3, 7, 99)),
    ],
)
def test_what_is_out_of_order_is_refused_with_what_was_expected(
    angka: int, sudah: tuple[int, ...], taskid: int, diharapkan: str, hari: Hari, redis_client: "redis.Redis"
) -> None:
    for satu in sudah:
        hari.task(angka, satu)
        hari.clock.move(minutes=1)
    isi = semua_isi(redis_client)
    with pytest.raises(TaskTidakUrut) as salah:
        hari.task(angka, taskid)
    assert salah.value.fields == {"taskid": str(taskid), "diharapkan": diharapkan}
    assert semua_isi(redis_client) == isi


@pytest.mark.parametrize("mundur", [0, 1, 60_000])
def test_times_only_rise(mundur: int, hari: Hari, redis_client: "redis.Redis") -> None:
    waktu = hari.clock.now_ms()
    hari.task(1, 3, waktu)
    isi = semua_isi(redis_client)
    with pytest.raises(WaktuTidakNaik) as salah:
        hari.task(1, 4, waktu - mundur)
    assert salah.value.fields == {"taskid": "3", "sebelum": str(waktu)}
    assert semua_isi(redis_client) == isi
    hari.task(1, 4, waktu + 1)


@pytest.mark.parametrize("taskid", [3, 4, 99])
def test_the_same_task_at_the_same_time_is_no_change(taskid: int, hari: Hari, redis_client: "redis.Redis") -> None:
    waktu = hari.clock.now_ms()
    hari.task(1, taskid, waktu)
    isi = semua_isi(redis_client)
    hari.clock.move(minutes=1)
    hari.task(1, taskid, waktu)
    assert semua_isi(redis_client) == isi


def test_a_cancelled_booking_has_no_tasks(hari: Hari) -> None:
    hari.batal(1)
    with pytest.raises(SudahDibatalkan):
        hari.task(1, 3)


def test_who_is_absent_is_cancelled(hari: Hari, redis_client: "redis.Redis") -> None:
    hari.task(1, 99)
    assert (hari.booking(1).status, [*hari.booking(1).task]) == ("batal", [99])
    assert not redis_client.hexists(Keys(KODE_RS).klaim(hari.tanggal), pasien(1).norm)


def test_a_check_in_begins_the_waiting_time_and_a_late_one_makes_up_nothing(hari: Hari) -> None:
    tiba = hari.clock.now_ms()
    hari.checkin(2)
    assert hari.booking(2).task == {1: tiba}
    hari.clock.move(minutes=1)
    hari.panggil(1)
    hari.clock.move(minutes=1)
    hari.checkin(1)
    assert [*hari.booking(1).task] == [4]
    assert hari.booking(1).datang == hari.clock.now_ms()
