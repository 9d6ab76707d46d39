"""The report: one page that needs nothing else, safe whatever the services answer, printed on A4."""

import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from antrean.uat import laporan
from antrean.uat.jalan import Hasil, semua
from antrean.uat.samaran import Samaran
from tests.uat.conftest import BERKAS, Jalan, JalankanUji
from tests.uat.rumah_sakit import RumahSakit
from tests.uat.salah import Salah

NAMA = """RS <script>alert("1")</script> & 'Ibu' \\ } </style> Äöü ß – مستشفى 🏥"""
CHROMIUM = shutil.which("chromium")
PDFTOTEXT = shutil.which("pdftotext")


class Pembaca(HTMLParser):
    """The elements of a page, its text by element, and what it would load."""

    def __init__(self, isi: str) -> None:
        super().__init__()
        self.unsur: list[tuple[str, dict[str, str | None]]] = []
        self.teks: list[str] = []
        self._terbuka: list[str] = []
        self.gaya = ""
        self.feed(isi)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.unsur.append((tag, dict(attrs)))
        self._terbuka.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._terbuka.pop() != tag:
            pass  # one that has no end, such as meta

    def handle_data(self, data: str) -> None:
        if self._terbuka and self._terbuka[-1] == "style":
            self.gaya += data
        else:
            self.teks.append(data)


