"""Importing patients, one as well as a million, from a file, a call or a connector: looked at as a whole first, then
written in batches.

Both passes read the rows as they come and keep only a batch of them, so the memory stays flat. What rows say of each
other is found with a scratch database on disk, which goes when the import ends: that no norm, NIK or card stands in
two, and whose numbers go to whom. A number may go from one record to another where both are in the import: owners are
looked at as they will be. What a row does not give stays as the store has it at the moment of writing. Running an
import again that was cut off is safe: a row that is stored already changes nothing.
"""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from antrean.domain.identitas import TETAP
from antrean.domain.pasien import Pasien
from antrean.services.baris import BarisSalah
from antrean.services.konteks import Konteks

BATCH = 500
CURIGA_DARI = 3
# So many norms are looked for under another writing, and so many found are enough: a file of a million costs no more.
PALING_BANYAK_DICARI, CUKUP = 20_000, 100

_BUKAN_DIA = (
    "a patient of Mobile JKN has this norm, and the row has neither the NIK nor the card of that record: give another "
    "patient another norm; of the same one give the number that is right there too, or in nomorlama the one that is not"
)
_TANPA_NOMOR = (
    "a patient of Mobile JKN has this norm, and would lose NIK or card: leave out what stays, or give in nomorlama one "
    "that the record has"
)

Baris = tuple[int, Pasien | BarisSalah]
"""A patient, or what is wrong, and the line that it came from."""

_NOMOR = ("nik", "nomorkartu")
_BIDANG = ("norm", *_NOMOR)


