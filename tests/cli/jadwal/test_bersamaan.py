"""Imports at the same time as others, and as bookings."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import redis

from antrean.domain.jadwal import KunciSesi, Sesi
from antrean.domain.rs import RumahSakit
from antrean.services import jadwal as services
from antrean.services.baris import IsianJadwal, baca_jadwal
from antrean.services.jadwal_gabung import JadwalSalah
from antrean.services.periksa import rumah_sakit as periksa
from antrean.store import Store
from tests.cli.conftest import (
    KEYS,
    SELASA,
    Cli,
    ambil,
)
from tests.cli.jadwal.alat import baris, sesi
from tests.conftest import JADWAL, FrozenClock, pasien, put_patients
from tests.konteks import konteks
from tests.servers import RedisServer

pytestmark = pytest.mark.usefixtures("rs")


def bersamaan(*work: Callable[[], None]) -> None:
    """Run all at once and raise what one of them raised."""
    start = threading.Barrier(len(work))

    def run(one: Callable[[], None]) -> None:
        start.wait()
        one()

    with ThreadPoolExecutor(len(work)) as pool:
        for done in [pool.submit(run, one) for one in work]:
            done.result()


def isian(*rows: str) -> list[IsianJadwal]:
    """Rows as an import has read them."""
    names = [*JADWAL.split(","), "huruf", "spm"]
    return [baca_jadwal(dict(zip(names, row.split(","), strict=True))) for row in rows]


def test_two_imports_at_once_end_as_one_after_the_other(
    redis_server: RedisServer, real_redis: "redis.Redis", store: Store, rs: RumahSakit, clock: FrozenClock
) -> None:
    """Each gives every slot letters and replaces the whole schedule, so a mix would show."""

    def rows(kuota: int, dokter: range) -> list[str]:
        return [baris(kodedokter=str(n), namadokter=f"dr. {n} {kuota}", kuotajkn=str(kuota)) for n in dokter]

    def impor(kuota: int, dokter: range, request_id: str) -> Callable[[], None]:
        def work() -> None:
            with redis_server.client() as client:
                services.impor(
                    konteks(Store(client, 35), clock, rs, request_id),
                    isian(*rows(kuota, dokter)),
                    services.Ganti(semua=True),
                )

        return work

    dokter = {1: range(1, 40), 2: range(20, 60)}
    for ke in range(10):
        real_redis.delete(KEYS.jadwal, KEYS.poli, KEYS.dokter, KEYS.huruf, KEYS.huruf_pemilik, KEYS.jadwal_versi)
        bersamaan(impor(1, dokter[1], f"{ke}-1"), impor(2, dokter[2], f"{ke}-2"))
        jadwal = store.jadwal.baca(rs.kode)
        berlaku = jadwal.baris["2", "ANA"]
        (kuota,) = {satu.kuotajkn for satu in berlaku}
        assert [satu.slot.kodedokter for satu in berlaku] == list(dokter[kuota])
        assert all(jadwal.dokter[n] == f"dr. {n} {kuota}" for n in dokter[kuota])
        assert jadwal.versi == "2"
        assert jadwal.pemilik_huruf == {satu: slot for slot, satu in jadwal.huruf.items()}
        assert len(jadwal.huruf) == 59


def sesudah_dibaca(store: Store, monkeypatch: pytest.MonkeyPatch, work: Callable[[], object]) -> None:
    """Do something the first time that an import has read the sessions, before it writes."""
    read = store.antrean.sesi

    def read_then_work(*args: Any) -> dict[KunciSesi, Sesi]:
        monkeypatch.undo()
        found = read(*args)
        work()
        return found

    monkeypatch.setattr(store.antrean, "sesi", read_then_work)


def test_a_session_that_opens_while_an_import_works_gets_its_quota_too(
    store: Store, clock: FrozenClock, rs: RumahSakit, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.impor(konteks(store, clock, rs, "satu"), isian(baris()))
    put_patients(store, clock, rs, pasien(1))
    sesudah_dibaca(store, monkeypatch, lambda: ambil(store, clock, rs, 1))
    hasil = services.impor(konteks(store, clock, rs, "dua"), isian(baris(kuotajkn="5")))
    assert hasil.sesi == 1
    assert (sesi(store, rs).kuotajkn, sesi(store, rs).sisajkn) == (5, 4)


def test_a_booking_taken_while_an_import_works_is_counted(
    store: Store, clock: FrozenClock, rs: RumahSakit, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.impor(konteks(store, clock, rs, "satu"), isian(baris()))
    put_patients(store, clock, rs, pasien(1), pasien(2))
    ambil(store, clock, rs, 1)
    sesudah_dibaca(store, monkeypatch, lambda: ambil(store, clock, rs, 2))
    with pytest.raises(JadwalSalah, match="has 2 bookings already"):
        services.impor(konteks(store, clock, rs, "dua"), isian(baris(kuotajkn="1")))
    assert (sesi(store, rs).kuotajkn, sesi(store, rs).sisajkn) == (30, 28)


def test_an_import_and_bookings_at_once_keep_the_count(
    redis_server: RedisServer, store: Store, rs: RumahSakit, clock: FrozenClock, jadwal_impor: Cli
) -> None:
    """Bookings open new sessions on many days while the quota goes up and down; at every moment they agree."""
    jadwal_impor(baris(), baris(hari="3"))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 301)))
    hari = [SELASA + timedelta(days=7 * minggu + ke) for minggu in range(10) for ke in (0, 1)]
    selesai = threading.Event()
    seen: list[str] = []

    def book(first: int) -> Callable[[], None]:
        def work() -> None:
            with redis_server.client() as client:
                for n in range(first, 301, 3):
                    ambil(Store(client, 35), clock, rs, n, tanggal=hari[n % len(hari)])

        return work

    def all_booked() -> None:
        try:
            bersamaan(*(book(first) for first in (1, 2, 3)))
        finally:
            selesai.set()

    def impor() -> None:
        ke = 0
        with redis_server.client() as client:
            lain = Store(client, 35)
            while not selesai.is_set() or ke < 4:
                ke += 1
                kuota = 30 + ke % 2 * 70
                rows = [baris(hari=satu, kuotajkn=str(kuota)) for satu in ("2", "3")]
                services.impor(konteks(lain, clock, rs, f"balapan-{ke}"), isian(*rows))
                seen.extend(periksa(lain, clock, rs))
                ada = lain.antrean.sesi(rs.kode, lain.antrean.sesi_mulai(rs.kode, SELASA))
                seen.extend(f"{kunci} has {satu.kuotajkn}" for kunci, satu in ada.items() if satu.kuotajkn != kuota)

    bersamaan(all_booked, impor)
    assert seen == []
    assert list(periksa(store, clock, rs)) == []
    terpakai = [
        satu.kuotajkn - satu.sisajkn for tanggal in hari for satu in services.pada(konteks(store, clock, rs), tanggal)
    ]
    assert terpakai == [15] * 20
