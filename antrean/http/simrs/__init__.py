"""The door for the hospital's own systems: SIMRS, kiosk, counter. JSON, real HTTP status codes, problems (RFC 9457)."""

from flask import Blueprint

from antrean.http.simrs import antrean, data, farmasi, peristiwa, sesi
from antrean.http.simrs.access import need_key, whole_request
from antrean.http.simrs.masalah import masalah as masalah

SIMRS = "/simrs/v1"


def blueprint(*kamar: Blueprint) -> Blueprint:
    """The door.

    Args:
        kamar: what rooms beside the core answer there.
    """
    simrs = Blueprint("simrs", __name__, url_prefix=SIMRS)
    simrs.before_request(need_key)
    simrs.before_request(whole_request)
    for satu in (antrean.door, data.door, farmasi.door, sesi.door, peristiwa.door, *kamar):
        simrs.register_blueprint(satu)
    return simrs
