"""A request for a queue number, and what it becomes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from string import digits
from typing import Self

from antrean.domain.identitas import rapikan_kode
from antrean.domain.jadwal import Slot, nomor_antrean

MOBILE_JKN = "mjkn"
"""Who asks, where it is Mobile JKN."""
KONEKTOR = "konektor/"
"""How who asks begins, where another system beside ours has decided it."""

TASK = (1, 2, 3, 4, 5, 6, 7, 99)

KODE_TERPANJANG = 40
"""Characters of a kodebooking that may be another system's: mLITE's have 32."""
_KODE_BOOKING = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})([A-Z]{1,3})([0-9]{3,6})")
_NOMOR = re.compile(r"([A-Z]{1,3})-?([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class KodeBooking:
    """What a kodebooking says: the date, the session's letters and the number."""

    tanggal: date
    huruf: str
    angka: int

    @classmethod
    def baca(cls, teks: str) -> Self:
        """Read ``ddmmyyyy``, letters, number, in capitals or not.

        Raises:
            ValueError: another shape, or a day that does not exist.
        """
        teks = rapikan_kode(teks)
        cocok = _KODE_BOOKING.fullmatch(teks)
        if cocok is None:
            raise ValueError(f"{teks!r} is not a kodebooking")
        hari, bulan, tahun, huruf, angka = cocok.groups()
        kode = cls(date(int(tahun), int(bulan), int(hari)), huruf, int(angka))
        if str(kode) != teks:
            raise ValueError(f"{teks!r} is not how a kodebooking is written")
        return kode

    @property
    def nomorantrean(self) -> str:
        return nomor_antrean(self.huruf, self.angka)

    def __str__(self) -> str:
        return f"{awalan_booking(self.tanggal)}{self.huruf}{self.angka:03d}"


def awalan_booking(tanggal: date) -> str:
    """``ddmmyyyy``, how the kodebooking of a date begin."""
    return f"{tanggal.day:02d}{tanggal.month:02d}{tanggal.year:04d}"


@dataclass(frozen=True, slots=True)
class PermintaanAntrean:
    """A patient asks for a number (section 3). Empty text: not given. Identity numbers stay out of ``repr``.

    ``norm`` decides only where neither number is given; beside them it is a guess of whose they are. ``angkaantrean``
    is the number that was given elsewhere; 0: the next one. ``kodelama`` is the booking's code in the system before.
    """

    slot: Slot
    tanggalperiksa: date
    jeniskunjungan: int
    nik: str = field(default="", repr=False)
    nomorkartu: str = field(default="", repr=False)
    nohp: str = field(default="", repr=False)
    nomorreferensi: str = field(default="", repr=False)
    norm: str = field(default="", repr=False)
    angkaantrean: int = 0
    kodelama: str = ""

    @property
    def jenis(self) -> str:
        """Which quota is used: ``jkn``, or ``nonjkn`` where no card is given."""
        return "jkn" if self.nomorkartu else "nonjkn"


@dataclass(frozen=True, slots=True)
class AntreanDiambil:
    """A number was taken. ``estimasidilayani`` is in epoch milliseconds."""

    kodebooking: str
    huruf: str
    angkaantrean: int
    norm: str = field(repr=False)
    namapoli: str
    namadokter: str
    estimasidilayani: int
    sisakuotajkn: int
    kuotajkn: int
    sisakuotanonjkn: int
    kuotanonjkn: int
    terukur: bool

    @property
    def nomorantrean(self) -> str:
        return nomor_antrean(self.huruf, self.angkaantrean)


def baca_nomor(teks: str) -> str:
    """A number as patients see it, ``A-12``, as a session's lines have a guest's: ``A012``.

    Raises:
        ValueError: another shape.
    """
    cocok = _NOMOR.fullmatch(rapikan_kode(teks))
    if cocok is None:
        raise ValueError(f"{teks!r} is not a number such as A-12")
    return f"{cocok[1]}{int(cocok[2]):03d}"


def kode_anggota(tanggal: date, huruf: str, anggota: int | str) -> KodeBooking:
    """The kodebooking of one in the lines of a session of these letters, as ``Booking.anggota`` has it."""
    if isinstance(anggota, int):
        return KodeBooking(tanggal, huruf, anggota)
    milik = anggota.rstrip(digits)
    return KodeBooking(tanggal, milik, int(anggota.removeprefix(milik)))


