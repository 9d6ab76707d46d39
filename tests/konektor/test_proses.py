"""The connector's process: its rhythms, what becomes of rounds that cannot be done, one process a hospital, and their
database in trouble."""

import logging
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError, StoreUnavailable
from antrean.keys import Keys
from antrean.konektor import penghubung as modul
from antrean.konektor.basis import Basis, BasisDiam, BasisMenolak
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.penghubung import JARAK_S, KASUS_BASIS, Penghubung
from antrean.konektor.proses import Proses
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import DITAHAN_TERBANYAK, KonektorStore
from antrean.store import Store
from tests.conftest import KODE_RS, SIANG, FrozenClock
from tests.servers import wait_until

SETELAN = Setelan("khanza", "127.0.0.1", 3306, "", "sik", "antrean", "rahasia", menulis=True)
DIAM = BasisDiam("the database does not answer")
TANPA_HAK = BasisMenolak("'antrean' may not do this there (error 1142): a GRANT is missing", 1142)


class Palsu:
    """Keluar and Masuk at once: counts the rounds, and fails as it is told."""

    def __init__(self) -> None:
        self.hitung: Counter[str] = Counter()
        self.gagal: dict[str, Exception] = {}
        self.diulang: list[str] = []

    def _putaran(self, nama: str) -> int:
        self.hitung[nama] += 1
        if nama in self.gagal:
            raise self.gagal[nama]
        return 0

    def __getattr__(self, nama: str) -> Callable[[], int]:
        return lambda: self._putaran("keluar" if nama == "putaran" else nama)

    def ulang(self, apa: str, _: str = "") -> None:
        self._putaran("ulang")
        self.diulang.append(apa)


@pytest.fixture
def palsu(monkeypatch: pytest.MonkeyPatch) -> Palsu:
    satu = Palsu()
    monkeypatch.setattr(modul, "Keluar", lambda **_: satu)
    monkeypatch.setattr(modul, "Masuk", lambda **_: satu)
    monkeypatch.setattr(Pemetaan, "baca", lambda _: satu._putaran("pemetaan"))
    monkeypatch.setattr(modul, "terkini", lambda *_: [satu._putaran("periksa")][1:])
    monkeypatch.setattr(Basis, "sekarang", lambda _: SIANG.replace(tzinfo=None, second=7))
    return satu


@pytest.fixture
def simpanan(store: Store) -> KonektorStore:
    return KonektorStore(store.connection)


@pytest.fixture
def satu(store: Store, simpanan: KonektorStore, clock: FrozenClock, rs: RumahSakit) -> Penghubung:
    return Penghubung(store, simpanan, clock, rs, SETELAN, acak=random.Random(1))


def detik(satu: Penghubung, clock: FrozenClock, berapa: float) -> None:
    """So many seconds in the steps of a thread."""
    for _ in range(round(berapa * 4)):
        satu.putaran()
        clock.move(seconds=0.25)


def test_each_round_has_its_rhythm(satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore) -> None:
    detik(satu, clock, 5)
    assert simpanan.keadaan(KODE_RS)["beda_jam_ms"] == "6750"  # a quarter of a second after noon by ours
    palsu.hitung.clear()
    detik(satu, clock, 600)
    for nama, jarak_s in JARAK_S.items():
        if nama not in ("ulang", "pasien"):
            assert palsu.hitung[nama] == pytest.approx(600 / jarak_s, abs=2)
    keadaan = simpanan.keadaan(KODE_RS)
    assert clock.now_ms() - int(keadaan["keluar:pada"]) < 5_000


def test_while_writing_is_off_nothing_is_asked(
    store: Store, simpanan: KonektorStore, clock: FrozenClock, rs: RumahSakit, palsu: Palsu
) -> None:
    mati = Penghubung(store, simpanan, clock, rs, replace(SETELAN, menulis=False))
    detik(mati, clock, 60)
    assert palsu.hitung == {}


def test_a_database_that_does_not_answer_is_asked_less_and_less_and_only_what_asks_it(
    satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "antrean.konektor")
    detik(satu, clock, 5)
    palsu.gagal["keluar"], sejak = DIAM, clock.now_ms()
    palsu.hitung.clear()
    detik(satu, clock, 120)
    assert 8 <= palsu.hitung["keluar"] <= 17
    assert palsu.hitung["cepat"] == pytest.approx(40, abs=2)
    keadaan = simpanan.keadaan(KODE_RS)
    assert keadaan["keluar:galat"] == str(DIAM)
    assert abs(int(keadaan["keluar:sejak"]) - sejak) < 1_000
    assert simpanan.ditahan(KODE_RS) == []  # it passes: nobody need decide anything
    del palsu.gagal["keluar"]
    palsu.hitung.clear()
    detik(satu, clock, 20)
    assert palsu.hitung["keluar"] > 5
    assert "keluar:galat" not in simpanan.keadaan(KODE_RS)
    assert [record.getMessage() for record in caplog.records] == [
        f"{KODE_RS}: keluar waits: {DIAM}",
        f"{KODE_RS}: keluar goes on",
    ]


