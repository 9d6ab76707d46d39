"""What every answer carries whatever it says, and the line that is logged of it.

A line holds nothing that a client wrote: of the path what we know, no query, no header, no body.
"""

import logging
from datetime import UTC, datetime

from flask import Flask, Response, current_app, g, request

from antrean.domain.layanan import LAYANAN
from antrean.http.context import jejak, parts

access = logging.getLogger("antrean.access")

_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_KNOWN = {bagian for layanan in LAYANAN.values() for jalur in layanan.jalur.values() for bagian in jalur.split("/")}
_UNKNOWN = "…"


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
        # What `access.info` does, without a look at the stack for who calls.
        access.handle(logging.LogRecord(access.name, logging.INFO, __file__, 0, line, None, None))
    return response
