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
    COUNTS,
    LIBS,
    READ_ONLY,
    READS,
    SCRIPTS,
    SENDERS,
    WRITES,
    built_keys,
    code,
    commands,
    first_write,
    late_refusals,
    returned,
    writing_functions,
)

# Words for the store, which never reach a client: it reads again, or tells the operator.
INTERNAL = {
    *("OK", "BERUBAH", "KUOTA_KURANG", "MILIK_LAIN", "SUDAH_ADA", "TIDAK_ADA", "LIHAT_CATATAN", "BOLEH"),
    *("HARI_LAIN", "TANGGAL_LAIN", "DIBATALKAN", "PINDAH", "TIDAK_SEMUA"),
    "TIDAK_BERUBAH",
    # To the process that sends to BPJS.
    *("DIPEGANG", "SEWA_HABIS"),
    # 204, which has no body.
    "TIDAK_ADA_YANG_MENUNGGU",
}
WRITING = sorted(SCRIPTS.keys() - {*READ_ONLY, *COUNTS, *SENDERS})
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
    of_libs = {"PERMINTAAN_LAIN"} if name in WRITING else set()
    assert {word for word, _ in answers} | of_libs == set(registry()[name].answers)
    for word, fields in answers:
        assert fields == registry()[name].answers[word], word


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_return_is_an_answer_with_a_word(name: str) -> None:
    text = code(SCRIPTS[name])
    outside = re.sub(r"^local function .*?^end", "", text, flags=re.MULTILINE | re.DOTALL)
    returns = re.findall(r"\breturn\b.*", outside)
    if name in WRITING:
        assert returns.pop(0) == "return lama end"
    assert [line for line in returns if not re.match(r"return (ingat\(.*)?\{'[A-Z_]+'", line)] == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_header_begins_with_the_scripts_name_and_what_it_decides(name: str) -> None:
    first = SCRIPTS[name].read_text("utf-8").splitlines()[0]
    assert re.fullmatch(rf"-- {name}: .{{20,}}", first)


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_key_and_argument_is_explained(name: str) -> None:
    lines = SCRIPTS[name].read_text("utf-8").split("-- ANSWERS")[0].splitlines()
    assert [line for line in lines if re.fullmatch(r"--   \S+\s*", line)] == []


@pytest.mark.parametrize("name", WRITING)
def test_every_write_looks_its_request_id_up_first_and_keeps_the_answer_last(name: str) -> None:
    lines = [line for line in code(SCRIPTS[name]).splitlines() if line]
    assert lines[:2] == ["local lama = jawaban_lama(K.permintaan)", "if lama then return lama end"]
    assert code(SCRIPTS[name]).rindex("return") == code(SCRIPTS[name]).index("return ingat(K.permintaan, ")
    assert next(word for word, _ in returned(code(SCRIPTS[name]).split("return ingat")[1])) == "OK"


BANYAK_PERISTIWA = {
    "libur_ubah": 2,
    "libur_pulihkan": 2,
    "resep": 2,
    "kode_lama": 2,
    "sesi_pindah": 3,
    "jadwal_jam": 2,
    "panggil": 2,
}


@pytest.mark.parametrize("name", WRITING)
def test_every_write_leaves_one_event(name: str) -> None:
    # Beside that of the closed day, these write one for each booking that is cancelled, or comes back; beside that of
    # the kind of prescription, one for the number that comes with it; of a session that was moved, one for each booking
    # and its closing, and of other hours, one for each session; beside a call, one for each who is served by it.
    begins = "catat(K.peristiwa, A.umur_peristiwa, A.sekarang, A.oleh,"
    text = code(SCRIPTS[name])
    assert re.findall(rf"^(?:local entri = )?({re.escape(begins)})", text, re.MULTILINE) == [begins]
    assert text.count("catat(") == text.count(begins) == BANYAK_PERISTIWA.get(name, 1)


@pytest.mark.parametrize("name", SENDERS)
def test_a_senders_script_is_its_own_repeat_and_says_so(name: str) -> None:
    text = SCRIPTS[name].read_text("utf-8")
    assert re.search(r"^-- Its own repeat: .{20,}$", text.split("-- KEYS")[0], re.MULTILINE)
    assert not {"permintaan", "umur_permintaan"} & {*registry()[name].keys, *registry()[name].args}
    assert "redis.call('GET', K.sewa)" in code(SCRIPTS[name]).strip().splitlines()[0]


