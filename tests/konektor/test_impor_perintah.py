"""``antrean konektor impor`` at the command line, with a real MariaDB of both forms beside a real Redis."""

import json

import pytest
import redis

from antrean.cli import common
from antrean.clock import Clock
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.konektor import layanan
from antrean.konektor.setelan import KHANZA
from antrean.store import Store
from antrean.store.jam import JamStore
from tests.cli.conftest import Hasil, run
from tests.conftest import DATA_KEY, HARI_INI, KODE_RS, PATIENT_S, SECRET_KEY, FrozenClock, pasien
from tests.konektor import rumah
from tests.konektor.conftest import Sana
from tests.konteks import konteks
from tests.servers import RedisServer

N = rumah.PASIEN_SANA


@pytest.fixture
def toko(
    redis_server: RedisServer,
    real_redis: "redis.Redis",
    clock: FrozenClock,
    sana: Sana,
    monkeypatch: pytest.MonkeyPatch,
) -> Store:
    """A hospital that is set up beside theirs; the commands find the tests' day."""
    for nama, nilai in (
        *(("REDIS_URL", redis_server.url), ("ANTREAN_SECRET_KEY", SECRET_KEY), ("ANTREAN_DATA_KEY", DATA_KEY)),
        ("ANTREAN_REDIS_TIMEOUT", str(PATIENT_S)),
    ):
        monkeypatch.setenv(nama, nilai)
    monkeypatch.setattr(Clock, "now_ms", lambda _: clock.now_ms())
    monkeypatch.setattr(JamStore, "server_ms", lambda _: clock.now_ms())
    store = Store(real_redis, 35, data_keys=(DATA_KEY,))
    rs = RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", "bpjs-uji", "-", Kebijakan())
    store.rs.tambah(rs, common.new_write())
    layanan.simpan(konteks(store, clock, rs, "atur"), sana.setelan)
    return store


def impor(*kata: str) -> Hasil:
    return run("konektor", "impor", *kata)


def test_all_of_it_tried_then_done_then_the_same(toko: Store, sana: Sana) -> None:
    if sana.sistem == KHANZA:
        for hari, ktg in (("2020-01-01", "Lama"), (f"{HARI_INI.year + 1}-01-01", "Tahun Baru 'Masehi'")):
            rumah.tambah(sana.basis, "set_hari_libur", tanggal=hari, ktg=ktg)
    sana.basis.tulis("UPDATE pasien SET no_ktp=%s WHERE no_rkm_medis='000001'", (pasien(2).nik,))
    coba = impor("--coba")
    assert (coba.code, coba.err) == (0, "")
    assert "Senin   ANA    12345  08:00-16:00  -       48+12" in coba.out
    assert "13 rows in force; letters given to 2 sessions; 0 sessions with bookings changed. Only tried" in coba.out
    assert f"{N} patients of theirs; {N} would be new here, 0 would change. Only tried" in coba.out
    assert "1 share a NIK or card with a record of a later visit, which keeps it: taken without it:" in coba.out
    assert pasien(2).nik not in coba.out
    usulan = (
        f"  antrean libur tambah {HARI_INI.year + 1}-01-01 --keterangan 'Tahun Baru '\"'\"'Masehi'\"'\"'' --rs 1311R002"
    )
    assert (usulan in coba.out, "2020-01-01" in coba.out) == (sana.sistem == KHANZA, False)
    assert not toko.jadwal.baca(KODE_RS).baris
    assert impor().code == 0
    assert toko.pasien.ada(KODE_RS, f"{N:06d}")
    sana.basis.tulis("UPDATE pasien SET nm_pasien='Lain' WHERE no_rkm_medis='000003'")
    assert "1 that would change:\n  000003: nm_pasien\n" in impor("--coba", "--pasien").out
    assert impor("--pasien").code == 0
    lagi = impor("--json")
    isi = json.loads(lagi.out)
    assert (lagi.code, isi["jadwal"]["sama"], isi["jadwal"]["baris"]) == (0, True, 13)
    assert (isi["pasien"]["dibaca"], isi["pasien"]["baru"], isi["pasien"]["berubah"]) == (N, 0, 0)
    assert isi["pasien"]["jumlah"] == {"norm": 0, "nomor": 0, "ganda": 1, "tertahan": 0, "ditolak": 0}
    assert len(isi["libur"]) == (sana.sistem == KHANZA)


def test_a_schedule_that_is_refused_stops_nothing_else(toko: Store, sana: Sana) -> None:
    sana.basis.tulis("UPDATE jadwal SET kuota=12345 WHERE hari_kerja='SENIN' AND kd_dokter=%s", (rumah.BUDI,))
    hasil = impor()
    assert (hasil.code, hasil.err) == (
        1,
        f"antrean: jadwal {rumah.BUDI} SENIN 08:00-12:00 {rumah.INT}: kuota '12345': it takes a whole number from 0 to "
        "9999. Of the schedule nothing was changed.\n",
    )
    assert not toko.jadwal.baca(KODE_RS).baris
    assert toko.pasien.ada(KODE_RS, "000001")
    assert impor("--pasien", "--semua").code == 2


def test_without_a_connector_or_a_grant_it_says_so(toko: Store, sana: Sana, clock: FrozenClock) -> None:
    sana.basis.tulis("REVOKE SELECT ON pasien FROM antrean@localhost")
    hasil = impor("--pasien")
    assert (hasil.code, "a GRANT is missing" in hasil.err) == (1, True)
    rs = toko.rs.cari(KODE_RS)
    assert rs
    layanan.simpan(konteks(toko, clock, rs, "lupa"), None)
    assert impor().err.startswith("antrean: 1311R002 has no connector.")
