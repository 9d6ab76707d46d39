"""kill -9 of senders while hospitals work and BPJS answers badly. Afterwards the two books must be the same.

Several senders share some hospitals. One of them is killed, or stopped until after its lease, at random moments;
another starts in its place, as systemd would do it. Meanwhile calls to the simulated BPJS end without an answer, before
it has stored them and after. In the end all that was decided must be at BPJS, with the times at which it happened, in
order, and only what may have been under way may have been sent twice, and been answered 208.
"""

import os
import random
import signal
import statistics
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis

from antrean.bpjs import layanan
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.langkah import TASK_99, Keadaan, task
from antrean.bpjs.simulasi import CONTOH, LAYANAN
from antrean.bpjs.simulasi.app import Sakelar, buat
from antrean.bpjs.simulasi.buku import Buku, Ditolak
from antrean.bpjs.simulasi.gangguan import SETELAH, Gangguan
from antrean.bpjs.simulasi.server import contoh_hfis, pasang
from antrean.clock import Clock
from antrean.domain.antrean import KodeBooking
from antrean.domain.jadwal import KunciSesi
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.errors import Refusal
from antrean.keys import Keys
from antrean.services import farmasi, kunjungan
from antrean.store import Store
from bench.bpjs import DATA_KEY, SLOT, Rumah, Tengah
from tests.conftest import SECRET_KEY
from tests.servers import ROOT, RedisServer, antrean, wait_until

DEFAULT_KILLS = 100
HOSPITALS = SENDERS = 4
GANGGUAN = "timeout_sebelum=0.08,timeout_setelah=0.08,502=0.02,500=0.02,404=0.02"
SEKALIGUS = 4
LEASE_S = 10.0
_JEDA_S = 0.02
_ANTARA_S = (0.3, 2.0)
_DIJEDA, _DIJEDA_S = 0.15, 13.0  # how often one is stopped instead of killed; until after its lease
_PASIEN = 4_000
_TERBUKA = 40  # visits under way in a hospital


