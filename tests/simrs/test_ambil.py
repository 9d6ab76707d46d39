"""A number taken at a kiosk or a counter comes from the same counter and the same quotas as Mobile JKN's."""

from datetime import date, timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn, put_policy, put_schedule
from tests.http.alat import (
    JADWAL_HENDRA,
    JADWAL_TANPA_NAMA,
    PASIEN_BARU,
    POLI_TIDAK_ADA,
    POLI_TUTUP,
    REFERENSI_TERPAKAI,
    SUDAH_PUNYA,
    TANGGAL_LEWAT,
    TIDAK_DIKENAL,
    ditolak,
    dump,
    kuota_penuh,
    tutup_hari,
)
from tests.simrs.alat import BESOK, FIELDS_DIAMBIL, Loket, bentrok, hari_ini, masalah, non_jkn, salah_isi, tidak_ada

Isian = dict[str, Any]
KECIL: Isian = {"kodepoli": "KCL", "kodedokter": 777, "jampraktek": "08:00-16:00"}


@pytest.fixture
def kecil(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> Isian:
    """A session of today with one place of each kind."""
    put_schedule(store, clock, rs, f"KCL,Kecil,777,dr. Kecil,{HARI_INI},08:00-16:00,1,1")
    return KECIL


def test_a_booking_is_201_with_the_fields_of_ambil_antrean(loket: Loket) -> None:
    status, body = loket.call("POST", "/antrean", hari_ini(sumber="kiosk"))
    assert status == 201
    assert body.keys() == FIELDS_DIAMBIL
    assert (body["nomorantrean"], body["angkaantrean"], body["kodebooking"], body["norm"]) == (
        *("A-1", 1, f"{HARI_INI:%d%m%Y}A001", "000001"),
    )


def test_counter_and_mobile_jkn_count_together(loket: Loket, jkn: MobileJkn) -> None:
    numbers = [
        loket.post("/antrean", hari_ini(1))["angkaantrean"],
        jkn.ambil(n=2, tanggalperiksa=HARI_INI.isoformat())["response"]["angkaantrean"],
        loket.post("/antrean", non_jkn(3))["angkaantrean"],
        jkn.ambil(n=4, tanggalperiksa=HARI_INI.isoformat())["response"]["angkaantrean"],
    ]
    assert numbers == [1, 2, 3, 4]


def test_counter_and_mobile_jkn_share_the_quotas(loket: Loket, jkn: MobileJkn) -> None:
    loket.ambil(1)
    loket.post("/antrean", non_jkn(2))
    answer = jkn.ambil(n=3, tanggalperiksa=HARI_INI.isoformat())["response"]
    assert (answer["sisakuotajkn"], answer["sisakuotanonjkn"]) == (28, 29)


def test_a_patient_of_mobile_jkn_cannot_book_again_at_the_counter(loket: Loket, jkn: MobileJkn) -> None:
    jkn.ambil(tanggalperiksa=HARI_INI.isoformat())
    assert loket.call("POST", "/antrean", hari_ini()) == bentrok("SudahPunyaAntrean", SUDAH_PUNYA)


def test_a_patient_of_the_counter_cannot_book_again_at_mobile_jkn(loket: Loket, jkn: MobileJkn) -> None:
    loket.ambil()
    answer = jkn.ambil(tanggalperiksa=HARI_INI.isoformat())
    assert answer == {"metadata": {"message": SUDAH_PUNYA, "code": 201}}


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"sumber": "kiosk"}, "kiosk"),
        ({"sumber": "KIOSK-2_b"}, "kiosk-2_b"),
        ({"sumber": " loket "}, "loket"),
        ({"sumber": "mjkn"}, "mjkn"),
        ({"sumber": 7}, "7"),
        ({"sumber": ""}, "simrs"),
        ({"sumber": None}, "simrs"),
        ({}, "simrs"),
        ({"sumber": "x" * 20}, "x" * 20),
    ],
)
def test_sumber_says_where_from_and_the_history_by_whom(loket: Loket, given: Isian, stored: str) -> None:
    body = {**hari_ini(), **given}
    found = loket.satu(loket.post("/antrean", body)["kodebooking"])
    assert found["sumber"] == stored
    assert [(satu["jenis"], satu["oleh"]) for satu in found["riwayat"]] == [("ambil", "simrs/loket1")]


@pytest.mark.parametrize(
    "sumber", ["x" * 21, "ki osk", "kiosk,1", "simrs/loket", "é", "a\tb", 1.5, True, ["kiosk"], {}]
)
def test_a_sumber_that_is_no_short_word_is_422(loket: Loket, sumber: Any) -> None:
    assert loket.call("POST", "/antrean", hari_ini(sumber=sumber)) == salah_isi("Format Sumber Tidak Sesuai", "sumber")