def test_of_the_senders_scripts_only_what_is_held_is_an_event() -> None:
    written = {name: re.findall(r"EVENT\.(\w+)", code(SCRIPTS[name])) for name in SENDERS}
    assert written == {"kiriman_catat": [], "kiriman_hasil": ["kiriman_ditahan"], "sewa": []}


@pytest.mark.parametrize("name", SCRIPTS)
def test_only_the_named_scripts_write_nothing(name: str) -> None:
    writes = first_write(code(SCRIPTS[name]), ALL_LIBS) is not None
    assert writes is (name not in READ_ONLY)


@pytest.mark.parametrize("name", READ_ONLY)
def test_a_script_that_reads_only_says_so_and_knows_neither_request_nor_event(name: str) -> None:
    text = SCRIPTS[name].read_text("utf-8")
    assert text.split("-- KEYS")[0].rstrip("\n- ").endswith("Writes nothing.")
    assert not {"permintaan", "peristiwa"} & {*registry()[name].keys, *re.findall(r"^-- INCLUDE (\w+)", text, re.M)}
    assert not {"sekarang", "oleh", "umur_permintaan"} & {*registry()[name].args}


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
        ("local baris = a == 'x' and K.satu or K.dua\nredis.call('ZCARD', baris)", []),
        ("local baris = a == 'x' and K.satu or A.dua\nredis.call('ZCARD', baris)", ["baris"]),
        ("local baris = a == 'x' and A.satu or K.dua\nredis.call('ZCARD', baris)", ["baris"]),
        ("redis.call('ZRANGE', hadir and K.hadir or K.antre, 0, 1)", []),
        ("redis.call('ZRANGE', hadir and K.hadir or 'antre', 0, 1)", ["hadir and K.hadir or 'antre'"]),
        ("for _, baris in ipairs({K.satu, K.dua}) do redis.call('ZREM', baris, 1) end", []),
        ("for _, baris in ipairs({K.satu, A.dua}) do redis.call('ZREM', baris, 1) end", ["baris"]),
        ("for _, baris in ipairs(semua) do redis.call('ZREM', baris, 1) end", ["baris"]),
        ("lepas_booking({antre = K.antre, klaim = K.klaim}, kode, booking)", []),
        ("lepas_booking({antre = K.antre, klaim = A.klaim}, kode, booking)", ["{antre = K.antre, klaim = A.klaim}"]),
        ("lepas_booking({antre = K.antre .. '2'}, kode, booking)", ["{antre = K.antre .. '2'}"]),
        ("local function lepas(kunci)\n  redis.call('DEL', kunci.antre)\nend\nlepas({antre = K.satu})", []),
        ("local function lepas(kunci)\n  redis.call('DEL', kunci.antre .. ':2')\nend", ["kunci.antre .. ':2'"]),
        ("local function lepas(data)\n  redis.call('DEL', data.antre)\nend", ["data.antre"]),
        (
            "local sesi = {}\nsesi[A.satu] = {antre = K.sesi[1],\n  klaim = K.klaim}\nlepas_booking(sesi[slot], a, b)",
            [],
        ),
        ("local sesi = {}\nsesi[A.satu] = {antre = A.sesi[1]}\nlepas_booking(sesi[slot], a, b)", ["sesi[slot]"]),
        ("local sesi = {}\nlepas_booking(sesi[slot], a, b)", ["sesi[slot]"]),
        ("local sesi, antre = K.sesi, A.antre\nredis.call('DEL', antre)", ["antre"]),
        ("local function baca(kunci)\n  return redis.call('GET', kunci)\nend\nbaca(K.satu)", []),
        ("local function baca(kunci)\n  return redis.call('GET', kunci)\nend\nbaca(A.satu)", ["A.satu"]),
    ],
)
def test_a_built_key_is_found(text: str, built: list[str]) -> None:
    assert built_keys(text, ALL_LIBS) == built


@pytest.mark.parametrize("name", LIBS)
def test_a_lib_has_local_functions_only(name: str) -> None:
    outside = [line for line in code(LIBS[name]).splitlines() if line and not line.startswith(" ")]
    # Beside them, figures that never change.
    kept = r"local function \w+\([\w, .]*\)|end|local [A-Z_]+ = \d+"
    assert [line for line in outside if not re.fullmatch(kept, line)] == []


