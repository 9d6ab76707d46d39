"""kill -9 at random moments under load. After each everything that was answered must be there, once, and unchanged."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from antrean.errors import StoreUnavailable
from bench import machine
from chaos import ledger
from chaos.load import GIVE_UP_S, Load
from chaos.victims import VICTIMS, Victim

DEFAULT_KILLS = 108
_LOAD_S = (0.2, 1.5)
_TWICE, _SECOND_S = 0.25, 0.6  # how often the one that comes back is killed too, and how soon


@dataclass
class Round:
    """One victim, killed again and again.

    Attributes:
        booked: answered 200; unseen: booked, and the answer was lost.
        back_s: after each kill, the longest time in seconds that a client waited for the outcome of a request.
    """

    victim: str
    kills: int = 0
    booked: int = 0
    unseen: int = 0
    cancelled: int = 0
    unavailable: int = 0
    cut: int = 0
    back_s: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    off: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that is, in sentences that name the victim."""
        return [f"{self.victim}: {sentence}" for sentence in (*self.lost, *self.doubled, *self.off)]


def run(folder: Path, kills: int, seed: int, victims: Sequence[type[Victim]] = VICTIMS) -> dict[str, Any]:
    """At least so many kills, spread over the victims; each victim's figures.

    Raises:
        RuntimeError, AssertionError: something did not start at all, in a sentence.
    """
    began = time.monotonic()
    each = -(-kills // len(victims))
    rounds = []
    for ke, kind in enumerate(victims):
        machine.progress(f"{kind.name}: {each} kills")
        with kind(folder / str(ke)) as victim:
            rounds.append(torment(victim, each, seed + ke))
    return {
        "seed": seed,
        "kills": sum(one.kills for one in rounds),
        "seconds": time.monotonic() - began,
        "machine": machine.describe(),
        "rounds": [vars(one) for one in rounds],
        "wrong": [sentence for one in rounds for sentence in one.wrong],
    }


def torment(victim: Victim, kills: int, seed: int) -> Round:
    """Kill one victim so often; stop at the first kill after which something is wrong."""
    chance = random.Random(seed)  # noqa: S311 - to be had again
    load, found = Load(victim.jkn, seed), Round(victim.name)
    with load.running():
        while found.kills < kills and not found.wrong:
            time.sleep(chance.uniform(*_LOAD_S))
            _kill(victim, load, found, chance)
            if found.wrong:
                break
            try:
                with load.standing_still() as account:
                    findings = ledger.check(victim.store, victim.rs, account)
                found.lost, found.doubled, found.off = findings.lost, findings.doubled, findings.off
            except (RuntimeError, StoreUnavailable) as error:
                found.off.append(f"{error or 'the store does not answer'}. {victim.failed()}")
                break
            found.back_s.append(load.longest_wait)
    account = load.account
    found.booked, found.unseen, found.cancelled = len(account.given), len(account.unseen), len(account.cancelled)
    found.unavailable, found.cut = account.unavailable, account.cut
    return found


def _kill(victim: Victim, load: Load, found: Round, chance: random.Random) -> None:
    """Kill, perhaps once more what came back, and wait until another one is there and everybody is served by it."""
    twice, soon = chance.random() < _TWICE, chance.uniform(0, _SECOND_S)
    load.watch()
    killed = victim.kill()
    if killed is None:
        found.off.append(f"there was nothing to kill any more. {victim.failed()}")
        return
    found.kills += 1
    if twice:
        time.sleep(soon)
        if (second := victim.kill()) is not None:
            killed |= second
            found.kills += 1
    deadline = time.monotonic() + GIVE_UP_S
    steps: tuple[Callable[[], bool], ...] = (lambda: victim.is_back(killed), lambda: load.all_served)
    for back in steps:
        load.look()
        while not back():
            if victim.failed() or time.monotonic() > deadline:
                found.off.append(f"it did not come back within {GIVE_UP_S} s. {victim.failed()}")
                return
            time.sleep(0.02)


def table(results: dict[str, Any]) -> Iterator[str]:
    """The rounds, line by line."""
    names = ("kills", "answered 200", "answer lost", "cancelled", "503", "cut", "lost", "doubled", "off")
    yield f"{'victim':24}" + "".join(f"{name:>14}" for name in names) + f"{'waited, s: median':>18}{'most':>7}"
    for one in results["rounds"]:
        cells = [one[name] for name in ("kills", "booked", "unseen", "cancelled", "unavailable", "cut")]
        cells += [len(one[name]) for name in ("lost", "doubled", "off")]
        back = one["back_s"] or [0.0]
        line = f"{one['victim']:24}" + "".join(f"{cell:14}" for cell in cells)
        yield line + f"{statistics.median(back):18.2f}{max(back):7.2f}"
