"""How long a request may wait for the store, in all."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from antrean.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def install(app: Flask, store: Store) -> None:
    """Give each request of an app one budget for all that it asks of the store."""
    answer = app.wsgi_app

    def within_a_budget(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        with store.waiting.request():
            return answer(environ, start_response)

    app.wsgi_app = within_a_budget  # type: ignore[method-assign]
