"""Their book, read: a day's registrations, what hangs on a visit, and who came.

Everything that is asked often is asked by a key: a range of no_rawat, which begin with the day, or a list of keys. What
has none, because their tables have no index for it, is named ``semua_…`` or says so, and is for the slow round.
"""

# ruff: noqa: S608 - the names of tables and columns stand in this program; every value is given apart

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from pymysql.constants import ER

from antrean.domain.antrean import awalan_booking
from antrean.konektor.basis import Baris, Basis, BasisMenolak
from antrean.konektor.dari_sana.sumber import Jejak, gabung_saat
from antrean.konektor.kunjungan import KunjunganSana
from antrean.konektor.setelan import KHANZA

SEKALI = 500
"""Keys in one question."""

_KUNJUNGAN = (
    "r.no_rawat, r.no_reg, r.tgl_registrasi, r.jam_reg, r.kd_dokter, r.kd_poli, r.no_rkm_medis, r.stts, "
    "r.status_lanjut, r.kd_pj"
)
_BERKAS = ("dikirim", "diterima", "kembali")
_BEDA_URUTAN = ER.CANT_AGGREGATE_2COLLATIONS
_BERLAKU = ("Belum", "Checkin")
_BOOKING = "kd_dokter, kd_poli, no_reg, no_rkm_medis, tanggal_periksa, kd_pj, status"


@dataclass(frozen=True, slots=True)
class PasienSana:
    """What their record of a patient says that a booking needs, as it stands there."""

    norm: str
    kartu: str = field(repr=False)
    nohp: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BookingSana:
    """A row of ``booking_registrasi``: one of a patient and a day; it is no registration yet."""

    norm: str
    tanggal: date
    kd_dokter: str
    kd_poli: str
    no_reg: str
    kd_pj: str
    status: str


@dataclass(frozen=True, slots=True)
class Referensi:
    """A row of ``referensi_mobilejkn_bpjs``."""

    kodebooking: str
    status: str
    validasi: datetime | None


