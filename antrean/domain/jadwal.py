"""A hospital's schedule: rows by weekday or date, and the sessions of a day that follow from them."""

import itertools
import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from antrean.domain.waktu import JamPraktek

KUOTA_TERBANYAK = 9999

POLA_HURUF = "[A-Z]{1,3}"

_HURUF = re.compile(POLA_HURUF)


def huruf_sah(teks: str) -> bool:
    """The letters of a session: one to three capitals."""
    return _HURUF.fullmatch(teks) is not None


def semua_huruf() -> Iterator[str]:
    """A … Z, AA … ZZ, AAA … ZZZ: the letters in the order in which sessions get them."""
    for panjang in (1, 2, 3):
        for huruf in itertools.product(string.ascii_uppercase, repeat=panjang):
            yield "".join(huruf)


def nomor_antrean(huruf: str, angka: int) -> str:
    """A number as patients see it, ``A-12``; ``-`` for none."""
    return f"{huruf}-{angka}" if angka else "-"


def spm_bawaan(jam: JamPraktek, kuota: int) -> int:
    """Service milliseconds per patient where a schedule names none: the session's length by its whole quota."""
    return (jam.selesai - jam.mulai) * 60_000 // max(kuota, 1)


def bagi(kapasitas: int, persen: int) -> tuple[int, int]:
    """A capacity as the quotas of JKN and of others: JKN's is the share of it, rounded up to whole patients."""
    kuotajkn = -(-kapasitas * persen // 100)
    return kuotajkn, kapasitas - kuotajkn


def sisa_tampak(bersama: bool, kuota: tuple[int, int], sisa: tuple[int, int]) -> tuple[int, int]:
    """What is left for JKN and other patients, as they are told: never more than their quota, never below 0.

    Args:
        bersama: both kinds share the places.
        sisa: of each kind's own places.
    """
    milik = kuota if bersama else sisa
    return max(min(milik[0], sum(sisa)), 0), max(min(milik[1], sum(sisa)), 0)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """What letters belong to for ever: a poli's doctor at one hour, on whatever day."""

    kodepoli: str
    kodedokter: int
    jampraktek: JamPraktek

    @classmethod
    def baca(cls, teks: str) -> "Slot":
        """The inverse of ``str``."""
        kodepoli, kodedokter, jam = teks.split(":", 2)
        return cls(kodepoli, int(kodedokter), JamPraktek.baca(jam))

    def __str__(self) -> str:
        return f"{self.kodepoli}:{self.kodedokter}:{self.jampraktek}"


@dataclass(frozen=True, slots=True, order=True)
class KunciSesi:
    """What names a session: a slot on a date."""

    tanggal: date
    slot: Slot

    @classmethod
    def baca(cls, teks: str) -> "KunciSesi":
        """The inverse of ``str``."""
        tanggal, slot = teks.split(":", 1)
        return cls(date.fromisoformat(tanggal), Slot.baca(slot))

    def __str__(self) -> str:
        return f"{self.tanggal.isoformat()}:{self.slot}"


@dataclass(frozen=True, slots=True)
class BarisJadwal:
    """One row of the schedule.

    Attributes:
        hari: ``1`` (Monday) to ``7``, or a date yyyy-mm-dd.
        spm: service milliseconds per patient, see ``spm_bawaan``.
        huruf: the session's letters; empty until they are given out.
    """

    hari: str
    slot: Slot
    kuotajkn: int
    kuotanonjkn: int
    spm: int
    huruf: str = ""

    @property
    def tanggal(self) -> date | None:
        """The date that the row is for, or None for a row of every week."""
        return date.fromisoformat(self.hari) if len(self.hari) > 1 else None


def dengan_kapasitas(baris: BarisJadwal, kapasitas: int, persen: int, lama: Sequence[BarisJadwal]) -> BarisJadwal:
    """A row for a session of which elsewhere only the whole capacity is known.

    Args:
        persen: JKN's share.
        lama: rows that we have of these hours: quotas and pace of the first that has the capacity stay as somebody set
            them.
    """
    for satu in lama:
        if satu.kuotajkn + satu.kuotanonjkn == kapasitas:
            return replace(baris, kuotajkn=satu.kuotajkn, kuotanonjkn=satu.kuotanonjkn, spm=satu.spm)
    # A pace that somebody set stays; one that followed from the quotas follows from the new ones.
    diatur = (s.spm for s in lama if s.spm != spm_bawaan(s.slot.jampraktek, s.kuotajkn + s.kuotanonjkn))
    spm = next(diatur, spm_bawaan(baris.slot.jampraktek, kapasitas))
    kuotajkn, kuotanonjkn = bagi(kapasitas, persen)
    return replace(baris, kuotajkn=kuotajkn, kuotanonjkn=kuotanonjkn, spm=spm)


@dataclass(frozen=True, slots=True)
class Jadwal:
    """The whole schedule of a hospital as stored: ``baris`` by (hari, kodepoli), names, and letters by slot;
    ``huruf_lama`` are letters in codes of the system before, which no slot gets."""

    baris: dict[tuple[str, str], tuple[BarisJadwal, ...]]
    poli: dict[str, str]
    dokter: dict[int, str]
    huruf: dict[Slot, str]
    pemilik_huruf: dict[str, Slot]
    versi: str
    huruf_lama: frozenset[str] = frozenset()

    def pada(self, tanggal: date) -> dict[Slot, BarisJadwal]:
        """The rows in force on a date: a date's rows of a doctor in a poli replace the weekly ones of both."""
        berlaku: dict[Slot, BarisJadwal] = {}
        for kodepoli in self.poli:
            bertanggal = self.baris.get((tanggal.isoformat(), kodepoli), ())
            diganti = {baris.slot.kodedokter for baris in bertanggal}
            mingguan = self.baris.get((str(tanggal.isoweekday()), kodepoli), ())
            for baris in (*bertanggal, *(b for b in mingguan if b.slot.kodedokter not in diganti)):
                berlaku[baris.slot] = baris
        return berlaku


@dataclass(frozen=True, slots=True)
class Sesi:
    """A session as it stands in the store.

    Attributes:
        lompat: numbers that no booking has, as ranges: records of them are gone, so they are not given again.
        hurufdipanggil: the letters of the number that was called last, where those are a guest's.
        tamu: how often a booking came from a session of other letters.
        sisajkn, sisanonjkn: what is left of each kind's own places; below 0 where it took some of the other's.
        bebas: numbers that no booking has yet, as ranges: passed over where a higher one was taken by its number.
        bersama: one kind took places of the other's, as the policy ``kuota=bersama`` allows.
    """

    kunci: KunciSesi
    namapoli: str
    namadokter: str
    huruf: str
    spm: int
    kuotajkn: int
    kuotanonjkn: int
    sisajkn: int
    sisanonjkn: int
    angkaterakhir: int
    angkadipanggil: int
    dibuka: bool
    lompat: tuple[tuple[int, int], ...] = ()
    hurufdipanggil: str = ""
    tamu: int = 0
    bebas: tuple[tuple[int, int], ...] = ()
    bersama: bool = False

    @property
    def anggotadipanggil(self) -> int | str:
        """Who was called last, as ``Booking.anggota`` has it; 0 where nobody was."""
        return f"{self.hurufdipanggil}{self.angkadipanggil:03d}" if self.hurufdipanggil else self.angkadipanggil

    @property
    def nomordipanggil(self) -> str:
        """The number that was called last as patients see it, ``A-12``; ``-`` where nobody was."""
        return nomor_antrean(self.hurufdipanggil or self.huruf, self.angkadipanggil)

    def tampak(self, bersama: bool) -> "Sesi":
        """With what is left as it is told.

        Args:
            bersama: the hospital's policy: both kinds of patients share the places.
        """
        jkn, nonjkn = sisa_tampak(bersama, (self.kuotajkn, self.kuotanonjkn), (self.sisajkn, self.sisanonjkn))
        return replace(self, sisajkn=jkn, sisanonjkn=nonjkn)
