"""A name as their tables have it: of a poli, a doctor, a patient."""

from antrean.domain.identitas import pengisi, rapikan_nama


def nama_bersih(teks: str | None, terpanjang: int = 100) -> str:
    """A name that can be shown: readable again where UTF-8 was once written as latin1, without control characters, and
    no longer than it may be; empty where there is none, or only what fills a gap."""
    nama = "".join(satu if satu.isprintable() else " " for satu in terbaca(teks or ""))
    nama = rapikan_nama(rapikan_nama(nama)[:terpanjang])
    return "" if pengisi(nama) else nama


def terbaca(teks: str) -> str:
    """Undo what a page does that writes UTF-8 over a link that says latin1: each byte is then a letter of its own."""
    if teks.isascii():
        return teks
    try:
        return b"".join(map(_bita, teks)).decode()
    except UnicodeError:
        return teks


def _bita(huruf: str) -> bytes:
    """The byte of a letter in MariaDB's latin1: Windows-1252, whose five gaps stand for themselves."""
    try:
        return huruf.encode("cp1252")
    except UnicodeEncodeError:
        return huruf.encode("latin-1")
