"""Every line that the service logs: JSON, and without what could be a person's.

The access log is whole before it comes here (antrean/http/trace.py). Anything else goes through two walls: of an error
only its type and where it happened are told, its text where it is the machine's; and whatever is left loses its long
runs of digits and what stands in quotes.
"""

import logging
import re
import sys
from datetime import UTC, datetime
from traceback import extract_tb
from typing import Any

import orjson
from gunicorn import glogging

# No identity number is shorter than eight digits, and nothing that we tell is longer: ports, pids, dates, counts.
_DIGITS = re.compile(r"\d{8,}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|‘[^’]*’|`[^`]*`")
_FRAMES = 12


def mask(text: str) -> str:
    """A text without runs of eight digits or more."""
    return _DIGITS.sub("********", text)


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(int(record.created * 1000) / 1000, UTC),
            "level": record.levelname.lower(),
            "pid": record.process,
            "message": mask(record.getMessage()),
        }
        if found := getattr(record, "id", None):
            line["id"] = found
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = _kind(error)
            line["at"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)[-_FRAMES:]
            ]
        return orjson.dumps(line, option=orjson.OPT_UTC_Z).decode()


class AccessLines(logging.Formatter):
    """A line of the access log, whose message is a mapping."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(record.msg, option=orjson.OPT_UTC_Z).decode()


def _kind(error: BaseException) -> str:
    """Its type; and what it says, where that is about a file, a connection or a module, and not about a request."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, (OSError, ImportError)) or kind.startswith("redis."):
        return f"{kind}: {mask(_QUOTED.sub('…', str(error)))}"
    return kind


def _says_where(record: logging.LogRecord) -> bool:
    """Not gunicorn's list of common sockets where there are none: gunicorn.conf.py says where the workers' own are."""
    return record.msg != "Listening at: %s (%s)" or (isinstance(record.args, tuple) and bool(record.args[0]))


class Logger(glogging.Logger):  # type: ignore[misc]
    """``logger_class`` in gunicorn.conf.py: gunicorn's messages, ours and everybody's to stderr, requests to stdout."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())
        self.error_log.addFilter(_says_where)
        logging.captureWarnings(True)
        logging.root.handlers = list(self.error_log.handlers)
        requests = logging.StreamHandler(sys.stdout)
        requests.setFormatter(AccessLines())
        access = logging.getLogger("antrean.access")
        access.handlers, access.propagate = [requests], False
