"""Many requests, each behind a login: here passwords get a quick hash, so that the tests are quick too."""

from collections.abc import Iterator
from functools import partial

import pytest
from werkzeug.security import generate_password_hash

from antrean.services.sandi import buat_sandi
from tests.conftest import PASSWORD


@pytest.fixture(scope="package", autouse=True)
def quick_hash() -> Iterator[None]:
    quick = partial(generate_password_hash, method="pbkdf2:sha256:1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("antrean.services.sandi.generate_password_hash", quick)
        yield


@pytest.fixture(scope="package")
def sandi(quick_hash: None) -> str:
    """The hash of PASSWORD."""
    return buat_sandi(PASSWORD)
