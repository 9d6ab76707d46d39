"""``antrean cadangan``: a hospital out of one store and into another, the same in every byte, or not at all."""

import gzip
import hashlib
import json
import re
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean import create_app
from antrean.config import Settings
from antrean.domain.cadangan import Isi
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.keys import PENGGUNA
from antrean.services import kunci as kunci_services
from antrean.services import periksa
from antrean.store import Store, Write
from antrean.store.potret import potret
from tests.cli.conftest import KEYS, Cli, ambil, run
from tests.conftest import KODE_RS, USERNAME, FrozenClock, MobileJkn, pasien, put_patients, put_schedule
from tests.e2e.test_redis_servers import BINARIES
from tests.race.clients import new_patient
from tests.servers import ROOT, RedisServer, antrean, wait_until
from tests.unit.test_keys import ARGUMENTS, all_keys

# In the store, and in no backup.
BUKAN_ISI = {"percobaan", "pemulihan", "tunggu"}


@pytest.fixture(scope="module", params=BINARIES, ids=lambda binary: binary.split("/")[2])
def tujuan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Another store, on every Redis of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.servers.find_redis_server", lambda: Path(request.param))
        with RedisServer(tmp_path_factory.mktemp("tujuan")) as server:
            yield server


@pytest.fixture
def kosong(tujuan: RedisServer) -> "Iterator[redis.Redis]":
    with tujuan.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def sehari(
    store: Store, clock: FrozenClock, rs: RumahSakit, real_redis: "redis.Redis", settings: Settings, cli: Cli
) -> RumahSakit:
    """A hospital that has had something of everything."""
    app = create_app(settings, real_redis, clock)
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,20" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 80)))
    kunci = {"Authorization": f"Bearer {kunci_services.buat(store, clock, rs, 'loket', 'k', 'uji')}"}
    jkn = MobileJkn(app.test_client()).login()
    simrs = app.test_client()

    def panggil(metode: str, jalan: str, isi: Any = None) -> None:
        jawab = simrs.open(f"/simrs/v1{jalan}", method=metode, json=isi, headers=kunci)
        assert jawab.status_code in (200, 201, 204), jawab.text

    hari_ini = clock.today(rs.zona_waktu)
    for n in range(1, 7):
        ambil(store, clock, rs, n, tanggal=hari_ini, nomorreferensi=f"R{n}")
    for n in range(7, 12):
        ambil(store, clock, rs, n, tanggal=hari_ini + timedelta(days=n), jkn=n % 2 == 0)
    kode = [f"{hari_ini:%d%m%Y}A{n:03d}" for n in range(1, 7)]
    for n in range(4):
        clock.move(minutes=1)
        baru = jkn.post("/antrean/checkin", {"kodebooking": kode[n], "waktu": clock.now_ms()})[1]
        assert baru["metadata"]["code"] == 200
    sesi = {"kodepoli": "ANA", "kodedokter": 12345, "jampraktek": "08:00-16:00"}
    sesi |= {"tanggalperiksa": hari_ini.isoformat()}
    panggil("POST", "/panggil", sesi)
    panggil("POST", "/panggil", sesi)
    panggil("POST", f"/antrean/{kode[4]}/batal", {"keterangan": "Berhalangan"})
    for n, resep in ((0, "Racikan"), (1, "Non Racikan")):
        panggil("PUT", f"/resep/{kode[n]}", {"jenisresep": resep})
        assert jkn.post("/farmasi/ambil", {"kodebooking": kode[n]})[1]["metadata"]["code"] == 200
    operasi = {
        **{"kodebooking": "OP1", "tanggaloperasi": hari_ini.isoformat(), "jenistindakan": "Apendektomi"},
        **{"kodepoli": "BED", "namapoli": "Bedah", "terlaksana": 0, "nopeserta": "0001234567890"},
    }
    panggil("PUT", "/operasi", {"operasi": [operasi]})
    panggil("PUT", f"/libur/{hari_ini + timedelta(days=40)}?keterangan=Libur")
    assert jkn.post("/pasien/baru", new_patient(1))[1]["metadata"]["code"] == 200
    salah = simrs.get("/token", headers={"x-username": USERNAME, "x-password": "salah-sekali"})
    assert salah.json
    assert salah.json["metadata"]["code"] == 201
    # Bytes that are no UTF-8, and every type that Redis has, for keys that are yet to come.
    real_redis.hset(f"{KEYS.awalan}kelak:hash", "\x00 \n\t}:", b"\xff\xfe\xed\xa0\x80")
    real_redis.rpush(f"{KEYS.awalan}kelak:list", *(str(n) for n in range(2500)))
    real_redis.sadd(f"{KEYS.awalan}kelak:set", "b", "a", "é𝄞")
    real_redis.zadd(f"{KEYS.awalan}kelak:zset", {"x": 0.1, "y": -3, "z": 2.5, "w": float("inf"), "v": 1e300})
    real_redis.set(f"{KEYS.awalan}kelak:kosong", "")
    return rs


