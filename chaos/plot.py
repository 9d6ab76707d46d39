"""The soak as a picture."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

# Text stays text and the file small; the same run gives the same file.
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "antrean",
    "font.family": "sans-serif",
    "font.size": 9,
}


def draw(results: dict[str, Any], path: Path) -> None:
    """Six panels over the minutes of the soak, as SVG."""
    samples = results["samples"]
    minutes = [one["minute"] for one in samples]
    bookings = [one["bookings"] for one in samples]
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(9, 8), layout="constrained")
        panels = list(figure.subplots(3, 2, sharex=True).flat)
        latency, answered, workers, connections, redis, each = panels
        for name, label in (("p99_ms", "p99"), ("p50_ms", "p50")):
            latency.plot(minutes, [one[name] for one in samples], label=label, linewidth=1.2)
        latency.set_title("latency of each ten seconds, ms")
        workers.plot(minutes, [one["workers_mib"] for one in samples], label="resident, all workers", linewidth=1.2)
        workers.set_title("memory of the workers, MiB")
        redis.plot(minutes, [one["redis_mib"] for one in samples], label="used by Redis, MiB", linewidth=1.2)
        redis.plot(minutes, [n / 1000 for n in bookings], label="bookings stored, thousands", linewidth=1.2)
        redis.set_title("memory of Redis")
        empty = results["redis_empty_mib"]
        bytes_each = [(one["redis_mib"] - empty) * 2**20 / max(one["bookings"], 1) for one in samples]
        each.plot(minutes, bytes_each, label="beyond the empty hospital's", linewidth=1.2)
        each.set_title("memory of Redis for one booking, bytes")
        answered.plot(minutes, [one["answered"] for one in samples], label="answered", linewidth=1.2)
        answered.set_title("requests of each ten seconds")
        connections.plot(minutes, [one["redis_clients"] for one in samples], label="Redis connections", linewidth=1.2)
        connections.plot(minutes, [one["files"] for one in samples], label="open files of the workers", linewidth=1.2)
        connections.set_title("connections and files")
        for panel in panels:
            panel.set_ylim(0, panel.get_ylim()[1] * 1.15)
            panel.grid(alpha=0.3)
            panel.legend(loc="lower right", frameon=False)
        for panel in (redis, each):
            panel.set_xlabel("minutes")
        figure.suptitle(f"{results['minutes']:g} minutes of a real morning, {results['rate']} requests a second")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", metadata={"Date": None})