class BukuSana:
    """Asks their database. Every method raises BasisDiam and BasisMenolak as they say."""

    def __init__(self, basis: Basis) -> None:
        self._basis = basis
        self._khanza = basis.setelan.sistem == KHANZA
        self._ada_indeks: bool | None = None
        self._terpisah = False

    # Registrations.

    def hari(self, tanggal: date, juga: Sequence[str] = ()) -> dict[str, Baris]:
        """The registrations whose no_rawat begin with a day, and others by no_rawat; each as its row."""
        semua = self.rentang(tanggal, tanggal) | self.kunjungan(juga)
        if self._khanza and not self._berindeks():
            # By their own key: ours and Khanza's of the day.
            di = "(nobooking >= %s AND nobooking < %s) OR (nobooking >= %s AND nobooking < %s)"
            self._lengkapi(semua, di, (*_rentang_kode(tanggal), f"{tanggal:%Y%m%d}", f"{tanggal:%Y%m%d}:"))
        return semua

    def rentang(self, dari: date, sampai: date) -> dict[str, Baris]:
        """Those of several days."""
        return self._kunjungan("{k} >= %s AND {k} < %s", rentang_kunci(dari, sampai))

    def kunjungan(self, no_rawat: Sequence[str]) -> dict[str, Baris]:
        """Those with a key."""
        hasil: dict[str, Baris] = {}
        for bagian in _berapa(no_rawat):
            hasil |= self._kunjungan(f"{{k}} IN ({_tanda(bagian)})", bagian)
        return hasil

    def milik(self, norm: str, dari: date) -> list[KunjunganSana]:
        """A patient's of a day and later; there is an index of the record number."""
        baris = self._basis.baca(
            "SELECT no_rawat FROM reg_periksa WHERE no_rkm_medis = %s AND tgl_registrasi >= %s", (norm, dari)
        )
        semua = self.kunjungan([satu["no_rawat"] for satu in baris]).values()
        return [satu for satu in map(baca_kunjungan, semua) if satu is not None]

    def semua_tanggal(self, dari: date) -> list[str]:
        """The no_rawat of those that are of a day or later by their date, whatever they begin with: no index has the
        date, so the whole table is read."""
        baris = self._basis.baca("SELECT no_rawat FROM reg_periksa WHERE tgl_registrasi >= %s", (dari,))
        return [satu["no_rawat"] for satu in baris]

    def _kunjungan(self, di: str, nilai: Sequence[Any]) -> dict[str, Baris]:
        """By a condition on the key: in one question, where their tables can be compared with each other."""
        if not self._terpisah:
            try:
                return self._bersama(di, nilai)
            except BasisMenolak as error:
                if error.kode != _BEDA_URUTAN:
                    raise
                self._terpisah = True
        semua = {
            satu["no_rawat"]: satu | dict.fromkeys(_BERKAS)
            for satu in self._basis.baca(
                f"SELECT {_KUNJUNGAN} FROM reg_periksa r WHERE {di.format(k='no_rawat')}", nilai
            )
        }
        for satu in self._basis.baca(
            f"SELECT no_rawat, {', '.join(_BERKAS)} FROM mutasi_berkas WHERE {di.format(k='no_rawat')}",
            nilai,
        ):
            if satu["no_rawat"] in semua:
                semua[satu["no_rawat"]].update(satu)
        if self._khanza and self._berindeks():
            self._lengkapi(semua, di.format(k="no_rawat"), nilai)
        return semua

    def _bersama(self, di: str, nilai: Sequence[Any]) -> dict[str, Baris]:
        """Each joined table is told the condition too: where their character sets differ, a join has no index, and a
        constant does. A booking row of another patient's is of who had that no_rawat before."""
        kolom, semua = f"{_KUNJUNGAN}, {', '.join(f'm.{nama}' for nama in _BERKAS)}", [*nilai]
        gabung = f"LEFT JOIN mutasi_berkas m ON m.no_rawat = r.no_rawat AND {di.format(k='m.no_rawat')}"
        if self._khanza and self._berindeks():
            kolom += ", f.nobooking, f.status AS status_booking, f.validasi"
            gabung += (
                " LEFT JOIN referensi_mobilejkn_bpjs f ON f.no_rawat = r.no_rawat AND f.norm = r.no_rkm_medis "
                f"AND {di.format(k='f.no_rawat')}"
            )
            semua += nilai
        hasil: dict[str, Baris] = {}
        for satu in self._basis.baca(
            f"SELECT {kolom} FROM reg_periksa r {gabung} WHERE {di.format(k='r.no_rawat')}",
            (*semua, *nilai),
        ):
            lama = hasil.get(satu["no_rawat"])
            # Where several booking rows name one visit, the one that holds counts.
            if lama is None or lama["status_booking"] not in _BERLAKU:
                hasil[satu["no_rawat"]] = satu
        return hasil

    def _berindeks(self) -> bool:
        """Whether a visit's booking row can be asked for by its no_rawat: not everywhere."""
        if self._ada_indeks is None:
            ada = self._basis.baca(
                "SELECT 1 AS ada FROM information_schema.statistics WHERE table_schema = DATABASE() "
                "AND table_name = 'referensi_mobilejkn_bpjs' AND column_name = 'no_rawat' AND seq_in_index = 1"
            )
            self._ada_indeks = bool(ada)
        return self._ada_indeks

    def _lengkapi(self, semua: Mapping[str, Baris], di: str, nilai: Sequence[Any]) -> None:
        """Add the booking rows that a condition names to their visits."""
        for satu in self._basis.baca(
            "SELECT nobooking, no_rawat, norm, status AS status_booking, validasi FROM referensi_mobilejkn_bpjs "
            f"WHERE {di}",
            nilai,
        ):
            kunjungan, norm = semua.get(satu.pop("no_rawat")), satu.pop("norm")
            milik = kunjungan is not None and (norm or "").lower() == (kunjungan["no_rkm_medis"] or "").lower()
            if kunjungan is not None and milik and kunjungan.get("status_booking") not in _BERLAKU:
                kunjungan.update(satu)

    # Bookings that are no registration yet.

    def referensi(self, semua_tanggal: Iterable[date]) -> dict[str, Referensi]:
        """Khanza's rows of our bookings of some days, by kodebooking: how ours begin is a range of their key."""
        hasil: dict[str, Referensi] = {}
        for tanggal in semua_tanggal:
            for satu in self._basis.baca(
                "SELECT nobooking, status, validasi FROM referensi_mobilejkn_bpjs "
                "WHERE nobooking >= %s AND nobooking < %s",
                _rentang_kode(tanggal),
            ):
                hasil[satu["nobooking"]] = Referensi(satu["nobooking"], satu["status"] or "", satu["validasi"])
        return hasil

    def booking(self, tanggal: date, norm: Sequence[str]) -> dict[str, BookingSana]:
        """What these patients have booked for a day, by record number."""
        hasil: dict[str, BookingSana] = {}
        for bagian in _berapa(norm):
            for satu in self._basis.baca(
                f"SELECT {_BOOKING} FROM booking_registrasi "
                f"WHERE tanggal_periksa = %s AND no_rkm_medis IN ({_tanda(bagian)})",
                (tanggal, *bagian),
            ):
                hasil[satu["no_rkm_medis"]] = _booking(satu)
        return hasil

    def semua_booking(self, dari: date, sampai: date) -> list[BookingSana]:
        """All that is booked for some days; no index has the date."""
        baris = self._basis.baca(
            f"SELECT {_BOOKING} FROM booking_registrasi WHERE tanggal_periksa >= %s AND tanggal_periksa <= %s",
            (dari, sampai),
        )
        return [_booking(satu) for satu in baris]

    # What hangs on visits.

    def jejak(self, no_rawat: Sequence[str], dokter: frozenset[str], petugas: frozenset[str]) -> dict[str, Jejak]:
        """What was done with each of these visits; those with nothing are left out.

        Args:
            dokter, petugas: the nip of doctors and of staff, in small letters: both write examinations.
        """
        isi: dict[str, dict[str, Any]] = {}
        resep: dict[str, str] = {}
        for bagian in _berapa(no_rawat):
            for satu in self._basis.baca(
                "SELECT no_rawat, tgl_perawatan, jam_rawat, nip FROM pemeriksaan_ralan "
                f"WHERE no_rawat IN ({_tanda(bagian)})",
                bagian,
            ):
                nip, saat = (satu["nip"] or "").lower(), gabung_saat(satu["tgl_perawatan"], satu["jam_rawat"])
                siapa = ("dokter",) if nip in dokter else ("perawat",) if nip in petugas else ()
                for nama in ("periksa", *siapa):
                    _lebih_awal(isi.setdefault(satu["no_rawat"], {}), nama, saat)
            for satu in self._basis.baca(
                "SELECT no_resep, no_rawat, tgl_perawatan, jam, tgl_peresepan, jam_peresepan, tgl_penyerahan, "
                f"jam_penyerahan FROM resep_obat WHERE no_rawat IN ({_tanda(bagian)}) AND status = 'ralan'",
                bagian,
            ):
                milik = isi.setdefault(satu["no_rawat"], {})
                milik["ada_resep"] = True
                resep[satu["no_resep"]] = satu["no_rawat"]
                _lebih_awal(milik, "resep", gabung_saat(satu["tgl_peresepan"], satu["jam_peresepan"]))
                _lebih_awal(milik, "validasi_resep", gabung_saat(satu["tgl_perawatan"], satu["jam"]))
                _lebih_awal(milik, "serah", gabung_saat(satu["tgl_penyerahan"], satu["jam_penyerahan"]))
        for bagian in _berapa(resep):
            for satu in self._basis.baca(
                f"SELECT DISTINCT no_resep FROM resep_dokter_racikan WHERE no_resep IN ({_tanda(bagian)})",
                bagian,
            ):
                isi[resep[satu["no_resep"]]]["racikan"] = True
        return {kunci: Jejak(**milik) for kunci, milik in isi.items()}

    def dipanggil(self) -> set[str]:
        """The visits that are being called: a row or two of each desk."""
        return {satu["no_rawat"] for satu in self._basis.baca("SELECT no_rawat FROM antripoli") if satu["no_rawat"]}

    def loket_pertama(self, tanggal: date) -> int:
        """mLITE: the key of the day's first ticket of its counters, 0 where there is none; no index has the day."""
        baris = self._basis.baca("SELECT MIN(kd) AS kd FROM mlite_antrian_loket WHERE postdate = %s", (tanggal,))
        return int(baris[0]["kd"] or 0)

    def loket(self, tanggal: date, pertama: int) -> dict[str, tuple[datetime | None, datetime | None]]:
        """mLITE: by record number, when the patient came to the counter and when that was done.

        Args:
            pertama: the key of the day's first ticket.
        """
        hasil: dict[str, tuple[datetime | None, datetime | None]] = {}
        for satu in self._basis.baca(
            "SELECT no_rkm_medis, start_time, end_time FROM mlite_antrian_loket "
            "WHERE kd >= %s AND postdate = %s AND type = 'Loket' AND no_rkm_medis <> ''",
            (pertama, tanggal),
        ):
            mulai, akhir = (
                None if satu[nama] == time() else gabung_saat(tanggal, satu[nama])
                for nama in ("start_time", "end_time")
            )
            hasil[satu["no_rkm_medis"]] = mulai, akhir
        return hasil

    # People.

    def pasien(self, norm: Sequence[str]) -> dict[str, PasienSana]:
        """Records of patients by number; those that are not there are left out."""
        hasil: dict[str, PasienSana] = {}
        for bagian in _berapa(norm):
            for satu in self._basis.baca(
                f"SELECT no_rkm_medis, no_peserta, no_tlp FROM pasien WHERE no_rkm_medis IN ({_tanda(bagian)})",
                bagian,
            ):
                isi = {nama: nilai or "" for nama, nilai in satu.items()}
                hasil[isi["no_rkm_medis"]] = PasienSana(isi["no_rkm_medis"], isi["no_peserta"], isi["no_tlp"])
        return hasil

    def yang_memeriksa(self) -> tuple[frozenset[str], frozenset[str]]:
        """The nip of all doctors, and of all other staff, in small letters."""
        dokter = frozenset(satu["nip"].lower() for satu in self._basis.baca("SELECT kd_dokter AS nip FROM dokter"))
        petugas = frozenset(satu["nip"].lower() for satu in self._basis.baca("SELECT nip FROM petugas"))
        return dokter, petugas - dokter


