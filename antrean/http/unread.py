"""What becomes of a body that nobody read: an answer that comes before its end must still arrive."""

from contextlib import suppress

from flask import Flask, Response, request

from antrean.http.context import parts

# What gunicorn itself reads of a body that nobody wanted, and what we do.
_DRAINED_BYTES = 64 * 1024
_UNREAD_BYTES = 16 * 1024 * 1024
_UNREAD_S = 5


def install(app: Flask) -> None:
    """Read what a client still sends after it has its answer."""
    app.after_request(_read_to_the_end)


def _read_to_the_end(response: Response) -> Response:
    """Take what the client still sends: most look for the answer only then, and a connection closed before loses it."""
    environ = request.environ
    if "HTTP_TRANSFER_ENCODING" not in environ and int(environ.get("CONTENT_LENGTH") or 0) <= _DRAINED_BYTES:
        return response
    body, connection = request.environ["wsgi.input"], request.environ.get("gunicorn.socket")
    now = parts().clock.monotonic
    left, until = _UNREAD_BYTES, now() + _UNREAD_S
    with suppress(Exception):  # whatever it sends, the answer stands
        while left > 0 and (seconds := until - now()) > 0:
            if connection is not None:
                connection.settimeout(seconds)
            read = len(body.read(min(left, 65536)))
            if not read:
                break
            left -= read
    if connection is not None:
        connection.settimeout(None)
    return response
