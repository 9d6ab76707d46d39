"""The arithmetic of the bench."""

import math

import pytest

from bench.figures import Spread, percentile, ratios


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([], 50, 0.0),
        ([7.0], 50, 7.0),
        ([7.0], 99.9, 7.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 51, 3.0),
        ([4.0, 1.0, 3.0, 2.0], 100, 4.0),
        ([float(n) for n in range(1, 1001)], 99, 990.0),
        ([float(n) for n in range(1, 1001)], 99.9, 999.0),
        ([1.0, 2.0, math.inf], 99, math.inf),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], percent: float, found: float) -> None:
    assert percentile(values, percent) == found


def test_a_spread_shows_the_median_between_the_least_and_the_most() -> None:
    assert Spread.of([3000.0, 1000.0, 2000.0]).text() == "2,000 (1,000–3,000)"
    assert Spread.of([0.71, 0.69]).text(2) == "0.70 (0.69–0.71)"
    assert Spread.of([5.0]).text(1) == "5.0"


def test_ratios_are_taken_round_by_round() -> None:
    assert ratios([1.0, 4.0, 9.0], [2.0, 0.0, 3.0]) == [0.5, 3.0]
    with pytest.raises(ValueError):
        ratios([1.0], [1.0, 2.0])
