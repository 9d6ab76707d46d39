"""The connector's way from them, round by round, between the sample hospital and a book of ours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from antrean.domain.antrean import Booking, PermintaanAntrean
from antrean.domain.jadwal import Slot
from antrean.domain.rs import RumahSakit
from antrean.konektor.basis import Baris, Basis
from antrean.konektor.dari_sana.masuk import Masuk
from antrean.konektor.ke_sana.keluar import Keluar
from antrean.konektor.pemetaan import Pemetaan
from antrean.konektor.setelan import KHANZA, MLITE
from antrean.konektor.simpanan import KonektorStore
from antrean.services import antrean, kunjungan
from antrean.services.konteks import Konteks
from antrean.store import Store, Write
from tests.conftest import HARI_INI, FrozenClock, pasien, put_patients, put_schedule
from tests.konektor.conftest import Sana
from tests.konteks import konteks
from tests.lua.alat import ANAK

JAKARTA = ZoneInfo("Asia/Jakarta")
BENTUK = [(KHANZA, "booking"), (KHANZA, "checkin"), (MLITE, "checkin")]
"""The systems, and when a booking of ours is a registration there."""


class BasisTercatat(Basis):
    """A connection that tells what was asked."""

    ditanya: list[str]

    def baca(self, sql: str, nilai: Sequence[Any] = ()) -> list[Baris]:
        self.ditanya.append(sql)
        return super().baca(sql, nilai)


class Meja:
    """Theirs, ours, and what connects them.

    Attributes:
        sana: the administrator's connection, and their screens'.
    """

    def __init__(self, sana: Sana, store: Store, clock: FrozenClock, rs: RumahSakit, **setelan: Any) -> None:
        self.sana, self.store, self.clock, self.rs = sana.basis, store, clock, rs
        self.setelan = replace(sana.setelan, **setelan)
        self.basis = BasisTercatat(self.setelan)
        self.basis.ditanya = []
        self.simpanan = KonektorStore(store.connection)
        self.masuk = self.lain()

    def lain(self) -> Masuk:
        """Another process's, which knows nothing but what is kept."""
        peta = Pemetaan.baca(self.basis)
        return Masuk(self.store, self.clock, self.rs, self.setelan, self.basis, self.simpanan, lambda: peta)

    def mulai_lagi(self) -> None:
        """The process was killed, and another begins."""
        self.masuk = self.lain()

    def putaran(self, kali: int = 1) -> None:
        """Rounds, each some seconds after the other."""
        for _ in range(kali):
            self.clock.move(seconds=3)
            self.masuk.cepat()
            self.masuk.sedang()

    def tunggu(self) -> None:
        """Rounds until what is gone is believed to be gone."""
        self.putaran(7)

    def lambat(self) -> None:
        self.clock.move(seconds=300)
        self.masuk.lambat()

    def ambil(self, n: int, tanggal: date = HARI_INI, slot: Slot = ANAK, oleh: str = "mjkn", angka: int = 0) -> Booking:
        """Somebody takes a number by Mobile JKN."""
        satu = pasien(n)
        permintaan = PermintaanAntrean(
            slot, tanggal, 1, nik=satu.nik, nomorkartu=satu.nomorkartu, norm=satu.norm, angkaantrean=angka
        )
        write = Write(f"ambil-{oleh}-{n}-{slot}-{tanggal}-{self.clock.now_ms()}", self.clock.now_ms(), oleh)
        kode = antrean.ambil(Konteks(self.store, self.clock, self.rs, write), permintaan).kodebooking
        return self.booking(kode, tanggal)

    def semua(self, tanggal: date = HARI_INI) -> list[Booking]:
        return self.store.antrean.pada(self.rs.kode, tanggal)

    def booking(self, kode: str, tanggal: date = HARI_INI) -> Booking:
        return next(satu for satu in self.semua(tanggal) if satu.kodebooking == kode)

    def milik(self, n: int, tanggal: date = HARI_INI) -> Booking:
        """The one booking of a patient."""
        (satu,) = [satu for satu in self.semua(tanggal) if satu.norm == pasien(n).norm]
        return satu

    def kasus(self) -> dict[str, str]:
        return {satu.nama: satu.pesan for satu in self.simpanan.ditahan(self.rs.kode)}

    def oleh(self, kode: str) -> set[str]:
        """Who changed a booking."""
        return {satu.oleh for satu in self.booking(kode).riwayat}


class Keduanya(Meja):
    """Rounds of both ways."""

    def __init__(self, *dari: Any, **setelan: Any) -> None:
        super().__init__(*dari, **setelan)
        self.mulai_lagi()

    def mulai_lagi(self) -> None:
        super().mulai_lagi()
        dari = (self.store, self.simpanan, self.clock, self.rs, self.basis, self.setelan)
        self.keluar = Keluar(*dari, Pemetaan.baca(self.basis))

    def putaran(self, kali: int = 1) -> None:
        for _ in range(kali):
            self.keluar.putaran()
            super().putaran()
        self.keluar.putaran()

    def lakukan(self, apa: str, kode: str) -> None:
        """Somebody here checks in or cancels."""
        satu = konteks(self.store, self.clock, self.rs, f"{apa}-{kode}", "mjkn")
        if apa == "checkin":
            kunjungan.checkin(satu, kode, self.clock.now_ms())
        else:
            kunjungan.batal(satu, kode, "Berhalangan")

    def baris(self, sql: str) -> list[tuple[object, ...]]:
        return [tuple(satu.values()) for satu in self.sana.baca(sql)]


def siapkan(store: Store, clock: FrozenClock, rs: RumahSakit, banyak: int = 12, kuota: int = 30) -> None:
    """The hospital of tests/conftest.py as the sample hospital has it, with its first patients."""
    rows = [f"ANA,Anak,12345,dr. Hendra,{hari},08:00-16:00,{kuota},{kuota}" for hari in range(1, 8)]
    rows += [f"INT,Dalam,34567,dr. Budi,{hari},08:00-12:00,3,3" for hari in range(1, 8)]
    put_schedule(store, clock, rs, *rows)
    put_patients(store, clock, rs, *(pasien(n) for n in range(1, banyak + 1)))


def ms(saat: datetime) -> int:
    """A time of theirs as epoch ms."""
    return int(saat.replace(tzinfo=JAKARTA).timestamp() * 1000)
