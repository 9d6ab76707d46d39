"""PUT and GET /jadwal: the rules of the CSV, and a day's sessions."""

from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, put_schedule
from tests.http.alat import dump, pukul
from tests.simrs.alat import BESOK, Loket, hari_ini, masalah, non_jkn, salah_isi

BARIS: dict[str, Any] = {
    **{"kodepoli": "UMU", "namapoli": "Umum", "kodedokter": 77777, "namadokter": "dr. Ratna"},
    **{"hari": HARI_INI.isoformat(), "jampraktek": "08:00-16:00", "kuotajkn": 20, "kuotanonjkn": 10},
}


def kirim(loket: Loket, *baris: Any, query: str = "") -> tuple[int, Any]:
    return loket.call("PUT", f"/jadwal{query}", {"jadwal": list(baris)})


def sesi(loket: Loket, tanggal: object = HARI_INI) -> dict[tuple[str, str], dict[str, Any]]:
    return {(satu["kodepoli"], satu["jampraktek"]): satu for satu in loket.get(f"/jadwal?tanggal={tanggal}")["sesi"]}


def test_a_row_becomes_a_session(loket: Loket) -> None:
    jawaban = {"baris": 1, "lewat": 0, "sesiberubah": 0, "hilang": [], "catatan": []}
    assert kirim(loket, {**BARIS, "huruf": "G"}) == (200, jawaban)
    assert sesi(loket)["UMU", "08:00-16:00"] == {
        "kodepoli": "UMU",
        "namapoli": "Umum",
        "kodedokter": 77777,
        "namadokter": "dr. Ratna",
        "jampraktek": "08:00-16:00",
        "huruf": "G",
        "kuotajkn": 20,
        "sisakuotajkn": 20,
        "kuotanonjkn": 10,
        "sisakuotanonjkn": 10,
        "angkaterakhir": 0,
        "angkadipanggil": 0,
        "nomordipanggil": "-",
        "buka": True,
    }


def test_values_may_be_text_as_in_the_csv(loket: Loket) -> None:
    teks = {nama: f" {nilai} " for nama, nilai in BARIS.items()}
    assert kirim(loket, {**teks, "kodepoli": "umu", "jampraktek": "8.00 - 16.00", "huruf": "", "spm": "7,5"})[0] == 200
    assert sesi(loket)["UMU", "08:00-16:00"]["kuotajkn"] == 20


def test_what_can_serve_nobody_is_said(loket: Loket) -> None:
    isi = kirim(loket, {**BARIS, "kodepoli": "8", "kuotajkn": 0, "kuotanonjkn": 0})[1]
    assert isi["catatan"] == [
        "The poli 8 may be 008 in HFIS: spreadsheets drop leading zeros. Mobile JKN asks for the one that HFIS has.",
        f"The session 8:77777:08:00-16:00 on {HARI_INI} has no place, 0 JKN and 0 Non JKN: nobody can book it.",
    ]


def test_the_weekly_sessions_that_a_dates_row_takes_the_place_of_are_said_before_and_once(loket: Loket) -> None:
    mingguan = [
        {**BARIS, "hari": str(HARI_INI.isoweekday()), "jampraktek": jam} for jam in ("08:00-12:00", "13:00-16:00")
    ]
    lain = {**mingguan[0], "kodedokter": 88888, "namadokter": "dr. Lain"}
    assert kirim(loket, *mingguan, lain)[1]["catatan"] == []
    tambahan = {**BARIS, "hari": str(HARI_INI), "jampraktek": "18:00-20:00"}
    kata = (
        f"On {HARI_INI} doctor 77777 has at UMU the rows of that date and no others: the weekly 08:00-12:00, "
        "13:00-16:00 goes that day. Give it as a row of that date too if it is held."
    )
    assert kirim(loket, tambahan, query="?coba=ya")[1]["catatan"] == [kata]
    assert kirim(loket, tambahan)[1]["catatan"] == [kata]
    assert kirim(loket, tambahan)[1]["catatan"] == []
    assert {jam for poli, jam in sesi(loket) if poli == "UMU"} == {"08:00-12:00", "18:00-20:00"}


def test_rows_for_a_past_date_are_passed_over(loket: Loket) -> None:
    lama = {**BARIS, "hari": "2020-01-06"}
    assert kirim(loket, BARIS, lama) == (200, {"baris": 1, "lewat": 1, "sesiberubah": 0, "hilang": [], "catatan": []})


