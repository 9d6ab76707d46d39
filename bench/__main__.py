"""The commands: ``python -m bench`` measures, ``… table`` shows it as Markdown, ``… profile`` takes an ambil apart,
``… banding`` compares two commits, ``… ways`` two ways to the store, ``… bpjs`` measures what is sent to BPJS,
``… bangsa`` is a nation's day, ``… konektor`` the load on a hospital's own database."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from antrean.errors import OperatorError
from bench import (
    banding,
    bangsa,
    bpjs,
    closed,
    document,
    durability,
    growth,
    hot,
    konektor,
    ledger,
    machine,
    open_loop,
    pages,
    profile,
    store_floor,
    ways,
)
from bench.hospital import Hospital
from bench.plan import FULL, QUICK, Plan
from bench.site import Site
from bench.tables import tables, terminal
from tests.servers import BINARIES

PARTS = ("closed", "store", "hot", "open", "durability", "profile", "growth", "pages")
RESULTS = Path("build/bench.json")


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says."""
    options = _options(words)
    try:
        if options.command == "table":
            _table(options.json, options.into)
        elif options.command == "banding":
            _banding(options)
        elif options.command == "bangsa":
            for table in bangsa.run(replace(FULL, workers=options.workers), options.bagian, options.laju):
                print(terminal(table), flush=True)
        elif options.command == "konektor":
            print("\n\n".join(terminal(table) for table in konektor.run(options.quick)))
        elif options.command == "ways":
            print(terminal(ways.run()), terminal(ways.counting()), sep="\n\n")
        elif options.command == "bpjs":
            print(terminal(bpjs.run(options.quick, _parts(options.only, bpjs.PARTS))))
        else:
            _run(options)
    except (RuntimeError, AssertionError, OperatorError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The bench stopped: {error}")
    except KeyboardInterrupt:
        sys.exit("The bench was stopped; nothing was written.")


def _run(options: argparse.Namespace) -> None:
    if sentence := machine.missing_tools():
        sys.exit(sentence)
    only = ("profile",) if options.command == "profile" else _parts(options.only, PARTS)
    plan = replace(QUICK if options.quick else FULL, workers=options.workers, threads=options.threads, tcp=options.tcp)
    results = measure(plan, only)
    if options.command == "run":
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(results, indent=1))
        machine.progress(f"\n{options.json} has all figures; `python -m bench table` renders them as Markdown.\n")
    print("\n\n".join(terminal(table) for table in tables(results)))


def _parts(asked: str, known: Sequence[str]) -> Sequence[str]:
    only = tuple(asked.split(",")) if asked else known
    if unknown := set(only) - set(known):
        sys.exit(f"There is no part {', '.join(sorted(unknown))} to measure. The parts: {', '.join(known)}.")
    return only


def _banding(options: argparse.Namespace) -> None:
    """Two revisions in turn; the second is this tree where only one is named."""
    if sentence := machine.missing_tools():
        sys.exit(sentence)
    if not 1 <= len(options.revision) <= 2:
        sys.exit("Name the commit to compare with, such as: python -m bench banding HEAD~1")
    plan = replace(QUICK if options.quick else FULL, threads=options.threads)
    old, new = [*options.revision, ""][:2]
    print(terminal(banding.run(plan, old, new, options.connections, options.store)))


def measure(plan: Plan, only: Sequence[str]) -> dict[str, Any]:
    """Measure the parts; the results as they go into the file.

    Raises:
        RuntimeError: a tool failed or a plan does not fit, in a sentence.
    """
    began, started = time.perf_counter(), datetime.now(UTC)
    results: dict[str, Any] = {
        "began": f"{started:%Y-%m-%d %H:%M} UTC",
        "plan": asdict(plan),
        "arguments": os.environ.get("GUNICORN_CMD_ARGS", ""),
        "machine": machine.describe(),
        "parts": {},
        "ledgers": [],
    }
    with tempfile.TemporaryDirectory(prefix="antrean-bench-") as name:
        if set(only) - {"growth", "pages"}:
            _measure_one(results, plan, only, Path(name) / "site")
        if "growth" in only:
            machine.progress("growth")
            results["parts"]["growth"] = found = growth.run(Path(name) / "growth", plan)
            results["ledgers"] += found.pop("ledgers")
        if "pages" in only:
            machine.progress("pages")
            results["parts"]["pages"] = pages.run(Path(name) / "pages", plan)
    results["seconds"] = time.perf_counter() - began
    return results