@pytest.fixture
def jalan(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> Jalan:
    """A run with failures, advice, pages of HTML, and rows that were not run."""
    rs_lain.salah = Salah.TRACEBACK
    rs_lain.pesan_poli = f"Poli {NAMA}"
    return jalankan_uji(nama=NAMA, kode='9999"R', nopeserta="")


def test_it_loads_nothing_runs_nothing_and_has_every_scenario(jalan: Jalan) -> None:
    isi = laporan.html(jalan.ikhtisar())
    halaman = Pembaca(isi)
    assert isi.startswith('<!DOCTYPE html>\n<html lang="id">\n')
    names = {tag for tag, _ in halaman.unsur}
    assert names.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form", "a", "svg"})
    assert not [nilai for _, attrs in halaman.unsur for nilai in attrs if nilai in ("src", "href", "style", "onload")]
    assert "url(" not in halaman.gaya
    assert "@import" not in halaman.gaya
    teks = " ".join(halaman.teks)
    for baris, _ in semua():
        assert re.search(rf"(?<![0-9.]){re.escape(baris.nomor)}(?![0-9.])\s+{re.escape(baris.judul)}", teks)
    assert sum(tag == "article" for tag, _ in halaman.unsur) == len(semua())


def test_what_others_wrote_is_text(jalan: Jalan) -> None:
    halaman = Pembaca(laporan.html(jalan.ikhtisar()))
    assert NAMA in halaman.teks
    assert f"Lampiran UAT Web Service Antrean – {NAMA}" in halaman.teks
    temuan = next(teks for teks in halaman.teks if teks.startswith('pesan "Poli RS <script>'))
    assert temuan == f'pesan "Poli {NAMA}", seharusnya "Poli Tidak Ditemukan"'
    assert "<!doctype html><title>TypeError: Unsupported operand</title>" in " ".join(halaman.teks)


def test_the_name_ends_neither_the_style_sheet_nor_its_text(jalan: Jalan) -> None:
    halaman = Pembaca(laporan.html(jalan.ikhtisar()))
    (kalimat,) = re.findall(r'content: "Lampiran UAT – ((?:[^"\\]|\\.)*)";', halaman.gaya)
    dibaca = re.sub(r"\\([0-9a-f]{1,6}) ", lambda cocok: chr(int(cocok[1], 16)), kalimat)
    assert dibaca == f'9999"R {NAMA}'
    assert halaman.gaya.count("{") == halaman.gaya.count("}")


def test_it_says_what_was_tested_and_what_came_of_it(jalan: Jalan, rs_lain: RumahSakit) -> None:
    teks = " ".join(" ".join(Pembaca(laporan.html(jalan.ikhtisar())).teks).split())
    assert "21 September 2026 pukul 21.13 WIB" in teks
    assert (
        "1. Token 5 4 0 0 1 2. Status Antrean 9 8 0 1 0 3. Ambil Antrean 27 26 0 1 0 4. Sisa Antrean 4 0 0 4 0" in teks
    )
    assert "Gagal : 2.5, 3.18, 4.1, 4.2, 4.3, 4.4. Tidak diuji : 1.5, 9.1. Pasien uji yang didaftarkan" in teks
    assert "Kurang operasi.nopeserta: nomor kartu pasien yang mempunyai jadwal operasi" in teks
    assert "x-token: •••••••••••• x-username: uji-bpjs Content-Type: application/json" in teks
    assert "Saran :" not in teks


@pytest.mark.parametrize("zona, tertulis", [("Asia/Makassar", "22.13 WITA"), ("Asia/Jayapura", "23.13 WIT")])
def test_the_time_is_the_hospitals(zona: str, tertulis: str, jalan: Jalan) -> None:
    jalan.uji.berkas = replace(BERKAS, zona=zona)
    assert jalan.ikhtisar()["waktu_tertulis"] == f"21 September 2026 pukul {tertulis}"


def test_without_a_name_there_is_room_to_write_it(jalan: Jalan) -> None:
    jalan.uji.berkas = replace(BERKAS, kode="", nama="")
    assert "…………" in laporan.html(jalan.ikhtisar())


def test_what_is_left_behind_stands_on_the_first_page(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    rs_lain.salah = Salah.BATAL_DITOLAK
    isi = laporan.html(jalankan_uji().ikhtisar())
    awal = isi.partition("<article>")[0]
    assert "Antrean uji yang mungkin tertinggal; periksa dan batalkan:" in awal
    assert all(kode in awal for kode in rs_lain.tersisa())


def test_long_answers_are_cut_in_print_and_whole_in_the_data(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    rs_lain.operasi *= 200
    jalan = jalankan_uji()
    assert jalan.baris["8.1"].hasil is Hasil.LULUS
    ikhtisar = jalan.ikhtisar()
    (satu,) = (satu for satu in ikhtisar["skenario"] if satu["nomor"] == "8.1")
    assert len(satu["jawaban"]["isi"]["response"]["list"]) == 400
    isi = laporan.html(ikhtisar)
    assert "karakter lagi)" in isi
    assert len(isi) < 500_000


@pytest.mark.parametrize(
    "nilai, tertulis",
    [
        ({}, "{}"),
        ("é", '"é"'),
        ({"a": [1, 2]}, '{"a": [1, 2]}'),
        (
            {"metadata": {"message": "Kode Booking Tidak Ditemukan", "code": 201}},
            '{\n  "metadata": {\n    "message": "Kode Booking Tidak Ditemukan",\n    "code": 201\n  }\n}',
        ),
        ([{"a": "x" * 20}, {"b": "y" * 20}], '[\n  {"a": "' + "x" * 20 + '"},\n  {"b": "' + "y" * 20 + '"}\n]'),
    ],
)
def test_json_is_set_for_a_narrow_column(nilai: Any, tertulis: str) -> None:
    assert laporan._json(nilai) == tertulis


def test_a_message_without_an_end_is_cut(rs_lain: RumahSakit, jalankan_uji: JalankanUji) -> None:
    rs_lain.pesan_poli = "x" * 100_000
    ikhtisar = jalankan_uji().ikhtisar()
    temuan = [pesan["pesan"] for satu in ikhtisar["skenario"] for pesan in satu["temuan"]]
    assert [len(pesan) for pesan in temuan] == [laporan.PESAN_TERPANJANG + 2] * 2
    assert len(laporan.html(ikhtisar)) < 500_000


def test_a_username_that_is_the_password_too_is_masked(jalan: Jalan) -> None:
    jalan.uji.samaran = Samaran(["uji-bpjs"])
    assert "uji-bpjs" not in laporan.html(jalan.ikhtisar())


@pytest.mark.skipif(not CHROMIUM or not PDFTOTEXT, reason="no chromium or no poppler-utils here")
def test_printed_it_is_a4_pages_from_the_title_to_the_signatures(jalan: Jalan, tmp_path: Path) -> None:
    page, pdf = tmp_path / "uat.html", tmp_path / "uat.pdf"
    page.write_text(laporan.html(jalan.ikhtisar()), "utf-8")
    subprocess.run(
        [
            *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profil'}"),
            *("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
    )
    sizes = {bytes(ukuran) for ukuran in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf.read_bytes())}
    # 210 × 297 mm in points, rounded as the printer likes.
    assert [[round(float(angka) / 72 * 25.4) for angka in satu.split()] for satu in sizes] == [[0, 0, 210, 297]]
    teks = subprocess.run([str(PDFTOTEXT), "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = [" ".join(satu.split()) for satu in teks.split("\f")][:-1]
    assert 20 < len(pages) < 60
    assert "Lampiran Formulir UAT Web service rumah sakit untuk Antrean Online BPJS Kesehatan" in pages[0]
    assert "Jumlah 102 94 0 6 2" in pages[0]
    assert pages[0].endswith(f"Halaman 1 dari {len(pages)}")
    assert 'Lampiran UAT – 9999"R RS <script>alert("1")</script> & \'Ibu\' \\ } </style> Äöü ß –' in pages[0]
    assert "Rumah Sakit BPJS Kesehatan" in pages[-1]
    assert pages[-1].endswith(f"Halaman {len(pages)} dari {len(pages)}")
