"""Ambil Antrean (section 3): every rule one by one, with its message and code."""

from datetime import timedelta
from typing import Any

import pytest

from antrean.domain.pasien import Pasien
from antrean.domain.rs import RumahSakit
from antrean.store import Store, Write
from tests.conftest import (
    HARI_INI,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_policy,
    put_schedule,
)
from tests.http.alat import (
    AMBIL,
    BATAL,
    BESOK,
    FORMAT_TANGGAL,
    INT,
    JADWAL_HENDRA,
    JADWAL_TANPA_NAMA,
    LUSA,
    PASIEN_BARU,
    POLI_TIDAK_ADA,
    POLI_TUTUP,
    REFERENSI_TERPAKAI,
    TANGGAL_LEWAT,
    TIDAK_DIKENAL,
    Isian,
    contoh,
    diambil,
    ditolak,
    gagal,
    hari,
    kode,
    kuota_penuh,
    pukul,
    tutup_hari,
)
from tests.http.loket import Loket

HARI_INI_ISO = HARI_INI.isoformat()
TANPA_REFERENSI: Isian = {"nomorreferensi": ""}


def minta(jkn: MobileJkn, n: int = 1, **changes: Any) -> tuple[int, dict[str, Any]]:
    return jkn.post(AMBIL, permintaan(n, **changes))


# Fields.


@pytest.mark.parametrize("kosong", [None, "", "   "], ids=["missing", "empty", "blank"])
@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("kodepoli", "Kode Poli"),
        ("tanggalperiksa", "Tanggal Periksa"),
        ("kodedokter", "Kode Dokter"),
        ("jampraktek", "Jam Praktek"),
        ("jeniskunjungan", "Jenis Kunjungan"),
    ],
)
def test_a_required_field_must_be_given(jkn: MobileJkn, name: str, label: str, kosong: Any) -> None:
    assert minta(jkn, **{name: kosong}) == ditolak(f"{label} Belum Diisi")


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("kodepoli", "Kode Poli"),
        ("tanggalperiksa", "Tanggal Periksa"),
        ("kodedokter", "Kode Dokter"),
        ("jampraktek", "Jam Praktek"),
        ("jeniskunjungan", "Jenis Kunjungan"),
    ],
)
def test_null_is_not_given(jkn: MobileJkn, name: str, label: str) -> None:
    assert jkn.post(AMBIL, permintaan() | {name: None}) == ditolak(f"{label} Belum Diisi")


@pytest.mark.parametrize("kosong", [None, "", "  "], ids=["missing", "empty", "blank"])
def test_a_nik_or_a_card_must_be_given(jkn: MobileJkn, kosong: str | None) -> None:
    assert minta(jkn, nik=kosong, nomorkartu=kosong) == ditolak("NIK Belum Diisi")


@pytest.mark.parametrize("kartu", ["1234567890", "12345678901234", "12345678901a", "123 567 90123"])
def test_a_card_has_eleven_to_thirteen_digits(jkn: MobileJkn, kartu: str) -> None:
    assert minta(jkn, nomorkartu=kartu) == ditolak("Format Nomor Kartu Tidak Sesuai")


@pytest.mark.parametrize("kartu", ["12345678901", "123456789012", "1234567890123"])
def test_every_length_of_card_is_taken(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, kartu: str
) -> None:
    put_patients(store, clock, rs, Pasien("000900", "", kartu, "Lina"))
    assert diambil(minta(jkn, nik="", nomorkartu=kartu)[1])["norm"] == "000900"


@pytest.mark.parametrize("kartu", ["12345678901", "123456789012"])
def test_a_hospital_can_take_thirteen_digits_only(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, kartu: str
) -> None:
    put_policy(store, clock, rs, kartu_13="ya")
    assert minta(jkn, nomorkartu=kartu) == ditolak("Format Nomor Kartu Tidak Sesuai")
    assert diambil(minta(jkn)[1])["norm"] == "000001"


@pytest.mark.parametrize("nik", ["321234567898765", "32123456789876543", "321234567898765a", "3212 3456 7898 7654"])
def test_a_nik_has_sixteen_digits(jkn: MobileJkn, nik: str) -> None:
    assert minta(jkn, nik=nik) == ditolak("Format NIK Tidak Sesuai")


