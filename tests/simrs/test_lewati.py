"""POST /antrean/{kodebooking}/lewati: behind the next n in the order of the calls."""

from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, put_policy
from tests.simrs.alat import Loket, bentrok, checkin, salah_isi, tidak_ada

BELUM = bentrok("BelumDipanggil", "Pasien belum dipanggil")


def antre(loket: Loket, jkn: MobileJkn, clock: FrozenClock, banyak: int, hadir: tuple[int, ...]) -> dict[int, str]:
    """Numbers 1 to ``banyak`` wait; those in ``hadir`` have checked in."""
    kode = {n: loket.ambil(n) for n in range(1, banyak + 1)}
    for n in hadir:
        checkin(jkn, kode[n], clock.now_ms())
        clock.move(seconds=1)
    return kode


def lewati(loket: Loket, kodebooking: str, lewat: Any = None) -> Any:
    return loket.post(f"/antrean/{kodebooking}/lewati", {} if lewat is None else {"lewat": lewat})


def benar(store: Store) -> list[str]:
    return list(periksa.lembar_salah(store.antrean.lembar(KODE_RS, HARI_INI)))


# How many wait; who has checked in; who is called, by name; the n; who is called after that, in order.
MAJU = [
    # Nobody has checked in.
    (5, (), 1, 1, [2, 1, 3, 4, 5]),
    (5, (), 1, 2, [2, 3, 1, 4, 5]),
    (5, (), 1, None, [2, 3, 4, 1, 5]),
    (5, (), 1, 4, [2, 3, 4, 5, 1]),
    (5, (), 1, 5, [2, 3, 4, 5, 1]),
    (5, (), 1, 9999, [2, 3, 4, 5, 1]),
    (5, (), 3, 2, [1, 2, 3, 4, 5]),
    (1, (), 1, 3, [1]),
    (2, (), 1, 1, [2, 1]),
    # Everybody has.
    (5, (1, 2, 3, 4, 5), 1, 2, [2, 3, 1, 4, 5]),
    (5, (1, 2, 3, 4, 5), 1, 4, [2, 3, 4, 5, 1]),
    (5, (1, 2, 3, 4, 5), 1, 99, [2, 3, 4, 5, 1]),
    (1, (1,), 1, 1, [1]),
    # Some have: those come first.
    (6, (1, 4, 6), 1, 1, [4, 1, 6, 2, 3, 5]),
    (6, (1, 4, 6), 1, 2, [4, 6, 1, 2, 3, 5]),
    (6, (1, 4, 6), 1, 3, [4, 6, 2, 1, 3, 5]),
    (6, (1, 4, 6), 1, 4, [4, 6, 2, 3, 1, 5]),
    (6, (1, 4, 6), 1, 5, [4, 6, 2, 3, 5, 1]),
    (6, (1, 4, 6), 1, 6, [4, 6, 2, 3, 5, 1]),
    (6, (1,), 1, 1, [2, 1, 3, 4, 5, 6]),
    (6, (1,), 1, 3, [2, 3, 4, 1, 5, 6]),
    (6, (1, 2), 1, 2, [2, 3, 1, 4, 5, 6]),
    # Who has not checked in cannot come before those who have.
    (6, (4, 6), 1, 1, [4, 6, 1, 2, 3, 5]),
    (6, (4, 6), 1, 2, [4, 6, 1, 2, 3, 5]),
    (6, (4, 6), 1, 3, [4, 6, 2, 1, 3, 5]),
    (6, (4, 6), 1, 4, [4, 6, 2, 3, 1, 5]),
    (6, (4, 5, 6), 1, 2, [4, 5, 6, 1, 2, 3]),
    (6, (1, 2, 3), 5, 1, [1, 2, 3, 5, 4, 6]),
    (6, (1, 2, 3), 5, 4, [1, 2, 3, 4, 5, 6]),
    (6, (1, 2, 3), 4, 9, [1, 2, 3, 5, 6, 4]),
    (4, (2, 3, 4), 1, 2, [2, 3, 4, 1]),
]


@pytest.mark.parametrize(("banyak", "hadir", "dipanggil", "lewat", "urutan"), MAJU)
def test_behind_the_next_n_in_the_order_of_the_calls(
    loket: Loket,
    jkn: MobileJkn,
    clock: FrozenClock,
    store: Store,
    banyak: int,
    hadir: tuple[int, ...],
    dipanggil: int,
    lewat: int | None,
    urutan: list[int],
) -> None:
    kode = antre(loket, jkn, clock, banyak, hadir)
    assert loket.panggil(angkaantrean=dipanggil) == kode[dipanggil]
    lewati(loket, kode[dipanggil], lewat)
    assert benar(store) == []
    assert loket.panggil_semua() == urutan


@pytest.mark.parametrize(
    ("hadir", "dipanggil", "lewat", "urutan"),
    [
        ((), 1, 2, [2, 3, 1, 4, 5]),
        ((1, 4, 5), 1, 1, [2, 1, 3, 4, 5]),
        ((1, 4, 5), 1, 3, [2, 3, 4, 1, 5]),
        ((4, 5), 1, 2, [2, 3, 1, 4, 5]),
        ((1, 2, 3, 4, 5), 3, 2, [1, 2, 3, 4, 5]),
        ((1, 2, 3, 4, 5), 1, 9, [2, 3, 4, 5, 1]),
    ],
)
def test_with_panggil_dulu_nomor_the_numbers_alone_decide(
    loket: Loket,
    jkn: MobileJkn,
    clock: FrozenClock,
    store: Store,
    rs: RumahSakit,
    hadir: tuple[int, ...],
    dipanggil: int,
    lewat: int,
    urutan: list[int],
) -> None:
    put_policy(store, clock, rs, panggil_dulu="nomor")
    kode = antre(loket, jkn, clock, 5, hadir)
    loket.panggil(angkaantrean=dipanggil)
    lewati(loket, kode[dipanggil], lewat)
    assert loket.panggil_semua() == urutan


