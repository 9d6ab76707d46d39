"""Holds answers against the API document: status, content type, body and message."""

import json
import re
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.test import TestResponse

from antrean import create_app
from antrean.config import Settings
from antrean.errors import AntreanError, TokenExpired
from antrean.http.openapi.dokumen import jalur, metode, rute, susun
from antrean.http.openapi.operasi import OPERASI
from tests.servers import fake_redis

ENV = {"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": "k" * 32}


def app_dokumen(**env: str) -> Flask:
    """An app to read the document of."""
    return create_app(Settings.from_env(ENV | env), fake_redis())


@cache
def dokumen() -> dict[str, Any]:
    """The document, as JSON has it."""
    document: dict[str, Any] = json.loads(json.dumps(susun(app_dokumen())))
    return document


@cache
def _operasi() -> dict[str, dict[str, Any]]:
    """What the document says of each endpoint."""
    semua = dokumen()["paths"]
    return {rule.endpoint: semua[jalur(rule)][metode(rule).lower()] for rule in rute(app_dokumen())}


def penilai(skema: dict[str, Any]) -> Any:
    """A validator of one of the document's schemas."""
    return jsonschema_rs.validator_for({**skema, "components": dokumen()["components"]})


@cache
def _jawaban(endpoint: str, status: int) -> dict[str, Any]:
    """Media type -> validator of one answer; None where the document does not have it."""
    jawab = _operasi()[endpoint]["responses"].get(str(status))
    assert jawab is not None, f"{endpoint} answers {status}, which the document does not have"
    if "$ref" in jawab:
        jawab = dokumen()["components"]["responses"][jawab["$ref"].rpartition("/")[2]]
    return {jenis: penilai(isi["schema"]) for jenis, isi in jawab.get("content", {}).items()}


@cache
def _kesalahan(nama: str) -> Any:
    return penilai({"$ref": f"#/components/schemas/{nama}"})


@cache
def _pesan(endpoint: str, schema: Any) -> re.Pattern[str]:
    """Every message that a service can refuse with."""
    tolak: list[type[AntreanError]] = [TokenExpired, *OPERASI[endpoint].tolak]
    pola = [re.sub(r"\\{\w+\\}", ".*", re.escape(satu.message)) for satu in tolak]
    isian = schema.fields.values() if schema else ()
    pola += [re.escape(pesan) for satu in isian for pesan in (satu.kosong, satu.format)]
    return re.compile("|".join((*pola, "Jenis Kunjungan Tidak Sesuai", "NIK Belum Diisi")), re.DOTALL)


def periksa(app: Flask, method: str, path: str, answer: TestResponse) -> None:
    """Fails on an answer that the document does not allow."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, method)
    except MethodNotAllowed as salah:
        endpoint, _ = app.url_map.bind("localhost").match(path, next(iter(salah.valid_methods or ())))
    except NotFound:
        problem = f"{path}/".startswith("/simrs/v1/")
        assert answer.status_code in (400, 401, 404), answer.text
        assert answer.mimetype == ("application/problem+json" if problem else "application/json")
        _kesalahan("JawabanMasalah" if problem else "JawabanGagal").validate(answer.json)
        return
    if endpoint not in _operasi():
        return  # a route of the test's own, or an asset of the page
    jenis = _jawaban(endpoint, answer.status_code)
    if not jenis:
        assert answer.data == b""
        return
    assert answer.mimetype in jenis
    if method != "HEAD":
        isi: Any = answer.text if answer.mimetype.startswith("text/") else answer.json
        jenis[answer.mimetype].validate(isi)
        if endpoint.startswith("ws_rs.") and answer.status_code == 200 and isi["metadata"]["code"] != 200:
            schema = getattr(app.view_functions[endpoint], "schema", None)
            assert _pesan(endpoint, schema).fullmatch(isi["metadata"]["message"]), isi


def awasi(patch: pytest.MonkeyPatch) -> None:
    """From now on, look at every answer that a test client gets."""
    buka = FlaskClient.open

    def open_(self: FlaskClient, *args: Any, **kwargs: Any) -> TestResponse:
        answer = buka(self, *args, **kwargs)
        asked = answer.request
        periksa(self.application, asked.method, asked.path, answer)
        return answer

    patch.setattr(FlaskClient, "open", open_)
