"""The task flow: ids and times only rise; what may come next depends on who the patient is and what was recorded."""

from typing import Any

import pytest

from antrean.domain.antrean import TASK
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn
from tests.http.alat import daftar, ms, pukul
from tests.simrs.alat import BESOK, Loket, bentrok, checkin, hari_ini, masalah, salah_isi, tidak_ada

LAMA, BARU = 1, 501
DETIK = 1000


@pytest.fixture
def pasien_baru(jkn: MobileJkn, loket: Loket) -> str:
    """The booking of a patient registered through service 7."""
    daftar(jkn, BARU)
    return loket.ambil(BARU)


def urut(taskid: int, *boleh: int) -> tuple[int, Any]:
    """The refusal of a task out of order, with what was expected."""
    expected = ", ".join(map(str, boleh))
    return bentrok("TaskTidakUrut", f"Task {taskid} tidak sesuai urutan, yang dapat dicatat: {expected}")


def catat(loket: Loket, kode: str, clock: FrozenClock, *tasks: int) -> None:
    """Record tasks, each a second later."""
    for taskid in tasks:
        clock.move(seconds=1)
        assert loket.task(kode, taskid, clock.now_ms())[0] == 200


BOLEH_LAMA = {(): (3, 4, 99), (3,): (4, 99), (4,): (5, 99), (3, 4): (5, 99), (3, 4, 5): (6,), (3, 4, 5, 6): (7,)}
BOLEH_BARU = {
    (): (1, 2, 3, 4, 99),
    (1,): (2, 3, 4, 99),
    (2,): (3, 4, 99),
    (1, 2): (3, 4, 99),
    (1, 3): (4, 99),
    (4,): (5, 99),
    (1, 2, 3, 4): (5, 99),
    (1, 2, 3, 4, 5): (6,),
    (1, 2, 3, 4, 5, 6): (7,),
}


@pytest.mark.parametrize(("done", "boleh"), BOLEH_LAMA.items())
@pytest.mark.parametrize("taskid", TASK)
def test_the_flow_of_a_known_patient(
    loket: Loket, clock: FrozenClock, done: tuple[int, ...], boleh: tuple[int, ...], taskid: int
) -> None:
    kode = loket.ambil()
    catat(loket, kode, clock, *done)
    clock.move(seconds=1)
    answer = loket.task(kode, taskid, clock.now_ms())
    assert (answer[0] == 200) if taskid in boleh else (answer == urut(taskid, *boleh))


@pytest.mark.parametrize(("done", "boleh"), BOLEH_BARU.items())
@pytest.mark.parametrize("taskid", TASK)
def test_the_flow_of_a_new_patient(
    loket: Loket, clock: FrozenClock, pasien_baru: str, done: tuple[int, ...], boleh: tuple[int, ...], taskid: int
) -> None:
    catat(loket, pasien_baru, clock, *done)
    clock.move(seconds=1)
    answer = loket.task(pasien_baru, taskid, clock.now_ms())
    assert (answer[0] == 200) if taskid in boleh else (answer == urut(taskid, *boleh))


