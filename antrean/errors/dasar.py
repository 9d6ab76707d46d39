"""What every refusal and failure has."""

import traceback
from pathlib import Path
from typing import ClassVar

GAGAL = 201


class AntreanError(Exception):
    """A refusal or a failure that has a message of its own.

    Args:
        karena: what the answer does not tell and the log does: our own words, never anything that a client wrote.
        fields: the values that the message template names, and nothing else.
    """

    word: ClassVar[str] = ""
    message: ClassVar[str] = ""
    code: ClassVar[int] = GAGAL
    http_status: ClassVar[int] = 200
    problem_status: ClassVar[int] = 409
    bidang: str = ""
    """The field at fault, where it is one."""
    bidang_asing: bool = False
    """The field is one that we do not have, by a name that the client made up: no line of the log holds it."""

    def __init__(self, karena: str = "", /, **fields: str) -> None:
        self.karena = karena
        self.fields = fields
        super().__init__(self.message.format(**fields))


class Refusal(AntreanError):
    """A rule of the catalogue says no: HTTP 200, and nothing was written."""


class Failure(AntreanError):
    """Something outside the catalogue: its own HTTP status, in the envelope."""


def tempat(error: Exception) -> str:
    """By type and place: the text of an error may have a person in it."""
    akhir = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(akhir.filename).name}:{akhir.lineno}"
