"""Ambil Antrean Farmasi and Status Antrean Farmasi (sections 10 and 11)."""

from typing import Any

import pytest
import redis

from antrean.keys import Keys
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn
from tests.http.alat import (
    BATAL,
    BESOK,
    FARMASI_AMBIL,
    FARMASI_BELUM,
    FARMASI_STATUS,
    KODE_TIDAK_ADA,
    RESEP_BELUM,
    contoh,
    diambil,
    ditolak,
    dump,
    jenis_isi,
    kode,
    lihat,
    pesan,
)
from tests.http.loket import Loket

RACIKAN, NON_RACIKAN = "Racikan", "Non Racikan"
ANGKA = ("totalantrean", "sisaantrean", "antreanpanggil")


def ambil(jkn: MobileJkn, *angka: int) -> list[tuple[str, int]]:
    """Take numbers at the pharmacy for bookings of today."""
    semua = []
    for satu in angka:
        jenisresep, nomor = lihat(jkn, FARMASI_AMBIL, "jenisresep", "nomorantrean", kodebooking=kode(satu))
        semua.append((jenisresep, nomor))
    return semua


def status(jkn: MobileJkn, angka: int) -> tuple[Any, ...]:
    """Kind, total, left, called of the line of a booking of today."""
    return lihat(jkn, FARMASI_STATUS, "jenisresep", *ANGKA, kodebooking=kode(angka))


@pytest.fixture
def jkn(jkn: MobileJkn, loket: Loket) -> MobileJkn:
    """Nine bookings today; 1 to 3 have a compounded prescription, 4 to 6 another, 7 to 9 none."""
    for angka, kodebooking in enumerate(pesan(jkn, *range(1, 10)), 1):
        if angka < 7:
            loket.resep(kodebooking, RACIKAN if angka < 4 else NON_RACIKAN)
    return jkn


@pytest.mark.parametrize(("angka", "jenisresep"), [(1, RACIKAN), (4, NON_RACIKAN)])
def test_a_number_has_the_fields_of_the_catalogue(jkn: MobileJkn, angka: int, jenisresep: str) -> None:
    response = diambil(jkn.post(FARMASI_AMBIL, contoh(FARMASI_AMBIL, kode(angka)))[1])
    assert list(response) == ["jenisresep", "nomorantrean", "keterangan"]
    assert response == {
        "jenisresep": jenisresep,
        "nomorantrean": 1,
        "keterangan": "Harap menunggu panggilan petugas farmasi.",
    }
    assert jenis_isi(response) == {"jenisresep": str, "nomorantrean": int, "keterangan": str}


def test_a_status_has_the_fields_of_the_catalogue(jkn: MobileJkn) -> None:
    ambil(jkn, 1)
    response = diambil(jkn.post(FARMASI_STATUS, contoh(FARMASI_STATUS))[1])
    assert list(response) == ["jenisresep", *ANGKA, "keterangan"]
    assert response == {
        "jenisresep": RACIKAN,
        "totalantrean": 1,
        "sisaantrean": 1,
        "antreanpanggil": 0,
        "keterangan": "Harap menunggu panggilan petugas farmasi.",
    }
    assert {nama for nama, jenis in jenis_isi(response).items() if jenis is int} == {*ANGKA}


def test_each_kind_of_prescription_has_its_own_line(jkn: MobileJkn) -> None:
    assert ambil(jkn, 1, 4, 2, 5) == [(RACIKAN, 1), (NON_RACIKAN, 1), (RACIKAN, 2), (NON_RACIKAN, 2)]


def test_numbers_follow_the_pharmacy_not_the_poli(jkn: MobileJkn) -> None:
    assert ambil(jkn, 3, 1, 2) == [(RACIKAN, 1), (RACIKAN, 2), (RACIKAN, 3)]


