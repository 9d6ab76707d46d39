"""A real MariaDB for the whole run; in it, for each test anew, the sample hospital. The connector's account finds the
clock there standing at noon of the tests' day (``mariadb.pada`` moves it, for connections made from then on)."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import redis

from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import Basis
from antrean.konektor.setelan import KHANZA, MLITE, Setelan
from antrean.store import Store
from tests.conftest import SIANG, STORES, FrozenClock, MobileJkn, kosong
from tests.konektor import rumah, skema_khanza, skema_mlite
from tests.konektor.mariadb import PENGGUNA, SANDI, MariaDb

if TYPE_CHECKING:
    from tests.konektor.rumah_sini import Sini


@pytest.fixture(params=STORES[:1])
def redis_client(request: pytest.FixtureRequest) -> "Iterator[redis.Redis]":
    """What the connector does to our store goes through the services, which are tested on a real one."""
    yield from kosong(request)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """The server. Who kills it starts it again."""
    with MariaDb() as server:
        yield server


def _khanza(server: MariaDb) -> Basis:
    server.pada(SIANG)
    server.segar("sik_uji", "latin1", skema_khanza.perintah(), rumah.isi(KHANZA))
    return Basis(server.setelan(KHANZA, "sik_uji"))


def _mlite(server: MariaDb) -> Basis:
    server.pada(SIANG)
    server.segar("mlite_uji", "latin1", skema_mlite.perintah(), rumah.isi(MLITE))
    return Basis(server.setelan(MLITE, "mlite_uji"))


def _akun(server: MariaDb, basis: Basis) -> Setelan:
    sistem, basisdata = basis.setelan.sistem, basis.setelan.basisdata
    server.akun(sistem, basisdata)
    return server.setelan(sistem, basisdata, PENGGUNA, SANDI)


@pytest.fixture
def khanza(mariadb: MariaDb) -> Iterator[Basis]:
    """The sample hospital in Khanza's form, as its administrator and its screens reach it."""
    basis = _khanza(mariadb)
    yield basis
    basis.tutup()


@pytest.fixture
def mlite(mariadb: MariaDb) -> Iterator[Basis]:
    """The same in mLITE's form."""
    basis = _mlite(mariadb)
    yield basis
    basis.tutup()


@pytest.fixture
def setelan_khanza(mariadb: MariaDb, khanza: Basis) -> Setelan:
    """How the connector reaches it: with the grants of docs/khanza.md, allowed to write."""
    return _akun(mariadb, khanza)


@pytest.fixture
def setelan_mlite(mariadb: MariaDb, mlite: Basis) -> Setelan:
    """How the connector reaches it: with the grants of docs/mlite.md, allowed to write."""
    return _akun(mariadb, mlite)


@dataclass(frozen=True)
class Sana:
    """Their side. ``basis`` is the administrator's and the screens'; ``setelan`` the connector's, which ``sambung``
    makes a connection of."""

    sistem: str
    basis: Basis
    setelan: Setelan
    _sambungan: ExitStack

    def sambung(self) -> Basis:
        """Closed after the test."""
        basis = Basis(self.setelan)
        self._sambungan.callback(basis.tutup)
        return basis


@pytest.fixture(params=[KHANZA, MLITE])
def sana(request: pytest.FixtureRequest, mariadb: MariaDb) -> Iterator[Sana]:
    """Each of the two."""
    basis = {KHANZA: _khanza, MLITE: _mlite}[request.param](mariadb)
    with ExitStack() as sambungan:
        sambungan.callback(basis.tutup)
        yield Sana(request.param, basis, _akun(mariadb, basis), sambungan)


@pytest.fixture
def sini(sana: Sana, jkn: MobileJkn, store: Store, rs: RumahSakit, clock: FrozenClock) -> Iterator["Sini"]:
    """Our side of the same hospital, connected."""
    from tests.konektor.rumah_sini import Sini

    assert jkn
    satu = Sini(store, clock, rs, sana, sana.sambung())
    yield satu
    satu.basis.tutup()
