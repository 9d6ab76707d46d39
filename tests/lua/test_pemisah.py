"""A remembered answer and a packed record are split at tabs, so no value with one may come in."""

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.services.baris import BarisSalah, baca_jadwal, baca_pasien
from antrean.store import Store
from tests.conftest import JADWAL, KODE_RS, MobileJkn, pasien, permintaan
from tests.lua.alat import BESOK, semua_isi


@pytest.mark.parametrize("bidang", [bidang for bidang, isi in permintaan().items() if isinstance(isi, str)])
def test_no_request_brings_a_tab_in(bidang: str, jkn: MobileJkn, store: Store, redis_client: "redis.Redis") -> None:
    sebelum = semua_isi(redis_client)
    if jkn.ambil(**{bidang: "1\t2"})["metadata"]["code"] == 201:
        assert semua_isi(redis_client) == sebelum
        return
    # Blanks between words are one, and a referral has none.
    (booking,) = store.antrean.pada(KODE_RS, BESOK)
    dibuat = permintaan(1)
    wanted = {"nohp": (dibuat["nohp"], "1 2"), "nomorreferensi": (dibuat["nomorreferensi"], "12")}
    assert booking.norm == pasien(1).norm
    assert {nama: getattr(booking, nama) for nama in wanted} == {
        nama: nilai[nama == bidang] for nama, nilai in wanted.items()
    }


@pytest.mark.parametrize("kolom", JADWAL.split(","))
def test_no_schedule_brings_a_tab_in(kolom: str) -> None:
    cells = ["ANA", "Anak", "12345", "Dr. Hendra", "1", "08:00-16:00", "30", "30"]
    row = dict(zip(JADWAL.split(","), cells, strict=True))
    if kolom.startswith("nama"):
        assert getattr(baca_jadwal(row | {kolom: "1\t2"}), kolom) == "1 2"
        return
    with pytest.raises(BarisSalah) as salah:
        baca_jadwal(row | {kolom: "1\t2"})
    assert salah.value.kolom == kolom


@pytest.mark.parametrize("kolom", ["norm", "nik", "nomorkartu", "nama"])
def test_no_patient_brings_a_tab_in(kolom: str) -> None:
    row = {"norm": "1", "nik": "", "nomorkartu": "", "nama": ""}
    if kolom == "nama":
        assert baca_pasien(row | {kolom: "1\t2"}).nama == "1 2"
        return
    with pytest.raises(BarisSalah) as salah:
        baca_pasien(row | {kolom: "1\t2"})
    assert salah.value.kolom == kolom


@pytest.mark.parametrize("nama", ["RS\tUji", "RS\nUji"])
def test_no_hospital_brings_one_in(nama: str) -> None:
    with pytest.raises(OperatorError):
        RumahSakit("1311R002", nama, "Asia/Jakarta", "bpjs", "x")
