"""CSV files as people have them: from a database or a spreadsheet, with commas or semicolons, with a BOM or without.

Every fault is a FileError that names file, line, column and value.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from antrean.errors import FileError
from antrean.services.baris import BarisSalah

UNCHANGED = "Nothing was changed."

_SHOWN = 60
_BLOCK = 1 << 20
_STRAY = re.compile("[\udc80-\udcff]")

T = TypeVar("T")


class CsvFile:
    """A CSV file with a header row.

    Args:
        wajib: columns that must be there.
        boleh: columns that may be.

    Raises:
        FileError: it cannot be read, or its header is not what it should be.
    """

    def __init__(self, path: Path, wajib: Sequence[str], boleh: Sequence[str] = ()) -> None:
        self.path = path
        self._delimiter = ","
        try:
            if path.exists() and not path.is_file():
                raise FileError(f"{path} cannot be read: it is no regular file. Save the rows to a file first.")
            with path.open(encoding="utf-8-sig", newline="") as file:
                first = file.readline()
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError:
            raise self._not_utf8() from None
        if not first.strip():
            raise FileError(f"{path} is empty: its first line must be the header {','.join(wajib)}.")
        self._delimiter = ";" if first.count(";") > first.count(",") else ","
        try:
            (names,) = csv.reader([first], delimiter=self._delimiter, strict=True)
        except csv.Error as error:
            raise self._not_csv(1, error) from error
        header = [name.strip().lower() for name in names]
        self._columns = header
        known = (*wajib, *boleh)
        if missing := [name for name in wajib if name not in header]:
            raise FileError(
                f"{path} line 1: the header lacks {', '.join(missing)}. It must have {', '.join(wajib)}"
                + (f", and may have {', '.join(boleh)}." if boleh else ".")
            )
        for name in header:
            if name not in known:
                raise FileError(f"{path} line 1: the column {name!r} is not known. The known ones: {', '.join(known)}.")
            if header.count(name) > 1:
                raise FileError(f"{path} line 1: the column {name} is there twice.")

    def rows(self, read: Callable[[dict[str, str]], T]) -> Iterator[tuple[int, T]]:
        """Line and row, one at a time, as ``read`` makes it of the cells by column; blank lines are passed over.

        Raises:
            FileError: a line with too few or too many cells, or one that ``read`` refuses with BarisSalah.
        """
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=self._delimiter, strict=True)
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
                if not any(cell.strip() for cell in cells):
                    continue
                if len(cells) != len(self._columns):
                    raise FileError(
                        f"{self.path} line {line}: it has {len(cells)} cells, the header {len(self._columns)}."
                    )
                try:
                    row = read({name: cell.strip() for name, cell in zip(self._columns, cells, strict=True)})
                except BarisSalah as salah:
                    raise self.salah(line, salah) from salah
                yield line, row

    def count_lines(self) -> int:
        """How many lines the file has, about; for a progress bar."""
        with self.path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))

    def empty(self) -> FileError:
        """The sentence for a file without a row."""
        return FileError(f"{self.path} has a header and no rows. {UNCHANGED}")

    def salah(self, line: int | None, salah: BarisSalah, after: str = UNCHANGED) -> FileError:
        """The sentence for a row that cannot be taken; ``after`` says what that left changed."""
        where = f"{self.path} line {line}" if line else str(self.path)
        if salah.kolom:
            value = salah.nilai if len(salah.nilai) <= _SHOWN else salah.nilai[:_SHOWN] + "…"
            where += f", column {salah.kolom}, value {value!r}"
        return FileError(f"{where}: {salah}. {after}")

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
