"""The list of a day's bookings, a page at a time: what is not on the page is not read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.jadwal import Sesi, Slot
from antrean.domain.waktu import JamPraktek
from antrean.errors import AntreanTidakDitemukan
from antrean.services.jadwal import jam_kini
from antrean.services.kode import menurut_kode
from antrean.services.konteks import Konteks

_SEKALI = 50


@dataclass(frozen=True, slots=True)
class Saringan:
    """Which bookings are asked for; what is empty or None does not count.

    Attributes:
        status: a word of ``Booking.keadaan``.
        poli: the clinics that count, where not all do.
    """

    kodepoli: str = ""
    kodedokter: int | None = None
    jampraktek: JamPraktek | None = None
    status: str = ""
    poli: Collection[str] = ()

    def sesi(self, slot: Slot) -> bool:
        """Whether a session's bookings are asked for."""
        return (
            (not self.kodepoli or slot.kodepoli == self.kodepoli)
            and (not self.poli or slot.kodepoli in self.poli)
            and (self.kodedokter is None or slot.kodedokter == self.kodedokter)
            and (self.jampraktek is None or slot.jampraktek == self.jampraktek)
        )

    def cocok(self, booking: Booking) -> bool:
        """Whether this one is asked for."""
        return self.sesi(booking.slot) and (not self.status or booking.keadaan == self.status)


def cari(konteks: Konteks, kodebooking: str) -> Booking:
    """One booking by its code.

    Raises:
        AntreanTidakDitemukan: nobody has it.
    """

    def lihat(teks: str) -> Booking:
        try:
            found = konteks.store.antrean.booking(konteks.rs.kode, [KodeBooking.baca(teks)])
        except ValueError:
            raise AntreanTidakDitemukan from None
        if not found:
            raise AntreanTidakDitemukan
        return found[0]

    return menurut_kode(konteks, kodebooking, lihat)


def halaman(
    konteks: Konteks, tanggal: date, saringan: Saringan, batas: int, sesudah: KodeBooking | None = None
) -> tuple[list[Booking], str]:
    """Bookings of a day by letters and number, and the kodebooking after which the next page goes on; empty at the end.

    Those who wait or were called are found by their lines; who is served or cancelled is in no line, and is looked for
    among the bookings of the sessions that are asked for.
    """
    store, kode_rs = konteks.store, konteks.rs.kode
    if saringan.jampraktek and saringan.kodepoli and saringan.kodedokter is not None:
        saringan = _menurut_jam(konteks, tanggal, saringan, saringan.jampraktek, saringan.kodedokter)
    calon = _calon(konteks, tanggal, saringan, sesudah)
    dapat: list[Booking] = []
    while len(dapat) <= batas and (sekali := list(islice(calon, max(_SEKALI, batas + 1)))):
        dapat += [satu for satu in store.antrean.booking(kode_rs, sekali) if saringan.cocok(satu)]
    return dapat[:batas], dapat[batas - 1].kodebooking if len(dapat) > batas else ""


def _menurut_jam(
    konteks: Konteks, tanggal: date, saringan: Saringan, jampraktek: JamPraktek, kodedokter: int
) -> Saringan:
    """The same by the hours that the session has had since they were changed."""
    diminta = Slot(saringan.kodepoli, kodedokter, jampraktek)
    sesi = {kunci.slot for kunci in konteks.store.antrean.sesi_mulai(konteks.rs.kode, tanggal, tanggal)}
    kini = () if diminta in sesi else jam_kini(konteks, diminta)
    return next((replace(saringan, jampraktek=satu.jampraktek) for satu in kini if satu in sesi), saringan)


def _calon(konteks: Konteks, tanggal: date, saringan: Saringan, sesudah: KodeBooking | None) -> Iterator[KodeBooking]:
    """The codes that may be asked for, in the order of the list."""
    antrean, kode_rs = konteks.store.antrean, konteks.rs.kode
    kunci = antrean.sesi_mulai(kode_rs, tanggal, tanggal)
    ada = antrean.sesi(kode_rs, kunci).values()
    awal = (len(sesudah.huruf), sesudah.huruf, sesudah.angka) if sesudah else (0, "", 0)
    diminta = [satu for satu in ada if saringan.sesi(satu.kunci.slot)]
    # A session's record is gone (`antrean periksa` tells, and its patients are here all the same), or one has guests.
    if len(ada) < len(kunci) or any(satu.tamu for satu in diminta):
        semua = sorted(antrean.pada(kode_rs, tanggal), key=lambda satu: satu.urutan)
        yield from (KodeBooking.baca(satu.kodebooking) for satu in semua if satu.urutan > awal)
        return
    for satu in sorted((satu for satu in diminta if _urutan(satu) >= awal[:2]), key=_urutan):
        sejak = awal[2] if _urutan(satu) == awal[:2] else 0
        baris = antrean.baris(kode_rs, satu.kunci, saringan.status)
        nomor: Sequence[int] = range(sejak + 1, satu.angkaterakhir + 1) if baris is None else sorted(baris)
        yield from (KodeBooking(tanggal, satu.huruf, angka) for angka in nomor if angka > sejak)


def _urutan(sesi: Sesi) -> tuple[int, str]:
    return len(sesi.huruf), sesi.huruf
