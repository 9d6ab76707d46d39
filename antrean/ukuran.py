"""What the service counts of itself, in memory that all worker processes share.

The table is made once, before gunicorn forks its workers. Each of them counts in a row of its own, and whoever is asked
adds up all rows. So nothing lies in files that somebody must clear away: what a killed worker counted stays, the next
one in its row goes on from there, and all of it ends with the last process.
"""

import mmap
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

LAIN = "other"
"""What was not known when the table was made, and has no place of its own."""

JAWABAN_S = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
SIMPANAN_S = (0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1.0, 5.0)

_BILANGAN = 8
_baris = 0


def mulai_baris(baris: int) -> None:
    """This process counts in that row from now on.

    Args:
        baris: from 1; no other living process has it. Row 0 is of whoever was not given one.
    """
    global _baris
    _baris = baris


@dataclass(frozen=True, slots=True)
class Waktu:
    """Times of one kind.

    Attributes:
        sampai: how many took no longer than each bound, and behind them all.
        jumlah_s: all of them together, in seconds.
    """

    sampai: Sequence[float]
    jumlah_s: float


class _Sejarah:
    """Where the times of each of some kinds stand in a row: one place for each bound, one beyond them, and the sum."""

    def __init__(self, awal: int, jenis: Iterable[str], batas: Sequence[float]) -> None:
        self.batas, self._lebar = batas, len(batas) + 2
        self.tempat = {nama: awal + ke * self._lebar for ke, nama in enumerate(dict.fromkeys((*jenis, LAIN)))}
        self.akhir = awal + len(self.tempat) * self._lebar

    def baca(self, semua: Sequence[float]) -> Iterator[tuple[str, Waktu]]:
        """Those kinds of which there is one."""
        for nama, awal in self.tempat.items():
            *masing, jumlah = semua[awal : awal + self._lebar]
            if any(masing):
                yield nama, Waktu([sum(masing[: ke + 1]) for ke in range(len(masing))], jumlah)


def _bernomor(semua: Iterable[str]) -> dict[str, int]:
    """Each once, and its place among them; what is none of them last."""
    return {satu: ke for ke, satu in enumerate(dict.fromkeys((*semua, LAIN)))}


class Papan:
    """The table.

    Args:
        layanan: the services that are answered.
        hasil: the outcomes of an answer.
        panggilan: the kinds of calls to the store.
        proses: how many processes may count at once; of more, some share a row, where counts may be lost.
    """

    def __init__(self, layanan: Iterable[str], hasil: Iterable[str], panggilan: Iterable[str], proses: int) -> None:
        self._layanan, self._hasil = _bernomor(layanan), _bernomor(hasil)
        self._jawaban = _Sejarah(len(self._layanan) * len(self._hasil), self._layanan, JAWABAN_S)
        self._simpanan = _Sejarah(self._jawaban.akhir, panggilan, SIMPANAN_S)
        self._lebar, self._banyak = self._simpanan.akhir, proses + 1
        self._isi = memoryview(mmap.mmap(-1, self._banyak * self._lebar * _BILANGAN)).cast("d")
        self._kunci = threading.Lock()

    def jawab(self, layanan: str, hasil: str, detik: float) -> None:
        """An answer was given."""
        layanan = layanan if layanan in self._layanan else LAIN
        tempat = self._layanan[layanan] * len(self._hasil) + self._hasil.get(hasil, self._hasil[LAIN])
        awal, isi = _baris % self._banyak * self._lebar, self._isi
        waktu = awal + self._jawaban.tempat[layanan]
        with self._kunci:
            isi[awal + tempat] += 1
            isi[waktu + bisect_left(JAWABAN_S, detik)] += 1
            isi[waktu + len(JAWABAN_S) + 1] += detik

    def simpan(self, panggilan: str, detik: float) -> None:
        """The store was asked."""
        tempat = self._simpanan.tempat
        waktu = _baris % self._banyak * self._lebar + (tempat.get(panggilan) or tempat[LAIN])
        isi = self._isi
        with self._kunci:
            isi[waktu + bisect_left(SIMPANAN_S, detik)] += 1
            isi[waktu + len(SIMPANAN_S) + 1] += detik

    def baca(self) -> "Terbaca":
        """What all processes have counted."""
        semua = [0.0] * self._lebar
        for baris in range(self._banyak):
            isi = self._isi[baris * self._lebar : (baris + 1) * self._lebar].tolist()
            if any(isi):
                semua = [a + b for a, b in zip(semua, isi, strict=True)]
        return Terbaca(
            {nama: nilai for nama, nilai in zip(product(self._layanan, self._hasil), semua, strict=False) if nilai},
            dict(self._jawaban.baca(semua)),
            dict(self._simpanan.baca(semua)),
        )


@dataclass(frozen=True, slots=True)
class Terbaca:
    """What was counted.

    Attributes:
        hasil: answers by service and outcome.
        jawaban: times of answers by service, within the bounds of ``JAWABAN_S``.
        simpanan: times of calls to the store by kind, within those of ``SIMPANAN_S``.
    """

    hasil: Mapping[tuple[str, str], float]
    jawaban: Mapping[str, Waktu]
    simpanan: Mapping[str, Waktu]
