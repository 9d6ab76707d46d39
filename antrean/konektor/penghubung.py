"""One hospital's connector: its rounds, each in its rhythm, and what becomes of a round that could not be done."""

import logging
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.errors import JamDiragukan, OperatorError, StoreUnavailable, tempat
from antrean.konektor.basis import Basis, BasisDiam, BasisMenolak
from antrean.konektor.dari_sana.masuk import Masuk
from antrean.konektor.impor.salinan import Salinan
from antrean.konektor.ke_sana.keluar import Keluar
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.pemeriksaan.periksa import KASUS_PERIKSA, terkini
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.konektor.sini import Sini
from antrean.store import Store

log = logging.getLogger("antrean.konektor")

JARAK_S: Mapping[str, float] = {
    **{"keluar": 0.5, "cepat": 3.0, "sedang": 6.0, "lambat": 300.0},
    **{"ulang": 2.0, "pasien": 5.0, "periksa": 3600.0},
}
"""The rounds, and how long after one the next begins: our events to them; today's registrations there; open visits;
all else, with mapping and schedule; what a person asked to have tried again; a page of their patients at night; whether
grants and tables are still as they should be."""
MULAI, KASUS_BASIS = "mulai", "basis"
BOOKING = "booking:"
"""How what a person asks for begins where no case is about it."""
_PASIEN = "pasien_"
_TUNGGU_S = (1.0, 2.0, 4.0, 8.0, 15.0)
_SIMPAN_S = 2.0


@dataclass
class Irama:
    """A round and its rhythm.

    Attributes:
        berikut: when it is due, monotonic.
        gagal: how often in a row it was not done.
        ditolak: their database refuses it, and will until somebody mends something.
    """

    nama: str
    kerja: Callable[[], object]
    berikut: float = float("-inf")
    gagal: int = 0
    ditolak: bool = False


