"""The sample hospital on our side, and the way from it to theirs as the process runs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from antrean.domain.antrean import Booking, KodeBooking, PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.pasien import PasienBaru
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.konektor.basis import Baris, Basis
from antrean.konektor.ke_sana.keluar import Keluar
from antrean.konektor.kunjungan import Kasus, Tautan
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.simpanan import KonektorStore
from antrean.services import antrean, kunjungan, libur, pasien
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from tests.conftest import HARI_INI, FrozenClock
from tests.conftest import pasien as pasien_ke
from tests.konektor.conftest import Sana

ANAK = Slot("ANA", 12345, JamPraktek.baca("08:00-16:00"))
DALAM = Slot("INT", 34567, JamPraktek.baca("08:00-12:00"))
BESOK = HARI_INI + timedelta(days=1)


@dataclass
class Sini:
    """Our side, beside one of theirs. ``basis`` is what the connector speaks through."""

    store: Store
    clock: FrozenClock
    rs: RumahSakit
    sana: Sana
    basis: Basis
    ke: int = 0
    _keluar: Keluar | None = field(default=None, repr=False)

    @property
    def simpanan(self) -> KonektorStore:
        return KonektorStore(self.store.connection)

    @property
    def keluar(self) -> Keluar:
        if self._keluar is None:
            pemetaan = Pemetaan.baca(self.sana.basis)
            dari = (self.store, self.simpanan, self.clock, self.rs, self.basis, self.basis.setelan, pemetaan)
            self._keluar = Keluar(*dari)
        return self._keluar

    def lupa(self) -> None:
        """The process ends; the next one begins with what is kept."""
        self._keluar = None

    def konteks(self, oleh: str = "mjkn") -> Konteks:
        self.ke += 1
        return Konteks(self.store, self.clock, self.rs, Write(f"uji-{self.ke}", self.clock.now_ms(), oleh))

    def ambil(
        self, n: int = 1, slot: Slot = ANAK, tanggal: date = HARI_INI, oleh: str = "mjkn", jkn: bool = True, **lain: Any
    ) -> str:
        """The n-th patient takes a number; the kodebooking."""
        siapa = pasien_ke(n)
        minta = PermintaanAntrean(
            slot,
            tanggal,
            1,
            nik=siapa.nik,
            nomorkartu=siapa.nomorkartu if jkn else "",
            nohp="085635228888",
            nomorreferensi=f"0001R0040116A{n:06d}" if jkn else "",
        )
        return antrean.ambil(self.konteks(oleh), replace(minta, **lain)).kodebooking

    def checkin(self, kode: str, oleh: str = "mjkn") -> None:
        kunjungan.checkin(self.konteks(oleh), kode, self.clock.now_ms())

    def batal(self, kode: str, kata: str = "Berhalangan", oleh: str = "mjkn") -> None:
        kunjungan.batal(self.konteks(oleh), kode, kata)

    def batal_oleh_rs(self, kode: str) -> None:
        """The hospital closes the session of a booking, whoever has checked in."""
        slot = self.booking(kode).slot
        libur.tutup(self.konteks("petugas/ani"), self.booking(kode).tanggalperiksa, str(slot), "Sakit", "Dokter sakit")

    def task(self, kode: str, taskid: int, kata: str = "") -> None:
        self.clock.move(minutes=1)
        kunjungan.task(self.konteks("simrs/poli"), kode, taskid, self.clock.now_ms(), kata)

    def panggil(self, slot: Slot = ANAK) -> None:
        self.clock.move(minutes=1)
        kunjungan.panggil(self.konteks("simrs/poli"), KunciSesi(HARI_INI, slot), None)

    def daftar(self, **isi: str) -> str:
        """A new patient's form from Mobile JKN; the norm."""
        satu = FORMULIR | isi
        return pasien.daftar(self.konteks(), PasienBaru(satu["nik"], satu["nomorkartu"], satu["nama"], satu))

    def booking(self, kode: str) -> Booking:
        (satu,) = self.store.antrean.booking(self.rs.kode, [KodeBooking.baca(kode)])
        return satu

    def kasus(self) -> dict[str, Kasus]:
        return {satu.nama: satu for satu in self.simpanan.ditahan(self.rs.kode)}

    def peta(self, tanggal: date = HARI_INI) -> dict[str, Tautan]:
        return {satu.kodebooking: satu for satu in self.simpanan.peta(self.rs.kode, tanggal).values()}

    # Their side.

    def baris(self, tabel: str, **kunci: Any) -> list[Baris]:
        """Rows there, in no order."""
        di = " AND ".join(f"{nama}=%s" for nama in kunci) or "1=1"
        return self.sana.basis.baca(f"SELECT * FROM {tabel} WHERE {di}", [*kunci.values()])

    def satu(self, tabel: str, **kunci: Any) -> Baris:
        (baris,) = self.baris(tabel, **kunci)
        return baris

    def semua(self) -> dict[str, list[Baris]]:
        """All rows of all tables that are written."""
        tabel = ["reg_periksa", "booking_registrasi", "mutasi_berkas", "pasien", "set_no_rkm_medis"]
        if self.sana.sistem == "khanza":
            tabel += [f"referensi_mobilejkn_bpjs{akhir}" for akhir in ("", "_batal", "_taskid")]
            tabel += ["kelurahan", "kecamatan", "kabupaten", "propinsi"]
        else:
            tabel += ["mlite_antrian_referensi", "mlite_antrian_referensi_batal", "mlite_antrian_loket"]
        return {satu: sorted(self.baris(satu), key=repr) for satu in tabel}

    @contextmanager
    def setelan(self, **lain: Any) -> Iterator[None]:
        """With other choices of the hospital's."""
        lama = self.basis
        self.basis = Basis(replace(lama.setelan, **lain))
        self.lupa()
        try:
            yield
        finally:
            self.basis.tutup()
            self.basis = lama
            self.lupa()


FORMULIR = {
    **{"nomorkartu": "0002000000003", "nik": "3204000000000003", "nomorkk": "3212345678987000"},
    **{"nama": "Ratna Puspita", "jeniskelamin": "P", "tanggallahir": "1985-03-01", "nohp": "085635228888"},
    **{"alamat": "Jalan Melati 5", "kodeprop": "11", "namaprop": "Jawa Barat", "kodedati2": "0120"},
    **{"namadati2": "Kab. Bandung", "kodekec": "1319", "namakec": "Soreang", "kodekel": "D2105"},
    **{"namakel": "Cingcin", "rw": "001", "rt": "013"},
}
