"""What would end a record, a key, a command or a script comes back as it was sent, or is refused and writes nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import redis
from flask import Flask

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.http import schemas
from antrean.http.schemas import Permintaan
from antrean.http.simrs import schemas as simrs
from antrean.http.simrs import schemas_sesi
from antrean.http.simrs.bidang import Perintah, Terbuka
from antrean.services import kunci
from antrean.services.baris import JADWAL_BOLEH, JADWAL_WAJIB, PASIEN_BOLEH, PASIEN_WAJIB
from antrean.store import Store, Write
from tests.conftest import HARI_INI, KODE_RS, SECRET_KEY, FrozenClock, MobileJkn, pasien, permintaan
from tests.http.alat import AMBIL, formulir
from tests.konteks import konteks
from tests.lua.alat import semua_isi
from tests.servers import fake_redis

SUNTIKAN = (
    *("a\nb", "a\tb", "a\x00b", "\r\n*1\r\n$8\r\nFLUSHALL\r\n", "a\u2028b", "}", "{1311R002}", "a:b", "*", "%d+", "%"),
    *('" .. redis.call("FLUSHALL") .. "', "]] redis.call('FLUSHALL') --", "a b", "a,b", "'", "$8", "\\n", "(.-)%1"),
)
HARI = HARI_INI.isoformat()
SESI: dict[str, Any] = {"kodepoli": "ANA", "kodedokter": 12345, "tanggalperiksa": HARI, "jampraktek": "08:00-16:00"}
KODE = f"{HARI_INI:%d%m%Y}A001"
BARIS = {**SESI, "namapoli": "Anak", "namadokter": "Dr. Hendra", "hari": HARI, "kuotajkn": 30, "kuotanonjkn": 30}
OPERASI = {
    **{"kodebooking": "OK-1", "tanggaloperasi": HARI, "jenistindakan": "Apendektomi", "kodepoli": "BED"},
    **{"namapoli": "Bedah", "terlaksana": 0, "nopeserta": pasien(1).nomorkartu},
}
JAM = {**SESI, "jampraktekbaru": "08:00-15:00", "hari": HARI}
del JAM["tanggalperiksa"]
# Of each body: how it is sent, and a sound one. A body that is missing here fails the first test.
BADAN: dict[str, tuple[str, str, dict[str, Any]]] = {
    "AmbilAntrean": ("POST", "/antrean/ambil", permintaan(2, tanggalperiksa=HARI)),
    "InfoPasienBaru": ("POST", "/pasien/baru", formulir()),
    "StatusAntrean": ("POST", "/antrean/status", SESI),
    "DenganKodeBooking": ("POST", "/antrean/sisa", {"kodebooking": KODE}),
    "BatalAntrean": ("POST", "/antrean/batal", {"kodebooking": KODE, "keterangan": "Berhalangan"}),
    "CheckIn": ("POST", "/antrean/checkin", {"kodebooking": KODE, "waktu": 1795397000000}),
    "OperasiRs": ("POST", "/operasi/rs", {"tanggalawal": HARI, "tanggalakhir": HARI}),
    "OperasiPasien": ("POST", "/operasi/pasien", {"nopeserta": pasien(1).nomorkartu}),
    "AmbilDiLoket": ("POST", "/simrs/v1/antrean", permintaan(2, tanggalperiksa=HARI, sumber="kiosk")),
    "Batal": ("POST", f"/simrs/v1/antrean/{KODE}/batal", {"keterangan": "Berhalangan"}),
    "Task": ("POST", f"/simrs/v1/antrean/{KODE}/task", {"taskid": 4, "waktu": 1795397000000}),
    "Panggil": ("POST", "/simrs/v1/panggil", {**SESI, "angkaantrean": 1}),
    "SesiTutup": ("POST", "/simrs/v1/sesi/tutup", {**SESI, "alasan": "Dokter sakit"}),
    "SesiPindah": ("POST", "/simrs/v1/sesi/pindah", {**SESI, "kodedoktertujuan": 54321, "tutup": "Dokter sakit"}),
    "JadwalJam": ("POST", "/simrs/v1/jadwal/jam", JAM),
    "Lewati": ("POST", f"/simrs/v1/antrean/{KODE}/lewati", {"lewat": 3}),
    "Resep": ("PUT", f"/simrs/v1/resep/{KODE}", {"jenisresep": "Racikan"}),
    "PanggilFarmasi": ("POST", "/simrs/v1/farmasi/panggil", {"jenisresep": "Racikan", "nomorantrean": 1}),
    "Gabung": ("POST", f"/simrs/v1/pasien/{pasien(8).norm}/gabung", {"ke": pasien(9).norm}),
    "SatuOperasi": ("PUT", "/simrs/v1/operasi", OPERASI),
    "jadwal": ("PUT", "/simrs/v1/jadwal", BARIS),
    "pasien": ("PUT", "/simrs/v1/pasien", {"norm": "900", "nik": "", "nomorkartu": "", "nama": "Lina"}),
}
DAFTAR = {"SatuOperasi": "operasi", "jadwal": "jadwal", "pasien": "pasien"}


def bidang() -> dict[str, tuple[str, ...]]:
    """Every field of every body, by the body's name."""
    semua = {
        kelas.__name__: tuple(kelas().fields)
        for modul in (schemas, simrs, schemas_sesi)
        for kelas in vars(modul).values()
        if isinstance(kelas, type)
        and issubclass(kelas, Permintaan)
        and kelas not in (Permintaan, Perintah, Terbuka)
        # A query's values are tried where a call is (tests/simrs/test_libur.py).
        and not issubclass(kelas, simrs.Tanya)
    }
    return {**semua, "jadwal": (*JADWAL_WAJIB, *JADWAL_BOLEH), "pasien": (*PASIEN_WAJIB, *PASIEN_BOLEH)}


