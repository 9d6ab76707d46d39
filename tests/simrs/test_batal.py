"""POST /antrean/{kodebooking}/batal: the place and the patient are free again, the number is not."""

from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, put_policy
from tests.http.alat import dump, pukul
from tests.simrs.alat import BESOK, Loket, bentrok, checkin, hari_ini, non_jkn, salah_isi, tidak_ada

ALASAN = {"keterangan": "Pasien berhalangan"}
DILAYANI = bentrok("SudahDilayani", "Pasien Sudah Dilayani, Antrean Tidak Dapat Dibatalkan")
DIBATALKAN = bentrok("SudahDibatalkan", "Antrean Tidak Ditemukan atau Sudah Dibatalkan")


def batal(loket: Loket, kode: str) -> tuple[int, Any]:
    return loket.call("POST", f"/antrean/{kode}/batal", ALASAN)


def test_the_answer_is_the_booking_with_the_reason(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    status, body = batal(loket, kode)
    assert (status, body["status"], body["alasan"]) == (200, "batal", "Pasien berhalangan")
    whole = loket.satu(kode)
    assert whole.pop("riwayat")[-1] == {"jenis": "batal", "waktu": clock.now_ms(), "oleh": "simrs/loket1"}
    assert body == whole


@pytest.mark.parametrize(("body", "kind"), [(hari_ini, "sisakuotajkn"), (non_jkn, "sisakuotanonjkn")])
def test_place_patient_and_referral_are_free_and_the_number_is_not(loket: Loket, body: Any, kind: str) -> None:
    batal(loket, loket.post("/antrean", body())["kodebooking"])
    again = loket.post("/antrean", body())
    assert (again["angkaantrean"], again[kind]) == (2, 29)


def test_mobile_jkns_bookings_are_cancelled_too(loket: Loket, jkn: MobileJkn) -> None:
    kode = jkn.ambil(tanggalperiksa=BESOK.isoformat())["response"]["kodebooking"]
    assert batal(loket, kode)[1]["status"] == "batal"


def test_twice_is_409(loket: Loket) -> None:
    kode = loket.ambil()
    batal(loket, kode)
    assert batal(loket, kode) == DIBATALKAN


def test_called_is_409(loket: Loket) -> None:
    kode = loket.ambil()
    loket.panggil()
    assert batal(loket, kode) == DILAYANI


def test_checked_in_is_409_where_the_hospital_counts_that_as_served(
    loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, dilayani="checkin")
    kode, lain = loket.ambil(1), loket.ambil(2)
    checkin(jkn, kode, clock.now_ms())
    assert batal(loket, kode) == DILAYANI
    assert batal(loket, lain)[0] == 200


def test_of_a_day_past_is_404(loket: Loket, clock: FrozenClock) -> None:
    kode = loket.ambil()
    clock.set(pukul(BESOK, 1))
    assert batal(loket, kode) == tidak_ada()


def test_unknown_is_404(loket: Loket) -> None:
    assert batal(loket, f"{HARI_INI:%d%m%Y}A001") == tidak_ada()


@pytest.mark.parametrize("keterangan", [None, "", "  "])
def test_a_reason_must_be_given(loket: Loket, keterangan: Any) -> None:
    wanted = salah_isi("Keterangan Belum Diisi", "keterangan")
    assert loket.call("POST", f"/antrean/{loket.ambil()}/batal", {"keterangan": keterangan}) == wanted


@pytest.mark.parametrize("keterangan", ["x" * 201, "a\x1bb", "a\u200bb", "\x00", "\ud800", 1.5, ["x"], True])
def test_a_reason_that_is_no_text_is_422(loket: Loket, keterangan: Any) -> None:
    wanted = salah_isi("Format Keterangan Tidak Sesuai", "keterangan")
    assert loket.call("POST", f"/antrean/{loket.ambil()}/batal", {"keterangan": keterangan}) == wanted


@pytest.mark.parametrize("keterangan", ["x" * 200, "é🏥 汉字", '"; DROP', "a,b c,d", "\\t"])
def test_any_printable_reason_is_kept_as_it_is(loket: Loket, keterangan: str) -> None:
    kode = loket.ambil()
    loket.post(f"/antrean/{kode}/batal", {"keterangan": keterangan})
    assert loket.satu(kode)["alasan"] == keterangan
    assert loket.peristiwa()[-1]["data"]["alasan"] == keterangan


def test_a_refusal_writes_nothing(loket: Loket, redis_client: "redis.Redis") -> None:
    kode = loket.ambil()
    loket.panggil()
    before = dump(redis_client)
    assert batal(loket, kode) == DILAYANI
    assert dump(redis_client) == before
