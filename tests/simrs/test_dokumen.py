"""Each JSON example of docs/simrs.md has the fields that the program answers, and each request of it is taken."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, MobileJkn
from tests.servers import ROOT
from tests.simrs.alat import Loket, checkin, non_jkn

TEKS = (ROOT / "docs/simrs.md").read_text()


def baca(teks: str) -> Any:
    try:
        return json.loads(teks)
    except ValueError:
        return None


# The examples in their order; those between backquotes that stand for a form (`[row, …]`) are no JSON.
BLOK = [json.loads(teks) for teks in re.findall(r"```json\n(.*?)```", TEKS, re.DOTALL)]
SEBARIS = [isi for teks in re.findall(r"`(\{[^`]*\})`", TEKS) if (isi := baca(teks)) is not None]

NAMA_BLOK = [
    *(
        "KuotaPenuh",
        "ambil: request",
        "ambil",
        "satu",
        "panggil: request",
        "TaskTidakUrut",
        "jadwal",
        "jam",
        "tutup",
        "pindah",
        "pulihkan",
        "pasien",
    ),
    *("formulir", "peristiwa", "kiriman"),
]
NAMA_SEBARIS = [
    *("lewati: request", "task: request", "batal: request", "jadwal simpan"),
    *("jam: request", "tutup: request", "libur", "pasien hapus"),
    *("gabung: request", "gabung", "resep: request"),
    *("farmasi panggil: request", "farmasi panggil", "operasi"),
]


def test_every_example_is_looked_at() -> None:
    assert (len(BLOK), len(SEBARIS)) == (len(NAMA_BLOK), len(NAMA_SEBARIS))
    assert TEKS.count("```json") == len(BLOK)


CONTOH: dict[str, Any] = {
    **dict(zip(NAMA_BLOK, BLOK, strict=False)),
    **dict(zip(NAMA_SEBARIS, SEBARIS, strict=False)),
}


def bentuk(isi: Any) -> Any:
    """The fields at every depth, in their order; of a list those of its rows, once each."""
    if isinstance(isi, dict):
        return [(nama, bentuk(nilai)) for nama, nilai in isi.items()]
    if isinstance(isi, list):
        semua = [bentuk(satu) for satu in isi]
        return [satu for i, satu in enumerate(semua) if satu not in semua[:i]]
    return "number" if isinstance(isi, int) else type(isi).__name__


@pytest.fixture
def jawaban(
    app: Flask, loket: Loket, jkn: MobileJkn, store: Store, clock: FrozenClock, rs: RumahSakit
) -> dict[str, Any]:
    """The program's answers to the document's own requests, on the day of the tests."""
    sesi = {**CONTOH["panggil: request"], "tanggalperiksa": HARI_INI.isoformat()}
    baris = {**CONTOH["jadwal"]["sesi"][0], "hari": HARI_INI.isoformat()}
    semua: dict[str, Any] = {"jadwal simpan": loket.put("/jadwal", {"jadwal": [baris]})}
    loket.put("/jadwal?ganti=ya&semua=ya", {"jadwal": [baris]})
    lina = {
        **{"norm": "700002", "nik": CONTOH["ambil: request"]["nik"], "nomorkartu": "", "nama": "Lina Marlina"},
    }
    semua["pasien"] = loket.put("/pasien", {"pasien": [lina, {**lina, "norm": "700003"}]})
    loket.put("/pasien", {"pasien": [{"norm": "700009"}]})
    isian = {nama: nilai for nama, nilai in CONTOH["formulir"].items() if nama != "norm"}
    norm = jkn.post("/pasien/baru", isian)[1]["response"]["norm"]
    semua["formulir"] = loket.get(f"/formulir?norm={norm}")
    diminta = {**CONTOH["ambil: request"], "tanggalperiksa": HARI_INI.isoformat()}
    asked = {**diminta, "jampraktek": CONTOH["jadwal"]["tidakditemukan"][0]["jampraktek"]}
    assert loket.call("POST", "/antrean", asked)[1]["type"] == "urn:antrean:JadwalTidakAda"
    app.extensions["antrean"].dicari.tulis()
    semua["ambil"] = loket.post("/antrean", diminta)
    kode = semua["ambil"]["kodebooking"]
    checkin(jkn, kode, clock.now_ms())
    semua["satu"] = loket.satu(kode)
    semua["jadwal"] = loket.get("/jadwal")
    semua["TaskTidakUrut"] = loket.task(
        loket.post("/antrean", non_jkn(1, **_slot(sesi)))["kodebooking"], 5, clock.now_ms()
    )[1]
    clock.move(seconds=1)
    assert loket.post("/panggil", sesi)["kodebooking"] == kode
    assert loket.post(f"/antrean/{kode}/lewati", CONTOH["lewati: request"])["kodebooking"] == kode
    assert loket.post("/panggil", {**sesi, "angkaantrean": 1})["kodebooking"] == kode
    clock.move(seconds=1)
    selesai = {**CONTOH["task: request"], "waktu": clock.now_ms()}
    assert loket.post(f"/antrean/{kode}/task", selesai)["status"] == "selesai"
    assert loket.put(f"/resep/{kode}", CONTOH["resep: request"])["kodebooking"] == kode
    assert jkn.post("/farmasi/ambil", {"kodebooking": kode})[1]["metadata"]["code"] == 200
    semua["farmasi panggil"] = loket.post("/farmasi/panggil", CONTOH["farmasi panggil: request"])
    assert loket.put(f"/libur/{HARI_INI + timedelta(days=40)}") == {"terkena": [], "dibatalkan": False}
    semua["libur"] = loket.put(f"/libur/{HARI_INI}")
    lain = semua["libur"]["terkena"][0]
    assert loket.post(f"/antrean/{lain}/batal", CONTOH["batal: request"])["status"] == "batal"
    assert loket.call("DELETE", f"/libur/{HARI_INI}")[0] == 204
    semua["pulihkan"] = _pulihkan(loket, _slot(sesi))
    semua["operasi"] = loket.put(
        "/operasi",
        {
            "operasi": [
                {
                    **{"kodebooking": "OK-1", "tanggaloperasi": HARI_INI.isoformat(), "jenistindakan": "x"},
                    **{"kodepoli": "BED", "namapoli": "Bedah", "terlaksana": 0, "nopeserta": ""},
                }
            ]
        },
    )
    semua["pasien hapus"] = loket.call("DELETE", "/pasien/000009")[1]
    semua["gabung"] = loket.post("/pasien/000008/gabung", {**CONTOH["gabung: request"], "ke": "700009"})
    loket.put("/jadwal", {"jadwal": [{**baris, "kuotajkn": 1, "kuotanonjkn": 1}]})
    semua["KuotaPenuh"] = loket.call("POST", "/antrean", non_jkn(3, **_slot(sesi)))[1]
    semua["peristiwa"] = loket.get("/peristiwa")
    return semua | _berubah(loket)


def _berubah(loket: Loket) -> dict[str, Any]:
    """In two days a doctor does not come: of two patients a substitute takes one, and the other is told; and the hours
    change."""
    lusa = HARI_INI + timedelta(days=2)
    sesi = {**CONTOH["tutup: request"], "tanggalperiksa": lusa.isoformat()}
    for kodedokter, kuota in ((sesi["kodedokter"], 2), (78787, 1)):
        kuota_baris = {"kuotajkn": 0, "kuotanonjkn": kuota, "hari": lusa.isoformat()}
        baris = {**CONTOH["jadwal"]["sesi"][0], **kuota_baris, "kodedokter": kodedokter, "huruf": ""}
        loket.put("/jadwal", {"jadwal": [{**baris, "namadokter": f"dr. {kodedokter}"}]})
    for n in (4, 5):
        loket.post("/antrean", non_jkn(n, tanggalperiksa=lusa.isoformat(), **_slot(sesi)))
    slot = {**_slot(sesi), "tanggalperiksa": lusa.isoformat()}
    pindah = loket.post("/sesi/pindah", {**slot, "kodedoktertujuan": 78787})
    tutup = loket.post("/sesi/tutup", sesi)
    jam = loket.post("/jadwal/jam", {**CONTOH["jam: request"], "hari": lusa.isoformat()})
    return {"pindah": pindah, "tutup": tutup, "jam": jam}


def _pulihkan(loket: Loket, slot: dict[str, Any]) -> Any:
    """The next day is closed by mistake, and one of its two patients books again before that is taken back."""
    besok = (HARI_INI + timedelta(days=1)).isoformat()
    loket.put("/jadwal", {"jadwal": [{**CONTOH["jadwal"]["sesi"][0], "hari": besok, "huruf": ""}]})
    for n in (4, 5):
        loket.post("/antrean", non_jkn(n, tanggalperiksa=besok, **slot))
    loket.put(f"/libur/{besok}?batalkan=ya&alasan=Dokter%20sakit")
    loket.call("DELETE", f"/libur/{besok}")
    loket.post("/antrean", non_jkn(4, tanggalperiksa=besok, **slot))
    return loket.post(f"/libur/{besok}/pulihkan", None)


def _slot(sesi: dict[str, Any]) -> dict[str, Any]:
    return {nama: sesi[nama] for nama in ("kodepoli", "kodedokter", "jampraktek")}


@pytest.mark.parametrize(
    "nama",
    [
        *("ambil", "satu", "jadwal", "jam", "tutup", "pindah", "pulihkan", "pasien", "formulir"),
        *("TaskTidakUrut", "KuotaPenuh"),
    ],
)
def test_an_answer_has_exactly_the_fields_of_its_example(jawaban: dict[str, Any], nama: str) -> None:
    assert bentuk(jawaban[nama]) == bentuk(CONTOH[nama])


@pytest.mark.parametrize("nama", ["jadwal simpan", "libur", "pasien hapus", "gabung", "farmasi panggil", "operasi"])
def test_an_answer_has_exactly_the_fields_of_its_line(jawaban: dict[str, Any], nama: str) -> None:
    assert bentuk(jawaban[nama]) == bentuk(CONTOH[nama])


def test_an_event_has_the_fields_of_its_example(jawaban: dict[str, Any]) -> None:
    example = CONTOH["peristiwa"]
    assert jawaban["peristiwa"].keys() == example.keys()
    (wanted,) = example["peristiwa"]
    event = next(satu for satu in jawaban["peristiwa"]["peristiwa"] if satu["jenis"] == wanted["jenis"])
    assert event.keys() == wanted.keys()
    assert wanted["data"].keys() - {"…"} <= event["data"].keys()


@pytest.mark.parametrize("nama", ["TaskTidakUrut", "KuotaPenuh"])
def test_a_problem_is_worded_as_in_its_example(jawaban: dict[str, Any], nama: str) -> None:
    assert [jawaban[nama][bidang] for bidang in ("type", "title", "status")] == [
        CONTOH[nama][bidang] for bidang in ("type", "title", "status")
    ]


def test_the_refusal_of_a_row_of_patients_is_worded_as_in_its_example(jawaban: dict[str, Any]) -> None:
    assert jawaban["pasien"] == CONTOH["pasien"]


def test_a_page_of_bookings_has_the_fields_that_the_document_says(jawaban: dict[str, Any], loket: Loket) -> None:
    page = loket.get("/antrean?batas=1")
    assert '`{"antrean": [booking, …], "lanjut": cursor}`' in TEKS
    assert list(page) == ["antrean", "lanjut"]
    assert list(page["antrean"][0]) == [nama for nama in CONTOH["satu"] if nama != "riwayat"]
