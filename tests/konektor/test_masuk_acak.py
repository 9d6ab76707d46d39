"""Whatever their desk does, in whatever order, and whenever we look: in the end each visit there is a booking here, or
a person is told."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from antrean.domain.rs import RumahSakit
from antrean.errors import Refusal
from antrean.services import kunjungan, periksa
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import BENTUK, Keduanya, Meja, siapkan
from tests.konektor.rumah import ANA, BUDI, HENDRA, INT, pada
from tests.konteks import konteks
from tests.lua.alat import ANAK

BESOK = HARI_INI + timedelta(days=1)
TEMPAT = {(HENDRA, ANA): ("ANA", 12345), (BUDI, INT): ("INT", 34567)}


class Hari:
    """A day of things that people do, of which each is as likely."""

    def __init__(self, meja: Meja, benih: int) -> None:
        self.meja, self.acak, self.ke = meja, random.Random(benih), 0
        self.dibatalkan: set[str] = set()
        self.semua: list[Callable[[], object]] = [
            *(self.daftar, self.daftar, self.ponsel, self.batal, self.bangun, self.hapus, self.kunci, self.dokter),
            *(self.tanggal, self.batal_sini, self.hadir, self.berkas, self.periksa),
            *(meja.mulai_lagi, meja.putaran, meja.putaran),
        ]

    def langkah(self) -> None:
        self.ke += 1
        self.acak.choice(self.semua)()

    def _norm(self) -> str:
        return f"{self.acak.randint(1, 12):06d}"

    def _ada(self) -> list[str]:
        return [satu["no_rawat"] for satu in self.meja.sana.baca("SELECT no_rawat FROM reg_periksa ORDER BY 1")]

    def _pada(self, lakukan: Callable[[str], object]) -> None:
        if ada := self._ada():
            lakukan(self.acak.choice(ada))

    def daftar(self) -> None:
        rumah.daftar_walkin(self.meja.sana, self._norm(), *self.acak.choice([*TEMPAT]))

    def ponsel(self) -> None:
        try:
            self.meja.ambil(int(self._norm()), slot=ANAK)
        except Refusal:
            return

    def batal(self) -> None:
        self._pada(lambda no: rumah.batal(self.meja.sana, no))

    def bangun(self) -> None:
        self._pada(lambda no: rumah.ubah(self.meja.sana, no, stts="Belum"))

    def hapus(self) -> None:
        self._pada(lambda no: rumah.hapus(self.meja.sana, no))

    def kunci(self) -> None:
        sql = "UPDATE reg_periksa SET no_rawat=%s WHERE no_rawat=%s"
        self._pada(lambda no: self.meja.sana.tulis(sql, (f"{no[:11]}{500 + self.ke:06d}", no)))

    def dokter(self) -> None:
        kd_dokter, kd_poli = self.acak.choice([*TEMPAT])
        self._pada(lambda no: rumah.ubah(self.meja.sana, no, kd_dokter=kd_dokter, kd_poli=kd_poli))

    def tanggal(self) -> None:
        self._pada(lambda no: rumah.ubah(self.meja.sana, no, tgl_registrasi=self.acak.choice([HARI_INI, BESOK])))

    def batal_sini(self) -> None:
        if ada := [satu.kodebooking for satu in self.meja.semua() if satu.aktif]:
            satu, kode = (
                konteks(self.meja.store, self.meja.clock, self.meja.rs, f"batal-{self.ke}"),
                self.acak.choice(ada),
            )
            try:
                kunjungan.batal(satu, kode, "Berhalangan")
            except Refusal:
                return
            self.dibatalkan.add(kode)

    def hadir(self) -> None:
        if ada := [satu.kodebooking for satu in self.meja.semua() if satu.aktif]:
            satu = konteks(self.meja.store, self.meja.clock, self.meja.rs, f"hadir-{self.ke}", "mjkn")
            kunjungan.checkin(satu, self.acak.choice(ada), self.meja.clock.now_ms())

    def berkas(self) -> None:
        self._pada(lambda no: rumah.terima_berkas(self.meja.sana, no, pada(9, self.ke % 60)))

    def periksa(self) -> None:
        self._pada(
            lambda no: rumah.periksa_pasien(self.meja.sana, no, pada(10, self.ke % 60, self.acak.randint(0, 59)))
        )


def tenang(meja: Meja) -> None:
    """Until nothing more comes of it."""
    for _ in range(3):
        meja.tunggu()
        meja.lambat()
        meja.clock.move(seconds=60)
    meja.tunggu()


def benar(meja: Meja, dibatalkan_sini: set[str]) -> None:
    """Each visit that is to have a booking has one of its own that is as it is, or a person knows."""
    ditahan = meja.simpanan.ditahan(meja.rs.kode)
    tentang = {satu.kunci for satu in ditahan}
    # What cannot be cancelled there because care began is told by the way to them.
    dibatalkan_sini = dibatalkan_sini | {satu.kodebooking for satu in ditahan if satu.nama.startswith("tulis:")}
    peta = {k: t for hari in (HARI_INI, BESOK) for k, t in meja.simpanan.peta(meja.rs.kode, hari).items()}
    booking = {satu.kodebooking: satu for hari in (HARI_INI, BESOK) for satu in meja.semua(hari)}
    dipakai: list[str] = []
    for satu in meja.sana.baca("SELECT * FROM reg_periksa ORDER BY no_rawat"):
        no_rawat, tautan = satu["no_rawat"], peta.get(satu["no_rawat"])
        ini = booking.get(tautan.kodebooking) if tautan else None
        if ini and ini.aktif:
            dipakai.append(ini.kodebooking)
        if no_rawat in tentang or (ini and ini.kodebooking in dibatalkan_sini):
            continue
        if satu["stts"] == "Batal":
            assert ini is None or not ini.aktif, no_rawat
            continue
        assert ini is not None, no_rawat
        assert ini.aktif, no_rawat
        di_sana = satu["no_rkm_medis"], satu["tgl_registrasi"], TEMPAT[satu["kd_dokter"], satu["kd_poli"]]
        assert (ini.norm, ini.tanggalperiksa, (ini.slot.kodepoli, ini.slot.kodedokter)) == di_sana, no_rawat
    assert len({*dipakai}) == len(dipakai)
    if not any(satu.nama.startswith("hilang:") for satu in ditahan):
        dari_sana = {satu.kodebooking for satu in booking.values() if satu.aktif and satu.sumber == meja.setelan.sistem}
        assert {kode for kode in dari_sana if kode not in dipakai} <= {satu.kodebooking for satu in ditahan}
    assert list(periksa.rumah_sakit(meja.store, meja.clock, meja.rs)) == []


def keadaan(meja: Meja) -> tuple[object, ...]:
    """Both books, and what people know."""
    sini = [satu.riwayat for hari in (HARI_INI, BESOK) for satu in meja.semua(hari)]
    return sini, meja.sana.baca("SELECT * FROM reg_periksa ORDER BY no_rawat"), set(meja.kasus())


def jalankan(meja: Meja, benih: int, langkah: int) -> None:
    hari = Hari(meja, benih)
    for _ in range(langkah):
        hari.langkah()
    tenang(meja)
    benar(meja, hari.dibatalkan)
    sebelum = keadaan(meja)
    meja.mulai_lagi()
    tenang(meja)
    assert keadaan(meja) == sebelum


@pytest.mark.parametrize("benih", [1, 2])
def test_a_day_of_anything(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit, benih: int) -> None:
    siapkan(store, clock, rs)
    meja = Meja(sana, store, clock, rs, sumber="erm")
    jalankan(meja, benih, 60)
    meja.basis.tutup()


@pytest.mark.chaos
@pytest.mark.parametrize("benih", range(100, 130))
def test_many_days_of_anything(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit, benih: int) -> None:
    siapkan(store, clock, rs)
    meja = Meja(sana, store, clock, rs, sumber="erm")
    jalankan(meja, benih, 150)
    meja.basis.tutup()


@pytest.mark.parametrize(("sana", "registrasi"), BENTUK, indirect=["sana"])
def test_a_day_of_anything_both_ways(
    sana: Sana, registrasi: str, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    siapkan(store, clock, rs)
    meja = Keduanya(sana, store, clock, rs, sumber="erm", registrasi=registrasi)
    jalankan(meja, 3, 60)
    meja.basis.tutup()


@pytest.mark.chaos
@pytest.mark.parametrize(("sana", "registrasi"), BENTUK, indirect=["sana"])
@pytest.mark.parametrize("benih", range(100, 120))
def test_many_days_of_anything_both_ways(
    sana: Sana, registrasi: str, store: Store, clock: FrozenClock, rs: RumahSakit, benih: int
) -> None:
    siapkan(store, clock, rs)
    meja = Keduanya(sana, store, clock, rs, sumber="erm", registrasi=registrasi)
    jalankan(meja, benih, 120)
    meja.basis.tutup()
