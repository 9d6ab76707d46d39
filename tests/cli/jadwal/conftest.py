"""A session with bookings."""

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import Cli, ambil
from tests.cli.jadwal.alat import baris
from tests.conftest import FrozenClock, pasien, put_patients


@pytest.fixture
def tiga(jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """Tuesdays have 30 + 20 places, of which next Tuesday two JKN and one non JKN are taken."""
    assert jadwal_impor(baris()).code == 0
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    for n, jkn in ((1, True), (2, False), (3, True)):
        ambil(store, clock, rs, n, jkn=jkn)
