"""Every reply: the envelope of Mobile JKN, the problems of the SIMRS door, and how an error becomes either. Views
catch nothing."""

import logging
from http import HTTPStatus
from typing import Literal

from flask import Flask, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from antrean.domain.antrean import AntreanDiambil
from antrean.domain.rs import RumahSakit
from antrean.errors import (
    AntreanError,
    Failure,
    IsianSalah,
    IsianTerlaluBesar,
    KesalahanSistem,
    KunciSalah,
    MetodeSalah,
    PathTidakDikenal,
    PermintaanTidakTerbaca,
    Refusal,
    StoreUnavailable,
    TerlaluBanyakPercobaan,
)
from antrean.http import jawaban
from antrean.http.context import jejak
from antrean.http.jawaban import Amplop, Berhasil, Masalah, T
from antrean.http.trace import jalur
from antrean.services.antrean import keterangan_datang

log = logging.getLogger("antrean")

BERHASIL: Literal[200] = 200
SIMRS = "/simrs/v1"

_HTTP: dict[int, type[Failure]] = {404: PathTidakDikenal, 405: MetodeSalah, 413: IsianTerlaluBesar}


def berhasil() -> Berhasil:
    """A success without data."""
    return {"metadata": {"message": "Ok", "code": BERHASIL}}


def envelope(response: T, message: str = "Ok") -> Amplop[T]:
    """A success with data."""
    return {"response": response, "metadata": {"message": message, "code": BERHASIL}}


def isi_antrean(rs: RumahSakit, diambil: AntreanDiambil) -> jawaban.AntreanDiambil:
    """A number that was taken, as section 3 answers it."""
    return {
        "nomorantrean": diambil.nomorantrean,
        "angkaantrean": diambil.angkaantrean,
        "kodebooking": diambil.kodebooking,
        "norm": diambil.norm,
        "namapoli": diambil.namapoli,
        "namadokter": diambil.namadokter,
        "estimasidilayani": diambil.estimasidilayani,
        "sisakuotajkn": diambil.sisakuotajkn,
        "kuotajkn": diambil.kuotajkn,
        "sisakuotanonjkn": diambil.sisakuotanonjkn,
        "kuotanonjkn": diambil.kuotanonjkn,
        "keterangan": keterangan_datang(rs, diambil.terukur),
    }


def install(app: Flask) -> None:
    """Make every error of an app an answer of the door that it came through."""
    app.register_error_handler(AntreanError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _known(error: AntreanError) -> Response:
    g.hasil = type(error).__name__
    if isinstance(error, StoreUnavailable):
        log.error("store unavailable: %s", jalur(), exc_info=error.__cause__, extra={"id": jejak()})
    response = _problem(error) if f"{request.path}/".startswith(f"{SIMRS}/") else _refused(error)
    if isinstance(error, StoreUnavailable):
        response.headers["Retry-After"] = "1"
    if isinstance(error, TerlaluBanyakPercobaan):
        response.headers["Retry-After"] = str(error.detik)
    if isinstance(error, KunciSalah):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _refused(error: AntreanError) -> Response:
    """The envelope, for Mobile JKN."""
    response = jsonify(metadata={"message": str(error), "code": error.code})
    response.status_code = error.http_status
    return response


def _problem(error: AntreanError) -> Response:
    """RFC 9457, for the hospital's own systems. ``field`` is the field at fault where it is one field's."""
    status = error.problem_status if isinstance(error, Refusal) else error.http_status
    problem: Masalah = {
        "type": f"urn:antrean:{type(error).__name__}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(error),
    }
    if isinstance(error, IsianSalah) and error.bidang:
        problem["field"] = error.bidang
    response = jsonify(problem)
    response.mimetype = "application/problem+json"
    response.status_code = status
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or KesalahanSistem.http_status
    response = _known(_HTTP.get(status, PermintaanTidakTerbaca)())
    response.status_code = status
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unknown(error: Exception) -> Response:
    log.error("fault: %s", jalur(), exc_info=error, extra={"id": jejak()})
    return _known(KesalahanSistem())
