"""How long `antrean serve` goes on to start what is killed."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import pytest

from antrean.cli import penjaga
from antrean.cli.penjaga import MOST_FAILED, Child, Patience, Supervisor
from antrean.errors import OperatorError
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


def test_a_child_that_ends_by_itself_before_it_serves_ends_all_of_them_with_its_code(tmp_path: Path) -> None:
    with Keluarga(tmp_path, gunicorn="serves", kirim="fails") as keluarga:
        os.write(keluarga.hold["kirim"][1], b"x")
        assert keluarga.process.wait() == 7
    assert not lives(keluarga.pids("gunicorn")[-1])


class Mesin:
    """What stands for processes, lifelines and the time: each start takes the next outcome, an exit code that it ended
    with (None: it runs) or an errno with which the machine refuses it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *outcomes: int | OSError | None) -> None:
        self.now, self.served = 0.0, True
        self._outcomes = iter(outcomes)
        mesin = self

        class Proses:
            def __init__(self, *_: object, **__: object) -> None:
                outcome = next(mesin._outcomes)
                if isinstance(outcome, OSError):
                    raise outcome
                self.code = outcome

            def poll(self) -> int | None:
                return self.code

            def wait(self, _: float = 0) -> None:
                mesin.now += 0.2

            def send_signal(self, _: int) -> None:
                self.code = 0

        lifeline = SimpleNamespace(child_end=0, env={}, was_ready=lambda: self.served)
        monkeypatch.setattr(penjaga, "Lifeline", lambda: lifeline)
        popen = SimpleNamespace(Popen=Proses, TimeoutExpired=subprocess.TimeoutExpired)
        monkeypatch.setattr(penjaga, "subprocess", popen)
        monkeypatch.setattr(penjaga, "time", SimpleNamespace(monotonic=lambda: self.now, sleep=lambda _: None))
        monkeypatch.setattr(penjaga, "stop_signals", list)

    @property
    def left(self) -> int:
        """Outcomes that no start has taken."""
        return len([*self._outcomes])


NO_MEMORY = OSError(errno.ENOMEM, "Cannot allocate memory")


def test_what_fails_after_it_served_is_started_again_and_what_never_will_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mesin = Mesin(monkeypatch, 255, 3)
    child = Child("gunicorn", [], {})
    child.start()
    assert child.look(again=True) is None
    assert capsys.readouterr().err == "gunicorn ended with 255, and is started again.\n"
    mesin.now, mesin.served = 4.0, False
    assert child.look(again=True) is None
    assert child.look(again=True) == 3


def test_while_the_machine_gives_no_memory_it_is_tried_on_for_as_long_as_it_takes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mesin = Mesin(monkeypatch, -9, *[NO_MEMORY] * 100, None)
    child = Child("gunicorn", [], {})
    child.start()
    for _ in range(101):
        assert child.look(again=True) is None
        mesin.now += 4.0
    assert capsys.readouterr().err.splitlines() == [
        "gunicorn was killed by SIGKILL, and is started again.",
        "gunicorn cannot be started: Cannot allocate memory. It is tried again until it can.",
    ]
    assert mesin.left == 0


def test_what_cannot_be_started_at_first_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    Mesin(monkeypatch, NO_MEMORY)
    with pytest.raises(OperatorError, match="gunicorn cannot be started: Cannot allocate memory"):
        Supervisor([Child("gunicorn", [], {})], None).run()


def test_an_embedded_store_that_cannot_be_looked_after_for_a_while_ends_nothing_nor_does_a_terminal_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mesin, asked, told = Mesin(monkeypatch, None), [], []

    def ensure() -> bool:
        asked.append(mesin.now)
        if len(asked) < 9:
            raise NO_MEMORY
        if len(asked) == 10:
            child.signal(signal.SIGTERM)
        return len(asked) == 9

    def echo(sentence: str, err: bool) -> None:
        told.append(sentence)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(penjaga, "click", SimpleNamespace(echo=echo))
    child = Child("gunicorn", [], {})
    store: Any = SimpleNamespace(ensure=ensure, remember=lambda: None)
    assert Supervisor([child], store).run() == 0
    assert asked[8] - asked[0] >= 8 * 4.0
    assert told == [
        "The embedded Redis cannot be looked after: Cannot allocate memory. It is tried again until it can.",
        "The embedded Redis had died and was started again.",
    ]


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