def test_no_two_libs_share_a_function() -> None:
    names = re.findall(r"local function (\w+)", ALL_LIBS)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_sets_no_global(name: str) -> None:
    text = f"{ALL_LIBS}\n{code(SCRIPTS[name])}"
    # A name is local: declared on its own or with others, a parameter, or a loop's.
    declared = {
        part.strip()
        for names in re.findall(r"\blocal (?!function)([\w, ]+)|function[ \w]*\(([\w, ]*)|for ([\w, ]+) (?:=|in)", text)
        for group in names
        for part in group.split(",")
    }
    assigned = set(re.findall(r"^\s*(?!local\b)([a-z_]\w*)(?:, [a-z_]\w*)* = ", code(SCRIPTS[name]), re.MULTILINE))
    table_fields = set(re.findall(r"[{,]\s*([a-z_]\w*) = ", code(SCRIPTS[name])))
    assert assigned - table_fields <= declared


@pytest.mark.parametrize("name", SCRIPTS)
def test_everything_is_checked_before_the_first_write(name: str) -> None:
    late = late_refusals(code(SCRIPTS[name]), ALL_LIBS)
    # OK is no refusal; a write's stands in `ingat`.
    assert set(late) == ({"OK"} if name in (*COUNTS, *SENDERS) else set())


TULIS = "local function tulis(kunci)\n  redis.call('SET', kunci, 1)\nend\n"
LEWAT = "local function lewat(kunci)\n  tulis(kunci)\nend\n"


@pytest.mark.parametrize(
    "text, words",
    [
        ("if a then return {'SATU'} end\nredis.call('SET', K.satu, 1)\nreturn ingat(K.p, 1, {'OK'})", []),
        ("redis.call('SET', K.satu, 1)\nif a then return {'SATU'} end", ["SATU"]),
        (
            "redis.call('HINCRBY', K.satu, 1, 1)\nif a then return {'SATU', 'a', '1'} end\nreturn {'DUA'}",
            ["SATU", "DUA"],
        ),
        ("if redis.call('HDEL', K.satu, 1) == 0 then return {'SATU'} end", ["SATU"]),
        ("lepas_booking({antre = K.antre}, a, b)\nreturn {'SATU'}", ["SATU"]),
        ("ubah_booking(K.booking, a, b)\nreturn {'SATU'}", ["SATU"]),
        (TULIS + "return {'SATU'}", []),
        (TULIS + "tulis(K.satu)\nreturn {'SATU'}", ["SATU"]),
        (TULIS + LEWAT + "lewat(K.satu)\nreturn {'SATU'}", ["SATU"]),
        ("redis.call('GET', K.satu)\nreturn {'SATU'}", []),
    ],
)
def test_a_refusal_after_a_write_is_found(text: str, words: list[str]) -> None:
    assert late_refusals(text, ALL_LIBS) == words


def test_the_functions_that_write_are_known() -> None:
    assert writing_functions(ALL_LIBS) == {
        *("catat", "catat_audit", "catat_batal", "ingat", "tambah_entri", "tambah_klaim", "hapus_klaim"),
        *("bebaskan_seri", "buang_seri", "catat_norm", "catat_seri", "hapus_rujukan", "tambah_rujukan"),
        *("antre_di_farmasi", "lepas_booking", "pindah_rujukan", "ubah_booking", "ubah_peserta"),
        *("antrikan", "tulis_kiriman", "catat_dipanggil", "hapus_dipanggil", "ganti_klaim", "selesaikan"),
    }


def test_the_first_write_is_found_behind_a_function() -> None:
    text = f"{TULIS}{LEWAT}local a = 1\nlewat(K.satu)"
    assert first_write(text, ALL_LIBS) == text.index("lewat(K.satu)")


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_put_into_a_stream_but_a_numbered_entry(name: str) -> None:
    assert ("'XADD'" in code(ALL[name])) is (name == "lib/aliran")


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
        "local panggil_redis = redis.call",
        "local function baca(kunci)",
        "  return panggil_redis('GET', kunci)",
        "end",
        "local satu = baca(KEYS[1])",
        "panggil_redis('SET', KEYS[2], ARGV[1])",
        "return {'OK', 'hasil', ARGV[1 + 1] .. (#ARGV - 1) .. #{'kodedokter', 'jampraktek'}}",
    ]


LIB_EVENT = "-- EVENT jadi: kodebooking taskid:int tempat:float\n-- EVENT lain:\n"
MENULIS = """local peristiwa = A.nilai == 'a' and EVENT.jadi{kodebooking = A.nilai, tempat = baca(K.satu, 1),
  taskid = '4, }'} or EVENT.lain{}
return {'OK'"""


