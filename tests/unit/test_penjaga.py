"""How long `antrean serve` goes on to start what is killed."""

from antrean.cli.penjaga import MOST_FAILED, Patience


def test_what_has_served_is_started_again_at_once_however_often_it_is_killed() -> None:
    patience = Patience()
    assert [patience.died(served=True) for _ in range(100)] == [0.0] * 100


def test_what_never_serves_is_started_ever_later_and_then_not_again() -> None:
    patience = Patience()
    pauses = [patience.died(served=False) for _ in range(MOST_FAILED)]
    assert pauses == [0.2, 0.5, 1.0, 2.0, 4.0, None]


def test_having_served_makes_good_what_failed_before() -> None:
    patience = Patience()
    for _ in range(MOST_FAILED - 1):
        patience.died(served=False)
    assert patience.died(served=True) == 0.0
    assert patience.died(served=False) == 0.2