@pytest.mark.parametrize("jenis", [0, 5, -1, "0", "5", "-1", 10**30])
def test_a_kind_of_visit_is_one_to_four(jkn: MobileJkn, jenis: object) -> None:
    assert minta(jkn, jeniskunjungan=jenis) == ditolak("Jenis Kunjungan Tidak Sesuai")


# Dates.


@pytest.mark.parametrize("tanggal", ["2021-1-5", "05-01-2027", "2027/01/05", "2027-02-29", "2027-13-01", "besok"])
def test_a_date_is_a_day_that_exists_as_yyyy_mm_dd(jkn: MobileJkn, tanggal: str) -> None:
    assert minta(jkn, tanggalperiksa=tanggal) == ditolak(FORMAT_TANGGAL)


@pytest.mark.parametrize("tanggal", [(HARI_INI - timedelta(days=1)).isoformat(), "0001-01-01"])
def test_a_past_date_is_refused(jkn: MobileJkn, tanggal: str) -> None:
    assert minta(jkn, tanggalperiksa=tanggal) == ditolak(TANGGAL_LEWAT)


@pytest.mark.parametrize("tanggal", [(HARI_INI + timedelta(days=91)).isoformat(), "9999-12-31"])
def test_a_date_too_far_ahead_is_refused(jkn: MobileJkn, tanggal: str) -> None:
    assert minta(jkn, tanggalperiksa=tanggal) == ditolak("Tanggal Periksa Maksimal 90 Hari Dari Hari Ini")


def test_a_hospital_can_take_bookings_for_today_only(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, hari_maks="0")
    assert minta(jkn) == ditolak("Tanggal Periksa Maksimal 0 Hari Dari Hari Ini")
    assert diambil(minta(jkn, tanggalperiksa=HARI_INI_ISO)[1])["angkaantrean"] == 1


def test_a_hospital_can_take_bookings_further_ahead(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, hari_maks="120")
    last = HARI_INI + timedelta(days=120)
    assert diambil(minta(jkn, tanggalperiksa=last.isoformat())[1])["angkaantrean"] == 1
    assert minta(jkn, 2, tanggalperiksa=(last + timedelta(days=1)).isoformat()) == ditolak(
        "Tanggal Periksa Maksimal 120 Hari Dari Hari Ini"
    )


# Poli, holidays, sessions.


@pytest.mark.parametrize("kodepoli", ["XXX", "AN", "ANAK", "A:B", "ANA:12345", "{1311R002}", "ANA}", "*", "A\\r"])
def test_an_unknown_poli_is_refused(jkn: MobileJkn, kodepoli: str) -> None:
    assert minta(jkn, kodepoli=kodepoli) == ditolak(POLI_TIDAK_ADA)


def test_a_holiday_closes_every_poli(jkn: MobileJkn, store: Store, clock: FrozenClock) -> None:
    tutup_hari(store, clock, BESOK)
    assert minta(jkn) == ditolak(POLI_TUTUP)
    assert minta(jkn, **INT) == ditolak(POLI_TUTUP)
    assert diambil(minta(jkn, tanggalperiksa=LUSA.isoformat())[1])["angkaantrean"] == 1


def test_a_poli_can_be_closed_alone(jkn: MobileJkn, store: Store, clock: FrozenClock) -> None:
    tutup_hari(store, clock, BESOK, "ANA")
    assert minta(jkn) == ditolak(POLI_TUTUP)
    assert diambil(minta(jkn, **INT)[1])["angkaantrean"] == 1


def test_a_holiday_closes_a_session_that_has_bookings(jkn: MobileJkn, store: Store, clock: FrozenClock) -> None:
    diambil(minta(jkn)[1])
    tutup_hari(store, clock, BESOK)
    assert minta(jkn, 2) == ditolak(POLI_TUTUP)