class Penghubung:
    """Keeps the two books of one hospital one; all of it in ``putaran``, for one thread.

    Args:
        jaga: raises JamDiragukan where our clock, now in epoch ms, is not to be believed.
    """

    def __init__(
        self,
        store: Store,
        simpanan: KonektorStore,
        clock: Clock,
        rs: RumahSakit,
        setelan: Setelan,
        *,
        acak: random.Random | None = None,
        jaga: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.rs, self.setelan = rs, setelan
        self.basis = Basis(setelan)
        self._store, self._simpanan, self._clock = store, simpanan, clock
        self._acak = acak or random.Random()  # noqa: S311 - not for secrets
        self._jaga = jaga
        self._irama = [Irama(MULAI, self._mulai)]
        self._keadaan: dict[str, object] = {}
        self._disimpan = float("-inf")
        self._kasus_ada = True  # an earlier process may have left one

    def putaran(self, boleh: Callable[[], bool] = lambda: True) -> None:
        """What is due, one after the other. What their database does not do now, or refuses, is tried again later and
        later; the other rounds go on. Nothing where writing is off.

        Args:
            boleh: asked before each round whether it is still ours to do.
        """
        if not self.setelan.menulis:
            return
        for satu in [satu for satu in self._irama if satu.berikut <= self._clock.monotonic()]:
            if boleh():
                self._jalankan(satu)
        self._simpan()

    def tutup(self) -> None:
        """Let go of their database."""
        self.basis.tutup()

    def _jalankan(self, irama: Irama) -> None:
        mulai = self._clock.monotonic()
        try:
            self._jaga(self._clock.now_ms())
            irama.kerja()
        except BasisDiam as error:
            self._gagal(irama, str(error))
        except BasisMenolak as error:
            irama.ditolak = True
            self._gagal(irama, str(error))
            self._tahan(f"{error}. Until it is mended what needs it waits; it is tried again by itself.")
        except OperatorError as error:  # a choice that cannot be
            self._gagal(irama, str(error))
        except JamDiragukan as error:
            self._gagal(irama, f"our clock is doubted: {error.sebab}")
        except StoreUnavailable as error:
            self._gagal(irama, f"our store does not answer ({type(error.__cause__).__name__})")
        except Exception as error:  # other rounds, and other hospitals, must not end of it
            self._gagal(irama, f"it failed: {tempat(error)}")
        else:
            self._berhasil(irama, mulai)

    def _berhasil(self, irama: Irama, mulai: float) -> None:
        selesai = self._clock.monotonic()
        if irama.gagal:
            log.info("%s: %s goes on", self.rs.kode, irama.nama)
        irama.gagal, irama.ditolak = 0, False
        irama.berikut = selesai + JARAK_S.get(irama.nama, 0.0)
        self._keadaan |= {
            **{f"{irama.nama}:pada": self._clock.now_ms(), f"{irama.nama}:ms": round((selesai - mulai) * 1000)},
            **{f"{irama.nama}:galat": "", f"{irama.nama}:sejak": ""},
        }
        if self._kasus_ada and all(satu.berikut > mulai and not satu.ditolak for satu in self._irama):
            with suppress(StoreUnavailable):
                self._simpanan.lepas(self.rs.kode, [KASUS_BASIS])
                self._kasus_ada = False

    def _gagal(self, irama: Irama, sebab: str) -> None:
        if not irama.gagal:
            log.warning("%s: %s waits: %s", self.rs.kode, irama.nama, sebab)
            self._keadaan[f"{irama.nama}:sejak"] = self._clock.now_ms()
        self._keadaan[f"{irama.nama}:galat"] = sebab
        tunggu = _TUNGGU_S[min(irama.gagal, len(_TUNGGU_S) - 1)]
        irama.gagal += 1
        irama.berikut = self._clock.monotonic() + tunggu * self._acak.uniform(0.7, 1.0)

    def _tahan(self, pesan: str) -> None:
        with suppress(StoreUnavailable):
            self._simpanan.tahan(self.rs.kode, Kasus(KASUS_BASIS, pesan, sejak=self._clock.now_ms()))
            self._kasus_ada = True

    def _simpan(self) -> None:
        if not self._keadaan or self._clock.monotonic() - self._disimpan < _SIMPAN_S:
            return
        with suppress(StoreUnavailable):
            self._simpanan.simpan_keadaan(self.rs.kode, self._keadaan)
            self._keadaan, self._disimpan = {}, self._clock.monotonic()

    # The rounds that are none of Keluar's or Masuk's.

    def _mulai(self) -> None:
        """The mapping first: nothing can be done without. And whether their book is the one that was known."""
        pemetaan = Pemetaan.baca(self.basis)
        store, simpanan, kode_rs = self._store, self._simpanan, self.rs.kode
        if simpanan.kenali(kode_rs, self.setelan.tempat, lambda: store.antrean.tanggal_terpakai(kode_rs)):
            log.info("%s: another database of theirs than before: what was known of that is forgotten", kode_rs)
        dari: dict[str, Any] = {
            **{"store": store, "clock": self._clock, "rs": self.rs, "setelan": self.setelan},
            **{"basis": self.basis, "simpanan": simpanan},
        }
        keluar, masuk = Keluar(**dari, pemetaan=pemetaan), Masuk(**dari, pemetaan=lambda: keluar.pemetaan)

        sini = Sini(store, self._clock, self.rs, self.setelan, simpanan)
        salinan = Salinan(sini, self.basis, lambda: keluar.pemetaan)

        def lambat() -> None:
            keluar.pemetaan = Pemetaan.baca(self.basis)
            sana = self.basis.sekarang().replace(tzinfo=self.rs.zona_waktu).timestamp() * 1000
            self._keadaan["beda_jam_ms"] = round(sana - self._clock.now_ms())
            sini.segarkan()
            salinan.jadwal()
            masuk.lambat()

        self._irama = [
            *(Irama("ulang", lambda: self._ulang(keluar, masuk)), Irama("lambat", lambat)),
            *(Irama("keluar", keluar.putaran), Irama("cepat", masuk.cepat), Irama("sedang", masuk.sedang)),
            *(Irama("pasien", salinan.pasien), Irama("periksa", self._periksa)),
        ]

    def _ulang(self, keluar: Keluar, masuk: Masuk) -> None:
        """What a person asked for; a case goes where it settles. A request lies in the store until it was done."""
        for kasus in self._simpanan.diminta(self.rs.kode):
            if kasus.kodebooking or kasus.nama.startswith(_PASIEN):
                keluar.ulang(kasus.kodebooking, "" if kasus.nama.startswith(BOOKING) else kasus.nama)
            if kasus.kunci:
                masuk.ulang(kasus.kunci)
            self._simpanan.sudah(self.rs.kode, kasus.nama)

    def _periksa(self) -> None:
        """What was changed there by hand is told before a row is refused for it."""
        berat = [satu.pesan for satu in terkini(self.basis, self.setelan) if satu.berat]
        if berat:
            lagi = f" There is more ({len(berat) - 1}): `antrean konektor periksa` says all." if berat[1:] else ""
            kasus = Kasus(KASUS_PERIKSA, f"{berat[0]}{lagi}", sejak=self._clock.now_ms())
            self._simpanan.tahan(self.rs.kode, kasus)
        else:
            self._simpanan.lepas(self.rs.kode, [KASUS_PERIKSA])
