"""Answers as gunicorn writes them: without a banner, and in the envelope where no view could answer."""

import json
from http import HTTPStatus

from gunicorn.http.wsgi import Response
from gunicorn.util import http_date

from antrean.errors import Failure, KesalahanSistem, PermintaanTidakTerbaca, StoreUnavailable

_FAILURES: dict[int, type[Failure]] = {500: KesalahanSistem, 503: StoreUnavailable}


class Answer(Response):  # type: ignore[misc]
    """gunicorn's, which does not say what serves."""

    def default_headers(self) -> list[str]:
        return [line for line in super().default_headers() if not line.startswith("Server:")]


def bare(status: int) -> bytes:
    """An answer to what never became a request: a failure's envelope, and the connection's end."""
    failure = _FAILURES.get(status, PermintaanTidakTerbaca)
    body = json.dumps({"metadata": {"message": failure.message, "code": failure.code}})
    lines = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Date: {http_date()}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body) + 1}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    )
    return "\r\n".join((*lines, "", f"{body}\n")).encode("latin-1")
