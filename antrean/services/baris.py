"""Rows that come from outside, as text by column name: read one by one, and refused by column and value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from antrean.domain.identitas import (
    identitas_pengisi,
    kartu_sah,
    kode_poli_sah,
    nik_sah,
    norm_sah,
    rapikan_kode,
    rapikan_nama,
    teks_sah,
)
from antrean.domain.jadwal import KUOTA_TERBANYAK, BarisJadwal, Slot, huruf_sah, spm_bawaan
from antrean.domain.pasien import Pasien
from antrean.domain.waktu import HARI_MINGGU, JamPraktek, baca_tanggal

JADWAL_WAJIB = ("kodepoli", "namapoli", "kodedokter", "namadokter", "hari", "jampraktek", "kuotajkn", "kuotanonjkn")
JADWAL_BOLEH = ("huruf", "spm")
PASIEN_WAJIB = ("norm", "nik", "nomorkartu", "nama")
NAMA_TERPANJANG = 100
SPM_TERBANYAK_MENIT = 24 * 60

POLA_SPM = "[0-9]{1,4}([.,][0-9]{0,6})?"

_SPM = re.compile(POLA_SPM)


class BarisSalah(Exception):
    """A row that cannot be taken.

    Attributes:
        kolom: the column at fault; empty where it is the row as a whole.
        nilai: what stands there.
    """

    def __init__(self, kolom: str, nilai: str, sebab: str) -> None:
        super().__init__(sebab)
        self.kolom = kolom
        self.nilai = nilai


class SesiBerubah(BarisSalah):
    """The same where what is meant may be a session whose hours or doctor changed: there are ways for that."""


@dataclass(frozen=True, slots=True)
class IsianJadwal:
    """One row of a schedule as it was given, with the names that it brings."""

    baris: BarisJadwal
    namapoli: str
    namadokter: str


def baca_jadwal(isi: Mapping[str, str]) -> IsianJadwal:
    """Read a row of the schedule.

    Raises:
        BarisSalah: naming column and value.
    """
    kodepoli = rapikan_kode(isi["kodepoli"])
    if not kode_poli_sah(kodepoli):
        raise BarisSalah("kodepoli", kodepoli, "it takes 1 to 10 letters and digits, such as ANA")
    kodedokter = _bilangan(isi, "kodedokter", 10**12 - 1)
    hari = isi["hari"]
    if hari not in HARI_MINGGU:
        try:
            baca_tanggal(hari)
        except ValueError:
            raise BarisSalah("hari", hari, "it takes 1 (Monday) to 7, or a date yyyy-mm-dd") from None
    try:
        jam = JamPraktek.baca(isi["jampraktek"])
    except ValueError:
        raise BarisSalah("jampraktek", isi["jampraktek"], "it takes hours such as 08:00-16:00") from None
    if jam.mulai >= jam.selesai:
        raise BarisSalah("jampraktek", isi["jampraktek"], "the session ends before it starts")
    huruf = rapikan_kode(isi.get("huruf", ""))
    if huruf and not huruf_sah(huruf):
        raise BarisSalah("huruf", huruf, "it takes 1 to 3 letters, such as A or AB")
    kuotajkn = _bilangan(isi, "kuotajkn", KUOTA_TERBANYAK)
    kuotanonjkn = _bilangan(isi, "kuotanonjkn", KUOTA_TERBANYAK)
    return IsianJadwal(
        BarisJadwal(
            hari=hari,
            slot=Slot(kodepoli, kodedokter, jam),
            kuotajkn=kuotajkn,
            kuotanonjkn=kuotanonjkn,
            spm=_spm(isi.get("spm", "")) or spm_bawaan(jam, kuotajkn + kuotanonjkn),
            huruf=huruf,
        ),
        namapoli=_nama(isi, "namapoli"),
        namadokter=_nama(isi, "namadokter"),
    )


def baca_pasien(isi: Mapping[str, str], kartu_13: bool = False) -> Pasien:
    """Read a patient. Only ``norm`` must be given: old records often lack the rest.

    Args:
        kartu_13: the hospital's policy: cards have exactly 13 digits.

    Raises:
        BarisSalah: naming column and value.
    """
    norm, nik, nomorkartu, nama = isi["norm"], isi["nik"], isi["nomorkartu"], rapikan_nama(isi["nama"])
    if not norm_sah(norm):
        raise BarisSalah("norm", norm, "it takes 1 to 20 letters, digits and . / _ -")
    if identitas_pengisi(nik):
        nik = ""
    elif not nik_sah(nik):
        raise BarisSalah("nik", nik, "it takes 16 digits, or nothing")
    if identitas_pengisi(nomorkartu):
        nomorkartu = ""
    elif not kartu_sah(nomorkartu, kartu_13):
        digit = "exactly 13 digits (policy kartu_13)" if kartu_13 else "11 to 13 digits"
        raise BarisSalah("nomorkartu", nomorkartu, f"it takes {digit}, or nothing")
    if not teks_sah(nama, NAMA_TERPANJANG):
        raise BarisSalah("nama", nama, f"it takes up to {NAMA_TERPANJANG} printable characters")
    return Pasien(norm=norm, nik=nik, nomorkartu=nomorkartu, nama=nama)


def _bilangan(isi: Mapping[str, str], kolom: str, terbanyak: int) -> int:
    nilai = isi[kolom]
    if not (nilai.isascii() and nilai.isdigit() and len(nilai) <= 12 and int(nilai) <= terbanyak):
        raise BarisSalah(kolom, nilai, f"it takes a whole number from 0 to {terbanyak}")
    return int(nilai)


def _nama(isi: Mapping[str, str], kolom: str) -> str:
    nama = rapikan_nama(isi[kolom])
    if not nama or not teks_sah(nama, NAMA_TERPANJANG):
        raise BarisSalah(kolom, isi[kolom], f"it takes 1 to {NAMA_TERPANJANG} printable characters")
    return nama


def _spm(nilai: str) -> int:
    """Minutes as text into milliseconds; 0 for nothing."""
    if not nilai:
        return 0
    milidetik = round(float(nilai.replace(",", ".")) * 60_000) if _SPM.fullmatch(nilai) else 0
    if not 0 < milidetik <= SPM_TERBANYAK_MENIT * 60_000:
        raise BarisSalah("spm", nilai, f"it takes minutes per patient, above 0 and up to {SPM_TERBANYAK_MENIT}")
    return milidetik
