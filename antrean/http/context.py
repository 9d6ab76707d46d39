"""What a request works with: the process's parts, and the hospital that the token names."""

import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.errors import AntreanError
from antrean.services.dicari import Dicari
from antrean.services.direktori import Direktori
from antrean.services.jam import PenjagaJam
from antrean.services.konteks import Konteks
from antrean.services.masuk import Masuk
from antrean.services.penjaga import Penjaga
from antrean.services.peristiwa import Umpan
from antrean.services.tokens import Tokens
from antrean.store import Store, Write
from antrean.store.connection import ANSWER_KEPT_S
from antrean.ukuran import Papan

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

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
    papan: Papan
    dicari: Dicari
    jam: PenjagaJam | None = None

    def attach(self, app: Flask) -> None:
        """Let the requests of an app find them."""
        app.extensions[_NAME] = self


@dataclass(slots=True)
class Permohonan:
    """One request, from its first moment to the line that is logged of it.

    It stands here and not in Flask's ``g``: each look at that goes through a proxy, twenty times a request.

    Attributes:
        mulai: when it began, by the monotonic clock.
        jejak: an id that is its alone, for its answer and the log. Letters only: digits could be anybody's.
        rs: the hospital whose request it is; None until that is known.
        oleh: whose request it is, for events and histories: ``mjkn``, or ``simrs/`` and the name of the key.
        request_id: what the store remembers its writes under, where a repeat is to have the same; else ``jejak``.
        sidik: digest of what it asks, where ``request_id`` is a label of the client's.
        badan: its body, once it was read.
        isi: what its body says, as the schema has read it.
        tanya: what its query says, likewise, where the view declares one.
        galat: how it ended, where that is no success.
    """

    parts: Parts
    environ: "WSGIEnvironment"
    mulai: float
    jejak: str
    rs: RumahSakit | None = None
    oleh: str | None = None
    request_id: str = ""
    sidik: str = ""
    badan: bytes | None = None
    isi: Any = None
    tanya: Any = None
    galat: AntreanError | None = None


berjalan: ContextVar[Permohonan] = ContextVar("berjalan")
permohonan = berjalan.get
"""The running request."""


def mulai(app: Flask, environ: "WSGIEnvironment") -> Permohonan:
    """A request of an app, as it begins."""
    own: Parts = app.extensions[_NAME]
    return Permohonan(own, environ, own.clock.monotonic(), secrets.token_hex(8).translate(_HURUF))


def parts() -> Parts:
    """The parts of the running process."""
    return permohonan().parts


def enter_hospital(rs: RumahSakit, oleh: str) -> None:
    """This request is a hospital's, and somebody's."""
    satu = permohonan()
    satu.rs, satu.oleh = rs, oleh


def rumah_sakit() -> RumahSakit:
    """The hospital whose request this is."""
    rs = permohonan().rs
    if rs is None:
        raise LookupError("this view is behind no token and no key")
    return rs


def oleh() -> str:
    """Whose request this is."""
    return permohonan().oleh or ""


def konteks(kept_s: int = ANSWER_KEPT_S) -> Konteks:
    """What the services work with for this request.

    Args:
        kept_s: for how long a repeat of it is answered the same.
    """
    satu, rs = permohonan(), rumah_sakit()
    clock = satu.parts.clock
    write = Write(satu.request_id or satu.jejak, clock.now_ms(), satu.oleh or "", kept_s, sidik=satu.sidik)
    return Konteks(satu.parts.store, clock, rs, write)


def alamat() -> str:
    """Where this request comes from: the peer's address, or the one that trusted proxies tell; may be empty."""
    return request.remote_addr or ""


def hari_ini() -> date:
    """The hospital's date."""
    return parts().clock.today(rumah_sakit().zona_waktu)
