"""Checking everything that is stored against itself: each counter, quota and claim against the bookings."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Set
from datetime import date
from string import digits

from antrean.clock import Clock
from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.jadwal import Sesi, Slot
from antrean.domain.rs import RumahSakit
from antrean.services import buku
from antrean.store import Store
from antrean.store.antrean import Lembar


def rumah_sakit(store: Store, clock: Clock, rs: RumahSakit) -> Iterator[str]:
    """What is wrong in one hospital's ledger; nothing where every figure agrees with the bookings.

    Raises:
        StoreUnavailable: no answer.
    """
    hilang, pertama, terakhir = store.audit.hilang(rs.kode)
    if hilang:
        yield (
            f"{rs.kode}: {hilang} entries of the audit log between number {pertama} and {terakhir} are missing: "
            "somebody who can write to the store took them out. Compare `antrean audit lihat` with a backup."
        )
    hari_ini = clock.today(rs.zona_waktu)
    for satu in buku.hilang(store, rs, hari_ini):
        yield (
            f"{rs.kode}: {satu} is gone, and numbers up to {satu.angka} were given: something else than antrean "
            "deleted it, or it expired while a clock was ahead. Nothing of it is changed until it is back (503). "
            "First `antrean buku lanjutkan`: it makes it anew from the bookings that are there, goes on above that "
            "number, and takes nothing away. A backup takes away what was booked after it: only for bookings that are "
            "gone too."
        )
    for tanggal in store.antrean.tanggal_terpakai(rs.kode):
        for salah in _tanggal(store, rs, tanggal, hari_ini):
            yield f"{rs.kode} {tanggal.isoformat()}: {salah}"


def _tanggal(store: Store, rs: RumahSakit, tanggal: date, hari_ini: date) -> Iterator[str]:
    try:
        lembar = store.antrean.lembar(rs.kode, tanggal)
        yield from lembar_salah(lembar)
        yield from _farmasi_lain_hari(store, rs, lembar)
        if tanggal >= hari_ini:
            yield from _rujukan(store, rs, lembar)
    except (LookupError, ValueError) as error:  # no script of ours wrote that
        yield f"a record cannot be read: {error!r}"


def lembar_salah(lembar: Lembar) -> Iterator[str]:
    """Recount one date."""
    per_slot: dict[Slot, list[Booking]] = defaultdict(list)
    per_huruf: dict[str, list[Booking]] = defaultdict(list)
    for satu in lembar.booking:
        per_slot[satu.slot].append(satu)
        if satu.tamu:
            per_huruf[satu.tamu.rstrip(digits)].append(satu)
    for sesi in lembar.sesi:
        milik = per_slot.pop(sesi.kunci.slot, [])
        bernomor = [*(b for b in milik if not b.tamu), *per_huruf.pop(sesi.huruf, [])]
        for salah in (*_nomor(sesi, bernomor), *_tempat(sesi, milik)):
            yield f"session {sesi.kunci.slot}: {salah}"
        yield from _antre(lembar, sesi)
    for slot, booking in per_slot.items():
        yield f"session {slot}: the session is missing, and has {len(booking)} bookings"
    for huruf, booking in per_huruf.items():
        yield f"the session of the letters {huruf} is missing, and {len(booking)} of its bookings are in others"
    yield from _klaim(lembar)
    yield from _farmasi(lembar)


def _nomor(sesi: Sesi, booking: list[Booking]) -> Iterator[str]:
    """The numbers that a session gave, whichever session their bookings are in now."""
    angka = sorted(b.angkaantrean for b in booking)
    tanpa = {n for dari, sampai in (*sesi.lompat, *sesi.bebas) for n in range(dari, sampai + 1)}
    if angka != sorted({*range(1, sesi.angkaterakhir + 1)} - tanpa):
        hitung = Counter(angka)
        kurang = sorted({*range(1, sesi.angkaterakhir + 1)} - tanpa - hitung.keys())
        lebih = sorted({a for a, n in hitung.items() if n > 1 or a > sesi.angkaterakhir})
        yield f"the counter is at {sesi.angkaterakhir}; numbers without a booking: {kurang}; too many: {lebih}"


def _tempat(sesi: Sesi, booking: list[Booking]) -> Iterator[str]:
    """The places that the bookings in a session take."""
    for jenis, kuota, sisa in (("jkn", sesi.kuotajkn, sesi.sisajkn), ("nonjkn", sesi.kuotanonjkn, sesi.sisanonjkn)):
        aktif = sum(1 for b in booking if b.jenis == jenis and b.aktif)
        if sisa != kuota - aktif or (sisa < 0 and not sesi.bersama) or sesi.sisajkn + sesi.sisanonjkn < 0:
            yield f"of {kuota} places ({jenis}) {aktif} are taken, and {sisa} are said to be left"


def _antre(lembar: Lembar, sesi: Sesi) -> Iterator[str]:
    milik = [b for b in lembar.booking if b.slot == sesi.kunci.slot]
    seharusnya = (
        ("waiting numbers", lembar.antre, {b.anggota for b in milik if b.menunggu}),
        ("called numbers", lembar.dilayani, {b.anggota for b in milik if b.dilayani}),
    )
    # Who was called in vain may wait on without coming first.
    dilewati = {b.anggota for b in milik if any(satu.jenis == "lewati" for satu in b.riwayat)}
    if kurang := _urut({b.anggota for b in milik if b.menunggu and b.datang} - dilewati - lembar.hadir[sesi.kunci]):
        yield f"session {sesi.kunci.slot}: {kurang} have checked in and wait, and are not among those who come first"
    if lebih := _urut(lembar.hadir[sesi.kunci] - {b.anggota for b in milik if b.menunggu and b.datang}):
        yield f"session {sesi.kunci.slot}: {lebih} are said to have checked in and to wait, and the bookings say no"
    for nama, ada, angka in seharusnya:
        if ada[sesi.kunci] != angka:
            beda = _urut(ada[sesi.kunci] ^ angka)
            yield f"session {sesi.kunci.slot}: the {nama} differ from the bookings at {beda}"


def _urut(nomor: Set[int | str]) -> list[int | str]:
    """Own numbers first, then guests."""
    return sorted(nomor, key=lambda satu: (isinstance(satu, str), str(satu).rjust(6)))


def _klaim(lembar: Lembar) -> Iterator[str]:
    seharusnya: dict[str, set[str]] = defaultdict(set)
    for booking in lembar.booking:
        if booking.aktif:
            for bidang in (booking.norm, *booking.klaim_lain):
                seharusnya[bidang].add(f"{booking.slot.kodepoli}:{booking.slot.kodedokter}:{booking.kodebooking}")
    ada = {bidang: set(klaim.split()) for bidang, klaim in lembar.klaim.items()}
    for bidang in sorted(seharusnya.keys() | ada.keys()):
        if seharusnya.get(bidang, set()) != ada.get(bidang, set()):
            kode = sorted(satu.split(":")[-1] for satu in seharusnya.get(bidang, set()) ^ ada.get(bidang, set()))
            yield f"a patient's claim and the bookings differ at {', '.join(kode)}"


def _farmasi(lembar: Lembar) -> Iterator[str]:
    """The pharmacy's lines of a date, as far as its own bookings took their numbers on that day."""
    for jenis in JENIS_RESEP:
        milik = [b for b in lembar.booking if b.farmasi and b.resep == jenis and b.hari_farmasi == lembar.tanggal]
        nomor = [b.farmasi for b in milik]
        terakhir, dipanggil = (int(lembar.farmasi.get(f"{jenis}:{nama}", 0)) for nama in ("nomor", "dipanggil"))
        if len({*nomor}) < len(nomor) or max(nomor, default=0) > terakhir:
            yield f"pharmacy, {jenis}: the counter is at {terakhir}, and the bookings have {sorted(nomor)}"
        ada = {kode: n for kode, n in lembar.antre_farmasi[jenis].items() if _tanggal_kode(kode) == lembar.tanggal}
        # Who was brought back after others were called waits no more.
        lewat = {b.kodebooking for b in milik if b.farmasi < dipanggil and any(r.jenis == "pulih" for r in b.riwayat)}
        menunggu = {
            b.kodebooking: b.farmasi
            for b in milik
            if b.menunggu_farmasi
            and b.farmasi != dipanggil
            and not (b.kodebooking in lewat and b.kodebooking not in ada)
        }
        if beda := sorted({kode for kode, _ in menunggu.items() ^ ada.items()}):
            yield f"pharmacy, {jenis}: who waits differs from the bookings at {', '.join(beda)}"


