"""What must be zero: every booking is read back and held against what was answered."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import redis

from antrean.clock import Clock
from antrean.domain.antrean import Booking
from antrean.keys import Keys
from antrean.services import periksa
from antrean.store import Store
from bench.hospital import HOT_POLI, HOT_QUOTA, KODE_RS, QUOTA, rumah_sakit
from bench.seeding import KEEP_DAYS
from bench.site import Account, Site


def check(site: Site, where: str) -> dict[str, Any]:
    """Read a site's ledger back, and count what is wrong.

    Returns:
        bookings and cancelled as stored; and the counts that must be zero: ``failed`` answers, ``oversold`` places,
        ``duplicates`` (a number or a patient twice, a kodebooking answered twice), ``lost`` (answered, and not stored),
        ``unasked`` (stored, and neither answered nor left without an answer), ``events`` too many or too few, and
        the sentences of ``periksa``.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        sentences = pool.submit(_periksa, site.socket)
        counts = compare(*_read(site), site.account)
        return {"where": where, **counts, "periksa": sentences.result()}


def _read(site: Site) -> tuple[list[Booking], int]:
    """All bookings, and the number of events, as they stood at one moment."""
    antrean, stream = site.store.antrean, Keys(KODE_RS).peristiwa
    while True:
        events = int(site.client.xlen(stream))
        bookings = [b for tanggal in antrean.tanggal_terpakai(KODE_RS) for b in antrean.pada(KODE_RS, tanggal)]
        # What was on its way when the last load ended may have been decided meanwhile.
        if events == int(site.client.xlen(stream)):
            return bookings, events


def merged(where: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """Several ledgers as one: the counts and the sentences of all."""
    names = found[0].keys() - {"where", "periksa"}
    return {
        "where": where,
        **{name: sum(one[name] for one in found) for name in names},
        "periksa": [sentence for one in found for sentence in one["periksa"]],
    }


def compare(bookings: list[Booking], events: int, account: Account) -> dict[str, int]:
    """The counts of ``check``, from what was read."""
    active = [booking for booking in bookings if booking.aktif]
    stored = {booking.kodebooking for booking in bookings}
    answered = Counter(account.kodebooking)
    cancelled = len(bookings) - len(active)
    # Some of what was on its way when a client stopped was decided, and some was not.
    unasked = len(stored) - len(answered)
    per_session = Counter((b.tanggalperiksa, b.slot, b.jenis) for b in active)
    return {
        "bookings": len(bookings),
        "cancelled": cancelled,
        "failed": account.failed,
        "oversold": sum(max(n - _quota(slot.kodepoli), 0) for (_, slot, _), n in per_session.items()),
        "duplicates": _twice((b.tanggalperiksa, b.slot, b.angkaantrean) for b in bookings)
        + _twice((b.tanggalperiksa, b.slot.kodepoli, b.norm) for b in active)
        + sum(n - 1 for n in answered.values()),
        "lost": len(answered.keys() - stored),
        "unasked": max(unasked - account.unanswered, 0) + max(cancelled - account.cancels, 0),
        "events": abs(events - account.events - len(bookings) - cancelled),
    }


def _twice(values: Any) -> int:
    return sum(n - 1 for n in Counter(values).values())


def _quota(kodepoli: str) -> int:
    return HOT_QUOTA if kodepoli == HOT_POLI else QUOTA


def _periksa(path: str) -> list[str]:
    with redis.Redis(unix_socket_path=path, decode_responses=True) as client:
        return list(periksa.rumah_sakit(Store(client, KEEP_DAYS), Clock(), rumah_sakit()))
