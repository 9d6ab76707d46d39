"""Closing days and opening them again."""

from datetime import date

from antrean.domain.identitas import teks_sah
from antrean.domain.jadwal import Slot
from antrean.domain.libur import kodepoli_dari, meliputi
from antrean.errors import (
    DokterTidakDikenal,
    IsianSalah,
    JadwalTidakAda,
    LiburTidakAda,
    PoliTidakDitemukan,
    StoreUnavailable,
)
from antrean.services import jadwal
from antrean.services.konteks import Konteks
from antrean.store.libur import Pemulihan

ATTEMPTS = 50
TERPANJANG = 100
BUKAN_TEKS = f"{{nama}} harus 1 sampai {TERPANJANG} huruf yang dapat dicetak"
BUKAN_ALASAN = (
    "{nama} harus berupa alasan yang dibaca pasien, misalnya: Dokter sakit. Pembatalan diminta dengan "
    "batalkan=ya dan alasan"
)

_SAKELAR = (
    *("ya", "iya", "tidak", "jangan", "bukan", "benar", "salah", "batal", "batalkan", "kosong"),
    *("yes", "true", "false", "none", "null", "undefined", "cancel"),
)
_HURUF_PALING_SEDIKIT = 4


def alasan_batal(batalkan: str, alasan: str) -> str:
    """Why the bookings of a closed day are cancelled, from what was asked: ``batalkan=ya`` with an ``alasan``, or the
    reason itself as ``batalkan``. Empty: they stay.

    Raises:
        IsianSalah: a word for yes or no where a reason should stand, or a reason without the wish to cancel.
    """
    if batalkan.strip().casefold() == "ya":
        if not alasan:
            raise IsianSalah("alasan belum diisi: batalkan=ya meminta alasan yang dibaca pasien", "alasan")
        return _alasan("alasan", alasan)
    if alasan:
        raise IsianSalah("alasan hanya berlaku bersama batalkan=ya", "alasan")
    return _alasan("batalkan", batalkan) if batalkan else ""


def _alasan(nama: str, teks: str) -> str:
    periksa_teks(nama, teks)
    if sum(c.isalpha() for c in teks) < _HURUF_PALING_SEDIKIT or teks.strip(" .!?").casefold() in _SAKELAR:
        raise IsianSalah(BUKAN_ALASAN.format(nama=nama), nama)
    return teks


def periksa_teks(nama: str, teks: str) -> None:
    """Raises IsianSalah for a text that is empty, too long or not printable."""
    if not teks.strip() or not teks_sah(teks, TERPANJANG):
        raise IsianSalah(BUKAN_TEKS.format(nama=nama), nama)


def tutup(konteks: Konteks, tanggal: date, cakupan: str, keterangan: str, batalkan: str) -> list[str]:
    """Close a day, or a part of it, and say which bookings that concerns (those not yet called).

    Args:
        cakupan: which sessions, see ``antrean.domain.libur.meliputi``.
        batalkan: why these bookings are cancelled in the same step (``alasan_batal``); empty: they stay.

    Raises:
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session that day.
        IsianSalah: a reason that is empty, too long or not printable.
        TanggalLewat: ``batalkan`` on a past day, which nobody could take back; nothing was written.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    periksa_teks("keterangan", keterangan)
    if batalkan:
        _alasan("batalkan", batalkan)
    cakupan = cakupan_kini(konteks, tanggal, cakupan)
    store, kode_rs = konteks.store, konteks.rs.kode
    for attempt in range(ATTEMPTS):
        sesi = store.antrean.sesi_mulai(kode_rs, tanggal, tanggal)
        write = konteks.write.attempt(attempt)
        terkena = store.libur.tambah(kode_rs, tanggal, cakupan, keterangan, batalkan, sesi, konteks.hari_ini, write)
        if terkena is not None:
            return sorted(terkena)
    raise StoreUnavailable


def buka(konteks: Konteks, tanggal: date, cakupan: str) -> bool:
    """Open it again; False if it was not closed."""
    libur, kode_rs = konteks.store.libur, konteks.rs.kode
    if libur.hapus(kode_rs, tanggal, cakupan, konteks.hari_ini, konteks.write):
        return True
    kini = _bernama(konteks, cakupan)[1:]
    return any(libur.hapus(kode_rs, tanggal, satu, konteks.hari_ini, konteks.write) for satu in kini)


def pulihkan(konteks: Konteks, tanggal: date, cakupan: str) -> Pemulihan:
    """Take a closing back: it is open again, and the bookings that were cancelled by closing these sessions stand as
    before, where place and patient are still free.

    Raises:
        TanggalLewat: the day is past.
        LiburTidakAda: it is not closed, and none of its bookings was cancelled so.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    try:
        return _pulihkan(konteks, tanggal, cakupan)
    except LiburTidakAda:
        for satu in _bernama(konteks, cakupan)[1:]:
            try:
                return _pulihkan(konteks, tanggal, satu)
            except LiburTidakAda:
                continue
        raise


def _pulihkan(konteks: Konteks, tanggal: date, cakupan: str) -> Pemulihan:
    store, rs = konteks.store, konteks.rs
    for attempt in range(ATTEMPTS):
        sesi = store.antrean.sesi_mulai(rs.kode, tanggal, tanggal)
        write = konteks.write.attempt(attempt)
        aturan = rs.kebijakan
        hasil = store.libur.pulihkan(
            rs.kode, tanggal, cakupan, aturan.duplikat, sesi, konteks.hari_ini, write, aturan.kuota_bersama
        )
        if hasil is not None:
            return hasil
    raise StoreUnavailable


def _bernama(konteks: Konteks, cakupan: str) -> list[str]:
    """A part of a day; of a session also by the hours that it has had since."""
    sesi = cakupan.count(":") > 1
    return [cakupan, *(map(str, jadwal.jam_kini(konteks, Slot.baca(cakupan))) if sesi else ())]


def cakupan_kini(konteks: Konteks, tanggal: date, cakupan: str) -> str:
    """A part of a day, a session in it by the hours that it has now; one that concerns nothing is a slip of the pen.

    Raises:
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session that day.
    """
    if not cakupan:
        return cakupan
    dibaca = konteks.store.jadwal.baca(konteks.rs.kode)
    if kodepoli_dari(cakupan) not in dibaca.poli:
        raise PoliTidakDitemukan
    if ":" not in cakupan:
        return cakupan
    sesi = jadwal.pada(konteks, tanggal)
    for satu in _bernama(konteks, cakupan):
        if any(meliputi(satu, milik.kunci.slot) for milik in sesi):
            return satu
    namadokter = dibaca.dokter.get(int(cakupan.split(":")[1]))
    if namadokter is None:
        raise DokterTidakDikenal
    raise JadwalTidakAda(namadokter=namadokter)
