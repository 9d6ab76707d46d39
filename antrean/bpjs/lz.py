"""LZString for URI components, the compression of BPJS's answers.

Ours, because an answer from outside must not unfold without bound, which no library offers; ``lzstring``, which BPJS's
other clients use, judges it in the tests. A text is the bits of its letters, six of each, and a code the next few of
them, the first its least. A code that is 0 or 1 brings a new character, of 8 or 16 bits; 2 ends.
"""

from collections.abc import Iterator

_ABJAD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-$"
# The bits of a letter, the first of them the least; $ only fills up.
_BIT = {huruf: int(f"{nilai % 64:06b}"[::-1], 2) for nilai, huruf in enumerate(_ABJAD)}
_HURUF = {bit: huruf for huruf, bit in _BIT.items() if huruf != "$"}
_BARU_8, _BARU_16, _HABIS = 0, 1, 2


def buka(teks: str, terpanjang: int) -> str:
    """Decompress.

    Args:
        terpanjang: at most so many UTF-16 units come out.

    Raises:
        ValueError: it is no such text, or unfolds to more.
    """
    bit = _Pembaca(teks)
    kamus = ["", "", ""]
    hasil: list[str] = []
    panjang, lama, ukuran = 0, "", _Lebar(2, 1)
    while (kode := bit.ambil(ukuran.lebar)) != _HABIS:
        if kode in (_BARU_8, _BARU_16):
            kamus.append(chr(bit.ambil(8 if kode == _BARU_8 else 16)))
            kode = len(kamus) - 1
            ukuran.tambah()
        if kode < len(kamus):
            baru = kamus[kode]
        elif kode == len(kamus) and lama:
            baru = lama + lama[0]
        else:
            raise ValueError("it is not compressed as LZString does")
        hasil.append(baru)
        panjang += len(baru)
        if panjang > terpanjang:
            raise ValueError(f"it unfolds to more than {terpanjang} characters")
        if lama:
            kamus.append(lama + baru[0])
            ukuran.tambah()
        lama = baru
    return "".join(hasil).encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def tutup(teks: str) -> str:
    """Compress."""
    satuan = teks.encode("utf-16-le")
    bit, ukuran = _Penulis(), _Lebar(2, 2)
    kamus: dict[str, int] = {}
    belum: set[str] = set()

    def tulis(kata: str) -> None:
        if kata in belum:
            belum.remove(kata)
            kecil = ord(kata) < 256
            bit.tambah(_BARU_8 if kecil else _BARU_16, ukuran.lebar)
            bit.tambah(ord(kata), 8 if kecil else 16)
            ukuran.tambah()
        else:
            bit.tambah(kamus[kata], ukuran.lebar)
        ukuran.tambah()

    kata = ""
    for ke in range(0, len(satuan), 2):
        huruf = chr(int.from_bytes(satuan[ke : ke + 2], "little"))
        if huruf not in kamus:
            kamus[huruf] = len(kamus) + 3
            belum.add(huruf)
        if kata + huruf in kamus:
            kata += huruf
        else:
            tulis(kata)
            kamus[kata + huruf] = len(kamus) + 3
            kata = huruf
    if kata:
        tulis(kata)
    bit.tambah(_HABIS, ukuran.lebar)
    return bit.teks()


class _Lebar:
    """How many bits a code has: one more whenever the words known so far need it."""

    def __init__(self, lebar: int, sisa: int) -> None:
        self.lebar, self._sisa = lebar, sisa

    def tambah(self) -> None:
        """One more word is known."""
        self._sisa -= 1
        if not self._sisa:
            self._sisa = 1 << self.lebar
            self.lebar += 1


class _Pembaca:
    def __init__(self, teks: str) -> None:
        self._letters: Iterator[str] = iter(teks.replace(" ", "+"))
        self._ada = self._bit = 0

    def ambil(self, banyak: int) -> int:
        while self._ada < banyak:
            huruf = next(self._letters, None)
            if huruf not in _BIT:
                raise ValueError("it is not compressed as LZString does" if huruf else "it ends in the middle")
            self._bit |= _BIT[huruf] << self._ada
            self._ada += 6
        kode = self._bit & ((1 << banyak) - 1)
        self._bit >>= banyak
        self._ada -= banyak
        return kode


class _Penulis:
    def __init__(self) -> None:
        self._hasil: list[str] = []
        self._ada = self._bit = 0

    def tambah(self, kode: int, banyak: int) -> None:
        self._bit |= kode << self._ada
        self._ada += banyak
        while self._ada >= 6:
            self._hasil.append(_HURUF[self._bit & 63])
            self._bit >>= 6
            self._ada -= 6

    def teks(self) -> str:
        """All of it; what fills the last letter up is 0."""
        return "".join((*self._hasil, _HURUF[self._bit]))
