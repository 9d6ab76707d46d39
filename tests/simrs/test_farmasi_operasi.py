"""PUT /resep, POST /farmasi/panggil and PUT /operasi: what the pharmacy and surgery services answer from."""

from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn
from tests.http.alat import dump
from tests.simrs.alat import BESOK, Loket, bentrok, salah_isi, tidak_ada

KARTU = "0001777000001"
OPERASI: dict[str, Any] = {
    **{"kodebooking": "OK-1", "tanggaloperasi": HARI_INI.isoformat(), "jenistindakan": "Apendektomi"},
    **{"kodepoli": "BED", "namapoli": "Bedah", "terlaksana": 0, "nopeserta": KARTU},
}


def resep(loket: Loket, kode: str, jenis: Any = "Racikan") -> tuple[int, Any]:
    return loket.call("PUT", f"/resep/{kode}", {"jenisresep": jenis})


def farmasi(jkn: MobileJkn, kode: str) -> Any:
    return jkn.post("/farmasi/ambil", {"kodebooking": kode})[1]


def panggil(loket: Loket, jenis: Any = "Racikan") -> tuple[int, Any]:
    return loket.call("POST", "/farmasi/panggil", {"jenisresep": jenis})


def panggil_lagi(loket: Loket, nomor: int) -> tuple[int, Any]:
    return loket.call("POST", "/farmasi/panggil", {"jenisresep": "Racikan", "nomorantrean": nomor})


def status(jkn: MobileJkn, kode: str) -> tuple[int, ...]:
    """Total, left and called of its line."""
    answer = jkn.post("/farmasi/status", {"kodebooking": kode})[1]["response"]
    return answer["totalantrean"], answer["sisaantrean"], answer["antreanpanggil"]


@pytest.mark.parametrize("jenis", ["Racikan", "Non Racikan"])
def test_a_prescription_lets_the_patient_take_a_number(loket: Loket, jkn: MobileJkn, jenis: str) -> None:
    kode = loket.ambil()
    assert farmasi(jkn, kode)["metadata"]["message"] == "Resep Belum Tersedia"
    assert resep(loket, kode, jenis) == (200, {"kodebooking": kode, "jenisresep": jenis})
    answer = farmasi(jkn, kode)["response"]
    assert (answer["jenisresep"], answer["nomorantrean"]) == (jenis, 1)
    assert (loket.satu(kode)["jenisresep"], loket.satu(kode)["nomorfarmasi"]) == (jenis, 1)


def test_the_kind_can_change_until_a_number_is_called(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store, rs: RumahSakit
) -> None:
    kode = [loket.ambil(n) for n in (1, 2)]
    for satu in kode:
        assert resep(loket, satu)[0] == resep(loket, satu, "Non Racikan")[0] == 200
        assert farmasi(jkn, satu)["response"]["jenisresep"] == "Non Racikan"
    cursor = loket.cursor()
    assert resep(loket, kode[0], "Racikan")[0] == resep(loket, kode[0], "Racikan")[0] == 200
    assert [(satu["jenis"], satu["data"]) for satu in loket.peristiwa(cursor)] == [
        ("resep", {"oleh": "simrs/loket1", "jenisresep": "Racikan"}),
        ("farmasi_ambil", {"oleh": "simrs/loket1", "jenisresep": "Racikan", "nomor": 1}),
    ]
    assert (loket.satu(kode[0])["jenisresep"], loket.satu(kode[0])["nomorfarmasi"]) == ("Racikan", 1)
    assert status(jkn, kode[0]) == (1, 1, 0)
    assert status(jkn, kode[1]) == (2, 1, 0)
    assert loket.call("POST", "/farmasi/panggil", {"jenisresep": "Non Racikan", "nomorantrean": 1}) == tidak_ada()
    clock.move(days=1)
    jkn.login()
    assert resep(loket, kode[1], "Racikan")[0] == 200  # it waits since yesterday, and gets a number of today
    assert status(jkn, kode[1]) == (1, 1, 0)
    assert panggil(loket, "Non Racikan") == (204, None)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    assert [panggil(loket)[1]["kodebooking"] for _ in kode] == kode
    wanted = bentrok("FarmasiSudahDiambil", "Antrean farmasi sudah diambil dengan jenis resep lain")
    assert resep(loket, kode[1], "Non Racikan") == wanted
    assert resep(loket, kode[1], "Racikan")[0] == 200


