"""What `antrean konektor periksa` finds in a real MariaDB: each fault with its place and its mend, and none where there
is none."""

import re
from dataclasses import replace
from typing import Any

import pytest

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import Baris, Basis, BasisDiam, BasisMenolak
from antrean.konektor.kunjungan import Tautan, Temuan
from antrean.konektor.pemeriksaan import periksa as pemeriksa
from antrean.konektor.pemeriksaan.hak import urai
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien, put_schedule
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.mariadb import PENGGUNA, MariaDb, hibah
from tests.konteks import konteks

AKUN = f"'{PENGGUNA}'@'localhost'"


class Pemeriksa:
    """Looks as the command does, with the connector's account."""

    def __init__(self, server: MariaDb, store: Store, clock: Clock, rs: RumahSakit) -> None:
        self.server, self.store, self.clock, self.rs = server, store, clock, rs

    def __call__(self, setelan: Setelan, jenis: type[Basis] = Basis) -> list[Temuan]:
        basis = jenis(setelan)
        try:
            return pemeriksa.periksa(basis, setelan, konteks(self.store, self.clock, self.rs))
        finally:
            basis.tutup()

    def berat(self, setelan: Setelan) -> list[str]:
        return [satu.pesan for satu in self(setelan) if satu.berat]

    def ringan(self, setelan: Setelan) -> list[str]:
        return [satu.pesan for satu in self(setelan) if not satu.berat]

    def pandu(self, setelan: Setelan) -> None:
        """Make the account as the guide has it."""
        semua = hibah(setelan.sistem, setelan.basisdata)
        self.server.lakukan(f"DROP USER {AKUN}", *semua)

    def turuti(self, semua: list[Temuan]) -> None:
        """Do what the findings say, as an administrator would: each statement, in the order in which it stands."""
        pola = r"(?:GRANT (?!OPTION)|REVOKE |ALTER TABLE |CREATE INDEX )[^;]+;"
        self.server.lakukan(*(perintah for satu in semua for perintah in re.findall(pola, satu.pesan)))


@pytest.fixture
def periksa(mariadb: MariaDb, store: Store, clock: FrozenClock, rs: RumahSakit) -> Pemeriksa:
    put_schedule(store, clock, rs, "ANA,Anak,12345,dr. Hendra,1,08:00-16:00,30,30")
    return Pemeriksa(mariadb, store, clock, rs)


def tentang(semua: list[str], *kata: str) -> str:
    """The one finding that has all these words."""
    (satu,) = (pesan for pesan in semua if all(k in pesan for k in kata))
    return satu


def hanya_hak(semua: list[Temuan]) -> list[Temuan]:
    return [satu for satu in semua if AKUN in satu.pesan]


def test_with_the_statements_of_the_guide_nothing_stands_in_the_way(sana: Sana, periksa: Pemeriksa) -> None:
    periksa.pandu(sana.setelan)
    semua = periksa(sana.setelan)
    assert [satu.pesan for satu in semua if satu.berat] == []
    assert hanya_hak(semua) == []  # neither too few nor too many
    assert [satu for satu in pemeriksa.terkini(sana.sambung(), sana.setelan) if satu.berat] == []
    ringan = [satu.pesan for satu in semua]
    tentang(ringan, "Nobody tells BPJS")
    assert not [satu for satu in ringan if "index" in satu and "character sets" not in satu]


