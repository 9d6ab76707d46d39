"""Item 1: the floor of the store, the ambil script alone, asked by redis-benchmark.

It is the very command that the service sends, with what differs between patients drawn at random: card, referral and
request id. redis-benchmark draws each place of a command by itself; so the card decides alone who the patient is, the
NIK is empty, and all cards stand in one hash. A card or referral that is drawn again is refused; how many calls were
bookings is read back and stands beside the figure.
"""

import csv
import io
import subprocess
from typing import Any

from antrean.domain.jadwal import KUOTA_TERBANYAK
from antrean.scripts import registry
from bench.hospital import DOCTORS, KODE_RS, Hospital, open_hospital, rumah_sakit
from bench.machine import progress
from bench.seeding import Recorder, pipeline
from bench.site import Site

RANDOM = "__rand_int__"  # redis-benchmark puts twelve digits there
CONNECTIONS = 32
KODE = "LANTAI"
_CARDS = f"antrean:v1:{{{KODE}}}:pasien:kartu:0"
_BATCH = 1000


def run(site: Site) -> list[dict[str, Any]]:
    """The rounds, each in another session."""
    plan = site.plan
    _store_cards(site, plan.store_cards)
    rounds = []
    for ke in range(plan.store_rounds):
        progress(f"  round {ke + 1} of {plan.store_rounds}")
        site.client.config_resetstat()
        command = _command(site.hospital, ke)
        answers = parse(_benchmark(site, command))
        stats = site.client.info("commandstats")["cmdstat_evalsha"]
        booked = site.client.hlen(_key(command, "booking"))
        rounds.append({**answers, "script_us": stats["usec_per_call"], "calls": stats["calls"], "booked": booked})
    return rounds


def _key(command: tuple[Any, ...], name: str) -> str:
    return str(command[3 + registry()["ambil"].keys.index(name)])


def _command(hospital: Hospital, ke: int) -> tuple[Any, ...]:
    """What the service sends for one patient on the ke-th day, with the places that redis-benchmark fills."""
    recorder = Recorder(hospital)
    recorder.ambil(ke * DOCTORS)
    command = [str(word).replace(f"{{{KODE_RS}}}", f"{{{KODE}}}") for word in recorder.commands[0]]
    script = registry()["ambil"]
    keys, args = 3, 3 + int(command[2])
    # The round is part of both ids: two runs of redis-benchmark may draw the same numbers.
    permintaan = f"antrean:v1:{{{KODE}}}:permintaan:{ke}{RANDOM}{RANDOM}"
    for name, value in {"permintaan": permintaan, "kartu": _CARDS}.items():
        command[keys + script.keys.index(name)] = value
    for name, value in {"nik": "", "nomorkartu": f"0{RANDOM}", "nomorreferensi": f"0001R{ke:02d}{RANDOM}"}.items():
        command[args + script.args.index(name)] = value
    return tuple(command)


def _store_cards(site: Site, cards: int) -> None:
    """The schedule, and so many cards in one hash, each of another patient."""
    site.client.script_load(registry()["ambil"].source)
    open_hospital(site.store, rumah_sakit(KODE, "lantai"), KUOTA_TERBANYAK)
    with pipeline(site.socket) as send:
        for start in range(0, cards, _BATCH):
            numbers = range(start, min(start + _BATCH, cards))
            send([("HSET", _CARDS, *(word for n in numbers for word in (f"0{n:012d}", f"{n:06d}")))])


def _benchmark(site: Site, command: tuple[Any, ...]) -> str:
    calls, cards = site.plan.store_calls, site.plan.store_cards
    options = ("-s", site.socket, "-c", CONNECTIONS, "-n", calls, "-r", cards, "--csv")
    words = ["redis-benchmark", *map(str, options), *map(str, command)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout  # noqa: S603


def parse(output: str) -> dict[str, float]:
    """The calls per second, and ms of a call's round trip, from redis-benchmark's CSV.

    Raises:
        RuntimeError: it is no such CSV.
    """
    rows = list(csv.DictReader(io.StringIO(output)))
    try:
        (row,) = rows
        return {
            "rate": float(row["rps"]),
            "p50": float(row["p50_latency_ms"]),
            "p99": float(row["p99_latency_ms"]),
        }
    except (ValueError, KeyError) as error:
        raise RuntimeError(f"redis-benchmark did not report what it measured; it wrote: {output[-300:]}") from error
