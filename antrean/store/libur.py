"""Closed days."""

from collections.abc import Sequence
from datetime import date

from antrean.domain.jadwal import KunciSesi
from antrean.domain.waktu import angka_tanggal
from antrean.keys import Keys
from antrean.store.connection import Connection, Write
from antrean.store.farmasi import baris_farmasi


class LiburStore:
    """Keeps the days on which a hospital, or one poli of it, takes no bookings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tambah(
        self,
        kode_rs: str,
        tanggal: date,
        kodepoli: str,
        keterangan: str,
        batalkan: str,
        sesi: Sequence[KunciSesi],
        hari_ini: date,
        write: Write,
    ) -> list[str] | None:
        """Close a day, or one poli on a day where ``kodepoli`` is not empty (lua/libur_ubah.lua).

        Args:
            batalkan: why the bookings are cancelled in the same step; empty: they stay.
            sesi: every session of the date, as it was read.

        Returns:
            The kodebooking that it concerns; None where the sessions have changed since they were read.
        """
        keys = Keys(kode_rs)
        word, fields = self._ubah(keys, "tambah", tanggal, kodepoli, keterangan, batalkan, sesi, hari_ini, write)
        return fields["terkena"].split() if word == "OK" else None

    def hapus(self, kode_rs: str, tanggal: date, kodepoli: str, hari_ini: date, write: Write) -> bool:
        """Open it again; False if it was not closed."""
        return self._ubah(Keys(kode_rs), "hapus", tanggal, kodepoli, "", "", (), hari_ini, write)[0] == "OK"

    def semua(self, kode_rs: str) -> dict[tuple[date, str], str]:
        """(date, kodepoli or empty) → why, in order."""
        found = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).libur))
        return {(date.fromisoformat(bidang[:10]), bidang[11:]): found[bidang] for bidang in sorted(found)}

    def _ubah(
        self,
        keys: Keys,
        ubah: str,
        tanggal: date,
        kodepoli: str,
        keterangan: str,
        batalkan: str,
        sesi: Sequence[KunciSesi],
        hari_ini: date,
        write: Write,
    ) -> tuple[str, dict[str, str]]:
        milik_sesi = (keys.sesi, keys.antre, keys.hadir, keys.dilayani)
        return self._connection.write_audited(
            "libur_ubah",
            keys,
            write,
            {
                "libur": keys.libur,
                "sesi_daftar": keys.sesi_daftar,
                "booking": keys.booking(tanggal),
                "klaim": keys.klaim(tanggal),
                "rujukan": keys.rujukan(tanggal),
                **baris_farmasi(keys, tanggal),
                "sesi": [key(str(kunci)) for kunci in sesi for key in milik_sesi],
            },
            {
                "ubah": ubah,
                "bidang": f"{tanggal.isoformat()}:{kodepoli}" if kodepoli else tanggal.isoformat(),
                "kodepoli": kodepoli,
                "keterangan": keterangan,
                "batalkan": batalkan,
                "tanggal_angka": angka_tanggal(tanggal),
                "batas": self._connection.oldest(hari_ini).isoformat(),
                "oleh": write.oleh,
                "slot": [str(kunci.slot) for kunci in sesi],
            },
        )