def test_what_is_missing_is_named_with_the_statement_that_gives_it(sana: Sana, periksa: Pemeriksa) -> None:
    db = sana.setelan.basisdata
    periksa.pandu(sana.setelan)
    periksa.server.lakukan(
        f"REVOKE SELECT ON {db}.jadwal FROM {AKUN}",
        f"REVOKE INSERT, UPDATE ON {db}.reg_periksa FROM {AKUN}",
        f"REVOKE SELECT (nip) ON {db}.pemeriksaan_ralan FROM {AKUN}",
        # As much as is needed, by columns.
        f"REVOKE SELECT ON {db}.poliklinik FROM {AKUN}",
        f"GRANT SELECT (kd_poli, nm_poli, registrasi, registrasilama, status) ON {db}.poliklinik TO {AKUN}",
    )
    semua = periksa(sana.setelan)
    berat = [satu.pesan for satu in semua if satu.berat]
    assert f"GRANT SELECT ON `{db}`.`jadwal` TO {AKUN};" in tentang(berat, "on jadwal")
    assert f"GRANT INSERT, UPDATE ON `{db}`.`reg_periksa` TO {AKUN};" in tentang(berat, "on reg_periksa")
    tentang(berat, "GRANT SELECT (no_rawat, tgl_perawatan, jam_rawat, nip) ON")
    assert len(berat) == 3  # what cannot be seen for that is no fault of its own
    assert [satu for satu in pemeriksa.terkini(sana.sambung(), sana.setelan) if satu.berat] == semua[:3]
    periksa.turuti(hanya_hak(semua))
    assert hanya_hak(periksa(sana.setelan)) == []


def test_what_is_too_much_is_named_with_the_statement_that_takes_it_away(
    setelan_khanza: Setelan, periksa: Pemeriksa
) -> None:
    db = setelan_khanza.basisdata
    pola = db.replace("_", "\\_")
    periksa.pandu(setelan_khanza)
    periksa.server.lakukan(
        f"CREATE TABLE {db}.gaji (a int)",
        f"GRANT FILE, PROCESS ON *.* TO {AKUN} WITH GRANT OPTION",
        f"GRANT SELECT, CREATE ON `{pola}`.* TO {AKUN}",
        f"GRANT ALL PRIVILEGES ON `lain\\_%`.* TO {AKUN}",
        f"GRANT SELECT ON mysql.* TO {AKUN}",
        f"GRANT SELECT ON {db}.gaji TO {AKUN}",
        f"GRANT ALL PRIVILEGES ON {db}.pasien TO {AKUN} WITH GRANT OPTION",
        f"GRANT DELETE, DROP ON {db}.jadwal TO {AKUN}",
        f"GRANT SELECT (keluhan) ON {db}.pemeriksaan_ralan TO {AKUN}",
        f"GRANT SELECT ON {db}.password_asuransi TO {AKUN}",
        f"CREATE PROCEDURE {db}.apa() SELECT 1",
        f"GRANT EXECUTE ON PROCEDURE {db}.apa TO {AKUN}",
        f"GRANT PROXY ON 'pemilik'@'localhost' TO {AKUN}",
    )
    try:
        semua = periksa(setelan_khanza)
        hak = hanya_hak(semua)
        berat = [satu.pesan for satu in hak if satu.berat]
        for kata in (
            ("FILE, PROCESS, GRANT OPTION on *.*", f"REVOKE FILE, PROCESS, GRANT OPTION ON *.* FROM {AKUN};"),
            ("CREATE, SELECT on", f"REVOKE CREATE, SELECT ON `{pola}`.* FROM {AKUN};", "--hibah"),
            ("ALL PRIVILEGES on `lain\\_%`.*", "REVOKE ALL PRIVILEGES ON `lain\\_%`.*"),
            ("SELECT on `mysql`.*",),
            ("ALL PRIVILEGES, GRANT OPTION on", "REVOKE GRANT OPTION ON", "GRANT SELECT, INSERT"),
            ("DELETE, DROP on",),
            ("EXECUTE on PROCEDURE",),
            ("PROXY on",),
        ):
            tentang(berat, *kata)
        assert len(berat) == 8
        ringan = [satu.pesan for satu in hak if not satu.berat]
        tentang(ringan, "SELECT on `sik_uji`.`gaji`")
        tentang(ringan, "REVOKE SELECT (`keluhan`) ON")
        assert "GRANT SELECT (kd_pj) ON" in tentang(ringan, "`password_asuransi`")
        assert len(ringan) == 3
        periksa.turuti(hak)
        periksa.server.lakukan(*pemeriksa.hibah(Basis(setelan_khanza), setelan_khanza))
        assert hanya_hak(periksa(setelan_khanza)) == []
    finally:
        periksa.server.lakukan(f"DROP TABLE {db}.gaji", f"DROP PROCEDURE {db}.apa")


