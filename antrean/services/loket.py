"""What a counter looks for: a booking or a patient, by whatever is at hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.identitas import norm_sah, rapikan_kode
from antrean.domain.pasien import Pasien
from antrean.services.kode import kode_sini
from antrean.services.konteks import Konteks

# By which a scanner says what kind of code it has read (ISO/IEC 15424).
_PEMINDAI = re.compile(r"^\][A-Z][0-9A-Z]")
# Anywhere in the text: a scanner may put something of its own before it.
_KODE = re.compile(r"[0-9]{8}[A-Z]{1,3}[0-9]{3,6}")
_NIK = re.compile(r"(?<![0-9])[0-9]{16}(?![0-9])")
_KARTU = re.compile(r"(?<![0-9])[0-9]{11,13}(?![0-9])")
_NOMOR = re.compile(r"([A-Z]{1,3})[ -]?([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Temuan:
    """What was found.

    Attributes:
        booking: today's, or the one whose code was given; the active ones first.
        norm: the patient's record, where it was a patient's number; empty otherwise.
    """

    booking: Sequence[Booking]
    norm: str = ""


def cari(konteks: Konteks, teks: str, dibawa: bool = False) -> Temuan:
    """Find by kodebooking, a number of today, a card, a NIK or a record number, as it is typed or scanned; by the code
    of the system before, or the one beside, where it is nothing of these.

    Args:
        dibawa: only by what patients carry with them: a kodebooking, a card, a NIK.
    """
    teks = rapikan_pindaian(teks)
    kode = _KODE.search(teks)
    found = Temuan(berkode(konteks, kode[0])) if kode else _bernomor(konteks, teks, dibawa)
    return found if found.booking or found.norm else Temuan(berkode(konteks, teks))


def rapikan_pindaian(teks: str) -> str:
    """What a scanner has read, or somebody has typed, as it is looked for."""
    return _PEMINDAI.sub("", rapikan_kode(teks))


def berkode(konteks: Konteks, teks: str) -> list[Booking]:
    """The booking of a code, ours or that of the system before or beside; none where nothing has it."""
    kode = kode_sini(konteks, teks)
    return konteks.store.antrean.booking(konteks.rs.kode, [KodeBooking.baca(kode)]) if kode else []


def _bernomor(konteks: Konteks, teks: str, dibawa: bool) -> Temuan:
    store, kode_rs = konteks.store, konteks.rs.kode
    nik, kartu = _NIK.search(teks), _KARTU.search(teks)
    if nik or kartu:
        dicari = Pasien("", nik[0] if nik else "", "" if nik or not kartu else kartu[0])
        (pemilik,) = store.pasien.pemilik(kode_rs, [dicari])
        norm = pemilik[0 if nik else 1]
        return Temuan(milik(konteks, norm), norm) if norm else Temuan(())
    if dibawa:
        return Temuan(())
    if nomor := _NOMOR.fullmatch(teks):
        satu = KodeBooking(konteks.hari_ini, nomor[1], int(nomor[2]))
        if found := store.antrean.booking(kode_rs, [satu]):
            return Temuan(found)
    if not norm_sah(teks):
        return Temuan(())
    ada = store.pasien.ada(kode_rs, teks)
    return Temuan(milik(konteks, teks), teks) if ada else Temuan(())


def milik(konteks: Konteks, norm: str) -> list[Booking]:
    """A patient's bookings of today, the active ones first."""
    semua = konteks.store.antrean.pada(konteks.rs.kode, konteks.hari_ini)
    return sorted((satu for satu in semua if satu.norm == norm), key=lambda satu: not satu.aktif)
