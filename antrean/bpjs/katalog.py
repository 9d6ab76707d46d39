"""BPJS's seventeen services, each a method (ws-bpjs.md, section 2)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, Literal, TypeVar

from antrean.bpjs.bentuk import (
    BentukLain,
    Dokter,
    Isi,
    JadwalDokter,
    Pendaftaran,
    Poli,
    SidikJari,
    TaskTercatat,
    WaktuTunggu,
    daftar,
)
from antrean.bpjs.hasil import Hasil, Macam
from antrean.bpjs.klien import Klien
from antrean.bpjs.permintaan import (
    BatalAntrean,
    Permintaan,
    TambahAntrean,
    TambahFarmasi,
    UbahJadwal,
    UbahWaktu,
    badan,
)
from antrean.domain.waktu import JamPraktek

T = TypeVar("T")

Sumber = Literal["rs", "server"]
"""Waits by the times that the hospital sent, or by when BPJS heard of them."""


@dataclass(frozen=True, slots=True)
class Jawaban(Generic[T]):
    """What became of a question, and what BPJS told; where it told nothing, ``isi`` has nothing in it."""

    hasil: Hasil
    isi: T


class Katalog:
    """The services by name, over a client. Whatever BPJS answers is an outcome, nothing is raised: an answer of another
    shape is a passing one (``Macam.SEMENTARA``), whose words say where it differs."""

    def __init__(self, klien: Klien) -> None:
        self.klien = klien

    # References. BPJS's code of success is 1.

    def poli(self) -> Jawaban[tuple[Poli, ...]]:
        """2.1 ``ref/poli``: the clinics that HFIS knows."""
        return self._daftar(Poli.baca, "ref", "poli")

    def dokter(self) -> Jawaban[tuple[Dokter, ...]]:
        """2.2 ``ref/dokter``: the doctors that HFIS knows."""
        return self._daftar(Dokter.baca, "ref", "dokter")

    def poli_sidik_jari(self) -> Jawaban[tuple[Poli, ...]]:
        """2.4 ``ref/poli/fp``: the clinics that ask for a finger print."""
        return self._daftar(Poli.baca_fp, "ref", "poli", "fp")

    def pasien_sidik_jari(self, jenis: Literal["nik", "noka"], nomor: str) -> Jawaban[SidikJari | None]:
        """2.5 ``ref/pasien/fp``: whether a member has given finger prints.

        Args:
            jenis: what the number is: a NIK, or a card.
        """
        hasil = self.klien.baca("ref", "pasien", "fp", "identitas", jenis, "noidentitas", nomor)
        return _baca(hasil, lambda isi: SidikJari.baca(Isi(isi, "it")), None)

    # Schedules in HFIS.

    def jadwal_dokter(self, kodepoli: str, tanggal: date) -> Jawaban[tuple[JadwalDokter, ...]]:
        """2.3 ``jadwaldokter``: who practises on a date, and when.

        Args:
            kodepoli: the parent's, of which the answer has all subspecialties.
        """
        return self._daftar(JadwalDokter.baca, "jadwaldokter", "kodepoli", kodepoli, "tanggal", tanggal.isoformat())

    def ubah_jadwal(self, permintaan: UbahJadwal) -> Hasil:
        """2.6 ``updatejadwaldokter``."""
        return self.kirim(permintaan)

    # Bookings and what happens to them.

    def tambah(self, permintaan: TambahAntrean) -> Hasil:
        """2.7 ``antrean/add``."""
        return self.kirim(permintaan)

    def tambah_farmasi(self, permintaan: TambahFarmasi) -> Hasil:
        """2.8 ``antrean/farmasi/add``."""
        return self.kirim(permintaan)

    def ubah_waktu(self, permintaan: UbahWaktu) -> Hasil:
        """2.9 ``antrean/updatewaktu``."""
        return self.kirim(permintaan)

    def batal(self, permintaan: BatalAntrean) -> Hasil:
        """2.10 ``antrean/batal``."""
        return self.kirim(permintaan)

    def daftar_task(self, kodebooking: str) -> Jawaban[tuple[TaskTercatat, ...]]:
        """2.11 ``antrean/getlisttask``: the tasks that BPJS has of a booking."""
        hasil = self.klien.kirim("antrean", "getlisttask", isi={"kodebooking": kodebooking})
        return _baca(hasil, lambda isi: daftar(isi, TaskTercatat.baca), ())

    # Waits, as BPJS counts them.

    def waktu_tunggu_tanggal(self, tanggal: date, sumber: Sumber) -> Jawaban[tuple[WaktuTunggu, ...]]:
        """2.12 ``dashboard/waktutunggu`` of a date: a row for each poli, in seconds."""
        return self._daftar(
            WaktuTunggu.baca, "dashboard", "waktutunggu", "tanggal", tanggal.isoformat(), "waktu", sumber
        )

    def waktu_tunggu_bulan(self, tahun: int, bulan: int, sumber: Sumber) -> Jawaban[tuple[WaktuTunggu, ...]]:
        """2.13 ``dashboard/waktutunggu`` of a month: a row for each date and poli, in seconds."""
        return self._daftar(
            WaktuTunggu.baca,
            *("dashboard", "waktutunggu", "bulan", f"{bulan:02d}", "tahun", f"{tahun:04d}", "waktu", sumber),
        )

    # Bookings as BPJS holds them.

    def pendaftaran_tanggal(self, tanggal: date) -> Jawaban[tuple[Pendaftaran, ...]]:
        """2.14 ``antrean/pendaftaran/tanggal``: those of a day of service, Mobile JKN's among them."""
        return self._daftar(Pendaftaran.baca, "antrean", "pendaftaran", "tanggal", tanggal.isoformat())

    def pendaftaran(self, kodebooking: str) -> Jawaban[tuple[Pendaftaran, ...]]:
        """2.15 ``antrean/pendaftaran/kodebooking``."""
        return self._daftar(Pendaftaran.baca, "antrean", "pendaftaran", "kodebooking", kodebooking)

    def pendaftaran_aktif(self) -> Jawaban[tuple[Pendaftaran, ...]]:
        """2.16 ``antrean/pendaftaran/aktif``: those not yet served."""
        return self._daftar(Pendaftaran.baca, "antrean", "pendaftaran", "aktif")

    def pendaftaran_sesi(
        self, kodepoli: str, kodedokter: int, hari: int, jam: JamPraktek
    ) -> Jawaban[tuple[Pendaftaran, ...]]:
        """2.17: those of a doctor's hours that are not yet served; ``hari`` 1 Monday … 7 Sunday, 8 a holiday."""
        return self._daftar(
            Pendaftaran.baca,
            *("antrean", "pendaftaran", "kodepoli", kodepoli, "kodedokter", str(kodedokter), "hari", str(hari)),
            *("jampraktek", str(jam)),
        )

    def kirim(self, permintaan: Permintaan) -> Hasil:
        """Any of the services that tell BPJS something."""
        return self.klien.kirim(*permintaan.JALUR, isi=badan(permintaan))

    def _daftar(self, baca: Callable[[Isi], T], *jalur: str) -> Jawaban[tuple[T, ...]]:
        return _baca(self.klien.baca(*jalur), lambda isi: daftar(isi, baca), ())


def _baca(hasil: Hasil, baca: Callable[[object], T], kosong: T) -> Jawaban[T]:
    if hasil.macam is not Macam.SELESAI or hasil.isi is None:
        return Jawaban(hasil, kosong)
    try:
        return Jawaban(hasil, baca(hasil.isi))
    except BentukLain as error:
        lain = replace(hasil, macam=Macam.SEMENTARA, pesan=f"an answer of another shape: {error}", isi=None)
        return Jawaban(lain, kosong)
