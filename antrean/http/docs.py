"""The API document as a page: Swagger UI, with nothing from another host."""

import base64
import hashlib
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from werkzeug.exceptions import NotFound

# What the page needs of the package's assets; the rest of them is not served.
ASET = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")

_MULAI = """
SwaggerUIBundle({
  url: document.getElementById("swagger-ui").dataset.dokumen,
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
  queryConfigEnabled: false,
});
"""
# Paths are relative, so that the page also works behind a proxy that serves us under a path of its own.
_HALAMAN = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>antrean</title>
<link rel="stylesheet" href="{aset}swagger-ui.css">
<link rel="icon" type="image/png" href="{aset}favicon-32x32.png">
</head>
<body>
<div id="swagger-ui" data-dokumen="{dokumen}"></div>
<script src="{aset}swagger-ui-bundle.js"></script>
<script>{mulai}</script>
</body>
</html>
"""
_HASH = base64.b64encode(hashlib.sha256(_MULAI.encode()).digest()).decode()
_CSP = (
    f"default-src 'self'; script-src 'self' 'sha256-{_HASH}'; style-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)

docs = Blueprint("docs", __name__)


@docs.get("/docs/")
@docs.get("/docs")
def halaman() -> Response:
    """This document as a page."""
    di_dalam = request.path.endswith("/")
    isi = _HALAMAN.format(
        aset="" if di_dalam else "docs/", dokumen="../openapi.json" if di_dalam else "openapi.json", mulai=_MULAI
    )
    return _aman(Response(isi, mimetype="text/html"))


@docs.get("/docs/<nama>")
def aset(nama: str) -> Response:
    """A style sheet, a script or an icon of the page."""
    if nama not in ASET:
        raise NotFound
    return _aman(send_from_directory(_folder(), nama))


def _aman(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _folder() -> Path:
    """Where the package keeps its assets; nothing of its code is needed."""
    found = find_spec("flask_swagger_ui")
    if found is None or found.origin is None:
        raise NotFound
    return Path(found.origin).parent / "dist"
