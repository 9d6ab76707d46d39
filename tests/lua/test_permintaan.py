"""A re-sent script answers what it answered, and changes nothing; a new request is decided anew."""

from dataclasses import replace
from datetime import timedelta

import pytest
import redis

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.errors import KuotaPenuh, OperatorError, PasienSudahAda, PoliTutup, SudahPunyaAntrean
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.store import Store, Write
from tests.conftest import (
    HARI_INI,
    KODE_RS,
    FrozenClock,
    di_klaster,
    pasien,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.lua.alat import ANAK, BESOK, DALAM, ambil, daftar, semua_isi

SEMUA_HARI = [f"INT,Penyakit Dalam,34567,dr. Budi,{hari},08:00-12:00,{{jkn}},1" for hari in range(1, 7)]

pytestmark = pytest.mark.usefixtures("berjadwal")


def kuota_dalam(store: Store, clock: FrozenClock, rs: RumahSakit, jkn: int) -> None:
    put_schedule(store, clock, rs, *(baris.format(jkn=jkn) for baris in SEMUA_HARI))


def libur(store: Store, clock: FrozenClock, request_id: str) -> None:
    sesi = store.antrean.sesi_mulai(KODE_RS, BESOK, BESOK)
    store.libur.tambah(KODE_RS, BESOK, "", "Libur", "", sesi, HARI_INI, Write(request_id, clock.now_ms(), "uji"))


def buka(store: Store, clock: FrozenClock, request_id: str) -> bool:
    return store.libur.hapus(KODE_RS, BESOK, "", HARI_INI, Write(request_id, clock.now_ms(), "uji"))


# --- ambil -----------------------------------------------------------------------------------------------------------


@di_klaster
def test_a_repeated_ambil_answers_the_same_number(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    pertama = ambil(store, clock, rs, "a")
    sebelum = semua_isi(redis_client)
    assert ambil(store, clock, rs, "a") == pertama
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_ambil_answers_the_same_after_the_session_filled(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    pertama = ambil(store, clock, rs, "a", slot=DALAM)
    ambil(store, clock, rs, "b", 2, slot=DALAM)
    with pytest.raises(KuotaPenuh):
        ambil(store, clock, rs, "c", 3, slot=DALAM)
    sebelum = semua_isi(redis_client)
    assert ambil(store, clock, rs, "a", slot=DALAM) == pertama
    assert pertama.sisakuotajkn == 1
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_ambil_answers_the_same_after_the_day_was_closed(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    pertama = ambil(store, clock, rs, "a")
    libur(store, clock, "libur")
    sebelum = semua_isi(redis_client)
    assert ambil(store, clock, rs, "a") == pertama
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_ambil_answers_the_same_after_registration_closed(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    pertama = ambil(store, clock, rs, "a", tanggal=HARI_INI)
    clock.move(hours=10)
    sebelum = semua_isi(redis_client)
    assert ambil(store, clock, rs, "a", tanggal=HARI_INI) == pertama
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_ambil_answers_the_same_after_the_schedule_changed(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    pertama = ambil(store, clock, rs, "a", slot=DALAM)
    kuota_dalam(store, clock, rs, 50)
    sebelum = semua_isi(redis_client)
    assert ambil(store, clock, rs, "a", slot=DALAM) == pertama
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_ambil_answers_the_same_after_the_patient_got_another_card(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    pertama = ambil(store, clock, rs, "a")
    put_patients(store, clock, rs, Pasien(pasien(1).norm, "", "1999999999999", "Pasien"))
    sebelum = semua_isi(redis_client)
    assert ambil(store, clock, rs, "a") == pertama
    assert semua_isi(redis_client) == sebelum


def test_another_ambil_of_the_same_patient_is_decided_anew(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    ambil(store, clock, rs, "a")
    with pytest.raises(SudahPunyaAntrean):
        ambil(store, clock, rs, "b")


def test_an_id_answers_its_own_request_and_no_other(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    assert [ambil(store, clock, rs, "a").norm, ambil(store, clock, rs, "b", 2).norm] == ["000001", "000002"]
    assert [ambil(store, clock, rs, "a").norm, ambil(store, clock, rs, "b", 2).norm] == ["000001", "000002"]


def test_a_refused_ambil_is_not_remembered(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    libur(store, clock, "libur")
    with pytest.raises(PoliTutup):
        ambil(store, clock, rs, "a")
    assert buka(store, clock, "buka")
    assert ambil(store, clock, rs, "a").angkaantrean == 1


@di_klaster
def test_a_request_id_is_a_hospitals_own(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    lain = RumahSakit("1311R003", "RS Lain", "Asia/Jakarta", "lain", "x")
    store.rs.tambah(lain, Write("rs", clock.now_ms(), "uji"))
    put_schedule(store, clock, lain, "ANA,Anak,12345,Dr. Lain,2,08:00-16:00,9,9")
    put_patients(store, clock, lain, Pasien("77", pasien(1).nik, pasien(1).nomorkartu))
    assert ambil(store, clock, rs, "a").namadokter == "Dr. Hendra"
    assert ambil(store, clock, lain, "a").namadokter == "Dr. Lain"


# --- pasien_baru -----------------------------------------------------------------------------------------------------


def test_a_repeated_registration_answers_the_same_record_number(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    assert daftar(store, clock, rs, "a") == "000010"
    sebelum = semua_isi(redis_client)
    assert daftar(store, clock, rs, "a") == "000010"
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_registration_answers_the_same_after_others_registered(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    daftar(store, clock, rs, "a")
    assert daftar(store, clock, rs, "b", 502) == "000011"
    sebelum = semua_isi(redis_client)
    assert daftar(store, clock, rs, "a") == "000010"
    assert semua_isi(redis_client) == sebelum


def test_another_registration_of_the_same_patient_is_refused(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    daftar(store, clock, rs, "a")
    with pytest.raises(PasienSudahAda):
        daftar(store, clock, rs, "b")


def test_a_refused_registration_is_not_remembered(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    with pytest.raises(PasienSudahAda):
        daftar(store, clock, rs, "a", 1)
    put_patients(store, clock, rs, Pasien(pasien(1).norm))
    assert daftar(store, clock, rs, "a", 1) == "000010"


# --- pasien_impor ----------------------------------------------------------------------------------------------------


def impor(store: Store, clock: FrozenClock, request_id: str, *semua: Pasien, batch: str = "0") -> None:
    salah = store.pasien.impor(KODE_RS, semua, 0, batch, Write(request_id, clock.now_ms(), "uji"))
    assert salah is None


def test_a_repeated_patient_import_changes_nothing(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    impor(store, clock, "a", pasien(601))
    sebelum = semua_isi(redis_client)
    impor(store, clock, "a", pasien(601))
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_patient_import_does_not_undo_a_later_one(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    impor(store, clock, "a", pasien(601))
    impor(store, clock, "b", Pasien(pasien(601).norm, pasien(602).nik))
    sebelum = semua_isi(redis_client)
    impor(store, clock, "a", pasien(601))
    assert semua_isi(redis_client) == sebelum


def test_each_batch_of_an_import_is_a_request_of_its_own(store: Store, clock: FrozenClock) -> None:
    impor(store, clock, "a", pasien(601), batch="0")
    impor(store, clock, "a", pasien(602), batch="1")
    assert store.pasien.pemilik(KODE_RS, [pasien(601), pasien(602)]) == [("000601", "000601"), ("000602", "000602")]


def test_a_refused_patient_import_is_not_remembered(store: Store, clock: FrozenClock) -> None:
    orang_lain = Pasien("000701", pasien(1).nik)
    salah = store.pasien.impor(KODE_RS, [orang_lain], 0, "0", Write("a", clock.now_ms(), "uji"))
    assert salah is not None
    assert (salah.ke, salah.bidang, salah.norm) == (0, "nik", "000001")
    impor(store, clock, "b", Pasien(pasien(1).norm))
    impor(store, clock, "a", orang_lain)
    assert store.pasien.pemilik(KODE_RS, [pasien(1)]) == [("000701", None)]


# --- jadwal_impor ----------------------------------------------------------------------------------------------------


def test_a_repeated_schedule_import_changes_nothing(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    kuota_dalam(store, clock, rs, 5)
    sebelum = semua_isi(redis_client)
    kuota_dalam(store, clock, rs, 5)
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_schedule_import_does_not_undo_a_later_one(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    kuota_dalam(store, clock, rs, 5)
    kuota_dalam(store, clock, rs, 6)
    sebelum = semua_isi(redis_client)
    kuota_dalam(store, clock, rs, 5)
    assert semua_isi(redis_client) == sebelum


def test_a_refused_schedule_import_is_not_remembered(store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    ambil(store, clock, rs, "a", slot=DALAM)
    with pytest.raises(JadwalSalah):
        put_schedule(store, clock, rs, "INT,Penyakit Dalam,34567,dr. Budi,2,08:00-12:00,0,1")
    clock.move(days=2)
    put_schedule(store, clock, rs, "INT,Penyakit Dalam,34567,dr. Budi,2,08:00-12:00,0,1")
    with pytest.raises(KuotaPenuh):
        ambil(store, clock, rs, "b", 2, slot=DALAM, tanggal=BESOK + timedelta(days=7))


# --- libur_ubah ------------------------------------------------------------------------------------------------------


def test_a_repeated_closing_does_not_undo_a_later_opening(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    libur(store, clock, "a")
    assert buka(store, clock, "b")
    sebelum = semua_isi(redis_client)
    libur(store, clock, "a")
    assert store.libur.semua(KODE_RS) == {}
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_opening_answers_the_same_and_does_not_undo_a_later_closing(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    libur(store, clock, "a")
    assert buka(store, clock, "b")
    libur(store, clock, "c")
    sebelum = semua_isi(redis_client)
    assert buka(store, clock, "b")
    assert semua_isi(redis_client) == sebelum


def test_opening_a_day_that_is_open_writes_nothing_and_is_not_remembered(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    sebelum = semua_isi(redis_client)
    assert not buka(store, clock, "a")
    assert semua_isi(redis_client) == sebelum
    libur(store, clock, "b")
    assert buka(store, clock, "a")


# --- rs_simpan -------------------------------------------------------------------------------------------------------


def test_a_repeated_creation_of_a_hospital_changes_nothing(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    lain, write = replace(rs, kode="3273R001", username="lain"), Write("lain", clock.now_ms(), "uji")
    store.rs.tambah(lain, write)
    put_policy(store, clock, lain, duplikat="tanggal")
    sebelum = semua_isi(redis_client)
    store.rs.tambah(lain, write)
    assert semua_isi(redis_client) == sebelum


def test_another_creation_of_the_same_hospital_is_refused_and_writes_nothing(
    store: Store, clock: FrozenClock, rs: RumahSakit, redis_client: "redis.Redis"
) -> None:
    sebelum = semua_isi(redis_client)
    with pytest.raises(OperatorError, match="exists already"):
        store.rs.tambah(rs, Write("lain", clock.now_ms(), "uji"))
    assert semua_isi(redis_client) == sebelum


def test_a_repeated_change_of_a_hospital_does_not_undo_a_later_one(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    for request_id, nilai in (("a", "tanggal"), ("b", "dokter")):
        store.rs.ubah(KODE_RS, {"duplikat": nilai}, "rs_atur", Write(request_id, clock.now_ms(), "uji"))
    sebelum = semua_isi(redis_client)
    store.rs.ubah(KODE_RS, {"duplikat": "tanggal"}, "rs_atur", Write("a", clock.now_ms(), "uji"))
    assert semua_isi(redis_client) == sebelum


def test_changing_a_hospital_that_is_not_there_writes_nothing(
    store: Store, clock: FrozenClock, redis_client: "redis.Redis"
) -> None:
    sebelum = semua_isi(redis_client)
    with pytest.raises(OperatorError, match="There is no hospital '9999'"):
        store.rs.ubah("9999", {"duplikat": "poli"}, "rs_atur", Write("a", clock.now_ms(), "uji"))
    assert semua_isi(redis_client) == sebelum


def test_the_slots_of_these_tests_are_scheduled(store: Store) -> None:
    assert {ANAK, DALAM} == set(store.jadwal.baca(KODE_RS).pada(BESOK))
