"""How answers are written."""

from typing import Any

import pytest
from flask import Flask


@pytest.mark.parametrize(
    "isi, teks",
    [
        ({"b": 1, "a": "Poli Anak – Ibu"}, '{"b":1,"a":"Poli Anak – Ibu"}\n'),
        ({"a": "\ud800", "b": 1}, '{"a":"\\ud800","b":1}\n'),
        ({"a": 2**64}, '{"a":18446744073709551616}\n'),
    ],
    ids=["in order, compact, a line", "half a surrogate pair", "beyond 64 bits"],
)
def test_json_is_written(app: Flask, isi: Any, teks: str) -> None:
    app.add_url_rule("/uji", view_func=lambda: isi)
    answer = app.test_client().get("/uji")
    assert (answer.text, answer.mimetype) == (teks, "application/json")
