"""The schedule as a value: letters, the rows of a date, the names of sessions."""

from datetime import date
from itertools import islice

import pytest

from antrean.domain.jadwal import (
    BarisJadwal,
    Jadwal,
    KunciSesi,
    Slot,
    bagi,
    huruf_sah,
    semua_huruf,
    spm_bawaan,
)
from antrean.domain.waktu import JamPraktek

SENIN = date(2026, 11, 30)


def baris(hari: str, kodepoli: str, kodedokter: int, jam: str, kuota: int = 5) -> BarisJadwal:
    return BarisJadwal(hari, Slot(kodepoli, kodedokter, JamPraktek.baca(jam)), kuota, kuota, 60_000)


def jadwal(*semua: BarisJadwal) -> Jadwal:
    per_bagian: dict[tuple[str, str], tuple[BarisJadwal, ...]] = {}
    for satu in semua:
        bagian = (satu.hari, satu.slot.kodepoli)
        per_bagian[bagian] = (*per_bagian.get(bagian, ()), satu)
    return Jadwal(per_bagian, {"ANA": "Anak", "INT": "Penyakit Dalam"}, {}, {}, {}, "1")


PAGI = baris("1", "ANA", 1, "08:00-12:00")
SORE = baris("1", "ANA", 1, "13:00-15:00")
LAIN = baris("1", "ANA", 2, "08:00-12:00")
DALAM = baris("1", "INT", 1, "16:00-18:00")


def test_letters_go_from_a_to_zzz() -> None:
    huruf = list(semua_huruf())
    assert huruf[:2] == ["A", "B"]
    assert huruf[24:29] == ["Y", "Z", "AA", "AB", "AC"]
    assert huruf[26 + 26**2 - 1 : 26 + 26**2 + 1] == ["ZZ", "AAA"]
    assert huruf[-1] == "ZZZ"
    assert len(set(huruf)) == len(huruf) == 26 + 26**2 + 26**3


def test_all_letters_that_are_given_out_are_sound() -> None:
    assert all(map(huruf_sah, islice(semua_huruf(), 1000)))


@pytest.mark.parametrize("teks", ["", "a", "1", "ABCD", "A1", "A\n", "Ä"])
def test_other_letters_are_refused(teks: str) -> None:
    assert not huruf_sah(teks)


@pytest.mark.parametrize(
    "jam, kuota, spm",
    [
        ("08:00-16:00", 60, 480_000),
        ("08:00-09:00", 7, 514_285),
        ("08:00-09:00", 0, 3_600_000),
        ("08:00-09:00", 1, 3_600_000),
    ],
)
def test_service_time_is_the_session_shared_by_its_quota(jam: str, kuota: int, spm: int) -> None:
    assert spm_bawaan(JamPraktek.baca(jam), kuota) == spm


def test_a_weekday_has_its_rows() -> None:
    assert set(jadwal(PAGI, SORE, LAIN, DALAM).pada(SENIN).values()) == {PAGI, SORE, LAIN, DALAM}


def test_another_weekday_has_none() -> None:
    assert jadwal(PAGI, SORE).pada(date(2026, 12, 1)) == {}


def test_a_dated_row_replaces_all_weekly_rows_of_that_doctor_in_that_poli() -> None:
    khusus = baris("2026-11-30", "ANA", 1, "09:00-10:00")
    assert set(jadwal(PAGI, SORE, LAIN, DALAM, khusus).pada(SENIN).values()) == {khusus, LAIN, DALAM}


def test_a_dated_row_changes_its_own_date_only() -> None:
    khusus = baris("2026-11-30", "ANA", 1, "09:00-10:00")
    assert set(jadwal(PAGI, khusus).pada(date(2026, 12, 7)).values()) == {PAGI}


def test_a_dated_row_of_the_same_hours_brings_its_own_quota() -> None:
    khusus = baris("2026-11-30", "ANA", 1, "08:00-12:00", kuota=1)
    assert jadwal(PAGI, khusus).pada(SENIN) == {PAGI.slot: khusus}


def test_several_dated_rows_of_a_doctor_stand_together() -> None:
    khusus = (baris("2026-11-30", "ANA", 1, "09:00-10:00"), baris("2026-11-30", "ANA", 1, "10:00-11:00"))
    assert set(jadwal(PAGI, SORE, *khusus).pada(SENIN).values()) == set(khusus)


def test_a_row_knows_its_date() -> None:
    assert baris("2026-11-30", "ANA", 1, "09:00-10:00").tanggal == SENIN
    assert PAGI.tanggal is None


def test_a_session_is_named_by_date_and_slot() -> None:
    assert str(KunciSesi(SENIN, PAGI.slot)) == "2026-11-30:ANA:1:08:00-12:00"


@pytest.mark.parametrize("kodepoli", ["ANA", "027", "A-1_B"])
@pytest.mark.parametrize("kodedokter", [0, 12345, 10**12 - 1])
@pytest.mark.parametrize("jam", ["00:00-24:00", "08:30-16:05"])
def test_the_name_of_a_session_is_read_back(kodepoli: str, kodedokter: int, jam: str) -> None:
    kunci = KunciSesi(SENIN, Slot(kodepoli, kodedokter, JamPraktek.baca(jam)))
    assert KunciSesi.baca(str(kunci)) == kunci


@pytest.mark.parametrize(
    ("kapasitas", "persen", "kuota"),
    [(54, 80, (44, 10)), (1, 80, (1, 0)), (0, 80, (0, 0)), (10, 0, (0, 10)), (10, 100, (10, 0)), (10, 80, (8, 2))],
)
def test_a_capacity_is_split_and_the_remainder_is_jkns(kapasitas: int, persen: int, kuota: tuple[int, int]) -> None:
    assert bagi(kapasitas, persen) == kuota
