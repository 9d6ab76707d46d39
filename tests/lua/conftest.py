"""A hospital as Mobile JKN finds it, without Mobile JKN."""

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import FrozenClock, pasien, put_patients, put_schedule


@pytest.fixture
def berjadwal(store: Store, rs: RumahSakit, clock: FrozenClock) -> RumahSakit:
    """A hospital with two sessions a day and nine patients."""
    anak = (f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8))
    dalam = (f"INT,Penyakit Dalam,34567,dr. Budi,{hari},08:00-12:00,2,1" for hari in range(1, 7))
    put_schedule(store, clock, rs, *anak, *dalam)
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    return rs
