"""Batal Antrean (section 5): who may cancel, and what becomes free."""

from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.store import Store
from tests.conftest import HARI_INI, KODE_RS, FrozenClock, MobileJkn, permintaan, put_policy
from tests.http.alat import (
    AMBIL,
    ANTREAN_TIDAK_ADA,
    BATAL,
    BESOK,
    CHECKIN,
    FARMASI_AMBIL,
    FARMASI_STATUS,
    INT,
    KODE_TIDAK_ADA,
    LUSA,
    POLI_TUTUP,
    REFERENSI_TERPAKAI,
    SISA,
    STATUS,
    SUDAH_BATAL,
    SUDAH_DILAYANI,
    SUDAH_PUNYA,
    Isian,
    contoh,
    diambil,
    ditolak,
    kode,
    kuota_penuh,
    lihat,
    pesan,
    tutup_hari,
)
from tests.http.loket import Loket

OK = (200, {"metadata": {"message": "Ok", "code": 200}})
KETERANGAN_KOSONG = "Keterangan Belum Diisi"


def batal(jkn: MobileJkn, kodebooking: str = kode(1), **isian: Any) -> tuple[int, dict[str, Any]]:
    return jkn.post(BATAL, contoh(BATAL, kodebooking) | isian)


def hadir(jkn: MobileJkn, kodebooking: str = kode(1)) -> None:
    assert jkn.post(CHECKIN, contoh(CHECKIN, kodebooking)) == OK


# What it does.


