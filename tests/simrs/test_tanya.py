"""Each call that writes reads all of its request: what is not known is refused, and nothing happens."""

from typing import Any

import pytest
import redis
from flask import Flask

from tests.conftest import HARI_INI
from tests.http.alat import dump
from tests.simrs.alat import BASE, SESI, Loket, hari_ini

# Every route of the door that writes, with what its view would take.
MENULIS: dict[str, tuple[str, str, Any]] = {
    "antrean.ambil": ("POST", "/antrean", hari_ini(1)),
    "antrean.batal": ("POST", "/antrean/{kode}/batal", {"keterangan": "Berhalangan"}),
    "antrean.task": ("POST", "/antrean/{kode}/task", {"taskid": 4, "waktu": 1}),
    "antrean.task_hapus": ("DELETE", "/antrean/{kode}/task/5", None),
    "antrean.lewati": ("POST", "/antrean/{kode}/lewati", {"lewat": 1}),
    "antrean.panggil": ("POST", "/panggil", SESI),
    "antrean.checkin": ("POST", "/antrean/{kode}/checkin", None),
    "data.jadwal_simpan": ("PUT", "/jadwal", {"jadwal": [{}]}),
    "data.jadwal_hapus": ("DELETE", "/jadwal", None),
    "data.libur_tutup": ("PUT", f"/libur/{HARI_INI}", None),
    "data.libur_buka": ("DELETE", f"/libur/{HARI_INI}", None),
    "data.libur_pulihkan": ("POST", f"/libur/{HARI_INI}/pulihkan", None),
    "sesi.tutup": ("POST", "/sesi/tutup", SESI),
    "sesi.pindah": ("POST", "/sesi/pindah", {**SESI, "kodedoktertujuan": 1}),
    "sesi.jam": ("POST", "/jadwal/jam", {**SESI, "jampraktekbaru": "08:00-12:00"}),
    "data.pasien_simpan": ("PUT", "/pasien", {"pasien": [{"norm": "1"}]}),
    "data.pasien_hapus": ("DELETE", "/pasien/000001", None),
    "data.pasien_gabung": ("POST", "/pasien/000001/gabung", {"ke": "000009"}),
    "kiriman.ulang": ("POST", "/kiriman/{kode}/ulang", None),
    "farmasi.resep": ("PUT", "/resep/{kode}", {"jenisresep": "Racikan"}),
    "farmasi.panggil": ("POST", "/farmasi/panggil", {"jenisresep": "Racikan"}),
    "farmasi.operasi_hapus": ("DELETE", "/operasi/OK-1", None),
    "farmasi.operasi_simpan": ("PUT", "/operasi", {"operasi": [{}]}),
}


def test_every_call_that_writes_is_tried(app: Flask) -> None:
    menulis = {
        rule.endpoint.removeprefix("simrs.")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(BASE) and not (rule.methods or set()) & {"GET"}
    }
    assert menulis == MENULIS.keys()


@pytest.mark.parametrize(("query", "field"), [("?kodebokoing=1", "kodebokoing"), ("?oleh=", "oleh")])
@pytest.mark.parametrize("nama", MENULIS)
def test_an_unknown_parameter_is_422(
    loket: Loket, redis_client: "redis.Redis", nama: str, query: str, field: str
) -> None:
    kode = loket.ambil(2)
    method, path, body = MENULIS[nama]
    before = dump(redis_client)
    status, answer = loket.call(method, path.format(kode=kode) + query, body)
    assert (status, answer["type"], answer["field"]) == (422, "urn:antrean:IsianSalah", field)
    assert dump(redis_client) == before


@pytest.mark.parametrize("nama", ["antrean.panggil", "antrean.lewati", "farmasi.panggil"])
def test_an_unknown_field_of_a_body_is_422(loket: Loket, redis_client: "redis.Redis", app: Flask, nama: str) -> None:
    """A misspelt `angkaantrean` would call another patient, a misspelt `lewat` put one back elsewhere."""
    kode = loket.ambil(2)
    method, path, body = MENULIS[nama]
    before = dump(redis_client)
    for salah in ("angka_antrean", "Lewat"):
        status, answer = loket.call(method, path.format(kode=kode), {**body, salah: 3})
        assert (status, answer["type"], answer["field"]) == (422, "urn:antrean:IsianSalah", salah)
        assert answer["detail"].startswith(f"'{salah}' tidak dikenal; yang dikenal: ")
    assert loket.call(method, path.format(kode=kode), {**body, "\ud800": 3})[0] == 422
    assert dump(redis_client) == before
    dokumen = app.test_client().get("/openapi.json").json or {}
    assert dokumen["components"]["schemas"]["Panggil"]["additionalProperties"] is False


@pytest.mark.parametrize("nama", [nama for nama, (*_, body) in MENULIS.items() if body is None])
@pytest.mark.parametrize("body", [b"x", {"kodepoli": "ANA"}])
def test_a_body_that_nobody_reads_is_422(loket: Loket, redis_client: "redis.Redis", nama: str, body: Any) -> None:
    method, path, _ = MENULIS[nama]
    before = dump(redis_client)
    status, answer = loket.call(method, path, body)
    assert (status, answer["type"]) == (422, "urn:antrean:IsianSalah")
    assert dump(redis_client) == before


@pytest.mark.parametrize("query", ["?ganti=", "?ganti=tidak", "?Ganti=ya", "?ganti=ya&ganti=ya", "?gantikan=ya"])
def test_ganti_is_ya_or_not_given(loket: Loket, redis_client: "redis.Redis", query: str) -> None:
    before = dump(redis_client)
    assert loket.call("PUT", f"/jadwal{query}", {"jadwal": [{}]})[0] == 422
    assert dump(redis_client) == before


def test_the_api_document_has_the_parameters_that_the_views_declare(app: Flask) -> None:
    dokumen = app.test_client().get("/openapi.json").json or {}
    operasi = dokumen["paths"][f"{BASE}/libur/{{tanggal}}"]["put"]
    tanya = [satu["name"] for satu in operasi["parameters"] if satu["in"] == "query"]
    assert tanya == ["kodepoli", "kodedokter", "jampraktek", "keterangan", "batalkan", "alasan"]