def test_roles_count_and_are_seen_through(setelan_mlite: Setelan, periksa: Pemeriksa) -> None:
    db = setelan_mlite.basisdata
    periksa.pandu(setelan_mlite)
    periksa.server.lakukan(
        "CREATE ROLE petugas_it",
        "CREATE ROLE tidur",
        f"REVOKE SELECT ON {db}.jadwal FROM {AKUN}",
        f"GRANT SELECT, DELETE ON {db}.jadwal TO petugas_it",
        f"GRANT petugas_it TO {AKUN}",
        f"SET DEFAULT ROLE petugas_it FOR {AKUN}",
        f"GRANT tidur TO {AKUN} WITH ADMIN OPTION",
    )
    try:
        semua = hanya_hak(periksa(setelan_mlite))
        berat = [satu.pesan for satu in semua if satu.berat]
        assert f"REVOKE `petugas_it` FROM {AKUN};" in tentang(berat, "DELETE on", "through `petugas_it`")
        assert f"REVOKE ADMIN OPTION FOR `tidur` FROM {AKUN};" in tentang(berat, "to others")
        assert len(berat) == 2
        assert [satu.pesan for satu in semua if not satu.berat] == [
            f"{AKUN} could take on the role `tidur`: REVOKE `tidur` FROM {AKUN};"
        ]
    finally:
        periksa.server.lakukan("DROP ROLE petugas_it", "DROP ROLE tidur")


def test_lines_of_other_servers_are_read_and_no_hash_is_kept() -> None:
    hibah, peran, asing = urai(
        [
            "GRANT USAGE ON *.* TO 'antrean'@'10.0.%' IDENTIFIED BY PASSWORD '*ABC' REQUIRE SSL WITH GRANT OPTION",
            "GRANT SELECT (a), SELECT (b), INSERT (a), INSERT ON `s``k`.`t` TO 'antrean'@'10.0.%'",
            "GRANT APPLICATION_PASSWORD_ADMIN,BACKUP_ADMIN ON *.* TO `antrean`@`%` WITH GRANT OPTION",
            "GRANT `satu`@`%`,`dua`@`%` TO `antrean`@`%`",
            "REVOKE SELECT ON `mysql`.* FROM `antrean`@`%`",
            "SET DEFAULT ROLE `satu` FOR `antrean`@`%`",
        ]
    )
    assert [(satu.di, satu.basisdata, satu.tabel, satu.memberi) for satu in hibah] == [
        *(("*.*", "", "", True), ("`s``k`.`t`", "s`k", "t", False)),
        ("*.*", "", "", True),
    ]
    assert hibah[1].hak == {"SELECT": {"a", "b"}, "INSERT": frozenset()}
    assert hibah[2].hak.keys() == {"APPLICATION_PASSWORD_ADMIN", "BACKUP_ADMIN"}
    assert peran == {"`satu`@`%`": False, "`dua`@`%`": False}
    assert asing == ["REVOKE SELECT ON `mysql`.* FROM `antrean`@`%`"]
    assert "ABC" not in repr((hibah, peran, asing))


