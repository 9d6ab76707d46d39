"""``antrean cadangan``: cut off, and under load."""

import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis

from antrean import create_app
from antrean.config import Settings
from antrean.domain.rs import RumahSakit
from antrean.store import Store
from tests.cli.cadangan.alat import buat, dump, isi_baris, ke, sama
from tests.cli.conftest import KEYS, Cli, ambil, run
from tests.conftest import KODE_RS, FrozenClock, MobileJkn, pasien, put_patients, put_schedule
from tests.race.clients import new_patient
from tests.servers import ROOT, RedisServer, antrean, wait_until


def test_a_restore_that_is_killed_has_changed_nothing_and_can_be_run_again(
    sehari: RumahSakit,
    store: Store,
    clock: FrozenClock,
    server_lain: RedisServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for awal in range(1000, 31_000, 500):
        put_patients(store, clock, sehari, *(pasien(n) for n in range(awal, awal + 500)))
    path = buat(tmp_path / "c.gz")
    ke(server_lain, monkeypatch)
    with server_lain.client() as client:
        for ada, ganti in ([], ()), ([KODE_RS], ("--ganti",)):  # what is there, and what takes its place
            words = ("cadangan", "pulihkan", str(path), *ganti)
            before = _tetap(client)
            process = subprocess.Popen(antrean(*words), cwd=ROOT, stdout=subprocess.DEVNULL)
            wait_until(lambda: len(client.keys(f"{KEYS.pemulihan}:*")) > 50, "the restore to be at work")
            process.kill()
            process.wait()
            sesudah = _tetap(client)
            assert {k: v for k, v in sesudah.items() if not k.startswith(KEYS.pemulihan.encode())} == before
            assert len(sesudah) > len(before) + 50
            assert [satu.kode for satu in store_rs(client)] == ada
            hasil = run(*words)
            assert (hasil.code, hasil.err) == (0, "")
            assert client.keys(f"{KEYS.pemulihan}*") == []
            sama(buat(tmp_path / f"lagi-{len(ada)}.gz"), path)
            client.set(f"{KEYS.awalan}dulu", "x")


def _tetap(client: "redis.Redis") -> dict[bytes, object]:
    """What no time takes away while a slow machine restores."""
    return {kunci: isi for kunci, isi in dump(client).items() if b":permintaan:" not in kunci}


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
        semua = (pasien(500_000 + n * 5 + i) for i in range(5))
        put_patients(milik, clock, rs, *(replace(satu, norm=f"LAMA-{satu.norm}") for satu in semua))

    threads = [threading.Thread(target=kerja, args=(apa, 0)) for apa in (pesan, daftar, impor)]
    for satu in threads:
        satu.start()
    try:
        wait_until(lambda: galat != [] or len(store.peristiwa.baca(KODE_RS, "", 100).catatan) == 100, "the load")
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
        sama(buat(tmp_path / "lagi.gz", "--ganti"), path)


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
