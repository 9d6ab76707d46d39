"""What happens to our bookings becomes the rows that their own programs would have written."""

from datetime import date, datetime, time, timedelta

import pytest

from antrean.domain.jadwal import KunciSesi
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.services import libur, sesi
from tests.conftest import HARI_INI
from tests.konektor import rumah
from tests.konektor.rumah_sini import ANAK, BESOK, DALAM, Sini

KHANZA_SAJA = pytest.mark.parametrize("sana", [KHANZA], indirect=True)
MLITE_SAJA = pytest.mark.parametrize("sana", [MLITE], indirect=True)
NOL = None  # a zero date, as it is read


@KHANZA_SAJA
def test_khanza_has_a_booking_as_a_registration_at_once(sini: Sini) -> None:
    kode = sini.ambil(tanggal=BESOK)
    assert sini.keluar.putaran() > 0
    booking, no_rawat = sini.booking(kode), f"{BESOK:%Y/%m/%d}/000001"
    assert sini.satu("reg_periksa") == {
        **{"no_reg": "001", "no_rawat": no_rawat, "tgl_registrasi": BESOK, "jam_reg": time(8)},
        **{"kd_dokter": rumah.HENDRA, "no_rkm_medis": "000001", "kd_poli": rumah.ANA, "p_jawab": "Siti"},
        **{"almt_pj": "Jl. Veteran 1, WARUNGBOTO, UMBULHARJO, YOGYAKARTA, DI YOGYAKARTA", "hubunganpj": "ISTRI"},
        **{"biaya_reg": 10000.0, "stts": "Belum", "stts_daftar": "Lama", "status_lanjut": "Ralan", "kd_pj": "BPJ"},
        **{"umurdaftar": BESOK.year - 1990 - ((BESOK.month, BESOK.day) < (5, 17)), "sttsumur": "Th"},
        **{"status_bayar": "Belum Bayar", "status_poli": "Baru"},
    }
    assert sini.satu("referensi_mobilejkn_bpjs") == {
        **{"nobooking": kode, "no_rawat": no_rawat, "nomorkartu": booking.nomorkartu, "nik": booking.nik},
        **{"nohp": "085635228888", "kodepoli": "ANA", "pasienbaru": "0", "norm": "000001", "tanggalperiksa": BESOK},
        **{"kodedokter": "12345", "jampraktek": "08:00-16:00", "jeniskunjungan": "1 (Rujukan FKTP)"},
        **{"nomorreferensi": booking.nomorreferensi, "nomorantrean": "A-1", "angkaantrean": "1"},
        **{"estimasidilayani": str(booking.estimasidilayani), "sisakuotajkn": 29, "kuotajkn": 30},
        **{"sisakuotanonjkn": 30, "kuotanonjkn": 30, "status": "Belum", "validasi": NOL, "statuskirim": "Sudah"},
    }
    assert sini.baris("booking_registrasi") == []
    assert sini.peta(BESOK)[kode].kunci == no_rawat
    # Not JKN: the other payer; a poli where the patient was before.
    umum = sini.ambil(2, jkn=False)
    rumah.daftar_walkin(sini.sana.basis, "000002", tanggal=HARI_INI - timedelta(days=30))
    sini.keluar.putaran()
    reg = sini.satu("reg_periksa", no_rkm_medis="000002", tgl_registrasi=HARI_INI)
    assert (reg["kd_pj"], reg["status_poli"]) == ("UMU", "Lama")
    assert sini.satu("referensi_mobilejkn_bpjs", nobooking=umum)["nomorkartu"] == ""
    assert sini.kasus() == {}


@KHANZA_SAJA
def test_khanza_checks_in_and_tells_its_sender_of_no_task(sini: Sini) -> None:
    kode = sini.ambil()
    sini.keluar.putaran()
    sini.clock.move(minutes=5)
    sini.checkin(kode)
    datang = rumah.pada(12, 5)
    sini.keluar.putaran()
    rujuk, reg = sini.satu("referensi_mobilejkn_bpjs"), sini.satu("reg_periksa")
    assert (rujuk["status"], rujuk["validasi"], reg["jam_reg"]) == ("Checkin", datang, datang.time())
    sini.panggil()
    sini.keluar.putaran()
    task = {satu["taskid"]: satu["waktu"] for satu in sini.baris("referensi_mobilejkn_bpjs_taskid")}
    assert task == {"3": datang, "4": rumah.pada(12, 6)}
    # The poli's "skip" rewrites jam_reg, and nothing of ours takes that back.
    rumah.ubah(sini.sana.basis, reg["no_rawat"], jam_reg="13:00:00")
    sini.task(kode, 5)
    sini.keluar.putaran()
    sini.keluar.ulang(kode)
    assert sini.satu("reg_periksa")["jam_reg"] == time(13)
    assert len(sini.baris("referensi_mobilejkn_bpjs_taskid")) == 3
    assert sini.kasus() == {}
    with sini.setelan(pengirim="sana"):
        lain = sini.ambil(2)
        sini.checkin(lain)
        sini.keluar.putaran()
        rujuk = sini.satu("referensi_mobilejkn_bpjs", nobooking=lain)
        assert rujuk["statuskirim"] == "Belum"
        assert sini.baris("referensi_mobilejkn_bpjs_taskid", no_rawat=rujuk["no_rawat"]) == []


