"""What `make audit` says: a vulnerability fails, and what was not asked is not said to be sound."""

from typing import Any

from tools.audit import verdict

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "click", "skip_reason": "Dependency not found on PyPI and could not be audited"}


def bad(*fixed: str) -> dict[str, Any]:
    return {"name": "redis", "version": "8.1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": [*fixed]}]}


def test_a_vulnerability_fails() -> None:
    code, lines = verdict({"dependencies": [SOUND, bad("8.1.1"), SKIPPED]})
    assert (code, lines[0]) == (1, "redis 8.1.0: PYSEC-1, mended in 8.1.1")
    assert verdict({"dependencies": [bad()]})[1][0] == "redis 8.1.0: PYSEC-1, mended in no version yet"


def test_none_is_said_only_of_what_was_asked() -> None:
    assert verdict({"dependencies": [SOUND]}) == (0, ["No vulnerability is known of 1 libraries."])
    assert verdict({"dependencies": [SOUND, SKIPPED]})[1] == [
        "No vulnerability is known of 1 libraries. Not audited: click."
    ]


def test_without_data_it_says_so_and_does_not_fail() -> None:
    answers: tuple[dict[str, Any] | None, ...] = (None, {"dependencies": []}, {"dependencies": [SKIPPED]})
    for answer in answers:
        code, lines = verdict(answer)
        assert (code, lines) == (
            0,
            ["Nothing was audited: PyPI's data on vulnerabilities cannot be reached from here."],
        )
