"""``antrean serve``: gunicorn, with the embedded Redis where there is no other."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType

import click

from antrean.cli.common import settings_from_env
from antrean.cli.contoh import make_sample, suggestions
from antrean.config import Settings
from antrean.embedded import EmbeddedStore
from antrean.errors import OperatorError
from antrean.scripts import registry
from antrean.store import Store, connect

_WATCH_S = 0.2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; PORT or 8000 where none is given.")
@click.option("--workers", type=click.IntRange(1, 256), help="Worker processes; WEB_CONCURRENCY or 2.")
@click.option("--contoh", "with_sample", is_flag=True, help="With a sample hospital, in the embedded store only.")
def serve(host: str, port: int | None, workers: int | None, with_sample: bool) -> None:
    """Serve. Without REDIS_URL a Redis of our own keeps the data in ANTREAN_DATA_DIR.

    Ctrl-C finishes what is in flight, then stops.
    """
    settings = settings_from_env()
    settings = replace(settings, port=port or settings.port, workers=workers or settings.workers)
    registry()  # a broken installation stops here, with its sentence
    if settings.redis_url:
        if with_sample:
            raise OperatorError(
                "--contoh makes a hospital whose password everybody knows, so it only goes with the embedded store. "
                "Unset REDIS_URL, or leave --contoh out."
            )
        settings.require_served_store()
        _require_free_port(host, settings.port)
        command, env = _gunicorn(settings, host)
        os.execve(command[0], command, env)  # noqa: S606 - no shell wanted
    else:
        sys.exit(_serve_embedded(settings, host, with_sample))


def _serve_embedded(settings: Settings, host: str, with_sample: bool) -> int:
    """Run gunicorn beside the embedded store, and start the store again whenever it dies."""
    _require_free_port(host, settings.port)
    embedded = EmbeddedStore(settings.data_dir)
    for signum in _stop_signals():
        signal.signal(signum, lambda signum, _frame: sys.exit(128 + signum))
    try:
        embedded.enter()
        keys = settings.secret_keys or (embedded.secret_key(),)
        data_keys = embedded.data_keys(settings.data_keys)
        settings = replace(settings, redis_url=embedded.url, secret_keys=keys, data_keys=data_keys)
        if with_sample:
            with connect(settings) as client:
                store = Store(client, settings.keep_days, timeout_s=settings.redis_timeout)
                click.echo(suggestions(store, make_sample(store), f"http://{host}:{settings.port}"))
        else:
            click.echo(f"Serving on http://{host}:{settings.port}, data in {embedded.data_dir}. Ctrl-C stops.")
        command, env = _gunicorn(settings, host)
        # A session of its own: Ctrl-C in the terminal is for us, who pass it on.
        # It holds the store's lock too: should we be killed, no other command stops the store under it.
        gunicorn = subprocess.Popen(command, env=env, start_new_session=True, pass_fds=[embedded.lock])  # noqa: S603
        _pass_on_signals(gunicorn)
        while True:
            try:
                return gunicorn.wait(_WATCH_S)
            except subprocess.TimeoutExpired:
                if embedded.ensure():
                    click.echo("The embedded Redis had died and was started again.", err=True)
    finally:
        embedded.leave()


def _pass_on_signals(gunicorn: "subprocess.Popen[bytes]") -> None:
    """The first signal to stop does so gracefully, the next at once."""
    asked = False

    def stop(_signum: int, _frame: FrameType | None) -> None:
        nonlocal asked
        gunicorn.send_signal(signal.SIGQUIT if asked else signal.SIGTERM)
        asked = True

    for signum in _stop_signals():
        signal.signal(signum, stop)


def _stop_signals() -> list[signal.Signals]:
    """Ctrl-C, a supervisor's stop, and the end of the terminal, unless `nohup` said to outlive it."""
    outlive = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM] if outlive else [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def _require_free_port(host: str, port: int) -> None:
    """Say so at once where the port cannot be had, before anything is started.

    Raises:
        OperatorError: another program has it, or there is no such address.
    """
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise OperatorError(
            f"{host}:{port} cannot be served on: {error.strerror}. Choose another port with --port or PORT."
        ) from error


def _gunicorn(settings: Settings, host: str) -> tuple[list[str], dict[str, str]]:
    conf = Path(__file__).parent.parent / "gunicorn.conf.py"
    command = [sys.executable, "-m", "gunicorn", "--config", str(conf), "--bind", f"{host}:{settings.port}"]
    env = os.environ | {
        "REDIS_URL": settings.redis_url,
        "ANTREAN_SECRET_KEY": ",".join(settings.secret_keys),
        "ANTREAN_DATA_KEY": ",".join(settings.data_keys),
        "PORT": str(settings.port),
        "WEB_CONCURRENCY": str(settings.workers),
    }
    return [*command, "antrean:create_app()"], env