def test_what_is_refused_of_all_rows_is_a_case_until_it_works_again(
    satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore
) -> None:
    detik(satu, clock, 1)
    palsu.gagal |= {"keluar": TANPA_HAK, "sedang": TANPA_HAK}
    detik(satu, clock, 30)
    (kasus,) = simpanan.ditahan(KODE_RS)
    assert kasus.nama == KASUS_BASIS
    assert kasus.pesan.startswith(str(TANPA_HAK))
    del palsu.gagal["keluar"]
    detik(satu, clock, 30)
    assert simpanan.ditahan(KODE_RS) == [kasus]
    del palsu.gagal["sedang"]
    detik(satu, clock, 30)
    assert simpanan.ditahan(KODE_RS) == []


def test_many_cases_leave_room_for_the_one_that_is_about_all(
    satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore, store: Store
) -> None:
    banyak: dict[Any, Any] = {
        f"nomor:{n}": Kasus(f"nomor:{n}", "both stand", sejak=1).tulis() for n in range(DITAHAN_TERBANYAK)
    }
    store.connection.client.hset(Keys(KODE_RS).konektor_ditahan, mapping=banyak)
    simpanan.tahan(KODE_RS, Kasus("nomor:lagi", "both stand", sejak=2))
    palsu.gagal["cepat"] = TANPA_HAK
    detik(satu, clock, 5)
    baru = {satu.nama for satu in simpanan.ditahan(KODE_RS)} - banyak.keys()
    assert baru == {KASUS_BASIS}


def test_an_earlier_process_s_case_goes_when_all_works(
    satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore
) -> None:
    simpanan.tahan(KODE_RS, Kasus(KASUS_BASIS, "of yesterday", sejak=1))
    palsu.gagal["pemetaan"] = TANPA_HAK
    detik(satu, clock, 10)
    assert [(satu.nama, satu.sejak) for satu in simpanan.ditahan(KODE_RS)] == [(KASUS_BASIS, 1)]
    assert palsu.hitung["keluar"] == 0  # nothing without the mapping
    palsu.gagal.clear()
    detik(satu, clock, 20)
    assert simpanan.ditahan(KODE_RS) == []


@pytest.mark.parametrize("salah", [RuntimeError("of a patient"), OperatorError("the choice is none"), KeyError("nik")])
def test_a_fault_of_ours_stops_its_round_only_and_names_no_person(
    satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore, salah: Exception
) -> None:
    palsu.gagal["cepat"] = salah
    detik(satu, clock, 20)
    assert palsu.hitung["keluar"] > 30
    galat = simpanan.keadaan(KODE_RS)["cepat:galat"]
    if isinstance(salah, OperatorError):
        assert galat == str(salah)
    else:
        assert galat.startswith(f"it failed: {type(salah).__name__} at test_proses.py:")


def test_what_a_person_asks_for_is_tried_again_until_it_is_done(
    satu: Penghubung, palsu: Palsu, clock: FrozenClock, simpanan: KonektorStore
) -> None:
    detik(satu, clock, 1)
    kasus = Kasus("task4:2026/11/30/000001", "older", "30112026A001", "2026/11/30/000001", 1)
    simpanan.tahan(KODE_RS, kasus)
    simpanan.minta(KODE_RS, [kasus, Kasus("booking:30112026A002", "", "30112026A002")])
    palsu.gagal["ulang"] = DIAM
    detik(satu, clock, 10)
    assert simpanan.ditahan(KODE_RS) == [kasus]  # it goes where it settles
    assert len(simpanan.diminta(KODE_RS)) == 2
    palsu.gagal.clear()
    detik(satu, clock, 20)
    assert sorted(palsu.diulang) == ["2026/11/30/000001", "30112026A001", "30112026A002"]
    assert simpanan.diminta(KODE_RS) == []


# One process a hospital.


@pytest.fixture
def proses(
    store: Store, simpanan: KonektorStore, clock: FrozenClock, rs: RumahSakit, palsu: Palsu
) -> Iterator[Callable[..., tuple[Proses, list[Penghubung]]]]:
    """Makes processes, each with the connectors that it made."""
    semua: list[Proses] = []

    def buat(terdaftar: dict[str, Any], salah: list[OperatorError]) -> tuple[Proses, list[Penghubung]]:
        dibuat: list[Penghubung] = []

        def penghubung(rs: RumahSakit, setelan: Setelan) -> Penghubung:
            if salah:
                raise salah[0]
            dibuat.append(Penghubung(store, simpanan, clock, rs, setelan))
            return dibuat[-1]

        semua.append(Proses(simpanan, clock, lambda: terdaftar, penghubung))
        return semua[-1], dibuat

    yield buat
    for satu in semua:
        satu.selesai()


def jalan(palsu: Palsu, clock: FrozenClock) -> bool:
    """Whether anybody asks their database within some steps of the threads."""
    palsu.hitung.clear()
    tenang = threading.Event()
    for _ in range(4):
        clock.move(seconds=0.6)
        tenang.wait(0.15)
    return palsu.hitung["keluar"] > 0


