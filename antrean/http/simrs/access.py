"""What stands before every SIMRS view: the key; and what they share."""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from flask import current_app, request
from flask.typing import ResponseReturnValue

from antrean.domain.identitas import rapikan, teks_sah
from antrean.domain.kunci import BOLEH, SEMUA
from antrean.domain.waktu import baca_tanggal
from antrean.errors import IsianSalah, KunciSalah, KunciTidakBoleh
from antrean.http.access import View, header, json_object, whole_body
from antrean.http.context import alamat, enter_hospital, oleh, parts, permohonan
from antrean.http.simrs.schemas import Tanya, daftar
from antrean.services import kunci

BODY_LIMIT = 4 * 1024 * 1024
IDEMPOTENCY_S = 24 * 3600
_KEY_TERPANJANG = 255
_TANPA_TANYA = Tanya()


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
        satu = permohonan()
        satu.request_id = _same_for_a_repeat(header("Idempotency-Key"))
        satu.sidik = hashlib.sha256(request.query_string + b" " + whole_body()).hexdigest()[:32]


def whole_request() -> None:
    """Let a call that writes through only where its view reads all of it: a part that nobody reads, such as a misspelt
    parameter, may have been meant to narrow what it does.

    Raises:
        IsianSalah: a parameter of the query that the view does not declare, that is empty or given twice; a body where
            the view reads none.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    view = current_app.view_functions[request.endpoint or ""]
    permohonan().tanya = getattr(view, "tanya", _TANPA_TANYA).baca_tanya(request.args)
    if not getattr(view, "berisi", False) and _has_body():
        raise IsianSalah("panggilan ini tidak membaca isi (body); yang dikenalnya ada di alamat, sesudah tanda tanya")


def _has_body() -> bool:
    chunked = "HTTP_TRANSFER_ENCODING" in request.environ
    return bool(request.content_length) or (chunked and bool(whole_body()))


def with_query(tanya: Tanya) -> Callable[[View], View]:
    """Declare the parameters of a view that writes, and give it what they say; a view without this has none."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            return view(permohonan().tanya, *args, **kwargs)

        guarded.tanya = tanya  # type: ignore[attr-defined]  # `whole_request` and the API document ask for it
        return guarded

    return decorate


def with_rows(nama: str, paling_banyak: int) -> Callable[[View], View]:
    """Give the view the rows of a body ``{nama: [row, …]}``.

    Raises:
        BukanJson: the body is not a JSON object.
        IsianSalah: it has no such list, or too long a one.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            return view(daftar(json_object(), nama, paling_banyak), *args, **kwargs)

        guarded.berisi = True  # type: ignore[attr-defined]
        return guarded

    return decorate


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