def test_a_number_is_of_the_day_on_which_it_is_taken(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store, rs: RumahSakit
) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3, 4)]
    for satu in kode:
        resep(loket, satu)
    assert [farmasi(jkn, satu)["response"]["nomorantrean"] for satu in kode[:2]] == [1, 2]
    assert panggil(loket)[1]["kodebooking"] == kode[0]
    clock.move(days=1)
    jkn.login()
    baru = loket.ambil(5, tanggalperiksa=BESOK.isoformat())
    resep(loket, baru)
    # The second waits since yesterday.
    assert [farmasi(jkn, satu)["response"]["nomorantrean"] for satu in (kode[2], baru, kode[3])] == [1, 2, 3]
    assert farmasi(jkn, kode[1])["response"]["nomorantrean"] == 2
    assert [panggil(loket)[1]["kodebooking"] for _ in range(2)] == [kode[1], kode[2]]
    assert status(jkn, kode[1]) == (2, 0, 2)
    assert status(jkn, kode[3]) == status(jkn, baru) == (3, 2, 1)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    assert loket.task(kode[3], 99, clock.now_ms())[0] == 200
    clock.move(days=1)
    jkn.login()
    assert status(jkn, kode[2]) == (3, 1, 1)
    assert panggil(loket)[1]["kodebooking"] == baru
    assert panggil(loket) == (204, None)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_a_number_is_called_again_and_heard(loket: Loket, jkn: MobileJkn, clock: FrozenClock) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3)]
    for satu in kode:
        resep(loket, satu)
        farmasi(jkn, satu)
    first = panggil(loket)
    before, cursor = status(jkn, kode[0]), loket.cursor()
    assert panggil_lagi(loket, 1) == first
    assert status(jkn, kode[0]) == before
    (didengar,) = loket.peristiwa(cursor)
    assert (didengar["jenis"], didengar["kodebooking"]) == ("farmasi_panggil_ulang", kode[0])
    assert didengar["data"] == {"oleh": "simrs/loket1", "jenisresep": "Racikan", "nomor": 1}
    assert [satu["jenis"] for satu in loket.satu(kode[0])["riwayat"]][-2:] == [
        "farmasi_panggil",
        "farmasi_panggil_ulang",
    ]
    clock.move(days=1)
    assert panggil_lagi(loket, 1) == first


def test_a_number_is_called_before_its_turn(
    loket: Loket, jkn: MobileJkn, clock: FrozenClock, store: Store, rs: RumahSakit
) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3)]
    for satu in kode:
        resep(loket, satu)
        farmasi(jkn, satu)
    assert panggil_lagi(loket, 3)[1]["kodebooking"] == kode[2]
    assert status(jkn, kode[0]) == (3, 2, 3)
    assert list(periksa.rumah_sakit(store, clock, rs)) == []
    assert [panggil(loket)[1]["kodebooking"] for _ in range(2)] == kode[:2]
    assert panggil(loket) == (204, None)


def test_a_number_that_nobody_has_is_404(loket: Loket, jkn: MobileJkn) -> None:
    kode = loket.ambil()
    resep(loket, kode)
    farmasi(jkn, kode)
    assert panggil_lagi(loket, 2) == tidak_ada()
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "x"})
    assert panggil_lagi(loket, 1) == tidak_ada()


@pytest.mark.parametrize("jenis", ["racikan", "RACIKAN", "Lain", 1, True, ["Racikan"], {}, "Non  Racikan"])
@pytest.mark.parametrize("call", [lambda loket, jenis: resep(loket, loket.ambil(), jenis), panggil])
def test_another_kind_is_422(loket: Loket, call: Any, jenis: Any) -> None:
    wanted = salah_isi("Jenis Resep harus salah satu dari: Racikan, Non Racikan", "jenisresep")
    assert call(loket, jenis) == wanted


@pytest.mark.parametrize("jenis", [None, "", " "])
def test_no_kind_is_422(loket: Loket, jenis: Any) -> None:
    assert panggil(loket, jenis) == salah_isi("Jenis Resep Belum Diisi", "jenisresep")


def test_an_unknown_or_cancelled_booking_has_no_prescription(loket: Loket) -> None:
    kode = loket.ambil()
    assert resep(loket, kode[:-1] + "2") == tidak_ada()
    loket.post(f"/antrean/{kode}/batal", {"keterangan": "x"})
    assert resep(loket, kode) == tidak_ada()


