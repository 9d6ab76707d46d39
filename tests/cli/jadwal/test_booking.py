"""``antrean jadwal impor``: what becomes of sessions that have bookings."""

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.errors import JadwalTidakAda, PoliTutup
from antrean.services.periksa import rumah_sakit as periksa
from antrean.store import Store
from tests.cli.conftest import (
    ANAK,
    SELASA,
    Cli,
    ambil,
    isi,
)
from tests.cli.jadwal.alat import CARA_BERUBAH, baris, batalkan, sesi
from tests.conftest import FrozenClock, pasien, put_patients

pytestmark = pytest.mark.usefixtures("rs")


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
    gone = f".csv: the session {ANAK} on {SELASA} would be gone, and has"
    jkn, nonjkn = hasil.err.splitlines()
    assert jkn.endswith(f"{gone} 2 bookings of kuotajkn.")
    assert nonjkn.endswith(f"{gone} 1 bookings of kuotanonjkn. {CARA_BERUBAH} Nothing was changed.")
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
