"""What the doors ask of this room: set it up, reach their database, run it.

PyMySQL is imported where a connection is needed and nowhere before: who has no SIMRS beside this needs no driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.konektor.setelan import Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.services.konteks import Konteks
from antrean.store import Store

if TYPE_CHECKING:
    from antrean.konektor.basis import Basis

PASANG = "pip install 'antrean[khanza]'"


def simpanan(store: Store) -> KonektorStore:
    """Where links, cases and state are kept."""
    return KonektorStore(store.connection)


def setelan(store: Store, rs: RumahSakit) -> Setelan | None:
    """A hospital's connector; None where it is not set up.

    Raises:
        OperatorError: it was sealed with a key that is not set.
    """
    isi = store.rs.rahasia(rs, "konektor")
    return Setelan.baca(isi) if isi else None


def wajib(store: Store, rs: RumahSakit) -> Setelan:
    """The same, where nothing can be done without.

    Raises:
        OperatorError: also where it is not set up.
    """
    ada = setelan(store, rs)
    if ada is None:
        raise OperatorError(f"{rs.kode} has no connector. `antrean konektor atur --sistem khanza|mlite` sets it up.")
    return ada


def simpan(konteks: Konteks, baru: Setelan | None) -> None:
    """Set a hospital up, change that, or take it back.

    Raises:
        OperatorError: there is no key to seal it with.
    """
    konteks.store.rs.ubah(konteks.rs.kode, {"konektor": baru.tulis() if baru else ""}, "rs_atur", konteks.write)


def basis(setelan: Setelan) -> "Basis":
    """Their database; no connection is made yet.

    Raises:
        OperatorError: the driver is not installed.
    """
    try:
        from antrean.konektor.basis import Basis
    except ModuleNotFoundError as error:
        if error.name != "pymysql":
            raise
        raise OperatorError(
            f"The connector speaks to MariaDB with PyMySQL, which is not installed here. `{PASANG}` installs it, "
            "in the same environment as antrean."
        ) from None
    return Basis(setelan)


@contextmanager
def terhubung(setelan: Setelan) -> Iterator["Basis"]:
    """Their database for one command; closed behind it.

    Raises:
        OperatorError: the driver is not installed, or their database does not answer, or refuses.
    """
    dipakai = basis(setelan)
    from antrean.konektor.basis import BasisDiam, BasisMenolak

    try:
        yield dipakai
    except (BasisDiam, BasisMenolak) as error:
        kata = str(error)
        raise OperatorError(f"{kata[0].upper()}{kata[1:]}.") from None
    finally:
        dipakai.tutup()
