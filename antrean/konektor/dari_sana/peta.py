"""Which visit is which booking, in memory, as long as one process runs the connector; each change is kept at once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from antrean.domain.antrean import KodeBooking
from antrean.konektor.kunjungan import Tautan
from antrean.konektor.sini import Sini

BOOKING = "booking:"
"""How the key of a link begins that is no registration there yet."""
LEPAS = "lepas:"
"""And of one whose registration is another booking's now."""


class Peta:
    """The links of a hospital, of the days that were asked for."""

    def __init__(self, sini: Sini) -> None:
        self._sini = sini
        self._hari: dict[date, dict[str, Tautan]] = {}

    def pada(self, tanggal: date) -> Mapping[str, Tautan]:
        """The links of a date, by key."""
        if tanggal not in self._hari:
            self.muat(tanggal)
        return self._hari[tanggal]

    def muat(self, tanggal: date) -> None:
        """Read a date's links again: the way to them keeps some too."""
        self._hari[tanggal] = self._sini.simpanan.peta(self._sini.rs.kode, tanggal)

    def lupakan(self, sebelum: date) -> None:
        """Days that are past."""
        self._hari = {tanggal: semua for tanggal, semua in self._hari.items() if tanggal >= sebelum}

    def get(self, kunci: str) -> Tautan | None:
        """The link with a key, of the days that are here."""
        return next((semua[kunci] for semua in self._hari.values() if kunci in semua), None)

    def rentang(self, dari: str, sampai: str) -> dict[str, Tautan]:
        """The links whose keys lie between two, of the days that are here."""
        return {kunci: satu for semua in self._hari.values() for kunci, satu in semua.items() if dari <= kunci < sampai}

    @property
    def lepas(self) -> dict[str, Tautan]:
        """The links whose registrations are another booking's now."""
        return self.rentang(LEPAS, LEPAS[:-1] + ";")

    def kode(self, kodebooking: str) -> Tautan | None:
        """The link of a booking."""
        semua = self.pada(KodeBooking.baca(kodebooking).tanggal)
        return next((satu for satu in semua.values() if satu.kodebooking == kodebooking), None)

    def tautkan(self, baru: Iterable[Tautan], lepas: Iterable[str] = ()) -> None:
        """Keep links, and drop others by key."""
        hilang = [satu for kunci in lepas if (satu := self.get(kunci))]
        per_hari: dict[date, tuple[list[Tautan], list[str]]] = {}
        for satu in baru:
            per_hari.setdefault(_tanggal(satu), ([], []))[0].append(satu)
        for satu in hilang:
            per_hari.setdefault(_tanggal(satu), ([], []))[1].append(satu.kunci)
        for tanggal, (ada, kunci) in per_hari.items():
            self._sini.simpanan.tautkan(self._sini.rs.kode, tanggal, ada, kunci)
            sisa = {nama: satu for nama, satu in self.pada(tanggal).items() if nama not in kunci}
            self._hari[tanggal] = sisa | {satu.kunci: satu for satu in ada}

    def menjadi(self, kunci: str, kodebooking: str, no_reg: str, asal: str) -> Tautan:
        """A visit is that booking, whatever was linked to it before.

        Args:
            asal: where it began, if nothing was known of it.
        """
        lama = self.kode(kodebooking)
        baru = replace(lama or Tautan(kunci, kodebooking, asal=asal), kunci=kunci, no_reg=no_reg, hilang=0)
        self.tautkan([baru], [lama.kunci] if lama and lama.kunci != kunci else [])
        return baru


def _tanggal(satu: Tautan) -> date:
    return KodeBooking.baca(satu.kodebooking).tanggal