def _measure_one(results: dict[str, Any], plan: Plan, only: Sequence[str], folder: Path) -> None:
    """Everything that is measured on one store, after the other."""
    parts = results["parts"]
    run: dict[str, Callable[[Site], Any]] = {
        "closed": closed.run,
        "store": store_floor.run,
        "hot": hot.run,
        "open": lambda site: open_loop.run(site, open_loop.maximum(site, parts.get("closed", ()))),
        "durability": durability.run,
        "profile": profile.run,
    }
    with Site(folder, Hospital(plan.patients), plan) as site:
        machine.progress(f"storing {plan.patients:,} patients")
        site.fill()
        site.serve()
        for name in PARTS:
            if name in only and name in run:
                machine.progress(name)
                parts[name] = run[name](site)
        machine.progress("the ledger")
        results["ledgers"].append(ledger.check(site, "all but growth"))


def _table(path: Path, into: Path | None) -> None:
    """The tables of a run, as Markdown: to the terminal, or into a page.

    Raises:
        RuntimeError: there is no such run, or the page has no place for it.
    """
    try:
        text = document.render(json.loads(path.read_text()))
    except OSError as error:
        raise RuntimeError(
            f"{path} cannot be read ({error.strerror}). Measure first: python -m bench --json {path}"
        ) from error
    except (ValueError, LookupError, TypeError) as error:
        raise RuntimeError(
            f"{path} is no result of this bench. Measure again: python -m bench --json {path}"
        ) from error
    if into is None:
        print(text)
    else:
        into.write_text(document.put(into.read_text(), text, str(into)))


def _options(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m bench", description="Measures the service; docs/performance.md says how to read the tables."
    )
    add = parser.add_argument
    meanings = (
        "run: measure; table: a run's figures as Markdown; profile: only where an ambil's time goes; "
        "banding OLD [NEW]: what a worker spends on an answer in two commits, NEW being this tree where none is named; "
        "ways: a script's way to the store, ours and the client's; bpjs: what is sent to BPJS, against the simulator; "
        "bangsa: a nation's day, over one shard and three; konektor: the load on a hospital's own database"
    )
    add(
        "command",
        nargs="?",
        choices=("run", "table", "profile", "banding", "ways", "bpjs", "bangsa", "konektor"),
        default="run",
        help=meanings,
    )
    add("revision", nargs="*", help="banding: what git calls a commit")
    add("--json", type=Path, default=RESULTS, metavar="FILE", help=f"where the figures are ({RESULTS})")
    add("--into", type=Path, metavar="PAGE", help="table: put them into this page, such as docs/performance.md")
    add("--only", default="", metavar="PART,…", help=f"of {', '.join(PARTS)}; bpjs: of {', '.join(bpjs.PARTS)}")
    add("--quick", action="store_true", help="only to see that it works: the figures mean nothing")
    add("--workers", type=int, default=FULL.workers, help="gunicorn's processes")
    add("--threads", type=int, default=FULL.threads, help="threads of each")
    add("--tcp", action="store_true", help="reach Redis over TCP instead of a unix socket")
    add("--connections", type=int, default=banding.CONNECTIONS, metavar="N", help="banding: over so many")
    add(
        "--store",
        choices=sorted(BINARIES),
        default="",
        help="banding: on this one of the machine's servers, not the embedded store's",
    )
    add("--bagian", type=float, default=1.0, metavar="SHARE", help="bangsa: so much of a nation, such as 0.1")
    add("--laju", type=float, default=1_800.0, metavar="RATE", help="bangsa: bookings a second")
    return parser.parse_args(words)


if __name__ == "__main__":
    # What was started is stopped, whichever way this is.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    main()
