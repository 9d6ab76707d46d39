"""``antrean cadangan``: a hospital out of one store and into another, the same in every byte."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean.domain.cadangan import Isi
from antrean.domain.rs import RumahSakit
from antrean.errors import CursorSebelumPemulihan
from antrean.keys import PENGGUNA
from antrean.services import periksa
from antrean.services.peristiwa import Umpan
from antrean.store import Store
from antrean.store.potret import potret
from tests.cli.cadangan.alat import MASUK, baris, buat, isi_baris, ke, sama
from tests.cli.conftest import KEYS, Cli, ambil, run
from tests.conftest import KODE_RS, USERNAME, FrozenClock
from tests.servers import RedisServer, wait_until
from tests.unit.test_keys import ARGUMENTS, all_keys

# In the store, and in no backup.
BUKAN_ISI = {
    *("pemulihan", "tunggu", "seri", "zaman", "pembaca"),
    *("kiriman", "kiriman_sewa", "kiriman_pagar", "kiriman_antri", "kiriman_menunggu", "kiriman_ditahan"),
    *("kiriman_angka", "kiriman_keadaan", "dicari"),
    *("konektor", "konektor_sewa", "konektor_pagar", "konektor_keadaan", "konektor_ditahan"),
}


def test_the_hospital_of_these_tests_has_every_kind_of_key(sehari: RumahSakit, tmp_path: Path) -> None:
    ada = [KEYS.awalan + json.loads(satu)["k"] for satu in isi_baris(buat(tmp_path / "c.gz"))]
    for name, contoh in all_keys(KODE_RS).items():
        # What stays of its name whatever it is asked for: the name up to a date, a number, a session.
        stem = re.split(r"(?<=:)(?:2026-12-01.*|0123456789abcdef|\d+)$", contoh)[0] if name in ARGUMENTS else contoh
        if name in BUKAN_ISI:
            assert not [satu for satu in ada if satu.startswith(stem)], name
        else:
            assert [satu for satu in ada if satu.startswith(stem) and (satu == stem or name in ARGUMENTS)], name


def test_restored_into_an_empty_store_it_is_the_same(
    sehari: RumahSakit,
    tujuan: RedisServer,
    kosong: "redis.Redis",
    real_redis: "redis.Redis",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asal = buat(tmp_path / "asal.gz")
    ke(tujuan, monkeypatch)
    hasil = run("cadangan", "pulihkan", asal)
    assert (hasil.code, hasil.err) == (0, "")
    assert hasil.out.endswith("Its ledger was recounted and is as it should be.\n")
    sama(buat(tmp_path / "lagi.gz"), asal)
    assert "Everything is as it should be" in run("periksa").out
    assert kosong.hgetall(PENGGUNA) == {USERNAME: KODE_RS}
    # And as the server sees it, without our own reading: nothing but what no backup has.
    sana, sini = (sorted(client.scan_iter(count=1000)) for client in (kosong, real_redis))
    assert sana == sorted([*(k for k in sini if not k.encode().startswith(MASUK)), KEYS.zaman])
    raw: Any = redis.Redis(unix_socket_path=str(tujuan.socket))
    assert raw.hgetall(f"{KEYS.awalan}kelak:hash") == {b"\x00 \n\t}:": b"\xff\xfe\xed\xa0\x80"}
    assert raw.zscore(f"{KEYS.awalan}kelak:zset", "x") == 0.1
    raw.close()
    dulu, kini = (client.xinfo_stream(KEYS.peristiwa)["last-generated-id"] for client in (real_redis, kosong))
    assert dulu == kini


def test_a_restored_hospital_goes_on(
    sehari: RumahSakit,
    clock: FrozenClock,
    tujuan: RedisServer,
    kosong: "redis.Redis",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asal = buat(tmp_path / "asal.gz")
    ke(tujuan, monkeypatch)
    run("cadangan", "pulihkan", asal)
    store = Store(kosong, keep_days=35)
    baru = ambil(store, clock, sehari, 20, tanggal=clock.today(sehari.zona_waktu))
    assert baru.angkaantrean == 7
    assert store.peristiwa.baca(KODE_RS, "", 500).catatan[-1].kodebooking == baru.kodebooking
    assert list(periksa.rumah_sakit(store, clock, sehari)) == []


def test_a_reader_of_the_feed_notices_a_restore_and_keeps_its_place(
    sehari: RumahSakit, clock: FrozenClock, store: Store, real_redis: "redis.Redis", tmp_path: Path
) -> None:
    umpan = Umpan(store, clock, 1)
    berkas = buat(tmp_path / "c.gz")
    cursor = umpan.baca(sehari, "", 0).lanjut
    store.peristiwa.simpan_posisi(KODE_RS, "kirim", cursor)
    assert isi_baris(buat(tmp_path / "lagi.gz")) == isi_baris(berkas)
    zaman = set()
    for _ in range(2):
        assert umpan.baca(sehari, cursor, 0).peristiwa == []
        assert run("cadangan", "pulihkan", berkas, "--ganti").code == 0
        for n in (20, 21):  # also when newer events have come
            with pytest.raises(CursorSebelumPemulihan):
                umpan.baca(sehari, cursor, 0)
            ambil(store, clock, sehari, n, tanggal=clock.today(sehari.zona_waktu))
        assert store.peristiwa.posisi(KODE_RS, "kirim") != umpan.baca(sehari, "", 0).lanjut
        zaman.add(cursor := umpan.baca(sehari, "", 0).lanjut)
    assert len({satu.rpartition("-")[2] for satu in zaman}) == 2


def test_two_backups_of_one_state_differ_in_their_time_only(
    sehari: RumahSakit, clock: FrozenClock, tmp_path: Path
) -> None:
    satu = buat(tmp_path / "1.gz")
    clock.move(hours=1)
    dua = buat(tmp_path / "2.gz")
    assert isi_baris(satu) == isi_baris(dua)
    assert baris(satu)[0] != baris(dua)[0]
    digest = [run("cadangan", "periksa", path).out.split("digest ")[1] for path in (satu, dua)]
    assert digest[0] == digest[1]


def test_what_has_expired_meanwhile_does_not_come_back(
    sehari: RumahSakit,
    tujuan: RedisServer,
    kosong: "redis.Redis",
    real_redis: "redis.Redis",
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real_redis.set(f"{KEYS.awalan}kelak:sebentar", "x", exat=real_redis.time()[0] + 2)
    asal = buat(tmp_path / "asal.gz")
    assert any(b"kelak:sebentar" in satu for satu in isi_baris(asal))
    wait_until(lambda: not real_redis.exists(f"{KEYS.awalan}kelak:sebentar"), "the key's end")
    ke(tujuan, monkeypatch)
    assert run("cadangan", "pulihkan", asal).code == 0
    assert not kosong.exists(f"{KEYS.awalan}kelak:sebentar")
    assert kosong.exists(f"{KEYS.awalan}kelak:kosong")


def test_a_feed_that_was_trimmed_while_it_was_read_is_whole(
    store: Store, rs: RumahSakit, real_redis: "redis.Redis", tmp_path: Path, cli: Cli
) -> None:
    real_redis.delete(KEYS.audit)  # the only stream is the feed's
    for n in range(2500):
        real_redis.xadd(KEYS.peristiwa, {"n": n})
    client: Any = real_redis
    bagian: list[Isi] = []
    for isi in potret(store.rs._connection, KEYS):
        if isi.jenis == "stream" and not bagian:
            real_redis.xtrim(KEYS.peristiwa, maxlen=300, approximate=False)
            real_redis.xadd(KEYS.peristiwa, {"n": "akhir"})
        bagian += [isi] if isi.jenis == "stream" else []
    assert bagian[-1].pertama == client.xrange(KEYS.peristiwa)[0][0]
    asal = buat(tmp_path / "c.gz")
    aliran = [json.loads(satu) for satu in isi_baris(asal) if b'"t":"stream"' in satu]
    assert sum(len(satu["n"]) for satu in aliran) == 301
