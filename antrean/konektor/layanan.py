"""What the doors ask of this room: set it up, reach their database, run it.

PyMySQL is imported where a connection is needed and nowhere before: who has no SIMRS beside this needs no driver."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from antrean.clock import Clock
from antrean.domain.antrean import KodeBooking
from antrean.domain.rs import RumahSakit
from antrean.errors import OperatorError
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.setelan import MLITE, Setelan
from antrean.konektor.simpanan import KonektorStore
from antrean.services.jam import PenjagaJam
from antrean.services.kode import kode_sini
from antrean.services.konteks import Konteks
from antrean.store import Store

if TYPE_CHECKING:
    from antrean.konektor.basis import Basis
    from antrean.konektor.penghubung import Penghubung
    from antrean.konektor.proses import Proses, Terdaftar

PASANG = "pip install 'antrean[khanza]'"
PUTARAN = ("mulai", "keluar", "cepat", "sedang", "lambat", "ulang", "pasien", "periksa")
"""The rounds, by the names under which their state is kept."""


@dataclass(frozen=True, slots=True)
class Putaran:
    """How a round goes; times in epoch ms, 0 where there is none.

    Attributes:
        pada: when it was last done whole; lama_ms: how long that took.
        sejak: since when it is not; galat: why, in a sentence.
    """

    nama: str
    pada: int
    lama_ms: int
    sejak: int
    galat: str


@dataclass(frozen=True, slots=True)
class Tampak:
    """How a hospital's connector stands.

    Attributes:
        berjalan: a process runs it.
        tertua_ms: when the first thing happened here that is not yet told there, epoch ms; 0 where there is none.
        beda_jam_ms: how far their clock is ahead of ours; None where it was not yet seen.
    """

    setelan: Setelan
    berjalan: bool
    tertua_ms: int
    beda_jam_ms: int | None
    putaran: Sequence[Putaran]
    kasus: Sequence[Kasus]


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


def kenali(store: Store, rs: RumahSakit, setelan: Setelan) -> bool:
    """This is their database from now on. Whether another was before: what is known of that is forgotten, or its
    visits would be taken for deleted."""
    return simpanan(store).kenali(rs.kode, setelan.tempat, lambda: store.antrean.tanggal_terpakai(rs.kode))


def basis(setelan: Setelan) -> "Basis":
    """Their database; no connection is made yet.

    Raises:
        OperatorError: the driver is not installed.
    """
    _driver()
    from antrean.konektor.basis import Basis

    return Basis(setelan)


def _driver() -> None:
    try:
        import pymysql  # noqa: F401 - only whether it is there
    except ModuleNotFoundError:
        raise OperatorError(
            f"The connector speaks to MariaDB with PyMySQL, which is not installed here. `{PASANG}` installs it, "
            "in the same environment as antrean."
        ) from None


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
        sqlite = " An mLITE on SQLite (DBDRIVER in its config.php) has no server, and cannot be connected."
        if setelan.sistem != MLITE or not isinstance(error, BasisDiam):
            sqlite = ""
        raise OperatorError(f"{kata[0].upper()}{kata[1:]}.{sqlite}") from None
    finally:
        dipakai.tutup()


def terdaftar(store: Store) -> "Terdaftar":
    """The hospitals that are set up; of a cluster of which a part is gone, those of the others. One whose settings
    cannot be opened is none: `lihat` says so of it."""
    semua = {}
    for rs in store.rs.terjangkau():
        try:
            ada = setelan(store, rs)
        except OperatorError:
            continue
        if ada:
            semua[rs.kode] = rs, ada
    return semua


def proses(store: Store, clock: Clock) -> "Proses":
    """The process for all of them."""
    from antrean.konektor.proses import Proses

    kamar, jaga = simpanan(store), PenjagaJam(store.jam, clock)

    def buat(rs: RumahSakit, setelan: Setelan) -> "Penghubung":
        _driver()
        from antrean.konektor.penghubung import Penghubung

        return Penghubung(store, kamar, clock, rs, setelan, jaga=jaga)

    return Proses(kamar, clock, lambda: terdaftar(store), buat)


def tampak(store: Store, rs: RumahSakit) -> Tampak:
    """How a hospital's connector stands.

    Raises:
        OperatorError: it is not set up.
    """
    ada, kamar = wajib(store, rs), simpanan(store)
    keadaan, (terukur,) = kamar.keadaan(rs.kode), kamar.terukur([rs.kode])
    beda = keadaan.get("beda_jam_ms")
    return Tampak(
        ada,
        terukur.berjalan,
        terukur.tertua_ms,
        int(beda) if beda is not None else None,
        [_putaran(nama, keadaan) for nama in PUTARAN if f"{nama}:pada" in keadaan or f"{nama}:galat" in keadaan],
        kamar.ditahan(rs.kode),
    )


def _putaran(nama: str, keadaan: Mapping[str, str]) -> Putaran:
    pada, lama, sejak = (int(keadaan.get(f"{nama}:{apa}", 0)) for apa in ("pada", "ms", "sejak"))
    return Putaran(nama, pada, lama, sejak, keadaan.get(f"{nama}:galat", ""))


def ulang(konteks: Konteks, kode: Sequence[str], tanggal: date | None, semua: bool) -> int:
    """Ask for what waits to be tried again, and for rows of bookings to be brought to how they stand here; how many
    that are. The process does it within seconds, or when it runs again.

    Args:
        kode: names of cases, keys of visits there, or kodebooking.
        tanggal: every booking of this date.
        semua: every case.

    Raises:
        OperatorError: something is named that is none of these.
    """
    kamar, kode_rs = simpanan(konteks.store), konteks.rs.kode
    ditahan = kamar.ditahan(kode_rs)
    diminta = {satu.nama: satu for satu in ditahan if semua}
    for satu in kode:
        cocok = [kasus for kasus in ditahan if satu in (kasus.nama, kasus.kunci) or _sama(satu, kasus.kodebooking)]
        if not cocok:
            cocok = [_booking(_sini(konteks, satu))]
        diminta |= {kasus.nama: kasus for kasus in cocok}
    if tanggal:
        booking = (_booking(satu.kodebooking) for satu in konteks.store.antrean.pada(kode_rs, tanggal))
        diminta |= {kasus.nama: kasus for kasus in booking}
    kamar.minta(kode_rs, diminta.values())
    return len(diminta)


def _sama(teks: str, kodebooking: str) -> bool:
    return bool(kodebooking) and teks.upper() == kodebooking


def _booking(kodebooking: str) -> Kasus:
    return Kasus(f"booking:{kodebooking}", "", kodebooking)


def _sini(konteks: Konteks, teks: str) -> str:
    kode = kode_sini(konteks, teks.strip().upper())
    if not kode or not konteks.store.antrean.booking(konteks.rs.kode, [KodeBooking.baca(kode)]):
        raise OperatorError(
            f"{teks!r} is no case of `antrean konektor lihat`, no visit that one is about, and no booking here."
        )
    return kode


def lepas(konteks: Konteks, nama: Sequence[str]) -> None:
    """A person has decided about these cases.

    Raises:
        OperatorError: there is no case of that name.
    """
    kamar, kode_rs = simpanan(konteks.store), konteks.rs.kode
    ada = {satu.nama for satu in kamar.ditahan(kode_rs)}
    if asing := [satu for satu in nama if satu not in ada]:
        raise OperatorError(f"There is no case {asing[0]!r}. `antrean konektor lihat` lists them.")
    kamar.lepas(kode_rs, nama)
