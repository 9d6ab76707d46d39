"""Their schedule as ours, on a real MariaDB in both forms: days, closed rows, holes, one kuota split in two, and what
is refused."""

from datetime import date, timedelta

import pytest

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.konektor.impor import jadwal
from antrean.konektor.impor.jadwal import HasilJadwal, JadwalDitolak
from antrean.konektor.pemetaan import Pemetaan
from antrean.services import antrean as booking
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien, put_patients, put_policy, put_schedule
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.rumah import ANA, BUDI, HENDRA, INT
from tests.konteks import konteks

PAGI = JamPraktek.baca("08:00-16:00")


class Meja:
    """Their database and our store, with the import between them."""

    def __init__(self, sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
        self.sana, self.store, self.clock, self.rs = sana, store, clock, rs
        self.basis = sana.sambung()
        self._ke = 0

    def impor(self, *, coba: bool = False, semua: bool = False, bagi_ulang: bool = False) -> HasilJadwal:
        self._ke += 1
        rs = self.store.rs.cari(self.rs.kode)
        assert rs
        ini = konteks(self.store, self.clock, rs, f"impor-{self._ke}")
        peta = Pemetaan.baca(self.basis)
        return jadwal.impor(ini, self.basis, peta, coba=coba, semua=semua, bagi_ulang=bagi_ulang)

    def ditolak(self) -> JadwalDitolak:
        sebelum = self.baris()
        with pytest.raises(JadwalDitolak) as error:
            self.impor()
        assert self.baris() == sebelum
        return error.value

    def baris(self) -> list[str]:
        isi = self.store.jadwal.baca(self.rs.kode).baris.values()
        return sorted(f"{b.hari} {b.slot} {b.kuotajkn}+{b.kuotanonjkn}" for semua in isi for b in semua)

    def sql(self, perintah: str, *nilai: object) -> None:
        self.sana.basis.tulis(perintah, nilai)

    def tambah(
        self, kd_dokter: str, hari: str, mulai: str, selesai: str | None, kd_poli: str | None, kuota: int | None
    ) -> None:
        rumah.tambah(
            self.sana.basis,
            "jadwal",
            **{"kd_dokter": kd_dokter, "hari_kerja": hari, "jam_mulai": mulai, "jam_selesai": selesai},
            **{"kd_poli": kd_poli, "kuota": kuota},
        )

    def pesan(self, tanggal: date, n: int = 1) -> None:
        put_patients(self.store, self.clock, self.rs, pasien(n))
        isi = PermintaanAntrean(Slot("ANA", 12345, PAGI), tanggal, 3, pasien(n).nik, pasien(n).nomorkartu)
        booking.ambil(konteks(self.store, self.clock, self.rs, f"pesan-{n}"), isi)


@pytest.fixture
def meja(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> Meja:
    return Meja(sana, store, clock, rs)


def test_a_week_comes_over_and_stays_as_it_is_the_second_time(meja: Meja) -> None:
    coba = meja.impor(coba=True)
    assert (meja.baris(), coba.sama, len(coba.impor.berubah)) == ([], False, 13)
    hasil = meja.impor()
    assert hasil.nama == [
        *(("ANA", "", "Poli Anak"), ("INT", "", "Poli Penyakit Dalam")),
        *(("12345", "", "dr. Hendra"), ("34567", "", "dr. Budi")),
    ]
    assert meja.baris() == [
        *sorted(
            [
                *(f"{hari} ANA:12345:08:00-16:00 48+12" for hari in range(1, 8)),
                *(f"{hari} INT:34567:08:00-12:00 3+0" for hari in range(1, 7)),
            ]
        )
    ]
    assert meja.impor().sama


def test_sunday_has_the_name_that_the_hospital_gave_it(meja: Meja) -> None:
    meja.sql("DELETE FROM jadwal")
    meja.sql("ALTER TABLE jadwal MODIFY hari_kerja enum('SENIN','SELASA','RABU','KAMIS','JUMAT','SABTU','MINGGU')")
    meja.tambah(HENDRA, "MINGGU", "20:00", "24:00", ANA, 10)
    meja.impor()
    assert meja.baris() == ["7 ANA:12345:20:00-24:00 8+2"]


def test_what_opens_no_session_is_said(meja: Meja) -> None:
    meja.sql("DELETE FROM jadwal WHERE hari_kerja<>'SENIN'")
    meja.sql("INSERT INTO pegawai (nik, nama) VALUES ('D9', 'x'), ('D8', 'y')")
    meja.sql("INSERT INTO dokter (kd_dokter, nm_dokter, jk, status) VALUES ('D9', 'dr. X', 'L', '1'), "
             "('D8', 'dr. Y', 'L', '0')")  # fmt: skip
    meja.tambah(BUDI, "SELASA", "13:00", "15:00", INT, 0)
    meja.tambah(BUDI, "RABU", "13:00", "15:00", INT, None)
    meja.tambah(BUDI, "KAMIS", "00:00", "00:00", INT, 0)
    meja.tambah(BUDI, "JUMAT", "08:00", "09:00", None, 5)
    for hari in ("SENIN", "SELASA"):
        meja.tambah("D9", hari, "08:00", "09:00", INT, 5)
    meja.tambah("D8", "SENIN", "10:00", "11:00", INT, 5)
    sana = meja.impor().sana
    assert meja.baris() == ["1 ANA:12345:08:00-16:00 48+12", "1 INT:34567:08:00-12:00 3+0"]
    assert sana.tutup == [f"{BUDI} SELASA 13:00-15:00 {INT}", f"{BUDI} RABU 13:00-15:00 {INT}"]
    assert sana.tanpa_jam == [f"{BUDI} KAMIS 00:00-00:00 {INT}"]
    assert sorted(sana.dilewati) == [
        "doctor D8 (dr. Y) is out of use there: 1 row left out.",
        "doctor D9 (dr. X) has no code of BPJS in their mapping: 2 rows left out.",
        "poli (none) is not in their list: 1 row left out.",
    ]


def test_a_row_that_cannot_be_read_leaves_all_as_it_was(meja: Meja) -> None:
    meja.impor()
    meja.sql("UPDATE jadwal SET kuota=10 WHERE hari_kerja='SENIN'")
    meja.sql("UPDATE jadwal SET kuota=99999 WHERE hari_kerja='SELASA' AND kd_dokter=%s", BUDI)
    meja.sql("UPDATE jadwal SET jam_selesai=NULL WHERE hari_kerja='RABU' AND kd_dokter=%s", BUDI)
    meja.sql("UPDATE jadwal SET jam_selesai='07:00' WHERE hari_kerja='KAMIS' AND kd_dokter=%s", BUDI)
    assert meja.ditolak().semua == (
        f"jadwal {BUDI} SELASA 08:00-12:00 {INT}: kuota '99999': it takes a whole number from 0 to 9999.",
        f"jadwal {BUDI} RABU 08:00- {INT}: jam_selesai '': a session has an end.",
        f"jadwal {BUDI} KAMIS 08:00-07:00 {INT}: jam_mulai - jam_selesai '08:00-07:00': the session ends before it "
        "starts.",
    )


def test_a_split_that_somebody_made_stays_until_it_is_asked_for(meja: Meja) -> None:
    meja.impor()
    put_schedule(meja.store, meja.clock, meja.rs, "ANA,Poli Anak,12345,dr. Hendra,1,08:00-16:00,20,40")
    put_policy(meja.store, meja.clock, meja.rs, bagi_jkn="50")
    assert meja.impor().sama
    meja.sql("UPDATE jadwal SET kuota=11 WHERE hari_kerja='SELASA' AND kd_dokter=%s", HENDRA)
    meja.impor()
    assert meja.baris()[0].endswith("20+40")
    assert "2 ANA:12345:08:00-16:00 6+5" in meja.baris()
    meja.impor(bagi_ulang=True)
    assert {satu.split()[-1] for satu in meja.baris()} == {"30+30", "6+5", "2+1"}


def test_only_what_comes_from_there_is_replaced(meja: Meja) -> None:
    tanggal = HARI_INI + timedelta(days=9)
    put_schedule(
        *(meja.store, meja.clock, meja.rs),
        "ANA,Anak,12345,dr. Hendra,3,18:00-20:00,5,5",  # theirs, and not there
        f"ANA,Anak,12345,dr. Hendra,{tanggal},09:00-10:00,5,5",  # of a date
        "BED,Bedah,12345,dr. Hendra,3,21:00-22:00,5,5",  # of a poli that they do not map
        "INT,Dalam,777,dr. Lain,3,08:00-12:00,5,5",  # of a doctor whom they do not map
    )
    hasil = meja.impor()
    assert [jadwal.sebut(satu) for satu in hasil.impor.hilang] == ["Rabu ANA 12345 18:00-20:00 5+5"]
    assert [satu for satu in meja.baris() if "48+12" not in satu and "3+0" not in satu] == [
        *(f"{tanggal} ANA:12345:09:00-10:00 5+5", "3 BED:12345:21:00-22:00 5+5", "3 INT:777:08:00-12:00 5+5"),
    ]
    meja.sql("DELETE FROM jadwal WHERE kd_dokter=%s", BUDI)  # whose poli would be empty
    hasil = meja.impor()
    assert (hasil.sama, len(hasil.tinggal)) == (True, 6)
    meja.tambah(BUDI, "SENIN", "08:00", "12:00", INT, 0)  # now they say that he is closed
    meja.impor()
    assert not [satu for satu in meja.baris() if "INT:34567" in satu]


def test_a_poli_does_not_vanish_without_being_asked(meja: Meja) -> None:
    meja.impor()
    meja.sql("UPDATE jadwal SET kuota=0 WHERE kd_poli=%s", INT)
    ditolak = meja.ditolak()
    assert (ditolak.perlu_semua, len(ditolak.semua)) == (True, 1)
    assert ditolak.semua[0].startswith(
        "poli INT would have no weekly row left; now it has Senin INT 34567 08:00-12:00 3+0, "
    )
    meja.sql("UPDATE jadwal SET kuota=3 WHERE kd_poli=%s", INT)
    meja.sql("UPDATE dokter SET status='0' WHERE kd_dokter=%s", BUDI)
    assert meja.ditolak().perlu_semua
    assert meja.impor(semua=True).sana.dilewati == [f"doctor {BUDI} (dr. Budi) is out of use there: 6 rows left out."]
    assert not [satu for satu in meja.baris() if "INT" in satu]
    meja.sql("DELETE FROM jadwal")
    assert meja.ditolak().semua == ("Their schedule has no row that opens a session.",)


def test_what_would_harm_bookings_is_refused(meja: Meja) -> None:
    meja.impor()
    besok = HARI_INI + timedelta(days=1)
    meja.pesan(besok)
    meja.sql("UPDATE jadwal SET jam_selesai='15:00' WHERE kd_dokter=%s AND hari_kerja='SELASA'", HENDRA)
    ditolak = meja.ditolak()
    assert ditolak.jam_berubah
    assert ditolak.semua == (
        f"the session ANA:12345:08:00-16:00 on {besok} would be gone, and has 1 bookings of kuotajkn.",
    )


def test_a_doctor_at_two_places_is_named_by_their_row(meja: Meja) -> None:
    meja.tambah(HENDRA, "SENIN", "10:00", "11:00", INT, 5)
    assert meja.ditolak().semua == (
        f"jadwal {HENDRA} SENIN 10:00-11:00 {INT}: jam_mulai - jam_selesai '10:00-11:00': doctor 12345 then also has "
        "ANA:12345:08:00-16:00 on Senin.",
    )
