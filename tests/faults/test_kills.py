"""A short round of ``python -m chaos kills``: each victim twice, under load. `make chaos` does it a hundred times."""

from pathlib import Path

import pytest

from chaos.kills import torment
from chaos.victims import VICTIMS, Victim

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("kind", VICTIMS, ids=lambda kind: kind.name)
def test_a_kill_loses_nothing_and_the_service_comes_back_by_itself(kind: type[Victim], tmp_path: Path) -> None:
    with kind(tmp_path, patients=6_000) as victim:
        found = torment(victim, kills=2, seed=7)
    assert found.wrong == []
    assert found.kills >= 2
    assert found.booked > 0
    assert len(found.back_s) > 0
