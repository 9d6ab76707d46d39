"""Who opens a page: somebody of the staff, by a cookie of 12 hours, or a device, by one of its own.

A view says whom it is for (``untuk``, ``untuk_perangkat``, ``terbuka``); one that says nothing is nobody's.
"""

import hmac
from collections.abc import Callable
from typing import Any

from flask import current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms import ValidationError

from antrean.domain.petugas import PERAN, Perangkat, Petugas
from antrean.domain.rs import RumahSakit
from antrean.errors.halaman import HalamanTidakBoleh, HarusMasuk
from antrean.http.access import View, header
from antrean.http.context import alamat, enter_hospital, parts
from antrean.services import kunci
from antrean.services.tokens import sidik

KUKI_PERANGKAT = "antrean_perangkat"
UMUR_PERANGKAT_S = 400 * 86_400  # browsers keep none longer
MASUK_S = 12 * 3600
SEMUA_PERAN = tuple(PERAN)


def untuk(*peran: str) -> Callable[[View], View]:
    """A page for accounts that have one of these roles."""
    if salah := set(peran) - PERAN.keys():
        raise ValueError(f"{sorted(salah)} are no words of domain.petugas.PERAN")

    def decorate(view: View) -> View:
        view.peran = frozenset(peran)  # type: ignore[attr-defined]
        return view

    return decorate


def untuk_perangkat(jenis: str, *peran: str) -> Callable[[View], View]:
    """A page for devices of a kind; for accounts with one of these roles too."""

    def decorate(view: View) -> View:
        view.perangkat = jenis  # type: ignore[attr-defined]
        return untuk(*peran)(view)

    return decorate


def terbuka(view: View) -> View:
    """A page for anybody."""
    view.terbuka = True  # type: ignore[attr-defined]
    return view


def menerima(terbesar: int) -> Callable[[View], View]:
    """A page whose form may be larger than others: so many bytes, from somebody for whom the page is."""

    def decorate(view: View) -> View:
        view.terbesar = terbesar  # type: ignore[attr-defined]
        return view

    return decorate


def periksa() -> ResponseReturnValue | None:
    """Let only those through for whom a view is, and only forms of our own pages.

    Raises:
        HarusMasuk: nobody is signed in, and it is no page that could be shown after signing in.
        HalamanTidakBoleh: it is not for this account, or the form is not ours.
    """
    view = current_app.view_functions[request.endpoint or ""]
    siapa = _siapa(view)
    if siapa is not None and (terbesar := getattr(view, "terbesar", 0)):
        request.max_content_length = request.max_form_memory_size = terbesar
    if request.method == "POST":
        _periksa_formulir()
    if siapa is not None or getattr(view, "terbuka", False):
        return None
    if request.method == "GET" and not minta_potongan():
        return redirect(url_for("layar.masuk.beranda", lanjut=request.path))
    if request.method == "POST":
        flash("Sesi masuk sudah berakhir. Tidak ada yang dilakukan; masuk dulu, lalu ulangi.", "salah")
        return redirect(url_for("layar.masuk.beranda"), 303)
    raise HarusMasuk


def minta_potongan() -> bool:
    """Whether a page that is open asks for the part of it that changes."""
    return bool(header("X-Potongan"))


def petugas() -> Petugas | None:
    """The account that is signed in."""
    satu: Petugas | None = g.get("petugas")
    return satu


def perangkat() -> Perangkat | None:
    """The device that asks."""
    satu: Perangkat | None = g.get("perangkat")
    return satu


def boleh(*peran: str) -> bool:
    """Whether the account that is signed in has one of these roles."""
    satu = petugas()
    return satu is not None and not satu.peran.isdisjoint(peran)


def periksa_poli(kodepoli: str) -> None:
    """Raises HalamanTidakBoleh where the account is for other clinics."""
    satu = petugas()
    if satu is not None and not satu.melayani(kodepoli):
        raise HalamanTidakBoleh("Akun ini tidak dibuat untuk poli ini")


def masukkan(rs: RumahSakit, satu: Petugas) -> None:
    """Sign an account in, for 12 hours."""
    session.clear()
    session.permanent = True
    session["rs"], session["petugas"], session["sidik"] = rs.kode, satu.nama, sidik(satu.sandi)
    session["sampai"] = parts().clock.now_ms() // 1000 + MASUK_S


def keluarkan() -> None:
    """Sign out."""
    session.clear()


def lewat_tls() -> bool:
    """Whether the browser speaks TLS. A proxy says so; that nobody else may is no matter, for it only makes the cookie
    of who says it stricter."""
    return request.is_secure or header("X-Forwarded-Proto").rpartition(",")[2].strip().lower() == "https"


def milik_kunci(rs: RumahSakit, diberi: str) -> Perangkat | None:
    """The device of a hospital that a link's key is of; all are compared, whatever is found."""
    milik, ini = None, kunci.digest(diberi)
    for satu in parts().direktori.perangkat(rs.kode):
        if hmac.compare_digest(satu.digest, ini):
            milik = satu
    return milik


def _siapa(view: Callable[..., Any]) -> Petugas | Perangkat | None:
    """Whoever asks, where the view is for them; the request becomes theirs."""
    jenis = getattr(view, "perangkat", "")
    if jenis and (satu := _perangkat()) and satu.jenis == jenis:
        return satu
    masuk = _petugas()
    if masuk and not getattr(view, "terbuka", False) and masuk.peran.isdisjoint(getattr(view, "peran", ())):
        raise HalamanTidakBoleh
    return masuk


def _perangkat() -> Perangkat | None:
    diberi = request.cookies.get(KUKI_PERANGKAT, "")
    rs = parts().direktori.cari(kunci.kode_rs(diberi)) if diberi else None
    satu = milik_kunci(rs, diberi) if rs else None
    if rs is None or satu is None:
        return None
    _periksa_jaringan(rs)
    enter_hospital(rs, f"perangkat/{satu.nama}")
    g.perangkat = satu
    return satu


def _petugas() -> Petugas | None:
    kode, nama = session.get("rs"), session.get("petugas")
    if not kode or not nama or session.get("sampai", 0) <= parts().clock.now_ms() // 1000:
        return None
    rs = parts().direktori.cari(kode)
    satu = parts().direktori.petugas(kode, nama) if rs else None
    if rs is None or satu is None or sidik(satu.sandi) != session.get("sidik"):
        return None
    _periksa_jaringan(rs)
    enter_hospital(rs, f"petugas/{satu.nama}")
    g.petugas = satu
    return satu


def _periksa_jaringan(rs: RumahSakit) -> None:
    daftar = rs.kebijakan.jaringan_simrs
    if daftar and not parts().penjaga.boleh(rs.kode, "jaringan_simrs", daftar, alamat()):
        raise HalamanTidakBoleh("Halaman ini tidak dibuka dari jaringan ini", "not from a network of jaringan_simrs")


def _periksa_formulir() -> None:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError as error:
        raise HalamanTidakBoleh(
            "Formulir ini bukan dari halaman yang terbuka sekarang. Muat ulang halamannya, lalu ulangi",
            "no CSRF token of ours",
        ) from error
