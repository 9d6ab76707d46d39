"""The audit log, read. Only scripts write it, each with the change that it tells of."""

from collections.abc import Iterator, Mapping
from typing import Any

from antrean.domain.audit import CatatanAudit
from antrean.keys import Keys
from antrean.store.connection import Connection

_AT_A_TIME = 1000


class AuditStore:
    """Reads who changed what."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def semua(self, kode_rs: str) -> Iterator[list[CatatanAudit]]:
        """Every entry, the oldest first, some at a time.

        Raises:
            StoreUnavailable: no answer.
        """
        key, mulai = Keys(kode_rs).audit, "-"
        while True:
            found = self._connection.read(
                lambda client, mulai=mulai: client.xrange(key, min=mulai, count=_AT_A_TIME)  # type: ignore[misc]
            )
            if not found:
                return
            yield [_catatan(isi) for _, isi in found]
            mulai = f"({found[-1][0]}"

    def sebelum(self, kode_rs: str, sebelum: str, paling_banyak: int) -> list[tuple[str, CatatanAudit]]:
        """Some entries before one, the newest first, each with the id by which it is gone on from.

        Args:
            sebelum: an id that this gave; empty: from the newest on.

        Raises:
            StoreUnavailable: no answer.
        """
        key, sampai = Keys(kode_rs).audit, f"({sebelum}" if sebelum else "+"
        found = self._connection.read(lambda client: client.xrevrange(key, max=sampai, count=paling_banyak))
        return [(satu, _catatan(isi)) for satu, isi in found]

    def hilang(self, kode_rs: str) -> tuple[int, int, int]:
        """How many entries are missing between the first and the last that are there, and the numbers of these two.

        Raises:
            StoreUnavailable: no answer.
        """
        key = Keys(kode_rs).audit

        def ask(client: Any) -> tuple[list[Any], list[Any], int]:
            pipe = client.pipeline(transaction=True)
            pipe.xrange(key, count=1).xrevrange(key, count=1).xlen(key)
            awal, akhir, jumlah = pipe.execute()
            return awal, akhir, jumlah

        awal, akhir, jumlah = self._connection.read(ask)
        if not jumlah:
            return 0, 0, 0
        pertama, terakhir = _catatan(awal[0][1]).nomor, _catatan(akhir[0][1]).nomor
        return terakhir - pertama + 1 - jumlah, pertama, terakhir


def _catatan(isi: Mapping[str, str]) -> CatatanAudit:
    return CatatanAudit(
        nomor=int(isi["nomor"]),
        waktu=int(isi["waktu"]),
        oleh=isi["oleh"],
        jenis=isi["jenis"],
        objek=isi["objek"],
        lama=isi["lama"],
        baru=isi["baru"],
    )
