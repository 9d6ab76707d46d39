"""``antrean jadwal``: what an import takes and refuses, and what becomes of sessions that have bookings."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import redis

from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.rs import RumahSakit
from antrean.errors import JadwalTidakAda, PoliTutup
from antrean.scripts import registry
from antrean.services import jadwal as services
from antrean.services.baris import IsianJadwal, baca_jadwal
from antrean.services.periksa import rumah_sakit as periksa
from antrean.store import Store
from tests.cli.conftest import (
    ANAK,
    KEYS,
    SELASA,
    SENIN,
    Berkas,
    Cli,
    ambil,
    isi,
    isi_tetap,
    peristiwa,
)
from tests.conftest import JADWAL, FrozenClock, pasien, put_patients
from tests.servers import RedisServer

BARIS = "ANA,Anak,12345,Dr. Hendra,2,08:00-16:00,30,20"

pytestmark = pytest.mark.usefixtures("rs")


def baris(**changes: str) -> str:
    """The usual row, for Tuesdays, changed as given; ``huruf`` and ``spm`` may be added."""
    kolom = dict(zip(JADWAL.split(","), BARIS.split(","), strict=True)) | {"huruf": "", "spm": ""} | changes
    return ",".join(kolom.values())


def sesi(store: Store, rs: RumahSakit, tanggal: date = SELASA, slot: str = ANAK) -> Sesi:
    """A session as it stands."""
    kunci = KunciSesi.baca(f"{tanggal.isoformat()}:{slot}")
    return store.antrean.sesi(rs.kode, [kunci])[kunci]


def huruf(store: Store, rs: RumahSakit) -> dict[str, str]:
    """The letters of every slot that ever had some."""
    return {str(slot): satu for slot, satu in store.jadwal.baca(rs.kode).huruf.items()}


def batalkan(client: Any, kodebooking: str, slot: str = ANAK, tanggal: date = SELASA) -> None:
    """Cancel a JKN booking, as the service for it will do."""
    record = registry().records["booking"]
    booking = record.unpack(client.hget(KEYS.booking(tanggal), kodebooking))
    client.hset(KEYS.booking(tanggal), kodebooking, record.pack({**booking, "status": "batal"}))
    kunci = f"{tanggal.isoformat()}:{slot}"
    client.hincrby(KEYS.sesi(kunci), "sisajkn", 1)
    client.zrem(KEYS.antre(kunci), booking["angka"])
    client.hdel(KEYS.klaim(tanggal), booking["norm"])


# What a row takes.


@pytest.mark.parametrize(
    "kolom, nilai, sebab",
    [
        *(("kodepoli", nilai, "it takes 1 to 10 letters and digits, such as ANA") for nilai in ("", "A B", "A" * 11)),
        *(
            ("kodedokter", nilai, "it takes a whole number from 0 to 999999999999")
            for nilai in ("", "-1", "1.5", "dr", "1" * 13, "٣", "²")
        ),
        *(
            ("hari", nilai, "it takes 1 (Monday) to 7, or a date yyyy-mm-dd")
            for nilai in ("", "0", "8", "01", "Senin", "2027-02-29", "2027-1-5", "05-01-2027")
        ),
        *(
            ("jampraktek", nilai, "it takes hours such as 08:00-16:00")
            for nilai in ("", "08:00", "8-16", "25:00-26:00", "08:60-16:00", "08:00-24:01", "08:00-16:00x")
        ),
        ("jampraktek", "16:00-08:00", "the session ends before it starts"),
        ("jampraktek", "08:00-08:00", "the session ends before it starts"),
        *(
            (kuota, nilai, "it takes a whole number from 0 to 9999")
            for kuota in ("kuotajkn", "kuotanonjkn")
            for nilai in ("", "-1", "10000", "1.5", "banyak", "1" * 30)
        ),
        *(("huruf", nilai, "it takes 1 to 3 letters, such as A or AB") for nilai in ("ABCD", "A1", "Ä", "1")),
        *(
            ("spm", nilai, "it takes minutes per patient, above 0 and up to 1440")
            for nilai in ("0", "-5", "1441", "x", "1e3", "5.²", "0.000001", "nan", "1.2.3")
        ),
        *(
            (nama, nilai, "it takes 1 to 100 printable characters")
            for nama in ("namapoli", "namadokter")
            for nilai in ("", "An\tak", "An\x7fak", "A\u200bnak")
        ),
    ],
)
def test_a_bad_value_is_refused_with_line_column_and_value(
    kolom: str, nilai: str, sebab: str, cli: Cli, berkas: Berkas, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    path = berkas(f"{JADWAL},huruf,spm\n{baris(hari='1')}\n{baris(**{kolom: nilai})}\n")
    hasil = cli("jadwal", "impor", path)
    sentence = f"antrean: {path} line 3, column {kolom}, value {nilai!r}: {sebab}. Nothing was changed.\n"
    assert (hasil.code, hasil.out, hasil.err) == (2, "", sentence)
    assert isi(real_redis) == before


def test_a_name_of_101_characters_is_refused(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(namapoli="N" * 100)).code == 0
    assert "column namapoli" in jadwal_impor(baris(namapoli="N" * 101)).err


@pytest.mark.parametrize(
    "changes, slot",
    [
        ({"kodepoli": "ana"}, ANAK),
        ({"kodepoli": "027"}, "027:12345:08:00-16:00"),
        ({"kodedokter": "0012345"}, ANAK),
        ({"jampraktek": "8.00 - 16.00"}, ANAK),
        ({"jampraktek": "08:00-24:00"}, "ANA:12345:08:00-24:00"),
        ({"jampraktek": "00:00-00:01"}, "ANA:12345:00:00-00:01"),
    ],
)
def test_codes_and_hours_are_brought_to_one_form(
    changes: dict[str, str], slot: str, jadwal_impor: Cli, store: Store, rs: RumahSakit
) -> None:
    assert jadwal_impor(baris(**changes)).code == 0
    assert list(huruf(store, rs)) == [slot]


@pytest.mark.parametrize(
    "spm, milidetik",
    [("", 8 * 60 * 60_000 // 50), ("5", 300_000), ('"7,5"', 450_000), ("7.5", 450_000), ("1440", 86_400_000)],
)
def test_minutes_per_patient_are_the_rows_or_the_length_by_the_quota(
    spm: str, milidetik: int, cli: Cli, berkas: Berkas, store: Store, rs: RumahSakit
) -> None:
    assert cli("jadwal", "impor", berkas(f"{JADWAL},huruf,spm\n{baris(spm=spm)}\n")).code == 0
    ((satu,),) = store.jadwal.baca(rs.kode).baris.values()
    assert satu.spm == milidetik


def test_a_schedule_may_have_no_places_at_all(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(kuotajkn="0", kuotanonjkn="0")).code == 0


def test_an_import_says_what_it_did(jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(baris(), baris(hari="3"), baris(hari="4", kodepoli="INT", namapoli="Penyakit Dalam"))
    said = "3 rows in force; letters given to 2 sessions; 0 sessions with bookings changed.\n"
    assert (hasil.code, hasil.out, hasil.err) == (0, said, "")


# Rows beside each other.


def test_a_row_that_is_there_twice_is_refused(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = jadwal_impor(baris(), baris(hari="3"), baris(kuotajkn="31", jampraktek="8:00 - 16:00"))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 4, column jampraktek, value '08:00-16:00': {ANAK} on Selasa is in a row before. Nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_a_doctor_is_not_at_two_places_at_once(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = jadwal_impor(
        baris(kodepoli="INT", namapoli="Dalam", jampraktek="15:59-18:00"),
        baris(hari="3"),
        baris(),
    )
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 2, column jampraktek, value '15:59-18:00': doctor 12345 then also has {ANAK} on Selasa. "
        "Nothing was changed.\n"
    )
    assert isi(real_redis) == before


def test_hours_that_touch_do_not_overlap(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(), baris(jampraktek="16:00-20:00"), baris(jampraktek="07:00-08:00")).code == 0


def test_two_doctors_may_have_the_same_hours(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(), baris(kodedokter="54321", namadokter="dr. Budi")).code == 0


def test_hours_that_overlap_a_stored_row_say_how_to_drop_it(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    jadwal_impor(baris())
    before = isi(real_redis)
    hasil = jadwal_impor(baris(jampraktek="07:00-09:00"))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 2, column jampraktek, value '07:00-09:00': doctor 12345 then also has {ANAK} on Selasa, which is "
        "stored; to drop rows that the file does not have, import with --ganti. Nothing was changed.\n"
    )
    assert isi(real_redis) == before
    assert jadwal_impor(baris(jampraktek="07:00-09:00"), ganti=True).code == 0


def test_the_rows_of_a_date_do_not_overlap_the_weekly_ones_that_remain(jadwal_impor: Cli) -> None:
    hasil = jadwal_impor(
        baris(jampraktek="08:00-12:00"),
        baris(kodepoli="INT", namapoli="Dalam", jampraktek="13:00-16:00"),
        baris(hari=SELASA.isoformat(), jampraktek="11:00-14:00"),
    )
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column jampraktek, value '13:00-16:00': doctor 12345 then also has ANA:12345:11:00-14:00 on "
        f"{SELASA}. Nothing was changed.\n"
    )


def test_a_weekly_row_does_not_overlap_the_stored_rows_of_a_date(jadwal_impor: Cli) -> None:
    jadwal_impor(baris(), baris(hari=SELASA.isoformat(), jampraktek="11:00-14:00"))
    hasil = jadwal_impor(baris(kodepoli="INT", namapoli="Dalam", jampraktek="16:00-18:00"))
    assert hasil.code == 0
    hasil = jadwal_impor(baris(kodepoli="MAT", namapoli="Mata", jampraktek="07:00-08:00"))
    assert hasil.code == 0
    hasil = jadwal_impor(baris(hari=SELASA.isoformat(), kodepoli="GIG", namapoli="Gigi", jampraktek="13:00-15:00"))
    assert hasil.code == 2
    assert f"doctor 12345 then also has ANA:12345:11:00-14:00 on {SELASA}, which is stored" in hasil.err


def test_the_weekly_row_that_a_date_replaces_is_not_in_its_way(jadwal_impor: Cli) -> None:
    assert jadwal_impor(baris(), baris(hari=SELASA.isoformat(), jampraktek="07:00-09:00")).code == 0


@pytest.mark.parametrize(
    "kolom, kode, lain",
    [
        ("namapoli", "ANA", {"hari": "3", "namapoli": "Bocah"}),
        ("namadokter", "12345", {"hari": "3", "namadokter": "X"}),
    ],
)
def test_a_code_with_two_names_is_refused(kolom: str, kode: str, lain: dict[str, str], jadwal_impor: Cli) -> None:
    nama = {"namapoli": "Anak", "namadokter": "Dr. Hendra"}[kolom]
    hasil = jadwal_impor(baris(), baris(**lain))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column {kolom}, value {lain[kolom]!r}: {kode} is {nama!r} in a row before. Nothing was changed.\n"
    )


def test_one_bad_row_among_many_changes_nothing(jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    jadwal_impor(baris())
    before = isi(real_redis)
    good = [baris(kodedokter=str(n), namadokter=f"dr. {n}", kuotajkn="5") for n in range(1, 200)]
    hasil = jadwal_impor(baris(kuotajkn="99"), *good, baris(kodedokter="200", kuotajkn="-1"), *good)
    assert hasil.code == 2
    assert "line 202, column kuotajkn, value '-1'" in hasil.err
    assert isi(real_redis) == before


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
        {"jenis": "jadwal_impor", "waktu": str(clock.now_ms()), "oleh": "cli", "jumlah": "2"}
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
    return {str(satu.kunci.slot) for satu in services.pada(store, rs, tanggal)}


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
    jadwal_impor: Cli, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    jadwal_impor(baris(hari=SELASA.isoformat()))
    clock.move(days=1)
    jadwal_impor(baris(hari="3"))
    assert sorted(store.jadwal.baca(rs.kode).baris) == [(SELASA.isoformat(), "ANA"), ("3", "ANA")]
    clock.move(days=1)
    jadwal_impor(baris(hari="3"))
    assert sorted(store.jadwal.baca(rs.kode).baris) == [("3", "ANA")]


# Sessions that have bookings.


@pytest.fixture
def tiga(jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """Tuesdays have 30 + 20 places, of which next Tuesday two JKN and one non JKN are taken."""
    assert jadwal_impor(baris()).code == 0
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    for n, jkn in ((1, True), (2, False), (3, True)):
        ambil(store, clock, rs, n, jkn=jkn)


@pytest.mark.usefixtures("tiga")
def test_more_places_are_places_left(jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    hasil = jadwal_impor(baris(kuotajkn="40", kuotanonjkn="21"))
    assert hasil.out == "1 rows in force; letters given to 0 sessions; 1 sessions with bookings changed.\n"
    satu = sesi(store, rs)
    assert (satu.kuotajkn, satu.sisajkn, satu.kuotanonjkn, satu.sisanonjkn) == (40, 38, 21, 20)
    assert list(periksa(store, clock, rs)) == []


@pytest.mark.usefixtures("tiga")
def test_as_many_places_as_are_taken_leave_none(
    jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    assert jadwal_impor(baris(kuotajkn="2", kuotanonjkn="1")).code == 0
    satu = sesi(store, rs)
    assert (satu.kuotajkn, satu.sisajkn, satu.kuotanonjkn, satu.sisanonjkn) == (2, 0, 1, 0)
    assert list(periksa(store, clock, rs)) == []


@pytest.mark.usefixtures("tiga")
@pytest.mark.parametrize("kolom, nilai, terpakai", [("kuotajkn", "1", 2), ("kuotanonjkn", "0", 1)])
def test_fewer_places_than_are_taken_are_refused(
    kolom: str, nilai: str, terpakai: int, jadwal_impor: Cli, real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = jadwal_impor(baris(hari="3"), baris(**{kolom: nilai}))
    assert hasil.code == 2
    assert hasil.err.endswith(
        f" line 3, column {kolom}, value '{nilai}': the session {ANAK} on {SELASA} has {terpakai} bookings already. "
        "Nothing was changed.\n"
    )
    assert isi(real_redis) == before


@pytest.mark.usefixtures("tiga")
def test_a_row_for_the_date_can_change_its_places_too(
    jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    hasil = jadwal_impor(baris(hari="3"), baris(hari=SELASA.isoformat(), kuotajkn="1"))
    assert f"line 3, column kuotajkn, value '1': the session {ANAK} on {SELASA} has 2 bookings" in hasil.err
    assert jadwal_impor(baris(hari=SELASA.isoformat(), kuotajkn="5")).code == 0
    assert jadwal_impor(baris(kuotajkn="0")).code == 0
    assert (sesi(store, rs).kuotajkn, sesi(store, rs).sisajkn) == (5, 3)


@pytest.mark.usefixtures("tiga")
def test_names_and_minutes_follow_and_letters_stay(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris(namapoli="Kesehatan Anak", namadokter="Dr. Hendra Sp.A", spm="7", huruf="Q"))
    satu = sesi(store, rs)
    assert (satu.namapoli, satu.namadokter, satu.spm) == ("Kesehatan Anak", "Dr. Hendra Sp.A", 420_000)
    assert (satu.huruf, satu.angkaterakhir) == ("A", 3)


@pytest.mark.usefixtures("tiga")
def test_a_name_given_for_another_day_reaches_the_session_too(jadwal_impor: Cli, store: Store, rs: RumahSakit) -> None:
    jadwal_impor(baris(hari="3", namapoli="Kesehatan Anak"))
    assert sesi(store, rs).namapoli == "Kesehatan Anak"


@pytest.mark.usefixtures("tiga")
@pytest.mark.parametrize(
    "row, ganti",
    [
        (baris(hari="3"), True),
        (baris(hari=SELASA.isoformat(), jampraktek="08:00-15:00"), False),
    ],
    ids=["the row is dropped", "the date has other hours"],
)
def test_a_session_with_bookings_cannot_go(row: str, ganti: bool, jadwal_impor: Cli, real_redis: "redis.Redis") -> None:
    before = isi(real_redis)
    hasil = jadwal_impor(row, ganti=ganti)
    assert hasil.code == 2
    assert hasil.err.endswith(
        f".csv: the session {ANAK} on {SELASA} would be gone, and has 2 bookings of kuotajkn. Nothing was changed.\n"
    )
    assert isi(real_redis) == before


@pytest.mark.usefixtures("tiga")
def test_a_session_of_the_past_stands_in_no_ones_way(
    jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    clock.move(days=2)
    assert jadwal_impor(baris(hari="3"), ganti=True).code == 0
    assert sesi(store, rs).kuotajkn == 30


def test_a_session_without_active_bookings_closes_and_opens_and_counts_on(
    jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    jadwal_impor(baris(), baris(kodedokter="54321", namadokter="dr. Budi"))
    put_patients(store, clock, rs, pasien(1), pasien(2))
    batalkan(real_redis, ambil(store, clock, rs, 1).kodebooking)
    assert list(periksa(store, clock, rs)) == []

    assert jadwal_impor(baris(kodedokter="54321", namadokter="dr. Budi"), ganti=True).code == 0
    satu = sesi(store, rs)
    assert (satu.dibuka, satu.kuotajkn, satu.sisajkn, satu.kuotanonjkn, satu.sisanonjkn) == (False, 0, 0, 0, 0)
    with pytest.raises(JadwalTidakAda):
        ambil(store, clock, rs, 1)
    assert list(periksa(store, clock, rs)) == []

    assert jadwal_impor(baris(kuotajkn="10"), ganti=True).code == 0
    diambil = ambil(store, clock, rs, 2)
    assert (diambil.kodebooking, diambil.sisakuotajkn) == (f"{SELASA:%d%m%Y}A002", 9)
    assert sesi(store, rs).dibuka
    assert list(periksa(store, clock, rs)) == []


def test_a_poli_whose_last_session_closed_is_closed_that_day(
    jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    jadwal_impor(baris())
    put_patients(store, clock, rs, pasien(1))
    batalkan(real_redis, ambil(store, clock, rs, 1).kodebooking)
    jadwal_impor(baris(hari="3"), ganti=True)
    with pytest.raises(PoliTutup):
        ambil(store, clock, rs, 1)


# Showing.


@pytest.mark.usefixtures("tiga")
def test_lihat_shows_quotas_remainders_and_numbers(cli: Cli, jadwal_impor: Cli) -> None:
    jadwal_impor(baris(kodepoli="INT", namapoli="Dalam", kodedokter="777", namadokter="dr. Budi", kuotajkn="5"))
    hasil = cli("jadwal", "lihat", "--tanggal", SELASA)
    assert hasil.code == 0
    assert [line.split() for line in hasil.out.splitlines()] == [
        ["1311R002", "RS", "Uji,", "Selasa", SELASA.isoformat()],
        ["poli", "dokter", "jam", "huruf", "jkn", "sisa", "non", "jkn", "sisa", "nomor", "dipanggil"],
        [line for line in hasil.out.splitlines()[2].split() if set(line) == {"-"}],
        ["ANA", "Anak", "12345", "Dr.", "Hendra", "08:00-16:00", "A", "30", "28", "20", "19", "3", "0"],
        ["INT", "Dalam", "777", "dr.", "Budi", "08:00-16:00", "B", "5", "5", "20", "20", "0", "0"],
    ]


@pytest.mark.usefixtures("tiga")
def test_lihat_shows_today_where_no_day_is_given(cli: Cli) -> None:
    assert cli("jadwal", "lihat").out.splitlines()[0] == f"1311R002 RS Uji, Senin {SENIN}"


@pytest.mark.usefixtures("tiga")
def test_lihat_shows_why_a_day_is_closed(cli: Cli) -> None:
    cli("libur", "tambah", SELASA, "--keterangan", "Cuti bersama")
    cli("libur", "tambah", SELASA, "--kodepoli", "ANA", "--keterangan", "Renovasi")
    cli("libur", "tambah", SENIN)
    lines = cli("jadwal", "lihat", "--tanggal", SELASA).out.splitlines()
    assert lines[1:3] == ["Closed: Cuti bersama", "Closed for poli ANA: Renovasi"]


def test_lihat_names_a_session_that_the_schedule_dropped(
    cli: Cli, jadwal_impor: Cli, store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis"
) -> None:
    jadwal_impor(baris())
    put_patients(store, clock, rs, pasien(1))
    batalkan(real_redis, ambil(store, clock, rs, 1).kodebooking)
    jadwal_impor(baris(hari="3"), ganti=True)
    assert cli("jadwal", "lihat", "--tanggal", SELASA).out.splitlines()[-1].endswith("dropped from the schedule")


@pytest.mark.parametrize("tanggal", ["2027-02-29", "besok", "2027-1-5", ""])
def test_lihat_refuses_what_is_no_date(tanggal: str, cli: Cli) -> None:
    hasil = cli("jadwal", "lihat", "--tanggal", tanggal)
    assert hasil.code == 2
    assert f"{tanggal!r} is not a date; it is written yyyy-mm-dd" in hasil.err


# At the same time.


def bersamaan(*work: Callable[[], None]) -> None:
    """Run all at once and raise what one of them raised."""
    start = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        start.wait()
        one()

    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(run, one) for one in work]:
            done.result()


def isian(*rows: str) -> list[IsianJadwal]:
    """Rows as an import has read them."""
    names = [*JADWAL.split(","), "huruf", "spm"]
    return [baca_jadwal(dict(zip(names, row.split(","), strict=True))) for row in rows]


def test_two_imports_at_once_end_as_one_after_the_other(
    redis_server: RedisServer, real_redis: "redis.Redis", store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    """Each gives every slot letters and replaces the whole schedule, so a mix would show."""

    def rows(kuota: int, dokter: range) -> list[str]:
        return [baris(kodedokter=str(n), namadokter=f"dr. {n} {kuota}", kuotajkn=str(kuota)) for n in dokter]

    def impor(kuota: int, dokter: range, request_id: str) -> Callable[[], None]:
        def work() -> None:
            with redis_server.client() as client:
                services.impor(Store(client, 35), clock, rs, isian(*rows(kuota, dokter)), request_id, "uji", ganti=True)

        return work

    dokter = {1: range(1, 40), 2: range(20, 60)}
    for ke in range(10):
        real_redis.delete(KEYS.jadwal, KEYS.poli, KEYS.dokter, KEYS.huruf, KEYS.huruf_pemilik, KEYS.jadwal_versi)
        bersamaan(impor(1, dokter[1], f"{ke}-1"), impor(2, dokter[2], f"{ke}-2"))
        jadwal = store.jadwal.baca(rs.kode)
        berlaku = jadwal.baris["2", "ANA"]
        (kuota,) = {satu.kuotajkn for satu in berlaku}
        assert [satu.slot.kodedokter for satu in berlaku] == list(dokter[kuota])
        assert all(jadwal.dokter[n] == f"dr. {n} {kuota}" for n in dokter[kuota])
        assert jadwal.versi == "2"
        assert jadwal.pemilik_huruf == {satu: slot for slot, satu in jadwal.huruf.items()}
        assert len(jadwal.huruf) == 59


def sesudah_dibaca(store: Store, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Do something the first time that an import has read the sessions, before it writes."""
    read = store.antrean.sesi

    def read_then_work(*args: Any) -> dict[KunciSesi, Sesi]:
        monkeypatch.undo()
        found = read(*args)
        work()
        return found

    monkeypatch.setattr(store.antrean, "sesi", read_then_work)