def test_without_a_card_the_non_jkn_quota_is_used(loket: Loket) -> None:
    body = loket.post("/antrean", non_jkn())
    assert (body["sisakuotajkn"], body["sisakuotanonjkn"]) == (30, 29)
    assert loket.satu(body["kodebooking"])["jenispasien"] == "NON JKN"


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"kodepoli": "XXX"}, tidak_ada("PoliTidakDitemukan", POLI_TIDAK_ADA)),
        ({"jampraktek": "09:00-10:00"}, tidak_ada("JadwalTidakAda", JADWAL_HENDRA)),
        ({"kodedokter": 999}, tidak_ada("DokterTidakDikenal", JADWAL_TANPA_NAMA)),
        (TIDAK_DIKENAL, tidak_ada("PasienTidakDikenal", PASIEN_BARU)),
        ({"tanggalperiksa": "2020-01-01"}, bentrok("TanggalLewat", TANGGAL_LEWAT)),
        (
            {"tanggalperiksa": (HARI_INI + timedelta(days=91)).isoformat()},
            bentrok("TanggalTerlaluJauh", "Tanggal Periksa Maksimal 90 Hari Dari Hari Ini"),
        ),
    ],
)
def test_a_refusal_is_a_problem_and_writes_nothing(
    loket: Loket, redis_client: "redis.Redis", changes: Isian, answer: Any
) -> None:
    before = dump(redis_client)
    assert loket.call("POST", "/antrean", hari_ini(**changes)) == answer
    assert dump(redis_client) == before


def test_a_closed_poli_is_409(loket: Loket, store: Store, clock: FrozenClock) -> None:
    tutup_hari(store, clock, HARI_INI)
    assert loket.call("POST", "/antrean", hari_ini()) == bentrok("PoliTutup", POLI_TUTUP)


def test_a_referral_in_use_is_409(loket: Loket) -> None:
    loket.ambil(1, nomorreferensi="R-1")
    wanted = bentrok("ReferensiTerpakai", REFERENSI_TERPAKAI)
    assert loket.call("POST", "/antrean", hari_ini(2, nomorreferensi="R-1")) == wanted


@pytest.mark.parametrize(("body", "jenis"), [(hari_ini, "JKN"), (non_jkn, "Non JKN")])
def test_a_full_quota_is_409(loket: Loket, kecil: Isian, body: Any, jenis: str) -> None:
    loket.post("/antrean", body(1, **kecil))
    wanted = bentrok("KuotaPenuh", kuota_penuh(jenis, "Kecil"))
    assert loket.call("POST", "/antrean", body(2, **kecil)) == wanted


def test_each_kind_has_its_own_quota(loket: Loket, kecil: Isian) -> None:
    loket.post("/antrean", hari_ini(1, **kecil))
    assert loket.post("/antrean", non_jkn(2, **kecil))["angkaantrean"] == 2


@pytest.mark.parametrize(
    ("changes", "detail", "field"),
    [
        ({"kodepoli": None}, "Kode Poli Belum Diisi", "kodepoli"),
        ({"kodepoli": ["ANA"]}, "Format Kode Poli Tidak Sesuai", "kodepoli"),
        ({"nik": "123"}, "Format NIK Tidak Sesuai", "nik"),
        ({"nik": 3200000000000001}, "Format NIK Tidak Sesuai", "nik"),
        ({"nik": "", "nomorkartu": ""}, "NIK Belum Diisi", "nik"),
        ({"nomorkartu": "12"}, "Format Nomor Kartu Tidak Sesuai", "nomorkartu"),
        ({"jeniskunjungan": 5}, "Jenis Kunjungan Tidak Sesuai", "jeniskunjungan"),
        ({"jampraktek": "8-16"}, "Format Jam Praktek Tidak Sesuai", "jampraktek"),
        ({"kodedokter": 1.5}, "Format Kode Dokter Tidak Sesuai", "kodedokter"),
        ({"nohp": "0\x00"}, "Format Nomor HP Tidak Sesuai", "nohp"),
        (
            {"tanggalperiksa": "30-11-2026"},
            "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd",
            "tanggalperiksa",
        ),
    ],
)
def test_a_field_at_fault_is_422_and_named(loket: Loket, changes: Isian, detail: str, field: str) -> None:
    assert loket.call("POST", "/antrean", hari_ini(**changes)) == salah_isi(detail, field)


