"""``antrean jadwal impor``: again, and for a date; letters never change hands."""

from datetime import date, timedelta

import pytest
import redis

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.services import jadwal as services
from antrean.store import Store
from tests.cli.conftest import (
    ANAK,
    SELASA,
    SENIN,
    Cli,
    isi,
    isi_tetap,
    peristiwa,
)
from tests.cli.jadwal.alat import baris, huruf
from tests.conftest import FrozenClock
from tests.konteks import konteks
from tests.lua.alat import redis_sampai

pytestmark = pytest.mark.usefixtures("rs")


# Importing again.


def test_an_import_twice_is_the_import_once(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    rows = (baris(), baris(hari="3", spm="5"), baris(hari=SELASA.isoformat(), jampraktek="07:00-09:00", huruf="ZZ"))
    jadwal_impor(*rows)
    before = isi_tetap(real_redis)
    hasil = jadwal_impor(*rows)
    said = "3 rows in force; letters given to 0 sessions; 0 sessions with bookings changed.\n"
    assert (hasil.code, hasil.out) == (0, said)
    assert isi_tetap(real_redis) == before


def test_every_import_leaves_one_event(jadwal_impor: Cli, real_redis: "redis.Redis", clock: FrozenClock) -> None:
    jadwal_impor(baris(), baris(hari="3"))
    jadwal_impor("x")
    assert peristiwa(real_redis)[1:] == [
        {"jenis": "jadwal_impor", "waktu": str(clock.now_ms()), "oleh": "cli", "jumlah": "2", "dibuang": "0"}
    ]


def test_rows_that_the_file_does_not_have_stay(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris())
    jadwal_impor(baris(hari="3"))
    assert sorted(store.jadwal.baca(rs.kode).baris) == [("2", "ANA"), ("3", "ANA")]


def test_with_ganti_they_go(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris())
    assert jadwal_impor(baris(hari="3"), ganti=True).code == 0
    assert sorted(store.jadwal.baca(rs.kode).baris) == [("3", "ANA")]


def test_a_new_name_replaces_the_old_one(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris(), baris(hari="3"))
    assert jadwal_impor(baris(namapoli="Kesehatan Anak")).code == 0
    assert store.jadwal.baca(rs.kode).poli == {"ANA": "Kesehatan Anak"}


# Letters.


def test_letters_follow_the_order_of_the_file_and_go_on_after_z(
    jadwal_impor: Cli, store: Store, rs: RumahSakit
) -> None:
    jadwal_impor(*(baris(kodedokter=str(100 - n), namadokter=f"dr. {n}") for n in range(28)))
    seen = huruf(store, rs)
    assert [seen[f"ANA:{100 - n}:08:00-16:00"] for n in (0, 1, 25, 26, 27)] == ["A", "B", "Z", "AA", "AB"]


def test_a_slot_has_the_same_letters_on_every_day(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris(hari="1"), baris(hari="2"), baris(hari=SELASA.isoformat()))
    assert huruf(store, rs) == {ANAK: "A"}


def test_letters_stay_at_every_later_import(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris(), baris(jampraktek="17:00-19:00"))
    jadwal_impor(baris(jampraktek="06:00-07:00"), baris(jampraktek="17:00-19:00"), baris())
    assert huruf(store, rs) == {ANAK: "A", "ANA:12345:17:00-19:00": "B", "ANA:12345:06:00-07:00": "C"}


def test_letters_asked_for_are_given_and_passed_over_by_the_others(
    jadwal_impor: Cli, store: Store, rs: RumahSakit
) -> None:
    jadwal_impor(baris(), baris(jampraktek="17:00-19:00", huruf="a"), baris(jampraktek="20:00-21:00", huruf="XY"))
    assert huruf(store, rs) == {ANAK: "B", "ANA:12345:17:00-19:00": "A", "ANA:12345:20:00-21:00": "XY"}


def test_letters_of_another_slot_are_refused(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    jadwal_impor(baris())
    before = isi(real_redis)
    hasil = jadwal_impor(baris(), baris(jampraktek="17:00-19:00", huruf="A"))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column huruf, value 'A': these letters belong to {ANAK}, and letters never change hands. "
        "Nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_the_same_letters_for_two_slots_of_a_file_are_refused(jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(baris(huruf="K"), baris(jampraktek="17:00-19:00", huruf="K"))
    assert hasil.code == 2
    assert f"line 3, column huruf, value 'K': these letters belong to {ANAK}" in hasil.err


def test_two_letters_for_one_slot_are_refused(jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(baris(huruf="K"), baris(hari="3", huruf="L"))
    assert hasil.code == 2
    assert hasil.err.endswith(f" line 3, column huruf, value 'L': {ANAK} has K in a row before. Nothing was changed.\n")


def test_letters_of_a_dropped_row_wait_for_its_return(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris())
    jadwal_impor(baris(jampraktek="17:00-19:00"), ganti=True)
    assert huruf(store, rs)["ANA:12345:17:00-19:00"] == "B"
    assert "these letters belong to" in jadwal_impor(baris(jampraktek="20:00-21:00", huruf="A")).err
    jadwal_impor(baris(), ganti=True)
    ((satu,),) = store.jadwal.baca(rs.kode).baris.values()
    assert satu.huruf == "A"


# Rows for a date.


def slots(store: Store, rs: RumahSakit, tanggal: date) -> set[str]:
    """What is in force on a day."""
    return {str(satu.kunci.slot) for satu in services.pada(konteks(store, Clock(), rs), tanggal)}


def test_the_rows_of_a_date_replace_that_doctors_weekly_rows_of_that_poli_alone(
    jadwal_impor: Cli, store: Store, rs: RumahSakit
) -> None:
    jadwal_impor(
        baris(jampraktek="08:00-10:00"),
        baris(jampraktek="10:00-12:00"),
        baris(jampraktek="13:00-16:00", kodepoli="INT", namapoli="Dalam"),
        baris(jampraktek="08:00-12:00", kodedokter="54321", namadokter="dr. Budi"),
        baris(jampraktek="07:00-09:00", hari=SELASA.isoformat()),
    )
    others = {"INT:12345:13:00-16:00", "ANA:54321:08:00-12:00"}
    assert slots(store, rs, SELASA) == {"ANA:12345:07:00-09:00", *others}
    assert slots(store, rs, SELASA + timedelta(days=7)) == {
        "ANA:12345:08:00-10:00",
        "ANA:12345:10:00-12:00",
        *others,
    }


def test_rows_for_a_past_date_are_passed_over(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    kemarin = (SENIN - timedelta(days=1)).isoformat()
    hasil = jadwal_impor(baris(), baris(hari=kemarin, namapoli="Nama Lama", huruf="Q"), baris(hari="2020-01-01"))
    assert hasil.code == 0
    assert hasil.out.endswith(" 2 rows for past dates were passed over.\n")
    assert sorted(store.jadwal.baca(rs.kode).baris) == [("2", "ANA")]


def test_a_row_for_today_is_in_force(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris(hari=SENIN.isoformat()))
    assert slots(store, rs, SENIN) == {ANAK}


def test_stored_rows_of_a_past_date_are_dropped(
    jadwal_impor: Cli, store: Store, rs: RumahSakit, clock: FrozenClock, real_redis: "redis.Redis"
) -> None:
    jadwal_impor(baris(hari=SELASA.isoformat()))
    clock.move(days=1)
    redis_sampai(real_redis, clock)
    jadwal_impor(baris(hari="3"))
    assert sorted(store.jadwal.baca(rs.kode).baris) == [(SELASA.isoformat(), "ANA"), ("3", "ANA")]
    clock.move(days=1)
    redis_sampai(real_redis, clock)
    jadwal_impor(baris(hari="3"))
    assert sorted(store.jadwal.baca(rs.kode).baris) == [("3", "ANA")]
