"""Two hospitals with the same poli, doctor and patients: with the other's key every call sees only its own."""

from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.keys import PREFIX
from tests.conftest import HARI_INI, KODE_RS, MobileJkn
from tests.http.alat import dump
from tests.simrs.alat import SESI, Loket, hari_ini, tidak_ada
from tests.simrs.conftest import KODE_LAIN
from tests.simrs.test_peristiwa import BARIS, OPERASI, RESEP


def milik(client: "redis.Redis", kode: str) -> dict[str, Any]:
    return {key: value for key, value in dump(client).items() if f"{{{kode}}}" in key}


@pytest.fixture
def kode(loket: Loket, loket_lain: Loket) -> str:
    """A booking here that was called; there is none there."""
    loket.ambil(2)
    kode = loket.ambil(1)
    loket.put(f"/resep/{kode}", RESEP)
    return loket.panggil(angkaantrean=2) or kode


@pytest.mark.parametrize(
    ("method", "path", "body", "wanted"),
    [
        ("GET", "/antrean/{}", None, tidak_ada()),
        ("POST", "/antrean/{}/batal", {"keterangan": "x"}, tidak_ada()),
        ("POST", "/antrean/{}/lewati", {}, tidak_ada()),
        ("POST", "/antrean/{}/task", {"taskid": 5, "waktu": 1795390000000}, tidak_ada()),
        ("PUT", "/resep/{}", RESEP, tidak_ada()),
        ("GET", "/antrean", None, (200, {"antrean": [], "lanjut": ""})),
        ("POST", "/panggil", SESI, (204, None)),
        ("POST", "/panggil", {**SESI, "angkaantrean": 1}, tidak_ada()),
        ("POST", "/farmasi/panggil", RESEP, (204, None)),
        ("PUT", f"/libur/{HARI_INI}?batalkan=Dokter%20sakit", None, (200, {"terkena": [], "dibatalkan": True})),
        ("PUT", "/operasi", {"operasi": [OPERASI]}, (200, {"baris": 1, "lewat": 0})),
        (
            "PUT",
            "/jadwal",
            {"jadwal": [BARIS]},
            (200, {"baris": 1, "lewat": 0, "sesiberubah": 0, "hilang": [], "catatan": []}),
        ),
        ("PUT", "/pasien", {"pasien": [{"norm": "000001"}]}, (200, {"diterima": 1, "ditolak": []})),
    ],
)
def test_with_the_others_key_nothing_of_ours_is_seen_or_changed(
    kode: str, loket_lain: Loket, redis_client: "redis.Redis", method: str, path: str, body: Any, wanted: Any
) -> None:
    before = milik(redis_client, KODE_RS)
    assert loket_lain.call(method, path.format(kode), body) == wanted
    assert milik(redis_client, KODE_RS) == before


def test_a_booking_there_has_its_own_number_and_place(
    kode: str, loket_lain: Loket, redis_client: "redis.Redis"
) -> None:
    before = milik(redis_client, KODE_RS)
    body = loket_lain.post("/antrean", hari_ini(1))
    assert (body["angkaantrean"], body["sisakuotajkn"]) == (1, 29)
    assert milik(redis_client, KODE_RS) == before


def test_opening_a_day_here_leaves_it_closed_there(loket: Loket, loket_lain: Loket) -> None:
    for satu in (loket, loket_lain):
        satu.put(f"/libur/{HARI_INI}")
    assert loket.call("DELETE", f"/libur/{HARI_INI}")[0] == 204
    assert [satu.call("POST", "/antrean", hari_ini())[0] for satu in (loket, loket_lain)] == [201, 409]


def test_the_sessions_of_a_day_are_its_own(kode: str, loket_lain: Loket) -> None:
    (satu,) = loket_lain.get("/jadwal")["sesi"]
    assert (satu["kodepoli"], satu["angkaterakhir"], satu["angkadipanggil"]) == ("ANA", 0, 0)


def test_a_feed_has_only_its_own_events(kode: str, loket_lain: Loket) -> None:
    assert {event["jenis"] for event in loket_lain.peristiwa()} == {
        *("rs_tambah", "jadwal_impor", "pasien_impor", "kunci_buat")
    }


def test_a_cursor_of_here_shows_nothing_of_here_there(kode: str, loket: Loket, loket_lain: Loket) -> None:
    cursor = loket.peristiwa()[0]["id"]
    loket_lain.ambil(3)
    status, isi = loket_lain.call("GET", f"/peristiwa?sejak={cursor}")
    assert (status, isi["type"]) == (410, "urn:antrean:CursorMendahului")


def test_the_same_kodebooking_at_both_is_each_ones_own(loket: Loket, loket_lain: Loket, rs: RumahSakit) -> None:
    here, there = loket.ambil(1), loket_lain.ambil(2)
    assert here == there
    loket.post(f"/antrean/{here}/batal", {"keterangan": "x"})
    assert (loket.satu(here)["norm"], loket_lain.satu(there)["norm"]) == ("000001", "000002")
    assert (loket.satu(here)["status"], loket_lain.satu(there)["status"]) == ("batal", "terdaftar")


def test_mobile_jkns_token_of_here_finds_nothing_of_there(jkn: MobileJkn, loket_lain: Loket) -> None:
    there = loket_lain.ambil(2)
    body = {"kodebooking": there, "keterangan": "x"}
    assert jkn.post("/antrean/batal", body)[1]["metadata"] == {"message": "Antrean Tidak Ditemukan", "code": 201}


def test_every_key_is_one_hospitals(kode: str, loket_lain: Loket, redis_client: "redis.Redis") -> None:
    loket_lain.ambil(3)
    owned = milik(redis_client, KODE_RS) | milik(redis_client, KODE_LAIN)
    lain = dump(redis_client).keys() - owned.keys()
    assert {kunci for kunci in lain if not kunci.startswith(f"{PREFIX}:kenal/")} == {"antrean:v1:pengguna"}
