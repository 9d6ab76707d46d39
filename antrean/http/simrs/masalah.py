"""How this door tells an error: RFC 9457, for the hospital's own systems."""

from http import HTTPStatus

from flask import Response, jsonify

from antrean.errors import AntreanError, CursorTerputus, IsianSalah, Refusal
from antrean.http.jawaban import Masalah


def masalah(error: AntreanError) -> Response:
    """A problem; ``field`` is the field at fault, where it is one field's, ``lanjut`` the cursor behind lost events."""
    status = error.problem_status if isinstance(error, Refusal) else error.http_status
    problem: Masalah = {
        "type": f"urn:antrean:{type(error).__name__}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(error),
    }
    if isinstance(error, IsianSalah) and error.bidang:
        problem["field"] = error.bidang
    if isinstance(error, CursorTerputus):
        problem["lanjut"] = error.lanjut
    if isinstance(error, IsianSalah) and error.semua:
        problem["errors"] = [{"field": bidang, "detail": pesan} for bidang, pesan in error.semua]
    response = jsonify(problem)
    response.mimetype = "application/problem+json"
    response.status_code = status
    return response
