"""Bookings in the few words that figures of a day need: thousands are read in the time of some hundred whole ones."""

from datetime import date
from typing import NamedTuple

from antrean.domain.jadwal import Slot
from antrean.domain.waktu import JamPraktek
from antrean.keys import Keys
from antrean.store.connection import Connection


class Kilas(NamedTuple):
    """A booking, without whose it is. Times are epoch ms; 0: it did not happen.

    Attributes:
        jenis: ``jkn`` or ``nonjkn``.
        panggil: task 4; ``selesai``: task 5; ``tidak_hadir``: task 99.
    """

    slot: Slot
    jenis: str
    aktif: bool
    estimasidilayani: int
    datang: int
    panggil: int
    selesai: int
    tidak_hadir: int

    @property
    def menunggu(self) -> bool:
        """Not yet called."""
        return self.aktif and not self.panggil

    @property
    def dilayani(self) -> bool:
        """Called, and not yet served."""
        return self.aktif and self.panggil > 0 and not self.selesai

    @property
    def tuntas(self) -> bool:
        """Served."""
        return self.aktif and self.selesai > 0


class KilasStore:
    """Reads them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._booking = connection.scripts.records["booking"]

    def pada(self, kode_rs: str, tanggal: date) -> list[Kilas]:
        """Every booking of a date, in no order."""
        found = self._connection.read(lambda client: client.hvals(Keys(kode_rs).booking(tanggal)))
        slot: dict[tuple[str, str, str], Slot] = {}
        semua = []
        for isi in found:
            nilai = self._booking.unpack(isi)
            kunci = nilai["kodepoli"], nilai["kodedokter"], nilai["jampraktek"]
            if kunci not in slot:
                slot[kunci] = Slot(kunci[0], int(kunci[1]), JamPraktek.baca(kunci[2]))
            semua.append(
                Kilas(
                    slot[kunci],
                    nilai["jenis"],
                    nilai["status"] != "batal",
                    int(nilai["estimasi"] or 0),
                    int(nilai["datang"] or 0),
                    int(nilai["t4"] or 0),
                    int(nilai["t5"] or 0),
                    int(nilai["t99"] or 0),
                )
            )
        return semua
