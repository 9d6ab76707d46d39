"""The floor of the framework: the barest Flask service that reads the same requests and answers the same JSON.

No token, no validation, no Redis. gunicorn runs it as it runs the service. What it answers, by path, stands in the
file that BENCH_FLOOR names: one real answer of the service each, so that the sizes are the same.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request

app = Flask(__name__, static_folder=None)
app.json.sort_keys = False  # type: ignore[attr-defined]  # sorting is not part of a floor


def view(answer: dict[str, Any]) -> Callable[[], Response]:
    """A view that reads a body where one comes, and answers always the same."""

    def answered() -> Response:
        if request.method == "POST":
            request.get_json()
        return jsonify(answer)

    return answered


for path, answer in json.loads(Path(os.environ["BENCH_FLOOR"]).read_text()).items():
    app.add_url_rule(path, path, view(answer), methods=["GET", "POST"])
