"""``antrean jadwal lihat``."""

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import (
    SELASA,
    SENIN,
    Cli,
    ambil,
)
from tests.cli.jadwal.alat import baris, batalkan
from tests.conftest import FrozenClock, pasien, put_patients

pytestmark = pytest.mark.usefixtures("rs")


@pytest.mark.usefixtures("tiga")
def test_lihat_shows_quotas_remainders_and_numbers(cli: Cli, jadwal_impor: Cli) -> None:
    jadwal_impor(baris(kodepoli="INT", namapoli="Dalam", kodedokter="777", namadokter="dr. Budi", kuotajkn="5"))
    hasil = cli("jadwal", "lihat", "--tanggal", SELASA)
    assert hasil.code == 0
    assert [line.split() for line in hasil.out.splitlines()] == [
        ["1311R002", "RS", "Uji,", "Selasa", SELASA.isoformat()],
        ["poli", "dokter", "jam", "huruf", "jkn", "sisa", "non", "jkn", "sisa", "nomor", "dipanggil"],
        [line for line in hasil.out.splitlines()[2].split() if set(line) == {"-"}],
        ["ANA", "Anak", "12345", "Dr.", "Hendra", "08:00-16:00", "A", "30", "28", "20", "19", "3", "-"],
        ["INT", "Dalam", "777", "dr.", "Budi", "08:00-16:00", "B", "5", "5", "20", "20", "0", "-"],
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
