"""kill -9 of the connector while both sides work. Afterwards the two books must be the same, or every difference a case
that a person is told of.

A hospital in Khanza's or mLITE's form on a real MariaDB; ours on a real Redis. Patients come from both sides at once,
each of them once: Mobile JKN takes numbers, the desk there registers walk-ins, both cancel, check in and go on. The one
connector is killed at random moments, and another starts in its place.
"""

import os
import random
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import redis

from antrean.clock import Clock
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.errors import Refusal
from antrean.keys import Keys
from antrean.konektor import layanan
from antrean.konektor.banding import Beda, Selisih, bandingkan
from antrean.konektor.basis import Basis, BasisMenolak
from antrean.konektor.kunjungan import Kasus
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.services import antrean as services
from antrean.services import kunjungan
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from tests.conftest import SECRET_KEY, pasien, put_patients, put_schedule
from tests.konektor import rumah, skema_khanza, skema_mlite
from tests.konektor.mariadb import PENGGUNA, SANDI, MariaDb
from tests.servers import ROOT, RedisServer, antrean, wait_until

DATA_KEY = "d" * 43 + "="
DEFAULT_KILLS = 50
SISTEM = (KHANZA, MLITE)
_RS = "CHAOS"
_SLOT = Slot("ANA", 12345, JamPraktek.baca("00:00-23:59"))
_ANTARA_S = (0.0, 4.0)
_PASIEN, _PASIEN_SEKALI = 200, 40  # so many, and so many more with each kill
_JENUH_S = 60
_TUNGGU = 0.2


class Sibuk:
    """Both sides at work on a thread; a context manager.

    Attributes:
        sini, sana: the bookings that were taken here; the registrations that were made there.
    """

    def __init__(self, store: Store, rs: RumahSakit, layar: Basis, benih: int) -> None:
        self.sini: list[str] = []
        self.sana: list[str] = []
        self.salah: list[str] = []
        self._store, self._rs, self._layar, self._clock = store, rs, layar, Clock()
        self._acak = random.Random(benih)  # noqa: S311 - to be had again
        self._ke = self._orang = 0
        self._berkas: set[str] = set()
        self._berhenti = threading.Event()
        self._utas = threading.Thread(target=self._kerja)

    def konteks(self, oleh: str = "mjkn") -> Konteks:
        self._ke += 1
        return Konteks(self._store, self._clock, self._rs, Write(f"chaos-{self._ke}", self._clock.now_ms(), oleh))

    def _kerja(self) -> None:
        langkah = (self._ambil, self._ambil, self._daftar, self._daftar, self._batal, self._hadir, self._di_sana)
        try:
            while not self._berhenti.wait(self._acak.uniform(0.05, 0.4)):
                with suppress(Refusal):
                    self._acak.choice(langkah)()
        except Exception as error:
            self.salah.append(f"the hospital could not work: {type(error).__name__}: {error}")

    def _siapa(self) -> int:
        self._orang += 1
        return self._orang

    def _ambil(self) -> None:
        siapa, hari_ini = pasien(self._siapa()), self._clock.today(self._rs.zona_waktu)
        minta = PermintaanAntrean(
            *(_SLOT, hari_ini, 1, siapa.nik, siapa.nomorkartu),
            nohp="085635228888",
            nomorreferensi=f"{self._ke:019d}",
        )
        self.sini.append(services.ambil(self.konteks(), minta).kodebooking)

    def _daftar(self) -> None:
        saat, norm = self._sana(), pasien(self._siapa()).norm
        for _ in range(5):
            try:
                no_rawat = rumah.daftar_walkin(self._layar, norm, tanggal=saat.date(), jam=saat.time())
            except BasisMenolak as error:
                if not error.ganda:
                    raise
            else:
                self.sana.append(no_rawat)
                return

    def _batal(self) -> None:
        if self.sini and self._acak.random() < 0.3:
            kunjungan.batal(self.konteks(), self._acak.choice(self.sini), "Berhalangan")

    def _hadir(self) -> None:
        if self.sini:
            kunjungan.checkin(self.konteks(), self._acak.choice(self.sini), self._clock.now_ms())

    def _di_sana(self) -> None:
        """What becomes of a walk-in at their screens."""
        if not self.sana:
            return
        no_rawat, saat = self._acak.choice(self.sana), self._sana()
        apa = self._acak.random()
        if apa < 0.15:
            rumah.batal(self._layar, no_rawat)
        elif apa < 0.18 and no_rawat not in self._berkas:
            rumah.hapus(self._layar, no_rawat)
            self.sana.remove(no_rawat)
        elif apa < 0.7:
            if self._layar.baca("SELECT 1 FROM reg_periksa WHERE no_rawat=%s AND stts='Belum'", (no_rawat,)):
                rumah.terima_berkas(self._layar, no_rawat, saat)
                self._berkas.add(no_rawat)
        elif no_rawat in self._berkas:
            with suppress(BasisMenolak):  # examined in the same second
                rumah.periksa_pasien(self._layar, no_rawat, saat)

    def _sana(self) -> datetime:
        return self._layar.sekarang().replace(microsecond=0)

    def __enter__(self) -> Self:
        self._utas.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._berhenti.set()
        self._utas.join()


