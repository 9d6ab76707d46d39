"""Prescriptions and the pharmacy's line (sections 10 and 11)."""

from datetime import date

from antrean.domain.antrean import KodeBooking
from antrean.domain.farmasi import AntreanFarmasi, StatusFarmasi
from antrean.errors import AntreanTidakDitemukan, KodeBookingTidakDitemukan
from antrean.services.kode import menurut_kode
from antrean.services.konteks import Konteks


def ambil(konteks: Konteks, kodebooking: str) -> AntreanFarmasi:
    """A number at the pharmacy; again: the same.

    Raises:
        KodeBookingTidakDitemukan, ResepBelumTersedia: nothing was written.
    """
    store, rs = konteks.store.farmasi, konteks.rs
    return menurut_kode(
        konteks, kodebooking, lambda kode: store.ambil(rs.kode, _kode(kode), konteks.hari_ini, konteks.write)
    )


def status(konteks: Konteks, kodebooking: str) -> StatusFarmasi:
    """How the line stands.

    Raises:
        KodeBookingTidakDitemukan, FarmasiBelumDiambil.
    """
    store, rs = konteks.store.farmasi, konteks.rs
    return menurut_kode(konteks, kodebooking, lambda kode: store.status(rs.kode, _kode(kode), konteks.hari_ini))


def resep(konteks: Konteks, kodebooking: str, jenisresep: str) -> str:
    """Say which kind of prescription a booking has; its kodebooking. A number that waits at the pharmacy becomes one of
    that kind.

    Raises:
        AntreanTidakDitemukan, FarmasiSudahDiambil: the number was called already; nothing was written.
    """
    store, rs = konteks.store.farmasi, konteks.rs

    def catat(teks: str) -> str:
        try:
            kode = KodeBooking.baca(teks)
        except ValueError:
            raise AntreanTidakDitemukan from None
        store.resep(rs.kode, kode, jenisresep, konteks.hari_ini, konteks.write)
        return str(kode)

    return menurut_kode(konteks, kodebooking, catat)


def panggil(
    konteks: Konteks, jenisresep: str, nomor: int | None = None, hari: date | None = None
) -> tuple[str, AntreanFarmasi] | None:
    """Call the next number of a kind of prescription, with its kodebooking; None when nobody waits.

    Args:
        nomor: call this one, once more where it was called already.
        hari: the day of that number, for each day's begin at 1; None: today, or yesterday where today has none.

    Raises:
        AntreanTidakDitemukan: nobody has it; nothing was written.
    """
    rs, hari_ini = konteks.rs, konteks.hari_ini
    return konteks.store.farmasi.panggil(rs.kode, hari_ini, jenisresep, nomor, konteks.write, hari)


def _kode(kodebooking: str) -> KodeBooking:
    try:
        return KodeBooking.baca(kodebooking)
    except ValueError:
        raise KodeBookingTidakDitemukan from None
