"""What cannot be written, or not all of it, is a case that says what to do; the other bookings go on, and what was in
the way is tried again when it is gone."""

from collections.abc import Sequence
from typing import Any

import pytest

from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.waktu import JamPraktek
from antrean.konektor.basis import Basis, BasisDiam, BasisMenolak
from antrean.konektor.ke_sana.keluar import LAGI_S
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.services import sesi
from tests.conftest import HARI_INI, put_schedule
from tests.konektor import rumah
from tests.konektor.mariadb import MariaDb
from tests.konektor.rumah_sini import ANAK, BESOK, DALAM, Sini
from tests.konektor.test_keluar_tabel import KHANZA_SAJA

SQL = """x'); DROP TABLE reg_periksa; -- \\' " %s %(a)s"""


def tabel(sini: Sini) -> str:
    """Where a booking that is written stands."""
    return "reg_periksa" if sini.basis.setelan.registrasi == "booking" else "booking_registrasi"


def nanti(sini: Sini) -> None:
    """The time at which what could not be done is tried again."""
    sini.clock.move(seconds=LAGI_S)
    sini.keluar.putaran()


def test_a_registration_with_care_on_it_is_left_as_it_is(sini: Sini) -> None:
    kode = sini.ambil()
    sini.checkin(kode)
    sini.keluar.putaran()
    no_rawat = sini.satu("reg_periksa")["no_rawat"]
    rumah.periksa_pasien(sini.sana.basis, no_rawat, rumah.pada(12, 1))
    sini.task(kode, 99)
    sini.keluar.putaran()
    assert sini.satu("reg_periksa")["stts"] == "Belum"
    assert len(sini.baris("pemeriksaan_ralan")) == 1
    kasus = sini.kasus()[f"tulis:{kode}"]
    assert f"{no_rawat} there has an examination" in kasus.pesan
    assert kasus.kodebooking == kode
    # Cancelled there too: settled.
    rumah.batal(sini.sana.basis, no_rawat)
    nanti(sini)
    assert sini.kasus() == {}


@KHANZA_SAJA
def test_what_hangs_on_a_registration_keeps_it(sini: Sini) -> None:
    kode = sini.ambil()
    sini.keluar.putaran()
    no_rawat = sini.satu("reg_periksa")["no_rawat"]
    baris: dict[str, object] = {"noindex": 1, "no_rawat": no_rawat, "nm_perawatan": "Kartu", "totalbiaya": 5000}
    rumah.tambah(sini.sana.basis, "billing", **baris)
    sini.batal_oleh_rs(kode)
    sini.keluar.putaran()
    assert sini.satu("reg_periksa")["stts"] == "Belum"
    assert sini.satu("referensi_mobilejkn_bpjs")["status"] == "Batal"
    assert "rows that hang on it" in sini.kasus()[f"tulis:{kode}"].pesan
    rumah.hapus(sini.sana.basis, no_rawat)
    sini.keluar.ulang(kode)
    assert sini.kasus() == {}


def test_a_patient_whom_they_do_not_know_stops_nobody(sini: Sini) -> None:
    orang = sini.satu("pasien", no_rkm_medis="000002")
    sini.sana.basis.tulis("DELETE FROM pasien WHERE no_rkm_medis=%s", ("000002",))
    sini.sana.basis.tulis("UPDATE pasien SET no_ktp=%s, no_peserta='' WHERE no_rkm_medis='000003'", ("3" * 15 + "1",))
    satu, tak_ada, lain = sini.ambil(1), sini.ambil(2), sini.ambil(3)
    sini.keluar.putaran()
    assert [satu["no_rkm_medis"] for satu in sini.baris(tabel(sini))] == ["000001"]
    assert "no patient with RM 000002" in sini.kasus()[f"tulis:{tak_ada}"].pesan
    assert "another person's" in sini.kasus()[f"tulis:{lain}"].pesan
    assert f"tulis:{satu}" not in sini.kasus()
    # Registered there, corrected there.
    rumah.tambah(sini.sana.basis, "pasien", **orang)
    sini.sana.basis.tulis("UPDATE pasien SET no_ktp='' WHERE no_rkm_medis='000003'")
    nanti(sini)
    assert sorted(satu["no_rkm_medis"] for satu in sini.baris(tabel(sini))) == ["000001", "000002", "000003"]
    assert sini.kasus() == {}


