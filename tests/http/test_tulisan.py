"""How values are written by clients, scanners and other systems, and what they mean: the contract's rules for white
space, nothing, codes and hours, at both doors."""

from typing import Any

import pytest
import redis

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_schedule
from tests.http.alat import (
    AMBIL,
    BARU,
    BATAL,
    CHECKIN,
    DENGAN_KODE,
    FARMASI_AMBIL,
    OPERASI_PASIEN,
    PASIEN_BARU,
    SISA,
    STATUS,
    contoh,
    daftar,
    diambil,
    ditolak,
    formulir,
    kode,
    pesan,
)
from tests.http.loket import Loket

BLANK = ["\n", "\r\n", "\t", " ", "\u00a0", "\u2003", "\u3000", "\x85", "\u2028", " \n\t "]
PENGISI = ["-", ".", "0", "null", "NULL", "--", " - ", "-\n", "000", 0]
SATU_ANGKA = ["0000000000000000", "9999999999999999", "1111111111111", "00000000000"]
BUKAN_SIAPA_SIAPA = [*PENGISI, *SATU_ANGKA]


# White space.


@pytest.mark.parametrize("blank", BLANK, ids=ascii)
def test_blanks_around_a_value_do_not_count(jkn: MobileJkn, store: Store, blank: str) -> None:
    isi = {nama: f"{blank}{nilai}{blank}" for nama, nilai in permintaan(norm="000001").items()}
    assert diambil(jkn.post(AMBIL, isi)[1])["norm"] == "000001"
    (booking,) = store.antrean.lembar(KODE_RS, jkn_besok(isi)).booking
    satu = pasien(1)
    assert (booking.nik, booking.nomorkartu, booking.nohp) == (satu.nik, satu.nomorkartu, permintaan()["nohp"])


def jkn_besok(isi: dict[str, Any]) -> Any:
    """The date of a request."""
    return HARI_INI.fromisoformat(isi["tanggalperiksa"].strip())


@pytest.mark.parametrize("path", DENGAN_KODE)
def test_a_kodebooking_with_a_scanners_enter_is_the_kodebooking(jkn: MobileJkn, loket: Loket, path: str) -> None:
    pesan(jkn, 1)
    if path == "/farmasi/status":
        loket.resep(kode(1), "Racikan")
        jkn.post(FARMASI_AMBIL, contoh(FARMASI_AMBIL))
    benar = jkn.post(path, contoh(path))
    assert jkn.post(path, contoh(path, f"{kode(1)}\r\n"))[1]["metadata"]["message"] in (
        benar[1]["metadata"]["message"],
        "Antrean Tidak Ditemukan atau Sudah Dibatalkan",
    )


def test_blanks_within_a_name_or_a_reason_are_one(jkn: MobileJkn, store: Store, redis_client: "redis.Redis") -> None:
    norm = daftar(jkn, nama="Siti\u00a0 \tAminah", alamat="Jl. Mawar\r\nNo. 1")
    kept = store.pasien.formulir(KODE_RS, norm, HARI_INI)
    assert (kept["nama"], kept["alamat"]) == ("Siti Aminah", "Jl. Mawar No. 1")
    pesan(jkn, 1)
    assert jkn.post(BATAL, {"kodebooking": kode(1), "keterangan": " sakit\nkepala "})[1]["metadata"]["code"] == 200
    (booking,) = store.antrean.lembar(KODE_RS, HARI_INI).booking
    assert booking.alasan == "sakit kepala"


def test_a_waktu_and_a_kodedokter_may_have_blanks(jkn: MobileJkn) -> None:
    pesan(jkn, 1, kodedokter="12345\n")
    isi = contoh(CHECKIN)
    assert jkn.post(CHECKIN, isi | {"waktu": f" {isi['waktu']}\n"})[1]["metadata"]["code"] == 200


# Codes.


@pytest.mark.parametrize("path", [SISA, BATAL, CHECKIN, FARMASI_AMBIL])
def test_a_kodebooking_in_small_letters_is_the_same(jkn: MobileJkn, loket: Loket, path: str) -> None:
    pesan(jkn, 1)
    loket.resep(kode(1).lower(), "Racikan")
    assert jkn.post(path, contoh(path, kode(1).lower()))[1]["metadata"]["code"] == 200


def test_a_booking_is_changed_under_its_own_code_however_it_was_written(jkn: MobileJkn, store: Store) -> None:
    pesan(jkn, 1)
    jkn.post(BATAL, {"kodebooking": f" {kode(1).lower()}\n", "keterangan": "sakit"})
    (booking,) = store.antrean.lembar(KODE_RS, HARI_INI).booking
    assert (booking.kodebooking, booking.status) == (kode(1), "batal")


def test_a_poli_in_small_letters_is_the_same(jkn: MobileJkn) -> None:
    assert diambil(jkn.post(STATUS, contoh(STATUS) | {"kodepoli": "ana\n"})[1])["namapoli"] == "Anak"


@pytest.mark.parametrize("lain", ["0301r0040116a000001", "0301 R004 0116 A000001", "0301R0040116A000001\n"])
def test_a_referral_is_the_same_without_case_and_blanks(jkn: MobileJkn, lain: str) -> None:
    pesan(jkn, 1, nomorreferensi="0301R0040116A000001")
    pesan_lagi = permintaan(2, nomorreferensi=lain, tanggalperiksa=HARI_INI.isoformat())
    assert jkn.post(AMBIL, pesan_lagi) == ditolak("Nomor Referensi Sudah Digunakan Pada Antrean Lain")