def buat(path: Path, *words: object) -> Path:
    hasil = run("cadangan", "buat", path, *words)
    assert (hasil.code, hasil.err) == (0, "")
    assert re.search(r"has the hospital 1311R002 as of \S+: \d+ keys with \d+ values, digest [0-9a-f]{16}\.", hasil.out)
    return path


def baris(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


def isi_baris(path: Path) -> list[bytes]:
    """The lines of the keys: without the first and the last, which have time and checksum of it."""
    return baris(path)[1:-1]


def ke(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", server.url)


# Out and in.


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
    assert isi_baris(buat(tmp_path / "lagi.gz")) == isi_baris(asal)
    assert run("periksa").out.startswith("Everything is as it should be")
    assert kosong.hgetall(PENGGUNA) == {USERNAME: KODE_RS}
    # And as the server sees it, without our own reading: nothing but what no backup has.
    sana, sini = (sorted(client.scan_iter(count=1000)) for client in (kosong, real_redis))
    assert sana == [k for k in sini if ":percobaan" not in k]
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
    assert store.peristiwa.sesudah(KODE_RS, "", 500)[-1].isi["kodebooking"] == baru.kodebooking
    assert list(periksa.rumah_sakit(store, clock, sehari)) == []


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


# The file.


def test_the_file_is_its_owners_and_is_not_overwritten(sehari: RumahSakit, tmp_path: Path) -> None:
    path = buat(tmp_path / "c.gz")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    hasil = run("cadangan", "buat", path)
    assert (hasil.code, path.read_bytes()) == (1, before)
    assert hasil.err == f"antrean: {path} is there already. Choose another name, or take its place with --ganti.\n"
    buat(path, "--ganti")
    assert list(tmp_path.glob(".*")) == []


def test_a_folder_that_is_not_there_is_named(sehari: RumahSakit, tmp_path: Path) -> None:
    hasil = run("cadangan", "buat", tmp_path / "tidak" / "ada.gz")
    assert hasil.code == 1
    assert hasil.err.endswith("ada.gz cannot be written: No such file or directory. There is no backup.\n")


def _ubah(lama: bytes, baru: bytes) -> Callable[[bytes], bytes]:
    """The text changed, in a file that is whole for gzip and whose checksums are not."""

    def ubah(isi: bytes) -> bytes:
        teks = gzip.decompress(isi)
        assert lama in teks
        return gzip.compress(teks.replace(lama, baru, 1))

    return ubah


def _tanda(ubah: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Lines changed by somebody who knows how to sign them."""

    def tanda(isi: bytes) -> bytes:
        *semua, kaki = gzip.decompress(isi).splitlines(keepends=True)
        semua = ubah(semua)
        kaki = json.loads(kaki) | {
            "kunci": len({json.loads(satu).get("k") for satu in semua[1:]}),
            "nilai": sum(len(json.loads(satu)["n"]) for satu in semua[1:]),
            "isi": hashlib.sha256(b"".join(semua[1:])).hexdigest(),
            "sha256": hashlib.sha256(b"".join(semua)).hexdigest(),
        }
        return gzip.compress(b"".join([*semua, json.dumps(kaki).encode()]))

    return tanda


@pytest.mark.parametrize(
    "rusak, kata",
    [
        pytest.param(lambda _: b"", "is not a backup", id="empty"),
        pytest.param(lambda _: b"norm,nik\n1,2\n", "is not a backup", id="a CSV"),
        pytest.param(lambda _: gzip.compress(b"norm,nik\n"), "is damaged", id="a CSV in gzip"),
        pytest.param(lambda _: gzip.compress(b"{}\n"), "is not a backup", id="another JSON"),
        pytest.param(lambda isi: isi[: len(isi) // 2], "is cut off", id="half of it"),
        pytest.param(lambda isi: isi[:-1], "is cut off", id="a byte short"),
        pytest.param(lambda isi: isi[:500] + bytes(20) + isi[520:], "is damaged", id="bytes on the disk"),
        pytest.param(_ubah(b"RS Uji", b"RS Ujj"), "its checksum is another", id="a letter"),
        pytest.param(
            lambda isi: gzip.compress(b"".join(gzip.decompress(isi).splitlines(keepends=True)[:-1])),
            "its last line is missing",
            id="without its last line",
        ),
        pytest.param(lambda isi: isi + gzip.compress(b"{}\n"), "something follows", id="something behind"),
        pytest.param(_ubah(b'"versi":1', b'"versi":2'), "knows formats up to 1", id="a newer format"),
        pytest.param(_ubah(b'"kode":"1311R002"', b'"kode":"1311R00?"'), "no hospital has such a code", id="a code"),
        pytest.param(_tanda(lambda s: [*s[:1], *reversed(s[1:])]), "is damaged", id="another order"),
        pytest.param(_tanda(lambda s: [*s[:2], s[1], *s[2:]]), "is damaged", id="a key twice"),
        pytest.param(_tanda(lambda s: s[:2]), "no record of the hospital", id="without its record"),
        pytest.param(
            _tanda(lambda s: [s[0], b'{"k":"a","t":"hash","n":["a"]}\n', *s[1:]]), "is damaged", id="half a pair"
        ),
        pytest.param(_tanda(lambda s: [s[0], b'{"k":"a","t":"peta","n":["a"]}\n', *s[1:]]), "is damaged", id="a type"),
        pytest.param(_tanda(lambda s: [s[0], b'{"k":"a","t":"set","n":[1]}\n', *s[1:]]), "is damaged", id="a number"),
    ],
)
def test_a_file_that_is_not_whole_is_refused_before_anything_is_written(
    sehari: RumahSakit,
    server_lain: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    rusak: Callable[[bytes], bytes],
    kata: str,
) -> None:
    path = buat(tmp_path / "c.gz")
    path.write_bytes(rusak(path.read_bytes()))
    ke(server_lain, monkeypatch)
    for perintah in ("pulihkan", "periksa"):
        hasil = run("cadangan", perintah, path)
        assert (hasil.code, hasil.out) == (2, "")
        assert kata in hasil.err
        assert hasil.err.startswith(f"antrean: {path} ")
    with server_lain.client() as client:
        assert client.dbsize() == 0


def test_a_file_that_is_not_there(cli: Cli, tmp_path: Path) -> None:
    hasil = cli("cadangan", "pulihkan", tmp_path / "tidak-ada.gz")
    assert (hasil.code, hasil.err) == (
        2,
        f"antrean: {tmp_path}/tidak-ada.gz cannot be read: No such file or directory.\n",
    )


# Where something is already.


def dump(client: Any) -> dict[bytes, object]:
    raw: Any = redis.Redis(unix_socket_path=client.connection_pool.connection_kwargs["path"])
    with raw:
        return {key: raw.dump(key) for key in raw.scan_iter() if b":percobaan" not in key}


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


# Cut off, and under load.


@pytest.mark.parametrize("ganti", [False, True])
def test_a_restore_that_is_killed_has_changed_nothing_and_can_be_run_again(
    sehari: RumahSakit,
    store: Store,
    clock: FrozenClock,
    server_lain: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ganti: bool,
) -> None:
    for awal in range(1000, 31_000, 500):
        put_patients(store, clock, sehari, *(pasien(n) for n in range(awal, awal + 500)))
    path = buat(tmp_path / "c.gz")
    ke(server_lain, monkeypatch)
    words = ("cadangan", "pulihkan", str(path), *(["--ganti"] if ganti else []))
    with server_lain.client() as client:
        if ganti:
            assert run("cadangan", "pulihkan", path).code == 0
            client.set(f"{KEYS.awalan}dulu", "x")
        before = dump(client)
        process = subprocess.Popen(antrean(*words), cwd=ROOT, stdout=subprocess.DEVNULL)
        wait_until(lambda: len(client.keys(f"{KEYS.pemulihan}:*")) > 50, "the restore to be at work")
        process.kill()
        process.wait()
        sesudah = dump(client)
        assert {k: v for k, v in sesudah.items() if not k.startswith(KEYS.pemulihan.encode())} == before
        assert len(sesudah) > len(before) + 50
        assert [satu.kode for satu in store_rs(client)] == ([KODE_RS] if ganti else [])
        hasil = run(*words)
        assert (hasil.code, hasil.err) == (0, "")
        assert client.keys(f"{KEYS.pemulihan}*") == []
    assert isi_baris(buat(tmp_path / "lagi.gz")) == isi_baris(path)


def store_rs(client: "redis.Redis") -> list[RumahSakit]:
    return Store(client, keep_days=35).rs.semua()


def test_backups_of_a_busy_hospital_are_each_of_one_moment(
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    redis_server: RedisServer,
    server_lain: RedisServer,
    settings: Settings,
    cli: Cli,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bookings, cancellations, new patients and imports go on; each backup is a state that the hospital was in.

    That is shown twice: the ledger agrees with the bookings, and the feed that is in the backup tells of exactly the
    bookings, cancellations, patients and imported batches that are in it.
    """
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,900,900" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 400)))
    hari_ini = clock.today(rs.zona_waktu)
    berhenti = threading.Event()
    galat: list[BaseException] = []

    def kerja(apa: Callable[[MobileJkn, Store, int], None], awal: int) -> None:
        try:
            with redis_server.client() as client:
                jkn = MobileJkn(create_app(settings, client, clock).test_client()).login()
                milik = Store(client, keep_days=35)
                n = awal
                while not berhenti.wait(0.01):  # all in one process: without a pause the load would outgrow the reader
                    apa(jkn, milik, n)
                    n += 1
        except BaseException as error:
            galat.append(error)

    def pesan(jkn: MobileJkn, milik: Store, n: int) -> None:
        baru = ambil(milik, clock, rs, n % 399 + 1, tanggal=hari_ini + timedelta(days=n // 399 % 80 + 1))
        if n % 2:
            assert jkn.post("/antrean/batal", {"kodebooking": baru.kodebooking, "keterangan": "x"})[0] == 200

    def daftar(jkn: MobileJkn, _: Store, n: int) -> None:
        assert jkn.post("/pasien/baru", new_patient(n))[1]["metadata"]["code"] == 200

    def impor(_: MobileJkn, milik: Store, n: int) -> None:
        # Letters, so that no new patient gets the next of these numbers.
        semua = (pasien(500_000 + n * 50 + i) for i in range(50))
        put_patients(milik, clock, rs, *(replace(satu, norm=f"LAMA-{satu.norm}") for satu in semua))

    threads = [threading.Thread(target=kerja, args=(apa, 0)) for apa in (pesan, daftar, impor)]
    for satu in threads:
        satu.start()
    try:
        wait_until(lambda: galat != [] or len(store.peristiwa.sesudah(KODE_RS, "", 100)) == 100, "the load")
        berkas = [buat(tmp_path / f"{i}.gz") for i in range(2)]
        monkeypatch.setattr("antrean.store.potret._TANPA_JEDA", 0)
        berkas += [buat(tmp_path / f"{i}.gz") for i in range(2, 4)]
    finally:
        berhenti.set()
        for satu in threads:
            satu.join()
    assert [(satu, satu.__cause__) for satu in galat] == []
    assert len({tuple(isi_baris(path)) for path in berkas}) == len(berkas)
    ke(server_lain, monkeypatch)
    for path in berkas:
        assert run("cadangan", "pulihkan", path, "--ganti").code == 0
        with server_lain.client() as client:
            _satu_saat(client)
        assert isi_baris(buat(tmp_path / "lagi.gz", "--ganti")) == isi_baris(path)


def _satu_saat(client: Any) -> None:
    umpan = [isi for _, isi in client.xrange(KEYS.peristiwa)]
    menurut = {jenis: {e.get("kodebooking") for e in umpan if e["jenis"] == jenis} for jenis in ("ambil", "batal")}
    store = Store(client, keep_days=35)
    lembar = [store.antrean.lembar(KODE_RS, hari) for hari in store.antrean.tanggal_terpakai(KODE_RS)]
    booking = [satu for hari in lembar for satu in hari.booking]
    assert {satu.kodebooking for satu in booking} == menurut["ambil"]
    assert {satu.kodebooking for satu in booking if not satu.aktif} == menurut["batal"]
    norm_baru = {e["norm"] for e in umpan if e["jenis"] == "pasien_baru"}
    assert set(client.hgetall(KEYS.pasien_baru)) == norm_baru
    catatan = [
        norm
        for kunci in client.scan_iter(f"{KEYS.awalan}pasien:norm:*", count=1000)
        for norm in client.hkeys(kunci)
        if not norm.endswith(":n")
    ]
    diimpor = sum(int(e["jumlah"]) for e in umpan if e["jenis"] == "pasien_impor")
    assert len(catatan) == diimpor + len(norm_baru)
    # Each patient is known by card and by NIK too.
    for apa in ("nik", "kartu"):
        kunci = client.scan_iter(f"{KEYS.awalan}pasien:{apa}:*", count=1000)
        assert sum(client.hlen(satu) for satu in kunci) == len(catatan)
