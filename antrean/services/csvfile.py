"""CSV files as people have them: from a database or a spreadsheet, with commas, semicolons or tabs, with a BOM or
without, and with the marks that such programs leave in cells.

Every fault is a FileError that names file, line, column and value.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TypeVar

from antrean.domain.identitas import rapikan
from antrean.errors import FileError
from antrean.services.baris import BarisSalah

UNCHANGED = "Nothing was changed."
LINE_AND_CAUSE = ("baris", "sebab")
"""What ``write_rows`` adds to a row; an import passes over these columns."""

_SHOWN = 60
MOST_SHOWN = 100
_DELIMITERS = ",;\t|"
_SEP = re.compile(r"sep=(.)\s*", re.IGNORECASE)
# A spreadsheet's way to keep a number a text: ="000123", '000123.
_FORMULA = re.compile('="([^"]*)"')
_APOSTROPHE = re.compile("'[0-9]")
# A database's ways to write nothing, and a quote within a cell.
_KOSONG = ("NULL", "\\N")
_STRAY = re.compile("[\udc80-\udcff]")

T = TypeVar("T")


class Kiriman:
    """What a browser sent as a file: it is opened as one, as often as it takes.

    Args:
        nama: what the file is called there.
    """

    def __init__(self, nama: str, isi: bytes) -> None:
        self._nama = nama
        self._isi = isi

    def __str__(self) -> str:
        return self._nama

    def open(self, encoding: str, newline: str, errors: str = "strict") -> TextIOWrapper:
        """Read it from its beginning."""
        return TextIOWrapper(BytesIO(self._isi), encoding=encoding, newline=newline, errors=errors)


class CsvFile:
    """A CSV file with a header row.

    Args:
        wajib: columns that must be there.
        boleh: columns that may be.
        lewat: columns that are passed over.

    Raises:
        FileError: it cannot be read, or its header is not what it should be.
    """

    def __init__(
        self, path: Path | Kiriman, wajib: Sequence[str], boleh: Sequence[str] = (), lewat: Sequence[str] = ()
    ) -> None:
        self.path = path
        self._delimiter, self._above = ",", 0
        try:
            if isinstance(path, Path) and path.exists() and not path.is_file():
                raise FileError(f"{path} cannot be read: it is no regular file. Save the rows to a file first.")
            with path.open(encoding="utf-8-sig", newline="") as file:
                first = file.readline()
                if said := _SEP.fullmatch(first):
                    first, self._above = file.readline(), 1
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError:
            raise self._not_utf8() from None
        if not first.strip():
            raise FileError(f"{path} is empty: its first line must be the header {','.join(wajib)}.")
        self._delimiter = said[1] if said else max(_DELIMITERS, key=first.count)
        try:
            (names,) = csv.reader([first], delimiter=self._delimiter, strict=True)
        except csv.Error as error:
            raise self._not_csv(1, error) from error
        header = [cell(name).lower() for name in names]
        while header and not header[-1]:
            header.pop()
        self.columns = header
        known = (*wajib, *boleh)
        if missing := [name for name in wajib if name not in header]:
            raise FileError(
                f"{path} line 1: the header lacks {', '.join(missing)}. It must have {', '.join(wajib)}"
                + (f", and may have {', '.join(boleh)}." if boleh else ".")
            )
        for name in header:
            if name not in known and name not in lewat:
                raise FileError(f"{path} line 1: the column {name!r} is not known. The known ones: {', '.join(known)}.")
            if header.count(name) > 1:
                raise FileError(f"{path} line 1: the column {name} is there twice.")

    def rows(self, read: Callable[[dict[str, str]], T]) -> Iterator[tuple[int, T | BarisSalah]]:
        """Line and row, one at a time, as ``read`` makes it of the cells by column, or what is wrong with it; blank
        lines are passed over.

        Raises:
            FileError: from some line on it is no CSV.
        """
        for line, cells in self.cells():
            try:
                yield line, read(self._by_column(cells))
            except BarisSalah as salah:
                yield line, salah

    def cells(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row that is not blank.

        Raises:
            FileError: from some line on it is no CSV.
        """
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(map(_plain, file), delimiter=self._delimiter, strict=True)
            for _ in range(self._above + 1):
                next(reader)
            while True:
                line = reader.line_num + 1  # where the row begins: a quoted cell may go on over several lines
                try:
                    cells = next(reader, None)
                except csv.Error as error:
                    raise self._not_csv(line, error) from error
                except UnicodeDecodeError:
                    raise self._not_utf8() from None
                if cells is None:
                    return
                if any(map(cell, cells)):
                    yield line, cells

    def _by_column(self, cells: list[str]) -> dict[str, str]:
        if len(cells) < len(self.columns) or any(map(cell, cells[len(self.columns) :])):
            raise BarisSalah("", "", f"it has {len(cells)} cells, the header {len(self.columns)}")
        return {name: cell(text) for name, text in zip(self.columns, cells, strict=False)}

    def write_rows(self, path: Path, salah: Iterable[tuple[int, BarisSalah]]) -> None:
        """Write some rows into another file as they stand, each with its line and what is wrong with it. It can be
        imported again once they are mended.

        Raises:
            FileError: it cannot be written.
        """
        mark = (*LINE_AND_CAUSE,)
        keep = [n for n, name in enumerate(self.columns) if name not in mark]
        rows, wrong = iter(self.cells()), iter(salah)
        try:
            with path.open("x", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, delimiter=self._delimiter)
                writer.writerow([*(self.columns[n] for n in keep), *mark])
                for line, cause in wrong:
                    cells = next(cells for at, cells in rows if at == line)
                    writer.writerow([*(cells[n] if n < len(cells) else "" for n in keep), line, cause])
        except OSError as error:
            raise FileError(f"{path} cannot be written: {error.strerror}. {UNCHANGED}") from error

    def empty(self) -> FileError:
        """The sentence for a file without a row."""
        return FileError(f"{self.path} has a header and no rows. {UNCHANGED}")

    def salah(self, line: int | None, salah: BarisSalah, after: str = UNCHANGED) -> FileError:
        """The sentence for a row that cannot be taken; ``after`` says what that left changed."""
        where = f"{self.path} line {line}" if line else str(self.path)
        return FileError(f"{where}{_what(salah)}. {after}")

    def all_wrong(self, jumlah: int, salah: Iterable[tuple[int, BarisSalah]], after: str = UNCHANGED) -> FileError:
        """What is wrong with each of ``jumlah`` rows: one sentence where it is one, else a line for each of the first
        hundred."""
        first = list(islice(salah, MOST_SHOWN))
        if jumlah == 1:
            return self.salah(*first[0], after)
        lines = [f"  line {line}{_what(satu)}" for line, satu in first]
        if jumlah > len(first):
            lines.append(f"  … and {jumlah - len(first)} more")
        return FileError("\n".join([f"{self.path}: {jumlah} rows cannot be taken.", *lines, after]))

    def _not_csv(self, line: int, error: csv.Error) -> FileError:
        return FileError(f"{self.path} line {line}: this is not CSV: {error}.")

    def _not_utf8(self) -> FileError:
        # Lines as the reader counts them, which may end with a CR alone; a stray byte b arrives as U+DC00 + b.
        with self.path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
            for number, line in enumerate(file, 1):
                if stray := _STRAY.search(line):
                    return FileError(
                        f"{self.path} line {number}: the byte {ord(stray[0]) - 0xDC00:#04x} is not UTF-8. Save the "
                        f"file as `CSV UTF-8`. {UNCHANGED}"
                    )
        return FileError(f"{self.path} is not UTF-8. Save the file as `CSV UTF-8`. {UNCHANGED}")


def cell(text: str) -> str:
    """A cell's text without the marks of the program that wrote the file."""
    text = rapikan(text)
    if not text or text[0] not in "='N\\":  # most have none
        return text
    if text in _KOSONG:
        return ""
    if formula := _FORMULA.fullmatch(text):
        return rapikan(formula[1])
    return text[1:] if _APOSTROPHE.match(text) else text


def _plain(line: str) -> str:
    """A line whose quotes within cells are written as CSV has them, and not as some databases do."""
    return line.replace('\\"', '""') if '\\"' in line else line


def _what(salah: BarisSalah) -> str:
    if not salah.kolom:
        return f": {salah}"
    value = salah.nilai if len(salah.nilai) <= _SHOWN else salah.nilai[:_SHOWN] + "…"
    return f", column {salah.kolom}, value {value!r}: {salah}"
