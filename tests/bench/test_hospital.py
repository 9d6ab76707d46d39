"""The requests of the bench: each is a booking of its own, however long the list."""

import json
from datetime import date

import pytest

from bench.hospital import DOCTORS, QUOTA, Hospital, pasien, raw
from bench.seeding import Recorder

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("hospital", [Hospital(1000, 5, TODAY), Hospital(450, 90, TODAY), Hospital(200, 1, TODAY)])
def test_nobody_asks_twice_for_the_same_poli_on_the_same_day(hospital: Hospital) -> None:
    places = [hospital.place(n) for n in range(min(hospital.patients * hospital.days, 20_000))]
    assert len({(siapa.norm, slot.kodepoli, tanggal) for siapa, slot, tanggal in places}) == len(places)
    assert min(tanggal for _, _, tanggal in places) > TODAY


def test_no_referral_is_used_twice() -> None:
    hospital = Hospital(500, 4, TODAY)
    bodies = [hospital.body(n) for n in range(2000)] + [hospital.hot(n, day) for day in (0, 1) for n in range(500)]
    assert len({body["nomorreferensi"] for body in bodies}) == len(bodies)


def test_a_list_that_is_longer_than_the_hospital_is_refused() -> None:
    with pytest.raises(ValueError, match="on every day"):
        Hospital(10, 2, TODAY).place(20)


def test_bookings_spread_over_all_sessions_evenly() -> None:
    hospital = Hospital(2000, 5, TODAY)
    sessions: dict[tuple[int, date], int] = {}
    for n in range(4000):
        _, slot, tanggal = hospital.place(n)
        sessions[slot.kodedokter, tanggal] = sessions.get((slot.kodedokter, tanggal), 0) + 1
    assert len(sessions) == DOCTORS * 5
    assert set(sessions.values()) == {4}
    assert hospital.capacity == min(2000 * 5, DOCTORS * 5 * QUOTA)


def test_a_raw_request_is_whole_http() -> None:
    body = Hospital(10, 2, TODAY).body(3)
    head, _, sent = raw("POST", "/antrean/ambil", "abc", body).partition(b"\r\n\r\n")
    assert head.startswith(b"POST /antrean/ambil HTTP/1.1\r\n")
    assert f"Content-Length: {len(sent)}".encode() in head
    assert b"x-token: abc" in head
    assert json.loads(sent)["nik"] == pasien(3).nik
    assert raw("GET", "/token", "").endswith(b"\r\n\r\n")


def test_what_is_seeded_is_what_the_store_would_send() -> None:
    hospital = Hospital(10, 2)  # of today: the recorder's service looks at the real date
    recorder = Recorder(hospital)
    recorder.ambil(3)
    ((name, _, count, *words),) = recorder.commands
    assert name == "EVALSHA"
    keys, args = words[: int(count)], words[int(count) :]
    assert pasien(3).nik in args
    assert all(key.startswith("antrean:v1:{BENCH1}:") for key in keys)
