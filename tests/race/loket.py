"""The hospital's own system over real HTTP, from many threads at once, and a session of today that it works on."""

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http.client import HTTPConnection
from types import TracebackType
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from antrean.clock import Clock
from antrean.domain.antrean import Booking, PermintaanAntrean
from antrean.domain.jadwal import KunciSesi, Sesi, Slot
from antrean.domain.kunci import Kunci
from antrean.domain.waktu import JamPraktek
from antrean.services import antrean, farmasi, kunci, kunjungan
from antrean.store import Write
from tests.conftest import KODE_RS, pasien, put_schedule
from tests.konteks import konteks
from tests.race.clients import Hospital
from tests.servers import wait_until

T = TypeVar("T")

# The same in every test: a worker remembers a hospital's keys for a second.
KUNCI = f"{KODE_RS}.{'k' * 43}"
WIB = ZoneInfo("Asia/Jakarta")
SEHARIAN = Slot("INT", 34567, JamPraktek(0, 24 * 60))

_ANSWER_S = 120
_LONGEST_TEST = timedelta(minutes=3)

Jawaban = tuple[int, Any]


def at_once(calls: Iterable[Callable[[], T]], connections: int = 64) -> list[T]:
    """Make all calls from so many threads; what they answer, in their order."""
    with ThreadPoolExecutor(connections) as pool:
        return list(pool.map(lambda call: call(), calls))


class Loket:
    """A client of the SIMRS door, safe to use from many threads."""

    def __init__(self, url: str) -> None:
        self.host = url.removeprefix("http://")
        self._idle: list[HTTPConnection] = []

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Jawaban:
        """HTTP status and the answer's JSON, None where it has no body."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = HTTPConnection(self.host, timeout=_ANSWER_S)
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, f"/simrs/v1{path}", sent, {"Authorization": f"Bearer {KUNCI}", **(headers or {})})
        reply = connection.getresponse()
        text = reply.read()
        self._idle.append(connection)
        return reply.status, json.loads(text) if text else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            self._idle.pop().close()


@dataclass(frozen=True)
class HariIni:
    """A hospital with a session that lasts all of today, its counter, and Mobile JKN."""

    hospital: Hospital
    loket: Loket
    tanggal: date

    @property
    def isi_sesi(self) -> dict[str, Any]:
        return {
            "kodepoli": SEHARIAN.kodepoli,
            "kodedokter": SEHARIAN.kodedokter,
            "tanggalperiksa": self.tanggal.isoformat(),
            "jampraktek": str(SEHARIAN.jampraktek),
        }

    def permintaan(self, n: int) -> dict[str, Any]:
        """The n-th patient's request for this session."""
        satu = pasien(n)
        return {**self.isi_sesi, "nik": satu.nik, "nomorkartu": satu.nomorkartu, "jeniskunjungan": 1}

    def sudah_ambil(self, *semua: int) -> list[str]:
        """These patients have taken a number; their kodebooking."""
        store, rs = self.hospital.store, self.hospital.rs
        minta = [PermintaanAntrean(SEHARIAN, self.tanggal, 1, pasien(n).nik, pasien(n).nomorkartu) for n in semua]
        ambil = [
            antrean.ambil(konteks(store, Clock(), rs, f"ambil-{ke}", "mjkn"), satu) for ke, satu in enumerate(minta)
        ]
        return [satu.kodebooking for satu in ambil]

    def sudah_datang(self, *semua: str) -> None:
        for kode in semua:
            kunjungan.checkin(
                konteks(self.hospital.store, Clock(), self.hospital.rs, f"datang-{kode}", "mjkn"),
                kode,
                Clock().now_ms(),
            )

    def beri_resep(self, kode: str, jenisresep: str) -> None:
        farmasi.resep(konteks(self.hospital.store, Clock(), self.hospital.rs, f"resep-{kode}"), kode, jenisresep)

    def booking(self) -> dict[str, Booking]:
        """All of the session by their kodebooking."""
        semua = self.hospital.store.antrean.lembar(KODE_RS, self.tanggal).booking
        return {satu.kodebooking: satu for satu in semua}

    def sesi(self) -> Sesi:
        kunci_sesi = KunciSesi(self.tanggal, SEHARIAN)
        return self.hospital.store.antrean.sesi(KODE_RS, [kunci_sesi])[kunci_sesi]

    def batal(self, kode: str) -> tuple[int, str]:
        """Mobile JKN cancels: the metadata."""
        _, answer = self.hospital.jkn.post("/antrean/batal", {"kodebooking": kode, "keterangan": "Berhalangan"})
        return answer["metadata"]["code"], answer["metadata"]["message"]

    def ambil(self, n: int) -> dict[str, Any]:
        return self.hospital.jkn.ambil(self.permintaan(n))


def put_session(hospital: Hospital, loket: Loket, kuotajkn: int) -> HariIni:
    """Give a hospital a session of today and a key. Just before midnight, wait for the new day."""
    wait_until(lambda: (now := datetime.now(WIB)).date() == (now + _LONGEST_TEST).date(), "a new day", 240)
    put_schedule(
        hospital.store,
        Clock(),
        hospital.rs,
        *(f"INT,Penyakit Dalam,34567,dr. Budi,{hari},00:00-24:00,{kuotajkn},0" for hari in range(1, 8)),
    )
    write = Write("kunci", Clock().now_ms(), "uji")
    hospital.store.kunci.tambah(KODE_RS, Kunci("loket", kunci.digest(KUNCI), 0), write)
    return HariIni(hospital, loket, Clock().today(WIB))
