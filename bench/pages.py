"""Item 8: what two hundred boards and a hundred desks cost that are open all day, and what they leave to bookings.

On a site of its own, for what is called here is in no other ledger. Each page asks for news as aset/hidup.js does, over
a connection of its own, and fetches its part where there is some.
"""

import asyncio
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

from antrean.clock import Clock
from antrean.domain.antrean import KodeBooking, PermintaanAntrean
from antrean.domain.jadwal import KunciSesi
from antrean.domain.petugas import PAPAN, Perangkat, Petugas
from antrean.services import antrean, kunjungan
from antrean.services.konteks import Konteks
from antrean.services.kunci import digest
from antrean.services.sandi import buat_sandi
from antrean.store import Write
from bench.asked import batch
from bench.hospital import KODE_RS, Hospital, pasien, rumah_sakit, slot
from bench.machine import cpu_seconds, progress
from bench.plan import Plan
from bench.site import Site, pid

BOARDS, DESKS = 200, 100
TIAP_S = 0.9
CONNECTIONS = 32
_KUNCI, _SANDI = f"{KODE_RS}.papan-bench", "sandi-bench"
_KEPALA = "Host: bench\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0\r\n"


def run(folder: Path, plan: Plan) -> dict[str, Any]:
    """Pages that only ask; then a call every two seconds; then bookings with and without them, in turn."""
    with Site(folder, Hospital(plan.patients), plan) as site:
        site.fill()
        clinic = Clinic(site, plan.page_calls)
        site.serve()
        pages, workers = Pages(site, clinic), pid(site.serving)
        before = _memory(workers)
        with pages.opened():
            time.sleep(3 * TIAP_S)
            quiet = pages.cost(workers, plan.page_seconds)
            for _ in range(plan.page_calls):
                pages.called_at, pages.called = time.perf_counter(), clinic.call()
                time.sleep(2 * TIAP_S)
            grown = (_memory(workers) - before) / 2**20
            pages.called = ""
        rounds = []
        for ke in range(plan.page_rounds):
            progress(f"  round {ke + 1} of {plan.page_rounds}")
            rates = {}
            for beside in (False, True) if ke % 2 == 0 else (True, False):
                with pages.opened() if beside else nullcontext():
                    time.sleep(3 * TIAP_S if beside else 0)  # they have fetched what was booked without them
                    rates["beside" if beside else "alone"] = site.load(batch(site, "ambil"), CONNECTIONS)["rate"]
            rounds.append(rates)
    return {**quiet, "memory_mib": grown, "heard": sorted(pages.heard), "failed": pages.failed, "rounds": rounds}


class Clinic:
    """A session of today, whose patients have come."""

    def __init__(self, site: Site, patients: int) -> None:
        self._site, self._clock = site, Clock()
        self.sesi = KunciSesi(site.hospital.today, slot(0))
        for n in range(patients):
            self._book(n)

    @property
    def path(self) -> str:
        """Where its desk is."""
        return f"/poli/{self.sesi.tanggal}/{'/'.join(str(self.sesi.slot).split(':', 2))}"

    def call(self) -> str:
        """The next number, as pages show it."""
        kode = kunjungan.panggil(self._konteks(f"panggil-{time.monotonic_ns()}"), self.sesi, None)
        if kode is None:
            raise RuntimeError("nobody waits whom the bench could call")
        return KodeBooking.baca(kode).nomorantrean

    def _book(self, n: int) -> None:
        # Registration for today may have ended when the bench runs.
        rs, ini = rumah_sakit(), pasien(n)
        waktu = antrean.waktu_sesi(rs, self.sesi.tanggal, self.sesi.slot.jampraktek)
        minta = PermintaanAntrean(self.sesi.slot, self.sesi.tanggal, 1, nik=ini.nik, norm=ini.norm)
        konteks = self._konteks(f"hari-{n}")
        kode = self._site.store.antrean.ambil(
            KODE_RS,
            minta,
            replace(waktu, tutup_pada=konteks.write.now_ms + 86_400_000),
            rs.kebijakan.duplikat,
            rs.kebijakan.ulang_detik,
            self.sesi.tanggal,
            "bench",
            konteks.write,
        ).kodebooking
        konteks = self._konteks(f"datang-{n}")
        kunjungan.checkin(konteks, kode, konteks.write.now_ms)

    def _konteks(self, request_id: str) -> Konteks:
        return Konteks(self._site.store, self._clock, rumah_sakit(), Write(request_id, self._clock.now_ms(), "bench"))


