"""Our patients as a reading of theirs meets them: those in the store, or those that the store would have."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from antrean.domain.pasien import Pasien
from antrean.services import pasien as services
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks

Pemilik = tuple[str | None, str | None]
"""Under which norm a NIK is known, and a card."""


class Sini:
    """The store."""

    def __init__(self, konteks: Konteks) -> None:
        self._konteks = konteks
        self._ke = 0

    def tutup(self) -> None:
        """Nothing is held."""

    def pemilik(self, semua: Sequence[Pasien]) -> list[Pemilik]:
        """Whose the NIK and the card of each are here."""
        return self._konteks.store.pasien.pemilik(self._konteks.rs.kode, semua)

    def lama(self, norm: Sequence[str]) -> dict[str, Pasien]:
        """Our records of these, as far as there are."""
        store, kode = self._konteks.store.pasien, self._konteks.rs.kode
        nama = store.nama(kode, norm)
        semua = [replace(satu, nama=nama.get(satu.norm, "")) for satu in store.cari(kode, norm)]
        polos = [satu.norm for satu in semua if not (satu.nik or satu.nomorkartu or satu.nama)]
        tak_ada = {*polos} - store.dikenal(kode, polos)
        return {satu.norm: satu for satu in semua if satu.norm not in tak_ada}

    def simpan(self, semua: Sequence[Pasien]) -> list[tuple[int, BarisSalah]]:
        """Write them; which of them are refused, and why."""
        if not semua:
            return []
        self._ke += 1
        write = replace(self._konteks.write.attempt("pasien", self._ke), now_ms=self._konteks.clock.now_ms())
        return services.simpan(replace(self._konteks, write=write), list(enumerate(semua)))


class Coba(Sini):
    """The store, and on top of it what a reading that only tries would have written: on disk, and gone with it."""

    def __init__(self, konteks: Konteks) -> None:
        super().__init__(konteks)
        # An empty name is SQLite's own temporary file: it spills to disk and is gone when it is closed.
        self._catatan = sqlite3.connect("", isolation_level=None)
        self._catatan.execute("PRAGMA journal_mode = OFF")
        self._catatan.execute("PRAGMA synchronous = OFF")
        self._catatan.execute(
            "CREATE TABLE pasien (norm TEXT PRIMARY KEY, nik TEXT, kartu TEXT, nama TEXT) WITHOUT ROWID"
        )
        for bidang in ("nik", "kartu"):
            self._catatan.execute(f"CREATE TABLE milik_{bidang} (nilai TEXT PRIMARY KEY, norm TEXT) WITHOUT ROWID")

    def tutup(self) -> None:
        self._catatan.close()

    def pemilik(self, semua: Sequence[Pasien]) -> list[Pemilik]:
        nik = self._milik("nik", [satu.nik for satu in semua])
        kartu = self._milik("kartu", [satu.nomorkartu for satu in semua])
        return [
            (nik.get(satu.nik, lama[0]), kartu.get(satu.nomorkartu, lama[1]))
            for satu, lama in zip(semua, super().pemilik(semua), strict=True)
        ]

    def lama(self, norm: Sequence[str]) -> dict[str, Pasien]:
        sql = f"SELECT norm, nik, kartu, nama FROM pasien WHERE norm IN ({_tempat(norm)})"  # noqa: S608 - fixed
        ditulis = {satu[0]: Pasien(*satu) for satu in self._catatan.execute(sql, norm)}
        return super().lama([satu for satu in norm if satu not in ditulis]) | ditulis

    def simpan(self, semua: Sequence[Pasien]) -> list[tuple[int, BarisSalah]]:
        lama = self.lama([satu.norm for satu in semua])
        dulu = [lama[satu.norm] for satu in semua if satu.norm in lama]
        self._catatan.execute("BEGIN")
        for bidang, nama in (("nik", "nik"), ("kartu", "nomorkartu")):
            lepas = [(getattr(satu, nama), None) for satu in dulu if getattr(satu, nama)]
            milik = [(getattr(satu, nama), satu.norm) for satu in semua if getattr(satu, nama)]
            sql = f"INSERT OR REPLACE INTO milik_{bidang} VALUES (?, ?)"  # noqa: S608 - fixed
            self._catatan.executemany(sql, [*lepas, *milik])
        isi = [(satu.norm, satu.nik, satu.nomorkartu, satu.nama) for satu in semua]
        self._catatan.executemany("INSERT OR REPLACE INTO pasien VALUES (?, ?, ?, ?)", isi)
        self._catatan.execute("COMMIT")
        return []

    def _milik(self, bidang: str, nilai: Sequence[str]) -> dict[str, str | None]:
        sql = f"SELECT nilai, norm FROM milik_{bidang} WHERE nilai IN ({_tempat(nilai)})"  # noqa: S608 - fixed
        return dict(self._catatan.execute(sql, nilai).fetchall())


def _tempat(nilai: Sequence[str]) -> str:
    return ",".join("?" * len(nilai))