def test_the_pharmacy_calls_in_the_order_of_its_numbers_each_kind_by_itself(loket: Loket, jkn: MobileJkn) -> None:
    kode = [loket.ambil(n) for n in (1, 2, 3, 4)]
    for satu, jenis in zip(kode, ["Racikan", "Non Racikan", "Racikan", "Non Racikan"], strict=True):
        resep(loket, satu, jenis)
    for satu in (kode[2], kode[1], kode[0], kode[3]):
        farmasi(jkn, satu)
    calls = [panggil(loket, jenis) for jenis in ("Racikan", "Non Racikan", "Racikan", "Non Racikan")]
    assert calls == [
        (200, {"kodebooking": kode[2], "jenisresep": "Racikan", "nomorantrean": 1}),
        (200, {"kodebooking": kode[1], "jenisresep": "Non Racikan", "nomorantrean": 1}),
        (200, {"kodebooking": kode[0], "jenisresep": "Racikan", "nomorantrean": 2}),
        (200, {"kodebooking": kode[3], "jenisresep": "Non Racikan", "nomorantrean": 2}),
    ]
    assert panggil(loket) == panggil(loket, "Non Racikan") == (204, None)


def test_who_cancelled_is_not_called_at_the_pharmacy(loket: Loket, jkn: MobileJkn) -> None:
    kode = [loket.ambil(n) for n in (1, 2)]
    for satu in kode:
        resep(loket, satu)
        farmasi(jkn, satu)
    loket.post(f"/antrean/{kode[0]}/batal", {"keterangan": "x"})
    assert panggil(loket)[1]["kodebooking"] == kode[1]
    assert panggil(loket) == (204, None)


def test_without_a_number_nobody_waits(loket: Loket) -> None:
    resep(loket, loket.ambil())
    assert panggil(loket) == (204, None)


def test_only_todays_numbers_are_called(loket: Loket, jkn: MobileJkn) -> None:
    kode = loket.ambil(tanggalperiksa=BESOK.isoformat())
    resep(loket, kode)
    assert farmasi(jkn, kode)["metadata"]["message"] == "Resep Belum Tersedia"
    assert panggil(loket) == (204, None)


def test_a_call_shows_in_the_status_of_the_line(loket: Loket, jkn: MobileJkn) -> None:
    kode = loket.ambil()
    resep(loket, kode)
    farmasi(jkn, kode)
    panggil(loket)
    answer = jkn.post("/farmasi/status", {"kodebooking": kode})[1]["response"]
    assert (answer["totalantrean"], answer["sisaantrean"], answer["antreanpanggil"]) == (1, 0, 1)


def operasi(loket: Loket, *semua: Any) -> tuple[int, Any]:
    return loket.call("PUT", "/operasi", {"operasi": list(semua)})


def di_rs(jkn: MobileJkn) -> list[dict[str, Any]]:
    body = {"tanggalawal": HARI_INI.isoformat(), "tanggalakhir": BESOK.isoformat()}
    found: list[dict[str, Any]] = jkn.post("/operasi/rs", body)[1]["response"]["list"]
    return found


def milik(jkn: MobileJkn, kartu: str = KARTU) -> list[str]:
    found = jkn.post("/operasi/pasien", {"nopeserta": kartu})[1]["response"]["list"]
    return [satu["kodebooking"] for satu in found]


def test_a_surgery_is_what_mobile_jkn_sees(loket: Loket, jkn: MobileJkn) -> None:
    assert operasi(loket, OPERASI) == (200, {"baris": 1, "lewat": 0})
    (seen,) = di_rs(jkn)
    assert {nama: seen[nama] for nama in OPERASI} == OPERASI
    assert milik(jkn) == ["OK-1"]


def test_the_same_kodebooking_again_changes_the_surgery(loket: Loket, jkn: MobileJkn) -> None:
    operasi(loket, OPERASI)
    operasi(loket, {**OPERASI, "terlaksana": "1", "nopeserta": "", "tanggaloperasi": BESOK.isoformat()})
    (seen,) = di_rs(jkn)
    assert (seen["terlaksana"], seen["nopeserta"], seen["tanggaloperasi"]) == (1, "", BESOK.isoformat())
    assert milik(jkn) == []


def test_a_participant_that_is_not_given_stays(loket: Loket, jkn: MobileJkn) -> None:
    tanpa = {nama: nilai for nama, nilai in OPERASI.items() if nama != "nopeserta"}
    operasi(loket, OPERASI)
    assert operasi(loket, {**tanpa, "terlaksana": 1}, {**tanpa, "kodebooking": "OK-9"})[0] == 200
    assert {satu["kodebooking"]: satu["nopeserta"] for satu in di_rs(jkn)} == {"OK-1": KARTU, "OK-9": ""}
    assert milik(jkn) == [OPERASI["kodebooking"]]
    operasi(loket, {**OPERASI, "nopeserta": None})
    assert milik(jkn) == []


