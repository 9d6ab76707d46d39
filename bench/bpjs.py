"""What is sent to BPJS, against the simulator: how soon, how fast, for how many hospitals, at what cost to an ambil.

Store, sender and simulator are processes, started as an operator would. The simulator checks the order of a booking's
calls by BPJS's rules; afterwards everything must stand as sent by a plain 200.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from antrean.bpjs import layanan
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.langkah import Keadaan, Kiriman, Langkah
from antrean.bpjs.simulasi import CONTOH, LAYANAN
from antrean.clock import Clock
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import antrean as services_antrean
from antrean.services import farmasi, jadwal, kunjungan
from antrean.services.baris import baca_jadwal
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from bench import wrk
from bench.figures import Spread, percentile, ratios
from bench.hospital import KODE_RS, Hospital, pasien, raw, rumah_sakit
from bench.machine import cpu_seconds, progress
from bench.plan import FULL, QUICK
from bench.site import SECRET_KEY, Site, pid
from bench.tables import Table
from tests.servers import RedisServer, antrean, free_port, wait_until

DATA_KEY = "d" * 43 + "="
PARTS = ("latency", "backlog", "hospitals", "ambil")
CONNECTIONS = 32
LOKET = "simrs"
_ZONA = ZoneInfo("Asia/Jakarta")
_JAM = JamPraktek.baca("00:00-23:59")
SLOT = Slot("ANA", 12345, _JAM)
_SELESAI_S = 900


@dataclass(frozen=True, slots=True)
class Besar:
    """How much is measured.

    Attributes:
        latency: bookings, one after the other.
        backlog: bookings of five calls each.
        hospitals: of so many, each with ``calls`` bookings.
        rounds: of ``seconds`` each, of ambil while nothing and while something is sent.
    """

    latency: int = 300
    backlog: int = 1_800
    hospitals: int = 100
    calls: int = 60
    rounds: int = 9
    seconds: int = 3


PENUH = Besar()
CEPAT = Besar(latency=10, backlog=20, hospitals=5, calls=4, rounds=1, seconds=1)


class Tengah(Clock):
    """Noon of today: what happens at the bench's hospital is of today, whatever the hour; a millisecond a look."""

    def __init__(self) -> None:
        hari_ini = Clock().today(_ZONA)
        self._ms = int(datetime(hari_ini.year, hari_ini.month, hari_ini.day, 12, tzinfo=_ZONA).timestamp() * 1000)

    def now_ms(self) -> int:
        self._ms += 1
        return self._ms


@dataclass
class Rumah:
    """A hospital that tells the simulator."""

    store: Store
    rs: RumahSakit
    clock: Clock
    nomor: int = 0
    kode: list[str] = field(default_factory=list)

    def konteks(self, oleh: str = LOKET) -> Konteks:
        """Each call is a request of its own."""
        self.nomor += 1
        return Konteks(self.store, self.clock, self.rs, Write(f"b{self.nomor}", self.clock.now_ms(), oleh, kept_s=1))

    def buka(self, kredensial: Kredensial, pasien_banyak: int, slot: Sequence[Slot] = (SLOT,)) -> None:
        """Schedule, patients, and what it comes in with at BPJS."""
        write = Write("buka", self.clock.now_ms(), "bench")
        self.store.rs.tambah(self.rs, write)
        baris = [
            baca_jadwal(
                {
                    **{"kodepoli": satu.kodepoli, "namapoli": "Anak", "kodedokter": str(satu.kodedokter)},
                    **{"namadokter": "dr. Bench", "hari": str(hari), "jampraktek": str(satu.jampraktek)},
                    **{"kuotajkn": "9999", "kuotanonjkn": "9999"},
                }
            )
            for satu in slot
            for hari in range(1, 8)
        ]
        jadwal.impor(self.konteks(), baris)
        semua = [pasien(n) for n in range(pasien_banyak)]
        self.store.pasien.impor(self.rs.kode, semua, pasien_banyak, "0", Write("pasien", self.clock.now_ms(), "bench"))
        layanan.simpan(self.konteks(), kredensial)

    def ambil(self, n: int, tanggal: date, slot: Slot = SLOT, oleh: str = LOKET) -> str:
        """The n-th patient takes a number, at the counter unless told otherwise."""
        siapa = pasien(n)
        permintaan = PermintaanAntrean(
            slot, tanggal, 1, siapa.nik, siapa.nomorkartu, nohp="085635228888", nomorreferensi=f"{self.nomor:019d}"
        )
        kode = services_antrean.ambil(self.konteks(oleh), permintaan).kodebooking
        self.kode.append(kode)
        return kode

    def kiriman(self) -> list[Kiriman]:
        """Of every booking what became of it."""
        simpanan = layanan.simpanan(self.store)
        semua = [satu for kode in self.kode if (satu := simpanan.baca(self.rs.kode, kode))]
        if len(semua) != len(self.kode):
            raise RuntimeError(f"{self.rs.kode}: {len(self.kode) - len(semua)} bookings are not in the outbox.")
        return semua


