"""Closing days and opening them again."""

from datetime import date

from antrean.clock import Clock
from antrean.domain.identitas import teks_sah
from antrean.domain.rs import RumahSakit
from antrean.errors import IsianSalah, PoliTidakDitemukan, StoreUnavailable
from antrean.store import Store, Write

ATTEMPTS = 50
TERPANJANG = 100


def tutup(
    store: Store,
    clock: Clock,
    rs: RumahSakit,
    tanggal: date,
    kodepoli: str,
    keterangan: str,
    batalkan: str,
    request_id: str,
    oleh: str,
) -> list[str]:
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
    if kodepoli and kodepoli not in store.jadwal.baca(rs.kode).poli:
        raise PoliTidakDitemukan
    for attempt in range(ATTEMPTS):
        hari_ini = clock.today(rs.zona_waktu)
        sesi = store.antrean.sesi_mulai(rs.kode, tanggal, tanggal)
        write = Write(f"{request_id}:{attempt}", clock.now_ms(), oleh)
        terkena = store.libur.tambah(rs.kode, tanggal, kodepoli, keterangan, batalkan, sesi, hari_ini, write)
        if terkena is not None:
            return sorted(terkena)
    raise StoreUnavailable


def buka(store: Store, clock: Clock, rs: RumahSakit, tanggal: date, kodepoli: str, request_id: str, oleh: str) -> bool:
    """Open it again; False if it was not closed."""
    write = Write(request_id, clock.now_ms(), oleh)
    return store.libur.hapus(rs.kode, tanggal, kodepoli, clock.today(rs.zona_waktu), write)
