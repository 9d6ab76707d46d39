"""The nation of the bench: its hospitals, and the order of its morning."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest

from bench import bangsa
from bench.arrivals import Answer, Run
from bench.nation import BOOKINGS, HOSPITALS, LARGE, SMALL, Day, morning, sizes


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


def test_the_small_are_measured_with_the_large_and_without_at_the_same_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    day = Day.plan(0.02)
    besar = {f"token-{rs.kode}" for rs in day.hospitals if rs.besar >= LARGE}
    seen: list[tuple[str, bool, list[float]]] = []

    def answers(url: str, requests: Sequence[bytes], planned: Sequence[float], connections: int) -> Run:
        bodies = [json.loads(request.partition(b"\r\n\r\n")[2]) for request in requests]
        with_them = any(token.encode() in request for token in besar for request in requests)
        (tanggal,) = {body["tanggalperiksa"] for body in bodies}
        seen.append((tanggal, with_them, list(planned)))
        ms = 12 if with_them else 8
        done = [Answer(at, 0, at + ms / 1000, b'{"metadata": {"code": 200}}') for at in planned]
        return Run(done, 1, 0)

    monkeypatch.setattr("bench.arrivals.run", answers)
    pairs = bangsa._small(day, "http://nowhere", {rs.kode: f"token-{rs.kode}" for rs in day.hospitals}, 100, 1)
    assert [(round(without), round(beside)) for without, beside in pairs] == [(8, 12)] * 5
    assert len({tanggal for tanggal, _, _ in seen}) == len(seen) == 10
    everybody, others = seen[1][2], seen[0][2]
    assert seen[0][1] is False
    assert len(others) < len(everybody) == 6_000
    assert set(others) < set(everybody)