def test_after_the_last_task_nothing_is_expected(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    catat(loket, kode, clock, 3, 4, 5, 6, 7)
    clock.move(seconds=1)
    status, body = loket.task(kode, 99, clock.now_ms())
    assert (status, body["type"]) == (409, "urn:antrean:TaskTidakUrut")


def test_a_task_answers_the_booking_with_the_time_that_was_given(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    waktu = clock.now_ms() - 7 * DETIK
    status, body = loket.task(kode, 3, waktu)
    assert (status, body["task"], body["status"], body["checkin"]) == (200, {"3": waktu}, "terdaftar", None)
    whole = loket.satu(kode)
    assert whole.pop("riwayat")[-1] == {"jenis": "task3", "waktu": waktu, "oleh": "simrs/loket1"}
    assert body == whole


@pytest.mark.parametrize("later", [0, -1, -3600_000])
def test_a_time_that_does_not_rise_is_409_and_says_after_what(loket: Loket, clock: FrozenClock, later: int) -> None:
    kode = loket.ambil()
    waktu = clock.now_ms()
    loket.task(kode, 3, waktu)
    wanted = bentrok("WaktuTidakNaik", f"Waktu harus sesudah waktu task 3, yaitu {waktu}")
    assert loket.task(kode, 4, waktu + later) == wanted


def test_a_time_one_millisecond_later_rises(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    loket.task(kode, 3, clock.now_ms() - 1)
    assert loket.task(kode, 4, clock.now_ms())[0] == 200


@pytest.mark.parametrize("tasks", [(3,), (4,), (3, 4, 5), (99,), (4, 99)])
def test_the_same_task_at_the_same_time_again_is_200_and_changes_nothing(
    loket: Loket, clock: FrozenClock, tasks: tuple[int, ...]
) -> None:
    kode = loket.ambil()
    catat(loket, kode, clock, *tasks)
    before, cursor = loket.satu(kode), loket.cursor()
    waktu = clock.now_ms()
    clock.move(minutes=5)
    assert loket.task(kode, tasks[-1], waktu)[0] == 200
    assert (loket.satu(kode), loket.peristiwa(cursor)) == (before, [])


def test_an_earlier_task_repeated_later_is_200(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    waktu = clock.now_ms()
    loket.task(kode, 3, waktu)
    catat(loket, kode, clock, 4, 5)
    assert loket.task(kode, 3, waktu)[0] == 200


def test_the_same_task_at_another_time_is_out_of_order(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    catat(loket, kode, clock, 3)
    clock.move(seconds=1)
    assert loket.task(kode, 3, clock.now_ms()) == urut(3, 4, 99)


def test_a_check_in_is_the_first_task(loket: Loket, jkn: MobileJkn, clock: FrozenClock, pasien_baru: str) -> None:
    known = loket.ambil()
    for kode in (pasien_baru, known):
        checkin(jkn, kode, clock.now_ms())
    assert [loket.satu(kode)["task"] for kode in (pasien_baru, known)] == [
        {"1": clock.now_ms()},
        {"3": clock.now_ms()},
    ]
    clock.move(seconds=1)
    assert loket.task(known, 3, clock.now_ms()) == urut(3, 4, 99)
    assert loket.task(pasien_baru, 2, clock.now_ms())[0] == 200


def test_a_call_makes_up_no_earlier_task(loket: Loket) -> None:
    loket.ambil()
    assert loket.satu(loket.panggil())["task"].keys() == {"4"}


@pytest.mark.parametrize("ahead_s", [121, 3600, 86400 * 365])
def test_a_time_ahead_is_422(loket: Loket, clock: FrozenClock, ahead_s: int) -> None:
    kode = loket.ambil()
    wanted = masalah("WaktuMendatang", 422, "Unprocessable Entity", "Waktu tidak boleh sesudah saat ini")
    assert loket.task(kode, 3, clock.now_ms() + ahead_s * DETIK) == wanted
    assert loket.satu(kode)["task"] == {}


def test_a_clock_a_little_ahead_is_believed(loket: Loket, clock: FrozenClock) -> None:
    assert loket.task(loket.ambil(), 3, clock.now_ms() + 120 * DETIK)[0] == 200


@pytest.mark.parametrize("before", [1, 86_400_000, 10**11])
def test_a_time_before_the_day_is_422(loket: Loket, before: int) -> None:
    kode, awal = loket.ambil(), ms(pukul(HARI_INI, 0))
    wanted = masalah("WaktuSebelumHarinya", 422, "Unprocessable Entity", "Waktu tidak boleh sebelum tanggal periksa")
    assert loket.task(kode, 3, awal - before) == wanted
    assert loket.satu(kode)["task"] == {}
    assert loket.task(kode, 3, awal)[0] == 200


@pytest.mark.parametrize("taskid", [5, 99])
@pytest.mark.parametrize("hours", [-4, -1])
def test_a_clock_that_was_set_back_holds_up_nobody_who_was_called(
    loket: Loket, clock: FrozenClock, taskid: int, hours: int
) -> None:
    kode = loket.ambil()
    assert loket.panggil() == kode
    dipanggil = clock.now_ms()
    clock.move(hours=hours)
    status, body = loket.task(kode, taskid, clock.now_ms())
    assert (status, body["task"]) == (200, {"4": dipanggil, str(taskid): dipanggil + 1})
    assert loket.satu(kode)["riwayat"][-1]["waktu"] == dipanggil + 1


def test_a_counter_whose_clock_went_on_is_believed_after_ours_was_set_back(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    loket.panggil()
    nanti = clock.now_ms() + 60_000
    clock.move(hours=-4)
    assert loket.task(kode, 5, nanti)[1]["task"]["5"] == nanti


@pytest.mark.parametrize("taskid", [3, 4, 99])
def test_a_task_before_its_day_is_409(loket: Loket, clock: FrozenClock, taskid: int) -> None:
    kode = loket.ambil(tanggalperiksa=BESOK.isoformat())
    status, body = loket.task(kode, taskid, clock.now_ms())
    assert (status, body["type"]) == (409, "urn:antrean:BukanTanggalPeriksa")
    assert loket.satu(kode)["task"] == {}


def test_a_task_of_yesterday_can_still_be_recorded(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    catat(loket, kode, clock, 3, 4)
    clock.set(pukul(BESOK, 1))
    assert loket.task(kode, 5, clock.now_ms())[0] == 200


@pytest.mark.parametrize("called", [False, True])
def test_99_frees_place_patient_and_referral(loket: Loket, clock: FrozenClock, called: bool) -> None:
    kode = loket.ambil()
    if called:
        assert loket.panggil() == kode
    clock.move(seconds=1)
    answer = loket.task(kode, 99, clock.now_ms())
    assert (answer[0], answer[1]["status"], answer[1]["task"]["99"]) == (200, "batal", clock.now_ms())
    again = loket.post("/antrean", hari_ini())
    assert (again["angkaantrean"], again["sisakuotajkn"]) == (2, 29)
    assert loket.panggil_semua() == [2]


def test_after_a_cancellation_every_task_is_409(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "x"})
    for taskid in TASK:
        wanted = bentrok("SudahDibatalkan", "Antrean Tidak Ditemukan atau Sudah Dibatalkan")
        assert loket.task(kode, taskid, clock.now_ms()) == wanted


def test_99_at_another_time_again_is_409(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    catat(loket, kode, clock, 99)
    wanted = bentrok("SudahDibatalkan", "Antrean Tidak Ditemukan atau Sudah Dibatalkan")
    assert loket.task(kode, 99, clock.now_ms() - 1) == wanted


def test_task_4_calls_and_task_5_ends_the_service(loket: Loket, clock: FrozenClock, store: Store) -> None:
    kode, lain = loket.ambil(1), loket.ambil(2)
    catat(loket, lain, clock, 4)
    assert (loket.satu(lain)["status"], loket.get("/jadwal")["sesi"][0]["angkadipanggil"]) == ("dilayani", 2)
    catat(loket, lain, clock, 5)
    assert loket.satu(lain)["status"] == "selesai"
    lembar = store.antrean.lembar(KODE_RS, HARI_INI)
    assert [set(*baris.values()) for baris in (lembar.antre, lembar.dilayani)] == [{1}, set()]
    assert loket.panggil() == kode


@pytest.mark.parametrize("taskid", [0, 8, 98, 100, -1, 1.5, True, "x", "٣", [3], {}, 10**30])
def test_no_task_id_is_422(loket: Loket, clock: FrozenClock, taskid: Any) -> None:
    wanted = salah_isi("Format Task Id Tidak Sesuai", "taskid")
    assert loket.task(loket.ambil(), taskid, clock.now_ms()) == wanted


@pytest.mark.parametrize("waktu", [-1, 1.5, True, "x", [1], {}, 10**13, "1795390000000000", 0])
def test_no_time_is_422(loket: Loket, waktu: Any) -> None:
    assert loket.task(loket.ambil(), 3, waktu) == salah_isi("Format Waktu Tidak Sesuai", "waktu")


@pytest.mark.parametrize(("field", "nama"), [("taskid", "Task Id"), ("waktu", "Waktu")])
@pytest.mark.parametrize("value", [None, "", " "])
def test_a_field_that_is_not_given_is_422(loket: Loket, clock: FrozenClock, field: str, nama: str, value: Any) -> None:
    body = {"taskid": 3, "waktu": clock.now_ms(), field: value}
    assert loket.call("POST", f"/antrean/{loket.ambil()}/task", body) == salah_isi(f"{nama} Belum Diisi", field)


def test_numbers_may_be_text(loket: Loket, clock: FrozenClock) -> None:
    assert loket.task(loket.ambil(), "3", str(clock.now_ms()))[1]["task"] == {"3": clock.now_ms()}


def test_a_booking_that_is_not_known_is_404(loket: Loket, clock: FrozenClock) -> None:
    assert loket.task(f"{HARI_INI:%d%m%Y}A009", 3, clock.now_ms()) == tidak_ada()
