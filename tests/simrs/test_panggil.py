"""POST /panggil: who is called next."""

from datetime import timedelta
from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, put_policy
from tests.http.alat import JADWAL_HENDRA, JADWAL_TANPA_NAMA, POLI_TIDAK_ADA, tutup_hari
from tests.simrs.alat import BESOK, SESI, Loket, bentrok, checkin, salah_isi, tidak_ada

INT: dict[str, Any] = {**SESI, "kodepoli": "INT", "kodedokter": 34567, "jampraktek": "08:00-12:00"}


@pytest.fixture
def empat(loket: Loket) -> list[str]:
    """Numbers 1 to 4 wait."""
    return [loket.ambil(n) for n in (1, 2, 3, 4)]


def test_the_numbers_are_called_in_their_order(loket: Loket, empat: list[str]) -> None:
    assert [loket.panggil() for _ in empat] == empat


def test_the_answer_is_the_booking_with_task_4_now(loket: Loket, empat: list[str], clock: FrozenClock) -> None:
    body = loket.post("/panggil", SESI)
    whole = loket.satu(empat[0])
    assert whole.pop("riwayat")[-1] == {"jenis": "panggil", "waktu": clock.now_ms(), "oleh": "simrs/loket1"}
    assert body == whole
    assert (body["status"], body["task"]) == ("dilayani", {"4": clock.now_ms()})


def test_nobody_waiting_is_204(loket: Loket, empat: list[str]) -> None:
    assert loket.panggil_semua() == [1, 2, 3, 4]
    assert loket.call("POST", "/panggil", SESI) == (204, None)


def test_a_session_without_bookings_is_204(loket: Loket) -> None:
    assert loket.call("POST", "/panggil", INT) == (204, None)


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"kodepoli": "XXX"}, tidak_ada("PoliTidakDitemukan", POLI_TIDAK_ADA)),
        ({"kodedokter": 999}, tidak_ada("DokterTidakDikenal", JADWAL_TANPA_NAMA)),
        ({"jampraktek": "08:00-15:00"}, tidak_ada("JadwalTidakAda", JADWAL_HENDRA)),
        ({"angkaantrean": 9}, tidak_ada()),
        ({"kodepoli": "XXX", "angkaantrean": 1}, tidak_ada()),
    ],
)
def test_a_session_or_number_that_is_not_there_is_404(
    loket: Loket, empat: list[str], changes: dict[str, Any], wanted: Any
) -> None:
    assert loket.call("POST", "/panggil", {**SESI, **changes}) == wanted


@pytest.mark.parametrize("days", [-1, 1, 90])
def test_another_days_session_is_409(loket: Loket, days: int) -> None:
    loket.ambil(tanggalperiksa=BESOK.isoformat())
    body = {**SESI, "tanggalperiksa": (HARI_INI + timedelta(days=days)).isoformat()}
    assert loket.call("POST", "/panggil", body) == bentrok(
        "BukanHariIni", "Hanya antrean hari ini yang dapat dipanggil"
    )


KEMARIN = bentrok("BukanHariIni", "Hanya antrean hari ini yang dapat dipanggil")


@pytest.mark.parametrize("dulu", ["hadir", "nomor"])
def test_after_midnight_the_session_goes_on_for_those_who_have_come(
    loket: Loket, jkn: MobileJkn, empat: list[str], store: Store, clock: FrozenClock, rs: RumahSakit, dulu: str
) -> None:
    put_policy(store, clock, rs, panggil_dulu=dulu)
    for kode in empat[1:]:
        checkin(jkn, kode, clock.now_ms())
    clock.move(seconds=1)
    assert loket.panggil(angkaantrean=2) == empat[1]
    clock.move(hours=16)
    assert loket.get("/antrean")["antrean"] == []  # it is tomorrow
    assert loket.panggil() == empat[2]
    assert loket.call("POST", f"/antrean/{empat[1]}/lewati", {"lewat": 9})[0] == 200
    assert loket.panggil() == empat[3]
    assert loket.panggil() == empat[1]
    assert loket.call("POST", "/panggil", SESI) == (204, None)  # number 1 has not come
    clock.move(seconds=1)
    for kode in empat[1:3]:
        assert loket.task(kode, 5, clock.now_ms())[0] == 200
    assert loket.panggil(angkaantrean=1) == empat[0]  # and came after all
    assert loket.task(empat[3], 99, clock.now_ms())[0] == 200
    clock.move(seconds=1)
    assert loket.task(empat[0], 5, clock.now_ms())[0] == 200
    assert loket.call("POST", "/panggil", SESI) == KEMARIN


def test_a_session_goes_on_for_one_day_and_for_nobody_who_has_not_come(
    loket: Loket, jkn: MobileJkn, empat: list[str], clock: FrozenClock
) -> None:
    clock.move(hours=16)
    assert loket.call("POST", "/panggil", SESI) == KEMARIN
    assert loket.call("POST", "/panggil", {**SESI, "angkaantrean": 1}) == KEMARIN
    clock.move(hours=-16)
    checkin(jkn, empat[0], clock.now_ms())
    clock.move(days=2)
    assert loket.call("POST", "/panggil", SESI) == KEMARIN


def test_those_who_have_checked_in_come_first_in_the_order_of_their_numbers(
    loket: Loket, jkn: MobileJkn, empat: list[str], clock: FrozenClock
) -> None:
    for kode in (empat[3], empat[1]):
        checkin(jkn, kode, clock.now_ms())
        clock.move(seconds=1)
    assert loket.panggil_semua() == [2, 4, 1, 3]


