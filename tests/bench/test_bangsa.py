"""The nation of the bench: its hospitals, and the order of its morning."""

from itertools import pairwise

from bench.bangsa import BOOKINGS, HOSPITALS, LARGE, SMALL, Day, morning, sizes


def test_few_hospitals_are_large_and_many_small() -> None:
    found = sizes(HOSPITALS, BOOKINGS)
    assert (len(found), sum(found)) == (HOSPITALS, BOOKINGS)
    # By rank, but for the rounding.
    assert all(before >= after - 1 for before, after in pairwise(found))
    assert found[0] > 1_500
    assert 20 < sum(besar >= LARGE for besar in found) < 120
    assert sum(besar <= SMALL for besar in found) > HOSPITALS / 2
    assert min(found) > 30


def test_most_are_asked_for_between_five_and_eight() -> None:
    seconds = morning(10_000)
    assert seconds == sorted(seconds)
    assert sum(5 * 3600 <= second < 8 * 3600 for second in seconds) > 8_000
    assert 0 <= seconds[0] <= seconds[-1] < 86_400


def test_a_share_of_the_nation_has_hospitals_of_all_sizes_and_each_patient_once() -> None:
    day = Day.plan(0.02)
    assert len(day.hospitals) == HOSPITALS * 0.02
    assert day.hospitals[0].besar > LARGE
    assert day.hospitals[-1].besar < SMALL
    assert sorted((rs.ke, n) for rs, n in day.order) == [(rs.ke, n) for rs in day.hospitals for n in range(rs.besar)]
    assert all(rs.besar <= 120 * rs.dokter for rs in day.hospitals)  # no quota is full
