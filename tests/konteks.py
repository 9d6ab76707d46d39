"""What the services are given, in one line."""

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.services.konteks import Konteks
from antrean.store import Store, Write


def konteks(store: Store, clock: Clock, rs: RumahSakit, request_id: str = "", oleh: str = "uji") -> Konteks:
    """A request of its own id at this moment."""
    return Konteks(store, clock, rs, Write(request_id, clock.now_ms(), oleh))