def test_tables_that_were_changed_by_hand(khanza: Basis, setelan_khanza: Setelan, periksa: Pemeriksa) -> None:
    for satu in (
        "ALTER TABLE reg_periksa ADD jenis_kunjungan varchar(20) NOT NULL, ADD task_id_3 datetime NULL, ADD rupa "
        "enum('a','b') NOT NULL, ADD urut int NOT NULL DEFAULT 0, ADD catatan text NOT NULL, ADD lagi int AS (urut)",
        "ALTER TABLE reg_periksa MODIFY almt_pj varchar(60) NULL, MODIFY stts enum('Belum','Sudah') NULL",
        "ALTER TABLE reg_periksa DROP COLUMN umurdaftar, MODIFY jam_reg varchar(8) NULL",
        "ALTER TABLE set_no_rkm_medis ENGINE=MyISAM, MODIFY no_rkm_medis varchar(10) NULL",
        "ALTER TABLE antripoli CONVERT TO CHARACTER SET utf8mb4",
        "ALTER TABLE antripoli MODIFY status enum('0','1','2','3','4') NOT NULL",
        "DELETE FROM jadwal WHERE hari_kerja='AKHAD'",
        "ALTER TABLE jadwal MODIFY hari_kerja enum('SENIN','SELASA','RABU','KAMIS','JUMAT','SABTU','MINGGU') NOT NULL",
        "ALTER TABLE referensi_mobilejkn_bpjs DROP INDEX no_rawat, ADD INDEX (no_rawat)",
        "ALTER TABLE pasien DROP INDEX no_peserta",
        "DROP TABLE resep_dokter_racikan",
        "DROP TABLE set_hari_libur",
    ):
        khanza.tulis("SET foreign_key_checks=0")
        khanza.tulis(satu)
    semua = periksa(setelan_khanza)
    berat, ringan = ([satu.pesan for satu in semua if satu.berat is mana] for mana in (True, False))
    assert "SET DEFAULT '';" in tentang(berat, "reg_periksa.jenis_kunjungan (varchar(20))")
    assert "SET DEFAULT 'a';" in tentang(berat, "reg_periksa.rupa")
    assert "MODIFY `catatan` text NULL;" in tentang(berat, "reg_periksa.catatan")
    tentang(berat, "set_no_rkm_medis.no_rkm_medis is varchar(10), and texts of 15 characters are written")
    tentang(berat, "reg_periksa.stts is enum('Belum','Sudah'), and does not have 'Batal'")
    tentang(berat, "reg_periksa has no column umurdaftar")
    tentang(berat, "reg_periksa.jam_reg is varchar(8), and not one of time")
    tentang(berat, "set_no_rkm_medis is MyISAM", "ENGINE=InnoDB")
    tentang(berat, "There is no table resep_dokter_racikan")
    assert len(berat) == 9
    tentang(ringan, "several character sets", "utf8mb4: antripoli")
    tentang(ringan, "referensi_mobilejkn_bpjs.no_rawat has an index that is not UNIQUE")
    tentang(ringan, "pasien has no index of no_peserta, by which", "CREATE INDEX `antrean_no_peserta`")
    tentang(ringan, "Not looked for, because pasien has no index of no_peserta")
    assert not [satu for satu in ringan if "jadwal." in satu or "antripoli." in satu]
    # What the findings advise mends what can be mended so.
    periksa.turuti([satu for satu in semua if AKUN not in satu.pesan])
    lagi = periksa.berat(setelan_khanza)
    assert len(lagi) == 5
    assert not [satu for satu in lagi if "default" in satu or "MyISAM" in satu]


def test_the_server_clock_and_copy(setelan_mlite: Setelan, periksa: Pemeriksa, clock: FrozenClock) -> None:
    server = periksa.server
    server.lakukan("SET GLOBAL sql_mode='STRICT_TRANS_TABLES,NO_ZERO_DATE'", "SET GLOBAL read_only=1")
    try:
        semua = periksa(setelan_mlite)
    finally:
        server.lakukan("SET GLOBAL sql_mode=DEFAULT", "SET GLOBAL read_only=0")
    tentang([satu.pesan for satu in semua if satu.berat], "read_only")
    tentang([satu.pesan for satu in semua if not satu.berat], "sql_mode has NO_ZERO_DATE", "sql_mode=''")
    clock.move(seconds=10)
    assert "10 s behind ours" in tentang(periksa.ringan(setelan_mlite), "Their clock")
    clock.move(seconds=80)
    assert "NTP" in tentang(periksa.berat(setelan_mlite), "Their clock is 90 s behind ours")
    clock.move(minutes=-61)
    assert "another zone" in tentang(periksa.berat(setelan_mlite), "Their clock is 3570 s ahead of ours")


def test_codes_of_polis_and_doctors(sana: Sana, periksa: Pemeriksa, rs: RumahSakit) -> None:
    put_schedule(periksa.store, periksa.clock, rs, "MAT,Mata,777,dr. Citra,1,08:00-16:00,30,30")
    sana.basis.tulis("UPDATE maping_dokter_dpjpvclaim SET kd_dokter_bpjs=' ' WHERE kd_dokter=%s", (rumah.BUDI,))
    semua = periksa(sana.setelan)
    berat = [satu.pesan for satu in semua if satu.berat]
    assert len(berat) == 1
    tentang(berat, "Our schedule has doctor 777 in poli MAT")
    tentang([satu.pesan for satu in semua], f"dokter {rumah.BUDI}", "kd_dokter_bpjs", "do not come over")


