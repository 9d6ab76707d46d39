"""Tables: whole in a pipe, cut to fit in a terminal; and the same as JSON for a program."""

import json

import pytest

from antrean.cli.common import _fit
from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.conftest import Cli
from tests.conftest import FrozenClock, put_schedule


@pytest.mark.parametrize(
    "widths, right, room, fitted",
    [
        ([5, 30, 3], [False, False, True], 80, [5, 30, 3]),
        ([5, 30, 3], [False, False, True], 32, [5, 20, 3]),
        ([30, 28, 3], [False, False, True], 45, [19, 19, 3]),
        ([30, 50], [True, False], 10, [30, 11]),
        ([30], [True], 10, [30]),
    ],
)
def test_the_longest_texts_are_cut_and_no_number(
    widths: list[int], right: list[bool], room: int, fitted: list[int]
) -> None:
    assert _fit(widths, right, room) == fitted


@pytest.fixture
def terjadwal(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,20" for hari in range(1, 8)))


@pytest.mark.usefixtures("terjadwal")
def test_the_schedule_of_a_day_as_json(cli: Cli) -> None:
    (sesi,) = json.loads(cli("jadwal", "lihat", "--json").out)
    assert (sesi["kodepoli"], sesi["namapoli"], sesi["kuotajkn"], sesi["dibuka"]) == ("ANA", "Anak", 30, True)


@pytest.mark.usefixtures("terjadwal")
def test_the_closed_days_as_json(cli: Cli) -> None:
    cli("libur", "tambah", "2099-01-01", "--keterangan", "Tahun baru")
    expected = [{"tanggal": "2099-01-01", "poli": "all", "dokter": "", "jam": "", "keterangan": "Tahun baru"}]
    assert json.loads(cli("libur", "lihat", "--json").out) == expected
