"""Questions to BPJS for somebody who waits for the answer: tried again where trouble passes, else a sentence."""

import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.katalog import Jawaban, Katalog
from antrean.bpjs.layanan import kalimat
from antrean.errors import OperatorError

K = TypeVar("K")
T = TypeVar("T")

SEKALIGUS = 4
_JEDA_S = (0.5, 2.0)
_TIDAK_ADA = re.compile(r"tidak ditemukan|tidak ada data|data kosong|no content", re.IGNORECASE)


class Tanya:
    """Asks in the name of one hospital.

    Args:
        jeda: waits so many seconds before a question is tried again.
    """

    def __init__(self, katalog: Katalog, jeda: Callable[[float], object] | None = None) -> None:
        self.katalog = katalog
        self._jeda = jeda or threading.Event().wait

    def satu(self, panggil: Callable[[], Jawaban[T]]) -> T:
        """What BPJS tells; where it says that there is nothing, in whatever words, nothing.

        Raises:
            OperatorError: why there is no answer, and what to do.
        """
        jawab = panggil()
        for jeda in _JEDA_S:
            if jawab.hasil.macam is not Macam.SEMENTARA:
                break
            self._jeda(jeda)
            jawab = panggil()
        if jawab.hasil.selesai or tidak_ada(jawab.hasil):
            return jawab.isi
        raise OperatorError(kalimat(jawab.hasil, self.katalog.klien.kredensial.base))

    def semua(self, panggil: Callable[[K], Jawaban[T]], dari: Iterable[K]) -> list[T]:
        """The same for many, several at once.

        Raises:
            OperatorError: of the first that has no answer.
        """
        with ThreadPoolExecutor(SEKALIGUS, "bpjs-tanya") as kumpulan:
            janji = [kumpulan.submit(self.satu, lambda ini=ini: panggil(ini)) for ini in dari]
            try:
                return [satu.result() for satu in janji]
            finally:
                for satu in janji:
                    satu.cancel()


def tidak_ada(hasil: Hasil) -> bool:
    """A refusal that means: there is nothing."""
    return hasil.macam in (Macam.DITOLAK, Macam.URUTAN) and bool(_TIDAK_ADA.search(hasil.pesan))
