"""DELETE /pasien/{norm} and POST /pasien/{norm}/gabung."""

from typing import Any

import redis

from antrean.store import Store
from tests.conftest import KODE_RS, pasien
from tests.http.alat import PASIEN_BARU, dump
from tests.simrs.alat import Loket, bentrok, hari_ini, non_jkn, salah_isi, tidak_ada

TIDAK_DIKENAL = tidak_ada("PasienTidakDikenal", PASIEN_BARU)


def tanpa_norm(norm: str) -> tuple[int, Any]:
    return tidak_ada("NormTidakAda", f"Tidak ada pasien dengan norm {norm}")


def hapus(loket: Loket, norm: str) -> tuple[int, Any]:
    return loket.call("DELETE", f"/pasien/{norm}")


def gabung(loket: Loket, norm: str, ke: Any) -> tuple[int, Any]:
    return loket.call("POST", f"/pasien/{norm}/gabung", {"ke": ke})


def test_an_erased_patient_is_unknown_and_the_booking_says_no_more_who_it_was(loket: Loket) -> None:
    kode = loket.ambil(1)
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "Berhalangan"})
    assert hapus(loket, "000001") == (200, {"booking": 1})
    assert hapus(loket, "000001") == tanpa_norm("000001")
    booking = loket.satu(kode)
    dulu = ("norm", "nik", "nomorkartu", "nohp", "nomorreferensi", "alasan")
    assert [booking[nama] for nama in dulu] == ["000001", "", "", "", "", ""]
    assert loket.call("POST", "/antrean", hari_ini(1)) == TIDAK_DIKENAL
    event = loket.peristiwa()[-1]
    assert (event["jenis"], event["data"]) == ("pasien_hapus", {"oleh": "simrs/loket1", "norm": "000001"})


def test_a_booking_to_come_is_named(loket: Loket, redis_client: "redis.Redis") -> None:
    kode = loket.ambil(1)
    before = dump(redis_client)
    pesan = f"Pasien ini masih punya antrean: {kode}. Batalkan dulu; tidak ada yang berubah"
    assert hapus(loket, "000001") == bentrok("MasihAdaAntrean", pesan)
    assert dump(redis_client) == before


def test_the_same_request_again_is_answered_the_same(loket: Loket) -> None:
    for _ in range(2):
        assert loket.call("DELETE", "/pasien/000001", Idempotency_Key="a") == (200, {"booking": 0})


def test_a_norm_may_have_a_slash(loket: Loket, store: Store) -> None:
    loket.put("/pasien", {"pasien": [{"norm": "12/2026", "nik": pasien(20).nik}, {"norm": "13/2026"}]})
    assert gabung(loket, "12/2026", "13/2026") == (200, {"booking": 0})
    assert loket.call("POST", "/antrean", non_jkn(20))[1]["norm"] == "13/2026"
    loket.put("/pasien", {"pasien": [{"norm": "14/2026"}]})
    assert hapus(loket, "14%2F2026") == (200, {"booking": 0})
    assert store.pasien.pemilik(KODE_RS, [pasien(20)]) == [("13/2026", None)]


def test_a_second_record_goes_into_the_first_with_its_booking(loket: Loket) -> None:
    loket.put("/pasien", {"pasien": [{"norm": "700002", "nama": "Lina"}]})
    kode = loket.ambil(1)
    assert gabung(loket, "000001", 700002) == (200, {"booking": 1})
    assert (loket.satu(kode)["norm"], loket.satu(kode)["nik"]) == ("700002", pasien(1).nik)
    event = loket.peristiwa()[-1]
    assert (event["jenis"], event["data"]) == (
        "pasien_gabung",
        {"oleh": "simrs/loket1", "norm": "000001", "ke": "700002"},
    )


def test_what_cannot_be_merged_is_said(loket: Loket, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    assert gabung(loket, "000001", "000001") == salah_isi("ke adalah norm yang sama", "ke")
    assert gabung(loket, "000001", "999") == tanpa_norm("999")
    beda = "Kedua pasien punya nik dan nomorkartu yang berbeda: betulkan dulu yang keliru dengan PUT /pasien"
    assert gabung(loket, "000001", "000002") == bentrok("NomorBerbeda", beda)
    assert gabung(loket, "000001", "")[0] == 422
    assert dump(redis_client) == before


def test_two_bookings_against_the_rule_are_named(loket: Loket, redis_client: "redis.Redis") -> None:
    satu, dua = loket.ambil(1), loket.ambil(2)
    loket.put("/pasien", {"pasien": [{"norm": "000002", "nik": "", "nomorkartu": ""}]})
    before = dump(redis_client)
    pesan = f"Pasien ini akan punya dua antrean: {dua} dan {satu}. Batalkan dulu salah satunya; tidak ada yang berubah"
    assert gabung(loket, "000002", "000001") == bentrok("GabungDuaAntrean", pesan)
    assert dump(redis_client) == before
