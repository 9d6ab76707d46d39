"""A counter of the hospital with a key of its own, at the hospital of the fixture `jkn`."""

from datetime import timedelta

import pytest
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, pasien, put_patients, put_schedule
from tests.http.conftest import menurut_dokumen  # noqa: F401 - as there: the same document
from tests.simrs.alat import Loket, buat_kunci

KODE_LAIN, USERNAME_LAIN, PASSWORD_LAIN = "3273R001", "bpjs-lain", "rahasia-lain"


@pytest.fixture
def loket(jkn: MobileJkn, app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit) -> Loket:
    """Comes in with the key `loket1`."""
    return Loket(app.test_client(), buat_kunci(store, clock, rs, "loket1"))


@pytest.fixture
def rs_lain(store: Store, clock: FrozenClock) -> RumahSakit:
    """Another hospital with the same schedule and patients; today's and tomorrow's sessions."""
    rs = RumahSakit(KODE_LAIN, "RS Lain", "Asia/Jakarta", USERNAME_LAIN, buat_sandi(PASSWORD_LAIN))
    store.rs.tambah(rs, Write("rs-lain", clock.now_ms(), "uji"))
    hari = (HARI_INI, HARI_INI + timedelta(days=1))
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{satu},08:00-16:00,30,30" for satu in hari))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    return rs


@pytest.fixture
def loket_lain(app: Flask, store: Store, clock: FrozenClock, rs_lain: RumahSakit) -> Loket:
    """Comes in with the other hospital's key of the same name."""
    return Loket(app.test_client(), buat_kunci(store, clock, rs_lain, "loket1"))
