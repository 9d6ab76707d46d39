"""``antrean periksa`` and the visit: who waits, has checked in, is called, is at the pharmacy."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest
import redis

from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import farmasi, kunjungan
from antrean.store import Store
from tests.cli.conftest import ANAK, KEYS, SENIN, Cli, Hasil, ambil, isi
from tests.cli.test_periksa import BERSIH, HILANG, PULIHKAN
from tests.conftest import KODE_RS, FrozenClock, pasien, put_patients, put_schedule
from tests.konteks import konteks

KUNCI = f"{SENIN}:{ANAK}"
KODE = {n: f"{SENIN:%d%m%Y}A{n:03d}" for n in range(1, 9)}
ANTRE, HADIR, DILAYANI = KEYS.antre(KUNCI), KEYS.hadir(KUNCI), KEYS.dilayani(KUNCI)
FARMASI, RACIKAN = KEYS.farmasi(SENIN), KEYS.antre_farmasi(SENIN, "Racikan")
NON_RACIKAN = KEYS.antre_farmasi(SENIN, "Non Racikan")
SESI = f"session {ANAK}: "
SLOT = KunciSesi(SENIN, Slot("ANA", 12345, JamPraktek.baca("08:00-16:00")))


class Loket:
    """A counter that acts on the bookings of the day by their numbers."""

    def __init__(self, store: Store, clock: FrozenClock, rs: RumahSakit) -> None:
        self.store, self.clock, self.rs = store, clock, rs
        self._nomor = itertools.count(1)

    def checkin(self, *angka: int) -> None:
        for satu in angka:
            kunjungan.checkin(konteks(self.store, self.clock, self.rs, self._id()), KODE[satu], self.clock.now_ms())

    def panggil(self, *angka: int) -> None:
        for satu in angka:
            kunjungan.panggil(konteks(self.store, self.clock, self.rs, self._id()), SLOT, satu)
        self.clock.move(minutes=1)

    def task(self, angka: int, taskid: int) -> None:
        kunjungan.task(konteks(self.store, self.clock, self.rs, self._id()), KODE[angka], taskid, self.clock.now_ms())
        self.clock.move(minutes=1)

    def lewati(self, angka: int) -> None:
        kunjungan.lewati(konteks(self.store, self.clock, self.rs, self._id()), KODE[angka], 1)

    def batal(self, angka: int) -> None:
        kunjungan.batal(konteks(self.store, self.clock, self.rs, self._id()), KODE[angka], "Berhalangan")

    def obat(self, angka: int, jenis: str) -> None:
        farmasi.resep(konteks(self.store, self.clock, self.rs, self._id()), KODE[angka], jenis)
        farmasi.ambil(konteks(self.store, self.clock, self.rs, self._id()), KODE[angka])

    def panggil_obat(self, jenis: str) -> None:
        farmasi.panggil(konteks(self.store, self.clock, self.rs, self._id()), jenis)

    def _id(self) -> str:
        return f"loket-{next(self._nomor)}"


@pytest.fixture
def loket(store: Store, clock: FrozenClock, rs: RumahSakit) -> Loket:
    """1 and 2 served and at the pharmacy, 3 called, 4 and 5 checked in, 6 waits, 7 cancelled, 8 put back."""
    put_schedule(store, clock, rs, "ANA,Anak,12345,Dr. Hendra,1,08:00-16:00,30,20")
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 10)))
    for n in KODE:
        ambil(store, clock, rs, n, tanggal=SENIN, nomorreferensi=f"R{n}")
    loket = Loket(store, clock, rs)
    loket.checkin(1, 4, 5, 8)
    loket.panggil(1, 2, 3, 8)
    for angka in (1, 2):
        loket.task(angka, 5)
        loket.obat(angka, "Racikan")
    loket.obat(3, "Non Racikan")
    loket.panggil_obat("Racikan")
    loket.task(1, 6)
    loket.lewati(8)
    loket.batal(7)
    return loket


def test_the_pharmacys_counters_are_gone(cli: Cli, loket: Loket, real_redis: "redis.Redis") -> None:
    real_redis.delete(FARMASI)
    hasil = cli("periksa")
    assert hasil.code == 1
    for jenis, angka in (("Racikan", 2), ("Non Racikan", 1)):
        assert HILANG.format(f"the pharmacy's counter of {jenis} on {SENIN}", angka) in hasil.err
    assert cli("buku", "lanjutkan").out.splitlines() == [
        f"the pharmacy's counter of Non Racikan on {SENIN} goes on above 1.",
        f"the pharmacy's counter of Racikan on {SENIN} goes on above 2.",
    ]
    loket.obat(4, "Racikan")
    assert loket.store.antrean.pada(KODE_RS, SENIN)[3].farmasi == 3


def test_a_full_day_is_as_it_should_be(cli: Cli, loket: Loket, real_redis: "redis.Redis") -> None:
    assert [b.keadaan for b in loket.store.antrean.pada(KODE_RS, SENIN)] == [
        *("selesai", "selesai", "dilayani", "hadir", "hadir", "terdaftar", "batal", "hadir"),
    ]
    before = isi(real_redis)
    assert cli("periksa") == Hasil(0, BERSIH.format(1), "")
    assert isi(real_redis) == before


def test_it_is_so_the_day_after_and_when_everybody_was_served(cli: Cli, loket: Loket) -> None:
    loket.panggil(4, 5, 6, 8)
    for angka in (3, 4, 5, 6, 8):
        loket.task(angka, 5)
    for jenis in ("Racikan", "Non Racikan", "Racikan"):
        loket.panggil_obat(jenis)
    assert cli("periksa").code == 0
    loket.clock.move(days=1)
    assert cli("periksa").code == 0


def test_who_cancels_leaves_the_pharmacys_line_and_keeps_the_number(
    cli: Cli, loket: Loket, real_redis: "redis.Redis"
) -> None:
    loket.obat(6, "Racikan")
    loket.batal(6)
    loket.task(3, 99)
    assert cli("periksa").code == 0
    real_redis.zadd(RACIKAN, {KODE[6]: 3})
    said = f"WRONG  {KODE_RS} {SENIN}: pharmacy, Racikan: who waits differs from the bookings at {KODE[6]}\n"
    assert cli("periksa") == Hasil(1, "", said + PULIHKAN)


def test_who_was_put_back_need_not_come_first(cli: Cli, loket: Loket, real_redis: "redis.Redis") -> None:
    real_redis.zrem(HADIR, 8)
    assert cli("periksa").code == 0


@pytest.mark.parametrize(
    "harm, said",
    [
        pytest.param(
            lambda client: client.zrem(ANTRE, 6),
            [f"{SESI}the waiting numbers differ from the bookings at [6]"],
            id="somebody does not wait",
        ),
        pytest.param(
            lambda client: client.zadd(ANTRE, {"7": 7}),
            [f"{SESI}the waiting numbers differ from the bookings at [7]"],
            id="somebody who cancelled waits",
        ),
        pytest.param(
            lambda client: client.zadd(ANTRE, {"3": 3}),
            [f"{SESI}the waiting numbers differ from the bookings at [3]"],
            id="somebody who was called waits",
        ),
        pytest.param(
            lambda client: client.delete(ANTRE),
            [f"{SESI}the waiting numbers differ from the bookings at [4, 5, 6, 8]"],
            id="nobody waits",
        ),
        pytest.param(
            lambda client: client.zrem(DILAYANI, 3),
            [f"{SESI}the called numbers differ from the bookings at [3]"],
            id="somebody who was called is forgotten",
        ),
        pytest.param(
            lambda client: client.zadd(DILAYANI, {"1": 1, "6": 6}),
            [f"{SESI}the called numbers differ from the bookings at [1, 6]"],
            id="somebody is called who was served, and one who was not called",
        ),
        pytest.param(
            lambda client: client.zadd(HADIR, {"6": 6}),
            [f"{SESI}[6] are said to have checked in and to wait, and the bookings say no"],
            id="somebody comes first who has not checked in",
        ),
        pytest.param(
            lambda client: client.zadd(HADIR, {"1": 1, "3": 3, "7": 7, "99": 99}),
            [f"{SESI}[1, 3, 7, 99] are said to have checked in and to wait, and the bookings say no"],
            id="somebody comes first who waits no more",
        ),
        pytest.param(
            lambda client: client.zrem(HADIR, 4, 5),
            [f"{SESI}[4, 5] have checked in and wait, and are not among those who come first"],
            id="somebody who has checked in does not come first",
        ),
        pytest.param(
            lambda client: client.hset(FARMASI, "Non Racikan:nomor", 0),
            ["pharmacy, Non Racikan: the counter is at 0, and the bookings have [1]"],
            id="the pharmacy's counter is too low",
        ),
        pytest.param(
            lambda client: client.hset(FARMASI, "Racikan:dipanggil", 2),
            [f"pharmacy, Racikan: who waits differs from the bookings at {KODE[2]}"],
            id="the pharmacy called somebody who still waits",
        ),
        pytest.param(
            lambda client: client.zrem(RACIKAN, KODE[2]),
            [f"pharmacy, Racikan: who waits differs from the bookings at {KODE[2]}"],
            id="the pharmacy forgot somebody",
        ),
        pytest.param(
            lambda client: client.zadd(RACIKAN, {KODE[1]: 1, KODE[6]: 3}),
            [f"pharmacy, Racikan: who waits differs from the bookings at {KODE[1]}, {KODE[6]}"],
            id="somebody waits at the pharmacy who was called, and one without a number",
        ),
        pytest.param(
            lambda client: client.zadd(NON_RACIKAN, {KODE[3]: 2}),
            [f"pharmacy, Non Racikan: who waits differs from the bookings at {KODE[3]}"],
            id="somebody waits at the pharmacy with another number",
        ),
    ],
)
@pytest.mark.usefixtures("loket")
def test_what_does_not_agree_is_named(
    harm: Callable[[Any], object], said: list[str], cli: Cli, real_redis: "redis.Redis"
) -> None:
    harm(real_redis)
    wrong = "".join(f"WRONG  {KODE_RS} {SENIN}: {satu}\n" for satu in said)
    assert cli("periksa") == Hasil(1, "", wrong + PULIHKAN)


@pytest.mark.parametrize(
    "harm",
    [
        lambda client: client.zadd(ANTRE, {"enam": 6}),
        lambda client: client.zadd(HADIR, {"A-4": 4}),
        lambda client: client.zadd(DILAYANI, {"": 3}),
        lambda client: client.hset(FARMASI, "Racikan:nomor", "dua"),
    ],
    ids=["a waiting number", "one who has checked in", "a called number", "the pharmacy's counter"],
)
@pytest.mark.usefixtures("loket")
def test_what_is_no_number_is_reported_too(harm: Callable[[Any], object], cli: Cli, real_redis: "redis.Redis") -> None:
    harm(real_redis)
    hasil = cli("periksa")
    assert (hasil.code, hasil.out) == (1, "")
    assert "a record cannot be read" in hasil.err
    assert hasil.err.endswith(PULIHKAN)
