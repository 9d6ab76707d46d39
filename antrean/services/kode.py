"""A booking by the code that somebody has of it: ours, or that of the system before, or of the one beside."""

from collections.abc import Callable
from typing import TypeVar

from antrean.domain.antrean import KODE_TERPANJANG, KodeBooking
from antrean.domain.identitas import rapikan_kode
from antrean.errors import AntreanTidakDitemukan, KodeBookingTidakDitemukan
from antrean.services.konteks import Konteks

T = TypeVar("T")

# With what a scanner or a clerk puts around a code.
_TERPANJANG = 2 * KODE_TERPANJANG


def menurut_kode(konteks: Konteks, kodebooking: str, lakukan: Callable[[str], T]) -> T:
    """Do something with a booking. Only where no session of ours can have that code it is looked for as one of the
    system before: an import takes no other.

    Raises:
        AntreanTidakDitemukan, KodeBookingTidakDitemukan: nobody has it.
        AntreanError: whatever else ``lakukan`` raises.
    """
    try:
        return lakukan(kodebooking)
    except (AntreanTidakDitemukan, KodeBookingTidakDitemukan):
        milik = kode_sini(konteks, kodebooking)
        if milik in ("", rapikan_kode(kodebooking)):
            raise
        return lakukan(milik)


def kode_sini(konteks: Konteks, kodebooking: str) -> str:
    """Our code of a booking: the one that is given, where it is one of ours by its form and its letters, else that of
    what has it in the system before or beside; empty where nothing has."""
    if len(kodebooking) > _TERPANJANG:
        return ""
    try:
        kode = KodeBooking.baca(kodebooking)
        if konteks.store.kunjungan.tempat.dikenal(konteks.rs.kode, kode.huruf):
            return str(kode)
    except ValueError:
        pass
    return konteks.store.antrean.kode_lama(konteks.rs.kode, kodebooking)


def catat_kode(konteks: Konteks, kodebooking: str, kodelama: str, dulu: str = "") -> None:
    """Note under which code the system beside has a booking of ours at BPJS.

    Args:
        dulu: the one that it has, which changes only until BPJS has taken something under it.

    Raises:
        AntreanTidakDitemukan: it is cancelled, or gone.
        KodeLamaTerpakai: it has another, or another booking that stands has this one, or another patient's under which
            BPJS has heard something, or may yet. Nothing was written.
    """
    kode = KodeBooking.baca(kodebooking)
    konteks.store.antrean.beri_kode_lama(konteks.rs.kode, kode, kodelama, dulu, konteks.write)