@pytest.fixture
def key(jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock) -> str:
    """A counter's key; the first patient has a booking of today, and there is another hospital."""
    lain = RumahSakit("1311R003", "RS Lain", "Asia/Jakarta", "lain", "-")
    store.rs.tambah(lain, Write("rs-lain", clock.now_ms(), "uji"))
    jkn.ambil(**permintaan(1, tanggalperiksa=HARI))
    return kunci.buat(konteks(store, clock, rs, "kunci-1"), "loket1")


def test_every_body_is_tried() -> None:
    assert bidang().keys() == BADAN.keys()


@pytest.mark.parametrize(("nama", "kolom"), [(nama, kolom) for nama, semua in bidang().items() for kolom in semua])
@pytest.mark.parametrize("redis_client", ["redis"], indirect=True)
def test_a_field_ends_nothing_but_itself(
    nama: str,
    kolom: str,
    jkn: MobileJkn,
    key: str,
    app: Flask,
    redis_client: "redis.Redis",
) -> None:
    metode, jalur, isi = BADAN[nama]
    headers = {"x-token": jkn.token, "x-username": jkn.username, "Authorization": f"Bearer {key}"}
    klien, sesudah = app.test_client(), semua_isi(redis_client)
    for nilai in SUNTIKAN:
        satu, sebelum = {**isi, kolom: nilai}, sesudah
        badan = {DAFTAR[nama]: [satu]} if nama in DAFTAR else satu
        answer = klien.open(jalur, method=metode, json=badan, headers=headers)
        hasil = answer.json
        assert hasil is not None
        sesudah = semua_isi(redis_client)
        ditolak = answer.status_code >= 400 or hasil.get("metadata", {"code": 200})["code"] != 200
        if ditolak or hasil.get("ditolak"):
            assert sesudah == sebelum, (nilai, hasil)
        else:
            # Taken: but for blanks, line ends among them, it is printable, and nobody else's record has changed.
            assert " ".join(nilai.split()).isprintable(), (nilai, hasil)
        asing = [satu_key for satu_key in sebelum if "{1311R002}" not in satu_key]
        assert {k: sesudah.get(k) for k in asing} == {k: sebelum[k] for k in asing}
        assert all("{1311R002}" in satu_key for satu_key in sesudah.keys() - sebelum.keys())
    booking = app.test_client().get(f"/simrs/v1/antrean/{KODE}", headers=headers).json
    assert booking is not None
    dibuat = permintaan(1)
    assert {k: booking[k] for k in ("nik", "nomorkartu", "nohp", "nomorreferensi")} == {
        k: dibuat[k] for k in ("nik", "nomorkartu", "nohp", "nomorreferensi")
    }


