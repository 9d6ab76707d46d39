"""Their database as the connector has it: what its values become, what is done whole or not at all, and what went wrong
as a sentence."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import trustme

from antrean.konektor import basis as modul
from antrean.konektor.basis import Basis, BasisDiam, BasisMenolak
from antrean.konektor.setelan import KHANZA, Setelan
from tests.conftest import SIANG
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.mariadb import PENGGUNA, SANDI, MariaDb
from tests.servers import free_port

RAHASIA = "Siti-3201019990001"


@pytest.fixture
def basis(khanza: Basis) -> Iterator[Basis]:
    """Another connection than that of their screens; it may write where the connector's account may not."""
    satu = Basis(khanza.setelan)
    yield satu
    satu.tutup()


def salah(basis: Basis, sql: str, *nilai: object) -> BasisMenolak:
    """How a statement is refused."""
    with pytest.raises(BasisMenolak) as error:
        basis.tulis(sql, nilai)
    assert RAHASIA not in str(error.value)
    assert error.value.__suppress_context__
    return error.value


def diam(basis: Basis, sql: str = "SELECT 1 AS satu") -> str:
    with pytest.raises(BasisDiam) as error:
        basis.baca(sql)
    return str(error.value)


def jumlah(basis: Basis, tabel: str) -> int:
    satu: int = basis.baca(f"SELECT COUNT(*) AS n FROM {tabel}")[0]["n"]
    return satu


def test_the_sample_hospital_is_there_for_the_connectors_account(sana: Sana) -> None:
    no_rawat = rumah.daftar_walkin(sana.basis, "000001")
    rumah.kirim_berkas(sana.basis, no_rawat, rumah.pada(8, 40))
    rumah.terima_berkas(sana.basis, no_rawat, rumah.pada(9))
    rumah.periksa_pasien(sana.basis, no_rawat, rumah.pada(9, 5))
    no_resep = rumah.resep(sana.basis, no_rawat, rumah.pada(9, 10), racikan=True)
    rumah.validasi_resep(sana.basis, no_resep, rumah.pada(9, 20))
    rumah.panggil_poli(sana.basis, no_rawat)
    basis = sana.sambung()
    (berkas,) = basis.baca("SELECT dikirim, diterima, kembali, ranap FROM mutasi_berkas WHERE no_rawat=%s", (no_rawat,))
    assert berkas == {"dikirim": rumah.pada(8, 40), "diterima": rumah.pada(9), "kembali": None, "ranap": None}
    (resep,) = basis.baca("SELECT tgl_perawatan, jam, tgl_penyerahan, jam_penyerahan FROM resep_obat")
    assert [*resep.values()] == [rumah.pada(9, 20).date(), time(9, 20), None, time(0)]
    assert basis.sekarang() == rumah.pada(12)
    basis.tutup()


def test_what_their_columns_hold(khanza: Basis) -> None:
    khanza.tulis("CREATE TABLE segala (t time(2), d date, s datetime(6), n decimal(5,2), x varchar(40))")
    isi = [
        ("08:30:00.50", "2026-11-30", "2026-11-30 08:30:00.000001", "1.50", "café"),
        ("-01:00:00", "0000-00-00", "0000-00-00 00:00:00", "0", "-"),
        ("838:59:59", "2026-00-00", "2026-11-00 10:00:00", "0", None),
        ("00:00:00", None, None, None, "it's 100% \\ \"\u0000"),
    ]
    khanza.tulis("SET SESSION sql_mode=''")
    for satu in isi:
        khanza.tulis("INSERT INTO segala VALUES (%s, %s, %s, %s, %s)", satu)
    baris = khanza.baca("SELECT * FROM segala")
    assert [satu["t"] for satu in baris] == [time(8, 30, 0, 500_000), None, None, time(0)]
    assert [satu["d"] for satu in baris] == [date(2026, 11, 30), None, None, None]
    setengah_sembilan = datetime.fromisoformat("2026-11-30T08:30:00.000001")
    assert [satu["s"] for satu in baris] == [setengah_sembilan, None, None, None]
    assert [satu["x"] for satu in baris] == ["café", "-", None, "it's 100% \\ \"\u0000"]


