"""How gunicorn runs the service; from the environment, as README's settings table says."""

import gc
import os
import random
import resource
import sys
from collections import Counter
from itertools import count
from typing import Any

from antrean import lifeline
from antrean.config import Settings
from antrean.embedded import leave_inherited
from antrean.errors import SettingsError
from antrean.port import why_taken
from antrean.ukuran import mulai_baris

try:
    _settings = Settings.from_env(os.environ)
except SettingsError as error:
    sys.exit(f"antrean: {error}")

# A platform sends traffic from outside the machine; `antrean serve` binds to 127.0.0.1 unless it is told otherwise.
bind = f"0.0.0.0:{_settings.port}"
workers = _settings.workers
worker_class = "antrean.server.worker.Worker"
threads = _settings.threads
# Each worker has a queue of its own, over which the kernel spreads new connections. From a common one the first worker
# to wake up often takes them all, and the others have nothing to do.
reuse_port = True
# The application is made once, before the workers: a wrong setting stops the start with one sentence.
preload_app = True
# A stop lets what is in flight finish; a worker that hangs longer than any answer of the store may take is replaced.
graceful_timeout = 30
timeout = 90
keepalive = _settings.keepalive
# Its socket has one fixed place per user: two hospitals' services on one machine would fight for it.
control_socket_disable = True
# The application logs its requests itself (antrean/http/trace.py).
accesslog = None
logger_class = "antrean.server.logs.Logger"
loglevel = _settings.log_level
# A request's line, and the head's other lines: how many, and how long each may be. All of it is at most
# antrean.server.wire.HEAD_BYTES. A body: antrean.BODY_LIMIT, for the SIMRS door antrean.http.simrs.access.BODY_LIMIT.
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# gunicorn takes a path's beginning (SCRIPT_NAME) and the scheme from the headers of any client on this machine, and a
# proxy passes them on: /x/simrs/v1 would reach the SIMRS door past the proxy's rules. Nobody's headers do that here.
forwarder_headers = ""
forwarded_allow_ips = ""
# Of each worker; more wait in the kernel's queue. Each is a file, and a process may only have so many.
_files = resource.getrlimit(resource.RLIMIT_NOFILE)
_most = min(_files[1], 65536) if _files[1] != resource.RLIM_INFINITY else 65536
resource.setrlimit(resource.RLIMIT_NOFILE, (max(_files[0], _most), _files[1]))
worker_connections = max(min(1000, _most - 4 * _settings.threads - 128), 2 * _settings.threads)
# The worker sends an answer itself, in one piece with its head.
sendfile = False


def on_starting(server: Any) -> None:
    """Stop where the port is taken: with queues of its own, a worker could share it with whoever has it."""
    if "GUNICORN_PID" in os.environ:  # it takes over from a running one
        return
    if lifeline.watch(os.environ):  # `antrean serve` looked, and starts again beside workers that are on their way out
        return
    for host, port in _tcp(server):
        if why := why_taken(host, port):
            sys.exit(f"antrean: {host}:{port} cannot be served on: {why}. Choose another PORT.")


def on_exit(_server: Any) -> None:
    """Where `antrean serve` was killed, nobody else stops the embedded store."""
    leave_inherited(_settings.data_dir, os.environ)


def when_ready(server: Any) -> None:
    """Say so to `antrean serve`; and say where, as gunicorn does for a common queue."""
    # What is loaded stays for as long as the process: no worker looks through it for garbage, least of all at its end,
    # and so it stays one copy for all of them.
    gc.freeze()
    lifeline.ready(os.environ)
    server.log.info("Listening at: %s", ", ".join(f"http://{host}:{port}" for host, port in _tcp(server)))


def _tcp(server: Any) -> list[tuple[str, int]]:
    """Where it is to listen; a unix socket is told to gunicorn itself, by whoever wants one."""
    return [address for address in server.cfg.address if isinstance(address, tuple)]


def pre_fork(server: Any, worker: Any) -> None:
    """Choose the row in which it counts: the first that no living worker has. And a processor on which the fewest
    workers run, any of them: another service may do the same here."""
    taken = {other.row for other in server.WORKERS.values()}
    worker.row = next(row for row in count(1) if row not in taken)
    if hasattr(os, "sched_getaffinity"):  # Linux
        busy = Counter(other.cpu for other in server.WORKERS.values())
        worker.cpu = min(os.sched_getaffinity(0), key=lambda cpu: (busy[cpu], random.random()))  # noqa: S311


def post_worker_init(worker: Any) -> None:
    """What was asked for in vain is written beside the requests, by a thread of this process. The bench's floor, which
    runs here too, has none of that."""
    if own := worker.wsgi.extensions.get("antrean"):
        own.dicari.mulai()


def worker_exit(_server: Any, worker: Any) -> None:
    """What is not written yet; a worker that did not get as far as the application has none."""
    if hasattr(worker, "wsgi") and (own := worker.wsgi.extensions.get("antrean")):
        own.dicari.akhiri()


def post_fork(server: Any, worker: Any) -> None:
    """Stay on it: the threads of a worker share one lock, and to pass it from one processor to another costs more than
    half of what an answer does.

    Until it has handlers of its own, the master's put a signal into this process's copy of the master's queue, which
    nobody reads: a stop in that moment was lost, and took all of `graceful_timeout`.
    """
    worker.early = server.SIG_QUEUE
    mulai_baris(worker.row)
    if hasattr(worker, "cpu"):
        os.sched_setaffinity(0, {worker.cpu})
