"""Looks through everything that the service wrote during a run for what could be a person's, and fails the run.

What it wrote: the log files of the servers, senders and simulators that tests started, the log records of those in the
tests' own process, and the command lines of our programs. A person's: any run of eleven digits, unless it is a time;
and each identity number, name and address that a request to an app in this process carried. Not the names that
hypothesis makes up, which are often words of our own code ("antrean", "MISCONF"), for it draws from its constants.
"""

import csv
import json
import logging
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import currently_in_test_context

from antrean.http import access as guards
from antrean.server.logs import AccessLines, Lines
from tests.servers import ROOT

BIDANG = ("nik", "nomorkartu", "nopeserta", "nomorkk", "nohp", "nama", "alamat")
# Ours, with the sender's; its client's, whose warnings have URLs; the simulated BPJS's server.
LOGGERS = ("antrean", "urllib3", "werkzeug")
LOGS = ("*.log", "log", "redis.log")
_OURS = re.compile(r"(^|[/ ])(antrean|gunicorn|redis-server|valkey-server)( |$)")
_DIGITS = re.compile(r"(?<![0-9])[0-9]{11,}(?![0-9])")
# Epoch ms of these years, as event ids and estimasidilayani have them; a session's hours, put into every field.
_TIME = re.compile(r"1[78][0-9]{11}|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}")
_FIXTURES = re.compile(r"\b(?:Pasien|Baru) [0-9]+\b")
# With the ids that Redis gives its replication: 40 hexadecimal digits, some of them all zeros.
_CHANGING = re.compile(r'"(?:time|id|ms|bytes|pid)":(?:"[^"]*"|[0-9.]+),?|\b[0-9a-f]{40}\b')
_SHORTEST = 6


class Pengawas(logging.Handler):
    """Collects, and says what it found."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: set[str] = set()
        with (ROOT / "antrean" / "contoh" / "pasien.csv").open(encoding="utf-8") as file:
            self.values = {baris[nama] for baris in csv.DictReader(file) for nama in ("nik", "nomorkartu", "nama")}

    def emit(self, record: logging.LogRecord) -> None:
        """A record of an app in this process, as production writes it."""
        lines = AccessLines() if record.name == access_log else Lines()
        self.add(lines.format(record))

    def add(self, line: str) -> None:
        """A line that the service wrote. What differs from each to the next and is nobody's is taken out."""
        self.lines.add(_CHANGING.sub("", line))

    def sent(self, body: Any) -> None:
        """A request's body: what of it is a person's."""
        if currently_in_test_context():
            return
        semua = [body, *(baris for daftar in body.values() if isinstance(daftar, list) for baris in daftar)]
        for satu in semua:
            if isinstance(satu, dict):
                nilai = (satu.get(nama) for nama in BIDANG)
                self.values |= {teks for teks in nilai if isinstance(teks, str) and len(teks.strip()) >= _SHORTEST}

    def started(self, event: str, words: Any) -> None:
        """An audit hook: a program was started."""
        if event == "subprocess.Popen" and not isinstance(words[1], (str, bytes)):
            command = " ".join(map(str, words[1]))
            if _OURS.search(command) and "-c" not in words[1]:
                self.add(command)

    def read_logs(self, folder: Path) -> None:
        """All log files below a folder."""
        for pattern in LOGS:
            for path in folder.rglob(pattern):
                if path.is_file():
                    with path.open(encoding="utf-8", errors="replace") as file:
                        for line in file:
                            # The calls with made-up patients that `antrean serve --contoh` prints to be pasted.
                            if not line.lstrip().startswith('-d \'{"nomorkartu"'):
                                self.add(line)

    def found(self) -> list[str]:
        """What is a person's, with the line that has it."""
        values = sorted(nilai for nilai in self.values if not _TIME.fullmatch(nilai))
        text = "\n".join(self.lines)
        here = [nilai for nilai in values if nilai in text]
        return sorted(
            f"{what}: {line.strip()[:300]}"
            for line in self.lines
            for what in {
                *(digits for digits in _DIGITS.findall(line) if not _TIME.fullmatch(digits)),
                *_FIXTURES.findall(line),
                *(nilai for nilai in here if nilai in line),
            }
        )


access_log = "antrean.access"


@pytest.fixture(scope="session", autouse=True)
def pengawas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pengawas]:
    """Over a whole run; at its end the run fails if anything was found."""
    pengawas, read = Pengawas(), json.loads
    listening = True

    def loads(*words: Any, **named: Any) -> Any:
        body = read(*words, **named)
        if isinstance(body, dict):
            pengawas.sent(body)
        return body

    def hook(event: str, words: Any) -> None:
        if listening:
            pengawas.started(event, words)

    for name in LOGGERS:
        logging.getLogger(name).addHandler(pengawas)
    sys.addaudithook(hook)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guards, "loads", loads)
        yield pengawas
    listening = False
    for name in LOGGERS:
        logging.getLogger(name).removeHandler(pengawas)
    pengawas.read_logs(tmp_path_factory.getbasetemp())
    if found := pengawas.found():
        pytest.fail("The service wrote what could be a person's:\n" + "\n".join(found[:20]), pytrace=False)
