"""A counter of the hospital; and every answer is held against the API document."""

from collections.abc import Iterator

import pytest
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.services import kunci
from antrean.store import Store
from tests.conftest import FrozenClock
from tests.dokumen import awasi
from tests.http.loket import Loket
from tests.konteks import konteks


@pytest.fixture(scope="package", autouse=True)
def menurut_dokumen() -> Iterator[None]:
    """Every answer of these tests is one that the API document allows."""
    with pytest.MonkeyPatch.context() as patch:
        awasi(patch)
        yield


@pytest.fixture
def loket(app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock) -> Loket:
    """A counter of the hospital."""
    return Loket(app.test_client(), kunci.buat(konteks(store, clock, rs, "kunci-loket1"), "loket1"), clock)
