"""What a director sees: the figures are those of the ledger, nobody is in them, and they cost next to nothing."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis
from flask import Flask

from antrean.bpjs import layanan
from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import RumahSakit
from antrean.layar import pantau as halaman
from antrean.services import kunjungan, pantau
from antrean.services.konteks import Konteks
from antrean.services.pantau import Arsip, DiBpjs, Harian, SatuDitahan
from antrean.store import Store
from antrean.store.kilas import KilasStore
from tests.conftest import HARI_INI, KODE_RS, FrozenClock
from tests.konteks import konteks
from tests.layar.alat import Peramban
from tests.layar.conftest import ANA, INT

Ambil = Callable[..., str]
Buka = Callable[..., Peramban]


@pytest.fixture(autouse=True)
def lupa(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has counted nothing yet."""
    monkeypatch.setattr(halaman, "_arsip", Arsip())
    monkeypatch.setattr(halaman._dibuat, "_isi", {})


@pytest.fixture
def hari(ambil: Ambil, store: Store, rumah: RumahSakit, clock: FrozenClock) -> list[str]:
    """Four of Anak, one of Penyakit Dalam: two are served, ten minutes each, one is absent, one waits."""
    kode = [ambil(n) for n in (1, 2, 3)] + [ambil(4, datang=False), ambil(5, slot=INT)]
    for n in range(3):
        kunjungan.panggil(konteks(store, clock, rumah, f"p{n}"), KunciSesi(HARI_INI, ANA), None)
        clock.move(minutes=10)
        kunjungan.task(konteks(store, clock, rumah, f"t{n}"), kode[n], 5 if n < 2 else 99, clock.now_ms(), "Pergi")
    return kode


def test_the_figures_are_those_of_the_ledger(
    hari: list[str], store: Store, rumah: RumahSakit, clock: FrozenClock
) -> None:
    kini, sesi = pantau.hari_ini(konteks(store, clock, rumah))
    assert (kini.booking, kini.jkn, kini.datang, kini.selesai) == (5, 5, 4, 2)
    assert (kini.tidak_hadir, kini.batal, kini.menunggu, kini.dilayani) == (1, 1, 2, 0)
    assert (kini.jam[9], sum(kini.jam), kini.panggilan) == (4, 4, 3)
    ana = next(satu for satu in sesi if satu.sesi.kunci.slot == ANA)
    assert (ana.terpakai, ana.selesai, ana.tidak_hadir, round(ana.menit or 0), ana.rencana) == ((3, 0), 2, 1, 10, 8)
    janji = {satu.kodebooking: satu.estimasidilayani for satu in store.antrean.pada(KODE_RS, HARI_INI)}
    panggil = {satu.kodebooking: satu.task.get(4, 0) for satu in store.antrean.pada(KODE_RS, HARI_INI)}
    meleset = sorted(round(abs(panggil[kode] - janji[kode]) / 60_000) for kode in hari[:3])
    assert (kini.salah(0.5), kini.salah(0.9)) == (meleset[1], meleset[2])


@pytest.mark.parametrize(
    "meleset, separuh, banyak, terlambat",
    [
        ({}, None, None, None),
        ({-4: 1}, 4, 4, -4),
        (dict.fromkeys(range(1, 11), 1), 5, 9, 5),
        ({-2: 5, 30: 1}, 2, 30, -2),
    ],
)
def test_how_wrong_the_promise_was(
    meleset: dict[int, int], separuh: int | None, banyak: int | None, terlambat: int | None
) -> None:
    satu = Harian(HARI_INI, meleset=meleset)
    assert (satu.salah(0.5), satu.salah(0.9), satu.terlambat) == (separuh, banyak, terlambat)


def test_the_page_shows_them_and_nobody(peramban: Buka, hari: list[str]) -> None:
    satu = peramban("admin")
    satu.buka("/pantau")
    for kata in ("Penyakit Dalam", "3 / 30", "10,0", "Kedatangan per jam", "<svg", 'role="img"', "Belum ada catatan"):
        assert kata in satu.teks
    assert not any(kata in satu.teks for kata in ("Pasien 1", "0812", "Kiriman ke BPJS", "http://", " style="))
    potongan = satu.buka("/pantau", **{"X-Potongan": "1"}).text
    assert ("<html" in potongan, "3 / 30" in potongan) == (False, True)


def test_past_days_are_counted_once_and_no_look_takes_long(
    hari: list[str],
    store: Store,
    rumah: RumahSakit,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    peramban: Buka,
) -> None:
    clock.move(days=3)
    dibaca, pada = [], KilasStore.pada

    def lambat(self: KilasStore, kode_rs: str, tanggal: Any) -> Any:
        dibaca.append(tanggal)
        return pada(self, kode_rs, tanggal)

    monkeypatch.setattr(KilasStore, "pada", lambat)
    # Nothing may be counted in no time: the page says so, and comes again by itself.
    monkeypatch.setattr(pantau, "SEKALI_S", 0.0)
    arsip = Arsip()
    lalu, belum = arsip.lalu(konteks(store, clock, rumah), 0.0)
    assert (len(lalu), belum, dibaca) == (29, 1, [])
    lalu, belum = arsip.lalu(konteks(store, clock, rumah))
    assert (len(lalu), belum, dibaca) == (30, 0, [HARI_INI])
    assert [satu.tanggal for satu in lalu if satu.booking] == [HARI_INI]
    assert arsip.lalu(konteks(store, clock, rumah)) == (lalu, 0)
    assert dibaca == [HARI_INI], "once"
    satu = Peramban(peramban("").client).masuk("admin")
    monkeypatch.setattr(halaman, "_arsip", Arsip())
    monkeypatch.setattr(Arsip.lalu, "__defaults__", (0.0,))
    satu.buka("/pantau")
    assert ("1 hari sedang dihitung" in satu.teks, satu.jawab.headers["Refresh"]) == (True, "1")
    monkeypatch.setattr(Arsip.lalu, "__defaults__", (None,))
    satu.buka("/pantau")
    assert ("sedang dihitung" in satu.teks, "Refresh" in satu.jawab.headers) == (False, False)
    assert all(kata in satu.teks for kata in ("Angka per hari", "Rata-rata tiga puluh hari"))


