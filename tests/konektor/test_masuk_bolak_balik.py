"""Both ways at once: nothing of one comes back by the other."""

from collections.abc import Iterator

import pytest

from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import BENTUK, Keduanya, Meja, ms, siapkan
from tests.konektor.rumah import pada

pytestmark = pytest.mark.parametrize(("sana", "registrasi"), BENTUK, indirect=True)


@pytest.fixture
def registrasi(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def meja(sana: Sana, registrasi: str, store: Store, clock: FrozenClock, rs: RumahSakit) -> Iterator[Keduanya]:
    siapkan(store, clock, rs)
    satu = Keduanya(sana, store, clock, rs, sumber="erm", registrasi=registrasi)
    yield satu
    satu.basis.tutup()


def test_a_day_of_both(meja: Keduanya) -> None:
    hadir, pergi, dibatalkan = (meja.ambil(n).kodebooking for n in (1, 2, 3))
    meja.putaran(2)
    walkin = rumah.daftar_walkin(meja.sana, "000004", no_reg="004")
    meja.putaran(2)
    assert [satu.angkaantrean for satu in meja.semua()] == [1, 2, 3, 4]
    meja.lakukan("checkin", hadir)
    meja.lakukan("batal", pergi)
    meja.lambat()
    meja.putaran(7)
    peta = {satu.kodebooking: satu for satu in meja.simpanan.peta(meja.rs.kode, HARI_INI).values()}
    no_rawat = peta[hadir].kunci
    assert no_rawat.startswith(f"{HARI_INI:%Y/%m/%d}/")
    assert (peta[hadir].asal, peta[meja.milik(4).kodebooking].kunci) == ("sini", walkin)
    # Their desk cancels one of ours, wherever that stands there.
    if peta[dibatalkan].kunci.startswith("booking:"):
        meja.sana.tulis("UPDATE booking_registrasi SET status='Batal' WHERE no_rkm_medis='000003'")
    else:
        rumah.batal(meja.sana, peta[dibatalkan].kunci)
    meja.putaran(2)
    assert not meja.booking(dibatalkan).aktif
    for n, kunci in ((1, no_rawat), (4, walkin)):
        rumah.periksa_pasien(meja.sana, kunci, pada(12, n))
        rumah.kembalikan_berkas(meja.sana, kunci, pada(12, 10 + n))
    meja.clock.move(minutes=20)
    meja.putaran(2)
    for n in (1, 4):
        assert {**meja.milik(n).task, 3: 0} == {3: 0, 4: ms(pada(12, n)), 5: ms(pada(12, 10 + n))}
    sebelum = [satu.riwayat for satu in meja.semua()], meja.baris("SELECT * FROM reg_periksa ORDER BY no_rawat")
    meja.mulai_lagi()
    meja.putaran(2)
    meja.lambat()
    meja.putaran(2)
    sesudah = [satu.riwayat for satu in meja.semua()], meja.baris("SELECT * FROM reg_periksa ORDER BY no_rawat")
    assert sesudah == sebelum
    assert [satu.aktif for satu in meja.semua()] == [True, False, False, True]
    assert meja.kasus() == {}


def test_a_walk_in_is_cancelled_here_and_there(meja: Keduanya) -> None:
    satu, dua = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2))
    meja.putaran(2)
    meja.lakukan("batal", meja.milik(1).kodebooking)
    rumah.batal(meja.sana, dua)
    meja.putaran(2)
    meja.lambat()
    meja.putaran(7)
    assert [satu.aktif for satu in meja.semua()] == [False, False]
    assert meja.baris("SELECT no_rawat, stts FROM reg_periksa ORDER BY 1") == [(satu, "Batal"), (dua, "Batal")]
    assert meja.kasus() == {}


def test_the_desk_registers_who_has_a_number_of_ours_before_we_could_say_so(meja: Keduanya) -> None:
    kode = meja.ambil(1).kodebooking
    no_rawat = rumah.daftar_walkin(meja.sana, "000001")
    Meja.putaran(meja)
    meja.putaran(2)
    meja.lakukan("checkin", kode)
    meja.putaran(2)
    assert meja.baris("SELECT no_rawat FROM reg_periksa") == [(no_rawat,)]
    assert [satu.kodebooking for satu in meja.semua()] == [kode]
    assert meja.kasus() == {}
