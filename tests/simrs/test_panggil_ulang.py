"""A call to the next patient that is sent again under its Idempotency-Key calls nobody else."""

import pytest
from flask import Flask

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.services import kunci
from antrean.store import Store
from tests.conftest import HARI_INI, MobileJkn
from tests.konteks import konteks


@pytest.fixture
def bearer(store: Store, clock: Clock, rs: RumahSakit) -> str:
    return f"Bearer {kunci.buat(konteks(store, clock, rs, 'kunci', 'uji'), 'loket')}"


def test_the_same_call_again_calls_the_same_patient(app: Flask, jkn: MobileJkn, bearer: str) -> None:
    for n in (1, 2):
        jkn.ambil(n=n, tanggalperiksa=HARI_INI.isoformat())
    sesi = {
        "kodepoli": "ANA",
        "kodedokter": 12345,
        "tanggalperiksa": HARI_INI.isoformat(),
        "jampraktek": "08:00-16:00",
    }

    def panggil(key: str) -> int:
        headers = {"Authorization": bearer, "Idempotency-Key": key}
        answer = app.test_client().post("/simrs/v1/panggil", json=sesi, headers=headers)
        return int(answer.json["angkaantrean"]) if answer.json else 0

    assert [panggil("a"), panggil("a"), panggil("b"), panggil("a")] == [1, 1, 2, 1]
