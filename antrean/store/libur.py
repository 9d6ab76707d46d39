"""Closed days."""

from datetime import date

from antrean.keys import Keys
from antrean.store.connection import Connection, Write


class LiburStore:
    """Keeps the days on which a hospital, or one poli of it, takes no bookings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tambah(self, kode_rs: str, tanggal: date, kodepoli: str, keterangan: str, hari_ini: date, write: Write) -> None:
        """Close a day, or one poli on a day where ``kodepoli`` is not empty."""
        self._ubah(kode_rs, "tambah", tanggal, kodepoli, keterangan, hari_ini, write)

    def hapus(self, kode_rs: str, tanggal: date, kodepoli: str, hari_ini: date, write: Write) -> bool:
        """Open it again; False if it was not closed."""
        return self._ubah(kode_rs, "hapus", tanggal, kodepoli, "", hari_ini, write) == "OK"

    def semua(self, kode_rs: str) -> dict[tuple[date, str], str]:
        """(date, kodepoli or empty) → why, in order."""
        found = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).libur))
        return {(date.fromisoformat(bidang[:10]), bidang[11:]): found[bidang] for bidang in sorted(found)}

    def _ubah(
        self, kode_rs: str, ubah: str, tanggal: date, kodepoli: str, keterangan: str, hari_ini: date, write: Write
    ) -> str:
        keys = Keys(kode_rs)
        word, _ = self._connection.write(
            "libur_ubah",
            keys,
            write,
            {"libur": keys.libur},
            {
                "ubah": ubah,
                "bidang": f"{tanggal.isoformat()}:{kodepoli}" if kodepoli else tanggal.isoformat(),
                "keterangan": keterangan,
                "batas": self._connection.oldest(hari_ini).isoformat(),
                "oleh": write.oleh,
            },
        )
        return word
