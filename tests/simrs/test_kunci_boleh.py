"""A key does what it was made for, and nothing else."""

import pytest
import redis

from antrean.domain.kunci import BOLEH
from antrean.domain.rs import RumahSakit
from antrean.errors import KunciTidakBoleh
from antrean.services import kunci
from antrean.store import Store
from tests.conftest import FrozenClock
from tests.http.alat import dump
from tests.konteks import konteks
from tests.simrs.alat import Loket, hari_ini, masalah
from tests.simrs.test_kunci import CALLS, KODE

DITOLAK = masalah("KunciTidakBoleh", 403, "Forbidden", KunciTidakBoleh.message)

# What each may call, by the first two words of the path without the kodebooking.
SENDIRI = {
    "kios": {"POST /antrean", "POST /antrean/checkin", "GET /jadwal"},
    "loket": {
        *("POST /antrean", "GET /antrean", "GET /antrean/", "POST /antrean/checkin", "POST /antrean/batal"),
        *("POST /antrean/task", "GET /jadwal", "PUT /pasien", "GET /formulir", "GET /kiriman", "POST /kiriman/ulang"),
        *("POST /sesi/tutup", "POST /sesi/pindah", "DELETE /antrean/task"),
        *("DELETE /libur", "POST /libur/pulihkan"),
    },
    "poli": {
        *("GET /antrean", "GET /antrean/", "POST /antrean/batal", "POST /antrean/task", "POST /antrean/lewati"),
        *("POST /panggil", "GET /jadwal", "PUT /resep/", "DELETE /antrean/task"),
    },
    "farmasi": {
        "GET /antrean",
        "GET /antrean/",
        "POST /antrean/task",
        "DELETE /antrean/task",
        "PUT /resep/",
        "POST /farmasi/panggil",
    },
    "jadwal": {
        *("PUT /jadwal", "DELETE /jadwal", "GET /jadwal", "PUT /libur", "DELETE /libur", "POST /libur/pulihkan"),
        *("PUT /operasi", "DELETE /operasi/OK-1", "POST /jadwal/jam"),
    },
    "semua": set(),
}


def nama(method: str, path: str) -> str:
    """A call without the booking or the date that it names."""
    bagian = path.replace(KODE, "").split("/")
    isi = [satu for satu in bagian if not satu[:4].isdigit()]
    return f"{method} {'/'.join(isi).replace('//', '/')}"


def berkunci(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, *boleh: str) -> Loket:
    """Somebody with a key made for these."""
    baru = kunci.buat(konteks(store, clock, rs, f"kunci-{boleh}"), "-".join(boleh), frozenset(boleh))
    clock.move(seconds=2)
    return Loket(loket.client, baru)


@pytest.mark.parametrize("boleh", BOLEH)
def test_each_may_do_its_own_and_no_more(
    boleh: str, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    satu = berkunci(loket, store, clock, rs, boleh)
    ditolak = set()
    for method, path in CALLS:
        before = dump(redis_client)
        answer = satu.call(method, path, {})
        if answer == DITOLAK:
            ditolak.add(nama(method, path))
            assert dump(redis_client) == before
    semua = {nama(*call) for call in CALLS}
    assert SENDIRI[boleh] <= semua
    assert semua - ditolak == (semua if boleh == "semua" else SENDIRI[boleh])


def test_a_key_may_be_made_for_several(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    satu = berkunci(loket, store, clock, rs, "kios", "farmasi")
    assert satu.call("POST", "/antrean", hari_ini())[0] == 201
    assert satu.call("POST", "/farmasi/panggil", {"jenisresep": "Racikan"})[0] == 204
    assert satu.call("GET", "/peristiwa") == DITOLAK


def test_the_counter_checks_a_patient_in_and_the_first_time_stays(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    datang = clock.now_ms()
    for _ in range(2):
        status, isi = loket.call("POST", f"/antrean/{kode}/checkin")
        assert (status, isi["status"], isi["checkin"]) == (200, "hadir", datang)
        clock.move(minutes=5)
