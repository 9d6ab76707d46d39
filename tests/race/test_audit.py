"""The audit log while many change at once: what each entry says was there before is what the one before it left."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.services import jadwal
from antrean.services.baris import baca_jadwal
from antrean.store import Store, Write
from tests.conftest import JADWAL, KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.lua.alat import ANAK
from tests.servers import RedisServer

PEKERJA, KALI = 8, 25


@pytest.fixture
def redis_client(real_redis: "redis.Redis") -> "redis.Redis":
    """Only the real server can be asked by many at once."""
    return real_redis


def test_policies_changed_at_once_leave_a_chain(
    redis_server: RedisServer, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    def ubah(pekerja: int) -> None:
        with redis_server.client() as client:
            sendiri = Store(client, 35)
            for ke in range(KALI):
                nilai = str(pekerja * KALI + ke)
                write = Write(secrets.token_hex(8), clock.now_ms(), "cli", orang=f"orang{pekerja}")
                sendiri.rs.ubah(KODE_RS, {"datang_awal": nilai}, "rs_atur", write)

    at_once(ubah)

    semua = [s for bagian in store.audit.semua(KODE_RS) for s in bagian if s.objek == "datang_awal"]
    assert len(semua) == PEKERJA * KALI
    assert semua[0].lama == "60"
    assert [(satu.baru, lain.lama) for satu, lain in pairwise(semua) if satu.baru != lain.lama] == []
    sekarang = store.rs.cari(KODE_RS)
    assert sekarang is not None
    assert semua[-1].baru == sekarang.kebijakan.datang_awal
    assert all(satu.oleh == f"cli/orang{int(satu.baru) // KALI}" for satu in semua)
    assert store.audit.hilang(KODE_RS) == (0, 1, semua[-1].nomor)


def test_quotas_changed_at_once_leave_a_chain(
    redis_server: RedisServer, store: Store, clock: FrozenClock, rs: RumahSakit
) -> None:
    def impor(pekerja: int) -> None:
        with redis_server.client() as client:
            for ke in range(3):
                kuota = 10 + pekerja * 3 + ke
                teks = f"ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,{kuota},30"
                isian = [baca_jadwal(dict(zip(JADWAL.split(","), teks.split(","), strict=True)))]
                jadwal.impor(konteks(Store(client, 35), clock, rs, f"impor-{pekerja}-{ke}", "cli"), isian)

    at_once(impor)

    semua = [s for bagian in store.audit.semua(KODE_RS) for s in bagian if s.jenis == "jadwal"]
    assert len(semua) == PEKERJA * 3
    assert {satu.objek for satu in semua} == {f"1:{ANAK}"}
    assert [(satu.baru, lain.lama) for satu, lain in pairwise(semua) if satu.baru != lain.lama] == []
    (baris,) = store.jadwal.baca(KODE_RS).baris["1", "ANA"]
    assert f"jkn={baris.kuotajkn} nonjkn=30 " in semua[-1].baru


def at_once(kerja: Any) -> None:
    """So many workers, each with its number; what one of them raises is raised here."""
    with ThreadPoolExecutor(PEKERJA) as pool:
        list(pool.map(kerja, range(PEKERJA)))
