"""Which fields a body may have beside those that are read: none where one could have narrowed what the call does, else
all but those that are nearly one of ours."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from marshmallow import RAISE

from antrean.errors import IsianSalah
from antrean.http.schemas import Permintaan

_NAMA_TERPANJANG, _HAMPIR_SAMA = 40, 0.9


class Perintah(Permintaan):
    """A body that may say how much the call does, and need not: a field that nobody reads, such as a misspelt
    ``angkaantrean`` or ``kodebooking``, was meant to, and is not passed over; nor is one that is there empty."""

    class Meta:
        unknown = RAISE

    def on_bind_field(self, field_name: str, field_obj: Any) -> None:  # noqa: ARG002 - marshmallow's
        """None of its fields is there empty."""
        field_obj.boleh_kosong = False

    def baca(self, isi: dict[str, Any]) -> Any:
        tolak_asing(isi, [*self.fields])
        return super().baca(isi)


class Terbuka(Permintaan):
    """A body that may have more than we read: clients that send more must not be refused by a later version. But one
    that is nearly the name of a field that is not given was meant to be it."""

    def baca(self, isi: dict[str, Any]) -> Any:
        tolak_mirip(isi, (*self.fields,))
        return super().baca(isi)


def tolak_asing(isi: Mapping[str, Any], dikenal: Sequence[str], lagi: str = "") -> None:
    """Refuse what nobody reads.

    Args:
        lagi: what helps, after the names that are known.

    Raises:
        IsianSalah: a field that is not one of ``dikenal``; case counts.
    """
    for nama in isi:
        if nama not in dikenal:
            sebab = f"{nama[:30]!r} tidak dikenal; yang dikenal: {', '.join(dikenal)}{lagi}"
            raise IsianSalah(sebab, nama[:30] if nama.isprintable() else "", asing=True)


def tolak_mirip(isi: Mapping[str, Any], dikenal: tuple[str, ...], di: str = "") -> None:
    """Refuse what nobody reads and what can only be a misspelt field.

    Args:
        di: where it stands, such as ``jadwal[3]``.

    Raises:
        IsianSalah: a field whose name is nearly that of one of ``dikenal`` that is not given.
    """
    for nama in isi:
        if nama not in dikenal and (maksud := _mirip(nama[:_NAMA_TERPANJANG], dikenal)) and maksud not in isi:
            sebab = f"{nama[:30]!r} tidak dikenal: mungkin {maksud} yang dimaksud (huruf besar dan kecil dibedakan)"
            if not nama.isprintable():
                raise IsianSalah(f"{di}: {sebab}" if di else sebab, di, asing=True)
            bidang = nama[:30]
            raise IsianSalah(f"{di}: {sebab}" if di else sebab, f"{di}.{bidang}" if di else bidang, asing=True)


@lru_cache(maxsize=1024)
def _mirip(nama: str, dikenal: tuple[str, ...]) -> str:
    """Which of some names another is nearly: but for case and what joins words, or by a letter in a long one."""
    polos = {_polos(satu): satu for satu in dikenal}
    cocok = get_close_matches(_polos(nama), polos, 1, _HAMPIR_SAMA)
    return polos[cocok[0]] if cocok else ""


def _polos(nama: str) -> str:
    return "".join(c for c in nama.casefold() if c.isalnum())