class Konektor:
    """``antrean konektor jalan``; a context manager."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder, self._ke = url, folder, 0
        self.proses: subprocess.Popen[bytes] | None = None

    def mulai(self) -> None:
        """Start one."""
        env = {"REDIS_URL": self._url, "ANTREAN_SECRET_KEY": SECRET_KEY, "ANTREAN_DATA_KEY": DATA_KEY}
        self._ke += 1
        with (self._folder / f"konektor-{self._ke}.log").open("wb") as log:
            self.proses = subprocess.Popen(  # noqa: S603
                antrean("konektor", "jalan"), env=os.environ | env, cwd=ROOT, stdout=log, stderr=log
            )

    def bunuh(self) -> None:
        """kill -9, and another in its place."""
        if self.proses:
            self.proses.kill()
            self.proses.wait()
        self.mulai()

    def berhenti(self) -> list[str]:
        """Stop it; what is wrong with how it ended, and faults in what all of them wrote."""
        salah = []
        if self.proses:
            self.proses.terminate()
            if kode := self.proses.wait():
                salah.append(f"the connector ended with {kode}")
            self.proses = None
        return salah + [
            f"a connector wrote of a fault of its own: {log}"
            for log in sorted(self._folder.glob("konektor-*.log"))
            if any(kata in log.read_text(errors="replace") for kata in ("Traceback", "it failed:", "a fault of"))
        ]

    def __enter__(self) -> Self:
        self.mulai()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.berhenti()


@dataclass
class Found:
    """What a run came to.

    Attributes:
        sini, sana: bookings that were taken here, registrations that were made there.
        back_s: how long the hospital was without a connector, where the next one waited for the lease.
        cases: that wait for a person in the end; named: differences that such a case is about.
    """

    sistem: str
    kills: int = 0
    sini: int = 0
    sana: int = 0
    back_s: list[float] = field(default_factory=list)
    cases: int = 0
    named: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def ada_mariadb() -> bool:
    """Whether the server can be started here."""
    return shutil.which("mariadbd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") is not None


def run(folder: Path, sistem: str, kills: int, seed: int, tunggu_sewa: bool = True) -> Found:
    """Kill so often while both sides work, let it come to rest, and compare the books.

    Args:
        tunggu_sewa: now and then the next connector waits for the lease of the killed one; else that is taken away.

    Raises:
        AssertionError: something did not start, or never came to rest, in a sentence.
    """
    acak, began, found = random.Random(seed), time.monotonic(), Found(sistem)  # noqa: S311 - to be had again
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        server = stack.enter_context(RedisServer(folder))
        client = stack.enter_context(server.client())
        mariadb = stack.enter_context(MariaDb())
        store = Store(client, 35, data_keys=(DATA_KEY,))
        rs = RumahSakit(_RS, "RS Chaos", "Asia/Jakarta", "chaos", "-", Kebijakan())
        layar = _buka(store, rs, mariadb, sistem, _PASIEN + _PASIEN_SEKALI * kills)
        stack.callback(layar.tutup)
        konektor, sewa = stack.enter_context(Konektor(server.url, folder)), Keys(_RS).konektor_sewa
        with Sibuk(store, rs, layar, seed) as sibuk:
            wait_until(lambda: bool(layanan.simpanan(store).peta(_RS, _hari_ini())), "the first link", _JENUH_S)
            while found.kills < kills:
                time.sleep(acak.uniform(*_ANTARA_S))
                pemegang, sejak = client.get(sewa), time.monotonic()
                konektor.bunuh()
                found.kills += 1
                if tunggu_sewa and acak.random() < _TUNGGU:
                    _sampai_lain(client, sewa, pemegang)
                    found.back_s.append(time.monotonic() - sejak)
                else:
                    client.delete(sewa)
                    wait_until(lambda: bool(client.exists(sewa)), "another connector", _JENUH_S)
        found.wrong += sibuk.salah
        found.sini, found.sana = len(sibuk.sini), len(sibuk.sana)
        _tenang(store)
        found.wrong += konektor.berhenti()
        if client.exists(sewa):
            found.wrong.append("the lease was not given back")
        _banding(store, rs, layar, sibuk.konteks(), found)
    found.seconds = time.monotonic() - began
    return found


def _sampai_lain(client: "redis.Redis", sewa: str, pemegang: object) -> None:
    wait_until(lambda: client.get(sewa) not in (None, pemegang), "another connector", _JENUH_S)


def _hari_ini() -> date:
    return Clock().today(RumahSakit(_RS, "x", "Asia/Jakarta", "chaos", "-").zona_waktu)


def _buka(store: Store, rs: RumahSakit, mariadb: MariaDb, sistem: str, orang: int) -> Basis:
    """The hospital on both sides; their screens' connection."""
    clock = Clock()
    store.rs.tambah(rs, Write("rs", clock.now_ms(), "chaos"))
    put_schedule(
        store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{ke},{_SLOT.jampraktek},900,900" for ke in range(1, 8))
    )
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, orang + 1)))
    perintah = skema_khanza.perintah() if sistem == KHANZA else skema_mlite.perintah()
    sedikit, rumah.PASIEN_SANA = rumah.PASIEN_SANA, orang
    try:
        mariadb.segar("sik", "latin1", perintah, rumah.isi(sistem))
    finally:
        rumah.PASIEN_SANA = sedikit
    mariadb.lakukan(
        "UPDATE jadwal SET jam_mulai='00:00', jam_selesai='23:59', kuota=900 WHERE kd_dokter='D0000001'",
        basisdata="sik",
    )
    mariadb.akun(sistem, "sik")
    setelan = mariadb.setelan(sistem, "sik", PENGGUNA, SANDI)
    layanan.simpan(Konteks(store, clock, rs, Write("atur", clock.now_ms(), "chaos")), setelan)
    return Basis(mariadb.setelan(sistem, "sik"))


