"""What looks for identity numbers in everything that was written finds them, and nothing else."""

import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from antrean.server.logs import Lines
from tests.privasi import Pengawas
from tests.servers import ROOT

BODY = {"nik": "3212345678987654", "nohp": "0812345678", "nama": "Siti Aminah", "pasien": [{"alamat": "Jalan Mawar 1"}]}
LEAKS = ["3212345678987654", "1000000000001", "0812345678", "Siti Aminah", "Jalan Mawar 1", "Pasien 7", "Ahmad Fauzi"]
HARMLESS = [
    '{"time":"2026-11-25T15:01:12.717Z","id":"abcdefghijklmnop","method":"POST","path":"/antrean/ambil","ms":0.61}',
    "kodebooking 30112026A001, event 1796000400000-12, port 44753, pid 4194304",
    "python -m gunicorn --config antrean/gunicorn.conf.py --bind 127.0.0.1:44753 antrean:create_app()",
]


@pytest.mark.parametrize("leak", LEAKS)
def test_each_leak_is_found_wherever_it_is_written(leak: str) -> None:
    pengawas = Pengawas()
    pengawas.sent(BODY)
    with TemporaryDirectory() as folder:  # not the run's own, which is looked through
        Path(folder, "serve.log").write_text(f"x\n{leak}\n")
        pengawas.read_logs(Path(folder))
    pengawas.started("subprocess.Popen", (None, ["python", "-m", "antrean", "pasien", leak], None, None))
    pengawas.add(f'{{"path":"/antrean/{leak}"}}')
    assert [found.partition(":")[0] for found in pengawas.found()] == [leak] * 3


def test_nothing_else_is() -> None:
    pengawas = Pengawas()
    pengawas.sent(BODY)
    for line in HARMLESS:
        pengawas.add(line)
    assert pengawas.found() == []


def test_the_sender_its_client_and_the_simulators_server_are_listened_to(pengawas: Pengawas) -> None:
    assert all(pengawas in logging.getLogger(name).handlers for name in ("antrean", "urllib3", "werkzeug"))
    assert logging.getLogger("antrean.bpjs").propagate


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_run_in_which_the_service_logs_a_body_fails(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_it.py").write_text(
        "import logging\n"
        "import pytest\n"
        "from tests.privasi import pengawas\n"
        "@pytest.mark.parametrize('n', range(9))\n"
        "def test_it(n):\n"
        "    if n == 2:\n"
        "        logging.getLogger('antrean').warning('Siapa: %s', 'Ahmad Fauzi')\n"
    )
    words = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider", "-p", "xdist.plugin"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # none of the slow ones
    done = subprocess.run([*words, "-n", processes, str(tmp_path)], env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "The service wrote what could be a person's:\nAhmad Fauzi: " in re.sub("^E +", "", done.stdout, flags=re.M)
    assert "9 passed, 1 error" in done.stdout


def test_a_line_tells_where_an_error_was_and_not_what_it_said() -> None:
    try:
        try:
            raise ConnectionError("no answer for 'Siti Aminah' 3212345678987654 at 10.0.0.1:6379")
        except ConnectionError as error:
            raise KeyError("Siti Aminah") from error
    except KeyError as error:
        for told, text in ((error, "KeyError"), (error.__cause__, "ConnectionError: no answer for … ******** at 10.")):
            record = logging.LogRecord("antrean", 40, "", 0, "nik %s", ("3212345678987654",), (None, told, None))  # type: ignore[arg-type]
            line = Lines().format(record)
            assert text in line
            assert '"message":"nik ********"' in line
            assert "Siti" not in line
