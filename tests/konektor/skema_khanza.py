"""The tables of SIMRS-Khanza that the connector meets, in our own words: names, types, keys and what refers to what are
facts of theirs."""

from collections.abc import Mapping

_GOLONGAN = "enum('A','B','O','AB','-')"
_NIKAH = "enum('BELUM MENIKAH','MENIKAH','JANDA','DUDHA','JOMBLO')"
_ORANG = f"""
    jk enum('L','P') NULL, tmp_lahir varchar(20) NULL, tgl_lahir date NULL, gol_drh {_GOLONGAN} NULL,
    agama varchar(12) NULL, stts_nikah {_NIKAH} NULL, no_telp varchar(13) NULL, status enum('0','1') NOT NULL
"""
_IKUT = "ON DELETE CASCADE ON UPDATE CASCADE"

TABEL: Mapping[str, str] = {
    "poliklinik": """
        kd_poli char(5) NOT NULL DEFAULT '' PRIMARY KEY, nm_poli varchar(50) NULL, registrasi double NOT NULL,
        registrasilama double NOT NULL, status enum('0','1') NOT NULL
    """,
    "pegawai": """
        id int NOT NULL AUTO_INCREMENT PRIMARY KEY, nik varchar(20) NOT NULL UNIQUE, nama varchar(50) NOT NULL
    """,
    "dokter": f"""
        kd_dokter varchar(20) NOT NULL PRIMARY KEY, nm_dokter varchar(50) NULL, {_ORANG},
        FOREIGN KEY (kd_dokter) REFERENCES pegawai (nik) ON UPDATE CASCADE
    """,
    "petugas": f"""
        nip varchar(20) NOT NULL PRIMARY KEY, nama varchar(50) NULL, {_ORANG},
        FOREIGN KEY (nip) REFERENCES pegawai (nik) ON UPDATE CASCADE
    """,
    "jadwal": f"""
        kd_dokter varchar(20) NOT NULL,
        hari_kerja enum('SENIN','SELASA','RABU','KAMIS','JUMAT','SABTU','AKHAD') NOT NULL DEFAULT 'SENIN',
        jam_mulai time NOT NULL DEFAULT '00:00:00', jam_selesai time NULL, kd_poli char(5) NULL, kuota int NULL,
        PRIMARY KEY (kd_dokter, hari_kerja, jam_mulai), KEY (kd_poli),
        FOREIGN KEY (kd_dokter) REFERENCES dokter (kd_dokter) {_IKUT},
        FOREIGN KEY (kd_poli) REFERENCES poliklinik (kd_poli) {_IKUT}
    """,
    "maping_poli_bpjs": f"""
        kd_poli_rs varchar(5) NOT NULL PRIMARY KEY, kd_poli_bpjs varchar(15) NOT NULL UNIQUE,
        nm_poli_bpjs varchar(40) NOT NULL, FOREIGN KEY (kd_poli_rs) REFERENCES poliklinik (kd_poli) {_IKUT}
    """,
    "maping_dokter_dpjpvclaim": f"""
        kd_dokter varchar(20) NOT NULL PRIMARY KEY, kd_dokter_bpjs varchar(20) NULL, nm_dokter_bpjs varchar(50) NULL,
        FOREIGN KEY (kd_dokter) REFERENCES dokter (kd_dokter) {_IKUT}
    """,
    "penjab": """
        kd_pj char(3) NOT NULL PRIMARY KEY, png_jawab varchar(30) NOT NULL, nama_perusahaan varchar(60) NOT NULL,
        alamat_asuransi varchar(130) NOT NULL, no_telp varchar(40) NOT NULL, attn varchar(60) NOT NULL,
        status enum('0','1') NOT NULL
    """,
    "password_asuransi": f"""
        kd_pj char(3) NOT NULL PRIMARY KEY, usere varchar(700) NULL, passworde varchar(700) NULL,
        FOREIGN KEY (kd_pj) REFERENCES penjab (kd_pj) {_IKUT}
    """,
    "kelurahan": "kd_kel int NOT NULL AUTO_INCREMENT PRIMARY KEY, nm_kel varchar(60) NOT NULL",
    "kecamatan": "kd_kec int NOT NULL AUTO_INCREMENT PRIMARY KEY, nm_kec varchar(60) NOT NULL",
    "kabupaten": "kd_kab int NOT NULL AUTO_INCREMENT PRIMARY KEY, nm_kab varchar(60) NOT NULL UNIQUE",
    "propinsi": "kd_prop int NOT NULL AUTO_INCREMENT PRIMARY KEY, nm_prop varchar(30) NOT NULL UNIQUE",
    "perusahaan_pasien": """
        kode_perusahaan varchar(8) NOT NULL PRIMARY KEY, nama_perusahaan varchar(70) NULL, alamat varchar(100) NULL,
        kota varchar(40) NULL, no_telp varchar(27) NULL
    """,
    "suku_bangsa": "id int NOT NULL AUTO_INCREMENT PRIMARY KEY, nama_suku_bangsa varchar(30) NULL UNIQUE",
    "bahasa_pasien": "id int NOT NULL AUTO_INCREMENT PRIMARY KEY, nama_bahasa varchar(30) NULL UNIQUE",
    "cacat_fisik": "id int NOT NULL AUTO_INCREMENT PRIMARY KEY, nama_cacat varchar(30) NULL UNIQUE",
    "pasien": f"""
        no_rkm_medis varchar(15) NOT NULL PRIMARY KEY, nm_pasien varchar(40) NULL, no_ktp varchar(20) NULL,
        jk enum('L','P') NULL, tmp_lahir varchar(15) NULL, tgl_lahir date NULL, nm_ibu varchar(40) NOT NULL,
        alamat varchar(200) NULL, gol_darah {_GOLONGAN} NULL, pekerjaan varchar(60) NULL, stts_nikah {_NIKAH} NULL,
        agama varchar(12) NULL, tgl_daftar date NULL, no_tlp varchar(40) NULL, umur varchar(30) NOT NULL,
        pnd enum('TS','TK','SD','SMP','SMA','SLTA/SEDERAJAT','D1','D2','D3','D4','S1','S2','S3','-') NOT NULL,
        keluarga enum('AYAH','IBU','ISTRI','SUAMI','SAUDARA','ANAK','DIRI SENDIRI','LAIN-LAIN') NULL,
        namakeluarga varchar(50) NOT NULL, kd_pj char(3) NOT NULL, no_peserta varchar(25) NULL, kd_kel int NOT NULL,
        kd_kec int NOT NULL, kd_kab int NOT NULL, pekerjaanpj varchar(35) NOT NULL, alamatpj varchar(100) NOT NULL,
        kelurahanpj varchar(60) NOT NULL, kecamatanpj varchar(60) NOT NULL, kabupatenpj varchar(60) NOT NULL,
        perusahaan_pasien varchar(8) NOT NULL, suku_bangsa int NOT NULL, bahasa_pasien int NOT NULL,
        cacat_fisik int NOT NULL, email varchar(50) NOT NULL, nip varchar(30) NOT NULL, kd_prop int NOT NULL,
        propinsipj varchar(30) NOT NULL, KEY (no_ktp), KEY (no_peserta), KEY (nm_pasien),
        FOREIGN KEY (kd_pj) REFERENCES penjab (kd_pj) ON UPDATE CASCADE,
        FOREIGN KEY (kd_kel) REFERENCES kelurahan (kd_kel) ON UPDATE CASCADE,
        FOREIGN KEY (kd_kec) REFERENCES kecamatan (kd_kec) ON UPDATE CASCADE,
        FOREIGN KEY (kd_kab) REFERENCES kabupaten (kd_kab) ON UPDATE CASCADE,
        FOREIGN KEY (kd_prop) REFERENCES propinsi (kd_prop) ON UPDATE CASCADE,
        FOREIGN KEY (perusahaan_pasien) REFERENCES perusahaan_pasien (kode_perusahaan) ON UPDATE CASCADE,
        FOREIGN KEY (suku_bangsa) REFERENCES suku_bangsa (id) ON UPDATE CASCADE,
        FOREIGN KEY (bahasa_pasien) REFERENCES bahasa_pasien (id) ON UPDATE CASCADE,
        FOREIGN KEY (cacat_fisik) REFERENCES cacat_fisik (id) ON UPDATE CASCADE
    """,
    "set_no_rkm_medis": "no_rkm_medis varchar(15) NULL",
    "set_urut_no_rkm_medis": """
        urutan enum('Straight','Middle','Terminal') NULL, tahun enum('Yes','No') NOT NULL,
        bulan enum('Yes','No') NOT NULL, posisi_tahun_bulan enum('Depan','Belakang') NOT NULL
    """,
    "reg_periksa": f"""
        no_reg varchar(8) NULL, no_rawat varchar(17) NOT NULL PRIMARY KEY, tgl_registrasi date NULL, jam_reg time NULL,
        kd_dokter varchar(20) NULL, no_rkm_medis varchar(15) NULL, kd_poli char(5) NULL, p_jawab varchar(100) NULL,
        almt_pj varchar(200) NULL, hubunganpj varchar(20) NULL, biaya_reg double NULL,
        stts enum('Belum','Sudah','Batal','Berkas Diterima','Dirujuk','Meninggal','Dirawat','Pulang Paksa') NULL,
        stts_daftar enum('-','Lama','Baru') NOT NULL, status_lanjut enum('Ralan','Ranap') NOT NULL,
        kd_pj char(3) NOT NULL, umurdaftar int NULL, sttsumur enum('Th','Bl','Hr') NULL,
        status_bayar enum('Sudah Bayar','Belum Bayar') NOT NULL, status_poli enum('Lama','Baru') NOT NULL,
        KEY (no_rkm_medis), KEY (kd_poli), KEY (kd_pj), KEY (status_lanjut), KEY (kd_dokter), KEY (status_bayar),
        KEY gabungan (no_rawat, no_rkm_medis, kd_poli, kd_pj),
        FOREIGN KEY (kd_poli) REFERENCES poliklinik (kd_poli) {_IKUT},
        FOREIGN KEY (kd_dokter) REFERENCES dokter (kd_dokter) {_IKUT},
        FOREIGN KEY (kd_pj) REFERENCES penjab (kd_pj) ON UPDATE CASCADE,
        FOREIGN KEY (no_rkm_medis) REFERENCES pasien (no_rkm_medis) ON UPDATE CASCADE
    """,
    "referensi_mobilejkn_bpjs": f"""
        nobooking varchar(15) NOT NULL PRIMARY KEY, no_rawat varchar(17) NULL UNIQUE, nomorkartu varchar(25) NULL,
        nik varchar(30) NULL, nohp varchar(15) NULL, kodepoli varchar(15) NULL, pasienbaru enum('0','1') NOT NULL,
        norm varchar(15) NULL, tanggalperiksa date NULL, kodedokter varchar(20) NULL, jampraktek varchar(12) NULL,
        jeniskunjungan enum('1 (Rujukan FKTP)','2 (Rujukan Internal)','3 (Kontrol)','4 (Rujukan Antar RS)') NULL,
        nomorreferensi varchar(40) NULL, nomorantrean varchar(15) NULL, angkaantrean varchar(5) NULL,
        estimasidilayani varchar(15) NULL, sisakuotajkn int NULL, kuotajkn int NULL, sisakuotanonjkn int NULL,
        kuotanonjkn int NULL, status enum('Belum','Checkin','Batal','Gagal') NULL, validasi datetime NOT NULL,
        statuskirim enum('Belum','Sudah') NULL, KEY (norm),
        FOREIGN KEY (norm) REFERENCES pasien (no_rkm_medis) {_IKUT}
    """,
    "referensi_mobilejkn_bpjs_batal": f"""
        no_rkm_medis varchar(15) NULL, no_rawat_batal varchar(17) NULL, nomorreferensi varchar(40) NULL,
        tanggalbatal datetime NULL, keterangan varchar(200) NULL, statuskirim enum('Sudah','Belum') NULL,
        nobooking varchar(15) NOT NULL PRIMARY KEY,
        FOREIGN KEY (no_rkm_medis) REFERENCES pasien (no_rkm_medis) {_IKUT},
        FOREIGN KEY (nobooking) REFERENCES referensi_mobilejkn_bpjs (nobooking) {_IKUT}
    """,
    "referensi_mobilejkn_bpjs_taskid": f"""
        no_rawat varchar(17) NOT NULL, taskid enum('1','2','3','4','5','6','7','99') NOT NULL, waktu datetime NULL,
        PRIMARY KEY (no_rawat, taskid), FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) {_IKUT}
    """,
    "mutasi_berkas": f"""
        no_rawat varchar(17) NOT NULL PRIMARY KEY,
        status enum('Sudah Dikirim','Sudah Diterima','Sudah Kembali','Tidak Ada','Masuk Ranap') NULL,
        dikirim datetime NULL, diterima datetime NULL, kembali datetime NULL, tidakada datetime NULL,
        ranap datetime NOT NULL, FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) {_IKUT}
    """,
    "pemeriksaan_ralan": f"""
        no_rawat varchar(17) NOT NULL, tgl_perawatan date NOT NULL, jam_rawat time NOT NULL, suhu_tubuh varchar(5) NULL,
        tensi varchar(8) NOT NULL, keluhan varchar(2000) NULL, pemeriksaan varchar(2000) NULL,
        penilaian varchar(2000) NOT NULL, nip varchar(20) NOT NULL, PRIMARY KEY (no_rawat, tgl_perawatan, jam_rawat),
        FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) {_IKUT},
        FOREIGN KEY (nip) REFERENCES pegawai (nik) ON UPDATE CASCADE
    """,
    "resep_obat": """
        no_resep varchar(14) NOT NULL PRIMARY KEY, tgl_perawatan date NULL, jam time NOT NULL,
        no_rawat varchar(17) NOT NULL, kd_dokter varchar(20) NOT NULL, tgl_peresepan date NULL, jam_peresepan time NULL,
        status enum('ralan','ranap') NULL, tgl_penyerahan date NOT NULL, jam_penyerahan time NOT NULL,
        KEY (no_rawat), KEY (kd_dokter), KEY (tgl_peresepan), KEY (status),
        FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) ON UPDATE CASCADE,
        FOREIGN KEY (kd_dokter) REFERENCES dokter (kd_dokter) ON UPDATE CASCADE
    """,
    "resep_dokter_racikan": f"""
        no_resep varchar(14) NOT NULL, no_racik varchar(2) NOT NULL, nama_racik varchar(100) NOT NULL,
        PRIMARY KEY (no_resep, no_racik), FOREIGN KEY (no_resep) REFERENCES resep_obat (no_resep) {_IKUT}
    """,
    "billing": """
        noindex int NOT NULL, no_rawat varchar(17) NOT NULL, tgl_byr date NULL, nm_perawatan varchar(200) NOT NULL,
        totalbiaya double NOT NULL, KEY (no_rawat),
        FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) ON UPDATE CASCADE
    """,
    "bridging_sep": """
        no_sep varchar(40) NOT NULL PRIMARY KEY, no_rawat varchar(17) NULL, tglsep date NULL, tglrujukan date NULL,
        no_rujukan varchar(40) NULL, no_kartu varchar(25) NULL, nomr varchar(15) NULL, KEY (no_rawat),
        FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) ON UPDATE CASCADE
    """,
    "booking_registrasi": f"""
        tanggal_booking date NULL, jam_booking time NULL, no_rkm_medis varchar(15) NOT NULL,
        tanggal_periksa date NOT NULL, kd_dokter varchar(20) NULL, kd_poli varchar(5) NULL, no_reg varchar(8) NULL,
        kd_pj char(3) NULL, limit_reg int(1) NULL, waktu_kunjungan datetime NULL,
        status enum('Terdaftar','Belum','Batal','Dokter Berhalangan') NULL,
        PRIMARY KEY (no_rkm_medis, tanggal_periksa), KEY (kd_dokter), KEY (kd_poli), KEY (kd_pj),
        FOREIGN KEY (kd_dokter) REFERENCES dokter (kd_dokter) {_IKUT},
        FOREIGN KEY (kd_poli) REFERENCES poliklinik (kd_poli) {_IKUT},
        FOREIGN KEY (kd_pj) REFERENCES penjab (kd_pj) {_IKUT},
        FOREIGN KEY (no_rkm_medis) REFERENCES pasien (no_rkm_medis) {_IKUT}
    """,
    "paket_operasi": """
        kode_paket varchar(15) NOT NULL PRIMARY KEY, nm_perawatan varchar(80) NOT NULL, status enum('0','1') NULL
    """,
    "booking_operasi": """
        no_rawat varchar(17) NOT NULL, kode_paket varchar(15) NOT NULL, tanggal date NOT NULL, jam_mulai time NOT NULL,
        jam_selesai time NULL, status enum('Menunggu','Proses Operasi','Selesai') NULL, kd_dokter varchar(20) NULL,
        kd_ruang_ok varchar(3) NOT NULL, PRIMARY KEY (no_rawat, kode_paket, tanggal, jam_mulai),
        FOREIGN KEY (no_rawat) REFERENCES reg_periksa (no_rawat) ON UPDATE CASCADE,
        FOREIGN KEY (kode_paket) REFERENCES paket_operasi (kode_paket) ON UPDATE CASCADE,
        FOREIGN KEY (kd_dokter) REFERENCES dokter (kd_dokter) ON UPDATE CASCADE
    """,
    "antripoli": """
        kd_dokter varchar(20) NOT NULL, kd_poli char(5) NOT NULL, status enum('0','1') NOT NULL,
        no_rawat varchar(17) NOT NULL, KEY (kd_dokter), KEY (kd_poli), KEY (no_rawat)
    """,
    "antriloket": "loket int NOT NULL, antrian int NOT NULL",
    "antriapotek": "no_resep varchar(14) NOT NULL, status enum('0','1') NOT NULL, no_rawat varchar(17) NOT NULL",
    "antriapotek2": "no_resep varchar(14) NOT NULL, status enum('0','1') NOT NULL, no_rawat varchar(17) NOT NULL",
    "antriapotek3": "no_resep varchar(14) NOT NULL, status enum('0','1') NOT NULL, no_rawat varchar(17) NOT NULL",
    "antriloketcetak": """
        tanggal date NOT NULL, jam time NOT NULL, nomor varchar(15) NOT NULL, PRIMARY KEY (tanggal, jam)
    """,
    "set_hari_libur": "tanggal date NOT NULL PRIMARY KEY, ktg varchar(40) NOT NULL",
}
"""What stands between the brackets of each CREATE TABLE, in an order in which each finds what it refers to."""

MYISAM = {"antripoli", "antriloket", "antriapotek", "antriapotek2", "antriapotek3", "set_urut_no_rkm_medis"}
"""Tables without transactions."""


def perintah() -> list[str]:
    """The CREATE TABLE statements; the database's charset is theirs."""
    return [
        f"CREATE TABLE {nama} ({isi}) ENGINE={'MyISAM' if nama in MYISAM else 'InnoDB'}" for nama, isi in TABEL.items()
    ]
