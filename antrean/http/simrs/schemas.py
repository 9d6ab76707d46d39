"""The bodies of the SIMRS door, by the catalogue's names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from marshmallow import ValidationError, post_load
from werkzeug.datastructures import MultiDict

from antrean.domain.antrean import TASK, PermintaanAntrean
from antrean.domain.farmasi import JENIS_RESEP
from antrean.domain.identitas import TETAP, kode_poli_sah, rapikan, rapikan_kode
from antrean.domain.jadwal import Slot
from antrean.domain.operasi import Operasi
from antrean.domain.waktu import HARI_MINGGU, baca_tanggal
from antrean.errors import IsianSalah
from antrean.http.isian import (
    DIGIT_WAKTU,
    Bentuk,
    Bilangan,
    Isian,
    Jam,
    NomorKartu,
    Peringkat,
    Salah,
    Tanggal,
    Teks,
    Waktu,
    bentuk_bilangan,
    bentuk_salah_satu,
)
from antrean.http.schemas import FORMAT_TANGGAL, AmbilAntrean, Permintaan, salah_satu_diisi
from antrean.http.simrs.bidang import Perintah, Terbuka, tolak_asing, tolak_mirip
from antrean.services.jadwal import Ganti
from antrean.services.libur import BUKAN_TEKS, TERPANJANG

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


class KodePoli(Isian):
    """A poli's code; case does not count."""

    rapikan = staticmethod(rapikan_kode)

    def baca(self, value: Any) -> str:
        if not isinstance(value, str) or not kode_poli_sah(value):
            raise ValueError
        return value

    def bentuk(self) -> list[Bentuk]:
        return [{"type": "string", "pattern": "^[0-9A-Za-z][0-9A-Za-z_-]{0,9}$"}]


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


class Tanya(Permintaan):
    """The query of a call that writes. Of these parameters nothing is guessed."""

    def baca_tanya(self, tanya: MultiDict[str, str]) -> Any:
        """What the query says.

        Raises:
            IsianSalah: a parameter that is not known (case counts), empty, given twice, or malformed.
        """
        for nama, nilai in tanya.lists():
            if nama not in self.fields:
                dikenal = f"yang dikenal: {', '.join(self.fields)}" if self.fields else "panggilan ini tidak punya"
                raise IsianSalah(f"parameter {nama[:30]!r} tidak dikenal; {dikenal}", nama[:30], asing=True)
            if len(nilai) > 1:
                raise IsianSalah(f"{nama} diberikan lebih dari sekali", nama)
            if not rapikan(nilai[0]):
                raise IsianSalah(f"{nama} kosong: isi, atau jangan dikirim", nama)
        return self.baca(tanya.to_dict())


