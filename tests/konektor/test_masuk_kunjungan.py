"""What is registered, changed and deleted at their screens, and what becomes of it here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta

import pytest

from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import BasisMenolak
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.services import antrean, kunjungan
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien, put_patients, put_schedule
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import Meja, ms, siapkan
from tests.konektor.rumah import ANA, BUDI, HENDRA, INT, pada
from tests.konteks import konteks
from tests.lua.alat import ANAK

BESOK = HARI_INI + timedelta(days=1)
NOL = "0000-00-00 00:00:00"
JAHAT = "1';DROP TABLE a"


@pytest.fixture
def meja(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> Iterator[Meja]:
    siapkan(store, clock, rs)
    satu = Meja(sana, store, clock, rs, sumber="erm")
    yield satu
    satu.basis.tutup()


def referensi(meja: Meja, kode: str, no_rawat: str, n: int, status: str = "Belum", validasi: object = NOL) -> None:
    """Our booking's row in Khanza."""
    satu = pasien(n)
    rumah.tambah(
        meja.sana,
        "referensi_mobilejkn_bpjs",
        **{"nobooking": kode, "no_rawat": no_rawat, "nomorkartu": satu.nomorkartu, "nik": satu.nik, "pasienbaru": "0"},
        **{"norm": satu.norm, "tanggalperiksa": HARI_INI, "status": status, "validasi": validasi},
    )


def test_a_walk_in_claims_its_number_and_is_there(meja: Meja) -> None:
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="005")
    umum = rumah.daftar_walkin(meja.sana, "000002", kd_pj="UMU")
    meja.putaran()
    satu, dua = meja.milik(1), meja.milik(2)
    assert (satu.angkaantrean, satu.jenis, satu.sumber) == (5, "jkn", meja.setelan.sistem)
    assert (satu.nomorkartu, satu.task, satu.datang > 0) == (pasien(1).nomorkartu, {3: ms(pada(8, 30))}, True)
    assert (dua.angkaantrean, dua.jenis, dua.nomorkartu) == (6, "nonjkn", "")
    assert meja.oleh(satu.kodebooking) == {f"konektor/{meja.setelan.sistem}"}
    assert meja.ambil(3).angkaantrean == 7
    tautan = meja.simpanan.peta(meja.rs.kode, HARI_INI)
    assert {kunci: (t.kodebooking, t.no_reg, t.asal) for kunci, t in tautan.items()} == {
        no_rawat: (satu.kodebooking, "005", "sana"),
        umum: (dua.kodebooking, "006", "sana"),
    }
    assert meja.kasus() == {}


def test_an_unchanged_day_is_one_question_and_nothing_else(meja: Meja) -> None:
    for n in range(1, 6):
        rumah.daftar_walkin(meja.sana, f"{n:06d}")
    meja.putaran()
    meja.basis.ditanya.clear()
    panggilan: list[str] = []
    meja.store.ukur(lambda nama, _: panggilan.append(nama))
    for _ in range(3):
        assert meja.masuk.cepat() == 0
    assert (len(meja.basis.ditanya), panggilan) == (3, [])
    # Another process reads what is kept, and does nothing again.
    meja.mulai_lagi()
    meja.putaran()
    assert set(panggilan) == {"read"}
    assert len(meja.semua()) == 5


def test_the_fast_rounds_ask_by_keys_only(meja: Meja) -> None:
    meja.ambil(9)
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    rumah.periksa_pasien(meja.sana, no_rawat, pada(9))
    meja.putaran(2)
    meja.basis.ditanya.clear()
    rumah.daftar_walkin(meja.sana, "000002")
    rumah.resep(meja.sana, no_rawat, pada(9, 30))
    meja.putaran(2)
    for sql in meja.basis.ditanya:
        rencana = meja.sana.baca(f"EXPLAIN {sql}", ["x"] * sql.count("%s"))
        kecil = {"dokter", "petugas", "antripoli"}
        assert "tgl_registrasi" not in sql.partition(" WHERE ")[2], sql
        assert all(satu["table"] in {None, *kecil} or satu["possible_keys"] for satu in rencana), sql


