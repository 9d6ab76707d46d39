"""docs/khanza.md says what the program does."""

import re

from antrean.konektor import pasien
from antrean.konektor.penghubung import KASUS_BASIS
from antrean.konektor.periksa import KASUS_PERIKSA
from antrean.konektor.salinan import KASUS_JADWAL
from antrean.konektor.setelan import PILIHAN
from antrean.konektor.sini import PER_KUNJUNGAN
from antrean.konektor.sumber import SET, SUMBER
from antrean.konektor.terusan import GABUNG, HAPUS, PASIEN, PERLU
from tests.servers import ROOT

PANDUAN = (ROOT / "docs" / "khanza.md").read_text()


def test_the_guide_knows_every_source_of_a_time() -> None:
    (kalimat,) = re.findall(r"The sources: (.*?)\.\n", PANDUAN, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", kalimat)) == {*SUMBER}
    (kepala,) = re.findall(r"^\| task \|(.*)\|$", PANDUAN, re.MULTILINE)
    assert set(re.findall(r"`(\w+)`", kepala)) == {*SET}


def test_the_guide_knows_every_choice() -> None:
    (tabel,) = re.findall(r"^\| choice \|.*?\n\n", PANDUAN, re.DOTALL | re.MULTILINE)
    for nama in PILIHAN.keys() - {"sistem"}:
        assert f"| `--{nama} " in tabel
    for kata in (kata for nama, semua in PILIHAN.items() if nama != "sistem" for kata in semua):
        assert kata in tabel


def test_the_guide_knows_what_to_do_with_every_case() -> None:
    (bagian,) = re.findall(r"^## What waits for a person\n(.*?)^## ", PANDUAN, re.DOTALL | re.MULTILINE)
    dikenal = {kata.rstrip(":…") for kata in re.findall(r"`([a-z_]+:?…?:?)`", bagian)}
    tertulis = {
        nama
        for berkas in (ROOT / "antrean" / "konektor").glob("*.py")
        for nama in re.findall(r'(?:nama = |kasus = |kasus, |tahan\()f"([a-z_]+):\{', berkas.read_text())
    }
    semua = {*PER_KUNJUNGAN, *PERLU, *tertulis, PASIEN, GABUNG, HAPUS}
    semua |= {KASUS_BASIS, KASUS_PERIKSA, KASUS_JADWAL, pasien.KASUS, "poli", "dokter"}
    assert {re.sub(r"\d$", "", nama) for nama in semua} - dikenal == set()
