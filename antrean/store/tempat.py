"""Where a booking is kept: its session, as far as its kodebooking tells, and where the store knows better."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from antrean.domain.antrean import KodeBooking
from antrean.errors import AntreanTidakDitemukan
from antrean.keys import Keys
from antrean.store.connection import Connection

_JAM_LAIN_TERBANYAK = 10_000


@dataclass(frozen=True, slots=True)
class Tempat:
    """Where a booking is kept, as far as is known.

    Attributes:
        kunci: the session, as keys name it.
    """

    kode: KodeBooking
    slot: str
    kunci: str


class TempatStore:
    """Finds it, and remembers what it has learnt."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # Whose letters are is read once; those that are nobody's raise, and are not kept. Where a session's hours were
        # changed since, or on some dates only, the first booking asked for tells.
        self._slot = lru_cache(maxsize=10_000)(self._baca_slot)
        self._jam_lain: dict[tuple[str, date, str], str] = {}

    def di_sana(
        self, kode_rs: str, kodebooking: str, tanya: Callable[[Tempat], tuple[str, dict[str, str]]]
    ) -> tuple[str, dict[str, str]]:
        """What is answered in the session that a booking is in: first where its letters say, then where the store says.

        Raises:
            AntreanTidakDitemukan: no booking can have that kodebooking.
        """
        tempat = self.cari(kode_rs, kodebooking)
        while True:
            word, fields = tanya(tempat)
            if word != "PINDAH":
                return word, fields
            tempat = _tempat(tempat.kode, fields["slot"])
            if not fields["tamu"]:
                if len(self._jam_lain) >= _JAM_LAIN_TERBANYAK:
                    self._jam_lain.clear()
                self._jam_lain[kode_rs, tempat.kode.tanggal, tempat.kode.huruf] = tempat.slot

    def cari(self, kode_rs: str, kodebooking: str) -> Tempat:
        """Where a booking is kept: from the letters in its kodebooking, one look-up per letters and process.

        Raises:
            AntreanTidakDitemukan: no booking can have that kodebooking.
        """
        try:
            kode = KodeBooking.baca(kodebooking)
        except ValueError:
            raise AntreanTidakDitemukan from None
        slot = self._jam_lain.get((kode_rs, kode.tanggal, kode.huruf)) or self._slot(kode_rs, kode.huruf)
        return _tempat(kode, slot)

    def dikenal(self, kode_rs: str, huruf: str) -> bool:
        """Whether letters are a session's."""
        try:
            return bool(self._slot(kode_rs, huruf))
        except AntreanTidakDitemukan:
            return False

    def kodepoli(self, kode_rs: str, huruf: str) -> str:
        """The clinic whose sessions have these letters; one look-up per letters and process.

        Raises:
            AntreanTidakDitemukan: nobody's have.
        """
        return self._slot(kode_rs, huruf).partition(":")[0]

    def _baca_slot(self, kode_rs: str, huruf: str) -> str:
        pemilik = Keys(kode_rs).huruf_pemilik
        slot: str | None = self._connection.read(lambda client: client.hget(pemilik, huruf))
        if slot is None:
            raise AntreanTidakDitemukan
        return slot


def _tempat(kode: KodeBooking, slot: str) -> Tempat:
    return Tempat(kode, slot, f"{kode.tanggal.isoformat()}:{slot}")
