"""Looking into the audit log."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from antrean.domain.audit import CatatanAudit
from antrean.domain.rs import RumahSakit
from antrean.store import Store


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
