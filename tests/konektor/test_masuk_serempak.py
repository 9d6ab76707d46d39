"""The desk there and Mobile JKN here at once, and the connector cut off anywhere."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.errors import StoreUnavailable
from antrean.konektor.basis import Baris, Basis, BasisDiam
from antrean.services import periksa
from antrean.store import Store
from tests.conftest import HARI_INI, FrozenClock, pasien, put_patients
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konektor.meja import Meja, siapkan
from tests.konektor.rumah import pada
from tests.konteks import konteks


@pytest.fixture
def nyata(real_redis: "redis.Redis", clock: FrozenClock, rs: RumahSakit) -> Store:
    """A book on a real Redis, for threads that want the same number."""
    store = Store(real_redis, keep_days=35)
    store.rs.tambah(rs, konteks(store, clock, rs, "rs").write)
    return store


def pasien_sana(basis: Basis, dari: int, sampai: int) -> None:
    """More patients there, as the first one is."""
    kolom = [satu["Field"] for satu in basis.baca("SHOW COLUMNS FROM pasien")]
    beda = {"no_rkm_medis": "LPAD(%s, 6, '0')", "no_ktp": "'-'", "no_peserta": "1000000000000 + %s"}
    sql = (
        f"INSERT INTO pasien SELECT {', '.join(beda.get(k, k) for k in kolom)} FROM pasien WHERE no_rkm_medis='000001'"
    )
    with basis.transaksi():
        for n in range(dari, sampai + 1):
            basis.tulis(sql, (n, n))


def serempak(meja: Meja, banyak: int) -> None:
    """So many numbers at their desk while as many are taken here, all from the first one on."""
    store, clock, rs = meja.store, meja.clock, meja.rs
    siapkan(store, clock, rs, banyak=0, kuota=2 * banyak)
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 2 * banyak + 1)))
    pasien_sana(meja.sana, rumah.PASIEN_SANA + 1, 2 * banyak)
    no_rawat: list[str] = []
    selesai = False

    def loket() -> None:
        loket_sana = Basis(meja.sana.setelan)
        for n in range(1, banyak + 1):
            no_rawat.append(rumah.daftar_walkin(loket_sana, f"{n:06d}"))
        loket_sana.tutup()

    def ponsel() -> None:
        for n in range(banyak + 1, 2 * banyak + 1):
            meja.ambil(n)

    def penghubung() -> None:
        while not selesai:
            meja.masuk.cepat()

    with ThreadPoolExecutor(3) as utas:
        di_loket, di_ponsel, hubung = utas.submit(loket), utas.submit(ponsel), utas.submit(penghubung)
        di_loket.result()
        di_ponsel.result()
        selesai = True
        hubung.result()
    meja.putaran()
    semua = meja.semua()
    assert len({(satu.slot, satu.angkaantrean) for satu in semua}) == len(semua) == 2 * banyak
    peta = {kunci: (t.kodebooking, int(t.no_reg)) for kunci, t in meja.simpanan.peta(rs.kode, HARI_INI).items()}
    assert set(peta) == set(no_rawat)
    angka = {satu.kodebooking: satu.angkaantrean for satu in semua}
    bentrok = {kunci for kunci, (kode, no_reg) in peta.items() if angka[kode] != no_reg}
    # Their numbers are 1, 2, 3, … and so are ours: whoever came second is told by both.
    assert set(meja.kasus()) == {f"nomor:{kunci}" for kunci in bentrok}
    assert bentrok
    assert list(periksa.rumah_sakit(store, clock, rs)) == []


def test_the_same_numbers_at_their_desk_and_in_mobile_jkn(
    sana: Sana, nyata: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    serempak(Meja(sana, nyata, clock, rs, sumber="erm"), 25)


@pytest.mark.chaos
def test_the_same_numbers_five_hundred_times(sana: Sana, nyata: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    serempak(Meja(sana, nyata, clock, rs, sumber="erm"), 500)


class Putus(Basis):
    """A connection that breaks at its n-th question, once."""

    sisa = -1

    def baca(self, sql: str, nilai: Sequence[Any] = ()) -> list[Baris]:
        self.sisa -= 1
        if self.sisa == 0:
            raise BasisDiam("gone")
        return super().baca(sql, nilai)


@pytest.fixture
def meja(sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit) -> Iterator[Meja]:
    siapkan(store, clock, rs)
    satu = Meja(sana, store, clock, rs, sumber="erm")
    yield satu
    satu.basis.tutup()


def test_cut_off_anywhere_it_comes_to_the_same(meja: Meja, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before each of the first calls to our store in turn, and behind it, its answer lost: the next process goes on."""
    sambungan = meja.store.connection
    asli, hitung = sambungan.execute, 0
    putus_di, sesudah = 0, False

    def execute(*kata: Any, **lain: Any) -> Any:
        nonlocal hitung
        hitung += 1
        if hitung == putus_di:
            if sesudah:
                asli(*kata, **lain)
            raise StoreUnavailable
        return asli(*kata, **lain)

    def hari() -> list[tuple[str, str, list[int]]]:
        return [(satu.norm, satu.status, sorted(satu.task)) for satu in meja.semua()]

    ada = meja.ambil(9)
    satu, dua, tiga = (rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2, 9))
    rumah.periksa_pasien(meja.sana, satu, pada(9))
    rumah.resep(meja.sana, satu, pada(9, 10))
    rumah.kembalikan_berkas(meja.sana, satu, pada(9, 20))
    monkeypatch.setattr(sambungan, "execute", execute)
    for ke, hilang in product(range(1, 12), (False, True)):
        hitung, putus_di, sesudah = 0, ke, hilang
        meja.mulai_lagi()
        try:
            meja.putaran()
        except StoreUnavailable:
            continue
    putus_di = 0
    meja.mulai_lagi()
    meja.putaran()
    assert sorted(hari()) == [("000001", "aktif", [3, 4, 5]), ("000002", "aktif", [3]), ("000009", "aktif", [])]
    assert (meja.milik(1).resep, meja.milik(1).farmasi) == ("Non Racikan", 1)
    assert meja.simpanan.peta(meja.rs.kode, HARI_INI)[tiga].kodebooking == ada.kodebooking
    assert dua in meja.simpanan.peta(meja.rs.kode, HARI_INI)
    assert list(periksa.rumah_sakit(meja.store, meja.clock, meja.rs)) == []


