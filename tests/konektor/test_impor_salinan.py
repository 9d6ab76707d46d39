"""What follows their book by itself: nothing before a person took it over; then the schedule, and at night patients."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import Basis, BasisDiam
from antrean.konektor.impor import jadwal
from antrean.konektor.impor.pasien import SELESAI
from antrean.konektor.impor.salinan import KASUS_JADWAL, Salinan
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.simpanan import KonektorStore
from antrean.konektor.sini import Sini
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock
from tests.konektor import rumah
from tests.konektor.conftest import Sana

JAKARTA = ZoneInfo("Asia/Jakarta")


class Meja:
    """One hospital's copies."""

    def __init__(self, sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
        self.sana, self.store, self.clock, self.rs = sana, store, clock, rs
        self.basis = sana.sambung()
        self.simpanan = KonektorStore(store.connection)
        self.salinan = self.buat()

    def buat(self, jadwal: str = "ikut") -> Salinan:
        setelan = replace(self.sana.setelan, jadwal=jadwal)
        sini = Sini(self.store, self.clock, self.rs, setelan, self.simpanan)
        return Salinan(sini, self.basis, lambda: Pemetaan.baca(self.basis), halaman=7)

    def sudah(self, nama: str) -> None:
        self.simpanan.simpan_keadaan(self.rs.kode, {nama: self.clock.now_ms()})

    def kasus(self) -> list[str]:
        return [f"{satu.nama} {satu.pesan}" for satu in self.simpanan.ditahan(self.rs.kode)]

    def pukul(self, jam: int, hari: int = 0) -> None:
        self.clock.set(datetime.combine(HARI_INI + timedelta(days=hari), time(jam, 30), JAKARTA))

    def kenal(self, n: int) -> bool:
        return self.store.pasien.ada(self.rs.kode, f"{n:06d}")


@pytest.fixture
def meja(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> Meja:
    return Meja(sana, store, clock, rs)


def test_the_schedule_follows_once_a_person_took_it_over(meja: Meja) -> None:
    assert not meja.salinan.jadwal()
    meja.sudah(jadwal.DIIMPOR)
    assert (meja.buat("impor").jadwal(), meja.salinan.jadwal(), meja.salinan.jadwal()) == (False, True, False)
    sql = "UPDATE jadwal SET kuota=%s WHERE hari_kerja='SENIN' AND kd_dokter=%s"
    meja.sana.basis.tulis(sql, (77777, rumah.BUDI))
    assert not meja.salinan.jadwal()
    assert meja.kasus() == [
        f"{KASUS_JADWAL} Their schedule changed and ours did not follow: jadwal {rumah.BUDI} SENIN 08:00-12:00 "
        f"{rumah.INT}: kuota '77777': it takes a whole number from 0 to 9999. `antrean konektor impor --jadwal --coba` "
        "shows all of it."
    ]
    meja.clock.move(minutes=10)
    meja.sana.basis.tulis(sql, (10, rumah.BUDI))
    assert (meja.salinan.jadwal(), meja.kasus()) == (True, [])
    (baris,) = meja.store.jadwal.baca(meja.rs.kode).baris["1", "INT"]
    assert (baris.kuotajkn, baris.kuotanonjkn) == (8, 2)


def test_patients_are_read_once_a_night_a_page_at_a_time(meja: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    meja.pukul(2)
    assert not meja.salinan.pasien()  # nobody took them over
    meja.sudah(SELESAI)
    meja.pukul(12, hari=1)
    assert not meja.salinan.pasien()
    meja.pukul(2, hari=2)
    assert meja.salinan.pasien()
    assert (meja.kenal(6), meja.kenal(7)) == (True, False)

    def diam(*_: object) -> None:
        raise BasisDiam("stopped")

    with monkeypatch.context() as putus:
        putus.setattr(Basis, "baca", diam)
        with pytest.raises(BasisDiam):
            meja.salinan.pasien()
    assert [meja.salinan.pasien() for _ in range(3)] == [True, True, False]
    assert meja.kenal(rumah.PASIEN_SANA)
    assert not meja.salinan.pasien()
    meja.pukul(2, hari=3)
    assert meja.salinan.pasien()