def test_of_two_processes_one_works_and_the_other_takes_over(
    proses: Callable[..., tuple[Proses, list[Penghubung]]],
    palsu: Palsu,
    clock: FrozenClock,
    store: Store,
    rs: RumahSakit,
) -> None:
    terdaftar = {KODE_RS: (rs, SETELAN)}
    pertama, _ = proses(terdaftar, [])
    kedua, _ = proses(terdaftar, [])
    pertama.lihat()
    kedua.lihat()
    assert jalan(palsu, clock)
    # The first sleeps until after its lease: it does nothing when it wakes up.
    clock.move(seconds=10)
    store.connection.client.delete(Keys(KODE_RS).konektor_sewa)
    assert not jalan(palsu, clock)
    kedua.lihat()
    pertama.lihat()
    assert jalan(palsu, clock)
    kedua.selesai()
    assert not jalan(palsu, clock)
    pertama.lihat()  # given back, it is free at once
    assert jalan(palsu, clock)
    # Taken back by the hospital, it stops.
    terdaftar.clear()

    def habis() -> bool:
        pertama.lihat()
        return not pertama._utas

    wait_until(habis, "its end")
    assert not jalan(palsu, clock)
    assert store.connection.client.get(Keys(KODE_RS).konektor_sewa) is None


def test_other_settings_are_another_connector_after_the_former_has_ended(
    proses: Callable[..., tuple[Proses, list[Penghubung]]], palsu: Palsu, clock: FrozenClock, rs: RumahSakit
) -> None:
    terdaftar = {KODE_RS: (rs, replace(SETELAN, menulis=False))}
    satu, dibuat = proses(terdaftar, [])
    satu.lihat()
    assert not jalan(palsu, clock)
    terdaftar[KODE_RS] = (rs, SETELAN)

    def baru() -> bool:
        satu.lihat()
        return len(dibuat) == 2

    wait_until(baru, "the new one")
    satu.lihat()
    assert jalan(palsu, clock)
    assert [satu.setelan.menulis for satu in dibuat] == [False, True]


def test_without_the_driver_the_others_go_on(
    proses: Callable[..., tuple[Proses, list[Penghubung]]],
    palsu: Palsu,
    clock: FrozenClock,
    rs: RumahSakit,
    caplog: pytest.LogCaptureFixture,
) -> None:
    salah = [OperatorError("PyMySQL is not installed")]
    satu, dibuat = proses({KODE_RS: (rs, SETELAN)}, salah)
    satu.lihat()
    satu.lihat()
    assert [record.getMessage() for record in caplog.records] == [f"{KODE_RS}: PyMySQL is not installed"]
    salah.clear()
    satu.lihat()
    assert len(dibuat) == 1
    assert jalan(palsu, clock)


def test_where_a_part_of_the_store_is_gone_the_others_go_on(
    proses: Callable[..., tuple[Proses, list[Penghubung]]],
    palsu: Palsu,
    clock: FrozenClock,
    rs: RumahSakit,
    simpanan: KonektorStore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    lain, asli, ditanya = replace(rs, kode="0000R000"), simpanan.sewa, list[str]()

    def sewa(kode_rs: str, pemilik: str, lama_ms: int) -> Any:
        ditanya.append(kode_rs)
        if kode_rs != KODE_RS:
            raise StoreUnavailable
        return asli(kode_rs, pemilik, lama_ms)

    monkeypatch.setattr(simpanan, "bagian", lambda kode: f"shard of {kode}")
    monkeypatch.setattr(simpanan, "sewa", sewa)
    satu, _ = proses({lain.kode: (lain, SETELAN), KODE_RS: (rs, SETELAN)}, [])
    for _ in range(3):
        satu.lihat()
        assert jalan(palsu, clock)
    assert (ditanya.count(lain.kode), ditanya.count(KODE_RS)) == (1, 3)
    assert [satu.message.split(",")[0] for satu in caplog.records if satu.levelno == logging.ERROR] == [
        f"shard of {lain.kode} of the cluster does not answer"
    ]
    clock.move(seconds=30)
    satu.lihat()
    assert ditanya.count(lain.kode) == 2


def test_a_step_that_fails_does_not_end_the_thread(
    proses: Callable[..., tuple[Proses, list[Penghubung]]],
    palsu: Palsu,
    clock: FrozenClock,
    rs: RumahSakit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gagal, asli = [OSError("uji")], Penghubung.putaran

    def putaran(satu: Penghubung, boleh: Callable[[], bool]) -> None:
        if gagal:
            raise gagal.pop()
        asli(satu, boleh)

    monkeypatch.setattr(Penghubung, "putaran", putaran)
    monkeypatch.setattr("antrean.konektor.proses._GAGAL_S", 0.0)
    satu, _ = proses({KODE_RS: (rs, SETELAN)}, [])
    satu.lihat()
    wait_until(lambda: not gagal, "the step that fails")
    satu.lihat()
    assert jalan(palsu, clock)
