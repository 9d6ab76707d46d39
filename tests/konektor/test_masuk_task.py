"""The times of what is done there as tasks here; what cannot be one is held, and never changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from antrean.domain.pasien import PasienBaru
from antrean.domain.rs import RumahSakit
from antrean.konektor.setelan import MLITE
from antrean.services import kunjungan
from antrean.services import pasien as layanan_pasien
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import Meja, ms, siapkan
from tests.konektor.rumah import HENDRA, PERAWAT, pada
from tests.konteks import konteks

ADVIS = {"4": "panggil|diterima|perawat", "5": "kembali,dokter,sudah"}


@pytest.fixture
def buka(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> Iterator[Any]:
    """Makes the connector with a choice of sources."""
    siapkan(store, clock, rs)
    semua: list[Meja] = []

    def satu(**setelan: Any) -> Meja:
        semua.append(Meja(sana, store, clock, rs, **setelan))
        return semua[-1]

    yield satu
    for meja in semua:
        meja.basis.tutup()


def layani(meja: Meja, no_rawat: str) -> None:
    """A visit from the file to the medicine."""
    rumah.kirim_berkas(meja.sana, no_rawat, pada(8, 40))
    rumah.terima_berkas(meja.sana, no_rawat, pada(8, 50))
    rumah.periksa_pasien(meja.sana, no_rawat, pada(9), PERAWAT)
    rumah.periksa_pasien(meja.sana, no_rawat, pada(9, 10), HENDRA)
    no_resep = rumah.resep(meja.sana, no_rawat, pada(9, 15), racikan=True)
    rumah.kembalikan_berkas(meja.sana, no_rawat, pada(9, 20))
    rumah.validasi_resep(meja.sana, no_resep, pada(9, 40))
    rumah.serahkan(meja.sana, no_resep, pada(9, 55))


@pytest.mark.parametrize(
    ("sumber", "lain", "diharapkan"),
    [
        ("berkas", {}, {3: (8, 40), 4: (8, 50), 5: (9, 0), 6: (9, 40), 7: (9, 55)}),
        ("erm", {}, {3: (8, 30), 4: (9, 0), 5: (9, 20), 6: (9, 40), 7: (9, 55)}),
        ("mlite", {}, {3: (8, 40), 4: (8, 50), 5: (9, 0), 6: (9, 15), 7: (9, 40)}),
        ("berkas", {"4": "perawat", "5": "dokter"}, {3: (8, 40), 4: (9, 0), 5: (9, 10), 6: (9, 40), 7: (9, 55)}),
    ],
)
def test_a_visit_from_the_desk_to_the_medicine(
    buka: Any, sumber: str, lain: dict[str, str], diharapkan: dict[int, tuple[int, int]]
) -> None:
    meja = buka(sumber=sumber, sumber_task=lain)
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    layani(meja, no_rawat)
    meja.putaran(2)
    satu = meja.milik(1)
    assert satu.task == {task: ms(pada(*jam)) for task, jam in diharapkan.items()}
    assert (satu.resep, satu.farmasi) == ("Racikan", 1)
    assert meja.kasus() == {}
    sebelum = satu.riwayat
    # Again by another process, and once more what a person might have been told: nothing is done twice.
    meja.mulai_lagi()
    meja.putaran()
    meja.lambat()
    assert meja.milik(1).riwayat == sebelum


def test_what_has_no_time_there_is_when_it_was_seen_and_only_by_who_saw_it(buka: Any) -> None:
    meja = buka(sumber="erm", sumber_task=ADVIS)
    satu, dua = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2))
    rumah.panggil_poli(meja.sana, dua)
    rumah.selesai(meja.sana, dua)
    meja.putaran(2)
    assert set(meja.milik(2).task) == {3}
    rumah.panggil_poli(meja.sana, satu)
    meja.putaran()
    dipanggil = meja.clock.now_ms()
    assert meja.milik(1).task[4] == dipanggil
    rumah.selesai(meja.sana, satu)
    meja.putaran()
    assert meja.milik(1).task[5] == meja.clock.now_ms() > dipanggil
    # Nobody looked for a while: when it became so is not known.
    rumah.ubah(meja.sana, dua, stts="Belum")
    meja.putaran()
    rumah.terima_berkas(meja.sana, dua, pada(9))
    rumah.selesai(meja.sana, dua)
    meja.clock.move(minutes=10)
    meja.putaran(2)
    assert set(meja.milik(2).task) == {3, 4}
    assert meja.kasus() == {}


def test_older_ahead_of_another_day_and_without_the_one_before_is_held(buka: Any) -> None:
    meja = buka(sumber="berkas")
    tua, depan, lain, tanpa = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2, 3, 4))
    for no_rawat in (tua, depan, lain):
        rumah.kirim_berkas(meja.sana, no_rawat, pada(9))
    rumah.terima_berkas(meja.sana, tua, pada(8, 59))
    rumah.terima_berkas(meja.sana, depan, pada(12, 30))
    rumah.terima_berkas(meja.sana, lain, pada(9, hari=-1))
    rumah.periksa_pasien(meja.sana, tanpa, pada(9))
    no_resep = rumah.resep(meja.sana, tanpa, pada(9, 30))
    rumah.validasi_resep(meja.sana, no_resep, pada(9, 40))
    meja.putaran(2)
    assert [set(meja.milik(n).task) for n in (1, 2, 3, 4)] == [{3}, {3}, {3}, set()]
    kasus = meja.kasus()
    assert set(kasus) == {f"task4:{satu}" for satu in (tua, depan, lain)} | {f"task5:{tanpa}"}
    assert f"{HARI_INI} 08:59:00" in kasus[f"task4:{tua}"]
    assert "not later than task 3" in kasus[f"task4:{tua}"]
    assert "lies ahead" in kasus[f"task4:{depan}"]
    assert "not the day of the booking" in kasus[f"task4:{lain}"]
    assert "task 4 has no time" in kasus[f"task5:{tanpa}"]
    # The hour comes, a clerk mends one, and a person here records what was held.
    meja.clock.move(minutes=31)
    rumah.terima_berkas(meja.sana, tua, pada(9, 1))
    kunjungan.task(konteks(meja.store, meja.clock, meja.rs, "4"), meja.milik(4).kodebooking, 4, ms(pada(8, 55)))
    meja.putaran(2)
    meja.lambat()
    assert meja.milik(2).task[4] == ms(pada(12, 30))
    assert meja.milik(1).task[4] == ms(pada(9, 1))
    assert set(meja.milik(4).task) == {4, 5, 6}
    assert set(meja.kasus()) == {f"task4:{lain}"}


def test_a_check_in_of_ours_is_the_arrival(buka: Any) -> None:
    meja = buka(sumber="berkas")
    kode = meja.ambil(1).kodebooking
    kunjungan.checkin(konteks(meja.store, meja.clock, meja.rs, "in", "mjkn"), kode, meja.clock.now_ms())
    datang = meja.milik(1).task[3]
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="001")
    rumah.kirim_berkas(meja.sana, no_rawat, pada(8, 40))
    meja.clock.move(minutes=20)
    rumah.terima_berkas(meja.sana, no_rawat, pada(12, 10))
    meja.putaran(2)
    assert meja.milik(1).task == {3: datang, 4: ms(pada(12, 10))}
    assert meja.kasus() == {}


def test_after_midnight_the_days_visits_are_at_work_still(
    sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    """In Jayapura, whose day ends two hours before Jakarta's."""
    rs = replace(rs, zona="Asia/Jayapura")
    siapkan(store, clock, rs)
    papua = ZoneInfo("Asia/Jayapura")
    clock.set(datetime.combine(HARI_INI, time(23, 50), papua))
    meja = Meja(sana, store, clock, rs, sumber="berkas")
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", jam=time(23, 40))
    rumah.kirim_berkas(meja.sana, no_rawat, pada(23, 45))
    meja.putaran(2)
    assert meja.milik(1).task == {3: int(datetime.combine(HARI_INI, time(23, 45), papua).timestamp() * 1000)}
    clock.set(datetime.combine(HARI_INI + timedelta(days=1), time(0, 20), papua))
    rumah.terima_berkas(meja.sana, no_rawat, pada(0, 10, hari=1))
    baru = rumah.daftar_walkin(meja.sana, "000002", tanggal=HARI_INI + timedelta(days=1), jam=time(0, 15))
    meja.putaran(2)
    assert set(meja.milik(1).task) == {3, 4}
    assert meja.milik(2, HARI_INI + timedelta(days=1)).angkaantrean == 1
    rumah.hapus(meja.sana, no_rawat)
    meja.tunggu()
    assert meja.milik(1).aktif
    assert set(meja.kasus()) == set()
    assert baru in meja.simpanan.peta(rs.kode, HARI_INI + timedelta(days=1))
    meja.basis.tutup()