def test_patients_who_are_there_twice_and_what_a_new_one_needs(sana: Sana, periksa: Pemeriksa) -> None:
    basis, orang = sana.basis, pasien(2)
    basis.tulis("UPDATE pasien SET no_ktp=%s, no_peserta=%s WHERE no_rkm_medis='000001'", (orang.nik, orang.nomorkartu))
    basis.tulis("UPDATE pasien SET no_ktp='0000000000000000', no_peserta='-' WHERE no_rkm_medis>'000010'")
    basis.tulis("UPDATE pasien SET nm_pasien=%s WHERE no_rkm_medis='000003'", ("JosÃ©",))
    basis.tulis("SET foreign_key_checks=0")
    for satu in (
        *("DELETE FROM set_no_rkm_medis", "DELETE FROM perusahaan_pasien", "DELETE FROM cacat_fisik"),
        "DELETE FROM penjab WHERE kd_pj='UMU'",
    ):
        basis.tulis(satu)
    semua = periksa(sana.setelan)
    berat, ringan = ([satu.pesan for satu in semua if satu.berat is mana] for mana in (True, False))
    assert tentang(ringan, "1 NIK stands", "000001 and 000002")
    assert tentang(ringan, "1 card stands", "000001 and 000002")
    tentang(ringan, "Of the last 21 patients' names 1 were written as UTF-8")
    tentang(berat, "perusahaan_pasien has no row with kode_perusahaan '-'")
    tentang(berat, "cacat_fisik has no row with id '1'")
    tentang(berat, "set_no_rkm_medis has no row")
    tentang(berat, "penjab has no kd_pj 'UMU'", "it has BPJ", "--kd-pj-umum")
    assert len(berat) == 4
    teks = " ".join(satu.pesan for satu in semua)
    assert not [rahasia for rahasia in (orang.nik, orang.nomorkartu, orang.nama, "Jos") if rahasia in teks]


def test_their_own_settings_against_ours(sana: Sana, periksa: Pemeriksa) -> None:
    lain = replace(sana.setelan, kd_pj_bpjs="UMU", lingkup="dokter")
    semua = periksa(lain)
    tentang([satu.pesan for satu in semua if satu.berat], "itself has 'BPJ' as BPJS's kd_pj", "--kd-pj-bpjs BPJ")
    if sana.sistem == "mlite":
        sana.basis.tulis("UPDATE mlite_settings SET value='Asia/Makassar' WHERE field='timezone'")
        ringan = periksa.ringan(lain)
        tentang(ringan, "run by poli, and the connector is set up for dokter", "--lingkup poli")
        tentang(ringan, "timezone Asia/Makassar", "Asia/Jakarta")


def test_visits_that_are_named_otherwise(setelan_khanza: Setelan, khanza: Basis, periksa: Pemeriksa) -> None:
    no_rawat = rumah.daftar_walkin(khanza, "000001")
    assert not [satu for satu in periksa(setelan_khanza) if "no_rawat" in satu.pesan]
    rumah.daftar_walkin(khanza, "000002", no_rawat="2601220001")
    tentang(periksa.ringan(setelan_khanza), "such as 2601220001")
    rumah.hapus(khanza, no_rawat)
    tentang(periksa.berat(setelan_khanza), "such as 2601220001")


