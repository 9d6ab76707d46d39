"""HFIS beside our schedule, and what is imported of it."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from antrean.bpjs import hfis
from antrean.bpjs.hfis import Beda, Perbandingan, TidakDiterapkan
from antrean.bpjs.katalog import Katalog
from antrean.bpjs.klien import Klien
from antrean.bpjs.simulasi.server import baca_hfis
from antrean.bpjs.tanya import Tanya
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import OperatorError
from antrean.services import jadwal, libur
from antrean.store import Store
from tests.bpjs.conftest import Kunjungan, Simulasi
from tests.bpjs.test_perintah import atur, lingkungan  # noqa: F401
from tests.cli.conftest import run
from tests.conftest import HARI_INI, FrozenClock, pasien, put_patients, put_policy, put_schedule
from tests.konteks import konteks

SELASA = HARI_INI + timedelta(days=1)
RABU = HARI_INI + timedelta(days=2)


class Meja:
    """Compares dates, and imports."""

    def __init__(self, store: Store, clock: FrozenClock, rs: RumahSakit, simulasi: Simulasi) -> None:
        self.store, self.clock, self.rs, self.simulasi = store, clock, rs, simulasi
        self.tanya = Tanya(Katalog(Klien(simulasi.kredensial, clock)), jeda=lambda _: None)

    def bandingkan(self, dari: date = HARI_INI, sampai: date = SELASA, **lain: object) -> Perbandingan:
        ini = konteks(self.store, self.clock, self.rs)
        return hfis.bandingkan(ini, self.tanya, dari, sampai, **lain)  # type: ignore[arg-type]

    def beda(self, **lain: object) -> list[tuple[str, int, str, str, str]]:
        return [
            (satu.kodepoli, (satu.tanggal - HARI_INI).days, str(satu.beda), satu.hfis, satu.sini)
            for satu in self.bandingkan(**lain).selisih  # type: ignore[arg-type]
        ]

    def terapkan(self, mingguan: bool = False, **lain: object) -> jadwal.HasilImpor:
        self.clock.move(seconds=1)
        ini = konteks(self.store, self.clock, self.rs, f"hfis-{self.clock.now_ms()}", "cli")
        return hfis.terapkan(ini, self.bandingkan(**lain), mingguan)  # type: ignore[arg-type]

    def pada(self, tanggal: date) -> dict[str, tuple[int, int, int]]:
        """Ours: slot → quotas, and ms a patient."""
        baris = self.store.jadwal.baca(self.rs.kode).pada(tanggal)
        return {str(slot): (satu.kuotajkn, satu.kuotanonjkn, satu.spm) for slot, satu in baris.items()}


@pytest.fixture
def meja(store: Store, clock: FrozenClock, rs: RumahSakit, simulasi: Simulasi) -> Iterator[Meja]:
    put_schedule(
        store,
        clock,
        rs,
        *("ANA,Anak,12345,Dr. Hendra,1,08:00-12:00,20,10", "ANA,Anak,12345,Dr. Hendra,1,13:00-15:00,8,2"),
        *("027,Alergi Anak,777,Dr. Sari,1,14:00-16:00,16,4", "INT,Dalam,9,Dr. Budi,2,08:00-12:00,16,4"),
    )
    simulasi.jadwal(
        *("ANA,ANA,12345,1,08:00 - 12:00,30", "ANA,ANA,12345,1,13.00-15.00,10"),
        *("027,ANA,777,1,14:00-16:00,20", "INT,INT,9,2,08:00-12:00,20"),
    )
    satu = Meja(store, clock, rs, simulasi)
    yield satu
    satu.tanya.katalog.klien.tutup()


def test_the_same_on_both_sides_and_parents_are_asked_once(meja: Meja) -> None:
    assert meja.beda() == []
    jalur = [satu for satu in meja.simulasi.panggilan if satu.startswith("jadwaldokter")]
    assert sorted(jalur) == sorted(
        f"jadwaldokter/kodepoli/{poli}/tanggal/{hari}" for poli in ("ANA", "INT") for hari in (HARI_INI, SELASA)
    )


def test_each_kind_of_difference(meja: Meja) -> None:
    meja.simulasi.jadwal(
        *("ANA,ANA,12345,1,08:00-11:00,30", "ANA,ANA,12345,1,13:00-15:00,12"),
        *("027,ANA,777,1,14:00-16:00,20,libur", "BED,INT,55,1,09:00-10:00,5", "INT,INT,9,2,00:99-12:00,20"),
    )
    assert meja.beda() == [
        ("027", 0, "libur di HFIS", "14:00-16:00 libur", "14:00-16:00 16+4"),
        ("ANA", 0, "jam", "08:00-11:00 30", "08:00-12:00 20+10"),
        ("ANA", 0, "kapasitas", "13:00-15:00 12", "13:00-15:00 8+2"),
        ("BED", 0, "hanya di HFIS", "09:00-10:00 5", ""),
        ("INT", 1, "tidak terbaca", "00:99-12:00 20", ""),
        ("INT", 1, "hanya di sini", "", "08:00-12:00 16+4"),
    ]
    with pytest.raises(TidakDiterapkan) as ditolak:
        meja.terapkan()
    assert ditolak.value.semua == [
        f"HFIS, {SELASA} INT 9: jampraktek '00:99-12:00': it takes hours such as 08:00-16:00."
    ]
    assert meja.pada(HARI_INI)["ANA:12345:13:00-15:00"][:2] == (8, 2), "nothing on a fault"


def test_what_hfis_has_is_imported_for_its_dates_and_split(meja: Meja) -> None:
    put_policy(meja.store, meja.clock, meja.rs, bagi_jkn="70")
    meja.rs = meja.store.rs.cari(meja.rs.kode) or meja.rs
    meja.simulasi.jadwal(
        *("ANA,ANA,12345,1,08:00-11:00,31", "ANA,ANA,12345,1,13:00-15:00,10"),
        *("027,ANA,777,1,14:00-16:00,20", "BED,INT,55,1,09:00-10:00,5"),
    )
    hasil = meja.terapkan(sampai=HARI_INI)
    assert (hasil.baris, hasil.huruf) == (3, 2)
    assert {slot: kuota[:2] for slot, kuota in meja.pada(HARI_INI).items()} == {
        "ANA:12345:08:00-11:00": (22, 9),
        "ANA:12345:13:00-15:00": (8, 2),
        "027:777:14:00-16:00": (16, 4),
        "BED:55:09:00-10:00": (4, 1),
    }
    minggu_depan = HARI_INI + timedelta(days=7)
    assert "ANA:12345:08:00-12:00" in meja.pada(minggu_depan), "of that date alone"
    nama = meja.store.jadwal.baca(meja.rs.kode)
    assert (nama.poli["ANA"], nama.dokter[12345], nama.poli["BED"]) == ("Anak", "Dr. Hendra", "NAMA BED")
    assert meja.beda(sampai=HARI_INI) == []
    meja.simulasi.jadwal(*("ANA,ANA,12345,1,13:00-15:00,10", "027,ANA,777,1,14:00-16:00,20"))
    hasil = meja.terapkan(sampai=HARI_INI)
    assert [str(satu.slot) for satu in hasil.hilang] == ["ANA:12345:08:00-11:00"]
    assert meja.beda(sampai=HARI_INI) == [("BED", 0, "hanya di sini", "", "09:00-10:00 4+1")]


def test_as_rows_of_every_week(meja: Meja) -> None:
    meja.simulasi.jadwal(
        *("ANA,ANA,12345,1,08:00-11:00,30", "027,ANA,777,1,14:00-16:00,20", "INT,INT,9,2,08:00-12:00,20")
    )
    hasil = meja.terapkan(mingguan=True)
    assert [(satu.hari, str(satu.slot)) for satu in hasil.hilang] == [
        ("1", "ANA:12345:08:00-12:00"),
        ("1", "ANA:12345:13:00-15:00"),
    ]
    assert meja.pada(HARI_INI + timedelta(days=7)) == meja.pada(HARI_INI)
    assert meja.pada(HARI_INI)["ANA:12345:08:00-11:00"] == (24, 6, 3 * 3_600_000 // 30)


def test_a_doctor_who_was_away_comes_back_with_our_own_split(meja: Meja) -> None:
    biasa = ("ANA,ANA,12345,1,08:00-12:00,30", "ANA,ANA,12345,1,13:00-15:00,10")
    cuti = tuple(f"{satu},libur" for satu in biasa)
    semula = meja.pada(HARI_INI)
    meja.simulasi.jadwal(*cuti, "027,ANA,777,1,14:00-16:00,20")
    meja.terapkan(sampai=HARI_INI)
    assert meja.pada(HARI_INI)["ANA:12345:08:00-12:00"][:2] == (0, 0)
    assert meja.beda(sampai=HARI_INI) == []
    meja.simulasi.jadwal(*biasa, "027,ANA,777,1,14:00-16:00,20")
    assert [satu[2] for satu in meja.beda(sampai=HARI_INI)] == ["kapasitas", "kapasitas"]
    meja.terapkan(sampai=HARI_INI)
    assert meja.pada(HARI_INI) == semula


@pytest.mark.parametrize("hfis_201", [False, True])
def test_an_empty_hfis_drops_nothing(meja: Meja, hfis_201: bool) -> None:
    meja.simulasi.sakelar.hfis_201 = hfis_201
    meja.simulasi.jadwal()
    banding = meja.bandingkan()
    assert {satu.beda for satu in banding.selisih} == {Beda.SINI}
    assert (banding.isian, banding.dijawab) == ((), 0)
    sebelum = meja.pada(HARI_INI)
    assert meja.terapkan().hilang == []
    assert meja.pada(HARI_INI) == sebelum


def test_a_session_with_bookings_whose_hours_moved_is_listed_and_stops_the_import(meja: Meja) -> None:
    put_patients(meja.store, meja.clock, meja.rs, pasien(1), pasien(2))
    hari = Kunjungan(meja.store, meja.clock, meja.rs, HARI_INI)
    pagi, sore = (Slot("ANA", 12345, JamPraktek.baca(jam)) for jam in ("08:00-12:00", "13:00-15:00"))
    hari.ambil_oleh(1, "simrs", slot=sore)
    hari.ambil_oleh(2, "simrs", slot=Slot("027", 777, JamPraktek.baca("14:00-16:00")))
    meja.simulasi.jadwal(
        *("ANA,ANA,12345,1,08:00-12:00,30", "ANA,ANA,12345,1,13:00-16:00,10", "027,ANA,777,1,14:00-16:00,20,libur")
    )
    banding = meja.bandingkan(sampai=HARI_INI)
    assert [(str(satu.kunci.slot), satu.jam_hfis, satu.booking) for satu in banding.dipindah] == [
        (str(sore), "13:00-16:00", 1)
    ]
    assert [(satu.beda, satu.booking) for satu in banding.selisih] == [(Beda.LIBUR, 1), (Beda.JAM, 1)]
    with pytest.raises(TidakDiterapkan) as ditolak:
        meja.terapkan(sampai=HARI_INI)
    assert ditolak.value.semua == [
        f"the session {sore} on {HARI_INI} would be gone, and has 1 bookings of kuotajkn.",
        f"{HARI_INI} 027:777:14:00-16:00, kuotajkn '0': the session 027:777:14:00-16:00 on {HARI_INI} has 1 bookings "
        "already.",
    ]
    # What is closed here agrees with a holiday there, and differs from a session that is open there.
    libur.tutup(konteks(meja.store, meja.clock, meja.rs, "l1"), HARI_INI, "027:777", "Cuti", "")
    libur.tutup(konteks(meja.store, meja.clock, meja.rs, "l2"), HARI_INI, str(pagi), "Cuti", "")
    assert [satu[2] for satu in meja.beda(sampai=HARI_INI)] == ["ditutup di sini", "jam"]


def test_without_a_schedule_all_that_hfis_has_is_asked_for(
    store: Store, clock: FrozenClock, rs: RumahSakit, simulasi: Simulasi
) -> None:
    meja = Meja(store, clock, rs, simulasi)
    simulasi.jadwal("ANA,ANA,1,1,08:00-12:00,10", "ANA,ANA,1,1,08:00-12:00,10", "027,ANA,2,1,08:00-12:00,1")
    assert [satu[0] for satu in meja.beda()] == ["027", "ANA"]
    assert [satu[0] for satu in meja.beda(kodepoli=["027"])] == ["027"]
    meja.terapkan(mingguan=True, sampai=HARI_INI + timedelta(days=6))
    assert {slot: kuota[:2] for slot, kuota in meja.pada(HARI_INI).items()} == {
        "ANA:1:08:00-12:00": (8, 2),
        "027:2:08:00-12:00": (1, 0),
    }
    simulasi.jadwal("ANA,ANA,1,1,08:00-12:00,10", "027,ANA,2,1,08:00-12:00,1", "BED,BED,3,1,08:00-12:00,1")
    assert meja.beda() == []
    assert [satu[0] for satu in meja.beda(semua_poli=True)] == ["BED"]
    meja.tanya.katalog.klien.tutup()


@pytest.mark.usefixtures("lingkungan")
def test_at_the_command_line(meja: Meja, tmp_path: Path) -> None:
    atur(meja.simulasi)
    sama = run("bpjs", "jadwal", "--sampai", SELASA.isoformat())
    assert (sama.code, sama.out) == (0, f"HFIS and the schedule have the same from {HARI_INI} to {SELASA}.\n")
    meja.simulasi.jadwal("ANA,ANA,12345,1,08:00-12:00,40", "ANA,ANA,12345,1,13:00-15:00,10")
    tabel = run("bpjs", "jadwal", "--sampai", SELASA.isoformat())
    assert tabel.code == 0
    assert [baris.split()[4] for baris in tabel.out.splitlines()[2:]] == ["Sari", "Hendra", "Budi"]
    (isi,) = (
        satu
        for satu in json.loads(run("bpjs", "jadwal", "--sampai", SELASA.isoformat(), "--json").out)
        if satu["kodepoli"] == "ANA"
    )
    assert (isi["beda"], isi["hfis"], isi["sini"], isi["diterapkan"]) == (
        *("kapasitas", "08:00-12:00 40", "08:00-12:00 20+10", True),
    )
    hasil = run("bpjs", "jadwal", "--sampai", SELASA.isoformat(), "--terapkan")
    assert "2 rows in force" in hasil.out
    assert meja.pada(HARI_INI)["ANA:12345:08:00-12:00"][:2] == (32, 8)
    meja.simulasi.jadwal()
    kosong = run("bpjs", "jadwal", "--sampai", RABU.isoformat(), "--terapkan")
    assert kosong.code == 0
    assert "Nothing to import." in kosong.out
    assert "no reason to drop a schedule" in kosong.err
    meja.simulasi.jadwal("ANA,ANA,12345,1,25:00-12:00,40")
    salah = run("bpjs", "jadwal", "--sampai", RABU.isoformat(), "--terapkan")
    assert salah.code == 1
    assert "it takes hours such as 08:00-16:00. Nothing was changed." in salah.err
    for kata in (
        ("--dari", (HARI_INI - timedelta(days=1)).isoformat()),
        ("--dari", SELASA.isoformat(), "--sampai", HARI_INI.isoformat()),
        ("--sampai", (HARI_INI + timedelta(days=200)).isoformat()),
        ("--mingguan",),
        ("--mingguan", "--terapkan", "--sampai", (HARI_INI + timedelta(days=7)).isoformat()),
        ("--dari", "besok"),
    ):
        ditolak = run("bpjs", "jadwal", *kata)
        assert (ditolak.code, ditolak.out) == (2, "")


@pytest.mark.usefixtures("lingkungan")
def test_who_has_bookings_is_told_with_the_command_that_moves_them(meja: Meja) -> None:
    atur(meja.simulasi)
    put_patients(meja.store, meja.clock, meja.rs, pasien(1))
    sore = Slot("ANA", 12345, JamPraktek.baca("13:00-15:00"))
    hari = Kunjungan(meja.store, meja.clock, meja.rs, HARI_INI)
    hari.ambil_oleh(1, "simrs", slot=sore)
    meja.simulasi.jadwal("ANA,ANA,12345,1,08:00-12:00,30", "ANA,ANA,12345,1,13:00-16:00,10")
    jangka = ("--sampai", HARI_INI.isoformat(), "--kodepoli", "ANA")
    ditolak = run("bpjs", "jadwal", *jangka, "--terapkan")
    assert ditolak.code == 1
    (baris,) = (satu for satu in ditolak.out.splitlines() if "antrean jadwal jam" in satu)
    assert baris.split(": ")[0] == "  1 booking"
    assert run(*baris.split("antrean ")[1].split()).code == 0
    assert run("bpjs", "jadwal", *jangka).out == f"HFIS and the schedule have the same from {HARI_INI} to {HARI_INI}.\n"
    (booking,) = meja.store.antrean.pada(meja.rs.kode, HARI_INI)
    assert str(booking.slot) == "ANA:12345:13:00-16:00"


@pytest.mark.parametrize("isi", ["{}", "[1]", "x", '[{"kodepoli": "ANA"}]'])
def test_a_schedule_file_for_the_simulator_that_is_none(tmp_path: Path, isi: str) -> None:
    berkas = tmp_path / "hfis.json"
    berkas.write_text(isi)
    with pytest.raises(OperatorError, match="holds no schedule"):
        baca_hfis(berkas)
    with pytest.raises(OperatorError, match="holds no schedule"):
        baca_hfis(tmp_path / "tidak-ada.json")
