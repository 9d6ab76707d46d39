"""Two commits beside each other: how their figures are told, and that each is the tree that was asked for."""

import shutil
import subprocess
from pathlib import Path

import pytest

from bench import banding
from bench.__main__ import main
from bench.plan import QUICK
from bench.tables import Table
from tests.servers import BINARIES


def figures(*worker: float) -> dict[str, dict[str, list[float]]]:
    rounds = list(worker)
    return {"ambil": {"worker": rounds, "redis": [90.0] * len(rounds), "rate": [1000.0] * len(rounds)}}


def test_a_ratio_is_taken_in_each_round() -> None:
    # The machine was slow in the second round, for both.
    told = banding.table("a1", "b2", figures(400, 4000, 500), figures(300, 2800, 350))
    assert told.title.endswith("32 connections: a1 and b2, in turn")
    assert told.rows == [
        ["ambil", "500 (400–4,000)", "350 (300–2,800)", "0.70 (0.70–0.75)", "90", "90", "1.00", "1,000", "1,000"]
    ]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """One file that says ``old`` in the only commit and ``new`` since."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "said").write_text("old")
    git(folder, "add", "said")
    git(folder, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "one")
    (folder / "said").write_text("new")
    return folder


def test_a_revision_is_its_own_tree_and_no_revision_the_one_that_stands_here(repository: Path, tmp_path: Path) -> None:
    assert (banding.tree("HEAD", tmp_path / "a", repository) / "said").read_text() == "old"
    assert (banding.tree("", tmp_path / "b", repository) / "said").read_text() == "new"


@pytest.mark.parametrize("revision", ["no-such-thing", "--output=stolen"])
def test_what_git_does_not_know_is_said_in_a_sentence(repository: Path, tmp_path: Path, revision: str) -> None:
    with pytest.raises(RuntimeError, match=f"git cannot give '{revision}': fatal"):
        banding.tree(revision, tmp_path / "a", repository)
    assert not [*tmp_path.rglob("stolen")]


@pytest.mark.skipif(
    not (shutil.which("wrk") and shutil.which("redis-benchmark")), reason="wrk or redis-benchmark is not installed"
)
@pytest.mark.parametrize("words", [(), ("HEAD", "HEAD", "HEAD")])
def test_one_or_two_commits_are_named(words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit, match="Name the commit to compare with"):
        main(["banding", *words])


@pytest.mark.skipif(not shutil.which("wrk"), reason="wrk is not installed")
def test_both_sides_are_served_and_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(banding, "SERVICES", ("ambil", "sisa"))
    # On the server that is named, and no other.
    nama = [*BINARIES][-1]
    monkeypatch.setattr("tests.servers.find_redis_server", lambda: pytest.fail("the embedded store's was taken"))
    found: Table = banding.run(QUICK, "", store=nama)
    assert f"32 connections, on {nama}: this tree and this tree" in found.title
    assert [row[0] for row in found.rows] == ["ambil", "sisa"]
    assert all(float(cell.replace(",", "")) > 0 for row in found.rows for cell in row[1:])