def test_a_number_that_is_taken_stays_there_and_another_is_given_here(meja: Meja) -> None:
    ada = meja.ambil(9, angka=1)
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    jauh = rumah.daftar_walkin(meja.sana, "000002", no_reg="999")
    tanpa = rumah.daftar_walkin(meja.sana, "000003", no_reg="-")
    meja.putaran()
    assert [meja.milik(n).angkaantrean for n in (9, 1, 2, 3)] == [1, 2, 3, 4]
    assert ada.aktif
    kasus = meja.kasus()
    assert set(kasus) == {f"nomor:{satu}" for satu in (no_rawat, jauh, tanpa)}
    assert "no_reg 001 there and A-2 here" in kasus[f"nomor:{no_rawat}"]
    # They give it another, which is ours.
    rumah.ubah(meja.sana, no_rawat, no_reg="002")
    meja.putaran()
    assert f"nomor:{no_rawat}" not in meja.kasus()


def test_our_booking_is_found_by_its_code_or_by_whose_it_is(meja: Meja) -> None:
    kode, lain = meja.ambil(1).kodebooking, meja.ambil(2).kodebooking
    if meja.setelan.sistem == KHANZA:
        no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="001")
        referensi(meja, kode, no_rawat, 1)
    rumah.daftar_walkin(meja.sana, "000002", no_reg="002")
    meja.putaran()
    assert len(meja.semua()) == 2
    assert {t.kodebooking: t.asal for t in meja.simpanan.peta(meja.rs.kode, HARI_INI).values()} == (
        {kode: "sini", lain: "sini"} if meja.setelan.sistem == KHANZA else {lain: "sini"}
    )
    # jam_reg of a booking is no arrival.
    assert meja.milik(2).task == {}
    assert meja.kasus() == {}


def test_cut_off_between_claim_and_link_it_is_found_again(meja: Meja) -> None:
    rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    (no_rawat,) = meja.simpanan.peta(meja.rs.kode, HARI_INI)
    meja.simpanan.tautkan(meja.rs.kode, HARI_INI, [], [no_rawat])
    meja.mulai_lagi()
    meja.putaran()
    assert len(meja.semua()) == 1
    assert meja.simpanan.peta(meja.rs.kode, HARI_INI)[no_rawat].asal == "sana"


def test_cancelled_there_is_cancelled_here_and_back_again_is_a_new_number(meja: Meja) -> None:
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    kode = meja.milik(1).kodebooking
    rumah.batal(meja.sana, no_rawat)
    meja.putaran()
    satu = meja.milik(1)
    assert (satu.status, satu.alasan) == ("batal", f"Dibatalkan di {meja.setelan.nama_sistem}")
    rumah.ubah(meja.sana, no_rawat, stts="Belum")
    meja.putaran()
    baru = [satu for satu in meja.semua() if satu.aktif]
    assert [satu.angkaantrean for satu in baru] == [2]
    assert baru[0].kodebooking != kode
    assert set(meja.kasus()) == {f"nomor:{no_rawat}"}


def test_who_was_called_is_given_up_and_who_was_served_is_a_case(meja: Meja) -> None:
    dipanggil, selesai = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2))
    for no_rawat in (dipanggil, selesai):
        rumah.periksa_pasien(meja.sana, no_rawat, pada(9))
    rumah.kembalikan_berkas(meja.sana, selesai, pada(9, 30))
    meja.putaran()
    assert set(meja.milik(2).task) == {3, 4, 5}
    for no_rawat in (dipanggil, selesai):
        rumah.batal(meja.sana, no_rawat)
    meja.putaran()
    assert (meja.milik(1).status, 99 in meja.milik(1).task) == ("batal", True)
    assert meja.milik(2).aktif
    assert set(meja.kasus()) == {f"batal:{selesai}"}
    rumah.ubah(meja.sana, selesai, stts="Sudah")
    meja.putaran()
    assert meja.kasus() == {}