@dataclass
class Meja:
    """A store and a simulator; and a sender, where one is started."""

    folder: Path
    store: Store
    url: str
    kredensial: Kredensial
    simulator: int

    @contextmanager
    def pengirim(self) -> Iterator[int]:
        """The sender; its process."""
        with _proses(self.folder / "kirim.log", self.url, "bpjs", "kirim") as proses:
            yield proses.pid

    def habis(self, rumah: Sequence[Rumah], calls: int) -> list[Langkah]:
        """Wait until all is sent; every step.

        Raises:
            RuntimeError: something was held, repeated or left out.
        """
        kode, simpanan = [satu.rs.kode for satu in rumah], layanan.simpanan(self.store)

        def selesai() -> bool:
            semua = simpanan.terukur(kode)
            return not any(satu.antre or satu.tertua_ms for satu in semua)

        wait_until(selesai, "all to be sent", _SELESAI_S)
        semua = [langkah for satu in rumah for kiriman in satu.kiriman() for langkah in kiriman.langkah]
        lain = [satu for satu in semua if (satu.keadaan, satu.kode) != (Keadaan.TERKIRIM, 200)]
        if lain or len(semua) != calls:
            raise RuntimeError(
                f"{len(semua)} of {calls} steps are known, and of these {len(lain)} are not a plain 200."
            )
        for satu in rumah:
            for kiriman in satu.kiriman():
                kapan = [langkah.pada for langkah in kiriman.langkah]
                if kapan != sorted(kapan):
                    raise RuntimeError(f"{kiriman.kodebooking} was sent out of order.")
        return semua


@contextmanager
def _meja(jeda_s: float) -> Iterator[Meja]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="antrean-bpjs-")))
        server = stack.enter_context(RedisServer(folder))
        client = stack.enter_context(server.client())
        simulator, kredensial = stack.enter_context(_simulator(folder, jeda_s))
        yield Meja(folder, Store(client, 35, data_keys=(DATA_KEY,)), server.url, kredensial, simulator)


@contextmanager
def _simulator(folder: Path, jeda_s: float, lembut: int = 0) -> Iterator[tuple[int, Kredensial]]:
    """The simulator, and who may come in.

    Args:
        lembut: BPJS is another machine: with 19 it takes little processor time from whoever else wants it.
    """
    port = free_port()
    log = folder / "simulasi.log"
    with _proses(log, "", "bpjs", "simulasi", "--port", str(port), "--jeda", str(jeda_s), lembut=lembut) as proses:
        wait_until(lambda: "serves at" in log.read_text(), "the simulator")
        yield proses.pid, Kredensial(f"http://127.0.0.1:{port}{LAYANAN}", **CONTOH)


