"""A referral is freed by the booking that holds it, and by no other."""

from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.errors import ReferensiTerpakai
from antrean.keys import Keys
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock
from tests.lua.alat import BESOK, ambil
from tests.lua.kunjungan import Hari

KEYS = Keys(KODE_RS)


@pytest.fixture
def hari(store: Store, clock: FrozenClock, berjadwal: RumahSakit) -> Hari:
    return Hari(store, clock, berjadwal)


def isi(client: Any) -> str | None:
    found: str | None = client.hget(KEYS.rujukan(BESOK), "R-1")
    return found


def test_task_99_on_a_past_booking_frees_no_referral_that_another_holds_by_now(
    hari: Hari, redis_client: "redis.Redis"
) -> None:
    hari.ambil(1, nomorreferensi="R-1")
    hari.clock.move(days=1)
    dua = ambil(hari.store, hari.clock, hari.rs, "dua", 2, tanggal=BESOK, nomorreferensi="R-1").kodebooking
    sebelum = isi(redis_client)
    hari.task(1, 99)
    assert hari.booking(1).status == "batal"
    assert isi(redis_client) == sebelum == f"{BESOK} {dua} 000002"
    with pytest.raises(ReferensiTerpakai):
        ambil(hari.store, hari.clock, hari.rs, "tiga", 3, tanggal=BESOK, nomorreferensi="R-1")
    assert [*periksa.rumah_sakit(hari.store, hari.clock, hari.rs)] == []


@pytest.mark.parametrize("langkah", ["99", "5"])
def test_nor_does_it_take_away_another_visit_of_its_own_patient(
    hari: Hari, redis_client: "redis.Redis", langkah: str
) -> None:
    hari.ambil(1, nomorreferensi="R-1")
    besok = ambil(hari.store, hari.clock, hari.rs, "besok", 1, tanggal=BESOK, nomorreferensi="R-1").kodebooking
    hari.panggil()
    hari.clock.move(minutes=1)
    hari.task(1, int(langkah))
    assert isi(redis_client) == f"{BESOK} {besok} 000001"


def test_a_referral_that_was_stored_without_its_patient_is_in_use_until_its_day_is_over(
    hari: Hari, redis_client: "redis.Redis"
) -> None:
    kode = hari.ambil(1, nomorreferensi="R-1")
    redis_client.hset(KEYS.rujukan(HARI_INI), "R-1", f"{HARI_INI} {kode}")
    with pytest.raises(ReferensiTerpakai):
        ambil(hari.store, hari.clock, hari.rs, "besok", 1, tanggal=BESOK, nomorreferensi="R-1")
    hari.batal(1)
    assert isi(redis_client) is None
    assert ambil(hari.store, hari.clock, hari.rs, "lagi", 2, tanggal=BESOK, nomorreferensi="R-1").norm == "000002"


def test_those_of_past_days_are_dropped_with_the_next(hari: Hari, redis_client: "redis.Redis") -> None:
    hari.ambil(1, nomorreferensi="R-1")
    hari.clock.move(days=1)
    besok = ambil(hari.store, hari.clock, hari.rs, "besok", 1, tanggal=BESOK, nomorreferensi="R-1").kodebooking
    assert isi(redis_client) == f"{BESOK} {besok} 000001"


def test_a_cancellation_gives_back_no_claim_or_place_of_another(hari: Hari, redis_client: "redis.Redis") -> None:
    """The same patient again, at the hospital's own door after task 5: what the first held is not the second's."""
    hari.ambil(1, nomorreferensi="")
    hari.selesai(1)
    kedua = hari.ambil(1, nomorreferensi="")
    assert kedua == hari.kode(2)
    klaim: Any = redis_client.hget(KEYS.klaim(HARI_INI), "000001")
    assert klaim.split() == [f"ANA:12345:{hari.kode(1)}", f"ANA:12345:{hari.kode(2)}"]
    hari.batal(2)
    assert redis_client.hget(KEYS.klaim(HARI_INI), "000001") == f"ANA:12345:{hari.kode(1)}"
    assert [*periksa.rumah_sakit(hari.store, hari.clock, hari.rs)] == []
