"""Closing days and opening them again."""

from datetime import date

from antrean.domain.identitas import teks_sah
from antrean.errors import IsianSalah, PoliTidakDitemukan, StoreUnavailable
from antrean.services.konteks import Konteks

ATTEMPTS = 50
TERPANJANG = 100


def tutup(konteks: Konteks, tanggal: date, kodepoli: str, keterangan: str, batalkan: str) -> list[str]:
    """Close a day, or one poli on a day, and say which bookings that concerns (those not yet called).

    Args:
        kodepoli: empty for the whole hospital.
        batalkan: why these bookings are cancelled in the same step; empty: they stay.

    Raises:
        PoliTidakDitemukan: there is no such poli.
        IsianSalah: a reason that is empty, too long or not printable.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    for nama, teks, boleh_kosong in (("keterangan", keterangan, False), ("batalkan", batalkan, True)):
        if (not teks.strip() and (teks or not boleh_kosong)) or not teks_sah(teks, TERPANJANG):
            raise IsianSalah(f"{nama} harus 1 sampai {TERPANJANG} huruf yang dapat dicetak", nama)
    store, kode_rs = konteks.store, konteks.rs.kode
    if kodepoli and kodepoli not in store.jadwal.baca(kode_rs).poli:
        raise PoliTidakDitemukan
    for attempt in range(ATTEMPTS):
        sesi = store.antrean.sesi_mulai(kode_rs, tanggal, tanggal)
        write = konteks.write.attempt(attempt)
        terkena = store.libur.tambah(kode_rs, tanggal, kodepoli, keterangan, batalkan, sesi, konteks.hari_ini, write)
        if terkena is not None:
            return sorted(terkena)
    raise StoreUnavailable


def buka(konteks: Konteks, tanggal: date, kodepoli: str) -> bool:
    """Open it again; False if it was not closed."""
    return konteks.store.libur.hapus(konteks.rs.kode, tanggal, kodepoli, konteks.hari_ini, konteks.write)
