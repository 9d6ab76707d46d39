"""A copy of the ledger, kept from the event feed alone, as docs/simrs.md tells a SIMRS to keep one.

It knows nothing of keys, scripts or policies.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Any

Sesi = tuple[str, str, int, str]
"""Date, kodepoli, kodedokter, jampraktek."""


@dataclass
class SalinanBooking:
    """One booking."""

    sesi: Sesi
    angka: int
    jenis: str
    baru: bool
    batal: bool = False
    checkin: int = 0
    task: dict[int, int] = field(default_factory=dict)
    alasan: str = ""
    resep: str = ""
    farmasi: int = 0
    riwayat: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass
class SalinanSesi:
    """One session: who waits at which place, who of them comes first, who is being served."""

    angkaterakhir: int = 0
    angkadipanggil: int = 0
    tempat: dict[int, float] = field(default_factory=dict)
    menunggu: set[int] = field(default_factory=set)
    didahulukan: set[int] = field(default_factory=set)
    dilayani: set[int] = field(default_factory=set)

    def urutan(self, angka: Iterable[int]) -> list[int]:
        return sorted(angka, key=lambda satu: self.tempat[satu])

    def panggilan(self, hadir_dulu: bool) -> list[int]:
        """The numbers that wait, in the order of the calls to come."""
        dulu = self.didahulukan if hadir_dulu else set()
        return self.urutan(dulu) + self.urutan(self.menunggu - dulu)


class Salinan:
    """Applies events in their order."""

    def __init__(self) -> None:
        self.booking: dict[str, SalinanBooking] = {}
        self.sesi: dict[Sesi, SalinanSesi] = {}
        self.jenis: set[str] = set()

    def terapkan(self, peristiwa: Iterable[Mapping[str, Any]]) -> None:
        for satu in peristiwa:
            self.jenis.add(satu["jenis"])
            if satu["kodebooking"]:
                if satu["jenis"] == "ambil":
                    self._ambil(satu["kodebooking"], satu["data"])
                self._berubah(satu["jenis"], satu["waktu"], self.booking[satu["kodebooking"]], satu["data"])

    def aktif(self, sesi: Sesi, jenis: str) -> int:
        return sum(1 for b in self.booking.values() if b.sesi == sesi and b.jenis == jenis and not b.batal)

    def _ambil(self, kode: str, data: Mapping[str, Any]) -> None:
        kunci = (data["tanggalperiksa"], data["kodepoli"], data["kodedokter"], data["jampraktek"])
        sesi = self.sesi.setdefault(kunci, SalinanSesi())
        angka = data["angkaantrean"]
        terakhir = max((sesi.tempat[satu] for satu in sesi.menunggu), default=-1)
        sesi.tempat[angka] = max(angka, floor(terakhir) + 1)
        sesi.menunggu.add(angka)
        sesi.angkaterakhir = angka
        self.booking[kode] = SalinanBooking(kunci, angka, data["jenispasien"], data["pasienbaru"] == 1)

    def _berubah(self, jenis: str, waktu: int, booking: SalinanBooking, data: Mapping[str, Any]) -> None:
        sesi, angka = self.sesi[booking.sesi], booking.angka
        if jenis in ("panggil", "task"):
            booking.task[data["taskid"]] = waktu = data["dicatat"]
            if data["taskid"] == 4:
                sesi.menunggu.discard(angka)
                sesi.didahulukan.discard(angka)
                sesi.dilayani.add(angka)
                sesi.angkadipanggil = angka
            elif data["taskid"] == 5:
                sesi.dilayani.discard(angka)
        elif jenis == "checkin":
            booking.checkin = waktu = data["datang"]
            if data["taskid"]:
                booking.task[data["taskid"]] = waktu
            if angka in sesi.menunggu:
                sesi.didahulukan.add(angka)
        elif jenis == "lewati":
            del booking.task[4]
            sesi.dilayani.discard(angka)
            sesi.menunggu.add(angka)
            sesi.tempat[angka] = data["tempat"]
            if data["hadir"]:
                sesi.didahulukan.add(angka)
        elif jenis == "resep":
            booking.resep = data["jenisresep"]
        elif jenis == "farmasi_ambil":
            booking.farmasi = data["nomor"]
        elif jenis == "batal":
            booking.batal = True
            booking.alasan = data["alasan"]
            waktu = data["dicatat"]
            if data["taskid"]:
                booking.task[99] = waktu
            for baris in (sesi.menunggu, sesi.didahulukan, sesi.dilayani):
                baris.discard(angka)
        bertask = jenis == "task" or (jenis == "batal" and data["taskid"])
        nama = f"task{data['taskid']}" if bertask else jenis
        booking.riwayat.append((nama, waktu, data["oleh"]))
