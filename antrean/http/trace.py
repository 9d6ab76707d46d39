"""What every answer carries whatever it says, and the line that is logged of it.

A line holds nothing that a client wrote: of the path what we know, no query, no header, no body. Of a refusal it tells
the cause, the field at fault, and which session was asked for, as our own values say it.
"""

import logging
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, request

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.layanan import LAYANAN
from antrean.http.context import Permohonan, berjalan, mulai
from antrean.ukuran import LAIN

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

access = logging.getLogger("antrean.access")

BERHASIL = "Ok"
"""The outcome of an answer that is no error."""

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_KNOWN = {bagian for layanan in LAYANAN.values() for jalur in layanan.jalur.values() for bagian in jalur.split("/")}
_UNKNOWN = "…"
_KODE = re.compile(r"[A-Z0-9-]{1,7}")
_DOKTER_TERBESAR = 10**7


def install(app: Flask) -> None:
    """Have the last word about every answer of an app.

    It stands around Flask and not among its hooks, which cost more than what is done here. Flask starts an answer while
    the request is still its own, so the route is known.
    """
    answer = app.wsgi_app

    def traced(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        permohonan = mulai(app, environ)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            by_name = dict(headers)
            headers += (("X-Request-Id", permohonan.jejak), ("X-Content-Type-Options", "nosniff"))
            if "Cache-Control" not in by_name:
                headers.append(("Cache-Control", "no-store"))
            lama_s = permohonan.parts.clock.monotonic() - permohonan.mulai
            hasil = type(permohonan.galat).__name__ if permohonan.galat else BERHASIL
            permohonan.parts.papan.jawab(request.endpoint or LAIN, hasil, lama_s)
            if access.isEnabledFor(logging.INFO):
                _log(permohonan, status, hasil, by_name.get("Content-Length"), lama_s)
            return start_response(status, headers, exc_info)

        token = berjalan.set(permohonan)
        try:
            return answer(environ, start)
        finally:
            berjalan.reset(token)

    app.wsgi_app = traced  # type: ignore[method-assign]


def jalur() -> str:
    """The path as its route is written; where there is no route, its segments that any route has."""
    if (rule := request.url_rule) is not None:
        return rule.rule
    known = _KNOWN.union(*(rule.rule.split("/") for rule in current_app.url_map.iter_rules()))
    return "/".join(satu if satu in known else _UNKNOWN for satu in request.path.split("/")[:8])


def _log(permohonan: Permohonan, status: str, hasil: str, length: str | None, lama_s: float) -> None:
    clock, rs, galat = permohonan.parts.clock, permohonan.rs, permohonan.galat
    method = permohonan.environ["REQUEST_METHOD"]
    line = {
        "time": datetime.fromtimestamp(clock.now_ms() / 1000, UTC),
        "id": permohonan.jejak,
        "method": method if method in _METHODS else _UNKNOWN,
        "path": jalur(),
        "status": int(status[:3]),
        "rs": rs and rs.kode,
        "who": permohonan.oleh,
        "outcome": hasil,
        "ms": round(lama_s * 1000, 2),
        "bytes": length and int(length),
    }
    if galat:
        bidang = _UNKNOWN if galat.bidang_asing else galat.bidang
        why = {"why": galat.karena, "field": bidang, "asked": _sesi(permohonan.isi)}
        line |= {nama: isi for nama, isi in why.items() if isi}
    # What `access.info` does, without a look at the stack for who calls.
    access.handle(logging.LogRecord(access.name, logging.INFO, __file__, 0, line, None, None))


def sesi_diminta(permintaan: Any) -> KunciSesi | None:
    """The session that a request asks for, as its body was read, where it asks for one and all of it are codes: what
    is longer than one may be a person's number in the wrong field."""
    slot, tanggal = _slot(permintaan)
    if slot and tanggal and _KODE.fullmatch(slot.kodepoli) and slot.kodedokter < _DOKTER_TERBESAR:
        return KunciSesi(tanggal, slot)
    return None


def _slot(permintaan: Any) -> tuple[Slot | None, date | None]:
    satu, *lain = permintaan if isinstance(permintaan, tuple) else (permintaan,)
    match satu:
        case PermintaanAntrean():
            return satu.slot, satu.tanggalperiksa
        case KunciSesi():
            return satu.slot, satu.tanggal
        case Slot():
            return satu, lain[0]
    return None, None


def _sesi(permintaan: Any) -> str:
    """Poli, doctor, date and hours that a request is about, without what is longer than a code can be; empty where it
    is about none."""
    slot, tanggal = _slot(permintaan)
    if slot is None:
        return ""
    poli = slot.kodepoli if _KODE.fullmatch(slot.kodepoli) else _UNKNOWN
    dokter = slot.kodedokter if slot.kodedokter < _DOKTER_TERBESAR else _UNKNOWN
    return f"{poli} {dokter} {tanggal or _UNKNOWN} {slot.jampraktek}"