@KHANZA_SAJA
def test_khanza_forgets_a_registration_that_is_cancelled_and_gets_another_when_it_is_taken_back(sini: Sini) -> None:
    kode = sini.ambil()
    sini.ambil(2)
    sini.keluar.putaran()
    pertama = sini.satu("referensi_mobilejkn_bpjs", nobooking=kode)["no_rawat"]
    sini.clock.move(minutes=3)
    libur.tutup(sini.konteks(), HARI_INI, str(ANAK), "Dokter sakit", "Dokter sakit")
    sini.keluar.putaran()
    rujuk = sini.satu("referensi_mobilejkn_bpjs", nobooking=kode)
    assert (rujuk["status"], rujuk["validasi"], rujuk["no_rawat"]) == ("Batal", rumah.pada(12, 3), None)
    assert sini.satu("referensi_mobilejkn_bpjs_batal", nobooking=kode) == {
        **{"no_rkm_medis": "000001", "no_rawat_batal": pertama, "nomorreferensi": rujuk["nomorreferensi"]},
        **{"tanggalbatal": rumah.pada(12, 3), "keterangan": sini.booking(kode).alasan, "statuskirim": "Sudah"},
        "nobooking": kode,
    }
    assert sini.baris("reg_periksa") == []
    assert sini.peta() == {}
    libur.buka(sini.konteks(), HARI_INI, str(ANAK))
    assert libur.pulihkan(sini.konteks(), HARI_INI, str(ANAK)).pulih
    sini.keluar.putaran()
    assert {satu["status"] for satu in sini.baris("referensi_mobilejkn_bpjs")} == {"Belum"}
    assert sini.baris("referensi_mobilejkn_bpjs_batal") == []
    assert len(sini.baris("reg_periksa")) == 2 == len(sini.peta())
    assert sini.kasus() == {}


@KHANZA_SAJA
def test_khanza_may_register_at_the_check_in(sini: Sini) -> None:
    with sini.setelan(registrasi="checkin"):
        kode, lain = sini.ambil(), sini.ambil(2)
        sini.keluar.putaran()
        assert sini.baris("reg_periksa") == []
        assert sini.satu("referensi_mobilejkn_bpjs", nobooking=kode)["no_rawat"] is None
        saat = datetime.fromtimestamp(sini.booking(kode).estimasidilayani / 1000, sini.rs.zona_waktu)
        assert sini.satu("booking_registrasi", no_rkm_medis="000001") == {
            **{"tanggal_booking": HARI_INI, "jam_booking": time(12), "no_rkm_medis": "000001"},
            **{"tanggal_periksa": HARI_INI, "kd_dokter": rumah.HENDRA, "kd_poli": rumah.ANA, "no_reg": "001"},
            **{"kd_pj": "BPJ", "limit_reg": 1, "waktu_kunjungan": saat.replace(tzinfo=None), "status": "Belum"},
        }
        assert sini.peta()[kode].kunci == f"booking:{kode}"
        sini.checkin(kode)
        sini.batal(lain)
        sini.keluar.putaran()
        reg, rujuk = sini.satu("reg_periksa"), sini.satu("referensi_mobilejkn_bpjs", nobooking=kode)
        assert (reg["no_reg"], reg["jam_reg"], reg["no_rawat"]) == ("001", time(12), rujuk["no_rawat"])
        assert (rujuk["status"], sini.satu("booking_registrasi", no_rkm_medis="000001")["status"]) == (
            "Checkin",
            "Terdaftar",
        )
        assert sini.satu("booking_registrasi", no_rkm_medis="000002")["status"] == "Batal"
        assert sini.satu("referensi_mobilejkn_bpjs_batal")["no_rawat_batal"] is None
        assert list(sini.peta()) == [kode]
        # The day is booked again: their desk has one row of a patient a day.
        lagi = sini.ambil(2)
        sini.keluar.putaran()
        assert sini.satu("booking_registrasi", no_rkm_medis="000002")["status"] == "Belum"
        assert sini.satu("referensi_mobilejkn_bpjs", nobooking=lagi)["status"] == "Belum"
        assert sini.kasus() == {}


