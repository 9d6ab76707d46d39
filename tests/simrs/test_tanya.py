"""Each call that writes reads all of its request: what is not known is refused, and nothing happens."""

from typing import Any

import pytest
import redis
from flask import Flask

from tests.conftest import HARI_INI
from tests.http.alat import dump
from tests.simrs.alat import ANA, BASE, SESI, Loket, hari_ini

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
    "sesi.jam": ("POST", "/jadwal/jam", {**ANA, "jampraktekbaru": "08:00-12:00"}),
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


# Of calls whose body may say how much they do: what is misspelt, in the wrong place, or there and empty.
SALAH: dict[str, list[dict[str, Any]]] = {
    "antrean.panggil": [{"angka_antrean": 3}, {"Lewat": 3}, {"angkaantrean": ""}, {"nomorantrean": None}],
    "antrean.lewati": [{"Lewat": 3}, {"lewat": " "}],
    "farmasi.panggil": [{"nomorAntrean": 3}, {"nomorantrean": None}],
    "sesi.tutup": [{"Coba": "ya"}, {"dry_run": True}, {"coba": ""}, {"alasan": None}],
    "sesi.pindah": [
        *({"kodeBooking": ["x"]}, {"kodebooking": ""}, {"kodebooking": None}, {"kodebooking": []}, {"Coba": "ya"}),
        *({"jampraktektujuan ": "08:00-12:00"}, {"jampraktektujuan": ""}),
    ],
    "sesi.jam": [{"hari": ""}, {"hari": None}, {"tanggalperiksa": str(HARI_INI)}, {"Coba": "ya"}],
    # Their words are in the query: in the body they would be passed over.
    "data.jadwal_simpan": [{"coba": "ya"}],
    "data.pasien_simpan": [{"coba": "ya"}],
    "farmasi.operasi_simpan": [{"coba": "ya"}],
}


@pytest.mark.parametrize("nama", SALAH)
def test_what_might_narrow_a_call_is_never_passed_over(
    loket: Loket, redis_client: "redis.Redis", app: Flask, nama: str
) -> None:
    """A misspelt `angkaantrean` would call another patient, a misspelt `kodebooking` move all, an empty `hari` change
    the hours of all weekdays."""
    kode = loket.ambil(2)
    method, path, body = MENULIS[nama]
    before = dump(redis_client)
    for isi in SALAH[nama]:
        ((salah, nilai),) = isi.items()
        status, answer = loket.call(method, path.format(kode=kode), {**body, **isi})
        assert (status, answer["type"], answer["field"]) == (422, "urn:antrean:IsianSalah", salah), isi
        if str(nilai or "").strip():
            assert answer["detail"].startswith(f"'{salah}' tidak dikenal; yang dikenal: ")
    assert loket.call(method, path.format(kode=kode), {**body, "\ud800": 3})[0] == 422
    assert dump(redis_client) == before
    dokumen = app.test_client().get("/openapi.json").json or {}
    for satu in ("Panggil", "SesiTutup", "SesiPindah", "JadwalJam"):
        assert dokumen["components"]["schemas"][satu]["additionalProperties"] is False


@pytest.mark.parametrize(
    "nama", ["antrean.ambil", "antrean.task", "data.jadwal_simpan", "data.pasien_simpan", "farmasi.operasi_simpan"]
)
def test_other_bodies_may_have_more_but_nothing_that_is_nearly_one_of_their_fields(
    loket: Loket, redis_client: "redis.Redis", nama: str
) -> None:
    mirip = {
        "antrean.ambil": ["angkaAntrean", "angka_antrean", "NomorReferensi", "nomerreferensi"],
        "antrean.task": ["Keterangan"],
        "data.jadwal_simpan": ["Huruf"],
        "data.pasien_simpan": ["NIK"],
        "farmasi.operasi_simpan": ["noPeserta"],
    }[nama]
    kode = loket.ambil(2)
    method, path, body = MENULIS[nama]
    bidang = {"data.jadwal_simpan": "jadwal", "data.pasien_simpan": "pasien", "farmasi.operasi_simpan": "operasi"}
    before = dump(redis_client)
    for salah in mirip:
        isi = {k: v for k, v in body.items() if k != "nomorreferensi"}
        isi = {bidang[nama]: [{"norm": "1", salah: "x"}]} if nama in bidang else {**isi, salah: 17}
        _, answer = loket.call(method, path.format(kode=kode), isi)
        ditolak = answer["ditolak"][0] if nama == "data.pasien_simpan" else answer
        assert ditolak["field"].rpartition(".")[2] == salah
        assert f"'{salah}' tidak dikenal: mungkin " in ditolak["detail"]
    assert dump(redis_client) == before
    # What has nothing of theirs is passed over, and so is a name beside the right one.
    if nama == "antrean.ambil":
        assert loket.post("/antrean", {**body, "namapoli": "Anak", "NIK": "x", "catatan": 1})["angkaantrean"] == 2


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
