"""A doctor who does not come, or at other hours: a session's bookings are listed, go to another session, or its hours
become others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.jadwal import BarisJadwal, Jadwal, KunciSesi, Slot, spm_bawaan
from antrean.domain.libur import meliputi
from antrean.domain.waktu import JamPraktek
from antrean.errors import (
    AntreanTidakDitemukan,
    BarisJadwalTidakAda,
    BukuRusak,
    IsianSalah,
    PindahTertahan,
    StoreUnavailable,
    TanggalLewat,
)
from antrean.services import jadwal, libur
from antrean.services.baris import BarisSalah
from antrean.services.jadwal_gabung import JadwalSalah, Salah, lewat, periksa_bentrok, periksa_huruf
from antrean.services.kode import kode_sini
from antrean.services.konteks import Konteks
from antrean.store.jadwal import PerubahanJam

SEBAB = ("kuota", "pasien", "dipanggil", "bukan_sesi_ini")


@dataclass(frozen=True, slots=True)
class HasilPindah:
    """What became of the bookings of a session that were to go to another, or would.

    Attributes:
        pindah: those that go, in their order.
        tinggal: those that stay, each with a word of SEBAB: no place of their kind is left there, the patient has
            another booking that stands in the way, called and not yet served, not waiting in this session.
    """

    pindah: Sequence[Booking]
    tinggal: Sequence[tuple[Booking, str]]


@dataclass(frozen=True, slots=True)
class HasilJam:
    """What changed with the hours, or would.

    Attributes:
        hari: the rows of the schedule that have the new hours: weekdays 1 to 7, or dates.
        sesi: the sessions with bookings that have them.
    """

    hari: Sequence[str]
    sesi: Sequence[KunciSesi]


def terkena(konteks: Konteks, tanggal: date, cakupan: str) -> list[Booking]:
    """The bookings of a day, or a part of it, that were not called yet: whom closing it concerns, in their order.

    Args:
        cakupan: which sessions, see ``antrean.domain.libur.meliputi``.

    Raises:
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session that day.
    """
    cakupan = libur.cakupan_kini(konteks, tanggal, cakupan)
    semua = konteks.store.antrean.pada(konteks.rs.kode, tanggal)
    return [satu for satu in semua if satu.menunggu and meliputi(cakupan, satu.slot)]


def dibatalkan(konteks: Konteks, tanggal: date, cakupan: str) -> list[Booking]:
    """The bookings of a day, or a part of it, that closing their session has cancelled: who must hear of it.

    Raises:
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session that day.
    """
    cakupan = libur.cakupan_kini(konteks, tanggal, cakupan)
    semua = konteks.store.antrean.pada(konteks.rs.kode, tanggal)
    return [satu for satu in semua if satu.karena_tutup and meliputi(cakupan, satu.slot)]


def tutup(konteks: Konteks, kunci: KunciSesi, keterangan: str, batalkan: str, coba: bool = False) -> list[Booking]:
    """Close one session, and say whom that concerns: its bookings that were not called yet.

    Args:
        keterangan: why, for the list of closed days.
        batalkan: why these bookings are cancelled in the same step (``libur.alasan_batal``); empty: they stay.
        coba: say whom it would concern, and change nothing.

    Raises:
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is no such session.
        IsianSalah: a reason that is empty, too long, not printable, or no reason.
        TanggalLewat: ``batalkan`` on a past day; nothing was written.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    if coba:
        return terkena(konteks, kunci.tanggal, str(kunci.slot))
    kode = libur.tutup(konteks, kunci.tanggal, str(kunci.slot), keterangan, batalkan)
    semua = konteks.store.antrean.booking(konteks.rs.kode, [KodeBooking.baca(satu) for satu in kode])
    return sorted(semua, key=lambda booking: booking.urutan)


