"""Many requests, each behind a login: here passwords get a quick hash, so that the tests are quick too."""

from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask
from werkzeug.security import generate_password_hash

from antrean.domain.rs import RumahSakit
from antrean.services import kunci
from antrean.store import Store
from tests.conftest import FrozenClock
from tests.dokumen import awasi
from tests.http.loket import Loket
from tests.konteks import konteks


@pytest.fixture(scope="package", autouse=True)
def quick_hash() -> Iterator[None]:
    quick = partial(generate_password_hash, method="pbkdf2:sha256:1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("antrean.services.sandi.generate_password_hash", quick)
        patch.setattr("antrean.services.sandi.NOBODY", quick("nobody"))
        yield


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
