"""A hospital with a schedule, patients and somebody of each role; on fakeredis, for pages are looked at."""

from collections.abc import Callable
from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
import redis
from flask import Flask

from antrean.bpjs import layanan
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.simulasi import CONTOH
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import antrean, kode, kunjungan
from antrean.store import Store
from tests.conftest import DATA_KEY, HARI_INI, FrozenClock, pasien, put_patients, put_schedule
from tests.konteks import konteks
from tests.layar.alat import Peramban, buat_petugas
from tests.servers import fake_redis

PAGI = datetime.combine(HARI_INI, time(9), ZoneInfo("Asia/Jakarta"))
ANA = Slot("ANA", 12345, JamPraktek.baca("08:00-16:00"))
INT = Slot("INT", 34567, JamPraktek.baca("08:00-12:00"))
SESI_ANA = f"/poli/{HARI_INI}/ANA/12345/08:00-16:00"


@pytest.fixture
def redis_client() -> "redis.Redis":
    return fake_redis()


@pytest.fixture
def rumah(store: Store, rs: RumahSakit, clock: FrozenClock) -> RumahSakit:
    """The hospital, at nine on a Monday."""
    clock.set(PAGI)
    put_schedule(
        store,
        clock,
        rs,
        "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,30",
        "INT,Penyakit Dalam,34567,dr. Budi,1,08:00-12:00,20,20",
    )
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    for nama in ("loket", "poli", "farmasi", "admin"):
        buat_petugas(store, clock, rs, nama, nama)
    return rs


@pytest.fixture
def ke_bpjs(store: Store, rumah: RumahSakit, clock: FrozenClock) -> None:
    """The hospital tells BPJS, when every process knows it."""
    bersegel = Store(store.connection.client, keep_days=35, data_keys=(DATA_KEY,))
    layanan.simpan(konteks(bersegel, clock, rumah, "bpjs"), Kredensial("http://127.0.0.1:1/antreanrs/", **CONTOH))
    clock.move(seconds=2)


Ambil = Callable[..., str]


@pytest.fixture
def ambil(store: Store, rumah: RumahSakit, clock: FrozenClock) -> Ambil:
    """Books the n-th patient for today, and checks in where that is said; the kodebooking."""

    def satu(n: int, datang: bool = True, slot: Slot = ANA) -> str:
        ini = pasien(n)
        permintaan = PermintaanAntrean(slot, HARI_INI, 1, ini.nik, ini.nomorkartu, "0812", f"R{n}{slot.kodepoli}")
        kode = antrean.ambil(konteks(store, clock, rumah, f"ambil-{n}-{slot}"), permintaan).kodebooking
        if datang:
            kunjungan.checkin(konteks(store, clock, rumah, f"datang-{kode}"), kode, clock.now_ms())
        return kode

    return satu


KODE_LAMA = ("2026KHZ-1", f"{HARI_INI:%d%m%Y}Q002", "2026/11/30/000001")
"""What the system before, or the one beside, may have as a booking's code."""


@pytest.fixture
def berkode_lama(store: Store, rumah: RumahSakit, clock: FrozenClock, ambil: Ambil) -> dict[str, str]:
    """Bookings of today that have such a code; their own by that one."""
    semua = {}
    for n, lama in enumerate(KODE_LAMA, 1):
        semua[lama] = ambil(n, datang=False)
        kode.catat_kode(konteks(store, clock, rumah, lama), semua[lama], lama)
    return semua


@pytest.fixture
def peramban(app: Flask, rumah: RumahSakit) -> Callable[[str], Peramban]:
    """A browser in which an account is signed in; nobody where no name is given."""

    def buka(nama: str = "") -> Peramban:
        satu = Peramban(app.test_client())
        return satu.masuk(nama) if nama else satu

    return buka
