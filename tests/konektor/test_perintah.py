"""``antrean konektor`` at the command line."""

import json
import sys
from dataclasses import replace
from typing import Any

import pytest
import redis

from antrean.cli import common
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.konektor import layanan
from antrean.konektor.setelan import Setelan
from antrean.store import Store
from tests.cli.conftest import Hasil, run
from tests.conftest import DATA_KEY, KODE_RS, PATIENT_S, SECRET_KEY
from tests.servers import RedisServer

SANDI = "sandi-mereka-9"
KHANZA: dict[str, Any] = {
    **{"sistem": "khanza", "host": "127.0.0.1", "basisdata": "sik"},
    **{"pengguna": "antrean", "sandi": SANDI},
}


@pytest.fixture(autouse=True)
def segel(redis_server: RedisServer, real_redis: "redis.Redis", monkeypatch: pytest.MonkeyPatch) -> Store:
    for nama, nilai in (
        *(("REDIS_URL", redis_server.url), ("ANTREAN_SECRET_KEY", SECRET_KEY), ("ANTREAN_DATA_KEY", DATA_KEY)),
        ("ANTREAN_REDIS_TIMEOUT", str(PATIENT_S)),
    ):
        monkeypatch.setenv(nama, nilai)
    store = Store(real_redis, 35, data_keys=(DATA_KEY,))
    store.rs.tambah(RumahSakit(KODE_RS, "RS Uji", "Asia/Jakarta", "bpjs-uji", "-", Kebijakan()), common.new_write())
    return store


def tersimpan(store: Store) -> Setelan | None:
    rs = store.rs.cari(KODE_RS)
    assert rs
    return layanan.setelan(store, rs)


def atur(*kata: str, **isi: object) -> Hasil:
    return run("konektor", "atur", "--stdin", *kata, stdin=json.dumps(isi).encode())


def test_it_is_kept_sealed_changed_and_forgotten(segel: Store) -> None:
    hasil = atur(**KHANZA)
    assert (hasil.code, hasil.err) == (0, "")
    assert "SIMRS-Khanza, sik at 127.0.0.1:3306 as antrean" in hasil.out
    pertama = tersimpan(segel)
    assert pertama
    assert pertama == Setelan(**KHANZA, port=3306, socket="")
    for kata in (("rs", "lihat", KODE_RS), ("audit", "lihat"), ("audit", "lihat", "--json")):
        assert SANDI not in run(*kata).out
    # Choices change what they name only; another place wants its own password.
    assert run("konektor", "atur", "--registrasi", "checkin", "--sumber-task", "4=diterima").code == 0
    kedua = tersimpan(segel)
    assert kedua
    assert (kedua.registrasi, kedua.sumber_task, kedua.sandi) == ("checkin", {"4": "diterima"}, SANDI)
    lain = atur(host="10.0.0.9")
    assert (lain.code, tersimpan(segel)) == (1, kedua)
    assert lain.err == "antrean: sandi is missing: it is needed the first time, and where the place is another.\n"
    assert atur(socket="/run/mysqld/mysqld.sock", sandi="lain").code == 0
    ketiga = tersimpan(segel)
    assert ketiga
    assert (ketiga.host, ketiga.socket, ketiga.sandi) == ("", "/run/mysqld/mysqld.sock", "lain")
    assert run("konektor", "atur", "--hapus").code == 0
    assert tersimpan(segel) is None


def test_it_asks_for_what_was_not_given(segel: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: SANDI)
    hasil = run("konektor", "atur", "--sistem", "mlite", stdin=b"db.rs\n\n\n")
    assert hasil.code == 0, hasil.err
    ada = tersimpan(segel)
    assert ada
    assert (ada.host, ada.basisdata, ada.sandi) == ("db.rs", "mlite", SANDI)
    assert (ada.registrasi, ada.sumber, ada.lingkup) == ("checkin", "mlite", "poli")
    assert SANDI not in hasil.out


@pytest.mark.parametrize("siapa", ["root", "Root", "mysql"])
def test_who_may_do_everything_is_refused(segel: Store, siapa: str) -> None:
    hasil = atur(**KHANZA | {"pengguna": siapa})
    assert hasil.code == 1
    assert "GRANT" in hasil.err
    assert tersimpan(segel) is None


@pytest.mark.parametrize(
    "masukan", [b"x", b"[]", b"{}", b'{"apa": 1}', b'{"port": "3306"}', b'{"sistem": "simgos"}', b'{"menulis": true}']
)
def test_what_is_no_such_object_is_a_sentence(segel: Store, masukan: bytes) -> None:
    hasil = run("konektor", "atur", "--stdin", stdin=masukan)
    assert (hasil.code, hasil.err[:9]) == (1, "antrean: ")
    assert tersimpan(segel) is None


def test_writing_goes_on_only_where_no_more_than_the_password_changed(segel: Store) -> None:
    assert atur(**KHANZA).code == 0
    for isi, menulis in (({"sandi": "baru"}, True), ({"kd_pj_umum": "A01"}, False)):
        ada = tersimpan(segel)
        assert ada
        rs = segel.rs.cari(KODE_RS)
        assert rs
        layanan.simpan(common.konteks(segel, rs), replace(ada, menulis=True))
        assert atur(**isi).code == 0
        sesudah = tersimpan(segel)
        assert sesudah
        assert sesudah.menulis is menulis


def test_without_the_driver_a_sentence_names_the_pip_command(segel: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)
    monkeypatch.delitem(sys.modules, "antrean.konektor.basis", raising=False)
    hasil = atur("--uji", **KHANZA)
    assert hasil.code == 1
    assert "pip install 'antrean[khanza]'" in hasil.err


def test_a_database_that_is_not_there_is_a_sentence(segel: Store) -> None:
    hasil = atur("--uji", **KHANZA | {"host": "", "socket": "/tidak/ada.sock"})
    assert hasil.code == 1
    assert "/tidak/ada.sock" in hasil.err
    assert SANDI not in hasil.err