def test_a_deleted_visit_is_cancelled_after_a_while_and_its_key_may_be_given_again(meja: Meja) -> None:
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    rumah.hapus(meja.sana, no_rawat)
    meja.putaran()
    assert meja.milik(1).aktif
    meja.tunggu()
    assert not meja.milik(1).aktif
    assert meja.simpanan.peta(meja.rs.kode, HARI_INI) == {}
    assert rumah.daftar_walkin(meja.sana, "000002") == no_rawat
    meja.putaran()
    assert meja.milik(2).aktif
    # Once more, between two looks.
    rumah.hapus(meja.sana, no_rawat)
    assert rumah.daftar_walkin(meja.sana, "000003") == no_rawat
    meja.tunggu()
    assert (meja.milik(2).aktif, meja.milik(3).aktif) == (False, True)


def test_another_key_another_doctor_another_day(meja: Meja) -> None:
    kunci, dokter, hari = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2, 3))
    meja.putaran()
    kode = {n: meja.milik(n).kodebooking for n in (1, 2, 3)}
    baru = kunci[:-6] + "000777"
    ganti = "UPDATE reg_periksa SET no_rawat=%s, tgl_registrasi=%s, no_reg='001' WHERE no_rawat=%s"
    meja.sana.tulis(ganti, (baru, HARI_INI, kunci))
    rumah.ubah(meja.sana, dokter, kd_dokter=BUDI, kd_poli=INT, no_reg="001")
    meja.sana.tulis(ganti, (f"{BESOK:%Y/%m/%d}/000001", BESOK, hari))
    meja.tunggu()
    peta = meja.simpanan.peta(meja.rs.kode, HARI_INI)
    assert peta[baru].kodebooking == kode[1]
    assert peta[dokter].kodebooking == kode[2]
    assert meja.booking(kode[2]).slot.kodepoli == "INT"
    assert not meja.booking(kode[3]).aktif
    assert (meja.milik(3, BESOK).aktif, meja.milik(3, BESOK).angkaantrean) == (True, 1)
    assert [satu.aktif for satu in meja.semua()] == [True, True, False]
    assert set(meja.kasus()) == {f"nomor:{dokter}"}


def test_a_booking_of_ours_that_is_put_on_another_day_there_is_a_case(meja: Meja) -> None:
    kode = meja.ambil(1).kodebooking
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="001")
    meja.putaran()
    rumah.ubah(meja.sana, no_rawat, tgl_registrasi=BESOK)
    meja.putaran()
    assert meja.booking(kode).aktif
    assert set(meja.kasus()) == {f"ganti:{no_rawat}"}
    rumah.ubah(meja.sana, no_rawat, tgl_registrasi=HARI_INI)
    meja.putaran()
    assert meja.kasus() == {}


def test_a_record_that_became_another_is_a_case_until_ours_does_too(meja: Meja) -> None:
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    meja.sana.tulis("UPDATE pasien SET no_rkm_medis='A-1' WHERE no_rkm_medis='000001'")
    rumah.periksa_pasien(meja.sana, no_rawat, pada(9))
    meja.putaran()
    assert set(meja.kasus()) == {f"pasien:{no_rawat}"}
    assert meja.milik(1).aktif
    meja.sana.tulis("UPDATE pasien SET no_rkm_medis='000001' WHERE no_rkm_medis='A-1'")
    meja.putaran()
    assert meja.kasus() == {}
    assert set(meja.milik(1).task) == {3, 4}


