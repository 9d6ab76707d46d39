"""The hospital that is measured: its schedule, its patients, and the n-th request for a queue number.

Patients come back: request ``n`` is the visit ``n // patients`` of patient ``n % patients``, to the same doctor on
another day. So no request is refused for what another has booked, however long the list.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from antrean.clock import Clock
from antrean.domain.antrean import PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.pasien import Pasien
from antrean.domain.rs import Kebijakan, RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import jadwal
from antrean.services.baris import baca_jadwal
from antrean.services.konteks import Konteks
from antrean.services.sandi import buat_sandi
from antrean.store import Store, Write

KODE_RS, USERNAME, PASSWORD = "BENCH1", "bench", "bench-bench"
POLI, DOCTORS_PER_POLI = 40, 5
DOCTORS = POLI * DOCTORS_PER_POLI
QUOTA = 120
MOST_DAYS = 90  # what a hospital lets people book ahead unless it says otherwise
HOURS = "08:00-16:00"
HOT_POLI, HOT_DOCTOR, HOT_QUOTA = "HOT", 9999, 30

_JAM = JamPraktek.baca(HOURS)
_NAMES = ("Siti Wulandari", "Agus Setiawan", "Dewi Lestari", "Budi Hidayat", "Maria Simanjuntak")


@dataclass(frozen=True)
class Hospital:
    """A hospital of so many patients, with ``DOCTORS`` sessions on each of so many days ahead.

    Attributes:
        today: fixed at the start, so that a run over midnight asks for the same days.
    """

    patients: int
    days: int = MOST_DAYS
    today: date = field(default_factory=lambda: Clock().today(rumah_sakit().zona_waktu))

    @property
    def capacity(self) -> int:
        """How many requests are each a booking of its own."""
        return min(self.patients * self.days, DOCTORS * self.days * QUOTA)

    def place(self, n: int) -> tuple[Pasien, Slot, date]:
        """Whose the n-th request is, and the session that it is for."""
        visit, patient = divmod(n, self.patients)
        if visit >= self.days:
            raise ValueError(f"request {n} would be one of a patient who has been on every day")
        day = (patient // DOCTORS + visit) % self.days
        return pasien(patient), slot(patient % DOCTORS), self.today + timedelta(days=1 + day)

    def asked(self, n: int) -> PermintaanAntrean:
        """The n-th request, as the schema hands it on."""
        siapa, ke, tanggal = self.place(n)
        return PermintaanAntrean(
            ke, tanggal, 1, siapa.nik, siapa.nomorkartu, nohp="085635228888", nomorreferensi=referral(n)
        )

    def body(self, n: int) -> dict[str, Any]:
        """The n-th request, as Mobile JKN sends it."""
        siapa, ke, tanggal = self.place(n)
        return _body(siapa, ke, tanggal, n)

    def hot(self, n: int, day: int) -> dict[str, Any]:
        """The n-th patient's request for a session of the doctor whom everybody wants, on the day-th day from 0."""
        tanggal = self.today + timedelta(days=1 + day)
        return _body(pasien(n), Slot(HOT_POLI, HOT_DOCTOR, _JAM), tanggal, self.capacity + day * self.patients + n)

    def sessions(self) -> Iterator[dict[str, Any]]:
        """What ``/antrean/status`` is asked, of every session."""
        for day in range(self.days):
            for doctor in range(DOCTORS):
                ke = slot(doctor)
                yield {
                    "kodepoli": ke.kodepoli,
                    "kodedokter": ke.kodedokter,
                    "tanggalperiksa": (self.today + timedelta(days=1 + day)).isoformat(),
                    "jampraktek": HOURS,
                }


def _body(siapa: Pasien, ke: Slot, tanggal: date, n: int) -> dict[str, Any]:
    return {
        "nomorkartu": siapa.nomorkartu,
        "nik": siapa.nik,
        "nohp": "085635228888",
        "kodepoli": ke.kodepoli,
        "norm": siapa.norm,
        "tanggalperiksa": tanggal.isoformat(),
        "kodedokter": ke.kodedokter,
        "jampraktek": HOURS,
        "jeniskunjungan": 1,
        "nomorreferensi": referral(n),
    }


def rumah_sakit(kode: str = KODE_RS, username: str = USERNAME, sandi: str = "-") -> RumahSakit:
    """The hospital's record."""
    return RumahSakit(kode, "RS Bench", "Asia/Jakarta", username, sandi, Kebijakan())


def pasien(n: int) -> Pasien:
    """The n-th patient, from 0."""
    return Pasien(f"{n + 1:06d}", f"32{n:014d}", f"0001{n:09d}", _NAMES[n % len(_NAMES)])


def slot(doctor: int) -> Slot:
    """The slot of the n-th doctor, from 0."""
    return Slot(f"P{doctor // DOCTORS_PER_POLI:02d}", 1000 + doctor, _JAM)


def referral(n: int) -> str:
    """A referral that no other request has, as long as real ones."""
    return f"0001R00{n:012d}"


def open_hospital(store: Store, rs: RumahSakit | None = None, kuota: int = QUOTA) -> None:
    """Register it and import its schedule, through the services that a hospital uses."""
    clock = Clock()
    rs = rs or rumah_sakit(sandi=buat_sandi(PASSWORD))
    store.rs.tambah(rs, Write("bench-rs", clock.now_ms(), "bench"))
    konteks = Konteks(store, clock, rs, Write("bench", clock.now_ms(), "bench"))
    jadwal.impor(konteks, [baca_jadwal(row) for row in schedule(kuota)])


def schedule(kuota: int = QUOTA) -> list[dict[str, str]]:
    """Its rows, as they stand in a file."""
    rows = [_row(slot(n).kodepoli, slot(n).kodedokter, hari, kuota) for n in range(DOCTORS) for hari in range(1, 8)]
    return rows + [_row(HOT_POLI, HOT_DOCTOR, hari, HOT_QUOTA) for hari in range(1, 8)]


def _row(kodepoli: str, kodedokter: int, hari: int, kuota: int) -> dict[str, str]:
    return {
        "kodepoli": kodepoli,
        "namapoli": f"Poli {kodepoli}",
        "kodedokter": str(kodedokter),
        "namadokter": f"dr. Dokter {kodedokter}, Sp.A",
        "hari": str(hari),
        "jampraktek": HOURS,
        "kuotajkn": str(kuota),
        "kuotanonjkn": str(kuota),
    }


def raw(method: str, path: str, token: str, body: dict[str, Any] | None = None) -> bytes:
    """A whole HTTP request, as it goes over the wire."""
    sent = json.dumps(body).encode() if body is not None else b""
    head = f"{method} {path} HTTP/1.1\r\nHost: bench\r\nx-username: {USERNAME}\r\n"
    head += f"x-token: {token}\r\n" if token else f"x-password: {PASSWORD}\r\n"
    if sent:
        head += f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n"
    return head.encode() + b"\r\n" + sent