def _tenang(store: Store) -> None:
    """Until all is told there, and each round has seen what was done last."""
    sejak, simpanan = Clock().now_ms(), layanan.simpanan(store)

    def habis() -> bool:
        (satu,) = simpanan.terukur([_RS])
        terlihat = all(satu.putaran.get(nama, 0) > sejak + 1_000 for nama in ("keluar", "cepat", "sedang"))
        # What is gone there is looked for in some rounds before it counts as deleted; of many at once a person is told.
        hilang = any(satu.hilang for satu in simpanan.peta(_RS, _hari_ini()).values())
        return terlihat and not satu.tertua_ms and (not hilang or any(map(_banyak_hilang, simpanan.ditahan(_RS))))

    wait_until(habis, "the connector to come to rest", _JENUH_S)


def _banding(store: Store, rs: RumahSakit, layar: Basis, konteks: Konteks, found: Found) -> None:
    simpanan, hari_ini = layanan.simpanan(store), _hari_ini()
    kasus = simpanan.ditahan(rs.kode)
    found.cases = len(kasus)
    for selisih in bandingkan(konteks, simpanan, layar, hari_ini).selisih:
        if any(_tentang(satu, selisih) for satu in kasus):
            found.named += 1
        else:
            found.wrong.append(
                f"{selisih.beda} {selisih.kodebooking} {selisih.kunci}, and nobody is told: {' '.join(selisih.apa)}"
            )
    # Each patient came once: more than one row of theirs, or booking of ours, was written twice.
    sini = Counter(satu.norm for satu in store.antrean.pada(rs.kode, hari_ini))
    sana = Counter(satu["no_rkm_medis"] for satu in layar.baca("SELECT no_rkm_medis FROM reg_periksa"))
    for di, semua in (("here", sini), ("there", sana)):
        found.wrong += [f"norm {norm} stands {n} times {di}" for norm, n in semua.items() if n > 1]


def _banyak_hilang(kasus: Kasus) -> bool:
    return kasus.nama.startswith("hilang:")


def _tentang(kasus: Kasus, selisih: Selisih) -> bool:
    if _banyak_hilang(kasus) and selisih.beda is Beda.DI_SINI:
        return True
    kunci = {selisih.kodebooking, selisih.kunci} - {""}
    return bool(kunci & {kasus.kodebooking, kasus.kunci}) or any(satu in kasus.nama for satu in kunci)


def table(found: Found) -> Iterator[str]:
    """The run, line by line."""
    for name, value in (
        ("kills", f"{found.kills}"),
        ("numbers taken here", f"{found.sini}"),
        ("registrations made there", f"{found.sana}"),
        ("without a connector, s: most", f"{max(found.back_s, default=0):.1f}"),
        ("cases that wait for a person", f"{found.cases}"),
        ("differences that such a case is about", f"{found.named}"),
        ("lost, twice, or different and nobody told", f"{len(found.wrong)}"),
    ):
        yield f"{found.sistem + ': ' + name:60}{value:>10}"