class BukuTercatat(Buku):
    """A simulated BPJS's book that remembers in which order it took what, and what it had already.

    Attributes:
        diambil: of each booking the steps that were carried out, in their order.
        lagi: how many calls were for what it had.
        ditolak: every other refusal.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock, anggap_mobile=True)
        self.diambil: dict[str, list[str]] = {}
        self.lagi = 0
        self.ditolak: list[str] = []

    @contextmanager
    def _catat(self, kodebooking: str, jenis: str) -> Iterator[None]:
        try:
            yield
        except Ditolak as error:
            with self.kunci:
                # Of a 99 that it has it says, as of any task after it, that the last is 99; its list settles that.
                if error.kode == 208 or (jenis == TASK_99 and 99 in self.semua[kodebooking].task):
                    self.lagi += 1
                else:
                    self.ditolak.append(f"{kodebooking} {jenis}: {error}")
            raise
        with self.kunci:
            self.diambil.setdefault(kodebooking, []).append(jenis)

    def tambah(self, isi: Mapping[str, Any], sumber: str = "Bridging Antrean") -> None:
        with self._catat(isi["kodebooking"], "add"):
            super().tambah(isi, sumber)

    def task(self, kodebooking: str, taskid: int, waktu: int) -> None:
        with self._catat(kodebooking, task(taskid)):
            super().task(kodebooking, taskid, waktu)

    def batalkan(self, kodebooking: str) -> None:
        with self._catat(kodebooking, "batal"):
            super().batalkan(kodebooking)

    def resep(self, kodebooking: str, isi: Mapping[str, Any]) -> None:
        with self._catat(kodebooking, "farmasi"):
            super().resep(kodebooking, isi)


class GangguanTerhitung(Gangguan):
    """Faults that are counted, for each that comes after the call was carried out costs a repeat."""

    hilang = 0

    def pilih(self) -> str:
        satu = super().pilih()
        self.hilang += satu in SETELAH
        return satu


class Bpjs:
    """A simulated BPJS on a thread; a context manager."""

    def __init__(self, benih: int) -> None:
        self.buku = BukuTercatat(Clock())
        self.gangguan = GangguanTerhitung.baca(GANGGUAN, benih)
        self.sakelar = Sakelar(jeda_s=_JEDA_S, gangguan=self.gangguan, tidak_menjawab_s=0.05)
        siapa = Kredensial(f"http://127.0.0.1:1{LAYANAN}", **CONTOH)
        self._server = pasang(buat([siapa], self.buku, contoh_hfis(), self.sakelar, Clock()), 0)
        self.kredensial = Kredensial(f"http://127.0.0.1:{self._server.server_port}{LAYANAN}", **CONTOH)
        self._utas = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._utas.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._utas.join()
        self._server.server_close()


class Sibuk:
    """A hospital that works on a thread: visits in random steps; a context manager."""

    def __init__(self, rumah: Rumah, benih: int) -> None:
        self.rumah, self._acak = rumah, random.Random(benih)  # noqa: S311 - to be had again
        self._hari_ini = rumah.clock.today(rumah.rs.zona_waktu)
        self._berhenti = threading.Event()
        self._utas = threading.Thread(target=self._kerja)
        self._terbuka: list[str] = []
        self.salah: list[str] = []

    def _kerja(self) -> None:
        try:
            while not self._berhenti.wait(self._acak.uniform(0.01, 0.09)):
                if len(self._terbuka) < _TERBUKA and self._acak.random() < 0.35 and len(self.rumah.kode) < _PASIEN:
                    dari = "mjkn" if self._acak.random() < 0.2 else "simrs"
                    self._terbuka.append(self.rumah.ambil(len(self.rumah.kode), self._hari_ini, oleh=dari))
                elif self._terbuka:
                    with suppress(Refusal):
                        self._langkah(self._acak.choice(self._terbuka))
        except Exception as error:
            self.salah.append(f"{self.rumah.rs.kode}: the hospital could not work: {type(error).__name__}: {error}")

    def _langkah(self, kode: str) -> None:
        """The next step of a visit; in one of ten it ends there."""
        rumah = self.rumah
        (booking,) = rumah.store.antrean.booking(rumah.rs.kode, [KodeBooking.baca(kode)])
        if self._acak.random() < 0.1 and 4 not in booking.task:
            self._terbuka.remove(kode)
            if self._acak.random() < 0.5 and 3 in booking.task:
                kunjungan.task(rumah.konteks(), kode, 99, rumah.clock.now_ms())
            else:
                kunjungan.batal(rumah.konteks(), kode, "Berhalangan")
        elif 3 not in booking.task:
            kunjungan.checkin(rumah.konteks(), kode, rumah.clock.now_ms())
        elif 4 not in booking.task:
            kunjungan.panggil(rumah.konteks(), KunciSesi(self._hari_ini, SLOT), booking.angkaantrean)
        elif 5 not in booking.task:
            kunjungan.task(rumah.konteks(), kode, 5, rumah.clock.now_ms())
        elif not booking.resep:
            farmasi.resep(rumah.konteks(), kode, "Racikan")
        else:
            self._terbuka.remove(kode)
            farmasi.ambil(rumah.konteks(), kode)

    def __enter__(self) -> Self:
        self._utas.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._berhenti.set()
        self._utas.join()


class Senders:
    """``antrean bpjs kirim`` so many times; a context manager."""

    def __init__(self, url: str, folder: Path, banyak: int) -> None:
        self._url, self._folder, self._ke = url, folder, 0
        self.semua: list[subprocess.Popen[bytes]] = []
        self._banyak = banyak

    def mulai(self) -> None:
        """Start one."""
        env = {"REDIS_URL": self._url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_KEY": DATA_KEY}
        self._ke += 1
        with (self._folder / f"kirim-{self._ke}.log").open("wb") as log:
            proses = subprocess.Popen(antrean("bpjs", "kirim"), env=os.environ | env, cwd=ROOT, stdout=log, stderr=log)  # noqa: S603
        self.semua.append(proses)

    def bunuh(self, ke: int) -> None:
        """kill -9 of one, and another in its place."""
        proses = self.semua.pop(ke)
        proses.kill()
        proses.wait()
        self.mulai()

    def mengeluh(self) -> list[str]:
        """Tracebacks in what they wrote."""
        return [
            f"a sender wrote a traceback: {log}"
            for log in sorted(self._folder.glob("kirim-*.log"))
            if "Traceback" in log.read_text(errors="replace")
        ]

    def __enter__(self) -> Self:
        for _ in range(self._banyak):
            self.mulai()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for proses in self.semua:
            proses.send_signal(signal.SIGCONT)
            proses.terminate()
        for proses in self.semua:
            proses.wait()


class Sewa:
    """Watches the leases: how long a hospital was without a living sender, at most; a context manager.

    Attributes:
        ganti_s: from the last renewal by one holder to the first moment of another.
    """

    def __init__(self, client: "redis.Redis", kode_rs: list[str]) -> None:
        self.ganti_s: list[float] = []
        self._client, self._kunci = client, [Keys(kode).kiriman_sewa for kode in kode_rs]
        self._berhenti = threading.Event()
        self._utas = threading.Thread(target=self._lihat)

    def _lihat(self) -> None:
        terakhir: dict[str, tuple[str, float]] = {}
        while not self._berhenti.wait(0.05):
            for kunci in self._kunci:
                pipe = self._client.pipeline(transaction=True)
                pipe.get(kunci)
                pipe.pttl(kunci)
                siapa, sisa_ms = pipe.execute()
                if not siapa:
                    continue
                diperbarui = time.monotonic() - LEASE_S + sisa_ms / 1000
                dulu = terakhir.get(kunci)
                if dulu and dulu[0] != siapa:
                    self.ganti_s.append(diperbarui - dulu[1])
                terakhir[kunci] = siapa, diperbarui

    def __enter__(self) -> Self:
        self._utas.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._berhenti.set()
        self._utas.join()


@dataclass
class Found:
    """What a run came to.

    Attributes:
        steps: that BPJS had to hear; repeats: calls that it answered 208; lost_answers: calls that were stored and got
            no answer.
        back_s: how long hospitals were without a sender, each time another took over; an upper bound.
    """

    kills: int = 0
    pauses: int = 0
    bookings: int = 0
    steps: int = 0
    calls: int = 0
    repeats: int = 0
    lost_answers: int = 0
    back_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(folder: Path, kills: int, seed: int, hospitals: int = HOSPITALS, senders: int = SENDERS) -> Found:
    """Kill so often under load, let it come to rest, and hold the books against each other.

    Raises:
        AssertionError: something did not start, or never came to rest, in a sentence.
    """
    acak, began, found = random.Random(seed), time.monotonic(), Found()  # noqa: S311 - to be had again
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(RedisServer(folder))
        client = stack.enter_context(server.client())
        store = Store(client, 35, data_keys=(DATA_KEY,))
        semua: list[tuple[Rumah, Bpjs]] = []
        for ke in range(hospitals):
            bpjs = stack.enter_context(Bpjs(seed + ke))
            rumah = Rumah(
                store, RumahSakit(f"CHAOS{ke}", "RS Chaos", "Asia/Jakarta", f"chaos{ke}", "-", Kebijakan()), Tengah()
            )
            rumah.buka(bpjs.kredensial, _PASIEN)
            semua.append((rumah, bpjs))
        kode_rs = [rumah.rs.kode for rumah, _ in semua]
        proses = stack.enter_context(Senders(server.url, folder, senders))
        sewa = stack.enter_context(Sewa(client, kode_rs))
        sibuk = [Sibuk(rumah, seed + ke) for ke, (rumah, _) in enumerate(semua)]
        with ExitStack() as kerja:
            for satu in sibuk:
                kerja.enter_context(satu)
            wait_until(lambda: all(bpjs.buku.diambil for _, bpjs in semua), "every hospital to have a sender")
            _siksa(proses, found, kills, acak)
        found.wrong += [salah for satu in sibuk for salah in satu.salah]
        for _, bpjs in semua:
            bpjs.sakelar.gangguan = Gangguan()
        simpanan = layanan.simpanan(store)
        wait_until(lambda: not any(s.antre or s.tertua_ms for s in simpanan.terukur(kode_rs)), "all to be sent", 900)
        found.wrong += proses.mengeluh()
        for rumah, bpjs in semua:
            _banding(rumah, bpjs, found)
    # What may have been under way when a sender was killed or stopped, and what got no answer, was sent again.
    boleh = found.lost_answers + SEKALIGUS * hospitals * (found.kills + found.pauses)
    if found.repeats > boleh:
        found.wrong.append(f"{found.repeats} calls were repeats, and no more than {boleh} had a reason")
    found.back_s = sewa.ganti_s
    found.seconds = time.monotonic() - began
    return found


def _siksa(proses: Senders, found: Found, kills: int, acak: random.Random) -> None:
    """Kill at random moments; now and then stop one until after its lease instead, while the killing goes on."""
    dijeda: list[tuple[float, subprocess.Popen[bytes]]] = []
    while found.kills < kills:
        time.sleep(acak.uniform(*_ANTARA_S))
        for saat, satu in [*dijeda]:
            if time.monotonic() > saat:
                satu.send_signal(signal.SIGCONT)
                dijeda.remove((saat, satu))
        ke = acak.randrange(len(proses.semua))
        diam = {satu.pid for _, satu in dijeda}
        if proses.semua[ke].pid in diam:
            continue
        if acak.random() < _DIJEDA and len(diam) + 1 < len(proses.semua):
            proses.semua[ke].send_signal(signal.SIGSTOP)
            dijeda.append((time.monotonic() + _DIJEDA_S, proses.semua[ke]))
            found.pauses += 1
        else:
            proses.bunuh(ke)
            found.kills += 1
    for _, satu in dijeda:
        satu.send_signal(signal.SIGCONT)


def _banding(rumah: Rumah, bpjs: Bpjs, found: Found) -> None:
    """The ledger, the outbox and BPJS's book, booking by booking."""
    buku, kode_rs = bpjs.buku, rumah.rs.kode
    found.wrong += [f"{kode_rs}: BPJS refused {satu}" for satu in buku.ditolak]
    found.bookings += len(rumah.kode)
    found.repeats += buku.lagi
    found.lost_answers += bpjs.gangguan.hilang
    found.calls += buku.lagi + sum(map(len, buku.diambil.values()))
    for kiriman in rumah.kiriman():
        kode = kiriman.kodebooking
        (booking,) = rumah.store.antrean.booking(kode_rs, [KodeBooking.baca(kode)])
        dari_luar = booking.riwayat[0].oleh == "mjkn"
        found.steps += len(kiriman.langkah) - dari_luar
        belum = [satu.jenis for satu in kiriman.langkah if satu.keadaan is not Keadaan.TERKIRIM]
        if belum:
            found.wrong.append(f"{kode_rs} {kode}: {belum} stand as not sent")
        urut = [satu.jenis for satu in kiriman.langkah][dari_luar:]
        if buku.diambil.get(kode, []) != urut:
            found.wrong.append(f"{kode_rs} {kode}: BPJS took {buku.diambil.get(kode)}, and it happened as {urut}")
        ini = buku.semua.get(kode)
        tugas = {taskid: saat for taskid, (saat, _) in ini.task.items()} if ini else {}
        if tugas != dict(booking.task):
            found.wrong.append(f"{kode_rs} {kode}: BPJS has {tugas}, and the ledger {dict(booking.task)}")
        if bool(ini and ini.batal) != (not booking.aktif and 99 not in booking.task):
            found.wrong.append(f"{kode_rs} {kode}: cancelled at one of the two only")
        if bool(ini and ini.farmasi) != bool(booking.farmasi):
            found.wrong.append(f"{kode_rs} {kode}: at the pharmacy at one of the two only")
    ganda = [f"{kode} {jenis}" for kode, semua in buku.diambil.items() for jenis, n in Counter(semua).items() if n > 1]
    found.wrong += [f"{kode_rs}: BPJS took {satu} twice" for satu in ganda]


def table(found: Found) -> Iterator[str]:
    """The run, line by line."""
    back = found.back_s or [0.0]
    for name, value in (
        ("kills", f"{found.kills}"),
        ("pauses past the lease", f"{found.pauses}"),
        ("bookings", f"{found.bookings}"),
        ("steps that BPJS had to hear", f"{found.steps}"),
        ("calls that it carried out or answered 208", f"{found.calls}"),
        ("of them 208", f"{found.repeats}"),
        ("answers that were lost", f"{found.lost_answers}"),
        ("without a sender, s: median", f"{statistics.median(back):.1f}"),
        ("without a sender, s: most", f"{max(back):.1f}"),
        ("times that another took over", f"{len(found.back_s)}"),
        ("lost, out of order, twice", f"{len(found.wrong)}"),
    ):
        yield f"{name:44}{value:>10}"
