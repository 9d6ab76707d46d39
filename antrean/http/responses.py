"""Every reply: the envelope, and how an error becomes one. Views catch nothing."""

import logging
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
from antrean.http.context import request_id

log = logging.getLogger("antrean")

BERHASIL = 200

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
