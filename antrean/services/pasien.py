"""Patients: those whom Mobile JKN brings (section 7), and those whom the hospital's own system knows."""

from collections.abc import Iterator, Sequence

from antrean.domain.pasien import Pasien, PasienBaru
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks
from antrean.services.pasien_impor import BATCH, angka_norm, milik_lain


def daftar(konteks: Konteks, pasien: PasienBaru) -> str:
    """Register a new patient and return the record number.

    Raises:
        PasienSudahAda: the card or the NIK is known; nothing was written.
        StoreUnavailable: the outcome is unknown; the same request again settles it.
    """
    rs = konteks.rs
    return konteks.store.pasien.baru(rs.kode, pasien, rs.kebijakan.format_norm, konteks.hari_ini, konteks.write)


def simpan(konteks: Konteks, pasien: Sequence[tuple[int, Pasien]]) -> Iterator[tuple[int, BarisSalah]]:
    """Insert or update patients by norm, each with the number of its row; yields the rows that cannot be taken.

    Raises:
        StoreUnavailable: the same call again goes on.
    """
    rs = konteks.rs
    tunggal = []
    pertama: dict[tuple[str, str], int] = {}
    for ke, satu in pasien:
        nilai = (("norm", satu.norm), ("nik", satu.nik), ("nomorkartu", satu.nomorkartu))
        ganda = next((bidang for bidang, isi in nilai if isi and (bidang, isi) in pertama), None)
        if ganda:
            isi = dict(nilai)[ganda]
            yield ke, BarisSalah(ganda, isi, f"row {pertama[ganda, isi]} has it already")
        else:
            pertama |= dict.fromkeys(nilai, ke)
            tunggal.append((ke, satu))
    for awal in range(0, len(tunggal), BATCH):
        batch = tunggal[awal : awal + BATCH]
        percobaan = 0
        while batch:
            tertinggi = max(angka_norm(satu.norm, rs.kebijakan.format_norm) for _, satu in batch)
            salah = konteks.store.pasien.impor(
                rs.kode, [satu for _, satu in batch], tertinggi, f"{awal}-{percobaan}", konteks.write
            )
            if salah is None:
                break
            ke, satu = batch.pop(salah.ke)
            yield ke, milik_lain(satu, salah.bidang, salah.norm)
            percobaan += 1