def test_yesterday_is_looked_at_again_and_many_who_look_ask_once(
    hari: list[str],
    store: Store,
    rumah: RumahSakit,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
    peramban: Buka,
) -> None:
    arsip = Arsip()
    clock.move(hours=15)
    dibuat = konteks(store, clock, rumah)
    assert dibuat.hari_ini == HARI_INI + timedelta(days=1)
    assert arsip.lalu(dibuat)[0][-1].selesai == 2
    kunjungan.panggil(konteks(store, clock, rumah, "malam"), KunciSesi(HARI_INI, INT), None)
    assert arsip.lalu(dibuat)[0][-1].dilayani == 0
    clock.move(seconds=61)
    assert arsip.lalu(konteks(store, clock, rumah))[0][-1].dilayani == 1
    ditanya = []
    asli = pantau.hari_ini

    def hitung(isi: Konteks) -> Any:
        ditanya.append(1)
        return asli(isi)

    monkeypatch.setattr(pantau, "hari_ini", hitung)
    satu = peramban("admin")
    for _ in range(5):
        satu.buka("/pantau")
    assert len(ditanya) == 1


def test_csv_has_the_same_figures_and_no_formula(peramban: Buka, hari: list[str], redis_client: "redis.Redis") -> None:
    for kunci in redis_client.scan_iter("*:sesi:*"):
        redis_client.hset(kunci, mapping={"namapoli": "=1+1", "namadokter": "<script>x</script>"})
    satu = peramban("admin")
    jawab = satu.buka("/pantau/sesi.csv")
    assert (jawab.mimetype, "attachment" in jawab.headers["Content-Disposition"]) == ("text/csv", True)
    baris = list(csv.DictReader(io.StringIO(jawab.text)))
    assert (baris[0]["namapoli"], baris[0]["terpakaijkn"], baris[0]["menit_per_pasien"]) == ("'=1+1", "3", "10.0")
    baris = list(csv.DictReader(io.StringIO(satu.buka("/pantau/harian.csv").text)))
    assert (len(baris), baris[-1]["tanggal"], baris[-1]["selesai"]) == (31, HARI_INI.isoformat(), "2")
    satu.buka("/pantau")
    assert ("<script>x" in satu.teks, "=1+1" in satu.teks) == (False, True)


def test_what_bpjs_has_refused_is_told_by_its_kind(peramban: Buka, hari: list[str], app: Flask) -> None:
    satu = peramban("admin")
    ditahan = [SatuDitahan(hari[0], "task5", "nomor HP", 6)]
    app.extensions["layar.pantau"] = lambda _: DiBpjs(7, 1, {"nomor HP": 1}, ditahan)
    for kata in ("Kiriman ke BPJS", "nomor HP: 1", hari[0], "task5"):
        assert kata in satu.buka("/pantau").text


@pytest.mark.usefixtures("ke_bpjs")
def test_that_nothing_goes_to_bpjs_at_all_is_told_with_what_to_do(
    peramban: Buka, store: Store, clock: FrozenClock
) -> None:
    satu, kiriman = peramban("admin"), layanan.simpanan(store)

    def lihat() -> str:
        halaman._dibuat._isi.clear()
        return satu.buka("/pantau").text

    assert ("Tidak ada program yang mengirim ke BPJS." in lihat(), "Tidak ada yang ditolak" in satu.teks) == (
        True,
        False,
    )
    assert kiriman.sewa(KODE_RS, "pengirim", 60_000)
    assert ("alert-danger" in lihat(), "Tidak ada yang ditolak." in satu.teks) == (False, True)
    kiriman.simpan_keadaan(KODE_RS, {"pemutus": clock.now_ms()})
    assert "BPJS tidak menjawab. Kiriman dicoba lagi sendiri" in lihat()
    for sebab in layanan.SEBAB:
        kiriman.simpan_keadaan(KODE_RS, {"berhenti": sebab, "pesan": "kata BPJS", "pada": clock.now_ms()})
        assert (halaman.MASALAH_BPJS[sebab] in lihat(), "pukul 09.00" in satu.teks) == (True, True)
        assert ("Tidak ada yang ditolak" in satu.teks, "kata BPJS" in satu.teks) == (False, False)


@pytest.mark.parametrize("nama", ["loket", "poli", "farmasi"])
def test_only_an_admin_looks(peramban: Buka, nama: str) -> None:
    satu = peramban(nama)
    for alamat in ("/pantau", "/pantau/harian.csv", "/pantau/sesi.csv"):
        assert satu.buka(alamat).status_code == 403
