"""Where the profile puts its stop watches: the calls from one layer into the next, on the way of an ambil."""

from dataclasses import dataclass
from typing import Any

import redis.connection
from flask import Flask
from redis._parsers import hiredis

from antrean.http import access
from antrean.http.schemas import Permintaan
from antrean.scripts import Script
from antrean.services import antrean
from antrean.services.direktori import Direktori
from antrean.services.tokens import Tokens
from antrean.store.antrean import AntreanStore
from antrean.store.connection import Connection

FLASK = "Flask and werkzeug: request, routing, dispatch, response"


@dataclass(frozen=True, slots=True)
class Seam:
    """A callable by owner and name, and the part that its time belongs to."""

    part: str
    owner: Any
    name: str


def seams(app: Flask) -> list[Seam]:
    """All of them, from the outside in. One that is gone stops the profile with a sentence that names it."""
    return [
        Seam("token: signature, hospital", Tokens, "baca"),
        Seam("token: signature, hospital", Direktori, "cari"),
        Seam("body: read, JSON", access, "json_object"),
        Seam("schema: marshmallow", Permintaan, "baca"),
        Seam("rules of dates and hours", antrean, "ambil"),
        Seam("names of keys and arguments", AntreanStore, "ambil"),
        Seam("script call: put in order, read the answer", Script, "run"),
        Seam("redis-py", Connection, "execute"),
        Seam("to the socket: send", redis.connection.AbstractConnection, "send_packed_command"),
        Seam("Redis, its disk, and the way there and back: receive", hiredis._HiredisParser, "read_from_socket"),
        Seam("answer: JSON", app.json, "response"),
    ]