def test_many_that_are_gone_at_once_are_not_cancelled(meja: Meja) -> None:
    semua = [rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in range(1, 6)]
    meja.putaran()
    meja.sana.tulis("CREATE TABLE IF NOT EXISTS simpanan_uji AS SELECT * FROM reg_periksa")
    meja.sana.tulis("DELETE FROM reg_periksa")
    meja.tunggu()
    assert all(satu.aktif for satu in meja.semua())
    assert set(meja.kasus()) == {"hilang:today"}
    # A process that begins meanwhile believes it no more. Keys are given again: to others, and to who comes again.
    meja.mulai_lagi()
    kode = {n: meja.milik(n).kodebooking for n in range(1, 6)}
    assert [rumah.daftar_walkin(meja.sana, satu) for satu in ("000009", "000005", "000003")] == semua[:3]
    meja.tunggu()
    assert {satu.norm for satu in meja.semua() if satu.aktif} == {f"{n:06d}" for n in (1, 2, 3, 4, 5, 9)}
    peta = meja.simpanan.peta(meja.rs.kode, HARI_INI)
    assert (peta[semua[1]].kodebooking, peta[semua[2]].kodebooking) == (kode[5], kode[3])
    assert set(meja.kasus()) == {"hilang:today", f"nomor:{semua[0]}", f"nomor:{semua[1]}"}
    meja.sana.tulis("DELETE FROM reg_periksa")
    meja.sana.tulis("INSERT INTO reg_periksa SELECT * FROM simpanan_uji")
    meja.sana.tulis("DROP TABLE simpanan_uji")
    meja.tunggu()
    assert set(meja.kasus()) == {"hilang:today"}
    # Who was registered in between is known to people only.
    kunjungan.batal(konteks(meja.store, meja.clock, meja.rs, "batal"), meja.milik(9).kodebooking, "Hilang di SIMRS")
    meja.tunggu()
    assert meja.kasus() == {}
    assert {satu.kodebooking for satu in meja.semua() if satu.aktif} == {*kode.values()}


def test_what_is_no_visit_of_a_poli_gets_no_number(meja: Meja) -> None:
    meja.sana.tulis("INSERT INTO poliklinik VALUES ('IGDK', 'IGD', 0, 0, '1'), ('U0009', 'Gigi', 0, 0, '1')")
    rumah.daftar_walkin(meja.sana, "000001", kd_poli="IGDK")
    gigi = [rumah.daftar_walkin(meja.sana, f"{n:06d}", kd_poli="U0009") for n in (2, 3)]
    rumah.daftar_walkin(meja.sana, "000004", status_lanjut="Ranap")
    rumah.daftar_walkin(meja.sana, "-")
    rumah.daftar_walkin(meja.sana, "000005", stts="Batal")
    rumah.daftar_walkin(meja.sana, "000006", tgl_registrasi=HARI_INI - timedelta(days=1))
    meja.putaran(2)
    assert meja.semua() == []
    assert set(meja.kasus()) == {"poli:U0009"}
    meja.sana.tulis("INSERT INTO maping_poli_bpjs VALUES ('U0009', 'GIG', 'GIGI')")
    meja.mulai_lagi()
    meja.putaran()
    assert gigi
    assert set(meja.kasus()) == {f"sesi:U0009:{HENDRA}:{HARI_INI}"}
    # Their schedule comes over; what was told settles with the first who gets a number.
    put_schedule(meja.store, meja.clock, meja.rs, f"GIG,Gigi,12345,dr. Hendra,{HARI_INI},16:00-18:00,5,5")
    meja.lambat()
    assert [meja.milik(n).slot.kodepoli for n in (2, 3)] == ["GIG", "GIG"]
    assert meja.kasus() == {}