@dataclass(frozen=True, slots=True)
class StatusSesi:
    """How a session stands (section 2)."""

    namapoli: str
    namadokter: str
    totalantrean: int
    sisaantrean: int
    antreanpanggil: str
    sisakuotajkn: int
    kuotajkn: int
    sisakuotanonjkn: int
    kuotanonjkn: int
    terukur: bool


@dataclass(frozen=True, slots=True)
class SisaAntrean:
    """How a booking stands in its line (section 4). ``waktutunggu`` is in seconds."""

    nomorantrean: str
    namapoli: str
    namadokter: str
    sisaantrean: int
    antreanpanggil: str
    waktutunggu: int
    terukur: bool


@dataclass(frozen=True, slots=True)
class Riwayat:
    """One thing that happened to a booking: what, when (epoch ms), by whom."""

    jenis: str
    waktu: int
    oleh: str


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking as it stands in the store (lua/lib/booking.lua writes it).

    Attributes:
        slot: the session that it is in.
        klaim_lain: what it claims besides its norm: ``nik:…`` or ``kartu:…`` where the patient's record has another.
        task: task id → epoch ms, of those that were recorded.
        datang: the check-in, epoch ms; 0 where there is none.
        hari_farmasi: the day of its pharmacy number, if it has one.
        asal: the session that it was made in.
        tamu: what its session's lines have it by, where that has other letters: ``A012``; else empty.
        kodelama: its code in the system before, or the one beside, by which BPJS and the patient know it; empty where
            it has none.
        karena_tutup: it was cancelled by closing its session, and would come back with it.
    """

    kodebooking: str
    tanggalperiksa: date
    slot: Slot
    angkaantrean: int
    jenis: str
    status: str
    norm: str = field(repr=False)
    nik: str = field(repr=False)
    nomorkartu: str = field(repr=False)
    nomorreferensi: str = field(repr=False)
    klaim_lain: tuple[str, ...] = field(repr=False)
    nohp: str = field(repr=False)
    jeniskunjungan: int
    baru: bool
    sumber: str
    estimasidilayani: int
    datang: int
    task: Mapping[int, int]
    alasan: str
    resep: str
    farmasi: int
    hari_farmasi: date
    riwayat: tuple[Riwayat, ...]
    asal: Slot
    tamu: str = ""
    kodelama: str = ""
    karena_tutup: bool = False

    @property
    def nomorantrean(self) -> str:
        return KodeBooking.baca(self.kodebooking).nomorantrean

    @property
    def huruf(self) -> str:
        """The letters of its number."""
        return KodeBooking.baca(self.kodebooking).huruf

    @property
    def anggota(self) -> int | str:
        """What its session's lines have it by."""
        return self.tamu or self.angkaantrean

    @property
    def kode_bpjs(self) -> str:
        """The code under which BPJS knows it."""
        return self.kodelama or self.kodebooking

    @property
    def dari_sana(self) -> bool:
        """It began in the system beside ours."""
        return bool(self.riwayat) and self.riwayat[0].oleh.startswith(KONEKTOR)

    @property
    def ditambah_sana(self) -> bool:
        """It is the system beside that adds it at BPJS, when the patient's SEP is made: only there the referral is
        known, without which BPJS takes no patient of JKN's."""
        return self.dari_sana and self.jenis == "jkn" and not self.nomorreferensi

    @property
    def urutan(self) -> tuple[int, str, int]:
        """By which the bookings of a date are listed: A, B, … Z, AA, then the number."""
        huruf = KodeBooking.baca(self.kodebooking).huruf
        return len(huruf), huruf, self.angkaantrean

    @property
    def aktif(self) -> bool:
        """Not cancelled."""
        return self.status != "batal"

    @property
    def menunggu(self) -> bool:
        """Not yet called."""
        return self.aktif and 4 not in self.task

    @property
    def dilayani(self) -> bool:
        """Called, and not yet served."""
        return self.aktif and 4 in self.task and 5 not in self.task

    @property
    def menunggu_farmasi(self) -> bool:
        """Has a number at the pharmacy, and was not called there."""
        return self.aktif and self.farmasi > 0 and all(satu.jenis != "farmasi_panggil" for satu in self.riwayat)

    @property
    def selesai(self) -> bool:
        """Served (task 5)."""
        return self.aktif and 5 in self.task

    @property
    def keadaan(self) -> str:
        """One word for people: batal, selesai, dilayani, hadir or terdaftar."""
        if not self.aktif:
            return "batal"
        if self.menunggu:
            return "hadir" if self.datang else "terdaftar"
        return "dilayani" if self.dilayani else "selesai"
