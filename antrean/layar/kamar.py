"""The room: which pages there are, and what the app has to know of them."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from antrean.layar import admin, akses, aset, farmasi, kios, loket, masuk, pantau, papan, poli, rupa
from antrean.services.konteks import Konteks
from antrean.services.pantau import DiBpjs

LAYAR = "layar"
MASUK_JAM = 12
HALAMAN = (
    *(masuk.kamar, aset.kamar, loket.kamar, farmasi.kamar, papan.kamar, poli.kamar, kios.kamar, pantau.kamar),
    *admin.KAMAR,
)


class _Kuki(SecureCookieSessionInterface):
    """The cookie of who is signed in; only over TLS where the page came by it. Mobile JKN and a SIMRS have none, and
    their requests pay for none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie says; empty where there is none."""
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send it where a page used it."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002
        return akses.lewat_tls()


def install(
    app: Flask, secret_keys: tuple[str, ...], di_bpjs: Callable[[Konteks], DiBpjs | None] = lambda _: None
) -> None:
    """Give an app the pages.

    Args:
        secret_keys: the first signs the cookies, all verify them.
        di_bpjs: asks how telling BPJS stands; None where nothing is told.
    """
    app.config.update(
        SECRET_KEY=secret_keys[0],
        SECRET_KEY_FALLBACKS=[*secret_keys[1:]],
        SESSION_COOKIE_NAME="antrean_masuk",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=MASUK_JAM),
        WTF_CSRF_TIME_LIMIT=None,  # as long as the cookie
    )
    app.session_interface = _Kuki()
    pantau.siapkan(app, di_bpjs)
    layar = Blueprint(LAYAR, __name__, template_folder="templates")
    layar.before_request(akses.periksa)
    layar.after_request(rupa.kepala)
    for satu in HALAMAN:
        layar.register_blueprint(satu)
    app.register_blueprint(layar)
    rupa.install(app)