@pytest.mark.parametrize(
    ("field", "value", "sebab"),
    [
        ("kodepoli", "A B", "it takes 1 to 10 letters and digits, such as ANA"),
        ("kodepoli", "", "it takes 1 to 10 letters and digits, such as ANA"),
        ("namapoli", "", "it takes 1 to 100 printable characters"),
        ("namapoli", "a\x1bb", "it takes 1 to 100 printable characters"),
        ("kodedokter", "x", "it takes a whole number from 0 to 999999999999"),
        ("kodedokter", 1.5, "it takes a whole number from 0 to 999999999999"),
        ("namadokter", "x" * 101, "it takes 1 to 100 printable characters"),
        ("hari", 0, "it takes 1 (Monday) to 7, or a date yyyy-mm-dd"),
        ("hari", "8", "it takes 1 (Monday) to 7, or a date yyyy-mm-dd"),
        ("hari", "2026-02-30", "it takes 1 (Monday) to 7, or a date yyyy-mm-dd"),
        ("jampraktek", "pagi", "it takes hours such as 08:00-16:00"),
        ("jampraktek", "16:00-08:00", "the session ends before it starts"),
        ("kuotajkn", -1, "it takes a whole number from 0 to 9999"),
        ("kuotanonjkn", 10000, "it takes a whole number from 0 to 9999"),
        ("huruf", "ABCD", "it takes 1 to 3 letters, such as A or AB"),
        ("huruf", 1, "it takes 1 to 3 letters, such as A or AB"),
        ("spm", 0, "it takes minutes per patient, above 0 and up to 1440"),
        ("spm", "x", "it takes minutes per patient, above 0 and up to 1440"),
    ],
)
@pytest.mark.parametrize("ke", [0, 1])
def test_a_value_at_fault_is_422_with_its_row_and_field_and_nothing_is_taken(
    loket: Loket, redis_client: "redis.Redis", field: str, value: Any, sebab: str, ke: int
) -> None:
    before = dump(redis_client)
    lain = {**BARIS, "hari": BESOK.isoformat()}
    rows = [{**BARIS, field: value}]
    detail = f"jadwal[{ke}] {field} ({str(value).strip()!r}): {sebab}"
    assert kirim(loket, *[lain] * ke, *rows) == salah_isi(detail, f"jadwal[{ke}].{field}")
    assert dump(redis_client) == before


@pytest.mark.parametrize("value", [True, [], ["UMU"], {}, {"a": 1}])
@pytest.mark.parametrize("field", ["kodepoli", "kuotajkn", "spm"])
def test_a_value_that_is_neither_text_nor_number_is_422(loket: Loket, field: str, value: Any) -> None:
    wanted = salah_isi(f"jadwal[0]: {field} harus berupa teks atau angka", f"jadwal[0].{field}")
    assert kirim(loket, {**BARIS, field: value}) == wanted


@pytest.mark.parametrize("field", list(BARIS))
def test_a_field_that_is_missing_is_422(loket: Loket, field: str) -> None:
    row = {nama: nilai for nama, nilai in BARIS.items() if nama != field}
    assert kirim(loket, BARIS, row) == salah_isi(f"jadwal[1]: {field} belum diisi", f"jadwal[1].{field}")


def test_unknown_fields_are_passed_over(loket: Loket) -> None:
    assert kirim(loket, {**BARIS, "catatan": ["x"]})[0] == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"jadwal": None}, {"jadwal": []}, {"jadwal": {}}, {"jadwal": [1]}, {"jadwal": [BARIS, None]}, {"jadwal": "x"}],
)
def test_no_list_of_rows_is_422(loket: Loket, body: Any) -> None:
    wanted = salah_isi("jadwal harus berupa daftar objek dan tidak kosong", "jadwal")
    assert loket.call("PUT", "/jadwal", body) == wanted


def test_more_than_5000_rows_are_422(loket: Loket) -> None:
    assert kirim(loket, *[{}] * 5001) == salah_isi("jadwal paling banyak 5000 baris", "jadwal")


CONFLICTS: list[tuple[dict[str, Any], str]] = [
    ({}, "jampraktek"),
    ({"namapoli": "Lain", "jampraktek": "16:00-17:00"}, "namapoli"),
    ({"namadokter": "dr. Lain", "jampraktek": "16:00-17:00"}, "namadokter"),
    ({"jampraktek": "15:00-17:00"}, "jampraktek"),
    ({"kodepoli": "LAIN", "namapoli": "Lain", "jampraktek": "15:00-17:00"}, "jampraktek"),
    ({"kodedokter": 8, "namadokter": "dr. Delapan", "huruf": "A"}, "huruf"),
]


@pytest.mark.parametrize(("changes", "field"), CONFLICTS)
def test_rows_that_contradict_each_other_are_422_with_the_later_one(
    loket: Loket, redis_client: "redis.Redis", changes: dict[str, Any], field: str
) -> None:
    before = dump(redis_client)
    status, body = kirim(loket, BARIS, {**BARIS, **changes})
    assert (status, body["field"]) == (422, f"jadwal[1].{field}")
    assert dump(redis_client) == before


def test_rows_take_the_place_of_those_with_the_same_key(loket: Loket) -> None:
    kirim(loket, BARIS)
    kirim(loket, {**BARIS, "kuotajkn": 7})
    assert sesi(loket)["UMU", "08:00-16:00"]["kuotajkn"] == 7


def test_without_ganti_other_rows_stay_and_with_it_they_go(loket: Loket) -> None:
    kirim(loket, BARIS)
    assert sesi(loket).keys() == {("ANA", "08:00-16:00"), ("INT", "08:00-12:00"), ("UMU", "08:00-16:00")}
    assert kirim(loket, BARIS, query="?ganti=ya&semua=ya")[0] == 200
    assert sesi(loket).keys() == {("UMU", "08:00-16:00")}