def test_a_cancellation_answers_metadata_only(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    assert batal(jkn) == OK


def test_a_cancelled_booking_frees_the_place_of_its_kind(jkn: MobileJkn) -> None:
    kuota = ("sisakuotajkn", "sisakuotanonjkn")
    pesan(jkn, 1)
    pesan(jkn, 2, nomorkartu="", nomorreferensi="")
    assert batal(jkn, kode(1)) == OK
    assert lihat(jkn, STATUS, *kuota) == (30, 29)
    assert batal(jkn, kode(2)) == OK
    assert lihat(jkn, STATUS, *kuota) == (30, 30)


def test_a_place_that_became_free_is_given_to_the_next(jkn: MobileJkn) -> None:
    pesan(jkn, 1, 2, tanggal=BESOK, **INT)
    penuh = ditolak(kuota_penuh("JKN", "Penyakit Dalam"))
    assert jkn.post(AMBIL, permintaan(3, **INT)) == penuh
    assert batal(jkn, kode(1, BESOK, "B")) == OK
    assert pesan(jkn, 3, tanggal=BESOK, **INT) == [kode(3, BESOK, "B")]
    assert jkn.post(AMBIL, permintaan(4, **INT)) == penuh


def test_a_freed_place_of_one_kind_is_not_the_others(jkn: MobileJkn) -> None:
    non_jkn = {"nomorkartu": "", "nomorreferensi": ""}
    pesan(jkn, 1, 2, tanggal=BESOK, **INT)
    pesan(jkn, 3, tanggal=BESOK, **INT, **non_jkn)
    assert batal(jkn, kode(1, BESOK, "B")) == OK
    assert jkn.post(AMBIL, permintaan(4, **INT, **non_jkn)) == ditolak(kuota_penuh("Non JKN", "Penyakit Dalam"))


def test_a_number_is_never_given_again(jkn: MobileJkn) -> None:
    semua = pesan(jkn, 1, 2)
    for kodebooking in semua:
        assert batal(jkn, kodebooking) == OK
    assert pesan(jkn, 1, 2, 3) == [kode(3), kode(4), kode(5)]


def test_the_patient_and_the_referral_may_book_again(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    body = permintaan(1, tanggalperiksa=HARI_INI.isoformat())
    assert jkn.post(AMBIL, body) == ditolak(SUDAH_PUNYA)
    assert batal(jkn) == OK
    assert diambil(jkn.post(AMBIL, body)[1])["kodebooking"] == kode(2)


def test_the_referral_is_free_on_another_day_and_for_another_patient(jkn: MobileJkn) -> None:
    pesan(jkn, 1, nomorreferensi="R-1")
    besok = permintaan(2, nomorreferensi="R-1")
    assert jkn.post(AMBIL, besok) == ditolak(REFERENSI_TERPAKAI)
    assert batal(jkn) == OK
    assert diambil(jkn.post(AMBIL, besok)[1])["angkaantrean"] == 1


def test_a_cancelled_booking_does_not_free_a_referral_that_is_used_again(jkn: MobileJkn) -> None:
    pesan(jkn, 1, nomorreferensi="R-1")
    assert batal(jkn) == OK
    pesan(jkn, 2, nomorreferensi="R-1")
    assert batal(jkn) == ditolak(SUDAH_BATAL)
    assert jkn.post(AMBIL, permintaan(3, nomorreferensi="R-1")) == ditolak(REFERENSI_TERPAKAI)


@pytest.mark.parametrize("duplikat", ["poli", "tanggal", "dokter"])
def test_a_cancelled_booking_stands_in_nobodys_way(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, duplikat: str
) -> None:
    put_policy(store, clock, rs, duplikat=duplikat)
    pesan(jkn, 1)
    assert batal(jkn) == OK
    assert pesan(jkn, 1) == [kode(2)]


def test_another_booking_of_the_patient_stays(jkn: MobileJkn) -> None:
    pesan(jkn, 1, tanggal=BESOK)
    pesan(jkn, 1, tanggal=BESOK, nomorreferensi="R-2", **INT)
    assert batal(jkn, kode(1, BESOK)) == OK
    lain = permintaan(1, nomorreferensi="R-3", **INT)
    assert jkn.post(AMBIL, lain) == ditolak(SUDAH_PUNYA)
    assert lihat(jkn, SISA, "sisaantrean", kodebooking=kode(1, BESOK, "B")) == (1,)


def test_a_number_that_nobody_knew_is_free_again_too(jkn: MobileJkn) -> None:
    isian: Isian = {"nik": "3299999999999999"}
    pesan(jkn, 1, **isian)
    assert batal(jkn) == OK
    assert pesan(jkn, 1, **isian) == [kode(2)]


def test_the_record_stays_with_reason_and_history(
    jkn: MobileJkn, loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    pesan(jkn, 1)
    clock.move(minutes=5)
    assert batal(jkn, keterangan="  Berhalangan hadir ☂ ") == OK
    booking = loket.kirim("GET", f"/antrean/{kode(1)}")
    assert (booking["status"], booking["alasan"], booking["norm"]) == ("batal", "Berhalangan hadir ☂", "000001")
    assert [(satu["jenis"], satu["oleh"]) for satu in booking["riwayat"]] == [("ambil", "mjkn"), ("batal", "mjkn")]
    assert booking["riwayat"][1]["waktu"] == clock.now_ms()


def test_a_cancellation_leaves_one_event(jkn: MobileJkn, redis_client: "redis.Redis", clock: FrozenClock) -> None:
    pesan(jkn, 1)
    before: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    assert batal(jkn) == OK
    after: Any = redis_client.xrange(Keys(KODE_RS).peristiwa)
    assert [isi for _, isi in after[len(before) :]] == [
        {
            "urut": str(len(before) + 1),
            "jenis": "batal",
            "waktu": str(clock.now_ms()),
            "oleh": "mjkn",
            "kodebooking": kode(1),
            "alasan": "Berhalangan",
            "taskid": "0",
            "dicatat": str(clock.now_ms()),
        }
    ]


def test_a_cancelled_booking_is_gone_for_every_service(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1)
    loket.resep(kode(1), "Racikan")
    assert batal(jkn) == OK
    assert [jkn.post(path, contoh(path)) for path in (SISA, CHECKIN)] == [ditolak(ANTREAN_TIDAK_ADA)] * 2
    assert [jkn.post(path, contoh(path)) for path in (FARMASI_AMBIL, FARMASI_STATUS)] == [ditolak(KODE_TIDAK_ADA)] * 2


def test_a_cancelled_number_is_not_called(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    hadir(jkn, kode(1))
    assert batal(jkn) == OK
    assert loket.panggil() == kode(2)


@pytest.mark.parametrize("tanggal", [HARI_INI, BESOK, LUSA], ids=["today", "tomorrow", "later"])
def test_a_booking_of_today_or_later_can_be_cancelled(jkn: MobileJkn, tanggal: Any) -> None:
    pesan(jkn, 1, tanggal=tanggal)
    assert batal(jkn, kode(1, tanggal)) == OK


def test_a_booking_of_today_can_be_cancelled_after_practice(jkn: MobileJkn, clock: FrozenClock) -> None:
    pesan(jkn, 1)
    clock.move(hours=11, minutes=59)
    jkn.login()
    assert batal(jkn) == OK


def test_a_booking_of_a_closed_day_can_be_cancelled_and_not_made_again(
    jkn: MobileJkn, store: Store, clock: FrozenClock
) -> None:
    pesan(jkn, 1)
    tutup_hari(store, clock, HARI_INI)
    assert batal(jkn) == OK
    assert jkn.post(AMBIL, contoh(AMBIL)) == ditolak(POLI_TUTUP)


# The conditions.


def test_a_booking_is_cancelled_once(jkn: MobileJkn) -> None:
    pesan(jkn, 1)
    assert [batal(jkn), batal(jkn), batal(jkn, keterangan="Lain")] == [OK, ditolak(SUDAH_BATAL), ditolak(SUDAH_BATAL)]
    assert lihat(jkn, STATUS, "totalantrean", "sisakuotajkn") == (0, 30)


def test_a_booking_cancelled_by_the_hospital_is_not_cancelled_again(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.task(kode(1), 99)
    loket.kirim("POST", f"/antrean/{kode(2)}/batal", {"keterangan": "Dokter berhalangan"})
    assert batal(jkn, kode(1)) == batal(jkn, kode(2)) == ditolak(SUDAH_BATAL)


def test_a_called_patient_cannot_cancel(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.panggil(1)
    assert batal(jkn, kode(1)) == ditolak(SUDAH_DILAYANI)
    assert batal(jkn, kode(2)) == OK


def test_a_served_patient_cannot_cancel(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1)
    loket.layani(1)
    assert batal(jkn) == ditolak(SUDAH_DILAYANI)


def test_a_patient_who_was_put_back_can_cancel(jkn: MobileJkn, loket: Loket) -> None:
    pesan(jkn, 1, 2)
    loket.panggil(1)
    loket.lewati(1, 1)
    assert batal(jkn) == OK
    assert lihat(jkn, STATUS, "totalantrean", "sisaantrean") == (1, 1)
    assert loket.panggil() == kode(2)


@pytest.mark.parametrize(
    ("dilayani", "seharusnya"), [("panggil", OK), ("checkin", ditolak(SUDAH_DILAYANI))], ids=["panggil", "checkin"]
)
def test_a_hospital_chooses_whether_who_checked_in_can_cancel(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, dilayani: str, seharusnya: tuple[int, Any]
) -> None:
    put_policy(store, clock, rs, dilayani=dilayani)
    pesan(jkn, 1)
    hadir(jkn)
    assert batal(jkn) == seharusnya


def test_under_that_choice_too_who_did_not_check_in_can_cancel_until_called(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, loket: Loket
) -> None:
    put_policy(store, clock, rs, dilayani="checkin")
    pesan(jkn, 1, 2)
    loket.panggil(1)
    assert batal(jkn, kode(1)) == ditolak(SUDAH_DILAYANI)
    assert batal(jkn, kode(2)) == OK


def test_under_that_choice_who_checked_in_and_was_put_back_cannot_cancel(
    jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit, loket: Loket
) -> None:
    put_policy(store, clock, rs, dilayani="checkin")
    pesan(jkn, 1)
    hadir(jkn)
    loket.panggil(1)
    loket.lewati(1, 1)
    assert batal(jkn) == ditolak(SUDAH_DILAYANI)


def test_yesterdays_booking_is_not_found(jkn: MobileJkn, clock: FrozenClock) -> None:
    pesan(jkn, 1)
    clock.move(days=1)
    jkn.login()
    assert batal(jkn) == ditolak(ANTREAN_TIDAK_ADA)


@pytest.mark.parametrize("keadaan", ["cancelled", "served"])
def test_of_yesterday_it_matters_not_what_became_of_it(
    jkn: MobileJkn, loket: Loket, clock: FrozenClock, keadaan: str
) -> None:
    pesan(jkn, 1)
    if keadaan == "served":
        loket.layani(1)
    else:
        assert batal(jkn) == OK
    clock.move(days=1)
    jkn.login()
    assert batal(jkn) == ditolak(ANTREAN_TIDAK_ADA)


@pytest.mark.parametrize("kosong", ["", "   ", None, "hilang"], ids=repr)
def test_a_reason_must_be_given(jkn: MobileJkn, kosong: str | None) -> None:
    pesan(jkn, 1)
    body = contoh(BATAL) | {"keterangan": kosong}
    if kosong == "hilang":
        del body["keterangan"]
    assert jkn.post(BATAL, body) == ditolak(KETERANGAN_KOSONG)
    assert lihat(jkn, STATUS, "totalantrean") == (1,)


def test_a_missing_reason_comes_before_the_state_of_the_booking(jkn: MobileJkn) -> None:
    """Token, then fields, then rules: as for every service."""
    pesan(jkn, 1)
    assert batal(jkn) == OK
    assert batal(jkn, keterangan="") == batal(jkn, "x", keterangan="") == ditolak(KETERANGAN_KOSONG)


def test_of_two_missing_fields_the_first_answers(jkn: MobileJkn) -> None:
    assert jkn.post(BATAL, {}) == ditolak("Kode Booking Belum Diisi")


@pytest.mark.parametrize("panjang", [200, 201])
def test_a_reason_has_at_most_200_letters(jkn: MobileJkn, panjang: int) -> None:
    pesan(jkn, 1)
    seharusnya = OK if panjang == 200 else ditolak("Format Keterangan Tidak Sesuai")
    assert batal(jkn, keterangan="☂" * panjang) == seharusnya


@pytest.mark.parametrize("teks", ["a,b c", "{1311R002}", "}\\t\\n", "%s%1", "'\"", "é 😷", "1", "batal,1,mjkn x"])
def test_a_reason_is_kept_as_text(jkn: MobileJkn, loket: Loket, teks: str) -> None:
    pesan(jkn, 1)
    assert batal(jkn, keterangan=teks) == OK
    booking = loket.kirim("GET", f"/antrean/{kode(1)}")
    assert (booking["alasan"], len(booking["riwayat"])) == (teks, 2)
