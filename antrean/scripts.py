"""The Lua scripts: found, assembled from their headers, and called by name.

A script's header says what it decides, its keys, its arguments and every answer. Python passes keys and arguments
by name; their order is written in the header and nowhere else. In a script ``K.name`` and ``A.name`` stand for a
key and an argument, and are replaced before the script is loaded, so they cost nothing. The last name of either may
end in ``...``: then it is a list, ``K.name[i]`` one of it and ``#K.name`` its length.

A line ``-- INCLUDE name`` takes in ``lua/lib/name.lua``, with the arguments and answers that its header has, if any. A
line ``-- RECORD name: field …`` gives the order of a packed record's fields, for Lua as ``RECORD.name`` and for Python
as ``Registry.records``. A line ``-- EVENT name: field …`` gives what an event says: a script writes it as
``EVENT.name{field = value, …}``, with all of its fields and no other, and ``Registry.events`` reads it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import redis

from antrean.errors import OperatorError

_SECTIONS = ("KEYS", "ARGV", "ANSWERS")
_INCLUDE = re.compile(r"^-- INCLUDE (\w+)$", re.MULTILINE)
_RECORD = re.compile(r"^-- RECORD (\w+): (.+)$", re.MULTILINE)
_CALLED = re.compile(r"\bpanggil_redis\('(\w+)'")
_EVENT = re.compile(r"^-- EVENT (\w+):(.*)$", re.MULTILINE)
_FUNCTION = re.compile(r"^local function (\w+)\(.*?^end\n", re.MULTILINE | re.DOTALL)
_WORD = re.compile(r"\w+")
_TYPES = {"": str, "int": int, "float": float}
_SEPARATOR = "\t"


class HeaderError(OperatorError):
    """A script and its header disagree: a fault in the program."""


@dataclass(frozen=True, slots=True)
class Record:
    """The order of a packed record's fields."""

    names: tuple[str, ...]

    def pack(self, values: Mapping[str, object]) -> str:
        """Join the values in their order; none may hold a tab."""
        return _SEPARATOR.join(str(values[name]) for name in self.names)

    def unpack(self, packed: str) -> dict[str, str]:
        """The values by name; those that an older version did not write are empty."""
        values = packed.split(_SEPARATOR)
        values += [""] * (len(self.names) - len(values))
        return dict(zip(self.names, values, strict=False))


@dataclass(frozen=True, slots=True)
class Event:
    """What one kind of event says: each field's name and type."""

    fields: Mapping[str, type[int] | type[float] | type[str]]

    def read(self, written: Mapping[str, str]) -> dict[str, int | float | str]:
        """The values by name; those that an older version did not write are not there."""
        return {name: kind(written[name]) for name, kind in self.fields.items() if name in written}


@dataclass(frozen=True, slots=True)
class Script:
    """One decision.

    Attributes:
        answers: each word that it can answer, with the names of the fields that come with it.
        source: what Redis is sent, assembled.
    """

    name: str
    keys: tuple[str, ...]
    args: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]]
    source: str
    sha: str

    def run(
        self, execute: Callable[..., Any], keys: Mapping[str, Any], args: Mapping[str, Any]
    ) -> tuple[str, dict[str, str]]:
        """Decide: one round trip, two where the server does not know the script yet.

        Args:
            execute: sends one command, given as its words, and returns the reply.
            keys: every key by the header's name; a list for a name with ``...``.
            args: every argument likewise.

        Returns:
            The answer's word, and its fields by name.

        Raises:
            TypeError: a name is missing or unknown.
            redis.RedisError: what the client raises.
        """
        key_list = self._in_order("key", self.keys, keys)
        arg_list = self._in_order("argument", self.args, args)
        try:
            answer: list[str] = execute("EVALSHA", self.sha, len(key_list), *key_list, *arg_list)
        except redis.exceptions.NoScriptError:
            answer = execute("EVAL", self.source, len(key_list), *key_list, *arg_list)
        fields = iter(answer[1:])
        return answer[0], dict(zip(fields, fields, strict=True))

    def _in_order(self, kind: str, names: tuple[str, ...], given: Mapping[str, Any]) -> list[Any]:
        try:
            ordered = [given[name] for name in names]
        except KeyError:
            ordered = []
        if len(ordered) != len(given):
            missing, unknown = set(names) - given.keys(), given.keys() - set(names)
            raise TypeError(f"{self.name}.lua: {kind} names missing {sorted(missing)}, unknown {sorted(unknown)}")
        if ordered and not isinstance(ordered[-1], str | int):  # only the last may be a list
            ordered.extend(ordered.pop())
        return ordered


