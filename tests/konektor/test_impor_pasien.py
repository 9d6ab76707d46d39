"""Their patients as ours, on a real MariaDB in both forms: fillers, broken numbers and names, doubles, numbers that
move, and readings that are cut off."""

import tracemalloc
from datetime import timedelta

import pytest

from antrean.domain.pasien import Pasien, PasienBaru
from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import Basis, BasisDiam
from antrean.konektor.impor.pasien import HasilPasien, Jenis, Penyalin, berubah, perkiraan, satu_pasien
from antrean.konektor.setelan import KHANZA
from antrean.konektor.simpanan import KonektorStore
from antrean.services import pasien as rekam
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien, put_patients
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.mariadb import MariaDb
from tests.konteks import konteks

N = rumah.PASIEN_SANA


class Meja:
    """Their database and our store, with the reading between them."""

    def __init__(self, sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
        self.sana, self.store, self.clock, self.rs = sana, store, clock, rs
        self.basis = sana.sambung()
        self.simpanan = KonektorStore(store.connection)
        self._ke = 0

    def penyalin(self, *, coba: bool = False, halaman: int = 7) -> Penyalin:
        self._ke += 1
        ini = konteks(self.store, self.clock, self.rs, f"impor-{self._ke}")
        return Penyalin(ini, self.basis, self.simpanan, coba=coba, halaman=halaman)

    def impor(self, *, coba: bool = False, halaman: int = 7) -> HasilPasien:
        with self.penyalin(coba=coba, halaman=halaman) as penyalin:
            return penyalin.semua()

    def ubah(self, norm: str, **baru: object) -> None:
        kolom = ", ".join(f"{nama}=%s" for nama in baru)
        self.sana.basis.tulis(f"UPDATE pasien SET {kolom} WHERE no_rkm_medis=%s", [*baru.values(), norm])

    def pasien_sana(self, norm: str, **isi: object) -> None:
        """A record like the first, with another number."""
        (satu,) = self.sana.basis.baca("SELECT * FROM pasien WHERE no_rkm_medis='000001'")
        satu |= {"no_rkm_medis": norm, "no_ktp": "-", "no_peserta": "-", **isi}
        rumah.tambah(self.sana.basis, "pasien", **satu)

    def sini(self, n: int | str) -> Pasien | None:
        """Our record."""
        norm = n if isinstance(n, str) else f"{n:06d}"
        if not self.store.pasien.ada(self.rs.kode, norm):
            return None
        (satu,) = self.store.pasien.cari(self.rs.kode, [norm])
        nama = self.store.pasien.nama(self.rs.kode, [norm]).get(norm, "")
        return Pasien(norm, satu.nik, satu.nomorkartu, nama)

    def keadaan(self, nama: str) -> str:
        return self.simpanan.keadaan(self.rs.kode).get(nama, "")


@pytest.fixture
def meja(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> Meja:
    return Meja(sana, store, clock, rs)


def masalah(hasil: HasilPasien, jenis: Jenis) -> dict[str, str]:
    return {satu.norm: satu.pesan for satu in hasil.masalah if satu.jenis is jenis}


def angka(hasil: HasilPasien) -> tuple[int, int, int]:
    return hasil.dibaca, hasil.baru, hasil.berubah


def test_all_come_over_and_then_only_what_changed(meja: Meja) -> None:
    put_patients(meja.store, meja.clock, meja.rs, pasien(1), Pasien("000002", nik=pasien(2).nik))
    assert angka(meja.impor(coba=True)) == (N, N - 2, 1)
    assert meja.sini(3) is None
    hasil = meja.impor()
    assert (angka(hasil), hasil.masalah, meja.sini("-")) == ((N, N - 2, 1), [], None)
    assert [meja.sini(n) for n in range(1, N + 1)] == [pasien(n) for n in range(1, N + 1)]
    assert angka(meja.impor()) == (N, 0, 0)
    meja.ubah("000004", nm_pasien="Nama Baru", no_ktp="3200000000009999")
    hasil = meja.impor()
    assert (angka(hasil), hasil.beda) == ((N, 0, 1), [("000004", ("nm_pasien", "no_ktp"))])
    assert meja.sini(4) == Pasien("000004", "3200000000009999", pasien(4).nomorkartu, "Nama Baru")
    assert 0 < perkiraan(meja.basis) < 100
    assert (meja.keadaan("pasien_sampai"), meja.keadaan("pasien_selesai")) == ("", str(meja.clock.now_ms()))


def test_what_is_no_number_and_no_name_is_left_out_and_said(meja: Meja) -> None:
    put_patients(meja.store, meja.clock, meja.rs, pasien(5))
    meja.ubah("000001", no_ktp="0", no_peserta="")
    meja.ubah("000002", no_ktp="-", no_peserta=None)
    meja.ubah("000003", no_ktp="9999999999999999", no_peserta=f" {pasien(3).nomorkartu} ")
    meja.ubah("000004", no_ktp="32000000000004", no_peserta="0001-2345")
    meja.ubah("000005", no_ktp="-", nm_pasien="-")
    meja.pasien_sana("12 34")
    hasil = meja.impor()
    assert [meja.sini(n) for n in range(1, 6)] == [
        *(Pasien(f"{n:06d}", nama=f"Pasien {n}") for n in (1, 2)),
        Pasien("000003", "", pasien(3).nomorkartu, "Pasien 3"),
        Pasien("000004", nama="Pasien 4"),
        pasien(5),  # what we know stays where theirs has nothing
    ]
    assert hasil.jumlah == {Jenis.NOMOR: 2, Jenis.NORM: 1}
    assert [(satu.norm, satu.pesan) for satu in hasil.masalah] == [
        ("000004", "no_ktp has 14 characters and is not a NIK of 16 digits"),
        ("000004", "no_peserta has 9 characters and is not a card of 11 to 13 digits"),
        ("'12 34'", "no_rkm_medis takes 1 to 20 letters, digits and . / _ -"),
    ]


@pytest.mark.parametrize("charset", ["latin1", "utf8mb4"])
def test_names_are_read_whatever_their_tables_are_in(meja: Meja, charset: str) -> None:
    meja.sana.basis.tulis(f"ALTER TABLE pasien MODIFY nm_pasien varchar(40) CHARACTER SET {charset}")
    luar = "Đorđe 李" if charset == "utf8mb4" else "Ÿ€"
    meja.ubah("000001", nm_pasien=f"José Ž. {luar}")
    meja.ubah("000002", nm_pasien="Zoë".encode().decode("latin-1"))  # a page's UTF-8 over a link that says latin1
    meja.ubah("000003", nm_pasien="SITI\t\tAMINAH\x07 ")
    meja.impor()
    assert [satu.nama for n in (1, 2, 3) if (satu := meja.sini(n))] == [f"José Ž. {luar}", "Zoë", "SITI AMINAH"]


def test_of_two_with_one_number_who_was_there_last_keeps_it(meja: Meja) -> None:
    kunci = {"no_ktp": pasien(2).nik, "no_peserta": pasien(2).nomorkartu}
    meja.ubah("000001", **kunci)  # same page as 000002
    meja.ubah("000019", no_ktp=pasien(2).nik)  # pages later
    meja.ubah("000018", no_ktp=pasien(17).nik)  # nobody of these was ever there
    kemarin = HARI_INI - timedelta(days=1)
    rumah.daftar_walkin(meja.sana.basis, "000001", tanggal=HARI_INI, stts="Batal")
    rumah.daftar_walkin(meja.sana.basis, "000002", tanggal=kemarin)
    lama = rumah.daftar_walkin(meja.sana.basis, "000019", tanggal=kemarin - timedelta(days=1))
    nol = rumah.daftar_walkin(meja.sana.basis, "000017", tanggal=HARI_INI)
    meja.sana.basis.tulis("UPDATE reg_periksa SET tgl_registrasi='0000-00-00' WHERE no_rawat=%s", (nol,))
    coba = meja.impor(coba=True)
    assert meja.sini(2) is None
    hasil = meja.impor()
    assert (hasil.masalah, angka(hasil)) == (coba.masalah, angka(coba))
    assert sorted((satu.norm, satu.pesan.split()[0]) for satu in hasil.masalah) == [
        *(("000001", "no_ktp"), ("000001", "no_peserta"), ("000017", "no_ktp"), ("000019", "no_ktp")),
    ]
    assert masalah(hasil, Jenis.GANDA)["000017"] == (
        "no_ktp is also that of 000018; neither was ever there: 000018, whose number is higher, keeps it"
    )
    assert masalah(hasil, Jenis.GANDA)["000019"] == (
        f"no_ktp is also that of 000002, who was there last on {kemarin} (000019 on {kemarin - timedelta(days=1)}): "
        "000002 keeps it"
    )
    assert meja.sini(1) == Pasien("000001", nama="Pasien 1")
    assert (meja.sini(2), meja.sini(19)) == (pasien(2), Pasien("000019", "", pasien(19).nomorkartu, "Pasien 19"))
    lagi = meja.impor()
    assert (angka(lagi), len(lagi.masalah)) == ((N, 0, 0), 4)
    rumah.ubah(meja.sana.basis, lama, tgl_registrasi=HARI_INI)
    assert angka(meja.impor()) == (N, 0, 2)
    assert meja.sini(19) == Pasien("000019", pasien(2).nik, pasien(19).nomorkartu, "Pasien 19")
    assert meja.sini(2) == Pasien("000002", "", pasien(2).nomorkartu, "Pasien 2")


def test_a_number_goes_from_one_record_to_another_wherever_they_stand(meja: Meja) -> None:
    meja.impor()
    for n in range(1, 20, 6):  # 1 has 7's, 7 has 13's, …: pages apart
        meja.ubah(f"{n:06d}", no_ktp=pasien(n + 6).nik if n < 19 else pasien(1).nik)
    for coba in (True, False):
        hasil = meja.impor(coba=coba)
        assert (angka(hasil), hasil.masalah) == ((N, 0, 4), [])
    assert [satu.nik for n in (1, 7, 13, 19) if (satu := meja.sini(n))] == [pasien(n).nik for n in (7, 13, 19, 1)]


def test_a_record_that_they_made_one_is_named_until_ours_is(meja: Meja) -> None:
    meja.impor()
    meja.sana.basis.tulis("DELETE FROM pasien WHERE no_rkm_medis='000003'")
    meja.pasien_sana("000099", nm_pasien="Pasien 3", no_ktp=pasien(3).nik, no_peserta=pasien(3).nomorkartu)
    hasil = meja.impor()
    assert masalah(hasil, Jenis.TERTAHAN)["000099"].endswith("`antrean pasien gabung 000003 000099`")
    assert (meja.sini("000099"), hasil.jumlah) == (Pasien("000099", nama="Pasien 3"), {Jenis.TERTAHAN: 2})
    (kasus,) = meja.simpanan.ditahan(meja.rs.kode)
    assert (kasus.nama, "2 have a NIK or card that stands here" in kasus.pesan) == ("pasien", True)
    rekam.gabung(konteks(meja.store, meja.clock, meja.rs, "gabung"), "000003", "000099")
    assert angka(meja.impor()) == (N, 0, 0)
    assert (meja.sini("000099"), meja.simpanan.ditahan(meja.rs.kode)) == (
        Pasien("000099", pasien(3).nik, pasien(3).nomorkartu, "Pasien 3"),
        [],
    )


def test_a_record_number_that_mobile_jkn_gave_to_another_is_refused(meja: Meja) -> None:
    ini = konteks(meja.store, meja.clock, meja.rs, "baru")
    norm = rekam.daftar(ini, PasienBaru("3200000000008888", "1000000008888", "Orang Lain", {}))
    hasil = meja.impor()
    assert (norm, hasil.jumlah, hasil.baru) == ("000001", {Jenis.DITOLAK: 1}, N - 1)
    assert masalah(hasil, Jenis.DITOLAK)["000001"].startswith("no_rkm_medis: a patient of Mobile JKN has this norm")


def test_a_reading_that_was_cut_off_goes_on_behind_the_last_page(meja: Meja, mariadb: MariaDb) -> None:
    # The tests' server would lose what it was told within the last second: the rows of this test.
    mariadb.lakukan("SET GLOBAL innodb_flush_log_at_trx_commit=1")
    meja.ubah("000001", nm_ibu="Aminah")
    with meja.penyalin() as penyalin:
        assert [penyalin.satu_halaman() for _ in range(2)] == [7, 7]
        mariadb.kill()
        with pytest.raises(BasisDiam):
            penyalin.satu_halaman()
    assert (meja.sini(13), meja.sini(14)) == (pasien(13), None)
    mariadb.start()
    lanjut = meja.impor()
    assert (lanjut.mulai_dari, angka(lanjut)) == ("000013", (7, 7, 0))
    assert meja.sini(N) == pasien(N)
    with meja.penyalin() as penyalin:
        assert penyalin.hasil.mulai_dari == ""
        penyalin.satu_halaman()
    assert meja.penyalin().hasil.mulai_dari == "000006"
    meja.simpanan.simpan_keadaan(meja.rs.kode, {"pasien_dari": "another database"})
    assert meja.penyalin().hasil.mulai_dari == ""
    meja.clock.move(hours=25)
    assert meja.impor().dibaca == N  # too long ago


def test_a_page_that_was_written_and_not_remembered_is_read_again(meja: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terbunuh(BaseException):
        pass

    def mati(*_: object) -> None:
        raise Terbunuh

    with meja.penyalin() as penyalin:
        penyalin.satu_halaman()
        monkeypatch.setattr(meja.simpanan, "simpan_keadaan", mati)
        with pytest.raises(Terbunuh):
            penyalin.satu_halaman()
    monkeypatch.undo()
    lanjut = meja.impor()
    assert (lanjut.mulai_dari, angka(lanjut)) == ("000006", (N - 6, N - 13, 0))
    assert meja.sini(N) == pasien(N)


def test_a_database_that_takes_long_is_left_alone(meja: Meja) -> None:
    meja.basis.tutup()
    meja.basis = Basis(meja.sana.setelan, batas_s=1)
    meja.sana.basis.tulis("LOCK TABLES pasien WRITE")
    try:
        with pytest.raises(BasisDiam):
            meja.impor()
    finally:
        meja.sana.basis.tulis("UNLOCK TABLES")
    assert meja.impor().baru == N


def test_one_patient_comes_over_with_what_others_give_up(meja: Meja) -> None:
    ini = konteks(meja.store, meja.clock, meja.rs, "satu")
    put_patients(meja.store, meja.clock, meja.rs, Pasien("000008", nik=pasien(7).nik))
    assert satu_pasien(ini, meja.basis, "000007")
    assert (meja.sini(7), meja.sini(8), meja.sini(9)) == (pasien(7), pasien(8), None)
    assert not satu_pasien(ini, meja.basis, "999999")


def test_the_nightly_reading_stops_after_each_page(meja: Meja) -> None:
    ini = konteks(meja.store, meja.clock, meja.rs, "malam")
    baca = berubah(ini, meja.basis, meja.simpanan)
    assert (next(baca).baru, next(baca, None), meja.keadaan("pasien_sampai")) == (N, None, "")


@pytest.mark.chaos
@pytest.mark.parametrize("sana", [KHANZA], indirect=True)
def test_memory_stays_flat(meja: Meja, mariadb: MariaDb) -> None:
    kolom = [satu["Field"] for satu in meja.sana.basis.baca("SHOW COLUMNS FROM pasien")]
    pilih = {
        "no_rkm_medis": "LPAD(seq, 8, '0')",
        "no_ktp": "3300000000000000 + seq",
        "no_peserta": "2000000000000 + seq",
    }
    isi = ", ".join(pilih.get(satu, satu) for satu in kolom)
    mariadb.lakukan(
        f"INSERT INTO pasien ({', '.join(kolom)}) SELECT {isi} FROM pasien JOIN seq_1_to_100000 "
        "WHERE no_rkm_medis='000001'",
        basisdata=meja.basis.setelan.basisdata,
    )
    with meja.penyalin(coba=True, halaman=500) as penyalin:
        penyalin.satu_halaman()
        tracemalloc.start()
        try:
            penyalin.semua()
            sekarang, puncak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert penyalin.hasil.baru == 100_000 + N
    assert puncak < 30_000_000, (sekarang, puncak)
