"""``antrean antrean lihat``: the bookings of a day, without identity numbers."""

import json
from datetime import timedelta

import pytest
import redis

from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import kunjungan
from antrean.store import Store
from tests.cli.conftest import SELASA, SENIN, Cli, ambil, isi
from tests.conftest import FrozenClock, pasien, put_patients, put_schedule
from tests.konteks import konteks

DALAM = "INT:54321:08:00-12:00"
HP = "085635228888"
LEBAR = 80
KOLOM = ["kodebooking", "poli", "dokter", "jam", "jenis", "norm", "status", "estimasi"]


@pytest.fixture(autouse=True)
def _jadwal(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """Two polis every day, nine patients."""
    put_schedule(
        store,
        clock,
        rs,
        *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,20" for hari in range(1, 8)),
        *(f"INT,Dalam,54321,dr. Budi,{hari},08:00-12:00,30,20" for hari in range(1, 8)),
    )
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))


@pytest.fixture
def lima(store: Store, clock: FrozenClock, rs: RumahSakit) -> list[str]:
    """Five bookings of today, one in each state; the last in another poli; one of tomorrow."""
    ambil(store, clock, rs, 9, tanggal=SELASA, nomorreferensi="R9")
    kode = [ambil(store, clock, rs, n, tanggal=SENIN, jkn=n != 2).kodebooking for n in (1, 2, 3, 4)]
    clock.move(hours=-4)
    kode.append(ambil(store, clock, rs, 5, slot=DALAM, tanggal=SENIN).kodebooking)
    clock.move(hours=4)
    sesi = KunciSesi(SENIN, Slot("ANA", 12345, JamPraktek.baca("08:00-16:00")))
    for angka in (1, 2):
        kunjungan.panggil(konteks(store, clock, rs, f"panggil-{angka}"), sesi, angka)
    clock.move(minutes=1)
    kunjungan.task(konteks(store, clock, rs, "task"), kode[0], 5, clock.now_ms())
    kunjungan.batal(konteks(store, clock, rs, "batal"), kode[2], "Berhalangan")
    kunjungan.checkin(konteks(store, clock, rs, "checkin"), kode[3], clock.now_ms())
    return kode


def test_a_day_without_bookings(cli: Cli) -> None:
    assert cli("antrean", "lihat").out.split("\n")[0].split() == KOLOM
    assert len(cli("antrean", "lihat").out.splitlines()) == 2
    assert json.loads(cli("antrean", "lihat", "--json").out) == []


def test_today_is_shown_in_the_order_of_the_numbers_with_the_state_of_each(
    cli: Cli, lima: list[str], real_redis: "redis.Redis"
) -> None:
    before = isi(real_redis)
    hasil = cli("antrean", "lihat")
    assert (hasil.code, hasil.err) == (0, "")
    rows = [line.split() for line in hasil.out.replace("NON JKN", "NON-JKN").splitlines()[2:]]
    assert rows == [
        [lima[0], "ANA", "12345", "08:00-16:00", "JKN", "000001", "selesai", "12:00"],
        [lima[1], "ANA", "12345", "08:00-16:00", "NON-JKN", "000002", "dilayani", "12:00"],
        [lima[2], "ANA", "12345", "08:00-16:00", "JKN", "000003", "batal", "12:00"],
        [lima[3], "ANA", "12345", "08:00-16:00", "JKN", "000004", "hadir", "12:00"],
        [lima[4], "INT", "54321", "08:00-12:00", "JKN", "000005", "terdaftar", "08:00"],
    ]
    assert isi(real_redis) == before


@pytest.mark.parametrize(
    "words, numbers",
    [
        ((), ["A-1", "A-2", "A-3", "A-4", "B-1"]),
        (("--kodepoli", "int"), ["B-1"]),
        (("--kodepoli", "ANA"), ["A-1", "A-2", "A-3", "A-4"]),
        (("--kodepoli", "XXX"), []),
        (("--tanggal", SELASA), ["A-1"]),
        (("--tanggal", SELASA, "--kodepoli", "INT"), []),
        (("--tanggal", SELASA + timedelta(days=1)), []),
    ],
)
@pytest.mark.usefixtures("lima")
def test_a_day_and_a_poli_can_be_chosen(words: tuple[object, ...], numbers: list[str], cli: Cli) -> None:
    assert [row["nomor"] for row in json.loads(cli("antrean", "lihat", "--json", *words).out)] == numbers


@pytest.mark.usefixtures("lima")
def test_as_json_each_booking_has_the_columns_by_name(cli: Cli) -> None:
    *_, satu = json.loads(cli("antrean", "lihat", "--json").out)
    assert satu == {
        "kodebooking": f"{SENIN:%d%m%Y}B001",
        "nomor": "B-1",
        "poli": "INT",
        "dokter": 54321,
        "jam": "08:00-12:00",
        "jenis": "JKN",
        "norm": "000005",
        "status": "terdaftar",
        "estimasi": "08:00",
        "sumber": "uji",
    }


@pytest.mark.usefixtures("lima")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_no_identity_number_is_shown(words: tuple[str, ...], cli: Cli) -> None:
    for hari in (SENIN, SELASA):
        out = cli("antrean", "lihat", "--tanggal", hari, *words).out
        for n in range(1, 10):
            assert pasien(n).nik not in out
            assert pasien(n).nomorkartu not in out
        assert HP not in out
        assert "R9" not in out


@pytest.mark.usefixtures("lima")
def test_the_table_fits_a_terminal(cli: Cli) -> None:
    lines = cli("antrean", "lihat").out.splitlines()
    assert [line for line in lines if len(line) > LEBAR] == []


def test_what_is_no_date_is_refused(cli: Cli) -> None:
    hasil = cli("antrean", "lihat", "--tanggal", "kemarin")
    assert (hasil.code, hasil.out) == (2, "")
    assert "'kemarin' is not a date; it is written yyyy-mm-dd" in hasil.err
