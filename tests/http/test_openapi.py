"""The API document and its page."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask
from flask.testing import FlaskClient

from antrean.config import ROOT_ONLY
from antrean.domain.layanan import ALIAS, LAYANAN, SENDIRI
from antrean.http.docs import ASET
from antrean.http.openapi.operasi import MOBILE_JKN, OPERASI
from tests.dokumen import app_dokumen, dokumen
from tests.http.test_docs import _JSON, PARTS

PATHS: dict[str, dict[str, Any]] = dokumen()["paths"]
BERNAMA = [(path, cara, isi) for path, semua in PATHS.items() for cara, isi in semua.items()]
LUAR = re.compile(r"""(?:src|href|url)\s*[=:(]\s*["']?(?:https?:)?//""")


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return app_dokumen().test_client()


def routes(app: Flask) -> set[tuple[str, str]]:
    """What the app serves: path as the document writes it, and method."""
    return {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), cara)
        for rule in app.url_map.iter_rules()
        for cara in (rule.methods or set()) - {"HEAD"}
    }


def routes_of_pages(app: Flask) -> set[tuple[str, str]]:
    """Pages for people are no calls."""
    return {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), cara)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("layar.")
        for cara in (rule.methods or set()) - {"HEAD"}
    }


# The document and the app.


def test_every_route_is_in_the_document_and_the_other_way_round(client: FlaskClient) -> None:
    halaman = {("/docs/", "GET"), ("/docs/{nama}", "GET")} | routes_of_pages(client.application)
    assert {(path, cara.upper()) for path, cara, _ in BERNAMA} == routes(client.application) - halaman


def test_what_is_said_of_an_operation_is_said_of_one_that_there_is(client: FlaskClient) -> None:
    endpoints = {rule.endpoint for rule in client.application.url_map.iter_rules()}
    assert OPERASI.keys() == {satu for satu in endpoints if not satu.startswith("layar.")} - {"docs.aset"}
    assert MOBILE_JKN.keys() == LAYANAN.keys()


def test_the_document_is_served_and_kept(client: FlaskClient) -> None:
    answer = client.get("/openapi.json")
    assert (answer.status_code, answer.mimetype, answer.json) == (200, "application/json", dokumen())
    kept = client.application.extensions["openapi"]
    assert kept == answer.data
    client.get("/openapi.json")
    assert client.application.extensions["openapi"] is kept


def test_the_head_of_the_document(client: FlaskClient) -> None:
    assert dokumen()["openapi"].startswith("3.1.")
    assert re.fullmatch(r"\d+\.\d+\.\d+", dokumen()["info"]["version"])
    assert dokumen()["servers"] == [{"url": "./"}]
    assert {nama: skema["type"] for nama, skema in dokumen()["components"]["securitySchemes"].items()} == {
        "token": "apiKey",
        "username": "apiKey",
        "password": "apiKey",
        "kunci": "http",
    }


def test_other_paths_are_in_the_description_only() -> None:
    app = app_dokumen(ANTREAN_URL_ALIAS=",".join(ALIAS), ANTREAN_URL_PREFIX="/api-bpjsfktl")
    document = app.test_client().get("/openapi.json").json
    assert document is not None
    assert document["paths"] == PATHS
    for layanan in LAYANAN.values():
        for gaya, jalur in layanan.jalur.items():
            kata = f"`{layanan.metode} {jalur}`"
            assert (kata in document["info"]["description"]) == (gaya != SENDIRI)
            assert f"`{layanan.metode} /api-bpjsfktl{jalur}`" in document["info"]["description"]
    assert "served under" not in dokumen()["info"]["description"]


def test_operations_have_a_name_of_their_own_and_say_what_they_do() -> None:
    names = [isi["operationId"] for _, _, isi in BERNAMA]
    assert len(names) == len({*names})
    assert [nama for nama in LAYANAN if nama not in names] == []
    for _, _, isi in BERNAMA:
        assert isi["summary"]
        assert isi["responses"]
        assert "`" not in isi["summary"]


