"""Styles and scripts: ours, and Bootstrap's from its package. Their address has a digest of what they are, so a browser
keeps them until they are others."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response, send_file, url_for
from werkzeug.exceptions import NotFound

from antrean.layar.akses import terbuka

SENDIRI = Path(__file__).with_name("aset")
BOOTSTRAP = "bootstrap.min.css"
SEHARI_S = 86_400

kamar = Blueprint("aset", __name__)


@kamar.get("/aset/<sidik>/<nama>")
@terbuka
def aset(sidik: str, nama: str) -> Response:
    """A style sheet or a script."""
    berkas = _semua().get(nama)
    if berkas is None:
        raise NotFound
    response = send_file(berkas, max_age=365 * SEHARI_S if sidik == sidik_dari(nama) else 0)
    response.cache_control.no_cache = None
    return response


def alamat(nama: str) -> str:
    """Where a page finds one of them."""
    return url_for("layar.aset.aset", sidik=sidik_dari(nama), nama=nama)


@cache
def sidik_dari(nama: str) -> str:
    """What its address has of what it is."""
    return hashlib.sha256(_semua()[nama].read_bytes()).hexdigest()[:12]


@cache
def _semua() -> dict[str, Path]:
    """What is served, by name."""
    sendiri = {path.name: path for path in SENDIRI.iterdir() if path.suffix in (".css", ".js")}
    found = find_spec("flask_bootstrap")
    if found is None or found.origin is None:
        raise LookupError("Bootstrap-Flask is not installed")
    return {**sendiri, BOOTSTRAP: Path(found.origin).parent / "static" / "bootstrap5" / "css" / BOOTSTRAP}
