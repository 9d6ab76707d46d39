"""Whom their counter registers with a JKN card, their counter adds at BPJS with the SEP: the booking here knows under
which code, and no row of ours keeps them from it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from antrean.domain.rs import RumahSakit
from antrean.konektor.banding import bandingkan
from antrean.konektor.ke_sana.tulisan import NOL
from antrean.konektor.setelan import KHANZA
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import BENTUK, Keduanya, ms, siapkan
from tests.konektor.rumah import ANA, HENDRA, pada
from tests.konteks import konteks

pytestmark = pytest.mark.parametrize(("sana", "registrasi"), BENTUK, indirect=["sana"])
BESOK = HARI_INI + timedelta(days=1)


@pytest.fixture
def buat(
    sana: Sana, registrasi: str, store: Store, clock: FrozenClock, rs: RumahSakit
) -> Iterator[Callable[..., Keduanya]]:
    siapkan(store, clock, rs)
    semua: list[Keduanya] = []

    def satu(**setelan: str) -> Keduanya:
        semua.append(Keduanya(sana, store, clock, rs, sumber="erm", registrasi=registrasi, **setelan))
        return semua[-1]

    yield satu
    for ada in semua:
        ada.basis.tutup()


def kode(meja: Keduanya, no_rawat: str, no_reg: str) -> str:
    """As their programs make it."""
    return no_rawat if meja.setelan.sistem == KHANZA else f"1311R002{no_rawat.replace('/', '')}ANA{no_reg}"


def rujukan(meja: Keduanya) -> set[str]:
    """The record numbers of whom their service takes for told already."""
    tabel, kolom = (
        ("referensi_mobilejkn_bpjs", "norm")
        if meja.setelan.sistem == KHANZA
        else ("mlite_antrian_referensi", "no_rkm_medis")
    )
    return {str(satu) for (satu,) in meja.baris(f"SELECT {kolom} FROM {tabel}")}


def test_a_walk_in_with_a_card(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    umum = rumah.daftar_walkin(meja.sana, "000002", kd_pj="UMU")
    meja.putaran(2)
    for satu in (no_rawat, umum):
        rumah.periksa_pasien(meja.sana, satu, pada(9))
    meja.putaran(2)
    assert (meja.milik(1).kodelama, {*meja.milik(1).task}) == (kode(meja, no_rawat, "003"), {3, 4})
    assert meja.milik(2).kodelama == ""
    # The SEP screen of Khanza skips who has a row; what is told of a visit its service does not tell.
    assert rujukan(meja) == ({"000002"} if meja.setelan.sistem == KHANZA else set())
    if meja.setelan.sistem == KHANZA:
        sql = "SELECT taskid FROM referensi_mobilejkn_bpjs_taskid WHERE no_rawat=%s"
        assert {satu["taskid"] for satu in meja.sana.baca(sql, (no_rawat,))} == {"3", "4"}
    meja.mulai_lagi()
    meja.putaran(2)
    assert [satu.jenis for satu in meja.milik(1).riwayat].count("kode_lama") == 1
    # Cancelled and back again: the same registration, another booking.
    dulu = rumah.daftar_walkin(meja.sana, "000003", no_reg="005")
    meja.putaran(2)
    rumah.batal(meja.sana, dulu)
    meja.putaran()
    rumah.ubah(meja.sana, dulu, stts="Belum")
    meja.putaran(2)
    semua = {satu.aktif: satu.kodelama for satu in meja.semua() if satu.norm == "000003"}
    assert semua == {False: "", True: kode(meja, dulu, "005")}


def test_who_was_booked_at_their_desk_has_it_once_registered(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    rumah.tambah(
        meja.sana,
        "booking_registrasi",
        **{"no_rkm_medis": "000001", "tanggal_periksa": BESOK, "kd_dokter": HENDRA, "kd_poli": ANA},
        **{"no_reg": "001", "kd_pj": "BPJ", "limit_reg": 1, "status": "Belum"},
    )
    meja.lambat()
    assert (meja.milik(1, BESOK).kodelama, meja.milik(1, BESOK).ditambah_sana) == ("", True)
    meja.clock.move(days=1)
    meja.putaran()
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="001", tanggal=BESOK)
    meja.putaran(2)
    assert meja.milik(1, BESOK).kodelama == kode(meja, no_rawat, "001")


def test_where_they_send_themselves_it_has_none(buat: Callable[..., Keduanya]) -> None:
    meja = buat(pengirim="sana")
    rumah.daftar_walkin(meja.sana, "000001")
    meja.putaran(2)
    assert (meja.milik(1).kodelama, rujukan(meja)) == ("", set())


def test_its_code_is_that_of_the_registration_as_it_is_now(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    dulu = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    meja.putaran(2)
    kini = dulu[:-6] + "000777"
    meja.sana.tulis("UPDATE reg_periksa SET no_rawat=%s, no_reg='007' WHERE no_rawat=%s", (kini, dulu))
    meja.tunggu()
    assert meja.milik(1).kodelama == kode(meja, kini, "007")
    # Whom they give the key again has the code that goes with it.
    rumah.daftar_walkin(meja.sana, "000002", no_reg="003", no_rawat=dulu)
    meja.putaran(2)
    assert meja.milik(2).kodelama == kode(meja, dulu, "003")


def test_a_key_that_is_given_again_at_once_is_whose_it_is_then(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    meja.putaran(2)
    rumah.hapus(meja.sana, no_rawat)
    assert rumah.daftar_walkin(meja.sana, "000002", no_reg="004") == no_rawat
    meja.putaran()
    assert meja.milik(1).aktif
    meja.putaran(22)
    assert not meja.milik(1).aktif
    assert (meja.milik(2).kodelama, meja.kasus()) == (kode(meja, no_rawat, "004"), {})


def test_on_another_day_it_takes_its_code_along(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    meja.putaran(2)
    rumah.ubah(meja.sana, no_rawat, tgl_registrasi=BESOK)
    meja.putaran(2)
    assert (meja.milik(1).aktif, meja.milik(1).kodelama) == (False, "")
    assert meja.milik(1, BESOK).kodelama == kode(meja, no_rawat, "003")


def test_who_booked_with_their_own_service_is_known_to_bpjs_by_its_code(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    if meja.setelan.sistem != KHANZA:
        mjkn = "1311R00220261128100000ANA003MJKN"
        for norm, kodebooking in (("000001", mjkn), ("000002", "30112026A077")):
            rumah.tambah(
                meja.sana,
                "mlite_antrian_referensi",
                **{"tanggal_periksa": HARI_INI, "no_rkm_medis": norm, "nomor_kartu": "", "nomor_referensi": ""},
                **{"kodebooking": kodebooking, "jenis_kunjungan": "1", "status_kirim": "Sudah", "keterangan": "-"},
            )
        rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
        lain = rumah.daftar_walkin(meja.sana, "000002", no_reg="004")
        meja.putaran(2)
        assert (meja.milik(1).kodelama, meja.milik(2).kodelama) == (mjkn, kode(meja, lain, "004"))
        return
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    rumah.tambah(
        meja.sana,
        "referensi_mobilejkn_bpjs",
        **{"nobooking": "20261130000003", "no_rawat": no_rawat, "norm": "000001", "tanggalperiksa": HARI_INI},
        **{"nomorkartu": "0001777000001", "nik": "", "pasienbaru": "0", "status": "Belum", "validasi": NOL},
    )
    meja.putaran(2)
    assert (meja.milik(1).kodelama, meja.milik(1).task) == ("20261130000003", {})  # jam_reg is no arrival
    sql = "UPDATE referensi_mobilejkn_bpjs SET status='Checkin', validasi=%s"
    meja.sana.tulis(sql, (pada(8, 50),))
    meja.putaran(2)
    assert meja.milik(1).task == {3: ms(pada(8, 50))}
    lihat = konteks(meja.store, meja.clock, meja.rs, "lihat", "uji")
    assert bandingkan(lihat, meja.simpanan, meja.basis, HARI_INI).selisih == []
    # A row of ours, of an earlier version, is no code of theirs.
    lagi = rumah.daftar_walkin(meja.sana, "000002", no_reg="004")
    rumah.tambah(
        meja.sana,
        "referensi_mobilejkn_bpjs",
        **{"nobooking": "30112026A004", "no_rawat": lagi, "norm": "000002", "tanggalperiksa": HARI_INI},
        **{"nomorkartu": "0001777000002", "nik": "", "pasienbaru": "0", "status": "Checkin", "validasi": pada(8)},
    )
    meja.putaran(2)
    assert (meja.milik(2).kodebooking, meja.milik(2).kodelama) == ("30112026A004", lagi)


def test_whoever_was_registered_while_they_sent_themselves_has_it_once_we_do(buat: Callable[..., Keduanya]) -> None:
    meja = buat(pengirim="sana")
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    meja.putaran(2)
    assert meja.milik(1).kodelama == ""
    meja = buat()
    meja.putaran(2)
    assert meja.milik(1).kodelama == kode(meja, no_rawat, "003")


def test_where_mlite_does_not_know_its_own_code_it_is_noted_once_it_does(buat: Callable[..., Keduanya]) -> None:
    meja = buat()
    if meja.setelan.sistem == KHANZA:
        pytest.skip("Khanza's code needs none")
    di = "WHERE module='settings' AND field='ppk_bpjs'"
    meja.sana.tulis(f"UPDATE mlite_settings SET value='' {di}")
    no_rawat = rumah.daftar_walkin(meja.sana, "000001", no_reg="003")
    meja.putaran(2)
    assert meja.milik(1).kodelama == ""
    meja.sana.tulis(f"UPDATE mlite_settings SET value='1311R002' {di}")
    meja.lambat()
    meja.putaran()
    assert meja.milik(1).kodelama == kode(meja, no_rawat, "003")
