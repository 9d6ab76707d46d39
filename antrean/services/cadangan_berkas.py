"""The file of a backup: JSON lines in gzip, which say themselves what they are and whether they are whole.

The first line says of what the backup is. Then each key, by name, in one or more lines: ``k`` its name below the
hospital's prefix, ``t`` its type, ``h`` when it expires (epoch s), ``n`` its values as ``domain.cadangan.Isi`` has
them, ``id`` a stream's highest id, ``s`` that the line goes on. The last line counts and has two SHA-256: ``isi`` of
the keys' lines, which two backups of the same state share, and ``sha256`` of everything before it.
"""

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from antrean.domain.cadangan import JENIS, Isi, nomor_peristiwa
from antrean.domain.rs import RumahSakit
from antrean.errors import FileError, OperatorError

VERSI = 1
SEBARIS = 1000  # values in a line, so that no line is long
_TINGKAT = 4  # of compression: beyond it the time doubles for a few percent


@dataclass(frozen=True, slots=True)
class Kepala:
    """The first line.

    Attributes:
        dibuat: when, ISO 8601 in the hospital's zone.
        program: the version that wrote it.
    """

    kode: str
    dibuat: str
    program: str


@dataclass(frozen=True, slots=True)
class Ringkasan:
    """What a backup has: keys, values in them, and the digest by which two of the same state are known."""

    kepala: Kepala
    kunci: int
    nilai: int
    isi: str


class Penulis:
    """Writes a backup to an open file."""

    def __init__(self, berkas: IO[bytes], kepala: Kepala) -> None:
        self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=_TINGKAT, fileobj=berkas, mtime=0)
        self._kepala = kepala
        self._semua = hashlib.sha256()
        self._isi = hashlib.sha256()
        self._kunci = self._nilai = 0
        tentang = {"antrean": "cadangan", "versi": VERSI, "kode": kepala.kode}
        self._baris(tentang | {"dibuat": kepala.dibuat, "program": kepala.program})

    def tulis(self, isi: Isi) -> None:
        """Write a key, or the next part of it."""
        baris: dict[str, Any] = {"k": isi.nama, "t": isi.jenis}
        if isi.habis:
            baris["h"] = isi.habis
        if isi.terakhir:
            baris["id"] = isi.terakhir
        if isi.sambung:
            baris["s"] = 1
        self._isi.update(self._baris(baris | {"n": isi.nilai}))
        self._kunci += not isi.sambung
        self._nilai += len(isi.nilai)

    def selesai(self) -> Ringkasan:
        """Write the last line."""
        isi = self._isi.hexdigest()
        self._baris({"kunci": self._kunci, "nilai": self._nilai, "isi": isi, "sha256": self._semua.hexdigest()})
        self._gzip.close()
        return Ringkasan(self._kepala, self._kunci, self._nilai, isi)

    def _baris(self, isi: dict[str, Any]) -> bytes:
        baris = json.dumps(isi, separators=(",", ":")).encode() + b"\n"
        self._semua.update(baris)
        self._gzip.write(baris)
        return baris


