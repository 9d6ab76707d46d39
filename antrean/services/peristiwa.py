"""The event feed: every change in order, for systems that keep a copy."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from antrean.clock import Clock
from antrean.domain.antrean import Booking, KodeBooking
from antrean.domain.cadangan import nomor_peristiwa
from antrean.domain.peristiwa import Peristiwa
from antrean.domain.rs import RumahSakit
from antrean.errors import CursorMendahului, CursorSalah, CursorTerlaluLama
from antrean.store import Store
from antrean.store.peristiwa import Catatan

PALING_BANYAK = 500
TUNGGU_TERLAMA_S = 30
_SEKALI_TUNGGU_MS = 500  # below the shortest try (store/waiting.py)
_CURSOR = re.compile(r"[0-9]{1,15}-[0-9]{1,15}")
_BUKAN_DATA = ("jenis", "waktu", "oleh", "kodebooking")
_ANGKA = ("taskid", "dicatat", "datang", "jumlah", "nomor", "hadir", "angka")
_PECAHAN = ("tempat",)


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
    """

    def __init__(self, store: Store, clock: Clock, paling_banyak_menunggu: int) -> None:
        self._store = store
        self._clock = clock
        self._tempat = threading.BoundedSemaphore(paling_banyak_menunggu)

    def baca(self, rs: RumahSakit, sejak: str, tunggu_s: int) -> Halaman:
        """The events after a cursor.

        Args:
            sejak: the ``lanjut`` of the page before; empty starts at the oldest kept.
            tunggu_s: wait so long for the first one, up to 30.

        Raises:
            CursorSalah: not a cursor.
            CursorTerlaluLama: events after it are no longer kept.
            CursorMendahului: it is beyond the last event: the store was restored to an earlier moment.
        """
        if sejak:
            if not _CURSOR.fullmatch(sejak):
                raise CursorSalah
            batas = self._clock.now_ms() - self._store.peristiwa.keep_days * 86_400_000
            if int(sejak.partition("-")[0]) < batas:
                raise CursorTerlaluLama(hari=str(self._store.peristiwa.keep_days))
        semua = self._store.peristiwa.sesudah(rs.kode, sejak, PALING_BANYAK)
        if not semua and sejak and nomor_peristiwa(sejak) > nomor_peristiwa(self._store.peristiwa.terakhir(rs.kode)):
            raise CursorMendahului
        if not semua and tunggu_s and self._tempat.acquire(blocking=False):
            try:
                semua = self._tunggu(rs, sejak, min(tunggu_s, TUNGGU_TERLAMA_S))
            finally:
                self._tempat.release()
        return Halaman(self._susun(rs, semua), semua[-1].id if semua else sejak)

    def _tunggu(self, rs: RumahSakit, sejak: str, tunggu_s: int) -> list[Catatan]:
        sampai = self._clock.monotonic() + tunggu_s
        while self._clock.monotonic() < sampai:
            if semua := self._store.peristiwa.sesudah(rs.kode, sejak, PALING_BANYAK, _SEKALI_TUNGGU_MS):
                return semua
        return []

    def _susun(self, rs: RumahSakit, semua: Sequence[Catatan]) -> list[Peristiwa]:
        """A booking's own event carries the booking as it was made; that part of it never changes."""
        dibuat = [KodeBooking.baca(satu.isi["kodebooking"]) for satu in semua if satu.isi["jenis"] == "ambil"]
        booking = {satu.kodebooking: satu for satu in self._store.antrean.booking(rs.kode, dibuat)}
        return [_peristiwa(satu, booking.get) for satu in semua]


def _peristiwa(catatan: Catatan, booking: Callable[[str], Booking | None]) -> Peristiwa:
    isi = catatan.isi
    data: dict[str, Any] = {"oleh": isi["oleh"]}
    data |= {nama: _nilai(nama, nilai) for nama, nilai in isi.items() if nama not in _BUKAN_DATA}
    kodebooking = isi.get("kodebooking", "")
    if isi["jenis"] == "ambil" and (satu := booking(kodebooking)):
        data |= isi_booking(satu)
    return Peristiwa(catatan.id, int(isi["waktu"]), isi["jenis"], kodebooking, data)


def _nilai(nama: str, nilai: str) -> int | float | str:
    if nama in _ANGKA:
        return int(nilai)
    return float(nilai) if nama in _PECAHAN else nilai


def isi_booking(booking: Booking) -> Mapping[str, Any]:
    """What a booking was made with, by the catalogue's names."""
    return {
        "tanggalperiksa": booking.tanggalperiksa.isoformat(),
        "kodepoli": booking.slot.kodepoli,
        "kodedokter": booking.slot.kodedokter,
        "jampraktek": str(booking.slot.jampraktek),
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
    }
