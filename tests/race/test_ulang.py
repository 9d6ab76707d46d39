"""The policy ulang_detik under many requests at once, behind gunicorn with several workers, on a real Redis."""

from time import sleep

import pytest
import redis

from antrean.clock import Clock
from antrean.services.direktori import REMEMBERED_S
from antrean.store import Write
from tests.conftest import KODE_RS
from tests.race.clients import events, for_next_week, messages
from tests.race.conftest import MakeHospital

pytestmark = pytest.mark.e2e


def test_the_same_request_50_times_at_once_is_one_booking_and_the_answer_of_all(
    make_hospital: MakeHospital, real_redis: "redis.Redis"
) -> None:
    hospital = make_hospital(1, 1, 1)
    clock = Clock()
    hospital.store.rs.ubah(KODE_RS, {"ulang_detik": "3600"}, "rs_atur", Write("ulang", clock.now_ms(), "uji"))
    known = clock.monotonic() + REMEMBERED_S + 0.1
    while clock.monotonic() < known:  # a worker may remember the record from before for so long
        sleep(0.1)

    answers = hospital.jkn.all_at_once("/antrean/ambil", [for_next_week(1)] * 50, connections=50)

    assert messages(answers) == [(200, "Ok")] * 50
    assert [answer for _, answer in answers] == [answers[0][1]] * 50
    assert (answers[0][1]["response"]["angkaantrean"], answers[0][1]["response"]["sisakuotajkn"]) == (1, 0)
    assert len(events(real_redis, "ambil")) == len(hospital.bookings()) == 1
    hospital.periksa()
