"""A new patient of ours becomes theirs, under the number that we gave, unless that is somebody else's."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date

from antrean.domain.pasien import Pasien
from antrean.konektor.basis import Basis, BasisDiam
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.services import pasien
from tests.conftest import HARI_INI, put_patients
from tests.conftest import pasien as pasien_ke
from tests.konektor import rumah, skema_mlite
from tests.konektor.conftest import Sana
from tests.konektor.mariadb import MariaDb
from tests.konektor.rumah_sini import FORMULIR, Sini
from tests.konektor.test_keluar_kasus import SQL, nanti
from tests.konektor.test_keluar_tabel import KHANZA_SAJA, MLITE_SAJA


@KHANZA_SAJA
def test_khanza_has_the_patient_with_its_defaults(sini: Sini) -> None:
    norm = daftar_21(sini)
    sini.keluar.putaran()
    baris = sini.satu("pasien", no_rkm_medis=norm)
    wilayah = {
        "kd_kel": sini.satu("kelurahan", nm_kel="CINGCIN")["kd_kel"],
        "kd_kec": sini.satu("kecamatan", nm_kec="SOREANG")["kd_kec"],
        "kd_kab": sini.satu("kabupaten", nm_kab="KAB. BANDUNG")["kd_kab"],
        "kd_prop": sini.satu("propinsi", nm_prop="JAWA BARAT")["kd_prop"],
    }
    assert baris == wilayah | {
        **{"no_rkm_medis": "000021", "nm_pasien": "RATNA PUSPITA", "no_ktp": FORMULIR["nik"], "jk": "P"},
        **{"tmp_lahir": "-", "tgl_lahir": date(1985, 3, 1), "nm_ibu": "-", "alamat": "Jalan Melati 5"},
        **{"gol_darah": "-", "pekerjaan": "-", "stts_nikah": "JOMBLO", "agama": "-", "tgl_daftar": HARI_INI},
        **{"no_tlp": "085635228888", "umur": "0", "pnd": "-", "keluarga": "SAUDARA", "namakeluarga": "-"},
        **{"kd_pj": "BPJ", "no_peserta": FORMULIR["nomorkartu"], "pekerjaanpj": "-", "alamatpj": "Jalan Melati 5"},
        **{"kelurahanpj": "Cingcin", "kecamatanpj": "Soreang", "kabupatenpj": "Kab. Bandung"},
        **{"propinsipj": "Jawa Barat", "perusahaan_pasien": "-", "suku_bangsa": 1, "bahasa_pasien": 1},
        **{"cacat_fisik": 1, "email": "-", "nip": "-"},
    }
    assert sini.satu("set_no_rkm_medis")["no_rkm_medis"] == "000021"
    # Another from the same village; then a booking, in their book as a new patient's.
    sini.daftar(nik="3204000000000004", nomorkartu="0002000000004", nama="Rina")
    ambil_baru(sini)
    sini.keluar.putaran()
    assert len(sini.baris("kelurahan", nm_kel="CINGCIN")) == 1
    assert sini.satu("set_no_rkm_medis")["no_rkm_medis"] == "000022"
    assert sini.satu("reg_periksa")["stts_daftar"] == "Baru"
    assert sini.satu("referensi_mobilejkn_bpjs")["pasienbaru"] == "1"
    assert sini.kasus() == {}


@MLITE_SAJA
def test_mlite_takes_what_its_settings_say(sini: Sini) -> None:
    norm = daftar_21(sini)
    sini.keluar.putaran()
    baris = sini.satu("pasien", no_rkm_medis=norm)
    assert (baris["kd_kel"], baris["kd_prop"], baris["keluarga"], baris["kd_pj"]) == ("1", 1, "AYAH", "BPJ")
    assert (baris["kelurahanpj"], baris["perusahaan_pasien"], baris["nm_pasien"]) == ("Cingcin", "-", "RATNA PUSPITA")
    assert sini.satu("set_no_rkm_medis")["no_rkm_medis"] == norm
    kode = ambil_baru(sini)
    sini.checkin(kode)
    sini.keluar.putaran()
    reg, loket = sini.satu("reg_periksa"), sini.satu("mlite_antrian_loket")
    assert (reg["stts_daftar"], reg["biaya_reg"]) == ("Baru", 15000)
    assert (loket["type"], loket["noantrian"], loket["no_rkm_medis"], loket["postdate"]) == (
        *("Loket", "1", norm, HARI_INI),
    )
    assert sini.kasus() == {}


def test_a_counter_of_theirs_that_is_away_for_a_moment_is_left_to_them(sini: Sini) -> None:
    sini.sana.basis.tulis("DELETE FROM set_no_rkm_medis")  # as Khanza does before it adds the next
    norm = daftar_21(sini)
    sini.keluar.putaran()
    assert sini.satu("pasien", no_rkm_medis=norm)["kd_pj"] == "BPJ"
    assert (sini.baris("set_no_rkm_medis"), sini.kasus()) == ([], {})


def test_a_number_that_is_somebody_elses_there(sini: Sini) -> None:
    """Ours gives 000010 next, which they have: never overwritten, and no booking under it."""
    sebelum = sini.semua()
    norm = sini.daftar()
    assert norm == "000010"
    kode = ambil_baru(sini)
    sini.keluar.putaran()
    assert sini.semua() == sebelum
    assert "another person's" in sini.kasus()[f"pasien_baru:{norm}"].pesan
    assert "another person's" in sini.kasus()[f"tulis:{kode}"].pesan
    nanti(sini)
    assert len(sini.kasus()) == 2


def test_a_patient_whom_they_know_under_another_number(sini: Sini) -> None:
    norm = daftar_21(sini, nik="3200000000000015", nomorkartu="0002000000009")
    sini.keluar.putaran()
    assert "known there as RM 000015" in sini.kasus()[f"pasien_baru:{norm}"].pesan
    assert sini.baris("pasien", no_rkm_medis=norm) == []


def test_a_form_with_statements_and_letters_that_they_lack(sini: Sini) -> None:
    nama = "Nurʼaini Ж " + "x" * 80
    isi = dict.fromkeys(("alamat", "namaprop", "namadati2", "namakec", "namakel", "nomorkk"), SQL)
    norm = daftar_21(sini, nama=nama, **isi)
    sini.keluar.putaran()
    baris = sini.satu("pasien", no_rkm_medis=norm)
    assert baris["nm_pasien"] == "NUR'AINI ZH " + "X" * 28
    assert baris["alamat"] == baris["alamatpj"] == baris["kelurahanpj"] == SQL
    assert baris["propinsipj"] == SQL[:30].strip()
    lain = daftar_21(sini, nik="3204000000000005", nomorkartu="0002000000005", nama="李 😀")
    sini.keluar.putaran()
    assert sini.baris("pasien", no_rkm_medis=lain) == []
    assert list(sini.kasus()) == [f"pasien_baru:{lain}"]


@MLITE_SAJA
def test_tables_of_utf8mb4_have_the_name_as_it_is(sini: Sini, mariadb: MariaDb) -> None:
    mariadb.segar("mlite_utf8", "utf8mb4", skema_mlite.perintah(), rumah.isi(MLITE))
    sini.basis.tutup()
    setelan = mariadb.setelan(MLITE, "mlite_utf8")
    sini.sana, sini.basis = Sana(MLITE, Basis(setelan), setelan, ExitStack()), Basis(setelan)
    norm = daftar_21(sini, nama="Nurʼaini Жанна 李")
    sini.keluar.putaran()
    assert sini.satu("pasien", no_rkm_medis=norm)["nm_pasien"] == "NURʼAINI ЖАННА 李"
    sini.sana.basis.tutup()


def test_a_record_that_was_completed_here_and_not_there(sini: Sini) -> None:
    sini.sana.basis.tulis("UPDATE pasien SET no_peserta='-' WHERE no_rkm_medis='000015'")
    put_patients(sini.store, sini.clock, sini.rs, Pasien("000015", nik="3200000000000015"))
    assert sini.daftar(nik="3200000000000015", nomorkartu="1000000000015") == "000015"
    sini.keluar.putaran()
    assert "no_peserta" in sini.kasus()["pasien_baru:000015"].pesan
    assert sini.satu("pasien", no_rkm_medis="000015")["no_peserta"] == "-"
    sini.sana.basis.tulis("UPDATE pasien SET no_peserta='1000000000015' WHERE no_rkm_medis='000015'")
    nanti(sini)
    assert sini.kasus() == {}


def test_merged_and_erased_here(sini: Sini) -> None:
    sini.keluar.putaran()
    put_patients(sini.store, sini.clock, sini.rs, Pasien("000015"))
    pasien.gabung(sini.konteks("petugas/ani"), "000015", "000007")
    pasien.hapus(sini.konteks("petugas/ani"), "000006")
    sini.keluar.putaran()
    assert set(sini.kasus()) == {"pasien_gabung:000015 000007", "pasien_hapus:000006"}
    sini.sana.basis.tulis("DELETE FROM pasien WHERE no_rkm_medis='000015'")
    nanti(sini)
    assert set(sini.kasus()) == {"pasien_hapus:000006"}


class Putus(Basis):
    sisa = 0

    def tulis(self, sql: str, nilai: Sequence[object] = ()) -> int:
        jumlah = super().tulis(sql, nilai)
        self.sisa -= 1
        if self.sisa == 0:
            self.tutup()
            raise BasisDiam("gone")
        return jumlah


def test_cut_off_anywhere(sini: Sini) -> None:
    basis = sini.basis = Putus(sini.sana.setelan)
    sini.lupa()
    sini.keluar.putaran()
    daftar_21(sini)
    sini.keluar.putaran()
    putus = 0
    for ke in range(1, 8):
        norm = sini.daftar(
            nik=f"32040000000001{ke:02d}", nomorkartu=f"00020000001{ke:02d}", namakel=f"Desa {ke}", namakec=f"Kec {ke}"
        )
        basis.sisa = ke
        try:
            sini.keluar.putaran()
        except BasisDiam:
            putus += 1
        basis.sisa = 0
        sini.lupa()
        sini.keluar.putaran()
        assert len(sini.baris("pasien", no_rkm_medis=norm)) == 1
        assert sini.satu("set_no_rkm_medis")["no_rkm_medis"] == norm
        if sini.sana.sistem == KHANZA:
            assert len(sini.baris("kelurahan", nm_kel=f"DESA {ke}")) == 1
    basis.tutup()
    assert putus >= 2
    assert sini.kasus() == {}


def daftar_21(sini: Sini, **isi: str) -> str:
    """A new patient whose number is the next one there too."""
    put_patients(sini.store, sini.clock, sini.rs, pasien_ke(20))
    return sini.daftar(**isi)


def ambil_baru(sini: Sini) -> str:
    """The first of them takes a number."""
    return sini.ambil(nik=FORMULIR["nik"], nomorkartu=FORMULIR["nomorkartu"], nomorreferensi="BARU")