def test_no_place_no_card_and_a_second_booking_are_cases_that_settle(
    meja: Meja, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    for n in (1, 2, 3):
        rumah.daftar_walkin(meja.sana, f"{n:06d}", BUDI, INT)
    penuh = rumah.daftar_walkin(meja.sana, "000004", BUDI, INT)
    meja.sana.tulis("UPDATE pasien SET no_peserta='-' WHERE no_rkm_medis='000005'")
    kartu = rumah.daftar_walkin(meja.sana, "000005")
    rumah.daftar_walkin(meja.sana, "000006")
    ganda = rumah.daftar_walkin(meja.sana, "000006")
    meja.putaran(2)
    assert len(meja.semua()) == 4
    kasus = meja.kasus()
    assert set(kasus) == {f"klaim:{satu}" for satu in (penuh, kartu, ganda)}
    assert "no place left" in kasus[f"klaim:{penuh}"]
    assert "no_peserta" in kasus[f"klaim:{kartu}"]
    assert not any("Pasien" in pesan or pasien(6).nik in pesan for pesan in kasus.values())
    meja.sana.tulis("UPDATE pasien SET no_peserta=%s WHERE no_rkm_medis='000005'", (pasien(5).nomorkartu,))
    rumah.hapus(meja.sana, ganda)
    siapkan(store, clock, rs, kuota=31)
    meja.lambat()
    assert meja.milik(5).jenis == "jkn"
    assert set(meja.kasus()) == {f"klaim:{penuh}"}


def test_a_patient_whom_we_do_not_know_is_taken_over(meja: Meja) -> None:
    rumah.daftar_walkin(meja.sana, "000020")
    meja.putaran()
    assert meja.milik(20).nomorkartu == pasien(20).nomorkartu
    assert meja.store.pasien.nama(meja.rs.kode, ["000020"]) == {"000020": "Pasien 20"}


def test_a_card_that_is_another_records_here(meja: Meja, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    """One patient with two records there: the booking is the card's owner's, and a person is told."""
    put_patients(store, clock, rs, replace(pasien(2), nomorkartu=""))
    meja.sana.tulis("UPDATE pasien SET no_peserta=%s WHERE no_rkm_medis='000002'", (pasien(1).nomorkartu,))
    no_rawat = rumah.daftar_walkin(meja.sana, "000002")
    meja.putaran()
    assert (meja.milik(1).nomorkartu, meja.milik(1).task != {}) == (pasien(1).nomorkartu, True)
    assert set(meja.kasus()) == {f"pasien:{no_rawat}"}
    meja.simpanan.tautkan(rs.kode, HARI_INI, [], [no_rawat])
    meja.mulai_lagi()
    rumah.periksa_pasien(meja.sana, no_rawat, pada(9))
    meja.putaran()
    assert len(meja.semua()) == 1
    assert set(meja.milik(1).task) == {3, 4}


def test_a_date_that_the_key_does_not_say(meja: Meja) -> None:
    kemarin = rumah.daftar_walkin(meja.sana, "000001", tanggal=HARI_INI - timedelta(days=1))
    rumah.ubah(meja.sana, kemarin, tgl_registrasi=HARI_INI)
    besok = rumah.daftar_walkin(meja.sana, "000002")
    rumah.ubah(meja.sana, besok, tgl_registrasi=BESOK)
    meja.sana.tulis("UPDATE reg_periksa SET no_rawat='2601220001' WHERE no_rawat=%s", (kemarin,))
    meja.putaran()
    assert meja.milik(2, BESOK).aktif
    assert meja.semua() == []
    meja.lambat()
    assert meja.milik(1).aktif
    rumah.periksa_pasien(meja.sana, "2601220001", pada(9))
    meja.putaran()
    assert set(meja.milik(1).task) == {3, 4}
    rumah.hapus(meja.sana, "2601220001")
    meja.tunggu()
    assert not meja.milik(1).aktif
    assert meja.milik(2, BESOK).aktif


def test_half_a_row_stops_nobody(meja: Meja) -> None:
    rumah.daftar_walkin(meja.sana, "000001", tgl_registrasi="0000-00-00")
    rumah.daftar_walkin(meja.sana, "000002", jam_reg=None)
    rumah.daftar_walkin(meja.sana, "000003", no_reg="A007")
    meja.sana.tulis(
        "UPDATE pasien SET no_rkm_medis=%s, no_ktp='-', no_peserta='-' WHERE no_rkm_medis='000019'", (JAHAT,)
    )
    jahat = rumah.daftar_walkin(meja.sana, JAHAT, no_reg="';--", kd_pj="UMU")
    meja.putaran()
    assert meja.kasus().pop(f"klaim:{jahat}")
    assert [(satu.norm, satu.angkaantrean, satu.task) for satu in meja.semua()] == [
        ("000002", 1, {}),
        ("000003", 7, {3: ms(pada(8, 30))}),
    ]
    assert {nama.partition(":")[0] for nama in meja.kasus()} == {"klaim"}


@pytest.mark.parametrize("sana", [KHANZA], indirect=True)
def test_khanzas_mobile_jkn_screen(meja: Meja) -> None:
    satu, dua = meja.ambil(1), meja.ambil(2)
    for n, booking in ((1, satu), (2, dua)):
        no_rawat = rumah.daftar_walkin(meja.sana, f"{n:06d}", no_reg=f"{n:03d}")
        referensi(meja, booking.kodebooking, no_rawat, n)
    tanpa = meja.ambil(3)
    referensi(meja, tanpa.kodebooking, "", 3)
    meja.putaran()
    sql = "UPDATE referensi_mobilejkn_bpjs SET status=%s, validasi=%s WHERE nobooking=%s"
    meja.sana.tulis(sql, ("Checkin", pada(10, 15), satu.kodebooking))
    meja.sana.tulis(sql, ("Checkin", pada(10, 20), tanpa.kodebooking))
    meja.sana.tulis(sql, ("Batal", pada(10, 16), dua.kodebooking))
    meja.putaran()
    for n, menit in ((1, 15), (3, 20)):
        assert (meja.milik(n).task, meja.milik(n).datang > 0) == ({3: ms(pada(10, menit))}, True)
    assert not meja.milik(2).aktif
    meja.sana.tulis(sql, ("Belum", NOL, satu.kodebooking))
    meja.putaran()
    assert set(meja.kasus()) == {f"belum:{satu.kodebooking}"}
    meja.sana.tulis(sql, ("Checkin", pada(10, 30), satu.kodebooking))
    meja.putaran()
    assert meja.kasus() == {}
    # What BPJS knows as cancelled does not come back by a press of theirs.
    meja.sana.tulis(sql, ("Belum", NOL, dua.kodebooking))
    meja.putaran()
    assert [nama.partition(":")[0] for nama in meja.kasus()] == ["batal"]
    assert len(meja.semua()) == 3
    meja.sana.tulis(sql, ("Batal", pada(10, 40), dua.kodebooking))
    meja.putaran()
    assert meja.kasus() == {}
    assert meja.milik(1).task == {3: ms(pada(10, 15))}


@pytest.mark.parametrize("sana", [KHANZA], indirect=True)
def test_where_a_booking_row_cannot_be_asked_for_by_no_rawat(meja: Meja) -> None:
    meja.sana.tulis("ALTER TABLE referensi_mobilejkn_bpjs DROP INDEX no_rawat")
    satu = meja.ambil(1)
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="001")
    referensi(meja, "20261130000009", no_rawat, 1, "Gagal")
    referensi(meja, satu.kodebooking, no_rawat, 1, "Checkin", pada(11))
    meja.putaran()
    assert meja.milik(1).task == {3: ms(pada(11))}


def test_tables_that_are_sorted_by_other_rules(meja: Meja) -> None:
    """Where somebody converted some of them, MariaDB compares no column with another."""
    ganti = "ALTER TABLE mutasi_berkas DROP FOREIGN KEY mutasi_berkas_ibfk_1, CONVERT TO CHARACTER SET latin1"
    meja.sana.tulis(f"{ganti} COLLATE latin1_general_ci")
    satu = meja.ambil(1)
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="001")
    lain = rumah.daftar_walkin(meja.sana, "000002")
    for kunci in (no_rawat, lain):
        rumah.terima_berkas(meja.sana, kunci, pada(11, 30))
    if meja.setelan.sistem == KHANZA:
        referensi(meja, satu.kodebooking, no_rawat, 1, "Checkin", pada(11))
    meja.putaran()
    assert meja.milik(1).task == {3: ms(pada(11)), 4: ms(pada(11, 30))} or meja.setelan.sistem != KHANZA
    assert meja.milik(2).task == {3: ms(pada(8, 30)), 4: ms(pada(11, 30))}


