"""What is stored does not grow for ever: dated keys expire, lists and the event stream drop what is old."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import triwulan, triwulan_berikut
from antrean.keys import PENGGUNA, Keys
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, pasien, put_patients, put_schedule
from tests.lua.alat import ANAK, BESOK, DALAM, LUSA, ambil, daftar, redis_sampai, semua_isi
from tests.lua.kunjungan import Hari, satu_operasi

KEYS = Keys(KODE_RS)
SESI_ANAK, SESI_DALAM = (f"{BESOK.isoformat()}:{slot}" for slot in (ANAK, DALAM))
DATED = (KEYS.sesi(SESI_ANAK), KEYS.antre(SESI_ANAK), KEYS.booking(BESOK), KEYS.klaim(BESOK))
KEPT = {
    *(KEYS.rs, KEYS.poli, KEYS.dokter, KEYS.jadwal, KEYS.jadwal_versi, KEYS.huruf, KEYS.huruf_pemilik),
    *(KEYS.sesi_daftar, KEYS.norm_terakhir, KEYS.peristiwa, KEYS.audit, KEYS.seri, PENGGUNA),
}

pytestmark = pytest.mark.usefixtures("berjadwal")


def expires_at(client: "redis.Redis", key: str) -> int | None:
    """When a key expires, epoch seconds; None: never. Redis 6.2 has no EXPIRETIME, so both clocks are read at once."""
    pipe = client.pipeline(transaction=True)
    pipe.time()
    pipe.pttl(key)
    (seconds, micros), left = pipe.execute()
    assert left != -2, f"{key} is not there"
    return None if left == -1 else round((seconds * 1000 + micros / 1000 + left) / 1000)


def epoch(tanggal: date) -> int:
    return int(datetime(tanggal.year, tanggal.month, tanggal.day, tzinfo=UTC).timestamp())


# --- expiry ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_days", [1, 35, 400])
@pytest.mark.parametrize("key", DATED)
def test_what_a_booking_writes_expires_the_keep_days_after_its_date(
    redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit, keep_days: int, key: str
) -> None:
    ambil(Store(redis_client, keep_days), clock, rs, "a")
    # The date is over everywhere a day after it; the keep days come after that.
    assert expires_at(redis_client, key) == epoch(BESOK + timedelta(days=keep_days + 2))


@pytest.mark.parametrize("key", DATED)
def test_a_later_booking_does_not_move_the_expiry(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit, key: str
) -> None:
    ambil(store, clock, rs, "a", tanggal=BESOK)
    sebelum = expires_at(redis_client, key)
    clock.move(hours=11)
    ambil(store, clock, rs, "b", 2, tanggal=BESOK)
    assert expires_at(redis_client, key) == sebelum


def test_a_waiting_list_that_emptied_and_filled_again_expires_too(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, "a")
    sebelum = expires_at(redis_client, KEYS.antre(SESI_ANAK))
    redis_client.zrem(KEYS.antre(SESI_ANAK), 1)
    ambil(store, clock, rs, "b", 2)
    assert expires_at(redis_client, KEYS.antre(SESI_ANAK)) == sebelum


def test_referrals_expire_when_their_quarter_is_over(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, "a")
    assert expires_at(redis_client, KEYS.rujukan(BESOK)) == epoch(triwulan_berikut(BESOK) + timedelta(days=1))


@pytest.mark.parametrize("form_days", [1, 7, 365])
def test_the_form_of_a_new_patient_expires_its_days_after_registration(
    redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit, form_days: int
) -> None:
    # In every zone of Indonesia the day of registration has ended by its midnight UTC.
    daftar(Store(redis_client, 35, form_days=form_days), clock, rs, "a")
    assert expires_at(redis_client, KEYS.formulir(HARI_INI)) == epoch(HARI_INI + timedelta(days=form_days + 1))


def test_no_form_is_kept_for_no_days(redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit) -> None:
    daftar(Store(redis_client, 35, form_days=0), clock, rs, "a")
    assert not redis_client.exists(KEYS.formulir(HARI_INI))


def test_an_answer_is_kept_for_two_minutes(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, "a")
    left = redis_client.pttl(KEYS.permintaan("a"))
    assert isinstance(left, int)
    assert 0 < left <= 120_000


def test_what_is_no_dates_never_expires(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, "a")
    norm = daftar(store, clock, rs, "b")
    patients = {KEYS.nik(pasien(501).nik), KEYS.kartu(pasien(501).nomorkartu), KEYS.pasien(norm), KEYS.pasien_baru}
    assert {key: expires_at(redis_client, key) for key in KEPT | patients} == dict.fromkeys(KEPT | patients)


# --- lists -----------------------------------------------------------------------------------------------------------


def test_the_list_of_sessions_drops_those_older_than_the_keep_days(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    lusa, nanti = BESOK + timedelta(days=1), BESOK + timedelta(days=40)
    for request_id, tanggal in (("a", BESOK), ("b", lusa)):
        ambil(store, clock, rs, request_id, tanggal=tanggal, nomorreferensi="")
    clock.move(days=37)  # the first is 36 days past, the second 35
    redis_sampai(redis_client, clock)
    ambil(store, clock, rs, "c", tanggal=nanti)
    assert store.antrean.tanggal_terpakai(rs.kode) == [lusa, nanti]


def test_the_closed_days_drop_those_older_than_the_keep_days(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    redis_sampai(redis_client, clock)
    for tanggal, hari_ini in ((HARI_INI, HARI_INI), (BESOK, HARI_INI), (LUSA, BESOK + timedelta(days=35))):
        write = Write(f"libur-{tanggal}", clock.now_ms(), "uji")
        store.libur.tambah(rs.kode, tanggal, "", "Libur", "", (), hari_ini, write)
    assert [tanggal for tanggal, _ in store.libur.semua(rs.kode)] == [BESOK, LUSA]


def test_a_schedule_import_drops_rows_of_past_dates(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,777,dr. Tamu,{BESOK.isoformat()},08:00-09:00,1,1")
    clock.move(days=1)
    redis_sampai(redis_client, clock)
    put_schedule(store, clock, rs, "ANA,Anak,778,dr. Baru,1,08:00-09:00,1,1")
    assert (BESOK.isoformat(), "ANA") in store.jadwal.baca(rs.kode).baris
    clock.move(days=1)
    redis_sampai(redis_client, clock)
    put_schedule(store, clock, rs, "ANA,Anak,779,dr. Lagi,1,08:00-09:00,1,1")
    assert {hari for hari, _ in store.jadwal.baca(rs.kode).baris} == set("1234567")


def test_a_surgery_goes_when_its_date_is_older_than_the_keep_days(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    hari = Hari(store, clock, rs)
    hari.operasi([satu_operasi("OK-1"), satu_operasi("OK-2", 1)])
    clock.move(days=36)
    redis_sampai(redis_client, clock)
    hari.operasi([satu_operasi("OK-3", 36)])
    assert set(redis_client.hkeys(KEYS.operasi)) == {"OK-2", "OK-3"}


def test_a_clock_that_is_fast_drops_nothing(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    """One machine's clock, a year ahead of Redis's: what it believes to be long past is still to come."""
    hari, setahun = Hari(store, clock, rs), HARI_INI + timedelta(days=365)
    ambil(store, clock, rs, "a")
    hari.tutup(kodepoli="INT")
    put_schedule(store, clock, rs, f"ANA,Anak,777,dr. Tamu,{LUSA.isoformat()},08:00-09:00,1,1")
    hari.operasi([satu_operasi()])
    clock.move(days=365)
    ambil(store, clock, rs, "b", 2, tanggal=setahun)
    hari.tanggal = setahun
    hari.tutup(kodepoli="INT")
    put_schedule(store, clock, rs, "ANA,Anak,778,dr. Baru,1,18:00-19:00,1,1")
    hari.operasi([satu_operasi("OK-2", 365)])
    assert store.antrean.tanggal_terpakai(rs.kode) == [BESOK, setahun]
    assert [tanggal for tanggal, _ in store.libur.semua(rs.kode)] == [HARI_INI, setahun]
    assert (LUSA.isoformat(), "ANA") in store.jadwal.baca(rs.kode).baris
    assert redis_client.hlen(KEYS.operasi) == 2


# --- events ----------------------------------------------------------------------------------------------------------

PALING_SEDIKIT = 10_000


def put_events(client: "redis.Redis", jumlah: int, sejak_ms: int) -> None:
    """So many events of a version that did not number them, one a millisecond."""
    pipe = client.pipeline(transaction=False)
    for n in range(jumlah):
        pipe.xadd(KEYS.peristiwa, {"jenis": "lama"}, id=f"{sejak_ms + n}-0")
    pipe.execute()


def test_old_events_are_dropped_down_to_the_newest_ten_thousand(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    redis_client.delete(KEYS.peristiwa)
    put_events(redis_client, PALING_SEDIKIT + 1000, 1)
    ambil(store, clock, rs, "a")
    # Redis drops whole nodes of a stream, so some hundred of the old may stay for a while.
    left = semua_isi(redis_client)[KEYS.peristiwa]
    assert PALING_SEDIKIT <= len(left) <= PALING_SEDIKIT + 200
    assert left[-1][1]["jenis"] == "ambil"


def test_many_events_stay_while_they_are_young(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    redis_client.delete(KEYS.peristiwa)
    seconds: Any = redis_client.time()
    put_events(redis_client, PALING_SEDIKIT + 1000, (seconds[0] - 34 * 86_400) * 1000)
    ambil(store, clock, rs, "a")
    assert redis_client.xlen(KEYS.peristiwa) == PALING_SEDIKIT + 1001


@pytest.mark.parametrize("days", [40, -40, 4000])
def test_a_callers_clock_takes_no_event_away(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit, days: int
) -> None:
    for n in range(1, 150):  # more than a node
        hari = Hari(store, clock, rs)
        hari.kunci_buat(f"loket{n}", f"buat-{n}")
    sebelum = redis_client.xlen(KEYS.peristiwa)
    clock.move(days=days)
    hari.kunci_buat("lain", "lain")
    assert redis_client.xlen(KEYS.peristiwa) == sebelum + 1


def test_events_within_the_keep_days_stay(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    sebelum = redis_client.xlen(KEYS.peristiwa)
    for n in range(1, 10):
        ambil(store, clock, rs, f"a{n}", n)
    assert redis_client.xlen(KEYS.peristiwa) == sebelum + 9


# --- nothing else ----------------------------------------------------------------------------------------------------


def test_fifty_bookings_leave_the_keys_that_keys_py_names_and_no_other(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    redis_client.delete(*redis_client.scan_iter(match=KEYS.permintaan("*").replace("{", "[{]")))
    semua = [pasien(n) for n in range(1, 51)]
    put_patients(store, clock, rs, *semua)
    sebelum = set(redis_client.scan_iter())
    for n in range(1, 31):
        ambil(store, clock, rs, f"jkn-{n}", n)
    for n in range(31, 51):
        ambil(store, clock, rs, f"non-{n}", n, nomorkartu="", nomorreferensi="")
    patients = {key for p in semua for key in (KEYS.nik(p.nik), KEYS.kartu(p.nomorkartu), KEYS.pasien(p.norm))}
    dated = {*DATED, KEYS.rujukan(BESOK)}
    assert set(redis_client.scan_iter()) - sebelum == {
        *dated,
        KEYS.sesi_daftar,
        *(KEYS.permintaan(f"jkn-{n}") for n in range(1, 31)),
        *(KEYS.permintaan(f"non-{n}") for n in range(31, 51)),
    }
    assert {key for key in sebelum if ":permintaan:" not in key} == (KEPT | patients) - {KEYS.sesi_daftar}


def test_another_session_of_the_date_adds_its_own_two_keys(
    store: Store, redis_client: "redis.Redis", clock: FrozenClock, rs: RumahSakit
) -> None:
    ambil(store, clock, rs, "a")
    sebelum = set(redis_client.scan_iter())
    ambil(store, clock, rs, "b", 2, slot=DALAM)
    baru = {KEYS.sesi(SESI_DALAM), KEYS.antre(SESI_DALAM), KEYS.permintaan("b")}
    assert set(redis_client.scan_iter()) - sebelum == baru


def test_the_referrals_of_a_year_ahead_are_in_few_keys() -> None:
    assert len(KEYS.rujukan_dari(triwulan(HARI_INI))) == 5
