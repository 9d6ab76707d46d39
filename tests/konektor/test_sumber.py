"""From where each task's time is taken: the three ready-made sets, single choices, and what is no time."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from antrean.errors import OperatorError
from antrean.konektor.dari_sana.sumber import (
    SET,
    SUMBER,
    Dilihat,
    Jejak,
    Terlihat,
    epoch_ms,
    hari_yang_sah,
    rencana,
    waktu_task,
)
from antrean.konektor.kunjungan import KunjunganSana

HARI = date(2026, 11, 30)
JAKARTA = ZoneInfo("Asia/Jakarta")


def pada(jam: int, menit: int = 0) -> datetime:
    return datetime.combine(HARI, time(jam, menit))


KUNJUNGAN = KunjunganSana(
    *("2026/11/30/000001", "001", HARI, time(7, 30), "D1", "U1", "000001", "Sudah", "Ralan", "BPJ"),
    dikirim=pada(8),
    diterima=pada(9),
    kembali=pada(10),
)
JEJAK = Jejak(
    periksa=pada(9, 10),
    perawat=pada(9, 10),
    dokter=pada(9, 20),
    ada_resep=True,
    resep=pada(9, 30),
    validasi_resep=pada(10, 30),
    serah=pada(10, 45),
    loket_mulai=pada(7),
    loket_selesai=pada(7, 10),
)
TAK_TERLIHAT, SIANG = Terlihat(), pada(12)


def jam(
    pilihan: str | dict[str, str],
    kunjungan: KunjunganSana = KUNJUNGAN,
    jejak: Jejak = JEJAK,
    terlihat: Terlihat = TAK_TERLIHAT,
    tercatat: dict[int, int] | None = None,
    *,
    di_sana: bool = True,
    kini: datetime = SIANG,
) -> dict[int, str]:
    """By task the time of day."""
    dari = rencana(pilihan, {}) if isinstance(pilihan, str) else rencana("berkas", pilihan)
    dilihat = Dilihat(kunjungan, jejak, terlihat, time(8), di_sana)
    semua = waktu_task(dari, dilihat, tercatat or {}, epoch_ms(kini, JAKARTA), JAKARTA)
    return {task: f"{datetime.fromtimestamp(waktu / 1000, JAKARTA):%H:%M}" for task, waktu in semua.items()}


def test_the_three_sets() -> None:
    assert jam("berkas") == {3: "08:00", 4: "09:00", 5: "09:10", 6: "10:30", 7: "10:45"}
    assert jam("erm") == {3: "08:00", 4: "09:10", 5: "10:00", 6: "10:30", 7: "10:45"}
    assert jam("mlite") == {
        **{1: "07:00", 2: "07:10", 3: "08:00", 4: "09:00", 5: "09:10"},
        **{6: "09:30", 7: "10:30"},
    }
    assert set(SET["erm"]) == {3, 4, 5, 6, 7}


def test_the_newer_service_knows_the_check_in_and_else_the_start_of_practice() -> None:
    checkin = replace(KUNJUNGAN, nobooking="30112026A001", status_booking="Checkin", validasi=pada(7, 50))
    assert jam("erm", checkin)[3] == "07:50"
    assert 3 not in jam("erm", replace(checkin, status_booking="Belum"), di_sana=False)
    assert 3 not in jam("erm", di_sana=False)
    assert jam("erm", replace(KUNJUNGAN, jam=time(8, 40)))[3] == "08:40"
    # What lies ahead is not yet; who was called was there.
    assert 3 not in jam("erm", jejak=Jejak(), kunjungan=replace(KUNJUNGAN, diterima=None), kini=pada(7, 45))
    dipanggil = replace(KUNJUNGAN, diterima=None)
    assert jam("erm", dipanggil, Jejak(periksa=pada(7, 40)), kini=pada(7, 45))[3] == "07:30"
    assert jam("erm", dipanggil, Jejak(), tercatat={4: epoch_ms(pada(7, 35), JAKARTA)})[3] == "07:30"
    assert 3 not in jam("erm", replace(KUNJUNGAN, jam=None))


def test_first_known_or_earliest_later() -> None:
    satu = {"4": "panggil|diterima|periksa", "5": "kembali, dokter, sudah"}
    assert jam(satu)[4] == "09:00"
    assert jam(satu, replace(KUNJUNGAN, diterima=pada(7, 30)))[4] == "09:10"
    dipanggil = Terlihat(panggil=epoch_ms(pada(8, 30), JAKARTA), sudah=epoch_ms(pada(11), JAKARTA))
    assert jam(satu, terlihat=dipanggil)[4] == "08:30"
    assert jam(satu, terlihat=dipanggil, tercatat={3: epoch_ms(pada(8, 45), JAKARTA)})[4] == "09:00"
    tanpa = replace(KUNJUNGAN, kembali=None)
    assert [jam(satu, tanpa, jejak, dipanggil)[5] for jejak in (JEJAK, Jejak())] == ["09:20", "11:00"]
    assert 5 not in jam(satu, tanpa, Jejak())
    assert jam({"4": "perawat", "5": "dokter", "7": "tidak"}) == {3: "08:00", 4: "09:10", 5: "09:20", 6: "10:30"}


def test_a_file_that_is_first_heard_of_when_it_is_received_was_not_sent() -> None:
    sama = replace(KUNJUNGAN, dikirim=pada(9), diterima=pada(9))
    assert jam("berkas", sama) == {4: "09:00", 5: "09:10", 6: "10:30", 7: "10:45"}
    assert jam({"3": "dikirim,registrasi"}, sama)[3] == "07:30"
    assert jam("berkas", replace(KUNJUNGAN, dikirim=None, diterima=None), Jejak()) == {}


def test_a_choice_that_is_none() -> None:
    with pytest.raises(OperatorError):
        rencana("berkas", cast(Any, {"3": 5}))
    for pilihan in ({"8": "dikirim"}, {"x": "dikirim"}, {"3": "jam"}, {"3": ""}, {"4": "diterima|periksa,sudah"}):
        with pytest.raises(OperatorError):
            rencana("berkas", pilihan)
    assert {nama for pilihan in SET.values() for satu in pilihan.values() for nama in satu.split(",")} <= set(SUMBER)


def test_their_times_are_the_hospitals_and_a_day_ends_in_the_morning() -> None:
    jayapura = ZoneInfo("Asia/Jayapura")
    awal = epoch_ms(pada(0), jayapura)
    assert epoch_ms(pada(0), JAKARTA) - awal == 2 * 3_600_000
    assert hari_yang_sah(awal, awal)
    assert not hari_yang_sah(awal, awal - 1)
    assert hari_yang_sah(awal, awal + 29 * 3_600_000)
    assert not hari_yang_sah(awal, awal + 30 * 3_600_000)