@pytest.mark.parametrize("sana", [KHANZA], indirect=True)
def test_a_booking_row_that_names_who_had_the_key_before(meja: Meja) -> None:
    satu = meja.ambil(1)
    no_rawat = rumah.daftar_walkin(meja.sana, "000002", no_reg="002")
    referensi(meja, satu.kodebooking, no_rawat, 1)
    meja.putaran()
    assert [(satu.norm, satu.angkaantrean, set(satu.task)) for satu in meja.semua()] == [
        ("000001", 1, set()),
        ("000002", 2, {3}),
    ]
    assert meja.kasus() == {}


@pytest.mark.parametrize("sana", [KHANZA], indirect=True)
def test_a_booking_that_was_made_in_the_system_before_has_its_code_there(meja: Meja) -> None:
    orang = pasien(1)
    lama = PermintaanAntrean(ANAK, HARI_INI, 1, nomorkartu=orang.nomorkartu, kodelama="20261130000001")
    antrean.ambil(konteks(meja.store, meja.clock, meja.rs, "impor"), lama)
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    rumah.ubah(meja.sana, no_rawat, kd_dokter=BUDI)
    referensi(meja, "20261130000001", no_rawat, 1, "Checkin", pada(11))
    meja.putaran()
    assert [satu.kodelama for satu in meja.semua()] == ["20261130000001"]
    assert set(meja.kasus()) == {f"ganti:{no_rawat}"}


