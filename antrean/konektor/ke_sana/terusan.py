"""One booking of ours, or one patient, to them; and the case where that could not be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from antrean.clock import Clock
from antrean.domain.antrean import Booking
from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.errors import FormulirTidakAda, FormulirTidakTerbaca, StoreUnavailable, tempat
from antrean.konektor.basis import Basis, BasisDiam, BasisMenolak
from antrean.konektor.ke_sana.khanza import Khanza
from antrean.konektor.ke_sana.maksud import BARIS, PINDAH, PULIH, Lain, Pesanan
from antrean.konektor.ke_sana.mlite import Mlite
from antrean.konektor.ke_sana.penulis import Penulis
from antrean.konektor.ke_sana.tulisan import TakTertulis, no_reg
from antrean.konektor.kunjungan import Tautan
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, MLITE, Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.konektor.sini import Sini, log
from antrean.store import Store

PENULIS: Mapping[str, type[Penulis]] = {KHANZA: Khanza, MLITE: Mlite}
PASIEN, GABUNG, HAPUS = "pasien_baru", "pasien_gabung", "pasien_hapus"
"""What concerns a patient; names of cases begin so."""
PERLU: Mapping[str, frozenset[str]] = {
    "tulis": frozenset({BARIS}),
    "pulih": frozenset({BARIS, PULIH}),
    "pindah": frozenset({BARIS, PINDAH}),
    "kembar": frozenset({BARIS}),
}
"""How the names of cases of a booking begin, with what is wanted when it is tried again."""
_SEBAB = {
    1062: "a key of it is taken there",
    1406: "a value of it is longer than their column",
    1452: "a row that it refers to is missing there (`antrean konektor periksa` says which)",
}


class Terusan:
    """Of one hospital; for one thread.

    Attributes:
        pemetaan: may be put in place of an older one at any time.
    """

    def __init__(
        self,
        store: Store,
        simpanan: KonektorStore,
        clock: Clock,
        rs: RumahSakit,
        basis: Basis,
        setelan: Setelan,
        pemetaan: Pemetaan,
    ) -> None:
        self.pemetaan = pemetaan
        self.sini = Sini(store, clock, rs, setelan, simpanan)
        self._store, self._simpanan, self._clock, self._rs = store, simpanan, clock, rs
        self._penulis = PENULIS[setelan.sistem](basis, setelan)
        self._peta: dict[date, dict[str, Tautan]] = {}

    def segarkan(self) -> None:
        """Look at the links anew: the other way changes them too."""
        self._peta = {}

    def lupakan(self) -> None:
        """Look anew also at what their columns take, and at the cases: a person may have dealt with some."""
        self.sini.segarkan()
        self._penulis.lupakan()

    def booking(self, booking: Booking, mau: frozenset[str]) -> None:
        """One booking, as it is now."""
        pesanan = self._pesanan(booking, mau)
        try:
            hasil = self._penulis.samakan(pesanan)
        except (BasisDiam, StoreUnavailable):
            raise
        except Exception as error:
            self._gagal(booking.kodebooking, mau, self._sebab(error))
            return
        self._tautkan(pesanan, hasil.kunci, hasil.no_reg, hasil.asal, hasil.lepas)
        if hasil.kasus:
            self._gagal(booking.kodebooking, mau, hasil.kasus)
        else:
            self.sini.beres(
                *(f"{nama}:{booking.kodebooking}" for nama, perlu in PERLU.items() if perlu <= mau and nama != "kembar")
            )
        nama = f"kembar:{booking.kodebooking}"
        if kembar := [apa for apa, norm in hasil.kembar if not self._sesi_lain(booking, norm)]:
            pesan = (
                f"no_reg {hasil.no_reg} of {booking.kodebooking} ({booking.nomorantrean} here) is there also that of "
                f"{', '.join(kembar)}: both stand; tell the desk which patient has which."
            )
            self.sini.tahan(nama, pesan, kodebooking=booking.kodebooking, kunci=hasil.kunci)
        elif BARIS in mau:
            self.sini.beres(nama)

    def _pesanan(self, booking: Booking, mau: frozenset[str]) -> Pesanan:
        slot, zona = booking.slot, self._rs.zona_waktu
        peta = self._peta_pada(booking.tanggalperiksa)
        return Pesanan(
            booking=booking,
            di=self.pemetaan.pasangan(slot.kodepoli, slot.kodedokter),
            kuota=lambda: self._kuota(booking),
            zona=zona,
            sekarang=datetime.fromtimestamp(self._clock.now_ms() // 1000, zona).replace(tzinfo=None),
            tautan=peta.get(booking.kodebooking),
            terpakai=frozenset(satu.kunci for satu in peta.values() if satu.kodebooking != booking.kodebooking),
            lain=lambda: self._lain(booking),
            mau=mau,
        )

    def _sesi_lain(self, booking: Booking, norm: str) -> bool:
        """Whether a patient has that number in another session here: where theirs are counted together it stands there
        twice, and everybody knows it."""
        kode = self._store.antrean.aktif(self._rs.kode, booking.tanggalperiksa, [norm]).get(norm, [])
        semua = self._store.antrean.booking(
            self._rs.kode, [satu for satu in kode if satu.angka == booking.angkaantrean]
        )
        return any(satu.slot != booking.slot for satu in semua)

    def _lain(self, booking: Booking) -> list[Lain]:
        semua = [
            satu
            for satu in self._store.antrean.pada(self._rs.kode, booking.tanggalperiksa)
            if satu.norm == booking.norm and satu.aktif and satu.kodebooking != booking.kodebooking
        ]
        di = (self.pemetaan.pasangan(satu.slot.kodepoli, satu.slot.kodedokter) for satu in semua)
        return [
            Lain(*tempat, no_reg(satu.angkaantrean), satu.selesai)
            for satu, tempat in zip(semua, di, strict=True)
            if tempat is not None
        ]

    def _kuota(self, booking: Booking) -> tuple[int, int, int, int]:
        kunci = KunciSesi(booking.tanggalperiksa, booking.slot)
        ada = self._store.antrean.sesi(self._rs.kode, [kunci]).get(kunci)
        if ada is None:
            return 0, 0, 0, 0
        sesi = ada.tampak(self._rs.kebijakan.kuota_bersama)
        return sesi.sisajkn, sesi.kuotajkn, sesi.sisanonjkn, sesi.kuotanonjkn

    def _peta_pada(self, tanggal: date) -> dict[str, Tautan]:
        """The links of a date by kodebooking, read once a round."""
        if tanggal not in self._peta:
            semua = self._simpanan.peta(self._rs.kode, tanggal).values()
            self._peta[tanggal] = {satu.kodebooking: satu for satu in semua}
        return self._peta[tanggal]

    def _tautkan(self, pesanan: Pesanan, kunci: str, nomor: str, asal: str, lepas: bool) -> None:
        booking, lama = pesanan.booking, pesanan.tautan
        tanggal, kode = booking.tanggalperiksa, booking.kodebooking
        peta = self._peta_pada(tanggal)
        if kunci:
            baru = replace(lama or Tautan(kunci, kode, asal=asal), kunci=kunci, no_reg=nomor, hilang=0)
            if baru != lama:
                hilang = [lama.kunci] if lama and lama.kunci != kunci else []
                self._simpanan.tautkan(self._rs.kode, tanggal, [baru], hilang)
                peta[kode] = baru
        elif lepas and lama:
            self._simpanan.tautkan(self._rs.kode, tanggal, [], [lama.kunci])
            del peta[kode]

    def pasien(self, jenis: str, siapa: str) -> None:
        """A patient whom we registered, merged or erased."""
        norm, _, ke = siapa.partition(" ")
        nama = f"{jenis}:{siapa}"
        try:
            if jenis == PASIEN:
                self._pasien_baru(norm)
            elif self._penulis.satu("no_rkm_medis", "pasien", no_rkm_medis=norm):
                pesan = (
                    f"norm {norm} was merged into {ke} here, and there both are: merge them there too."
                    if jenis == GABUNG
                    else f"norm {norm} was erased here, and is there still: nothing was erased there."
                )
                self.sini.tahan(nama, pesan)
                return
        except (BasisDiam, StoreUnavailable):
            raise
        except Exception as error:
            self.sini.tahan(nama, f"{self._sebab(error)}.")
            return
        self.sini.beres(nama)

    def _pasien_baru(self, norm: str) -> None:
        try:
            isi = self._store.pasien.formulir(self._rs.kode, norm, self.sini.hari_ini)
        except FormulirTidakAda:
            return
        except FormulirTidakTerbaca:
            raise TakTertulis(
                f"the form of the new patient {norm} was encrypted with a key that is not in ANTREAN_DATA_KEY"
            ) from None
        self._penulis.pasien_baru(norm, isi, self.sini.hari_ini)

    # Cases.

    def _sebab(self, error: Exception) -> str:
        """Why something could not be written, in words.

        Raises:
            BasisMenolak: it concerns all of them.
        """
        if isinstance(error, TakTertulis):
            return str(error)
        if isinstance(error, BasisMenolak):
            if error.umum:
                self._penulis.lupakan()
                raise error
            return _SEBAB.get(error.kode, str(error))
        log.error("%s: a booking could not be written: %s", self._rs.kode, tempat(error))
        return f"a fault of this program ({tempat(error)})"

    def _gagal(self, kodebooking: str, mau: frozenset[str], sebab: str) -> None:
        jenis = "pulih" if PULIH in mau else "pindah" if PINDAH in mau else "tulis"
        pesan = (
            f"{sebab}. When that is settled it is tried again by itself, and at once by `antrean konektor ulang "
            f"{kodebooking}`."
        )
        self.sini.tahan(f"{jenis}:{kodebooking}", pesan, kodebooking=kodebooking)
