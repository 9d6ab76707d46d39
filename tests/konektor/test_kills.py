"""A short round of ``python -m chaos konektor``; `make chaos` kills fifty times with each system."""

from pathlib import Path

import pytest

from antrean.konektor.setelan import KHANZA, MLITE
from chaos import konektor
from tests.konektor.mariadb import program

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("sistem", "kali"), [(KHANZA, 2), (MLITE, 1)])
def test_a_killed_connector_leaves_no_difference_that_nobody_is_told_of(sistem: str, kali: int, tmp_path: Path) -> None:
    program("mariadbd")
    found = konektor.run(tmp_path, sistem, kali, seed=7, tunggu_sewa=False)
    assert found.wrong == []
    assert found.kills == kali
    assert found.sini > 0
    assert found.sana > 0