class Pembaca:
    """Reads a backup and believes nothing of it.

    Raises:
        FileError: it is no backup, of a newer version, damaged, or cut off. What was read before that counts for
            nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._semua = hashlib.sha256()
        self._isi = hashlib.sha256()
        self._nomor = 0
        self._ringkasan: Ringkasan | None = None
        try:
            self._berkas = path.open("rb")
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror}.") from error
        self._baris = self._baca_baris()
        try:
            self.kepala = self._baca_kepala()
        except FileError:
            self._berkas.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._berkas.close()

    def ringkasan(self) -> Ringkasan:
        """What the whole file has; reads what is left of it."""
        while self._ringkasan is None:
            for _ in self.semua():
                pass
        return self._ringkasan

    def semua(self) -> Iterator[Isi]:
        """Its keys, up to the last line, which says whether they were right."""
        kunci = nilai = 0
        sebelum: Isi | None = None
        for mentah, baris in self._baris:
            if "sha256" in baris:
                self._baca_kaki(baris, kunci, nilai)
                return
            isi = self._baca_isi(baris, sebelum)
            yield isi
            self._semua.update(mentah)
            self._isi.update(mentah)
            kunci += not isi.sambung
            nilai += len(isi.nilai)
            sebelum = isi
        raise self._salah("is cut off: its last line is missing")

    def _baca_kepala(self) -> Kepala:
        mentah, baris = next(self._baris, (b"", {}))
        self._semua.update(mentah)
        if baris.get("antrean") != "cadangan" or not isinstance(baris.get("versi"), int):
            raise self._salah("is not a backup made by `antrean cadangan buat`")
        if baris["versi"] > VERSI:
            raise FileError(
                f"{self._path} has the format {baris['versi']}; this antrean knows formats up to {VERSI}. Restore it "
                f"with version {baris.get('program')} or newer."
            )
        kepala = Kepala(*(str(baris.get(nama)) for nama in ("kode", "dibuat", "program")))
        try:
            RumahSakit(kepala.kode, "x", "Asia/Jakarta", "x", "")
        except OperatorError as error:
            raise self._salah("is damaged: no hospital has such a code") from error
        return kepala

    def _baca_isi(self, baris: dict[str, Any], sebelum: Isi | None) -> Isi:
        try:
            isi = Isi(
                nama=baris["k"],
                jenis=baris["t"],
                habis=baris.get("h", 0),
                nilai=baris["n"],
                sambung="s" in baris,
                terakhir=baris.get("id", ""),
            )
            sah = _sah(isi)
        except (AttributeError, KeyError, TypeError, ValueError):
            sah = False
        lanjut = sebelum is not None and isi.sambung and (isi.nama, isi.jenis) == (sebelum.nama, sebelum.jenis)
        if not sah or not (lanjut or (not isi.sambung and (sebelum is None or isi.nama > sebelum.nama))):
            raise self._salah("is damaged")
        return isi

    def _baca_kaki(self, baris: dict[str, Any], kunci: int, nilai: int) -> None:
        isi = self._isi.hexdigest()
        seharusnya = {"kunci": kunci, "nilai": nilai, "isi": isi, "sha256": self._semua.hexdigest()}
        if baris != seharusnya:
            raise self._salah("is damaged: its checksum is another")
        if next(self._baris, None) is not None:
            raise self._salah("is damaged: something follows its last line")
        self._ringkasan = Ringkasan(self.kepala, kunci, nilai, isi)

    def _baca_baris(self) -> Iterator[tuple[bytes, dict[str, Any]]]:
        try:
            with gzip.GzipFile(fileobj=self._berkas, mode="rb") as semua:
                for mentah in semua:
                    self._nomor += 1
                    baris = json.loads(mentah)
                    if not isinstance(baris, dict):
                        raise ValueError("no object")
                    yield mentah, baris
        except EOFError as error:
            raise self._salah("is cut off") from error
        except gzip.BadGzipFile as error:
            apa = "is damaged" if self._nomor else "is not a backup made by `antrean cadangan buat`"
            raise self._salah(apa) from error
        except (zlib.error, ValueError) as error:
            raise self._salah("is damaged") from error
        except OSError as error:
            raise FileError(f"{self._path} cannot be read: {error.strerror}.") from error

    def _salah(self, apa: str) -> FileError:
        return FileError(f"{self._path} {apa} (line {self._nomor}). Nothing was changed. Take another backup.")


def _sah(isi: Isi) -> bool:
    """Whether a store can take it.

    Raises:
        AttributeError, TypeError, ValueError: it is something else altogether.
    """
    if not isi.nama or isi.jenis not in JENIS or not isinstance(isi.habis, int):
        return False
    if isi.jenis == "stream":
        nomor_peristiwa(isi.terakhir or "0-0")
        return all(nomor_peristiwa(nomor) and bidang and len(bidang) % 2 == 0 for nomor, bidang in isi.nilai)
    if not isi.nilai or not all(isinstance(satu, str) for satu in isi.nilai):
        return False
    if isi.jenis == "zset":
        [float(skor) for skor in isi.nilai[1::2]]
    return len(isi.nilai) % 2 == 0 if isi.jenis in ("hash", "zset") else isi.jenis != "string" or len(isi.nilai) == 1
