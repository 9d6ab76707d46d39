"""A wheel, built from a clean copy of the tree and installed elsewhere, brings everything that the program needs."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.e2e.running import run, sample_jkn, sample_request
from tests.servers import ROOT, Service, free_port

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network."""
    tree, dist = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(tree)]
    done = run(command, tmp_path_factory.mktemp("elsewhere"))
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = dist.glob("antrean-*-py3-none-any.whl")
    return wheel


@pytest.fixture(scope="module")
def antrean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, in an environment that has this one's libraries and the wheel, not this tree."""
    place = tmp_path_factory.mktemp("installed")
    venv.create(place, with_pip=False, symlinks=True)
    (site,) = place.glob("lib/python*/site-packages")
    # A path in a .pth file brings the libraries there, and not their own .pth files: no editable antrean.
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    command = [sys.executable, "-m", "pip", "--python", str(place / "bin" / "python"), "install", "--quiet"]
    done = run([*command, "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)], place)
    assert done.returncode == 0, done.stdout + done.stderr
    where = run([str(place / "bin" / "python"), "-c", "import antrean; print(antrean.__file__)"], place)
    assert where.stdout.strip() == str(site / "antrean" / "__init__.py")
    return place / "bin" / "antrean"


def test_the_wheel_has_every_module_and_every_script(wheel: Path) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "antrean").rglob("*.py")}
    scripts = {f"antrean/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "lua").rglob("*.lua")}
    pages = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "antrean" / "layar").rglob("*")
        if path.suffix in (".html", ".css", ".js")
    }
    assert pages - set(ZipFile(wheel).namelist()) == set()
    assert {
        "antrean/http/simrs/antrean.py",
        "antrean/lua/panggil.lua",
        "antrean/lua/lib/lepas.lua",
    } <= modules | scripts
    assert (modules | scripts) - set(ZipFile(wheel).namelist()) == set()


def test_it_says_its_version(antrean: Path, wheel: Path, tmp_path: Path) -> None:
    done = run([str(antrean), "--version"], tmp_path)
    assert done.stdout == f"antrean, version {wheel.name.split('-')[1]}\n"


def test_it_serves_the_sample_hospital_from_an_unrelated_folder(antrean: Path, tmp_path: Path) -> None:
    port = str(free_port())
    serve = f'cd "{tmp_path}" && exec "{antrean}" serve --contoh --port {port}'
    env = {"REDIS_URL": None, "ANTREAN_DATA_DIR": None, "PORT": None}
    service = Service(["bash", "-c", serve], f"http://127.0.0.1:{port}", env, tmp_path / "log")
    with service, sample_jkn(service.url) as jkn:
        assert jkn.ambil(sample_request())["response"]["nomorantrean"] == "A-1"
    done = run([str(antrean), "periksa"], tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "data" / "redis.log").is_file()
