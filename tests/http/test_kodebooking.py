"""The services that name a booking: what is no kodebooking is unknown, in the words of each service."""

from typing import Any

import pytest

from tests.conftest import HARI_INI, MobileJkn
from tests.http.alat import (
    ANTREAN_TIDAK_ADA,
    BATAL,
    BESOK,
    CHECKIN,
    DENGAN_KODE,
    FARMASI_AMBIL,
    FARMASI_STATUS,
    INT,
    KODE_TIDAK_ADA,
    SISA,
    contoh,
    diambil,
    ditolak,
    kode,
    pesan,
)
from tests.http.loket import Loket

TIDAK_ADA = {
    SISA: ANTREAN_TIDAK_ADA,
    BATAL: ANTREAN_TIDAK_ADA,
    CHECKIN: ANTREAN_TIDAK_ADA,
    FARMASI_AMBIL: KODE_TIDAK_ADA,
    FARMASI_STATUS: KODE_TIDAK_ADA,
}
BUKAN_KODE: list[Any] = [
    "x",
    "A001",
    kode(2),
    kode(1, BESOK),
    kode(1, huruf="B"),
    kode(1, huruf="ZZZ"),
    kode(1).replace("A001", "A0001"),
    kode(1).replace("A001", "A1"),
    kode(1).replace("A001", "A000001"),
    kode(1).replace("A001", "A"),
    kode(1).replace("A001", "001"),
    kode(1).replace("A001", "\uff21001"),
    kode(1).replace("A001", "A\u0660\u0660\u0661"),
    kode(1) * 2,
    kode(1)[1:],
    "A-1",
    "32112026A001",
    "30132026A001",
    "29022027A001",
    "00000000A001",
    "30110000A001",
    "31129999A001",
    "01010001A001",
    "*",
    "{1311R002}",
    "30112026A001:",
    "☂" * 30,
    30112026,
    0,
]
"""kodebooking that nobody has, while today's A001 is booked."""


@pytest.fixture
def farmasi(jkn: MobileJkn, loket: Loket) -> None:
    """Today's A001 is booked, and has a number at the pharmacy."""
    pesan(jkn, 1)
    loket.resep(kode(1), "Racikan")
    diambil(jkn.post(FARMASI_AMBIL, contoh(FARMASI_AMBIL))[1])


@pytest.mark.parametrize("dikenal", [False, True], ids=["letters not yet seen", "letters seen before"])
@pytest.mark.parametrize("path", DENGAN_KODE)
def test_a_kodebooking_that_nobody_has_is_unknown(jkn: MobileJkn, farmasi: None, path: str, dikenal: bool) -> None:
    if dikenal:
        diambil(jkn.post(SISA, contoh(SISA))[1])
    for satu in BUKAN_KODE:
        assert jkn.post(path, contoh(path) | {"kodebooking": satu}) == ditolak(TIDAK_ADA[path]), ascii(satu)


@pytest.mark.parametrize("path", DENGAN_KODE)
def test_before_there_is_any_booking_every_kodebooking_is_unknown(jkn: MobileJkn, path: str) -> None:
    for satu in (kode(1), kode(1, BESOK), kode(1, huruf="B"), kode(1, huruf="Q")):
        assert jkn.post(path, contoh(path, satu)) == ditolak(TIDAK_ADA[path])


@pytest.mark.parametrize("path", DENGAN_KODE)
def test_a_kodebooking_longer_than_any_is_malformed(jkn: MobileJkn, path: str) -> None:
    for satu in ("x" * 41, "9" * 60_000, kode(1) + "0" * 40):
        assert jkn.post(path, contoh(path, satu)) == ditolak("Format Kode Booking Tidak Sesuai")


@pytest.mark.parametrize("path", DENGAN_KODE)
def test_a_kodebooking_between_blanks_is_one(jkn: MobileJkn, farmasi: None, path: str) -> None:
    assert jkn.post(path, contoh(path, f" {kode(1)} "))[1]["metadata"] == {"message": "Ok", "code": 200}


@pytest.mark.parametrize("path", DENGAN_KODE)
def test_letters_alone_do_not_make_a_booking_of_another_session(jkn: MobileJkn, path: str) -> None:
    assert pesan(jkn, 1, tanggal=BESOK, **INT) == [kode(1, BESOK, "B")]
    for satu in (kode(1, BESOK, "A"), kode(1, HARI_INI, "B"), kode(2, BESOK, "B")):
        assert jkn.post(path, contoh(path, satu)) == ditolak(TIDAK_ADA[path])
