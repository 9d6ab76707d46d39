"""Whether the process lives, and whether it can serve."""

from flask import Blueprint

from antrean.errors import BelumSiap
from antrean.http.context import parts
from antrean.http.jawaban import Berhasil
from antrean.http.responses import berhasil

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Berhasil:
    """The process answers."""
    return berhasil()


@health.get("/readyz")
def readyz() -> Berhasil:
    """The store answers and knows the scripts; the settings were checked at the start."""
    if sebab := parts().store.health.not_ready():
        raise BelumSiap(sebab=sebab)
    return berhasil()
