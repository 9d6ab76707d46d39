"""The account of the bench: each thing that must be zero is counted when it happens."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from antrean.domain.antrean import Booking
from antrean.domain.jadwal import Slot
from antrean.domain.waktu import JamPraktek
from bench.hospital import HOT_DOCTOR, HOT_POLI, HOT_QUOTA
from bench.hot import judge
from bench.ledger import compare
from bench.site import Account
from bench.targets import MUST_BE_ZERO

HOT = Slot(HOT_POLI, HOT_DOCTOR, JamPraktek.baca("08:00-16:00"))


def booking(n: int, **changes: Any) -> Booking:
    """The n-th booking of the hot session."""
    empty: dict[str, Any] = dict.fromkeys((field.name for field in fields(Booking)), "")
    known: dict[str, Any] = {"kodebooking": f"24112026A{n:03d}", "tanggalperiksa": date(2026, 11, 24), "slot": HOT}
    known |= {"angkaantrean": n, "jenis": "jkn", "status": "aktif", "norm": f"{n:06d}"}
    return Booking(**empty | known | changes)


def account(bookings: list[Booking], **changes: Any) -> Account:
    """One that agrees with these bookings."""
    return replace(Account(kodebooking=[satu.kodebooking for satu in bookings], events=5), **changes)


def wrong(bookings: list[Booking], events: int, account: Account) -> dict[str, int]:
    """The counts that are not zero."""
    counts = compare(bookings, events, account)
    return {name: counts[name] for name in MUST_BE_ZERO if counts[name]}


SEMUA = [booking(n) for n in range(1, 4)]


def test_a_ledger_that_agrees() -> None:
    assert wrong(SEMUA, 8, account(SEMUA)) == {}
    assert compare(SEMUA, 8, account(SEMUA))["bookings"] == 3


def test_a_cancellation_is_an_event_too() -> None:
    semua = [*SEMUA[:2], booking(3, status="batal")]
    assert wrong(semua, 9, account(semua, cancels=1)) == {}
    assert wrong(semua, 9, account(semua)) == {"unasked": 1}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda: ([*SEMUA, booking(4, angkaantrean=3)], 9), {"duplicates": 1}),
        (lambda: ([*SEMUA, booking(4, norm="000001")], 9), {"duplicates": 1}),
        (lambda: (SEMUA, 7), {"events": 1}),
        (lambda: (SEMUA, 9), {"events": 1}),
        (lambda: ([booking(n) for n in range(1, HOT_QUOTA + 3)], 5 + HOT_QUOTA + 2), {"oversold": 2}),
    ],
)
def test_what_the_bookings_show(change: Callable[[], tuple[list[Booking], int]], found: dict[str, int]) -> None:
    bookings, events = change()
    assert wrong(bookings, events, account(bookings)) == found


def test_an_answer_without_a_booking_is_lost() -> None:
    assert wrong(SEMUA[:2], 7, account(SEMUA)) == {"lost": 1}


def test_an_answer_that_two_patients_got_is_a_duplicate() -> None:
    given = account(SEMUA)
    given.kodebooking.append(SEMUA[0].kodebooking)
    assert wrong(SEMUA, 8, given) == {"duplicates": 1}


def test_a_booking_may_be_there_whose_answer_nobody_waited_for() -> None:
    assert wrong(SEMUA, 8, account(SEMUA[:2])) == {"unasked": 1}
    assert wrong(SEMUA, 8, account(SEMUA[:2], unanswered=1)) == {}


def test_refused_answers_are_counted() -> None:
    assert wrong(SEMUA, 8, account(SEMUA, failed=2)) == {"failed": 2}


PENUH = b'{"metadata":{"message":"Kuota JKN Poli HOT Sudah Penuh, Silahkan","code":201}}'


def taken(n: int) -> bytes:
    """The answer that gives number n."""
    answer = {"response": {"angkaantrean": n, "kodebooking": f"K{n}"}, "metadata": {"message": "Ok", "code": 200}}
    return json.dumps(answer).encode()


def test_the_hot_session_is_exact_when_each_number_is_given_once_and_all_others_are_told() -> None:
    bodies = [PENUH, *(taken(n) for n in range(HOT_QUOTA, 0, -1)), PENUH]
    found = judge(bodies)
    assert (found["exact"], found["taken"], found["full"], found["other"]) == (True, HOT_QUOTA, 2, 0)
    assert len(found["kodebooking"]) == HOT_QUOTA


@pytest.mark.parametrize(
    "bodies",
    [
        [*(taken(n) for n in range(1, HOT_QUOTA)), PENUH],
        [*(taken(n) for n in range(1, HOT_QUOTA)), taken(1), PENUH],
        [*(taken(n) for n in range(1, HOT_QUOTA + 2)), PENUH],
        [*(taken(n) for n in range(1, HOT_QUOTA + 1)), b""],
        [*(taken(n) for n in range(1, HOT_QUOTA + 1)), PENUH.replace(b"Sudah Penuh", b"Tutup")],
    ],
)
def test_the_hot_session_is_not_exact_otherwise(bodies: list[bytes]) -> None:
    assert judge(bodies)["exact"] is False
