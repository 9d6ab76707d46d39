"""``antrean konektor periksa`` at the command line: what it says, and that writing hangs on it."""

import json
from dataclasses import replace

import pytest
import redis

from antrean.cli import common
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.konektor import layanan
from antrean.konektor.setelan import MLITE, Setelan
from antrean.store import Store
from tests.cli.conftest import run
from tests.conftest import DATA_KEY, KODE_RS, PATIENT_S, SECRET_KEY
from tests.konektor.mariadb import PENGGUNA, MariaDb
from tests.servers import RedisServer


class Beralat:
    """A hospital that is set up, in a real store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        store.rs.tambah(RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", "bpjs-uji", "-", Kebijakan()), common.new_write())

    @property
    def rs(self) -> RumahSakit:
        rs = self.store.rs.cari(KODE_RS)
        assert rs
        return rs

    def simpan(self, setelan: Setelan) -> None:
        layanan.simpan(common.konteks(self.store, self.rs), setelan)

    @property
    def menulis(self) -> bool:
        return layanan.wajib(self.store, self.rs).menulis


@pytest.fixture
def beralat(redis_server: RedisServer, real_redis: "redis.Redis", monkeypatch: pytest.MonkeyPatch) -> Beralat:
    for nama, nilai in (
        *(("REDIS_URL", redis_server.url), ("ANTREAN_SECRET_KEY", SECRET_KEY), ("ANTREAN_DATA_KEY", DATA_KEY)),
        ("ANTREAN_REDIS_TIMEOUT", str(PATIENT_S)),
    ):
        monkeypatch.setenv(nama, nilai)
    return Beralat(Store(real_redis, 35, data_keys=(DATA_KEY,)))


def test_writing_is_on_from_the_first_time_that_nothing_is_wrong_and_off_again(
    beralat: Beralat, setelan_khanza: Setelan, mariadb: MariaDb
) -> None:
    mariadb.pada(None)
    akun, db = f"'{PENGGUNA}'@'localhost'", setelan_khanza.basisdata
    beralat.simpan(replace(setelan_khanza, menulis=False))
    mariadb.lakukan(f"REVOKE INSERT ON {db}.pasien FROM {akun}")
    hasil = run("konektor", "periksa")
    assert (hasil.code, beralat.menulis) == (1, False)
    assert f"WRONG  {akun} may not INSERT on pasien: GRANT INSERT ON `{db}`.`pasien` TO {akun};" in hasil.err
    assert "NOTE   Nobody tells BPJS" in hasil.out
    # The same for an account that has nothing yet.
    mariadb.lakukan(f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {akun}")
    hibah = run("konektor", "periksa", "--hibah")
    assert hibah.code == 0
    mariadb.lakukan(*hibah.out.splitlines())
    hasil = run("konektor", "periksa", "--json")
    assert (hasil.code, hasil.err, beralat.menulis) == (0, "", True)
    assert {satu["berat"] for satu in json.loads(hasil.out)} == {False}
    mariadb.lakukan(f"GRANT DROP ON {db}.pasien TO {akun}")
    assert (run("konektor", "periksa").code, beralat.menulis) == (1, False)


def test_a_database_that_does_not_answer_changes_nothing(beralat: Beralat, setelan_khanza: Setelan) -> None:
    beralat.simpan(replace(setelan_khanza, sandi="salah"))
    hasil = run("konektor", "periksa")
    assert (hasil.code, beralat.menulis) == (1, True)
    assert "does not let 'antrean' in" in hasil.err
    beralat.simpan(replace(setelan_khanza, sistem=MLITE, socket="/tidak/ada.sock"))
    hasil = run("konektor", "periksa")
    assert (hasil.code, beralat.menulis) == (1, True)
    assert "SQLite" in hasil.err
