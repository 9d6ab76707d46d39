"""WIB, WITA and WIT: the hospital's own date and hours decide, to the millisecond."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
import redis
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store, Write
from tests.conftest import KODE_RS, USERNAME, FrozenClock, MobileJkn, pasien, permintaan, put_patients, put_schedule
from tests.http.alat import (
    AMBIL,
    ANTREAN_TIDAK_ADA,
    BARU,
    BATAL,
    BESOK,
    BUKAN_HARINYA,
    CHECKIN,
    LUSA,
    REFERENSI_TERPAKAI,
    STATUS,
    TANGGAL_LEWAT,
    Isian,
    contoh,
    daftar,
    diambil,
    ditolak,
    formulir,
    kode,
    lihat,
    ms,
    pesan,
    pukul,
)

OK = (200, {"metadata": {"message": "Ok", "code": 200}})
JAM_DARI_UTC = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}


@pytest.fixture(params=[*JAM_DARI_UTC], ids=["WIB", "WITA", "WIT"])
def zona(request: pytest.FixtureRequest) -> ZoneInfo:
    return ZoneInfo(request.param)


@pytest.fixture
def rs(store: Store, sandi: str, clock: FrozenClock, zona: ZoneInfo) -> RumahSakit:
    """A hospital in that zone, with tokens that outlive the tests."""
    rs = RumahSakit(KODE_RS, "RS Uji", zona.key, USERNAME, sandi)
    store.rs.tambah(rs, Write("rs", clock.now_ms(), "uji"))
    store.rs.ubah(KODE_RS, {"umur_token": "864000"}, "rs_atur", Write("umur", clock.now_ms(), "uji"))
    return rs


@pytest.fixture
def jkn(app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock) -> MobileJkn:
    """Logged in; ANA has a session on every day."""
    rows = (f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8))
    put_schedule(store, clock, rs, *rows)
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    return MobileJkn(app.test_client()).login()


def pada(tanggal: date) -> Isian:
    return {"tanggalperiksa": tanggal.isoformat(), "nomorreferensi": ""}


def test_a_zone_is_as_far_from_utc_as_it_is(zona: ZoneInfo) -> None:
    assert pukul(BESOK, 12, zona=zona).utcoffset() == timedelta(hours=JAM_DARI_UTC[zona.key])


def test_today_ends_at_local_midnight(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert jkn.post(AMBIL, permintaan(**pada(BESOK))) == ditolak("Pendaftaran Ke Poli Anak Sudah Tutup Jam 16:00")
    clock.move(milliseconds=1)
    assert jkn.post(AMBIL, permintaan(**pada(BESOK))) == ditolak(TANGGAL_LEWAT)


def test_the_farthest_day_moves_at_local_midnight(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    last = LUSA + timedelta(days=90)
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert jkn.post(AMBIL, permintaan(**pada(last))) == ditolak("Tanggal Periksa Maksimal 90 Hari Dari Hari Ini")
    clock.move(milliseconds=1)
    assert diambil(jkn.post(AMBIL, permintaan(**pada(last)))[1])["kodebooking"] == f"{last:%d%m%Y}A001"


def test_the_day_before_ends_at_local_midnight(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, zona: ZoneInfo
) -> None:
    store.rs.ubah(rs.kode, {"tutup": "h-1"}, "rs_atur", Write("tutup", clock.now_ms(), "uji"))
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert diambil(jkn.post(AMBIL, permintaan(1, **pada(LUSA)))[1])["angkaantrean"] == 1
    clock.move(milliseconds=1)
    assert jkn.post(AMBIL, permintaan(2, **pada(LUSA))) == ditolak("Pendaftaran Ke Poli Anak Sudah Tutup Jam 00:00")


def test_registration_closes_at_the_local_hour(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    clock.set(pukul(BESOK, 16, zona=zona))
    clock.move(milliseconds=-1)
    assert diambil(jkn.post(AMBIL, permintaan(1, **pada(BESOK)))[1])["angkaantrean"] == 1
    clock.move(milliseconds=1)
    assert jkn.post(AMBIL, permintaan(2, **pada(BESOK))) == ditolak("Pendaftaran Ke Poli Anak Sudah Tutup Jam 16:00")


def test_the_estimate_begins_at_the_local_hour(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    estimate = diambil(jkn.post(AMBIL, permintaan(1, **pada(LUSA)))[1])["estimasidilayani"]
    assert estimate == ms(pukul(LUSA, 8, zona=zona))
    assert estimate == ms(pukul(LUSA, 8, zona=ZoneInfo("UTC"))) - JAM_DARI_UTC[zona.key] * 3_600_000


def test_the_estimate_of_today_is_never_before_the_local_hour_that_it_is(
    jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo
) -> None:
    clock.set(pukul(BESOK, 8, 1, zona=zona))
    estimates = [diambil(jkn.post(AMBIL, permintaan(n, **pada(BESOK)))[1])["estimasidilayani"] for n in (1, 2)]
    assert estimates == [ms(pukul(BESOK, 8, 1, zona=zona)), ms(pukul(BESOK, 8, 8, zona=zona))]


@pytest.mark.parametrize("menit", [0, 23 * 60 + 59])
def test_the_kodebooking_has_the_local_date(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo, menit: int) -> None:
    clock.set(pukul(LUSA - timedelta(days=1), *divmod(menit, 60), zona=zona))
    assert diambil(jkn.post(AMBIL, permintaan(**pada(LUSA)))[1])["kodebooking"] == f"{LUSA:%d%m%Y}A001"


def test_a_booking_just_after_local_midnight_is_for_today(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    clock.set(pukul(BESOK, 0, zona=zona))
    answer = diambil(jkn.post(AMBIL, permintaan(**pada(BESOK)))[1])
    assert (answer["kodebooking"], answer["estimasidilayani"]) == (
        f"{BESOK:%d%m%Y}A001",
        ms(pukul(BESOK, 8, zona=zona)),
    )


def test_a_referral_is_free_again_at_local_midnight(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    referral: Isian = {"nomorreferensi": "R-1"}
    diambil(jkn.post(AMBIL, permintaan(1, **(pada(BESOK) | referral)))[1])
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert jkn.post(AMBIL, permintaan(2, **(pada(LUSA) | referral))) == ditolak(REFERENSI_TERPAKAI)
    clock.move(milliseconds=1)
    assert diambil(jkn.post(AMBIL, permintaan(2, **(pada(LUSA) | referral)))[1])["norm"] == "000002"


def test_a_child_is_born_today_by_the_local_date(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, zona: ZoneInfo
) -> None:
    born: Isian = {"tanggallahir": LUSA.isoformat()}
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert jkn.post(BARU, formulir(**born)) == ditolak("Format Tanggal Lahir Tidak Sesuai")
    clock.move(milliseconds=1)
    norm = daftar(jkn, **born)
    assert store.pasien.cari(rs.kode, [norm])[0].nik == formulir()["nik"]


def test_a_form_is_filed_under_the_local_date(
    jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock, zona: ZoneInfo
) -> None:
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    before = daftar(jkn, 501)
    clock.move(milliseconds=1)
    after = daftar(jkn, 502)
    filed = [redis_client.hkeys(Keys(KODE_RS).formulir(hari)) for hari in (BESOK, LUSA)]
    assert filed == [[before], [after]]


def test_a_booking_can_be_cancelled_until_local_midnight(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    pesan(jkn, 1, 2, tanggal=BESOK)
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert jkn.post(BATAL, contoh(BATAL, kode(1, BESOK))) == OK
    clock.move(milliseconds=1)
    assert jkn.post(BATAL, contoh(BATAL, kode(2, BESOK))) == ditolak(ANTREAN_TIDAK_ADA)
    assert jkn.post(BATAL, contoh(BATAL, kode(1, BESOK))) == ditolak(ANTREAN_TIDAK_ADA)


def test_a_patient_checks_in_from_local_midnight_to_local_midnight(
    jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo
) -> None:
    pesan(jkn, 1, 2, 3, tanggal=BESOK)
    dilihat = []
    for hari_nya, angka in ((BESOK, 1), (LUSA, 2)):
        clock.set(pukul(hari_nya, 0, zona=zona))
        for geser in (-1, 1):
            clock.move(milliseconds=geser)
            dilihat.append(jkn.post(CHECKIN, contoh(CHECKIN, kode(angka, BESOK)) | {"waktu": clock.now_ms()}))
    assert dilihat == [ditolak(BUKAN_HARINYA), OK, OK, ditolak(BUKAN_HARINYA)]


def test_a_session_is_told_until_local_midnight(jkn: MobileJkn, clock: FrozenClock, zona: ZoneInfo) -> None:
    pesan(jkn, 1, tanggal=BESOK)
    clock.set(pukul(LUSA, 0, zona=zona))
    clock.move(milliseconds=-1)
    assert lihat(jkn, STATUS, "totalantrean", tanggalperiksa=BESOK.isoformat()) == (1,)
    clock.move(milliseconds=1)
    assert jkn.post(STATUS, contoh(STATUS) | {"tanggalperiksa": BESOK.isoformat()}) == ditolak(TANGGAL_LEWAT)
