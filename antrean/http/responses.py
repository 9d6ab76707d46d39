"""The envelope of Mobile JKN, and how an error becomes an answer: as the door tells it that the request came through.
Views catch nothing."""

import logging
from collections.abc import Callable, Mapping
from typing import Literal

from flask import Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from antrean.domain.antrean import AntreanDiambil
from antrean.domain.rs import RumahSakit
from antrean.errors import (
    AntreanError,
    Failure,
    IsianTerlaluBesar,
    KesalahanSistem,
    KunciSalah,
    MetodeSalah,
    PathTidakDikenal,
    PermintaanTidakTerbaca,
    StoreUnavailable,
    TerlaluBanyakPercobaan,
)
from antrean.http import jawaban
from antrean.http.context import permohonan
from antrean.http.jawaban import Amplop, Berhasil, T
from antrean.http.trace import jalur, sesi_diminta
from antrean.services.antrean import keterangan_datang
from antrean.services.dicari import TIDAK_DITEMUKAN

log = logging.getLogger("antrean")

BERHASIL: Literal[200] = 200
_PINTU, _KAMAR, _PERAMBAN = "antrean.pintu", "antrean.kamar", "antrean.peramban"

Penampil = Callable[[AntreanError], Response]
"""How a door tells an error."""

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


def install(
    app: Flask,
    pintu: Mapping[str, Penampil],
    kamar: Mapping[str, Penampil] | None = None,
    peramban: Penampil | None = None,
) -> None:
    """Make every error of an app an answer of the door that it came through.

    Args:
        pintu: the doors, by how their paths begin, that tell errors otherwise than in the envelope.
        kamar: likewise, by the blueprint whose views they are: its paths begin as others' do.
        peramban: likewise, for a person's browser at a path that is nobody's.
    """
    app.extensions[_PERAMBAN] = peramban
    app.extensions[_KAMAR] = kamar or {}
    app.extensions[_PINTU] = {f"{awal}/": penampil for awal, penampil in pintu.items()}
    app.register_error_handler(AntreanError, _known)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _known(error: AntreanError) -> Response:
    satu = permohonan()
    satu.galat = error
    if isinstance(error, TIDAK_DITEMUKAN) and satu.rs and (sesi := sesi_diminta(satu.isi)):
        satu.parts.dicari.catat(satu.rs, sesi)
    if isinstance(error, StoreUnavailable):
        told = {"id": permohonan().jejak}
        log.error("store unavailable: %s: %s", jalur(), error.sebab, exc_info=error.__cause__, extra=told)
    response = _penampil()(error)
    if isinstance(error, StoreUnavailable):
        response.headers["Retry-After"] = "1"
    if isinstance(error, TerlaluBanyakPercobaan):
        response.headers["Retry-After"] = str(error.detik)
    if isinstance(error, KunciSalah):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _penampil() -> Penampil:
    kamar: Mapping[str, Penampil] = current_app.extensions[_KAMAR]
    if penampil := next((kamar[satu] for satu in request.blueprints if satu in kamar), None):
        return penampil
    peramban: Penampil | None = current_app.extensions[_PERAMBAN]
    if peramban and _tersesat():
        return peramban
    jalan = f"{request.path}/"
    pintu: Mapping[str, Penampil] = current_app.extensions[_PINTU]
    return next((penampil for awal, penampil in pintu.items() if jalan.startswith(awal)), _refused)


def _tersesat() -> bool:
    """Whether a person's browser opens a path that no view has, and that begins as no program's path does.

    Browsers name XHTML among what they take; Java's own client, which asks for HTML before all, does not.
    """
    if request.url_rule or request.method != "GET":
        return False
    diterima = request.accept_mimetypes
    if diterima["application/xhtml+xml"] <= diterima["application/json"] and diterima.to_header() != "text/html":
        return False
    awal, kamar = request.path.split("/")[1], current_app.extensions[_KAMAR]
    semua = (rule for rule in current_app.url_map.iter_rules() if rule.rule.split("/")[1] == awal)
    return all(rule.endpoint.partition(".")[0] in kamar for rule in semua)


def _refused(error: AntreanError) -> Response:
    """The envelope, for Mobile JKN."""
    response = jsonify(metadata={"message": str(error), "code": error.code})
    response.status_code = error.http_status
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or KesalahanSistem.http_status
    response = _known(_HTTP.get(status, PermintaanTidakTerbaca)())
    response.status_code = status
    if allowed := getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unknown(error: Exception) -> Response:
    log.error("fault: %s", jalur(), exc_info=error, extra={"id": permohonan().jejak})
    return _known(KesalahanSistem())