def pindah(
    konteks: Konteks,
    dari: KunciSesi,
    ke: Slot,
    kode: Sequence[str] = (),
    *,
    semua: bool = False,
    tutup: str = "",
    coba: bool = False,
) -> HasilPindah:
    """Give the bookings of a session that were not called yet to another session of the same day, in one step: behind
    everybody there, in their order, with number, kodebooking, check-in, claims and referral.

    Args:
        kode: the kodebooking that are meant, ours or those of the system before; none: all of the session.
        semua: all of them or nobody.
        tutup: why the session that they leave takes nobody any more from then on; empty: it goes on.
        coba: say what would be, and change nothing.

    Raises:
        IsianSalah: both are the same session, a kodebooking that cannot be one of the day, a reason that is too long.
        AntreanTidakDitemukan: a kodebooking is nobody's.
        TanggalLewat: the day is past.
        PoliTidakDitemukan, PoliTutup, DokterTidakDikenal, JadwalTidakAda: there is no such session, or the one that
            they are to go to is closed.
        PindahTertahan: ``semua``, and not all of them can; nothing was written.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    store, rs, tanggal = konteks.store, konteks.rs, dari.tanggal
    if tutup:
        libur.periksa_teks("tutup", tutup)
    diminta = [*dict.fromkeys(_kode(konteks, satu, tanggal) for satu in kode)]
    if len(store.antrean.booking(rs.kode, [*map(KodeBooking.baca, diminta)])) < len(diminta):
        raise AntreanTidakDitemukan
    dari = KunciSesi(tanggal, _slot_kini(konteks, dari))
    sesi = {satu.kunci.slot for satu in jadwal.pada(konteks, tanggal)}
    ke = next((satu for satu in (ke, *jadwal.jam_kini(konteks, ke)) if satu in sesi), ke)
    if dari.slot == ke:
        raise IsianSalah("sesi asal dan sesi tujuan sama", "ke")
    hasil = store.sesi.pindah(
        *(rs.kode, dari, ke, diminta, semua, tutup, coba, rs.kebijakan.duplikat, konteks.hari_ini, konteks.write),
        bersama=rs.kebijakan.kuota_bersama,
    )
    if hasil.ditolak:
        raise PindahTertahan(tinggal=", ".join(f"{satu} ({sebab})" for satu, sebab in hasil.tinggal.items()))
    dikenal = {
        satu.kodebooking: satu
        for satu in store.antrean.booking(rs.kode, [KodeBooking.baca(k) for k in (*hasil.pindah, *hasil.tinggal)])
    }
    return HasilPindah(
        [dikenal[satu] for satu in hasil.pindah],
        [(dikenal[satu], sebab) for satu, sebab in hasil.tinggal.items()],
    )


def _kode(konteks: Konteks, teks: str, tanggal: date) -> str:
    try:
        kode = KodeBooking.baca(kode_sini(konteks, teks) or teks)
    except ValueError:
        kode = None
    if kode is None or kode.tanggal != tanggal:
        raise IsianSalah(f"kodebooking bukan booking tanggal {tanggal.isoformat()}", "kodebooking")
    return str(kode)


def _slot_kini(konteks: Konteks, kunci: KunciSesi) -> Slot:
    """The slot of a session of a day, asked for by either hours.

    Raises:
        PoliTidakDitemukan, DokterTidakDikenal, JadwalTidakAda: there is none.
    """
    return Slot.baca(libur.cakupan_kini(konteks, kunci.tanggal, str(kunci.slot)))


def ubah_jam(konteks: Konteks, slot: Slot, jam: JamPraktek, hari: str = "", coba: bool = False) -> HasilJam:
    """These hours are now those, in one step: the rows of the schedule, and the sessions of today and later with line,
    letters, quotas, bookings and closings. Whoever asks by the old hours is answered as by the new ones.

    Args:
        slot: with the old hours.
        hari: only on this weekday, 1 (Monday) to 7, or on this date; empty: on all.
        coba: say what would be, and change nothing.

    Raises:
        IsianSalah: hours that end before they start, or are the same.
        TanggalLewat: the date is past.
        BarisJadwalTidakAda: the schedule has no such row.
        JadwalSalah: the new hours contradict others, or there are sessions with bookings at them; all are told, nothing
            was changed.
        BukuRusak: a session's record is gone; nothing was changed.
        StoreUnavailable: the outcome is unknown; the same call again settles it.
    """
    store, kode_rs, hari_ini = konteks.store, konteks.rs.kode, konteks.hari_ini
    if jam.mulai >= jam.selesai or jam == slot.jampraktek:
        raise IsianSalah("jampraktekbaru harus jam lain, dan mulai sebelum selesai", "jampraktekbaru")
    if len(hari) > 1 and date.fromisoformat(hari) < hari_ini:
        raise TanggalLewat
    baru = replace(slot, jampraktek=jam)
    if terubah := store.jadwal.jam_terubah(kode_rs, konteks.write):
        return HasilJam(terubah[0], [KunciSesi(tanggal, baru) for tanggal in terubah[1]])
    for _ in range(jadwal.ATTEMPTS):
        dibaca = store.jadwal.baca(kode_rs)
        kunci = store.antrean.sesi_mulai(kode_rs, hari_ini)
        sesi = {satu: isi.huruf for satu, isi in store.antrean.sesi(kode_rs, kunci).items()}
        if any(satu.slot == slot and satu not in sesi for satu in kunci):
            raise BukuRusak
        tutup = [t for t, cakupan in store.libur.semua(kode_rs) if cakupan == str(slot) and t >= hari_ini]
        perubahan = _perubahan_jam(dibaca, slot, baru, hari, sesi, tutup, hari_ini)
        # No attempt of its own: only what was accepted is remembered, and a repeat must find it.
        if coba or store.jadwal.ubah_jam(kode_rs, dibaca, slot, jam, len(kunci), perubahan, hari_ini, konteks.write):
            return HasilJam(perubahan.hari, [KunciSesi(tanggal, baru) for tanggal in perubahan.sesi])
    raise StoreUnavailable


def _perubahan_jam(
    dibaca: Jadwal,
    slot: Slot,
    baru: Slot,
    hari: str,
    sesi: Mapping[KunciSesi, str],
    tutup: Sequence[date],
    hari_ini: date,
) -> PerubahanJam:
    """What has to be written; ``sesi`` has the letters of the sessions from today on."""
    diganti: dict[tuple[str, str], tuple[BarisJadwal, ...]] = {}
    berubah: list[BarisJadwal] = []
    for bagian, isi in _yang_dimaksud(dibaca, slot, hari, hari_ini).items():
        kena = [_berjam(baris, baru) for baris in isi if baris.slot == slot]
        if kena:
            diganti[bagian] = tuple(sorted((*(b for b in isi if b.slot != slot), *kena), key=lambda b: b.slot))
            berubah += kena
    if not berubah:
        raise BarisJadwalTidakAda
    jadi = replace(dibaca, baris=dibaca.baris | diganti)
    salah: list[Salah] = []
    tempat = {(baris.hari, baris.slot): 0 for baris in berubah}
    periksa_bentrok(jadi, tempat, salah)
    huruf = berubah[0].huruf
    pindah: dict[date, int] = {}
    for kunci in sesi:
        if kunci.slot == slot and (baris := _menjadi(dibaca, jadi, kunci.tanggal, slot, baru)):
            pindah[kunci.tanggal] = baris.spm
            if KunciSesi(kunci.tanggal, baru) in sesi:
                sebab = f"there is a session {baru} on {kunci.tanggal.isoformat()} already, with bookings of its own"
                salah.append((0, BarisSalah("jampraktek", str(baru.jampraktek), sebab)))
    sesudah = {
        replace(kunci, slot=baru) if kunci.slot == slot and kunci.tanggal in pindah else kunci: milik
        for kunci, milik in sesi.items()
    }
    salah += periksa_huruf(jadi, sesudah, tempat)
    if salah:
        raise JadwalSalah(salah)
    semua = [baris for isi in jadi.baris.values() for baris in isi if not lewat(baris, hari_ini)]
    masih = any(baris.slot == slot for baris in semua)
    lain = any(baris.slot == baru and baris.huruf != huruf for baris in semua)
    return PerubahanJam(
        hari=sorted((baris.hari for baris in berubah), key=lambda satu: (len(satu), satu)),
        baris=diganti,
        huruf={} if lain else {baru: huruf},
        pemilik={} if masih else {huruf: baru},
        lepas=() if masih else (slot,),
        sesi=dict(sorted(pindah.items())),
        libur={tanggal: _menjadi(dibaca, jadi, tanggal, slot, baru) is not None for tanggal in tutup},
    )


def _yang_dimaksud(
    dibaca: Jadwal, slot: Slot, hari: str, hari_ini: date
) -> Mapping[tuple[str, str], tuple[BarisJadwal, ...]]:
    """The rows among which the slot gets other hours. A date on which the weekly rows hold gets rows of its own."""
    if not hari:
        return {
            (satu, kodepoli): isi
            for (satu, kodepoli), isi in dibaca.baris.items()
            if kodepoli == slot.kodepoli and (len(satu) == 1 or satu >= hari_ini.isoformat())
        }
    isi = dibaca.baris.get((hari, slot.kodepoli), ())
    if len(hari) > 1 and not any(baris.slot.kodedokter == slot.kodedokter for baris in isi):
        mingguan = dibaca.baris.get((str(date.fromisoformat(hari).isoweekday()), slot.kodepoli), ())
        isi += tuple(replace(b, hari=hari) for b in mingguan if b.slot.kodedokter == slot.kodedokter)
    return {(hari, slot.kodepoli): isi}


def _berjam(baris: BarisJadwal, baru: Slot) -> BarisJadwal:
    """The row with other hours; minutes per patient that followed from the hours follow from the new ones."""
    kuota = baris.kuotajkn + baris.kuotanonjkn
    bawaan = baris.spm == spm_bawaan(baris.slot.jampraktek, kuota)
    return replace(baris, slot=baru, spm=spm_bawaan(baru.jampraktek, kuota) if bawaan else baris.spm)


def _menjadi(lama: Jadwal, jadi: Jadwal, tanggal: date, slot: Slot, baru: Slot) -> BarisJadwal | None:
    """The row that a date's session has from now on, where it is the one with other hours."""
    sesudah = jadi.pada(tanggal)
    return sesudah.get(baru) if slot in lama.pada(tanggal) and slot not in sesudah else None
