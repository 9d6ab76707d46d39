"""schemathesis over the whole API document, both doors: no answer that the document does not allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.keys import Keys
from antrean.services import kunci
from antrean.store import Store, Write
from tests.conftest import (
    HARI_INI,
    KODE_RS,
    USERNAME,
    FrozenClock,
    MobileJkn,
    pasien,
    permintaan,
    put_patients,
    put_schedule,
)
from tests.dokumen import ENV, dokumen
from tests.http.alat import BESOK, formulir, kode
from tests.konteks import konteks
from tests.servers import fake_redis

load_all_checks()
PERIKSA: list[Any] = CHECKS.get_by_names(
    [
        *("not_a_server_error", "status_code_conformance", "content_type_conformance"),
        *("response_headers_conformance", "response_schema_conformance"),
    ]
)
CONTOH = [12, pytest.param(100, marks=pytest.mark.chaos)]
SETELAN = settings(derandomize=True, database=None, deadline=None, suppress_health_check=[*HealthCheck])
HARI = HARI_INI.isoformat()
ANA = {"kodepoli": "ANA", "kodedokter": 12345, "jampraktek": "08:00-16:00"}
SESI = {"kodepoli": "ANA", "kodedokter": 12345, "tanggalperiksa": HARI, "jampraktek": "08:00-16:00"}
OPERASI_SATU = {
    **{"kodebooking": "OK-1", "tanggaloperasi": HARI, "jenistindakan": "Apendektomi", "kodepoli": "BED"},
    **{"namapoli": "Bedah", "terlaksana": 0, "nopeserta": pasien(1).nomorkartu},
}
BARIS = {**SESI, "namapoli": "Anak", "namadokter": "Dr. Hendra", "hari": BESOK.isoformat()}
# What a generated request gets instead of its own, so that it comes further than the first rule.
NYATA: dict[str, list[Any]] = {
    **{nama: [nilai] for nama, nilai in SESI.items()},
    "kodebooking": [kode(n) for n in range(1, 6)],
    "nik": [pasien(n).nik for n in range(1, 9)],
    "nomorkartu": [pasien(n).nomorkartu for n in range(1, 9)],
    "nopeserta": [pasien(1).nomorkartu],
    "tanggal": [HARI, BESOK.isoformat()],
}


class JalanClock(FrozenClock):
    """A wait for events ends, though nobody moves the clock."""

    def monotonic(self) -> float:
        self._monotonic += 20
        return self._monotonic


@dataclass(frozen=True)
class Uji:
    """The service with a hospital in it, and its document as schemathesis reads it."""

    schema: Any
    clock: FrozenClock
    kepala: dict[str, dict[str, str]]

    def operasi(self, nama: str) -> Any:
        return next(
            o for hasil in self.schema.get_all_operations() if (o := hasil.ok()).definition.raw["operationId"] == nama
        )

    def kirim(self, case: Case) -> Any:
        """Send it as somebody who may, and hold the answer against the document."""
        self.clock.move(seconds=1)
        headers = self.kepala[case.operation.definition.raw["tags"][0]]
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=PERIKSA)
        return answer


@pytest.fixture(scope="module")
def uji(sandi: str) -> Uji:
    """One for all that is sent at random."""
    return layanan(sandi)


def layanan(sandi: str) -> Uji:
    """A new one."""
    clock = JalanClock()
    client = fake_redis()
    store = Store(client, keep_days=35)
    rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", USERNAME, sandi)
    store.rs.tambah(rs, Write("rs", clock.now_ms(), "uji"))
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,30" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    ditahan = f"add\t{clock.now_ms()}\tditahan\t1\t201\t{clock.now_ms()}\t\tRujukan tidak valid"
    client.hset(Keys(KODE_RS).kiriman(HARI_INI), kode(1), ditahan)
    app = create_app(Settings.from_env({**ENV, "ANTREAN_METRICS_TOKEN": "pengukur-rumah-sakit"}), client, clock)
    token = MobileJkn(app.test_client()).login().token
    key = kunci.buat(konteks(store, clock, rs, "kunci-loket1"), "loket1")
    kepala = {
        "Mobile JKN": {"x-token": token, "x-username": USERNAME, "x-password": "rahasia-uji"},
        "SIMRS": {"Authorization": f"Bearer {key}"},
        "Service": {"Authorization": "Bearer pengukur-rumah-sakit"},
    }
    return Uji(schemathesis.openapi.from_wsgi("/openapi.json", app), clock, kepala)


def hari_ini(n: int) -> dict[str, Any]:
    return permintaan(n, tanggalperiksa=HARI)


def urutan(clock: FrozenClock) -> Iterator[tuple[str, dict[str, Any]]]:
    """A day at the hospital that uses every operation: its name, and what is sent."""
    satu, dua = {"kodebooking": kode(1)}, {"kodebooking": kode(2)}
    yield from ((nama, {}) for nama in ("health_healthz", "health_readyz", "metrik_metrics", "openapi_dokumen"))
    yield from ((nama, {}) for nama in ("docs_halaman", "token"))
    yield "status", {"body": SESI}
    yield "ambil", {"body": hari_ini(1)}
    yield "simrs_antrean_ambil", {"body": {**hari_ini(2), "sumber": "kiosk"}}
    yield "ambil", {"body": hari_ini(3)}
    yield "sisa", {"body": dua}
    yield "checkin", {"body": {**satu, "waktu": clock.now_ms()}}
    yield "pasien_baru", {"body": formulir()}
    yield "simrs_data_formulir", {"query": {"norm": "000010"}}
    yield "batal", {"body": {"kodebooking": kode(3), "keterangan": "Berhalangan"}}
    yield "simrs_antrean_batal", {"path_parameters": dua, "body": {"keterangan": "Berhalangan"}}
    yield "simrs_antrean_checkin", {"path_parameters": satu}
    yield "simrs_antrean_panggil", {"body": SESI}
    yield "simrs_antrean_lewati", {"path_parameters": satu, "body": {}}
    yield "simrs_antrean_panggil", {"body": {**SESI, "angkaantrean": "1"}}
    yield "simrs_antrean_panggil", {"body": SESI}
    yield "simrs_antrean_task", {"path_parameters": satu, "body": {"taskid": 5, "waktu": clock.now_ms()}}
    yield "simrs_antrean_task_hapus", {"path_parameters": {**satu, "taskid": "5"}}
    yield "simrs_antrean_task", {"path_parameters": satu, "body": {"taskid": 5, "waktu": clock.now_ms() + 1}}
    yield "simrs_farmasi_resep", {"path_parameters": satu, "body": {"jenisresep": "Racikan"}}
    yield "farmasi_ambil", {"body": satu}
    yield "farmasi_status", {"body": satu}
    yield "simrs_farmasi_panggil", {"body": {"jenisresep": "Racikan"}}
    yield "simrs_farmasi_operasi_simpan", {"body": {"operasi": [OPERASI_SATU]}}
    yield "operasi_rs", {"body": {"tanggalawal": HARI, "tanggalakhir": HARI}}
    yield "operasi_pasien", {"body": {"nopeserta": pasien(1).nomorkartu}}
    yield "simrs_farmasi_operasi_hapus", {"path_parameters": {"kodebooking": OPERASI_SATU["kodebooking"]}}
    yield "simrs_antrean_daftar", {"query": {"tanggal": HARI, "batas": 1}}
    yield "simrs_antrean_satu", {"path_parameters": satu}
    yield "simrs_data_jadwal_lihat", {"query": {"tanggal": HARI}}
    yield "simrs_data_jadwal_simpan", {"body": {"jadwal": [{**BARIS, "kuotajkn": 30, "kuotanonjkn": "30"}]}}
    yield "simrs_data_jadwal_hapus", {"query": {nama: BARIS[nama] for nama in (*list(SESI)[:2], "hari", "jampraktek")}}
    yield "simrs_data_libur_tutup", {"path_parameters": {"tanggal": BESOK.isoformat()}, "query": {"kodepoli": "ANA"}}
    yield "simrs_data_libur_buka", {"path_parameters": {"tanggal": BESOK.isoformat()}, "query": {"kodepoli": "ANA"}}
    yield "simrs_data_libur_tutup", {"path_parameters": {"tanggal": BESOK.isoformat()}}
    yield "simrs_data_libur_pulihkan", {"path_parameters": {"tanggal": BESOK.isoformat()}}
    lain = {**BARIS, "kodedokter": 54321, "namadokter": "dr. Rani", "hari": HARI, "kuotajkn": 9, "kuotanonjkn": 9}
    yield "simrs_data_jadwal_simpan", {"body": {"jadwal": [lain]}}
    yield "simrs_sesi_pindah", {"body": {**SESI, "kodedoktertujuan": 54321}}
    yield "simrs_sesi_tutup", {"body": {**SESI, "tanggalperiksa": BESOK.isoformat(), "alasan": "Dokter sakit"}}
    yield "simrs_sesi_jam", {"body": {**ANA, "jampraktekbaru": "08:00-15:00", "hari": BARIS["hari"]}}
    yield "simrs_data_pasien_simpan", {"body": {"pasien": [{"norm": 900001, "nama": "Lina"}, {"norm": "?"}]}}
    yield "simrs_data_pasien_gabung", {"path_parameters": {"norm": "900001"}, "body": {"ke": "000008"}}
    yield "simrs_data_pasien_hapus", {"path_parameters": {"norm": "000008"}}
    yield "simrs_kiriman_daftar", {"query": {"keadaan": "ditahan"}}
    yield "simrs_kiriman_ulang", {"path_parameters": satu}
    yield "simrs_peristiwa_peristiwa", {"query": {"tunggu": 1}}


def berhasil(answer: Any) -> bool:
    if answer.status_code >= 300:
        return False
    isi = answer.json() if "json" in answer.headers["content-type"][0] and answer.content else {}
    return bool(isi.get("metadata", {"code": 200})["code"] == 200)


TAG = {o["operationId"]: o["tags"][0] for semua in dokumen()["paths"].values() for o in semua.values()}


def test_every_operation_can_succeed_and_answers_as_documented(sandi: str) -> None:
    sukses, uji = set(), layanan(sandi)
    for nama, isi in urutan(uji.clock):
        media = {"media_type": "application/json"} if "body" in isi else {}
        answer = uji.kirim(uji.operasi(nama).Case(**isi, **media))
        assert berhasil(answer), (nama, answer.text)
        sukses.add(nama)
    assert sukses == TAG.keys()


def nyatakan(case: Case, data: st.DataObject) -> None:
    """Put real values where the generated request has a place for them."""
    for tempat in (case.body, case.query, case.path_parameters):
        if isinstance(tempat, dict):
            for nama in tempat.keys() & NYATA.keys():
                tempat[nama] = data.draw(st.sampled_from(NYATA[nama]))


@pytest.mark.parametrize("contoh", CONTOH)
@pytest.mark.parametrize(
    "nama, cara",
    [
        *((nama, GenerationMode.POSITIVE) for nama in TAG),
        # Those of the service itself take nothing, so nothing can be wrong.
        *((nama, GenerationMode.NEGATIVE) for nama in TAG if TAG[nama] != "Service"),
    ],
)
def test_nothing_is_answered_that_the_document_does_not_allow(
    nama: str, cara: GenerationMode, contoh: int, uji: Uji
) -> None:
    terkirim = []

    @settings(SETELAN, max_examples=contoh)
    @given(case=uji.operasi(nama).as_strategy(generation_mode=cara), data=st.data())
    def coba(case: Case, data: st.DataObject) -> None:
        if data.draw(st.booleans()):
            nyatakan(case, data)
        terkirim.append(uji.kirim(case).status_code)

    coba()
    assert terkirim
