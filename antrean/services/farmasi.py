"""Prescriptions and the pharmacy's line (sections 10 and 11)."""

from antrean.clock import Clock
from antrean.domain.antrean import KodeBooking
from antrean.domain.farmasi import AntreanFarmasi, StatusFarmasi
from antrean.domain.rs import RumahSakit
from antrean.errors import AntreanTidakDitemukan, KodeBookingTidakDitemukan
from antrean.store import Store, Write


def ambil(store: Store, clock: Clock, rs: RumahSakit, kodebooking: str, request_id: str, oleh: str) -> AntreanFarmasi:
    """A number at the pharmacy; again: the same.

    Raises:
        KodeBookingTidakDitemukan, ResepBelumTersedia: nothing was written.
    """
    return store.farmasi.ambil(rs.kode, _kode(kodebooking), Write(request_id, clock.now_ms(), oleh))


def status(store: Store, rs: RumahSakit, kodebooking: str) -> StatusFarmasi:
    """How the line stands.

    Raises:
        KodeBookingTidakDitemukan, FarmasiBelumDiambil.
    """
    return store.farmasi.status(rs.kode, _kode(kodebooking))


def resep(
    store: Store, clock: Clock, rs: RumahSakit, kodebooking: str, jenisresep: str, request_id: str, oleh: str
) -> None:
    """Say which kind of prescription a booking has.

    Raises:
        AntreanTidakDitemukan, FarmasiSudahDiambil: nothing was written.
    """
    try:
        kode = KodeBooking.baca(kodebooking)
    except ValueError:
        raise AntreanTidakDitemukan from None
    store.farmasi.resep(rs.kode, kode, jenisresep, Write(request_id, clock.now_ms(), oleh))


def panggil(
    store: Store, clock: Clock, rs: RumahSakit, jenisresep: str, request_id: str, oleh: str
) -> tuple[str, AntreanFarmasi] | None:
    """Call the next of today's numbers of a kind of prescription, with its kodebooking; None when nobody waits."""
    write = Write(request_id, clock.now_ms(), oleh)
    return store.farmasi.panggil(rs.kode, clock.today(rs.zona_waktu), jenisresep, write)


def _kode(kodebooking: str) -> KodeBooking:
    try:
        return KodeBooking.baca(kodebooking)
    except ValueError:
        raise KodeBookingTidakDitemukan from None
