"""What stands before every SIMRS view: the key; and what they share."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import current_app, request

from antrean.domain.identitas import rapikan, teks_sah
from antrean.domain.kunci import BOLEH, SEMUA
from antrean.domain.waktu import baca_tanggal
from antrean.errors import IsianSalah, KunciSalah, KunciTidakBoleh
from antrean.http.access import View, header
from antrean.http.context import alamat, enter_hospital, oleh, parts, permohonan
from antrean.services import kunci

BODY_LIMIT = 4 * 1024 * 1024
IDEMPOTENCY_S = 24 * 3600
_KEY_TERPANJANG = 255


def untuk(*boleh: str) -> Callable[[View], View]:
    """A view for keys that were made for one of these, and for those that may do everything, who alone may call a view
    without this."""
    if salah := set(boleh) - BOLEH.keys():
        raise ValueError(f"{sorted(salah)} are no words of domain.kunci.BOLEH")

    def decorate(view: View) -> View:
        view.boleh = frozenset(boleh)  # type: ignore[attr-defined]
        return view

    return decorate


def boleh_memakai(view: Callable[..., Any]) -> frozenset[str]:
    """What a key must be made for to call a view: any one of these."""
    return frozenset((SEMUA,)) | getattr(view, "boleh", frozenset())


def need_key() -> None:
    """Let only a hospital's key through; the request becomes that hospital's.

    Raises:
        KunciSalah: no key, or one that is not stored; or from a network that the hospital does not list.
        KunciTidakBoleh: the key was made for something else.
        IsianSalah: an ``Idempotency-Key`` that is too long or not printable.
    """
    request.max_content_length = BODY_LIMIT
    skema, _, diberi = header("Authorization").partition(" ")
    if skema.lower() != "bearer":
        raise KunciSalah("no Authorization: Bearer")
    rs = parts().direktori.cari(kunci.kode_rs(diberi.strip()))
    milik = kunci.cocok(diberi.strip(), parts().direktori.kunci(rs.kode)) if rs else None
    if rs is None or milik is None:
        raise KunciSalah("not a key of the hospital" if rs else "not a key of a hospital here")
    daftar = rs.kebijakan.jaringan_simrs
    if daftar and not parts().penjaga.boleh(rs.kode, "jaringan_simrs", daftar, alamat()):
        raise KunciSalah("not from a network of the policy jaringan_simrs")
    enter_hospital(rs, f"simrs/{milik.nama}")
    if not milik.boleh & boleh_memakai(current_app.view_functions[request.endpoint or ""]):
        raise KunciTidakBoleh
    if idempotent():
        permohonan().request_id = _same_for_a_repeat(header("Idempotency-Key"))


def idempotent() -> bool:
    """Whether the request has an ``Idempotency-Key``: a repeat under the same key is the same request."""
    return bool(header("Idempotency-Key"))


def _same_for_a_repeat(diberi: str) -> str:
    if not teks_sah(diberi, _KEY_TERPANJANG):
        raise IsianSalah(f"Idempotency-Key paling panjang {_KEY_TERPANJANG} huruf", "Idempotency-Key")
    return hashlib.sha256(f"{oleh()} {request.method} {request.path} {diberi}".encode()).hexdigest()[:32]


def tanggal_dari(bidang: str, teks: str) -> date:
    """A date of the path or the query.

    Raises:
        IsianSalah: it is none.
    """
    try:
        return baca_tanggal(rapikan(teks))
    except ValueError:
        raise IsianSalah(f"{bidang} bukan tanggal yyyy-mm-dd", bidang) from None