def put_events(folder: Path, old: str = "", new: str = "") -> None:
    (folder / "lib" / "peristiwa.lua").write_text(LIB_EVENT.replace(old, new))
    (folder / "coba.lua").write_text(SOUND.replace("return {'OK'", MENULIS).replace(old, new))


def test_an_event_is_written_with_its_kind_and_its_fields_in_their_order(folder: Path) -> None:
    put_events(folder)
    assert read_registry(folder)["coba"].source.splitlines()[-2] == (
        "local peristiwa = ARGV[1] == 'a' and {'jenis', 'jadi', 'kodebooking', ARGV[1], 'taskid', '4, }', 'tempat', "
        "baca(KEYS[1], 1)} or {'jenis', 'lain'}"
    )


@pytest.mark.parametrize(
    "old, new, complaint",
    [
        ("EVENT.jadi", "EVENT.jadilah", "coba.lua: no lib declares EVENT.jadilah"),
        (
            "kodebooking = A.nilai, ",
            "",
            "coba.lua: EVENT.jadi has ['kodebooking', 'taskid', 'tempat'], not ['taskid', 'tempat']",
        ),
        (
            "  taskid = '4, }'",
            "  taskid = 4, lagi = 5",
            "coba.lua: EVENT.jadi has ['kodebooking', 'taskid', 'tempat'], not "
            "['kodebooking', 'lagi', 'taskid', 'tempat']",
        ),
        (" or EVENT.lain{}", "", "lib declares the events ['lain'], which no script writes"),
        ("taskid:int", "taskid:bulat", "lib: the event jadi has a field of an unknown type 'bulat'"),
    ],
)
def test_an_event_that_is_not_as_declared_is_refused(folder: Path, old: str, new: str, complaint: str) -> None:
    put_events(folder, old, new)
    with pytest.raises(HeaderError) as refused:
        read_registry(folder)
    assert str(refused.value) == f"lua/{complaint}"


def test_an_event_is_read_with_its_types_also_one_of_before_it_had_all_of_them(folder: Path) -> None:
    put_events(folder)
    event = read_registry(folder).events["jadi"]
    assert event.read({"kodebooking": "1", "taskid": "4", "tempat": "1.5"}) == {
        **{"kodebooking": "1", "taskid": 4, "tempat": 1.5}
    }
    assert event.read({"kodebooking": "1", "oleh": "x"}) == {"kodebooking": "1"}


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


# What issue 2 wrote; the fields that came later are at the end, where an old value has none.
DARI_AMBIL = (
    *("angka", "kodepoli", "kodedokter", "jampraktek", "jenis", "status", "norm", "nik", "nomorkartu", "nohp"),
    *("jeniskunjungan", "nomorreferensi", "baru", "klaim_lain", "sumber", "dibuat", "estimasi"),
)
KEMUDIAN = (
    *("datang", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t99", "alasan", "resep", "farmasi", "riwayat"),
    *("terukur", "tutup", "hari_farmasi", "asal", "tamu", "kodelama"),
)


def test_a_packed_booking_goes_on_as_it_began() -> None:
    assert registry().records["booking"].names == (*DARI_AMBIL, *KEMUDIAN)


def test_every_field_of_a_packed_booking_is_written() -> None:
    (packed,) = re.findall(r"kemas_booking\(\{(.+?)\}\)\)", code(SCRIPTS["ambil"]), re.DOTALL)
    assert sorted(re.findall(r"(\w+) = ", packed)) == sorted((*DARI_AMBIL, "riwayat", "terukur", "kodelama"))
    elsewhere = "\n".join(code(path) for path in ALL.values())
    later = set(re.findall(r"\bbooking\.(\w+) = ", elsewhere))
    assert "booking['t' .. A.taskid] = " in elsewhere
    assert later - {"status", "t4", "t5", "norm", "klaim_lain", "jampraktek"} == {
        field for field in KEMUDIAN if not re.fullmatch(r"t\d+|terukur", field)
    }


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
    assert coba.run(redis_client.execute_command, KEYS, ARGS) == ("OK", {"hasil": "x22"})
    assert redis_client.get("{a}2") == "7"


def test_a_server_that_forgot_a_script_is_told_it_once(coba: Script, real_redis: "redis.Redis") -> None:
    real_redis.script_flush()
    real_redis.config_resetstat()
    for _ in range(3):
        coba.run(real_redis.execute_command, KEYS, ARGS)
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
        coba.run(real_redis.execute_command, keys, args)
    assert str(refused.value) == complaint
    assert real_redis.dbsize() == 0
