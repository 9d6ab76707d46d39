"""Every reply: the envelope, and how an error becomes one. Views catch nothing."""

import logging
from contextlib import suppress
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from antrean.errors import (
    AntreanError,
    Failure,
    IsianTerlaluBesar,
    KesalahanSistem,
    MetodeSalah,
    PathTidakDikenal,
    PermintaanTidakTerbaca,
    StoreUnavailable,
)
from antrean.http.context import parts, request_id

log = logging.getLogger("antrean")

BERHASIL = 200

# What gunicorn itself reads of a body that nobody wanted, and what we do.
_DRAINED_BYTES = 64 * 1024
_UNREAD_BYTES = 16 * 1024 * 1024
_UNREAD_S = 5

_HTTP: dict[int, type[Failure]] = {404: PathTidakDikenal, 405: MetodeSalah, 413: IsianTerlaluBesar}


def envelope(response: dict[str, Any] | None = None, message: str = "Ok") -> Response:
    """A success, with data or without."""
    metadata = {"message": message, "code": BERHASIL}
    return jsonify(metadata=metadata) if response is None else jsonify(response=response, metadata=metadata)


def install(app: Flask) -> None:
    """Make every error of an app an envelope."""
    app.register_error_handler(AntreanError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)
    app.after_request(_read_to_the_end)


def _known(error: AntreanError) -> Response:
    if isinstance(error, StoreUnavailable):
        log.error("store unavailable: %s %s: %s", request_id(), request.path, error.__cause__)
    response = jsonify(metadata={"message": str(error), "code": error.code})
    response.status_code = error.http_status
    if isinstance(error, StoreUnavailable):
        response.headers["Retry-After"] = "1"
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or KesalahanSistem.http_status
    response = _known(_HTTP.get(status, PermintaanTidakTerbaca)())
    response.status_code = status
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unknown(error: Exception) -> Response:
    log.exception("fault: %s %s", request_id(), request.path, exc_info=error)
    return _known(KesalahanSistem())


def _read_to_the_end(response: Response) -> Response:
    """Take what the client still sends: most look for the answer only then, and a connection closed before loses it."""
    if (request.content_length or 0) <= _DRAINED_BYTES and "Transfer-Encoding" not in request.headers:
        return response
    body, connection = request.environ["wsgi.input"], request.environ.get("gunicorn.socket")
    now = parts().clock.monotonic
    left, until = _UNREAD_BYTES, now() + _UNREAD_S
    with suppress(Exception):  # whatever it sends, the answer stands
        while left > 0 and (seconds := until - now()) > 0:
            if connection is not None:
                connection.settimeout(seconds)
            read = len(body.read(min(left, 65536)))
            if not read:
                break
            left -= read
    if connection is not None:
        connection.settimeout(None)
    return response
