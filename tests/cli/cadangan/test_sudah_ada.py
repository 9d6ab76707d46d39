"""``antrean cadangan pulihkan`` where something is already."""

from pathlib import Path

import redis

from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.keys import PENGGUNA
from antrean.store import Store, Write
from tests.cli.cadangan.alat import buat, dump, isi_baris
from tests.cli.conftest import KEYS, ambil, run
from tests.conftest import KODE_RS, USERNAME, FrozenClock


def test_a_hospital_that_is_there_is_not_touched(sehari: RumahSakit, real_redis: "redis.Redis", tmp_path: Path) -> None:
    path = buat(tmp_path / "c.gz")
    before = dump(real_redis)
    hasil = run("cadangan", "pulihkan", path)
    assert hasil.code == 1
    assert hasil.err.startswith("antrean: The store has the hospital 1311R002 already. Nothing was changed.")
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
    assert isi_baris(buat(tmp_path / "lagi.gz", "--rs", KODE_RS)) == isi_baris(path)
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
    assert "Take an older one." in hasil.err