def test_a_code_that_is_somebody_elses_there(sini: Sini) -> None:
    kode = sini.ambil()
    if sini.sana.sistem == KHANZA:
        rumah.tambah(
            sini.sana.basis,
            "referensi_mobilejkn_bpjs",
            **{"nobooking": kode, "no_rawat": "x", "pasienbaru": "0", "norm": "000007", "tanggalperiksa": HARI_INI},
            **{"status": "Belum", "validasi": "0000-00-00 00:00:00"},
        )
    else:
        rumah.tambah(
            sini.sana.basis,
            "mlite_antrian_referensi",
            **{"tanggal_periksa": HARI_INI, "no_rkm_medis": "000007", "nomor_kartu": "", "nomor_referensi": ""},
            **{"kodebooking": kode, "jenis_kunjungan": "1"},
        )
    sebelum = sini.semua()
    sini.keluar.ulang(kode)
    assert sini.semua() == sebelum
    assert "is not this booking" in sini.kasus()[f"pulih:{kode}"].pesan


@pytest.mark.parametrize("sana", [KHANZA, MLITE], indirect=True)
def test_their_booking_desk_has_room_for_one_poli_a_day(sini: Sini) -> None:
    with sini.setelan(registrasi="checkin"):
        pertama, kedua = sini.ambil(), sini.ambil(slot=DALAM, oleh="simrs/loket", nomorreferensi="X2")
        sini.keluar.putaran()
        assert sini.satu("booking_registrasi")["kd_poli"] == rumah.ANA
        assert "has room for one booking" in sini.kasus()[f"tulis:{kedua}"].pesan
        sini.checkin(kedua)
        sini.keluar.putaran()
        assert sini.satu("reg_periksa")["kd_poli"] == rumah.INT
        assert sini.satu("booking_registrasi")["status"] == "Belum"
        sini.checkin(pertama)
        sini.keluar.putaran()
        assert sorted(satu["kd_poli"] for satu in sini.baris("reg_periksa")) == [rumah.ANA, rumah.INT]


def test_a_number_that_stands_there_twice_is_told(sini: Sini) -> None:
    no_rawat = rumah.daftar_walkin(sini.sana.basis, "000009", no_reg="001")
    rumah.daftar_walkin(sini.sana.basis, "000008", rumah.BUDI, rumah.INT, no_reg="001")
    kode = sini.ambil()
    sini.keluar.putaran()
    kasus = sini.kasus()
    assert list(kasus) == [f"kembar:{kode}"]
    assert no_rawat in kasus[f"kembar:{kode}"].pesan
    assert "A-1" in kasus[f"kembar:{kode}"].pesan
    rumah.batal(sini.sana.basis, no_rawat)
    nanti(sini)
    assert sini.kasus() == {}


def test_a_doctors_second_session_counts_anew(sini: Sini) -> None:
    """There both are one sequence: that everybody has a first of each is no collision."""
    put_schedule(sini.store, sini.clock, sini.rs, f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},17:00-20:00,9,9",
                 f"ANA,Anak,12345,Dr. Hendra,{HARI_INI},08:00-16:00,9,9")  # fmt: skip
    sore = Slot("ANA", 12345, JamPraktek.baca("17:00-20:00"))
    pagi, malam = sini.ambil(), sini.ambil(2, slot=sore)
    assert pagi[-4:] != malam[-4:]
    sini.keluar.putaran()
    assert [satu["no_reg"] for satu in sini.baris(tabel(sini))] == ["001", "001"]
    assert sini.kasus() == {}
    rumah.daftar_walkin(sini.sana.basis, "000009", no_reg="001")
    nanti(sini)
    sini.keluar.ulang(malam)
    assert list(sini.kasus()) == [f"kembar:{malam}"]


def test_a_hole_in_the_mapping(sini: Sini) -> None:
    sini.sana.basis.tulis("UPDATE maping_dokter_dpjpvclaim SET kd_dokter_bpjs='' WHERE kd_dokter=%s", (rumah.BUDI,))
    kode, _ = sini.ambil(slot=DALAM, oleh="simrs/loket"), sini.ambil(2)
    sini.keluar.putaran()
    assert "mapping does not say" in sini.kasus()[f"tulis:{kode}"].pesan
    assert [satu["no_rkm_medis"] for satu in sini.baris(tabel(sini))] == ["000002"]
    sini.sana.basis.tulis(
        "UPDATE maping_dokter_dpjpvclaim SET kd_dokter_bpjs='34567' WHERE kd_dokter=%s", (rumah.BUDI,)
    )
    sini.keluar.pemetaan = Pemetaan.baca(sini.basis)
    nanti(sini)
    assert len(sini.baris(tabel(sini))) == 2
    assert sini.kasus() == {}


