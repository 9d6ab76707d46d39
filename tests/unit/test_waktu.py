"""Dates, hours of practice and time zones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from antrean.domain.waktu import (
    ZONA,
    JamPraktek,
    angka_tanggal,
    baca_tanggal,
    jam_menit,
    milidetik,
    triwulan,
    triwulan_berikut,
)


@pytest.mark.parametrize(
    "teks, tanggal",
    [
        ("2021-01-28", date(2021, 1, 28)),
        ("2024-02-29", date(2024, 2, 29)),
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
    ],
)
def test_a_date_is_read(teks: str, tanggal: date) -> None:
    assert baca_tanggal(teks) == tanggal


@pytest.mark.parametrize(
    "teks",
    [
        *(
            "",
            "2021-1-5",
            "2021-02-29",
            "2021-13-01",
            "2021-00-10",
            "2021-01-00",
            "0000-01-01",
            "20210105",
            "2021-W01-1",
        ),
        *("2021-01-05 ", " 2021-01-05", "2021-01-05\n", "2021-01-05T00:00", "05-01-2021", "2021/01/05", "٢٠٢١-٠١-٠٥"),
    ],
)
def test_what_is_no_date_is_refused(teks: str) -> None:
    with pytest.raises(ValueError):
        baca_tanggal(teks)


@pytest.mark.parametrize(
    "teks",
    [
        *("08:00-16:00", "08:00 - 16:00", "08.00-16.00", "8:00-16:00", " 8.00 -16:00 ", "08:00 -16.00"),
        *("08:00:00-16:00:00", "08.00.00 - 16.00.59", "08:00:00-16:00", " " * 20 + "08:00-16:00"),
        *(f"08:00{strip}16:00" for strip in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
    ],
)
def test_hours_are_normalised(teks: str) -> None:
    assert str(JamPraktek.baca(teks)) == "08:00-16:00"


def test_a_day_ends_at_24_00() -> None:
    assert JamPraktek.baca("00:00-24:00") == JamPraktek(0, 1440)
    assert str(JamPraktek(0, 1440)) == "00:00-24:00"
    assert JamPraktek.baca("08:00-00:00") == JamPraktek.baca("08:00:00-00:00:00") == JamPraktek(480, 1440)


def test_hours_that_run_backwards_are_read_and_are_nobodys() -> None:
    assert JamPraktek.baca("16:00-08:00") == JamPraktek(960, 480)


@pytest.mark.parametrize(
    "teks",
    [
        *("", "-", "08:00", "25:00-99:00", "24:00-24:00", "08:00-24:01", "08:60-16:00", "08:00-16:60", "8-16"),
        *("08:00-16:00-17:00", "08:0-16:00", "008:00-16:00", "-8:00-16:00", "08:00~16:00", "٠٨:٠٠-١٦:٠٠"),
        *(" " * 40 + "08:00-16:00", "08:00:60-16:00", "08:00:-16:00", "08:00:00:00-16:00"),
    ],
)
def test_what_are_no_hours_are_refused(teks: str) -> None:
    with pytest.raises(ValueError):
        JamPraktek.baca(teks)


@pytest.mark.parametrize(
    "satu, lain, bentrok",
    [
        ("08:00-10:00", "09:00-11:00", True),
        ("08:00-12:00", "09:00-10:00", True),
        ("08:00-10:00", "08:00-10:00", True),
        ("08:00-10:00", "10:00-12:00", False),
        ("08:00-10:00", "11:00-12:00", False),
    ],
)
def test_hours_overlap_when_they_share_a_minute(satu: str, lain: str, bentrok: bool) -> None:
    assert JamPraktek.baca(satu).bentrok(JamPraktek.baca(lain)) is bentrok
    assert JamPraktek.baca(lain).bentrok(JamPraktek.baca(satu)) is bentrok


def test_minutes_are_written_as_a_clock_shows_them() -> None:
    assert [jam_menit(menit) for menit in (0, 61, 1439, 1440)] == ["00:00", "01:01", "23:59", "24:00"]


def test_a_date_has_an_order_as_a_number() -> None:
    assert angka_tanggal(date(2026, 1, 5)) == 20260105
    assert angka_tanggal(date.min) == 10101


@pytest.mark.parametrize("zona, jam_utc", list(zip(ZONA, (17, 16, 15), strict=True)))
def test_a_local_day_begins_at_its_own_midnight(zona: str, jam_utc: int) -> None:
    assert milidetik(date(2026, 12, 1), 0, ZoneInfo(zona)) == _ms(datetime(2026, 11, 30, jam_utc, tzinfo=UTC))


@pytest.mark.parametrize("menit, saat", [(480, (1, 1, 0)), (1440, (1, 17, 0)), (-1, (-1, 16, 59))])
def test_a_minute_counts_from_local_midnight(menit: int, saat: tuple[int, int, int]) -> None:
    hari, jam, menit_utc = saat
    tanggal = date(2026, 12, 1) if hari > 0 else date(2026, 11, 30)
    expected = datetime(tanggal.year, tanggal.month, tanggal.day, jam, menit_utc, tzinfo=UTC)
    assert milidetik(date(2026, 12, 1), menit, ZoneInfo("Asia/Jakarta")) == _ms(expected)


@pytest.mark.parametrize(
    "tanggal, awal, berikut",
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 7, 1)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 4, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
    ],
)
def test_a_date_has_a_quarter_and_the_next(tanggal: date, awal: date, berikut: date) -> None:
    assert triwulan(tanggal) == awal
    assert triwulan_berikut(tanggal) == berikut


def _ms(saat: datetime) -> int:
    return int(saat.timestamp()) * 1000
