"""A clock that is days off makes no change, until a person says that it is right."""

from datetime import timedelta

import pytest

from antrean.domain.jam import SEHARI_MS, keraguan
from antrean.domain.rs import RumahSakit
from antrean.errors import JamDiragukan
from antrean.services.jam import PenjagaJam
from antrean.store import Store, Write
from antrean.store.jam import JamStore
from tests.conftest import FrozenClock

KINI = 1_800_000_000_000


@pytest.mark.parametrize(
    ("server", "terakhir", "ragu"),
    [
        (KINI, KINI, ""),
        (KINI, 0, ""),
        (0, KINI, ""),
        (KINI - SEHARI_MS + 1, KINI + SEHARI_MS - 1, ""),
        (KINI, KINI - 7 * SEHARI_MS + 1, ""),
        (KINI - SEHARI_MS, KINI, "are 1.0 days apart"),
        (KINI + 40 * SEHARI_MS, KINI, "are 40.0 days apart"),
        (KINI, KINI + SEHARI_MS, "1.0 days after what our clock says"),
        (KINI, KINI - 40 * SEHARI_MS, "the newest change is 40.0 days old"),
    ],
)
def test_what_is_doubted(server: int, terakhir: int, ragu: str) -> None:
    assert ragu in keraguan(KINI, server, terakhir)
    assert bool(keraguan(KINI, server, terakhir)) is bool(ragu)


@pytest.fixture
def jam(store: Store, rs: RumahSakit, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch) -> PenjagaJam:
    """Of a process whose server has the same clock, as on one machine."""
    monkeypatch.setattr(JamStore, "server_ms", lambda _: clock.now_ms())
    jam = PenjagaJam(store.jam, clock)
    jam(clock.now_ms())
    return jam


def maju(clock: FrozenClock, **delta: float) -> None:
    """The clock is set; no time passes."""
    clock._now_ms += int(timedelta(**delta).total_seconds() * 1000)


@pytest.mark.parametrize("hari", [40, 8, -2, -400])
def test_a_clock_that_jumps_by_days_changes_nothing_until_it_is_right_again(
    jam: PenjagaJam, clock: FrozenClock, hari: int
) -> None:
    maju(clock, days=hari)
    for _ in range(2):
        with pytest.raises(JamDiragukan):
            jam(clock.now_ms())
    maju(clock, days=-hari)
    jam(clock.now_ms())


@pytest.mark.parametrize("jam_maju", [-4, -1, 1, 4, 20])
def test_hours_are_nobodys_trouble(jam: PenjagaJam, clock: FrozenClock, jam_maju: int) -> None:
    maju(clock, hours=jam_maju)
    jam(clock.now_ms())


def test_a_person_says_that_it_is_right(jam: PenjagaJam, store: Store, rs: RumahSakit, clock: FrozenClock) -> None:
    maju(clock, days=8)
    with pytest.raises(JamDiragukan):
        jam(clock.now_ms())
    store.jam.benar(rs.kode, Write("jam", clock.now_ms(), "uji"))
    jam(clock.now_ms())
    maju(clock, days=-8)  # and then it was not
    with pytest.raises(JamDiragukan):
        jam(clock.now_ms())


def test_the_store_is_asked_once_as_long_as_time_passes_as_it_should(
    jam: PenjagaJam, store: Store, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JamStore, "terakhir_ms", None)
    for _ in range(30):
        clock.move(days=1)
        jam(clock.now_ms())


def test_a_store_that_has_its_clock_looked_at_makes_no_change(
    store: Store, rs: RumahSakit, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JamStore, "server_ms", lambda _: clock.now_ms() + 2 * SEHARI_MS)
    jam = PenjagaJam(store.jam, clock)
    store.jaga(jam)
    with pytest.raises(JamDiragukan):
        store.rs.ubah(rs.kode, {"hari_maks": "3"}, "rs_atur", Write("a", clock.now_ms(), "uji"))
    assert "2.0 days apart" in jam.sebab()