def test_two_registrations_that_are_merged_are_one(meja: Meja) -> None:
    satu, dua = rumah.daftar_walkin(meja.sana, "000001"), rumah.daftar_walkin(meja.sana, "000001", BUDI, INT)
    meja.putaran()
    assert [booking.aktif for booking in meja.semua()] == [True, True]
    rumah.periksa_pasien(meja.sana, dua, pada(9))
    meja.sana.tulis("UPDATE pemeriksaan_ralan SET no_rawat=%s WHERE no_rawat=%s", (satu, dua))
    rumah.hapus(meja.sana, dua)
    meja.tunggu()
    assert [(booking.slot.kodepoli, booking.aktif) for booking in meja.semua()] == [("ANA", True), ("INT", False)]
    assert set(meja.semua()[0].task) == {3, 4}


def test_bookings_that_are_no_registration_yet(meja: Meja) -> None:
    """As mLITE has them, and Khanza's own booking desk."""
    ada = meja.ambil(1, BESOK)

    def pesan(n: int, no_reg: str, tanggal: object = BESOK) -> None:
        rumah.tambah(
            meja.sana,
            "booking_registrasi",
            **{"no_rkm_medis": f"{n:06d}", "tanggal_periksa": tanggal, "kd_dokter": HENDRA, "kd_poli": ANA},
            **{"no_reg": no_reg, "kd_pj": "BPJ", "limit_reg": 1, "status": "Belum"},
        )

    pesan(1, "001")
    pesan(2, "005")
    pesan(3, "001")
    meja.lambat()
    nomor = [(satu.norm, satu.angkaantrean) for satu in meja.semua(BESOK)]
    assert nomor == [("000001", 1), ("000002", 5), ("000003", 6)]
    tautan = {t.kodebooking: t.asal for t in meja.simpanan.peta(meja.rs.kode, BESOK).values()}
    assert tautan[ada.kodebooking] == "sini"
    assert sorted(tautan.values()) == ["sana", "sana", "sini"]
    meja.lambat()
    assert [nama.partition(":")[0] for nama in meja.kasus()] == ["nomor"]
    meja.sana.tulis("UPDATE booking_registrasi SET status='Batal' WHERE no_rkm_medis='000002'")
    meja.sana.tulis("DELETE FROM booking_registrasi WHERE no_rkm_medis='000001'")
    meja.lambat()
    meja.lambat()
    assert {satu.norm for satu in meja.semua(BESOK) if satu.aktif} == {"000003"}
    # The day has come: the desk registers who was booked.
    meja.clock.move(days=1)
    meja.putaran()
    rumah.daftar_walkin(meja.sana, "000003", no_reg="001", tanggal=BESOK)
    meja.putaran()
    assert len([satu for satu in meja.semua(BESOK) if satu.aktif]) == 1
    (kunci,) = [t.kunci for t in meja.simpanan.peta(meja.rs.kode, BESOK).values()]
    assert kunci.startswith(f"{BESOK:%Y/%m/%d}/")