@MLITE_SAJA
def test_mlite_has_a_booking_and_registers_it_at_the_check_in(sini: Sini) -> None:
    kode, lain = sini.ambil(), sini.ambil(2, jkn=False)
    sini.keluar.putaran()
    assert sini.satu("booking_registrasi", no_rkm_medis="000001") == {
        **{"tanggal_booking": HARI_INI, "jam_booking": time(12), "no_rkm_medis": "000001"},
        **{"tanggal_periksa": HARI_INI, "kd_dokter": rumah.HENDRA, "kd_poli": rumah.ANA, "no_reg": "001"},
        **{"kd_pj": "BPJ", "limit_reg": 1, "waktu_kunjungan": rumah.pada(8, 10), "status": "Belum"},
    }
    assert sini.satu("mlite_antrian_referensi", kodebooking=kode) == {
        **{"tanggal_periksa": HARI_INI, "no_rkm_medis": "000001", "nomor_kartu": sini.booking(kode).nomorkartu},
        **{"nomor_referensi": sini.booking(kode).nomorreferensi, "kodebooking": kode, "jenis_kunjungan": "1"},
        **{"status_kirim": "Sudah", "keterangan": "-"},
    }
    assert sini.satu("mlite_antrian_referensi", kodebooking=lain)["nomor_referensi"] == ""
    assert sini.baris("reg_periksa") == []
    sini.clock.move(minutes=2)
    sini.checkin(kode)
    sini.keluar.putaran()
    no_rawat = f"{HARI_INI:%Y/%m/%d}/000001"
    reg = sini.satu("reg_periksa")
    assert (reg["no_rawat"], reg["no_reg"], reg["jam_reg"], reg["biaya_reg"]) == (no_rawat, "001", time(12, 2), 10000)
    assert sini.satu("booking_registrasi", no_rkm_medis="000001")["status"] == "Terdaftar"
    assert sini.satu("mutasi_berkas") == {
        **{"no_rawat": no_rawat, "status": "Sudah Dikirim", "dikirim": rumah.pada(12, 2), "diterima": NOL},
        **dict.fromkeys(("kembali", "tidakada", "ranap"), NOL),
    }
    assert sini.baris("mlite_antrian_loket") == []
    assert sini.peta()[kode].kunci == no_rawat
    sini.panggil()
    sini.keluar.putaran()
    assert sini.baris("mlite_antrian_referensi_taskid") == []
    assert sini.kasus() == {}


@MLITE_SAJA
def test_mlite_deletes_a_booking_that_is_cancelled(sini: Sini) -> None:
    kode = sini.ambil()
    sini.keluar.putaran()
    sini.clock.move(minutes=3)
    libur.tutup(sini.konteks(), HARI_INI, str(ANAK), "Dokter sakit", "Dokter sakit")
    sini.keluar.putaran()
    assert sini.baris("booking_registrasi") == sini.baris("mlite_antrian_referensi") == []
    assert sini.satu("mlite_antrian_referensi_batal") == {
        **{"tanggal_batal": HARI_INI, "nomor_referensi": sini.booking(kode).nomorreferensi, "kodebooking": kode},
        "keterangan": sini.booking(kode).alasan,
    }
    assert sini.peta() == {}
    libur.buka(sini.konteks(), HARI_INI, str(ANAK))
    libur.pulihkan(sini.konteks(), HARI_INI, str(ANAK))
    sini.keluar.putaran()
    assert sini.satu("booking_registrasi")["status"] == "Belum"
    assert sini.satu("mlite_antrian_referensi")["kodebooking"] == kode
    assert sini.baris("mlite_antrian_referensi_batal") == []
    assert sini.kasus() == {}


def test_who_has_checked_in_and_is_given_up_stays_as_cancelled(sini: Sini) -> None:
    kode = sini.ambil()
    sini.checkin(kode)
    sini.keluar.putaran()
    sini.task(kode, 99)
    sini.keluar.putaran()
    assert sini.satu("reg_periksa")["stts"] == "Batal"
    if sini.sana.sistem == KHANZA:
        assert sini.satu("referensi_mobilejkn_bpjs")["status"] == "Batal"
        assert {satu["taskid"] for satu in sini.baris("referensi_mobilejkn_bpjs_taskid")} == {"3", "99"}
    else:
        assert sini.satu("booking_registrasi")["status"] == "Batal"
        assert len(sini.baris("mlite_antrian_referensi_batal")) == 1
    sini.keluar.ulang(kode)
    assert sini.satu("reg_periksa")["stts"] == "Batal"
    assert sini.kasus() == {}


