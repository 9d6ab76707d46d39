"""No secret stands in the repository."""

import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import ROOT

# Joined here, so that this file does not find itself.
SHAPES = {
    "a private key": "-----BEGIN (?:[A-Z]+ )*PRIVATE" + " KEY-----",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[0-9A-Za-z]{36}|\bgithub_pat_[0-9A-Za-z_]{40,}",
    "a GitLab token": r"\bglpat-[0-9A-Za-z_-]{20}",
    "a Slack token": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a PyPI token": r"\bpypi-[0-9A-Za-z_-]{50,}",
    "a JSON web token": r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}",
    "a password in an address": r"\b(?:rediss?|https?|postgres(?:ql)?)://[^\s:/@'\"{}<>$]*:[^\s:/@'\"{}<>$]{6,}@",
    "a SIMRS key of ours": r"\b[0-9A-Z]{4,20}\.[0-9A-Za-z_-]{43}\b",
    "a token of ours": r"\bWyJ[0-9A-Za-z_-]{30,}\.[0-9A-Za-z_-]{43}\b",
}
# What is assigned to such a name, and looks as if a machine had made it up.
ASSIGNED = re.compile(
    r"(?i)(?:secret|passw|sandi|token|api_?key|kunci|credential)\w*[\"']?\s*[:=]+[ \t]*[\"']?([0-9A-Za-z+/=_.-]{20,})"
)
RANDOM_BITS = 3.5

# What may stand there: documented, of the sample hospital or of the tests, and of no use anywhere else.
KNOWN = {
    *("redis://:" + "PASSWORD@", "redis://USER:" + "PASSWORD@", "redis://antrean:" + "[sandi]@"),
    "redis://antrean:" + "rahasia@",
    *("redis://:" + "rahasia@", "redis://:" + "s%40ndi@", "http://u:" + "rahasia@"),
    "redis://antrean:" + "rahasia@",
    "WyIxMzExUjAwMiIsImJwanMiLDE3OTU0",  # the beginning of an answer in docs/mobile-jkn.md
}
HASHES = {"requirements.txt", "requirements-dev.txt"}


def bits(text: str) -> float:
    """How much a character of it tells, by how often each occurs: words have less than made-up letters."""
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def secrets(text: str) -> Iterator[str]:
    """Everything in a text that looks like a secret."""
    for what, shape in SHAPES.items():
        yield from (f"{what}: {found[0][:60]}" for found in re.finditer(shape, text) if found[0] not in KNOWN)
    for found in ASSIGNED.finditer(text):
        made_up = re.search("[0-9]", found[1]) and re.search("[A-Za-z]", found[1]) and bits(found[1]) > RANDOM_BITS
        if made_up and found[1].rstrip(".") not in KNOWN:
            yield f"assigned: {found[0][:80]}"


def files() -> list[Path]:
    """What git has; in a tree without git, everything but what is made there."""
    if (ROOT / ".git").exists():
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
        return [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    made = {".venv", "data", "build", "dist", "__pycache__"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file() and not any(part in made or part.endswith(("_cache", ".egg-info")) for part in path.parts)
    ]


def test_there_is_no_secret() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {one}"
        for path in files()
        if path.name not in HASHES
        for one in secrets(path.read_bytes().decode("utf-8", "replace"))
    ]
    assert found == []


def test_the_whole_tree_is_looked_at() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in files()}
    assert {"README.md", "antrean/config.py", "lua/ambil.lua", "tests/tools/test_secrets.py", "setup.cfg"} <= names


def test_no_file_of_settings_or_keys_is_kept() -> None:
    kept = [path.name for path in files() if path.suffix in (".pem", ".key", ".p12", ".pfx", ".rdb", ".aof")]
    assert kept + [path.name for path in files() if path.name.startswith(".env")] == []


RANDOM = "q7Zr9xKp2mVb8TnW4sLd6YhF3cJg5aQe1RuXoPiBvMk"


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        "-----BEGIN PRIVATE" + " KEY-----",
        "x = 'AKIA" + "ABCDEFGHIJKLMNOP'",
        "ghp_" + RANDOM[:36],
        "xoxb-" + RANDOM,
        "REDIS_URL=redis://default:" + RANDOM[:12] + "@10.0.0.1:6379",
        "Authorization: Bearer 1311R002." + RANDOM,
        "WyJ" + RANDOM + "." + RANDOM,
        "ANTREAN_SECRET_KEY=" + RANDOM,
        'password: "' + RANDOM[:24] + '"',
        "'api_key': '" + RANDOM + "'",
    ],
)
def test_a_secret_is_found(text: str) -> None:
    assert [*secrets(f"before\n{text}\nafter")]


@pytest.mark.parametrize(
    "text",
    [
        "x-password: contoh-rahasia",
        "ANTREAN_SECRET_KEY=new,old",
        "SECRET_KEY = 'k' * 32",
        "secret_key=" + "k" * 32,
        "token = parts().tokens.buat(rs)",
        "REDIS_URL=redis://user:{password}@host:6379",
    ],
)
def test_what_is_none_is_not(text: str) -> None:
    assert not [*secrets(text)]
