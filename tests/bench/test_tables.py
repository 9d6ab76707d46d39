"""Targets are judged and tables are made from the results alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import document
from bench.__main__ import main
from bench.tables import Table, markdown, tables, terminal
from bench.targets import targets
from tests.bench.results import closed, ledger, load, results


def judged(found: dict[str, Any]) -> dict[str, bool | None]:
    """Figure → whether it was met."""
    return {target.figure: target.met for target in targets(found)}


def test_all_targets_are_met() -> None:
    found = judged(results())
    assert list(found.values()) == [True] * 15


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    found = judged(results() | {"parts": {}, "ledgers": []})
    assert found.pop("errors, oversell, duplicates under every load") is True
    assert set(found.values()) == {None}


@pytest.mark.parametrize(
    ("figure", "change"),
    [
        ("ambil / framework floor, 32 connections", {"closed": [("ambil", 2000)]}),
        ("sisa / framework floor", {"closed": [("sisa", 2000)]}),
        ("status / framework floor", {"closed": [("status", 2000)]}),
        ("token / framework floor, after the first", {"closed": [("token", 2800)]}),
    ],
)
def test_a_slow_service_misses_its_target_alone(figure: str, change: dict[str, list[tuple[str, int]]]) -> None:
    found = results()
    ((service, rate),) = change["closed"]
    kept = [one for one in found["parts"]["closed"] if (one["service"], one["floor"]) != (service, False)]
    found["parts"]["closed"] = [*kept, closed(service, load(rate, rate))]
    assert [name for name, met in judged(found).items() if met is False] == [figure]


def test_the_tail_the_growth_the_fsync_and_the_bytes_can_miss_too() -> None:
    found = results()
    for one in found["parts"]["closed"]:
        for ke in one["rounds"]:
            ke["p99"] = ke["p50"] * 3.01
    found["parts"]["growth"]["sizes"][-1]["rounds"] = load(2800, 2800, stored=1, stored_after=2)
    found["parts"]["growth"]["memory"] |= {"bytes_per_booking": 601.0, "bytes_per_patient": 151.0}
    found["parts"]["durability"][0]["rounds"] = load(1700, 1700)
    assert [name for name, met in judged(found).items() if met is False] == [
        "ambil, largest store / smallest",
        "ambil, p99 / p50, 32 connections",
        "ambil, fsync always / fsync no",
        "ambil, fsync always / no append-only file",
        "bytes of Redis a booking",
        "bytes of Redis a patient",
    ]


def test_pages_that_cost_too_much_or_hear_too_late_miss_theirs() -> None:
    found = results()
    found["parts"]["pages"] |= {"cpu": 0.21, "memory_mib": 41.0, "heard": [0.1] * 90 + [1.6] * 10}
    found["parts"]["pages"]["rounds"] = [{"alone": 2000.0, "beside": 1880.0}]
    assert [name for name, met in judged(found).items() if met is False] == [
        "of one core, 200 boards and 100 desks open",
        "MiB, 200 boards and 100 desks open",
        "s until a page shows a call, p99",
        "ambil, all those open / none",
    ]


@pytest.mark.parametrize("name", ["failed", "oversold", "duplicates", "lost", "unasked", "events"])
def test_one_fault_in_one_ledger_misses_the_last_target(name: str) -> None:
    found = results() | {"ledgers": [ledger(), ledger(**{name: 1})]}
    assert [name for name, met in judged(found).items() if met is False] == [
        "errors, oversell, duplicates under every load"
    ]


def test_periksa_and_an_inexact_hot_session_miss_it_too() -> None:
    found = results() | {"ledgers": [ledger(periksa=["the counter is at 3"])]}
    found["parts"]["hot"][0]["exact"] = False
    assert targets(found)[-1].found == "2"
    assert targets(found)[-1].met is False


def test_a_table_in_a_terminal() -> None:
    table = Table("A title", ("what", "how much"), [("few", "1"), ("many, many", "**1,000**")])
    assert terminal(table).splitlines() == [
        "A title",
        "  what        how much",
        "  few                1",
        "  many, many     1,000",
    ]


def test_a_table_in_a_page() -> None:
    table = Table("A title", ("what", "how much"), [("few", "1"), ("many", "**1,000**")])
    assert markdown(table).splitlines() == [
        *("### A title", "", "| what | how much |", "|---|---:|"),
        *("| few | 1 |", "| many | **1,000** |"),
    ]


def test_every_part_has_its_table_with_a_cell_for_each_header() -> None:
    made = tables(results())
    assert len(made) == 15
    assert all(len(row) == len(table.headers) for table in made for row in table.rows)
    text = "\n".join(map(terminal, made))
    assert [figure for figure in ("2,500", "0.83", "590", "2100", "5,000", "99.0%") if figure not in text] == []
    (loads,) = (table for table in made if table.title.startswith("2 and 3"))
    assert ("ambil", "32", "3,000", "0.82 (0.81–0.83)", "10.0", "20.0", "40.0", "0") in loads.rows


def test_a_run_is_put_into_a_page_between_its_marks(tmp_path: Path) -> None:
    page, figures = tmp_path / "page.md", tmp_path / "bench.json"
    page.write_text(f"# Speed\n\n{document.BEGIN}\nold figures\n{document.END}\n\nthe rest\n")
    figures.write_text(json.dumps(results()))
    for _ in range(2):  # doing it again changes nothing
        main(["table", "--json", str(figures), "--into", str(page)])
        text = page.read_text()
        assert text == f"# Speed\n\n{document.BEGIN}\n\n{document.render(results())}\n\n{document.END}\n\nthe rest\n"


def test_a_page_without_marks_is_left_alone(tmp_path: Path) -> None:
    page, figures = tmp_path / "page.md", tmp_path / "bench.json"
    page.write_text("# Speed\n")
    figures.write_text(json.dumps(results()))
    with pytest.raises(SystemExit, match=r"page\.md has no place for the figures"):
        main(["table", "--json", str(figures), "--into", str(page)])
    assert page.read_text() == "# Speed\n"


def test_the_page_of_the_documentation_has_its_marks() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "performance.md").read_text()
    assert "\n\nTHE FIGURES\n\n" in document.put(page, "THE FIGURES", "page")


@pytest.mark.parametrize(("content", "sentence"), [(None, "cannot be read"), ("[]", "no result"), ("{", "no result")])
def test_figures_that_are_not_there_are_said_in_a_sentence(tmp_path: Path, content: str | None, sentence: str) -> None:
    figures = tmp_path / "bench.json"
    if content is not None:
        figures.write_text(content)
    with pytest.raises(SystemExit, match=sentence):
        main(["table", "--json", str(figures)])


def test_a_part_that_there_is_not_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.machine.missing_tools", lambda: "")
    with pytest.raises(SystemExit, match="There is no part spped to measure"):
        main(["--only", "closed,spped"])


def test_a_machine_without_wrk_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SystemExit, match=r"needs wrk and redis-benchmark, .* apt install wrk redis-tools"):
        main([])