def test_their_database_breaks_off_at_any_question(meja: Meja) -> None:
    semua = [rumah.daftar_walkin(meja.sana, f"{n:06d}") for n in (1, 2, 3)]
    meja.basis.tutup()
    meja.basis = putus = Putus(meja.setelan)  # type: ignore[assignment]
    meja.mulai_lagi()
    for ke in range(1, 15):
        putus.sisa = ke
        try:
            meja.putaran()
            meja.masuk.lambat()
        except BasisDiam:
            continue
    putus.sisa = -1
    rumah.hapus(meja.sana, semua[2])
    meja.tunggu()
    meja.lambat()
    assert [(satu.norm, satu.aktif) for satu in meja.semua()] == [("000001", True), ("000002", True), ("000003", False)]
    assert meja.kasus() == {}


@pytest.mark.chaos
def test_two_thousand_visits(sana: Sana, nyata: Store, clock: FrozenClock, rs: RumahSakit) -> None:
    meja = Meja(sana, nyata, clock, rs, sumber="erm")
    siapkan(nyata, clock, rs, banyak=0, kuota=2000)
    put_patients(nyata, clock, rs, *(pasien(n) for n in range(1, 2001)))
    pasien_sana(meja.sana, rumah.PASIEN_SANA + 1, 2000)
    with meja.sana.transaksi():
        for n in range(1, 2001):
            rumah.daftar_walkin(meja.sana, f"{n:06d}", no_reg=f"{n:03d}")
    meja.putaran()
    assert [satu.angkaantrean for satu in meja.semua()] == [*range(1, 2001)]
    meja.basis.ditanya.clear()
    assert meja.masuk.cepat() == 0
    assert len(meja.basis.ditanya) == 1
    assert meja.kasus() == {}
