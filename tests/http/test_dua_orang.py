"""A card and a NIK that are not one known patient's: who decides, who is claimed, and whose record is completed."""

from typing import Any

import pytest
import redis

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, pasien, permintaan, put_patients
from tests.http.alat import (
    AMBIL,
    BARU,
    BERHASIL_DAFTAR,
    PASIEN_BARU,
    SUDAH_DIENTRI,
    SUDAH_PUNYA,
    diambil,
    ditolak,
    dump,
    formulir,
    pesan,
)

IBU, AYAH = pasien(1), pasien(2)
KARTU_BAYI = "1999999999991"


def isi(**changes: Any) -> dict[str, Any]:
    return permintaan(1, tanggalperiksa=HARI_INI.isoformat(), **changes)


def test_an_unknown_card_with_the_mothers_nik_is_a_new_patient(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    assert jkn.post(AMBIL, isi(nomorkartu=KARTU_BAYI)) == ditolak(PASIEN_BARU, 202)
    assert dump(redis_client) == before


def test_an_active_booking_of_the_same_nik_is_told_first(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    assert jkn.post(AMBIL, isi(nomorkartu=KARTU_BAYI)) == ditolak(SUDAH_PUNYA)


@pytest.mark.parametrize("kartu", ["", "0" * 13], ids=["none", "one that an older version took for a card"])
def test_a_nik_whose_record_has_no_card_decides(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, kartu: str
) -> None:
    put_patients(store, clock, rs, Pasien("000001", IBU.nik, kartu, "Ibu"))
    assert diambil(jkn.post(AMBIL, isi(nomorkartu=KARTU_BAYI))[1])["norm"] == "000001"


def test_of_two_people_the_card_decides_and_only_that_one_is_claimed(jkn: MobileJkn, store: Store) -> None:
    assert diambil(jkn.post(AMBIL, isi(nomorkartu=AYAH.nomorkartu))[1])["norm"] == "000002"
    (booking,) = store.antrean.lembar(KODE_RS, HARI_INI).booking
    assert (booking.norm, booking.nik, booking.nomorkartu) == ("000002", AYAH.nik, AYAH.nomorkartu)
    assert booking.klaim_lain == ()
    assert store.antrean.lembar(KODE_RS, HARI_INI).klaim.keys() == {"000002"}
    pesan(jkn, 1, nomorreferensi="")
    assert jkn.post(AMBIL, permintaan(2, tanggalperiksa=HARI_INI.isoformat())) == ditolak(SUDAH_PUNYA)


def test_the_mothers_booking_does_not_stand_in_the_way_of_the_childs(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    diambil(jkn.post(AMBIL, isi(nomorkartu=AYAH.nomorkartu, nomorreferensi=""))[1])


@pytest.mark.parametrize("dugaan", ["", "000001", "000002", "1"])
def test_a_guess_of_the_norm_changes_nothing(jkn: MobileJkn, dugaan: str) -> None:
    assert diambil(jkn.post(AMBIL, isi(nomorkartu=AYAH.nomorkartu, norm=dugaan))[1])["norm"] == "000002"


# Info Pasien Baru.


@pytest.mark.parametrize(
    "catatan", [Pasien("7", "", "1000000000501", "Lama"), Pasien("7", "3200000000000501", "0" * 13, "Lama")]
)
def test_a_record_that_lacks_a_number_is_completed(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis", catatan: Pasien
) -> None:
    put_patients(store, clock, rs, catatan)
    assert jkn.post(BARU, formulir(501)) == (
        200,
        {"response": {"norm": "7"}, "metadata": {"message": BERHASIL_DAFTAR, "code": 200}},
    )
    assert store.pasien.pemilik(KODE_RS, [pasien(501)]) == [("7", "7")]
    assert redis_client.hget(Keys(KODE_RS).pasien("7"), "7:n") == "Lama"
    assert store.pasien.formulir(KODE_RS, "7", HARI_INI)["nama"] == "Siti Aminah"
    assert not redis_client.hexists(Keys(KODE_RS).pasien_baru, "7")
    read: Any = redis_client
    ((_, peristiwa),) = read.xrevrange(Keys(KODE_RS).peristiwa, count=1)
    assert (peristiwa["jenis"], peristiwa["norm"]) == ("pasien_lengkap", "7")
    assert diambil(jkn.post(AMBIL, permintaan(501))[1])["norm"] == "7"
    assert jkn.post(BARU, formulir(501)) == ditolak(SUDAH_DIENTRI)


def test_a_new_card_for_the_mothers_nik_is_refused(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    assert jkn.post(BARU, formulir(nik=IBU.nik, nomorkartu=KARTU_BAYI)) == ditolak(SUDAH_DIENTRI)
    assert dump(redis_client) == before
