"""``antrean serve``: gunicorn, kept running, with the embedded Redis where there is no other."""

import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from antrean.cli.common import clock, embedded_settings, say_aside, say_if_empty, settings_from_env
from antrean.cli.penjaga import Child, Supervisor, stop_signals
from antrean.config import Settings
from antrean.embedded import EmbeddedStore
from antrean.errors import OperatorError, StoreUnavailable
from antrean.port import free_port, why_taken
from antrean.scripts import registry
from antrean.store import Store, connect

# A store that does not answer yet keeps nobody from starting.
_START_S = 2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; PORT or 8000 where none is given.")
@click.option("--workers", type=click.IntRange(1, 256), help="Worker processes; WEB_CONCURRENCY or 2.")
@click.option("--contoh", "with_sample", is_flag=True, help="With a sample hospital, in the embedded store only.")
@click.option("--simulasi", "with_bpjs", is_flag=True, help="With a simulated BPJS too, for the sample hospital.")
@click.option("--gerak", "moving", is_flag=True, help="With patients of the sample hospital who come by themselves.")
def serve(host: str, port: int | None, workers: int | None, with_sample: bool, with_bpjs: bool, moving: bool) -> None:
    """Serve. Without REDIS_URL a Redis of our own keeps the data in ANTREAN_DATA_DIR.

    Where a hospital tells BPJS what is done (`antrean bpjs atur`), it is sent from here too. Ctrl-C finishes what is in
    flight, then stops.
    """
    settings = settings_from_env()
    settings = replace(settings, port=port or settings.port, workers=workers or settings.workers)
    registry()  # a broken installation stops here, with its sentence
    if settings.redis_url and with_sample:
        raise OperatorError(
            "--contoh makes a hospital whose password everybody knows, so it only goes with the embedded store. "
            "Unset REDIS_URL, or leave --contoh out."
        )
    if with_bpjs and not with_sample:
        raise OperatorError("--simulasi goes with --contoh: a real hospital's bookings are for the real BPJS.")
    if moving and not with_sample:
        raise OperatorError("--gerak goes with --contoh: nobody makes up patients of a real hospital.")
    if settings.redis_url:
        settings.require_served_store()
    if why := why_taken(host, settings.port):
        raise OperatorError(
            f"{host}:{settings.port} cannot be served on: {why}. Choose another port with --port or PORT."
        )
    for signum in stop_signals():
        signal.signal(signum, lambda signum, _frame: sys.exit(128 + signum))
    if settings.redis_url:
        brief = replace(settings, redis_timeout=_START_S)
        with connect(brief) as client:
            store = Store.from_settings(brief, client)
            _look_at(store)
            _say_if_doubted(store)
            beside = _beside(settings, store)
        sys.exit(Supervisor([_gunicorn(settings, host), *beside], None).run())
    sys.exit(_serve_embedded(settings, host, with_sample, with_bpjs, moving))


def _serve_embedded(settings: Settings, host: str, with_sample: bool, with_bpjs: bool, moving: bool) -> int:
    """Run gunicorn beside the embedded store."""
    embedded = EmbeddedStore(settings.data_dir, say_aside)
    try:
        embedded.enter()
        keys = settings.secret_keys or (embedded.secret_key(),)
        settings = replace(embedded_settings(settings, embedded), secret_keys=keys)
        with connect(settings) as client:
            store = Store.from_settings(settings, client)
            simulator: list[Child] = []
            if with_sample:
                from antrean.cli.contoh import connect_bpjs, make_sample, suggestions

                rs = make_sample(store)
                if with_bpjs and (bpjs_port := connect_bpjs(store, rs, free_port(settings.port + 1))):
                    berkas = str(embedded.data_dir / "simulasi-bpjs.json")
                    words = ("--port", str(bpjs_port), "--anggap-mobile", "--berkas", berkas)
                    simulator = [_command(settings, "bpjs", "simulasi", *words)]
                click.echo(suggestions(store, rs, f"http://{host}:{settings.port}", with_bpjs=with_bpjs))
            else:
                say_if_empty(store, embedded)
                _say_if_doubted(store)
                click.echo(f"Serving on http://{host}:{settings.port}, data in {embedded.data_dir}. Ctrl-C stops.")
            patients = [Child("peraga", [sys.executable, "-m", "antrean.cli.peraga"], _env(settings))] if moving else []
            beside = [*simulator, *patients, *_beside(settings, store)]
        return Supervisor([_gunicorn(settings, host, embedded), *beside], embedded).run()
    finally:
        embedded.leave()


def _look_at(store: Store) -> None:
    """A store that keeps us out does not change by waiting.

    Raises:
        OperatorError: what is set so, and what helps.
    """
    with suppress(StoreUnavailable):  # gunicorn waits for a store that comes later
        if why := store.health.refused():
            raise OperatorError(f"{why}.")
    with suppress(StoreUnavailable):
        for why in store.health.gone():
            say_aside(f"a part of the cluster cannot serve: {why}.")


def _say_if_doubted(store: Store) -> None:
    """Before the first patient meets it: with a clock that is doubted nothing will be changed."""
    with suppress(StoreUnavailable):  # gunicorn waits for a store that comes later
        if sebab := store.jam.keraguan(clock.now_ms()):
            say_aside(f"no change will be made (503): {sebab}")


def _gunicorn(settings: Settings, host: str, embedded: EmbeddedStore | None = None) -> Child:
    conf = Path(__file__).parent.parent / "gunicorn.conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(conf), "--bind", f"{host}:{settings.port}"]
    # It holds the store's lock too: should we be killed, no other command stops the store under it.
    lock_env, lock = (embedded.lock_env, [embedded.lock]) if embedded else ({}, [])
    return Child("gunicorn", [*command, "antrean:create_app()"], _env(settings) | lock_env, lock)


def _beside(settings: Settings, store: Store) -> list[Child]:
    """What tells BPJS, and what keeps another system's book, where a hospital asks for it; also where the store cannot
    say so now."""
    try:
        semua = [rs.kebijakan for rs in store.rs.semua()]
        kirim, jalan = any(satu.bpjs for satu in semua), any(satu.konektor for satu in semua)
    except StoreUnavailable:
        kirim = jalan = True
    children = [_command(settings, "bpjs", "kirim")] if kirim else []
    return [*children, _command(settings, "konektor", "jalan")] if jalan else children


def _command(settings: Settings, *words: str) -> Child:
    """A command of ours, kept running."""
    return Child(" ".join(words[:2]), [sys.executable, "-m", "antrean", *words], _env(settings))


def _env(settings: Settings) -> dict[str, str]:
    return os.environ | {
        "REDIS_URL": settings.redis_url,
        "ANTREAN_DATA_DIR": str(settings.data_dir),
        "ANTREAN_SECRET_KEY": ",".join(settings.secret_keys),
        "ANTREAN_DATA_KEY": ",".join(settings.data_keys),
        "PORT": str(settings.port),
        "WEB_CONCURRENCY": str(settings.workers),
    }
