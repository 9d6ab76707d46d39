"""Whether the process lives, and whether it can serve."""

from flask import Blueprint

from antrean.errors import BelumSiap
from antrean.http.context import parts
from antrean.http.jawaban import Berhasil, Siap
from antrean.http.responses import berhasil
from antrean.services import peladen

health = Blueprint("health", __name__)


@health.get("/healthz")
def healthz() -> Berhasil:
    """The process answers."""
    return berhasil()


@health.get("/readyz")
def readyz() -> Siap:
    """The store answers and knows the scripts; the settings were checked at the start."""
    store = parts().store
    if sebab := store.health.not_ready():
        raise BelumSiap(sebab=sebab)
    if (jam := parts().jam) and (sebab := jam.sebab()):
        raise BelumSiap(sebab=sebab)
    siap: Siap = {"metadata": berhasil()["metadata"]}
    if catatan := peladen.rinci(store):
        siap["response"] = {"catatan": catatan}
    return siap