def test_asking_again_gets_the_same_number_and_changes_nothing(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    ambil(jkn, 1, 2)
    before = dump(redis_client)
    assert ambil(jkn, 1, 1, 2) == [(RACIKAN, 1), (RACIKAN, 1), (RACIKAN, 2)]
    assert dump(redis_client) == before


def test_asking_again_after_the_call_gets_the_same_number(jkn: MobileJkn, loket: Loket) -> None:
    ambil(jkn, 1, 2)
    loket.panggil_farmasi(RACIKAN)
    assert ambil(jkn, 1) == [(RACIKAN, 1)]
    assert status(jkn, 1) == (RACIKAN, 2, 1, 1)


def test_the_figures_follow_the_line(jkn: MobileJkn, loket: Loket) -> None:
    ambil(jkn, 1, 2, 4)
    dilihat = [status(jkn, 1), status(jkn, 4)]
    loket.panggil_farmasi(RACIKAN)
    dilihat += [status(jkn, 1), status(jkn, 2), status(jkn, 4)]
    ambil(jkn, 3)
    loket.panggil_farmasi(RACIKAN)
    loket.panggil_farmasi(NON_RACIKAN)
    dilihat += [status(jkn, 3), status(jkn, 4)]
    assert dilihat == [
        (RACIKAN, 2, 2, 0),
        (NON_RACIKAN, 1, 1, 0),
        (RACIKAN, 2, 1, 1),
        (RACIKAN, 2, 1, 1),
        (NON_RACIKAN, 1, 1, 0),
        (RACIKAN, 3, 1, 2),
        (NON_RACIKAN, 1, 0, 1),
    ]


def test_each_day_counts_for_itself(jkn: MobileJkn, loket: Loket, clock: FrozenClock) -> None:
    ambil(jkn, 1, 2)
    (besok,) = pesan(jkn, 1, tanggal=BESOK, nomorreferensi="R-1")
    loket.resep(besok, RACIKAN)
    clock.move(days=1)
    jkn.login()
    assert lihat(jkn, FARMASI_AMBIL, "nomorantrean", kodebooking=besok) == (1,)
    assert lihat(jkn, FARMASI_STATUS, *ANGKA, kodebooking=besok) == (1, 1, 0)


def test_a_number_is_told_on_the_next_day_too(jkn: MobileJkn, clock: FrozenClock) -> None:
    ambil(jkn, 1)
    clock.move(days=1)
    jkn.login()
    assert status(jkn, 1) == (RACIKAN, 1, 1, 0)


def test_a_prescription_that_was_corrected_is_in_the_other_line(jkn: MobileJkn, loket: Loket) -> None:
    loket.resep(kode(1), NON_RACIKAN)
    assert ambil(jkn, 4, 1) == [(NON_RACIKAN, 1), (NON_RACIKAN, 2)]


def test_a_number_leaves_one_event(jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock) -> None:
    before: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    ambil(jkn, 1, 1)
    after: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    assert [isi for _, isi in after[len(before) :]] == [
        {
            "urut": str(len(before) + 1),
            "jenis": "farmasi_ambil",
            "waktu": str(clock.now_ms()),
            "oleh": "mjkn",
            "kodebooking": kode(1),
            "jenisresep": RACIKAN,
            "nomor": "1",
        }
    ]


# The conditions.


def test_without_a_prescription_there_is_no_number(jkn: MobileJkn) -> None:
    assert jkn.post(FARMASI_AMBIL, contoh(FARMASI_AMBIL, kode(7))) == ditolak(RESEP_BELUM)


@pytest.mark.parametrize("angka", [1, 7], ids=["with a prescription", "without"])
def test_without_a_number_there_is_no_status(jkn: MobileJkn, angka: int) -> None:
    assert jkn.post(FARMASI_STATUS, contoh(FARMASI_STATUS, kode(angka))) == ditolak(FARMASI_BELUM)


@pytest.mark.parametrize("angka", [1, 7], ids=["with a prescription", "without"])
@pytest.mark.parametrize("path", [FARMASI_AMBIL, FARMASI_STATUS])
def test_a_cancelled_booking_is_unknown_before_anything_else(jkn: MobileJkn, path: str, angka: int) -> None:
    assert jkn.post(BATAL, contoh(BATAL, kode(angka)))[1]["metadata"]["code"] == 200
    assert jkn.post(path, contoh(path, kode(angka))) == ditolak(KODE_TIDAK_ADA)


def test_an_unknown_booking_is_unknown_to_both(jkn: MobileJkn) -> None:
    for path in (FARMASI_AMBIL, FARMASI_STATUS):
        assert jkn.post(path, contoh(path, kode(10))) == ditolak(KODE_TIDAK_ADA)
        assert jkn.post(path, contoh(path, kode(1, BESOK))) == ditolak(KODE_TIDAK_ADA)
        assert jkn.post(path, {}) == ditolak("Kode Booking Belum Diisi")


def test_who_cancels_with_a_number_waits_no_more(jkn: MobileJkn, loket: Loket) -> None:
    ambil(jkn, 1, 2)
    assert jkn.post(BATAL, contoh(BATAL))[1]["metadata"]["code"] == 200
    assert status(jkn, 2)[2] == 1
    assert loket.panggil_farmasi(RACIKAN) == 2


def test_who_is_absent_with_a_number_waits_no_more(jkn: MobileJkn, loket: Loket) -> None:
    ambil(jkn, 1, 2)
    loket.clock.move(seconds=1)
    loket.task(kode(1), 99)
    assert status(jkn, 2)[2] == 1
    assert loket.panggil_farmasi(RACIKAN) == 2


def test_whose_day_is_closed_and_cancelled_waits_no_more(jkn: MobileJkn, loket: Loket) -> None:
    ambil(jkn, 1)
    loket.panggil(2)
    ambil(jkn, 2)
    loket.kirim("PUT", f"/libur/{HARI_INI}?batalkan=Libur")
    assert status(jkn, 2)[2] == 1
    assert loket.panggil_farmasi(RACIKAN) == 2


def test_a_booking_of_a_later_day_has_no_number_yet(jkn: MobileJkn, loket: Loket, clock: FrozenClock) -> None:
    (kodebooking,) = pesan(jkn, 1, tanggal=BESOK)
    loket.resep(kodebooking, "Racikan")
    assert jkn.post(FARMASI_AMBIL, {"kodebooking": kodebooking}) == ditolak(RESEP_BELUM)
    clock.move(days=1)
    jkn.login()
    assert diambil(jkn.post(FARMASI_AMBIL, {"kodebooking": kodebooking})[1])["nomorantrean"] == 1
