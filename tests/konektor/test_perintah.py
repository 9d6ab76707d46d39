"""``antrean konektor`` at the command line."""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.cli import common, serve
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.konektor import layanan
from antrean.konektor.basis import Basis
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.setelan import KHANZA as KHANZA_SISTEM
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.store import Store
from tests.cli.conftest import Hasil, ambil, run
from tests.conftest import DATA_KEY, KODE_RS, PATIENT_S, SECRET_KEY, pasien, put_patients, put_schedule
from tests.konektor import rumah
from tests.konektor.mariadb import PENGGUNA, MariaDb
from tests.konektor.mariadb import SANDI as SANDI_KONEKTOR
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


@pytest.mark.parametrize("pilihan", ["4", "4=apa", "9=periksa", "4=periksa,dokter|diterima"])
def test_a_source_of_a_task_that_there_is_not_is_refused(segel: Store, pilihan: str) -> None:
    assert atur(**KHANZA).code == 0
    sebelum = tersimpan(segel)
    hasil = run("konektor", "atur", "--sumber-task", pilihan)
    assert (hasil.code, hasil.err[:9], tersimpan(segel)) == (1, "antrean: ", sebelum)


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


def kasus(store: Store, *semua: Kasus) -> KonektorStore:
    kamar = KonektorStore(store.connection)
    for satu in semua:
        kamar.tahan(KODE_RS, satu)
    return kamar


TASK4 = Kasus("task4:2026/11/30/000001", "Task 4 is older than task 3.", "30112026A001", "2026/11/30/000001", 1)
POLI = Kasus("poli:U0009", "The poli U0009 has no code of BPJS.", "", "U0009", 2)


def test_how_it_stands_is_shown_and_what_waits_is_tried_again_or_dropped(segel: Store) -> None:
    assert run("konektor", "lihat").err.startswith(f"antrean: {KODE_RS} has no connector.")
    assert atur(**KHANZA).code == 0
    kosong = run("konektor", "lihat")
    assert kosong.code == 0
    for kata in ("no process runs it", "writing: off", "none was told there yet", "Nothing waits for a person."):
        assert kata in kosong.out
    kamar = kasus(segel, TASK4, POLI)
    galat = {"keluar:galat": "their database does not answer", "keluar:sejak": 5, "cepat:pada": 6, "cepat:ms": 7}
    kamar.simpan_keadaan(KODE_RS, galat | {"beda_jam_ms": -90_000})
    tampak = run("konektor", "lihat")
    for kata in (TASK4.nama, TASK4.pesan, POLI.pesan, "their database does not answer", "90 s behind ours"):
        assert kata in tampak.out
    isi = json.loads(run("konektor", "lihat", "--json").out)
    assert [satu["nama"] for satu in isi["kasus"]] == [TASK4.nama, POLI.nama]
    assert isi["kasus"] == json.loads(run("konektor", "lihat", "--ditahan", "--json").out)
    assert isi["putaran"]["cepat"] == {"pada": 6, "lama": 7, "sejak": None, "galat": ""}
    assert SANDI not in str(isi)
    # A case by its name, by whom it is about, or all of them.
    for nama in (TASK4.nama, TASK4.kodebooking.lower(), TASK4.kunci):
        assert run("konektor", "ulang", nama).code == 0
        assert kamar.diminta(KODE_RS) == [TASK4]
        kamar.sudah(KODE_RS, TASK4.nama)
    assert run("konektor", "ulang", "--semua").out.startswith(
        f"{KODE_RS}: 2 tried again when the connector runs again."
    )
    assert sorted(kamar.diminta(KODE_RS), key=lambda satu: satu.sejak) == [TASK4, POLI]
    assert run("konektor", "ulang").code == 1
    asing = run("konektor", "ulang", "30112026Z999")
    assert (asing.code, asing.err[:23]) == (1, "antrean: '30112026Z999'")
    assert run("konektor", "lepas", "apa").code == 1
    assert run("konektor", "lepas", POLI.nama).code == 0
    assert kamar.ditahan(KODE_RS) == [TASK4]


def test_a_booking_without_a_case_can_be_written_anew(segel: Store) -> None:
    rs = segel.rs.cari(KODE_RS)
    assert rs
    put_schedule(segel, common.clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{ke},08:00-16:00,30,30" for ke in range(1, 8)))
    put_patients(segel, common.clock, rs, pasien(1), pasien(2))
    besok = common.clock.today(rs.zona_waktu) + timedelta(days=1)
    kode = [ambil(segel, common.clock, rs, n, tanggal=besok).kodebooking for n in (1, 2)]
    assert atur(**KHANZA).code == 0
    kamar = layanan.simpanan(segel)
    assert run("konektor", "ulang", kode[0].lower()).code == 0
    assert [satu.kodebooking for satu in kamar.diminta(KODE_RS)] == [kode[0]]
    assert run("konektor", "ulang", "--tanggal", besok).out.startswith(f"{KODE_RS}: 2 tried again")
    assert sorted(satu.kodebooking for satu in kamar.diminta(KODE_RS)) == sorted(kode)
    assert run("konektor", "ulang", f"{kode[0][:-1]}9").code == 1


@pytest.mark.parametrize("diatur", [True, False])
def test_serve_runs_it_where_a_hospital_is_set_up(segel: Store, diatur: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "_command", lambda _, *kata: kata)
    if diatur:
        assert atur(**KHANZA).code == 0
    semua: list[object] = [*serve._beside(common.settings_from_env(), segel)]
    assert semua == ([("konektor", "jalan")] if diatur else [])


def test_a_day_is_compared_and_the_exit_code_says_so(segel: Store, mariadb: MariaDb, khanza: Basis) -> None:
    mariadb.akun(KHANZA_SISTEM, "sik_uji")
    siapa = {"pengguna": PENGGUNA, "sandi": SANDI_KONEKTOR, "basisdata": "sik_uji"}
    assert atur("--uji", **KHANZA | {"host": "", "socket": str(mariadb.socket)} | siapa).code == 0
    rs = segel.rs.cari(KODE_RS)
    assert rs
    besok = common.clock.today(rs.zona_waktu) + timedelta(days=1)
    sama = run("konektor", "banding", "--tanggal", besok)
    assert (sama.code, sama.out) == (0, f"{KODE_RS}, {besok}: 0 alike, nothing differs.\n")
    put_schedule(segel, common.clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{ke},08:00-16:00,30,30" for ke in range(1, 8)))
    put_patients(segel, common.clock, rs, pasien(1))
    kode = ambil(segel, common.clock, rs, 1, tanggal=besok).kodebooking
    no_rawat = rumah.daftar_walkin(khanza, "000002", tanggal=besok)
    beda = run("konektor", "banding", "--tanggal", besok, "--json")
    isi = json.loads(beda.out)
    assert beda.code == 1
    assert [(satu["beda"], satu["kodebooking"], satu["kunci"]) for satu in isi] == [
        ("hanya di sini", kode, None),
        ("hanya di sana", None, no_rawat),
    ]
    tabel = run("konektor", "banding", "--tanggal", besok)
    assert (tabel.code, tabel.out.splitlines()[-1]) == (1, f"{KODE_RS}, {besok}: 0 alike, 2 differ.")
    lama = run("konektor", "banding", "--tanggal", besok - timedelta(days=60))
    assert (lama.code, "kept no longer here" in lama.err) == (1, True)
