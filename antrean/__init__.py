"""antrean: queue numbers for hospitals behind BPJS Mobile JKN, each decided atomically in Redis."""

import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import redis
    from flask import Flask

    from antrean.clock import Clock
    from antrean.config import Settings
    from antrean.store.cluster import Cluster

BODY_LIMIT = 64 * 1024


def create_app(
    settings: "Settings | None" = None, client: "redis.Redis | Cluster | None" = None, clock: "Clock | None" = None
) -> "Flask":
    """Wire one process of the service.

    Args:
        settings: from the environment where none are given.
        client: instead of one for ``settings.redis_url``; tests give their own.
        clock: instead of the system's; it is believed, whatever the server's says.

    Raises:
        SettingsError: a setting is missing or unusable.
    """
    # Here, because every command imports this package, and would start with half a second of Flask and of the doors.
    from flask import Flask
    from werkzeug.middleware.proxy_fix import ProxyFix

    from antrean.bpjs.layanan import di_bpjs
    from antrean.bpjs.metrik import angka as angka_bpjs
    from antrean.bpjs.pintu import door as kiriman
    from antrean.clock import Clock
    from antrean.config import Settings
    from antrean.http import metrik, patience, responses, simrs, trace, ws_rs
    from antrean.http.context import Parts
    from antrean.http.docs import docs
    from antrean.http.health import health
    from antrean.http.json import Penyedia
    from antrean.http.openapi import openapi
    from antrean.konektor.metrik import angka as angka_konektor
    from antrean.layar import kabar as halaman_kabar
    from antrean.layar import kamar as layar
    from antrean.layar.rupa import galat, tersesat
    from antrean.services.dicari import Dicari
    from antrean.services.direktori import Direktori
    from antrean.services.jam import PenjagaJam
    from antrean.services.kabar import Jatah, Kabar
    from antrean.services.masuk import Masuk
    from antrean.services.penjaga import Penjaga
    from antrean.services.peristiwa import Umpan
    from antrean.services.sandi import Sandi
    from antrean.services.tokens import Tokens
    from antrean.store import Store

    settings = settings or Settings.from_env(os.environ)
    settings.require_served_store()
    logging.getLogger("antrean").setLevel(settings.log_level.upper())
    dipercaya, clock = clock is not None, clock or Clock()
    store = Store.from_settings(settings, client, threads=settings.threads)
    jam = None if dipercaya else PenjagaJam(store.jam, clock)
    if jam:
        store.jaga(jam)

    app = Flask("antrean", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False
    app.json = Penyedia(app)
    if settings.proxy_hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxy_hops, x_proto=0, x_host=0)  # type: ignore[method-assign]
    direktori, penjaga = Direktori(store, clock), Penjaga()
    trace.install(app)
    responses.install(app, {simrs.SIMRS: simrs.masalah}, {layar.LAYAR: galat}, tersesat)
    patience.install(app, store)
    app.register_blueprint(ws_rs.blueprint(settings.url_alias, settings.url_prefix))
    app.register_blueprint(health)
    app.register_blueprint(simrs.blueprint(kiriman))
    app.register_blueprint(openapi)
    app.register_blueprint(docs)
    layar.install(app, settings.secret_keys, di_bpjs)
    dilihat_dari = (settings.metrics_networks, settings.metrics_token, settings.proxy_hops)
    app.register_blueprint(metrik.blueprint(*dilihat_dari, angka_bpjs, angka_konektor))
    papan = metrik.papan(app, store, settings.workers)
    store.ukur(papan.simpan)
    Parts(
        store=store,
        clock=clock,
        direktori=direktori,
        masuk=Masuk(store, clock, direktori, Sandi(max(settings.threads // 4, 1)), penjaga, settings.login_limit),
        penjaga=penjaga,
        tokens=Tokens(settings.secret_keys, clock),
        umpan=Umpan(store, clock, max(settings.threads // 4, 1)),
        papan=papan,
        dicari=Dicari(store, clock),
        jam=jam,
    ).attach(app)
    halaman_kabar.install(app, Kabar(store, clock), Jatah(clock), settings.secret_keys[0])
    return app