# Nothing.


@pytest.mark.parametrize("isi", PENGISI, ids=ascii)
def test_a_referral_that_only_fills_the_gap_is_none(jkn: MobileJkn, store: Store, isi: Any) -> None:
    pesan(jkn, 1, 2, nomorreferensi=isi)
    assert {booking.nomorreferensi for booking in store.antrean.lembar(KODE_RS, HARI_INI).booking} == {""}


@pytest.mark.parametrize("isi", PENGISI, ids=ascii)
def test_a_phone_number_that_only_fills_the_gap_is_none(jkn: MobileJkn, store: Store, isi: Any) -> None:
    pesan(jkn, 1, nohp=isi)
    (booking,) = store.antrean.lembar(KODE_RS, HARI_INI).booking
    assert booking.nohp == ""
    assert store.pasien.formulir(KODE_RS, daftar(jkn, nohp=isi), HARI_INI)["nohp"] == ""


@pytest.mark.parametrize("isi", BUKAN_SIAPA_SIAPA, ids=ascii)
def test_a_nik_that_only_fills_the_gap_is_none(jkn: MobileJkn, store: Store, isi: Any) -> None:
    assert jkn.post(AMBIL, permintaan(1, nik=isi, nomorkartu="")) == ditolak("NIK Belum Diisi")
    assert jkn.post(BARU, formulir(nik=isi)) == ditolak("NIK Belum Diisi")
    pesan(jkn, 1, nik=isi)
    (booking,) = store.antrean.lembar(KODE_RS, HARI_INI).booking
    assert (booking.norm, booking.nik) == ("000001", "")


@pytest.mark.parametrize("isi", BUKAN_SIAPA_SIAPA, ids=ascii)
def test_a_card_that_only_fills_the_gap_is_none(jkn: MobileJkn, store: Store, isi: Any) -> None:
    assert jkn.post(BARU, formulir(nomorkartu=isi)) == ditolak("Nomor Kartu Belum Diisi")
    assert jkn.post(OPERASI_PASIEN, {"nopeserta": isi}) == ditolak("Nomor Kartu Tidak Valid")
    pesan(jkn, 1, nomorkartu=isi)
    (booking,) = store.antrean.lembar(KODE_RS, HARI_INI).booking
    assert (booking.jenis, booking.nomorkartu) == ("nonjkn", "")


def test_a_record_that_an_older_version_stored_with_a_filler_is_nobodys(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, Pasien("bayi", "0" * 16, "0" * 13, "Bayi"))
    assert jkn.post(AMBIL, permintaan(99, nik="0" * 16)) == ditolak(PASIEN_BARU, 202)
    assert jkn.post(AMBIL, permintaan(99, nomorkartu="0" * 13)) == ditolak(PASIEN_BARU, 202)
    assert jkn.post(AMBIL, permintaan(99, nik="0" * 16, nomorkartu="0" * 13)) == ditolak("NIK Belum Diisi")


@pytest.mark.parametrize("isi", ["0", "000", "-"])
def test_a_village_without_rw_and_rt_writes_so(jkn: MobileJkn, store: Store, isi: str) -> None:
    kept = store.pasien.formulir(KODE_RS, daftar(jkn, rw=isi, rt=isi), HARI_INI)
    assert (kept["rw"], kept["rt"]) == (isi, isi)


# Hours.


@pytest.mark.parametrize(
    "jam",
    [
        *("08:00:00-16:00:00", "08.00-16.00", "8.00 - 16.00", "08:00\u00a0-\u00a016:00", "08:00 -16:00\n"),
        *(f"08:00 {strip} 16:00" for strip in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"),
    ],
    ids=ascii,
)
def test_hours_are_the_same_however_they_are_written(jkn: MobileJkn, jam: str) -> None:
    assert diambil(jkn.post(STATUS, contoh(STATUS) | {"jampraktek": jam})[1])["namapoli"] == "Anak"


def test_midnight_as_the_end_is_the_days_end(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_schedule(store, clock, rs, f"IGD,Gawat Darurat,777,dr. Jaga,{HARI_INI},16:00-00:00,10,10")
    for jam in ("16:00-24:00", "16:00-00:00", "16:00:00-00:00:00"):
        isi = contoh(STATUS) | {"kodepoli": "IGD", "kodedokter": 777, "jampraktek": jam}
        assert diambil(jkn.post(STATUS, isi)[1])["namadokter"] == "dr. Jaga"
    assert redis_slot(store) == "IGD:777:16:00-24:00"


def redis_slot(store: Store) -> str:
    """The slot of the poli IGD."""
    jadwal = store.jadwal.baca(KODE_RS)
    return str(next(slot for slot in jadwal.huruf if slot.kodepoli == "IGD"))


def test_the_rules_keep_nothing_of_what_was_only_filled_in(jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    pesan(jkn, 1, nomorreferensi="-", nohp=".")
    assert not redis_client.exists(Keys(KODE_RS).rujukan(HARI_INI))