@contextmanager
def _proses(log: Path, url: str, *words: str, lembut: int = 0) -> Iterator["subprocess.Popen[bytes]"]:
    env = {**os.environ, "REDIS_URL": url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_KEY": DATA_KEY}
    command = ["nice", "-n", str(lembut), *antrean(*words)] if lembut else antrean(*words)
    env |= {"PYTHONUNBUFFERED": "1"}
    with log.open("wb") as keluaran:
        proses = subprocess.Popen(command, env=env, stdout=keluaran, stderr=keluaran)  # noqa: S603 - our own words
    try:
        yield proses
    finally:
        proses.send_signal(signal.SIGCONT)
        proses.terminate()
        proses.wait()


def latency(besar: Besar) -> list[Sequence[str]]:
    """From a booking at the counter to BPJS's 200, one at a time."""
    with _meja(0.05) as meja:
        rumah = Rumah(meja.store, rumah_sakit(), Clock())
        rumah.buka(meja.kredensial, besar.latency + 1)
        besok = Clock().today(_ZONA) + timedelta(days=1)
        rumah.ambil(besar.latency, besok)
        with meja.pengirim():
            meja.habis([rumah], 1)
            for n in range(besar.latency):
                rumah.ambil(n, besok)
                time.sleep(0.2)
            semua = meja.habis([rumah], besar.latency + 1)[1:]
    lama = [(satu.pada - satu.waktu) / 1000 for satu in semua]
    p50, p99 = percentile(lama, 50), percentile(lama, 99)
    return [
        ("event to BPJS's 200, p50, s", "≤ 0.3", f"{p50:.2f}", _tercapai(p50 <= 0.3)),
        ("event to BPJS's 200, p99, s", "≤ 1.5", f"{p99:.2f}", _tercapai(p99 <= 1.5)),
    ]


def backlog(besar: Besar) -> list[Sequence[str]]:
    """A day of a large hospital that nobody has sent: five calls for each patient, 100 ms each, four at once."""
    with _meja(0.1) as meja:
        rumah = Rumah(meja.store, rumah_sakit(), Tengah())
        rumah.buka(meja.kredensial, besar.backlog)
        hari_ini = Clock().today(_ZONA)
        kode = [rumah.ambil(n, hari_ini) for n in range(besar.backlog)]
        sesi = KunciSesi(hari_ini, SLOT)
        langkah: tuple[Callable[[int], object], ...] = (
            lambda n: kunjungan.checkin(rumah.konteks(), kode[n], rumah.clock.now_ms()),
            lambda n: kunjungan.panggil(rumah.konteks(), sesi, n + 1),
            lambda n: kunjungan.task(rumah.konteks(), kode[n], 5, rumah.clock.now_ms()),
            lambda n: farmasi.resep(rumah.konteks(), kode[n], "Non Racikan"),
            lambda n: farmasi.ambil(rumah.konteks(), kode[n]),
        )
        for satu in langkah:
            for n in range(besar.backlog):
                satu(n)
        began = time.monotonic()
        with meja.pengirim():
            semua = meja.habis([rumah], 5 * besar.backlog)
            menit = (time.monotonic() - began) / 60
    nama = f"{len(semua):,} calls that wait, 100 ms each, 4 at once, min, order kept"
    return [(nama, "≤ 4.5", f"{menit:.2f}", _tercapai(menit <= 4.5))]


def hospitals(besar: Besar) -> list[Sequence[str]]:
    """Many hospitals whose bookings wait, in one process, 50 ms a call."""
    with _meja(0.05) as meja:
        semua_slot = [Slot("ANA", 12345, _JAM), Slot("ANB", 12346, _JAM)]
        semua, besok = [], Clock().today(_ZONA) + timedelta(days=1)
        for ke in range(besar.hospitals):
            rs = RumahSakit(f"BENCH{ke:03d}", "RS Bench", "Asia/Jakarta", f"bench{ke}", "-", Kebijakan())
            rumah = Rumah(meja.store, rs, Clock())
            rumah.buka(meja.kredensial, besar.calls, semua_slot)
            # Each has dates and letters of its own, for the simulator is one BPJS to all of them.
            hari, slot = divmod(ke, 2)
            for n in range(besar.calls):
                rumah.ambil(n, besok + timedelta(days=hari), semua_slot[slot])
            semua.append(rumah)
        with meja.pengirim() as proses:
            langkah = meja.habis(semua, besar.hospitals * besar.calls)
            mib = _puncak_mib(proses)
            ms = [1000 * cpu_seconds(satu) / len(langkah) for satu in (proses, meja.simulator)]
    detik = (max(satu.pada for satu in langkah) - min(satu.pada for satu in langkah)) / 1000
    laju = len(langkah) / max(detik, 0.001)
    return [
        (f"{besar.hospitals} hospitals in one process, calls/s", "≥ 300", f"{laju:.0f}", _tercapai(laju >= 300)),
        ("processor time a call, ms: sender", "", f"{ms[0]:.2f}", ""),
        ("processor time a call, ms: simulator", "", f"{ms[1]:.2f}", ""),
        (f"{besar.hospitals} hospitals in one process, MiB", "≤ 120", f"{mib:.0f}", _tercapai(mib <= 120)),
    ]


def ambil(besar: Besar) -> list[Sequence[str]]:
    """Mobile JKN's ambil at 32 connections while the counter's bookings are sent, and while the sender is paused."""
    plan = QUICK if besar == CEPAT else FULL
    with tempfile.TemporaryDirectory(prefix="antrean-bpjs-") as nama:
        folder = Path(nama)
        with (
            Site(folder, Hospital(plan.patients), plan) as site,
            _simulator(folder, 0.05, 19) as (simulator, kredensial),
        ):
            site.fill()
            site.serve()
            store = Store(site.client, 35, data_keys=(DATA_KEY,))
            layanan.simpan(Konteks(store, Clock(), rumah_sakit(), Write("atur", Clock().now_ms(), "bench")), kredensial)
            with _proses(folder / "kirim.log", site.server.url, "bpjs", "kirim") as pengirim:
                rates = _bergantian(site, store, pengirim.pid, simulator, besar)
    di_antara = Spread.of(ratios(rates["sends"], rates["paused"]))
    waktu = Spread.of(ratios(rates["µs paused"], rates["µs sends"]))
    return [
        ("ambil while it sends / while it does not", "≥ 0.95", di_antara.text(2), _tercapai(di_antara.median >= 0.95)),
        (
            "the same by processor time, without the simulator's",
            "≥ 0.95",
            waktu.text(2),
            _tercapai(waktu.median >= 0.95),
        ),
        ("ambil answers/s while it sends", "", Spread.of(rates["sends"]).text(), ""),
        ("calls to BPJS/s meanwhile", "", Spread.of(rates["calls"]).text(), ""),
        ("of a processor: sender", "", Spread.of(rates["sender"]).text(2), ""),
        ("of a processor: simulator", "", Spread.of(rates["simulator"]).text(2), ""),
    ]


def _bergantian(site: Site, store: Store, pengirim: int, simulator: int, besar: Besar) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in ("sends", "paused", "calls", "sender", "simulator")}
    found |= {"µs sends": [], "µs paused": []}
    simpanan, hospital = layanan.simpanan(store), site.hospital
    clock, rs = Clock(), rumah_sakit()

    def muat() -> wrk.Load:
        bodies = [hospital.body(n) for n in range(site.next, site.next + besar.seconds * site.plan.most_rate)]
        requests = [raw("POST", "/antrean/ambil", site.token, body) for body in bodies]
        load = wrk.run(site.url, requests, CONNECTIONS, besar.seconds, site.folder)
        site.next += load.sent
        if load.failed:
            raise RuntimeError(f"an ambil was answered {load.codes}")
        return load

    def terpakai() -> float:
        """Processor time that the service, its store and its sender have had, in seconds."""
        return cpu_seconds(pid(site.serving)) + cpu_seconds(pid(site.server)) + cpu_seconds(pengirim)

    def terkirim() -> int:
        angka = simpanan.terukur([KODE_RS])[0].angka
        return sum(int(jumlah) for bidang, jumlah in angka.items() if bidang.startswith("kirim:"))

    def terkejar() -> bool:
        (umur,) = simpanan.terukur([KODE_RS])
        return umur.ada_pengirim and not umur.tertua_ms

    muat()
    for ke in range(besar.rounds):
        progress(f"  round {ke + 1} of {besar.rounds}")
        for keadaan in ("sends", "paused") if ke % 2 == 0 else ("paused", "sends"):
            if keadaan == "paused":
                os.kill(pengirim, signal.SIGSTOP)
                sebelum_s, load = terpakai(), muat()
                found["paused"].append(load.rate)
                found["µs paused"].append(1e6 * (terpakai() - sebelum_s) / load.answered)
                os.kill(pengirim, signal.SIGCONT)
                continue
            wait_until(terkejar, "the sender to have caught up", _SELESAI_S)
            for _ in range(besar.seconds * 150):  # more than are sent meanwhile
                write = Write(f"loket{site.next}", clock.now_ms(), "simrs", kept_s=1)
                services_antrean.ambil(Konteks(store, clock, rs, write), hospital.asked(site.next))
                site.next += 1
            sebelum, began = terkirim(), time.monotonic()
            cpu = cpu_seconds(pengirim), cpu_seconds(simulator)
            sebelum_s, load = terpakai(), muat()
            found["sends"].append(load.rate)
            found["µs sends"].append(1e6 * (terpakai() - sebelum_s) / load.answered)
            lama = time.monotonic() - began
            found["sender"].append((cpu_seconds(pengirim) - cpu[0]) / lama)
            found["simulator"].append((cpu_seconds(simulator) - cpu[1]) / lama)
            time.sleep(2.5)  # the sender hands its counts on every two seconds
            found["calls"].append((terkirim() - sebelum) / (lama + 2.5))
    return found


def _puncak_mib(proses: int) -> float:
    """The most memory that a process has had."""
    (baris,) = [satu for satu in Path(f"/proc/{proses}/status").read_text().splitlines() if satu.startswith("VmHWM")]
    return int(baris.split()[1]) / 1024


def _tercapai(ya: bool) -> str:
    return "met" if ya else "**not met**"


def run(quick: bool, only: Sequence[str] = PARTS) -> Table:
    """Measure the parts.

    Raises:
        RuntimeError, AssertionError: something was not sent, in a sentence.
    """
    besar = CEPAT if quick else PENUH
    ukur = {"latency": latency, "backlog": backlog, "hospitals": hospitals, "ambil": ambil}
    rows: list[Sequence[str]] = []
    for nama in only:
        progress(nama)
        rows += ukur[nama](besar)
    return Table("What is sent to BPJS, against the simulator", ("figure", "to reach", "found", ""), rows)
