"""The tables of mLITE that the connector meets, in our own words: those that it has from SIMRS-Khanza, as it has them,
and its own."""

import re
from collections.abc import Mapping

from tests.konektor import skema_khanza

_TAK_ADA = {
    *("referensi_mobilejkn_bpjs", "referensi_mobilejkn_bpjs_batal", "referensi_mobilejkn_bpjs_taskid"),
    *("set_urut_no_rkm_medis", "set_hari_libur", "kelurahan"),
}


def _seperti_khanza(nama: str, isi: str) -> str:
    if nama == "pasien":
        isi = isi.replace("kd_kel int NOT NULL", "kd_kel varchar(100) NOT NULL")
        isi = re.sub(r"\s+FOREIGN KEY \(kd_kel\)[^,]*,", "", isi)
        return isi.replace(",'DIRI SENDIRI','LAIN-LAIN'", "")
    if nama == "reg_periksa":
        return re.sub(r"KEY gabungan \([^)]*\),", "", isi)
    if nama == "resep_obat":
        return isi.replace("KEY (tgl_peresepan), KEY (status),", "")
    if nama == "booking_operasi":
        return re.sub(r"PRIMARY KEY \([^)]*\),", "", isi)
    return isi


SENDIRI: Mapping[str, str] = {
    "mlite_antrian_referensi": """
        tanggal_periksa date NOT NULL, no_rkm_medis varchar(50) NOT NULL, nomor_kartu varchar(50) NOT NULL,
        nomor_referensi varchar(50) NOT NULL, kodebooking varchar(100) NOT NULL, jenis_kunjungan varchar(10) NOT NULL,
        status_kirim varchar(20) NULL, keterangan varchar(250) NULL
    """,
    "mlite_antrian_referensi_batal": """
        tanggal_batal date NOT NULL, nomor_referensi varchar(50) NOT NULL, kodebooking varchar(100) NOT NULL,
        keterangan varchar(250) NOT NULL
    """,
    "mlite_antrian_referensi_taskid": """
        tanggal_periksa date NOT NULL, nomor_referensi varchar(50) NOT NULL, taskid varchar(50) NOT NULL,
        waktu varchar(50) NOT NULL, status varchar(20) NULL, keterangan varchar(250) NOT NULL
    """,
    "mlite_antrian_loket": """
        kd int NOT NULL AUTO_INCREMENT PRIMARY KEY, type varchar(50) NOT NULL, noantrian varchar(50) NOT NULL,
        no_rkm_medis varchar(50) NULL, postdate date NOT NULL, start_time time NOT NULL,
        end_time time NOT NULL DEFAULT '00:00:00', status varchar(10) NOT NULL DEFAULT '0',
        loket varchar(10) NOT NULL DEFAULT '0'
    """,
    "mlite_settings": """
        id int NOT NULL AUTO_INCREMENT PRIMARY KEY, module text NULL, field text NULL, value text NULL
    """,
}
TABEL: Mapping[str, str] = {
    **{nama: _seperti_khanza(nama, isi) for nama, isi in skema_khanza.TABEL.items() if nama not in _TAK_ADA},
    **SENDIRI,
}
"""What stands between the brackets of each CREATE TABLE, in an order in which each finds what it refers to."""

MYISAM = (skema_khanza.MYISAM & {*TABEL}) | {"mlite_settings"}
"""Tables without transactions."""


def perintah(utf8mb4: bool = False) -> list[str]:
    """The CREATE TABLE statements. The tables from Khanza have the database's charset; mLITE's own are utf8mb3 up to
    its version 6.0.0, and everything is utf8mb4 from 6.3.0 on."""

    def akhir(nama: str) -> str:
        mesin = f"ENGINE={'MyISAM' if nama in MYISAM else 'InnoDB'}"
        return f"{mesin} CHARSET=utf8mb3" if nama in SENDIRI and not utf8mb4 else mesin

    return [f"CREATE TABLE {nama} ({isi}) {akhir(nama)}" for nama, isi in TABEL.items()]
