"""The commands: ``python -m chaos kills`` kills processes under load, ``… sender`` those that send to BPJS,
``… konektor`` those that keep another system's book, ``… soak`` serves for long."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from antrean.errors import OperatorError
from chaos import kills, konektor, plot, sender, soak
from chaos.victims import VICTIMS


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says; exit code 1 where anything was lost or grew."""
    options = _options(words)
    try:
        with tempfile.TemporaryDirectory(prefix="antrean-chaos-") as name:
            wrong = options.run(options, Path(name))
    except (RuntimeError, AssertionError, OperatorError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The chaos stopped: {error}")
    except KeyboardInterrupt:
        sys.exit("The chaos was stopped.")
    for sentence in wrong:
        print(f"WRONG  {sentence}", file=sys.stderr)
    if wrong:
        sys.exit(1)


def _kills(options: argparse.Namespace, folder: Path) -> list[str]:
    seed = random.randrange(10**6) if options.seed is None else options.seed  # noqa: S311
    print(f"The moments follow from the seed: --seed {seed}", flush=True)
    victims = [one for one in VICTIMS if options.only in one.name]
    if not victims:
        raise RuntimeError(f"There is no victim {options.only}. The victims: {', '.join(one.name for one in VICTIMS)}.")
    results = kills.run(folder, options.kills, seed, victims)
    _write(options.json, results)
    print("\n".join(kills.table(results)))
    print(f"{results['kills']} kills in {results['seconds'] / 60:.1f} minutes; all in {options.json}")
    wrong: list[str] = results["wrong"]
    return wrong


def _sender(options: argparse.Namespace, folder: Path) -> list[str]:
    seed = random.randrange(10**6) if options.seed is None else options.seed  # noqa: S311
    print(f"The moments follow from the seed: --seed {seed}", flush=True)
    found = sender.run(folder, options.kills, seed)
    _write(options.json, vars(found))
    print("\n".join(sender.table(found)))
    print(f"{found.kills} kills in {found.seconds / 60:.1f} minutes; all in {options.json}")
    return found.wrong


def _konektor(options: argparse.Namespace, folder: Path) -> list[str]:
    seed = random.randrange(10**6) if options.seed is None else options.seed  # noqa: S311
    print(f"The moments follow from the seed: --seed {seed}", flush=True)
    if not konektor.ada_mariadb():
        raise RuntimeError("there is no MariaDB here: apt-get install mariadb-server")
    wrong = []
    for sistem in konektor.SISTEM:
        found = konektor.run(folder / sistem, sistem, options.kills, seed)
        _write(options.json.with_stem(f"{options.json.stem}-{sistem}"), vars(found))
        print("\n".join(konektor.table(found)))
        print(f"{found.kills} kills in {found.seconds / 60:.1f} minutes")
        wrong += found.wrong
    return wrong


def _soak(options: argparse.Namespace, folder: Path) -> list[str]:
    results = soak.run(folder, options.minutes, options.rate)
    _write(options.json, results)
    if options.plot:
        plot.draw(results, options.plot)
    print(f"{'':40}{'middle third':>14}{'last third':>14}{'flat up to':>14}")
    for one in soak.verdicts(results):
        print(f"{one.figure:40}{one.middle:14.1f}{one.last:14.1f}{one.most:14.1f}  {'' if one.flat else 'GREW'}")
    answered = sum(one["answered"] for one in results["samples"])
    print(f"{answered} requests answered, {results['ledger']['bookings']} bookings read back; all in {options.json}")
    return soak.wrong(results)


def _write(path: Path, results: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1))


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m chaos", description="Tries to break the service, for long.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("kills", help="kill -9 of everything, at random moments under load")
    add.add_argument("--kills", type=int, default=kills.DEFAULT_KILLS, help=f"how many ({kills.DEFAULT_KILLS})")
    add.add_argument("--seed", type=int, help="the moments of an earlier run")
    add.add_argument("--only", default="", metavar="VICTIM", help="those whose name has this in it")
    add.add_argument("--json", type=Path, default=Path("build/kills.json"), metavar="FILE", help="all figures")
    add.set_defaults(run=_kills)
    add = commands.add_parser("sender", help="kill -9 of who sends to BPJS, while BPJS answers badly")
    add.add_argument("--kills", type=int, default=sender.DEFAULT_KILLS, help=f"how many ({sender.DEFAULT_KILLS})")
    add.add_argument("--seed", type=int, help="the moments of an earlier run")
    add.add_argument("--json", type=Path, default=Path("build/sender.json"), metavar="FILE", help="all figures")
    add.set_defaults(run=_sender)
    add = commands.add_parser("konektor", help="kill -9 of who keeps Khanza's or mLITE's book, while both sides work")
    add.add_argument("--kills", type=int, default=konektor.DEFAULT_KILLS, help=f"how many ({konektor.DEFAULT_KILLS})")
    add.add_argument("--seed", type=int, help="the moments of an earlier run")
    add.add_argument("--json", type=Path, default=Path("build/konektor.json"), metavar="FILE", help="all figures")
    add.set_defaults(run=_konektor)
    add = commands.add_parser("soak", help="serve a real morning at a steady rate, and see that nothing grows")
    add.add_argument("--minutes", type=float, default=30, help="how long (30)")
    add.add_argument("--rate", type=int, default=150, help="requests a second (150)")
    add.add_argument("--plot", type=Path, metavar="SVG", help="draw it, such as docs/soak.svg")
    add.add_argument("--json", type=Path, default=Path("build/soak.json"), metavar="FILE", help="all samples")
    add.set_defaults(run=_soak)
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
