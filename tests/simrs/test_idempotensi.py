"""`Idempotency-Key`: a repeat within 24 hours gets the first answer and changes nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import redis
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, put_schedule
from tests.http.alat import SUDAH_PUNYA, TANGGAL_LEWAT, dump, kuota_penuh, pukul
from tests.simrs.alat import BESOK, Loket, bentrok, buat_kunci, hari_ini, masalah, non_jkn, salah_isi

DUA = bentrok("SudahPunyaAntrean", SUDAH_PUNYA)
SEHARI_S = 24 * 3600


def ambil(loket: Loket, kunci: str, n: int = 1, **changes: Any) -> tuple[int, Any]:
    return loket.call("POST", "/antrean", hari_ini(n, **changes), Idempotency_Key=kunci)


def test_a_repeat_gets_the_first_answer(loket: Loket) -> None:
    first = ambil(loket, "kiosk-1")
    assert first[0] == 201
    assert ambil(loket, "kiosk-1") == first


def test_a_repeat_leaves_no_second_booking_and_no_second_event(loket: Loket) -> None:
    ambil(loket, "kiosk-1")
    cursor = loket.cursor()
    ambil(loket, "kiosk-1")
    assert loket.peristiwa(cursor) == []
    assert len(loket.get("/antrean")["antrean"]) == 1


def test_without_the_header_each_call_is_another_request(loket: Loket) -> None:
    loket.ambil()
    assert loket.call("POST", "/antrean", hari_ini()) == DUA


def test_another_idempotency_key_is_another_request(loket: Loket) -> None:
    assert ambil(loket, "kiosk-1")[0] == 201
    assert ambil(loket, "kiosk-2") == DUA


def test_another_systems_same_idempotency_key_is_another_request(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    other = Loket(loket.client, buat_kunci(store, clock, rs, "loket2"))
    assert ambil(loket, "1")[1]["angkaantrean"] == 1
    assert ambil(other, "1", n=2)[1]["angkaantrean"] == 2
    assert ambil(other, "1", n=2)[1]["angkaantrean"] == 2


def test_another_hospitals_same_idempotency_key_is_another_request(loket: Loket, loket_lain: Loket) -> None:
    assert ambil(loket, "1", n=1)[1]["norm"] == "000001"
    assert ambil(loket_lain, "1", n=2)[1]["norm"] == "000002"


LAIN = masalah(
    "PermintaanLain",
    422,
    "Unprocessable Entity",
    "Idempotency-Key ini sudah dipakai untuk permintaan lain: buat kunci baru untuk setiap permintaan",
)


def test_another_body_under_a_known_key_is_422_and_does_nothing(loket: Loket, redis_client: "redis.Redis") -> None:
    first = ambil(loket, "1", n=1)
    before = dump(redis_client)
    assert ambil(loket, "1", n=2) == LAIN
    assert ambil(loket, "1", n=1, jeniskunjungan=2) == LAIN
    assert dump(redis_client) == before
    assert ambil(loket, "1", n=1) == first


def test_another_body_after_the_date_is_422_too(loket: Loket, clock: FrozenClock) -> None:
    ambil(loket, "1", n=1)
    clock.set(pukul(BESOK, 1))
    assert ambil(loket, "1", n=2) == LAIN


def test_every_call_that_writes_looks_at_what_is_asked(loket: Loket) -> None:
    satu = loket.ambil(1)
    calls: list[tuple[str, str, Any, Any]] = [
        ("PUT", f"/resep/{satu}", {"jenisresep": "Racikan"}, {"jenisresep": "Non Racikan"}),
        ("POST", f"/antrean/{satu}/batal", {"keterangan": "sakit"}, {"keterangan": "lain"}),
        ("PUT", "/pasien", {"pasien": [{"norm": "20"}]}, {"pasien": [{"norm": "21"}]}),
    ]
    for method, path, body, other in calls:
        first = loket.call(method, path, body, Idempotency_Key="k")
        assert first[0] == 200
        assert loket.call(method, path, other, Idempotency_Key="k") == LAIN, path
        assert loket.call(method, path, body, Idempotency_Key="k")[0] == 200


def test_a_repeat_when_the_session_is_full_gets_the_first_answer(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_schedule(store, clock, rs, f"KCL,Kecil,777,dr. Kecil,{HARI_INI},08:00-16:00,1,0")
    kecil: dict[str, Any] = {"kodepoli": "KCL", "kodedokter": 777}
    first = ambil(loket, "1", n=1, **kecil)
    assert ambil(loket, "2", n=2, **kecil) == bentrok("KuotaPenuh", kuota_penuh("JKN", "Kecil"))
    assert ambil(loket, "1", n=1, **kecil) == first


def test_a_repeat_after_registration_has_closed_gets_the_first_answer(loket: Loket, clock: FrozenClock) -> None:
    first = ambil(loket, "1")
    clock.set(pukul(HARI_INI, 17))
    assert ambil(loket, "1") == first


def test_a_repeat_after_midnight_gets_the_first_answer(loket: Loket, clock: FrozenClock) -> None:
    first = ambil(loket, "1")
    clock.set(pukul(BESOK, 1))
    assert ambil(loket, "1") == first


def test_a_first_request_for_yesterday_is_refused_with_the_header_as_without(loket: Loket, clock: FrozenClock) -> None:
    clock.set(pukul(BESOK, 1))
    assert ambil(loket, "1") == bentrok("TanggalLewat", TANGGAL_LEWAT)
    assert ambil(loket, "1", kodepoli="XXX") == bentrok("TanggalLewat", TANGGAL_LEWAT)


def test_a_repeat_after_the_booking_was_cancelled_gets_the_first_answer(loket: Loket) -> None:
    first = ambil(loket, "1")
    loket.post(f"/antrean/{first[1]['kodebooking']}/batal", {"keterangan": "x"})
    assert ambil(loket, "1") == first


def test_a_refusal_is_decided_anew(loket: Loket) -> None:
    kode = loket.ambil()
    assert ambil(loket, "1") == DUA
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "x"})
    assert ambil(loket, "1")[1]["angkaantrean"] == 2


def answers_kept(client: "redis.Redis") -> dict[str, int]:
    return {str(key): int(client.ttl(key)) for key in client.keys("*:permintaan:*")}


def test_the_answer_is_kept_for_24_hours(loket: Loket, redis_client: "redis.Redis") -> None:
    before = answers_kept(redis_client).keys()
    ambil(loket, "1")
    (kept,) = (ttl for key, ttl in answers_kept(redis_client).items() if key not in before)
    assert SEHARI_S - 60 <= kept <= SEHARI_S


def test_without_the_header_the_answer_is_kept_for_two_minutes(loket: Loket, redis_client: "redis.Redis") -> None:
    before = answers_kept(redis_client).keys()
    loket.ambil()
    (kept,) = (ttl for key, ttl in answers_kept(redis_client).items() if key not in before)
    assert 60 <= kept <= 120


def test_when_the_answer_is_no_longer_kept_the_request_is_a_new_one(loket: Loket, redis_client: "redis.Redis") -> None:
    before = answers_kept(redis_client).keys()
    ambil(loket, "1")
    (key,) = answers_kept(redis_client).keys() - before
    redis_client.pexpire(key, 0)
    assert ambil(loket, "1") == DUA


@pytest.mark.parametrize("kunci", ["x", "x" * 255, "a b/c?d=é", "🏥", "00000000-0000-4000-8000-000000000000"])
def test_any_printable_text_up_to_255_characters_is_an_idempotency_key(loket: Loket, kunci: str) -> None:
    sent = kunci.encode().decode("latin-1")
    first = ambil(loket, sent)
    assert first[0] == 201
    assert ambil(loket, sent) == first


@pytest.mark.parametrize("kunci", ["x" * 256, "a\tb", "a\x7fb"])
def test_an_idempotency_key_too_long_or_not_printable_is_422(loket: Loket, kunci: str) -> None:
    wanted = salah_isi("Idempotency-Key paling panjang 255 huruf", "Idempotency-Key")
    assert ambil(loket, kunci) == wanted
    assert loket.get("/antrean")["antrean"] == []


def test_an_empty_idempotency_key_is_none(loket: Loket) -> None:
    assert ambil(loket, "")[0] == 201
    assert ambil(loket, "") == DUA


def test_the_key_itself_is_not_stored(loket: Loket, redis_client: "redis.Redis") -> None:
    ambil(loket, "3200000000000001")
    assert not [key for key in redis_client.keys("*") if "3200000000000001" in key]


def test_many_at_once_under_one_key_book_once(loket: Loket, app: Flask) -> None:
    def satu(_: int) -> tuple[int, Any]:
        return ambil(Loket(app.test_client(), loket.kunci), "1")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(satu, range(16)))
    assert [answer for answer in answers if answer != answers[0]] == []
    assert answers[0][1]["angkaantrean"] == 1
    assert len(loket.get("/antrean")["antrean"]) == 1


def test_non_jkn_bookings_repeat_alike(loket: Loket) -> None:
    first = loket.call("POST", "/antrean", non_jkn(), Idempotency_Key="1")
    assert loket.call("POST", "/antrean", non_jkn(), Idempotency_Key="1") == first


def test_the_clock_of_the_process_does_not_end_it(loket: Loket, clock: FrozenClock) -> None:
    first = ambil(loket, "1", tanggalperiksa=(HARI_INI + timedelta(days=3)).isoformat())
    clock.move(hours=23)
    assert ambil(loket, "1", tanggalperiksa=(HARI_INI + timedelta(days=3)).isoformat()) == first
