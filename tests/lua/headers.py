"""What the texts of the scripts say: answers, calls, keys. For the contract test."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from antrean.scripts import lua_folder

SCRIPTS: Mapping[str, Path] = {path.stem: path for path in sorted(lua_folder().glob("*.lua"))}
LIBS: Mapping[str, Path] = {path.stem: path for path in sorted((lua_folder() / "lib").glob("*.lua"))}

WRITES = (
    *("DEL", "EXPIRE", "EXPIREAT", "HDEL", "HINCRBY", "HSET", "INCR", "RENAME", "SET"),
    *("XADD", "XTRIM", "ZADD", "ZREM", "ZREMRANGEBYSCORE"),
)
READS = (
    *("EXISTS", "GET", "HEXISTS", "HGET", "HKEYS", "HLEN", "HMGET", "TTL", "XLEN", "XREVRANGE"),
    *("ZCARD", "ZCOUNT", "ZRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE", "ZSCORE"),
)
# These decide nothing: no request id, no event, no write.
READ_ONLY = ("farmasi_status", "operasi_pasien", "operasi_rs", "sisa", "status")
# The sender's, who holds a lease: each is its own repeat, and says in its header why. No request id.
SENDERS = ("kiriman_catat", "kiriman_hasil", "sewa")
# It counts, and what it counts is no hospital's: no request id, no event.
COUNTS = ("percobaan",)

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
    """The keys in a text that do not come in as KEYS.

    A key is ``K.name``, one of two such, a parameter named ``kunci…`` or a field of it (the caller answers for what it
    gives there), or a variable that only ever is a key, a table of keys by name, or a list of those.
    """
    functions = keyed_functions(libs) | keyed_functions(text)
    known = {
        parameters.split(", ")[place]
        for name, parameters in _FUNCTION.findall(text)
        for place in functions.get(name, ())
    }
    while True:
        more = {name for name in _assigned(text) - known if _only_keys(text, name, known)}
        more |= {
            match["name"]
            for match in re.finditer(r"for _, (?P<name>\w+) in ipairs\((?P<brace>\{)", text)
            if all(_is_key(item, known) for item in arguments(text, match.start("brace")))
        } - known
        if not more:
            break
        known |= more
    used = [key for _, _, key in commands(text)]
    for name, places in functions.items():
        for match in re.finditer(rf"(?<!function )\b{name}\(", text):
            used += [arguments(text, match.end() - 1)[place] for place in places]
    return [key for key in used if not _is_key(key, known)]


def _is_key(value: str, known: set[str]) -> bool:
    """Whether an expression can be nothing but a key, or a table of keys by name."""
    if re.fullmatch(_KEY, value) or value in known:
        return True
    if element := re.fullmatch(r"(\w+)(\.\w+|\[.+\])", value):
        return element[1] in known
    if choice := re.fullmatch(r".+? and (.+?) or (.+)", value, re.DOTALL):
        return _is_key(choice[1], known) and _is_key(choice[2], known)
    if value.startswith("{"):
        fields = [field.partition(" = ") for field in arguments(value, 0)]
        return all(name.isidentifier() and _is_key(key, known) for name, _, key in fields)
    return False


def _assigned(text: str) -> set[str]:
    return set(re.findall(r"\b([a-z]\w*)(?:\[[^=\n]+\])? = ", text))


def _only_keys(text: str, name: str, known: set[str]) -> bool:
    """Whether all that is ever put into a variable, or into an element of it, are keys; ``{}`` begins a list."""
    values = [
        _value(text, match.end())
        for match in re.finditer(rf"(?<![\w.]){name}(?:\[[^=\n]+\])? = ", text)
        # Not the field of a table.
        if re.search(r"(?:^|local |then |else )\s*$", text[text.rfind("\n", 0, match.start()) + 1 : match.start()])
    ]
    # Given a value beside others, it may be anything.
    beside = re.search(rf"local (?:\w+, )+{name}(?:, \w+)* = |local {name}(?:, \w+)+ = ", text)
    return not beside and any(value != "{}" for value in values) and all(v == "{}" or _is_key(v, known) for v in values)


def _value(text: str, start: int) -> str:
    """What is assigned: to the end of the line, or to the bracket that closes a table."""
    if text[start] == "{":
        depth = 0
        for i in range(start, len(text)):
            depth += (text[i] == "{") - (text[i] == "}")
            if not depth:
                return text[start : i + 1]
    return re.split(r"\n| end\b", text[start:], maxsplit=1)[0].strip()


def writing_functions(text: str) -> set[str]:
    """The local functions of a text that write, themselves or through another of them."""
    bodies = {match[1]: _body(text, match) for match in _FUNCTION.finditer(text)}
    found = {name for name, body in bodies.items() if any(_is_write(command) for _, command, _ in commands(body))}
    while more := {name for name, body in bodies.items() if _calls(body, found)} - found:
        found |= more
    return found


def first_write(text: str, libs: str = "") -> int | None:
    """Where a script's first write stands (a function that writes: its first call); None where it writes nothing."""
    defined = [(m.start(), m.end() + len(_body(text, m))) for m in _FUNCTION.finditer(text)]
    writes = [at for at, command, _ in commands(text) if _is_write(command)]
    writes += _calls(text, writing_functions(f"{libs}\n{text}"))
    return min((at for at in writes if not any(begin < at < end for begin, end in defined)), default=None)


def late_refusals(text: str, libs: str = "") -> list[str]:
    """The answers that a script returns, without keeping them, after its first write."""
    write = first_write(text, libs)
    answers = list(re.finditer(r"return \{'(\w+)'", text))
    return [match[1] for match in answers if write is not None and match.start() > write]


def _is_write(command: str) -> bool:
    return command.strip("'") in WRITES


def _calls(text: str, names: set[str]) -> list[int]:
    return [m.start() for name in names for m in re.finditer(rf"(?<!function )\b{name}\(", text)]


def _body(text: str, match: "re.Match[str]") -> str:
    return text[match.end() : text.index("\nend", match.end())]
