"""Answers as gunicorn writes them: without a banner, and in the envelope where no view could answer."""

import json
from functools import lru_cache
from http import HTTPStatus

from gunicorn.http.wsgi import Response
from gunicorn.util import http_date

from antrean.clock import Clock
from antrean.errors import Failure, KesalahanSistem, PermintaanTidakTerbaca, StoreUnavailable

_clock = Clock()
_FAILURES: dict[int, type[Failure]] = {500: KesalahanSistem, 503: StoreUnavailable}


class Answer(Response):  # type: ignore[misc]
    """gunicorn's, without a line that says what serves."""

    def default_headers(self) -> list[str]:
        major, minor = self.req.version
        lines = [
            f"HTTP/{major}.{minor} {self.status}\r\n",
            f"Date: {_date(_clock.now_ms() // 1000)}\r\n",
            f"Connection: {'close' if self.should_close() else 'keep-alive'}\r\n",
        ]
        return [*lines, "Transfer-Encoding: chunked\r\n"] if self.chunked else lines


@lru_cache(maxsize=1)
def _date(seconds: int) -> str:
    """Of an epoch second, in which many answers are made."""
    return str(http_date(seconds))


def bare(status: int) -> bytes:
    """An answer to what never became a request: a failure's envelope, and the connection's end."""
    failure = _FAILURES.get(status, PermintaanTidakTerbaca)
    body = json.dumps({"metadata": {"message": failure.message, "code": failure.code}})
    lines = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Date: {_date(_clock.now_ms() // 1000)}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body) + 1}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    )
    return "\r\n".join((*lines, "", f"{body}\n")).encode("latin-1")
