"""What the texts of the scripts say: answers, calls, keys. For the contract test."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from antrean.scripts import lua_folder

SCRIPTS: Mapping[str, Path] = {path.stem: path for path in sorted(lua_folder().glob("*.lua"))}
LIBS: Mapping[str, Path] = {path.stem: path for path in sorted((lua_folder() / "lib").glob("*.lua"))}

WRITES = ("DEL", "EXPIREAT", "HDEL", "HSET", "INCR", "SET", "XADD", "ZADD", "ZREM", "ZREMRANGEBYSCORE")
READS = ("EXISTS", "GET", "HEXISTS", "HGET", "HKEYS", "HMGET", "ZCARD", "ZCOUNT")

# Functions that are given a key, and whether they write.
_FUNCTION = re.compile(r"^local function (\w+)\(([^)]*)\)", re.MULTILINE)
_KEY = r"K\.\w+(\[[^]]+\])?"


def code(path: Path) -> str:
    """A script's or lib's text without its comment lines; lines keep their numbers."""
    lines = path.read_text("utf-8").splitlines()
    return "\n".join("" if line.lstrip().startswith("--") else line for line in lines)


def arguments(text: str, opened: int) -> list[str]:
    """What stands between a bracket (at ``opened``) and its partner, split at the commas on its own level."""
    parts: list[str] = []
    depth, quoted, start = 0, False, opened + 1
    for i in range(opened, len(text)):
        if text[i] == "'":
            quoted = not quoted
        elif not quoted and text[i] in "({[":
            depth += 1
        elif not quoted and text[i] in ")}]":
            depth -= 1
            if not depth:
                return [part.strip() for part in (*parts, text[start:i])]
        elif not quoted and text[i] == "," and depth == 1:
            parts.append(text[start:i])
            start = i + 1
    raise ValueError(text[opened:])


def returned(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each answer that a script returns in its text: the word, and the names of its fields."""
    for match in re.finditer(r"\{(?='[A-Z_]+'[,}])", text):
        word, *fields = arguments(text, match.start())
        if len(fields) % 2:
            raise ValueError(f"{word} has a field without a value")
        yield word.strip("'"), tuple(name.strip("'") for name in fields[::2])


def commands(text: str) -> Iterator[tuple[int, str, str]]:
    """Each Redis command: where it stands, its name, its first argument."""
    for match in re.finditer(r"redis\.p?call\(", text):
        command, key, *_ = arguments(text, match.end() - 1)
        yield match.start(), command, key


def keyed_functions(text: str) -> dict[str, list[int]]:
    """The local functions that take keys, and which of their parameters those are: the ones named ``kunci``."""
    found = {}
    for name, parameters in _FUNCTION.findall(text):
        places = [i for i, parameter in enumerate(parameters.split(", ")) if parameter.startswith("kunci")]
        if places:
            found[name] = places
    return found


def built_keys(text: str, libs: str = "") -> list[str]:
    """The keys in a text that do not come in as KEYS: neither ``K.name`` nor a variable that only ever is one."""
    functions = keyed_functions(libs) | keyed_functions(text)
    given = {
        parameters.split(", ")[place]
        for name, parameters in _FUNCTION.findall(text)
        for place in functions.get(name, ())
    }
    variables = {name for name in re.findall(r"(\w+) = K\.", text) if _only_keys(text, name)}
    used = [key for _, _, key in commands(text)]
    for name, places in functions.items():
        for match in re.finditer(rf"(?<!function )\b{name}\(", text):
            used += [arguments(text, match.end() - 1)[place] for place in places]
    return [key for key in used if not re.fullmatch(_KEY, key) and key not in given | variables]


def _only_keys(text: str, name: str) -> bool:
    values = re.findall(rf"\b{name} = (.+)", text)
    return all(re.fullmatch(_KEY, value.strip()) for value in values)


def writing_functions(text: str) -> set[str]:
    """The local functions of a text that write."""
    found = set()
    for match in _FUNCTION.finditer(text):
        body = text[match.end() : text.index("\nend", match.end())]
        if any(command.strip("'") in WRITES for _, command, _ in commands(body)):
            found.add(match[1])
    return found


def first_write(text: str, libs: str) -> int:
    """Where a script's first write stands (a function that writes: its first call)."""
    defined = [(m.start(), text.index("\nend", m.end())) for m in _FUNCTION.finditer(text)]
    writes = [at for at, command, _ in commands(text) if command.strip("'") in WRITES]
    for name in writing_functions(libs) | writing_functions(text):
        writes += [match.start() for match in re.finditer(rf"(?<!function )\b{name}\(", text)]
    return min(at for at in writes if not any(begin < at < end for begin, end in defined))
