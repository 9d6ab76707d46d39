"""Whether a vulnerability is known of a library that the service runs with: `make audit`.

pip-audit asks PyPI. Where that cannot be reached, or knows a library not, nothing is said about it, and so it is told:
pip-audit alone would say that it found nothing.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
_REACHED_S = 120
_COMMAND = ["--requirement", "requirements.txt", "--require-hashes", "--disable-pip", "--format", "json"]


def report() -> "dict[str, Any] | None":
    """What pip-audit answers; None where it could not ask."""
    command = [sys.executable, "-m", "pip_audit", *_COMMAND, "--progress-spinner", "off"]
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, cwd=ROOT, capture_output=True, text=True, timeout=_REACHED_S, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return answer


def verdict(answer: "dict[str, Any] | None") -> tuple[int, list[str]]:
    """The exit code, which is 1 only for a vulnerability, and the lines to print."""
    semua = answer["dependencies"] if answer else []
    asked = [one for one in semua if "skip_reason" not in one]
    if not asked:
        return 0, ["Nothing was audited: PyPI's data on vulnerabilities cannot be reached from here."]
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, mended in "
        + (", ".join(known["fix_versions"]) or "no version yet")
        for one in asked
        for known in one["vulns"]
    ]
    if lines:
        return 1, [*lines, "Take the mended versions: make lock UPGRADE=--upgrade"]
    skipped = [one["name"] for one in semua if "skip_reason" in one]
    not_asked = f" Not audited: {', '.join(skipped)}." if skipped else ""
    return 0, [f"No vulnerability is known of {len(asked)} libraries.{not_asked}"]


if __name__ == "__main__":
    code, lines = verdict(report())
    print("\n".join(lines))
    sys.exit(code)
