"""The bodies of the SIMRS door, by the catalogue's names."""

import math
from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import ValidationError, post_load

from antrean.domain.antrean import TASK, PermintaanAntrean
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.identitas import rapikan
from antrean.domain.jadwal import KunciSesi, Slot
from antrean.domain.operasi import Operasi
from antrean.errors import IsianSalah
from antrean.http.isian import (
    DIGIT_WAKTU,
    Bentuk,
    Bilangan,
    Isian,
    Jam,
    Kode,
    NomorKartu,
    Tanggal,
    Teks,
    Waktu,
    bentuk_bilangan,
    bentuk_salah_satu,
)
from antrean.http.schemas import FORMAT_TANGGAL, AmbilAntrean, Permintaan

PALING_BANYAK_PASIEN = 10_000
PALING_BANYAK_BARIS = 5_000
SUMBER_BAWAAN = "simrs"


class Sumber(Teks):
    """Where a booking comes from: a short word, such as ``kiosk``."""

    def baca(self, value: Any) -> str:
        teks = super().baca(value)
        if not all(c.isascii() and (c.isalnum() or c in "_-") for c in teks):
            raise ValueError
        return teks.lower()

    def bentuk(self) -> list[Bentuk]:
        _, bilangan = super().bentuk()
        return [{"type": "string", "pattern": f"^[A-Za-z0-9_-]{{1,{self.terpanjang}}}$"}, bilangan]


class Pilihan(Isian):
    """One of a few words."""

    def __init__(self, nama: str, pilihan: tuple[str, ...], **lain: Any) -> None:
        super().__init__(nama, format=f"{nama} harus salah satu dari: {', '.join(pilihan)}", **lain)
        self.pilihan = pilihan

    def baca(self, value: Any) -> str:
        if value not in self.pilihan:
            raise ValueError
        return str(value)

    def bentuk(self) -> list[Bentuk]:
        return [{"enum": [*self.pilihan]}]


class TaskId(Bilangan):
    """1 to 7, or 99."""

    def baca(self, value: Any) -> int:
        taskid = super().baca(value)
        if taskid not in TASK:
            raise ValueError
        return taskid

    def bentuk(self) -> list[Bentuk]:
        return bentuk_salah_satu(*TASK)


class Positif(Bilangan):
    """A whole number above 0."""

    def baca(self, value: Any) -> int:
        angka = super().baca(value)
        if angka < 1:
            raise ValueError
        return angka

    def bentuk(self) -> list[Bentuk]:
        bilangan, teks = bentuk_bilangan(1, 10**self.digit - 1, "0*[1-9][0-9]*")
        return [bilangan, {**teks, "maxLength": self.digit}]


class Terlaksana(Bilangan):
    """0 or 1."""

    def baca(self, value: Any) -> int:
        angka = super().baca(value)
        if angka > 1:
            raise ValueError
        return angka

    def bentuk(self) -> list[Bentuk]:
        return bentuk_salah_satu(0, 1)


class AmbilDiLoket(AmbilAntrean):
    """The fields of Ambil Antrean, and where the booking comes from."""

    sumber = Sumber("Sumber", 20, wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **lain: Any) -> tuple[PermintaanAntrean, str]:
        sumber = data.pop("sumber") or SUMBER_BAWAAN
        return super().susun(data, **lain), sumber


class Batal(Permintaan):
    """Why a booking is cancelled."""

    keterangan = Teks("Keterangan", 200)


class Task(Permintaan):
    """A task and when it was, in epoch ms; with 99 also why."""

    taskid = TaskId("Task Id")
    waktu = Waktu("Waktu", DIGIT_WAKTU)
    keterangan = Teks("Keterangan", 200, wajib=False)


class Panggil(Permintaan):
    """A session, and the number to call where it is not the next."""

    kodepoli = Kode("Kode Poli", 20)
    kodedokter = Bilangan("Kode Dokter")
    tanggalperiksa = Tanggal("Tanggal Periksa", format=FORMAT_TANGGAL)
    jampraktek = Jam("Jam Praktek")
    angkaantrean = Positif("Angka Antrean", 6, wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[KunciSesi, int | None]:
        slot = Slot(data["kodepoli"], data["kodedokter"], data["jampraktek"])
        return KunciSesi(data["tanggalperiksa"], slot), data["angkaantrean"] or None


class Lewati(Permintaan):
    """Behind how many a patient is put back."""

    lewat = Positif("Lewat", 4, wajib=False)


class Resep(Permintaan):
    """Which kind of prescription."""

    jenisresep = Pilihan("Jenis Resep", JENIS_RESEP)


class SatuOperasi(Permintaan):
    """One surgery."""

    syarat: ClassVar[Bentuk] = {"properties": {"kodebooking": {"pattern": "^[^ ]*$"}}}

    kodebooking = Teks("Kode Booking", 30)
    tanggaloperasi = Tanggal("Tanggal Operasi", format=FORMAT_TANGGAL)
    jenistindakan = Teks("Jenis Tindakan", 200)
    kodepoli = Teks("Kode Poli", 20)
    namapoli = Teks("Nama Poli", 100)
    terlaksana = Terlaksana("Terlaksana")
    nopeserta = NomorKartu("Nomor Peserta", wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> Operasi:
        if " " in data["kodebooking"]:
            raise ValidationError(self.fields["kodebooking"].format, "kodebooking")  # type: ignore[attr-defined]
        return Operasi(**{**data, "terlaksana": bool(data["terlaksana"])})


def daftar(isi: Mapping[str, Any], nama: str, paling_banyak: int) -> list[dict[str, Any]]:
    """The rows of a body ``{nama: [row, …]}``.

    Raises:
        IsianSalah: it is not such a list of objects, or too long a one.
    """
    semua = isi.get(nama)
    if not isinstance(semua, list) or not semua or not all(isinstance(satu, dict) for satu in semua):
        raise IsianSalah(f"{nama} harus berupa daftar objek dan tidak kosong", nama)
    if len(semua) > paling_banyak:
        raise IsianSalah(f"{nama} paling banyak {paling_banyak} baris", nama)
    return semua


def teks_baris(baris: Mapping[str, Any], wajib: tuple[str, ...], boleh: tuple[str, ...], di: str) -> dict[str, str]:
    """A row's values as text by column, as a CSV file has them.

    Args:
        di: where the row stands, such as ``jadwal[3]``.

    Raises:
        IsianSalah: a column is missing, or its value is neither text nor number.
    """
    hasil: dict[str, str] = {}
    for kolom in (*wajib, *boleh):
        nilai = baris.get(kolom)
        if nilai is None and kolom in wajib and kolom not in baris:
            raise IsianSalah(f"{di}: {kolom} belum diisi", f"{di}.{kolom}")
        if isinstance(nilai, bool) or not isinstance(nilai, str | int | float | None) or _tanpa_angka(nilai):
            raise IsianSalah(f"{di}: {kolom} harus berupa teks atau angka", f"{di}.{kolom}")
        hasil[kolom] = "" if nilai is None else rapikan(str(nilai))
    return hasil


def _tanpa_angka(nilai: Any) -> bool:
    """NaN and the infinities, which Python reads in JSON."""
    return isinstance(nilai, float) and not math.isfinite(nilai)
