"""Patients: those whom Mobile JKN brings (section 7), and those whom the hospital's own system knows."""

from collections.abc import Sequence

from antrean.domain.pasien import PasienBaru
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks
from antrean.services.pasien_impor import Baris, Impor


def daftar(konteks: Konteks, pasien: PasienBaru) -> str:
    """Register a new patient and return the record number.

    Raises:
        PasienSudahAda: the card or the NIK is known; nothing was written.
        StoreUnavailable: the outcome is unknown; the same request again settles it.
    """
    rs = konteks.rs
    return konteks.store.pasien.baru(rs.kode, pasien, rs.kebijakan.format_norm, konteks.hari_ini, konteks.write)


def simpan(konteks: Konteks, pasien: Sequence[Baris]) -> list[tuple[int, BarisSalah]]:
    """Insert or update patients by norm, each with the number of its row; returns the rows that cannot be taken.

    Raises:
        StoreUnavailable: the same call again goes on.
    """
    with Impor(konteks, "row") as impor:
        impor.periksa(pasien)
        impor.simpan(pasien)
        return list(impor.salah())
