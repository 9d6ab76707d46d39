"""A press of a button is one change at most.

Each form carries an id of its own: a double click, a reload, the browser's way back and an answer that was lost all
send it again, and the store answers a repeat as it answered before. Where a form changes something that its page
showed, it carries how that stood; if it stands otherwise by now, the page is old, and nothing is done.
"""

import base64
import hashlib
import hmac
import secrets
from functools import wraps
from typing import Any

from flask import Response, current_app, flash, redirect, request, session
from flask.typing import ResponseReturnValue

from antrean.domain.antrean import Booking, KodeBooking
from antrean.errors import OperatorError, PermintaanLain, Refusal
from antrean.errors.halaman import HalamanLama, HalamanTidakAda
from antrean.http.access import View
from antrean.http.context import konteks, oleh, parts, permohonan, rumah_sakit
from antrean.layar.kata import kata
from antrean.services.konteks import Konteks

INGAT_S = 3600
"""Seconds that a form which was sent is known."""

GARIS_DIINGAT = 6

SANDI = "sandi"
"""The field of a password."""

_TANPA = frozenset(("csrf_token", "permintaan"))


class _Terulang(Exception):
    """It was done already."""


def tindakan(view: View) -> View:
    """A view that changes something: it says what it did (``flash``) and returns where to go then; or the page itself,
    where that shows what is kept nowhere.

    A refusal is told on the page that the form was on (its field ``kembali``), and so is that the page is old.
    """

    @wraps(view)
    def sekali(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        satu = permohonan()
        satu.request_id = _digest(oleh(), request.path, request.form.get("permintaan", ""))
        isian = sorted((nama, nilai) for nama, nilai in request.form.items(multi=True) if nama not in _TANPA)
        satu.sidik = _digest(*(f"{nama}={_tersamar(nilai) if nama == SANDI else nilai}" for nama, nilai in isian))
        try:
            ke = view(*args, **kwargs)
        except _Terulang:
            ke = kembali()
        except PermintaanLain as error:
            satu.galat = error
            flash(
                "Formulir ini sudah dikirim dengan isian lain. Tidak ada yang dilakukan; isi lagi di halaman ini.",
                "salah",
            )
            ke = kembali()
        except Refusal as error:
            satu.galat = error
            flash(f"{error}.", "salah")
            ke = kembali()
        except OperatorError as error:
            flash(f"{kata(error)}. Tidak ada yang berubah.", "salah")
            ke = kembali()
        if isinstance(ke, Response):
            return ke
        return redirect(str(ke), 303)

    return sekali


def isi() -> Konteks:
    """What the services work with for the form that was sent."""
    return konteks(INGAT_S)


def bagian(dibuat: Konteks, nama: str) -> Konteks:
    """For one more change of the same form: it has an answer of its own, and is repeated with it."""
    return Konteks(dibuat.store, dibuat.clock, dibuat.rs, dibuat.write.attempt(nama))


def kembali() -> str:
    """The page that the form was on: a path of ours, whatever the form says."""
    diminta = request.form.get("kembali", "")
    return diminta if diminta.startswith("/") and not diminta.startswith(("//", "/\\")) else "/"


def periksa_keadaan(sekarang: str, *bagian: object) -> None:
    """Let it be done only where what the form would change still stands as its page showed it.

    Args:
        bagian: the part of the change by which it is known that the form was done already, where it has parts.

    Raises:
        HalamanLama: it does not.
    """
    if request.form.get("keadaan", "") == sekarang:
        return
    if parts().store.terulang(rumah_sakit().kode, isi().write.attempt(*bagian)):
        raise _Terulang
    raise HalamanLama


def panggilan(garis: str) -> str:
    """The last call from this browser in a line, as its forms carry it: two desks may press at once, and two patients
    come; of one desk's pages only the newest calls."""
    semua: dict[str, str] = session.get("panggilan", {})
    return semua.get(garis, "")


def catat_panggilan(garis: str, kodebooking: str) -> None:
    """This browser has called somebody. With the moment, for a number may be called again."""
    _ingat("panggilan", garis, f"{kodebooking} {booking(kodebooking).riwayat[-1].waktu}")


def selesai_terakhir(garis: str) -> str:
    """Whose service this browser ended last in a line, a kodebooking, for that may have been by mistake; empty where it
    is not known."""
    semua: dict[str, str] = session.get("selesai", {})
    return semua.get(garis, "")


def catat_selesai(garis: str, kodebooking: str) -> None:
    """This browser has ended somebody's service."""
    _ingat("selesai", garis, kodebooking)


def _ingat(apa: str, garis: str, isi: str) -> None:
    semua = {nama: lama for nama, lama in session.get(apa, {}).items() if nama != garis}
    session[apa] = dict([*semua.items(), (garis, isi)][-GARIS_DIINGAT:])


def booking(kodebooking: str) -> Booking:
    """The booking that a form is about.

    Raises:
        HalamanTidakAda: this hospital has none.
    """
    try:
        found = parts().store.antrean.booking(rumah_sakit().kode, [KodeBooking.baca(kodebooking)])
    except ValueError:
        found = []
    if not found:
        raise HalamanTidakAda
    return found[0]


def keadaan(satu: Booking) -> str:
    """How a booking stands, as a form carries it."""
    return sidik_isi(satu.status, *(f"{jenis.jenis} {jenis.waktu}" for jenis in satu.riwayat))


def rahasia() -> str:
    """A secret for the form that was sent: the same for a repeat of it, so that a double click shows what holds."""
    return _tersamar(permohonan().request_id)


def _tersamar(teks: str) -> str:
    """What nobody makes of a text without our key."""
    kunci, isi = str(current_app.config["SECRET_KEY"]).encode(), f"antrean.layar.v1\n{teks}"
    tanda = hmac.digest(kunci, isi.encode("utf-8", "surrogatepass"), hashlib.sha256)
    return base64.urlsafe_b64encode(tanda).decode().rstrip("=")


def sidik_isi(*bagian: str) -> str:
    """How something stands, as a form carries it."""
    return _digest(*bagian)[:12]


def id_baru() -> str:
    """The id of a form."""
    return secrets.token_urlsafe(12)


def _digest(*kata: str) -> str:
    return hashlib.sha256("\n".join(kata).encode("utf-8", "surrogatepass")).hexdigest()[:32]