def test_a_row_that_is_as_it_should_be_already_is_found(basis: Basis) -> None:
    sql = "UPDATE pasien SET email=%s WHERE no_rkm_medis=%s"
    assert [basis.tulis(sql, ("-", norm)) for norm in ("000001", "000001", "no one")] == [1, 1, 0]


def test_strict_but_with_zero_dates(basis: Basis) -> None:
    tambah = "INSERT INTO referensi_mobilejkn_bpjs (nobooking, pasienbaru, validasi, nohp) VALUES (%s, %s, %s, %s)"
    basis.tulis(tambah, ("A1", "0", "0000-00-00 00:00:00", "0812"))
    assert salah(basis, tambah, "A1", "0", "0000-00-00 00:00:00", RAHASIA[:15]).ganda
    for nilai in (("A2", "9", "0000-00-00 00:00:00", "0"), ("A2", "0", RAHASIA, "0"), ("A2", "0", None, "0")):
        assert not salah(basis, tambah, *nilai).ganda
    assert salah(basis, tambah, "A2", "0", "0000-00-00 00:00:00", RAHASIA).kode == 1406  # too long
    nama = "UPDATE pasien SET nm_pasien=%s WHERE no_rkm_medis='000001'"
    assert salah(basis, nama, f"{RAHASIA} 王").kode == 1366
    assert basis.tulis(nama, ("Zoë Muñoz",)) == 1
    assert basis.baca("SELECT nm_pasien FROM pasien WHERE no_rkm_medis=%s", ("000001",)) == [{"nm_pasien": "Zoë Muñoz"}]
    fk = "UPDATE pasien SET kd_pj=%s WHERE no_rkm_medis='000001'"
    assert salah(basis, fk, "XXX").kode == 1452
    assert str(salah(basis, "SELECT tak_ada FROM pasien")).startswith("the database of SIMRS-Khanza at /")


def test_read_committed(basis: Basis, khanza: Basis) -> None:
    with basis.transaksi():
        assert jumlah(basis, "reg_periksa") == 0
        rumah.daftar_walkin(khanza, "000001")
        assert jumlah(basis, "reg_periksa") == 1


def test_a_transaction_is_done_whole_or_not_at_all(basis: Basis, khanza: Basis) -> None:
    sql = "UPDATE pasien SET email='lain' WHERE no_rkm_medis='000001'"

    def terhenti(salahnya: type[BaseException]) -> None:
        with basis.transaksi():
            basis.tulis(sql)
            raise salahnya

    def ditolak() -> None:
        with basis.transaksi():
            basis.tulis(sql)
            basis.tulis("UPDATE pasien SET kd_pj='XXX' WHERE no_rkm_medis='000002'")

    for salahnya in (KeyError, KeyboardInterrupt):
        with pytest.raises(salahnya):
            terhenti(salahnya)
    with pytest.raises(BasisMenolak):
        ditolak()
    assert khanza.baca("SELECT DISTINCT email FROM pasien") == [{"email": "-"}]
    # What is refused may be caught, and gone on from, as a number that is taken is.
    with basis.transaksi():
        basis.tulis(sql)
        with pytest.raises(BasisMenolak):
            basis.tulis("INSERT INTO propinsi (kd_prop, nm_prop) VALUES (1, 'X')")
        with pytest.raises(RuntimeError), basis.transaksi():
            """One in another would end the first."""
    assert khanza.baca("SELECT email FROM pasien WHERE no_rkm_medis='000001'") == [{"email": "lain"}]


def test_what_a_connection_that_was_lost_had_begun_is_not_gone_on_with(basis: Basis, khanza: Basis) -> None:
    (nomor,) = basis.baca("SELECT CONNECTION_ID() AS n")

    def putus() -> None:
        with basis.transaksi():
            basis.tulis("UPDATE pasien SET email='satu' WHERE no_rkm_medis='000001'")
            khanza.tulis(f"KILL CONNECTION {nomor['n']}")
            for norm in ("000002", "000003"):
                with pytest.raises(BasisDiam):
                    basis.tulis("UPDATE pasien SET email='dua' WHERE no_rkm_medis=%s", (norm,))

    with pytest.raises(BasisDiam):
        putus()
    assert khanza.baca("SELECT DISTINCT email FROM pasien") == [{"email": "-"}]
    assert basis.tulis("UPDATE pasien SET email='tiga' WHERE no_rkm_medis='000001'") == 1