def test_who_tells_bpjs(sana: Sana, periksa: Pemeriksa) -> None:
    saat = rumah.pada(11, 50)
    nomor = [rumah.daftar_walkin(sana.basis, f"{n:06d}") for n in (1, 2)]
    ms = str(int(saat.timestamp() * 1000)) if sana.sistem == "khanza" else ""
    for satu in nomor:
        if sana.sistem == "khanza":
            rumah.tambah(sana.basis, "referensi_mobilejkn_bpjs_taskid", no_rawat=satu, taskid="3", waktu=saat)
        else:
            ms = str(periksa.clock.now_ms() - 600_000)
            rumah.tambah(
                sana.basis,
                "mlite_antrian_referensi_taskid",
                **{"tanggal_periksa": HARI_INI, "nomor_referensi": satu, "taskid": "3", "waktu": ms},
                **{"status": "Sudah", "keterangan": "-"},
            )
    assert "tasks of 2 visits" in tentang(periksa.berat(sana.setelan), "Their own service still tells BPJS")
    simpanan = KonektorStore(periksa.store.connection)
    milik = [Tautan(kunci=satu, kodebooking=satu) for satu in nomor]
    simpanan.tautkan(periksa.rs.kode, HARI_INI, milik)
    assert periksa.berat(sana.setelan) == []  # they are of ours
    assert not [satu for satu in periksa.ringan(sana.setelan) if "ppk_bpjs" in satu]
    if sana.sistem != "khanza":
        sana.basis.tulis("UPDATE mlite_settings SET value='' WHERE field='ppk_bpjs'")
        tentang(periksa.ringan(sana.setelan), "ppk_bpjs", "is empty")
    # The other way about.
    sini = replace(sana.setelan, pengirim="sana")
    periksa.rs = replace(periksa.rs, kebijakan=replace(periksa.rs.kebijakan, bpjs="tersegel"))
    tentang(periksa.berat(sini), "Two would tell BPJS")
    kode = f"{HARI_INI:%d%m%Y}A001"
    if sana.sistem == "khanza":
        rumah.tambah(
            sana.basis,
            "referensi_mobilejkn_bpjs",
            **{"nobooking": kode, "pasienbaru": "0", "validasi": "0000-00-00", "status": "Belum"},
            statuskirim="Belum",
        )
    else:
        rumah.tambah(
            sana.basis,
            "mlite_antrian_referensi",
            **{"tanggal_periksa": HARI_INI, "no_rkm_medis": "000001", "nomor_kartu": "", "nomor_referensi": ""},
            **{"kodebooking": kode, "jenis_kunjungan": "1", "status_kirim": "Belum"},
        )
    tentang(periksa.ringan(sini), "Of today's 1 bookings")


class Lambat(Basis):
    """Their server is busy, and ends what takes it too long."""

    def baca(self, sql: str, nilai: Any = ()) -> list[Baris]:
        if "CHAR_LENGTH" in sql:
            raise BasisDiam("it does not do it now (error 1969)")
        return super().baca(sql, nilai)


def test_what_takes_too_long_is_said_and_the_rest_is_looked_at(setelan_khanza: Setelan, periksa: Pemeriksa) -> None:
    semua = [satu.pesan for satu in periksa(setelan_khanza, Lambat)]
    tentang(semua, "longer than 10 s", "NIKs")
    tentang(semua, "longer than 10 s", "cards")
    tentang(semua, "Nobody tells BPJS")


def test_doubles_are_found_by_the_index_alone(khanza: Basis, setelan_khanza: Setelan, periksa: Pemeriksa) -> None:
    ditanya: list[tuple[str, Any]] = []

    class Dicatat(Basis):
        def baca(self, sql: str, nilai: Any = ()) -> list[Baris]:
            ditanya.append((sql, nilai))
            return super().baca(sql, nilai)

    periksa(setelan_khanza, Dicatat)
    ganda = [satu for satu in ditanya if "CHAR_LENGTH" in satu[0]]
    assert len(ganda) == 2
    for sql, nilai in ganda:
        (rencana,) = khanza.baca(f"EXPLAIN {sql}", nilai)
        assert rencana["key"] in ("no_ktp", "no_peserta")
        assert "Using index" in rencana["Extra"]
        assert not {"temporary", "filesort"} & {*rencana["Extra"].split()}


def test_a_server_that_cannot_limit_statements_is_refused_by_its_age(setelan_mlite: Setelan) -> None:
    basis = Basis(setelan_mlite)
    with pytest.raises(BasisMenolak, match=r"older than MariaDB 10\.1 and MySQL 5\.7\.8"):
        basis.tulis("SET SESSION batas_waktu_yang_belum_ada=1")
    basis.tutup()