@pytest.mark.parametrize(("hadir", "keadaan"), [((), "terdaftar"), ((1,), "hadir")])
def test_the_answer_is_the_booking_without_its_call(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, hadir: tuple[int, ...], keadaan: str
) -> None:
    kode = antre(loket, jkn, clock, 2, hadir)[1]
    loket.panggil(angkaantrean=1)
    body = lewati(loket, kode)
    assert (body["status"], "4" in body["task"]) == (keadaan, False)
    whole = loket.satu(kode)
    assert whole.pop("riwayat")[-1] == {"jenis": "lewati", "waktu": clock.now_ms(), "oleh": "simrs/loket1"}
    assert body == whole


@pytest.mark.parametrize("hadir", [(), (1, 2, 3, 4, 5), (1, 2)])
def test_twice_in_a_row_each_time_behind_the_next_one(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, hadir: tuple[int, ...]
) -> None:
    kode = antre(loket, jkn, clock, 5, hadir)
    called = []
    for _ in range(2):
        assert loket.panggil(angkaantrean=1) == kode[1]
        lewati(loket, kode[1], 1)
        called.append(int(loket.panggil()[-3:]))
    assert called == [2, 3]
    assert loket.panggil_semua() == [1, 4, 5]


def test_several_are_put_back_behind_each_other(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
    kode = antre(loket, jkn, clock, 6, ())
    for _ in range(3):
        lewati(loket, loket.panggil(), 3)
    # 1 behind 2 3 4; 2 behind 3 4 1; 3 behind 4 1 2.
    assert [loket.panggil() for _ in range(6)] == [kode[n] for n in (4, 1, 2, 3, 5, 6)]


def test_two_who_let_each_other_pass_keep_the_third_behind_them(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store
) -> None:
    kode = antre(loket, jkn, clock, 3, ())
    for satu in (1, 2) * 15:
        assert loket.panggil() == kode[satu]
        lewati(loket, kode[satu], 1)
    assert benar(store) == []
    assert loket.panggil_semua() == [1, 2, 3]


def test_a_number_taken_later_waits_behind_those_who_were_put_back(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock
) -> None:
    kode = antre(loket, jkn, clock, 3, ())
    for n in (1, 2):
        assert loket.panggil() == kode[n]
        lewati(loket, kode[n], 9)
    loket.ambil(4)
    assert loket.panggil_semua() == [3, 1, 2, 4]


def test_who_checks_in_after_being_put_back_comes_first(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
    kode = antre(loket, jkn, clock, 4, ())
    loket.panggil()
    lewati(loket, kode[1], 2)
    checkin(jkn, kode[1], clock.now_ms())
    assert loket.panggil_semua() == [1, 2, 3, 4]


def test_put_back_a_patient_can_be_cancelled(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
    kode = antre(loket, jkn, clock, 3, ())
    loket.panggil()
    lewati(loket, kode[1], 1)
    assert loket.post(f"/antrean/{kode[1]}/batal", {"keterangan": "x"})["status"] == "batal"
    assert loket.panggil_semua() == [2, 3]


def test_put_back_a_patient_can_be_called_by_name(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
    kode = antre(loket, jkn, clock, 3, ())
    loket.panggil()
    lewati(loket, kode[1], 3)
    assert loket.panggil(angkaantrean=1) == kode[1]


def test_not_called_is_409(loket: Loket) -> None:
    assert loket.call("POST", f"/antrean/{loket.ambil()}/lewati", {"lewat": 1}) == BELUM


def test_put_back_already_is_409(loket: Loket) -> None:
    kode = loket.ambil()
    loket.panggil()
    lewati(loket, kode)
    assert loket.call("POST", f"/antrean/{kode}/lewati", {}) == BELUM


def test_served_already_is_409(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    loket.panggil()
    clock.move(minutes=1)
    loket.task(kode, 5, clock.now_ms())
    assert loket.call("POST", f"/antrean/{kode}/lewati", {}) == BELUM


def test_cancelled_is_404(loket: Loket) -> None:
    kode = loket.ambil()
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "x"})
    assert loket.call("POST", f"/antrean/{kode}/lewati", {}) == tidak_ada()


@pytest.mark.parametrize("lewat", [0, -1, "x", 1.5, True, [3], 10**4])
def test_no_such_n_is_422(loket: Loket, lewat: Any) -> None:
    kode = loket.ambil()
    loket.panggil()
    wanted = salah_isi("Format Lewat Tidak Sesuai", "lewat")
    assert loket.call("POST", f"/antrean/{kode}/lewati", {"lewat": lewat}) == wanted


def test_after_so_many_that_no_place_is_left_between_a_patient_goes_behind_everybody(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store
) -> None:
    kode = antre(loket, jkn, clock, 3, ())
    for _ in range(60):
        dipanggil = loket.panggil()
        assert dipanggil is not None
        lewati(loket, str(dipanggil), 1)
    assert benar(store) == []
    assert sorted(loket.panggil_semua()) == [1, 2, 3]
    assert len(kode) >= 3
