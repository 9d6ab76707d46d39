"""Patients: those whom Mobile JKN brings (section 7), and those whom the hospital's own system knows."""

from collections.abc import Sequence
from datetime import date, timedelta

from antrean.domain.pasien import PasienBaru
from antrean.errors import IsianSalah, StoreUnavailable
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks
from antrean.services.pasien_impor import Baris, Impor

ATTEMPTS = 50


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


def hapus(konteks: Konteks, norm: str) -> int:
    """Erase a patient, with the identity numbers in the bookings that are kept; returns how many bookings those are.

    Raises:
        NormTidakAda: nobody has that record number.
        MasihAdaAntrean: bookings of today or later are active; nothing was written.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    store, kode_rs = konteks.store.pasien, konteks.rs.kode
    for _ in range(ATTEMPTS):
        jumlah = store.hapus(kode_rs, norm, _hari(konteks), konteks.hari_ini, konteks.write)
        if jumlah is not None:
            return jumlah
    raise StoreUnavailable


def gabung(konteks: Konteks, norm: str, ke: str) -> int:
    """Let one patient's record go into another of the same patient, with its bookings; returns how many those are.

    Raises:
        IsianSalah: both are the same record.
        NormTidakAda: nobody has one of the record numbers.
        NomorBerbeda: both have a NIK or a card, and not the same; nothing was written.
        GabungDuaAntrean: they would have two active bookings against the policy; nothing was written.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    if norm == ke:
        raise IsianSalah("ke adalah norm yang sama", "ke")
    store, rs = konteks.store.pasien, konteks.rs
    for _ in range(ATTEMPTS):
        hari = _hari(konteks)
        jumlah = store.gabung(rs.kode, norm, ke, rs.kebijakan.duplikat, hari, konteks.hari_ini, konteks.write)
        if jumlah is not None:
            return jumlah
    raise StoreUnavailable


def _hari(konteks: Konteks) -> list[date]:
    """Every date that may have a booking or a form of a patient. One that has no session yet may get one meanwhile."""
    store, rs, hari_ini = konteks.store, konteks.rs, konteks.hari_ini
    terpakai = store.antrean.tanggal_terpakai(rs.kode)
    mendatang = (hari_ini + timedelta(days=n) for n in range(1, int(rs.kebijakan.hari_maks) + 2))
    return sorted({*terpakai, *store.pasien.hari_disimpan(hari_ini), *mendatang})
