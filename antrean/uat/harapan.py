"""What an answer must be, and what is wrong with one that is not."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import unescape
from json import dumps
from typing import Any, NamedTuple

from antrean.uat.klien import Tukar

BERHASIL, GAGAL, PASIEN_BARU = 200, 201, 202


class Tanda(StrEnum):
    """Where an expectation comes from: the UAT form, the catalogue, common practice, or this project."""

    UAT = "U"
    KATALOG = "C"
    LAZIM = "M"
    KAMI = "O"


class Temuan(NamedTuple):
    """Something that is not as expected; ``gagal`` where the test fails by it, else it is advice."""

    gagal: bool
    pesan: str


# Text in a message that differs from hospital to hospital, where the test does not know it.
_ISIAN = {"namadokter": r".*\S", "namapoli": r".*\S", "hari": "[0-9]+", "jam": "[0-9]{2}[:.][0-9]{2}"}


def teks(nilai: Any) -> str:
    """The catalogue's text: empty where it is that, else what is wrong."""
    return "" if isinstance(nilai, str) and nilai.strip() else "harus teks dan tidak kosong"


def teks_boleh_kosong(nilai: Any) -> str:
    """Text that may be empty."""
    return "" if isinstance(nilai, str) else "harus teks"


def angka(nilai: Any) -> str:
    """A whole number, not below 0."""
    if isinstance(nilai, str) and nilai.strip().isdigit():
        return "harus angka, bukan teks"
    return (
        ""
        if isinstance(nilai, int) and not isinstance(nilai, bool) and nilai >= 0
        else "harus angka bulat, 0 atau lebih"
    )


def milidetik(nilai: Any) -> str:
    """Epoch ms of this century."""
    return angka(nilai) or ("" if 10**12 <= nilai < 10**13 else "harus waktu dalam milidetik (13 angka)")


