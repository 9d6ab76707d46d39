"""The run as data for programs, and as the printed annex of the UAT form."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from antrean.domain.layanan import LAYANAN
from antrean.uat.harapan import Tanda
from antrean.uat.jalan import Baris, Hasil
from antrean.uat.klien import Tukar
from antrean.uat.samaran import Samaran
from antrean.uat.uji import Uji

_BULAN = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_ZONA = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_TANDA = {
    Tanda.UAT: "formulir UAT",
    Tanda.KATALOG: "katalog",
    Tanda.LAZIM: "kebiasaan",
    Tanda.KAMI: "usulan antrean",
}
PESAN_TERPANJANG = 400
_TEKS_TERPANJANG = 800
_LEBAR_JSON = 48
_JSON_TERPANJANG = 3000


def ikhtisar(
    uji: Uji,
    url: str,
    waktu_ms: int,
    semua: Sequence[Baris],
    tertinggal: Sequence[str],
    dihentikan: bool = False,
    syarat: str = "",
) -> dict[str, Any]:
    """Everything about a run, masked, as JSON takes it.

    Args:
        waktu_ms: when it ended.
        tertinggal: what the test could not give back.
        dihentikan: whether somebody stopped it.
        syarat: under which condition all of it was found, where that is not Mobile JKN's; a sentence.
    """
    berkas, samaran = uji.berkas, uji.samaran
    hitung = Counter(baris.hasil for baris in semua)
    pada = datetime.fromtimestamp(waktu_ms / 1000, berkas.zona_waktu)
    return {
        "rs": {"kode": berkas.kode, "nama": berkas.nama},
        "url": url,
        "username": samaran.teks(uji.username),
        "waktu": pada.isoformat(timespec="seconds"),
        "waktu_tertulis": f"{pada.day} {_BULAN[pada.month - 1]} {pada.year} pukul {pada:%H.%M} {_ZONA[berkas.zona]}",
        "antrean": version("antrean"),
        "syarat": syarat,
        "ringkasan": {
            "lulus": hitung[Hasil.LULUS],
            "saran": hitung[Hasil.SARAN],
            "gagal": hitung[Hasil.GAGAL],
            "tidak_diuji": hitung[Hasil.LEWAT],
        },
        "dihentikan": dihentikan,
        "tertinggal": [samaran.ringkas(satu, PESAN_TERPANJANG) for satu in tertinggal],
        "pasien_terdaftar": [samaran.ringkas(satu, PESAN_TERPANJANG) for satu in uji.buku.pasien],
        "skenario": [_skenario(baris, samaran) for baris in semua],
    }


def _skenario(baris: Baris, samaran: Samaran) -> dict[str, Any]:
    return {
        "nomor": baris.nomor,
        "layanan": baris.bagian,
        "judul": baris.judul,
        "jenis": "valid" if baris.valid else "tidak valid",
        "tanda": baris.tanda,
        "sumber": _TANDA[baris.tanda],
        "harapan": baris.harapan,
        "hasil": baris.hasil,
        "kurang": samaran.ringkas(baris.kurang, PESAN_TERPANJANG),
        "temuan": [
            {"gagal": satu.gagal, "pesan": samaran.ringkas(satu.pesan, PESAN_TERPANJANG)} for satu in baris.temuan
        ],
        **(_tukar(baris.tukar, samaran) if baris.tukar else {"permintaan": None, "jawaban": None, "milidetik": None}),
    }


def _tukar(tukar: Tukar, samaran: Samaran) -> dict[str, Any]:
    dibaca = tukar.jawaban is not None and not tukar.sampah
    return {
        "permintaan": {
            "metode": tukar.metode,
            "url": samaran.teks(tukar.url),
            "tajuk": samaran.data(dict(tukar.tajuk)),
            "isi": samaran.data(tukar.isi),
        },
        "jawaban": {
            "http": tukar.status,
            "isi": samaran.data(tukar.jawaban) if dibaca else None,
            "teks": "" if dibaca else samaran.ringkas(tukar.teks, _TEKS_TERPANJANG),
            "galat": samaran.teks(tukar.galat),
        },
        "milidetik": tukar.milidetik,
    }


def html(isi: Mapping[str, Any]) -> str:
    """The annex, one page that needs nothing else, to be printed on A4.

    Args:
        isi: what ``ikhtisar`` made.
    """
    lingkungan = Environment(
        loader=PackageLoader("antrean.uat", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    lingkungan.filters["json"] = _json_pendek
    lingkungan.filters["css"] = _teks_css
    bagian = [
        (satu, [baris for baris in isi["skenario"] if baris["layanan"] == nama]) for nama, satu in LAYANAN.items()
    ]
    return lingkungan.get_template("laporan.html").render(
        isi, bagian=[(satu, baris) for satu, baris in bagian if baris]
    )


def _json_pendek(nilai: Any) -> str:
    hasil = _json(nilai)
    if len(hasil) <= _JSON_TERPANJANG:
        return hasil
    potong = hasil.rfind("\n", _JSON_TERPANJANG // 2, _JSON_TERPANJANG)
    potong = _JSON_TERPANJANG if potong < 0 else potong
    return f"{hasil[:potong]}\n… ({len(hasil) - potong} karakter lagi)"


def _teks_css(teks: str) -> Markup:
    """Text inside quotes in a style sheet, where HTML's own escapes mean nothing."""
    return Markup("".join(satu if satu.isalnum() or satu == " " else f"\\{ord(satu):x} " for satu in teks))  # noqa: S704


def _json(nilai: Any, menjorok: int = 0, didahului: int = 0) -> str:
    """JSON for paper: what fits on a line stands on one; ``didahului`` counts what stands before it there."""
    sebaris = json.dumps(nilai, ensure_ascii=False)
    if not isinstance(nilai, dict | list) or not nilai or menjorok + didahului + len(sebaris) <= _LEBAR_JSON:
        return sebaris
    dalam = menjorok + 2
    if isinstance(nilai, dict):
        kunci = {nama: f"{json.dumps(nama, ensure_ascii=False)}: " for nama in nilai}
        isi = [kunci[nama] + _json(satu, dalam, len(kunci[nama]) + 1) for nama, satu in nilai.items()]
    else:
        isi = [_json(satu, dalam, 1) for satu in nilai]
    buka, tutup = "{}" if isinstance(nilai, dict) else "[]"
    return buka + ",".join(f"\n{' ' * dalam}{satu}" for satu in isi) + f"\n{' ' * menjorok}{tutup}"
