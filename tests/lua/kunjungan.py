"""A day at the hospital, step by step, at the store's own door."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from antrean.domain.antrean import Booking, KodeBooking, SisaAntrean
from antrean.domain.farmasi import AntreanFarmasi
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.kunci import Kunci
from antrean.domain.operasi import Operasi
from antrean.domain.petugas import PAPAN, Perangkat, Petugas
from antrean.domain.rs import RumahSakit
from antrean.domain.waktu import JamPraktek
from antrean.services import farmasi, kunjungan, libur, operasi
from antrean.services import kunci as layanan_kunci
from antrean.services import sesi as layanan_sesi
from antrean.services.kode import catat_kode
from antrean.services.konteks import Konteks
from antrean.services.sesi import HasilJam
from antrean.store import Store, Write
from antrean.store.libur import Pemulihan
from tests.conftest import HARI_INI, FrozenClock
from tests.konteks import konteks
from tests.lua.alat import ANAK, DALAM, ambil

RACIKAN, NON_RACIKAN = "Racikan", "Non Racikan"


PERAN_LOKET = frozenset(("loket",))


@dataclass
class Hari:
    """Every step takes a request id; one of its own where none is given. Bookings are named by their number."""

    store: Store
    clock: FrozenClock
    rs: RumahSakit
    tanggal: date = HARI_INI
    slot: Slot = ANAK
    ke: Slot = DALAM
    _nomor: "itertools.count[int]" = field(default_factory=itertools.count)

    def kode(self, angka: int) -> str:
        """Of a booking of the first session."""
        return f"{self.tanggal:%d%m%Y}A{angka:03d}"

    def booking(self, angka: int) -> Booking:
        (satu,) = self.store.antrean.booking(self.rs.kode, [KodeBooking.baca(self.kode(angka))])
        return satu

    def ambil(self, n: int, request_id: str = "", angkaantrean: int = 0, **changes: str) -> str:
        """The n-th patient takes a number."""
        return ambil(
            self.store, self.clock, self.rs, self._id(request_id), n, self.slot, self.tanggal, angkaantrean, **changes
        ).kodebooking

    def batal(self, angka: int, request_id: str = "") -> None:
        kunjungan.batal(self._konteks(request_id), self.kode(angka), "Berhalangan")

    def checkin(self, angka: int, request_id: str = "") -> None:
        kunjungan.checkin(self._konteks(request_id), self.kode(angka), self.clock.now_ms())

    def task(self, angka: int, taskid: int, waktu: int = 0, request_id: str = "") -> None:
        waktu = waktu or self.clock.now_ms()
        kunjungan.task(self._konteks(request_id), self.kode(angka), taskid, waktu)

    def task_hapus(self, angka: int, taskid: int, request_id: str = "") -> None:
        kunjungan.task_hapus(self._konteks(request_id), self.kode(angka), taskid)

    def panggil(self, angka: int | None = None, request_id: str = "") -> str | None:
        sesi = KunciSesi(self.tanggal, self.slot)
        return kunjungan.panggil(self._konteks(request_id), sesi, angka)

    def sisa(self, angka: int) -> SisaAntrean:
        return kunjungan.sisa(self._konteks(""), self.kode(angka))

    def lewati(self, angka: int, lewat: int = 1, request_id: str = "") -> None:
        kunjungan.lewati(self._konteks(request_id), self.kode(angka), lewat)

    def selesai(self, angka: int) -> None:
        """Called and served, a minute each."""
        self.panggil(angka)
        self.clock.move(minutes=1)
        self.task(angka, 5)

    def resep(self, angka: int, jenis: str = RACIKAN, request_id: str = "") -> None:
        farmasi.resep(self._konteks(request_id), self.kode(angka), jenis)

    def farmasi_ambil(self, angka: int, request_id: str = "") -> AntreanFarmasi:
        return farmasi.ambil(self._konteks(request_id), self.kode(angka))

    def farmasi_panggil(self, jenis: str = RACIKAN, request_id: str = "") -> tuple[str, AntreanFarmasi] | None:
        return farmasi.panggil(self._konteks(request_id), jenis)

    def tutup(self, batalkan: str = "", kodepoli: str = "", request_id: str = "") -> list[str]:
        return libur.tutup(self._konteks(request_id), self.tanggal, kodepoli, "Libur", batalkan)

    def buka(self, request_id: str = "") -> bool:
        return libur.buka(self._konteks(request_id), self.tanggal, "")

    def buka_sesi(self) -> bool:
        return libur.buka(self._konteks(""), self.tanggal, str(self.slot))

    def pulihkan(self, request_id: str = "") -> Pemulihan:
        return libur.pulihkan(self._konteks(request_id), self.tanggal, "")

    def pindah(self, request_id: str = "", tutup: str = "") -> list[str]:
        """All who wait go to the session of ``ke``."""
        sesi = KunciSesi(self.tanggal, self.slot)
        hasil = layanan_sesi.pindah(self._konteks(request_id), sesi, self.ke, tutup=tutup)
        return [satu.kodebooking for satu in hasil.pindah]

    def ubah_jam(self, jam: str = "08:00-15:00", request_id: str = "") -> HasilJam:
        return layanan_sesi.ubah_jam(self._konteks(request_id), self.slot, JamPraktek.baca(jam))

    def kode_lama(self, angka: int, kodelama: str, request_id: str = "", dulu: str = "") -> None:
        catat_kode(self._konteks(request_id), self.kode(angka), kodelama, dulu)

    def operasi(self, semua: Sequence[Operasi], request_id: str = "") -> None:
        operasi.simpan(self._konteks(request_id), semua)

    def operasi_hapus(self, kode: str = "OK-1", request_id: str = "") -> None:
        operasi.hapus(self._konteks(request_id), kode)

    def kunci_buat(self, nama: str, request_id: str = "") -> None:
        digest = layanan_kunci.digest(f"kunci {nama}")
        write = Write(self._id(request_id), self.clock.now_ms(), "uji")
        self.store.kunci.tambah(self.rs.kode, Kunci(nama, digest, 0), write)

    def kunci_cabut(self, nama: str, request_id: str = "") -> None:
        self.store.kunci.cabut(self.rs.kode, nama, Write(self._id(request_id), self.clock.now_ms(), "uji"))

    def petugas_tambah(self, nama: str, request_id: str = "") -> None:
        satu = Petugas(nama, "scrypt-satu", PERAN_LOKET, ("ANA",))
        self.store.petugas.tambah(self.rs.kode, satu, self._write(request_id))

    def petugas_atur(self, nama: str, request_id: str = "") -> None:
        self.store.petugas.atur(self.rs.kode, nama, PERAN_LOKET | {"poli"}, (), self._write(request_id))

    def petugas_sandi(self, nama: str, request_id: str = "", sandi: str = "scrypt-dua") -> None:
        self.store.petugas.sandi(self.rs.kode, nama, sandi, self._write(request_id))

    def petugas_hapus(self, nama: str, request_id: str = "") -> None:
        self.store.petugas.hapus(self.rs.kode, nama, self._write(request_id))

    def perangkat_buat(self, nama: str, request_id: str = "") -> None:
        digest = layanan_kunci.digest(f"perangkat {nama}")
        satu = Perangkat(nama, digest, PAPAN, ("ANA",), "Telepon 081234567890")
        self.store.perangkat.buat(self.rs.kode, satu, self._write(request_id))

    def perangkat_atur(self, nama: str, request_id: str = "", teks: str = "Libur tanggal 25") -> None:
        self.store.perangkat.atur(self.rs.kode, nama, (), teks, self._write(request_id))

    def perangkat_cabut(self, nama: str, request_id: str = "") -> None:
        self.store.perangkat.cabut(self.rs.kode, nama, self._write(request_id))

    def _write(self, request_id: str) -> Write:
        return Write(self._id(request_id), self.clock.now_ms(), "uji")

    def _konteks(self, request_id: str) -> Konteks:
        return konteks(self.store, self.clock, self.rs, self._id(request_id))

    def _id(self, request_id: str) -> str:
        return request_id or f"langkah-{next(self._nomor)}"


def satu_operasi(kode: str = "OK-1", hari: int = 0, nopeserta: str = "0001777000001", tindakan: str = "A") -> Operasi:
    """A surgery, so many days after today."""
    return Operasi(kode, HARI_INI + timedelta(days=hari), tindakan, "BED", "Bedah", False, nopeserta)
