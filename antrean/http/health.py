"""Whether the process lives, and whether it can serve."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from antrean.errors import BelumSiap
from antrean.http.context import parts
from antrean.http.responses import envelope

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return envelope()


@health.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The store answers and knows the scripts; the settings were checked at the start."""
    if sebab := parts().store.health.not_ready():
        raise BelumSiap(sebab=sebab)
    return envelope()