def test_a_lock_of_theirs_is_waited_for_a_moment_and_no_longer(
    basis: Basis, khanza: Basis, mariadb: MariaDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modul, "_KUNCI_S", 1)
    sql = "UPDATE pasien SET email=%s WHERE no_rkm_medis='000001'"

    def terhalang() -> None:
        with basis.transaksi():
            basis.tulis("UPDATE pasien SET email='x' WHERE no_rkm_medis='000002'")
            basis.tulis(sql, ("kami",))

    with mariadb.sambungan(basisdata="sik_uji") as orang, orang.cursor() as kursor:
        kursor.execute("BEGIN; " + sql % "'milik mereka'")
        with pytest.raises(BasisDiam, match="does not do it now"):
            terhalang()
        orang.rollback()
        kursor.execute("LOCK TABLES pasien WRITE")
        assert "does not do it now (error 1205)" in diam(basis, "SELECT email FROM pasien")
        kursor.execute("UNLOCK TABLES")
    assert khanza.baca("SELECT DISTINCT email FROM pasien") == [{"email": "-"}]


def test_a_question_that_takes_long_is_ended_by_their_server(setelan_khanza: Setelan) -> None:
    basis = Basis(setelan_khanza, batas_s=1)
    nomor = basis.baca("SELECT CONNECTION_ID() AS n")
    lama = "SELECT COUNT(DISTINCT a.nm_pasien) AS n FROM pasien a, pasien b, pasien c, pasien d, pasien e, pasien f"
    assert "does not do it now (error 1969)" in diam(basis, lama)
    assert basis.baca("SELECT CONNECTION_ID() AS n") == nomor
    basis.tutup()


def test_a_server_that_dies_is_asked_again_when_it_is_back(basis: Basis, mariadb: MariaDb) -> None:
    assert jumlah(basis, "pasien") == 21
    mariadb.kill()
    try:
        assert "does not answer" in diam(basis)
        assert "does not answer" in diam(basis)
    finally:
        mariadb.start()
    assert jumlah(basis, "pasien") == 21
    with basis.transaksi():
        assert basis.baca("SELECT @@sql_mode AS m, @@autocommit AS a")[0]["m"].startswith("STRICT_TRANS_TABLES")


def test_a_server_without_room_is_tried_later(setelan_khanza: Setelan, mariadb: MariaDb) -> None:
    mariadb.lakukan(f"ALTER USER {PENGGUNA}@localhost WITH MAX_USER_CONNECTIONS 1")
    satu, dua = Basis(setelan_khanza), Basis(setelan_khanza)
    assert jumlah(satu, "pasien") == 21
    assert "does not do it now (error 1226)" in diam(dua)
    mariadb.lakukan(f"ALTER USER {PENGGUNA}@localhost WITH MAX_USER_CONNECTIONS 0", "SET GLOBAL max_connections=10")
    try:
        with ExitStack() as penuh:
            for _ in range(9):
                penuh.enter_context(mariadb.sambungan(PENGGUNA, SANDI))
            assert "does not do it now (error 1040)" in diam(dua)
    finally:
        mariadb.lakukan("SET GLOBAL max_connections=151")
    assert jumlah(dua, "pasien") == 21
    satu.tutup()
    dua.tutup()


