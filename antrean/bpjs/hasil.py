"""What became of a call, sorted by kind and not by text: the kind says what to do (ws-bpjs.md, section 3.4)."""

import json
import re
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Macam(Enum):
    """Kinds of outcomes, each with what is done about it."""

    SELESAI = "selesai"
    """BPJS has it: 200, 208, and 1 of the references."""
    KOSONG = "kosong"
    """204: there is nothing."""
    DITOLAK = "ditolak"
    """A rule of BPJS's refuses it: held for a person, with BPJS's words."""
    URUTAN = "urutan"
    """BPJS's list of tasks is another than ours: ask for it, and send what truly happened."""
    SEMENTARA = "sementara"
    """Passing trouble: the same again later."""
    KONFIGURASI = "konfigurasi"
    """Signature, key or base: nothing of this hospital can go, and somebody must mend it."""
    JAM = "jam"
    """A clock is wrong by minutes."""


@dataclass(frozen=True, slots=True)
class Hasil:
    """An outcome.

    Attributes:
        kode: of the metadata; 0 where there is none.
        pesan: BPJS's words, or ours where it had none; numbers that may be somebody's are blotted out. It is for the
            store and for people of the hospital, never for a log: there may be a name in it.
        isi: the ``response``, decrypted.
    """

    macam: Macam
    kode: int
    pesan: str
    isi: Any = field(default=None, repr=False)

    @property
    def tak_dikenal(self) -> bool:
        """BPJS has no booking of this code."""
        return self.macam is Macam.DITOLAK and _TAK_DIKENAL.search(self.pesan) is not None

    @property
    def selesai(self) -> bool:
        """BPJS has it, or has said that there is nothing."""
        return self.macam in (Macam.SELESAI, Macam.KOSONG)


_TERPANJANG = 500
_HARI, _BULAN, _TAHUN = r"[0-3]\d", r"(?:0\d|1[0-2])", r"(?:19|20)\d\d"
_TANGGAL = rf"(?:{_TAHUN}-{_BULAN}-{_HARI}|{_HARI}[-/.]{_BULAN}[-/.]{_TAHUN})(?!\d)(?: \d\d(?=[:.]\d\d))?"
_ANGKA = re.compile(rf"(?<!\d)(?P<tanggal>{_TANGGAL})|\d(?:[ .-]?\d){{8,}}", re.ASCII)
_ADA = frozenset((1, 200, 208))
_KUNCI = re.compile(r"signature|cons[ _-]?id|user[ _-]?key|\bauthenti|no mapping rule|konsid", re.IGNORECASE)
_JAM = re.compile(r"expired|timestamp", re.IGNORECASE)
_JAM_201 = re.compile(r"service expired|timestamp", re.IGNORECASE)  # a referral may be expired too
_GANGGUAN = re.compile(r"bridging sedang bermasalah|gagal dicoba kembali|limits? exceeded", re.IGNORECASE)
_URUTAN = re.compile(r"taskid.{0,40}(belum ada|belum terkirim|terakhir)", re.IGNORECASE | re.DOTALL)
_TAK_DIKENAL = re.compile(r"kode ?booking tidak ditemukan", re.IGNORECASE)
_SUDAH_ADA = re.compile(r"(task ?id|farmasi|resep).{0,40}sudah ada", re.IGNORECASE | re.DOTALL)


def baca(status: int, badan: bytes) -> Hasil:
    """Sort an answer. BPJS's own code counts before the HTTP status, which gateways choose as they like.

    Args:
        badan: the whole body; ``isi`` is its ``response`` as it is, encrypted or not.
    """
    try:
        dibaca = json.loads(badan)
    except (ValueError, RecursionError):
        dibaca = None
    metadata = (dibaca.get("metadata") or dibaca.get("metaData")) if isinstance(dibaca, dict) else None
    if not isinstance(metadata, dict):
        return _tanpa_metadata(status, badan.decode("utf-8", "replace") if dibaca is None else "")
    kode, pesan = _bilangan(metadata.get("code")), samarkan(teks(metadata.get("message") or ""))
    return Hasil(_macam(status, kode, pesan), kode, pesan or f"code {kode}", dibaca.get("response"))


def _macam(status: int, kode: int, pesan: str) -> Macam:
    if kode in _ADA:
        return Macam.SELESAI
    if kode == 204:
        return Macam.KOSONG
    if (_JAM_201 if kode == 201 else _JAM).search(pesan):
        return Macam.JAM
    if kode in (401, 403) or _KUNCI.search(pesan):
        return Macam.KONFIGURASI
    if kode in (404, 408, 429) or kode >= 500 or _GANGGUAN.search(pesan) or (not kode and status >= 500):
        return Macam.SEMENTARA
    if kode == 201 and _SUDAH_ADA.search(pesan):
        return Macam.SELESAI
    if kode == 201 and _URUTAN.search(pesan):
        return Macam.URUTAN
    return Macam.DITOLAK


def _tanpa_metadata(status: int, polos: str) -> Hasil:
    """From a gateway or a firewall: plain text, HTML, or nothing."""
    html = "<" in polos[:200]
    if status in (401, 403) or (not html and _KUNCI.search(polos[:_TERPANJANG])):
        macam = Macam.JAM if _JAM.search(polos[:_TERPANJANG]) else Macam.KONFIGURASI
        return Hasil(macam, 0, "" if html else samarkan(teks(polos)) or f"HTTP {status}")
    kata = "HTML instead of an answer" if html else (samarkan(teks(polos)) or "an empty answer")
    return Hasil(Macam.SEMENTARA, 0, f"HTTP {status}: {kata}")


def teks(apa: object) -> str:
    """Words as they are, on one line and of a length that can be kept."""
    return "".join(c if c.isprintable() else " " for c in str(apa)).strip()[:_TERPANJANG]


def samarkan(kata: str) -> str:
    """Words with every number in them that may be an identity's (nine digits or more) blotted out; dates stay."""
    return _ANGKA.sub(lambda satu: satu["tanggal"] or "***", kata)


def _bilangan(kode: object) -> int:
    if isinstance(kode, int):
        return int(kode)
    return int(kode) if isinstance(kode, str) and re.fullmatch(r"[0-9]{1,6}", kode) else 0