def test_a_day_that_is_opened_again_takes_bookings(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    tutup_hari(store, clock, BESOK)
    assert store.libur.hapus(rs.kode, BESOK, "", HARI_INI, Write("buka", clock.now_ms(), "uji"))
    assert diambil(minta(jkn)[1])["angkaantrean"] == 1


def test_a_poli_without_any_session_that_day_is_closed(jkn: MobileJkn) -> None:
    assert minta(jkn, **INT, tanggalperiksa=hari(7)) == ditolak(POLI_TUTUP)


def test_a_poli_without_any_session_that_day_is_closed_for_an_unknown_doctor_too(jkn: MobileJkn) -> None:
    assert minta(jkn, **(INT | {"kodedokter": 99}), tanggalperiksa=hari(7)) == ditolak(POLI_TUTUP)


@pytest.mark.parametrize(
    "sesi",
    [
        {"jampraktek": "08:00-15:00"},
        {"jampraktek": "16:00-08:00"},
        {"kodepoli": "INT"},
        {"kodepoli": "INT", "jampraktek": "08:00-12:00"},
    ],
    ids=str,
)
def test_a_doctor_without_such_a_session_is_named(jkn: MobileJkn, sesi: dict[str, Any]) -> None:
    assert minta(jkn, **sesi) == ditolak(JADWAL_HENDRA)


@pytest.mark.parametrize("kodedokter", [99999, 0, 999999999999, "99999"])
def test_a_doctor_whom_nobody_knows_has_no_name(jkn: MobileJkn, kodedokter: object) -> None:
    assert minta(jkn, kodedokter=kodedokter) == ditolak(JADWAL_TANPA_NAMA)


def test_a_weekly_session_that_a_dated_row_moved_is_gone(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{BESOK},09:00-10:00,7,3")
    assert minta(jkn) == ditolak(JADWAL_HENDRA)
    assert diambil(minta(jkn, jampraktek="09:00-10:00")[1])["angkaantrean"] == 1


# Closing hours. The sessions of ANA end at 16:00.


@pytest.mark.parametrize(
    ("tutup", "jam", "menit"), [("akhir", 16, 0), ("30", 15, 30), ("1", 15, 59), ("480", 8, 0), ("960", 0, 0)]
)
def test_registration_closes_on_the_minute(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, tutup: str, jam: int, menit: int
) -> None:
    put_schedule(store, clock, rs, f"ANA,Anak,12345,Dr. Hendra,{BESOK},08:00-16:00,30,30")
    put_policy(store, clock, rs, tutup=tutup, umur_token="172800")
    clock.set(pukul(BESOK, jam, menit))
    clock.move(milliseconds=-1)
    jkn.login()
    assert diambil(minta(jkn)[1])["angkaantrean"] == 1
    clock.move(milliseconds=1)
    assert minta(jkn, 2) == ditolak(f"Pendaftaran Ke Poli Anak Sudah Tutup Jam {jam:02d}:{menit:02d}")


def test_registration_can_close_the_day_before(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, tutup="h-1")
    clock.set(pukul(BESOK, 0))
    clock.move(milliseconds=-1)
    jkn.login()
    assert diambil(minta(jkn)[1])["angkaantrean"] == 1
    clock.move(milliseconds=1)
    assert minta(jkn, 2) == ditolak("Pendaftaran Ke Poli Anak Sudah Tutup Jam 00:00")


def test_registration_can_close_many_hours_before_on_the_day_before(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, tutup="1440")
    clock.set(pukul(HARI_INI, 16))
    jkn.login()
    assert minta(jkn) == ditolak("Pendaftaran Ke Poli Anak Sudah Tutup Jam 16:00")


def test_a_closing_hour_today_does_not_close_tomorrow(jkn: MobileJkn, clock: FrozenClock) -> None:
    clock.set(pukul(HARI_INI, 23, 59))
    jkn.login()
    assert diambil(minta(jkn)[1])["angkaantrean"] == 1


def test_a_session_that_began_yet_has_not_ended_takes_bookings(jkn: MobileJkn) -> None:
    assert diambil(minta(jkn, tanggalperiksa=HARI_INI_ISO)[1])["angkaantrean"] == 1


# Patients.


@pytest.mark.parametrize(
    "identitas",
    [
        TIDAK_DIKENAL,
        TIDAK_DIKENAL | {"nik": ""},
        TIDAK_DIKENAL | {"nomorkartu": ""},
        TIDAK_DIKENAL | {"norm": "000001"},
    ],
    ids=str,
)
def test_an_unknown_patient_is_a_new_one(jkn: MobileJkn, identitas: dict[str, Any]) -> None:
    assert minta(jkn, **identitas) == ditolak(PASIEN_BARU, 202)


# Referrals.


def test_a_referral_serves_one_active_booking(jkn: MobileJkn) -> None:
    diambil(minta(jkn, nomorreferensi="R-1")[1])
    assert minta(jkn, 2, nomorreferensi="R-1") == ditolak(REFERENSI_TERPAKAI)
    assert minta(jkn, 2, nomorreferensi=" R-1 ") == ditolak(REFERENSI_TERPAKAI)
    assert diambil(minta(jkn, 2, nomorreferensi="R-2")[1])["angkaantrean"] == 2


def test_a_referral_serves_its_patient_on_other_dates(jkn: MobileJkn) -> None:
    """Dialysis twice a week, on one referral."""
    diambil(minta(jkn)[1])
    assert minta(jkn, **INT) == ditolak(REFERENSI_TERPAKAI)
    lusa = LUSA.isoformat()
    assert diambil(minta(jkn, tanggalperiksa=lusa)[1])["angkaantrean"] == 1
    assert minta(jkn, tanggalperiksa=lusa, **INT) == ditolak(REFERENSI_TERPAKAI)
    for tanggal in (BESOK, LUSA):
        lain = {"tanggalperiksa": tanggal.isoformat(), "nomorreferensi": permintaan()["nomorreferensi"]}
        assert minta(jkn, 2, **lain) == ditolak(REFERENSI_TERPAKAI)


def test_a_cancelled_visit_frees_the_referral_of_its_own_date_alone(jkn: MobileJkn) -> None:
    besok, lusa = (diambil(minta(jkn, tanggalperiksa=f"{satu}")[1])["kodebooking"] for satu in (BESOK, LUSA))
    assert jkn.post(BATAL, contoh(BATAL, besok))[1]["metadata"]["code"] == 200
    rujukan = permintaan()["nomorreferensi"]
    assert minta(jkn, 2, nomorreferensi=rujukan) == ditolak(REFERENSI_TERPAKAI)
    assert jkn.post(BATAL, contoh(BATAL, lusa))[1]["metadata"]["code"] == 200
    assert diambil(minta(jkn, 2, nomorreferensi=rujukan)[1])["norm"] == "000002"
    assert minta(jkn, 1) == ditolak(REFERENSI_TERPAKAI)


def test_a_served_visit_frees_the_referral_at_once(jkn: MobileJkn, loket: Loket) -> None:
    hari_ini = {"tanggalperiksa": HARI_INI_ISO, "nomorreferensi": "R-1"}
    kodebooking = diambil(minta(jkn, 1, **hari_ini)[1])["kodebooking"]
    loket.panggil()
    assert minta(jkn, 2, **hari_ini) == ditolak(REFERENSI_TERPAKAI)
    loket.selesai(1)
    assert kodebooking == kode(1)
    assert diambil(minta(jkn, 2, **hari_ini)[1])["norm"] == "000002"


def test_a_referral_without_a_card_is_used_too(jkn: MobileJkn) -> None:
    diambil(minta(jkn, nomorkartu="", nomorreferensi="R-1")[1])
    assert minta(jkn, 2, nomorreferensi="R-1") == ditolak(REFERENSI_TERPAKAI)


def test_no_referral_is_never_used(jkn: MobileJkn) -> None:
    assert [diambil(minta(jkn, n, **TANPA_REFERENSI)[1])["angkaantrean"] for n in (1, 2, 3)] == [1, 2, 3]


def test_the_referral_of_a_past_booking_is_free_again(jkn: MobileJkn, clock: FrozenClock) -> None:
    diambil(minta(jkn, tanggalperiksa=HARI_INI_ISO, nomorreferensi="R-1")[1])
    clock.set(pukul(BESOK, 0))
    clock.move(milliseconds=-1)
    jkn.login()
    assert minta(jkn, 2, nomorreferensi="R-1") == ditolak(REFERENSI_TERPAKAI)
    clock.move(milliseconds=1)
    assert diambil(minta(jkn, 2, nomorreferensi="R-1")[1])["norm"] == "000002"
    assert minta(jkn, 3, nomorreferensi="R-1") == ditolak(REFERENSI_TERPAKAI)


def test_a_refused_booking_uses_no_referral(jkn: MobileJkn) -> None:
    assert minta(jkn, **TIDAK_DIKENAL, nomorreferensi="R-1")[1] == gagal(PASIEN_BARU, 202)
    assert diambil(minta(jkn, nomorreferensi="R-1")[1])["angkaantrean"] == 1


# Quotas. INT has 2 for JKN and 1 for others.


def test_the_jkn_quota_is_used_up_alone(jkn: MobileJkn) -> None:
    diambil(minta(jkn, 1, **INT)[1])
    diambil(minta(jkn, 2, **INT)[1])
    assert minta(jkn, 3, **INT) == ditolak(kuota_penuh("JKN", "Penyakit Dalam"))
    last = diambil(minta(jkn, 3, **INT, nomorkartu="")[1])
    assert (last["nomorantrean"], last["sisakuotajkn"], last["sisakuotanonjkn"]) == ("B-3", 0, 0)


def test_the_non_jkn_quota_is_used_up_alone(jkn: MobileJkn) -> None:
    diambil(minta(jkn, 1, **INT, nomorkartu="")[1])
    assert minta(jkn, 2, **INT, nomorkartu="") == ditolak(kuota_penuh("Non JKN", "Penyakit Dalam"))
    assert diambil(minta(jkn, 2, **INT)[1])["nomorantrean"] == "B-2"


def test_a_quota_used_up_is_that_sessions_only(jkn: MobileJkn) -> None:
    diambil(minta(jkn, 1, **INT, nomorkartu="")[1])
    there = INT | {"tanggalperiksa": LUSA.isoformat(), "nomorkartu": ""}
    assert diambil(minta(jkn, 2, **there)[1])["nomorantrean"] == "B-1"


def test_a_refused_booking_takes_no_number(jkn: MobileJkn) -> None:
    diambil(minta(jkn, 1, **INT, nomorkartu="")[1])
    for n in (2, 3, 4):
        assert minta(jkn, n, **INT, nomorkartu="")[1]["metadata"]["code"] == 201
    assert diambil(minta(jkn, 5, **INT)[1])["nomorantrean"] == "B-2"


@pytest.mark.parametrize(("kuota", "jenis", "kartu"), [("0,5", "JKN", "1000000000001"), ("5,0", "Non JKN", "")])
def test_a_session_may_have_no_quota_of_a_kind(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, kuota: str, jenis: str, kartu: str
) -> None:
    put_schedule(store, clock, rs, f"GIG,Gigi,777,drg. Rani,{BESOK},09:00-11:00,{kuota}")
    gigi: Isian = {"kodepoli": "GIG", "kodedokter": 777, "jampraktek": "09:00-11:00"}
    assert minta(jkn, **gigi, nomorkartu=kartu) == ditolak(kuota_penuh(jenis, "Gigi"))


def test_a_raised_quota_takes_the_next(jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    diambil(minta(jkn, 1, **INT, nomorkartu="")[1])
    put_schedule(store, clock, rs, f"INT,Penyakit Dalam,34567,dr. Budi,{BESOK},08:00-12:00,2,2")
    assert diambil(minta(jkn, 2, **INT, nomorkartu="")[1])["sisakuotanonjkn"] == 0


def test_names_with_braces_and_percent_signs_stay_as_they_are(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_patients(store, clock, rs, pasien(20))
    put_schedule(store, clock, rs, f"UMM,Umum {{0}} %s %1 ☂,777,drg. {{jam}} %d,{BESOK},09:00-11:00,0,5")
    umum: Isian = {"kodepoli": "UMM", "kodedokter": 777, "jampraktek": "09:00-11:00"}
    assert minta(jkn, 20, **umum) == ditolak(kuota_penuh("JKN", "Umum {0} %s %1 ☂"))
    assert minta(jkn, 20, **(umum | {"jampraktek": "09:00-12:00"})) == ditolak(
        JADWAL_HENDRA.replace("Dr. Hendra", "drg. {jam} %d")
    )