def _farmasi_lain_hari(store: Store, rs: RumahSakit, lembar: Lembar) -> Iterator[str]:
    """Numbers that were taken on another day than the visit's: those bookings, and these lines."""
    for booking in lembar.booking:
        if booking.menunggu_farmasi and booking.hari_farmasi != lembar.tanggal:
            nomor = store.farmasi.menunggu(rs.kode, booking.hari_farmasi, booking.resep, booking.kodebooking)
            if nomor != booking.farmasi:
                yield f"pharmacy, {booking.resep}: {booking.kodebooking} does not wait on {booking.hari_farmasi}"
    for jenis in JENIS_RESEP:
        asing = [kode for kode in lembar.antre_farmasi[jenis] if _tanggal_kode(kode) != lembar.tanggal]
        milik = store.antrean.booking(rs.kode, [KodeBooking.baca(kode) for kode in asing])
        benar = {b.kodebooking for b in milik if b.menunggu_farmasi and b.hari_farmasi == lembar.tanggal}
        if beda := sorted({*asing} - benar):
            yield f"pharmacy, {jenis}: who waits differs from the bookings at {', '.join(beda)}"


def _tanggal_kode(kode: str) -> date:
    return KodeBooking.baca(kode).tanggal


def _rujukan(store: Store, rs: RumahSakit, lembar: Lembar) -> Iterator[str]:
    # Each booking by itself: two of them may say that they used the same referral.
    pemakai = [b for b in lembar.booking if b.aktif and not b.selesai and b.nomorreferensi]
    if lain := [b for b, tercatat in _tercatat(store, rs, lembar.tanggal, pemakai) if b.kodebooking not in tercatat]:
        # A cancellation meanwhile gave the referral back: only who is active afterwards too has lost it.
        semua = store.antrean.lembar(rs.kode, lembar.tanggal).booking
        aktif = {b.kodebooking for b in semua if b.aktif and not b.selesai}
        for booking, tercatat in _tercatat(store, rs, lembar.tanggal, [b for b in lain if b.kodebooking in aktif]):
            if booking.kodebooking not in tercatat:
                lain_ini = ", ".join(tercatat) or "no booking"
                yield f"the referral of booking {booking.kodebooking} is recorded for {lain_ini}"


def _tercatat(
    store: Store, rs: RumahSakit, tanggal: date, booking: list[Booking]
) -> Iterator[tuple[Booking, list[str]]]:
    """Bookings of a date, each with those that its referral is recorded for."""
    return zip(booking, store.antrean.rujukan(rs.kode, tanggal, [b.nomorreferensi for b in booking]), strict=True)
