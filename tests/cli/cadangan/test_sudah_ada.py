"""``antrean cadangan pulihkan`` where something is already."""

from datetime import timedelta
from pathlib import Path

import redis

from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.keys import PENGGUNA
from antrean.store import Store, Write
from tests.cli.cadangan.alat import buat, dump, sama
from tests.cli.conftest import KEYS, ambil, run
from tests.conftest import KODE_RS, USERNAME, FrozenClock
from tests.lua.alat import daftar
from tests.lua.kunjungan import Hari


def test_a_hospital_that_is_there_is_not_touched(sehari: RumahSakit, real_redis: "redis.Redis", tmp_path: Path) -> None:
    path = buat(tmp_path / "c.gz")
    before = dump(real_redis)
    hasil = run("cadangan", "pulihkan", path)
    assert hasil.code == 1
    assert hasil.err.startswith("antrean: The store has the hospital 1311R002 already. Nothing was changed.")
    assert "its numbers are not given again" in hasil.err
    assert dump(real_redis) == before


def test_with_ganti_it_takes_the_place_of_everything(
    sehari: RumahSakit, store: Store, clock: FrozenClock, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    lain = RumahSakit("9999R999", "RS Lain", "Asia/Jakarta", "bpjs-lain", sehari.sandi, Kebijakan())
    store.rs.tambah(lain, Write("lain", clock.now_ms(), "uji"))
    path = buat(tmp_path / "c.gz", "--rs", KODE_RS)
    tetangga = {k: v for k, v in dump(real_redis).items() if b"9999R999" in k}
    ambil(store, clock, sehari, 30)
    store.rs.ubah(KODE_RS, {"username": "bpjs-baru"}, "rs_atur", Write("u", clock.now_ms(), "uji"))
    real_redis.hdel(PENGGUNA, USERNAME)
    real_redis.hset(PENGGUNA, "bpjs-baru", KODE_RS)
    real_redis.set(f"{KEYS.awalan}sesudah", "x")
    hasil = run("cadangan", "pulihkan", path, "--ganti")
    assert (hasil.code, hasil.err) == (0, "")
    assert "Restart the service" in hasil.out
    sama(buat(tmp_path / "lagi.gz", "--rs", KODE_RS), path)
    assert {k: v for k, v in dump(real_redis).items() if b"9999R999" in k} == tetangga
    assert real_redis.hgetall(PENGGUNA) == {USERNAME: KODE_RS, "bpjs-lain": "9999R999"}


def test_the_username_of_another_hospital_is_not_taken(
    sehari: RumahSakit, real_redis: "redis.Redis", tmp_path: Path, store: Store, clock: FrozenClock
) -> None:
    path = buat(tmp_path / "c.gz")
    real_redis.flushall()
    lain = RumahSakit("9999R999", "RS Lain", "Asia/Jakarta", USERNAME, sehari.sandi, Kebijakan())
    store.rs.tambah(lain, Write("lain", clock.now_ms(), "uji"))
    before = dump(real_redis)
    hasil = run("cadangan", "pulihkan", path)
    assert hasil.err == f"antrean: The username '{USERNAME}' is the hospital 9999R999's here. Nothing was changed.\n"
    assert (hasil.code, dump(real_redis)) == (1, before)


def test_a_ledger_that_does_not_agree_is_said(
    sehari: RumahSakit, real_redis: "redis.Redis", tmp_path: Path, clock: FrozenClock
) -> None:
    real_redis.hincrby(KEYS.sesi(f"{clock.today(sehari.zona_waktu)}:ANA:12345:08:00-16:00"), "sisajkn", 1)
    path = buat(tmp_path / "c.gz")
    real_redis.flushall()
    hasil = run("cadangan", "pulihkan", path)
    assert hasil.code == 1
    assert "WRONG  1311R002" in hasil.err
    assert "an older backup is for where that cannot be" in hasil.err


def test_numbers_that_were_given_after_the_backup_are_not_given_again(
    sehari: RumahSakit, store: Store, clock: FrozenClock, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    hari_ini = clock.today(sehari.zona_waktu)
    besok = hari_ini + timedelta(days=1)
    path = buat(tmp_path / "c.gz")
    sesudah = {ambil(store, clock, sehari, n, tanggal=hari_ini).kodebooking for n in range(20, 30)}
    sesudah |= {ambil(store, clock, sehari, n, tanggal=besok).kodebooking for n in range(30, 35)}
    norm = daftar(store, clock, sehari, "baru", 700)
    apotek = Hari(store, clock, sehari, hari_ini)
    apotek.resep(3, "Racikan")
    nomor = apotek.farmasi_ambil(3).nomorantrean
    hasil = run("cadangan", "pulihkan", path, "--ganti")
    assert (hasil.code, hasil.err) == (0, "")
    assert "1 series whose records the backup does not have go on above their last." in hasil.out
    lagi = {
        ambil(store, clock, sehari, n, tanggal=tanggal).kodebooking
        for n in range(40, 45)
        for tanggal in (hari_ini, besok)
    }
    assert not lagi & sesudah
    assert f"{hari_ini:%d%m%Y}A017" in lagi
    assert f"{besok:%d%m%Y}A006" in lagi
    assert int(daftar(store, clock, sehari, "lagi", 701)) == int(norm) + 1
    apotek.resep(4, "Racikan")
    assert apotek.farmasi_ambil(4).nomorantrean == nomor + 1
    assert run("periksa").code == 0


def test_old_sessions_whose_numbers_nobody_marked_are_marked_first(
    sehari: RumahSakit, store: Store, clock: FrozenClock, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    hari_ini = clock.today(sehari.zona_waktu)
    path = buat(tmp_path / "c.gz")
    ambil(store, clock, sehari, 20, tanggal=hari_ini)
    real_redis.delete(KEYS.seri)
    assert run("cadangan", "pulihkan", path, "--ganti").code == 0
    assert ambil(store, clock, sehari, 21, tanggal=hari_ini).angkaantrean == 8


def test_a_store_that_knows_nothing_is_told_how_many_to_leave_out(
    sehari: RumahSakit, store: Store, clock: FrozenClock, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    hari_ini = clock.today(sehari.zona_waktu)
    path = buat(tmp_path / "c.gz")
    real_redis.flushall()
    assert "NOTE   This store cannot know" in run("cadangan", "pulihkan", path).out
    hasil = run("cadangan", "pulihkan", path, "--ganti", "--lompat", 50)
    assert (hasil.code, hasil.err) == (0, "")
    angka = [
        ambil(store, clock, sehari, n, tanggal=hari_ini + timedelta(days=hari)).angkaantrean
        for n, hari in ((40, 0), (41, 1), (42, 90))
    ]
    assert angka == [57, 51, 51]
    assert run("periksa").code == 0
