"""How much is measured: the whole run, and a quick one that only shows that everything works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes of a run, and what is run.

    Attributes:
        workers, threads: of gunicorn, as WEB_CONCURRENCY and ANTREAN_THREADS.
        tcp: the service talks to Redis over TCP instead of a unix socket.
        seconds: of one load; warm: whether a load that does not count comes before the first round.
        most_rate: answers per second that no service here comes near; lists are made for it.
        services: that are measured beside their floor; ambil also at each of the connections.
        patients: of the hospital that all but the growth is measured on.
        growth: bookings that are stored, by site; the last site has as many patients.
        open_share: of the closed loop's maximum, which the open loop asks for.
        store_calls: of redis-benchmark in one round, no more than a session's largest quota.
        store_cards: how many cards it draws from.
        profile_calls: of the application, in each of the profile's loops.
        page_seconds: that open pages are watched; page_calls: that they hear of.
    """

    workers: int = 2
    threads: int = 16
    tcp: bool = False
    rounds: int = 5
    seconds: int = 3
    warm: bool = True
    most_rate: int = 8_000
    patients: int = 50_000
    services: tuple[str, ...] = ("ambil", "status", "sisa", "token", "batal")
    connections: tuple[int, ...] = (1, 32, 256)
    hot_patients: int = 5_000
    hot_rounds: int = 3
    growth: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    growth_rounds: int = 5
    open_seconds: int = 60
    open_share: float = 0.7
    durability_rounds: int = 4
    store_calls: int = 9_000
    store_cards: int = 1_000_000
    store_rounds: int = 5
    profile_calls: int = 4_000
    page_seconds: int = 20
    page_calls: int = 12
    page_rounds: int = 4


FULL = Plan()
QUICK = Plan(
    rounds=1,
    seconds=1,
    warm=False,
    most_rate=6_000,
    patients=8_000,
    services=("ambil", "batal"),
    connections=(32,),
    hot_patients=500,
    hot_rounds=1,
    growth=(200, 2_000),
    growth_rounds=1,
    open_seconds=2,
    durability_rounds=1,
    store_calls=1_000,
    store_cards=20_000,
    store_rounds=1,
    profile_calls=300,
    page_seconds=2,
    page_calls=2,
    page_rounds=1,
)
