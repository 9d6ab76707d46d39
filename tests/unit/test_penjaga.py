"""How long `antrean serve` goes on to start what is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from antrean.cli.penjaga import MOST_FAILED, Patience
from tests.servers import wait_until


def test_what_has_served_is_started_again_at_once_however_often_it_is_killed() -> None:
    patience = Patience()
    assert [patience.died(served=True) for _ in range(100)] == [0.0] * 100


def test_what_never_serves_is_started_ever_later_and_then_not_again() -> None:
    patience = Patience()
    pauses = [patience.died(served=False) for _ in range(MOST_FAILED)]
    assert pauses == [0.2, 0.5, 1.0, 2.0, 4.0, None]


def test_having_served_makes_good_what_failed_before() -> None:
    patience = Patience()
    for _ in range(MOST_FAILED - 1):
        patience.died(served=False)
    assert patience.died(served=True) == 0.0
    assert patience.died(served=False) == 0.2


# Says that it serves, or not, and waits for its end.
CHILD = """
import os, sys
from pathlib import Path
from antrean import lifeline
lifeline.watch(os.environ)
if sys.argv[2] == "serves":
    lifeline.ready(os.environ)
with Path(sys.argv[1]).open("a") as told:
    print(os.getpid(), file=told, flush=True)
os.read(int(sys.argv[3]), 1)
sys.exit(7)
"""


class Keluarga:
    """Named children of a supervisor of their own, in a process of its own; each tells its pids in a file."""

    def __init__(self, folder: Path, **children: str) -> None:
        self.folder, self.hold = folder, {name: os.pipe() for name in children}
        made = ", ".join(
            f"Child({name!r}, [sys.executable, '-c', {CHILD!r}, {str(folder / name)!r}, {how!r}, "
            f"'{self.hold[name][0]}'], os.environ, [{self.hold[name][0]}])"
            for name, how in children.items()
        )
        main = (
            "import os, sys\nfrom antrean.cli.penjaga import Child, Supervisor\n"
            f"sys.exit(Supervisor([{made}], None).run())"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", main],
            pass_fds=[end for end, _ in self.hold.values()],
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_until(lambda: all(self.pids(name) for name in children), "all children")

    def pids(self, name: str) -> list[int]:
        """The pids that a child has had."""
        told = self.folder / name
        return [int(pid) for pid in told.read_text().split()] if told.exists() else []

    def kill(self, name: str) -> None:
        """kill -9, and wait for the next."""
        pids = self.pids(name)
        os.kill(pids[-1], signal.SIGKILL)
        wait_until(lambda: len(self.pids(name)) > len(pids), f"{name} again")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        for ends in self.hold.values():
            for end in ends:
                os.close(end)


def test_each_child_that_is_killed_is_started_again_and_no_other(tmp_path: Path) -> None:
    with Keluarga(tmp_path, gunicorn="serves", kirim="serves", konektor="serves") as keluarga:
        for name in ("kirim", "kirim", "gunicorn"):
            keluarga.kill(name)
        assert [len(keluarga.pids(name)) for name in ("gunicorn", "kirim", "konektor")] == [2, 3, 1]
        keluarga.process.send_signal(signal.SIGTERM)
        _, told = keluarga.process.communicate()
        assert keluarga.process.returncode == 0
    assert told.splitlines() == [
        f"{n} was killed by SIGKILL, and is started again." for n in ("kirim", "kirim", "gunicorn")
    ]
    assert not [pid for name in ("gunicorn", "kirim", "konektor") for pid in keluarga.pids(name) if lives(pid)]


def test_a_child_that_never_serves_ends_all_of_them_after_six(tmp_path: Path) -> None:
    with Keluarga(tmp_path, gunicorn="serves", kirim="fails") as keluarga:
        for _ in range(MOST_FAILED - 1):
            keluarga.kill("kirim")
        os.kill(keluarga.pids("kirim")[-1], signal.SIGKILL)
        _, told = keluarga.process.communicate()
        assert keluarga.process.returncode == 1
    assert f"kirim was killed by SIGKILL, {MOST_FAILED} times in a row before it could serve." in told
    assert not lives(keluarga.pids("gunicorn")[-1])


def test_a_child_that_ends_by_itself_ends_all_of_them_with_its_code(tmp_path: Path) -> None:
    with Keluarga(tmp_path, gunicorn="serves", kirim="serves") as keluarga:
        os.write(keluarga.hold["kirim"][1], b"x")
        assert keluarga.process.wait() == 7
    assert not lives(keluarga.pids("gunicorn")[-1])


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
