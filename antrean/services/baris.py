"""Rows that come from outside, as text by column name: read one by one, and refused by column and value."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from antrean.domain.antrean import KODE_TERPANJANG, PermintaanAntrean
from antrean.domain.identitas import (
    TETAP,
    identitas_pengisi,
    kartu_sah,
    kode_poli_sah,
    nik_sah,
    norm_sah,
    pengisi,
    rapikan,
    rapikan_kode,
    rapikan_nama,
    rapikan_referensi,
    teks_sah,
)
from antrean.domain.jadwal import KUOTA_TERBANYAK, BarisJadwal, Slot, huruf_sah, spm_bawaan
from antrean.domain.pasien import Pasien
from antrean.domain.waktu import HARI_MINGGU, JamPraktek, baca_tanggal

JADWAL_WAJIB = ("kodepoli", "namapoli", "kodedokter", "namadokter", "hari", "jampraktek", "kuotajkn", "kuotanonjkn")
JADWAL_BOLEH = ("huruf", "spm")
PASIEN_WAJIB = ("norm", "nik", "nomorkartu", "nama")
PASIEN_BOLEH = ("nomorlama",)
BOOKING_WAJIB = ("tanggalperiksa", "kodepoli", "kodedokter", "jampraktek", "angkaantrean", "jeniskunjungan")
BOOKING_BOLEH = ("kodebooking", "norm", "nik", "nomorkartu", "nohp", "nomorreferensi")
NAMA_TERPANJANG = 100
ANGKA_TERBANYAK = 999_999
TEKS_TERPANJANG = 30
SPM_TERBANYAK_MENIT = 24 * 60

POLA_SPM = "[0-9]{1,4}([.,][0-9]{0,6})?"

_SPM = re.compile(POLA_SPM)
_JENIS_KUNJUNGAN = re.compile("[1-4]( .*)?")


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


def baca_booking(isi: Mapping[str, str], kartu_13: bool = False) -> PermintaanAntrean:
    """Read an open booking that was made elsewhere. Of card, NIK and norm one must be given; ``kodebooking`` is its
    code there.

    Args:
        kartu_13: the hospital's policy: cards have exactly 13 digits.

    Raises:
        BarisSalah: naming column and value.
    """
    try:
        tanggal = baca_tanggal(isi["tanggalperiksa"])
    except ValueError:
        raise BarisSalah("tanggalperiksa", isi["tanggalperiksa"], "it takes a date yyyy-mm-dd") from None
    slot = _slot(isi)
    angka = _bilangan(isi, "angkaantrean", ANGKA_TERBANYAK)
    if not angka:
        raise BarisSalah("angkaantrean", isi["angkaantrean"], "numbers begin at 1")
    jenis = isi["jeniskunjungan"]
    if not _JENIS_KUNJUNGAN.fullmatch(jenis):
        raise BarisSalah("jeniskunjungan", jenis, "it takes 1 to 4, such as 1 or 1 (Rujukan FKTP)")
    norm = isi.get("norm", "")
    if norm and not norm_sah(norm):
        raise BarisSalah("norm", norm, "it takes 1 to 20 letters, digits and . / _ -, or nothing")
    nik, nomorkartu = _nomor_pasien(isi, kartu_13)
    if not (norm or nik or nomorkartu):
        raise BarisSalah("", "", "it has neither nomorkartu, nik nor norm")
    kodelama = rapikan(isi.get("kodebooking", ""))
    if not teks_sah(kodelama, KODE_TERPANJANG) or " " in kodelama:
        raise BarisSalah("kodebooking", kodelama, f"it takes up to {KODE_TERPANJANG} characters, no blanks")
    teks = {
        "nohp": rapikan_nama(isi.get("nohp", "")),
        "nomorreferensi": rapikan_referensi(isi.get("nomorreferensi", "")),
    }
    for kolom, nilai in teks.items():
        if not teks_sah(nilai, TEKS_TERPANJANG):
            raise BarisSalah(kolom, nilai, f"it takes up to {TEKS_TERPANJANG} printable characters")
    return PermintaanAntrean(
        slot=slot,
        tanggalperiksa=tanggal,
        jeniskunjungan=int(jenis[0]),
        nik=nik,
        nomorkartu=nomorkartu,
        norm=norm,
        angkaantrean=angka,
        kodelama=kodelama,
        **{kolom: "" if pengisi(nilai) else nilai for kolom, nilai in teks.items()},
    )


def _slot(isi: Mapping[str, str]) -> Slot:
    kodepoli = rapikan_kode(isi["kodepoli"])
    if not kode_poli_sah(kodepoli):
        raise BarisSalah("kodepoli", kodepoli, "it takes 1 to 10 letters and digits, such as ANA")
    kodedokter = _bilangan(isi, "kodedokter", 10**12 - 1)
    try:
        return Slot(kodepoli, kodedokter, JamPraktek.baca(isi["jampraktek"]))
    except ValueError:
        raise BarisSalah("jampraktek", isi["jampraktek"], "it takes hours such as 08:00-16:00") from None


def _nomor_pasien(isi: Mapping[str, str], kartu_13: bool) -> tuple[str, str]:
    """NIK and card; empty where a filler stands for none."""
    nik, nomorkartu = isi.get("nik", ""), isi.get("nomorkartu", "")
    if identitas_pengisi(nik):
        nik = ""
    elif not nik_sah(nik):
        raise BarisSalah("nik", nik, "it takes 16 digits, or nothing")
    if identitas_pengisi(nomorkartu):
        nomorkartu = ""
    elif not kartu_sah(nomorkartu, kartu_13):
        digit = "exactly 13 digits (policy kartu_13)" if kartu_13 else "11 to 13 digits"
        raise BarisSalah("nomorkartu", nomorkartu, f"it takes {digit}, or nothing")
    return nik, nomorkartu


def baca_pasien(isi: Mapping[str, str], kartu_13: bool = False) -> Pasien:
    """Read a patient. Only ``norm`` must be given: old records often lack the rest. A column that is not there at all
    leaves what is stored.

    Args:
        kartu_13: the hospital's policy: cards have exactly 13 digits.

    Raises:
        BarisSalah: naming column and value.
    """
    norm, nama = isi["norm"], rapikan_nama(isi.get("nama", ""))
    if not norm_sah(norm):
        raise BarisSalah("norm", norm, "it takes 1 to 20 letters, digits and . / _ -")
    nik, nomorkartu = _nomor_pasien(isi, kartu_13)
    if not teks_sah(nama, NAMA_TERPANJANG):
        raise BarisSalah("nama", nama, f"it takes up to {NAMA_TERPANJANG} printable characters")
    nomorlama = isi.get("nomorlama", "")
    if identitas_pengisi(nomorlama):
        nomorlama = ""
    elif not nik_sah(nomorlama) and not kartu_sah(nomorlama):
        raise BarisSalah("nomorlama", nomorlama, "it takes the NIK or card that the record has now, or nothing")
    diberi = {"nik": nik, "nomorkartu": nomorkartu, "nama": nama}
    return Pasien(norm, nomorlama=nomorlama, **{kolom: diberi[kolom] if kolom in isi else TETAP for kolom in diberi})


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
