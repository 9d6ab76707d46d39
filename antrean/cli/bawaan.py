"""What libraries bring with them that no scanner of versions sees, where it says itself of when it is."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib.metadata import version

from antrean.store.segel import openssl

_TUA = timedelta(days=366)


def tua(hari_ini: date) -> Iterator[str]:
    """What of it is older than a year."""
    for apa, sejak in (("The OpenSSL in the library cryptography", _openssl()), ("The time zones in tzdata", _zona())):
        if sejak and hari_ini - sejak > _TUA:
            yield (
                f"{apa} is of {sejak:%B %Y}, more than a year old: holes and rules are mended since. Update antrean, "
                "or the library, and start again."
            )


def _openssl() -> date | None:
    found = re.search(r"\d+ [A-Z][a-z]{2} \d{4}$", openssl())
    return datetime.strptime(found[0], "%d %b %Y").date() if found else None  # noqa: DTZ007 - a date


def _zona() -> date | None:
    found = re.match(r"\d{4}", version("tzdata"))
    return date(int(found[0]), 12, 31) if found else None