def test_a_surgery_that_moves_to_another_participant_is_only_theirs(loket: Loket, jkn: MobileJkn) -> None:
    operasi(loket, OPERASI, {**OPERASI, "kodebooking": "OK-2"})
    operasi(loket, {**OPERASI, "nopeserta": "0001777000002"})
    assert (milik(jkn), milik(jkn, "0001777000002")) == (["OK-2"], ["OK-1"])


def test_of_two_rows_with_one_kodebooking_the_last_counts(loket: Loket, jkn: MobileJkn) -> None:
    assert operasi(loket, OPERASI, {**OPERASI, "jenistindakan": "Lain"}) == (200, {"baris": 2, "lewat": 0})
    assert [satu["jenistindakan"] for satu in di_rs(jkn)] == ["Lain"]
    assert milik(jkn) == ["OK-1"]


def test_what_is_too_old_to_be_kept_is_counted_apart(loket: Loket, jkn: MobileJkn, redis_client: "redis.Redis") -> None:
    lama = {**OPERASI, "kodebooking": "OK-2", "tanggaloperasi": (HARI_INI - timedelta(days=36)).isoformat()}
    before = dump(redis_client)
    assert operasi(loket, lama) == (200, {"baris": 0, "lewat": 1})
    assert dump(redis_client) == before
    assert operasi(loket, OPERASI, lama) == (200, {"baris": 1, "lewat": 1})
    assert milik(jkn) == ["OK-1"]


def test_a_surgery_that_was_cancelled_is_taken_out_and_can_come_back(loket: Loket, jkn: MobileJkn) -> None:
    operasi(loket, OPERASI)
    cursor = loket.cursor()
    assert loket.call("DELETE", "/operasi/OK-1") == (204, None)
    assert (di_rs(jkn), milik(jkn)) == ([], [])
    (event,) = loket.peristiwa(cursor)
    assert (event["jenis"], event["data"]) == ("operasi_hapus", {"oleh": "simrs/loket1", "operasi": "OK-1"})
    assert loket.call("DELETE", "/operasi/OK-1")[0] == 404
    operasi(loket, OPERASI)
    assert milik(jkn) == ["OK-1"]


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("kodebooking", "", "Kode Booking Belum Diisi"),
        ("kodebooking", "a b", "Format Kode Booking Tidak Sesuai"),
        ("kodebooking", "x" * 31, "Format Kode Booking Tidak Sesuai"),
        ("tanggaloperasi", "besok", "Format Tanggal Tidak Sesuai, format yang benar adalah yyyy-mm-dd"),
        ("jenistindakan", None, "Jenis Tindakan Belum Diisi"),
        ("jenistindakan", "a\x1bb", "Format Jenis Tindakan Tidak Sesuai"),
        ("kodepoli", ["BED"], "Format Kode Poli Tidak Sesuai"),
        ("namapoli", "x" * 101, "Format Nama Poli Tidak Sesuai"),
        ("terlaksana", 2, "Format Terlaksana Tidak Sesuai"),
        ("terlaksana", True, "Format Terlaksana Tidak Sesuai"),
        ("terlaksana", None, "Terlaksana Belum Diisi"),
        ("nopeserta", "12", "Format Nomor Peserta Tidak Sesuai"),
    ],
)
def test_a_row_at_fault_is_422_and_named_and_none_is_taken(
    loket: Loket, redis_client: "redis.Redis", field: str, value: Any, detail: str
) -> None:
    before = dump(redis_client)
    wanted = salah_isi(f"operasi[1]: {detail}", f"operasi[1].{field}")
    assert operasi(loket, OPERASI, {**OPERASI, "kodebooking": "OK-2", field: value}) == wanted
    assert dump(redis_client) == before


def test_every_row_at_fault_is_named_at_once(loket: Loket, redis_client: "redis.Redis") -> None:
    before = dump(redis_client)
    status, isi = operasi(loket, {**OPERASI, "terlaksana": 2}, OPERASI, {**OPERASI, "tanggaloperasi": "besok"})
    assert (status, [satu["field"] for satu in isi["errors"]]) == (
        422,
        ["operasi[0].terlaksana", "operasi[2].tanggaloperasi"],
    )
    assert dump(redis_client) == before


@pytest.mark.parametrize("body", [{}, {"operasi": []}, {"operasi": [1]}, {"operasi": OPERASI}])
def test_no_list_of_surgeries_is_422(loket: Loket, body: Any) -> None:
    wanted = salah_isi("operasi harus berupa daftar objek dan tidak kosong", "operasi")
    assert loket.call("PUT", "/operasi", body) == wanted
