"""What a request works with: the process's parts, and the hospital that the token names."""

import secrets
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app, g, request

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.services.direktori import Direktori
from antrean.services.konteks import Konteks
from antrean.services.masuk import Masuk
from antrean.services.penjaga import Penjaga
from antrean.services.peristiwa import Umpan
from antrean.services.tokens import Tokens
from antrean.store import Store, Write
from antrean.store.connection import ANSWER_KEPT_S

_NAME = "antrean"
_HURUF = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one process, made once by ``create_app``."""

    store: Store
    clock: Clock
    direktori: Direktori
    masuk: Masuk
    penjaga: Penjaga
    tokens: Tokens
    umpan: Umpan

    def attach(self, app: Flask) -> None:
        """Let the requests of an app find them."""
        app.extensions[_NAME] = self


def parts() -> Parts:
    """The parts of the running process."""
    found: Parts = current_app.extensions[_NAME]
    return found


def enter_hospital(rs: RumahSakit, oleh: str) -> None:
    """This request is a hospital's, and somebody's: ``mjkn``, or ``simrs/`` and the name of the key."""
    g.rs = rs
    g.oleh = oleh


def rumah_sakit() -> RumahSakit:
    """The hospital whose request this is."""
    rs: RumahSakit = g.rs
    return rs


def oleh() -> str:
    """Whose request this is, for events and histories."""
    found: str = g.oleh
    return found


def konteks(kept_s: int = ANSWER_KEPT_S) -> Konteks:
    """What the services work with for this request.

    Args:
        kept_s: for how long a repeat of it is answered the same.
    """
    own = parts()
    return Konteks(own.store, own.clock, g.rs, Write(request_id(), own.clock.now_ms(), g.oleh, kept_s))


def alamat() -> str:
    """Where this request comes from: the peer's address, or the one that trusted proxies tell; may be empty."""
    return request.remote_addr or ""


def hari_ini() -> date:
    """The hospital's date."""
    return parts().clock.today(rumah_sakit().zona_waktu)


def request_id() -> str:
    """The id that the store remembers this request's writes under: a repeat with the same key has the same."""
    found: str = g.get("request_id") or jejak()
    return found


def jejak() -> str:
    """An id that is this request's alone, for its answer and the log. Letters only: digits could be anybody's."""
    if "jejak" not in g:
        g.jejak = secrets.token_hex(8).translate(_HURUF)
    found: str = g.jejak
    return found
