"""Closed days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from antrean.domain.jadwal import KunciSesi
from antrean.domain.waktu import angka_tanggal
from antrean.errors import LiburTidakAda, refusal_for
from antrean.keys import Keys
from antrean.store.connection import Connection, Write, accepted, quarter_over
from antrean.store.farmasi import baris_farmasi


@dataclass(frozen=True, slots=True)
class Pemulihan:
    """What became of a closing that was taken back.

    Attributes:
        pulih: the kodebooking that stand as before.
        tinggal: those that stay cancelled, with what stands in the way: ``pasien`` (has another booking), ``rujukan``
            (used by another booking), ``kuota`` (no place left), ``sesi`` (not in the schedule any more).
        dibuka: whether it was closed until now.
    """

    pulih: Sequence[str]
    tinggal: Mapping[str, str]
    dibuka: bool


class LiburStore:
    """Keeps the days on which a hospital, or a part of it, takes no bookings."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tambah(
        self,
        kode_rs: str,
        tanggal: date,
        cakupan: str,
        keterangan: str,
        batalkan: str,
        sesi: Sequence[KunciSesi],
        hari_ini: date,
        write: Write,
    ) -> list[str] | None:
        """Close a day, or a part of it (lua/libur_ubah.lua).

        Args:
            cakupan: which sessions, see ``antrean.domain.libur.meliputi``.
            batalkan: why the bookings are cancelled in the same step; empty: they stay.
            sesi: every session of the date, as it was read.

        Returns:
            The kodebooking that it concerns; None where the sessions have changed since they were read.

        Raises:
            TanggalLewat: bookings of a past day are not cancelled; nothing was written.
        """
        keys = Keys(kode_rs)
        word, fields = self._ubah(keys, "tambah", tanggal, cakupan, keterangan, batalkan, sesi, hari_ini, write)
        return None if word == "BERUBAH" else accepted(word, fields)["terkena"].split()

    def hapus(self, kode_rs: str, tanggal: date, cakupan: str, hari_ini: date, write: Write) -> bool:
        """Open it again; False if it was not closed."""
        return self._ubah(Keys(kode_rs), "hapus", tanggal, cakupan, "", "", (), hari_ini, write)[0] == "OK"

    def pulihkan(
        self,
        kode_rs: str,
        tanggal: date,
        cakupan: str,
        duplikat: str,
        sesi: Sequence[KunciSesi],
        hari_ini: date,
        write: Write,
        bersama: bool = False,
    ) -> Pemulihan | None:
        """Take a closing back, with the bookings that it cancelled (lua/libur_pulihkan.lua).

        Args:
            duplikat: the hospital's policy.
            sesi: every session of the date, as it was read.
            bersama: the hospital's policy: both kinds of patients share a session's places.

        Returns:
            None where the sessions have changed since they were read.

        Raises:
            TanggalLewat, LiburTidakAda: nothing was written.
        """
        keys = Keys(kode_rs)
        milik_sesi = (keys.sesi, keys.antre, keys.hadir, keys.dilayani)
        word, fields = self._connection.write(
            "libur_pulihkan",
            keys,
            write,
            {
                "libur": keys.libur,
                "sesi_daftar": keys.sesi_daftar,
                "booking": keys.booking(tanggal),
                "klaim": keys.klaim(tanggal),
                "rujukan": keys.rujukan(tanggal),
                "farmasi": keys.farmasi(tanggal),
                **baris_farmasi(keys, tanggal),
                "semua": [*(key(str(kunci)) for kunci in sesi for key in milik_sesi), *keys.rujukan_dari(hari_ini)],
            },
            {
                "cakupan": cakupan,
                "bidang": _bidang(tanggal, cakupan),
                "tanggal": tanggal.isoformat(),
                "tanggal_angka": angka_tanggal(tanggal),
                "hari_ini": hari_ini.isoformat(),
                "duplikat": duplikat,
                "bersama": int(bersama),
                "berakhir": self._connection.expires_at(tanggal),
                "rujukan_berakhir": quarter_over(tanggal),
                "slot": [str(kunci.slot) for kunci in sesi],
            },
        )
        if word == "BERUBAH":
            return None
        if word not in ("OK", "TIDAK_ADA"):
            raise refusal_for(word, fields)
        tinggal = dict(satu.split(":", 1) for satu in fields["tinggal"].split())
        if word == "TIDAK_ADA":
            if not tinggal:
                raise LiburTidakAda
            return Pemulihan((), tinggal, False)
        return Pemulihan(fields["pulih"].split(), tinggal, fields["dibuka"] == "1")

    def semua(self, kode_rs: str) -> dict[tuple[date, str], str]:
        """(date, cakupan) → why, in order."""
        found = self._connection.read(lambda client: client.hgetall(Keys(kode_rs).libur))
        return {(date.fromisoformat(bidang[:10]), bidang[11:]): found[bidang] for bidang in sorted(found)}

    def _ubah(
        self,
        keys: Keys,
        ubah: str,
        tanggal: date,
        cakupan: str,
        keterangan: str,
        batalkan: str,
        sesi: Sequence[KunciSesi],
        hari_ini: date,
        write: Write,
    ) -> tuple[str, dict[str, str]]:
        milik_sesi = (keys.sesi, keys.antre, keys.hadir, keys.dilayani)
        return self._connection.write(
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
                "bidang": _bidang(tanggal, cakupan),
                "cakupan": cakupan,
                "keterangan": keterangan,
                "batalkan": batalkan,
                "hari_ini": hari_ini.isoformat(),
                "tanggal_angka": angka_tanggal(tanggal),
                "batas": self._connection.oldest(hari_ini).isoformat(),
                "slot": [str(kunci.slot) for kunci in sesi],
            },
        )


def _bidang(tanggal: date, cakupan: str) -> str:
    return f"{tanggal.isoformat()}:{cakupan}" if cakupan else tanggal.isoformat()