@pytest.mark.parametrize("redis_client", ["redis"], indirect=True)
@pytest.mark.parametrize("nilai", [satu for satu in SUNTIKAN if satu.isprintable() and len(satu) <= 30])
def test_what_is_taken_comes_back_verbatim(
    nilai: str, jkn: MobileJkn, app: Flask, store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    headers = {"Authorization": f"Bearer {kunci.buat(konteks(store, clock, rs, 'kunci-1', 'uji'), 'loket1')}"}
    jkn.ambil(**permintaan(1, tanggalperiksa=HARI, nohp=nilai, nomorreferensi=nilai))
    assert jkn.post("/antrean/batal", {"kodebooking": KODE, "keterangan": nilai})[1]["metadata"]["code"] == 200
    booking = app.test_client().get(f"/simrs/v1/antrean/{KODE}", headers=headers).json
    assert booking is not None
    rujukan = "".join(nilai.split()).upper()  # a referral is compared so, and kept as it is compared
    assert (booking["nohp"], booking["nomorreferensi"], booking["alasan"]) == (nilai, rujukan, nilai)
    assert (booking["nik"], booking["status"]) == (pasien(1).nik, "batal")


# Everything outside a body that the document of the API names, and what goes with every request.
_PATH = {
    **{"kodebooking": KODE, "taskid": "3", "norm": pasien(8).norm},
    "tanggal": (HARI_INI + timedelta(days=1)).isoformat(),
}
_ALWAYS = ("x-username", "x-token", "Authorization", "X-Request-Id", "User-Agent")


def bagian() -> list[tuple[str, str, str, str]]:
    """Of each operation: method, path, where the part of the request is, and its name."""
    settings = Settings.from_env({"REDIS_URL": "redis://unused", "ANTREAN_SECRET_KEY": SECRET_KEY})
    document = create_app(settings, fake_redis()).test_client().get("/openapi.json").json
    assert document is not None
    semua = [
        (method.upper(), path, part["in"], part["name"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        for part in operation.get("parameters", ())
    ]
    return [*semua, *(("POST", path, "header", name) for path in (AMBIL, "/simrs/v1/antrean") for name in _ALWAYS)]


@pytest.mark.parametrize(("metode", "jalur", "di", "nama"), bagian())
@pytest.mark.parametrize("redis_client", ["redis"], indirect=True)
def test_a_part_of_the_address_or_a_header_ends_nothing_but_itself(
    metode: str,
    jalur: str,
    di: str,
    nama: str,
    jkn: MobileJkn,
    key: str,
    app: Flask,
    store: Store,
    redis_client: "redis.Redis",
) -> None:
    isi = next((satu for m, j, satu in BADAN.values() if (m, j) == (metode, jalur.format(**_PATH))), None)
    klien, sebelum = app.test_client(), semua_isi(redis_client)
    asing = {k: v for k, v in sebelum.items() if "{1311R002}" not in k}
    for nilai in SUNTIKAN:
        headers = {"x-token": jkn.token, "x-username": jkn.username, "Authorization": f"Bearer {key}"}
        tanya, path = {}, dict(_PATH)
        if di == "header":
            if not nilai.isascii() or "\n" in nilai or "\r" in nilai:
                continue  # the server in front of the program refuses such a header: tests/unit/test_wire.py
            headers[nama] = nilai
        elif di == "query":
            tanya[nama] = nilai
        else:
            path[nama] = quote(nilai, safe="")
        answer = klien.open(jalur.format(**path), method=metode, json=isi, headers=headers, query_string=tanya)
        assert answer.status_code < 500, (nilai, answer.text)
        sesudah = semua_isi(redis_client)
        assert {k: v for k, v in sesudah.items() if "{1311R002}" not in k} == asing
        if metode == "GET" or answer.status_code >= 400:
            assert sesudah == sebelum, nilai
        sebelum = sesudah
    assert len(store.antrean.pada(KODE_RS, HARI_INI)) in (1, 2)
    assert store.antrean.pada(KODE_RS, HARI_INI)[0].norm == pasien(1).norm
