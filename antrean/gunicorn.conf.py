"""How gunicorn runs the service; from the environment, as README's settings table says."""

import os
import sys

from antrean.config import Settings
from antrean.errors import SettingsError

try:
    _settings = Settings.from_env(os.environ)
except SettingsError as error:
    sys.exit(f"antrean: {error}")

# A platform sends traffic from outside the machine; `antrean serve` binds to 127.0.0.1 unless it is told otherwise.
bind = f"0.0.0.0:{_settings.port}"
workers = _settings.workers
worker_class = "gthread"
threads = _settings.threads
# The application is made once, before the workers: a wrong setting stops the start with one sentence.
preload_app = True
# A stop lets what is in flight finish; a worker that hangs longer than any answer of the store may take is replaced.
graceful_timeout = 30
timeout = 90
keepalive = 15
# Its socket has one fixed place per user: two hospitals' services on one machine would fight for it.
control_socket_disable = True
accesslog = "-" if _settings.log_level in ("debug", "info") else None
# No query string, no header, no body: nothing that could hold an identity number.
access_log_format = '%(t)s %(p)s "%(m)s %(U)s" %(s)s %(B)s bytes %(M)s ms'
loglevel = _settings.log_level
