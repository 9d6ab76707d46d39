"""A limit: so many in so long."""

from dataclasses import dataclass

TERBANYAK = 1000
TERLAMA_MENIT = 1440
# Behind one address there may be several hospitals: so many of them may have a wrong password at once.
_NAMA_SEALAMAT = 5


@dataclass(frozen=True, slots=True)
class Batas:
    """So many within so many minutes."""

    kali: int
    menit: int

    @property
    def kali_alamat(self) -> int:
        """How many from one address, whoever's they are."""
        return self.kali * _NAMA_SEALAMAT

    @classmethod
    def baca(cls, teks: str) -> "Batas":
        """Read ``20/5``.

        Raises:
            ValueError: it is not that, or beyond what can be.
        """
        kali, garis, menit = teks.partition("/")
        if not garis or not all(satu.isascii() and satu.isdigit() and len(satu) < 9 for satu in (kali, menit)):
            raise ValueError(teks)
        if not (1 <= int(kali) <= TERBANYAK and 1 <= int(menit) <= TERLAMA_MENIT):
            raise ValueError(teks)
        return cls(int(kali), int(menit))
