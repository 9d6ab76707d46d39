"""Importing patients, a million as well as ten: checked as a whole first, then written in batches.

Both passes read the rows as they come and keep only a batch of them, so the memory stays flat. That no norm, NIK or
card stands in two rows is found with a scratch database on disk, which goes when the check ends. Running an import
again that was cut off is safe: a row that is stored already changes nothing.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice

from antrean.domain.pasien import Pasien
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks

BATCH = 500

Baris = tuple[int, Pasien]
"""A patient and the line that it came from."""


class PasienSalah(Exception):
    """A row that cannot be taken beside the others; ``line`` is its line."""

    def __init__(self, line: int, salah: BarisSalah) -> None:
        super().__init__(str(salah))
        self.line = line
        self.salah = salah


def periksa(konteks: Konteks, rows: Iterable[Baris], maju: Callable[[int], None]) -> int:
    """Look at every row before any is written, and count them.

    Args:
        maju: told the number of rows of each batch when it is done.

    Raises:
        PasienSalah: a norm, NIK or card that another row has, or a NIK or card that the store knows under another
            norm.
    """
    jumlah = 0
    # An empty name is SQLite's own temporary file: it spills to disk and is gone when it is closed.
    with closing(sqlite3.connect("", isolation_level=None)) as catatan:
        catatan.execute("PRAGMA journal_mode = OFF")
        catatan.execute("PRAGMA synchronous = OFF")
        for bidang in ("norm", "nik", "nomorkartu"):
            catatan.execute(f"CREATE TABLE {bidang} (nilai TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        for batch in _batches(rows):
            _tunggal(catatan, batch)
            _bukan_milik_lain(konteks, batch)
            jumlah += len(batch)
            maju(len(batch))
    return jumlah


def simpan(konteks: Konteks, rows: Iterable[Baris], maju: Callable[[int], None]) -> None:
    """Insert or update patients by norm, batch by batch.

    Raises:
        PasienSalah: somebody else gave the NIK or card to another norm meanwhile; the batches before are written.
        StoreUnavailable: the same import again goes on.
    """
    rs = konteks.rs
    for ke, batch in enumerate(_batches(rows)):
        pasien = [satu for _, satu in batch]
        tertinggi = max((angka_norm(satu.norm, rs.kebijakan.format_norm) for satu in pasien), default=0)
        write = replace(konteks.write, now_ms=konteks.clock.now_ms())  # it may take minutes
        salah = konteks.store.pasien.impor(rs.kode, pasien, tertinggi, str(ke), write)
        if salah:
            line, satu = batch[salah.ke]
            raise PasienSalah(line, milik_lain(satu, salah.bidang, salah.norm))
        maju(len(batch))


def angka_norm(norm: str, format_norm: str) -> int:
    """The number that the next new patient's must exceed.

    In a record number of the hospital's format that is what stands for the ``#``; in another all its digits, if they
    are at most so many, else 0: an odd long one sets no pace.
    """
    digit = format_norm.count("#")
    if cocok := re.fullmatch("([0-9])".join(map(re.escape, format_norm.split("#"))), norm):
        return int("".join(cocok.groups()))
    angka = "".join(c for c in norm if "0" <= c <= "9")
    return int(angka) if 0 < len(angka) <= digit else 0


def _batches(rows: Iterable[Baris]) -> Iterator[list[Baris]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _tunggal(catatan: sqlite3.Connection, batch: list[Baris]) -> None:
    """No value stands in two rows."""
    catatan.execute("BEGIN")
    for line, pasien in batch:
        for bidang, nilai in (("norm", pasien.norm), ("nik", pasien.nik), ("nomorkartu", pasien.nomorkartu)):
            if not nilai:
                continue
            try:
                catatan.execute(f"INSERT INTO {bidang} VALUES (?, ?)", (nilai, line))  # noqa: S608 - fixed names
            except sqlite3.IntegrityError:
                (sebelum,) = catatan.execute(f"SELECT line FROM {bidang} WHERE nilai = ?", (nilai,)).fetchone()  # noqa: S608
                raise PasienSalah(line, BarisSalah(bidang, nilai, f"line {sebelum} has it already")) from None
    catatan.execute("COMMIT")


def _bukan_milik_lain(konteks: Konteks, batch: list[Baris]) -> None:
    """No NIK or card is stored under another norm."""
    pemilik = konteks.store.pasien.pemilik(konteks.rs.kode, [pasien for _, pasien in batch])
    for (line, pasien), (norm_nik, norm_kartu) in zip(batch, pemilik, strict=True):
        for bidang, norm in (("nik", norm_nik), ("nomorkartu", norm_kartu)):
            if norm is not None and norm != pasien.norm:
                raise PasienSalah(line, milik_lain(pasien, bidang, norm))


def milik_lain(pasien: Pasien, bidang: str, norm: str) -> BarisSalah:
    """A patient whose NIK or card (``bidang``) the store knows under another norm, or whose norm is another's."""
    if bidang == "norm":
        sebab = "a patient of Mobile JKN has this norm, with another NIK and card: give yours another, or merge the two"
        return BarisSalah(bidang, norm, sebab)
    nilai = pasien.nik if bidang == "nik" else pasien.nomorkartu
    return BarisSalah(bidang, nilai, f"the patient with norm {norm} has it, and this row is norm {pasien.norm}")
