"""Our side, as the connector acts in it: under which name, for which hospital, and what it has to tell a person."""

import logging
from datetime import date

from antrean.clock import Clock, local_date
from antrean.domain.antrean import KONEKTOR
from antrean.domain.rs import RumahSakit
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from antrean.store.connection import ANSWER_KEPT_S

log = logging.getLogger("antrean.konektor")

SEHARI_S = 86_400
KASUS_HARI = 7
"""Days that a case is kept whatever becomes of it: BPJS takes nothing of a day that is longer past."""

_TENTANG = ("nomor", "klaim", "sesi", "pasien", "ganti", "belum", "batal", "resep", "galat")
PER_KUNJUNGAN = (*_TENTANG, *(f"task{n}" for n in range(1, 8)))
"""How the names of cases about one visit begin."""


class Sini:
    """One hospital. What is under ``konektor/…`` in the event feed is this one's, and nothing of it is written back."""

    def __init__(self, store: Store, clock: Clock, rs: RumahSakit, setelan: Setelan, simpanan: KonektorStore) -> None:
        self.store, self.clock, self.rs, self.setelan, self.simpanan = store, clock, rs, setelan, simpanan
        self.oleh = f"{KONEKTOR}{setelan.sistem}"
        self._kasus: dict[str, Kasus] | None = None

    @property
    def now_ms(self) -> int:
        """The time, epoch ms."""
        return self.clock.now_ms()

    @property
    def hari_ini(self) -> date:
        """The hospital's date."""
        return local_date(self.now_ms, self.rs.zona_waktu)

    def konteks(self, *apa: object, kept_s: int = ANSWER_KEPT_S) -> Konteks:
        """A change that is made of what it says, so that a repeat is the same request."""
        request_id = "-".join(("konektor", *map(str, apa)))
        return Konteks(self.store, self.clock, self.rs, Write(request_id, self.now_ms, self.oleh, kept_s))

    # Cases. They are held in memory too, so that what is as before costs nothing.

    @property
    def kasus(self) -> dict[str, Kasus]:
        """All that are known, by name; also those of the other way."""
        if self._kasus is None:
            self._kasus = {satu.nama: satu for satu in self.simpanan.ditahan(self.rs.kode)}
        return self._kasus

    def segarkan(self) -> None:
        """Look again: a person may have dealt with some. What is too old to be of use to anybody goes."""
        self._kasus = None
        batas = self.now_ms - KASUS_HARI * SEHARI_S * 1000
        self.beres(
            *(
                nama
                for nama, satu in self.kasus.items()
                if satu.sejak < batas and nama.partition(":")[0] in PER_KUNJUNGAN
            )
        )

    def tahan(self, nama: str, pesan: str, *, kodebooking: str = "", kunci: str = "") -> None:
        """Something that a person must decide."""
        lama = self.kasus.get(nama)
        if lama is not None and (lama.pesan, lama.kodebooking) == (pesan, kodebooking):
            return
        satu = Kasus(nama, pesan, kodebooking, kunci, lama.sejak if lama else self.now_ms)
        self.simpanan.tahan(self.rs.kode, satu)
        self.kasus[nama] = satu
        if lama is None:
            log.warning("%s: %s: %s", self.rs.kode, nama, pesan)

    def beres(self, *nama: str) -> None:
        """These have settled themselves, if they were there."""
        if ada := [satu for satu in nama if satu in self.kasus]:
            self.simpanan.lepas(self.rs.kode, ada)
            for satu in ada:
                del self.kasus[satu]