def kode_mobile_jkn(basis: Basis, tanggal: date) -> dict[str, str]:
    """mLITE: of a day the kodebooking that its own Mobile JKN service gave, by record number. Nothing has an index
    there: the whole table is read."""
    baris = basis.baca(
        "SELECT no_rkm_medis, kodebooking FROM mlite_antrian_referensi WHERE tanggal_periksa = %s", (tanggal,)
    )
    return {
        satu["no_rkm_medis"]: satu["kodebooking"].strip()
        for satu in baris
        if satu["no_rkm_medis"] and (satu["kodebooking"] or "").strip().upper().endswith("MJKN")
    }


def ppk_bpjs(basis: Basis) -> str:
    """mLITE: the hospital's own code at BPJS; empty where it is not set."""
    baris = basis.baca("SELECT value FROM mlite_settings WHERE module = 'settings' AND field = 'ppk_bpjs'")
    return (baris[0]["value"] or "").strip() if baris else ""


def baca_kunjungan(baris: Mapping[str, Any]) -> KunjunganSana | None:
    """A visit from its row; None for one that has no day, no patient, doctor or poli."""
    wajib = (baris["tgl_registrasi"], baris["no_rkm_medis"], baris["kd_dokter"], baris["kd_poli"])
    if not all(wajib):
        return None
    return KunjunganSana(
        no_rawat=baris["no_rawat"],
        no_reg=baris["no_reg"] or "",
        tanggal=baris["tgl_registrasi"],
        jam=baris["jam_reg"],
        kd_dokter=baris["kd_dokter"],
        kd_poli=baris["kd_poli"],
        norm=baris["no_rkm_medis"],
        stts=baris["stts"] or "",
        status_lanjut=baris["status_lanjut"] or "",
        kd_pj=baris["kd_pj"] or "",
        nobooking=baris.get("nobooking") or "",
        status_booking=baris.get("status_booking") or "",
        validasi=baris.get("validasi"),
        dikirim=baris["dikirim"],
        diterima=baris["diterima"],
        kembali=baris["kembali"],
    )


