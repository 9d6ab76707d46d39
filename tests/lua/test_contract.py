"""The Lua contract: headers against texts, answer words against errors.py, and what no script may do."""

import re
from pathlib import Path
from string import Formatter

import pytest
import redis

from antrean import scripts as registry_module
from antrean.errors import REFUSALS, OperatorError
from antrean.scripts import HeaderError, Record, Script, lua_folder, read_registry, registry
from tests.lua.headers import (
    LIBS,
    READS,
    SCRIPTS,
    WRITES,
    built_keys,
    code,
    commands,
    first_write,
    returned,
    writing_functions,
)

# Words for the store, which never reach a client: it reads again, or tells the operator.
INTERNAL = {"OK", "BERUBAH", "KUOTA_KURANG", "MILIK_LAIN", "SUDAH_ADA", "TIDAK_ADA"}
ALL_LIBS = "\n".join(map(code, LIBS.values()))


def template_fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


# --- headers and answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_word_for_a_client_has_an_error_with_exactly_its_fields(name: str) -> None:
    for word, fields in registry()[name].answers.items():
        if word not in INTERNAL:
            assert set(fields) == template_fields(REFUSALS[word].message), word


@pytest.mark.parametrize("word", REFUSALS)
def test_every_error_with_a_word_is_some_scripts_answer(word: str) -> None:
    assert any(word in script.answers for script in registry().scripts.values())


def test_no_internal_word_is_a_clients() -> None:
    assert not INTERNAL & REFUSALS.keys()


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_text_answers_what_the_header_declares_and_nothing_else(name: str) -> None:
    answers = list(returned(code(SCRIPTS[name])))
    assert {word for word, _ in answers} == set(registry()[name].answers)
    for word, fields in answers:
        assert fields == registry()[name].answers[word], word


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_return_is_an_answer_with_a_word(name: str) -> None:
    text = code(SCRIPTS[name])
    outside = re.sub(r"^local function .*?^end", "", text, flags=re.MULTILINE | re.DOTALL)
    returns = re.findall(r"\breturn\b.*", outside)
    assert returns[0] == "return lama end"
    assert all(re.match(r"return (ingat\(.*)?\{'[A-Z_]+'", line) for line in returns[1:])


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_header_begins_with_the_scripts_name_and_what_it_decides(name: str) -> None:
    first = SCRIPTS[name].read_text("utf-8").splitlines()[0]
    assert re.fullmatch(rf"-- {name}: .{{20,}}", first)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_key_and_argument_is_explained(name: str) -> None:
    lines = SCRIPTS[name].read_text("utf-8").split("-- ANSWERS")[0].splitlines()
    assert [line for line in lines if re.fullmatch(r"--   \S+\s*", line)] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_write_looks_its_request_id_up_first_and_keeps_the_answer_last(name: str) -> None:
    lines = [line for line in code(SCRIPTS[name]).splitlines() if line]
    assert lines[:2] == ["local lama = jawaban_lama(K.permintaan)", "if lama then return lama end"]
    assert code(SCRIPTS[name]).rindex("return") == code(SCRIPTS[name]).index("return ingat(K.permintaan, ")
    assert next(word for word, _ in returned(code(SCRIPTS[name]).split("return ingat")[1])) == "OK"


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_write_leaves_exactly_one_event(name: str) -> None:
    assert re.findall(
        r"^catat\(K\.peristiwa, A\.batas_peristiwa, A\.sekarang, ", code(SCRIPTS[name]), re.MULTILINE
    ) == ["catat(K.peristiwa, A.batas_peristiwa, A.sekarang, "]


# --- what no script may do -------------------------------------------------------------------------------------------

ALL = dict(SCRIPTS) | {f"lib/{name}": path for name, path in LIBS.items()}


@pytest.mark.parametrize("name", ALL)
def test_a_script_runs_the_same_everywhere_and_always(name: str) -> None:
    forbidden = (
        r"cmsgpack|bit\.|struct\.|math\.random|os\.\w+|redis\.(pcall|setresp|breakpoint|acl_check_cmd)|loadstring"
    )
    assert re.findall(forbidden, code(ALL[name])) == []


@pytest.mark.parametrize("name", ALL)
def test_a_script_uses_only_commands_of_a_known_kind(name: str) -> None:
    # TIME, RANDOMKEY, SPOP, … are none of them.
    used = {command for _, command, _ in commands(code(ALL[name]))}
    assert used <= {f"'{command}'" for command in (*READS, *WRITES)}


@pytest.mark.parametrize("name", ALL)
def test_no_script_builds_a_key(name: str) -> None:
    assert built_keys(code(ALL[name]), ALL_LIBS) == []