def test_hours_and_poli_are_read_as_for_mobile_jkn(loket: Loket) -> None:
    kode = loket.ambil(kodepoli="ana", jampraktek="8.00 - 16.00", kodedokter="12345", jeniskunjungan="1")
    assert (loket.satu(kode)["kodepoli"], loket.satu(kode)["jampraktek"]) == ("ANA", "08:00-16:00")


def test_a_booking_of_another_day_is_possible(loket: Loket) -> None:
    kode = loket.ambil(tanggalperiksa=BESOK.isoformat())
    assert kode == f"{BESOK:%d%m%Y}A001"


def test_the_policy_of_the_hospital_holds_at_the_counter(
    loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    put_policy(store, clock, rs, hari_maks="0", datang_awal="15")
    assert loket.post("/antrean", hari_ini())["keterangan"].startswith("Peserta harap 15 menit")
    besok: Isian = {"tanggalperiksa": BESOK.isoformat()}
    wanted = bentrok("TanggalTerlaluJauh", "Tanggal Periksa Maksimal 0 Hari Dari Hari Ini")
    assert loket.call("POST", "/antrean", hari_ini(2, **besok)) == wanted


def test_a_store_that_does_not_answer_is_503_and_says_when_to_ask_again(
    loket: Loket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise redis.exceptions.ConnectionError("gone")

    assert loket.call("GET", "/antrean")[0] == 200
    monkeypatch.setattr("antrean.scripts.Script.run", fail)
    answer = loket.send("POST", "/antrean", hari_ini())
    assert (answer.status_code, answer.json) == masalah(
        "StoreUnavailable",
        503,
        "Service Unavailable",
        "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi",
    )
    assert answer.headers["Retry-After"] == "1"


def test_a_kodebooking_names_the_day_of_the_visit(loket: Loket) -> None:
    kode = loket.ambil(tanggalperiksa=BESOK.isoformat())
    assert date.fromisoformat(loket.satu(kode)["tanggalperiksa"]) == BESOK


def test_who_was_served_may_take_another_number_of_the_same_poli_at_the_counter(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock
) -> None:
    """Back from the laboratory. Mobile JKN keeps to its own rule."""
    kode = loket.ambil(1, nomorreferensi="")
    sudah = bentrok("SudahPunyaAntrean", "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama")
    for taskid in (4, 5):
        assert loket.call("POST", "/antrean", hari_ini(1, nomorreferensi="")) == sudah
        clock.move(seconds=1)
        assert loket.task(kode, taskid, clock.now_ms())[0] == 200
    lagi = jkn.ambil(**hari_ini(1, nomorreferensi=""))
    assert lagi["metadata"]["message"] == "Nomor Antrean Hanya Dapat Diambil 1 Kali Pada Tanggal Yang Sama"
    assert loket.ambil(1, nomorreferensi="").endswith("A002")
    assert loket.call("POST", "/antrean", hari_ini(1, nomorreferensi="")) == sudah


# By norm alone.


def tanpa_nomor(norm: Any) -> dict[str, Any]:
    return hari_ini(1, nik="", nomorkartu="", nomorreferensi="", norm=norm)


def test_a_foreigner_who_is_known_by_norm_only_can_book(loket: Loket) -> None:
    loket.put("/pasien", {"pasien": [{"norm": "WNA-1", "nama": "John"}]})
    found = loket.satu(loket.post("/antrean", tanpa_nomor(" WNA-1\n"))["kodebooking"])
    assert (found["norm"], found["nik"], found["jenispasien"]) == ("WNA-1", "", "NON JKN")
    assert loket.call("POST", "/antrean", tanpa_nomor("WNA-1")) == bentrok("SudahPunyaAntrean", SUDAH_PUNYA)


def test_a_booking_by_norm_keeps_the_records_nik_and_claims_the_patient(loket: Loket) -> None:
    assert loket.satu(loket.post("/antrean", tanpa_nomor("000001"))["kodebooking"])["nik"] == "3200000000000001"
    assert loket.call("POST", "/antrean", hari_ini(1)) == bentrok("SudahPunyaAntrean", SUDAH_PUNYA)


@pytest.mark.parametrize("norm", ["999999", "000001:n", "12 34"])
def test_an_unknown_norm_is_404(loket: Loket, norm: str) -> None:
    assert loket.call("POST", "/antrean", tanpa_nomor(norm)) == tidak_ada("PasienTidakDikenal", PASIEN_BARU)


def test_beside_a_number_the_norm_does_not_decide(loket: Loket) -> None:
    assert loket.post("/antrean", hari_ini(1, norm="000002"))["norm"] == "000001"


def test_mobile_jkn_does_not_book_by_norm_alone(jkn: MobileJkn) -> None:
    assert jkn.post("/antrean/ambil", tanpa_nomor("000001")) == ditolak("NIK Belum Diisi")