class Cakupan(Tanya):
    """Which sessions of the day are closed or opened: all where nothing is given."""

    kodepoli = KodePoli("Kode Poli", wajib=False)
    kodedokter = Bilangan("Kode Dokter", wajib=False)
    jampraktek = Jam("Jam Praktek", wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """``cakupan`` instead of its parts."""
        bagian = [data.pop("kodepoli"), data.pop("kodedokter"), data.pop("jampraktek")]
        isi = [str(satu) for satu in bagian if satu != ""]
        if isi != [str(satu) for satu in bagian[: len(isi)]]:
            kurang = "kodepoli" if bagian[0] == "" else "kodedokter"
            raise ValidationError(
                Salah(
                    f"{kurang} belum diisi: kode dokter menyertai kode poli, dan jam praktek kode dokter",
                    Peringkat.KOSONG,
                ),
                kurang,
            )
        return {"cakupan": ":".join(isi), **data}


class LiburTutup(Cakupan):
    """A day or a part of it is closed, with or without its bookings."""

    keterangan = Teks("Keterangan", TERPANJANG, wajib=False, format=BUKAN_TEKS.format(nama="keterangan"))
    batalkan = Teks("Batalkan", TERPANJANG, wajib=False, format=BUKAN_TEKS.format(nama="batalkan"))
    alasan = Teks("Alasan", TERPANJANG, wajib=False, format=BUKAN_TEKS.format(nama="alasan"))


class JadwalGanti(Tanya):
    """How an import treats the rows that are stored and not given."""

    ganti = Pilihan("Ganti", ("ya",), wajib=False)
    kodepoli = KodePoli("Kode Poli", wajib=False)
    kodedokter = Bilangan("Kode Dokter", wajib=False)
    semua = Pilihan("Semua", ("ya",), wajib=False)
    coba = Pilihan("Coba", ("ya",), wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """``ganti`` as the service takes it."""
        for nama in ("kodepoli", "kodedokter", "semua"):
            if data[nama] != "" and not data["ganti"]:
                raise ValidationError(Salah(f"{nama} hanya berlaku bersama ganti=ya", Peringkat.FORMAT), nama)
        kodedokter = None if data["kodedokter"] == "" else data["kodedokter"]
        ganti = Ganti(data["kodepoli"], kodedokter, bool(data["semua"])) if data["ganti"] else None
        return {"ganti": ganti, "coba": bool(data["coba"])}


class Hari(Isian):
    """1 (Monday) to 7, or a date yyyy-mm-dd."""

    def baca(self, value: Any) -> str:
        hari = rapikan(str(value))
        return hari if hari in HARI_MINGGU else baca_tanggal(hari).isoformat()

    def bentuk(self) -> list[Bentuk]:
        return [*bentuk_salah_satu(*map(int, HARI_MINGGU)), *Tanggal("Hari").bentuk()]


class JadwalHapus(Tanya):
    """Which row of the schedule goes."""

    hari = Hari("Hari")
    kodepoli = KodePoli("Kode Poli")
    kodedokter = Bilangan("Kode Dokter")
    jampraktek = Jam("Jam Praktek")

    @post_load
    def susun(self, data: dict[str, Any], **_: Any) -> tuple[str, Slot]:
        return data["hari"], Slot(data["kodepoli"], data["kodedokter"], data["jampraktek"])


class Gabung(Terbuka):
    """The record that stays."""

    ke = Teks("Ke", 20)


class AmbilDiLoket(Terbuka, AmbilAntrean):
    """The fields of Ambil Antrean, where the booking comes from, and the number that was given elsewhere. A known
    norm alone will do: a foreigner has no number."""

    dikenal_dari: ClassVar[tuple[str, ...]] = ("nomorkartu", "nik", "norm")
    syarat: ClassVar[Bentuk] = salah_satu_diisi(*dikenal_dari)

    sumber = Sumber("Sumber", 20, wajib=False)
    angkaantrean = Positif("Angka Antrean", 6, wajib=False)

    @post_load
    def susun(self, data: dict[str, Any], **lain: Any) -> tuple[PermintaanAntrean, str]:
        sumber = data.pop("sumber") or SUMBER_BAWAAN
        return replace(super().susun(data, **lain), angkaantrean=data["angkaantrean"] or 0), sumber


class Batal(Terbuka):
    """Why a booking is cancelled."""

    keterangan = Teks("Keterangan", 200)


class Task(Terbuka):
    """A task and when it was, in epoch ms; with 99 also why."""

    taskid = TaskId("Task Id")
    waktu = Waktu("Waktu", DIGIT_WAKTU)
    keterangan = Teks("Keterangan", 200, wajib=False)


class Lewati(Perintah):
    """Behind how many a patient is put back."""

    lewat = Positif("Lewat", 4, wajib=False)


class Resep(Terbuka):
    """Which kind of prescription."""

    jenisresep = Pilihan("Jenis Resep", JENIS_RESEP)


class PanggilFarmasi(Perintah):
    """A line at the pharmacy, and the number to call where it is not the next."""

    jenisresep = Pilihan("Jenis Resep", JENIS_RESEP)
    nomorantrean = Positif("Nomor Antrean", 6, wajib=False)


class SatuOperasi(Terbuka):
    """One surgery."""

    syarat: ClassVar[Bentuk] = {"properties": {"kodebooking": {"pattern": "^[^ ]*$"}}}

    kodebooking = Teks("Kode Booking", 30)
    tanggaloperasi = Tanggal("Tanggal Operasi", format=FORMAT_TANGGAL)
    jenistindakan = Teks("Jenis Tindakan", 200)
    kodepoli = Teks("Kode Poli", 20)
    namapoli = Teks("Nama Poli", 100)
    terlaksana = Terlaksana("Terlaksana")
    nopeserta = NomorKartu("Nomor Peserta", wajib=False)

    @post_load(pass_original=True)
    def susun(self, data: dict[str, Any], asli: Mapping[str, Any], **_: Any) -> Operasi:
        if "nopeserta" not in asli:
            data["nopeserta"] = TETAP
        if " " in data["kodebooking"]:
            raise ValidationError(self.fields["kodebooking"].format, "kodebooking")  # type: ignore[attr-defined]
        return Operasi(**{**data, "terlaksana": bool(data["terlaksana"])})


def daftar(isi: Mapping[str, Any], nama: str, paling_banyak: int) -> list[dict[str, Any]]:
    """The rows of a body ``{nama: [row, …]}``.

    Raises:
        IsianSalah: it is not such a list of objects, or too long a one; or there is something beside it.
    """
    tolak_asing(isi, [nama], ". Pilihan seperti coba ada di alamat, sesudah tanda tanya")
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
        IsianSalah: a column is missing, or misspelt, or its value is neither text nor number.
    """
    tolak_mirip(baris, (*wajib, *boleh), di)
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


def semua_salah(salah: Sequence[IsianSalah], cara: str = "") -> IsianSalah:
    """The first of many rows' faults and what helps, with all of them where there are more."""
    semua = [(satu.bidang, str(satu)) for satu in salah]
    asing = salah[0].bidang_asing
    return IsianSalah(f"{salah[0]}{cara}", salah[0].bidang, semua if len(semua) > 1 else (), asing=asing)
