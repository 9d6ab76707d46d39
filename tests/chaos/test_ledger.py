"""The checks of ``chaos/`` can fail: each thing that must not happen is found where it did."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from antrean.domain.antrean import Booking
from antrean.domain.jadwal import Slot
from antrean.domain.waktu import JamPraktek
from chaos.ledger import Findings, compare
from chaos.load import DAYS, Account, Given, tanggal
from tests.conftest import pasien

SLOT = Slot("ANA", 12345, JamPraktek.baca("08:00-16:00"))


def booking(angka: int, **changes: Any) -> Booking:
    """The booking with that number, of a patient who asks for the first day."""
    empty: dict[str, Any] = dict.fromkeys((field.name for field in fields(Booking)), "")
    known: dict[str, Any] = {"kodebooking": f"A{angka:03d}", "tanggalperiksa": tanggal(0), "slot": SLOT}
    known |= {"angkaantrean": angka, "jenis": "jkn", "status": "aktif", "norm": pasien(angka * DAYS).norm}
    return Booking(**empty | known | changes)


def account(bookings: list[Booking]) -> Account:
    """Clients who were answered exactly these."""
    return Account(given={int(b.norm): Given(b.kodebooking, b.angkaantrean, b.norm) for b in bookings})


def counts(found: Findings) -> tuple[int, int, int]:
    """Lost, doubled, off."""
    return len(found.lost), len(found.doubled), len(found.off)


SEMUA = [booking(n) for n in range(1, 5)]


def test_a_ledger_that_agrees() -> None:
    assert compare(SEMUA, account(SEMUA)).all == []


def test_a_lost_answer_whose_booking_is_there() -> None:
    given = account(SEMUA)
    given.unseen.add(next(iter(given.given)))
    del given.given[next(iter(given.unseen))]
    assert compare(SEMUA, given).all == []


def test_a_cancellation() -> None:
    semua = [*SEMUA[:3], replace(SEMUA[3], status="batal")]
    given = account(semua)
    assert counts(compare(semua, given)) == (0, 0, 1)
    given.cancelled.add(SEMUA[3].kodebooking)
    assert compare(semua, given).all == []
    assert counts(compare(SEMUA, given)) == (0, 0, 1)


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (lambda: SEMUA[:3], (1, 0, 0)),
        (lambda: [*SEMUA[:2], SEMUA[3]], (1, 0, 1)),  # the gap shows too
        (lambda: [*SEMUA[:3], booking(5, kodebooking="A004", norm=SEMUA[3].norm)], (0, 0, 2)),
        (lambda: [*SEMUA[:3], replace(SEMUA[3], norm="999999")], (0, 0, 2)),
        (lambda: [*SEMUA, booking(5, norm=SEMUA[0].norm)], (0, 1, 0)),
        (lambda: [*SEMUA, booking(5)], (0, 0, 1)),
        (lambda: [*SEMUA[:3], replace(SEMUA[3], angkaantrean=3)], (0, 1, 1)),
    ],
    ids=["lost", "lost-within", "other-number", "other-patient", "two-numbers", "nobody-asked", "number-twice"],
)
def test_what_is_wrong_is_found(stored: Callable[[], list[Booking]], found: tuple[int, int, int]) -> None:
    assert counts(compare(stored(), account(SEMUA))) == found


def test_a_kodebooking_that_two_patients_were_given_is_doubled() -> None:
    given = account(SEMUA)
    given.given[2 * DAYS] = replace(given.given[2 * DAYS], kodebooking=SEMUA[0].kodebooking)
    assert compare(SEMUA, given).doubled == ["kodebooking A001 was given 2 times"]


def test_a_number_promised_to_somebody_whose_answer_was_lost_is_lost_where_it_is_not_there() -> None:
    given = account(SEMUA)
    given.unseen.add(40)
    assert counts(compare(SEMUA, given)) == (1, 0, 0)


def test_an_answer_that_nobody_should_get_is_off() -> None:
    given = account(SEMUA)
    given.refused.append("ambil: Terjadi Kesalahan")
    assert compare(SEMUA, given).off == ["a client was answered: ambil: Terjadi Kesalahan"]