@KHANZA_SAJA
def test_half_done_writes_of_theirs(sini: Sini) -> None:
    """A booking of the system before that never got its registration; a no_rawat that is somebody else's."""
    basis = sini.sana.basis
    rumah.tambah(
        basis,
        "referensi_mobilejkn_bpjs",
        **{"nobooking": "20261130000001", "no_rawat": "2020/01/01/000001", "pasienbaru": "0", "norm": "000001"},
        **{"tanggalperiksa": HARI_INI, "status": "Gagal", "validasi": "0000-00-00 00:00:00", "statuskirim": "Sudah"},
    )
    sini.ambil(kodelama="20261130000001", oleh="simrs/impor")
    sini.keluar.putaran()
    rujuk = sini.satu("referensi_mobilejkn_bpjs")
    assert rujuk["status"] == "Belum"
    assert sini.satu("reg_periksa")["no_rawat"] == rujuk["no_rawat"]
    asing = rumah.daftar_walkin(basis, "000009", no_reg="050")
    basis.tulis("UPDATE referensi_mobilejkn_bpjs SET no_rawat=%s", (asing,))
    sini.keluar.ulang(sini.ambil(2))
    sini.checkin(next(kode for kode in sini.peta() if sini.booking(kode).norm == "000001"))
    sini.keluar.putaran()
    assert sini.satu("referensi_mobilejkn_bpjs", nobooking="20261130000001")["no_rawat"] == rujuk["no_rawat"]
    assert len(sini.baris("reg_periksa")) == 3
    assert sini.kasus() == {}


def test_what_they_deleted_stays_so_until_a_person_wants_it_back(sini: Sini) -> None:
    kode = sini.ambil()
    sini.checkin(kode)
    sini.keluar.putaran()
    rumah.hapus(sini.sana.basis, sini.satu("reg_periksa")["no_rawat"])
    sini.sana.basis.tulis("DELETE FROM booking_registrasi")
    sini.task(kode, 4)
    sini.keluar.putaran()
    assert sini.baris("reg_periksa") == []
    sini.keluar.ulang(kode, "batal:2026/11/30/000001")
    assert sini.baris("reg_periksa") == []
    sini.keluar.ulang(kode)
    assert len(sini.baris("reg_periksa")) == 1
    assert sini.kasus() == {}


def test_who_is_at_the_desk_already_is_not_registered_twice(sini: Sini) -> None:
    no_rawat = rumah.daftar_walkin(sini.sana.basis, "000001", no_reg="007")
    kode = sini.ambil()
    sini.keluar.putaran()
    assert sini.satu("reg_periksa")["no_rawat"] == no_rawat == sini.peta()[kode].kunci
    assert (sini.peta()[kode].asal, sini.peta()[kode].no_reg) == ("sana", "007")
    # It is theirs: cancelled it is, and not deleted.
    sini.batal_oleh_rs(kode)
    sini.keluar.putaran()
    assert sini.satu("reg_periksa")["stts"] == "Batal"


@KHANZA_SAJA
def test_a_walk_in_who_is_here_is_not_told_to_bpjs_by_their_desk(sini: Sini) -> None:
    no_rawat = rumah.daftar_walkin(sini.sana.basis, "000001", no_reg="007")
    kode = sini.ambil(oleh="konektor/khanza", angkaantrean=7)
    sini.keluar.putaran()
    assert sini.baris("referensi_mobilejkn_bpjs") == []
    sini.checkin(kode, oleh="konektor/khanza")
    sini.keluar.putaran()
    rujuk = sini.satu("referensi_mobilejkn_bpjs")
    assert (rujuk["nobooking"], rujuk["no_rawat"], rujuk["status"]) == (kode, no_rawat, "Checkin")
    assert [satu["taskid"] for satu in sini.baris("referensi_mobilejkn_bpjs_taskid")] == ["3"]


class Didahului(Basis):
    """Before it registers for the first time somebody else takes the number that it has in mind."""

    desk: Any = None

    def tulis(self, sql: str, nilai: Sequence[Any] = ()) -> int:
        if self.desk and sql.startswith("INSERT INTO reg_periksa"):
            desk, self.desk = self.desk, None
            desk()
        return super().tulis(sql, nilai)


def test_a_desk_that_is_quicker(sini: Sini) -> None:
    kode, basis = sini.ambil(), Didahului(sini.sana.setelan)
    sini.keluar.putaran()
    sini.basis = basis
    sini.lupa()
    basis.desk = lambda: rumah.daftar_walkin(sini.sana.basis, "000009", no_reg="050")
    if sini.sana.sistem == KHANZA:
        # And the number after that is kept by a booking of which they deleted the registration.
        rumah.tambah(
            sini.sana.basis,
            "referensi_mobilejkn_bpjs",
            **{"nobooking": "lama", "no_rawat": f"{HARI_INI:%Y/%m/%d}/000003", "pasienbaru": "0", "norm": "000009"},
            **{"tanggalperiksa": HARI_INI, "status": "Batal", "validasi": "0000-00-00 00:00:00"},
        )
    lain = sini.ambil(2)
    sini.checkin(lain)
    sini.keluar.putaran()
    basis.tutup()
    milik = {satu["no_rkm_medis"] for satu in sini.baris("reg_periksa")}
    assert milik >= {"000002", "000009"}
    assert sini.peta()[lain].kunci == sini.satu("reg_periksa", no_rkm_medis="000002")["no_rawat"]
    assert sini.kasus() == {}
    assert kode in sini.peta()


