"""Backups of a hospital: made while it is in use, checked, and restored."""

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from antrean.clock import Clock
from antrean.domain.cadangan import Isi, nomor_peristiwa
from antrean.domain.rs import RumahSakit
from antrean.errors import FileError, OperatorError
from antrean.services.cadangan_berkas import SEBARIS, Kepala, Pembaca, Penulis, Ringkasan
from antrean.store import Store
from antrean.store.cadangan import username_dari


def buat(store: Store, clock: Clock, rs: RumahSakit, path: Path, ganti: bool) -> Ringkasan:
    """Write a hospital as it stands in one moment to a file that only its owner can read; all of it, or no file.

    Args:
        ganti: take the place of a file that is there.

    Raises:
        OperatorError: the file is there, or cannot be written, or the hospital is never quiet.
        StoreUnavailable: no answer.
    """
    dibuat = datetime.fromtimestamp(clock.now_ms() / 1000, rs.zona_waktu).isoformat(timespec="seconds")
    kepala = Kepala(rs.kode, dibuat, version("antrean"))
    try:
        with tempfile.TemporaryFile(dir=path.parent) as gudang, _berkas_baru(path, ganti) as berkas:
            letak = _kumpulkan(gudang, store.cadangan.baca(rs.kode))
            penulis = Penulis(berkas, kepala)
            for nama in sorted(letak):
                for isi in _baris(gudang, letak[nama]):
                    penulis.tulis(isi)
            return penulis.selesai()
    except OSError as error:
        raise OperatorError(f"{path} cannot be written: {error.strerror}. There is no backup.") from error


def periksa(path: Path) -> Ringkasan:
    """Read a backup to its end and compare its checksums; needs no store.

    Raises:
        FileError: it cannot be restored, and why.
    """
    return _periksa(path)[0]


def pulihkan(store: Store, path: Path, ganti: bool) -> Ringkasan:
    """Put the hospital of a backup in place, in one step, after the whole file has been checked.

    Args:
        ganti: take the place of the hospital that is there.

    Raises:
        FileError: the backup cannot be restored; nothing was changed.
        OperatorError: the hospital exists, or its username is another's; nothing was changed.
        StoreUnavailable: no answer.
    """
    ringkasan, username = _periksa(path)
    with Pembaca(path) as pembaca:

        def semua() -> Iterator[Isi]:
            yield from pembaca.semua()
            if pembaca.ringkasan() != ringkasan:
                raise FileError(f"{path} was changed while it was read. Nothing was restored.")

        store.cadangan.pulihkan(ringkasan.kepala.kode, username, semua(), ganti, secrets.token_hex(8))
    return ringkasan


def _periksa(path: Path) -> tuple[Ringkasan, str]:
    username = ""
    with Pembaca(path) as pembaca:
        for isi in pembaca.semua():
            username = username_dari(isi) or username
        ringkasan = pembaca.ringkasan()
    if not username:
        raise FileError(f"{path} has no record of the hospital {ringkasan.kepala.kode}. Take another backup.")
    return ringkasan, username


@dataclass(slots=True)
class _Letak:
    """A key, and where in the spool the parts of its value stand."""

    isi: Isi
    bagian: list[tuple[int, int]]


def _kumpulkan(gudang: IO[bytes], semua: Iterator[Isi]) -> dict[str, _Letak]:
    """Spool what was read: what comes later may take its place, and the memory is not to grow with the hospital."""
    letak: dict[str, _Letak] = {}
    di = 0
    for isi in semua:
        if not isi.jenis:
            letak.pop(isi.nama, None)
            continue
        panjang = gudang.write(json.dumps(isi.nilai).encode())
        sebelum = letak[isi.nama].bagian if isi.sambung else []
        tentang = Isi(isi.nama, isi.jenis, isi.habis, pertama=isi.pertama, terakhir=isi.terakhir)
        letak[isi.nama] = _Letak(tentang, [*sebelum, (di, panjang)])
        di += panjang
    return letak


def _baris(gudang: IO[bytes], letak: _Letak) -> Iterator[Isi]:
    """A key's value in lines of the same lengths, however it was read."""
    isi = letak.isi
    sambung = False
    tampung: list[Any] = []
    for satu in _nilai(gudang, letak):
        if len(tampung) == SEBARIS:
            yield Isi(isi.nama, isi.jenis, isi.habis, tampung, sambung)
            sambung, tampung = True, []
        tampung.append(satu)
    yield Isi(isi.nama, isi.jenis, isi.habis, tampung, sambung, terakhir=isi.terakhir)


def _nilai(gudang: IO[bytes], letak: _Letak) -> Iterator[Any]:
    pertama = nomor_peristiwa(letak.isi.pertama) if letak.isi.pertama else None
    for di, panjang in letak.bagian:
        gudang.seek(di)
        for satu in json.loads(gudang.read(panjang)):
            if pertama is None or nomor_peristiwa(satu[0]) >= pertama:
                yield satu


@contextmanager
def _berkas_baru(path: Path, ganti: bool) -> Iterator[IO[bytes]]:
    """A file that gets its name when it is complete and on disk."""
    _boleh(path, ganti)
    sementara = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with os.fdopen(os.open(sementara, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as berkas:
            yield berkas
            berkas.flush()
            os.fsync(berkas.fileno())
        _boleh(path, ganti)
        sementara.replace(path)
    finally:
        sementara.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _boleh(path: Path, ganti: bool) -> None:
    if path.exists() and not (ganti and path.is_file()):
        raise OperatorError(f"{path} is there already. Choose another name, or take its place with --ganti.")
