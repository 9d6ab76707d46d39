"""Looking into the audit log."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from antrean.domain.audit import CatatanAudit
from antrean.domain.rs import RumahSakit
from antrean.store import Store

_SEKALI = 500
_DILIHAT = 10_000
_ID = re.compile(r"[0-9]{1,15}-[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Saringan:
    """Which entries are asked for; what is empty or None does not count.

    Attributes:
        oleh: how the one begins who changed it, such as ``petugas/`` or ``simrs/kios1``.
    """

    dari: date | None = None
    sampai: date | None = None
    jenis: str = ""
    oleh: str = ""


def halaman(
    store: Store, rs: RumahSakit, saringan: Saringan, batas: int, sebelum: str = ""
) -> tuple[list[CatatanAudit], str]:
    """Entries with the newest first, and the place before which the next page goes on; empty at the end.

    A page looks at ten thousand entries at most, so it may have fewer than ``batas`` and still go on.

    Args:
        sebelum: a place that a page before gave; what is none is the newest end.

    Raises:
        StoreUnavailable: no answer.
    """
    sebelum = sebelum if _ID.fullmatch(sebelum) else ""
    dapat: list[CatatanAudit] = []
    for _ in range(_DILIHAT // _SEKALI):
        bagian = store.audit.sebelum(rs.kode, sebelum, _SEKALI)
        for sebelum, satu in bagian:
            if _cocok(saringan, satu, rs):
                dapat.append(satu)
            if len(dapat) == batas:
                return dapat, sebelum
        if len(bagian) < _SEKALI:
            return dapat, ""
    return dapat, sebelum


def _cocok(saringan: Saringan, satu: CatatanAudit, rs: RumahSakit) -> bool:
    hari = datetime.fromtimestamp(satu.waktu / 1000, rs.zona_waktu).date()
    return (
        (not saringan.jenis or satu.jenis == saringan.jenis)
        and satu.oleh.startswith(saringan.oleh)
        and (saringan.dari or date.min) <= hari <= (saringan.sampai or date.max)
    )


def cari(
    store: Store, rs: RumahSakit, dari: date | None, sampai: date | None, jenis: Collection[str]
) -> Iterator[list[CatatanAudit]]:
    """The entries of the dates from ``dari`` to ``sampai`` in the hospital's zone, the oldest first, some at a time.

    All are looked at: they stand in the order of the changes, which their times need not be where a clock was wrong.

    Args:
        jenis: only these; empty: all.

    Raises:
        StoreUnavailable: no answer.
    """
    awal, akhir = dari or date.min, sampai or date.max
    for bagian in store.audit.semua(rs.kode):
        found = [
            satu
            for satu in bagian
            if (not jenis or satu.jenis in jenis)
            and awal <= datetime.fromtimestamp(satu.waktu / 1000, rs.zona_waktu).date() <= akhir
        ]
        if found:
            yield found
