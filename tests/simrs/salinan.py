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
    tamu: str = ""

    @property
    def anggota(self) -> int | str:
        """What the line has it by: its number, in a session of other letters with them."""
        return self.tamu or self.angka


@dataclass
class SalinanSesi:
    """One session: who waits at which place, who of them comes first, who is being served."""

    angkaterakhir: int = 0
    angkadipanggil: int = 0
    huruf: str = ""
    tempat: dict[int | str, float] = field(default_factory=dict)
    menunggu: set[int | str] = field(default_factory=set)
    didahulukan: set[int | str] = field(default_factory=set)
    dilayani: set[int | str] = field(default_factory=set)

    def urutan(self, angka: Iterable[int | str]) -> list[int | str]:
        return sorted(angka, key=lambda satu: self.tempat[satu])

    def susulan(self, angka: int) -> float:
        """The place of a number below the last one: its own, or half way to the next where somebody stands there."""
        di_baris = [self.tempat[satu] for satu in self.menunggu | self.dilayani]
        if angka not in di_baris:
            return angka
        return (angka + min((satu for satu in di_baris if satu > angka), default=angka + 2)) / 2

    def panggilan(self, hadir_dulu: bool) -> list[int | str]:
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
            if satu["jenis"] == "sesi_jam":
                self._jam(satu["data"])
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
        terakhir = max((sesi.tempat[satu] for satu in sesi.menunggu | sesi.dilayani), default=-1)
        sesi.tempat[angka] = max(angka, floor(terakhir) + 1) if angka > sesi.angkaterakhir else sesi.susulan(angka)
        sesi.menunggu.add(angka)
        sesi.angkaterakhir = max(angka, sesi.angkaterakhir)
        sesi.huruf = data["nomorantrean"].partition("-")[0]
        self.booking[kode] = SalinanBooking(kunci, angka, data["jenispasien"], data["pasienbaru"] == 1)

    def _pindah(self, booking: SalinanBooking, huruf: str, data: Mapping[str, Any]) -> None:
        """A booking is in another session of its day: with its letters, where that has others."""
        milik = booking.tamu or f"{huruf}{booking.angka:03d}"
        booking.sesi = (booking.sesi[0], data["kodepoli"], data["kodedokter"], data["jampraktek"])
        tujuan = self.sesi.setdefault(booking.sesi, SalinanSesi())
        booking.tamu = "" if milik.rstrip("0123456789") == tujuan.huruf else milik
        tujuan.tempat[booking.anggota] = data["tempat"]
        tujuan.menunggu.add(booking.anggota)
        if data["hadir"]:
            tujuan.didahulukan.add(booking.anggota)

    def _jam(self, data: Mapping[str, Any]) -> None:
        """A session and all that is in it are at other hours."""
        slot = (data["tanggalperiksa"], data["kodepoli"], data["kodedokter"])
        lama, baru = (*slot, data["jampraktek"]), (*slot, data["jampraktekbaru"])
        if lama in self.sesi:
            self.sesi[baru] = self.sesi.pop(lama)
        for booking in self.booking.values():
            if booking.sesi == lama:
                booking.sesi = baru

    def _berubah(self, jenis: str, waktu: int, booking: SalinanBooking, data: Mapping[str, Any]) -> None:
        sesi, angka = self.sesi[booking.sesi], booking.anggota
        if jenis in ("panggil", "task"):
            booking.task[data["taskid"]] = waktu = data["dicatat"]
            if data["taskid"] == 4:
                sesi.menunggu.discard(angka)
                sesi.didahulukan.discard(angka)
                sesi.dilayani.add(angka)
                sesi.angkadipanggil = booking.angka
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
        elif jenis == "pindah":
            for baris in (sesi.menunggu, sesi.didahulukan):
                baris.discard(angka)
            self._pindah(booking, sesi.huruf, data)
        elif jenis == "task_hapus":
            del booking.task[data["taskid"]]
            if data["taskid"] == 4:
                sesi.dilayani.discard(angka)
                sesi.menunggu.add(angka)
                if booking.checkin and not any(nama == "lewati" for nama, *_ in booking.riwayat):
                    sesi.didahulukan.add(angka)
            elif data["taskid"] == 5:
                sesi.tempat[angka] = sesi.susulan(booking.angka)
                sesi.dilayani.add(angka)
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
        if jenis == "task_hapus":
            nama = f"hapus_task{data['taskid']}"
        booking.riwayat.append((nama, waktu, data["oleh"]))