def tanggal(nilai: Any) -> str:
    """A date yyyy-mm-dd."""
    cocok = isinstance(nilai, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", nilai)
    return "" if cocok else "harus tanggal yyyy-mm-dd"


def salah_satu(*pilihan: Any) -> Callable[[Any], str]:
    """One of a few values."""
    kata = " atau ".join(map(str, pilihan))
    return lambda nilai: "" if nilai in pilihan and type(nilai) is type(pilihan[0]) else f"harus {kata}"


class _Isian(dict[str, str]):
    """Known values of a message; an unknown one stays as it is written."""

    def __missing__(self, nama: str) -> str:
        return f"{{{nama}}}"


Bentuk = Mapping[str, Callable[[Any], str]]


def daftar(bentuk: Bentuk) -> Callable[[Any], str]:
    """A list of objects of a shape."""

    def periksa(nilai: Any) -> str:
        if not isinstance(nilai, list):
            return "harus daftar"
        for ke, satu in enumerate(nilai, 1):
            if salah := next((t.pesan for t in periksa_bentuk(satu, bentuk, f"baris {ke}: ") if t.gagal), ""):
                return salah
        return ""

    return periksa


def periksa_bentuk(isi: Any, bentuk: Bentuk, di: str = "") -> Iterator[Temuan]:
    """What of an object does not have its shape."""
    if not isinstance(isi, dict):
        yield Temuan(True, f"{di}harus objek")
        return
    for nama, periksa in bentuk.items():
        if nama not in isi:
            yield Temuan(True, f"{di}{nama} tidak ada")
        elif salah := periksa(isi[nama]):
            yield Temuan(True, f"{di}{nama} {salah}")
    if lebih := [nama for nama in isi if nama not in bentuk]:
        yield Temuan(False, f"{di}di luar katalog: {', '.join(map(str, lebih))}")


@dataclass(frozen=True, slots=True)
class Harapan:
    """What a scenario expects.

    Args:
        kode: the envelope's code.
        pesan: the messages that are right; ``{namadokter}`` and the like stand for the hospital's own.
        tanda: where that comes from; UAT and the catalogue fail the test, the others advise.
        bentuk: the shape of ``response``; None: there is none.
    """

    kode: int
    pesan: tuple[str, ...]
    tanda: Tanda
    bentuk: Bentuk | None = None

    def __str__(self) -> str:
        return f"{self.kode} {' / '.join(self.pesan)}"

    def nilai(self, tukar: Tukar, isian: Mapping[str, str]) -> list[Temuan]:
        """Everything that is wrong with an answer.

        Args:
            isian: what is known of the values that stand in messages.
        """
        if tukar.galat:
            return [Temuan(True, tukar.galat)]
        temuan = list(_amplop(tukar))
        if any(satu.gagal for satu in temuan):
            return temuan
        return [*temuan, *self._isi(tukar, isian)]

    def _isi(self, tukar: Tukar, isian: Mapping[str, str]) -> Iterator[Temuan]:
        kode, pesan = int(tukar.metadata["code"]), str(tukar.metadata["message"])
        wajib = self.tanda in (Tanda.UAT, Tanda.KATALOG)
        if kode != self.kode:
            yield Temuan(wajib, f'kode {kode} "{pesan}", seharusnya {self.kode}')
            if BERHASIL in (kode, self.kode):
                return
        if not any(re.fullmatch(_pola(satu, isian), pesan) for satu in self.pesan):
            hampir = any(_rapat(satu.format_map(defaultdict(str, isian))) == _rapat(pesan) for satu in self.pesan)
            beda = " (beda huruf besar, spasi atau tanda baca)" if hampir else ""
            harusnya = self.pesan[0].format_map(_Isian(isian))
            yield Temuan(self.tanda is Tanda.UAT, f'pesan "{pesan}", seharusnya "{harusnya}"{beda}')
        if self.bentuk is not None and kode == BERHASIL:
            yield from periksa_bentuk(tukar.jawaban.get("response"), self.bentuk, "response: ")
        elif tukar.jawaban.get("response"):
            yield Temuan(True, "jawaban tanpa data tidak boleh mempunyai response")
        elif "response" in tukar.jawaban:
            yield Temuan(False, "response sebaiknya tidak ada, bukan kosong")


def berhasil(bentuk: Bentuk | None = None, pesan: str = "Ok", tanda: Tanda = Tanda.KATALOG) -> Harapan:
    """A success."""
    return Harapan(BERHASIL, (pesan,), tanda, bentuk)


def ditolak(tanda: Tanda, *pesan: str, kode: int = GAGAL) -> Harapan:
    """A refusal with one of these messages."""
    return Harapan(kode, pesan, tanda)


def _amplop(tukar: Tukar) -> Iterator[Temuan]:
    if tukar.cacat:
        yield Temuan(True, tukar.cacat)
    if not isinstance(tukar.jawaban, dict):
        if tukar.cacat:
            return
        yield Temuan(True, f"{_bukan_json(tukar)} (HTTP {tukar.status})")
        return
    if sampah := tukar.sampah.strip():
        bom = sampah == "\ufeff"
        yield Temuan(
            True,
            "jawaban diawali BOM; simpan berkas programnya sebagai UTF-8 tanpa BOM"
            if bom
            else f'ada teks di luar JSON (peringatan PHP?): "{_tanpa_tag(sampah)}"',
        )
    if "metadata" not in tukar.jawaban:
        mirip = next((nama for nama in tukar.jawaban if nama.lower() == "metadata"), "")
        yield Temuan(True, f"metadata tertulis {mirip}" if mirip else "metadata tidak ada")
        return
    if not tukar.metadata:
        yield Temuan(True, "metadata harus objek berisi message dan code")
        return
    for nama, kelas, jenis in (("code", int, "angka"), ("message", str, "teks")):
        if nama not in tukar.metadata:
            yield Temuan(True, f"metadata.{nama} tidak ada")
        elif not isinstance(nilai := tukar.metadata[nama], kelas) or isinstance(nilai, bool):
            yield Temuan(True, f"metadata.{nama} harus {jenis}: {dumps(nilai, ensure_ascii=False)}")
    if tukar.status != BERHASIL:
        yield Temuan(False, f"HTTP {tukar.status}, sebaiknya 200")


def _bukan_json(tukar: Tukar) -> str:
    """What came instead of an object, as far as that can be told."""
    if tukar.arah:
        return f"layanan mengalihkan ke {tukar.arah}; ujilah alamat itu"
    if not tukar.teks.strip():
        return "jawaban kosong"
    if tukar.jawaban is not None:
        return "jawaban harus objek JSON"
    if re.search(r"<(!doctype|html|body|title|br)\b", tukar.teks, re.IGNORECASE):
        judul = re.search(r"<title[^>]*>(.*?)</title>", tukar.teks, re.IGNORECASE | re.DOTALL)
        return "jawaban halaman HTML, bukan JSON" + (f', judulnya "{_tanpa_tag(judul[1])}"' if judul else "")
    return "jawaban bukan JSON"


def _tanpa_tag(teks: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", teks)).split())


def _pola(pesan: str, isian: Mapping[str, str]) -> str:
    """A message as a regular expression."""
    bagian = re.split(r"\{([a-z]+)\}", pesan)
    return "".join(
        re.escape(satu) if ke % 2 == 0 else (re.escape(isian[satu]) if isian.get(satu) else _ISIAN[satu])
        for ke, satu in enumerate(bagian)
    )


def _rapat(pesan: str) -> str:
    """A message's letters and digits."""
    return re.sub(r"[\W_]", "", pesan).casefold()