class Pages:
    """Pages that are open.

    Attributes:
        asked: how often they have asked.
        called, called_at: the number of the last call, and when it was made.
        heard: seconds from a call to each page that shows it.
    """

    def __init__(self, site: Site, clinic: Clinic) -> None:
        self.asked = self.failed = 0
        self.heard: list[float] = []
        self.called, self.called_at = "", 0.0
        self._site, self._stop = site, threading.Event()
        now_ms, kode_poli = Clock().now_ms(), clinic.sesi.slot.kodepoli
        site.store.perangkat.buat(
            KODE_RS, Perangkat("bench", digest(_KUNCI), PAPAN, (kode_poli,)), Write("papan", now_ms, "bench")
        )
        site.store.petugas.tambah(
            KODE_RS, Petugas("bench", buat_sandi(_SANDI), frozenset(("poli",))), Write("petugas", now_ms, "bench")
        )
        board = self._page_of(f"/perangkat/{_KUNCI}", {}, "/papan")
        desk = self._page_of("/", {"nama": "bench", "sandi": _SANDI}, clinic.path)
        self._open = [board] * BOARDS + [desk] * DESKS

    @contextmanager
    def opened(self) -> Iterator[None]:
        """While they are open."""
        self._stop.clear()
        thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def cost(self, workers: int, seconds: int) -> dict[str, float]:
        """What they cost while nothing happens: shares of one processor, and how often they ask."""
        cpu, asked, began = cpu_seconds(workers), self.asked, time.perf_counter()
        time.sleep(seconds)
        lasted = time.perf_counter() - began
        return {"cpu": (cpu_seconds(workers) - cpu) / lasted, "asked": (self.asked - asked) / lasted}

    async def _run(self) -> None:
        await asyncio.gather(*(self._page(ke, *page) for ke, page in enumerate(self._open)))

    async def _page(self, ke: int, path: str, kabar: str, sejak: str, cookies: str) -> None:
        await asyncio.sleep(ke * TIAP_S / len(self._open))
        reader, writer = await asyncio.open_connection("127.0.0.1", int(self._site.url.rpartition(":")[2]))
        shown = ""
        while not self._stop.is_set():
            status, _ = await _ask(reader, writer, f"{kabar}?{sejak}", cookies)
            self.asked += 1
            if status == 200:
                status, part = await _ask(reader, writer, path, f"{cookies}X-Potongan: 1\r\n")
                sejak = _found("data-sejak", part.decode()) if status == 200 else sejak
                if self.called and self.called != shown and self.called.encode() in part:
                    shown = self.called
                    self.heard.append(time.perf_counter() - self.called_at)
            self.failed += status not in (200, 204)
            await asyncio.sleep(TIAP_S)
        writer.close()

    def _page_of(self, enter: str, form: dict[str, str], path: str) -> tuple[str, str, str, str]:
        """Open a page as a browser does: where it is, where it asks, from which event on, its cookies."""
        jar = CookieJar()
        opener = build_opener(HTTPCookieProcessor(jar))
        text = opener.open(self._site.url + enter).read().decode()
        if form:
            token = re.findall(r'name="csrf_token" value="([^"]+)"', text)[0]
            opener.open(Request(f"{self._site.url}/masuk", urlencode({**form, "csrf_token": token}).encode()))  # noqa: S310
        text = opener.open(self._site.url + path).read().decode()
        cookies = "; ".join(f"{one.name}={one.value}" for one in jar)
        return path, _found("data-kabar", text), _found("data-sejak", text), f"Cookie: {cookies}\r\n"


def _found(name: str, text: str) -> str:
    found: str = re.findall(rf'{name}="([^"]+)"', text)[0]
    return found


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, headers: str
) -> tuple[int, bytes]:
    writer.write(f"GET {path} HTTP/1.1\r\n{_KEPALA}{headers}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return int(head[9:12]), await reader.readexactly(int(length[1])) if length else b""


def _memory(master: int) -> int:
    """Bytes of a process and its children."""
    own = Path(f"/proc/{master}/statm").read_text().split()
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return int(own[1]) * 4096 + sum(_memory(int(child)) for child in children)