def test_a_prescription_becomes_compounded_and_one_of_the_ward_is_none(buka: Any) -> None:
    meja = buka(sumber="berkas")
    satu, dua = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2))
    no_resep = rumah.resep(meja.sana, satu, pada(9))
    ranap = rumah.resep(meja.sana, dua, pada(9))
    meja.sana.tulis("UPDATE resep_obat SET status='ranap' WHERE no_resep=%s", (ranap,))
    meja.putaran()
    assert (meja.milik(1).resep, meja.milik(1).farmasi, meja.milik(2).resep) == ("Non Racikan", 1, "")
    rumah.tambah(meja.sana, "resep_dokter_racikan", no_resep=no_resep, no_racik="1", nama_racik="Puyer")
    meja.putaran()
    assert (meja.milik(1).resep, meja.milik(1).farmasi) == ("Racikan", 1)
    assert meja.kasus() == {}


@pytest.mark.parametrize("sana", [MLITE], indirect=True)
def test_mlites_counter_is_the_way_of_a_new_patient(buka: Any) -> None:
    meja = buka(sumber="mlite")
    satu = pasien(13)
    form = {"nik": satu.nik, "nomorkartu": satu.nomorkartu, "nama": satu.nama}
    baru = PasienBaru(**form, formulir=form)
    assert layanan_pasien.daftar(konteks(meja.store, meja.clock, meja.rs, "baru"), baru) == "000013"
    meja.ambil(13)
    rumah.loket(meja.sana, "000013", pada(8), pada(8, 5))
    rumah.loket(meja.sana, "000002", pada(8, 1))
    no_rawat = rumah.daftar_walkin(meja.sana, "000013", no_reg="001")
    rumah.daftar_walkin(meja.sana, "000002")
    rumah.kirim_berkas(meja.sana, no_rawat, pada(8, 10))
    meja.lambat()
    meja.putaran()
    assert meja.milik(13).task == {1: ms(pada(8)), 2: ms(pada(8, 5)), 3: ms(pada(8, 10))}
    assert meja.milik(2).task == {}
