"""JSON written by orjson, in a third of the time; what it cannot write, the standard library does."""

import json
from typing import Any

import orjson
from flask import Response
from flask.json.provider import DefaultJSONProvider


class Penyedia(DefaultJSONProvider):
    """What Flask writes JSON with: compact, in the order of the views, a line of its own for whoever uses curl."""

    sort_keys = False
    compact = True

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """An answer."""
        isi = self._prepare_response_obj(args, kwargs)
        try:
            teks = orjson.dumps(isi, option=orjson.OPT_APPEND_NEWLINE)
        except TypeError:  # half a surrogate pair, which Python reads and JSON can only escape
            teks = f"{json.dumps(isi, separators=(',', ':'))}\n".encode()
        return Response(teks, mimetype=self.mimetype)