def test_who_is_not_let_in_hears_what_to_mend(setelan_khanza: Setelan, mariadb: MariaDb) -> None:
    def kata(**beda: Any) -> str:
        basis = Basis(replace(setelan_khanza, **beda))
        with pytest.raises(BasisMenolak) as error:
            basis.baca("SELECT 1 AS satu")
        assert SANDI not in str(error.value)
        assert "salah-sandi" not in str(error.value)
        return re.sub(r"/\S+/m.sock", "SOCKET", str(error.value))

    sandi = kata(sandi="salah-sandi")
    assert sandi == (
        "the database of SIMRS-Khanza at SOCKET does not let 'antrean' in (error 1045): user, password or the GRANT "
        "for the database 'sik_uji' and for the machine that this runs on; `antrean konektor atur` sets them"
    )
    assert kata(pengguna="orang").startswith("the database of SIMRS-Khanza at SOCKET does not let 'orang' in")
    assert "(error 1044)" in kata(basisdata="tak_ada")
    pemilik = mariadb.setelan(KHANZA, "tak_ada")
    assert kata(**{nama: getattr(pemilik, nama) for nama in ("pengguna", "sandi", "basisdata")}) == (
        "the database of SIMRS-Khanza at SOCKET has no database 'tak_ada'"
    )


def test_a_grant_that_is_taken_away_is_told(setelan_khanza: Setelan, mariadb: MariaDb) -> None:
    basis = Basis(setelan_khanza)
    assert salah(basis, "DELETE FROM pasien").kode == 1142
    assert jumlah(basis, "jadwal") == 13
    mariadb.lakukan(f"REVOKE SELECT ON sik_uji.jadwal FROM {PENGGUNA}@localhost")
    assert str(salah(basis, "SELECT kuota FROM jadwal")) == (
        "'antrean' may not do this there (error 1142): a GRANT is missing, and `antrean konektor periksa` says which"
    )
    assert salah(basis, "SELECT keluhan FROM pemeriksaan_ralan").kode == 1143
    assert salah(basis, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE pasien").kode
    basis.tutup()


def test_over_tls_their_server_proves_who_it_is(tmp_path: Path) -> None:
    ca, lain = trustme.CA(), trustme.CA()
    punya = ca.issue_cert("127.0.0.1")
    berkas = {nama: tmp_path / f"{nama}.pem" for nama in ("ca", "lain", "cert", "key")}
    ca.cert_pem.write_to_path(str(berkas["ca"]))
    lain.cert_pem.write_to_path(str(berkas["lain"]))
    punya.cert_chain_pems[0].write_to_path(str(berkas["cert"]))
    punya.private_key_pem.write_to_path(str(berkas["key"]))
    port = free_port()
    tanpa = Setelan(KHANZA, "127.0.0.1", port, "", "mysql", PENGGUNA, SANDI)
    basis = Basis(tanpa)
    assert "does not answer" in diam(basis)
    tls = [f"--ssl-cert={berkas['cert']}", f"--ssl-key={berkas['key']}", f"--ssl-ca={berkas['ca']}"]
    with MariaDb(tls, port) as server:
        server.lakukan(
            f"CREATE USER {PENGGUNA}@127.0.0.1 IDENTIFIED BY '{SANDI}' REQUIRE SSL",
            f"GRANT SELECT ON mysql.* TO {PENGGUNA}@127.0.0.1",
        )
        baik = Basis(replace(tanpa, sertifikat=str(berkas["ca"])))
        assert baik.baca("SHOW STATUS LIKE 'Ssl_version'")[0]["Value"].startswith("TLS")
        baik.tutup()
        asing = Basis(replace(tanpa, sertifikat=str(berkas["lain"])))
        assert "does not prove who it is" in str(salah(asing, "SELECT 1"))
        kosong = Basis(replace(tanpa, sertifikat=str(tmp_path / "tak-ada.pem")))
        assert "tak-ada.pem holds no certificate" in str(salah(kosong, "SELECT 1"))


def test_their_clock_is_the_one_that_the_test_sets(setelan_khanza: Setelan, mariadb: MariaDb) -> None:
    basis = Basis(setelan_khanza)
    assert basis.sekarang() == SIANG.replace(tzinfo=None)
    basis.tutup()
    mariadb.pada(None)
    assert abs(basis.sekarang() - datetime.now(SIANG.tzinfo).replace(tzinfo=None)).total_seconds() < 60
    basis.tutup()