def rentang_kunci(dari: date, sampai: date) -> tuple[str, str]:
    """The no_rawat of days, from the first to before the last: they are ``yyyy/mm/dd/`` and digits, and ``0`` comes
    after ``/``."""
    return f"{dari:%Y/%m/%d}/", f"{sampai:%Y/%m/%d}0"


def _rentang_kode(tanggal: date) -> tuple[str, str]:
    """Our codes of a day: ``ddmmyyyy`` and letters."""
    return f"{awalan_booking(tanggal)}A", f"{awalan_booking(tanggal)}["


def _lebih_awal(isi: dict[str, Any], nama: str, saat: datetime | None) -> None:
    if saat is not None and (nama not in isi or saat < isi[nama]):
        isi[nama] = saat


def _booking(baris: Mapping[str, Any]) -> BookingSana:
    return BookingSana(
        baris["no_rkm_medis"],
        baris["tanggal_periksa"],
        *(baris[nama] or "" for nama in ("kd_dokter", "kd_poli", "no_reg", "kd_pj", "status")),
    )


def _tanda(nilai: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(nilai))


def _berapa(semua: Iterable[str]) -> Iterator[tuple[str, ...]]:
    dari = iter(semua)
    while bagian := tuple(islice(dari, SEKALI)):
        yield bagian