@pytest.mark.parametrize("layanan", LAYANAN.values(), ids=LAYANAN)
def test_a_service_of_mobile_jkn_is_described_as_the_catalogue_has_it(layanan: Any) -> None:
    isi = PATHS[layanan.jalur[SENDIRI]][layanan.metode.lower()]
    assert isi["summary"] == f"{layanan.bagian}. {layanan.judul}"
    masuk = {"username", "password"} if layanan.nama == "token" else {"token", "username"}
    assert [{*satu} for satu in isi["security"]] == [masuk]
    berisi = {"413", "415"} if layanan.nama != "token" else {"429"}
    assert isi["responses"].keys() == {"200", "400", "405", "500", "503"} | berisi


# Schemas and examples.


@pytest.mark.parametrize("nama", dokumen()["components"]["schemas"])
def test_every_schema_is_a_json_schema(nama: str) -> None:
    skema = dokumen()["components"]["schemas"][nama]
    jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **skema})
    assert skema["description"]


def test_every_reference_leads_somewhere() -> None:
    found = re.findall(r'"\$ref": "#/components/(\w+)/(\w+)"', json.dumps(dokumen()))
    assert found
    assert [nama for jenis, nama in found if nama not in dokumen()["components"][jenis]] == []


@pytest.mark.parametrize("path, cara, isi", [satu for satu in BERNAMA if "requestBody" in satu[2]])
def test_every_example_is_what_the_schema_takes(path: str, cara: str, isi: dict[str, Any]) -> None:
    badan = isi["requestBody"]["content"]["application/json"]
    penilai = jsonschema_rs.validator_for({**badan["schema"], "components": dokumen()["components"]})
    assert badan["examples"]
    for contoh in badan["examples"].values():
        penilai.validate(contoh["value"])


@pytest.mark.parametrize("path", [path for path in PARTS if path != "/token"])
def test_the_example_is_the_documented_one(path: str) -> None:
    contoh = PATHS[path]["post"]["requestBody"]["content"]["application/json"]["examples"]
    assert next(iter(contoh.values()))["value"] == json.loads(_JSON.findall(PARTS[path])[0])


# The page.


@pytest.mark.parametrize(
    "path, aset, dokumennya", [("/docs", "docs/", "openapi.json"), ("/docs/", "", "../openapi.json")]
)
def test_the_page_takes_everything_from_us(path: str, aset: str, dokumennya: str, client: FlaskClient) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert f'src="{aset}swagger-ui-bundle.js"' in answer.text
    assert f'data-dokumen="{dokumennya}"' in answer.text
    assert "validatorUrl: null" in answer.text
    assert not LUAR.search(answer.text)


def test_the_page_may_run_its_own_scripts_only(client: FlaskClient) -> None:
    policy = client.get("/docs").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; script-src 'self' 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("nama", ASET)
def test_the_assets_are_served(nama: str, client: FlaskClient) -> None:
    jenis = {".css": "text/css", ".js": "text/javascript", ".png": "image/png"}[Path(nama).suffix]
    with client.get(f"/docs/{nama}") as answer:
        assert (answer.status_code, answer.mimetype) == (200, jenis)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert len(answer.data) > 100


@pytest.mark.parametrize("path", ["/docs/index.html", "/docs/..", "/docs/x/y", "/docs//", "/docs/swagger-ui.js"])
def test_what_there_is_not_is_404_in_the_envelope(path: str, client: FlaskClient) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json) == (404, {"metadata": {"message": "Layanan Tidak Ditemukan", "code": 201}})


def test_the_page_is_only_read(client: FlaskClient) -> None:
    for path in ("/docs", "/docs/", "/openapi.json"):
        answer = client.post(path)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
        assert answer.json == {"metadata": {"message": "Metode Tidak Sesuai", "code": 201}}


def test_what_is_not_mobile_jkns_is_no_prefix(client: FlaskClient) -> None:
    own = {layanan.jalur[SENDIRI] for layanan in LAYANAN.values()}
    rest = {path for path, _ in routes(client.application) if path not in own and path != "/"}
    assert all(any(f"{path}/".startswith(f"{root}/") for root in ROOT_ONLY) for path in rest)