def test_with_panggil_dulu_nomor_a_check_in_changes_no_order(
    loket: Loket, jkn: MobileJkn, empat: list[str], store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, panggil_dulu="nomor")
    checkin(jkn, empat[2], clock.now_ms())
    assert loket.panggil_semua() == [1, 2, 3, 4]


def test_a_check_in_after_the_call_brings_nobody_back(
    loket: Loket, jkn: MobileJkn, empat: list[str], clock: FrozenClock
) -> None:
    assert loket.panggil() == empat[0]
    checkin(jkn, empat[0], clock.now_ms())
    assert loket.panggil_semua() == [2, 3, 4]
    assert loket.satu(empat[0])["task"].keys() == {"4"}


def test_a_named_number_is_called_before_its_turn(loket: Loket, empat: list[str]) -> None:
    assert loket.panggil(angkaantrean=3) == empat[2]
    assert loket.panggil(angkaantrean="2") == empat[1]
    assert loket.panggil_semua() == [1, 4]


def test_a_named_number_again_is_the_same_answer_and_is_heard(
    loket: Loket, empat: list[str], clock: FrozenClock
) -> None:
    first = loket.post("/panggil", {**SESI, "angkaantrean": 2})
    loket.panggil()
    before, cursor = loket.satu(empat[1]), loket.cursor()
    clock.move(minutes=3)
    assert loket.post("/panggil", {**SESI, "angkaantrean": 2}) == first
    after, (didengar,) = loket.satu(empat[1]), loket.peristiwa(cursor)
    (lagi,) = after["riwayat"][len(before["riwayat"]) :]
    assert after == {**before, "riwayat": [*before["riwayat"], lagi]}
    assert lagi == {"jenis": "panggil_ulang", "waktu": clock.now_ms(), "oleh": "simrs/loket1"}
    assert (didengar["jenis"], didengar["kodebooking"]) == ("panggil_ulang", empat[1])
    assert didengar["data"]["dicatat"] == before["task"]["4"]


@pytest.mark.parametrize("end", ["selesai", "batal"])
def test_a_named_number_that_is_served_or_cancelled_is_404(
    loket: Loket, empat: list[str], clock: FrozenClock, end: str
) -> None:
    if end == "selesai":
        loket.panggil()
        clock.move(minutes=1)
        assert loket.task(empat[0], 5, clock.now_ms())[0] == 200
    else:
        loket.post(f"/antrean/{empat[0]}/batal", {"keterangan": "x"})
    assert loket.call("POST", "/panggil", {**SESI, "angkaantrean": 1}) == tidak_ada()


def test_a_cancelled_number_is_passed_over(loket: Loket, empat: list[str]) -> None:
    loket.post(f"/antrean/{empat[0]}/batal", {"keterangan": "x"})
    assert loket.panggil_semua() == [2, 3, 4]


def test_a_closed_day_still_calls_those_who_keep_their_booking(
    loket: Loket, empat: list[str], store: Store, clock: FrozenClock
) -> None:
    tutup_hari(store, clock, HARI_INI)
    assert loket.panggil_semua() == [1, 2, 3, 4]


def test_the_last_called_number_is_the_sessions(loket: Loket, empat: list[str]) -> None:
    loket.panggil(angkaantrean=4)
    loket.panggil()
    assert loket.get("/jadwal")["sesi"][0]["angkadipanggil"] == 1


def test_a_call_comes_after_a_task_that_was_recorded_ahead_of_our_clock(
    loket: Loket, empat: list[str], clock: FrozenClock
) -> None:
    ahead = clock.now_ms() + 60_000
    loket.task(empat[0], 3, ahead)
    assert loket.post("/panggil", SESI)["task"] == {"3": ahead, "4": ahead + 1}


def test_a_session_is_read_as_for_mobile_jkn(loket: Loket, empat: list[str]) -> None:
    assert loket.panggil(kodepoli="ana", kodedokter="12345", jampraktek="8.00 - 16.00") == empat[0]


@pytest.mark.parametrize(
    ("changes", "detail", "field"),
    [
        ({"kodepoli": ""}, "Kode Poli Belum Diisi", "kodepoli"),
        ({"kodedokter": None}, "Kode Dokter Belum Diisi", "kodedokter"),
        ({"kodedokter": "x"}, "Format Kode Dokter Tidak Sesuai", "kodedokter"),
        (
            {"tanggalperiksa": "hari ini"},
            "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd",
            "tanggalperiksa",
        ),
        ({"jampraktek": 8}, "Format Jam Praktek Tidak Sesuai", "jampraktek"),
        ({"angkaantrean": 0}, "Format Angka Antrean Tidak Sesuai", "angkaantrean"),
        ({"angkaantrean": -1}, "Format Angka Antrean Tidak Sesuai", "angkaantrean"),
        ({"angkaantrean": "A-1"}, "Format Angka Antrean Tidak Sesuai", "angkaantrean"),
        ({"angkaantrean": 1.0}, "Format Angka Antrean Tidak Sesuai", "angkaantrean"),
        ({"angkaantrean": True}, "Format Angka Antrean Tidak Sesuai", "angkaantrean"),
        ({"angkaantrean": 10**6}, "Format Angka Antrean Tidak Sesuai", "angkaantrean"),
    ],
)
def test_a_field_at_fault_is_422_and_nobody_is_called(
    loket: Loket, empat: list[str], changes: dict[str, Any], detail: str, field: str
) -> None:
    assert loket.call("POST", "/panggil", {**SESI, **changes}) == salah_isi(detail, field)
    assert loket.panggil() == empat[0]
