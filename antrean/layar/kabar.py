"""``/kabar``: what an open page asks each second. It stands before Flask and is not logged: hundreds of pages ask.

Its address says which hospital and which topics, and is signed, so that it needs no cookie. The answer is an event's id
and nothing else: 204 while there is no news, and 200 with the last id where there is; behind it ``lagi`` where the page
should look again a second later.
"""

import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from flask import Flask, current_app

from antrean.errors import StoreUnavailable
from antrean.http.context import rumah_sakit
from antrean.services.kabar import Jatah, Kabar

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

AWAL = "/kabar/"
_NAMA = "kabar"
_SALT = b"antrean.kabar.v1"
_KEPALA = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]


def install(app: Flask, kabar: Kabar, jatah: Jatah, secret_key: str) -> None:
    """Answer it in front of an app. It goes last: what stands around the app does not stand around this."""
    answer = app.wsgi_app
    tanda = _Tanda(secret_key)
    app.extensions[_NAMA] = kabar, tanda, jatah

    def seketika(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(AWAL) or environ["REQUEST_METHOD"] != "GET":
            return answer(environ, start_response)
        siapa = tanda.baca(path[len(AWAL) :])
        if siapa is None:
            return answer(environ, start_response)
        try:
            berita = kabar.sesudah(siapa[0], siapa[1], environ.get("QUERY_STRING", ""))
        except StoreUnavailable:
            start_response("503 Service Unavailable", [*_KEPALA, ("Content-Length", "0"), ("Retry-After", "1")])
            return ()
        if berita is None or not (berita.segera or jatah.ambil()):
            start_response("204 No Content", [*_KEPALA])
            return ()
        baru = f"{berita.terakhir}{' lagi' if berita.umum else ''}".encode()
        start_response("200 OK", [*_KEPALA, ("Content-Type", "text/plain"), ("Content-Length", str(len(baru)))])
        return (baru,)

    app.wsgi_app = seketika  # type: ignore[method-assign]


def terakhir() -> str:
    """The id from which on a page that is now made has news; asked before anything is read for it."""
    kabar: Kabar = current_app.extensions[_NAMA][0]
    return kabar.terakhir(rumah_sakit().kode)


def catat_biaya(detik: float) -> None:
    """The part of a page that changes was made, in so long."""
    jatah: Jatah = current_app.extensions[_NAMA][2]
    jatah.catat(detik)


def alamat_kabar(*topik: str) -> str:
    """Where a page of this hospital asks for news of these topics."""
    tanda: _Tanda = current_app.extensions[_NAMA][1]
    return AWAL + tanda.tulis(rumah_sakit().kode, topik)


class _Tanda:
    """Writes and reads what an address says."""

    def __init__(self, secret_key: str) -> None:
        self._key = hashlib.sha256(_SALT + secret_key.encode()).digest()
        self.baca = lru_cache(maxsize=4096)(self._baca)

    def tulis(self, kode_rs: str, topik: Iterable[str]) -> str:
        """A hospital and topics as part of a path."""
        isi = f"{kode_rs}/{'+'.join(topik)}"
        return f"{isi}/{self._tanda(isi)}"

    def _baca(self, teks: str) -> tuple[str, tuple[str, ...]] | None:
        isi, _, tanda = teks.rpartition("/")
        if not hmac.compare_digest(tanda.encode(), self._tanda(isi).encode()):
            return None
        kode_rs, _, topik = isi.partition("/")
        return kode_rs, tuple(topik.split("+"))

    def _tanda(self, isi: str) -> str:
        return hmac.digest(self._key, isi.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()[:24]
