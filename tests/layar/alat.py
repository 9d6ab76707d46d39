"""A browser without script: opens pages, and presses buttons by the names that people say."""

from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from antrean.bpjs.aturan import isi_add
from antrean.bpjs.simulasi.buku import _periksa_isian
from antrean.domain.antrean import Booking
from antrean.domain.jadwal import KunciSesi
from antrean.domain.petugas import baca_peran
from antrean.domain.rs import RumahSakit
from antrean.services import petugas
from antrean.store import Store
from tests.conftest import KODE_RS, FrozenClock
from tests.konteks import konteks

SANDI = "rahasia-petugas"


@dataclass
class Formulir:
    """A form: where it goes, what it says, and the names on its buttons."""

    alamat: str
    metode: str
    isi: dict[str, str] = field(default_factory=dict)
    tombol: list[str] = field(default_factory=list)
    mati: bool = False


class _Pembaca(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.semua: list[Formulir] = []
        self._ini: Formulir | None = None
        self._tombol = self._pilihan = ""
        self._di_tombol = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        satu = {nama: nilai or "" for nama, nilai in attrs}
        if tag == "form":
            self._ini = Formulir(satu.get("action", ""), satu.get("method", "get"))
            self.semua.append(self._ini)
        elif self._ini and tag == "input" and satu.get("type") not in ("checkbox", "radio", "submit"):
            self._ini.isi[satu.get("name", "")] = satu.get("value", "")
        elif self._ini and tag == "input" and "checked" in satu:
            self._ini.isi[satu["name"]] = satu.get("value", "on")
        elif self._ini and tag == "select":
            self._pilihan = satu["name"]
            self._ini.isi[self._pilihan] = ""
        elif self._ini and tag == "option" and "selected" in satu:
            self._ini.isi[self._pilihan] = satu.get("value", "")
        elif self._ini and tag == "button":
            self._di_tombol, self._tombol = True, ""
            self._ini.mati = "disabled" in satu
            if "name" in satu:
                self._ini.isi[satu["name"]] = satu.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._di_tombol:
            self._tombol += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._ini and self._di_tombol:
            self._ini.tombol.append(" ".join(self._tombol.split()))
            self._di_tombol = False
        elif tag == "form":
            self._ini = None


class Peramban:
    """One browser.

    Attributes:
        jawab: the page that it shows.
        sejak: where that page is.
    """

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.jawab: Any = None
        self.sejak = ""

    def buka(self, alamat: str, **header: str) -> TestResponse:
        """Open a page, wherever it leads."""
        self.jawab = self.client.get(alamat, headers=header, follow_redirects=True)
        self.sejak = self.jawab.request.path
        return self.jawab

    def masuk(self, nama: str, sandi: str = SANDI, **isi: str) -> "Peramban":
        self.buka("/")
        self.tekan("Masuk", nama=nama, sandi=sandi, **isi)
        return self

    def formulir(self, tombol: str, di: str = "") -> Formulir:
        """The form with this button; the first one, or the first whose address has this."""
        return next(satu for satu in _Pembaca(self.jawab.text).semua if tombol in satu.tombol and di in satu.alamat)

    def semua_formulir(self) -> list[Formulir]:
        return _Pembaca(self.jawab.text).semua

    def ada(self, tombol: str) -> bool:
        return any(tombol in satu.tombol for satu in _Pembaca(self.jawab.text).semua)

    def kirim(self, formulir: Formulir, **isi: str) -> TestResponse:
        """Send a form; the page that follows."""
        self.jawab = self.client.post(formulir.alamat, data={**formulir.isi, **isi}, follow_redirects=True)
        self.sejak = self.jawab.request.path
        return self.jawab

    def tekan(self, tombol: str, di: str = "", **isi: str) -> TestResponse:
        return self.kirim(self.formulir(tombol, di), **isi)

    @property
    def teks(self) -> str:
        return str(self.jawab.text)


def periksa_diterima_bpjs(store: Store, satu: Booking) -> None:
    """Raises Ditolak where the simulated BPJS would not add this booking for what it says."""
    kunci = KunciSesi(satu.tanggalperiksa, satu.slot)
    (garis,) = store.antrean.garis(KODE_RS, [kunci])
    (milik,) = store.pasien.cari(KODE_RS, [satu.norm])
    assert garis.sesi
    _periksa_isian(asdict(isi_add(satu, garis.sesi, milik, "Datang lebih awal")))


def buat_petugas(
    store: Store, clock: FrozenClock, rs: RumahSakit, nama: str, peran: str, poli: tuple[str, ...] = ()
) -> None:
    """An account, when every process knows it."""
    petugas.tambah(konteks(store, clock, rs, f"petugas-{rs.kode}-{nama}"), nama, SANDI, baca_peran(peran), poli)
    clock.move(seconds=2)