def test_ganti_refuses_to_drop_a_session_with_bookings(loket: Loket) -> None:
    loket.ambil()
    status, body = kirim(loket, BARIS, query="?ganti=ya&semua=ya")
    assert (status, body["type"], body["field"]) == (422, "urn:antrean:IsianSalah", "jadwal")
    assert "ANA:12345:08:00-16:00" in body["detail"]
    assert ("ANA", "08:00-16:00") in sesi(loket)


def test_a_session_that_exists_follows_its_row(loket: Loket) -> None:
    loket.ambil()
    baris = {**BARIS, "kodepoli": "ANA", "namapoli": "Anak", "kodedokter": 12345, "namadokter": "Dr. Hendra"}
    assert kirim(loket, {**baris, "kuotajkn": 5})[1]["sesiberubah"] == 1
    satu = sesi(loket)["ANA", "08:00-16:00"]
    assert (satu["kuotajkn"], satu["sisakuotajkn"]) == (5, 4)


def test_a_quota_below_the_bookings_is_422(loket: Loket) -> None:
    loket.ambil(1)
    loket.ambil(2)
    baris = {**BARIS, "kodepoli": "ANA", "namapoli": "Anak", "kodedokter": 12345, "namadokter": "Dr. Hendra"}
    status, body = kirim(loket, {**baris, "kuotajkn": 1})
    assert (status, body["field"]) == (422, "jadwal[0].kuotajkn")
    assert kirim(loket, {**baris, "kuotajkn": 2})[0] == 200


def test_a_days_sessions_show_bookings_and_calls(loket: Loket) -> None:
    for n in (1, 2):
        loket.ambil(n)
    loket.post("/antrean", non_jkn(3))
    loket.panggil(angkaantrean=2)
    loket.post("/antrean", hari_ini(4, tanggalperiksa=BESOK.isoformat()))
    satu = sesi(loket)["ANA", "08:00-16:00"]
    shown = ("kuotajkn", "sisakuotajkn", "kuotanonjkn", "sisakuotanonjkn", "angkaterakhir", "angkadipanggil", "huruf")
    assert [satu[nama] for nama in shown] == [30, 28, 30, 29, 3, 2, "A"]
    assert sesi(loket, BESOK)["ANA", "08:00-16:00"]["angkaterakhir"] == 1


def test_a_day_without_sessions_is_empty(loket: Loket, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    put_schedule(store, clock, rs, f"UMU,Umum,77777,dr. Ratna,{BESOK},08:00-16:00,1,1", ganti=True)
    assert loket.get("/jadwal") == {
        "tanggal": HARI_INI.isoformat(),
        "zona": "Asia/Jakarta",
        "sesi": [],
        "tidakditemukan": [],
    }


@pytest.mark.parametrize(("query", "open_"), [("", set()), ("?kodepoli=ANA", {"INT"}), ("?kodepoli=int", {"ANA"})])
def test_a_closed_session_is_not_buka(loket: Loket, query: str, open_: set[str]) -> None:
    loket.ambil()
    loket.put(f"/libur/{HARI_INI}{query}")
    assert {poli for (poli, _), satu in sesi(loket).items() if satu["buka"]} == open_
    assert {poli for (poli, _), satu in sesi(loket, BESOK).items() if satu["buka"]} == {"ANA", "INT"}


def test_sessions_are_in_the_order_of_poli_and_hours(loket: Loket) -> None:
    kirim(loket, {**BARIS, "kodepoli": "AAA", "namapoli": "x", "jampraktek": "10:00-11:00"})
    kirim(loket, {**BARIS, "kodepoli": "AAA", "namapoli": "x", "jampraktek": "07:00-08:00"})
    assert list(sesi(loket)) == [
        *(("AAA", "07:00-08:00"), ("AAA", "10:00-11:00"), ("ANA", "08:00-16:00"), ("INT", "08:00-12:00"))
    ]


def test_without_a_date_it_is_the_hospitals_today(loket: Loket, clock: FrozenClock) -> None:
    clock.set(pukul(BESOK, 0, 30))
    assert loket.get("/jadwal")["tanggal"] == loket.get("/jadwal?tanggal=")["tanggal"] == BESOK.isoformat()


@pytest.mark.parametrize("tanggal", ["besok", "2026-02-30", "20261130", "2026-11-30T00:00", "%00"])
def test_no_date_is_422(loket: Loket, tanggal: str) -> None:
    wanted = salah_isi("tanggal bukan tanggal yyyy-mm-dd", "tanggal")
    assert loket.call("GET", f"/jadwal?tanggal={tanggal}") == wanted


def test_a_schedule_in_use_by_another_import_is_503(loket: Loket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antrean.store.jadwal.JadwalStore.impor", lambda *_: False)
    wanted = "Sistem Antrean Sedang Tidak Tersedia, Silahkan Coba Beberapa Saat Lagi"
    assert kirim(loket, BARIS) == masalah("StoreUnavailable", 503, "Service Unavailable", wanted)
