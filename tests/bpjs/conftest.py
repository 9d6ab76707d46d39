"""A simulated BPJS over real HTTP, a hospital on a real Redis, and its sender, step by step on the tests' clock."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import redis

from antrean.bpjs import layanan
from antrean.bpjs.klien import Klien
from antrean.bpjs.kredensial import Kredensial
from antrean.bpjs.langkah import Kiriman
from antrean.bpjs.pengirim import Pengirim
from antrean.bpjs.simpanan import KirimanStore
from antrean.bpjs.simulasi import CONTOH, LAYANAN
from antrean.bpjs.simulasi.app import Hfis, Sakelar, buat
from antrean.bpjs.simulasi.buku import Buku
from antrean.bpjs.simulasi.gangguan import Gangguan
from antrean.bpjs.simulasi.server import contoh_hfis, pasang
from antrean.clock import Clock
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.rs import RumahSakit
from antrean.services import antrean
from antrean.services.peristiwa import Umpan
from antrean.store import Store
from tests.conftest import HARI_INI, NYATA, FrozenClock, kosong, pasien, put_patients, put_schedule
from tests.konteks import konteks
from tests.lua.alat import ANAK
from tests.lua.kunjungan import Hari


class Simulasi:
    """The simulator on a thread; every call that came is counted."""

    def __init__(self, clock: Clock, **buku: Any) -> None:
        self.buku = Buku(clock, **buku)
        self.sakelar = Sakelar(tidak_menjawab_s=0)
        self.panggilan: list[str] = []
        self.sebelum: Callable[[str], object] = lambda _: None
        """Told the path of each call before it is carried out."""
        self.hfis = Hfis([dict(satu) for satu in contoh_hfis().baris])
        dalam = buat([self._siapa()], self.buku, self.hfis, self.sakelar, clock)
        wsgi = dalam.wsgi_app

        def hitung(environ: Any, mulai: Any) -> Any:
            jalur = environ["PATH_INFO"].removeprefix(f"{LAYANAN}/")
            self.panggilan.append(jalur)
            self.sebelum(jalur)
            return wsgi(environ, mulai)

        dalam.wsgi_app = hitung  # type: ignore[method-assign, assignment]
        self._server = pasang(dalam, 0)
        self.kredensial = self._siapa(self._server.server_port)
        self._utas = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._utas.start()

    @staticmethod
    def _siapa(port: int = 1) -> Kredensial:
        return Kredensial(f"http://127.0.0.1:{port}{LAYANAN}/", **CONTOH)

    def ganggu(self, teks: str = "", benih: int = 1) -> None:
        """From now on these faults; none where it is empty."""
        self.sakelar.gangguan = Gangguan.baca(teks, benih)

    def hitung(self) -> Counter[str]:
        """The calls since this was asked last, by path."""
        dulu, self.panggilan = self.panggilan, []
        return Counter(dulu)

    def task(self, kodebooking: str) -> dict[int, int]:
        """What it has of a booking: id → epoch ms."""
        return {taskid: saat[0] for taskid, saat in self.buku.semua[kodebooking].task.items()}

    def jadwal(self, *baris: str) -> None:
        """What HFIS has from now on: ``kodesubspesialis,kodepoli,kodedokter,hari or date,jam,kapasitas[,libur]``."""
        semua: list[dict[str, Any]] = []
        for kodesubspesialis, kodepoli, dokter, kapan, jam, kapasitas, *libur in (satu.split(",") for satu in baris):
            hari = {"hari": int(kapan)} if len(kapan) == 1 else {"hari": 0, "tanggal": kapan}
            semua.append(
                {
                    **{"kodesubspesialis": kodesubspesialis, "namasubspesialis": f"NAMA {kodesubspesialis}"},
                    **{"kodepoli": kodepoli, "namapoli": f"Nama {kodepoli}", "kodedokter": int(dokter)},
                    **{"namadokter": f"DR. {dokter}", "namahari": "", "jadwal": jam, **hari},
                    **{"kapasitaspasien": int(kapasitas), "libur": int(bool(libur))},
                }
            )
        self.hfis.baris[:] = semua  # type: ignore[index]

    def berhenti(self) -> None:
        self._server.shutdown()
        self._utas.join()
        self._server.server_close()


@pytest.fixture
def simulasi(clock: FrozenClock) -> Iterator[Simulasi]:
    satu = Simulasi(clock)
    yield satu
    satu.berhenti()


@pytest.fixture(params=NYATA)
def redis_client(request: pytest.FixtureRequest) -> "Iterator[redis.Redis]":
    """Only a real one."""
    yield from kosong(request)


class Kunjungan(Hari):
    """A day at the hospital, with who asks."""

    def ambil_oleh(self, n: int, oleh: str, **lain: Any) -> str:
        satu = pasien(n)
        isi: dict[str, Any] = {
            **{"nik": satu.nik, "nomorkartu": satu.nomorkartu, "nohp": "+62 856-3522-8888"},
            **{"slot": ANAK, "tanggalperiksa": self.tanggal, "jeniskunjungan": 1, "nomorreferensi": f"{n:019d}"},
            **lain,
        }
        permintaan = PermintaanAntrean(**isi)
        return antrean.ambil(konteks(self.store, self.clock, self.rs, self._id(""), oleh), permintaan).kodebooking


@pytest.fixture
def hari(store: Store, rs: RumahSakit, clock: FrozenClock) -> Kunjungan:
    put_schedule(store, clock, rs, *(f"ANA,Anak,12345,Dr. Hendra,{ke},08:00-16:00,300,300" for ke in range(1, 8)))
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, 40)))
    return Kunjungan(store, clock, rs, HARI_INI)


@dataclass
class Satu:
    """One sender, a round at a time, everything on this thread."""

    pengirim: Pengirim
    kiriman: KirimanStore
    clock: FrozenClock

    def putar(self) -> int:
        """Keep the lease, read events, send what is due; how many bookings that were."""
        if not self.pengirim.sewa(mau=True):
            return 0
        while self.pengirim.baca_peristiwa():
            pass
        (tempo,) = self.kiriman.jatuh_tempo([self.pengirim.rs.kode], self.clock.now_ms(), 8)
        self.pengirim.kirim(tempo)
        return len(tempo)

    def habis(self) -> None:
        """Rounds until nothing waits, the clock going on."""
        for _ in range(3000):
            self.putar()
            if not self.kiriman.antre(self.pengirim.rs.kode):
                return
            self.clock.move(seconds=10)
        raise AssertionError("something waits for ever")

    def lihat(self, kodebooking: str) -> Kiriman:
        satu = self.kiriman.baca(self.pengirim.rs.kode, kodebooking)
        assert satu is not None
        return satu

    def keadaan(self, kodebooking: str) -> dict[str, str]:
        return {langkah.jenis: str(langkah.keadaan) for langkah in self.lihat(kodebooking).langkah}


def buat_pengirim(store: Store, clock: FrozenClock, rs: RumahSakit, simulasi: Simulasi, nama: str = "satu") -> Satu:
    kiriman = layanan.simpanan(store)
    klien = Klien(simulasi.kredensial, clock)
    pengirim = Pengirim(
        *(store, kiriman, Umpan(store, clock, 0), clock, rs, klien, nama),
        sekaligus=4,
        mulai=lambda apa: apa(),
        acak=random.Random(7),
    )
    return Satu(pengirim, kiriman, clock)


@pytest.fixture
def satu(store: Store, clock: FrozenClock, rs: RumahSakit, hari: Kunjungan, simulasi: Simulasi) -> Iterator[Satu]:
    dia = buat_pengirim(store, clock, rs, simulasi)
    yield dia
    dia.pengirim.klien.tutup()