@pytest.mark.parametrize("sana", [MLITE], indirect=True)
def test_todays_booking_is_cancelled_at_their_screen(meja: Meja) -> None:
    satu = meja.ambil(1)
    rumah.tambah(
        meja.sana,
        "booking_registrasi",
        **{"no_rkm_medis": "000001", "tanggal_periksa": HARI_INI, "kd_dokter": HENDRA, "kd_poli": ANA},
        **{"no_reg": "001", "kd_pj": "BPJ", "limit_reg": 1, "status": "Belum"},
    )
    meja.lambat()
    meja.putaran()
    meja.sana.tulis("DELETE FROM booking_registrasi")
    meja.tunggu()
    assert not meja.booking(satu.kodebooking).aktif


def test_cancelled_here_and_still_there_is_not_claimed_again(meja: Meja) -> None:
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    kode = meja.milik(1).kodebooking
    kunjungan.batal(konteks(meja.store, meja.clock, meja.rs, "batal"), kode, "Berhalangan")
    rumah.ubah(meja.sana, no_rawat, jam_reg=time(9))
    meja.putaran(2)
    meja.lambat()
    assert [satu.kodebooking for satu in meja.semua()] == [kode]


def test_a_refused_cancellation_is_tried_again_when_somebody_asks(meja: Meja) -> None:
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    rumah.periksa_pasien(meja.sana, no_rawat, pada(9))
    rumah.kembalikan_berkas(meja.sana, no_rawat, pada(9, 30))
    meja.putaran()
    rumah.hapus(meja.sana, no_rawat)
    meja.tunggu()
    kode = meja.milik(1).kodebooking
    assert set(meja.kasus()) == {f"batal:{no_rawat}"}
    kunjungan.task_hapus(konteks(meja.store, meja.clock, meja.rs, "tarik"), kode, 5)
    meja.putaran()
    assert meja.milik(1).aktif
    meja.masuk.ulang(no_rawat)
    meja.putaran()
    assert not meja.milik(1).aktif
    assert (meja.kasus(), meja.simpanan.peta(meja.rs.kode, HARI_INI)) == ({}, {})


def test_a_table_that_is_away_for_a_while_cancels_nobody(meja: Meja) -> None:
    rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    meja.sana.tulis("RENAME TABLE mutasi_berkas TO mutasi_lama")
    for _ in range(8):
        with pytest.raises(BasisMenolak):
            meja.putaran()
    meja.sana.tulis("RENAME TABLE mutasi_lama TO mutasi_berkas")
    meja.tunggu()
    assert meja.milik(1).aktif
    assert meja.kasus() == {}


def test_nothing_is_done_while_writing_is_off(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    siapkan(store, clock, rs)
    meja = Meja(sana, store, clock, rs, menulis=False)
    rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran()
    meja.lambat()
    assert meja.semua() == []
    meja.basis.tutup()
