"""The event feed: every change in order, for systems that keep a copy."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from antrean.clock import Clock
from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.jadwal import Slot
from antrean.domain.peristiwa import Cursor, Peristiwa
from antrean.domain.rs import RumahSakit
from antrean.errors import CursorMendahului, CursorSalah, CursorSebelumPemulihan, CursorTerlaluLama, CursorTerputus
from antrean.store import Store
from antrean.store.peristiwa import Catatan, Potongan

PALING_BANYAK = 500
TUNGGU_TERLAMA_S = 30
_SEKALI_TUNGGU_MS = 500  # below the shortest try (store/waiting.py)


@dataclass(frozen=True, slots=True)
class Halaman:
    """Events, and the cursor from which the next page goes on."""

    peristiwa: Sequence[Peristiwa]
    lanjut: str


class Umpan:
    """Reads the feed.

    Args:
        paling_banyak_menunggu: how many may wait for events at once in this process, so that those who wait leave
            threads to those who book; one more is answered at once.
        lengkap: which bookings' own events carry the booking; all do where nobody says.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        paling_banyak_menunggu: int,
        lengkap: Callable[[Catatan], bool] = lambda _: True,
    ) -> None:
        self._store, self._clock, self._lengkap = store, clock, lengkap
        self._tempat = threading.BoundedSemaphore(paling_banyak_menunggu)

    def baca(self, rs: RumahSakit, sejak: str, tunggu_s: int) -> Halaman:
        """The events after a cursor.

        Args:
            sejak: the ``lanjut`` of the page before; empty starts at the oldest kept.
            tunggu_s: wait so long for the first one, up to 30.

        Raises:
            CursorSalah: not a cursor.
            CursorTerlaluLama: events after it are no longer kept.
            CursorSebelumPemulihan: the hospital was restored from a backup since.
            CursorMendahului: the stream ends before it, or had ended and went on: what the store had last is lost.
            CursorTerputus: events after it are missing, and later ones are there.
        """
        try:
            cursor = Cursor.baca(sejak) if sejak else None
        except ValueError:
            raise CursorSalah from None
        semua = self._sesudah(rs, cursor)
        if not semua and tunggu_s and self._tempat.acquire(blocking=False):
            try:
                semua = self._tunggu(rs, cursor, min(tunggu_s, TUNGGU_TERLAMA_S))
            finally:
                self._tempat.release()
        return Halaman(semua, str(semua[-1].cursor) if semua else sejak)

    def _tunggu(self, rs: RumahSakit, cursor: Cursor | None, tunggu_s: int) -> list[Peristiwa]:
        sampai = self._clock.monotonic() + tunggu_s
        sesudah = cursor.id if cursor else "0-0"
        while self._clock.monotonic() < sampai:
            if self._store.peristiwa.tunggu(rs.kode, sesudah, _SEKALI_TUNGGU_MS):
                return self._sesudah(rs, cursor)
        return []

    def _sesudah(self, rs: RumahSakit, cursor: Cursor | None) -> list[Peristiwa]:
        """The events after a cursor, up to where one is missing."""
        dibaca = self._store.peristiwa.baca(rs.kode, cursor.id if cursor else "", PALING_BANYAK + 1)
        semua = dibaca.catatan if cursor is None else self._sambungan(cursor, dibaca)
        utuh = list(semua[:1])
        for satu, berikut in pairwise(semua[:PALING_BANYAK]):
            if not _bersambung(satu.urut, berikut):
                break
            utuh.append(berikut)
        return self._susun(rs, dibaca.zaman, utuh)

    def _sambungan(self, cursor: Cursor, dibaca: Potongan) -> Sequence[Catatan]:
        """What follows the cursor's own event, where it is certain that nothing is missing in between."""
        if cursor.zaman != dibaca.zaman:
            raise CursorSebelumPemulihan
        semua = dibaca.catatan
        ada = bool(semua) and semua[0].id == cursor.id
        sesudah = semua[1:] if ada else semua
        if not sesudah:
            if not ada:
                raise CursorMendahului
            return sesudah
        berikut = sesudah[0]
        urut = semua[0].urut if ada and cursor.urut is None else cursor.urut
        if urut is None or (not ada and not berikut.urut):  # no number tells, and its event is gone
            sambung = berikut.id != dibaca.tertua
        else:
            sambung = _bersambung(urut, berikut)
        if sambung:
            return sesudah
        if urut is not None and 0 < berikut.urut <= urut:
            raise CursorMendahului
        if berikut.id == dibaca.tertua:
            raise CursorTerlaluLama(hari=str(self._store.peristiwa.keep_days))
        raise CursorTerputus(str(Cursor(cursor.id, berikut.urut - 1, dibaca.zaman)))

    def _susun(self, rs: RumahSakit, zaman: str, semua: Sequence[Catatan]) -> list[Peristiwa]:
        """A booking's own event carries the booking as it was made; that part of it never changes."""
        milik = (satu for satu in semua if satu.jenis == "ambil" and self._lengkap(satu))
        dibuat = [KodeBooking.baca(satu.kodebooking) for satu in milik]
        booking = {satu.kodebooking: satu for satu in self._store.antrean.booking(rs.kode, dibuat)}
        return [_peristiwa(satu, zaman, booking.get) for satu in semua]


def _bersambung(urut: int, berikut: Catatan) -> bool:
    """Whether an event can be the next: one without a number was written by a version that knew none."""
    return berikut.urut in (0, urut + 1)


def _peristiwa(catatan: Catatan, zaman: str, booking: Callable[[str], Booking | None]) -> Peristiwa:
    data: Mapping[str, Any] = catatan.data
    if catatan.jenis == "ambil" and (satu := booking(catatan.kodebooking)):
        data = {**data, **isi_booking(satu)}
    cursor = Cursor(catatan.id, catatan.urut, zaman)
    return Peristiwa(cursor, catatan.waktu, catatan.jenis, catatan.kodebooking, data)


def isi_slot(slot: Slot) -> Mapping[str, Any]:
    """A session by the catalogue's names."""
    return {"kodepoli": slot.kodepoli, "kodedokter": slot.kodedokter, "jampraktek": str(slot.jampraktek)}


def isi_booking(booking: Booking) -> Mapping[str, Any]:
    """What a booking was made with, by the catalogue's names."""
    return {
        "tanggalperiksa": booking.tanggalperiksa.isoformat(),
        **isi_slot(booking.asal),
        "nomorantrean": booking.nomorantrean,
        "angkaantrean": booking.angkaantrean,
        "jenispasien": "JKN" if booking.jenis == "jkn" else "NON JKN",
        "pasienbaru": int(booking.baru),
        "norm": booking.norm,
        "nik": booking.nik,
        "nomorkartu": booking.nomorkartu,
        "nohp": booking.nohp,
        "jeniskunjungan": booking.jeniskunjungan,
        "nomorreferensi": booking.nomorreferensi,
        "estimasidilayani": booking.estimasidilayani,
        "sumber": booking.sumber,
        **({"kodelama": booking.kodelama} if booking.kodelama else {}),
    }