class Impor:
    """One import of patients.

    Args:
        sebutan: what a place in the source is called, ``line`` or ``row``.
    """

    def __init__(self, konteks: Konteks, sebutan: str = "line") -> None:
        self._konteks = konteks
        self._sebutan = sebutan
        self._format = konteks.rs.kebijakan.format_norm
        self._nik = self._nik_nol = self.jumlah = 0
        self._sisa_cari = PALING_BANYAK_DICARI
        self._tersimpan: dict[str, str] = {}
        # An empty name is SQLite's own temporary file: it spills to disk and is gone when it is closed.
        self._catatan = sqlite3.connect("", isolation_level=None)
        self._catatan.execute("PRAGMA journal_mode = OFF")
        self._catatan.execute("PRAGMA synchronous = OFF")
        for bidang in _BIDANG:
            self._catatan.execute(f"CREATE TABLE {bidang} (nilai TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._catatan.execute("CREATE TABLE salah (line INTEGER PRIMARY KEY, kolom TEXT, nilai TEXT, sebab TEXT)")
        self._catatan.execute("CREATE TABLE pindah (line INTEGER, bidang TEXT, nilai TEXT, pemilik TEXT)")
        self._catatan.execute("CREATE TABLE tetap (norm TEXT, bidang TEXT, PRIMARY KEY (norm, bidang)) WITHOUT ROWID")
        self._catatan.execute("CREATE TABLE mirip (norm TEXT, kanonik TEXT)")

    def __enter__(self) -> "Impor":
        return self

    def __exit__(self, *_: object) -> None:
        self._catatan.close()

    def periksa(self, rows: Iterable[Baris], maju: Callable[[int], None] = lambda _: None) -> None:
        """Look at every row before any is written.

        Args:
            maju: told the number of rows of each batch when it is done.
        """
        for batch in _batches(rows):
            self.jumlah += len(batch)
            self._catatan.execute("BEGIN")
            for line, satu in batch:
                if isinstance(satu, BarisSalah):
                    self._tolak(line, satu)
            tunggal = self._tunggal([(line, satu) for line, satu in batch if isinstance(satu, Pasien)])
            tunggal = [(line, self._yang_diberi(satu)) for line, satu in tunggal]
            self._lihat_pemilik(tunggal)
            self._lihat_rusak([satu for _, satu in tunggal])
            self._catatan.execute("COMMIT")
            maju(len(batch))
        self._tolak_yang_tertinggal()

    @property
    def ditolak(self) -> int:
        """How many rows cannot be taken."""
        (jumlah,) = self._catatan.execute("SELECT count(*) FROM salah").fetchone()
        return int(jumlah)

    def salah(self) -> Iterator[tuple[int, BarisSalah]]:
        """The rows that cannot be taken, in their order."""
        for line, kolom, nilai, sebab in self._catatan.execute("SELECT * FROM salah ORDER BY line"):
            yield line, BarisSalah(kolom, nilai, sebab)

    def ragu(self) -> list[str]:
        """What is well-formed, and yet looks damaged: a sentence each."""
        sentences = []
        if self._nik >= CURIGA_DARI and self._nik == self._nik_nol:
            sentences.append(
                f"All {self._nik} NIK end in 0: a spreadsheet that took them for numbers keeps 15 digits. "
                "Export them again as text."
            )
        for norm, kanonik in self._catatan.execute(
            "SELECT norm, kanonik FROM mirip WHERE EXISTS (SELECT 1 FROM norm WHERE nilai = kanonik) ORDER BY norm"
        ):
            sentences.append(f"The norm {norm} stands beside {kanonik}: two records, or one that lost its zeros.")
        for norm, lain in sorted(self._tersimpan.items()):
            sentences.append(f"The norm {norm} is new, and {lain} is stored: two records, or one that lost its zeros.")
        return sentences

    def simpan(self, rows: Iterable[Baris], maju: Callable[[int], None] = lambda _: None) -> None:
        """Write the rows that can be taken, batch by batch; what somebody changed meanwhile adds to ``salah``.

        Raises:
            StoreUnavailable: the same import again goes on.
        """
        for ke, batch in enumerate(_batches(rows)):
            awal, akhir = batch[0][0], batch[-1][0]
            salah = {line for line, _, _ in self._antara("SELECT line, kolom, sebab FROM salah", awal, akhir)}
            pindah = self._antara("SELECT line, bidang, pemilik FROM pindah", awal, akhir)
            diambil = [(line, satu) for line, satu in batch if isinstance(satu, Pasien) and line not in salah]
            self._tulis(ke, diambil, [satu for satu in pindah if satu[0] not in salah])
            maju(len(batch))

    def _tulis(self, ke: int, batch: list[tuple[int, Pasien]], pindah: list[tuple[int, str, str]]) -> None:
        store, rs = self._konteks.store, self._konteks.rs
        percobaan = 0
        while batch:
            tertinggi = max(angka_norm(satu.norm, self._format) for _, satu in batch)
            write = replace(self._konteks.write, now_ms=self._konteks.clock.now_ms())  # it may take minutes
            semua = [*(satu for _, satu in batch), *self._yang_melepas({satu.norm for _, satu in batch}, pindah)]
            salah = store.pasien.impor(rs.kode, semua, tertinggi, f"{ke}-{percobaan}", write)
            if salah is None:
                return
            line, satu = batch.pop(min(salah.ke, len(batch) - 1))
            self._tolak(line, milik_lain(satu, salah.bidang, salah.norm))
            pindah = [lain for lain in pindah if lain[0] != line]
            percobaan += 1

    def _yang_melepas(self, ikut: set[str], pindah: Sequence[tuple[int, str, str]]) -> list[Pasien]:
        """The records of other batches that give a number to one of this batch: without it, and else as they are."""
        lepas: dict[str, set[str]] = {}
        for _, bidang, pemilik in pindah:
            if pemilik not in ikut:
                lepas.setdefault(pemilik, set()).add(bidang)
        return [
            Pasien(norm, nama=TETAP, **{satu: "" if satu in bidang else TETAP for satu in _NOMOR})
            for norm, bidang in lepas.items()
        ]

    def _tolak(self, line: int, salah: BarisSalah) -> None:
        nilai = salah.nilai.encode("utf-8", "replace").decode()  # JSON can hold half a character, and SQLite cannot
        self._catatan.execute("INSERT OR IGNORE INTO salah VALUES (?, ?, ?, ?)", (line, salah.kolom, nilai, str(salah)))

    def _antara(self, sql: str, awal: int, akhir: int) -> list[tuple[int, str, str]]:
        return self._catatan.execute(f"{sql} WHERE line BETWEEN ? AND ?", (awal, akhir)).fetchall()

    def _tunggal(self, batch: list[tuple[int, Pasien]]) -> list[tuple[int, Pasien]]:
        """The rows none of whose values stands in a row before."""
        dulu = {bidang: self._sudah(bidang, [getattr(satu, bidang) for _, satu in batch]) for bidang in _BIDANG}
        tunggal = []
        for line, satu in batch:
            nilai = [(bidang, isi) for bidang in _BIDANG if (isi := getattr(satu, bidang)) != TETAP]
            ganda = next(((bidang, isi) for bidang, isi in nilai if isi and isi in dulu[bidang]), None)
            if ganda:
                bidang, isi = ganda
                self._tolak(line, BarisSalah(bidang, isi, f"{self._sebutan} {dulu[bidang][isi]} has it already"))
                continue
            for bidang, isi in nilai:
                dulu[bidang][isi] = line
            tunggal.append((line, satu))
        for bidang in _BIDANG:
            self._catatan.executemany(
                f"INSERT OR IGNORE INTO {bidang} VALUES (?, ?)",  # noqa: S608 - fixed names
                [(getattr(satu, bidang), line) for line, satu in tunggal if getattr(satu, bidang) not in ("", TETAP)],
            )
        return tunggal

    def _sudah(self, bidang: str, nilai: list[str]) -> dict[str, int]:
        """Which of some values stand in a row before, and in which."""
        tanya = ",".join("?" * len(nilai))
        sql = f"SELECT nilai, line FROM {bidang} WHERE nilai IN ({tanya})"  # noqa: S608 - fixed names
        return dict(self._catatan.execute(sql, nilai).fetchall())

    def _yang_diberi(self, satu: Pasien) -> Pasien:
        """A row with what it gives; what stays as it is stored is noted, and gives nothing up."""
        tetap = [bidang for bidang in _NOMOR if getattr(satu, bidang) == TETAP]
        if not tetap:
            return satu
        self._catatan.executemany("INSERT OR IGNORE INTO tetap VALUES (?, ?)", [(satu.norm, nama) for nama in tetap])
        return replace(satu, **dict.fromkeys(tetap, ""))

    def _lihat_pemilik(self, batch: list[tuple[int, Pasien]]) -> None:
        """Whose the numbers are in the store, where that is another's."""
        if not batch:
            return
        store, kode = self._konteks.store.pasien, self._konteks.rs.kode
        pemilik = store.pemilik(kode, [satu for _, satu in batch])
        for (line, satu), semua in zip(batch, pemilik, strict=True):
            for bidang, norm in zip(("nik", "nomorkartu"), semua, strict=True):
                if norm is not None and norm != satu.norm:
                    nilai = getattr(satu, bidang)
                    self._catatan.execute("INSERT INTO pindah VALUES (?, ?, ?, ?)", (line, bidang, nilai, norm))

    def _lihat_rusak(self, batch: list[Pasien]) -> None:
        self._nik += sum(1 for satu in batch if satu.nik)
        self._nik_nol += sum(1 for satu in batch if satu.nik.endswith("0"))
        lain = [(satu.norm, kanonik) for satu in batch if (kanonik := tulis_norm(satu.norm, self._format)) != satu.norm]
        self._catatan.executemany("INSERT INTO mirip VALUES (?, ?)", lain)
        if self._sisa_cari > 0 and len(self._tersimpan) < CUKUP:
            nol = [satu.norm for satu in batch if satu.norm[0] == "0" and satu.norm.isdigit()]
            polos = [(norm, tanpa) for norm in nol if (tanpa := norm.lstrip("0"))]
            self._cari_tersimpan([*lain, *polos][: self._sisa_cari])

    def _cari_tersimpan(self, pasangan: list[tuple[str, str]]) -> None:
        """Of new norms those that are stored already, written otherwise."""
        self._sisa_cari -= len(pasangan)
        store, kode = self._konteks.store.pasien, self._konteks.rs.kode
        ada = store.dikenal(kode, [lain for _, lain in pasangan])
        mirip = {norm: lain for norm, lain in pasangan if lain in ada}
        lama = store.dikenal(kode, [*mirip])
        self._tersimpan |= {norm: lain for norm, lain in mirip.items() if norm not in lama}

    def _tolak_yang_tertinggal(self) -> None:
        """Refuse the rows whose number stays with another: one that is not in the import, whose own row leaves it, or
        is refused; and so on with those that these were to free."""
        while True:
            tinggal = self._catatan.execute(
                "SELECT p.line, p.bidang, p.nilai, p.pemilik, n.nilai FROM pindah p "
                "LEFT JOIN norm n ON n.nilai = p.pemilik LEFT JOIN salah s ON s.line = n.line "
                "LEFT JOIN tetap t ON t.norm = p.pemilik AND t.bidang = p.bidang "
                "WHERE (n.nilai IS NULL OR s.line IS NOT NULL OR t.norm IS NOT NULL) "
                "AND p.line NOT IN (SELECT line FROM salah)"
            ).fetchall()
            if not tinggal:
                return
            for line, bidang, nilai, pemilik, _ in tinggal:
                (norm,) = self._catatan.execute("SELECT nilai FROM norm WHERE line = ?", (line,)).fetchone()
                self._tolak(line, milik_lain(Pasien(norm, nilai, nilai), bidang, pemilik))


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


def tulis_norm(norm: str, format_norm: str) -> str:
    """A record number of digits alone as the hospital's format writes it; another as it is."""
    digit = format_norm.count("#")
    if len(norm) == len(format_norm) or not norm.isdigit() or len(norm.lstrip("0")) > digit:
        return norm
    angka = iter(norm.lstrip("0").zfill(digit))
    return "".join(next(angka) if satu == "#" else satu for satu in format_norm)


def milik_lain(pasien: Pasien, bidang: str, norm: str) -> BarisSalah:
    """A patient whose NIK or card (``bidang``) the store knows under another norm, whose norm is another's, or whose
    record has not the number that is to be corrected."""
    if bidang == "norm":
        return BarisSalah(bidang, norm, _BUKAN_DIA if pasien.nomor else _TANPA_NOMOR)
    if bidang == "nomorlama":
        return BarisSalah(bidang, pasien.nomorlama, "the record of this norm has it neither as NIK nor as card")
    nilai = pasien.nik if bidang == "nik" else pasien.nomorkartu
    return BarisSalah(bidang, nilai, f"the patient with norm {norm} has it, and this row is norm {pasien.norm}")


def _batches(rows: Iterable[Baris]) -> Iterator[list[Baris]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
