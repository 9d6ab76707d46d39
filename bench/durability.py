"""Item 7: what it costs that a booking is on disk before it is answered."""

import time
from typing import Any

import redis

from bench.asked import batch
from bench.machine import progress
from bench.site import Site

# Each mode as Redis is told it. Without an append-only file nothing survives: that is only here for comparison.
MODES = {
    "always": {"appendonly": "yes", "appendfsync": "always"},
    "everysec": {"appendonly": "yes", "appendfsync": "everysec"},
    "no": {"appendonly": "yes", "appendfsync": "no"},
    "no file": {"appendonly": "no"},
}
CONNECTIONS = 32
_POLL_S = 0.05


def run(site: Site) -> list[dict[str, Any]]:
    """ambil under each mode in turn, round by round; ends with ``always``."""
    rounds: dict[str, list[dict[str, Any]]] = {mode: [] for mode in MODES}
    for ke in range(site.plan.durability_rounds):
        progress(f"  round {ke + 1} of {site.plan.durability_rounds}")
        for mode in MODES if ke % 2 == 0 else reversed(MODES):
            set_mode(site.client, mode)
            rounds[mode].append(site.load(batch(site, "ambil"), CONNECTIONS))
    set_mode(site.client, "always")
    return [{"mode": mode, "rounds": found} for mode, found in rounds.items()]


def set_mode(client: "redis.Redis", mode: str) -> None:
    """Set it, and wait until the server has written the file that it may have to begin."""
    for name, value in MODES[mode].items():
        client.config_set(name, value)
    while True:
        state = client.info("persistence")
        if not (state["aof_rewrite_in_progress"] or state["aof_rewrite_scheduled"]):
            return
        time.sleep(_POLL_S)