@dataclass(frozen=True)
class Registry:
    """All scripts, records and events of a ``lua/`` folder."""

    scripts: Mapping[str, Script]
    records: Mapping[str, Record]
    events: Mapping[str, Event]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Of each script by what it is called with: its digest, or its source."""
        return {how: script.name for script in self.scripts.values() for how in (script.sha, script.source)}

    def __getitem__(self, name: str) -> Script:
        return self.scripts[name]

    @property
    def commands(self) -> list[str]:
        """Every Redis command that a script calls."""
        return sorted({satu for script in self.scripts.values() for satu in _CALLED.findall(script.source)})

    def load(self, client: "redis.Redis") -> None:
        """Load every script into the server, which also checks their syntax."""
        for script in self.scripts.values():
            client.script_load(script.source)

    def loaded(self, client: "redis.Redis") -> bool:
        """Whether the server knows every script."""
        return all(client.script_exists(*(script.sha for script in self.scripts.values())))


def lua_folder() -> Path:
    """Where the scripts are: inside the package in a wheel, beside it in a checkout.

    Raises:
        OperatorError: they are in neither place.
    """
    package = Path(__file__).parent
    for folder in (package / "lua", package.parent / "lua"):
        if (folder / "ambil.lua").is_file():
            return folder
    raise OperatorError(f"The Lua scripts are missing: no lua/ in {package} or beside it. Install antrean again.")


@cache
def registry() -> Registry:
    """The scripts that came with this program, read once."""
    return read_registry(lua_folder())


def read_registry(folder: Path) -> Registry:
    """Read and check every script of a folder.

    Raises:
        HeaderError: a header is incomplete, or a script uses a name that its header does not have, or leaves one
            unused.
    """
    library = {path.stem: path.read_text("utf-8") for path in sorted((folder / "lib").glob("*.lua"))}
    records = {
        name: Record(tuple(fields.split())) for text in library.values() for name, fields in _RECORD.findall(text)
    }
    events = {name: _read_event(name, fields) for text in library.values() for name, fields in _EVENT.findall(text)}
    texts = {path.stem: path.read_text("utf-8") for path in sorted(folder.glob("*.lua"))}
    scripts = {name: _assemble(name, text, library, records, events) for name, text in texts.items()}
    if unused := events.keys() - set(re.findall(r"\bEVENT\.(\w+)", "\n".join(texts.values()))):
        raise HeaderError(f"lua/lib declares the events {sorted(unused)}, which no script writes")
    return Registry(scripts, records, events)


def _read_event(name: str, fields: str) -> Event:
    split = (field.partition(":") for field in fields.split())
    try:
        return Event({field: _TYPES[kind] for field, _, kind in split})
    except KeyError as error:
        raise HeaderError(f"lua/lib: the event {name} has a field of an unknown type {error.args[0]!r}") from None


def _assemble(
    name: str, text: str, library: Mapping[str, str], records: Mapping[str, Record], events: Mapping[str, Event]
) -> Script:
    header = _read_header(name, text)
    for wanted in _SECTIONS:
        if wanted not in header:
            raise HeaderError(f"lua/{name}.lua: the header has no section {wanted}")
    if "OK" not in header["ANSWERS"]:
        raise HeaderError(f"lua/{name}.lua: the header has no answer OK")
    libs = _include_order(name, text, library)
    for lib in libs:
        for section, names in _read_header(f"lib/{lib}", library[lib]).items():
            header[section] = names | header[section]
    keys, args = tuple(header["KEYS"]), tuple(header["ARGV"])
    included = [library[lib] for lib in libs]
    body = "\n".join(_without_comments(part) for part in (*included, text))
    body = _replace_names(name, body, "K", "KEYS", keys)
    body = _replace_names(name, body, "A", "ARGV", args)
    body = _replace_records(name, body, records)
    body = _replace_events(name, body, events)
    body = _quick(_without_unused(body))
    return Script(
        name=name,
        keys=tuple(key.removesuffix("...") for key in keys),
        args=tuple(arg.removesuffix("...") for arg in args),
        answers={word: tuple(fields.split()) for word, fields in header["ANSWERS"].items()},
        source=body,
        sha=hashlib.sha1(body.encode(), usedforsecurity=False).hexdigest(),
    )


def _read_header(name: str, text: str) -> dict[str, dict[str, str]]:
    """Section → name → the rest of its line."""
    header: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        words = line.removeprefix("--").split()
        if words and words[0] in _SECTIONS:
            section = header.setdefault(words[0], {})
        elif section is not None and re.match(r"--   \S", line):
            if words[0].removesuffix("...") in {known.removesuffix("...") for known in section}:
                raise HeaderError(f"lua/{name}.lua: the header names {words[0]} twice")
            section[words[0]] = " ".join(words[1:])
    return header


def _include_order(name: str, text: str, library: Mapping[str, str]) -> list[str]:
    order: list[str] = []
    for lib in _INCLUDE.findall(text):
        if lib not in library:
            raise HeaderError(f"lua/{name}.lua: there is no lua/lib/{lib}.lua")
        for needed in (*_include_order(f"lib/{lib}", library[lib], library), lib):
            if needed not in order:
                order.append(needed)
    return order


def _without_comments(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("--"))


def _without_unused(body: str) -> str:
    """Without the functions of the library that the script does not use: each would be made anew by every run."""
    functions = {found[1]: found[0] for found in _FUNCTION.finditer(body)}
    said = Counter(_WORD.findall(body))
    own = {name: Counter(_WORD.findall(text)) for name, text in functions.items()}
    while unused := [name for name in own if said[name] == own[name][name]]:
        for name in unused:
            said -= own.pop(name)
            body = body.replace(functions[name], "", 1)
    return body


def _quick(body: str) -> str:
    """``redis.call`` under a local name, which is not looked for in two tables at each of some thirty calls."""
    return "local panggil_redis = redis.call\n" + re.sub(r"\bredis\.call\(", "panggil_redis(", body)


def _replace_names(script: str, body: str, letter: str, table: str, names: Sequence[str]) -> str:
    """Replace ``K.name`` by ``KEYS[i]``; of a list, ``K.name[`` by ``KEYS[offset +`` and ``#K.name`` by its length."""
    places = {name.removesuffix("..."): place for place, name in enumerate(names, 1)}
    lists = {name.removesuffix("...") for name in names if name.endswith("...")}
    if (lists and names[-1].removesuffix("...") not in lists) or len(lists) > 1:
        raise HeaderError(f"lua/{script}.lua: only the last name of {table} may be a list")
    used = set()

    def replace(match: re.Match[str]) -> str:
        length, name, bracket = match["length"], match["name"], match["bracket"]
        if name not in places or (name in lists) != bool(length or bracket):
            raise HeaderError(f"lua/{script}.lua: {match[0]} is not what the header declares")
        used.add(name)
        if length:
            return f"(#{table} - {places[name] - 1})"
        return f"{table}[{places[name] - 1} + " if bracket else f"{table}[{places[name]}]"

    replaced = re.sub(rf"(?P<length>#)?\b{letter}\.(?P<name>\w+)(?P<bracket>\[)?", replace, body)
    if unused := places.keys() - used:
        raise HeaderError(f"lua/{script}.lua: the header declares {sorted(unused)}, which nothing uses")
    return replaced


def _replace_records(script: str, body: str, records: Mapping[str, Record]) -> str:
    """Replace ``RECORD.name`` by the list of its fields' names."""

    def replace(match: re.Match[str]) -> str:
        if match[1] not in records:
            raise HeaderError(f"lua/{script}.lua: no lib declares {match[0]}")
        return "{" + ", ".join(f"'{name}'" for name in records[match[1]].names) + "}"

    return re.sub(r"\bRECORD\.(\w+)", replace, body)


def _replace_events(script: str, body: str, events: Mapping[str, Event]) -> str:
    """Replace ``EVENT.name{field = value}`` by the list ``{'jenis', 'name', 'field', value}``."""
    done, rest = "", body
    while match := re.search(r"\bEVENT\.(\w+)(?=\{)", rest):
        name, (parts, end) = match[1], _inside(rest, match.end())
        given = dict(part.split(" = ", 1) for part in parts)
        if name not in events:
            raise HeaderError(f"lua/{script}.lua: no lib declares EVENT.{name}")
        if given.keys() != events[name].fields.keys():
            raise HeaderError(f"lua/{script}.lua: EVENT.{name} has {sorted(events[name].fields)}, not {sorted(given)}")
        values = (f", '{field}', {given[field]}" for field in events[name].fields)
        done += f"{rest[: match.start()]}{{'jenis', '{name}'{''.join(values)}}}"
        rest = rest[end:]
    return done + rest


def _inside(text: str, opened: int) -> tuple[list[str], int]:
    """What stands between a bracket and its partner, split at the commas of its own level, and where that ends."""
    parts, depth, quoted = [""], 0, False
    for at in range(opened, len(text)):
        letter = text[at]
        quoted ^= letter == "'"
        depth += not quoted and ((letter in "({[") - (letter in ")}]"))
        if not depth:
            return [part.strip() for part in parts if part.strip()], at + 1
        if letter == "," and depth == 1 and not quoted:
            parts.append("")
        elif at > opened:
            parts[-1] += letter
    raise HeaderError(f"a bracket is never closed: {text[opened : opened + 40]!r}")
