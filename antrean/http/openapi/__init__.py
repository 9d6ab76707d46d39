"""The API as a document (OpenAPI 3.1), made from what the doors are made of: routes, schemas and answer types."""

from json import dumps

from flask import Blueprint, Response, current_app

from antrean.http.openapi.dokumen import susun

openapi = Blueprint("openapi", __name__)


@openapi.get("/openapi.json")
def dokumen() -> Response:
    """This document."""
    # Made by the first who asks: a worker that nobody asks does not pay for it.
    made = current_app.extensions.get("openapi")
    if made is None:
        made = current_app.extensions["openapi"] = dumps(susun(current_app), separators=(",", ":")).encode()
    return Response(made, mimetype="application/json")
