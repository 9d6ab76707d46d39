"""A short round of ``python -m chaos sender``; `make chaos` kills a hundred times."""

from pathlib import Path

import pytest

from chaos import sender

pytestmark = pytest.mark.e2e


def test_killed_senders_lose_nothing_and_send_nothing_out_of_order(tmp_path: Path) -> None:
    found = sender.run(tmp_path, kills=3, seed=7, hospitals=2, senders=2)
    assert found.wrong == []
    assert found.kills == 3
    assert found.steps > 0
    assert found.lost_answers > 0
    assert found.repeats > 0
