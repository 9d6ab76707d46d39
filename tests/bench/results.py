"""A run's results, as if measured: two rounds of everything."""

from typing import Any


def load(*rates: float, p50: float = 10.0, p99: float = 20.0, **more: Any) -> list[dict[str, Any]]:
    """Rounds of a load."""
    times = {"p50": p50, "p99": p99, "p999": p99 * 2, "max": p99 * 3}
    cpu = {"workers": 400.0, "redis": 80.0, "wrk": 20.0}
    return [{"rate": rate, "failed": 0, "cpu": cpu, **times, **more} for rate in rates]


def closed(service: str, rounds: list[dict[str, Any]], floor: bool = False, connections: int = 32) -> dict[str, Any]:
    """One load of the closed loop."""
    return {"service": service, "floor": floor, "connections": connections, "rounds": rounds}


def ledger(**wrong: Any) -> dict[str, Any]:
    """What a ledger says; nothing is wrong unless told otherwise."""
    names = ("failed", "oversold", "duplicates", "lost", "unasked", "events")
    return {"where": "store", "bookings": 9000, "cancelled": 0, **dict.fromkeys(names, 0), "periksa": [], **wrong}


def results() -> dict[str, Any]:
    """All parts, every target met."""
    parts: dict[str, Any] = {
        "closed": [
            *(closed(name, load(3000, 3000)) for name in ("ambil", "status", "sisa", "token", "batal")),
            *(closed(name, load(3600, 3700), floor=True) for name in ("ambil", "status", "sisa", "token", "batal")),
            closed("ambil", load(800, 900), connections=1),
            closed("mix", load(2900, 3100)),
        ],
        "store": [{"rate": 9000.0, "script_us": 60.0, "p50": 1.0, "p99": 3.0, "calls": 1000, "booked": 990}] * 2,
        "hot": [
            {"patients": 5000, "seconds": 1.5, "p50": 700, "p99": 1400, "taken": 30, "full": 4970, "other": 0}
            | {"exact": True}
        ],
        "growth": {
            "sizes": [
                {"bookings": size, "patients": 1000, "rounds": load(rate, rate, stored=1, stored_after=2)}
                for size, rate in ((1000, 3000), (1_000_000, 2950))
            ],
            "memory": {
                **{"bytes_per_patient": 140.4, "bytes_per_booking": 590.2, "used_memory": 700 * 2**20},
                **{"import_seconds": 20.0, "booking_seconds": 90.0},
            },
        },
        "open": {
            **{"rate": 2100.0, "of": 3000.0, "reached": 2100.0, "arrivals": 126_000, "failed": 0, "client_cpu": 0.2},
            **{"p50": 5.0, "p90": 8.0, "p99": 20.0, "p999": 40.0, "max": 60.0, "late_p50": 0.1, "late_p99": 0.6},
        },
        "durability": [
            {"mode": mode, "rounds": load(rate, rate)}
            for mode, rate in (("always", 2500), ("everysec", 2900), ("no", 3000), ("no file", 3100))
        ],
        "profile": {
            "rows": [{"part": "schema", "wall": 50.0, "cpu": 49.0}, {"part": "whole", "wall": None, "cpu": 490.0}],
            "alone": [{"part": "the script", "us": 60.0}],
        },
        "pages": {
            **{"cpu": 0.1, "asked": 272.0, "memory_mib": 5.0, "heard": [0.4, 0.9, 1.3], "failed": 0},
            "rounds": [{"alone": 2000.0, "beside": 1940.0}] * 2,
        },
    }
    return {
        **{"began": "2026-11-23 10:00 UTC", "seconds": 700.0, "arguments": "", "ledgers": [ledger()]},
        **{"machine": {"processor": "a test, 2 cores"}, "parts": parts},
        "plan": {"workers": 2, "threads": 8, "tcp": False, "rounds": 2, "seconds": 3},
    }
