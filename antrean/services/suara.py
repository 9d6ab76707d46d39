"""A call as speech, for televisions whose browser has no Indonesian voice: by espeak-ng, where the server has it."""

import shutil
import subprocess
import threading
from functools import cache

from antrean.services.ingatan import Ingatan

PROGRAM = "espeak-ng"
_WAKTU_S = 5
_KATA_SEMENIT = "140"

_giliran = threading.Lock()
_terucap: Ingatan[str, bytes] = Ingatan(200)


@cache
def ada() -> bool:
    """Whether this server can speak."""
    return shutil.which(PROGRAM) is not None


def ucapan(nomor: str, namapoli: str) -> str:
    """What is said of a call; aset/papan.js says the same."""
    huruf, _, angka = nomor.partition("-")
    return f"Nomor antrean, {' '.join(huruf)}, {angka}. Silakan ke {namapoli}."


def wav(kalimat: str) -> bytes:
    """A sentence as a WAV file; empty where it cannot be said. Said once, it is remembered: many boards ask at once."""
    if not ada():
        return b""
    with _giliran:
        if (dulu := _terucap.get(kalimat)) is not None:
            return dulu
        command = [PROGRAM, "-v", "id", "-s", _KATA_SEMENIT, "--stdin", "--stdout"]
        try:
            hasil = subprocess.run(command, input=kalimat.encode(), capture_output=True, timeout=_WAKTU_S, check=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            return b""
        _terucap.ingat(kalimat, hasil.stdout)
        return hasil.stdout