def test_a_session_that_opens_while_an_import_works_gets_its_quota_too(
    store: Store, clock: FrozenClock, rs: RumahSakit, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.impor(store, clock, rs, isian(baris()), "satu", "uji")
    put_patients(store, clock, rs, pasien(1))
    sesudah_dibaca(store, monkeypatch, lambda: ambil(store, clock, rs, 1))
    hasil = services.impor(store, clock, rs, isian(baris(kuotajkn="5")), "dua", "uji")
    assert hasil.sesi == 1
    assert (sesi(store, rs).kuotajkn, sesi(store, rs).sisajkn) == (5, 4)


def test_a_booking_taken_while_an_import_works_is_counted(
    store: Store, clock: FrozenClock, rs: RumahSakit, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.impor(store, clock, rs, isian(baris()), "satu", "uji")
    put_patients(store, clock, rs, pasien(1), pasien(2))
    ambil(store, clock, rs, 1)
    sesudah_dibaca(store, monkeypatch, lambda: ambil(store, clock, rs, 2))
    with pytest.raises(services.JadwalSalah, match="has 2 bookings already"):
        services.impor(store, clock, rs, isian(baris(kuotajkn="1")), "dua", "uji")
    assert (sesi(store, rs).kuotajkn, sesi(store, rs).sisajkn) == (30, 28)


def test_an_import_and_bookings_at_once_keep_the_count(
    redis_server: RedisServer, store: Store, rs: RumahSakit, clock: FrozenClock, jadwal_impor: Cli
) -> None:
    """Bookings open new sessions on many days while the quota goes up and down; at every moment they agree."""
    jadwal_impor(baris(), baris(hari="3"))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 301)))
    hari = [SELASA + timedelta(days=7 * minggu + ke) for minggu in range(10) for ke in (0, 1)]
    selesai = threading.Event()
    seen: list[str] = []

    def book(first: int) -> Callable[[], None]:
        def work() -> None:
            with redis_server.client() as client:
                for n in range(first, 301, 3):
                    ambil(Store(client, 35), clock, rs, n, tanggal=hari[n % len(hari)])

        return work

    def all_booked() -> None:
        try:
            bersamaan(*(book(first) for first in (1, 2, 3)))
        finally:
            selesai.set()

    def impor() -> None:
        ke = 0
        with redis_server.client() as client:
            lain = Store(client, 35)
            while not selesai.is_set() or ke < 4:
                ke += 1
                kuota = 30 + ke % 2 * 70
                rows = [baris(hari=satu, kuotajkn=str(kuota)) for satu in ("2", "3")]
                services.impor(lain, clock, rs, isian(*rows), f"balapan-{ke}", "uji")
                seen.extend(periksa(lain, clock, rs))
                ada = lain.antrean.sesi(rs.kode, lain.antrean.sesi_mulai(rs.kode, SELASA))
                seen.extend(f"{kunci} has {satu.kuotajkn}" for kunci, satu in ada.items() if satu.kuotajkn != kuota)

    bersamaan(all_booked, impor)
    assert seen == []
    assert list(periksa(store, clock, rs)) == []
    terpakai = [satu.kuotajkn - satu.sisajkn for tanggal in hari for satu in services.pada(store, rs, tanggal)]
    assert terpakai == [15] * 20