def test_a_booking_that_goes_to_another_doctor_goes_there_too(sini: Sini) -> None:
    kode, tinggal = sini.ambil(tanggal=BESOK), sini.ambil(2, tanggal=BESOK)
    sini.keluar.putaran()
    sesi.pindah(sini.konteks("petugas/ani"), KunciSesi(BESOK, ANAK), DALAM, [kode])
    sini.keluar.putaran()
    tabel = "reg_periksa" if sini.sana.sistem == KHANZA else "booking_registrasi"
    di = {satu["no_rkm_medis"]: (satu["kd_poli"], satu["kd_dokter"], satu["no_reg"]) for satu in sini.baris(tabel)}
    assert di == {
        "000001": (rumah.INT, rumah.BUDI, "001"),
        "000002": (rumah.ANA, rumah.HENDRA, "002"),
    }
    if sini.sana.sistem == KHANZA:
        rujuk = sini.satu("referensi_mobilejkn_bpjs", nobooking=kode)
        assert (rujuk["kodepoli"], rujuk["kodedokter"], rujuk["jampraktek"]) == ("INT", "34567", "08:00-12:00")
    assert sini.kasus() == {}
    assert tinggal in sini.peta(BESOK)


@KHANZA_SAJA
def test_hours_that_change_are_the_booking_rows_hours_too(sini: Sini) -> None:
    kode = sini.ambil(tanggal=BESOK)
    sini.keluar.putaran()
    jam = type(ANAK.jampraktek).baca("09:00-15:00")
    sesi.ubah_jam(sini.konteks("petugas/ani"), ANAK, jam)
    sini.keluar.putaran()
    assert sini.satu("referensi_mobilejkn_bpjs", nobooking=kode)["jampraktek"] == "09:00-15:00"
    assert sini.satu("reg_periksa")["jam_reg"] == time(9)


def test_what_comes_from_there_does_not_go_back(sini: Sini) -> None:
    oleh = f"konektor/{sini.sana.sistem}"
    kode = sini.ambil(oleh=oleh)
    sini.keluar.putaran()
    sini.batal(kode, oleh=oleh)
    sini.keluar.putaran()
    assert sini.baris("reg_periksa") == sini.baris("booking_registrasi") == []
    assert sini.kasus() == {}


@KHANZA_SAJA
def test_our_own_row_follows_what_came_from_there(sini: Sini) -> None:
    """Their desk gives the patient another doctor, and the file says that they are there: the registration is as they
    left it, and our row beside it says the same."""
    kode = sini.ambil()
    sini.keluar.putaran()
    no_rawat = sini.satu("reg_periksa")["no_rawat"]
    rumah.ubah(sini.sana.basis, no_rawat, kd_dokter=rumah.BUDI, kd_poli=rumah.INT, no_reg="077", jam_reg="10:00:00")
    sesi.pindah(sini.konteks("konektor/khanza"), KunciSesi(HARI_INI, ANAK), DALAM, [kode])
    sini.checkin(kode, oleh="konektor/khanza")
    sini.keluar.putaran()
    reg, rujuk = sini.satu("reg_periksa"), sini.satu("referensi_mobilejkn_bpjs")
    assert (reg["kd_poli"], reg["no_reg"], reg["jam_reg"]) == (rumah.INT, "077", time(10))
    assert (rujuk["kodepoli"], rujuk["kodedokter"], rujuk["jampraktek"]) == ("INT", "34567", "08:00-12:00")
    assert (rujuk["status"], rujuk["validasi"], rujuk["no_rawat"]) == ("Checkin", rumah.pada(12), no_rawat)
    assert sini.kasus() == {}


def test_what_happened_before_the_connector_was_there(sini: Sini) -> None:
    """Open bookings are written, whatever the feed has of them; those of days before, and cancelled ones, are not."""
    lama = sini.ambil()
    sini.clock.move(days=1)
    besok, batal = sini.ambil(2, tanggal=BESOK), sini.ambil(3, tanggal=BESOK)
    sini.batal(batal)
    sini.keluar.putaran()
    tabel = "reg_periksa" if sini.sana.sistem == KHANZA else "booking_registrasi"
    assert [satu["no_rkm_medis"] for satu in sini.baris(tabel)] == ["000002"]
    assert lama not in sini.peta()
    assert besok in sini.peta(BESOK)
    # The feed is lost, or the hospital restored: the same look at all of them, and nothing twice.
    sebelum = sini.semua()
    sini.store.peristiwa.simpan_posisi(sini.rs.kode, "konektor", "1-0-1-abc")
    sini.ambil(4, tanggal=BESOK)
    sini.lupa()
    sini.keluar.putaran()
    assert sorted(satu["no_rkm_medis"] for satu in sini.baris(tabel)) == ["000002", "000004"]
    sini.keluar.putaran()
    assert len(sini.semua()[tabel]) == len(sebelum[tabel]) + 1
    assert date.min not in sini.peta()