def test_a_grant_that_is_taken_away_stops_all_and_passes_over_nothing(sini: Sini, mariadb: MariaDb) -> None:
    kode = sini.ambil(tanggal=BESOK)
    sini.keluar.putaran()
    di, posisi = sini.basis.setelan, sini.store.peristiwa.posisi(sini.rs.kode, "konektor")
    hak = f"INSERT ON {di.basisdata}.{tabel(sini)}"
    mariadb.lakukan(f"REVOKE {hak} FROM {di.pengguna}@localhost")
    sini.ambil(2, tanggal=BESOK)
    with pytest.raises(BasisMenolak) as error:
        sini.keluar.putaran()
    assert "GRANT" in str(error.value)
    assert sini.store.peristiwa.posisi(sini.rs.kode, "konektor") == posisi
    mariadb.lakukan(f"GRANT {hak} TO {di.pengguna}@localhost")
    sini.keluar.putaran()
    assert len(sini.baris(tabel(sini))) == 2
    assert sini.kasus() == {}
    assert kode in sini.peta(BESOK)


def test_a_column_that_nobody_knows(sini: Sini) -> None:
    nama = tabel(sini)
    sini.sana.basis.tulis(f"ALTER TABLE {nama} ADD task_id_3 datetime NULL, ADD wajib int NOT NULL")
    sini.ambil()
    with pytest.raises(BasisMenolak):
        sini.keluar.putaran()
    sini.sana.basis.tulis(f"ALTER TABLE {nama} MODIFY wajib int NOT NULL DEFAULT 5")
    sini.keluar.putaran()
    assert sini.satu(nama)["wajib"] == 5


def test_their_server_is_away(sini: Sini, mariadb: MariaDb) -> None:
    sini.keluar.putaran()
    sini.ambil()
    mariadb.lakukan("SHUTDOWN")  # killed it would forget what it has not yet written
    assert mariadb.process
    mariadb.process.wait()
    try:
        with pytest.raises(BasisDiam):
            sini.keluar.putaran()
    finally:
        mariadb.start()
    sini.sana.basis.tutup()
    sini.keluar.putaran()
    assert len(sini.baris(tabel(sini))) == 1
    assert sini.kasus() == {}


@pytest.mark.parametrize("mode", ["''", "'TRADITIONAL,ANSI_QUOTES,NO_ZERO_DATE,NO_ZERO_IN_DATE'"])
def test_statements_in_every_field_and_whatever_the_servers_sql_mode(sini: Sini, mariadb: MariaDb, mode: str) -> None:
    kolom = "namakeluarga", "alamatpj", "kelurahanpj", "kecamatanpj", "kabupatenpj"
    sini.sana.basis.tulis(f"UPDATE pasien SET {', '.join(f'{nama}=%s' for nama in kolom)}, propinsipj=%s", [
        *(SQL for _ in kolom), SQL[:30]])  # fmt: skip
    mariadb.lakukan(f"SET GLOBAL sql_mode={mode}")
    try:
        sini.basis.tutup()
        kode = sini.ambil(nomorreferensi="0001'; DROP TABLE pasien; --", nohp="08'; --00000000000000")
        sini.keluar.putaran()
        sini.checkin(kode)
        sini.keluar.putaran()
        reg = sini.satu("reg_periksa")
        assert reg["p_jawab"] == SQL
        assert reg["almt_pj"] == ", ".join([SQL] * 4 + [SQL[:30]])[:200]
        sini.task(kode, 99, kata=SQL)
        sini.keluar.putaran()
        batal = "referensi_mobilejkn_bpjs_batal" if sini.sana.sistem == KHANZA else "mlite_antrian_referensi_batal"
        assert sini.satu(batal)["keterangan"] == SQL
        rujuk = "referensi_mobilejkn_bpjs" if sini.sana.sistem == KHANZA else "mlite_antrian_referensi"
        assert "0001'; DROP TABLE pasien; --" in sini.satu(rujuk).values()
        assert sini.kasus() == {}
    finally:
        mariadb.lakukan("SET GLOBAL sql_mode=DEFAULT")


def test_a_move_after_care_began_is_a_case(sini: Sini) -> None:
    kode = sini.ambil()
    sini.checkin(kode)
    sini.keluar.putaran()
    rumah.periksa_pasien(sini.sana.basis, sini.satu("reg_periksa")["no_rawat"], rumah.pada(12, 1))
    sesi.pindah(sini.konteks("petugas/ani"), KunciSesi(HARI_INI, ANAK), DALAM, [kode], semua=True)
    sini.keluar.putaran()
    assert sini.satu("reg_periksa")["kd_poli"] == rumah.ANA
    assert f"pindah:{kode}" in sini.kasus()