@pytest.mark.parametrize(
    "text, built",
    [
        ("redis.call('GET', 'antrean:' .. A.nik)", ["'antrean:' .. A.nik"]),
        ("redis.call('HGET', A.kunci, 'a')", ["A.kunci"]),
        ("local kunci = A.satu\nredis.call('GET', kunci)", ["kunci"]),
        ("local satu = K.satu\nif x then satu = K.satu .. '1' end\nredis.call('GET', satu)", ["satu"]),
        ("ingat(K.permintaan .. '2', A.umur, {'OK'})", ["K.permintaan .. '2'"]),
        ("redis.call('GET', KEYS[1])", ["KEYS[1]"]),
        ("redis.call('GET', K.satu)", []),
        ("redis.call('GET', K.sesi[ke])", []),
        ("local function baca(kunci)\n  return redis.call('GET', kunci)\nend\nbaca(K.satu)", []),
        ("local function baca(kunci)\n  return redis.call('GET', kunci)\nend\nbaca(A.satu)", ["A.satu"]),
    ],
)
def test_a_built_key_is_found(text: str, built: list[str]) -> None:
    assert built_keys(text, ALL_LIBS) == built


@pytest.mark.parametrize("name", LIBS)
def test_a_lib_has_local_functions_only(name: str) -> None:
    outside = [line for line in code(LIBS[name]).splitlines() if line and not line.startswith(" ")]
    assert [line for line in outside if not re.fullmatch(r"local function \w+\([\w, .]*\)|end", line)] == []


def test_no_two_libs_share_a_function() -> None:
    names = re.findall(r"local function (\w+)", ALL_LIBS)
    assert len(set(names)) == len(names)


# libur_ubah's one refusal is the answer of the command that writes: it removed nothing. test_permintaan shows it.
@pytest.mark.parametrize("name", sorted(SCRIPTS.keys() - {"libur_ubah"}))
def test_everything_is_checked_before_the_first_write(name: str) -> None:
    text = code(SCRIPTS[name])
    refusals = [match.start() for match in re.finditer(r"return \{'", text)]
    assert max(refusals) < first_write(text, ALL_LIBS)


def test_the_first_write_is_found_behind_a_function() -> None:
    assert writing_functions(ALL_LIBS) == {"catat", "ingat", "tambah_klaim"}
    text = "local function tulis(kunci)\n  redis.call('SET', kunci, 1)\nend\nlocal a = 1\ntulis(K.satu)"
    assert first_write(text, ALL_LIBS) == text.index("tulis(K.satu)")


# --- the registry ----------------------------------------------------------------------------------------------------

