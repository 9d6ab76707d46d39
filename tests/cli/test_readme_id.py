"""The Indonesian pages: README.id.md says what README.md says, links lead somewhere, commands and messages are real."""

import re
import shlex
from pathlib import Path

import click
import pytest

from antrean import errors
from antrean.cli import cli as program
from antrean.errors import halaman
from tests.servers import ROOT

PAGES = [ROOT / "README.md", ROOT / "README.id.md", *sorted((ROOT / "docs").glob("*.md"))]
INDONESIA = [
    ROOT / "README.id.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("infrastruktur", "melayani", "panduan-pengguna", "pengaduan")),
]
ENGLISH_README, README = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.id.md"))
PRODUCTION, MELAYANI = ((ROOT / "docs" / name).read_text("utf-8") for name in ("production.md", "melayani.md"))
TWINS = pytest.mark.parametrize(
    "english, indonesia", [(ENGLISH_README, README), (PRODUCTION, MELAYANI)], ids=["README", "docs"]
)

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"(?:^|[ \t]+)# .*$", re.MULTILINE)
_LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")
_ROW = re.compile(r"^\| (.+) \|$", re.MULTILINE)

# Only the hospital's own systems or its staff see these, or whoever looks at /readyz and /metrics.
BUKAN_UNTUK_PASIEN = {
    *(halaman.HalamanLama, halaman.HalamanTidakAda, halaman.HalamanTidakBoleh, halaman.HarusMasuk),
    errors.IsianSalah,
    errors.PermintaanLain,
    errors.PindahTertahan,
    errors.TaskTidakUrut,
    errors.TaskTidakTercatat,
    errors.TaskBukanTerakhir,
    errors.TaskCheckin,
    errors.TaskDipakai,
    errors.TaskDiganti,
    errors.WaktuTidakNaik,
    errors.BelumDipanggil,
    errors.BukanHariIni,
    errors.WaktuMendatang,
    errors.WaktuSebelumHarinya,
    errors.FarmasiSudahDiambil,
    errors.CursorSalah,
    errors.CursorTerlaluLama,
    errors.CursorMendahului,
    errors.CursorSebelumPemulihan,
    errors.CursorTerputus,
    errors.LiburTidakAda,
    errors.BarisJadwalTidakAda,
    errors.GantiMembuang,
    errors.FormulirTidakAda,
    errors.FormulirTidakTerbaca,
    errors.MetrikTertutup,
    errors.NormTidakAda,
    errors.MasihAdaAntrean,
    errors.NomorBerbeda,
    errors.NomorTerpakai,
    errors.NomorHilang,
    errors.KodeLamaTerpakai,
    errors.NomorTerlaluJauh,
    errors.GabungDuaAntrean,
    errors.KunciSalah,
    errors.KunciTidakBoleh,
    errors.BelumSiap,
}


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a page: rows of cells, without the header's line of dashes."""
    blocks = re.findall(r"(?:^\|.*\|\n)+", text, re.MULTILINE)
    rows = [[row.split(" | ") for row in _ROW.findall(block)] for block in blocks]
    assert rows
    return rows


# The two READMEs.


def test_the_readmes_lead_to_each_other_at_once() -> None:
    assert "(README.id.md)" in "".join(ENGLISH_README.splitlines()[:4])
    assert "(README.md)" in "".join(README.splitlines()[:4])


def test_the_readmes_are_short() -> None:
    assert [text.count("\n") <= 180 for text in (ENGLISH_README, README)] == [True, True]


def test_the_pictures_are_there_small_and_each_is_shown() -> None:
    ada = {path.name: path.stat().st_size for path in (ROOT / "docs" / "img").glob("*.png")}
    for text in (ENGLISH_README, README):
        assert set(re.findall(r'<img src="docs/img/([a-z-]+\.png)" width="\d+" alt="[^"]+">', text)) == ada.keys()
    assert {nama: besar for nama, besar in ada.items() if besar > 60_000} == {}


@TWINS
def test_the_twins_have_the_same_sections(english: str, indonesia: str) -> None:
    levels = [re.findall(r"^(#+) ", _BLOCK.sub("", text), re.MULTILINE) for text in (english, indonesia)]
    assert levels[0] == levels[1]


@TWINS
def test_the_twins_have_the_same_code_but_for_comments(english: str, indonesia: str) -> None:
    code = [[(kind, _COMMENT.sub("", code)) for kind, code in _BLOCK.findall(text)] for text in (english, indonesia)]
    assert code[0] == code[1]
    assert len(code[0]) > 3


@TWINS
def test_the_twins_tables_have_the_same_commands_addresses_and_settings(english: str, indonesia: str) -> None:
    names = [[[row[0] for row in table[1:]] for table in tables(text)] for text in (english, indonesia)]
    assert names[0] == names[1]


def test_the_tables_name_what_there_is() -> None:
    named = {"`antrean serve`", "`GET /healthz`", "`REDIS_URL`", "`audit`"}
    assert named <= {row[0] for text in (README, MELAYANI) for table in tables(text) for row in table}


def test_the_settings_have_the_same_defaults_and_every_one_is_translated() -> None:
    english, indonesia = (
        next(table for table in tables(text) if table[1][0] == "`REDIS_URL`") for text in (ENGLISH_README, README)
    )
    assert [row[:2] for row in indonesia[1:]] == [row[:2] for row in english[1:]]
    for here, there in zip(indonesia[1:], english[1:], strict=True):
        assert here[2] != there[2]
        assert re.findall(r"\d+|`[^`]+`", here[2]) == re.findall(r"\d+|`[^`]+`", there[2])


# Links, commands, messages.


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in _LINK.findall(_BLOCK.sub("", page.read_text("utf-8"))):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        assert target.is_file(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("page", INDONESIA, ids=lambda page: page.name)
def test_every_command_is_one_that_the_program_has(page: Path) -> None:
    text = page.read_text("utf-8")
    code = [line for kind, block in _BLOCK.findall(text) if kind in ("sh", "ini") for line in block.splitlines()]
    code += re.findall(r"`([^`]+)`", " ".join(_BLOCK.sub("", text).split()))
    found = [
        words for line in code for words in re.findall(r"(?:^|&& |bin/|\()(antrean (?!\")[^&)#…<]+)", line.strip())
    ]
    assert found
    for words in found:
        check(shlex.split(words)[1:])


def check(words: list[str]) -> None:
    """Follow the words to their command, whose options must exist."""
    command: click.Command = program
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        inner = command.get_command(click.Context(command), name)
        assert inner, name
        command = inner
    known = {option for param in command.params for option in param.opts} | {"--help", "--version"}
    used = {word.partition("=")[0] for word in words if word.startswith("-")}
    assert used <= known, (command.name, used - known)


def test_every_message_that_a_patient_may_see_is_explained() -> None:
    guide = (ROOT / "docs" / "panduan-pengguna.md").read_text("utf-8")
    explained = {
        message
        for table in tables(guide)
        if table[0][0] == "pesan"
        for row in table
        for message in re.findall(r"`([^`]+)`", row[0])
    }
    classes = {*errors.Refusal.__subclasses__(), *errors.Failure.__subclasses__()} - BUKAN_UNTUK_PASIEN
    assert {cls.message for cls in classes} <= explained
    schemas = "".join(path.read_text("utf-8") for path in (ROOT / "antrean" / "http").glob("*.py"))
    for message in explained - {cls.message for cls in classes}:
        assert message.replace("{Nama Field}", "{nama}") in schemas
