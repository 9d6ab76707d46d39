"""Registering a patient whom Mobile JKN brings (section 7 of the catalogue)."""

from antrean.clock import Clock
from antrean.domain.pasien import PasienBaru
from antrean.domain.rs import RumahSakit
from antrean.store import Store, Write


def daftar(store: Store, clock: Clock, rs: RumahSakit, pasien: PasienBaru, request_id: str, oleh: str) -> str:
    """Register a new patient and return the record number.

    Raises:
        PasienSudahAda: the card or the NIK is known; nothing was written.
        StoreUnavailable: the outcome is unknown; the same request again settles it.
    """
    return store.pasien.baru(
        rs.kode,
        pasien,
        rs.kebijakan.format_norm,
        clock.today(rs.zona_waktu),
        Write(request_id, clock.now_ms(), oleh),
    )
