"""What is no request: methods, paths, bodies that are too large or no JSON. Each answer is a problem."""

from typing import Any

import pytest

from tests.conftest import HARI_INI
from tests.simrs.alat import BASE, SESI, Loket, hari_ini, masalah
from tests.simrs.test_kunci import CALLS

# Many, and the store decides none of them: on the real one only.
pytestmark = pytest.mark.parametrize("redis_client", ["redis"], indirect=True)

MIB4 = 4 * 1024 * 1024
BUKAN_JSON = masalah("BukanJson", 415, "Unsupported Media Type", "Isi Permintaan Harus Berupa Objek JSON")
BESAR = masalah("IsianTerlaluBesar", 413, "Request Entity Too Large", "Isi Permintaan Terlalu Besar")
METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
WITH_BODY = [
    (method, path)
    for method, path in CALLS
    if method in ("POST", "PUT") and not path.startswith("/libur") and not path.endswith(("/checkin", "/ulang"))
]


def besar(size: int) -> bytes:
    """A request of so many bytes."""
    start = b'{"keterangan": "x", "isi": "'
    return start + b"x" * (size - len(start) - 2) + b'"}'


@pytest.mark.parametrize(("method", "path"), [(m, p) for p in dict.fromkeys(p for _, p in CALLS) for m in METHODS])
def test_a_method_that_a_path_does_not_have_is_405_with_those_it_has(loket: Loket, method: str, path: str) -> None:
    known = {m for m, p in CALLS if p == path}
    if path.endswith("/gabung"):
        known.add("DELETE")  # a record number may have a slash: this would erase the one that ends so
    answer = loket.send(method, path, {})
    if method in known:
        assert answer.status_code != 405
        return
    wanted = masalah("MetodeSalah", 405, "Method Not Allowed", "Metode Tidak Sesuai")
    assert (answer.status_code, answer.json) == wanted
    assert {m.strip() for m in answer.headers["Allow"].split(",")} - {"HEAD"} == known


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/x",
        "/antrean/",
        "/antrean//batal",
        "/antrean/x/y",
        "/jadwal/",
        "/peristiwa/1",
        "/v2",
        "/libur",
        "/libur/",
        "/resep/",
        "/%00",
    ],
)
def test_an_unknown_path_is_404(loket: Loket, path: str) -> None:
    wanted = masalah("PathTidakDikenal", 404, "Not Found", "Layanan Tidak Ditemukan")
    assert loket.call("GET", path) == wanted


@pytest.mark.parametrize("path", [f"{BASE}", "/simrs", "/simrs/", "/simrs/v2/antrean"])
def test_beside_the_door_it_is_404_too(loket: Loket, path: str) -> None:
    assert loket.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"{", b"null", b"[]", b"1", b'"x"', b"{}x", b"\xff\xfe", b"{'a': 1}", b'{"a": \x00}'),
        *(b"kodepoli=ANA", b"<a/>", b"[" * 100_000, b'{"a":' * 50_000),
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
    ids=lambda body: repr(body[:12]),
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/panggil"), ("PUT", "/pasien")])
def test_a_body_that_is_no_json_object_is_415(loket: Loket, method: str, path: str, body: bytes) -> None:
    assert loket.call(method, path, body) == BUKAN_JSON


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_every_call_with_a_body_wants_a_json_object(loket: Loket, method: str, path: str) -> None:
    assert loket.call(method, path) == BUKAN_JSON


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json", ""])
def test_json_is_read_whatever_its_content_type_says(loket: Loket, content_type: str) -> None:
    answer = loket.client.post(
        f"{BASE}/panggil",
        data=str(SESI).replace("'", '"').encode(),
        headers={"Authorization": f"Bearer {loket.kunci}", "Content-Type": content_type},
    )
    assert answer.status_code == 204


def test_a_byte_order_mark_before_json_is_passed_over(loket: Loket) -> None:
    kode = loket.ambil()
    assert loket.call("POST", f"/antrean/{kode}/batal", b'\xef\xbb\xbf{"keterangan": "x"}')[0] == 200


def test_a_body_of_4_mib_is_read(loket: Loket) -> None:
    kode = loket.ambil()
    assert loket.call("POST", f"/antrean/{kode}/batal", besar(MIB4))[0] == 200


def test_a_byte_more_is_413(loket: Loket) -> None:
    kode = loket.ambil()
    assert loket.call("POST", f"/antrean/{kode}/batal", besar(MIB4 + 1)) == BESAR
    assert loket.satu(kode)["status"] == "terdaftar"


def test_without_a_key_a_large_body_is_401(loket: Loket) -> None:
    answer = loket.client.put(f"{BASE}/pasien", data=besar(MIB4 + 1))
    assert (answer.status_code, (answer.json or {})["type"]) == (401, "urn:antrean:KunciSalah")


@pytest.mark.parametrize(
    "nama", ["Anak é", "小児科", "🏥 Umum", "a\\b\"c'd", "<b>&amp;</b>", "{x} %s %(a)s", "a,b;c|d", "ﷺ"]
)
def test_names_come_back_as_they_were_sent(loket: Loket, nama: str) -> None:
    row = {
        **{"kodepoli": "UMU", "namapoli": nama, "kodedokter": 7, "namadokter": nama, "hari": HARI_INI.isoformat()},
        **{"jampraktek": "08:00-16:00", "kuotajkn": 1, "kuotanonjkn": 1},
    }
    loket.put("/jadwal", {"jadwal": [row]})
    booked = loket.post("/antrean", hari_ini(kodepoli="UMU", kodedokter=7))
    assert (booked["namapoli"], booked["namadokter"]) == (nama, nama)
    full = loket.call("POST", "/antrean", hari_ini(2, kodepoli="UMU", kodedokter=7))[1]
    assert full["detail"] == f"Kuota JKN Poli {nama} Sudah Penuh, Silahkan Pilih Tanggal atau Jam Praktek Lainnya"


def test_unknown_fields_and_queries_that_only_read_are_passed_over(loket: Loket) -> None:
    assert loket.call("POST", "/antrean", hari_ini(catatan={"a": [1]}))[0] == 201
    assert loket.call("GET", "/antrean?x=1&tanggal=&y")[0] == 200


def test_a_fault_of_ours_is_a_problem_without_its_text(loket: Loket, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("3200000000000001")

    monkeypatch.setattr("antrean.services.jadwal.pada", fail)
    wanted = masalah("KesalahanSistem", 500, "Internal Server Error", "Terjadi Kesalahan Pada Sistem Rumah Sakit")
    assert loket.call("GET", "/jadwal") == wanted
