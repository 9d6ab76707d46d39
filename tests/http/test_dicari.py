"""What was asked for and is not there: counted beside the refusals, which write nothing, and shown to clerks."""

import threading
from collections.abc import Mapping
from datetime import timedelta

import pytest
import redis
from flask import Flask

from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import HARI_MAKS_TERBANYAK, RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.keys import Keys
from antrean.services.dicari import PALING_BANYAK, Dicari, tidak_ditemukan
from antrean.store import Store
from antrean.store.jadwal import DICARI_TERBANYAK
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, permintaan, put_schedule
from tests.http.alat import AMBIL, BESOK, STATUS, dump
from tests.konteks import konteks
from tests.simrs.alat import Loket, buat_kunci

HENDRA = [f"ANA,Anak,12345,Dr. Hendra,{BESOK},{jam},30,20" for jam in ("08:00-16:00", "17:00-19:00")]


JAM = JamPraktek.baca("08:00-16:00")


@pytest.fixture
def loket(jkn: MobileJkn, app: Flask, store: Store, clock: FrozenClock, rs: RumahSakit) -> Loket:
    """The hospital's system, once Mobile JKN has logged in."""
    return Loket(app.test_client(), buat_kunci(store, clock, rs, "simrs"))


@pytest.fixture
def dicari(app: Flask) -> Dicari:
    """The process's counts."""
    satu: Dicari = app.extensions["antrean"].dicari
    return satu


def test_hours_that_differ_by_half_an_hour_are_counted_and_shown(
    jkn: MobileJkn, dicari: Dicari, loket: Loket, redis_client: "redis.Redis"
) -> None:
    before = dump(redis_client)
    for _ in range(30):
        jkn.ambil(jampraktek="08:00-15:30", tanggalperiksa=BESOK.isoformat())
    jkn.post(STATUS, permintaan(jampraktek="08:00-15:30", tanggalperiksa=BESOK.isoformat()))
    jkn.post(AMBIL, permintaan(kodedokter=999, tanggalperiksa=BESOK.isoformat()))
    jkn.post(AMBIL, permintaan(kodepoli="XYZ", tanggalperiksa=BESOK.isoformat()))
    assert dump(redis_client) == before, "a refusal writes nothing"
    dicari.tulis()
    assert loket.get(f"/jadwal?tanggal={BESOK}")["tidakditemukan"] == [
        {"kodepoli": "ANA", "kodedokter": 12345, "jampraktek": "08:00-15:30", "kali": 31},
        {"kodepoli": "XYZ", "kodedokter": 12345, "jampraktek": "08:00-16:00", "kali": 1},
        {"kodepoli": "ANA", "kodedokter": 999, "jampraktek": "08:00-16:00", "kali": 1},
    ]
    assert loket.get(f"/jadwal?tanggal={HARI_INI}")["tidakditemukan"] == []


def test_what_the_schedule_has_by_now_or_is_only_closed_is_not_shown(
    jkn: MobileJkn, dicari: Dicari, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    for jam in ("17:00-19:00", "09:00-12:00"):
        jkn.ambil(jampraktek=jam, tanggalperiksa=BESOK.isoformat())
    assert loket.call("PUT", f"/libur/{BESOK}?kodepoli=ANA&kodedokter=12345", None)[0] == 200
    jkn.ambil(tanggalperiksa=BESOK.isoformat())
    dicari.tulis()
    put_schedule(store, clock, rs, *HENDRA)
    (satu,) = loket.get(f"/jadwal?tanggal={BESOK}")["tidakditemukan"]
    assert (satu["jampraktek"], satu["kali"]) == ("09:00-12:00", 1)


def test_no_identity_number_and_no_day_that_cannot_be_booked_is_counted(
    jkn: MobileJkn, dicari: Dicari, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    before = dump(redis_client)
    jkn.ambil(kodedokter=321234567)
    jkn.ambil(kodepoli="3212345678987654")
    for hari in (HARI_INI - timedelta(days=1), HARI_INI + timedelta(days=HARI_MAKS_TERBANYAK + 1)):
        dicari.catat(rs, KunciSesi(hari, Slot("ANA", 999, JAM)))
    dicari.tulis()
    assert dump(redis_client) == before


def test_nobody_fills_process_or_store_and_the_most_asked_stay(
    dicari: Dicari, rs: RumahSakit, store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    def catat(dokter: int) -> None:
        dicari.catat(rs, KunciSesi(BESOK, Slot("ANA", dokter, JAM)))

    for _ in range(3):
        catat(1)
    for dokter in range(2, PALING_BANYAK + 100):
        catat(dokter)
    dicari.tulis()
    for dokter in range(1000, 1000 + PALING_BANYAK):
        catat(dokter)
    dicari.akhiri()
    hasil = tidak_ditemukan(konteks(store, clock, rs), BESOK)
    assert (len(hasil), hasil[0]) == (DICARI_TERBANYAK, (Slot("ANA", 1, JAM), 3))
    kunci = Keys(rs.kode).dicari(BESOK)
    assert redis_client.expiretime(kunci) == store.connection.expires_at(BESOK)


def test_a_store_that_is_away_costs_the_counts_and_a_line_in_the_log(
    rs: RumahSakit, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    dicari = Dicari(Store(redis.Redis(port=1, socket_timeout=0.01), 35, timeout_s=0.01), clock)
    dicari.catat(rs, KunciSesi(BESOK, Slot("ANA", 1, JAM)))
    dicari.tulis()
    assert "not counted: 1 sessions that were asked for and are not there" in caplog.text


def test_a_fault_in_one_round_of_writing_does_not_end_the_others(
    dicari: Dicari, rs: RumahSakit, store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    lagi, semua = threading.Event(), iter([redis.exceptions.ResponseError("WRONGTYPE 3212345678987654"), None])

    def tulis(_: object, __: str, ___: object) -> None:
        if salah := next(semua):
            dicari.catat(rs, KunciSesi(BESOK, Slot("ANA", 2, JAM)))
            raise salah
        lagi.set()

    monkeypatch.setattr(type(store.jadwal), "catat_dicari", tulis)
    dicari.catat(rs, KunciSesi(BESOK, Slot("ANA", 1, JAM)))
    dicari.mulai(0.001)
    assert lagi.wait(60)
    dicari.akhiri()
    assert "could not be counted: ResponseError at test_dicari.py:" in caplog.text
    assert "3212345678987654" not in caplog.text


def test_a_process_writes_them_beside_its_requests(
    dicari: Dicari, rs: RumahSakit, store: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ditulis = threading.Event()
    tulis = store.jadwal.catat_dicari

    def dan_sebut(_: object, kode_rs: str, hitungan: Mapping[KunciSesi, int]) -> None:
        tulis(kode_rs, hitungan)
        ditulis.set()

    monkeypatch.setattr(type(store.jadwal), "catat_dicari", dan_sebut)
    dicari.catat(rs, KunciSesi(BESOK, Slot("ANA", 1, JAM)))
    dicari.mulai(0.001)
    assert ditulis.wait(60)
    dicari.akhiri()
    assert tidak_ditemukan(konteks(store, clock, rs), BESOK) == [(Slot("ANA", 1, JAM), 1)]
