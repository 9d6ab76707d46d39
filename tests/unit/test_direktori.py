"""What a stranger can bring makes the directory neither forget a hospital nor ask for a key that none can have."""

from typing import Any, cast

import pytest

from antrean.clock import Clock
from antrean.domain.rs import RumahSakit
from antrean.services import ingatan
from antrean.services.direktori import REMEMBERED_S, Direktori
from antrean.store import Store

RS = RumahSakit("1311R002", "RS Uji", "Asia/Jakarta", "bpjs", "-")


class Toko:
    """A store with one hospital, which says what it was asked."""

    def __init__(self) -> None:
        self.ditanya: list[str] = []
        self.rs = self

    def cari(self, kode: str) -> RumahSakit | None:
        self.ditanya.append(kode)
        return RS if kode == RS.kode else None

    def kode_milik(self, username: str) -> str | None:
        self.ditanya.append(username)
        return RS.kode if username == RS.username else None


class Jam(Clock):
    now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def toko() -> Toko:
    return Toko()


@pytest.fixture
def jam() -> Jam:
    return Jam()


@pytest.fixture
def direktori(toko: Toko, jam: Jam) -> Direktori:
    return Direktori(cast(Store, cast(Any, toko)), jam)


def test_a_hospital_is_asked_for_once_a_second(direktori: Direktori, toko: Toko, jam: Jam) -> None:
    assert [direktori.milik("bpjs") for _ in range(3)] == [RS] * 3
    assert toko.ditanya == ["bpjs", RS.kode]
    jam.now += REMEMBERED_S + 0.1
    assert direktori.milik("bpjs") == RS
    assert toko.ditanya == ["bpjs", RS.kode, RS.kode]


def test_names_that_are_nobodys_push_no_hospital_out(direktori: Direktori, toko: Toko) -> None:
    direktori.milik("bpjs")
    for n in range(2 * ingatan.TERBANYAK):
        assert direktori.milik(f"nobody-{n}") is None
        assert direktori.cari(f"X{n}") is None
    toko.ditanya.clear()
    assert direktori.milik("bpjs") == RS
    assert toko.ditanya == []


@pytest.mark.parametrize("kode", ["", "x", "1311R002}", "1311R002:rs", "9" * 21, "1311R002\n", "{1311R002}", "\ud800"])
def test_what_cannot_be_a_code_is_not_looked_for(direktori: Direktori, toko: Toko, kode: str) -> None:
    assert direktori.cari(kode) is None
    assert toko.ditanya == []
