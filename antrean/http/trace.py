"""What every answer carries whatever it says, and the line that is logged of it.

A line holds nothing that a client wrote: of the path what we know, no query, no header, no body. Of a refusal it tells
the cause, the field at fault, and which session was asked for, as our own values say it.
"""

import logging
import re
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, g, request

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.layanan import LAYANAN
from antrean.http.context import jejak, parts

access = logging.getLogger("antrean.access")

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_KNOWN = {bagian for layanan in LAYANAN.values() for jalur in layanan.jalur.values() for bagian in jalur.split("/")}
_UNKNOWN = "…"
_KODE = re.compile(r"[A-Z0-9-]{1,7}")
_DOKTER_TERBESAR = 10**7


def install(app: Flask) -> None:
    """Before anything else of the app: the last word about an answer is this module's."""
    app.before_request(_begin)
    app.after_request(_end)


def jalur() -> str:
    """The path as its route is written; where there is no route, its segments that any route has."""
    if request.url_rule is not None:
        return request.url_rule.rule
    known = _KNOWN.union(*(rule.rule.split("/") for rule in current_app.url_map.iter_rules()))
    return "/".join(satu if satu in known else _UNKNOWN for satu in request.path.split("/")[:8])


def _begin() -> None:
    g.mulai = parts().clock.monotonic()


def _end(response: Response) -> Response:
    headers, dari = response.headers, g._get_current_object()
    headers.add("X-Request-Id", dari.jejak if "jejak" in dari else jejak())
    headers.add("X-Content-Type-Options", "nosniff")
    if "Cache-Control" not in headers:
        headers.add("Cache-Control", "no-store")
    if access.isEnabledFor(logging.INFO):
        clock, rs = parts().clock, dari.get("rs")
        line = {
            "time": datetime.fromtimestamp(clock.now_ms() / 1000, UTC),
            "id": jejak(),
            "method": request.method if request.method in _METHODS else _UNKNOWN,
            "path": jalur(),
            "status": response.status_code,
            "rs": rs and rs.kode,
            "who": dari.get("oleh"),
            "outcome": dari.get("hasil", "Ok"),
            "ms": round((clock.monotonic() - dari.mulai) * 1000, 2),
            "bytes": response.content_length,
        }
        if "hasil" in dari:
            why = {"why": dari.karena, "field": dari.bidang, "asked": _sesi(dari.get("permintaan"))}
            line |= {nama: isi for nama, isi in why.items() if isi}
        # What `access.info` does, without a look at the stack for who calls.
        access.handle(logging.LogRecord(access.name, logging.INFO, __file__, 0, line, None, None))
    return response


def _sesi(permintaan: Any) -> str:
    """Poli, doctor, date and hours that a request is about; empty where it is about none. What is longer than a code
    can be is left out: it may be a person's number in the wrong field."""
    satu, *lain = permintaan if isinstance(permintaan, tuple) else (permintaan,)
    match satu:
        case PermintaanAntrean():
            slot, tanggal = satu.slot, satu.tanggalperiksa
        case KunciSesi():
            slot, tanggal = satu.slot, satu.tanggal
        case Slot():
            slot, tanggal = satu, lain[0]
        case _:
            return ""
    poli = slot.kodepoli if _KODE.fullmatch(slot.kodepoli) else _UNKNOWN
    dokter = slot.kodedokter if slot.kodedokter < _DOKTER_TERBESAR else _UNKNOWN
    return f"{poli} {dokter} {tanggal or _UNKNOWN} {slot.jampraktek}"
