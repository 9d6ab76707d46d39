"""Runs the scenarios in order, judges each, and gives back what was taken."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from antrean.domain.layanan import LAYANAN
from antrean.uat.harapan import BERHASIL, Tanda, Temuan
from antrean.uat.klien import Tukar
from antrean.uat.skenario import BAGIAN
from antrean.uat.skenario.dasar import Skenario
from antrean.uat.uji import Kurang, Uji

# What a token may live longer than it says.
_SESUDAH_HABIS_S = 2


class Hasil(StrEnum):
    """The verdict of a scenario."""

    LULUS = "LULUS"
    SARAN = "SARAN"
    GAGAL = "GAGAL"
    LEWAT = "TIDAK DIUJI"


@dataclass(frozen=True, slots=True)
class Baris:
    """A scenario and what came of it. ``kurang`` says what is missing where it was not run."""

    nomor: str
    bagian: str
    judul: str
    tanda: Tanda
    valid: bool
    harapan: str
    hasil: Hasil = Hasil.LEWAT
    kurang: str = ""
    temuan: tuple[Temuan, ...] = ()
    tukar: Tukar | None = None


def semua() -> list[tuple[Baris, Skenario]]:
    """Every scenario with its number in the form, not yet run."""
    return [
        (
            Baris(
                nomor=f"{LAYANAN[nama].bagian}.{ke}",
                bagian=nama,
                judul=satu.judul,
                tanda=satu.harapan.tanda,
                valid=satu.harapan.kode == BERHASIL,
                harapan=str(satu.harapan),
            ),
            satu,
        )
        for nama, skenario in BAGIAN.items()
        for ke, satu in enumerate(skenario, 1)
    ]


def lengkap(sebagian: Sequence[Baris]) -> list[Baris]:
    """Every row in the form's order, those that were not reached too."""
    ada = {baris.nomor: baris for baris in sebagian}
    return [ada.get(baris.nomor, replace(baris, kurang="uji dihentikan")) for baris, _ in semua()]


def jalankan(uji: Uji, jeda: Callable[[float], None]) -> Iterator[Baris]:
    """Run every scenario; those that wait for the token to end come last.

    Args:
        jeda: waits so many seconds.
    """
    for baris, skenario in sorted(semua(), key=lambda satu: satu[1].tunggu):
        yield _satu(uji, baris, skenario, jeda)


def _satu(uji: Uji, baris: Baris, skenario: Skenario, jeda: Callable[[float], None]) -> Baris:
    layanan = skenario.layanan or baris.bagian
    try:
        uji.jalur(layanan)  # before anything is prepared for it
        isi = skenario.minta(uji)
        if skenario.tunggu:
            uji.tajuk()
            jeda(max(uji.token_pada + uji.masa_token + _SESUDAH_HABIS_S - uji.clock.monotonic(), 0))
        tukar = uji.kirim(layanan, isi, skenario.tajuk(uji))
    except Kurang as kurang:
        return replace(baris, kurang=str(kurang))
    temuan = skenario.harapan.nilai(tukar, uji.isian(isi or {}))
    if tukar.berhasil and baris.valid:
        temuan += skenario.terima(uji, tukar)
    uji.buang_yang_lain()
    return replace(baris, hasil=_hasil(temuan), temuan=tuple(temuan), tukar=tukar)


def _hasil(temuan: list[Temuan]) -> Hasil:
    if any(satu.gagal for satu in temuan):
        return Hasil.GAGAL
    return Hasil.SARAN if temuan else Hasil.LULUS