SOUND = """-- coba: decides.
-- KEYS
--   satu     one
--   dua      two
-- ARGV
--   nilai    a value
--   sisa...  the rest
-- ANSWERS
--   OK       hasil
-- INCLUDE baca

local satu = baca(K.satu)
redis.call('SET', K.dua, A.nilai)
return {'OK', 'hasil', A.sisa[1] .. #A.sisa .. #RECORD.baris}
"""
LIB = """-- Reads.
-- RECORD baris: kodedokter jampraktek

local function baca(kunci)
  return redis.call('GET', kunci)
end
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "baca.lua").write_text(LIB)
    return tmp_path


def test_a_header_is_read(folder: Path) -> None:
    (folder / "coba.lua").write_text(SOUND)
    script = read_registry(folder)["coba"]
    assert (script.keys, script.args) == (("satu", "dua"), ("nilai", "sisa"))
    assert script.answers == {"OK": ("hasil",)}


def test_a_script_is_assembled_with_its_libs_and_without_comments(folder: Path) -> None:
    (folder / "coba.lua").write_text(SOUND)
    assert read_registry(folder)["coba"].source.splitlines() == [
        "local function baca(kunci)",
        "  return redis.call('GET', kunci)",
        "end",
        "local satu = baca(KEYS[1])",
        "redis.call('SET', KEYS[2], ARGV[1])",
        "return {'OK', 'hasil', ARGV[1 + 1] .. (#ARGV - 1) .. #{'kodedokter', 'jampraktek'}}",
    ]


def test_a_lib_that_two_libs_need_is_included_once(folder: Path) -> None:
    (folder / "lib" / "atas.lua").write_text("-- INCLUDE baca\nlocal function atas(kunci)\n  return baca(kunci)\nend\n")
    (folder / "coba.lua").write_text(SOUND.replace("-- INCLUDE baca", "-- INCLUDE atas\n-- INCLUDE baca"))
    assert read_registry(folder)["coba"].source.count("local function baca") == 1


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("A.nilai)", "A.nilay)", "A.nilay is not what the header declares"),
        ("baca(K.satu)", "baca(K.tiga)", "K.tiga is not what the header declares"),
        ("baca(K.satu)", "baca('x')", "the header declares ['satu'], which nothing uses"),
        ("A.nilai)", "1)", "the header declares ['nilai'], which nothing uses"),
        ("--   dua      two", "--   satu     two", "the header names satu twice"),
        ("--   sisa...  the", "--   nilai... the", "the header names nilai... twice"),
        ("-- KEYS\n", "--\n", "the header has no section KEYS"),
        ("-- ARGV\n", "--\n", "the header has no section ARGV"),
        ("-- ANSWERS\n", "--\n", "the header has no section ANSWERS"),
        ("--   OK       hasil", "--   BERHASIL hasil", "the header has no answer OK"),
        ("-- INCLUDE baca", "-- INCLUDE tulis", "there is no lua/lib/tulis.lua"),
        ("--   nilai    a", "--   nilai... a", "only the last name of ARGV may be a list"),
        ("--   satu     one", "--   satu...  one", "only the last name of KEYS may be a list"),
        ("A.sisa[1]", "A.sisa", "A.sisa is not what the header declares"),
        ("A.nilai)", "A.nilai[1])", "A.nilai[ is not what the header declares"),
        ("RECORD.baris", "RECORD.bari", "no lib declares RECORD.bari"),
    ],
)
def test_a_header_that_disagrees_with_its_script_is_refused(folder: Path, old: str, new: str, complaint: str) -> None:
    assert SOUND.count(old) == 1
    (folder / "coba.lua").write_text(SOUND.replace(old, new))
    with pytest.raises(HeaderError) as refused:
        read_registry(folder)
    assert str(refused.value) == f"lua/coba.lua: {complaint}"


def test_a_record_is_packed_and_read_back() -> None:
    record = Record(("satu", "dua", "tiga"))
    assert record.pack({"tiga": 3, "satu": 1, "dua": ""}) == "1\t\t3"
    assert record.unpack("1\t\t3") == {"satu": "1", "dua": "", "tiga": "3"}


def test_what_an_older_version_did_not_write_is_empty() -> None:
    assert Record(("satu", "dua", "tiga")).unpack("1") == {"satu": "1", "dua": "", "tiga": ""}


def test_every_field_of_a_packed_booking_is_written() -> None:
    (packed,) = re.findall(r"kemas_booking\(\{(.+?)\}\)\)", code(SCRIPTS["ambil"]), re.DOTALL)
    assert sorted(re.findall(r"(\w+) = ", packed)) == sorted(registry().records["booking"].names)


# --- where they are found --------------------------------------------------------------------------------------------


def _pretend_package(monkeypatch: pytest.MonkeyPatch, package: Path) -> None:
    package.mkdir()
    monkeypatch.setattr(registry_module, "__file__", str(package / "scripts.py"))


@pytest.mark.parametrize("place", ["lua", "antrean/lua"])
def test_the_scripts_are_found_beside_the_package_and_inside_it(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _pretend_package(monkeypatch, tmp_path / "antrean")
    (tmp_path / place).mkdir()
    (tmp_path / place / "ambil.lua").touch()
    assert lua_folder() == tmp_path / place


def test_a_wheels_own_scripts_come_before_a_folder_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend_package(monkeypatch, tmp_path / "antrean")
    for place in ("lua", "antrean/lua"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "ambil.lua").touch()
    assert lua_folder() == tmp_path / "antrean" / "lua"


def test_missing_scripts_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _pretend_package(monkeypatch, tmp_path / "antrean")
    (tmp_path / "lua").mkdir()
    with pytest.raises(OperatorError, match=r"The Lua scripts are missing: no lua/ in .*Install antrean again\."):
        lua_folder()


# --- running ---------------------------------------------------------------------------------------------------------


def test_all_scripts_load(redis_client: "redis.Redis") -> None:
    redis_client.script_flush()
    assert not registry().loaded(redis_client)
    registry().load(redis_client)
    assert registry().loaded(redis_client)


@pytest.fixture
def coba(folder: Path) -> Script:
    (folder / "coba.lua").write_text(SOUND)
    return read_registry(folder)["coba"]


KEYS = {"satu": "{a}1", "dua": "{a}2"}
ARGS = {"nilai": 7, "sisa": ["x", "y"]}


def test_a_script_takes_names_and_answers_names(coba: Script, redis_client: "redis.Redis") -> None:
    assert coba.run(redis_client, KEYS, ARGS) == ("OK", {"hasil": "x22"})
    assert redis_client.get("{a}2") == "7"


def test_a_server_that_forgot_a_script_is_told_it_once(coba: Script, real_redis: "redis.Redis") -> None:
    real_redis.script_flush()
    real_redis.config_resetstat()
    for _ in range(3):
        coba.run(real_redis, KEYS, ARGS)
    stats = real_redis.info("commandstats")
    assert (stats["cmdstat_evalsha"]["calls"], stats["cmdstat_eval"]["calls"]) == (3, 1)


@pytest.mark.parametrize(
    "keys, args, complaint",
    [
        ({"satu": "1"}, ARGS, "coba.lua: key names missing ['dua'], unknown []"),
        (KEYS | {"tiga": "3"}, ARGS, "coba.lua: key names missing [], unknown ['tiga']"),
        (KEYS, {"nilai": 7}, "coba.lua: argument names missing ['sisa'], unknown []"),
        (KEYS, ARGS | {"lebih": 1}, "coba.lua: argument names missing [], unknown ['lebih']"),
    ],
)
def test_a_wrong_name_raises_before_anything_is_sent(
    coba: Script, real_redis: "redis.Redis", keys: dict[str, str], args: dict[str, object], complaint: str
) -> None:
    with pytest.raises(TypeError) as refused:
        coba.run(real_redis, keys, args)
    assert str(refused.value) == complaint
    assert real_redis.dbsize() == 0
