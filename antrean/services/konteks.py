"""What every service works with: the store, one hospital, and the change that somebody asks for."""

from dataclasses import dataclass
from datetime import date

from antrean.clock import Clock, local_date
from antrean.domain.rs import RumahSakit
from antrean.store import Store, Write


@dataclass(frozen=True, slots=True)
class Konteks:
    """One request, or one command.

    Attributes:
        clock: for what goes on while it is answered; a decision is made at ``write.now_ms``.
        write: who asks, when, and under which request id.
    """

    store: Store
    clock: Clock
    rs: RumahSakit
    write: Write

    @property
    def hari_ini(self) -> date:
        """The hospital's date at the moment of the decision."""
        return local_date(self.write.now_ms, self.rs.zona_waktu)
