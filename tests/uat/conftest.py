"""What the tests of ``antrean uat`` share: another hospital's services on a real port, and a run against them."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from antrean.clock import Clock
from antrean.domain.layanan import LAYANAN
from antrean.uat import laporan
from antrean.uat.berkas import Berkas, PasienUji, SesiUji
from antrean.uat.jalan import Baris, Hasil, jalankan, lengkap
from antrean.uat.klien import Klien
from antrean.uat.samaran import Samaran
from antrean.uat.uji import Uji
from tests.conftest import FrozenClock
from tests.uat.rumah_sakit import PASSWORD, USERNAME, RumahSakit, aplikasi

JALUR = {nama: f"/index.php/{nama}/" for nama in LAYANAN}
SESI = {
    "sesi": SesiUji("UMU", 101, 1, "08:00-16:00"),
    "sesi_hari_ini": SesiUji("UMU", 102, 0, "00:00-23:59"),
    "sesi_tutup": SesiUji("UMU", 101, 2, "08:00-16:00"),
    "sesi_lewat": SesiUji("UMU", 103, 0, "00:00-00:01"),
    "sesi_penuh": SesiUji("UMU", 104, 1, "08:00-12:00"),
}
BERKAS = Berkas(
    kode="9999R999",
    nama="RS Lain",
    jalur=JALUR,
    tulis=True,
    daftar_pasien=True,
    sesi=SESI,
    pasien=tuple(PasienUji(f"{1100000000000 + n}", f"{3271000000000000 + n}", f"RM-{n:04d}") for n in range(1, 4)),
    booking_dilayani="DILAYANI",
    booking_resep="DILAYANI",
    nopeserta="1100000000001",
)


class _Diam(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


@dataclass
class Layanan:
    """A server, and the hospital behind it, which each test changes for one of its own."""

    url: str
    rs: RumahSakit


@contextmanager
def melayani(app: Flask, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its URL."""
    web = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Diam, ssl_context=tls)
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http{'s' if tls else ''}://127.0.0.1:{web.server_port}"
    web.shutdown()
    thread.join()
    web.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[Layanan]:
    """Another hospital's services."""
    layanan = Layanan("", RumahSakit(Clock().now_ms))
    with melayani(aplikasi(lambda: layanan.rs, JALUR)) as layanan.url:
        yield layanan


@pytest.fixture
def rs_lain(server: Layanan, clock: FrozenClock) -> Iterator[RumahSakit]:
    """The hospital, as new."""
    server.rs = RumahSakit(clock.now_ms)
    yield server.rs
    server.rs.lepas.set()


@dataclass(frozen=True)
class Jalan:
    """How a run ended."""

    baris: Mapping[str, Baris]
    tertinggal: list[str]
    uji: Uji

    def bernilai(self, hasil: Hasil) -> set[str]:
        """The numbers of the rows with this verdict."""
        return {nomor for nomor, baris in self.baris.items() if baris.hasil is hasil}

    def pesan(self, nomor: str) -> list[str]:
        """What there is to say of a row."""
        baris = self.baris[nomor]
        return [baris.kurang] if baris.kurang else [satu.pesan for satu in baris.temuan]

    def ikhtisar(self) -> dict[str, Any]:
        """The run as data."""
        semua = lengkap(list(self.baris.values()))
        return laporan.ikhtisar(self.uji, "http://uji", 1790000000000, semua, self.tertinggal)


JalankanUji = Callable[..., Jalan]


@pytest.fixture
def jalankan_uji(server: Layanan, rs_lain: RumahSakit, clock: FrozenClock) -> JalankanUji:
    """Run the test against the other hospital; fields of the file can be changed."""

    def run(tenggat: float = 30, masa_token: int = 0, **ubah: Any) -> Jalan:
        berkas = replace(BERKAS, **ubah)
        klien = Klien(server.url, Clock(), tenggat)
        samaran = Samaran([PASSWORD])
        uji = Uji(berkas, klien, clock, USERNAME, PASSWORD, samaran, masa_token=masa_token)
        baris = {satu.nomor: satu for satu in jalankan(uji, lambda detik: clock.move(seconds=detik))}
        return Jalan(baris, uji.bereskan(), uji)

    return run


def toml(berkas: Berkas = BERKAS, **ubah: Any) -> str:
    """A file as an operator writes it."""
    berkas = replace(berkas, **ubah)
    baris = ["[rs]", f"kode = {_teks(berkas.kode)}", f"nama = {_teks(berkas.nama)}", "[layanan]"]
    baris += [f"{nama} = {_teks(jalur)}" for nama, jalur in berkas.jalur.items()]
    baris += ["[izin]", f"tulis = {_teks(berkas.tulis)}", f"daftar_pasien = {_teks(berkas.daftar_pasien)}"]
    for nama, sesi in berkas.sesi.items():
        baris += [f"[{nama}]", *(f"{kunci} = {_teks(nilai)}" for kunci, nilai in asdict(sesi).items())]
    for pasien in berkas.pasien:
        baris += ["[[pasien]]", *(f"{kunci} = {_teks(nilai)}" for kunci, nilai in asdict(pasien).items())]
    baris += ["[booking]", f"dilayani = {_teks(berkas.booking_dilayani)}", f"resep = {_teks(berkas.booking_resep)}"]
    return "\n".join([*baris, "[operasi]", f"nopeserta = {_teks(berkas.nopeserta)}", ""])


def _teks(nilai: Any) -> str:
    return json.dumps(nilai, ensure_ascii=False)


@pytest.fixture
def berkas_toml(tmp_path: Path) -> Path:
    """That file."""
    path = tmp_path / "uat.toml"
    path.write_text(toml(), "utf-8")
    return path


@pytest.fixture
def rs_kini(server: Layanan, monkeypatch: pytest.MonkeyPatch) -> Iterator[RumahSakit]:
    """The hospital by the system's own clock, for the command line; its password is set."""
    monkeypatch.setenv("ANTREAN_UAT_PASSWORD", PASSWORD)
    server.rs = RumahSakit(Clock().now_ms)
    yield server.rs
    server.rs.lepas.set()
